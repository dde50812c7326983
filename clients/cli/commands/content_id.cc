#include "clients/cli/commands/content_id.h"

#include <google/protobuf/descriptor.h>

#include <memory>

#include "hemoledger/v1/values.pb.h"
#include "proto/base/sha256.h"

namespace hemoledger {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Blanks the salts and commitments of a message and of all in it.
void Blank(Message& message) {
  if (message.GetDescriptor() == v1::Text::descriptor())
    static_cast<v1::Text&>(message).clear_commitment();
  if (message.GetDescriptor() == v1::AccompanyingText::descriptor()) {
    static_cast<v1::AccompanyingText&>(message).clear_salt();
  }
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->name() == "request_id" || field->name() == "validate_only") {
      reflection.ClearField(&message, field);
    } else if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      continue;
    } else if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        Blank(*reflection.MutableRepeatedMessage(&message, field, i));
      }
    } else {
      Blank(*reflection.MutableMessage(&message, field));
    }
  }
}

}  // namespace

std::string ContentId(const Message& request) {
  const std::unique_ptr<Message> copy(request.New());
  copy->CopyFrom(request);
  Blank(*copy);
  // The contract has no maps, so the serialised form of a message is the same each time.
  return Hex(Sha256(copy->SerializeAsString()));
}

}  // namespace hemoledger
