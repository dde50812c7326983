#include "services/rpc/record_reads.h"

#include <string>
#include <utility>

#include "proto/base/errors.h"
#include "proto/base/status_macros.h"
#include "proto/base/strings.h"
#include "services/rpc/finding_reads.h"
#include "services/rpc/limits.h"
#include "services/rpc/paging.h"
#include "services/rpc/plan_reads.h"
#include "services/rpc/read_call.h"
#include "store/ledger_store.h"

namespace hemoledger {
namespace {

absl::Status RecordTextMissing(uint64_t position, uint32_t ordinal) {
  return MakeError(ERROR_REASON_STORE_DAMAGED,
                   {{"detail", Concat("text ", ordinal, " of the record at position ", position,
                                      " is missing")}});
}

// A version for people; its reason from the store.
absl::StatusOr<v1::RecordVersion> DescribeRecordVersion(const LedgerStore& store,
                                                        const PlanRecordVersion& version) {
  v1::RecordVersion shown;
  shown.set_version(version.version);
  shown.set_position(version.position);
  shown.set_record_time_micros(version.record_time_micros);
  shown.set_principal(version.principal);
  shown.set_withdrawn(version.record.has_withdrawn());
  if (!version.record.has_reason()) return shown;
  const uint32_t ordinal = version.record.reason().ordinal();
  ASSIGN_OR_RETURN(auto row, store.GetText(version.position, ordinal));
  if (!row.has_value()) return RecordTextMissing(version.position, ordinal);
  shown.set_reason(std::move(row->text));
  return shown;
}

absl::StatusOr<v1::RecordView> DescribeRecord(const LedgerStore& store, const PlanRecord& record) {
  const PlanRecordVersion& current = record.current();
  v1::RecordView view;
  *view.mutable_record() = current.record;
  view.set_version(current.version);
  view.set_position(current.position);
  view.set_record_time_micros(current.record_time_micros);
  view.set_principal(current.principal);
  ASSIGN_OR_RETURN(auto texts, store.GetTexts(current.position));
  for (auto& [ordinal, row] : texts) {
    v1::AccompanyingText& text = *view.add_texts();
    text.set_ordinal(ordinal);
    text.set_salt(std::move(row.salt));
    text.set_text(std::move(row.text));
    text.set_erased(row.erased);
  }
  for (const auto& version : record.versions) {
    ASSIGN_OR_RETURN(*view.add_versions(), DescribeRecordVersion(store, *version));
  }
  return view;
}

}  // namespace

absl::Status CheckPutRecord(const RpcEnvironment& environment,
                            const v1::PutRecordRequest& request) {
  if (request.record().has_attachment()) {
    return MakeError(ERROR_REASON_FIELD_INVALID,
                     {{"field", "record.attachment"},
                      {"value", request.record().attachment().file_name()},
                      {"expected", "no attachment: upload it by AttachmentService"}});
  }
  return CheckVerdict(environment.ledger->views().Pin(), request.record());
}

absl::StatusOr<v1::ListRecordsResponse> ListRecords(const RpcEnvironment& environment,
                                                    const std::shared_ptr<const View>& view,
                                                    const v1::ListRecordsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, OpenPage("ListRecords", request, *environment.pins, view,
                                             kDefaultPageSize, kMaxPageSize));
  RETURN_IF_ERROR(FindPlan(*page.view->plans, request.plan_id()).status());
  v1::ListRecordsResponse response;
  *response.mutable_reflects() = ReflectedPosition(*page.view);
  size_t bytes = 0;
  for (const PlanRecord* record : page.view->records->OfPlan(request.plan_id())) {
    // By id, from the one after the page before on.
    if (!page.key.empty() && record->record_id <= page.key) continue;
    if (response.records_size() == page.size || bytes >= kMaxRecordPageBytes) {
      const std::string& last = response.records(response.records_size() - 1).record().record_id();
      response.set_next_page_token(NextPageToken(page, last, *environment.pins));
      break;
    }
    ASSIGN_OR_RETURN(v1::RecordView shown, DescribeRecord(environment.ledger->store(), *record));
    bytes += shown.ByteSizeLong();
    *response.add_records() = std::move(shown);
  }
  return response;
}

}  // namespace hemoledger
