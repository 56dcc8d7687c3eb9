//! What an answer must hold to be one: words, and not only those of the report. It stops what was pasted and what are dots;
//! whether an answer makes sense only a reader can tell. And how often a reporter adds something, and is told something.

use std::collections::BTreeSet;

use crate::domain::case::Case;
use crate::domain::event::{Event, EventKind};
use crate::domain::lifecycle::{Command, Refusal};
use crate::domain::text::fold;
use crate::domain::time::Day;
use crate::service::cases::record::CaseFile;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::store::backend::Conn;
use crate::store::cases;

/// Words of an answer at least.
const WORDS: usize = 5;
/// So often at most a reporter adds facts on one day.
const ADDED_A_DAY: usize = 10;
/// So often at most a reporter is told something in one case on one day that is no answer: each is a mail.
const TOLD_A_DAY: usize = 2;
/// So many of them at least stand nowhere in the report.
const OWN_WORDS: usize = 3;

/// Refuses an answer that says nothing; what is `shared` with other reporters stands before it.
///
/// # Errors
/// [`ServiceError::Invalid`] with the pointer of the text.
pub(super) fn checked(
    file: &CaseFile,
    shared: Option<&str>,
    command: &Command,
) -> Result<(), ServiceError> {
    let Command::Answer { text, .. } = command else { return Ok(()) };
    let report = file.report().map(|report| report.text.as_str()).unwrap_or_default();
    if says_something(&[shared.unwrap_or_default(), text].join(" "), report) {
        Ok(())
    } else {
        Err(ServiceError::field("/text", FieldFault::SaysNothing))
    }
}

/// Refuses facts that are added, and announcements, too often on one day: who floods a case, or the mailbox of its reporter, buries
/// what matters in it.
///
/// # Errors
/// [`Refusal::TooManyToday`].
pub(super) fn within_a_day(
    conn: &mut Conn,
    case: &Case,
    command: &Command,
    today: Day,
) -> Result<(), Fault> {
    let most = match command {
        Command::AddFacts { .. } => ADDED_A_DAY,
        Command::Announce { .. } => TOLD_A_DAY,
        _ => return Ok(()),
    };
    let events = cases::events(conn, case)?;
    let alike = |event: &&Event| {
        let pair = (command, &event.payload.event_kind);
        let added = matches!(pair, (Command::AddFacts { .. }, EventKind::Added { .. }));
        let told = matches!(pair, (Command::Announce { .. }, EventKind::Announced { .. }));
        event.day == today && (added || told)
    };
    if events.iter().filter(alike).count() < most {
        Ok(())
    } else {
        Err(ServiceError::Refused(Refusal::TooManyToday).into())
    }
}

fn says_something(text: &str, report: &str) -> bool {
    let (text, report) = (fold(text).replace('.', " "), fold(report).replace('.', " "));
    let known: BTreeSet<&str> = report.split_whitespace().collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    let own: BTreeSet<&&str> = words.iter().filter(|word| !known.contains(*word)).collect();
    words.len() >= WORDS && own.len() >= OWN_WORDS
}

#[cfg(test)]
mod tests {
    use super::says_something;

    const REPORT: &str = "Hồ sơ đất đai của tôi đã quá hẹn sáu ngày mà không có thông báo nào.";

    #[test]
    fn an_answer_has_words_of_its_own() {
        for text in [
            "Sở xin lỗi vì chậm; giấy chứng nhận đã sẵn sàng.",
            "Kết quả được trả vào sáng thứ Hai.",
        ] {
            assert!(says_something(text, REPORT), "{text}");
        }
        for text in [
            "Đã trả lời.",
            "............",
            "Rõ. Rõ. Rõ. Rõ. Rõ. Rõ.",
            REPORT,
            "HO SO DAT DAI CUA TOI DA QUA HEN SAU NGAY.",
            "Hồ sơ đất đai của tôi đã quá hẹn, vâng ạ.",
            "a.b.c.d",
        ] {
            assert!(!says_something(text, REPORT), "{text}");
        }
    }
}
