#include "proto/base/error_catalog.h"

#include <algorithm>
#include <optional>

namespace hemoledger {
namespace {

using absl::StatusCode;

constexpr ErrorCatalogEntry kCatalog[] = {
    // --- Form ---
    {ERROR_REASON_FIELD_REQUIRED, StatusCode::kInvalidArgument, "field",
     "Thiếu “{field}”. Hãy điền vào.", "“{field}” is missing. Fill it in."},
    {ERROR_REASON_FIELD_INVALID, StatusCode::kInvalidArgument, "field value expected",
     "Giá trị “{value}” của “{field}” không hợp lệ[ (cần: {expected})]. Hãy sửa lại.",
     "The value “{value}” of “{field}” is not valid[ (expected: {expected})]. Mend it."},
    {ERROR_REASON_ID_INVALID, StatusCode::kInvalidArgument, "field value",
     "Mã “{value}” ở “{field}” không hợp lệ. Mã gồm 1 đến 64 ký tự a–z, 0–9 và “-”, bắt đầu bằng "
     "chữ "
     "hoặc số; hãy sửa lại.",
     "The id “{value}” in “{field}” is not valid. An id is 1 to 64 characters of a–z, 0–9 and “-”, "
     "beginning with a letter or a digit; mend it."},
    {ERROR_REASON_TEXT_NOT_NFC, StatusCode::kInvalidArgument, "field",
     "Văn bản ở “{field}” không phải UTF-8 dạng chuẩn NFC, hoặc chứa ký tự điều khiển. Hãy chuẩn "
     "hóa "
     "(NFC) rồi gửi lại.",
     "The text in “{field}” is not UTF-8 in normalization form C, or holds control characters. "
     "Normalize it (NFC) and send it again."},
    {ERROR_REASON_TEXT_TOO_LONG, StatusCode::kInvalidArgument, "field limit actual",
     "Văn bản ở “{field}” dài {actual} byte, nhiều nhất là {limit}. Hãy rút ngắn.",
     "The text in “{field}” has {actual} bytes, at most {limit} are allowed. Shorten it."},
    {ERROR_REASON_DATE_INVALID, StatusCode::kInvalidArgument, "field value",
     "Ngày “{value}” ở “{field}” không có thật hoặc nằm ngoài các năm 1900–2999. Hãy kiểm tra lại "
     "ngày.",
     "The date “{value}” in “{field}” does not exist or is outside the years 1900–2999. Check the "
     "date."},
    {ERROR_REASON_INTERVAL_REVERSED, StatusCode::kInvalidArgument, "field first last",
     "Khoảng thời gian ở “{field}” kết thúc ({last}) trước khi bắt đầu ({first}). Hãy kiểm tra lại "
     "hai ngày.",
     "The interval in “{field}” ends ({last}) before it begins ({first}). Check the two dates."},
    {ERROR_REASON_COUNT_OUT_OF_RANGE, StatusCode::kInvalidArgument, "field value limit",
     "Con số {value} ở “{field}” bằng 0 hoặc vượt mức có thể[ (nhiều nhất {limit})]. Hãy kiểm tra "
     "lại "
     "con số.",
     "The figure {value} in “{field}” is zero or beyond what is possible[ (at most {limit})]. "
     "Check "
     "the figure."},
    {ERROR_REASON_SUBMISSION_UNREADABLE, StatusCode::kInvalidArgument, "",
     "Không đọc được bản ghi đã gửi, hoặc trong đó không có nội dung nào máy chủ biết. Hãy kiểm "
     "tra "
     "phiên bản phần mềm gửi.",
     "The submission can not be read, or holds no body that the server knows. Check the version of "
     "the sending program."},
    {ERROR_REASON_SUBMISSION_TOO_LARGE, StatusCode::kInvalidArgument, "limit actual",
     "Bản ghi dài {actual} byte, nhiều nhất là {limit}. Hãy chia nhỏ dữ liệu.",
     "The submission has {actual} bytes, at most {limit} are allowed. Split the data."},
    {ERROR_REASON_IDENTITY_MISMATCH, StatusCode::kInvalidArgument, "expected",
     "Định danh của bản ghi không khớp với luồng đã mở (cần: {expected}). Hãy gửi trên đúng luồng "
     "của "
     "nó.",
     "The submission's identity does not fit the stream (expected: {expected}). Send it on a "
     "stream "
     "of its own."},
    {ERROR_REASON_TEXT_COMMITMENT_MISMATCH, StatusCode::kInvalidArgument, "ordinal",
     "Văn bản kèm theo số {ordinal} bị thiếu, thừa hoặc không khớp với mã cam kết của nó. Hãy gửi "
     "lại kèm đúng văn bản và muối (salt).",
     "The accompanying text number {ordinal} is missing, not wanted, or does not give its "
     "commitment. Send it again with its text and salt."},
    {ERROR_REASON_STREAM_NOT_OPENED, StatusCode::kInvalidArgument, "",
     "Thông điệp đầu tiên của luồng phải là phần mở luồng, và chỉ một lần. Hãy bắt đầu một luồng "
     "mới.",
     "The first message of a stream must be its opening, and the only one. Begin a new stream."},
    {ERROR_REASON_PAGE_TOKEN_INVALID, StatusCode::kInvalidArgument, "",
     "Mã trang này không phải do máy chủ cấp cho truy vấn này. Hãy bắt đầu lại từ trang đầu, không "
     "kèm mã trang.",
     "The page token is not one that this server gave for this query. Begin again without it."},
    {ERROR_REASON_DUPLICATE, StatusCode::kInvalidArgument, "field value",
     "“{value}” ở “{field}” xuất hiện nhiều lần trong cùng một yêu cầu. Hãy chỉ giữ lại một.",
     "“{value}” in “{field}” stands more than once in one request. Keep one of them."},
    {ERROR_REASON_BATCH_TOO_LARGE, StatusCode::kInvalidArgument, "limit actual",
     "Lô gửi quá lớn: {actual}, nhiều nhất là {limit}. Hãy chia thành các lô nhỏ hơn.",
     "The batch is too large: {actual}, at most {limit} are allowed. Send smaller batches."},
    {ERROR_REASON_ATTACHMENT_MISMATCH, StatusCode::kInvalidArgument, "field stated actual",
     "Tệp gửi lên không đúng như đã khai ở “{field}”: khai {stated}, thực tế {actual}. Hãy gửi lại "
     "tệp.",
     "The uploaded file is not what “{field}” says: stated {stated}, actual {actual}. Upload it "
     "again."},
    {ERROR_REASON_ATTACHMENT_TOO_LARGE, StatusCode::kInvalidArgument, "limit actual",
     "Tệp quá lớn: {actual} byte, nhiều nhất là {limit}. Hãy quét lại với độ phân giải thấp hơn.",
     "The file is too large: {actual} bytes, at most {limit} are allowed. Scan it with a lower "
     "resolution."},

    // --- Unknown ---
    {ERROR_REASON_UNIT_NOT_FOUND, StatusCode::kNotFound, "field value suggestions",
     "Không có đơn vị nào mang tên hoặc mã “{value}” (ở “{field}”).[ Có phải là: {suggestions}?] "
     "Hãy "
     "kiểm tra lại tên, hoặc dùng mã đơn vị.",
     "No unit has the name or id “{value}” (in “{field}”).[ Did you mean: {suggestions}?] Check "
     "the "
     "name, or use the unit's id."},
    {ERROR_REASON_PLAN_NOT_FOUND, StatusCode::kNotFound, "plan_id",
     "Không có kế hoạch “{plan_id}”. Hãy kiểm tra lại mã kế hoạch trong danh sách kế hoạch.",
     "There is no plan “{plan_id}”. Look up its id in the list of plans."},
    {ERROR_REASON_ROUND_NOT_FOUND, StatusCode::kNotFound, "round_id",
     "Không có đợt “{round_id}”. Hãy kiểm tra lại mã đợt trong kế hoạch.",
     "There is no round “{round_id}”. Look up its id in the plan."},
    {ERROR_REASON_RECEIPT_NOT_FOUND, StatusCode::kNotFound, "receipt",
     "Không có lần tiếp nhận máu “{receipt}”. Hãy kiểm tra lại nguồn và số, hoặc vị trí của nó.",
     "There is no receipt “{receipt}”. Check its source and number, or its position."},
    {ERROR_REASON_SOURCE_NOT_FOUND, StatusCode::kNotFound, "source_id",
     "Chưa có nguồn “{source_id}”. Hãy mở nguồn này trước.",
     "There is no source “{source_id}”. Open it first."},
    {ERROR_REASON_RECORD_NOT_FOUND, StatusCode::kNotFound, "plan_id record_id",
     "Kế hoạch “{plan_id}” không có bản ghi “{record_id}”. Hãy xem danh sách bản ghi của kế hoạch.",
     "The plan “{plan_id}” has no record “{record_id}”. Look it up in the plan's records."},
    {ERROR_REASON_ATTACHMENT_NOT_FOUND, StatusCode::kNotFound, "sha256",
     "Không có tệp đính kèm {sha256} trên máy chủ. Hãy gửi lại bản quét, hoặc báo người quản trị.",
     "The server does not have the attachment {sha256}. Upload the scan again, or tell the "
     "operator."},
    {ERROR_REASON_FINDING_NOT_FOUND, StatusCode::kNotFound, "plan_id finding_id",
     "Kế hoạch “{plan_id}” không có điểm chưa khớp “{finding_id}”. Hãy xem danh sách điểm chưa "
     "khớp.",
     "The plan “{plan_id}” has no finding “{finding_id}”. Look it up in the plan's findings."},
    {ERROR_REASON_CAMPAIGN_NOT_FOUND, StatusCode::kNotFound, "campaign_id",
     "Không có chiến dịch “{campaign_id}”. Hãy kiểm tra lại mã chiến dịch trong kế hoạch.",
     "There is no campaign “{campaign_id}”. Look up its id in the plan."},
    {ERROR_REASON_CONSUMER_GROUP_NOT_FOUND, StatusCode::kNotFound, "group_id",
     "Chưa có nhóm nhận “{group_id}”. Hãy tạo nhóm này trước.",
     "There is no consumer group “{group_id}”. Create it first."},
    {ERROR_REASON_PARKED_EVENT_NOT_FOUND, StatusCode::kNotFound, "group_id position",
     "Nhóm nhận “{group_id}” không có sự kiện gác lại ở vị trí {position}. Hãy xem lại danh sách.",
     "The consumer group “{group_id}” has no parked event at position {position}. Look at the list "
     "again."},

    // --- Already there ---
    {ERROR_REASON_PLAN_EXISTS, StatusCode::kAlreadyExists, "plan_id position",
     "Đã có kế hoạch “{plan_id}” với nội dung khác[ (vị trí {position})]. Muốn thay đổi, hãy điều "
     "chỉnh kế hoạch bằng một văn bản mới.",
     "A plan “{plan_id}” with other content is there[ (position {position})]. To change it, amend "
     "it "
     "by a further document."},
    {ERROR_REASON_UNIT_EXISTS, StatusCode::kAlreadyExists, "unit_id position",
     "Đã có đơn vị “{unit_id}” với nội dung khác[ (vị trí {position})]. Hãy chọn mã khác, hoặc ghi "
     "một thay đổi cho đơn vị đó.",
     "A unit “{unit_id}” with other content is there[ (position {position})]. Choose another id, "
     "or "
     "record a change of that unit."},
    {ERROR_REASON_REQUEST_ID_REUSED, StatusCode::kAlreadyExists, "request_id position",
     "Mã yêu cầu “{request_id}” đã dùng cho một nội dung khác[ (vị trí {position})]. Hãy gửi lại "
     "với "
     "mã yêu cầu mới.",
     "The request id “{request_id}” was used for another content[ (position {position})]. Send it "
     "again with a new one."},
    {ERROR_REASON_SOURCE_EXISTS, StatusCode::kAlreadyExists, "source_id position",
     "Đã có nguồn “{source_id}” với nội dung khác[ (vị trí {position})]. Hãy chọn mã nguồn khác.",
     "A source “{source_id}” with other content is there[ (position {position})]. Choose another "
     "id."},
    {ERROR_REASON_ROUND_EXISTS, StatusCode::kAlreadyExists, "round_id plan_id",
     "Mã đợt “{round_id}” đã thuộc về kế hoạch “{plan_id}”. Hãy chọn mã đợt khác.",
     "The round id “{round_id}” belongs to the plan “{plan_id}”. Choose another id."},
    {ERROR_REASON_RECORD_EXISTS, StatusCode::kAlreadyExists, "plan_id record_id position",
     "Kế hoạch “{plan_id}” đã có bản ghi “{record_id}” với nội dung khác[ (vị trí {position})]. "
     "Muốn thay, hãy ghi rõ "
     "thay cho phiên bản nào.",
     "The plan “{plan_id}” has a record “{record_id}” with other content[ (position {position})]. "
     "To replace it, state "
     "the version that is replaced."},
    {ERROR_REASON_CAMPAIGN_EXISTS, StatusCode::kAlreadyExists, "campaign_id plan_id",
     "Mã chiến dịch “{campaign_id}” đã thuộc về kế hoạch “{plan_id}”. Hãy chọn mã khác.",
     "The campaign id “{campaign_id}” belongs to the plan “{plan_id}”. Choose another id."},
    {ERROR_REASON_CONSUMER_GROUP_EXISTS, StatusCode::kAlreadyExists, "group_id",
     "Đã có nhóm nhận “{group_id}” với nội dung khác. Hãy chọn mã khác, hoặc xóa nhóm đó trước.",
     "A consumer group “{group_id}” with other content is there. Choose another id, or delete that "
     "group first."},

    // --- Stale or out of order ---
    {ERROR_REASON_PLAN_REVISION_STALE, StatusCode::kAborted, "plan_id stated current document",
     "Kế hoạch “{plan_id}” đã thay đổi: nay là bản {current}[ (theo {document})], còn yêu cầu này "
     "dựa "
     "trên bản {stated}. Hãy đọc bản hiện hành rồi lập lại điều chỉnh.",
     "The plan “{plan_id}” has changed: it is now at revision {current}[ (by {document})], and "
     "this "
     "request was made against revision {stated}. Read the current one, then amend anew."},
    {ERROR_REASON_RECEIPT_VERSION_STALE, StatusCode::kAborted, "receipt stated current",
     "Lần tiếp nhận máu “{receipt}” đã được đính chính: nay là bản {current}, còn yêu cầu này thay "
     "bản {stated}. Hãy đọc bản hiện hành rồi đính chính lại.",
     "The receipt “{receipt}” was corrected since: it is now at version {current}, and this "
     "request "
     "replaces version {stated}. Read the current one, then correct anew."},
    {ERROR_REASON_SEQUENCE_GAP, StatusCode::kAborted, "source_id expected actual",
     "Nguồn “{source_id}” bị hụt số: cần số {expected} nhưng nhận được {actual}. Hãy gửi lại từ số "
     "{expected}.",
     "A number of the source “{source_id}” is missing: expected {expected}, received {actual}. "
     "Send "
     "again from {expected}."},
    {ERROR_REASON_LEDGER_MISMATCH, StatusCode::kAborted, "field expected actual",
     "Sổ cái này không phải sổ mà máy gửi đã biết (“{field}”: cần {expected}, nhận được {actual}). "
     "Hãy kiểm tra địa chỉ máy chủ; nếu đúng, hãy hỏi người quản trị.",
     "This is not the ledger that the client knows (“{field}”: expected {expected}, received "
     "{actual}). Check the server's address; if it is right, ask the operator."},
    {ERROR_REASON_RECORD_VERSION_STALE, StatusCode::kAborted, "record_id stated current",
     "Bản ghi “{record_id}” đã có phiên bản {current}, còn yêu cầu này thay phiên bản {stated}. "
     "Hãy đọc phiên bản hiện "
     "hành rồi thay lại.",
     "The record “{record_id}” is now at version {current}, and this request replaces version "
     "{stated}. Read the "
     "current one, then replace it anew."},
    {ERROR_REASON_ENTRY_VERSION_STALE, StatusCode::kAborted, "plan_id revision stated current",
     "Phần nhập liệu bản {revision} của kế hoạch “{plan_id}” đã được sửa: nay là lần {current}, "
     "còn yêu cầu này dựa vào "
     "lần {stated}. Hãy đọc lại rồi sửa.",
     "The entry of revision {revision} of the plan “{plan_id}” was corrected since: it is now "
     "version {current}, and "
     "this request was made against {stated}. Read it, then correct anew."},
    {ERROR_REASON_CONSUMER_GROUP_CHANGED, StatusCode::kAborted, "group_id",
     "Nhóm nhận “{group_id}” vừa được đặt lại hoặc bị xóa. Hãy mở lại luồng.",
     "The consumer group “{group_id}” was reset or deleted. Open the stream anew."},

    // --- Rules of the domain ---
    {ERROR_REASON_UNIT_NAME_AMBIGUOUS, StatusCode::kFailedPrecondition, "field value candidates",
     "Tên “{value}” (ở “{field}”) khớp với nhiều đơn vị[: {candidates}]. Hãy dùng mã đơn vị.",
     "The name “{value}” (in “{field}”) fits several units[: {candidates}]. Use the unit's id."},
    {ERROR_REASON_UNIT_NOT_OPEN, StatusCode::kFailedPrecondition, "unit_id date",
     "Đơn vị “{unit_id}” chưa thành lập hoặc đã kết thúc vào ngày {date}. Hãy kiểm tra lại ngày, "
     "hoặc "
     "chọn đơn vị khác.",
     "The unit “{unit_id}” is closed, or not yet open, on {date}. Check the date, or choose "
     "another "
     "unit."},
    {ERROR_REASON_UNIT_CYCLE, StatusCode::kFailedPrecondition, "unit_id parent_id",
     "Chuyển “{unit_id}” về dưới “{parent_id}” sẽ đặt đơn vị nằm dưới chính nó. Hãy chọn đơn vị "
     "cấp "
     "trên khác.",
     "Moving “{unit_id}” under “{parent_id}” would put the unit under itself. Choose another "
     "parent."},
    {ERROR_REASON_RECEIPT_VOIDED, StatusCode::kFailedPrecondition, "receipt",
     "Lần tiếp nhận máu “{receipt}” đã bị hủy (ghi nhầm), không thể đính chính nữa. Nếu máu có "
     "thật, "
     "hãy ghi một lần tiếp nhận mới.",
     "The receipt “{receipt}” was voided and can not be corrected any more. If the blood was "
     "received, record a new receipt."},
    {ERROR_REASON_RECEIPT_HASH_MISMATCH, StatusCode::kFailedPrecondition, "receipt",
     "Mã băm đã cho không phải của lần tiếp nhận máu “{receipt}”. Có thể sổ cái đã được khôi phục; "
     "hãy tra lại lần tiếp nhận này.",
     "The leaf hash given is not that of the receipt “{receipt}”. The ledger may have been "
     "restored; "
     "look the receipt up anew."},
    {ERROR_REASON_QUOTA_RESULT_MISMATCH, StatusCode::kFailedPrecondition,
     "holder_id stated computed",
     "Chỉ tiêu của “{holder_id}” sau thay đổi: văn bản ghi {stated}, tính ra {computed}. Hãy đối "
     "chiếu lại với văn bản.",
     "The quota of “{holder_id}” after the change: the document states {stated}, it comes to "
     "{computed}. Check it against the document."},
    {ERROR_REASON_QUOTA_HOLDER_UNKNOWN, StatusCode::kFailedPrecondition, "plan_id holder_id",
     "“{holder_id}” không được giao chỉ tiêu trong kế hoạch “{plan_id}”. Hãy kiểm tra lại đơn vị, "
     "hoặc "
     "giao chỉ tiêu cho đơn vị này trước.",
     "“{holder_id}” holds no quota in the plan “{plan_id}”. Check the unit, or set a quota for it "
     "first."},
    {ERROR_REASON_QUOTA_NEGATIVE, StatusCode::kFailedPrecondition, "holder_id computed",
     "Chỉ tiêu của “{holder_id}” sẽ xuống dưới 0 ({computed}). Hãy kiểm tra lại số điều chỉnh.",
     "The quota of “{holder_id}” would fall below zero ({computed}). Check the figure of the "
     "change."},
    {ERROR_REASON_REFERENCE_UNKNOWN, StatusCode::kFailedPrecondition, "field value",
     "“{field}” nhắc đến “{value}”, nhưng văn bản không có mục đó. Hãy sửa lại chỗ nhắc, hoặc thêm "
     "mục.",
     "“{field}” refers to “{value}”, which the document does not hold. Mend the reference, or add "
     "what is missing."},
    {ERROR_REASON_UNIT_CHANGE_CONFLICT, StatusCode::kFailedPrecondition, "unit_id detail",
     "Thay đổi của đơn vị “{unit_id}” trái với điều đã ghi[: {detail}]. Hãy xem lại lịch sử của "
     "đơn "
     "vị.",
     "The change of the unit “{unit_id}” contradicts what is recorded[: {detail}]. Look at the "
     "unit's history."},
    {ERROR_REASON_QUOTA_HOLDER_DUPLICATE, StatusCode::kFailedPrecondition, "holder_id",
     "“{holder_id}” được giao chỉ tiêu hai lần trong cùng một kế hoạch. Hãy gộp thành một dòng.",
     "“{holder_id}” would be given a quota twice in one plan. Make it one row."},
    {ERROR_REASON_RECORD_KIND_MISMATCH, StatusCode::kFailedPrecondition,
     "record_id expected actual",
     "Bản ghi “{record_id}” là loại {expected}, không thể thay bằng loại {actual}. Hãy dùng mã bản "
     "ghi khác.",
     "The record “{record_id}” is of kind {expected} and can not be replaced by {actual}. Use "
     "another record id."},

    // --- Past the end ---
    {ERROR_REASON_POSITION_PAST_HEAD, StatusCode::kOutOfRange, "position head",
     "Vị trí {position} vượt quá cuối sổ cái ({head}). Hãy hỏi một vị trí đã có.",
     "The position {position} is past the ledger's head ({head}). Ask for one that is there."},

    // --- Limits ---
    {ERROR_REASON_DISK_NEARLY_FULL, StatusCode::kResourceExhausted, "free_bytes needed_bytes",
     "Đĩa của máy chủ gần đầy (còn {free_bytes} byte, cần {needed_bytes}): tạm ngừng ghi, vẫn đọc "
     "được. Hãy báo người quản trị.",
     "The server's disk is nearly full ({free_bytes} bytes free, {needed_bytes} needed): nothing "
     "is "
     "written, reads go on. Tell the operator."},
    {ERROR_REASON_LIMIT_REACHED, StatusCode::kResourceExhausted, "name limit",
     "Máy chủ đã chạm giới hạn[ {name}]: nhiều nhất {limit}. Hãy thử lại sau.",
     "The server's limit[ {name}] was reached: at most {limit}. Try again later."},

    // --- For now ---
    {ERROR_REASON_SERVER_STOPPING, StatusCode::kUnavailable, "retry_after_seconds",
     "Máy chủ đang dừng. Hãy kết nối lại[ sau {retry_after_seconds} giây]; những gì đã xác nhận "
     "vẫn "
     "còn nguyên.",
     "The server is stopping. Connect again[ in {retry_after_seconds} s]; what was acknowledged is "
     "kept."},
    {ERROR_REASON_CLOCK_STOPPED, StatusCode::kUnavailable, "detail",
     "Đồng hồ của máy chủ bị nhảy[ ({detail})]: tạm ngừng ghi cho đến khi người quản trị xác nhận. "
     "Hãy báo người quản trị.",
     "The server's clock jumped[ ({detail})]: nothing is written until an operator confirms it. "
     "Tell "
     "the operator."},
    {ERROR_REASON_OVERLOADED, StatusCode::kUnavailable, "retry_after_seconds",
     "Máy chủ đang quá tải. Hãy thử lại[ sau {retry_after_seconds} giây].",
     "The server is overloaded. Try again[ in {retry_after_seconds} s]."},
    {ERROR_REASON_OUTCOME_UNKNOWN, StatusCode::kUnavailable, "",
     "Chưa biết lần ghi này có thành công hay không; máy chủ đang dừng để kiểm tra. Hãy gửi lại "
     "đúng "
     "nội dung này: nó sẽ không bị ghi hai lần.",
     "The write may or may not have happened; the server is ending to find out. Send the same "
     "again: it is never recorded twice."},

    // --- Damage ---
    {ERROR_REASON_SERVER_LOST_HISTORY, StatusCode::kDataLoss,
     "source_id client_acknowledged server_mark",
     "Máy chủ đã mất dữ liệu: nguồn “{source_id}” đã được xác nhận đến số {client_acknowledged}, "
     "nhưng máy chủ chỉ có đến số {server_mark}. Hãy ngừng gửi, giữ nguyên dữ liệu trên máy này và "
     "gọi người quản trị.",
     "The server has lost history: the source “{source_id}” was acknowledged up to "
     "{client_acknowledged}, the server has it only up to {server_mark}. Stop sending, keep the "
     "data on this machine, and call the operator."},
    {ERROR_REASON_STORE_DAMAGED, StatusCode::kDataLoss, "detail",
     "Dữ liệu lưu trữ bị hỏng[: {detail}]. Hãy gọi người quản trị.",
     "Stored data is damaged[: {detail}]. Call the operator."},
    {ERROR_REASON_FORMAT_UNKNOWN, StatusCode::kDataLoss, "found expected",
     "Thư mục dữ liệu có phiên bản định dạng {found}, chương trình này cần {expected}. Hãy dùng "
     "đúng "
     "phiên bản chương trình của dữ liệu.",
     "The data folder has format version {found}, this program reads {expected}. Use the version "
     "of "
     "the program that wrote it."},

    // --- Waiting ---
    {ERROR_REASON_POSITION_NOT_REACHED, StatusCode::kDeadlineExceeded, "position head",
     "Sổ cái chưa đến vị trí {position} trong thời gian chờ (nay ở {head}). Hãy thử lại.",
     "The position {position} was not reached in time (the head is {head}). Try again."},

    // --- Not there ---
    {ERROR_REASON_AS_OF_UNSUPPORTED, StatusCode::kUnimplemented, "",
     "Máy chủ này chưa trả lời được số liệu tính đến một thời điểm đã qua (as_of). Hãy để trống "
     "trường này.",
     "This server does not answer for a past moment (as_of) yet. Leave it blank."},

    // --- Start-up and local use ---
    {ERROR_REASON_DATA_FOLDER_IN_USE, StatusCode::kFailedPrecondition, "path",
     "Thư mục dữ liệu {path} đang được một tiến trình khác dùng. Hãy dừng tiến trình đó trước, "
     "hoặc "
     "chọn thư mục khác.",
     "The data folder {path} is in use by another process. Stop that one first, or choose another "
     "folder."},
    {ERROR_REASON_FILE_UNREADABLE, StatusCode::kFailedPrecondition, "path detail",
     "Không đọc hoặc ghi được {path}[: {detail}]. Hãy kiểm tra đường dẫn và quyền truy cập.",
     "{path} can not be read or written[: {detail}]. Check the path and the rights."},
    {ERROR_REASON_TAIL_TORN, StatusCode::kFailedPrecondition, "path detail",
     "Phần cuối nhật ký trong {path} bị rách[: {detail}]. Hãy chạy “hemoledgerd repair-tail”, rồi "
     "để "
     "các máy gửi gửi lại.",
     "The end of the log in {path} is torn[: {detail}]. Run “hemoledgerd repair-tail”, then let "
     "the "
     "clients send again."},
    {ERROR_REASON_SPOOL_BEHIND_SERVER, StatusCode::kFailedPrecondition,
     "source_id next_sequence server_next_sequence",
     "Máy chủ có những bản ghi của nguồn “{source_id}” mà hàng đợi trên máy này chưa hề đánh số (ở "
     "đây: {next_sequence}, ở máy chủ: {server_next_sequence}): hàng đợi là bản sao cũ hoặc bản "
     "nhân đôi. Hãy chạy “hemo spool resend”.",
     "The server has submissions of the source “{source_id}” that this spool never gave a number "
     "(here: {next_sequence}, at the server: {server_next_sequence}): the spool is an old copy or "
     "a "
     "clone. Run “hemo spool resend”."},
    {ERROR_REASON_SPOOL_FULL, StatusCode::kFailedPrecondition, "path waiting limit",
     "Hàng đợi {path} sắp đầy[ ({waiting} bản ghi đang chờ, giới hạn {limit})]; chưa ghi gì. Hãy "
     "gửi "
     "những gì đang chờ, hoặc giải phóng đĩa.",
     "The spool {path} is nearly full[ ({waiting} receipts wait, the limit is {limit})]; nothing "
     "was "
     "recorded. Send what waits, or make room on the disk."},

    // --- Reading files of the clerk ---
    {ERROR_REASON_INPUT_FILE_INVALID, StatusCode::kInvalidArgument,
     "file line column value expected",
     "{file}[, dòng {line}][, cột {column}]: không đọc chắc chắn được[ “{value}”][ (cần: "
     "{expected})]. Hãy sửa lại trong tệp.",
     "{file}[, line {line}][, column {column}]: can not be read with certainty[: “{value}”][ "
     "(expected: {expected})]. Mend it in the file."},

    // --- Rights ---
    {ERROR_REASON_PERMISSION_DENIED, StatusCode::kPermissionDenied, "action",
     "Bạn không có quyền làm việc này ({action}). Hãy hỏi người quản trị.",
     "You may not do this ({action}). Ask the operator."},

    // --- Own faults ---
    {ERROR_REASON_INTERNAL, StatusCode::kInternal, "detail",
     "Chương trình có lỗi[: {detail}]. Hãy báo cho người bảo trì phần mềm.",
     "A fault of the program[: {detail}]. Report it to those who maintain it."},
};

// The value of a field; absent: it is not given.
std::optional<std::string_view> ValueOf(const ErrorDetails& details, std::string_view key) {
  for (const ErrorDetail& detail : details) {
    if (detail.key == key) return detail.value;
  }
  return std::nullopt;
}

// A piece of a template without brackets. `blank_field` becomes true where a field in it is blank
// or not given.
std::string RenderPiece(std::string_view piece, const ErrorDetails& details, bool& blank_field) {
  std::string text;
  while (!piece.empty()) {
    const size_t open = piece.find('{');
    const size_t close = piece.find('}', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    text += piece.substr(0, open);
    const std::string_view value =
        ValueOf(details, piece.substr(open + 1, close - open - 1)).value_or("");
    blank_field = blank_field || value.empty();
    text += value.empty() ? "?" : value;
    piece.remove_prefix(close + 1);
  }
  text += piece;
  return text;
}

}  // namespace

std::span<const ErrorCatalogEntry> ErrorCatalog() {
  return kCatalog;
}

const ErrorCatalogEntry* FindInCatalog(ErrorReason reason) {
  const auto* found = std::lower_bound(
      std::begin(kCatalog), std::end(kCatalog), reason,
      [](const ErrorCatalogEntry& entry, ErrorReason wanted) { return entry.reason < wanted; });
  return found != std::end(kCatalog) && found->reason == reason ? found : nullptr;
}

bool HasField(const ErrorCatalogEntry& entry, std::string_view field) {
  std::string_view rest = entry.fields;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find(' '), rest.size());
    if (rest.substr(0, end) == field) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

std::string RenderMessage(std::string_view message_template, const ErrorDetails& details) {
  std::string message;
  bool ignored = false;
  while (true) {
    const size_t open = message_template.find('[');
    const size_t close = message_template.find(']', open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    message += RenderPiece(message_template.substr(0, open), details, ignored);
    bool blank_field = false;
    const std::string optional_part =
        RenderPiece(message_template.substr(open + 1, close - open - 1), details, blank_field);
    if (!blank_field) message += optional_part;
    message_template.remove_prefix(close + 1);
  }
  message += RenderPiece(message_template, details, ignored);
  return message;
}

}  // namespace hemoledger
