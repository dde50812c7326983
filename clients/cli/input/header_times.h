// When something is planned or was, as entries of input files say it.
#pragma once

#include <optional>
#include <string_view>

#include "clients/cli/input/fields.h"
#include "clients/cli/input/header_file.h"
#include "hemoledger/v1/schedule.pb.h"
#include "hemoledger/v1/values.pb.h"

namespace hemoledger {

inline constexpr std::string_view kPlannedTimeVi =
    "Không đọc chắc chắn được thời gian này; hãy viết như các ví dụ, chữ của văn bản ghi ở "
    "time_text (cột \"Thời gian như in\")";
inline constexpr std::string_view kPlannedTimeEn =
    "The time can not be read with certainty; write it as in the examples, and the document's "
    "words under time_text";
inline constexpr std::string_view kPlannedTimeExpected =
    "15/3/2024; 06/3/2024 - 10/3/2024; tháng 3, 7/2021; quý I/2024; trước 31/3/2020; 6/2024 hoặc "
    "7/2024";

// ParsePlannedTime, for texts of any length: one that is longer than any time is not looked at.
std::optional<v1::PlannedTime> ReadTimeText(std::string_view text);

// A planned time of a header without its printed text: a date, a text as ParsePlannedTime reads it,
// or a table with its parts ({ dates }, { from, to }, { months }, { year, quarter }, { before },
// { by }, { alternatives }; {}: a time that says nothing). Absent: no such key, or told.
std::optional<v1::PlannedTime> ReadHeaderTime(HeaderTable& table, std::string_view key);

// The keys `time`, `time_text` and `tentative` in one. Absent: none of them.
std::optional<v1::PlannedTime> ReadPlannedTime(Fields& fields);

// One of: `month`, `date`, or `from` and `to`. Absent: none, or told.
std::optional<v1::Interval> ReadInterval(Fields& fields);

}  // namespace hemoledger
