#!/usr/bin/env bash
# Installs what the tests need, builds, and runs them all through ctest. On a fresh Debian 12 this is the only command needed.
#
#   tests/run.sh                 everything that belongs to every change: release build with all tests, then the unit tests under the address
#                                and undefined-behaviour sanitizers, then under the thread sanitizer
#   tests/run.sh LABEL           one kind from the release build: unit, property, acceptance, grpc, crash, chaos, fuzz, e2e, bench, house
#   tests/run.sh --no-sanitizers everything of the release build only
# Labels chaos, fuzz, bench and size are long; they run only when named.
set -euo pipefail
cd "$(dirname "$0")/.."

label=""
sanitizers=yes
for argument in "$@"; do
  case $argument in
    --no-sanitizers) sanitizers=no ;;
    -h | --help) sed -n '2,9p' "$0" | cut -c3-; exit 0 ;;
    -*) echo "unknown option $argument; see tests/run.sh --help" >&2; exit 2 ;;
    *) label=$argument; sanitizers=no ;;
  esac
done

deploy/install-packages.sh test

export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
jobs=$(nproc)
step() { printf '\n=== %s (%s) ===\n' "$1" "$(date +%H:%M:%S)"; }

build() { # build PRESET TARGET...
  cmake --preset "$1" >"build-$1.log" 2>&1 || { cat "build-$1.log"; rm -f "build-$1.log"; return 1; }
  rm -f "build-$1.log"
  cmake --build --preset "$1" -j "$jobs" --target "${@:2}"
}

step "release: build"
build release all
step "release: tests"
if [ -n "$label" ]; then
  ctest --preset release -j "$jobs" -L "^${label}\$" --no-tests=error
else
  ctest --preset release -j "$jobs" -LE '^(chaos|fuzz|bench|size)$' --no-tests=error
fi
if [ "$sanitizers" = yes ]; then
  step "address and undefined-behaviour sanitizers: build"
  build asan tests-asan
  step "address and undefined-behaviour sanitizers: unit tests and one streaming test"
  ctest --preset asan -j "$jobs" -L '^(unit|asan)$' --no-tests=error
  step "thread sanitizer: build"
  build tsan tests-tsan
  step "thread sanitizer: unit tests without gRPC"
  ctest --preset tsan -j "$jobs" -L '^unit$' --no-tests=error
fi
step "all passed"
