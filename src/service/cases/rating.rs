//! What the reporter thinks of the answer: when it may be said, and how inspectors, and nobody else, read what was said with it.

use uuid::Uuid;

use super::find;
use crate::domain::actor::{Actor, Role};
use crate::domain::case::{Case, State};
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{CaseId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Refusal;
use crate::domain::records::access::Accessed;
use crate::domain::records::rating::{Opinion, Rating};
use crate::domain::time::Day;
use crate::service::access::{inspects, may_open};
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::{Service, UnitName};
use crate::service::paging::{Listed, bounded};
use crate::service::sealed::{open, seal};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::records::ratings;
use crate::vault::{KeyRing, Place};

/// So much of what was said is opened for one page at most.
const LOOKED_AT: i64 = 1000;

/// The rating of a case, as its reporter is told of it.
#[derive(Debug, Clone, Copy)]
pub struct OwnRating {
    /// What was given.
    pub given: Option<Rating>,
    /// Whether one may be given or changed today.
    pub may_rate: bool,
}

/// A case whose reporter says that money or a gift was asked for.
#[derive(Debug, Clone)]
pub struct MoneyAnswer {
    /// The case.
    pub case: Case,
    /// Who holds it.
    pub holder: Option<UnitName>,
    /// What was said.
    pub opinion: Opinion,
}

/// Why `case` takes no rating on `today`; `activated` tells whether the receipt is the person's own.
pub(super) fn refusal(
    case: &Case,
    activated: bool,
    given: Option<&Rating>,
    today: Day,
) -> Option<Refusal> {
    if case.channel == Channel::Integrity {
        return Some(Refusal::NotRated);
    }
    if !activated {
        return Some(Refusal::NotActivated);
    }
    if case.course.called_up_on.is_some() {
        return Some(Refusal::CalledUp);
    }
    match case.state {
        State::Answered | State::Closed if case.outcome.is_some() => {}
        State::Declined | State::Withdrawn | State::Referred => return Some(Refusal::CaseIsOver),
        _ => return Some(Refusal::NotAnswered),
    }
    given.filter(|given| given.is_final(today)).map(|_| Refusal::RatingFinal)
}

/// Who gave the last answer in `events` of `case`, and when. A unit that came after whoever answered is not rated for it.
pub(super) fn last_answer(case: &Case, events: &[Event]) -> Option<(UnitId, Day)> {
    let mut found: Option<(Option<UnitId>, Day)> = None;
    for event in events {
        match (&event.payload.event_kind, &mut found) {
            (EventKind::Answered { .. }, found) => *found = Some((None, event.day)),
            (EventKind::Succeeded { from, .. }, Some((unit @ None, _))) => *unit = Some(*from),
            _ => {}
        }
    }
    found.map(|(unit, day)| (unit.unwrap_or(case.holder), day))
}

/// Whether the actor reads what was said with the rating of `case`: who inspects it, nobody of the unit it is about.
fn reads(actor: &Actor, case: &Case) -> bool {
    let has_it = actor.role == Role::Inspector && actor.unit_id == Some(case.holder);
    match case.channel {
        Channel::Integrity => may_open(&actor.scope(), case),
        Channel::Service => {
            let taken = case.course.called_up_on.is_some() && actor.unit_id != case.accused;
            inspects(actor, case) || (has_it && taken)
        }
    }
}

/// The row in which what was said of this case lies: nobody finds it without the keys.
fn row_of(keys: &KeyRing, case: CaseId) -> Uuid {
    let mut bytes = [0; 16];
    let hash = keys.tally_hash(&format!("rating|{case}"));
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

const fn place(row: Uuid) -> Place {
    Place { table: "integrity_ratings", column: "sealed", row }
}

/// Keeps what was said with a rating.
pub(super) fn keep(tx: &mut Conn, keys: &KeyRing, said: &Opinion) -> Result<(), Fault> {
    let row = row_of(keys, said.case);
    Ok(ratings::put_opinion(tx, row, seal(keys, &place(row), said)?)?)
}

/// What was said with the rating of `case`, sealed, for an actor who reads it.
pub(super) fn said_of(
    conn: &mut Conn,
    keys: &KeyRing,
    actor: &Actor,
    case: &Case,
) -> Result<Option<Vec<u8>>, StoreError> {
    // What nothing has happened to since it was filed was never answered.
    if case.version == 1 || !reads(actor, case) {
        return Ok(None);
    }
    ratings::opinion(conn, row_of(keys, case.id))
}

impl Service {
    /// Opens what was said with the rating of `case`.
    pub(super) fn opinion(&self, case: CaseId, sealed: &[u8]) -> Result<Opinion, ServiceError> {
        open(&self.keys, &place(row_of(&self.keys, case)), sealed)
    }

    /// A page of the cases whose reporters say that money or a gift was asked for, as far as the actor reads them; a page may
    /// be short where few say so. In the order of ids, which is that of nothing. Noted in the access log before it is shown.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`]; as of the log.
    pub async fn money_answers(
        &self,
        actor: &Actor,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Listed<MoneyAnswer>, ServiceError> {
        let reference = self.references.ready()?;
        let bound = format!("money_answers|{}", actor.user_id);
        let after = self.place::<Uuid, u8>(cursor, &bound)?.map(|(row, _)| row);
        let rows = self.db.read(move |conn| ratings::opinions(conn, after, LOOKED_AT)).await?;
        let (whole, limit) = (i64::try_from(rows.len()) == Ok(LOOKED_AT), bounded(limit));
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let (mut said, mut last, mut full, mut shut) = (Vec::new(), None, false, 0);
        for (row, sealed) in rows {
            if said.len() == limit {
                full = true;
                break;
            }
            last = Some(row);
            match open::<Opinion>(&self.keys, &place(row), &sealed) {
                Ok(opinion) if opinion.asked_for_money() == Some(true) => said.push(opinion),
                Ok(_) => {}
                Err(_) => shut += 1,
            }
        }
        if shut > 0 {
            // What an earlier key file sealed hides none of the others.
            tracing::error!(rows = shut, "what was said with ratings does not open");
        }
        let reader = actor.clone();
        let found = self
            .db
            .read(move |conn| {
                let mut found = Vec::new();
                for opinion in &said {
                    let case = find(conn, &reader, opinion.case)?;
                    let read = case.filter(|case| reads(&reader, case));
                    found.extend(read.map(|case| (case, opinion.clone())));
                }
                Ok(found)
            })
            .await?;
        self.note_reading(actor, Accessed::RatingRead, "list_money_answers", None).await?;
        let named = |(case, opinion): (Case, Opinion)| MoneyAnswer {
            holder: reference.unit_name(case.holder).filter(|_| case.channel == Channel::Service),
            case,
            opinion,
        };
        let next = last.filter(|_| whole || full).map(|row| self.end(&(row, 0u8), &bound));
        Ok(Listed { items: found.into_iter().map(named).collect(), next })
    }
}
