//! Official papers: issued by whoever holds a case, in one transaction with the command that they tell of, and read by their issuer
//! and by whoever reads the case; the paper of a letter by whoever reads the letter.

mod issuing;
mod letters;

use uuid::Uuid;

use crate::domain::actor::{Actor, Role};
use crate::domain::ids::{CaseId, PaperId, UnitId, UrgingId};
use crate::domain::lifecycle::Command;
use crate::domain::records::paper::{
    Issue, Paper, PaperFacts, PaperKind, Signer, compose, letters_of, place_of,
};
use crate::domain::time::{Day, Instant};
use crate::domain::units::unit::UnitKind;
use crate::service::access::may_open;
use crate::service::cases::find;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::once::Made;
use crate::service::reference::Reference;
use crate::service::sealed::{open, seal};
use crate::store::StoreError;
use crate::store::backend::{Conn, take_turn};
use crate::store::records::papers::{self, PaperRow};
use crate::store::records::urgings;
use crate::store::types::Id;
use crate::vault::Place;

/// So many papers of a case are listed.
const MOST: i64 = 100;

/// A paper that is to be issued.
#[derive(Debug, Clone)]
pub struct NewPaper {
    /// What it tells.
    pub kind: PaperKind,
    /// Who signs.
    pub signer: Signer,
    /// The command that it tells of, with the code of a receiver, where that was not given before.
    pub command: Option<(Command, Option<String>)>,
}

/// A paper with what belongs to it.
#[derive(Debug, Clone)]
pub struct PaperView {
    /// The id.
    pub id: PaperId,
    /// When it was issued.
    pub issued_at: Instant,
    /// What it says.
    pub paper: Paper,
}

const fn place(id: Id) -> Place {
    Place { table: "papers", column: "sealed", row: id.0 }
}

fn day(day: Day) -> String {
    day.strftime("%d/%m/%Y").to_string()
}

impl Reference {
    /// Who issues what on `day`, before it has a number.
    fn issue(&self, unit: UnitId, signer: &Signer, day: Day) -> Result<Issue, ServiceError> {
        let own = self.units.get(unit).ok_or(ServiceError::NotFound)?;
        let province = self.units.first_of(UnitKind::Province, day);
        let province = province.map(|unit| unit.name.clone()).unwrap_or_default();
        // A People's Committee names nobody above it (Nghị định 30/2020, Phụ lục I).
        let committee = own.name.starts_with("Ủy ban nhân dân");
        let above = own.parent.filter(|_| !committee).and_then(|id| self.units.get(id));
        Ok(Issue {
            issuer: own.name.clone(),
            above: above.map(|unit| unit.name.clone()),
            letters: letters_of(&own.code),
            place: place_of(&own.name, &province),
            n: None,
            day,
            signer: signer.clone(),
        })
    }
}

/// The paper, or which fact is missing for it.
fn composed(kind: PaperKind, issue: Issue, facts: &PaperFacts) -> Result<Paper, ServiceError> {
    compose(kind, issue, facts).map_err(|field| {
        let field = format!("{{{field}}}");
        ServiceError::Invalid(vec![FieldFault::UnfilledField.at("/kind").and(&field, &field)])
    })
}

impl Service {
    /// Waits for the turn over the numbers of the actor's body, and takes the next one.
    fn turn(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        actor: &Actor,
        signer: &Signer,
    ) -> Result<Issue, Fault> {
        let unit = actor.unit_id.ok_or(ServiceError::NotFound)?;
        take_turn(tx, Uuid::new_v5(&unit.uuid(), b"papers"))?;
        let issue = reference.issue(unit, signer, self.clock.today())?;
        let n = Some(papers::next(tx, unit, i32::from(issue.day.year()))?);
        Ok(Issue { n, ..issue })
    }

    /// Keeps a paper under its number.
    fn keep_paper(
        &self,
        tx: &mut Conn,
        actor: &Actor,
        n: Option<i32>,
        (case, urging): (Option<CaseId>, Option<UrgingId>),
        paper: Paper,
    ) -> Result<Made<PaperView>, ServiceError> {
        let (id, now) = (Id(self.ids.random()), self.clock.now());
        let (unit, n) = actor.unit_id.zip(n).ok_or(ServiceError::NotFound)?;
        let row = PaperRow {
            id,
            unit_id: Id(unit.uuid()),
            year: i32::from(paper.day.year()),
            n,
            kind: paper.kind.as_str().to_owned(),
            case_id: case.map(|case| Id(case.uuid())),
            urging_id: urging.map(|urging| Id(urging.uuid())),
            issued_at: now,
            issued_by: Id(actor.user_id.uuid()),
            sealed: seal(&self.keys, &place(id), &paper)?,
        };
        papers::insert(tx, &row)?;
        Ok((id.0, 1, PaperView { id: PaperId::new(id.0), issued_at: now, paper }))
    }

    fn paper_view(&self, row: &PaperRow) -> Result<PaperView, ServiceError> {
        let paper = open(&self.keys, &place(row.id), &row.sealed)?;
        Ok(PaperView { id: PaperId::new(row.id.0), issued_at: row.issued_at, paper })
    }

    /// The answer that a key got before.
    fn recall_paper(
        &self,
        actor: &Actor,
    ) -> impl Fn(&mut Conn, Uuid, i32) -> Result<PaperView, Fault> + use<> {
        let (service, by) = (self.clone(), actor.clone());
        move |tx, id, _| {
            let own = |row: &PaperRow| by.unit_id.is_some_and(|unit| unit.uuid() == row.unit_id.0);
            let row = papers::get(tx, Id(id))?.filter(own).ok_or(ServiceError::NotFound)?;
            Ok(service.paper_view(&row)?)
        }
    }

    /// Whether the actor reads the letter of this paper, of one that is none of a letter whether `else_read` is true: a case may have
    /// passed on since its unit was urged, and whoever has it now is none the letter went to.
    fn reads_paper(
        conn: &mut Conn,
        actor: &Actor,
        row: &PaperRow,
        else_read: impl FnOnce(&mut Conn) -> Result<bool, StoreError>,
    ) -> Result<bool, StoreError> {
        let Some(urging) = row.urging_id else { return else_read(conn) };
        let letter = urgings::get(conn, UrgingId::new(urging.0))?;
        Ok(letter.is_some_and(|one| actor.watches(one.unit_id)))
    }

    /// The papers about a case that the actor reads, the first one first.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] outside the actor's scope.
    pub async fn papers(&self, actor: &Actor, id: CaseId) -> Result<Vec<PaperView>, ServiceError> {
        let reader = actor.clone();
        let read = move |conn: &mut Conn| {
            let opened = find(conn, &reader, id)?.filter(|case| may_open(&reader.scope(), case));
            let Some(case) = opened else { return Ok(None) };
            let mut seen = Vec::new();
            for row in papers::of_case(conn, case.id, MOST)? {
                if Self::reads_paper(conn, &reader, &row, |_| Ok(true))? {
                    seen.push(row);
                }
            }
            Ok(Some(seen))
        };
        let rows = self.db.read(read).await?.ok_or(ServiceError::NotFound)?;
        rows.iter().map(|row| self.paper_view(row)).collect()
    }

    /// A paper, for whoever reads its case, and for the unit that issued it: what it signed stays its own, wherever the case went. That
    /// of a letter is for whoever reads the letter, and for nobody else.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn paper(&self, actor: &Actor, id: PaperId) -> Result<PaperView, ServiceError> {
        let (reader, id) = (actor.clone(), Id(id.uuid()));
        let read = move |conn: &mut Conn| {
            let Some(row) = papers::get(conn, id)? else { return Ok(None) };
            let own = reader.role != Role::Inspector
                && reader.unit_id.is_some_and(|unit| unit.uuid() == row.unit_id.0);
            let of_case = |conn: &mut Conn| -> Result<bool, StoreError> {
                let case = match row.case_id {
                    Some(case) => find(conn, &reader, CaseId::new(case.0))?,
                    None => None,
                };
                Ok(own || case.is_some_and(|case| may_open(&reader.scope(), &case)))
            };
            let reads = Self::reads_paper(conn, &reader, &row, of_case)?;
            Ok(Some(row).filter(|_| reads))
        };
        let row = self.db.read(read).await?.ok_or(ServiceError::NotFound)?;
        self.paper_view(&row)
    }
}
