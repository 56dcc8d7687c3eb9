//! What staff read of an event of a case: its kind in a few words.

use crate::domain::text::Language;

/// Kinds of events with their words.
const ALL: &[(&str, &str, &str)] = &[
    ("filed", "Nhận phản ánh", "Filed"),
    ("assigned", "Giao việc", "Put into a hand"),
    ("put_back", "Trả lại hàng việc", "Put back"),
    ("accepted", "Tiếp nhận", "Taken up"),
    ("declined", "Không thụ lý", "Not taken up"),
    ("forwarded", "Chuyển cơ quan khác", "Forwarded"),
    ("answered", "Trả lời", "Answered"),
    ("signed", "Đã có chữ ký", "Signed paper received"),
    ("asked", "Hỏi người gửi", "Reporter asked"),
    ("announced", "Thông báo cho người gửi", "Reporter told"),
    ("replied", "Người gửi trả lời", "Reporter replied"),
    ("lapsed", "Hết hạn chờ", "A wait ended"),
    ("suspended", "Tạm dừng", "Paused"),
    ("resumed", "Tiếp tục", "Resumed"),
    ("extended", "Gia hạn", "Extended"),
    ("complexity_recorded", "Ghi nhận phức tạp", "Complexity recorded"),
    ("disputed", "Không đồng ý thẩm quyền", "Competence disputed"),
    ("dispute_settled", "Quyết định thẩm quyền", "Competence decided"),
    ("remedy_fulfilled", "Đã khắc phục", "Put right"),
    ("notified", "Đã gửi kết quả", "Decision sent"),
    ("published", "Công khai kết luận", "Conclusion made known"),
    ("publication_proposed", "Đề nghị công khai", "Publication proposed"),
    ("answer_published", "Đưa lên trang công khai", "Answer made public"),
    ("publication_withdrawn", "Gỡ khỏi trang công khai", "Taken down"),
    ("returned", "Trả lại câu trả lời", "Answer sent back"),
    ("reopened", "Mở lại", "Reopened"),
    ("reviewed", "Đề nghị người khác xem lại", "Second look asked for"),
    ("requalified", "Đổi loại đơn", "Kind changed"),
    ("called_up", "Rút lên thanh tra", "Called up"),
    ("corrected", "Đính chính", "Corrected"),
    ("withdrawn", "Rút đơn", "Withdrawn"),
    ("merge_proposed", "Đề nghị gộp", "Merge proposed"),
    ("merge_refused", "Không gộp", "Merge refused"),
    ("merged", "Gộp", "Merged"),
    ("unmerged", "Tách ra", "Parted"),
    ("overturned", "Hủy việc từ chối", "Refusal overturned"),
    ("signs_noted", "Ghi dấu hiệu tội phạm", "Criminal signs noted"),
    ("consulted", "Hỏi ý kiến", "Consulted"),
    ("consultation_recorded", "Ghi ý kiến", "Opinion recorded"),
    ("referred", "Chuyển cơ quan điều tra", "Referred to the investigators"),
    ("promise_claimed", "Nêu ngày hẹn", "Promised day claimed"),
    ("promise_confirmed", "Xác nhận ngày hẹn", "Promised day confirmed"),
    ("promise_denied", "Bác ngày hẹn", "Promised day contested"),
    ("promise_settled", "Quyết định ngày hẹn", "Promised day decided"),
    ("promise_stood", "Ngày hẹn được coi là đúng", "Promised day stands"),
    ("apologised", "Xin lỗi vì trễ hẹn", "Apology"),
    ("result_recorded", "Đã trả kết quả hồ sơ", "Result given"),
    ("procuracy_copied", "Đã gửi Viện kiểm sát", "Procuracy told"),
    ("sender_checked", "Xác nhận người gửi", "Sender checked"),
    ("paper_vouched", "Xác nhận ngày đến của đơn giấy", "Day of the paper vouched for"),
    ("added", "Người gửi bổ sung", "Reporter added facts"),
    ("retaliation_flagged", "Báo bị trù dập", "Revenge told of"),
    ("continued", "Tiếp tục dù đã rút", "Goes on though withdrawn"),
    ("confirmed", "Người gửi đồng ý", "Reporter accepts the answer"),
    ("close_proposed", "Đề nghị kết thúc", "Closing proposed"),
    ("closed", "Kết thúc", "Closed"),
    ("missed", "Quá hạn", "A day was missed"),
    ("recounted", "Tính lại ngày", "Days counted anew"),
    ("succeeded", "Đơn vị mới tiếp nhận", "Successor took over"),
];

/// The words of a kind; the code itself where it has none.
pub(in crate::pages) fn of(language: Language, kind: &'static str) -> &'static str {
    let found = ALL.iter().find(|(code, ..)| *code == kind);
    found.map_or(kind, |(_, vi, en)| crate::pages::told::by(language, vi, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_event_has_words_in_both_languages() {
        let kinds = include_str!("../../domain/event/words.rs");
        let codes: Vec<&str> =
            kinds.lines().filter_map(|line| line.split("=> \"").nth(1)).collect();

        assert!(codes.len() > 50, "{}", codes.len());
        for code in codes {
            let code = code.trim_end_matches("\",");
            assert!(ALL.iter().any(|(one, vi, en)| *one == code && vi != en), "{code}");
        }
    }
}
