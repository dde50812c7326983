#!/usr/bin/env bash
# Installs what Hemoledger needs from Debian 12's packages: only what is missing, so a second run takes no time and needs no network.
# Usage: deploy/install-packages.sh [run|test|bench]   run: to build and run; test: also what the tests need; bench: also what the benchmark is
# measured beside.
set -euo pipefail

kind=${1:-run}
run_packages=(
  cmake ninja-build g++ pkg-config ccache mold
  libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc libabsl-dev
  librocksdb-dev libssl-dev libsqlite3-dev libutf8proc-dev libzip-dev libexpat1-dev
  libspdlog-dev libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libxlsxwriter-dev
  libcpp-httplib-dev libnats-dev
)
test_packages=(
  libgtest-dev libgmock-dev librapidcheck-dev libbenchmark-dev
  python3 python3-grpcio python3-protobuf strace clang-format
  nats-server openssl
)

bench_packages=(postgresql-15 libpq-dev redis-server libhiredis-dev nats-server libnats-dev)

packages=("${run_packages[@]}")
case $kind in
  run) ;;
  test) packages+=("${test_packages[@]}") ;;
  bench) packages+=("${test_packages[@]}" "${bench_packages[@]}") ;;
  *) echo "usage: $0 [run|test|bench]" >&2; exit 2 ;;
esac

missing=()
for package in "${packages[@]}"; do
  if ! dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed; then
    missing+=("$package")
  fi
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Cần quyền root hoặc sudo để cài: ${missing[*]} | Need root or sudo to install: ${missing[*]}" >&2; exit 1; }
  as_root=(sudo)
fi
echo "Installing ${#missing[@]} Debian packages: ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q >/dev/null
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
