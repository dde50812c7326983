// The tree for readers: children, roots, a unit with all that it ever was, and the digest.
#include <algorithm>
#include <numeric>
#include <tuple>

#include "proto/base/check.h"
#include "proto/base/sha256.h"
#include "services/domain/org_tree.h"

namespace hemoledger {

using internal::UnitRecord;

namespace {

template <typename Value, typename Fill>
void AppendAttributes(const internal::Dates<Value>& dates, std::vector<v1::UnitAttribute>& all,
                      Fill fill) {
  for (const auto& entry : dates) {
    v1::UnitAttribute& attribute = all.emplace_back();
    attribute.set_from_date(entry.from_date);
    attribute.set_position(entry.position);
    fill(attribute, entry.value);
  }
}

template <typename Value, typename Fill>
void AddToDigest(const internal::Dates<Value>& dates, Sha256Stream& digest, Fill fill) {
  digest.AddInteger(dates.size());
  for (const auto& entry : dates) {
    digest.AddInteger(static_cast<uint64_t>(entry.from_date));
    digest.AddInteger(entry.position);
    fill(entry.value);
  }
}

}  // namespace

std::vector<UnitIndex> OrgTree::ChildrenOn(UnitIndex unit, int32_t date) const {
  std::vector<UnitIndex> children;
  for (const UnitIndex child : units_[unit].children) {
    if (IsOpenOn(child, date) && ParentOn(child, date) == unit) children.push_back(child);
  }
  std::sort(children.begin(), children.end(), [&](UnitIndex a, UnitIndex b) {
    return std::tie(CodeOn(a, date), Id(a)) < std::tie(CodeOn(b, date), Id(b));
  });
  return children;
}

std::vector<UnitIndex> OrgTree::RootsOn(int32_t date) const {
  std::vector<UnitIndex> roots;
  for (UnitIndex unit = 0; unit < size(); ++unit) {
    if (IsOpenOn(unit, date) && ParentOn(unit, date) == kNoUnit) roots.push_back(unit);
  }
  std::sort(roots.begin(), roots.end(), [this](UnitIndex a, UnitIndex b) { return Id(a) < Id(b); });
  return roots;
}

v1::Unit OrgTree::Describe(UnitIndex unit, int32_t date) const {
  const UnitRecord& record = units_[unit];
  v1::Unit view;
  view.set_unit_id(record.id);
  view.set_kind(KindOn(unit, date));
  view.set_name(NameOn(unit, date));
  view.set_code(CodeOn(unit, date));
  view.set_opened_date(record.opened_date);
  if (record.IsClosed()) view.set_closed_date(record.closed_date);
  if (const UnitIndex parent = ParentOn(unit, date); parent != kNoUnit) {
    view.set_parent_id(Id(parent));
  }
  for (const auto& alias : record.aliases) {
    // Recorded from two days, the earlier one later, it stands here twice.
    const bool known = std::find(view.aliases().begin(), view.aliases().end(), alias.value.text) !=
                       view.aliases().end();
    if (alias.from_date <= date && !known) view.add_aliases(alias.value.text);
  }
  int32_t steps = 0;
  for (UnitIndex above = ParentOn(unit, date); above != kNoUnit; above = ParentOn(above, date)) {
    HL_CHECK(++steps <= size()) << "a cycle above unit " << record.id;
    view.add_ancestor_names(NameOn(above, date));
  }
  view.set_child_count(static_cast<int32_t>(std::count_if(
      record.children.begin(), record.children.end(),
      [&](UnitIndex child) { return IsOpenOn(child, date) && ParentOn(child, date) == unit; })));

  if (const UnitIndex successor = SuccessorOf(unit, date); successor != kNoUnit) {
    view.set_successor_unit_id(Id(successor));
  }
  for (const UnitIndex earlier : PredecessorsOf(unit, date)) {
    view.add_predecessor_unit_ids(Id(earlier));
  }

  std::vector<v1::UnitAttribute> attributes;
  AppendAttributes(record.kinds, attributes,
                   [](auto& attribute, v1::UnitKind kind) { attribute.set_kind(kind); });
  AppendAttributes(record.names, attributes,
                   [](auto& attribute, const auto& name) { attribute.set_name(name.text); });
  AppendAttributes(record.parents, attributes, [this](auto& attribute, UnitIndex parent) {
    attribute.set_parent_id(parent == kNoUnit ? "" : Id(parent));
  });
  AppendAttributes(record.codes, attributes,
                   [](auto& attribute, const std::string& code) { attribute.set_code(code); });
  AppendAttributes(record.aliases, attributes,
                   [](auto& attribute, const auto& alias) { attribute.set_alias(alias.text); });
  if (record.IsClosed()) {
    v1::UnitAttribute& attribute = attributes.emplace_back();
    attribute.set_from_date(record.closed_date);
    attribute.set_position(record.closed_position);
    attribute.set_closed(true);
  }
  if (record.succession.successor != kNoUnit) {
    v1::UnitAttribute& attribute = attributes.emplace_back();
    attribute.set_from_date(record.succession.from_date);
    attribute.set_position(record.succession.position);
    attribute.set_successor_unit_id(Id(record.succession.successor));
  }
  std::stable_sort(attributes.begin(), attributes.end(), [](const auto& a, const auto& b) {
    return std::make_tuple(a.from_date(), a.position()) <
           std::make_tuple(b.from_date(), b.position());
  });
  for (v1::UnitAttribute& attribute : attributes) *view.add_attributes() = std::move(attribute);
  return view;
}

std::string OrgTree::Digest() const {
  std::vector<UnitIndex> order(size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [this](UnitIndex a, UnitIndex b) { return Id(a) < Id(b); });
  Sha256Stream digest;
  digest.AddField("hemoledger org tree 2");
  digest.AddInteger(version_);
  digest.AddInteger(order.size());
  const auto add_text = [&](const auto& name) { digest.AddField(name.text); };
  for (const UnitIndex unit : order) {
    const UnitRecord& record = units_[unit];
    digest.AddField(record.id);
    digest.AddInteger(static_cast<uint64_t>(record.opened_date));
    digest.AddInteger(record.opened_position);
    digest.AddInteger(static_cast<uint64_t>(record.closed_date));
    digest.AddInteger(record.closed_position);
    AddToDigest(record.names, digest, add_text);
    AddToDigest(record.parents, digest, [&](UnitIndex parent) {
      digest.AddField(parent == kNoUnit ? std::string_view() : std::string_view(Id(parent)));
    });
    AddToDigest(record.kinds, digest,
                [&](v1::UnitKind kind) { digest.AddInteger(static_cast<uint64_t>(kind)); });
    AddToDigest(record.codes, digest, [&](const std::string& code) { digest.AddField(code); });
    AddToDigest(record.aliases, digest, add_text);
    const internal::UnitSuccession& succession = record.succession;
    digest.AddField(succession.successor == kNoUnit ? std::string_view()
                                                    : std::string_view(Id(succession.successor)));
    digest.AddInteger(static_cast<uint64_t>(succession.from_date));
    digest.AddInteger(succession.position);
  }
  return ToBytes(digest.Finish());
}

}  // namespace hemoledger
