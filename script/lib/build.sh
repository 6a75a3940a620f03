# shellcheck shell=bash
# Configuring and building a preset, quietly.

# is_set <preset> -DNAME=VALUE: whether it was configured so before.
is_set() {
  local setting=${2#-D}
  grep -qE "^${setting%%=*}:[A-Z]+=${setting#*=}\$" "build/$1/CMakeCache.txt" 2>/dev/null
}

# build <preset> [-DNAME=VALUE]... [-- <target>...]: configures what was never configured or is
# told otherwise, then builds the targets (all of them when none is named).
build() {
  local preset=$1 defines=() targets=()
  shift
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    is_set "$preset" "$1" || defines+=("$1")
    shift
  done
  [ $# -eq 0 ] || shift
  targets=("$@")

  if [ ! -f "build/$preset/build.ninja" ] || [ "${#defines[@]}" -gt 0 ]; then
    quietly "build/log/$preset-configure.log" cmake --preset "$preset" "${defines[@]}"
  fi
  if ! ninja -C "build/$preset" -n "${targets[@]}" 2>/dev/null | grep -q 'no work to do'; then
    say "building $preset"
    quietly "build/log/$preset-build.log" \
      ninja --quiet -C "build/$preset" -j "$jobs" "${targets[@]}"
  fi
}
