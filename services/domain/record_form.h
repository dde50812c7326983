// Form of what is put on record beside plans: all that can be said of a record without any state.
// The limits of proto/hemoledger/v1/records.proto stand here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "hemoledger/v1/records.pb.h"
#include "proto/base/errors.h"

namespace hemoledger {

// Counts of entries.
inline constexpr int kMaxStatementTables = 64;
inline constexpr int kMaxStatements = 2'000;
inline constexpr int kMaxStatementRounds = 1'000;
inline constexpr int kMaxIndicatorValues = 1'000;

// Lengths of texts, in bytes.
inline constexpr size_t kMaxRecordLabelBytes = 256;
inline constexpr size_t kMaxRecordPlaceBytes = 256;
inline constexpr size_t kMaxStatementTextBytes = 1'024;
inline constexpr size_t kMaxMeasureBytes = 64;
inline constexpr size_t kMaxFileNameBytes = 256;

// A scan: bytes, 20 MiB.
inline constexpr int64_t kMaxAttachmentBytes = 20 << 20;
inline constexpr std::string_view kPdfMediaType = "application/pdf";
inline constexpr std::string_view kWordMediaType =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

// What a record is, by the name of its field in PlanRecorded: "statements", "attachment",
// "withdrawn" …; blank: none.
std::string_view RecordKindName(const v1::PlanRecorded& record);

// Adds every problem of form, each with its place in the record ("statements.statements[3].place").
// Texts' plain text and ordinals are checked elsewhere (proto/base/text_commitment.h). Problems:
// FIELD_REQUIRED, FIELD_INVALID, ID_INVALID, TEXT_NOT_NFC, TEXT_TOO_LONG, DATE_INVALID,
// INTERVAL_REVERSED, COUNT_OUT_OF_RANGE, DUPLICATE, ATTACHMENT_TOO_LARGE.
void CheckRecordForm(const v1::PlanRecorded& record, Violations& problems);

}  // namespace hemoledger
