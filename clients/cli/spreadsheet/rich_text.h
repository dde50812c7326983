// Texts of workbooks: plain, or in runs of different looks, of which only the words count.
#pragma once

#include <string>
#include <string_view>

namespace hemoledger {

// Collects the text of one <si> or <is> from the elements inside it. Readings of characters
// (<rPh>, East Asian) are left out.
class RichText {
 public:
  void Clear();
  void Start(std::string_view name);
  void End(std::string_view name);
  void Text(std::string_view text);

  // Bytes so far.
  size_t size() const { return text_.size(); }
  // The text as saved; DecodeSpreadsheetText gives what it means.
  const std::string& Raw() const { return text_; }

 private:
  std::string text_;
  bool in_text_ = false;
  int in_reading_ = 0;
};

// A saved text with _xHHHH_ written out (ECMA-376 part 1, 22.9.2.19: _x000D_ is CR), lines ended by
// LF.
std::string DecodeSpreadsheetText(std::string_view text);

}  // namespace hemoledger
