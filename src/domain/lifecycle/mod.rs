//! The life of a case: the one function that changes a state, and what it refuses.

mod answering;
mod asking;
mod command;
mod deciding;
mod filing;
mod guard;
mod merging;
mod name;
mod promise;
mod qualifying;
mod referral;
mod refusal;
mod returning;
mod taking;
mod waiting;
mod word;

use crate::domain::case::Case;
use crate::domain::event::EventKind;
pub use asking::Asking;
pub use command::Command;
use deciding::Deciding;
pub use deciding::{Context, Decision, Opening, Rerouted};
pub use filing::{Begun, Filing, file};
pub use guard::refusal;
pub use merging::Lead;
pub use name::{CommandName, Party};
pub use promise::{PromiseCommand, passed};
pub use qualifying::Correction;
pub use referral::{Linked, LinkedIds, Referral};
pub use refusal::Refusal;

/// Decides what `command` does to `case`, or why it may not.
///
/// # Errors
/// A [`Refusal`], which changes nothing.
pub fn apply(case: &Case, command: Command, ctx: Context<'_>) -> Result<Decision, Refusal> {
    guard::check(case, command.name(), &ctx.asking())?;
    let turn = Deciding { case: case.clone(), ctx, changed: Vec::new(), opens: Vec::new() };
    // Whoever may not have it in hand as it becomes has it no more.
    decide(turn, command).map(|decision| decision.out_of_hand(case, ctx.hand))
}

fn decide(turn: Deciding<'_>, command: Command) -> Result<Decision, Refusal> {
    match command {
        Command::Accept => taking::accept(turn),
        Command::Decline { ground, text } => taking::decline(turn, ground, text),
        Command::Forward { text } => taking::forward(turn, text),
        Command::DisputeCompetence { text } => taking::dispute(turn, text),
        Command::SettleDispute { upheld, wrong_forward, text } => {
            taking::settle(turn, upheld, wrong_forward, text)
        }
        Command::Requalify { kind, text, .. } => qualifying::requalify(turn, kind, text),
        Command::CallUp { .. } => taking::call_up(turn),
        Command::Correct(correction) => qualifying::correct(turn, correction),
        Command::AskReporter { text } => waiting::ask(turn, text),
        Command::Announce { text } => Ok(word::announce(turn, text)),
        Command::ReporterReply { text } => waiting::reply(turn, text),
        Command::RecordSignature { signed_on } => waiting::sign(turn, signed_on),
        Command::Suspend { ground, text } => waiting::suspend(turn, ground, text),
        Command::Resume => waiting::resume(turn),
        Command::Lapse => waiting::lapse(turn),
        Command::Extend { decision_no, signer, text } => {
            waiting::extend(turn, decision_no, signer, text)
        }
        Command::RecordComplexity { criteria, text } => waiting::complexity(turn, criteria, text),
        Command::Answer { outcome, remedy, remedy_due_on, for_all, text } => answering::answer(
            turn,
            outcome,
            answering::Remedy { remedy, due_on: remedy_due_on },
            for_all,
            text,
        ),
        Command::FulfilRemedy { text } => Ok(answering::fulfil(turn, text)),
        Command::Notify { text } => Ok(answering::notify(turn, text)),
        Command::Publish { text } => Ok(answering::publish(turn, text)),
        Command::PublishAnswer { question, text } => {
            Ok(answering::publish_answer(turn, question, text))
        }
        Command::WithdrawPublication { text } => Ok(answering::withdraw_publication(turn, text)),
        Command::ReturnAnswer { ground, text } => Ok(answering::send_back(turn, ground, text)),
        Command::Confirm => Ok(answering::confirm(turn)),
        Command::Reopen { text } => answering::reopen(turn, text),
        Command::Review { text } => answering::review(turn, text),
        Command::Promise(command) => promise::apply(turn, command),
        Command::Close => Ok(answering::close(turn)),
        Command::Withdraw { under_pressure, text } => {
            Ok(taking::withdraw(turn, under_pressure, text))
        }
        Command::MergeInto { into, text } => merging::merge(turn, into, text),
        Command::SettleMerge { upheld, text } => merging::settle(turn, upheld, text),
        Command::Unmerge { text } => Ok(merging::unmerge(turn, text)),
        Command::Overturn { text } => taking::overturn(turn, text),
        Command::AddFacts { text } => Ok(turn.done(EventKind::Added { text })),
        Command::FlagRetaliation { text } => Ok(word::flag_retaliation(turn, text)),
        Command::VouchPaper { upheld, text } => Ok(word::vouch_paper(turn, upheld, text)),
        Command::ConfirmSender { confirmed, basis, text } => {
            Ok(word::confirm_sender(turn, confirmed, basis, text))
        }
        Command::NoteCriminalSigns { text } => Ok(referral::note_signs(turn, text)),
        Command::Consult => referral::consult(turn),
        Command::RecordConsultation { text } => Ok(referral::record_consultation(turn, text)),
        Command::Refer(what) => referral::refer(turn, what),
        Command::RecordProcuracyCopy { document_no, document_on } => {
            referral::record_copy(turn, document_no, document_on)
        }
    }
}

#[cfg(test)]
mod tests;
