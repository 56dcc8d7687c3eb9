//! A report of the service channel that its reporter makes a tip while no unit knows of it: nothing of it stays behind.

use serde_json::Value;

use crate::domain::case::{Case, State};
use crate::domain::event::{Event, Happening};
use crate::domain::ids::EventId;
use crate::domain::kind::{Channel, Kind, Signature};
use crate::domain::lifecycle::{self, Begun, Filing, Refusal};
use crate::domain::notice::{Template, of_event};
use crate::domain::receipt::Receipt;
use crate::domain::report::{Bribe, Report};
use crate::domain::time::Instant;
use crate::domain::units::exclusion::Facts;
use crate::domain::units::routing::{Trace, route};
use crate::service::cases::facts_of;
use crate::service::cases::handling::Told;
use crate::service::cases::record::{Before, CaseFile, Stamp, Step};
use crate::service::cases::release::told_now;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::idempotency::RequestKey;
use crate::service::reference::Reference;
use crate::service::sealed::{seal_texts, seal_tip};
use crate::store::backend::Conn;
use crate::store::records::apologies;
use crate::store::reports::{ReportRows, Said};
use crate::store::{StoreError, cases, tokens};

/// The category of a bribe, where none is named.
const MONEY: &str = "money_or_gift";

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
        // Of what was removed no copy stays in the log of the database, or nobody is told that it is done.
        self.db.empty_log().await?;
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
        let events = cases::events(tx, &file.case)?;
        let reporter = file.reporter(&self.keys)?;
        // Its own mail only, by the keys under which it was owed: a unit was told nothing, those who inspect maybe.
        let owed = |event: &Event| {
            let told = of_event(&file.case, event, reporter).into_iter();
            let mut keys: Vec<_> = told
                .filter(|mail| told_now(&file.case, event, mail))
                .map(|mail| mail.dedup_key)
                .collect();
            let inspectors = ["awaits", "retaliation"];
            keys.extend(inspectors.map(|why| format!("{}:{}:{why}", Template::UnitNews, event.id)));
            keys
        };
        let mails: Vec<_> = events.iter().flat_map(owed).collect();
        cases::forget(tx, &file.case, &mails)?;
        self.begin_tip(tx, reference, &file, events, how)
    }

    /// The tip under the id of the report, with all that was said of it, sealed anew.
    fn begin_tip(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        file: &CaseFile,
        events: Vec<Event>,
        how: &AsTip,
    ) -> Result<Case, Fault> {
        let today = self.clock.today();
        let Said::Open(report, contact) = &file.kept.said else {
            return Err(ServiceError::internal("a service report that is sealed").into());
        };
        let (begun, trace) = self.as_tip(reference, &file.case, report, how)?;
        let Begun { case, opens, .. } = begun;
        let report = Report { bribe: how.bribe.or(report.bribe), ..Report::clone(report) };
        let sealed = seal_tip(&self.keys, case.id, &report, contact.as_deref())?;
        let happening = Happening::Filed {
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
        let step = Step { opened, report: Some(rows), ..Step::new(case, happening) };
        let recorded = self.record(reference, &Before::Nothing(None), stamp, step)?;
        recorded.write(tx)?;
        let mut tip = recorded.case;
        for event in events.into_iter().skip(1) {
            tip.version = event.n;
            let event = self.sealed_anew(&tip, event)?;
            cases::append(tx, &tip, &event)?;
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
            received_on: case.received_on,
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
        seal_texts(&self.keys, Channel::Integrity, id, &mut event.payload.happening)?;
        Ok(event)
    }
}
