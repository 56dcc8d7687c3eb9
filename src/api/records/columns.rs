//! The columns of a list that is taken out as a file: members of what that list shows, and nothing else.

use serde_json::Value;

use crate::api::view::pick;
use crate::domain::case::{Outcome, State};
use crate::domain::records::export::Exported;
use crate::domain::text::Language;

/// A column: where its value stands in an item of the list, and its head in both languages.
#[derive(Debug)]
pub(super) struct Column(&'static str, &'static str, &'static str);

impl Column {
    /// What heads it.
    pub(super) fn head(&self, language: Language) -> &'static str {
        pick(language, self.1, self.2)
    }

    /// What stands in it of `item`.
    pub(super) fn value(&self, language: Language, item: &Value) -> Value {
        let value = item.pointer(self.0).cloned().unwrap_or_default();
        let word = value.as_str().and_then(|code| match self.0 {
            "/state" => State::parse(code).map(|it| pick(language, it.vi(), it.en())),
            "/outcome" => Outcome::parse(code).map(|it| pick(language, it.vi(), it.en())),
            _ => None,
        });
        match (word, &value) {
            (Some(word), _) => Value::from(word),
            (None, Value::Bool(is)) => Value::from(if *is {
                pick(language, "có", "yes")
            } else {
                pick(language, "không", "no")
            }),
            _ => value,
        }
    }
}

/// The queue of the service channel. What inspectors alone look at is in no file: a hint at money, whether a sender is who it says,
/// what was told of revenge, signs of a crime.
const CASES: &[Column] = &[
    Column("/number", "Số vụ việc", "Case"),
    Column("/kind", "Loại đơn", "Kind"),
    Column("/category", "Nội dung", "Category"),
    Column("/sector", "Lĩnh vực", "Sector"),
    Column("/state", "Tình trạng", "State"),
    Column("/holder/code", "Mã đơn vị giải quyết", "Code of the unit that answers"),
    Column("/holder/name", "Đơn vị giải quyết", "Unit that answers"),
    Column("/accused/code", "Mã đơn vị bị phản ánh", "Code of the unit it is about"),
    Column("/accused/name", "Đơn vị bị phản ánh", "Unit it is about"),
    Column("/assignee", "Người thụ lý", "In the hand of"),
    Column("/received_on", "Ngày tiếp nhận", "Received on"),
    Column("/next_due_on", "Hạn gần nhất", "Next last day"),
    Column("/overdue", "Quá hạn", "Late"),
    Column("/provisional_calendar", "Hạn tạm tính", "Day may move"),
    Column("/outcome", "Kết quả", "Outcome"),
    Column("/closed_on", "Ngày kết thúc", "Closed on"),
    Column("/variant", "Mức độ", "Variant"),
    Column("/waits_for", "Đang chờ", "Waits for"),
    Column("/waits_until", "Chờ đến", "Waits until"),
    Column("/hops", "Số lần chuyển", "Times forwarded"),
    Column("/disputed_to/name", "Đơn vị được cho là có thẩm quyền", "Held to be competent"),
    Column("/reopened", "Đã giải quyết lại", "Reopened"),
    Column("/reopen_until", "Được đề nghị lại đến", "May be reopened until"),
    Column("/confirmation", "Xác nhận của người gửi", "Confirmation"),
    Column("/promise/promised_on", "Ngày hẹn trả hồ sơ", "Promised day of the dossier"),
    Column("/promise/verdict", "Xin lỗi", "Apology"),
];

/// The register of apologies.
const APOLOGIES: &[Column] = &[
    Column("/unit/code", "Mã đơn vị", "Code of the unit"),
    Column("/unit/name", "Đơn vị", "Unit"),
    Column("/dossier_code", "Mã hồ sơ", "Dossier"),
    Column("/case_number", "Số vụ việc", "Case"),
    Column("/promised_on", "Ngày hẹn trả", "Promised for"),
    Column("/served_on", "Ngày gửi thư xin lỗi", "Apology served on"),
    Column("/served_by", "Cách gửi", "Served by"),
    Column("/new_date", "Ngày hẹn lại", "New date"),
    Column("/signer", "Người ký", "Signer"),
    Column("/document", "Số văn bản", "Document"),
    Column("/reason", "Lý do", "Reason"),
    Column("/finished_on", "Ngày trả kết quả", "Result on"),
    Column("/verdict", "Đánh giá", "Verdict"),
    Column("/recorded_at", "Thời điểm ghi sổ", "Recorded at"),
];

/// Urging letters.
const URGINGS: &[Column] = &[
    Column("/number", "Số", "Number"),
    Column("/unit/code", "Mã đơn vị", "Code of the unit"),
    Column("/unit/name", "Đơn vị được đôn đốc", "Unit that is urged"),
    Column("/case/number", "Số vụ việc", "Case"),
    Column("/text", "Nội dung", "Text"),
    Column("/start_on", "Ngày đôn đốc", "Sent on"),
    Column("/due_on", "Hạn trả lời", "To be answered by"),
    Column("/provisional_calendar", "Hạn tạm tính", "Day may move"),
    Column("/status", "Tình trạng", "Status"),
    Column("/overdue", "Quá hạn", "Late"),
    Column("/missed_on", "Trễ từ ngày", "Late since"),
    Column("/answer", "Trả lời", "Answer"),
    Column("/answered_on", "Ngày trả lời", "Answered on"),
    Column("/closing", "Kết thúc", "Closing"),
    Column("/closed_on", "Ngày kết thúc", "Closed on"),
];

/// Recommendations after inspections.
const RECOMMENDATIONS: &[Column] = &[
    Column("/unit/code", "Mã đơn vị", "Code of the unit"),
    Column("/unit/name", "Đơn vị", "Unit"),
    Column("/document", "Số văn bản", "Document"),
    Column("/document_on", "Ngày văn bản", "Document of"),
    Column("/text", "Kiến nghị", "Recommendation"),
    Column("/due_on", "Hạn thực hiện", "To be done by"),
    Column("/state", "Tình trạng", "State"),
    Column("/completion/on", "Ngày hoàn thành", "Done on"),
    Column("/completion/late", "Hoàn thành trễ", "Done late"),
    Column("/completion/note", "Ghi chú hoàn thành", "Note on it"),
    Column("/recorded_at", "Thời điểm ghi", "Recorded at"),
];

/// The columns of a list.
pub(super) const fn of(what: Exported) -> &'static [Column] {
    match what {
        Exported::Cases => CASES,
        Exported::Apologies => APOLOGIES,
        Exported::Urgings => URGINGS,
        Exported::Recommendations => RECOMMENDATIONS,
    }
}

/// The name of the list.
pub(super) const fn name(what: Exported) -> (&'static str, &'static str) {
    match what {
        Exported::Cases => ("Vụ việc", "Cases"),
        Exported::Apologies => ("Sổ xin lỗi", "Apologies"),
        Exported::Urgings => ("Đôn đốc", "Urging letters"),
        Exported::Recommendations => ("Kiến nghị sau thanh tra", "Recommendations"),
    }
}

/// What it may be narrowed by.
pub(super) const fn filters(what: Exported) -> &'static [&'static str] {
    match what {
        Exported::Cases => crate::wire::finding::FILTERS,
        Exported::Apologies => &["unit", "dossier_code", "promised_from", "promised_until"],
        Exported::Urgings => &["open", "overdue"],
        Exported::Recommendations => &["unit", "open", "overdue"],
    }
}
