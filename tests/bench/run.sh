#!/usr/bin/env bash
# The benchmarks: Hemoledger beside a plain file, RocksDB, PostgreSQL, Redis and gRPC itself, or beside NATS. Installs and starts what it needs, and prints
# ratios with minimum, median and maximum of interleaved runs. docs/performance.md tells what they mean.
#
#   tests/bench/run.sh [--quick] [--json FILE] [--svg FILE] [OPTION...]     further options: see tests/bench/whole/main.cc
#   tests/bench/run.sh --runs 0 --sizes 1,10,100                            the size series alone, millions of events
#   tests/bench/run.sh --queue [--quick] [--json FILE] [--svg FILE]         subscribers, consumers and watchers beside NATS JetStream: tests/bench/queue
# Whole: about half an hour each. --quick: about three minutes, fewer events and runs; for a first look only.
set -euo pipefail
cd "$(dirname "$0")/../.."

bench=hemoledger_bench
quick=
options=()
while [ $# -gt 0 ]; do
  case $1 in
    --queue) bench=hemoledger_queue_bench; shift ;;
    --quick) quick=1; shift ;;
    -h | --help) sed -n '2,8p' "$0" | cut -c3-; exit 0 ;;
    --json | --svg) options+=("$1" "$(realpath -m "$2")"); shift 2 ;;
    *) options+=("$1"); shift ;;
  esac
done

case $quick$bench in
  1hemoledger_bench) options=(--runs 3 --events 200000 --seconds 1 "${options[@]}") ;;
  1hemoledger_queue_bench) options=(--runs 3 --events 200000 --seconds 5 "${options[@]}") ;;
esac

deploy/install-packages.sh bench
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
cmake --preset release >/dev/null
cmake --build --preset release --target hemoledgerd "$bench" -j "$(nproc)"
grep -m1 'model name' /proc/cpuinfo | cut -d: -f2- || true
exec "build/release/tests/$bench" build/release/bin/hemoledgerd "${options[@]}"
