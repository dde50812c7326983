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

// Calls read(tag, cursor) for each field of a message; it reads the field's value. False where it
// gives false, the bytes are no message, or a field comes twice, which is protobuf's to merge.
// `repeated`: the tag of the one that may.
template <typename Read>
bool ReadFields(std::string_view message, uint8_t repeated, const Read& read) {
  // By field number; a tag of one byte has one below 16.
  uint32_t seen = 0;
  for (WireCursor cursor(message); !cursor.AtEnd();) {
    uint8_t tag = 0;
    if (!cursor.ReadTag(&tag)) return false;
    const uint32_t field = uint32_t{1} << (tag >> 3);
    if ((seen & field) != 0 && tag != repeated) return false;
    seen |= field;
    if (!read(tag, cursor)) return false;
  }
  return true;
}
template <typename Read>
bool ReadFields(std::string_view message, const Read& read) {
  constexpr uint8_t kNone = 0;
  return ReadFields(message, kNone, read);
}

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
  const bool read = ReadFields(bytes, [scanned](uint8_t tag, WireCursor& cursor) {
    switch (tag) {
      case Bytes(Source::kSourceIdFieldNumber):
        return ReadId(cursor, &scanned->source_id);
      case Varint(Source::kSequenceFieldNumber):
        return cursor.ReadVarint(&scanned->sequence);
      default:
        return false;
    }
  });
  return read && !scanned->source_id.empty() && scanned->sequence > 0;
}

bool ScanFeed(std::string_view bytes, ScannedReceipt* scanned) {
  using Feed = v1::FeedIdentity;
  const bool read = ReadFields(bytes, [scanned](uint8_t tag, WireCursor& cursor) {
    switch (tag) {
      case Bytes(Feed::kFeedFieldNumber):
        return ReadId(cursor, &scanned->feed);
      case Bytes(Feed::kExternalIdFieldNumber):
        return cursor.ReadBytes(&scanned->external_id);
      default:
        return false;
    }
  });
  return read && !scanned->feed.empty() && !scanned->external_id.empty() &&
         scanned->external_id.size() <= kMaxExternalIdBytes && IsPlainText(scanned->external_id);
}

bool ReadUnit(WireCursor& whole, std::string_view* unit_id) {
  std::string_view reference;
  return whole.ReadBytes(&reference) &&
         ReadFields(reference,
                    [unit_id](uint8_t tag, WireCursor& cursor) {
                      return tag == Bytes(v1::UnitReference::kUnitIdFieldNumber) &&
                             ReadId(cursor, unit_id);
                    }) &&
         !unit_id->empty();
}

bool ReadDate(WireCursor& cursor, int32_t* date) {
  constexpr uint64_t kLastDate = 29'991'231;
  uint64_t number = 0;
  if (!ReadNumber(cursor, kLastDate, &number)) return false;
  *date = static_cast<int32_t>(number);
  return true;
}

bool ReadInterval(WireCursor& whole, FactKey* key) {
  using Interval = v1::Interval;
  std::string_view bytes;
  const bool read =
      whole.ReadBytes(&bytes) && ReadFields(bytes, [key](uint8_t tag, WireCursor& cursor) {
        switch (tag) {
          case Varint(Interval::kFirstDateFieldNumber):
            return ReadDate(cursor, &key->first_date);
          case Varint(Interval::kLastDateFieldNumber):
            return ReadDate(cursor, &key->last_date);
          default:
            return false;
        }
      });
  if (!read || !IsValidDate(key->first_date)) return false;
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
  uint64_t volume = 0;
  uint64_t count = 0;
  const bool read = whole.ReadBytes(&bytes) && bags->size < kMaxBagEntries &&
                    ReadFields(bytes, [&](uint8_t tag, WireCursor& cursor) {
                      switch (tag) {
                        case Varint(Bag::kVolumeMlFieldNumber):
                          return ReadNumber(cursor, kMaxBagVolumeMl, &volume);
                        case Varint(Bag::kCountFieldNumber):
                          return ReadNumber(cursor, kMaxReceiptUnits, &count);
                        default:
                          return false;
                      }
                    });
  const auto first = bags->volumes.begin();
  const auto last = first + bags->size;
  if (!read || count == 0 || std::find(first, last, volume) != last) return false;
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
  bool has_repeat_donors = false;
  constexpr uint8_t kBagsTag = Bytes(Receipt::kBagsFieldNumber);
  const bool read = ReadFields(bytes, kBagsTag, [&](uint8_t tag, WireCursor& cursor) {
    uint64_t number = 0;
    switch (tag) {
      case kBagsTag:
        return ReadBag(cursor, &bags, &value);
      case Bytes(Receipt::kUnitFieldNumber):
        return ReadUnit(cursor, &scanned->unit_id);
      case Bytes(Receipt::kCollectingUnitFieldNumber):
        return ReadUnit(cursor, &scanned->collecting_unit_id);
      case Bytes(Receipt::kCreditedToFieldNumber):
        return ReadUnit(cursor, &scanned->credited_to_id);
      case Bytes(Receipt::kIntervalFieldNumber):
        return ReadInterval(cursor, &key);
      case Varint(Receipt::kComponentFieldNumber):
        if (!ReadNumber(cursor, v1::Component_MAX, &number)) return false;
        key.component = static_cast<uint8_t>(number);
        return v1::Component_IsValid(static_cast<int>(number));
      case Varint(Receipt::kDonorClassFieldNumber):
        if (!ReadNumber(cursor, v1::DonorClass_MAX, &number)) return false;
        key.donor_class = static_cast<uint8_t>(number);
        return v1::DonorClass_IsValid(static_cast<int>(number));
      case Varint(Receipt::kRepeatDonorsFieldNumber):
        if (!ReadNumber(cursor, kMaxReceiptUnits, &number)) return false;
        has_repeat_donors = true;
        value.repeat_donors = static_cast<int64_t>(number);
        return true;
      case Bytes(Receipt::kRoundIdFieldNumber):
        return ReadId(cursor, &scanned->round_id);
      case Varint(Receipt::kEmergencyFieldNumber):
        if (!ReadNumber(cursor, 1, &number)) return false;
        key.emergency = number == 1;
        return true;
      case Bytes(Receipt::kCampaignIdFieldNumber):
        return ReadId(cursor, &scanned->campaign_id);
      default:
        return false;
    }
  });
  value.receipts = 1;
  if (has_repeat_donors) value.repeat_stated_units = value.units;
  // An interval that was read has a first date.
  return read && !scanned->unit_id.empty() && key.first_date != 0 && bags.size > 0 &&
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
  const bool read = ReadFields(submission, [scanned](uint8_t tag, WireCursor& cursor) {
    std::string_view bytes;
    if (!cursor.ReadBytes(&bytes)) return false;
    switch (tag) {
      case Bytes(Submission::kSourceFieldNumber):
        return scanned->feed.empty() && ScanSource(bytes, scanned);
      case Bytes(Submission::kFeedFieldNumber):
        return scanned->source_id.empty() && ScanFeed(bytes, scanned);
      case Bytes(Submission::kReceiptRecordedFieldNumber):
        return ReadFields(bytes, [scanned](uint8_t inner, WireCursor& recorded) {
          std::string_view receipt;
          return inner == Bytes(v1::ReceiptRecorded::kReceiptFieldNumber) &&
                 recorded.ReadBytes(&receipt) && ScanReceiptBody(receipt, scanned);
        });
      default:
        return false;
    }
  });
  return read && (!scanned->source_id.empty() || !scanned->feed.empty()) &&
         !scanned->unit_id.empty();
}

void PrefetchIds(const ScannedReceipt& scanned, const OrgTree& tree) {
  // Few name another unit than their own.
  tree.PrefetchId(scanned.unit_id);
}

void PrefetchUnits(const ScannedReceipt& scanned, const OrgTree& tree) {
  const UnitIndex unit = tree.Find(scanned.unit_id);
  if (unit != kNoUnit) tree.PrefetchUnit(unit);
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
