//! What is claimed together: everything that waits for a unit, without what was overtaken, and many as one.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{BATCH, LEASE_SECONDS};
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::notice::fold::{self, Reminded, Waiting};
use crate::domain::notice::{Facts, Template};
use crate::domain::time::{Day, Instant};
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::store::backend::Conn;
use crate::store::outbox::{self, FOR_MANY, NoticeRow, Settled};
use crate::store::records::{recommendations, urgings};
use crate::store::types::{Id, Json};
use crate::store::{StoreError, cases};

/// So many that wait for one unit are told in one mail; the rest comes after them.
const MOST_AT_ONCE: i64 = 1000;

/// A mail that is tried: the notice it is made from, and the notices that it tells.
pub(super) struct Claimed {
    pub(super) notice: NoticeRow,
    pub(super) tells: Vec<NoticeRow>,
}

impl Claimed {
    fn one(notice: NoticeRow) -> Self {
        Self { tells: vec![notice.clone()], notice }
    }

    /// The notices, by id.
    pub(super) fn ids(&self) -> Vec<Id> {
        self.tells.iter().map(|row| row.id).collect()
    }
}

/// Claims the codes that are wanted now.
pub(super) fn claim_codes(tx: &mut Conn, now: Instant, token: Uuid) -> Result<Vec<Claimed>, Fault> {
    let due = outbox::claim_codes(tx, now, now.plus_seconds(LEASE_SECONDS), token, BATCH)?;
    Ok(due.into_iter().map(Claimed::one).collect())
}

impl Service {
    /// Claims what is due, with all else that waits for the same units.
    pub(super) fn claim_mail(
        &self,
        tx: &mut Conn,
        now: Instant,
        token: Uuid,
    ) -> Result<Vec<Claimed>, Fault> {
        let lease_end = now.plus_seconds(LEASE_SECONDS);
        let due = outbox::claim(tx, now, lease_end, token, BATCH)?;
        let (mut claimed, mut told) = (Vec::new(), BTreeSet::new());
        for row in &due {
            let of = |row: &NoticeRow| (row.recipient_kind.clone(), row.recipient_id);
            if !FOR_MANY.contains(&row.recipient_kind.as_str()) {
                claimed.push(Claimed::one(row.clone()));
                continue;
            }
            if !told.insert(of(row)) {
                continue;
            }
            let same = due.iter().filter(|other| of(other) == of(row));
            let mut rows: Vec<NoticeRow> = same.cloned().collect();
            rows.extend(outbox::claim_of_unit(
                tx,
                (&row.recipient_kind, row.recipient_id),
                now,
                lease_end,
                token,
                MOST_AT_ONCE,
            )?);
            claimed.extend(self.folded(tx, &rows, now, token)?);
        }
        Ok(claimed)
    }

    /// The mails that these make, which wait for one unit.
    fn folded(
        &self,
        tx: &mut Conn,
        rows: &[NoticeRow],
        now: Instant,
        token: Uuid,
    ) -> Result<Vec<Claimed>, Fault> {
        let waiting: Vec<Waiting> = rows.iter().map(waiting).collect();
        let folded = fold::fold(&waiting, &still_open(tx, rows, &waiting)?);
        for row in folded.dropped.iter().filter_map(|at| rows.get(*at)) {
            outbox::settle(tx, row.id, token, now, &Settled::Cancelled)?;
        }
        let mut claimed = Vec::new();
        for (digest, places) in folded.digests {
            let told = places.iter().filter_map(|at| Some((rows.get(*at)?, waiting.get(*at)?)));
            let facts = fold::facts(digest, told.clone().map(|(_, one)| one));
            let tells: Vec<NoticeRow> = told.map(|(row, _)| row.clone()).collect();
            claimed.extend(self.digest(digest, &facts, tells)?);
        }
        let single = folded.single.iter().filter_map(|at| rows.get(*at));
        claimed.extend(single.cloned().map(Claimed::one));
        Ok(claimed)
    }

    /// The one mail that tells `tells`.
    fn digest(
        &self,
        digest: Template,
        facts: &Facts,
        tells: Vec<NoticeRow>,
    ) -> Result<Option<Claimed>, ServiceError> {
        let Some(first) = tells.first().cloned() else { return Ok(None) };
        let mut keys: Vec<&str> = tells.iter().map(|row| row.dedup_key.as_str()).collect();
        keys.sort_unstable();
        let notice = NoticeRow {
            template: digest.as_str().to_owned(),
            // The same set of notices makes the same id, so that its repetition after a lost answer can be recognised.
            // Where more has come meanwhile it is another mail, and may tell some of them once more.
            dedup_key: format!("{digest}:{}", self.keys.message_id(&keys.join("\n"))),
            payload: Json::of(facts).map_err(ServiceError::internal)?,
            attempts: tells.iter().map(|row| row.attempts).max().unwrap_or(1),
            last_error: tells.iter().find_map(|row| row.last_error.clone()),
            case_id: None,
            ..first
        };
        Ok(Some(Claimed { notice, tells }))
    }
}

/// What cannot be read waits as a mail of its own, and is told as such when its turn comes.
fn waiting(row: &NoticeRow) -> Waiting {
    let facts: Option<Facts> = row.payload.read();
    Waiting {
        template: Template::parse(&row.template).filter(|_| facts.is_some()),
        dedup_key: row.dedup_key.clone(),
        own: is_own(row, facts.as_ref()),
        facts: facts.unwrap_or_default(),
        owed_at: row.created_at,
    }
}

/// Whether a notice is about what its recipient owes itself.
pub(super) fn is_own(row: &NoticeRow, facts: Option<&Facts>) -> bool {
    facts.and_then(|facts| facts.about).is_none_or(|unit| unit.uuid() == row.recipient_id.0)
}

/// What of that which is reminded of is still to be done, with its last day now.
fn still_open(
    conn: &mut Conn,
    rows: &[NoticeRow],
    waiting: &[Waiting],
) -> Result<BTreeMap<Uuid, Day>, StoreError> {
    let of = |what: Reminded| {
        let same = waiting.iter().filter(move |one| one.reminds_of() == Some(what));
        same.filter_map(Waiting::matter).collect::<Vec<Uuid>>()
    };
    let mut open = BTreeMap::new();
    let of_duties =
        rows.iter().zip(waiting).filter(|(_, one)| one.reminds_of() == Some(Reminded::Duty));
    let about: Vec<_> =
        of_duties.filter_map(|(row, _)| row.case_id).map(|id| CaseId::new(id.0)).collect();
    if !about.is_empty() {
        let found = cases::open_in(conn, Channel::Service, &about)?;
        open.extend(found.into_iter().map(|(id, last)| (id.uuid(), last)));
    }
    open.extend(urgings::open_among(conn, &of(Reminded::Letter))?);
    open.extend(recommendations::open_among(conn, &of(Reminded::Recommendation))?);
    Ok(open)
}
