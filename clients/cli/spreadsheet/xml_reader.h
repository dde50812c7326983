// XML parts as a stream of elements, by expat.
//
// Bounded and closed: no document type declarations (hence no entities but the five of XML: no
// "billion laughs", nothing fetched), at most kMaxXmlDepth elements inside each other, no tag
// longer than kMaxXmlTagBytes. Names come without their prefix: the parts of a workbook are known
// by their place, and producers differ in prefixes.
#pragma once

#include <optional>
#include <string_view>

#include "clients/cli/spreadsheet/workbook_fault.h"
#include "clients/cli/spreadsheet/zip_archive.h"

namespace hemoledger {

// Attributes of one element, valid during the call.
class XmlAttributes {
 public:
  // `pairs`: name, value, name, value, …, nullptr.
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}

  // By the name without its prefix. Absent: there is none.
  std::optional<std::string_view> Get(std::string_view name) const;
  // Blank: there is none, or it is blank.
  std::string_view Text(std::string_view name) const { return Get(name).value_or(""); }
  // "1" or "true".
  bool Flag(std::string_view name) const;

 private:
  const char** pairs_;
};

// What one kind of part is read by. Answering false ends the reading; the handler has then told why
// in its own way.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;

  virtual bool Start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual bool End(std::string_view name) = 0;
  // A piece of text: one text may come in several.
  virtual bool Text(std::string_view text) = 0;
};

// How the reading of a part ended.
enum class XmlOutcome {
  kWhole,
  // The handler ended it; the fault is the handler's to tell.
  kStopped,
  // `fault` says why.
  kFault,
};

XmlOutcome ReadXmlPart(const ZipArchive& archive, std::string_view part, XmlHandler& handler,
                       WorkbookFault& fault);

}  // namespace hemoledger
