// hemo spool resend
#include <charconv>
#include <vector>

#include "clients/cli/commands/clerk.h"
#include "clients/cli/commands/receipt_doubts.h"
#include "clients/cli/commands/spool_folder.h"
#include "clients/cli/commands/spool_sending.h"
#include "clients/cli/commands/unit_lookup_by_server.h"
#include "clients/cli/render/receipt_id.h"
#include "clients/cli/render/receipt_view.h"
#include "clients/cli/render/table.h"
#include "clients/lib/sequence_streamer.h"
#include "hemoledger/v1/events.pb.h"
#include "proto/base/check.h"
#include "proto/base/errors.h"
#include "proto/base/ids.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

// Names tried for the new source.
constexpr int kMostSources = 1'000;

enum class Doubles { kAsk, kLeave, kSend };

struct Options {
  SpoolChoice spool;
  std::string new_source;
  Doubles doubles = Doubles::kAsk;
  bool yes = false;
};

// A submission that the server does not have under its number.
struct Candidate {
  SpoolItem item;
  v1::Submission submission;
  // The receipt of the server that it likely is; blank: none.
  std::string likely_same;
};

std::string Describe(const Candidate& candidate, Context& context) {
  if (!candidate.submission.has_receipt_recorded()) {
    return context.Say("một đính chính hoặc hủy", "a correction or a void");
  }
  const v1::Receipt& receipt = candidate.submission.receipt_recorded().receipt();
  return Concat(UnitWords(receipt.unit()), ", ",
                FormatInterval(ToCivil(receipt.interval()), context.language()), ", ",
                FormatCount(BloodUnits(receipt), context.language()),
                context.Say(" ĐVM", " units"));
}

// Whether the spool knows that this receipt of the server is its own.
absl::StatusOr<bool> IsOurs(const v1::ReceiptView& view, const Spool& spool) {
  if (!view.has_source() || view.source().source_id() != spool.state().source_id) return false;
  ASSIGN_OR_RETURN(const std::optional<SubmissionAnswer> answer,
                   spool.AnswerFor(view.source().sequence()));
  return answer.has_value() && (answer->outcome == v1::SUBMISSION_OUTCOME_CREATED ||
                                answer->outcome == v1::SUBMISSION_OUTCOME_EXISTS);
}

// The server's receipt with the same unit, time and number, whoever sent it; blank: none.
absl::StatusOr<std::string> FindLikelySame(const v1::Receipt& receipt, const Spool& spool,
                                           Context& context) {
  const std::string& typed =
      receipt.unit().has_name() ? receipt.unit().name().name() : receipt.unit().unit_id();
  const absl::StatusOr<v1::Unit> unit = FindUnit(context, typed);
  if (!unit.ok()) {
    // The server will refuse the receipt with the reason, so it can not become a double.
    if (IsUnreachable(unit.status())) return unit.status();
    return std::string();
  }
  v1::Receipt named = receipt;
  named.mutable_unit()->set_unit_id(unit->unit_id());
  v1::ListReceiptsRequest request;
  request.set_unit_id(unit->unit_id());
  *request.mutable_inside() = receipt.interval();
  request.set_page_size(1'000);
  while (true) {
    ASSIGN_OR_RETURN(const v1::ListReceiptsResponse page,
                     context.connection().ListReceipts(request));
    for (const v1::ReceiptView& view : page.receipts()) {
      if (!LikelyTheSame(named, "", view.receipt(), "")) continue;
      ASSIGN_OR_RETURN(const bool ours, IsOurs(view, spool));
      if (!ours) return ReceiptIdOf(view);
    }
    if (page.next_page_token().empty()) return std::string();
    request.set_page_token(page.next_page_token());
  }
}

absl::StatusOr<std::vector<Candidate>> FindCandidates(const Spool& spool, Context& context) {
  ASSIGN_OR_RETURN(std::vector<SpoolItem> items, spool.Unresolved());
  std::vector<Candidate> candidates;
  for (SpoolItem& item : items) {
    Candidate& candidate = candidates.emplace_back();
    HL_CHECK(candidate.submission.ParseFromString(item.bytes));
    candidate.item = std::move(item);
    if (!candidate.submission.has_receipt_recorded()) continue;
    ASSIGN_OR_RETURN(
        candidate.likely_same,
        FindLikelySame(candidate.submission.receipt_recorded().receipt(), spool, context));
  }
  return candidates;
}

void TellCandidates(const std::vector<Candidate>& candidates, const Spool& spool,
                    Context& context) {
  Table table({{context.Say("Số", "Number")},
               {context.Say("Phiếu trong hàng chờ", "Receipt in the spool")},
               {context.Say("Rất giống phiếu đã có", "Likely the same as")}});
  for (const Candidate& candidate : candidates) {
    table.AddRow({Concat(spool.state().source_id, "#", candidate.item.sequence),
                  Describe(candidate, context), candidate.likely_same});
  }
  context.err()
      << context.Say("Máy chủ chưa có những phiếu này (hoặc có nội dung khác dưới số của chúng):\n",
                     "The server does not have these (or has other content under their "
                     "numbers):\n")
      << table.ToText();
}

// What a person decided.
struct Decision {
  std::vector<uint64_t> reissue;
  std::vector<uint64_t> leave_out;
};

// Absent: told why not; `code` says how the command ends.
std::optional<Decision> Decide(const std::vector<Candidate>& candidates, const Options& options,
                               ExitCode& code, const Clerk& clerk, Context& context) {
  Decision decision;
  code = ExitCode::kUsage;
  for (const Candidate& candidate : candidates) {
    bool send = true;
    if (!candidate.likely_same.empty()) {
      std::optional<bool> answer;
      if (options.doubles != Doubles::kAsk) answer = options.doubles == Doubles::kSend;
      if (!answer.has_value()) {
        const std::string what =
            Concat("#", candidate.item.sequence, ", ", Describe(candidate, context));
        answer = clerk.Confirm(context,
                               Concat(what, ": rất giống ", candidate.likely_same,
                                      " đã có trong sổ. Vẫn ghi thêm, như một phiếu khác?"),
                               Concat(what, ": likely the same as ", candidate.likely_same,
                                      ", which is in the ledger. Record it too, as another one?"));
      }
      if (!answer.has_value()) {
        context.err() << context.Say(
            "Lỗi: có phiếu rất giống phiếu đã có; chọn --doubles leave (bỏ qua) hoặc --doubles "
            "send (vẫn ghi thêm). Chưa đổi gì.\n",
            "Error: some are likely in the ledger already; choose --doubles leave or --doubles "
            "send. Nothing was changed.\n");
        return std::nullopt;
      }
      send = *answer;
    }
    (send ? decision.reissue : decision.leave_out).push_back(candidate.item.sequence);
  }
  if (options.yes || candidates.empty()) return decision;
  const std::string count =
      FormatCount(static_cast<int64_t>(decision.reissue.size()), context.language());
  const std::optional<bool> answer =
      clerk.Confirm(context, Concat("Gửi ", count, " phiếu dưới mã nguồn mới?"),
                    Concat("Send ", count, " receipts under a new source?"));
  if (answer == true) return decision;
  if (answer.has_value()) code = ExitCode::kRefused;
  context.err() << (answer.has_value()
                        ? context.Say("Chưa đổi gì.\n", "Nothing was changed.\n")
                        : context.Say("Lỗi: chưa đổi gì; xem bảng trên rồi thêm --yes.\n",
                                      "Error: nothing was changed; look at the table and add "
                                      "--yes.\n"));
  return std::nullopt;
}

// "may-a" → "may-a-2", "may-a-2" → "may-a-3".
std::string NextSource(const std::string& source_id) {
  const size_t dash = source_id.rfind('-');
  if (dash != std::string::npos) {
    const char* const begin = source_id.data() + dash + 1;
    const char* const end = source_id.data() + source_id.size();
    int found = 0;
    const auto [stop, error] = std::from_chars(begin, end, found);
    if (error == std::errc() && stop == end && found > 1 && found < kMostSources) {
      return Concat(source_id.substr(0, dash + 1), found + 1);
    }
  }
  return source_id + "-2";
}

// Opens a source that nobody has: a name that is there already, though with the same content, is
// that of another copy.
absl::StatusOr<std::string> OpenNewSource(const Options& options, const std::string& old_source_id,
                                          Context& context) {
  std::string name = options.new_source.empty() ? NextSource(old_source_id) : options.new_source;
  for (int i = 0; i < kMostSources; ++i) {
    RETURN_IF_ERROR(RequireId("--new-source", name));
    v1::OpenSourceRequest request;
    request.set_request_id(context.NewRequestId("hemo-resend-"));
    request.mutable_source()->set_source_id(name);
    const absl::StatusOr<v1::OpenSourceResponse> opened = context.connection().OpenSource(request);
    if (opened.ok() && opened->outcome() == v1::WRITE_OUTCOME_CREATED) return name;
    if (!opened.ok() && ReasonOf(opened.status()) != ERROR_REASON_SOURCE_EXISTS) {
      return opened.status();
    }
    if (!options.new_source.empty()) break;
    name = NextSource(name);
  }
  return MakeError(ERROR_REASON_SOURCE_EXISTS, {{"source_id", name}});
}

void TellReissued(const std::vector<SpoolReissued>& made, const Decision& decision,
                  const std::string& old_source_id, const std::string& new_source_id,
                  Context& context) {
  for (const SpoolReissued& one : made) {
    context.err() << SpoolName(one.from) << " → " << SpoolName(one.to) << "\n";
  }
  for (const uint64_t number : decision.leave_out) {
    context.err() << old_source_id << "#" << number
                  << context.Say(": bỏ qua, máy chủ đã có\n", ": left out, the server has it\n");
  }
  context.err() << context.Say(
      Concat("Từ nay hàng chờ này là của nguồn ", new_source_id, ".\n"),
      Concat("From now on this spool is of the source ", new_source_id, ".\n"));
}

absl::StatusOr<ExitCode> Resolve(const Options& options, Spool& spool, const Clerk& clerk,
                                 Context& context) {
  // Compares first: what the server has under the same number with the same content is done.
  SequenceStreamerOptions comparing;
  comparing.compare_only = true;
  comparing.tuning.retry =
      context.MakeRetryPolicy(context.wait_given() ? context.wait() : std::chrono::seconds(60));
  SequenceStreamer streamer(context.connection(), spool, comparing, context.clock(),
                            context.random());
  RETURN_IF_ERROR(streamer.Run().status());
  const SpoolState state = spool.state();
  ASSIGN_OR_RETURN(const SpoolUsage usage, spool.Usage());
  const bool behind = streamer.server_next_sequence() > state.next_sequence;
  if (!behind && usage.conflicts == 0) {
    context.err() << context.Say(
        "Hàng chờ khớp với máy chủ, không có gì phải giải quyết. Gửi tiếp: hemo spool flush\n",
        "The spool agrees with the server, nothing is to be resolved. To go on: hemo spool "
        "flush\n");
    return ExitCode::kOk;
  }
  ASSIGN_OR_RETURN(const std::vector<Candidate> candidates, FindCandidates(spool, context));
  if (candidates.empty()) {
    context.err() << context.Say(
        "Tất cả phiếu trong hàng chờ đều đã có trên máy chủ với đúng nội dung.\n",
        "The server has all that is in the spool, with the same content.\n");
  } else {
    TellCandidates(candidates, spool, context);
  }
  ExitCode code = ExitCode::kOk;
  const std::optional<Decision> decision = Decide(candidates, options, code, clerk, context);
  if (!decision.has_value()) return code;
  ASSIGN_OR_RETURN(const std::string new_source_id,
                   OpenNewSource(options, state.source_id, context));
  ASSIGN_OR_RETURN(const std::vector<SpoolReissued> made,
                   spool.Reissue(new_source_id, decision->reissue, decision->leave_out));
  TellReissued(made, *decision, state.source_id, new_source_id, context);
  return SendSpool({.folder = SpoolFolder(options.spool.folder, clerk)}, spool, context);
}

absl::StatusOr<ExitCode> Run(const Options& options, const Clerk& clerk, Context& context) {
  return WithSpool(options.spool, SpoolUse::kMustExist, clerk, context,
                   [&](Spool& spool) { return Resolve(options, spool, clerk, context); });
}

}  // namespace

void AddSpoolResend(Command& spool, CommandLine& line, Clerk& clerk) {
  Register<Options>(
      spool, line, "resend",
      {"giải quyết hàng chờ khôi phục từ bản sao cũ hoặc bị nhân đôi: phiếu giống thì xong, phiếu "
       "khác thì gửi lại dưới mã nguồn mới sau khi bạn xem",
       "resolve a spool that was restored from an old copy, or cloned: what is the same is done, "
       "what differs is sent under a new source after you looked",
       "  hemo spool resend\n"
       "  hemo spool resend --doubles leave --yes"},
      [](Command& command, Options& options, Context& context) {
        AddSpoolChoice(command, options.spool, /*source=*/false);
        command
            .Add("--new-source", options.new_source, "mã nguồn mới (mặc định: mã cũ và -2, -3, …)",
                 "the new source's id (default: the old one and -2, -3, …)")
            .TypeName(context.Say("MÃ", "ID"));
        command
            .AddRead(
                "--doubles",
                [&options, &context](const std::string& text) -> std::string {
                  if (text != "leave" && text != "send") {
                    return Command::UnknownWord(context, text, "leave, send");
                  }
                  options.doubles = text == "leave" ? Doubles::kLeave : Doubles::kSend;
                  return "";
                },
                context.Say("phiếu rất giống phiếu đã có trong sổ: leave (bỏ qua), send (vẫn ghi "
                            "thêm); mặc định: hỏi từng phiếu",
                            "what is likely in the ledger already: leave, send; default: asked one "
                            "by one"))
            .TypeName("")
            .Choices("leave, send");
        command.Add("--yes", options.yes, "không hỏi trước khi gửi", "do not ask before sending");
      },
      [&clerk](const Options& options, Context& context) { return Run(options, clerk, context); });
}

}  // namespace hemoledger
