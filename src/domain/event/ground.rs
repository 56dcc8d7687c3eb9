//! The grounds that a refusal or a return must name: closed lists of the law.

use crate::domain::codes::{codes, words};
use crate::domain::kind::Kind;

codes! {
    /// Why a report is not taken up. Each kind knows its own ([`DeclineGround::kinds`]).
    DeclineGround {
        /// It does not say what happened, or to whom (NĐ 20/2008 Art. 7).
        ContentUnclear => "content_unclear",
        /// It is not what the kind is for.
        NotInScope => "not_in_scope",
        /// The same matter has an answer and nothing is new.
        AlreadyAnswered => "already_answered",
        /// Another competent body has taken it up.
        AcceptedElsewhere => "accepted_elsewhere",
        /// No full capacity, or no direct effect on the requester's rights (NĐ 59/2019 Art. 4, 5).
        ConditionsMissing => "conditions_missing",
        /// State, private or business secrets, or internal direction (NĐ 59/2019 Art. 6).
        SecretContent => "secret_content",
        /// The proxy is not valid (NĐ 59/2019 Art. 5; NĐ 155/2026 Art. 5.3).
        InvalidProxy => "invalid_proxy",
        /// Drunk or disorderly (NĐ 59/2019 Art. 5).
        Disorderly => "disorderly",
        /// Not the complainant's own rights (Luật Khiếu nại 2011 Art. 11).
        NotOwnRights => "not_own_rights",
        /// No signature (Art. 11).
        Unsigned => "unsigned",
        /// Filed after the time limit without a reason (Art. 9, 11).
        TimeExpired => "time_expired",
        /// There is a second decision already (Art. 11).
        SecondDecisionExists => "second_decision_exists",
        /// A court has it (Art. 11).
        CourtTookIt => "court_took_it",
        /// The conditions of acceptance are not met (Luật Tố cáo 2018 Art. 29).
        AcceptanceConditions => "acceptance_conditions",
    }
}

words! {
    DeclineGround {
        ContentUnclear => "không nói rõ việc gì hoặc với ai", "does not say what happened, or to whom";
        NotInScope => "không thuộc phạm vi của loại đơn này", "not what this kind of report is for";
        AlreadyAnswered => "việc này đã được trả lời, không có tình tiết mới", "the same matter has an answer and nothing is new";
        AcceptedElsewhere => "cơ quan có thẩm quyền khác đã thụ lý", "another competent body has taken it up";
        ConditionsMissing => "không đủ năng lực hoặc quyền, lợi ích không bị tác động trực tiếp", "no full capacity, or no direct effect on one's rights";
        SecretContent => "thuộc bí mật nhà nước, đời tư, kinh doanh hoặc chỉ đạo nội bộ", "state, private or business secrets, or internal direction";
        InvalidProxy => "việc ủy quyền không hợp lệ", "the proxy is not valid";
        Disorderly => "đang say hoặc gây rối trật tự", "drunk or disorderly";
        NotOwnRights => "không phải quyền, lợi ích của người khiếu nại", "not the complainant's own rights";
        Unsigned => "đơn không có chữ ký hoặc điểm chỉ", "no signature";
        TimeExpired => "hết thời hiệu mà không có lý do chính đáng", "filed after the time limit without a reason";
        SecondDecisionExists => "đã có quyết định giải quyết lần hai", "there is a second decision already";
        CourtTookIt => "Tòa án đã thụ lý", "a court has taken it up";
        AcceptanceConditions => "không đủ điều kiện thụ lý tố cáo", "the conditions for taking up a denunciation are not met";
    }
}

impl DeclineGround {
    /// Whether it says something about the reporter rather than about the matter: one person must not say so alone of
    /// somebody who was not asked.
    pub const fn is_about_reporter(self) -> bool {
        matches!(self, Self::ContentUnclear | Self::Disorderly)
    }

    /// Whether the law knows this ground for reports of `kind`.
    pub const fn holds_for(self, kind: Kind) -> bool {
        match self {
            Self::ContentUnclear
            | Self::NotInScope
            | Self::AlreadyAnswered
            | Self::AcceptedElsewhere => !matches!(kind, Kind::FrontDemand),
            Self::ConditionsMissing | Self::SecretContent | Self::Disorderly => {
                matches!(kind, Kind::ExplanationRequest)
            }
            Self::InvalidProxy => {
                matches!(kind, Kind::ExplanationRequest | Kind::Complaint | Kind::SecondComplaint)
            }
            Self::NotOwnRights
            | Self::TimeExpired
            | Self::SecondDecisionExists
            | Self::CourtTookIt => matches!(kind, Kind::Complaint | Kind::SecondComplaint),
            Self::Unsigned => matches!(
                kind,
                Kind::ExplanationRequest
                    | Kind::Complaint
                    | Kind::SecondComplaint
                    | Kind::Denunciation
            ),
            Self::AcceptanceConditions => matches!(kind, Kind::Denunciation),
        }
    }
}

codes! {
    /// Why an inspector sends an answer back.
    ReturnGround {
        /// It says nothing in particular.
        Generic => "generic",
        /// It leaves a point of the report without an answer.
        Incomplete => "incomplete",
        /// It rests on a wrong fact or a wrong article.
        Wrong => "wrong",
        /// It promises a remedy that is none.
        NoRemedy => "no_remedy",
    }
}

words! {
    ReturnGround {
        Generic => "trả lời chung chung", "says nothing in particular";
        Incomplete => "chưa trả lời hết các nội dung", "leaves a point without an answer";
        Wrong => "sai dữ kiện hoặc sai căn cứ pháp luật", "rests on a wrong fact or article";
        NoRemedy => "hứa khắc phục mà không có biện pháp thật", "promises a remedy that is none";
    }
}
