//! Filing a report: the one thing anybody can do without an account.

mod begin;
mod confirm;
mod contact;
mod examine;
mod place;

use serde_json::Value;

use crate::domain::case::Case;
use crate::domain::deadline::Step;
use crate::domain::entry::Entry;
use crate::domain::event::EventKind;
use crate::domain::fault::FieldError;
use crate::domain::ids::{CaseId, UnitId};
use crate::domain::kind::{Channel, Kind};
use crate::domain::lifecycle::Begun;
use crate::domain::obligation::{DutyStatus, Obligation};
use crate::domain::receipt::Receipt;
use crate::domain::report::{Derivation, Draft};
use crate::domain::time::Day;
use crate::domain::units::routing::{Routed, Trace};
use crate::service::error::ServiceError;
use crate::service::facade::{ObligationView, Service, UnitName};
use crate::service::idempotency::{RequestKey, canonical};
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::intake::IntakeWrite;
use crate::store::{StoreError, called_up, cases, tokens};
use begin::{Built, Request};
use examine::{Examined, examine};
pub(in crate::service) use place::unit;

/// A report as it was sent.
#[derive(Clone)]
pub struct Filing {
    /// What could be read of it.
    pub draft: Draft,
    /// What could not.
    pub faults: Vec<FieldError>,
    /// By whom and how it comes.
    pub entry: Entry,
    /// The body, for telling a repetition from another request.
    pub body: Value,
}

/// What the reporter gets.
#[derive(Debug, Clone)]
pub struct Filed {
    /// The receipt; none in a dry run.
    pub receipt: Option<Receipt>,
    /// What it was filed as.
    pub kind: Kind,
    /// Filed as another kind than was asked for, because money is at stake.
    pub moved: bool,
    /// Who will see it, in Vietnamese.
    pub visible_to_vi: String,
    /// Who will see it, in English.
    pub visible_to_en: String,
    /// The public number (service channel).
    pub number: Option<String>,
    /// Who answers for it (service channel).
    pub holder: Option<UnitName>,
    /// How that was decided (service channel).
    pub routing: Option<Routed>,
    /// The office day of arrival.
    pub received_on: Day,
    /// From what the kind was derived, where none was named.
    pub derived: Option<Derivation>,
    /// The last day for the signed paper that the kind needs; the case waits for it.
    pub sign_by: Option<Day>,
    /// Whether that was counted in a year whose decision on days off is not loaded.
    pub provisional: bool,
    /// What is owed, by when, by which article.
    pub obligations: Vec<ObligationView>,
    /// How much the text hints at money or a gift (service channel): whoever files is asked, and nothing more.
    pub hint: Option<u16>,
    /// The answer to a request that had its effect before.
    pub replayed: bool,
}

impl Service {
    /// What filing would do: nothing is written.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault at once.
    pub async fn preview(&self, filing: Filing) -> Result<Filed, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let Filing { draft, faults, entry, .. } = filing;
        let first = self.decided_first(&draft).await?;
        let examined = examine(&reference, draft, faults, entry, &first, today)?;
        let Begun { case, opens, .. } = self.begin(&reference, &examined, today)?;
        let obligations = self.opened(&case, opens);
        Ok(filed(&reference, &case, obligations, Route::of(&examined, &case), None, today))
    }

    /// Files a report: report, case, obligations, event, mail and count in one transaction,
    /// answered after its commit. The same key, or the same receipt with the same content, has
    /// one effect however often it is sent.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`], [`ServiceError::KeyReused`], [`ServiceError::ReceiptTaken`],
    /// or what the store could not do.
    pub async fn file(&self, filing: Filing, key: &str) -> Result<Filed, ServiceError> {
        let reference = self.references.ready()?;
        let now = self.clock.now();
        let account = filing.entry.account();
        let caller = account.map_or_else(|| "public".to_owned(), |user| format!("user:{user}"));
        let key = RequestKey::new(&self.keys, &caller, key, "file_report", &filing.body);
        let body_hash = self.body_hash(&filing.body);
        let brought = filing.draft.receipt.clone().map(|receipt| (receipt, body_hash.clone()));
        let Filing { draft, faults, entry, .. } = filing;
        let first = self.decided_first(&draft).await?;
        let examined = match examine(&reference, draft, faults, entry, &first, now.office_day()) {
            Ok(examined) => examined,
            // The day or the data may have moved on since the first try.
            Err(refused) => return self.replayed(&key, brought).await?.ok_or(refused),
        };
        let request = Request { key: &key, body_hash: &body_hash, at: now };
        // A case number drawn twice is met once in a lifetime; a second draw settles it.
        for _ in 0..2 {
            let Built { write, receipt, case, obligations } =
                self.build(&reference, &examined, &request)?;
            match self.db.file(write).await {
                Ok(()) => {
                    let (route, receipt) = (Route::of(&examined, &case), Some(receipt));
                    let today = now.office_day();
                    return Ok(filed(&reference, &case, obligations, route, receipt, today));
                }
                Err(StoreError::Unique(_)) => {
                    if let Some(earlier) = self.replayed(&key, brought.clone()).await? {
                        return Ok(earlier);
                    }
                }
                Err(other) => return Err(other.into()),
            }
        }
        Err(ServiceError::Busy)
    }

    /// The rows of `count` submissions of one filing, unwritten: for a benchmark.
    ///
    /// # Errors
    /// As [`Service::file`].
    pub fn sample_rows(
        &self,
        filing: &Filing,
        count: usize,
    ) -> Result<Vec<IntakeWrite>, ServiceError> {
        let reference = self.references.ready()?;
        let body_hash = self.body_hash(&filing.body);
        let now = self.clock.now();
        (0..count)
            .map(|_| {
                let (draft, faults) = (filing.draft.clone(), filing.faults.clone());
                let examined =
                    examine(&reference, draft, faults, Entry::Online, &[], now.office_day())?;
                let key = self.ids.random().to_string();
                let key = RequestKey::new(&self.keys, "public", &key, "file_report", &filing.body);
                let request = Request { key: &key, body_hash: &body_hash, at: now };
                Ok(self.build(&reference, &examined, &request)?.write)
            })
            .collect()
    }

    /// The units that answered the complaint which `draft` says it goes on from, or let its period
    /// pass, if that was one of this service about the same unit: the number may also be that of a
    /// paper, and of a stranger's case it says nothing.
    async fn decided_first(&self, draft: &Draft) -> Result<Vec<UnitId>, ServiceError> {
        let Some(number) = draft.report.prior_case.clone() else { return Ok(Vec::new()) };
        let (reference, today) = (self.references.ready()?, self.clock.today());
        let named = draft.unit.as_deref().and_then(|code| reference.units.by_code(code, today));
        let accused = named.map(|unit| unit.id);
        let read = move |conn: &mut Conn| decided_first(conn, &reference, &number, accused, today);
        self.db.read(read).await.map_err(Into::into)
    }

    /// What stands for the content of a report, whichever receipt or key it came with.
    fn body_hash(&self, body: &Value) -> Vec<u8> {
        let mut body = body.clone();
        if let Some(members) = body.as_object_mut() {
            members.remove("receipt");
        }
        self.keys.request_hash("report/v1", canonical(&body).as_bytes()).to_vec()
    }

    /// The earlier answer to this key, or to this receipt with this content.
    async fn replayed(
        &self,
        key: &RequestKey,
        brought: Option<(Receipt, Vec<u8>)>,
    ) -> Result<Option<Filed>, ServiceError> {
        let (asked, keys) = (key.clone(), self.keys.clone());
        let found = self
            .db
            .read(move |conn| {
                let by_key = match asked.seen(conn)? {
                    Ok(seen) => seen,
                    Err(reused) => return Ok(Err(reused)),
                };
                if let Some(seen) = by_key {
                    let salt = seen.salt.and_then(|salt| salt.try_into().ok()).unwrap_or_default();
                    let drawn = keys.derive_receipt(&salt, asked.text());
                    let Some(case) = cases::find(conn, CaseId::new(seen.answer_id.0))? else {
                        return Ok(Ok(None));
                    };
                    let receipt = brought.as_ref().map_or(drawn, |(receipt, _)| receipt.clone());
                    return Ok(Ok(Some((case.clone(), first_event(conn, &case)?, receipt))));
                }
                let Some((receipt, hash)) = &brought else { return Ok(Ok(None)) };
                let Some(kept) = tokens::receipt(conn, &keys.lookup(receipt))? else {
                    return Ok(Ok(None));
                };
                if kept.request_hash != *hash {
                    return Ok(Err(ServiceError::ReceiptTaken));
                }
                let filed = CaseId::new(kept.answer_id.0);
                let Some(case) = cases::find(conn, filed)? else { return Ok(Ok(None)) };
                Ok(Ok(Some((case.clone(), first_event(conn, &case)?, receipt.clone()))))
            })
            .await??;
        let Some((case, Some((route, opened, holder)), receipt)) = found else {
            return Ok(None);
        };
        // As it was told then, whoever holds the case now.
        let case = Case { holder, ..case };
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let earlier = filed(&reference, &case, opened, route, Some(receipt), today);
        Ok(Some(Filed { replayed: true, ..earlier }))
    }
}

/// The units that answered the complaint with this number, or let its period pass, if that was one about `accused`.
pub(in crate::service) fn decided_first(
    conn: &mut Conn,
    reference: &Reference,
    number: &str,
    accused: Option<UnitId>,
    today: Day,
) -> Result<Vec<UnitId>, StoreError> {
    let case = cases::by_number(conn, number)?;
    if case.is_none()
        && let Some(unit) = called_up::unit_of(conn, number)?
    {
        // Whatever became of that one: it is not for the unit to decide again.
        return Ok(vec![unit]);
    }
    let after = reference.units.successions();
    let same = |case: &Case| match (case.accused, accused) {
        (Some(first), Some(second)) => after.reaches(first, second),
        _ => true,
    };
    let Some(case) = case.filter(|case| case.kind == Kind::Complaint && same(case)) else {
        return Ok(Vec::new());
    };
    let owed = cases::whole_obligations(conn, case)?;
    let passed = |one: &Obligation| one.is_overdue(today);
    let answers = owed
        .into_iter()
        .filter(|one| one.step == Step::Answer && (one.status == DutyStatus::Met || passed(one)));
    Ok(answers.map(|one| one.unit_id).collect())
}

/// How a report found its kind and its holder.
struct Route {
    trace: Trace,
    kind: Kind,
    moved: bool,
    derived: Option<Derivation>,
    sign_by: Option<Day>,
}

impl Route {
    fn of(examined: &Examined<'_>, case: &Case) -> Self {
        Self {
            trace: examined.trace.clone(),
            kind: examined.kind,
            moved: examined.moved,
            derived: examined.derived,
            sign_by: case.waits_until,
        }
    }
}

type FirstEvent = Option<(Route, Vec<Obligation>, UnitId)>;

/// What filing told: the route, and the obligations as they began.
fn first_event(conn: &mut Conn, case: &Case) -> Result<FirstEvent, StoreError> {
    let Some(event) = cases::event(conn, case, 1)? else { return Ok(None) };
    let EventKind::Filed { report_kind, trace, moved, holder, derived, sign_by, kept: _ } =
        event.payload.event_kind
    else {
        return Ok(None);
    };
    // What the desk had owed was done with it, and is not told to whoever files.
    let began = |one: &Obligation| {
        one.unit_id == holder && event.payload.changes.iter().any(|change| change.id == one.id)
    };
    let owed = cases::obligations(conn, case)?;
    let opened = owed.into_iter().filter(began).map(Obligation::begun_anew).collect();
    Ok(Some((Route { trace, kind: report_kind, moved, derived, sign_by }, opened, holder)))
}

fn filed(
    reference: &Reference,
    case: &Case,
    obligations: Vec<Obligation>,
    route: Route,
    receipt: Option<Receipt>,
    today: Day,
) -> Filed {
    // As it was filed, whatever an inspector has found it to be since.
    let spec = reference.kind(route.kind, case.received_on);
    let open = case.channel == Channel::Service;
    let text = |pick: fn(&crate::domain::kind::KindSpec) -> &String| {
        spec.map(pick).cloned().unwrap_or_default()
    };
    Filed {
        receipt,
        kind: route.kind,
        moved: route.moved,
        derived: route.derived,
        sign_by: route.sign_by,
        provisional: route.sign_by.is_some_and(|day| reference.calendar.is_provisional(day)),
        visible_to_vi: text(|spec| &spec.visibility_vi),
        visible_to_en: text(|spec| &spec.visibility_en),
        number: case.number.clone(),
        holder: reference.unit_name(case.holder).filter(|_| open),
        routing: open.then(|| route.trace.told(&reference.routing)),
        received_on: case.received_on,
        obligations: ObligationView::all(reference, obligations, today),
        hint: case.course.hint,
        replayed: false,
    }
}
