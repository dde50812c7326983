// PostgreSQL doing the same job in one transaction: insert, drop what is there, roll up.
#include <libpq-fe.h>
#include <pwd.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

#include "proto/base/strings.h"
#include "tests/bench/whole/measurement.h"
#include "tests/bench/whole/peers.h"

namespace hemoledger::bench {
namespace {

// Enough to go round in a few seconds without meeting itself.
constexpr uint64_t kReceiptsAhead = 400'000;

constexpr char kSchema[] = R"sql(
  CREATE TABLE event (source int, sequence bigint, unit int, day int, component smallint, donor_class smallint, units int,
                      submission bytea, position bigserial, PRIMARY KEY (source, sequence));
  CREATE TABLE total (unit int, month int, component smallint, donor_class smallint, units bigint,
                      PRIMARY KEY (unit, month, component, donor_class)) WITH (fillfactor = 50);
)sql";

constexpr char kOne[] = R"sql(
  WITH new AS (INSERT INTO event (source, sequence, unit, day, component, donor_class, units, submission)
               VALUES ($1::int, $2::bigint, $3::int, $4::int, $5::smallint, $6::smallint, $7::int, $8::bytea)
               ON CONFLICT DO NOTHING RETURNING unit, day, component, donor_class, units)
  INSERT INTO total SELECT unit, day / 100, component, donor_class, units FROM new
  ON CONFLICT (unit, month, component, donor_class) DO UPDATE SET units = total.units + excluded.units
)sql";

// Sorted, so that two connections lock rows in one order.
constexpr char kMany[] = R"sql(
  WITH new AS (INSERT INTO event (source, sequence, unit, day, component, donor_class, units, submission)
               SELECT * FROM unnest($1::int[], $2::bigint[], $3::int[], $4::int[], $5::smallint[], $6::smallint[], $7::int[], $8::bytea[])
               ON CONFLICT DO NOTHING RETURNING unit, day, component, donor_class, units)
  INSERT INTO total SELECT unit, day / 100, component, donor_class, sum(units) FROM new GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (unit, month, component, donor_class) DO UPDATE SET units = total.units + excluded.units
)sql";

std::string Hex(const std::string& bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex = "\\x";
  for (const char c : bytes) {
    hex += kDigits[static_cast<uint8_t>(c) >> 4];
    hex += kDigits[static_cast<uint8_t>(c) & 15];
  }
  return hex;
}

class PgConnection {
 public:
  explicit PgConnection(const std::filesystem::path& folder)
      : connection_(PQconnectdb(
            Concat("host=", folder.string(), " port=5432 dbname=postgres user=bench").c_str())) {
    if (PQstatus(connection_) != CONNECTION_OK) {
      Die(Concat("PostgreSQL: ", PQerrorMessage(connection_)));
    }
  }
  ~PgConnection() { PQfinish(connection_); }
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  void Execute(const char* sql) { Check(PQexec(connection_, sql)); }
  void Prepare(const char* sql) { Check(PQprepare(connection_, "it", sql, 8, nullptr)); }
  void Run(const std::vector<std::string>& arguments) {
    std::vector<const char*> values;
    for (const std::string& argument : arguments) values.push_back(argument.c_str());
    Check(PQexecPrepared(connection_, "it", static_cast<int>(values.size()), values.data(), nullptr,
                         nullptr, 0));
  }

 private:
  void Check(PGresult* result) {
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
      Die(Concat("PostgreSQL: ", PQerrorMessage(connection_)));
    }
    PQclear(result);
  }

  PGconn* connection_;
};

std::vector<std::string> FieldsOf(const FlatReceipt& r) {
  return {Concat(r.source),
          Concat(r.sequence),
          Concat(r.unit),
          Concat(r.date),
          Concat(static_cast<int>(r.component)),
          Concat(static_cast<int>(r.donor_class)),
          Concat(r.count),
          Hex(r.bytes)};
}

// `work` does one transaction of `per_call` events and is called by `connections` threads until the
// time is over.
template <typename Prepare, typename Work>
double Loop(const std::filesystem::path& folder, const Workload& workload, int connections,
            double seconds, const char* sql, int per_call, const Prepare& prepare,
            const Work& work) {
  PgConnection setup(folder);
  setup.Execute(
      "SET client_min_messages = warning; DROP TABLE IF EXISTS event; DROP TABLE IF EXISTS total;");
  setup.Execute(kSchema);
  std::atomic<uint64_t> done{0};
  std::vector<decltype(prepare(std::vector<FlatReceipt>()))> prepared;
  const uint64_t each = kReceiptsAhead / static_cast<uint64_t>(connections);
  for (int i = 0; i < connections; ++i) {
    prepared.push_back(prepare(workload.Flat(static_cast<uint32_t>(i), each)));
  }
  const double taken = RunFor(seconds, connections, [&](int thread, const std::atomic<bool>& stop) {
    PgConnection connection(folder);
    connection.Prepare(sql);
    for (const auto& item : prepared[static_cast<size_t>(thread)]) {
      if (stop) return;
      work(connection, item);
      done += static_cast<uint64_t>(per_call);
    }
  });
  return static_cast<double>(done) / taken;
}

}  // namespace

std::optional<std::string> Postgres::FindBinaries() {
  const std::string folder = "/usr/lib/postgresql/15/bin";
  if (!std::filesystem::exists(folder + "/initdb")) return std::nullopt;
  return folder;
}

Postgres::Postgres(const std::filesystem::path& folder, std::string binaries)
    : folder_(std::filesystem::absolute(folder)), binaries_(std::move(binaries)) {
  std::filesystem::create_directories(folder_);
  if (geteuid() == 0) {
    const passwd* owner = getpwnam("postgres");
    if (owner == nullptr || chown(folder_.c_str(), owner->pw_uid, owner->pw_gid) != 0) {
      Die("PostgreSQL refuses to run as root, and there is no user postgres");
    }
  }
  Run(Concat(binaries_, "/initdb -D ", folder_.string(),
             "/data -U bench -A trust -E UTF8 --no-sync"));
  // A fair user's settings for this load: everything durable, no checkpoint in the middle, no
  // machine code made for statements that take a millisecond.
  Run(Concat(
      binaries_, "/pg_ctl -w -D ", folder_.string(), "/data -l ", folder_.string(),
      "/log -o \"-c listen_addresses='' -k ", folder_.string(),
      " -c synchronous_commit=on -c fsync=on -c wal_sync_method=fdatasync -c shared_buffers=512MB"
      " -c max_wal_size=8GB -c checkpoint_timeout=30min -c jit=off\" start"));
}

Postgres::~Postgres() {
  Run(Concat(binaries_, "/pg_ctl -w -m immediate -D ", folder_.string(), "/data stop"));
}

void Postgres::Run(const std::string& command) const {
  const std::string quiet = command + " > " + folder_.string() + "/command.log 2>&1";
  std::string whole = quiet;
  if (geteuid() == 0) {
    std::string quoted;
    for (const char c : quiet) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    whole = Concat("runuser -u postgres -- sh -c 'cd / && ", quoted, "'");
  }
  if (std::system(whole.c_str()) != 0) Die("failed: " + command);
}

double Postgres::Singles(const Workload& workload, int connections, double seconds) const {
  return Loop(
      folder_, workload, connections, seconds, kOne, 1,
      [](const std::vector<FlatReceipt>& receipts) {
        std::vector<std::vector<std::string>> calls;
        for (const FlatReceipt& receipt : receipts) calls.push_back(FieldsOf(receipt));
        return calls;
      },
      [](PgConnection& connection, const std::vector<std::string>& fields) {
        connection.Run(fields);
      });
}

double Postgres::Batches(const Workload& workload, int connections, int batch,
                         double seconds) const {
  return Loop(
      folder_, workload, connections, seconds, kMany, batch,
      [batch](const std::vector<FlatReceipt>& receipts) {
        std::vector<std::vector<std::string>> calls;
        for (size_t first = 0; first + static_cast<size_t>(batch) <= receipts.size();
             first += static_cast<size_t>(batch)) {
          std::vector<std::string> arrays(8, "{");
          for (int i = 0; i < batch; ++i) {
            std::vector<std::string> fields = FieldsOf(receipts[first + static_cast<size_t>(i)]);
            fields[7] = Concat("\"\\", fields[7], "\"");
            for (size_t f = 0; f < arrays.size(); ++f) {
              arrays[f] += Concat(i == 0 ? "" : ",", fields[f]);
            }
          }
          for (std::string& array : arrays) array += "}";
          calls.push_back(std::move(arrays));
        }
        return calls;
      },
      [](PgConnection& connection, const std::vector<std::string>& arrays) {
        connection.Run(arrays);
      });
}

}  // namespace hemoledger::bench
