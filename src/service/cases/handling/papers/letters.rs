//! The papers of urging letters, issued by the body that urges.

use serde_json::json;

use super::{PaperView, composed, day};
use crate::domain::actor::Actor;
use crate::domain::ids::{CaseId, UrgingId};
use crate::domain::kind::Channel;
use crate::domain::records::paper::{Issue, Paper, PaperFacts, PaperKind, Signer};
use crate::domain::urging::Urging;
use crate::service::error::{Fault, ServiceError, inside};
use crate::service::facade::Service;
use crate::service::once::{Answered, Edit, Made};
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::cases;
use crate::store::records::urgings;

impl Service {
    /// Issues the paper of an urging letter of the actor's own body.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a letter of another body, [`ServiceError::Stale`], [`ServiceError::KeyReused`].
    pub async fn issue_letter(
        &self,
        actor: &Actor,
        edit: Edit<'_, UrgingId>,
        signer: Signer,
    ) -> Result<Answered<PaperView>, ServiceError> {
        let Edit { id, version, key, body } = edit;
        let bound = json!({"urging": id.to_string(), "body": body});
        let key = self.record_key(actor, key, "issue_urging_paper", &bound);
        let (service, by, reference) = (self.clone(), actor.clone(), self.references.ready()?);
        let make = move |tx: &mut Conn| -> Result<Made<PaperView>, Fault> {
            let issue = service.turn(tx, &reference, &by, &signer)?;
            let n = issue.n;
            // So that it does not become a tip between the paper and its row.
            if let Some(case) = urgings::get(tx, id)?.and_then(|one| one.case_id) {
                cases::hold(tx, case)?;
            }
            let (paper, case) = letter_paper(tx, &reference, &by, (id, version), issue)?;
            Ok(service.keep_paper(tx, &by, n, (case, Some(id)), paper)?)
        };
        self.once_in_turn("papers.issue", id, key, self.recall_paper(actor), make).await
    }

    /// The paper that [`Service::issue_letter`] would issue, without its number.
    ///
    /// # Errors
    /// As there.
    pub async fn rehearse_letter(
        &self,
        actor: &Actor,
        asked: (UrgingId, i32),
        signer: Signer,
    ) -> Result<Paper, ServiceError> {
        let (by, reference, today) = (actor.clone(), self.references.ready()?, self.clock.today());
        let read = move |conn: &mut Conn| {
            inside(|| {
                let unit = by.unit_id.ok_or(ServiceError::NotFound)?;
                let issue = reference.issue(unit, &signer, today)?;
                Ok(letter_paper(conn, &reference, &by, asked, issue)?.0)
            })
        };
        self.db.read(read).await?
    }
}

/// The paper of a letter, and the service case that it is about. Where that is there no more the paper names none: to refuse it would
/// tell what became of the case.
fn letter_paper(
    conn: &mut Conn,
    reference: &Reference,
    actor: &Actor,
    (id, version): (UrgingId, i32),
    issue: Issue,
) -> Result<(Paper, Option<CaseId>), Fault> {
    let own = |one: &Urging| actor.watches(one.unit_id) && one.body == actor.unit_id;
    let one = urgings::get(conn, id)?.filter(own).ok_or(ServiceError::NotFound)?;
    if one.version != version {
        return Err(ServiceError::Stale.into());
    }
    let case = match one.case_id {
        Some(case) => cases::get(conn, Channel::Service, case)?,
        None => None,
    };
    let mut facts = PaperFacts::new();
    facts.insert("unit", issue.issuer.clone());
    facts.insert("text", one.text.clone());
    facts.insert("letter", one.number.clone());
    facts.insert("due_on", day(one.due_on));
    facts.extend(reference.unit_name(one.unit_id).map(|unit| ("to_unit", unit.name)));
    let number = case.as_ref().and_then(|case| case.number.clone());
    facts.extend(number.map(|number| ("number", number)));
    Ok((composed(PaperKind::Urging, issue, &facts)?, case.map(|case| case.id)))
}
