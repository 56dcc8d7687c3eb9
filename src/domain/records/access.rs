//! The access log: who read what only few may read, took it, signed in, subscribed a system, kept accounts, took a list out, or was denied.

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::ids::{AttachmentId, CaseId, UserId};
use crate::domain::time::{Day, Instant};

codes! {
    /// What was done.
    Accessed {
        /// A tip was read.
        TipRead => "tip_read",
        /// The name of a reporter, and how to reach them, were read.
        ContactRead => "contact_read",
        /// What a reporter said with a rating, for inspectors alone, was read.
        RatingRead => "rating_read",
        /// The original of a file beside a report was read.
        FileRead => "file_read",
        /// A tip that was in nobody's hand was taken.
        TipTaken => "tip_taken",
        /// A tip was taken out of another hand.
        TipTakenOver => "tip_taken_over",
        /// A session began.
        SignedIn => "signed_in",
        /// Counts under five, of all units, were read by whoever drafts or signs criteria: a simulation, a snapshot.
        FiguresRead => "figures_read",
        /// A mail that was given up is owed again.
        MailResent => "mail_resent",
        /// A system was subscribed to changes of the own queue, or its secret renewed.
        WebhookSubscribed => "webhook_subscribed",
        /// Such a subscription was ended.
        WebhookEnded => "webhook_ended",
        /// An account was made.
        AccountMade => "account_made",
        /// Its name, address, unit or role was changed, or that was asked for.
        AccountChanged => "account_changed",
        /// It was closed.
        AccountClosed => "account_closed",
        /// It was opened again, or that was asked for.
        AccountReopened => "account_reopened",
        /// An administrator ended its sessions.
        SessionsEnded => "sessions_ended",
        /// An administrator asked that its password end.
        ResetAsked => "reset_asked",
        /// What another administrator had asked for was done.
        RequestConfirmed => "request_confirmed",
        /// What an administrator had asked for is not to be done.
        RequestDropped => "request_dropped",
        /// Somebody set the own password.
        PasswordSet => "password_set",
        /// A second factor is asked for from now on.
        FactorSet => "factor_set",
        /// It is not any more: its owner, or two administrators, removed it.
        FactorRemoved => "factor_removed",
        /// Codes that stand in for it were made anew.
        CodesRenewed => "codes_renewed",
        /// Somebody signed in showed password and code again.
        Proven => "proven",
        /// An administrator asked that a second factor end.
        FactorResetAsked => "factor_reset_asked",
        /// A list was taken out as a file.
        ExportMade => "export_made",
        /// Such a file was fetched.
        ExportRead => "export_read",
        /// Something was asked for that is not there for whoever asked.
        Denied => "denied",
    }
}

/// What of an entry is sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// What was done.
    pub what: Accessed,
    /// When; of what was denied the first time in its minute.
    pub at: Instant,
    /// By which operation of the API.
    pub operation: String,
    /// The case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseId>,
    /// The file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<AttachmentId>,
    /// The account that an administrator kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<UserId>,
    /// The SHA-256 of the file that was taken out, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Why a tip was taken over, or a list taken out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How often in that minute.
    pub count: u32,
}

impl Access {
    /// Something that was done once.
    pub fn once(what: Accessed, at: Instant, operation: &str, case: Option<CaseId>) -> Self {
        Self {
            what,
            at,
            operation: operation.to_owned(),
            case,
            file: None,
            account: None,
            sha256: None,
            reason: None,
            count: 1,
        }
    }
}

/// One entry, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The day.
    pub day: Day,
    /// Who.
    pub actor: UserId,
    /// The rest.
    pub access: Access,
}
