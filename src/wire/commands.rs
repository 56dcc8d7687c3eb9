//! Reading a command of the lifecycle from a body; each has members of its own.

use serde_json::Value;

use crate::domain::case::{Outcome, SenderBasis};
use crate::domain::event::{DeclineGround, ManifestEntry, ReturnGround};
use crate::domain::fault::FieldError;
use crate::domain::ids::AttachmentId;
use crate::domain::kind::Kind;
use crate::domain::lifecycle::{Command, CommandName, Correction, Party, PromiseCommand, Referral};
use crate::domain::records::apology::{ApologyLetter, Delivery};
use crate::domain::text::{DocumentNumber, PersonName, Place};
use crate::service::FieldFault;
use crate::service::accounts::is_login;
use crate::service::cases::handling::{Asked, Assignee};
use crate::wire::expected;
use crate::wire::form::{self, Form};

/// The most criteria a record of complexity names, and the most things a manifest lists.
const MOST_ENTRIES: usize = 50;

/// Reads a command of a member of staff.
pub fn command(body: &Value) -> Result<Asked, Vec<FieldError>> {
    form::read(body, read)
}

/// Reads the members of a command, noting every fault.
pub(crate) fn read(form: &mut Form<'_>) -> Option<Asked> {
    let by_staff = |name: &CommandName| {
        let others = [Party::Reporter, Party::Clock];
        !name.parties().iter().all(|party| others.contains(party))
    };
    let taken: Vec<CommandName> = CommandName::ALL.iter().copied().filter(by_staff).collect();
    let name = form.one_of("command", &taken);
    form.require(&["command"]);
    let name = name?;
    let to = matches!(
        name,
        CommandName::Forward | CommandName::DisputeCompetence | CommandName::Consult
    )
    .then(|| {
        form.require(&["to"]);
        form.key("to")
    })
    .flatten();
    Some(Asked::Command { command: members(form, name)?, to })
}

/// Reads in whose hand a case shall be, and why.
pub(crate) fn assignment(form: &mut Form<'_>) -> Option<Asked> {
    form.require(&["to"]);
    let hand = |text: &str| match text {
        "me" => Some(Assignee::Me),
        "none" => Some(Assignee::Nobody),
        other => match other.parse() {
            Ok(id) => Some(Assignee::Colleague(id)),
            Err(_) => is_login(other).then(|| Assignee::Login(other.to_owned())),
        },
    };
    let to = form.code("to", hand, FieldFault::NotAHand);
    let reason = form.note("reason");
    Some(Asked::Assign(to?, reason))
}

fn text(form: &mut Form<'_>) -> Option<String> {
    form.require(&["text"]);
    form.letter("text")
}

/// What stays among members of staff, who may quote a field that stands in a letter.
fn internal(form: &mut Form<'_>) -> Option<String> {
    form.require(&["text"]);
    form.note("text")
}

fn members(form: &mut Form<'_>, name: CommandName) -> Option<Command> {
    Some(match name {
        CommandName::Accept => Command::Accept,
        CommandName::Resume => Command::Resume,
        CommandName::Close => Command::Close,
        CommandName::Consult => Command::Consult,
        CommandName::RecordSignature => {
            form.require(&["signed_on"]);
            Command::RecordSignature { signed_on: form.day("signed_on")? }
        }
        CommandName::Extend => extension(form)?,
        CommandName::Refer => referral(form)?,
        CommandName::Correct => Command::Correct(correction(form)?),
        CommandName::RecordProcuracyCopy => procuracy_copy(form)?,
        CommandName::Decline
        | CommandName::SettleDispute
        | CommandName::Suspend
        | CommandName::RecordComplexity
        | CommandName::Answer
        | CommandName::ReturnAnswer
        | CommandName::Requalify
        | CommandName::MergeInto
        | CommandName::SettleMerge
        | CommandName::ConfirmSender
        | CommandName::VouchPaper
        | CommandName::PublishAnswer => reasoned(form, name)?,
        CommandName::Forward
        | CommandName::DisputeCompetence
        | CommandName::AskReporter
        | CommandName::Announce
        | CommandName::FulfilRemedy
        | CommandName::Notify
        | CommandName::Unmerge
        | CommandName::Overturn
        | CommandName::CallUp
        | CommandName::NoteCriminalSigns
        | CommandName::RecordConsultation
        | CommandName::Publish => worded(form, name)?,
        CommandName::WithdrawPublication => Command::WithdrawPublication { text: text(form)? },
        CommandName::ConfirmPromise
        | CommandName::DenyPromise
        | CommandName::SettlePromise
        | CommandName::Apologise
        | CommandName::RecordResult => Command::Promise(of_promise(form, name)?),
        // The reporter's and the clock's own, which no member of staff can send.
        CommandName::ReporterReply
        | CommandName::AddFacts
        | CommandName::FlagRetaliation
        | CommandName::Confirm
        | CommandName::Reopen
        | CommandName::Review
        | CommandName::Withdraw
        | CommandName::ClaimPromise
        | CommandName::LetPromiseStand
        | CommandName::RecallApology
        | CommandName::Lapse => {
            form.fault("command", FieldFault::NotAllowed);
            return None;
        }
    })
}

/// Reads a command that has words and members of its own.
fn reasoned(form: &mut Form<'_>, name: CommandName) -> Option<Command> {
    Some(match name {
        CommandName::Decline => {
            form.require(&["ground"]);
            let (ground, text) = (form.one_of("ground", DeclineGround::ALL), text(form));
            Command::Decline { ground: ground?, text: text? }
        }
        CommandName::SettleDispute => {
            form.require(&["upheld"]);
            let (upheld, wrong_forward) = (form.flag("upheld"), form.flag("wrong_forward"));
            Command::SettleDispute { upheld, wrong_forward, text: text(form)? }
        }
        CommandName::Suspend => {
            form.require(&["ground"]);
            let (ground, text) = (form.key("ground"), text(form));
            Command::Suspend { ground: ground?, text: text? }
        }
        CommandName::RecordComplexity => {
            form.require(&["criteria"]);
            let (criteria, text) = (form.keys("criteria", MOST_ENTRIES), text(form));
            Command::RecordComplexity { criteria: criteria?, text: text? }
        }
        CommandName::Answer => {
            form.require(&["outcome"]);
            let by_unit = |outcome: &Outcome| *outcome != Outcome::Withdrawn;
            let taken: Vec<Outcome> = Outcome::ALL.iter().copied().filter(by_unit).collect();
            let outcome = form.one_of("outcome", &taken);
            let remedy = form.letter("remedy");
            let (remedy_due_on, for_all) = (form.day("remedy_due_on"), form.letter("for_all"));
            let text = text(form);
            Command::Answer { outcome: outcome?, remedy, remedy_due_on, for_all, text: text? }
        }
        CommandName::ReturnAnswer => {
            form.require(&["ground"]);
            let (ground, text) = (form.one_of("ground", ReturnGround::ALL), internal(form));
            Command::ReturnAnswer { ground: ground?, text: text? }
        }
        CommandName::Requalify => {
            form.require(&["kind"]);
            let (kind, category) = (form.one_of("kind", Kind::ALL), form.key("category"));
            let text = text(form);
            Command::Requalify { kind: kind?, category, text: text? }
        }
        CommandName::MergeInto => {
            form.require(&["into"]);
            let (into, text) = (form.id("into"), text(form));
            Command::MergeInto { into: into?, text: text? }
        }
        CommandName::SettleMerge => {
            form.require(&["upheld"]);
            let (upheld, text) = (form.flag("upheld"), text(form));
            Command::SettleMerge { upheld, text: text? }
        }
        CommandName::VouchPaper => {
            form.require(&["upheld"]);
            Command::VouchPaper { upheld: form.flag("upheld"), text: text(form)? }
        }
        CommandName::ConfirmSender => {
            form.require(&["confirmed", "basis"]);
            let (confirmed, basis) =
                (form.flag("confirmed"), form.one_of("basis", SenderBasis::ALL));
            let text = internal(form);
            Command::ConfirmSender { confirmed, basis: basis?, text: text? }
        }
        CommandName::PublishAnswer => {
            form.require(&["question"]);
            let (question, text) = (form.letter("question"), text(form));
            Command::PublishAnswer { question: question?, text: text? }
        }
        _ => return None,
    })
}

/// Reads what is corrected; nothing corrects nothing.
fn correction(form: &mut Form<'_>) -> Option<Correction> {
    let (category, sector) = (form.key("category"), form.key("sector"));
    let (unit, locality) = (form.key("unit"), form.key("locality"));
    if [&category, &sector, &unit, &locality].iter().all(|it| it.is_none()) {
        form.require(&["category"]);
    }
    Some(Correction { category, sector, unit, locality, text: text(form)? })
}

fn procuracy_copy(form: &mut Form<'_>) -> Option<Command> {
    form.require(&["document_no", "document_on"]);
    let document_no = form.text("document_no", Place::parse);
    let document_on = form.day("document_on");
    Some(Command::RecordProcuracyCopy {
        document_no: document_no?.as_str().to_owned(),
        document_on: document_on?,
    })
}

/// Reads an extension by a decision.
fn extension(form: &mut Form<'_>) -> Option<Command> {
    form.require(&["decision_no", "signer"]);
    let decision = form.text("decision_no", Place::parse);
    let signer = form.text("signer", PersonName::parse);
    let text = text(form);
    Some(Command::Extend {
        decision_no: decision?.as_str().to_owned(),
        signer: signer?.as_str().to_owned(),
        text: text?,
    })
}

/// Reads a command that has nothing but words.
fn worded(form: &mut Form<'_>, name: CommandName) -> Option<Command> {
    let own = [CommandName::NoteCriminalSigns, CommandName::RecordConsultation];
    let text = if own.contains(&name) { internal(form)? } else { text(form)? };
    Some(match name {
        CommandName::Forward => Command::Forward { text },
        CommandName::DisputeCompetence => Command::DisputeCompetence { text },
        CommandName::AskReporter => Command::AskReporter { text },
        CommandName::Announce => Command::Announce { text },
        CommandName::FulfilRemedy => Command::FulfilRemedy { text },
        CommandName::Notify => Command::Notify { text },
        CommandName::Publish => Command::Publish { text },
        CommandName::RecordConsultation => Command::RecordConsultation { text },
        CommandName::NoteCriminalSigns => Command::NoteCriminalSigns { text },
        CommandName::Unmerge => Command::Unmerge { text },
        CommandName::Overturn => Command::Overturn { text },
        CommandName::CallUp => Command::CallUp { text },
        _ => return None,
    })
}

/// Reads what is said of a promised day.
fn of_promise(form: &mut Form<'_>, name: CommandName) -> Option<PromiseCommand> {
    Some(match name {
        CommandName::ConfirmPromise => {
            PromiseCommand::Confirm { promised_on: form.day("promised_on") }
        }
        CommandName::DenyPromise => {
            let (promised_on, text) = (form.day("promised_on"), text(form));
            PromiseCommand::Deny { promised_on, text: text? }
        }
        CommandName::SettlePromise => {
            let (promised_on, text) = (form.day("promised_on"), text(form));
            PromiseCommand::Settle { promised_on, text: text? }
        }
        CommandName::Apologise => PromiseCommand::Apologise(letter(form)?),
        CommandName::RecordResult => {
            form.require(&["finished_on"]);
            let (finished_on, text) = (form.day("finished_on"), text(form));
            PromiseCommand::RecordResult { finished_on: finished_on?, text: text? }
        }
        _ => return None,
    })
}

/// Reads a refusal.
pub(crate) fn declining(form: &mut Form<'_>) -> Option<Command> {
    reasoned(form, CommandName::Decline)
}

/// Reads a forward, and the code of its receiver.
pub(crate) fn forwarding(form: &mut Form<'_>) -> Option<(Command, String)> {
    form.require(&["to"]);
    let (to, command) = (form.key("to"), worded(form, CommandName::Forward));
    Some((command?, to?))
}

/// Reads an apology whose paper is issued with it: that gives signer and number.
pub(crate) fn serving(form: &mut Form<'_>, signer: &str) -> Option<ApologyLetter> {
    form.require(&["served_on", "served_by", "reason"]);
    served(form, Some(signer.to_owned()), Some(String::new()))
}

/// Reads what an apology says, and the proof that it arrived.
pub(crate) fn letter(form: &mut Form<'_>) -> Option<ApologyLetter> {
    form.require(&["served_on", "served_by", "signer", "document", "reason"]);
    let signer = form.text("signer", PersonName::parse).map(|name| name.as_str().to_owned());
    let document = form.text("document", DocumentNumber::parse);
    served(form, signer, document.map(|number| number.as_str().to_owned()))
}

fn served(
    form: &mut Form<'_>,
    signer: Option<String>,
    document: Option<String>,
) -> Option<ApologyLetter> {
    let served_on = form.day("served_on");
    let served_by = form.one_of("served_by", Delivery::ALL);
    let new_date = form.day("new_date");
    let reason = form.letter("reason");
    Some(ApologyLetter {
        served_on: served_on?,
        served_by: served_by?,
        new_date,
        signer: signer?,
        document: document?,
        reason: reason?,
    })
}

fn referral(form: &mut Form<'_>) -> Option<Command> {
    form.require(&["authority", "procuracy"]);
    let authority = form.text("authority", Place::parse);
    let procuracy = form.text("procuracy", Place::parse);
    let manifest = form.objects("manifest", MOST_ENTRIES, entry).unwrap_or_default();
    let files: Vec<AttachmentId> = form.ids("files", MOST_ENTRIES).unwrap_or_default();
    if files.is_empty() {
        // Something is passed on.
        form.require(&["manifest"]);
    }
    let remaining = form.letter("remaining");
    let text = text(form);
    Some(Command::Refer(Referral {
        authority: authority?.as_str().to_owned(),
        procuracy: procuracy?.as_str().to_owned(),
        manifest,
        files,
        remaining,
        text: text?,
    }))
}

fn entry(form: &mut Form<'_>) -> Option<ManifestEntry> {
    form.require(&["name", "sha256"]);
    let name = form.text("name", Place::parse);
    let sha256 = form.code("sha256", expected::sha256, FieldFault::NotASha256);
    Some(ManifestEntry { name: name?.as_str().to_owned(), sha256: sha256?, custody: None })
}
