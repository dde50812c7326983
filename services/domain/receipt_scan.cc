#include "services/domain/receipt_scan.h"

#include <algorithm>
#include <array>

#include "hemoledger/v1/receipts.pb.h"
#include "hemoledger/v1/values.pb.h"
#include "proto/base/ids.h"
#include "services/domain/civil_date.h"
#include "services/domain/receipt_rules.h"
#include "services/domain/wire_cursor.h"

namespace hemoledger {
namespace {

constexpr uint8_t Varint(int field) {
  return static_cast<uint8_t>(field << 3);
}
constexpr uint8_t Bytes(int field) {
  return static_cast<uint8_t>(field << 3 | 2);
}

// Which fields of a message came. One that comes twice is protobuf's to merge.
class Seen {
 public:
  // False: it was there.
  bool Mark(uint8_t tag) {
    const uint64_t bit = uint64_t{1} << (tag >> 3);
    const bool is_new = (bits_ & bit) == 0;
    bits_ |= bit;
    return is_new;
  }

 private:
  uint64_t bits_ = 0;
};

bool ReadNumber(WireCursor& cursor, uint64_t limit, uint64_t* number) {
  return cursor.ReadVarint(number) && *number <= limit;
}

bool ReadId(WireCursor& cursor, std::string_view* id) {
  return cursor.ReadBytes(id) && IsValidId(*id);
}

// A text of printable ASCII, which is in NFC whatever it says.
bool IsPlainText(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool ScanSource(std::string_view bytes, ScannedReceipt* scanned) {
  using Source = v1::SourceIdentity;
  Seen seen;
  for (WireCursor cursor(bytes); !cursor.AtEnd();) {
    uint8_t tag = 0;
    if (!cursor.ReadTag(&tag) || !seen.Mark(tag)) return false;
    switch (tag) {
      case Bytes(Source::kSourceIdFieldNumber):
        if (!ReadId(cursor, &scanned->source_id)) return false;
        break;
      case Varint(Source::kSequenceFieldNumber):
        if (!cursor.ReadVarint(&scanned->sequence)) return false;
        break;
      default:
        return false;
    }
  }
  return !scanned->source_id.empty() && scanned->sequence > 0;
}

bool ScanFeed(std::string_view bytes, ScannedReceipt* scanned) {
  using Feed = v1::FeedIdentity;
  Seen seen;
  for (WireCursor cursor(bytes); !cursor.AtEnd();) {
    uint8_t tag = 0;
    if (!cursor.ReadTag(&tag) || !seen.Mark(tag)) return false;
    switch (tag) {
      case Bytes(Feed::kFeedFieldNumber):
        if (!ReadId(cursor, &scanned->feed)) return false;
        break;
      case Bytes(Feed::kExternalIdFieldNumber):
        if (!cursor.ReadBytes(&scanned->external_id)) return false;
        break;
      default:
        return false;
    }
  }
  return !scanned->feed.empty() && !scanned->external_id.empty() &&
         scanned->external_id.size() <= kMaxExternalIdBytes && IsPlainText(scanned->external_id);
}

bool ReadUnit(WireCursor& cursor, std::string_view* unit_id) {
  std::string_view bytes;
  if (!cursor.ReadBytes(&bytes) || bytes.empty()) return false;
  WireCursor reference(bytes);
  uint8_t tag = 0;
  return reference.ReadTag(&tag) && tag == Bytes(v1::UnitReference::kUnitIdFieldNumber) &&
         ReadId(reference, unit_id) && reference.AtEnd();
}

bool ReadInterval(WireCursor& whole, FactKey* key) {
  using Interval = v1::Interval;
  std::string_view bytes;
  if (!whole.ReadBytes(&bytes)) return false;
  Seen seen;
  for (WireCursor cursor(bytes); !cursor.AtEnd();) {
    uint8_t tag = 0;
    uint64_t date = 0;
    constexpr uint64_t kLastDate = 29'991'231;
    if (!cursor.ReadTag(&tag) || !seen.Mark(tag) || !ReadNumber(cursor, kLastDate, &date)) {
      return false;
    }
    switch (tag) {
      case Varint(Interval::kFirstDateFieldNumber):
        key->first_date = static_cast<int32_t>(date);
        break;
      case Varint(Interval::kLastDateFieldNumber):
        key->last_date = static_cast<int32_t>(date);
        break;
      default:
        return false;
    }
  }
  if (!IsValidDate(key->first_date)) return false;
  if (key->last_date == 0) {
    key->last_date = key->first_date;
    return true;
  }
  return IsValidDate(key->last_date) && key->first_date <= key->last_date;
}

struct Bags {
  int size = 0;
  std::array<uint32_t, kMaxBagEntries> volumes;
};

bool ReadBag(WireCursor& whole, Bags* bags, FactValue* value) {
  using Bag = v1::BagCount;
  std::string_view bytes;
  if (!whole.ReadBytes(&bytes) || bags->size == kMaxBagEntries) return false;
  uint64_t volume = 0;
  uint64_t count = 0;
  Seen seen;
  for (WireCursor cursor(bytes); !cursor.AtEnd();) {
    uint8_t tag = 0;
    if (!cursor.ReadTag(&tag) || !seen.Mark(tag)) return false;
    switch (tag) {
      case Varint(Bag::kVolumeMlFieldNumber):
        if (!ReadNumber(cursor, kMaxBagVolumeMl, &volume)) return false;
        break;
      case Varint(Bag::kCountFieldNumber):
        if (!ReadNumber(cursor, kMaxReceiptUnits, &count)) return false;
        break;
      default:
        return false;
    }
  }
  const auto first = bags->volumes.begin();
  const auto last = first + bags->size;
  if (count == 0 || std::find(first, last, volume) != last) return false;
  *last = static_cast<uint32_t>(volume);
  ++bags->size;
  AddBags(static_cast<uint32_t>(volume), static_cast<uint32_t>(count), value);
  return true;
}

bool ScanReceiptBody(std::string_view bytes, ScannedReceipt* scanned) {
  using Receipt = v1::Receipt;
  FactKey& key = scanned->facts.key;
  FactValue& value = scanned->facts.value;
  Bags bags;
  bool has_interval = false;
  bool has_repeat_donors = false;
  uint64_t number = 0;
  Seen seen;
  for (WireCursor cursor(bytes); !cursor.AtEnd();) {
    uint8_t tag = 0;
    if (!cursor.ReadTag(&tag)) return false;
    if (tag == Bytes(Receipt::kBagsFieldNumber)) {
      if (!ReadBag(cursor, &bags, &value)) return false;
      continue;
    }
    if (!seen.Mark(tag)) return false;
    switch (tag) {
      case Bytes(Receipt::kUnitFieldNumber):
        if (!ReadUnit(cursor, &scanned->unit_id)) return false;
        break;
      case Bytes(Receipt::kCollectingUnitFieldNumber):
        if (!ReadUnit(cursor, &scanned->collecting_unit_id)) return false;
        break;
      case Bytes(Receipt::kCreditedToFieldNumber):
        if (!ReadUnit(cursor, &scanned->credited_to_id)) return false;
        break;
      case Bytes(Receipt::kIntervalFieldNumber):
        if (!ReadInterval(cursor, &key)) return false;
        has_interval = true;
        break;
      case Varint(Receipt::kComponentFieldNumber):
        if (!ReadNumber(cursor, v1::Component_MAX, &number)) return false;
        if (!v1::Component_IsValid(static_cast<int>(number))) return false;
        key.component = static_cast<uint8_t>(number);
        break;
      case Varint(Receipt::kDonorClassFieldNumber):
        if (!ReadNumber(cursor, v1::DonorClass_MAX, &number)) return false;
        if (!v1::DonorClass_IsValid(static_cast<int>(number))) return false;
        key.donor_class = static_cast<uint8_t>(number);
        break;
      case Varint(Receipt::kRepeatDonorsFieldNumber):
        if (!ReadNumber(cursor, kMaxReceiptUnits, &number)) return false;
        has_repeat_donors = true;
        value.repeat_donors = static_cast<int64_t>(number);
        break;
      case Bytes(Receipt::kRoundIdFieldNumber):
        if (!ReadId(cursor, &scanned->round_id)) return false;
        break;
      case Varint(Receipt::kEmergencyFieldNumber):
        if (!ReadNumber(cursor, 1, &number)) return false;
        key.emergency = number == 1;
        break;
      case Bytes(Receipt::kCampaignIdFieldNumber):
        if (!ReadId(cursor, &scanned->campaign_id)) return false;
        break;
      default:
        return false;
    }
  }
  value.receipts = 1;
  if (has_repeat_donors) value.repeat_stated_units = value.units;
  return !scanned->unit_id.empty() && has_interval && bags.size > 0 &&
         value.units <= kMaxReceiptUnits && value.repeat_donors <= value.units;
}

// Sets `unit` where `unit_id` is stated. False: it is not known, or not open.
bool FindUnit(std::string_view unit_id, const FactKey& key, bool must_be_open, const OrgTree& tree,
              UnitIndex* unit) {
  if (unit_id.empty()) return true;
  *unit = tree.Find(unit_id);
  return *unit != kNoUnit &&
         (!must_be_open || tree.IsOpenWithin(*unit, key.first_date, key.last_date));
}

bool Resolve(const ScannedReceipt& scanned, bool must_be_open, const OrgTree& tree,
             const PlanBook& book, ReceiptFacts* facts) {
  *facts = scanned.facts;
  FactKey& key = facts->key;
  if (!FindUnit(scanned.unit_id, key, must_be_open, tree, &key.unit)) return false;
  key.collecting_unit = key.unit;
  if (!FindUnit(scanned.collecting_unit_id, key, must_be_open, tree, &key.collecting_unit) ||
      !FindUnit(scanned.credited_to_id, key, must_be_open, tree, &key.credited_to)) {
    return false;
  }
  if (!scanned.round_id.empty()) {
    key.round = book.FindRound(scanned.round_id);
    if (key.round == kNoRound) return false;
  }
  if (!scanned.campaign_id.empty()) {
    key.campaign = book.FindCampaign(scanned.campaign_id);
    if (key.campaign == kNoCampaign) return false;
  }
  return true;
}

}  // namespace

bool ScanReceipt(std::string_view submission, ScannedReceipt* scanned) {
  using Submission = v1::Submission;
  *scanned = {};
  bool has_identity = false;
  bool has_receipt = false;
  for (WireCursor cursor(submission); !cursor.AtEnd();) {
    uint8_t tag = 0;
    std::string_view bytes;
    if (!cursor.ReadTag(&tag) || !cursor.ReadBytes(&bytes)) return false;
    switch (tag) {
      case Bytes(Submission::kSourceFieldNumber):
        if (has_identity || !ScanSource(bytes, scanned)) return false;
        has_identity = true;
        break;
      case Bytes(Submission::kFeedFieldNumber):
        if (has_identity || !ScanFeed(bytes, scanned)) return false;
        has_identity = true;
        break;
      case Bytes(Submission::kReceiptRecordedFieldNumber): {
        // Nothing but the receipt.
        WireCursor recorded(bytes);
        if (has_receipt || recorded.AtEnd() || !recorded.ReadTag(&tag) ||
            tag != Bytes(v1::ReceiptRecorded::kReceiptFieldNumber) || !recorded.ReadBytes(&bytes) ||
            !recorded.AtEnd() || !ScanReceiptBody(bytes, scanned)) {
          return false;
        }
        has_receipt = true;
        break;
      }
      default:
        return false;
    }
  }
  return has_identity && has_receipt;
}

bool DecideScanned(const ScannedReceipt& scanned, const OrgTree& tree, const PlanBook& book,
                   ReceiptFacts* facts) {
  return Resolve(scanned, /*must_be_open=*/true, tree, book, facts);
}

bool FactsOfScanned(const ScannedReceipt& scanned, const OrgTree& tree, const PlanBook& book,
                    ReceiptFacts* facts) {
  return Resolve(scanned, /*must_be_open=*/false, tree, book, facts);
}

}  // namespace hemoledger
