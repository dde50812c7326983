#include "clients/cli/input/problems.h"

#include "clients/cli/spreadsheet/cell_reference.h"
#include "proto/base/errors.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"

namespace hemoledger {
namespace {

constexpr size_t kMaxValueBytes = 256;

// "units.xlsx[Bảng]".
std::string FileAndSheet(const FilePlace& place) {
  return place.sheet.empty() ? place.file : Concat(place.file, "[", place.sheet, "]");
}

// The problem as one status: its own reason where that is another than of form.
absl::Status StatusOf(const Problem& problem) {
  const FilePlace& place = problem.place;
  ErrorDetails details = {{"file", FileAndSheet(place)},
                          {"line", place.line},
                          {"column", place.column},
                          {"value", problem.value},
                          {"expected", problem.message_en}};
  return MakeError(ERROR_REASON_INPUT_FILE_INVALID, std::move(details));
}

}  // namespace

std::string FilePlace::ToString() const {
  std::string text = FileAndSheet(*this);
  if (line > 0 && column > 0 && !sheet.empty()) {
    text += Concat(":", ColumnLetters(column), line);
  } else {
    if (line > 0) text += Concat(":", line);
    if (line > 0 && column > 0) text += Concat(":", column);
  }
  if (!heading.empty()) text += Concat(" (", heading, ")");
  return text;
}

void Problems::Add(Problem problem) {
  ++total_;
  if (list_.size() >= kMaxProblems) return;
  problem.value = TruncateUtf8(problem.value, kMaxValueBytes);
  list_.push_back(std::move(problem));
}

void Problems::AddInvalid(FilePlace place, std::string_view value, std::string_view message_vi,
                          std::string_view message_en, std::string_view expected) {
  Problem problem;
  problem.place = std::move(place);
  problem.value = value;
  problem.message_vi = message_vi;
  problem.message_en = message_en;
  if (!expected.empty()) problem.fields.emplace_back("expected", expected);
  Add(std::move(problem));
}

void Problems::AddStatus(FilePlace place, std::string_view value, const absl::Status& status) {
  Problem problem;
  problem.place = std::move(place);
  problem.value = value;
  problem.reason = ReasonOf(status);
  if (problem.reason == ERROR_REASON_UNSPECIFIED) problem.reason = ERROR_REASON_INPUT_FILE_INVALID;
  problem.message_vi = MessageOf(status, Language::kVietnamese);
  problem.message_en = MessageOf(status, Language::kEnglish);
  for (ErrorDetail& field : FieldsOf(status)) {
    problem.fields.emplace_back(std::move(field.key), std::move(field.value));
  }
  Add(std::move(problem));
}

absl::Status Problems::ToStatus() const {
  Violations violations;
  for (const Problem& problem : list_) violations.Add(problem.place.ToString(), StatusOf(problem));
  return violations.ToStatus();
}

}  // namespace hemoledger
