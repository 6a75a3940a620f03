# shellcheck shell=bash
# The Debian 12 packages that each purpose needs (docs/dependencies.md says why), and how
# to get them. Nothing is asked of apt when nothing is missing.

packages_build=(
  g++ cmake ninja-build ccache pkg-config
  libboost1.81-dev libboost-json1.81-dev
  libcpp-httplib-dev libsqlitecpp-dev libsqlite3-dev libssl-dev
  libre2-dev libdouble-conversion-dev libcli11-dev
  python3 tzdata unicode-data
)

packages_test=(
  libgtest-dev libgmock-dev libbenchmark-dev libutf8proc-dev
  clang libclang-rt-14-dev binutils sqlite3
)

packages_wasm=(emscripten node-acorn dpkg-dev python3-six ca-certificates)

# Node 18 or newer runs the module's tests; Debian's own will do where there is none.
packages_node=()
[ "$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\)\..*/\1/p' || true)" -ge 18 ] 2>/dev/null ||
  packages_node=(nodejs)

# TypeScript, which checks the types of the npm package.
packages_types=(node-typescript)

# A browser that programs drive, for the demo's page.
packages_browser=(chromium)

packages_missing() {
  local name
  for name in "$@"; do
    dpkg-query -W -f='${db:Status-Status}\n' "$name" 2>/dev/null | grep -qx installed ||
      printf '%s\n' "$name"
  done
}

# need <package>...: installs what is missing.
need() {
  local missing
  mapfile -t missing < <(packages_missing "$@")
  [ "${#missing[@]}" -gt 0 ] || return 0
  command -v apt-get >/dev/null 2>&1 || die "Please install: ${missing[*]}"
  say "installing ${missing[*]}"
  # A broken list of someone else's must not stop us: the installation says what it lacks.
  quietly build/log/apt-update.log as_root apt-get -q update || true
  quietly build/log/apt-install.log as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold \
    install --no-install-recommends "${missing[@]}"
}
