//! The rights of a reporter, each with its article and the plain words for it.

use crate::domain::codes::codes;
use crate::domain::kind::Kind;

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident => $code:literal { law: $law_vi:literal, $law_en:literal; vi: $vi:literal; en: $en:literal })+) => {
        codes! {
            /// Something the reporter can do.
            Right { $($(#[$doc])* $name => $code,)+ }
        }

        impl Right {
            const fn article(self) -> (&'static str, &'static str) {
                match self { $(Self::$name => ($law_vi, $law_en),)+ }
            }

            /// What to do, in Vietnamese.
            pub const fn vi(self) -> &'static str {
                match self { $(Self::$name => $vi,)+ }
            }

            /// What to do, in English.
            pub const fn en(self) -> &'static str {
                match self { $(Self::$name => $en,)+ }
            }
        }
    };
}

rights! {
    /// Wait: nothing is late.
    Wait => "wait" {
        law: "Luật Tiếp công dân 2013 Điều 28", "Law on Citizen Reception 2013 Art. 28";
        vi: "Chờ trả lời đến hết ngày ghi ở mục nghĩa vụ; tra cứu lại bằng mã biên nhận này.";
        en: "Wait for the answer until the day shown with the obligations; look again with this receipt."
    }
    /// Bring the signed paper.
    Sign => "sign" {
        law: "Chính sách của tỉnh", "The province's policy";
        vi: "Nộp đơn có chữ ký (hoặc điểm chỉ) tại bộ phận tiếp nhận; quá ngày này đơn không được thụ lý.";
        en: "Bring the signed paper to the reception desk; after this day the paper is not taken up."
    }
    /// Answer a question.
    Reply => "reply" {
        law: "Luật Tiếp công dân 2013 Điều 28", "Law on Citizen Reception 2013 Art. 28";
        vi: "Trả lời câu hỏi của cơ quan giải quyết; quá ngày này việc giải quyết tiếp tục với thông tin đang có.";
        en: "Answer the question you were asked; after this day the case goes on with what is known."
    }
    /// Say that the answer will do.
    Confirm => "confirm" {
        law: "Chính sách của tỉnh", "The province's policy";
        vi: "Xác nhận câu trả lời; nếu im lặng đến hết ngày này thì vụ việc kết thúc tạm thời và có thể được kiểm tra lại.";
        en: "Confirm the answer; if you are silent until this day the case closes provisionally and may be checked."
    }
    /// Ask for it to be reopened.
    Reopen => "reopen" {
        law: "Chính sách của tỉnh", "The province's policy";
        vi: "Đề nghị giải quyết lại (một lần), nêu rõ lý do.";
        en: "Ask once for the case to be reopened, saying why."
    }
    /// Ask for another person's look.
    Review => "review" {
        law: "Chính sách của tỉnh", "The province's policy";
        vi: "Đề nghị cơ quan cấp trên hoặc người khác xem xét lại.";
        en: "Ask for a second look by the unit above or by another person."
    }
    /// Ask the unit to explain.
    AskForExplanation => "ask_for_explanation" {
        law: "Luật PCTN 2018 Điều 15; NĐ 59/2019 Điều 4, 8, 10", "Law on Anti-Corruption 2018 Art. 15; Decree 59/2019 Art. 4, 8, 10";
        vi: "Yêu cầu cơ quan giải trình bằng văn bản có chữ ký, nếu quyền lợi của bạn bị ảnh hưởng trực tiếp.";
        en: "Ask the body to explain, in a signed letter, if your own rights are directly affected."
    }
    /// Ask for an apology.
    AskForApology => "ask_for_apology" {
        law: "NĐ 61/2018 Điều 19.9 (đến 30/06/2025); NĐ 118/2025", "Decree 61/2018 Art. 19.9 (until 30/06/2025); Decree 118/2025";
        vi: "Yêu cầu xin lỗi: hồ sơ trễ hẹn phải được xin lỗi, nêu lý do và hẹn lại trước ngày hẹn ít nhất một ngày.";
        en: "Ask for the apology: a late dossier owes one, with the reason and a new date, at least a day before the promised day."
    }
    /// Complain.
    Complain => "complain" {
        law: "Luật Khiếu nại 2011 Điều 7, 8, 9", "Law on Complaints 2011 Art. 7, 8, 9";
        vi: "Khiếu nại trong 90 ngày kể từ ngày nhận hoặc biết được quyết định, hành vi hành chính.";
        en: "Complain within 90 days of receiving or learning of the decision or act."
    }
    /// Complain for the second time.
    ComplainAgain => "complain_again" {
        law: "Luật Khiếu nại 2011 Điều 33", "Law on Complaints 2011 Art. 33";
        vi: "Khiếu nại lần hai trong 30 ngày (vùng sâu, vùng xa 45 ngày), hoặc khởi kiện vụ án hành chính.";
        en: "Complain for the second time within 30 days (45 in a remote area), or go to the administrative court."
    }
    /// Denounce.
    Denounce => "denounce" {
        law: "Luật Tố cáo 2018 Điều 9, 22, 23", "Law on Denunciations 2018 Art. 9, 22, 23";
        vi: "Tố cáo bằng đơn có họ tên và chữ ký, hoặc trực tiếp tại cơ quan có thẩm quyền.";
        en: "Denounce in a signed letter with your name, or in person at the competent body."
    }
    /// Take it back.
    Withdraw => "withdraw" {
        law: "Chính sách của tỉnh", "The province's policy";
        vi: "Rút đơn; vụ việc vẫn được tiếp tục nếu có dấu hiệu vi phạm, đe dọa hoặc mua chuộc.";
        en: "Take the report back; the case goes on where there are signs of a violation, a threat or a bribe."
    }
}

impl Right {
    /// The article it rests on for a report of `kind`, in Vietnamese and in English. To sign and to withdraw each law has an
    /// article of its own, and for feedback and tips there is none: the province lets them be withdrawn.
    pub const fn legal_ref(self, kind: Kind) -> (&'static str, &'static str) {
        match (self, kind) {
            (Self::Sign, Kind::ExplanationRequest) => {
                ("NĐ 59/2019 Điều 8, 10", "Decree 59/2019 Art. 8, 10")
            }
            (Self::Sign, Kind::Complaint | Kind::SecondComplaint) => {
                ("Luật Khiếu nại 2011 Điều 8", "Law on Complaints 2011 Art. 8")
            }
            (Self::Sign, Kind::Denunciation) => {
                ("Luật Tố cáo 2018 Điều 23", "Law on Denunciations 2018 Art. 23")
            }
            (Self::Withdraw, Kind::ExplanationRequest) => {
                ("NĐ 59/2019 Điều 8.1, 14.3", "Decree 59/2019 Art. 8.1, 14.3")
            }
            (Self::Withdraw, Kind::Complaint | Kind::SecondComplaint) => {
                ("Luật Khiếu nại 2011 Điều 10", "Law on Complaints 2011 Art. 10")
            }
            (Self::Withdraw, Kind::Denunciation) => {
                ("Luật Tố cáo 2018 Điều 33", "Law on Denunciations 2018 Art. 33")
            }
            _ => self.article(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn withdrawing_cites_the_law_of_the_kind_and_policy_where_there_is_none() {
        let cited = |kind| Right::Withdraw.legal_ref(kind).1;

        assert_eq!(cited(Kind::Complaint), "Law on Complaints 2011 Art. 10");
        assert_eq!(cited(Kind::SecondComplaint), "Law on Complaints 2011 Art. 10");
        assert_eq!(cited(Kind::Denunciation), "Law on Denunciations 2018 Art. 33");
        assert_eq!(cited(Kind::ExplanationRequest), "Decree 59/2019 Art. 8.1, 14.3");
        for kind in [
            Kind::ConductFeedback,
            Kind::RuleFeedback,
            Kind::ApologyRequest,
            Kind::FrontDemand,
            Kind::Praise,
            Kind::CorruptionTip,
            Kind::InternalReport,
        ] {
            assert_eq!(cited(kind), "The province's policy", "{kind}");
        }
    }

    #[test]
    fn signing_cites_the_law_of_the_kind() {
        let cited = |kind| Right::Sign.legal_ref(kind).0;

        assert_eq!(cited(Kind::ExplanationRequest), "NĐ 59/2019 Điều 8, 10");
        assert_eq!(cited(Kind::Complaint), "Luật Khiếu nại 2011 Điều 8");
        assert_eq!(cited(Kind::Denunciation), "Luật Tố cáo 2018 Điều 23");
    }
}
