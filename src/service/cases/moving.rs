//! A report of the service channel that becomes a tip: by its reporter while no unit knows of it, by an inspector at any time.
//! Nothing of it stays behind but, where its unit knew of it, what a unit knows of every case that was called up.

use serde_json::Value;

use crate::domain::case::{Case, CaseFacts, State};
use crate::domain::deadline::Step as Due;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::EventId;
use crate::domain::kind::{Channel, Kind, Signature};
use crate::domain::lifecycle::{self, Begun, Command, Filing, Opening, Refusal};
use crate::domain::notice::{Notice, Recipient, Template, called_up_key, of_event, reply_key};
use crate::domain::obligation::DutyStatus;
use crate::domain::receipt::Receipt;
use crate::domain::report::{Bribe, Report};
use crate::domain::time::Day;
use crate::domain::time::Instant;
use crate::domain::units::exclusion::Facts;
use crate::domain::units::routing::{Trace, route};
use crate::service::cases::facts_of;
use crate::service::cases::handling::{Ask, Asked, By, Told};
use crate::service::cases::record::inspectors::revenge_for_tip;
use crate::service::cases::record::{Before, CaseFile, Recorded, Stamp, Step};
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::idempotency::RequestKey;
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
use crate::service::sealed::{seal_texts, seal_tip};
use crate::store::backend::Conn;
use crate::store::marks::{self, MarkRow};
use crate::store::records::{apologies, attachments, papers, urgings};
use crate::store::reports::{ReportRows, Said};
use crate::store::{StoreError, cases, outbox, tokens};

/// The mark that something was removed which the log of the database may still hold.
const LOG: &str = "log";

/// The category of a bribe, where none is named.
const MONEY: &str = "money_or_gift";

/// By which days a report is a tip.
#[derive(Debug, Clone, Copy)]
struct Days {
    /// The day its periods begin after.
    begins: Day,
    /// The day the reporter was told for the answer before.
    told: Option<Day>,
}

/// Calling `case` up, where its unit knows of it and still has it.
fn calls_up(case: &Case, ask: &Ask, text: &str) -> Option<Ask> {
    let known = case.held_until.is_none();
    (known && case.course.called_up_on.is_none()).then(|| Ask {
        case_id: ask.case_id,
        version: None,
        what: Asked::Command { command: Command::CallUp { text: text.to_owned() }, to: None },
    })
}

/// What the reporter adds on making a report a tip.
#[derive(Debug, Clone, Default)]
pub struct AsTip {
    /// The code of the category.
    pub category: Option<String>,
    /// What happened to the money.
    pub bribe: Option<Bribe>,
}

impl Service {
    /// Makes the report behind `receipt` a tip under the same receipt, by the same days. The unit it is about never knew of it,
    /// and does not learn of it.
    ///
    /// # Errors
    /// [`ServiceError::UnknownReceipt`]; [`ServiceError::Refused`] once its unit knows of it; [`ServiceError::Invalid`] for a
    /// category that is none of a tip; [`ServiceError::KeyReused`].
    pub async fn move_to_integrity(
        &self,
        receipt: &Receipt,
        how: AsTip,
        key: &str,
        body: &Value,
    ) -> Result<Told, ServiceError> {
        let reference = self.references.ready()?;
        let id = self.case_of_receipt(receipt).await?;
        let caller = format!("reporter:{id}");
        let key = RequestKey::new(&self.keys, &caller, key, "move_to_integrity", body);
        let (service, lookup) = (self.clone(), self.keys.lookup(receipt));
        let write = move |tx: &mut Conn| -> Result<bool, Fault> {
            if tokens::hold_receipt(tx, &lookup)?.is_none() {
                return Err(ServiceError::UnknownReceipt.into());
            }
            if key.seen(tx)??.is_some() {
                return Ok(true);
            }
            let case = cases::find(tx, id)?.ok_or(ServiceError::UnknownReceipt)?;
            let made = service.made_a_tip(tx, &reference, case, &how)?;
            tokens::keep(tx, &key.row(made.id.uuid(), made.version, service.clock.today()))?;
            Ok(false)
        };
        let mut moved = self.db.write::<bool, Fault, _>("handling", id, write.clone()).await;
        if matches!(moved, Err(Fault::Store(StoreError::Stale | StoreError::Unique(_)))) {
            // No version was sent; somebody acted on it in between.
            moved = self.db.write::<bool, Fault, _>("handling", id, write).await;
        }
        let replayed = moved?;
        self.empty_log().await?;
        Ok(Told { tracked: self.track(receipt).await?, replayed })
    }

    fn made_a_tip(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        case: Case,
        how: &AsTip,
    ) -> Result<Case, Fault> {
        let refused = |refusal| Err(ServiceError::Refused(refusal).into());
        if case.channel == Channel::Integrity {
            return refused(Refusal::KindNotPossible);
        }
        if case.held_until.is_none() {
            return refused(Refusal::ReachedUnit);
        }
        if !case.state.is_open() {
            return refused(Refusal::CaseIsOver);
        }
        let file = CaseFile::load(tx, case)?;
        if !file.kept.activated {
            return refused(Refusal::NotActivated);
        }
        // What was answered, or stands in the register of its unit, is known elsewhere too.
        if file.case.state == State::Answered || apologies::of_case(tx, file.case.id)?.is_some() {
            return refused(Refusal::ReachedUnit);
        }
        let days = Days { begins: file.case.received_on, told: None };
        self.become_tip(tx, reference, &file, how, days)
    }

    /// Makes a report a tip because an inspector finds that it is one. A case that its unit knows of is called up from it first,
    /// so that it reads of this one what it reads of every case that is called up.
    pub(in crate::service::cases) fn moved_by_inspector(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        by: &By,
        ask: &Ask,
    ) -> Result<Recorded, Fault> {
        // Everything for which it is refused; nothing of this is written here.
        let found = self.decide(tx, reference, by, ask)?;
        let Some((category, text)) = ask.what.to_tip() else {
            return Err(ServiceError::internal("no tip is asked for").into());
        };
        let read = |tx: &mut Conn| -> Result<Case, Fault> {
            Ok(cases::get(tx, Channel::Service, ask.case_id)?.ok_or(ServiceError::NotFound)?)
        };
        let mut case = read(tx)?;
        if let Some(call) = calls_up(&case, ask, text) {
            self.decide(tx, reference, by, &call)?.write(tx)?;
            case = read(tx)?;
        }
        // Called up it reaches whoever inspects today; the day the reporter was told stands.
        let days = match case.course.called_up_on {
            Some(_) => {
                let owed = cases::obligations(tx, &case)?;
                let answers = owed.iter().filter(|one| one.step == Due::Answer);
                let open = answers.filter(|one| one.status == DutyStatus::Open);
                let told = open.map(|one| one.told_due_on).min();
                Days { begins: self.clock.today(), told: told.or(case.course.told_due_on) }
            }
            None => Days { begins: case.received_on, told: None },
        };
        let file = CaseFile::load(tx, case)?;
        let how = AsTip { category: category.map(str::to_owned), bribe: None };
        let tip = self.become_tip(tx, reference, &file, &how, days)?;
        let file = CaseFile::load(tx, tip)?;
        let step = Step::new(file.case.clone(), found.event.payload.event_kind);
        let stamp = Stamp { actor: found.event.actor, at: found.event.at };
        let recorded = self.record(reference, &Before::On(&file), stamp, step)?;
        recorded.write(tx)?;
        Ok(recorded)
    }

    /// The mail that a rehearsal of [`Service::moved_by_inspector`] shows: what the unit reads, where it knows of the case.
    pub(in crate::service::cases) fn told_of_moving(
        &self,
        conn: &mut Conn,
        reference: &Reference,
        by: &By,
        ask: &Ask,
    ) -> Result<Vec<Notice>, Fault> {
        let case = cases::get(conn, Channel::Service, ask.case_id)?;
        let file = CaseFile::load(conn, case.ok_or(ServiceError::NotFound)?)?;
        let (category, text) = ask.what.to_tip().unwrap_or((None, ""));
        let how = AsTip { category: category.map(str::to_owned), bribe: None };
        if let Some(report) = file.report() {
            // What a tip of it would be refused for.
            self.as_tip(reference, &file.case, report, &how, self.clock.today())?;
        }
        let case = file.case;
        let Some(call) = calls_up(&case, ask, text) else { return Ok(Vec::new()) };
        let mut called = self.decide(conn, reference, by, &call)?;
        called.notices.retain(|mail| mail.to == Recipient::Unit(case.holder));
        Ok(called.notices)
    }

    /// Empties the log of the database of what was removed: before anybody is told that it is done, and by the worker where that
    /// failed. Does nothing where nothing was removed since.
    ///
    /// # Errors
    /// As of the store; the log is emptied later then.
    pub async fn empty_log(&self) -> Result<(), ServiceError> {
        let owed = self.db.read(|conn| Ok(marks::get(conn, LOG)?.is_some())).await?;
        if owed {
            self.db.empty_log().await?;
            let write = |tx: &mut Conn| marks::remove(tx, LOG);
            self.db.write::<_, StoreError, _>("log", 0u8, write).await?;
        }
        Ok(())
    }

    /// Removes the case of `file` from the service channel, with the mail that is owed of it, and begins the tip.
    fn become_tip(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        file: &CaseFile,
        how: &AsTip,
        days: Days,
    ) -> Result<Case, Fault> {
        let events = cases::events(tx, &file.case)?;
        let reporter = file.reporter(&self.keys)?;
        // Its own mail only, by the keys under which it was owed; what a unit reads of a calling up it reads of this one too.
        let owed = |event: &Event| {
            let told = of_event(&file.case, event, &file.owed, reporter).into_iter();
            let mut keys: Vec<_> = told.map(|mail| mail.dedup_key).collect();
            let inspectors = ["awaits", "retaliation"];
            keys.extend(inspectors.map(|why| format!("{}:{}:{why}", Template::UnitNews, event.id)));
            keys.retain(|key| *key != called_up_key(event.id));
            let answers: Vec<_> = keys.iter().map(|key| reply_key(key)).collect();
            keys.extend(answers);
            keys
        };
        let mails: Vec<_> = events.iter().flat_map(owed).collect();
        let files = self.files_of_tip(tx, &file.case)?;
        cases::forget(tx, &file.case, &mails)?;
        papers::unlink(tx, file.case.id)?;
        urgings::unlink(tx, file.case.id)?;
        marks::put(tx, &MarkRow::new(LOG, self.clock.now(), &())?)?;
        let tip = self.begin_tip(tx, reference, file, events, how, days)?;
        for one in files {
            attachments::insert(tx, &tip, &one)?;
        }
        Ok(tip)
    }

    /// The tip under the id of the report, with all that was said of it, sealed anew.
    fn begin_tip(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        file: &CaseFile,
        events: Vec<Event>,
        how: &AsTip,
        days: Days,
    ) -> Result<Case, Fault> {
        let today = self.clock.today();
        let Said::Open(report, contact) = &file.kept.said else {
            return Err(ServiceError::internal("a service report that is sealed").into());
        };
        let (begun, trace) = self.as_tip(reference, &file.case, report, how, days.begins)?;
        let Begun { case, mut opens, .. } = begun;
        let before = &file.case;
        // What was found of a crime, or said of revenge, is found and said still.
        let course = CaseFacts {
            signs_noted_on: before.course.signs_noted_on,
            violation_signs: before.course.violation_signs,
            consulted: before.course.consulted,
            retaliation_on: before.course.retaliation_on,
            ..case.course
        };
        let case = Case { received_on: before.received_on, course, ..case };
        let consults = file.owed.iter().filter(|one| one.step == Due::Consult);
        let consults = consults.filter(|one| one.status == DutyStatus::Open);
        opens.extend(consults.map(Opening::going_on));
        for answer in opens.iter_mut().filter(|one| one.duty.step == Due::Answer) {
            answer.told = days.told;
        }
        let report = Report { bribe: how.bribe.or(report.bribe), ..Report::clone(report) };
        let sealed = seal_tip(&self.keys, case.id, &report, contact.as_deref())?;
        let event_kind = EventKind::Filed {
            report_kind: case.kind,
            moved: true,
            holder: case.holder,
            trace,
            derived: None,
            sign_by: None,
            kept: None,
        };
        let filed_on = events.first().map_or(today, |first| first.day);
        let stamp = Stamp { actor: None, at: Instant::at_office_hour(filed_on, 0) };
        let opened = self.opened(&case, opens);
        let rows = ReportRows::sealed(case.key, sealed, file.kept.activated);
        let step = Step { opened, report: Some(rows), ..Step::new(case, event_kind) };
        let recorded = self.record(reference, &Before::Nothing(None), stamp, step)?;
        recorded.write(tx)?;
        let mut tip = recorded.case;
        for event in events.into_iter().skip(1) {
            tip.version = event.n;
            let event = self.sealed_anew(&tip, event)?;
            cases::append(tx, &tip, &event)?;
        }
        // Its mail went with the report.
        tip.course.retaliation_on = file.case.course.retaliation_on;
        if tip.course.retaliation_on.is_some() {
            let now = self.clock.now();
            let told: Vec<_> = revenge_for_tip(reference, &tip, now).into_iter().collect();
            for row in notice_rows(self.ids.as_ref(), &told, now, &reference.calendar)? {
                outbox::enqueue(tx, &row)?;
            }
        }
        if tip.version > 1 {
            cases::save(tx, 1, &tip)?;
        }
        Ok(tip)
    }

    /// The case of the tip, with its duties, and how its holder was found.
    fn as_tip(
        &self,
        reference: &Reference,
        case: &Case,
        report: &Report,
        how: &AsTip,
        received_on: Day,
    ) -> Result<(Begun, Trace), ServiceError> {
        let today = self.clock.today();
        let code = how.category.as_deref().unwrap_or(MONEY);
        let known = reference.category(code, today);
        let known = known.filter(|category| category.kinds.contains(&Kind::CorruptionTip));
        let category =
            known.ok_or_else(|| ServiceError::field("/category", FieldFault::NoSuchCategory))?;
        let units = &reference.units;
        let facts = Facts {
            kind: Kind::CorruptionTip,
            category: &category.code,
            locality: report.locality.as_deref().and_then(|code| units.meant(code, today)),
            about_leader: report.about_leader,
            ..facts_of(reference, case, today)
        };
        let (holder, trace) =
            route(&reference.routing, units, facts).ok_or(ServiceError::NotReady)?;
        let filing = Filing {
            id: case.id,
            key: self.ids.key(Channel::Integrity),
            number: None,
            kind: Kind::CorruptionTip,
            category: category.code.clone(),
            sector: case.sector.clone(),
            accused: case.accused,
            holder: holder.id,
            received_on,
            stamped_on: None,
            kept: None,
            variant: case.variant,
            signature: Signature::None,
            held_until: None,
            promised_on: None,
            desk: None,
            hint: None,
            sent_by: None,
        };
        let begun = lifecycle::file(filing, &reference.law(), today);
        let begun = begun.map_err(ServiceError::internal)?;
        let begun = begun.ok_or_else(|| ServiceError::internal("no rule to wait by"))?;
        Ok((begun, trace))
    }

    /// What was said in the case, as an event of the tip: of what the reporter did only the day is kept.
    fn sealed_anew(&self, tip: &Case, event: Event) -> Result<Event, ServiceError> {
        let id = EventId::new(self.ids.random());
        let at =
            if event.actor.is_some() { event.at } else { Instant::at_office_hour(event.day, 0) };
        let mut event = Event { id, case_id: tip.id, at, ..event };
        event.payload.changes = Vec::new();
        seal_texts(&self.keys, Channel::Integrity, id, &mut event.payload.event_kind)?;
        Ok(event)
    }
}
