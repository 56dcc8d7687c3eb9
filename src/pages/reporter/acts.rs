//! What the holder of a receipt can do on the page that shows the report, and how it is read from there.

use serde_json::{Value, json};

use crate::domain::case::State;
use crate::domain::law::right::Right;
use crate::domain::lifecycle::Command;
use crate::domain::text::{Note, TextFault};
use crate::pages::asked::Fields;
use crate::pages::words::Words;
use crate::service::cases::tracking::Tracked;

/// Something that can be done by a button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Answer a question.
    Reply,
    /// Say more.
    Add,
    /// The answer will do.
    Agree,
    /// It will not.
    Disagree,
    /// Have somebody else look.
    Review,
    /// Take it back.
    Withdraw,
    /// Have a receipt that no desk has seen.
    Own,
}

impl Act {
    const ALL: [Self; 7] = [
        Self::Reply,
        Self::Agree,
        Self::Disagree,
        Self::Review,
        Self::Add,
        Self::Withdraw,
        Self::Own,
    ];

    /// What the button sends.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Reply => "tra-loi",
            Self::Add => "bo-sung",
            Self::Agree => "dong-y",
            Self::Disagree => "chua-duoc",
            Self::Review => "xem-lai",
            Self::Withdraw => "rut",
            Self::Own => "ma-rieng",
        }
    }

    /// The one that was sent.
    pub(super) fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The operation of the API that does the same.
    pub(super) const fn operation(self) -> &'static str {
        match self {
            Self::Reply => "reply_to_question",
            Self::Add => "add_to_report",
            Self::Agree => "confirm_answer",
            Self::Disagree => "reopen_report",
            Self::Review => "review_report",
            Self::Withdraw => "withdraw_report",
            Self::Own => "activate_receipt",
        }
    }

    /// Whether it needs words.
    pub(super) const fn asks(self) -> bool {
        !matches!(self, Self::Agree | Self::Own)
    }

    /// The right that it uses; more can be said as long as somebody works on it.
    pub(super) const fn right(self) -> Option<Right> {
        match self {
            Self::Reply => Some(Right::Reply),
            Self::Add | Self::Own => None,
            Self::Agree => Some(Right::Confirm),
            Self::Disagree => Some(Right::Reopen),
            Self::Review => Some(Right::Review),
            Self::Withdraw => Some(Right::Withdraw),
        }
    }

    /// What its button says.
    pub(super) const fn title(self, words: &Words) -> &'static str {
        match self {
            Self::Reply => words.do_reply,
            Self::Add => words.do_add,
            Self::Agree => words.do_confirm,
            Self::Disagree => words.do_reopen,
            Self::Review => words.do_review,
            Self::Withdraw => words.do_withdraw,
            Self::Own => words.do_own,
        }
    }

    /// What can be done now by the holder of the receipt to the case that goes on, the most urgent first.
    pub(super) fn open(found: &Tracked) -> Vec<Self> {
        // A slip that a desk printed may be in other hands: it shows the report, and does nothing to it.
        if !found.activated {
            return vec![Self::Own];
        }
        let worked_on = matches!(
            found.state,
            State::Received
                | State::AwaitingReporter
                | State::Accepted
                | State::Suspended
                | State::Answered
        );
        let stands = |right| found.rights.iter().any(|open| open.right == right);
        let can = |one: &Self| *one != Self::Own && one.right().map_or(worked_on, stands);
        Self::ALL.into_iter().filter(can).collect()
    }

    /// Whether a right is one that a button of the page uses.
    pub(super) fn uses(right: Right) -> bool {
        Self::ALL.into_iter().any(|one| one.right() == Some(right))
    }

    /// The name of its field.
    pub(super) fn field(self) -> String {
        format!("noi_dung_{}", self.code())
    }

    /// What was typed for it.
    pub(super) fn typed(self, fields: &Fields) -> &str {
        fields.get(&self.field()).map(String::as_str).unwrap_or_default()
    }

    /// The command that was asked for, and the body that the API would take for it; none for what is done to the receipt and not to
    /// the case.
    ///
    /// # Errors
    /// What is wrong with its words.
    pub(super) fn command(
        self,
        typed: &str,
        under_pressure: bool,
    ) -> Result<Option<(Command, Value)>, TextFault> {
        let text =
            if self.asks() { Note::parse(typed)?.as_str().to_owned() } else { String::new() };
        let body = match self {
            Self::Withdraw => json!({"text": text, "under_pressure": under_pressure}),
            Self::Agree => json!({}),
            _ => json!({"text": text}),
        };
        let command = match self {
            Self::Reply => Command::ReporterReply { text },
            Self::Add => Command::AddFacts { text },
            Self::Disagree => Command::Reopen { text },
            Self::Review => Command::Review { text },
            Self::Withdraw => Command::Withdraw { under_pressure, text },
            Self::Agree => Command::Confirm,
            Self::Own => return Ok(None),
        };
        Ok(Some((command, body)))
    }
}
