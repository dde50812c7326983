// The only file that knows expat.
#include "clients/cli/spreadsheet/xml_reader.h"

#include <expat.h>

#include <memory>
#include <string>

#include "clients/cli/spreadsheet/limits.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

std::string_view WithoutPrefix(std::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// What the callbacks share. They are called through C: none may throw.
struct Reading {
  XML_Parser parser = nullptr;
  XmlHandler* handler = nullptr;
  int depth = 0;
  // Bytes given to the parser since the last callback: the length of an unfinished tag.
  size_t quiet_bytes = 0;
  bool stopped = false;
  bool has_doctype = false;
  bool too_deep = false;

  void Go(bool on) {
    quiet_bytes = 0;
    if (on) return;
    stopped = true;
    XML_StopParser(parser, XML_FALSE);
  }
};

void OnStart(void* data, const XML_Char* name, const XML_Char** attributes) noexcept {
  Reading& reading = *static_cast<Reading*>(data);
  if (++reading.depth > kMaxXmlDepth) {
    reading.too_deep = true;
    reading.Go(false);
    return;
  }
  reading.Go(reading.handler->Start(WithoutPrefix(name), XmlAttributes(attributes)));
}

void OnEnd(void* data, const XML_Char* name) noexcept {
  Reading& reading = *static_cast<Reading*>(data);
  --reading.depth;
  // Also after a start that ended the reading, for an element without content.
  if (reading.stopped) return;
  reading.Go(reading.handler->End(WithoutPrefix(name)));
}

void OnText(void* data, const XML_Char* text, int bytes) noexcept {
  Reading& reading = *static_cast<Reading*>(data);
  if (reading.stopped) return;
  reading.Go(reading.handler->Text(std::string_view(text, static_cast<size_t>(bytes))));
}

void OnDoctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) noexcept {
  Reading& reading = *static_cast<Reading*>(data);
  reading.has_doctype = true;
  reading.Go(false);
}

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

bool TellBadXml(WorkbookFault& fault, std::string_view part, std::string_view detail) {
  return fault.Tell(Concat("Phần ", part, " của tệp bị hỏng hoặc bị cụt (", detail,
                           "); hãy mở bằng Excel rồi lưu lại thành .xlsx"),
                    Concat("The part ", part, " of the file is broken or truncated (", detail,
                           "); open it in a spreadsheet program and save it again as .xlsx"),
                    "well-formed XML");
}

}  // namespace

std::optional<std::string_view> XmlAttributes::Get(std::string_view name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2) {
    if (WithoutPrefix(pair[0]) == name) return pair[1];
  }
  return std::nullopt;
}

bool XmlAttributes::Flag(std::string_view name) const {
  const std::string_view value = Text(name);
  return value == "1" || value == "true";
}

XmlOutcome ReadXmlPart(const ZipArchive& archive, std::string_view part, XmlHandler& handler,
                       WorkbookFault& fault) {
  const std::unique_ptr<std::remove_pointer_t<XML_Parser>, FreeParser> parser(
      XML_ParserCreate(nullptr));
  if (parser == nullptr) {
    TellBadXml(fault, part, "out of memory");
    return XmlOutcome::kFault;
  }
  Reading reading;
  reading.parser = parser.get();
  reading.handler = &handler;
  XML_SetUserData(parser.get(), &reading);
  XML_SetElementHandler(parser.get(), OnStart, OnEnd);
  XML_SetCharacterDataHandler(parser.get(), OnText);
  XML_SetStartDoctypeDeclHandler(parser.get(), OnDoctype);

  bool bad = false;
  const auto feed = [&](std::string_view piece) {
    reading.quiet_bytes += piece.size();
    bad = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), 0) ==
          XML_STATUS_ERROR;
    return !bad && reading.quiet_bytes <= kMaxXmlTagBytes;
  };
  if (!archive.Read(part, feed, fault)) return XmlOutcome::kFault;
  if (!bad && reading.quiet_bytes > kMaxXmlTagBytes) {
    TellBadXml(fault, part, "a tag without an end");
    return XmlOutcome::kFault;
  }
  if (!bad) bad = XML_Parse(parser.get(), nullptr, 0, 1) == XML_STATUS_ERROR;
  if (!bad) return XmlOutcome::kWhole;
  if (reading.has_doctype) {
    TellBadXml(fault, part, "DTD is not allowed");
  } else if (reading.too_deep) {
    TellBadXml(fault, part, Concat("more than ", kMaxXmlDepth, " elements inside each other"));
  } else if (reading.stopped) {
    return XmlOutcome::kStopped;
  } else {
    TellBadXml(fault, part, XML_ErrorString(XML_GetErrorCode(parser.get())));
  }
  return XmlOutcome::kFault;
}

}  // namespace hemoledger
