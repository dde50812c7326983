#include "clients/cli/input/delimited_text.h"

#include <array>
#include <utility>

#include "clients/cli/input/text_forms.h"

namespace hemoledger {
namespace {

// A scanner over the whole text; one record at a time.
class Scanner {
 public:
  Scanner(std::string_view text, char delimiter, const std::string& file, Problems* problems)
      : text_(text), delimiter_(delimiter), file_(file), problems_(problems) {}

  bool AtEnd() const { return at_ == text_.size(); }

  DelimitedRecord Next() {
    DelimitedRecord record;
    record.line = line_;
    record.ended = false;
    while (true) {
      const size_t begin = at_;
      record.cells.push_back(NextCell(static_cast<int>(record.cells.size()) + 1));
      record.cells.back().begin = begin;
      record.cells.back().end = at_;
      record.open_quote = open_quote_;
      if (AtEnd()) return record;
      if (text_[at_] == delimiter_) {
        ++at_;
        continue;
      }
      SkipLineEnd();
      record.ended = true;
      return record;
    }
  }

 private:
  bool AtLineEnd() const {
    return text_[at_] == '\n' ||
           (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n');
  }

  void SkipLineEnd() {
    if (text_[at_] == '\r') ++at_;
    ++at_;
    ++line_;
  }

  void SkipSpaces() {
    while (!AtEnd() && text_[at_] != delimiter_ && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  // Reads up to the separator or line end that follows the cell.
  DelimitedCell NextCell(int column) {
    DelimitedCell cell;
    cell.line = line_;
    SkipSpaces();
    std::string raw;
    if (!AtEnd() && text_[at_] == '"') {
      raw = QuotedCell(column);
    } else {
      while (!AtEnd() && text_[at_] != delimiter_ && !AtLineEnd()) raw.push_back(text_[at_++]);
    }
    cell.text = TrimSpaces(NormalizeCell(raw));
    if (HasControlCharacters(cell.text)) {
      Tell(cell.line, column, cell.text, "Ô có ký tự điều khiển; hãy xóa ký tự đó",
           "The cell holds a control character; remove it", "printable text");
    }
    return cell;
  }

  std::string QuotedCell(int column) {
    const int opened_line = line_;
    std::string raw;
    ++at_;  // The opening quote.
    while (true) {
      if (AtEnd()) {
        open_quote_ = true;
        Tell(opened_line, column, raw, "Dấu ngoặc kép mở mà không đóng: tệp có thể bị cụt",
             "A quote is opened and never closed: the file may be truncated", "a closing quote");
        return raw;
      }
      const char c = text_[at_++];
      if (c != '"') {
        if (c == '\n') ++line_;
        if (c == '\r' && !AtEnd() && text_[at_] == '\n') continue;  // CR LF inside quotes is LF.
        raw.push_back(c);
        continue;
      }
      if (!AtEnd() && text_[at_] == '"') {
        raw.push_back('"');
        ++at_;
        continue;
      }
      break;
    }
    SkipSpaces();
    std::string rest;
    while (!AtEnd() && text_[at_] != delimiter_ && !AtLineEnd()) rest.push_back(text_[at_++]);
    if (!rest.empty()) {
      Tell(line_, column, rest, "Có chữ sau dấu ngoặc kép đóng; ngoặc kép trong ô phải viết đôi",
           "Characters follow the closing quote; a quote inside a quoted cell is written twice",
           "a separator or a line end");
    }
    return raw;
  }

  void Tell(int line, int column, std::string_view value, std::string_view vi, std::string_view en,
            std::string_view expected) {
    if (problems_ == nullptr) return;
    problems_->AddInvalid({file_, line, column, ""}, value, vi, en, expected);
  }

  std::string_view text_;
  const char delimiter_;
  const std::string file_;
  Problems* const problems_;
  size_t at_ = 0;
  int line_ = 1;
  bool open_quote_ = false;
};

bool IsBlank(const DelimitedRecord& record) {
  return record.cells.size() == 1 && record.cells[0].text.empty() && !record.open_quote;
}

}  // namespace

char DetectDelimiter(std::string_view text,
                     const std::function<bool(const std::string&)>& is_heading) {
  constexpr std::array<char, 3> kCandidates = {'\t', ';', ','};
  char best = ',';
  std::pair<int, int> best_score = {-1, 0};
  for (const char candidate : kCandidates) {
    Scanner scanner(text, candidate, "", nullptr);
    DelimitedRecord first;
    while (!scanner.AtEnd()) {
      first = scanner.Next();
      if (!IsBlank(first)) break;
    }
    int known = 0;
    for (const DelimitedCell& cell : first.cells) known += is_heading(cell.text) ? 1 : 0;
    const std::pair<int, int> score = {known, static_cast<int>(first.cells.size())};
    if (score > best_score) {
      best_score = score;
      best = candidate;
    }
  }
  return best;
}

std::vector<DelimitedRecord> ParseDelimited(std::string_view text, char delimiter,
                                            const std::string& file, Problems& problems) {
  std::vector<DelimitedRecord> records;
  Scanner scanner(text, delimiter, file, &problems);
  while (!scanner.AtEnd()) {
    DelimitedRecord record = scanner.Next();
    if (!IsBlank(record)) records.push_back(std::move(record));
  }
  return records;
}

char TakeSeparatorLine(std::string& text) {
  constexpr std::string_view kKey = "sep=";
  const size_t end = text.find('\n');
  if (end == std::string::npos) return '\0';
  // Excel puts all but tabs as they are; programs put the line in quotes now and then.
  std::string line = TrimSpaces(text[0] == '"' ? text.substr(1, end - 1) : text.substr(0, end));
  if (text[0] == '"' && !line.empty() && line.back() == '"') line.pop_back();
  if (line == kKey && text.find('\t') < end) line += '\t';
  if (line.size() != kKey.size() + 1 || !line.starts_with(kKey)) return '\0';
  const char delimiter = line.back();
  if (delimiter != ',' && delimiter != ';' && delimiter != '\t') return '\0';
  text.erase(0, end);
  return delimiter;
}

std::string DelimitedCellText(std::string_view value, char delimiter) {
  const char special[] = {delimiter, '"', '\r', '\n'};
  if (value.find_first_of(std::string_view(special, sizeof(special))) == std::string_view::npos) {
    return std::string(value);
  }
  std::string quoted = "\"";
  for (const char c : value) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

}  // namespace hemoledger
