#include "clients/cli/render/attainment_view.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "clients/cli/render/csv.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/table.h"
#include "proto/base/strings.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

using Figures = v1::AttainmentFigures;
using Line = v1::AttainmentLine;

bool IsConverted(const v1::GetAttainmentResponse& answer) {
  return answer.basis() == v1::ATTAINMENT_BASIS_CONVERTED;
}

// The numerator: blood units, or converted ones.
std::string Received(const Figures& figures, bool converted, Language language) {
  if (!converted) return FormatCount(figures.received_units(), language);
  const int64_t denominator = std::max<int64_t>(figures.converted_denominator(), 1);
  const bool whole = figures.converted_numerator() % denominator == 0;
  return FormatRational({figures.converted_numerator(), denominator}, whole ? 0 : 1, language);
}

std::string Quota(const Figures& figures, Language language) {
  return figures.has_quota_units() ? FormatCount(figures.quota_units(), language) : "";
}

std::string BarePercent(const Figures& figures, int decimals, Language language) {
  if (!figures.has_ratio_numerator() || figures.ratio_denominator() == 0) return "";
  return FormatBarePercent(figures.ratio_numerator(), figures.ratio_denominator(), decimals,
                           language);
}

std::string Missing(const Figures& figures, Language language) {
  return figures.has_missing_units() ? FormatCount(figures.missing_units(), language) : "";
}

// What fell due, in the quota's units; blank: not known.
std::string ExpectedUnits(const Figures& figures, Language language) {
  if (!figures.has_expected_numerator() || figures.expected_denominator() <= 0) return "";
  const bool whole = figures.expected_numerator() % figures.expected_denominator() == 0;
  return FormatRational({figures.expected_numerator(), figures.expected_denominator()},
                        whole ? 0 : 1, language);
}

// Received minus expected, exact; absent: not known.
std::optional<Rational> AheadBy(const Figures& figures, bool converted) {
  if (!figures.has_expected_numerator() || figures.expected_denominator() <= 0) return std::nullopt;
  const int64_t numerator = converted ? figures.converted_numerator() : figures.received_units();
  const int64_t denominator = converted ? std::max<int64_t>(figures.converted_denominator(), 1) : 1;
  using Wide = __int128;
  Wide top = Wide{numerator} * figures.expected_denominator() -
             Wide{figures.expected_numerator()} * denominator;
  Wide bottom = Wide{denominator} * figures.expected_denominator();
  // In lowest terms it fits again.
  Wide a = top < 0 ? -top : top;
  for (Wide b = bottom; b != 0;) {
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  if (a > 1) {
    top /= a;
    bottom /= a;
  }
  return Rational{static_cast<int64_t>(top), static_cast<int64_t>(bottom)};
}

// "vượt tiến độ 120", "đúng tiến độ", "chậm tiến độ 35,5"; blank: not known.
std::string PaceWords(const Figures& figures, bool converted, Language language) {
  if (figures.pace() == v1::PACE_UNSPECIFIED) return "";
  std::string text = WordFor(figures.pace(), language);
  const std::optional<Rational> ahead = AheadBy(figures, converted);
  if (figures.pace() == v1::PACE_ON_TIME || !ahead.has_value()) return text;
  const Rational distance{ahead->numerator < 0 ? -ahead->numerator : ahead->numerator,
                          ahead->denominator};
  const bool whole = distance.numerator % distance.denominator == 0;
  return text + " " + FormatRational(distance, whole ? 0 : 1, language);
}

// What a line is called.
std::string NameOf(const Line& line, const AttainmentQuestion& question, Language language) {
  switch (question.grouping) {
    case v1::ATTAINMENT_GROUPING_MONTH: {
      // "2021-04"
      const auto year = ParseInt64(std::string_view(line.key()).substr(0, 4));
      const auto month = line.key().size() == 7 ? ParseInt64(std::string_view(line.key()).substr(5))
                                                : std::nullopt;
      if (!year.has_value() || !month.has_value()) return FormatMonth(0, language);
      return FormatMonth(static_cast<int32_t>(*year * 100 + *month), language);
    }
    case v1::ATTAINMENT_GROUPING_COMPONENT:
      return WordFor(FromKey<v1::Component>(line.key()).value_or(v1::COMPONENT_UNSPECIFIED),
                     language);
    case v1::ATTAINMENT_GROUPING_DONOR_CLASS:
      return WordFor(FromKey<v1::DonorClass>(line.key()).value_or(v1::DONOR_CLASS_UNSPECIFIED),
                     language);
    case v1::ATTAINMENT_GROUPING_GROUP:
      return line.key().empty() ? Say(language, "(không thuộc nhóm nào)", "(in no group)")
                                : line.name();
    case v1::ATTAINMENT_GROUPING_ROUND:
      if (line.key().empty()) return Say(language, "(không thuộc đợt nào)", "(of no round)");
      return line.name().empty() ? line.key() : line.name();
    case v1::ATTAINMENT_GROUPING_CAMPAIGN:
      if (line.key().empty()) {
        return Say(language, "(không thuộc chiến dịch nào)", "(of no campaign)");
      }
      return line.name().empty() ? line.key() : line.name();
    default:
      return line.key().empty()
                 ? Say(language, "(khác, không thuộc dòng nào)", "(other, in no row)")
                 : line.name();
  }
}

std::string FirstHeading(const AttainmentQuestion& question, Language language) {
  switch (question.grouping) {
    case v1::ATTAINMENT_GROUPING_MONTH:
      return Say(language, "Tháng", "Month");
    case v1::ATTAINMENT_GROUPING_COMPONENT:
      return Say(language, "Thành phần", "Component");
    case v1::ATTAINMENT_GROUPING_DONOR_CLASS:
      return Say(language, "Loại người hiến", "Donor class");
    case v1::ATTAINMENT_GROUPING_GROUP:
      return Say(language, "Nhóm", "Group");
    case v1::ATTAINMENT_GROUPING_ROUND:
      return Say(language, "Đợt", "Round");
    case v1::ATTAINMENT_GROUPING_CAMPAIGN:
      return Say(language, "Chiến dịch", "Campaign");
    default:
      return Say(language, "Đơn vị", "Unit");
  }
}

bool HasInferredCredit(const v1::GetAttainmentResponse& answer) {
  return std::any_of(answer.lines().begin(), answer.lines().end(),
                     [](const Line& line) { return line.credit_inferred(); });
}

// Builds the table: a column is there only when the answer has something for it.
class AttainmentTable {
 public:
  AttainmentTable(const v1::GetAttainmentResponse& answer, const AttainmentQuestion& question,
                  Language language)
      : answer_(answer), question_(question), language_(language) {
    rows_ = question.grouping == v1::ATTAINMENT_GROUPING_ROW && !question.children;
    for (const Line& line : answer.lines()) {
      labels_ |= !line.label().empty();
      unit_ids_ |= question.children && !line.unit_id().empty();
      quotas_ |= line.figures().has_quota_units();
      credits_ |= !line.credited_to_unit_id().empty();
      unconverted_ |= line.own().unconverted_units() > 0;
    }
    keys_ = question.grouping == v1::ATTAINMENT_GROUPING_ROUND ||
            question.grouping == v1::ATTAINMENT_GROUPING_CAMPAIGN;
    pace_ = answer.pace_date() != 0;
    quotas_ |= rows_;
    unconverted_ |= answer.total().unconverted_units() > 0;
  }

  std::string ToText() const {
    Table table(Columns());
    size_t place = 0;
    for (const Line& line : answer_.lines()) {
      std::vector<std::string> cells = Cells(line);
      AddNews(place++, cells);
      table.AddRow(std::move(cells));
    }
    table.AddRule();
    Line total;
    *total.mutable_own() = answer_.total();
    *total.mutable_figures() = answer_.total();
    std::vector<std::string> cells = Cells(total);
    cells[labels_ ? 1 : 0] = Say(language_, "Tổng cộng", "Total");
    AddNews(place, cells);
    table.AddRow(std::move(cells));
    return table.ToText();
  }

 private:
  std::vector<TableColumn> Columns() const {
    std::vector<TableColumn> columns;
    if (labels_) columns.push_back({Say(language_, "STT", "No.")});
    columns.push_back({FirstHeading(question_, language_)});
    if (keys_) columns.push_back({Say(language_, "Mã", "Id")});
    if (unit_ids_) columns.push_back({Say(language_, "Mã đơn vị", "Unit id")});
    if (quotas_) columns.push_back({Say(language_, "Chỉ tiêu", "Quota"), Align::kRight});
    columns.push_back({Say(language_, "Đã tiếp nhận", "Received"), Align::kRight});
    if (rows_) columns.push_back({Say(language_, "Tổng cộng", "Credited"), Align::kRight});
    if (quotas_) {
      columns.push_back({Say(language_, "Đạt tỷ lệ %", "Attained %"), Align::kRight});
      columns.push_back({Say(language_, "Còn thiếu", "Missing"), Align::kRight});
    }
    if (pace_) {
      columns.push_back({Say(language_, "Đến hạn", "Due"), Align::kRight});
      columns.push_back({Say(language_, "Tiến độ", "Pace")});
    }
    if (unconverted_)
      columns.push_back({Say(language_, "ĐVM chưa quy đổi", "Not converted"), Align::kRight});
    if (credits_) columns.push_back({Say(language_, "Tính cho", "Counts for")});
    if (!question_.news.empty()) columns.push_back({Say(language_, "Mới", "New"), Align::kRight});
    return columns;
  }

  std::vector<std::string> Cells(const Line& line) const {
    const bool converted = IsConverted(answer_);
    std::vector<std::string> cells;
    if (labels_) cells.push_back(line.label());
    cells.push_back(NameOf(line, question_, language_));
    if (keys_) cells.push_back(line.key());
    if (unit_ids_) cells.push_back(line.unit_id());
    if (quotas_) {
      const std::string quota = Quota(line.figures(), language_);
      cells.push_back(line.figures().quota_is_minimum() && !quota.empty() ? "≥ " + quota : quota);
    }
    cells.push_back(Received(rows_ ? line.own() : line.figures(), converted, language_));
    if (rows_)
      cells.push_back(line.has_figures() ? Received(line.figures(), converted, language_) : "");
    if (quotas_) {
      cells.push_back(BarePercent(line.figures(), PercentDecimals(answer_), language_));
      cells.push_back(Missing(line.figures(), language_));
    }
    if (pace_) {
      cells.push_back(ExpectedUnits(line.figures(), language_));
      cells.push_back(PaceWords(line.figures(), converted, language_));
    }
    if (unconverted_) {
      const int64_t units = line.own().unconverted_units();
      cells.push_back(units > 0 ? FormatCount(units, language_) : "");
    }
    if (credits_) cells.push_back(CreditedTo(line));
    return cells;
  }

  void AddNews(size_t place, std::vector<std::string>& cells) const {
    if (question_.news.empty()) return;
    cells.push_back(place < question_.news.size() ? question_.news[place] : "");
  }

  // "dòng 06 *", or the unit's id where no row shows it.
  std::string CreditedTo(const Line& line) const {
    if (line.credited_to_unit_id().empty()) return "";
    std::string text = line.credited_to_unit_id();
    for (const Line& other : answer_.lines()) {
      if (other.unit_id() == line.credited_to_unit_id() && other.has_figures() &&
          !other.label().empty()) {
        text = Say(language_, "dòng ", "row ") + other.label();
        break;
      }
    }
    return text + (line.credit_inferred() ? " *" : "");
  }

  const v1::GetAttainmentResponse& answer_;
  const AttainmentQuestion& question_;
  const Language language_;
  bool rows_ = false;
  bool labels_ = false;
  bool keys_ = false;
  bool pace_ = false;
  bool unit_ids_ = false;
  bool quotas_ = false;
  bool credits_ = false;
  bool unconverted_ = false;
};

// "Đạt: 19.979 / 19.116 = 105% (toàn bộ số máu được tính)".
std::string SummaryLine(const v1::GetAttainmentResponse& answer, Language language) {
  const Figures& total = answer.total();
  const bool converted = IsConverted(answer);
  const std::string unit = converted ? Say(language, " ĐVM quy đổi", " converted units")
                                     : Say(language, " ĐVM", " blood units");
  const std::string basis = " (" + WordFor(answer.basis(), language) + ")";
  std::string text = Say(language, "Đạt: ", "Attained: ") + Received(total, converted, language);
  if (!total.has_quota_units()) {
    return text + unit +
           (converted ? Say(language, "; không có chỉ tiêu sau quy đổi nên không có tỷ lệ",
                            "; no converted quota, so no percentage")
                      : Say(language, "; không có chỉ tiêu nên không có tỷ lệ",
                            "; no quota, so no percentage")) +
           basis + ".\n";
  }
  text += " / " + FormatCount(total.quota_units(), language) + unit;
  if (total.has_ratio_numerator()) {
    text += " = " + FormatPercent(total.ratio_numerator(), total.ratio_denominator(),
                                  PercentDecimals(answer), language);
  }
  text += basis;
  if (total.has_missing_units()) {
    text +=
        Say(language, ", còn thiếu ", ", missing ") + FormatCount(total.missing_units(), language);
  }
  return text + ".\n";
}

// "Tiến độ đến hết ngày 30/6/2021: đến hạn 9.558, đã tiếp nhận 9.000: chậm tiến độ 558 (…)".
std::string PaceLine(const v1::GetAttainmentResponse& answer, Language language) {
  if (answer.pace_date() == 0) return "";
  const Figures& total = answer.total();
  std::string text = Say(language, "Tiến độ đến hết ngày ", "Pace through ") +
                     FormatDate(answer.pace_date(), language) + ": ";
  if (total.pace() == v1::PACE_UNSPECIFIED) {
    return text + Say(language,
                      "chưa rõ (không có chỉ tiêu, hoặc văn bản không nêu kỳ kế hoạch).\n",
                      "not known (no quota, or no period of the plan is stated).\n");
  }
  text += Say(language, "đến hạn ", "due ") + ExpectedUnits(total, language) +
          Say(language, ", đã tiếp nhận ", ", received ") +
          Received(total, IsConverted(answer), language) + ": " +
          PaceWords(total, IsConverted(answer), language);
  if (total.pace_basis() != v1::PACE_BASIS_UNSPECIFIED) {
    text += " (" + WordFor(total.pace_basis(), language) + ")";
  }
  return text + ".\n";
}

// Nothing is credited, no quota is set: an empty table would say that without a word. (A quota that
// has no converted figure is one all the same.)
bool SaysNothing(const v1::GetAttainmentResponse& answer) {
  return !IsConverted(answer) && answer.lines().empty() && answer.total().received_units() == 0 &&
         !answer.total().has_quota_units();
}

std::string Reflects(const v1::GetAttainmentResponse& answer, Language language) {
  std::string text = Say(language, "Số liệu tính đến vị trí ", "As of position ") +
                     FormatCount(static_cast<int64_t>(answer.reflects().position()), language) +
                     Say(language, " của sổ, ghi lúc ", ", recorded ") +
                     FormatMoment(answer.reflects().record_time_micros(), language);
  if (answer.through_date() != 0) {
    text += Say(language, "; phiếu đến hết ngày ", "; receipts through ") +
            FormatDate(answer.through_date(), language);
  }
  text += Say(language, "; kế hoạch bản ", "; plan revision ") + std::to_string(answer.revision());
  return text + ".\n";
}

void AddPercent(Json& figures, const Figures& message, int decimals) {
  if (!figures.is_object()) return;
  figures["percent"] =
      message.has_ratio_numerator() && message.ratio_denominator() > 0
          ? Json(PlainPercent(message.ratio_numerator(), message.ratio_denominator(), decimals))
          : Json(nullptr);
}

template <typename Integer>
std::string Plain(bool stated, Integer value) {
  return stated ? std::to_string(value) : "";
}

}  // namespace

// The document's own decimals belong to the percentages that it prints: those on the main basis.
int PercentDecimals(const v1::GetAttainmentResponse& answer) {
  return answer.basis() == v1::ATTAINMENT_BASIS_ALL_CREDITED
             ? static_cast<int>(std::min<uint32_t>(answer.percentage_decimals(), 9))
             : 1;
}

std::string AttainmentNotes(const v1::GetAttainmentResponse& answer, Language language) {
  const Figures& total = answer.total();
  std::string text;
  if (HasInferredCredit(answer)) {
    text +=
        Say(language, "* Suy ra từ các tổng mà văn bản in; văn bản không ghi tính cho ai.\n",
            "* Inferred from the totals that the document prints; it does not state the credit.\n");
  }
  if (answer.straddling_units() > 0) {
    text +=
        FormatCount(answer.straddling_units(), language) +
        Say(language,
            " ĐVM không được tính: thời gian của phiếu chỉ nằm một phần trong kỳ kế hoạch.\n",
            " blood units are not counted: their dates lie only partly in the plan's period.\n");
  }
  if (total.unconverted_units() > 0) {
    text += FormatCount(total.unconverted_units(), language) +
            Say(language,
                " ĐVM không quy đổi được (không rõ thể tích, hoặc tiểu cầu mà kế hoạch không nêu "
                "cách quy đổi), nên không có tỷ lệ.\n",
                " blood units can not be converted (volume unknown, or platelets without a rule of "
                "the plan), so there is no "
                "percentage.\n");
  }
  if (total.repeat_stated_units() > 0) {
    text += Say(language, "Người hiến nhắc lại: ", "Repeat donors: ") +
            FormatCount(total.repeat_donors(), language) + " / " +
            FormatCount(total.repeat_stated_units(), language) +
            Say(language, " ĐVM có ghi.\n", " blood units that state it.\n");
  }
  return text;
}

std::string AttainmentText(const v1::GetAttainmentResponse& answer,
                           const AttainmentQuestion& question, Language language) {
  const AttainmentTable table(answer, question, language);
  std::string text = answer.plan_title() + " (" + question.plan_id + ")\n";
  if (!question.unit_name.empty()) {
    text += question.unit_name +
            (question.children ? Say(language, ": các đơn vị trực thuộc", ": units directly below")
                               : "") +
            "\n";
  }
  text += IsConverted(answer)
              ? Say(language, "Số liệu tính bằng ĐVM quy đổi", "In converted units")
              : Say(language, "Số liệu tính bằng đơn vị máu (ĐVM)", "In blood units");
  text += "; " + WordFor(answer.basis(), language) + ".\n\n";
  if (SaysNothing(answer)) {
    text +=
        question.unit_name.empty()
            ? Say(language, "Kế hoạch không giao chỉ tiêu nào và chưa có phiếu nào được tính.\n",
                  "The plan sets no quota, and no receipt counts in it.\n")
            : Say(language,
                  "Đơn vị này không có chỉ tiêu trong kế hoạch và chưa có phiếu nào được tính.\n",
                  "This unit has no quota in the plan, and no receipt counts for it.\n");
    text += AttainmentNotes(answer, language);
    return text + Reflects(answer, language);
  }
  text += table.ToText() + "\n";
  text += SummaryLine(answer, language);
  text += PaceLine(answer, language);
  if (question.grouping == v1::ATTAINMENT_GROUPING_CAMPAIGN) {
    text += Say(
        language, "Một phiếu có thể thuộc nhiều chiến dịch: các dòng cộng lại có thể hơn tổng.\n",
        "A receipt may be of several campaigns: lines may add up to more than the total.\n");
  }
  text += AttainmentNotes(answer, language);
  return text + Reflects(answer, language);
}

std::string AttainmentCsv(const v1::GetAttainmentResponse& answer) {
  const bool pace = answer.pace_date() != 0;
  std::vector<std::string> headings = {"key",
                                       "label",
                                       "name",
                                       "unit_id",
                                       "quota_units",
                                       "own_units",
                                       "received_units",
                                       "converted_numerator",
                                       "converted_denominator",
                                       "unconverted_units",
                                       "percent",
                                       "missing_units",
                                       "credited_to_unit_id",
                                       "credit_inferred",
                                       "group_id",
                                       "position"};
  if (pace) {
    headings.insert(headings.end(),
                    {"expected_numerator", "expected_denominator", "pace", "pace_basis"});
  }
  Csv csv(std::move(headings));
  const auto add = [&](const Line& line, const std::string& key) {
    const Figures& figures = line.figures();
    const bool there = line.has_figures();
    const bool ratio = figures.has_ratio_numerator() && figures.ratio_denominator() > 0;
    std::vector<std::string> cells = {
        key,
        line.label(),
        line.name(),
        line.unit_id(),
        Plain(figures.has_quota_units(), figures.quota_units()),
        Plain(true, line.own().received_units()),
        Plain(there, figures.received_units()),
        Plain(there && IsConverted(answer), figures.converted_numerator()),
        Plain(there && IsConverted(answer), figures.converted_denominator()),
        Plain(there && IsConverted(answer), figures.unconverted_units()),
        ratio ? PlainPercent(figures.ratio_numerator(), figures.ratio_denominator(),
                             PercentDecimals(answer))
              : "",
        Plain(figures.has_missing_units(), figures.missing_units()),
        line.credited_to_unit_id(),
        line.credited_to_unit_id().empty() ? "" : (line.credit_inferred() ? "true" : "false"),
        line.group_id(),
        std::to_string(answer.reflects().position())};
    if (pace) {
      const bool expected = figures.has_expected_numerator();
      cells.push_back(Plain(expected, figures.expected_numerator()));
      cells.push_back(Plain(expected, figures.expected_denominator()));
      cells.push_back(KeyFor(figures.pace()));
      cells.push_back(KeyFor(figures.pace_basis()));
    }
    csv.AddRow(cells);
  };
  for (const Line& line : answer.lines()) add(line, line.key());
  Line total;
  *total.mutable_own() = answer.total();
  *total.mutable_figures() = answer.total();
  add(total, "total");
  return csv.text();
}

Json AttainmentJson(const v1::GetAttainmentResponse& answer) {
  Json json = ToJson(answer);
  const int decimals = PercentDecimals(answer);
  for (int i = 0; i < answer.lines_size(); ++i) {
    AddPercent(json["lines"][static_cast<size_t>(i)]["own"], answer.lines(i).own(), decimals);
    AddPercent(json["lines"][static_cast<size_t>(i)]["figures"], answer.lines(i).figures(),
               decimals);
  }
  AddPercent(json["total"], answer.total(), decimals);
  return json;
}

}  // namespace hemoledger
