# shellcheck shell=bash
# What every script here needs: where the tree is, how to speak, how to become root.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
called_from=$PWD
cd "$root"

jobs=$(nproc)

say() { printf '%s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}

# Runs a command as root. Asks nothing when it already is.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null 2>&1; then
    sudo "$@"
  else
    die "This needs root, or sudo: $*"
  fi
}

# quietly <log> <command>...: keeps the output in a file and shows its end only on failure.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  if ! "$@" >"$log" 2>&1; then
    tail -n 60 "$log" >&2
    say "failed: $*"
    say "the whole output is in $log"
    return 1
  fi
}
