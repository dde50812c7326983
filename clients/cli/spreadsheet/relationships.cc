#include "clients/cli/spreadsheet/relationships.h"

#include <algorithm>
#include <utility>

#include "clients/cli/spreadsheet/limits.h"
#include "clients/cli/spreadsheet/xml_reader.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// "xl" and "../docProps/app.xml": "docProps/app.xml".
std::string JoinPath(std::string_view folder, std::string_view target) {
  std::vector<std::string_view> steps;
  const auto walk = [&](std::string_view path) {
    while (!path.empty()) {
      const size_t end = std::min(path.find('/'), path.size());
      const std::string_view step = path.substr(0, end);
      path.remove_prefix(std::min(end + 1, path.size()));
      if (step == "..") {
        if (!steps.empty()) steps.pop_back();
      } else if (!step.empty() && step != ".") {
        steps.push_back(step);
      }
    }
  };
  if (!target.starts_with('/')) walk(folder);
  walk(target);
  std::string joined;
  for (const std::string_view step : steps) {
    if (!joined.empty()) joined += '/';
    joined += step;
  }
  return joined;
}

class RelationshipsHandler : public XmlHandler {
 public:
  explicit RelationshipsHandler(std::string_view folder) : folder_(folder) {}

  bool Start(std::string_view name, const XmlAttributes& attributes) override {
    if (name != "Relationship" || attributes.Text("TargetMode") == "External") return true;
    const std::string_view type = attributes.Text("Type");
    found_.push_back({.id = std::string(attributes.Text("Id")),
                      .type = std::string(type.substr(type.rfind('/') + 1)),
                      .part = JoinPath(folder_, attributes.Text("Target"))});
    return found_.size() <= kMaxRelationships;
  }
  bool End(std::string_view) override { return true; }
  bool Text(std::string_view) override { return true; }

  std::vector<Relationship>& found() { return found_; }

 private:
  const std::string_view folder_;
  std::vector<Relationship> found_;
};

}  // namespace

std::optional<std::vector<Relationship>> ReadRelationships(const ZipArchive& archive,
                                                           std::string_view part,
                                                           WorkbookFault& fault) {
  const size_t slash = part.rfind('/');
  const std::string_view folder =
      slash == std::string_view::npos ? std::string_view() : part.substr(0, slash);
  const std::string_view name = slash == std::string_view::npos ? part : part.substr(slash + 1);
  const std::string path = Concat(folder, folder.empty() ? "" : "/", "_rels/", name, ".rels");
  if (!archive.Has(path)) return std::vector<Relationship>();
  RelationshipsHandler handler(folder);
  switch (ReadXmlPart(archive, path, handler, fault)) {
    case XmlOutcome::kWhole:
      return std::move(handler.found());
    case XmlOutcome::kStopped:
      fault.Tell("Tệp có quá nhiều phần; hãy chép riêng bảng cần nạp sang một tệp mới",
                 "The file has too many parts; copy the table alone into a new file",
                 Concat("at most ", kMaxRelationships, " relationships"));
      return std::nullopt;
    case XmlOutcome::kFault:
      return std::nullopt;
  }
  return std::nullopt;
}

const Relationship* FindByType(const std::vector<Relationship>& relationships,
                               std::string_view type) {
  for (const Relationship& relationship : relationships) {
    if (relationship.type == type) return &relationship;
  }
  return nullptr;
}

const Relationship* FindById(const std::vector<Relationship>& relationships, std::string_view id) {
  for (const Relationship& relationship : relationships) {
    if (relationship.id == id) return &relationship;
  }
  return nullptr;
}

}  // namespace hemoledger
