//! What a reporter can do now: the rights that stand open, in plain words, with their articles.

use super::case::{Case, State};
use super::codes::codes;
use super::kind::Channel;
use super::obligation::Obligation;
use super::time::Day;

codes! {
    /// Something the reporter can do.
    Right {
        /// Wait: nothing is late.
        Wait => "wait",
        /// The answer is late: ask the unit to explain (Luật PCTN 2018 Art. 15).
        AskForExplanation => "ask_for_explanation",
        /// Complain about the act or the silence (Luật Khiếu nại 2011 Art. 7, 9).
        Complain => "complain",
        /// Denounce a breach of the law by name (Luật Tố cáo 2018 Art. 22, 23).
        Denounce => "denounce",
    }
}

impl Right {
    /// The article it rests on.
    pub const fn legal_ref(self) -> &'static str {
        match self {
            Self::Wait => "Luật Tiếp công dân 2013 Điều 28",
            Self::AskForExplanation => "Luật PCTN 2018 Điều 15; NĐ 59/2019 Điều 4, 8, 10",
            Self::Complain => "Luật Khiếu nại 2011 Điều 7, 8, 9",
            Self::Denounce => "Luật Tố cáo 2018 Điều 9, 22, 23",
        }
    }

    /// What to do, in Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Wait => {
                "Chờ trả lời đến hết ngày ghi ở mục nghĩa vụ; tra cứu lại bằng mã biên nhận này."
            }
            Self::AskForExplanation => {
                "Yêu cầu cơ quan giải trình bằng văn bản có chữ ký, nếu quyền lợi của bạn bị ảnh hưởng trực tiếp."
            }
            Self::Complain => {
                "Khiếu nại trong 90 ngày kể từ ngày nhận hoặc biết được quyết định, hành vi hành chính."
            }
            Self::Denounce => {
                "Tố cáo bằng đơn có họ tên và chữ ký, hoặc trực tiếp tại cơ quan có thẩm quyền."
            }
        }
    }

    /// What to do, in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Wait => {
                "Wait for the answer until the day shown with the obligations; look again with this receipt."
            }
            Self::AskForExplanation => {
                "Ask the body to explain, in a signed letter, if your own rights are directly affected."
            }
            Self::Complain => {
                "Complain within 90 days of receiving or learning of the decision or act."
            }
            Self::Denounce => {
                "Denounce in a signed letter with your name, or in person at the competent body."
            }
        }
    }
}

/// The rights open on `today`.
pub fn open_on(case: &Case, obligations: &[Obligation], today: Day) -> Vec<Right> {
    let late = obligations.iter().any(|one| one.is_overdue(today));
    match (case.channel, case.state) {
        (Channel::Integrity, state) if !state.is_open() => vec![Right::Denounce],
        (Channel::Integrity, _) => vec![Right::Wait, Right::Denounce],
        (Channel::Service, state) if state == State::Answered || !state.is_open() => {
            vec![Right::AskForExplanation, Right::Complain]
        }
        (Channel::Service, _) if late => vec![Right::AskForExplanation, Right::Complain],
        (Channel::Service, _) => vec![Right::Wait],
    }
}
