//! What the holder of a receipt can do on the page that shows the report, and how it is read from there.

use serde_json::{Value, json};

use crate::domain::case::State;
use crate::domain::law::right::Right;
use crate::domain::lifecycle::Command;
use crate::domain::text::{Note, TextFault};
use crate::pages::asked::Fields;
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
}

impl Act {
    const ALL: [Self; 6] =
        [Self::Reply, Self::Agree, Self::Disagree, Self::Review, Self::Add, Self::Withdraw];

    /// What the button sends.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Reply => "tra-loi",
            Self::Add => "bo-sung",
            Self::Agree => "dong-y",
            Self::Disagree => "chua-duoc",
            Self::Review => "xem-lai",
            Self::Withdraw => "rut",
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
        }
    }

    /// Whether it needs words.
    pub(super) const fn asks(self) -> bool {
        !matches!(self, Self::Agree)
    }

    /// The right that it uses; more can be said as long as somebody works on it.
    const fn right(self) -> Option<Right> {
        match self {
            Self::Reply => Some(Right::Reply),
            Self::Add => None,
            Self::Agree => Some(Right::Confirm),
            Self::Disagree => Some(Right::Reopen),
            Self::Review => Some(Right::Review),
            Self::Withdraw => Some(Right::Withdraw),
        }
    }

    /// What can be done now by the holder of the receipt, the most urgent first.
    pub(super) fn open(found: &Tracked) -> Vec<Self> {
        let worked_on = matches!(
            found.state,
            State::Received
                | State::AwaitingReporter
                | State::Accepted
                | State::Suspended
                | State::Answered
        );
        let stands = |right| found.rights.iter().any(|open| open.right == right);
        Self::ALL.into_iter().filter(|one| one.right().map_or(worked_on, stands)).collect()
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

    /// The command that was asked for.
    ///
    /// # Errors
    /// What is wrong with its words.
    pub(super) fn command(self, fields: &Fields) -> Result<(Command, Value), TextFault> {
        if self == Self::Agree {
            return Ok((Command::Confirm, json!({})));
        }
        let text = Note::parse(self.typed(fields))?.as_str().to_owned();
        let under_pressure = fields.get("ep").is_some_and(|it| it == "co");
        let body = match self {
            Self::Withdraw => json!({"text": text, "under_pressure": under_pressure}),
            _ => json!({"text": text}),
        };
        let command = match self {
            Self::Reply => Command::ReporterReply { text },
            Self::Add => Command::AddFacts { text },
            Self::Disagree => Command::Reopen { text },
            Self::Review => Command::Review { text },
            Self::Withdraw => Command::Withdraw { under_pressure, text },
            Self::Agree => Command::Confirm,
        };
        Ok((command, body))
    }
}
