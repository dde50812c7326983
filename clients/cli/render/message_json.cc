#include "clients/cli/render/message_json.h"

#include <google/protobuf/descriptor.h>

#include <cctype>
#include <string_view>

#include "clients/cli/render/moments.h"
#include "proto/base/sha256.h"

namespace hemoledger {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::string_view kMicros = "_micros";
constexpr std::string_view kTimeMicros = "_time_micros";

bool IsDateField(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 &&
         (field.name() == "date" || field.name() == "dates" ||
          std::string_view(field.name()).ends_with("_date"));
}

// YYYYMM.
bool IsMonthField(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 && field.name() == "months";
}

// 202104: "2021-04".
std::string IsoMonth(int32_t month) {
  return IsoDate(month * 100 + 1).substr(0, 7);
}

bool IsMomentField(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 &&
         std::string_view(field.name()).ends_with(kTimeMicros);
}

std::string KeyOf(const FieldDescriptor& field) {
  std::string key = field.name();
  if (IsMomentField(field)) key.resize(key.size() - kMicros.size());
  return key;
}

// UNIT_KIND_ARMED_FORCE of enum UnitKind: "armed-force"; the unspecified value: null; one that this
// build does not know: its number.
Json EnumJson(const EnumDescriptor& type, int number) {
  if (number == 0) return nullptr;
  const EnumValueDescriptor* value = type.FindValueByNumber(number);
  if (value == nullptr) return number;
  // All values begin with the enum's name in capitals: what stands before the zero value's
  // "UNSPECIFIED".
  const size_t prefix = type.value(0)->name().size() - std::string_view("UNSPECIFIED").size();
  std::string word = value->name().substr(prefix);
  for (char& c : word) c = c == '_' ? '-' : static_cast<char>(std::tolower(c));
  return word;
}

Json TextOrNull(std::string text) {
  return text.empty() ? Json(nullptr) : Json(std::move(text));
}

// One value: `index` of a repeated field, -1 for a single one.
Json ValueJson(const Message& message, const FieldDescriptor& field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const bool repeated = index >= 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: {
      const int32_t value = repeated ? reflection.GetRepeatedInt32(message, &field, index)
                                     : reflection.GetInt32(message, &field);
      if (IsMonthField(field)) return IsoMonth(value);
      return IsDateField(field) ? TextOrNull(IsoDate(value)) : Json(value);
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      const int64_t value = repeated ? reflection.GetRepeatedInt64(message, &field, index)
                                     : reflection.GetInt64(message, &field);
      return IsMomentField(field) ? TextOrNull(IsoMoment(value)) : Json(value);
    }
    case FieldDescriptor::CPPTYPE_UINT32:
      return repeated ? reflection.GetRepeatedUInt32(message, &field, index)
                      : reflection.GetUInt32(message, &field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return repeated ? reflection.GetRepeatedUInt64(message, &field, index)
                      : reflection.GetUInt64(message, &field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return repeated ? reflection.GetRepeatedBool(message, &field, index)
                      : reflection.GetBool(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumJson(*field.enum_type(),
                      repeated ? reflection.GetRepeatedEnumValue(message, &field, index)
                               : reflection.GetEnumValue(message, &field));
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string value = repeated ? reflection.GetRepeatedString(message, &field, index)
                                   : reflection.GetString(message, &field);
      return field.type() == FieldDescriptor::TYPE_BYTES ? Json(Hex(value)) : Json(value);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ToJson(repeated ? reflection.GetRepeatedMessage(message, &field, index)
                             : reflection.GetMessage(message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
    case FieldDescriptor::CPPTYPE_DOUBLE:
      break;  // the contract has none
  }
  return nullptr;
}

}  // namespace

Json ToJson(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  Json json = Json::object();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    if (field.is_repeated()) {
      Json list = Json::array();
      for (int n = 0; n < reflection.FieldSize(message, &field); ++n) {
        list.push_back(ValueJson(message, field, n));
      }
      json[KeyOf(field)] = std::move(list);
    } else if (field.has_presence() && !reflection.HasField(message, &field)) {
      if (field.real_containing_oneof() == nullptr) json[KeyOf(field)] = nullptr;
    } else {
      json[KeyOf(field)] = ValueJson(message, field, -1);
    }
  }
  return json;
}

std::string JsonText(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string JsonLine(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hemoledger
