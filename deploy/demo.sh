#!/usr/bin/env bash
# Shows Hemoledger with real documents: installs what is missing, builds, starts a server on loopback with a new data folder, loads
# units, plans, receipts and what else the five documents of Kiên Giang, Quảng Trị, Ân Thi, Lào Cai and Ngọc Hồi state, prints the
# tables, the rounds, what contradicts itself and what to try next, and stays until Ctrl-C.
#
#   deploy/demo.sh              the demo
#   deploy/demo.sh --check      the same, but compares the figures in the printed tables with the documents', loads everything a second time, stops the server,
#                               and exits 0, or non-zero with the reason
#   deploy/demo.sh --port N     listen on this port (default 50551; 0: any free one)
#   deploy/demo.sh --data DIR   keep the data there (default: a new folder, removed at the end)
#   deploy/demo.sh --bin DIR    use the programs there; install and build nothing
#   deploy/demo.sh --lang en    speak English
set -euo pipefail
cd "$(dirname "$0")/.."

check=no
port=50551
port_given=no
data=""
language=vi
bin=""
while [ $# -gt 0 ]; do
  case $1 in
    --check) check=yes ;;
    --port) port=$2; port_given=yes; shift ;;
    --data) data=$2; shift ;;
    --bin) bin=$2; shift ;;
    --lang) language=$2; shift ;;
    -h | --help) awk 'NR > 1 && !/^#/ { exit } NR > 1' "$0" | cut -c3-; exit 0 ;;
    *) echo "unknown option $1; see deploy/demo.sh --help" >&2; exit 2 ;;
  esac
  shift
done

case $language in vi | en) ;; *) echo "--lang: vi, en" >&2; exit 2 ;; esac

say() { # say VIETNAMESE ENGLISH
  if [ "$language" = en ]; then printf '\n\033[1m%s\033[0m\n' "$2"; else printf '\n\033[1m%s\033[0m\n' "$1"; fi
}
fail() { echo "deploy/demo.sh: $*" >&2; exit 1; }

if [ -z "$bin" ]; then
  say "1. Cài gói còn thiếu và dịch chương trình (lần đầu mất vài phút)" "1. Installing what is missing and building (a few minutes the first time)"
  deploy/install-packages.sh run
  export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
  log=$(mktemp)
  cmake --preset release -DBUILD_TESTING=OFF >"$log" 2>&1 || { cat "$log" >&2; fail "cmake failed"; }
  rm -f "$log"
  cmake --build --preset release -j "$(nproc)" --target hemo hemoledgerd
  bin=$PWD/build/release/bin
fi

# --- The server ---------------------------------------------------------------------------------------------------------------
work=$(mktemp -d)
server=""
stop_server() {
  if [ -n "$server" ] && kill -0 "$server" 2>/dev/null; then
    kill -TERM "$server"
    wait "$server" || true
  fi
  server=""
}
clean_up() { stop_server; rm -rf "$work"; }
trap clean_up EXIT
[ -n "$data" ] || data=$work/data

# An occupied default port is no reason to fail: take any free one, unless the port was asked for.
if [ "$port_given" = no ] && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then port=0; fi

say "2. Chạy máy chủ trên 127.0.0.1, dữ liệu ở $data" "2. Starting the server on 127.0.0.1, data in $data"
"$bin/hemoledgerd" --data "$data" --listen "127.0.0.1:$port" --port-file "$work/port" 2>"$work/server.log" &
server=$!
for _ in $(seq 100); do
  [ -s "$work/port" ] && break
  kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; fail "the server did not start"; }
  sleep 0.1
done
[ -s "$work/port" ] || { cat "$work/server.log" >&2; fail "the server did not come up in 10 s"; }
address=127.0.0.1:$(cat "$work/port")
echo "$address"
hemo() { "$bin/hemo" --server "$address" --lang "$language" "$@"; }

# --- Loading ------------------------------------------------------------------------------------------------------------------
load() {
  for file in deploy/demo/units/*.toml; do hemo unit import "$file"; done
  for file in deploy/demo/plans/*.toml; do hemo plan import "$file"; done
  for file in deploy/demo/receipts/*.toml; do hemo receipt import "$file"; done
  for file in deploy/demo/records/*.toml; do hemo record put "$file"; done
}
say "3. Nạp đơn vị, kế hoạch, phiếu tiếp nhận máu và số liệu báo cáo" "3. Loading units, plans, receipts and what reports state"
load

# --- Tables -------------------------------------------------------------------------------------------------------------------
show() { # show NAME HEMO-ARGUMENTS...: prints a table, and keeps it for --check
  local name=$1
  shift
  printf '\n$ hemo %s\n' "$*"
  hemo "$@" | tee "$work/$name.txt"
}
say "4. Kiên Giang 2021, theo báo cáo 65/BC-BCĐ" "4. Kiên Giang 2021, from report 65/BC-BCĐ"
show rows attainment --plan kien-giang-2021
show holders attainment --plan kien-giang-2021 --basis holders
show voluntary attainment --plan kien-giang-2021 --basis voluntary
show whole_blood attainment --plan kien-giang-2021 --basis whole-blood
show component attainment --plan kien-giang-2021 --by component
show class attainment --plan kien-giang-2021 --by class
show month attainment --plan kien-giang-2021 --by month
say "5. Chỉ tiêu của Quảng Trị 2021, Kiên Giang 2022 và huyện Ân Thi 2024" "5. The quotas of Quảng Trị 2021, Kiên Giang 2022 and the district of Ân Thi 2024"
show quang_tri plan show quang-tri-2021
show kien_giang_2022 plan show kien-giang-2022
show an_thi plan show an-thi-2024
show an_thi_groups attainment --plan an-thi-2024 --by group
say "6. Các đợt, công việc và chỉ tiêu chung" "6. Rounds, tasks and headline targets"
show lao_cai_rounds round list lao-cai-2024 --today 17/01/2024
show an_thi_rounds round list an-thi-2024 --today 17/01/2024
show ngoc_hoi_rounds round list ngoc-hoi-2020 --today 20/02/2020
show ngoc_hoi_tasks task list ngoc-hoi-2020 --today 20/02/2020
show lao_cai_targets target list lao-cai-2024
show quang_tri_targets target list quang-tri-2021
say "7. Theo báo cáo: số liệu và chỉ số khác" "7. As reported: statements and other indicators"
show statements statement list kien-giang-2021 --record bao-cao
show indicators indicator list kien-giang-2021
say "8. Điểm chưa khớp của từng văn bản" "8. What does not agree, document by document"
for plan in quang-tri-2021 an-thi-2024 lao-cai-2024 kien-giang-2021 kien-giang-2022 ngoc-hoi-2020; do
  show "findings_${plan//-/_}" plan findings "$plan"
done
say "9. Kiên Giang 2021 và 2022, từng đơn vị" "9. Kiên Giang 2021 and 2022, holder by holder"
show compare plan compare kien-giang-2021 kien-giang-2022

if [ "$check" = yes ]; then
  say "10. So các con số đã in với văn bản" "10. Comparing the printed figures with the documents"
  failures=0
  expect() { # expect TABLE PATTERN: a line of the table matches the extended regular expression
    if grep -Eq -- "$2" "$work/$1.txt"; then
      echo "  ok   $1: $2"
    else
      echo "  FAIL $1: $2" >&2
      failures=$((failures + 1))
    fi
  }
  # The figures are the documents', not the program's.
  while IFS=$'\t' read -r table pattern; do
    case $table in '' | '#'*) continue ;; esac
    expect "$table" "$pattern"
  done <"deploy/demo/expected-figures.$language.tsv"
  say "11. Nạp tất cả lần thứ hai: không có gì thay đổi" "11. Loading everything a second time: nothing changes"
  before=$(hemo status --format json)
  load
  after=$(hemo status --format json)
  position() { /usr/bin/env sed -n 's/.*"head_position": *"\{0,1\}\([0-9]*\).*/\1/p' <<<"$1"; }
  if [ -z "$(position "$before")" ] || [ "$(position "$before")" != "$(position "$after")" ]; then
    echo "  FAIL the second load moved the ledger from $(position "$before") to $(position "$after")" >&2
    failures=$((failures + 1))
  else
    echo "  ok   position $(position "$after") before and after"
  fi
  say "12. Văn bản ví dụ sửa chỉ tiêu, và lịch sử của nó" "12. The example document that changes a quota, and its history"
  hemo plan amend deploy/demo/amendments/vi-du-01.toml
  show history plan history kien-giang-2021 --holder kien-giang-lien-doan-lao-dong
  show amended attainment --plan kien-giang-2021
  expect history 'VÍ DỤ 01'
  expect history '503.*553'
  expect amended '^01 +Liên đoàn Lao động tỉnh +553 '
  expect amended '^32 +Trường Cao đẳng Sư phạm +650 '
  stop_server
  "$bin/hemoledgerd" fsck --data "$data" || { echo "  FAIL fsck" >&2; failures=$((failures + 1)); }
  [ "$failures" -eq 0 ] || fail "$failures figures differ"
  say "Tất cả đúng." "All figures are right."
  exit 0
fi

say "10. Thử tiếp ở một cửa sổ khác" "10. To try next, in another window"
cat <<TEXT
  export PATH=$bin:\$PATH HEMOLEDGER_SERVER=$address

  # Cán bộ nhập liệu | the clerk
  hemo receipt import --dry-run deploy/demo/receipts/kien-giang-2021.toml
  hemo receipt list --unit kien-giang-tan-hiep

  # Người tổng hợp | the aggregator
  hemo attainment --plan kien-giang-2021 --order attainment
  hemo attainment kien-giang-rach-gia --plan kien-giang-2021 --by month
  hemo attainment --plan an-thi-2024 --by group
  hemo report kien-giang-2021 --output bao-cao.xlsx      # để in và ký | to print and sign
  hemo round list --from 01/3/2024 --to 31/3/2024        # đợt nào trong tháng | rounds of a month
  hemo round list ngoc-hoi-2020 --late --today 01/4/2020 # đợt nào trễ | rounds that are late
  hemo plan findings lao-cai-2024                        # chỗ nào chưa khớp | what does not agree
  hemo plan amend deploy/demo/amendments/vi-du-01.toml   # VÍ DỤ, không có thật | an invented example

  # Kiểm toán | the auditor
  hemo plan history kien-giang-2021
  hemo plan history kien-giang-2021 --holder kien-giang-lien-doan-lao-dong
  hemo events --from 0
TEXT
say "Máy chủ đang chạy ở $address. Ctrl-C để dừng." "The server runs at $address. Ctrl-C stops it."
trap 'exit 0' INT TERM
wait "$server"
