//! What happened, as a mail says it in a sentence: never a word of a report or of an answer.

use super::{Facts, Notice, Recipient, Template};
use crate::domain::case::Case;
use crate::domain::codes::codes;
use crate::domain::event::EventKind;
use crate::domain::ids::{EventId, UnitId};
use crate::domain::kind::Channel;

codes! {
    /// What happened, as a mail says it: never a word of a report or of an answer.
    News {
        /// The signed paper has come, and the periods run.
        Signed => "signed",
        /// There is a question.
        Asked => "asked",
        /// The reporter is told something that is no answer.
        Announced => "announced",
        /// The reporter answered.
        Replied => "replied",
        /// The reporter added facts.
        Added => "added",
        /// The reporter says that somebody takes revenge; for inspectors.
        Retaliation => "retaliation",
        /// The clock stands still.
        Suspended => "suspended",
        /// The clock goes on.
        Resumed => "resumed",
        /// The period was extended.
        Extended => "extended",
        /// The case was found complex.
        ComplexityRecorded => "complexity_recorded",
        /// An inspector decided a dispute of competence.
        DisputeSettled => "dispute_settled",
        /// A forward was found wrong.
        ForwardWrong => "forward_wrong",
        /// An inspector sent the answer back.
        Returned => "returned",
        /// The reporter reopened it.
        Reopened => "reopened",
        /// Another unit or person looks at it.
        Reviewed => "reviewed",
        /// The inspectorate took it from its unit.
        CalledUp => "called_up",
        /// It is another kind in law.
        Requalified => "requalified",
        /// The reporter took it back.
        Withdrawn => "withdrawn",
        /// It goes on in another case.
        Merged => "merged",
        /// It stays a case by itself.
        MergeRefused => "merge_refused",
        /// What was not passed to the investigators goes on in a case of its own.
        Continued => "continued",
        /// It goes on by itself again.
        Unmerged => "unmerged",
        /// It is taken up after all.
        Overturned => "overturned",
        /// It waits for an inspector's word: on competence, on the promised day, or on the day of a paper.
        AwaitsInspector => "awaits_inspector",
        /// It was passed to the investigation agency.
        Referred => "referred",
        /// The last day of a wait has passed.
        Lapsed => "lapsed",
        /// A last day was counted anew by another calendar.
        Recounted => "recounted",
        /// A promised day is claimed.
        PromiseClaimed => "promise_claimed",
        /// The unit contests the promised day.
        PromiseDenied => "promise_denied",
        /// An inspector decided which day was promised.
        PromiseSettled => "promise_settled",
        /// The claimed day stands by silence.
        PromiseStood => "promise_stood",
        /// There is an apology for being late.
        Apologised => "apologised",
        /// The result of the dossier was given, as the unit says.
        ResultRecorded => "result_recorded",
    }
}

impl News {
    /// The sentence, in Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Signed => "Đã nhận đơn có chữ ký; thời hạn giải quyết bắt đầu tính.",
            Self::Asked => "Có câu hỏi cần người nộp trả lời.",
            Self::Announced => "Có thông báo gửi người nộp.",
            Self::Replied => "Người nộp đã trả lời câu hỏi.",
            Self::Added => "Người nộp bổ sung thông tin.",
            Self::Retaliation => {
                "Người nộp cho biết bị trù dập, đe dọa vì đã phản ánh; chỉ thanh tra được biết."
            }
            Self::Suspended => "Việc giải quyết được tạm đình chỉ.",
            Self::Resumed => "Việc giải quyết được tiếp tục.",
            Self::Extended => "Thời hạn giải quyết được gia hạn.",
            Self::ComplexityRecorded => {
                "Đã ghi nhận tình tiết phức tạp của vụ việc; thời hạn được tính lại."
            }
            Self::DisputeSettled => "Thanh tra đã quyết định về thẩm quyền giải quyết.",
            Self::ForwardWrong => "Thanh tra kết luận đơn vị đã chuyển vụ việc sai thẩm quyền.",
            Self::Returned => "Thanh tra yêu cầu trả lời lại.",
            Self::Reopened => "Người nộp đề nghị giải quyết lại.",
            Self::Reviewed => "Vụ việc được xem xét lại bởi cơ quan hoặc người khác.",
            Self::CalledUp => "Vụ việc được cơ quan thanh tra rút lên giải quyết.",
            Self::Requalified => "Loại đơn được xác định lại.",
            Self::Withdrawn => "Người nộp đã rút đơn.",
            Self::Merged => {
                "Vụ việc được giải quyết cùng một vụ việc khác về cùng một việc; thời hạn của vụ việc này không đổi."
            }
            Self::Continued => {
                "Các nội dung còn lại của một phản ánh được tiếp tục trong vụ việc này."
            }
            Self::AwaitsInspector => {
                "Vụ việc chờ thanh tra viên quyết định: về thẩm quyền, việc nhập vụ việc, ngày hẹn trả hoặc ngày đến của đơn giấy."
            }
            Self::MergeRefused => {
                "Thanh tra không đồng ý nhập vụ việc vào vụ việc khác; vụ việc được giải quyết riêng."
            }
            Self::Unmerged => "Vụ việc được tách ra để giải quyết riêng.",
            Self::Overturned => {
                "Quyết định từ chối bị hủy; vụ việc được giải quyết tiếp theo thời hạn cũ."
            }
            Self::Referred => "Vụ việc được chuyển đến cơ quan điều tra để xem xét.",
            Self::Lapsed => "Thời hạn chờ đã hết.",
            Self::Recounted => "Thời hạn được tính lại theo lịch nghỉ mới công bố.",
            Self::PromiseClaimed => {
                "Người nộp nêu ngày hẹn trả hồ sơ; đơn vị xác nhận hoặc phản bác trong hạn, im lặng là đồng ý."
            }
            Self::PromiseDenied => {
                "Đơn vị không đồng ý với ngày hẹn được nêu; thanh tra sẽ quyết định."
            }
            Self::PromiseSettled => "Thanh tra đã quyết định về ngày hẹn trả hồ sơ.",
            Self::PromiseStood => {
                "Đơn vị không phản bác đúng hạn nên ngày hẹn được nêu được coi là đúng."
            }
            Self::Apologised => "Đơn vị ghi nhận đã xin lỗi vì hồ sơ trễ hẹn.",
            Self::ResultRecorded => "Đơn vị ghi nhận đã trả kết quả hồ sơ.",
        }
    }

    /// The sentence, in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Signed => "The signed paper has come; the periods run from now on.",
            Self::Asked => "There is a question for the reporter.",
            Self::Announced => "There is an announcement for the reporter.",
            Self::Replied => "The reporter has answered the question.",
            Self::Added => "The reporter has added facts.",
            Self::Retaliation => {
                "The reporter says that somebody takes revenge for the report; only inspectors are told."
            }
            Self::Suspended => "The case is suspended.",
            Self::Resumed => "The case goes on.",
            Self::Extended => "The period for the answer was extended.",
            Self::ComplexityRecorded => "The case was found complex; its period was counted anew.",
            Self::DisputeSettled => "An inspector decided who is competent.",
            Self::ForwardWrong => "An inspector found that your unit forwarded the case wrongly.",
            Self::Returned => "An inspector wants another answer.",
            Self::Reopened => "The reporter asks for the case to be reopened.",
            Self::Reviewed => "Another unit or another person looks at the case again.",
            Self::CalledUp => "The inspectorate has called the case up and handles it from now on.",
            Self::Requalified => "The report was found to be of another kind.",
            Self::Withdrawn => "The reporter has taken the report back.",
            Self::Merged => {
                "The case is answered together with another on the same matter; its own last day does not change."
            }
            Self::Continued => "The other contents of a report go on in this case.",
            Self::AwaitsInspector => {
                "The case waits for an inspector's word: on who is competent, on a merge, on the promised day, or on the day of a paper."
            }
            Self::MergeRefused => {
                "An inspector does not hold it to be one matter with the other case; it is answered by itself."
            }
            Self::Unmerged => "The case goes on by itself again.",
            Self::Overturned => {
                "The refusal was overturned; the case goes on by its old last days."
            }
            Self::Referred => "The case was passed to the investigation agency.",
            Self::Lapsed => "The last day of a wait has passed.",
            Self::Recounted => "A period was counted anew by a newly announced calendar.",
            Self::PromiseClaimed => {
                "The reporter names the day the dossier was promised for; confirm or contest it in time, silence lets it stand."
            }
            Self::PromiseDenied => {
                "The unit contests the promised day that was named; an inspector will decide."
            }
            Self::PromiseSettled => "An inspector decided which day the dossier was promised for.",
            Self::PromiseStood => {
                "The unit did not contest the promised day in time, so the day that was named stands."
            }
            Self::Apologised => "The unit has recorded its apology for the late dossier.",
            Self::ResultRecorded => {
                "The unit has recorded that the result of the dossier was given."
            }
        }
    }

    /// What an event is news of, to the unit and to the reporter.
    pub(super) const fn of(event_kind: &EventKind) -> Option<(Self, bool, bool)> {
        // (what, the unit is told, the reporter is told)
        Some(match event_kind {
            EventKind::Signed { .. } => (Self::Signed, true, true),
            EventKind::Asked { .. } => (Self::Asked, false, true),
            EventKind::Announced { .. } => (Self::Announced, false, true),
            EventKind::Replied { .. } => (Self::Replied, true, false),
            EventKind::Added { .. } => (Self::Added, true, false),
            EventKind::Suspended { .. } => (Self::Suspended, false, true),
            EventKind::Resumed => (Self::Resumed, false, true),
            EventKind::Extended { .. } => (Self::Extended, false, true),
            EventKind::ComplexityRecorded { .. } => (Self::ComplexityRecorded, false, true),
            EventKind::DisputeSettled { .. } => (Self::DisputeSettled, true, true),
            EventKind::CalledUp { .. } => (Self::CalledUp, false, true),
            EventKind::Returned { .. } => (Self::Returned, true, true),
            EventKind::Reopened { .. } => (Self::Reopened, true, false),
            EventKind::Reviewed { .. } => (Self::Reviewed, true, true),
            // The unit that has it from now on hears of it as of any case that came.
            EventKind::Requalified { to, .. } => (Self::Requalified, to.is_none(), true),
            // Of a case that goes on nobody is told: a pressed reporter must not be given away.
            EventKind::Withdrawn { goes_on: false, .. } => (Self::Withdrawn, true, false),
            EventKind::Merged { .. } => (Self::Merged, true, true),
            EventKind::MergeRefused { .. } => (Self::MergeRefused, true, false),
            // A mail on the day of the referral would be the warning; the duties are reminded of.
            EventKind::Continued { .. } => (Self::Continued, false, true),
            EventKind::Unmerged { .. } => (Self::Unmerged, true, true),
            EventKind::Overturned { .. } => (Self::Overturned, true, true),
            // The unit gets no warning of an investigation.
            EventKind::Referred { .. } => (Self::Referred, false, true),
            EventKind::Lapsed { .. } => (Self::Lapsed, true, true),
            EventKind::Recounted => (Self::Recounted, true, true),
            EventKind::PromiseClaimed { .. } => (Self::PromiseClaimed, true, false),
            EventKind::PromiseDenied { .. } => (Self::PromiseDenied, false, true),
            EventKind::PromiseSettled { .. } => (Self::PromiseSettled, true, true),
            EventKind::PromiseStood { .. } => (Self::PromiseStood, true, true),
            EventKind::Apologised { .. } => (Self::Apologised, false, true),
            EventKind::ResultRecorded { .. } => (Self::ResultRecorded, false, true),
            _ => return None,
        })
    }
}

/// A service case has come to wait for an inspector's word: the body that watches over the channel
/// hears of it.
pub fn awaits(case: &Case, event: EventId, watcher: UnitId) -> Option<Notice> {
    (case.channel == Channel::Service).then(|| Notice {
        template: Template::UnitNews,
        to: Recipient::Unit(watcher),
        case_id: Some(case.id),
        dedup_key: format!("{}:{event}:awaits", Template::UnitNews),
        facts: Facts {
            number: case.number.clone(),
            news: Some(News::AwaitsInspector),
            ..Facts::default()
        },
    })
}
