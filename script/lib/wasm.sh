# shellcheck shell=bash
# The sources that the WebAssembly build needs and Debian does not ship compiled for it: RE2
# and double-conversion, at the versions of the native libraries, checked by apt's signatures.

# Debian's mirrors as this machine knows them.
debian_mirrors() {
  apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT) $(ORIGIN)' \
    'Created-By: Packages' 2>/dev/null | sed -n 's/ bookworm main Debian$//p' | sort -u
}

# fetch_sources <folder> <name=version>...: with a source list, package lists and a cache of
# its own, for a second line for a suite that a machine's apt already knows would break it.
fetch_sources() {
  local folder=$1 apt=$1/apt mirror
  shift
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/parts"
  local options=(
    -q -o "Dir::Etc::sourcelist=$apt/sources.list" -o "Dir::Etc::sourceparts=$apt/parts"
    -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o APT::Sandbox::User=
    -o Acquire::Languages=none
  )
  for mirror in $(debian_mirrors); do
    printf 'deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] %s bookworm main\n' \
      "$mirror" >"$apt/sources.list"
    if apt-get "${options[@]}" update && (cd "$folder" && apt-get "${options[@]}" source "$@"); then
      return 0
    fi
  done
  return 1
}

# source_version <package>: the version of the source it was built from.
source_version() { dpkg-query -W -f='${source:Version}' "$1"; }

# RE2's Unicode tables are made from Debian's unicode-data, as its own package build does.
make_re2_tables() {
  local re2=$1
  python3 "$re2/re2/make_unicode_groups.py" >"$re2/re2/unicode_groups.cc"
  python3 "$re2/re2/make_unicode_casefold.py" >"$re2/re2/unicode_casefold.cc"
  perl "$re2/re2/make_perl_groups.pl" >"$re2/re2/perl_groups.cc"
}

fetch_and_unpack() {
  local folder=$1 re2=$2 double_conversion=$3 work
  work=$(mktemp -d "$root/build/wasm-sources.XXXXXX")
  fetch_sources "$work" "re2=$re2" "double-conversion=$double_conversion" || return 1
  mkdir -p "$work/ready/include"
  mv "$work"/re2-*/ "$work/ready/re2"
  mv "$work"/double-conversion-*/ "$work/ready/double-conversion"
  make_re2_tables "$work/ready/re2" || return 1
  # Boost's headers alone: all of /usr/include would shadow Emscripten's own.
  ln -s /usr/include/boost "$work/ready/include/boost"
  rm -rf "$folder"
  mv "$work/ready" "$folder"
  rm -rf "$work"
}

# Leaves the sources in build/wasm-sources/<versions>, which the build is told of by a link.
wasm_sources() {
  local re2 double_conversion folder
  re2=$(source_version libre2-dev)
  double_conversion=$(source_version libdouble-conversion-dev)
  folder=build/wasm-sources/$re2-$double_conversion
  if [ ! -d "$folder" ]; then
    say "fetching the sources of RE2 $re2 and double-conversion $double_conversion"
    mkdir -p build/wasm-sources
    quietly build/log/wasm-sources.log fetch_and_unpack "$folder" "$re2" "$double_conversion"
  fi
  ln -sfn "$re2-$double_conversion" build/wasm-sources/current
}
