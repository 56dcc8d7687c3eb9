//! Cases of one matter: which may be merged, and what the answer of one says to the reporters of all; and what may be said to those of
//! many matters at once.

use super::By;
use super::publication::{fault, known};
use crate::domain::case::{Case, State};
use crate::domain::event::EventKind;
use crate::domain::lifecycle::{Command, Lead};
use crate::domain::records::redaction::{Known, cut, finding};
use crate::domain::text::fold_code;
use crate::service::access::knows_reporter;
use crate::service::cases::record::CaseFile;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::service::sealed::{open_contact, open_report, open_texts};
use crate::store::backend::Conn;
use crate::store::reports::Said;
use crate::store::{StoreError, cases};

/// The case into which `command` merges the one on `file`, where that is possible.
pub(super) fn lead(
    conn: &mut Conn,
    by: &By,
    file: &CaseFile,
    command: &Command,
) -> Result<Option<Lead>, StoreError> {
    let case = &file.case;
    let id = match command {
        Command::MergeInto { into, .. } => *into,
        Command::SettleMerge { upheld: true, .. } => match case.course.merge_proposed {
            Some(id) => id,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    let found = cases::get(conn, case.channel, id)?.filter(|lead| {
        by.sees(lead)
            && lead.id != case.id
            && lead.holder == case.holder
            && lead.state.is_open()
            && lead.state != State::Answered
            && lead.course.merged_into.is_none()
            // What its reporter may still take away leaves no trace in another case.
            && lead.held_until.is_none()
            && case.held_until.is_none()
    });
    let Some(found) = found else { return Ok(None) };
    // Where a hundred are merged already no more can be read together, and none unread may be named to another.
    let merged = cases::merged_into(conn, found.channel, found.id)?.len();
    let full = i64::try_from(merged).is_ok_and(|merged| merged >= cases::MOST_MERGED);
    if full || !cases::merged_into(conn, case.channel, case.id)?.is_empty() {
        return Ok(None);
    }
    let other = CaseFile::load(conn, found)?;
    let dossiers = [file, &other].map(|one| one.dossier().map(fold_code));
    let same_dossier = dossiers[0].is_some() && dossiers[0] == dossiers[1];
    Ok(Some(Lead { id, same_dossier }))
}

/// What an answer says to all reporters of one matter.
pub(super) struct Shared {
    /// As its unit wrote it.
    pub(super) words: String,
    /// As another reporter reads it.
    pub(super) cut: String,
}

/// The other cases of the matter of one that is being answered.
pub(super) struct Together(Vec<CaseFile>);

impl Together {
    /// Reads them, where the answer has to do with them.
    pub(super) fn load(
        conn: &mut Conn,
        case: &Case,
        command: &Command,
    ) -> Result<Self, StoreError> {
        let lead = match (command, case.course.merged_into) {
            (Command::Answer { .. }, Some(lead)) => lead,
            (Command::Answer { for_all: Some(_), .. }, None) => case.id,
            _ => return Ok(Self(Vec::new())),
        };
        let mut all = cases::merged_into(conn, case.channel, lead)?;
        // A lead that was called up says no more than one that became a tip.
        let lead = cases::get(conn, case.channel, lead)?;
        all.extend(lead.filter(|one| one.course.called_up_on.is_none()));
        // What another unit has come to hold meanwhile is none of this one's to speak to, or to learn of.
        all.retain(|one| one.id != case.id && one.holder == case.holder);
        Ok(Self(all.into_iter().map(|one| CaseFile::load(conn, one)).collect::<Result<_, _>>()?))
    }

    /// What the answer of the case that the one on `file` is merged into says to all, without what leads to any other
    /// reporter. The holder of one receipt learns of no other.
    pub(super) fn shared(
        &self,
        service: &Service,
        conn: &mut Conn,
        file: &CaseFile,
    ) -> Result<Option<Shared>, ServiceError> {
        let lead = self.0.iter().find(|one| Some(one.case.id) == file.case.course.merged_into);
        let Some(lead) = lead.map(|one| &one.case) else { return Ok(None) };
        if !matches!(lead.state, State::Answered | State::Closed) {
            return Ok(None);
        }
        let given = cases::events(conn, lead)?
            .into_iter()
            .rfind(|event| matches!(event.payload.event_kind, EventKind::Answered { .. }));
        let Some(mut given) = given else { return Ok(None) };
        open_texts(&service.keys, lead.channel, &mut given)?;
        let EventKind::Answered { for_all: Some(words), .. } = given.payload.event_kind else {
            return Ok(None);
        };
        let own = whole(service, file)?;
        let mut others = Known::default();
        for one in &self.0 {
            others.add(whole(service, one)?);
        }
        others.codes.retain(|code| !own.codes.iter().any(|it| fold_code(it) == fold_code(code)));
        Ok(Some(Shared { cut: cut(&words, &others), words }))
    }

    /// Refuses words for all with something that leads to one of the reporters. Of a reporter it speaks only to those who
    /// may know that one: for everybody else the name is cut out, silently, when the words are handed on.
    pub(super) fn checked(
        &self,
        reference: &Reference,
        by: &By,
        file: &CaseFile,
        command: &Command,
    ) -> Result<(), ServiceError> {
        let Command::Answer { for_all: Some(words), .. } = command else { return Ok(()) };
        let mut all = leads(reference, by, self.0.iter().chain([file]));
        // The dossier that all of them name leads none of them to another.
        let dossier = file.dossier().map(fold_code);
        all.codes.retain(|code| Some(fold_code(code)) != dossier);
        match finding(words, &all) {
            None => Ok(()),
            Some(found) => Err(ServiceError::Invalid(vec![fault(found).at("/for_all")])),
        }
    }
}

/// What leads to the reports on `files`, and to those of their reporters whom `by` may know.
fn leads<'f>(
    reference: &Reference,
    by: &By,
    files: impl IntoIterator<Item = &'f CaseFile>,
) -> Known {
    let mut all = Known::default();
    for one in files {
        let knows = by.actor().is_some_and(|actor| knows_reporter(reference, actor, &one.case));
        all.add(known(one, knows));
    }
    all
}

/// Refuses a text for the reporters of all `cases` with a number, an address or something that leads to one of them, as what is said
/// for all of one matter is refused.
///
/// # Errors
/// [`ServiceError::Invalid`] with the pointer of the text.
pub(in crate::service::cases) fn fit_for_all(
    conn: &mut Conn,
    reference: &Reference,
    by: &By,
    cases: &[Case],
    text: &str,
) -> Result<(), Fault> {
    let files = cases.iter().map(|case| CaseFile::load(conn, case.clone()));
    let files: Vec<CaseFile> = files.collect::<Result<_, _>>()?;
    match finding(text, &leads(reference, by, &files)) {
        None => Ok(()),
        Some(found) => Err(ServiceError::Invalid(vec![fault(found).at("/text")]).into()),
    }
}

/// All that leads to the reporter of the case on `file`, sealed or not.
fn whole(service: &Service, file: &CaseFile) -> Result<Known, ServiceError> {
    let Said::Sealed(sealed) = &file.kept.said else { return Ok(known(file, true)) };
    let (filed, mut found) = (file.filed().id, known(file, true));
    let report = open_report(&service.keys, filed, &sealed.report)?;
    found.codes.extend(report.dossier_code);
    if let Some(blob) = &sealed.contact {
        found.add(Known::of(&open_contact(&service.keys, filed, blob)?));
    }
    Ok(found)
}
