// What is on record beside a plan: its list, statements against the ledger, other indicators.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "hemoledger/v1/record_service.pb.h"
#include "hemoledger/v1/records.pb.h"
#include "proto/base/language.h"

namespace hemoledger {

// "phát biểu", "chỉ số", "kết luận", …; its stable key for programs.
std::string RecordKindWords(const v1::PlanRecorded& record, Language language);
std::string RecordKindKey(const v1::PlanRecorded& record);
// What a record holds, in some words: "37 phát biểu, 2 bảng", "đợt dot-1: đã tổ chức, 15/3/2024".
std::string RecordWords(const v1::PlanRecorded& record, Language language);

std::string RecordsText(std::span<const v1::RecordView> records, Language language);
std::string RecordsCsv(std::span<const v1::RecordView> records);

// What the statement says, as printed where it has a printed text.
std::string StatementValueWords(const v1::Statement& statement, Language language);
// What it is about besides the whole plan: "kien-giang-an-bien; tháng 5/2021; tiểu cầu".
std::string StatementAboutWords(const v1::Statement& statement, Language language);

// Statements as reported ("theo báo cáo") beside what the ledger gives, with their counts.
std::string StatementsText(std::span<const v1::StatementView> statements, Language language);
std::string StatementsCsv(std::span<const v1::StatementView> statements);

std::string IndicatorsText(std::span<const v1::IndicatorView> indicators, Language language);
std::string IndicatorsCsv(std::span<const v1::IndicatorView> indicators);

}  // namespace hemoledger
