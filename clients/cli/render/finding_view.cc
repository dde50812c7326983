#include "clients/cli/render/finding_view.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "clients/cli/render/csv.h"
#include "clients/cli/render/enum_words.h"
#include "clients/cli/render/figure_words.h"
#include "clients/cli/render/moments.h"
#include "clients/cli/render/say.h"
#include "clients/cli/render/schedule_words.h"
#include "clients/cli/render/text_width.h"
#include "proto/base/strings.h"
#include "proto/base/utf8.h"
#include "services/domain/civil_date.h"
#include "services/domain/numbers.h"

namespace hemoledger {
namespace {

// How a kind is said (docs/findings.md tells the places and values of each). {where}: all places;
// {at}: with the field of the first; {first}, {rest}: the places of the first's subject, and the
// others; {id}: of the first; {about}: the field; {stated}, {computed}.
struct FindingPattern {
  v1::FindingKind kind;
  std::string_view vi;
  std::string_view en;
  // Where nothing was computed; blank: as above.
  std::string_view vi_alone = "";
  std::string_view en_alone = "";
};

constexpr FindingPattern kFindingPatterns[] = {
    {v1::FINDING_KIND_CONVERTED_QUOTA,
     "{where}: chỉ tiêu sau quy đổi in {stated}, tính theo cách quy đổi của kế hoạch được "
     "{computed}.",
     "{where}: the converted quota is printed as {stated}; the plan's rule of conversion gives "
     "{computed}."},
    {v1::FINDING_KIND_TOTAL, "{at}: tổng in {stated}, cộng các dòng được {computed}.",
     "{at}: the total is printed as {stated}; the rows add up to {computed}."},
    {v1::FINDING_KIND_ROUND_SUM, "{where}: chỉ tiêu {stated}, cộng các đợt được {computed}.",
     "{where}: the quota is {stated}; its rounds add up to {computed}."},
    {v1::FINDING_KIND_GROUP_ONLY,
     "{where}: chỉ tiêu ({stated}) và các đợt ({computed}) chỉ khớp khi gộp thành một nhóm, mà văn "
     "bản không ghi như vậy.",
     "{where}: quota ({stated}) and rounds ({computed}) agree only as one group, which the "
     "document "
     "does not say.",
     "{where}: chỉ tiêu và các đợt chỉ khớp khi gộp thành một nhóm, mà văn bản không ghi như vậy.",
     "{where}: quota and rounds agree only as one group, which the document does not say."},
    {v1::FINDING_KIND_POPULATION_SHARE,
     "{where}: tỷ lệ dân số in {stated}, tính từ chỉ tiêu và dân số được {computed}.",
     "{where}: the share of the population is printed as {stated}; quota and population give "
     "{computed}."},
    {v1::FINDING_KIND_ROUND_COUNT, "{where}: ghi {stated} đợt, kể ra được {computed} đợt.",
     "{where}: {stated} rounds are stated, {computed} are listed."},
    {v1::FINDING_KIND_HEADLINE,
     "{where}: đặt ra {stated}, còn số giao cho các đơn vị hoặc xếp vào các đợt được {computed}.",
     "{where}: {stated} are wanted; what is allocated or scheduled comes to {computed}."},
    {v1::FINDING_KIND_ROUND_BEFORE_SIGNING,
     "{where}: thời gian {stated} nằm trọn trước ngày ký văn bản ({computed}).",
     "{where}: its time, {stated}, lies wholly before the signing ({computed})."},
    {v1::FINDING_KIND_ROUND_OUTSIDE_PERIOD,
     "{where}: thời gian {stated} nằm ngoài kỳ kế hoạch ({computed}).",
     "{where}: its time, {stated}, lies outside the plan's period ({computed}).",
     "{where}: thời gian {stated} nằm ngoài kỳ kế hoạch.",
     "{where}: its time, {stated}, lies outside the plan's period."},
    {v1::FINDING_KIND_LEGAL_BASIS_LATER,
     "{where}: đề ngày {stated}, sau ngày ký văn bản ({computed}).",
     "{where}: it is dated {stated}, after the signing ({computed})."},
    {v1::FINDING_KIND_DOCUMENT_NUMBER, "Văn bản tự ghi hai số khác nhau: {stated} và {computed}.",
     "The document gives two numbers for itself: {stated} and {computed}."},
    {v1::FINDING_KIND_ROUND_WITHOUT_FIGURE,
     "{where}: không ghi con số nào, trong khi các đợt khác có.",
     "{where}: no figure is stated, though other rounds have one.",
     "{where}: không ghi con số nào, trong khi các đợt khác có.",
     "{where}: no figure is stated, though other rounds have one."},
    {v1::FINDING_KIND_EVENTS_TOO_FEW, "{rest}: {first} cần {stated} đợt, lịch chỉ có {computed}.",
     "{rest}: {first} demands {stated} rounds; scheduled: {computed}."},
    {v1::FINDING_KIND_SAID_TWICE,
     "Hai nơi nói khác nhau{about}: {first} ghi {stated}; {rest} ghi {computed}.",
     "Two places differ{about}: {first} says {stated}; {rest} says {computed}."},
    {v1::FINDING_KIND_PERCENTAGE, "{where}: tỷ lệ in {stated}, tính từ số liệu được {computed}.",
     "{where}: {stated} is printed; the figures give {computed}.",
     "{where}: tỷ lệ in {stated} không ứng với số liệu nào.",
     "{where}: {stated} is printed and fits no figures."},
    {v1::FINDING_KIND_QUOTA_MET_LIST,
     "{where}: danh sách đạt chỉ tiêu ghi {stated}, tính ra {computed}.",
     "{where}: the list of those that met says {stated}; it comes to {computed}."},
    {v1::FINDING_KIND_COLUMN_MONTH,
     "{where}: tiêu đề cột ghi {stated}, nằm ngoài kỳ kế hoạch ({computed}).",
     "{where}: the heading names {stated}, outside the plan's period ({computed}).",
     "{where}: tiêu đề cột ghi {stated}, nằm ngoài kỳ kế hoạch.",
     "{where}: the heading names {stated}, outside the plan's period."},
    {v1::FINDING_KIND_COPY_DAMAGE,
     "{where}: bản sao bị mất ô; văn bản in {stated}, các ô còn lại cộng được {computed}.",
     "{where}: the copy lost cells; {stated} is printed, the cells that are left add up to "
     "{computed}.",
     "{where}: bản sao bị mất ô, nên không chắc ô nào thuộc cột nào.",
     "{where}: the copy lost cells, so that it is not certain which column a cell belongs to."},
    {v1::FINDING_KIND_RESULT, "{at}: báo cáo ghi {stated}, sổ tính được {computed}.",
     "{at}: {stated} is reported; the ledger gives {computed}."},
    {v1::FINDING_KIND_CHANGE_OVERTAKEN,
     "{first}, {rest}: thay đổi ({stated}) không còn hiệu lực, vì một điều chỉnh ghi sau mà có "
     "hiệu "
     "lực sớm hơn đang giữ {computed}.",
     "{first}, {rest}: its change ({stated}) was overtaken by one recorded later that holds from "
     "an "
     "earlier day ({computed})."},
    {v1::FINDING_KIND_RECEIPT_STRADDLES,
     "{computed} ĐVM không được tính: thời gian của phiếu chỉ nằm một phần trong kỳ kế hoạch.",
     "{computed} blood units are not counted: their dates lie only partly in the plan's period.",
     "{stated} ĐVM không được tính: thời gian của phiếu chỉ nằm một phần trong kỳ kế hoạch.",
     "{stated} blood units are not counted: their dates lie only partly in the plan's period."},
    {v1::FINDING_KIND_ASSIGNED_QUOTA, "Cấp trên giao {stated} ĐVM, văn bản phân bổ {computed} ĐVM.",
     "{stated} blood units are assigned from above, {computed} allocated."},
};

// Said otherwise by what stands in the finding.
constexpr FindingPattern kListedAndNotMet = {
    v1::FINDING_KIND_QUOTA_MET_LIST,
    "{where} ({id}): được kể là đạt chỉ tiêu, nhưng chỉ đạt {computed}.",
    "{where} ({id}): listed as having met its quota, and reached {computed}."};
constexpr FindingPattern kMetAndNotListed = {
    v1::FINDING_KIND_QUOTA_MET_LIST,
    "{where}: đạt {computed} nhưng không có trong danh sách đạt chỉ tiêu.",
    "{where}: reached {computed} and is missing from the list of those that met their quota."};
constexpr FindingPattern kRoundsBeforeSigning = {
    v1::FINDING_KIND_ROUND_BEFORE_SIGNING,
    "{where}: {stated} đợt nằm trọn trước ngày ký văn bản ({computed}).",
    "{where}: {stated} rounds lie wholly before the signing ({computed})."};
constexpr FindingPattern kUnitsBeforeSigning = {
    v1::FINDING_KIND_ROUND_BEFORE_SIGNING,
    "{where}: {stated} ĐVM được xếp vào thời gian trước ngày ký văn bản ({computed}).",
    "{where}: {stated} blood units are scheduled before the signing ({computed})."};
constexpr FindingPattern kTooFewInAll = {
    v1::FINDING_KIND_EVENTS_TOO_FEW, "{where}: cần {stated} đợt, lịch chỉ có {computed}.",
    "{where}: {stated} rounds are demanded; scheduled: {computed}."};
// Of a newer server.
constexpr FindingPattern kUnknownFinding = {v1::FINDING_KIND_UNSPECIFIED,
                                            "{at}: ghi {stated}, tính ra {computed}.",
                                            "{at}: stated {stated}, computed {computed}."};

// A computed share comes with all decimals that fit ("104,514543"); people are shown two.
v1::Figure ReadableFigure(const v1::FindingValue& value) {
  constexpr uint32_t kMostDecimals = 4;
  v1::Figure figure = value.figure();
  v1::PrintedDecimal& decimal = *figure.mutable_value();
  if (value.measure() != "percent" || !decimal.text().empty() || decimal.scale() <= kMostDecimals ||
      decimal.unscaled() < 0) {
    return figure;
  }
  int64_t step = 1;
  for (uint32_t i = 2; i < std::min<uint32_t>(decimal.scale(), 6); ++i) step *= 10;
  decimal.set_unscaled((decimal.unscaled() + step / 2) / step);
  decimal.set_scale(2);
  return figure;
}

std::string FindingFieldWords(const v1::FindingPlace& place, Language language) {
  struct FieldWord {
    std::string_view field;
    std::string_view vi;
    std::string_view en;
  };
  static constexpr FieldWord kFields[] = {
      {"quota", "chỉ tiêu", "quota"},
      {"converted_quota", "chỉ tiêu sau quy đổi", "converted quota"},
      {"assigned_quota", "chỉ tiêu được giao", "assigned quota"},
      {"assigned_converted_quota", "chỉ tiêu được giao sau quy đổi", "assigned converted quota"},
      {"population", "dân số", "population"},
      {"population_share", "tỷ lệ dân số", "share of the population"},
      {"converted_population_share", "tỷ lệ dân số sau quy đổi",
       "converted share of the population"},
      {"scheduled", "chỉ tiêu theo lịch", "scheduled quota"},
      {"period", "kỳ kế hoạch", "period"},
      {"round_count", "số đợt", "number of rounds"},
      {"received", "số ĐVM tiếp nhận", "units received"},
      {"registered", "số người đăng ký", "people registered"},
      {"host", "đơn vị chủ trì", "host"},
      {"time", "thời gian", "time"},
      {"year", "năm", "year"},
      {"number", "số văn bản", "document number"},
      {"comparator", "mức (trên, từ, khoảng)", "comparator"},
      {"signed_date", "ngày ký", "date of signing"},
  };
  if (place.field().empty()) return "";
  for (const FieldWord& word : kFields) {
    if (word.field == place.field()) return Say(language, word.vi, word.en);
  }
  // A round's column.
  return Say(language, "cột đợt ", "column of round ") + place.field();
}

// A printed label in quotes, unless it has some of its own; an id as it is.
std::string QuotedLabel(const v1::FindingPlace& place) {
  if (place.printed().empty()) return place.id();
  const bool quotes = place.printed().find("“") != std::string::npos;
  return quotes ? place.printed() : "“" + place.printed() + "”";
}

std::string OnePlaceWords(const v1::FindingPlace& place, Language language) {
  const std::string name = place.printed().empty() ? place.id() : place.printed();
  switch (place.subject()) {
    case v1::FINDING_SUBJECT_DOCUMENT:
      return place.printed().empty() ? Say(language, "văn bản", "the document") : place.printed();
    case v1::FINDING_SUBJECT_ROW:
      return Say(language, "dòng ", "row ") + name;
    case v1::FINDING_SUBJECT_GROUP:
      return Say(language, "nhóm ", "group ") + name;
    case v1::FINDING_SUBJECT_TOTAL:
      return Say(language, "dòng tổng cộng", "the line of totals");
    case v1::FINDING_SUBJECT_ROUND:
      if (CaseFold(name).starts_with("đợt")) return name;
      return Say(language, "đợt ", "round ") + QuotedLabel(place);
    case v1::FINDING_SUBJECT_TARGET:
      return Say(language, "chỉ tiêu chung ", "target ") + name;
    case v1::FINDING_SUBJECT_LEGAL_BASIS:
      return Say(language, "căn cứ ", "legal basis ") + name;
    case v1::FINDING_SUBJECT_REVISION:
      return Say(language, "bản điều chỉnh ", "revision ") + name;
    case v1::FINDING_SUBJECT_CAMPAIGN:
      return Say(language, "chiến dịch ", "campaign ") + QuotedLabel(place);
    case v1::FINDING_SUBJECT_UNIT:
      return place.printed().empty() ? Say(language, "đơn vị ", "unit ") + name : name;
    case v1::FINDING_SUBJECT_TABLE:
      return place.printed().empty() ? Say(language, "bảng ", "table ") + name : name;
    default:
      // A statement's place says what it is.
      return name;
  }
}

// Places one after the other, each once; of many the first ones.
std::string PlacesWords(std::span<const v1::FindingPlace* const> places, Language language) {
  constexpr size_t kMostPlaces = 5;
  const std::string row = Say(language, "dòng ", "row ");
  std::string text;
  v1::FindingSubject last = v1::FINDING_SUBJECT_UNSPECIFIED;
  std::string last_words;
  size_t told = 0;
  size_t more = 0;
  for (const v1::FindingPlace* const place : places) {
    std::string words = OnePlaceWords(*place, language);
    // Several fields of one place.
    if (words == last_words) continue;
    last_words = words;
    if (++told > kMostPlaces) {
      ++more;
      continue;
    }
    const bool same = place->subject() == last;
    // "dòng II.16, II.17": the word once.
    if (same && place->subject() == v1::FINDING_SUBJECT_ROW) words = words.substr(row.size());
    text += (text.empty() ? "" : same ? ", " : "; ") + words;
    last = place->subject();
  }
  if (more > 0) {
    text += Say(language, Concat(" và ", more, " chỗ khác"), Concat(" and ", more, " others"));
  }
  return text;
}

// The places of the first's subject, and those behind them.
struct PlaceParts {
  std::vector<const v1::FindingPlace*> first;
  std::vector<const v1::FindingPlace*> rest;
};

PlaceParts PartsOf(const v1::Finding& finding) {
  PlaceParts parts;
  for (const v1::FindingPlace& place : finding.places()) {
    const bool leading = parts.rest.empty() && place.subject() == finding.places(0).subject();
    (leading ? parts.first : parts.rest).push_back(&place);
  }
  return parts;
}

std::string Capitalised(std::string text) {
  if (text.starts_with("đ")) return "Đ" + text.substr(std::string_view("đ").size());
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text;
}

// Whether the figure is at least 100; absent: it is none.
std::optional<bool> ReachesHundred(const v1::FindingValue& value) {
  if (!value.has_figure() || !value.figure().value().has_unscaled()) return std::nullopt;
  int64_t hundred = 100;
  for (uint32_t i = 0; i < std::min<uint32_t>(value.figure().value().scale(), 6); ++i)
    hundred *= 10;
  return value.figure().value().unscaled() >= hundred;
}

const FindingPattern& PatternOf(const v1::Finding& finding) {
  switch (finding.kind()) {
    case v1::FINDING_KIND_QUOTA_MET_LIST: {
      const std::optional<bool> met = ReachesHundred(finding.computed());
      if (met.has_value()) return *met ? kMetAndNotListed : kListedAndNotMet;
      break;
    }
    case v1::FINDING_KIND_ROUND_BEFORE_SIGNING:
      if (finding.stated().measure() == "rounds") return kRoundsBeforeSigning;
      if (finding.stated().measure() == "units") return kUnitsBeforeSigning;
      break;
    case v1::FINDING_KIND_EVENTS_TOO_FEW:
      if (finding.places_size() < 2) return kTooFewInAll;
      break;
    default:
      break;
  }
  for (const FindingPattern& pattern : kFindingPatterns) {
    if (pattern.kind == finding.kind()) return pattern;
  }
  return kUnknownFinding;
}

// The pattern with its placeholders filled in; what they become is not looked at again.
std::string FillIn(std::string_view pattern,
                   const std::vector<std::pair<std::string_view, std::string>>& words) {
  std::string text;
  while (!pattern.empty()) {
    const size_t open = pattern.find('{');
    text += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    const size_t close = pattern.find('}', open);
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    for (const auto& [key, value] : words) {
      if (key == name) text += value;
    }
    pattern.remove_prefix(close + 1);
  }
  return text;
}

// "Nguồn: văn bản. Chưa xử lý. Mã: …"
std::string FindingStateLine(const v1::Finding& finding, Language language) {
  std::string text = Say(language, "Nguồn: ", "Origin: ") + WordFor(finding.origin(), language);
  text += "; " + WordFor(finding.state(), language);
  if (finding.verdict_lapsed()) {
    text += Say(language, " (trả lời trước đây không còn giữ, vì số liệu đã đổi)",
                " (an earlier answer no longer holds: the figures changed)");
  }
  return text + Say(language, "; mã: ", "; id: ") + finding.finding_id();
}

std::string VerdictLine(const v1::Finding& finding, Language language) {
  if (finding.verdict_record_id().empty() || finding.state() == v1::FINDING_STATE_OPEN) return "";
  std::string text = Say(language, "Lý do: ", "Reason: ") +
                     (finding.verdict_reason_erased() ? Say(language, "(đã xóa)", "(erased)")
                                                      : finding.verdict_reason());
  return text + " (" + finding.verdict_principal() + ", " +
         FormatMoment(finding.verdict_time_micros(), language) + ")";
}

}  // namespace

std::string FindingPlaceWords(const v1::Finding& finding, Language language) {
  std::vector<const v1::FindingPlace*> places;
  for (const v1::FindingPlace& place : finding.places()) places.push_back(&place);
  return PlacesWords(places, language);
}

std::string FindingValueWords(const v1::FindingValue& value, Language language) {
  switch (value.value_case()) {
    case v1::FindingValue::kFigure:
      return FigureWords(ReadableFigure(value), value.measure(), language);
    case v1::FindingValue::kText:
      return value.text().empty() ? "" : "“" + value.text() + "”";
    case v1::FindingValue::kDate:
      return FormatDate(value.date(), language);
    case v1::FindingValue::kTime:
      return TimeWords(value.time(), language);
    case v1::FindingValue::VALUE_NOT_SET:
      break;
  }
  return "";
}

std::string FindingSentence(const v1::Finding& finding, Language language) {
  const FindingPattern& pattern = PatternOf(finding);
  const std::string not_stated = Say(language, "(không ghi)", "(not stated)");
  const auto or_not_stated = [&](std::string words) {
    return words.empty() ? not_stated : std::move(words);
  };
  const std::string computed = FindingValueWords(finding.computed(), language);
  const PlaceParts parts = PartsOf(finding);
  std::string field;
  for (const v1::FindingPlace& place : finding.places()) {
    if (field.empty()) field = FindingFieldWords(place, language);
  }
  const std::string where = FindingPlaceWords(finding, language);
  std::string others = PlacesWords(parts.rest, language);
  if (others.empty()) {
    others = Say(language, "chỗ khác trong văn bản", "another place of the document");
  }
  const bool alone = computed.empty() && !pattern.vi_alone.empty();
  const std::string words = alone ? Say(language, pattern.vi_alone, pattern.en_alone)
                                  : Say(language, pattern.vi, pattern.en);
  return OneLine(Capitalised(
      FillIn(words, {{"where", where},
                     {"id", finding.places().empty() ? "" : finding.places(0).id()},
                     {"at", field.empty() ? where : where + ", " + field},
                     {"first", PlacesWords(parts.first, language)},
                     {"rest", others},
                     {"about", field.empty() ? "" : Say(language, " về ", " about the ") + field},
                     {"stated", or_not_stated(FindingValueWords(finding.stated(), language))},
                     {"computed", or_not_stated(computed)}})));
}

std::string FindingListText(std::span<const v1::Finding> findings, Language language) {
  constexpr int kColumns = 100;
  std::string text;
  const size_t width = std::to_string(findings.size()).size();
  const std::string indent(width + 2, ' ');
  size_t number = 0;
  for (const v1::Finding& finding : findings) {
    std::string mark = std::to_string(++number) + ".";
    mark.insert(0, width + 1 - mark.size(), ' ');
    std::vector<std::string> lines =
        WrapToWidth(FindingSentence(finding, language), kColumns - static_cast<int>(width) - 2);
    for (size_t i = 0; i < lines.size(); ++i) {
      text += (i == 0 ? mark + " " : indent) + lines[i] + "\n";
    }
    text += indent + FindingStateLine(finding, language) + "\n";
    if (const std::string verdict = VerdictLine(finding, language); !verdict.empty()) {
      text += indent + OneLine(verdict) + "\n";
    }
  }
  return text;
}

std::string FindingsText(const v1::ListFindingsResponse& answer, std::string_view plan_id,
                         bool only_open, Language language) {
  const auto count = [&](int64_t n) { return FormatCount(n, language); };
  const int64_t all =
      int64_t{answer.open_count()} + answer.explained_count() + answer.accepted_count();
  std::string text;
  if (all == 0) {
    text = Say(language, Concat("Kế hoạch ", plan_id, " không có điểm chưa khớp nào.\n"),
               Concat("The plan ", plan_id, " has no findings.\n"));
  } else {
    const std::vector<v1::Finding> findings(answer.findings().begin(), answer.findings().end());
    text = Say(language, Concat("Điểm chưa khớp của kế hoạch ", plan_id),
               Concat("Findings of the plan ", plan_id)) +
           (only_open ? Say(language, ", chỉ những điểm chưa xử lý", ", open ones only") : "") +
           "\n\n" + FindingListText(findings, language);
    if (findings.empty()) {
      text += Say(language, "Không còn điểm nào chưa xử lý.\n", "None is open.\n");
    }
    text += "\n" + Say(language,
                       Concat(count(all), " điểm chưa khớp: ", count(answer.open_count()),
                              " chưa xử lý, ", count(answer.explained_count()), " đã giải trình, ",
                              count(answer.accepted_count()), " chấp nhận.\n"),
                       Concat(count(all),
                              all == 1 ? " finding: " : " findings: ", count(answer.open_count()),
                              " open, ", count(answer.explained_count()), " explained, ",
                              count(answer.accepted_count()), " accepted.\n"));
    text += Say(language,
                Concat("Số in trong văn bản không bị đổi. Trả lời một điểm: hemo plan findings ",
                       plan_id, " --explain MÃ --reason \"…\" (hoặc --accept MÃ).\n"),
                Concat("Printed figures are never altered. To answer one: hemo plan findings ",
                       plan_id, " --explain ID --reason \"…\" (or --accept ID).\n"));
  }
  return text + Say(language, "Số liệu tính đến vị trí ", "As of position ") +
         count(static_cast<int64_t>(answer.reflects().position())) +
         Say(language, " của sổ, ghi lúc ", ", recorded ") +
         FormatMoment(answer.reflects().record_time_micros(), language) + ".\n";
}

std::string FindingsCsv(std::span<const v1::Finding> findings) {
  const auto plain = [](const v1::FindingValue& value) {
    if (value.has_figure()) return PlainFigure(value.figure());
    if (value.has_date()) return IsoDate(value.date());
    if (value.has_time()) return TimeWords(value.time(), Language::kEnglish);
    return value.text();
  };
  Csv csv({"finding_id", "plan_id", "kind", "place", "stated", "computed", "origin", "state",
           "verdict_reason", "verdict_lapsed", "sentence_vi", "sentence_en"});
  for (const v1::Finding& finding : findings) {
    csv.AddRow({finding.finding_id(), finding.plan_id(), KeyFor(finding.kind()),
                FindingPlaceWords(finding, Language::kVietnamese), plain(finding.stated()),
                plain(finding.computed()), KeyFor(finding.origin()), KeyFor(finding.state()),
                finding.verdict_reason(), finding.verdict_lapsed() ? "true" : "false",
                FindingSentence(finding, Language::kVietnamese),
                FindingSentence(finding, Language::kEnglish)});
  }
  return csv.text();
}

Json FindingJson(const v1::Finding& finding) {
  Json json = ToJson(finding);
  json["sentence_vi"] = FindingSentence(finding, Language::kVietnamese);
  json["sentence_en"] = FindingSentence(finding, Language::kEnglish);
  return json;
}

}  // namespace hemoledger
