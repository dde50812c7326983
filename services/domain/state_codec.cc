#include "services/domain/state_codec.h"

#include <algorithm>
#include <vector>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"

namespace hemoledger {
namespace {

// Counters are read in pieces of so many.
constexpr uint64_t kCellsAPiece = 4096;
// Marks likewise.
constexpr uint64_t kMarksAPiece = 65'536;

absl::Status DamagedBytes(const std::string& detail) {
  return MakeError(ERROR_REASON_STORE_DAMAGED, {{"detail", detail}});
}

template <typename Integer>
char* Put(Integer value, char* out) {
  for (size_t i = 0; i < sizeof(Integer); ++i) {
    out[i] = static_cast<char>(value >> (8 * (sizeof(Integer) - 1 - i)));
  }
  return out + sizeof(Integer);
}

template <typename Integer>
const char* Get(const char* in, Integer& value) {
  value = 0;
  for (size_t i = 0; i < sizeof(Integer); ++i) {
    value = static_cast<Integer>(value << 8 | static_cast<uint8_t>(in[i]));
  }
  return in + sizeof(Integer);
}

template <typename Key>
auto Dimensions(Key& key) {
  return std::array{&key.unit,     &key.collecting_unit, &key.credited_to, &key.round,
                    &key.campaign, &key.first_date,      &key.last_date};
}

template <typename Value>
auto Measures(Value& value) {
  return std::array{&value.receipts,           &value.units,       &value.unknown_volume_units,
                    &value.volume_ml,          &value.large_units, &value.repeat_donors,
                    &value.repeat_stated_units};
}

FactCells::Cell DecodeCell(const char* in) {
  FactCells::Cell cell;
  for (int32_t* field : Dimensions(cell.key)) {
    uint32_t value = 0;
    in = Get(in, value);
    *field = static_cast<int32_t>(value);
  }
  cell.key.component = static_cast<uint8_t>(*in++);
  cell.key.donor_class = static_cast<uint8_t>(*in++);
  cell.key.emergency = *in++ != 0;
  for (int64_t* field : Measures(cell.value)) {
    uint64_t value = 0;
    in = Get(in, value);
    *field = static_cast<int64_t>(value);
  }
  return cell;
}

// Reads one state, and knows how much of it is left: what a count says is held against that before
// anything is made for it.
class StateReader {
 public:
  StateReader(const ReadStateBytes& read, uint64_t size_bytes, DomainState& state)
      : read_(read), left_(size_bytes), state_(state) {}

  absl::Status Documents() {
    ASSIGN_OR_RETURN(const uint64_t count, Count(sizeof(uint32_t)));
    v1::Event event;
    v1::Submission submission;
    for (uint64_t i = 0; i < count; ++i) {
      RETURN_IF_ERROR(Read(sizeof(uint32_t)));
      uint32_t size = 0;
      Get(bytes_.data(), size);
      RETURN_IF_ERROR(Read(size));
      if (!event.ParseFromString(bytes_) || !submission.ParseFromString(event.submission())) {
        return DamagedBytes(Concat("document ", i, " can not be parsed"));
      }
      RETURN_IF_ERROR(state_.RestoreDocument(event, submission));
    }
    return absl::OkStatus();
  }

  absl::Status Cells() {
    ASSIGN_OR_RETURN(uint64_t count, Count(kStateCellBytes));
    state_.ReserveCells(count);
    while (count > 0) {
      const uint64_t piece = std::min(count, kCellsAPiece);
      RETURN_IF_ERROR(Read(piece * kStateCellBytes));
      for (uint64_t i = 0; i < piece; ++i) {
        RETURN_IF_ERROR(state_.RestoreCell(DecodeCell(bytes_.data() + i * kStateCellBytes)));
      }
      count -= piece;
    }
    return absl::OkStatus();
  }

  absl::Status Marks() {
    ASSIGN_OR_RETURN(uint64_t count, Count(sizeof(uint64_t)));
    std::vector<uint64_t> marks;
    marks.reserve(count);
    while (count > 0) {
      const uint64_t piece = std::min(count, kMarksAPiece);
      RETURN_IF_ERROR(Read(piece * sizeof(uint64_t)));
      for (uint64_t i = 0; i < piece; ++i) {
        Get(bytes_.data() + i * sizeof(uint64_t), marks.emplace_back());
      }
      count -= piece;
    }
    return state_.RestoreMarks(marks);
  }

  absl::Status End() const {
    return left_ == 0 ? absl::OkStatus()
                      : DamagedBytes(Concat("a state of ", left_, " bytes too many"));
  }

 private:
  absl::Status Read(uint64_t size) {
    if (size > left_) return DamagedBytes("a state that ends too early");
    RETURN_IF_ERROR(read_(size, bytes_));
    left_ -= size;
    return absl::OkStatus();
  }

  // Of items of at least `item_bytes`.
  absl::StatusOr<uint64_t> Count(size_t item_bytes) {
    RETURN_IF_ERROR(Read(sizeof(uint64_t)));
    uint64_t count = 0;
    Get(bytes_.data(), count);
    if (count > left_ / item_bytes) return DamagedBytes("a state that ends too early");
    return count;
  }

  const ReadStateBytes& read_;
  uint64_t left_;
  DomainState& state_;
  // Reused.
  std::string bytes_;
};

}  // namespace

void AppendStateCount(uint64_t count, std::string& out) {
  AppendStateMark(count, out);
}

void AppendStateDocument(std::string_view event, std::string& out) {
  char size[sizeof(uint32_t)];
  Put(static_cast<uint32_t>(event.size()), size);
  out.append(size, sizeof(size));
  out.append(event);
}

void AppendStateCell(const FactCells::Cell& cell, std::string& out) {
  char bytes[kStateCellBytes];
  char* end = bytes;
  for (const int32_t* field : Dimensions(cell.key)) end = Put(static_cast<uint32_t>(*field), end);
  *end++ = static_cast<char>(cell.key.component);
  *end++ = static_cast<char>(cell.key.donor_class);
  *end++ = cell.key.emergency ? 1 : 0;
  for (const int64_t* field : Measures(cell.value)) end = Put(static_cast<uint64_t>(*field), end);
  out.append(bytes, sizeof(bytes));
}

void AppendStateMark(uint64_t mark, std::string& out) {
  char bytes[sizeof(uint64_t)];
  Put(mark, bytes);
  out.append(bytes, sizeof(bytes));
}

absl::Status RestoreState(const ReadStateBytes& read, uint64_t size_bytes, uint64_t next_position,
                          int64_t record_time_micros, DomainState& state) {
  StateReader reader(read, size_bytes, state);
  RETURN_IF_ERROR(reader.Documents());
  RETURN_IF_ERROR(reader.Cells());
  RETURN_IF_ERROR(reader.Marks());
  RETURN_IF_ERROR(reader.End());
  return state.EndRestore(next_position, record_time_micros);
}

}  // namespace hemoledger
