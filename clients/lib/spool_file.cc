#include "clients/lib/spool_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

#include "clients/lib/internal/open_source.h"
#include "clients/lib/internal/stream_session.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/sha256.h"
#include "proto/base/status_macros.h"

namespace hemoledger {
namespace {

constexpr std::string_view kMagic = "hemo-spool/1\n";
constexpr size_t kDigestBytes = 32;
// A submission with its texts is far smaller.
constexpr uint32_t kMaxPartBytes = 4 << 20;
constexpr size_t kReadTogether = 1'000;
constexpr size_t kReadBytes = 1 << 20;

std::string LengthBytes(size_t length) {
  std::string bytes(4, '\0');
  for (int i = 0; i < 4; ++i) bytes[i] = static_cast<char>((length >> (8 * i)) & 0xff);
  return bytes;
}

absl::Status Unreadable(const std::string& path) {
  return MakeError(ERROR_REASON_FILE_UNREADABLE,
                   {{"path", path}, {"detail", std::string(std::strerror(errno))}});
}

// Writes and hashes.
class Output {
 public:
  explicit Output(const std::string& path) : stream_(path, std::ios::binary | std::ios::trunc) {}

  void Write(std::string_view bytes) {
    digest_.Add(bytes);
    stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  void WritePart(const std::string& bytes) {
    Write(LengthBytes(bytes.size()));
    Write(bytes);
  }
  // False: not all could be written.
  bool Finish() {
    Write(LengthBytes(0));
    const std::string digest = ToBytes(digest_.Finish());
    stream_.write(digest.data(), static_cast<std::streamsize>(digest.size()));
    stream_.close();
    return stream_.good();
  }

 private:
  std::ofstream stream_;
  Sha256Stream digest_;
};

}  // namespace

absl::StatusOr<uint64_t> WriteSpoolFile(const Spool& spool, bool all_kept,
                                        const std::string& path) {
  const SpoolState state = spool.state();
  v1::StreamOpening opening;
  opening.set_ledger_id(state.ledger_id);
  opening.set_epoch(state.epoch);
  opening.mutable_sequence()->set_source_id(state.source_id);
  opening.mutable_sequence()->set_acknowledged_sequence(state.acknowledged_sequence);
  Output output(path);
  output.Write(kMagic);
  output.WritePart(opening.SerializeAsString());
  uint64_t count = 0;
  uint64_t next = state.acknowledged_sequence + 1;
  if (all_kept) {
    ASSIGN_OR_RETURN(next, spool.FirstKept());
  }
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<SpoolItem> items,
                     spool.Read(next, kReadTogether, kReadBytes));
    if (items.empty()) break;
    for (const SpoolItem& item : items) {
      v1::SubmissionBatch part;
      part.add_submissions(item.bytes);
      for (const v1::AccompanyingText& text : item.texts) *part.add_texts() = text;
      output.WritePart(part.SerializeAsString());
      ++count;
    }
    next = items.back().sequence + 1;
  }
  if (!output.Finish()) return Unreadable(path);
  return count;
}

absl::StatusOr<std::unique_ptr<SpoolFile>> SpoolFile::Open(const std::string& path) {
  std::unique_ptr<SpoolFile> file(new SpoolFile(path));
  if (!file->stream_) return Unreadable(path);
  RETURN_IF_ERROR(file->Verify());
  return file;
}

absl::Status SpoolFile::Invalid(std::string_view expected) const {
  return MakeError(ERROR_REASON_INPUT_FILE_INVALID, {{"file", path_}, {"expected", expected}});
}

absl::StatusOr<std::string> SpoolFile::ReadPart(Sha256Stream* digest) {
  std::string length_bytes(4, '\0');
  if (!stream_.read(length_bytes.data(), 4)) return Invalid("a file that is not cut");
  uint32_t length = 0;
  for (int i = 0; i < 4; ++i)
    length |= static_cast<uint32_t>(static_cast<uint8_t>(length_bytes[i])) << (8 * i);
  if (length > kMaxPartBytes) return Invalid("a file that is not changed");
  std::string bytes(length, '\0');
  if (!stream_.read(bytes.data(), length)) return Invalid("a file that is not cut");
  if (digest != nullptr) {
    digest->Add(length_bytes);
    digest->Add(bytes);
  }
  return bytes;
}

absl::Status SpoolFile::Verify() {
  Sha256Stream digest;
  std::string magic(kMagic.size(), '\0');
  stream_.read(magic.data(), static_cast<std::streamsize>(magic.size()));
  if (!stream_ || magic != kMagic) return Invalid("hemo-spool/1, as hemo spool export writes it");
  digest.Add(magic);
  ASSIGN_OR_RETURN(const std::string opening, ReadPart(&digest));
  if (!opening_.ParseFromString(opening) || !IsValidId(source_id())) {
    return Invalid("a file that is not changed");
  }
  items_ = stream_.tellg();
  while (true) {
    ASSIGN_OR_RETURN(const std::string part, ReadPart(&digest));
    if (part.empty()) break;
    v1::SubmissionBatch batch;
    v1::Submission submission;
    if (!batch.ParseFromString(part) || batch.submissions_size() != 1 ||
        !submission.ParseFromString(batch.submissions(0)) ||
        submission.source().source_id() != source_id() ||
        (count_ > 0 && submission.source().sequence() != first_ + count_)) {
      return Invalid("a file that is not changed");
    }
    if (count_ == 0) first_ = submission.source().sequence();
    ++count_;
  }
  std::string stated(kDigestBytes, '\0');
  stream_.read(stated.data(), kDigestBytes);
  if (!stream_ || stated != ToBytes(digest.Finish()) ||
      stream_.peek() != std::ifstream::traits_type::eof()) {
    return Invalid("a file that is not cut or changed");
  }
  stream_.clear();
  stream_.seekg(items_);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<SpoolItem>> SpoolFile::Next() {
  ASSIGN_OR_RETURN(const std::string part, ReadPart(nullptr));
  if (part.empty()) {
    // Again from the beginning, should it be sent twice.
    stream_.seekg(items_);
    return std::optional<SpoolItem>();
  }
  v1::SubmissionBatch batch;
  v1::Submission submission;
  // Read whole when it was opened; a file that has changed since is noticed here.
  if (!batch.ParseFromString(part) || batch.submissions_size() != 1 ||
      !submission.ParseFromString(batch.submissions(0))) {
    return Invalid("a file that is not changed");
  }
  SpoolItem item{.source_id = source_id(),
                 .sequence = submission.source().sequence(),
                 .bytes = batch.submissions(0),
                 .texts = {batch.texts().begin(), batch.texts().end()},
                 .origin = "",
                 .recorded_micros = 0};
  return std::optional(std::move(item));
}

absl::StatusOr<StreamProgress> SendSpoolFile(
    SpoolFile& file, Connection& connection, const StreamTuning& tuning, Clock& clock,
    Random& random,
    const std::function<void(uint64_t sequence, const SubmissionAnswer& answer)>& on_refused) {
  RETURN_IF_ERROR(internal::OpenSourceIfMissing(connection, file.source_id(), "", ""));
  internal::StreamSession session(
      connection, tuning, clock, random,
      {.make_opening = [&] { return file.opening(); },
       .on_opened = [&](const v1::StreamOpened& opened) -> absl::Status {
         if (file.count() == 0 || opened.next_sequence() >= file.first_sequence())
           return absl::OkStatus();
         return MakeError(ERROR_REASON_SEQUENCE_GAP, {{"source_id", file.source_id()},
                                                      {"expected", opened.next_sequence()},
                                                      {"actual", file.first_sequence()}});
       },
       .next = [&]() -> absl::StatusOr<std::optional<internal::WindowItem>> {
         ASSIGN_OR_RETURN(std::optional<SpoolItem> item, file.Next());
         if (!item.has_value()) return std::optional<internal::WindowItem>();
         return std::optional(
             internal::WindowItem{item->sequence, std::move(item->bytes), std::move(item->texts)});
       },
       .on_runs = [&](std::span<const v1::OutcomeRun> runs) -> absl::Status {
         for (const v1::OutcomeRun& run : runs) {
           if (!on_refused || run.outcome() < v1::SUBMISSION_OUTCOME_EXISTS_WITH_DIFFERENT_CONTENT)
             continue;
           for (uint32_t i = 0; i < run.count(); ++i) {
             on_refused(run.first_number() + i,
                        {.outcome = run.outcome(),
                         .position = run.first_position() == 0 ? 0 : run.first_position() + i,
                         .refusal = run.refusal()});
           }
         }
         return absl::OkStatus();
       }});
  RETURN_IF_ERROR(session.Run());
  return session.progress();
}

}  // namespace hemoledger
