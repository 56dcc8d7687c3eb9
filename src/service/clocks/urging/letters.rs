//! Urging letters: an inspector urges a unit, the unit answers and the inspector is told, the inspector
//! closes. No letter is ever about a case of the integrity channel.

use serde_json::{Value, json};

use super::letter_list::LetterView;
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::deadline::{Basis, DeadlineRule};
use crate::domain::ids::UrgingId;
use crate::domain::kind::Channel;
use crate::domain::law::Matter;
use crate::domain::lifecycle::Refusal;
use crate::domain::notice::Notice;
use crate::domain::receipt::CaseNumber;
use crate::domain::time::{Day, Instant};
use crate::domain::urging::letter::{Urging, UrgingStatus, rule, term};
use crate::service::access::reaches;
use crate::service::conflicts::barred_from;
use crate::service::error::{Fault, FieldFault, ServiceError, inside};
use crate::service::facade::Service;
use crate::service::once::{Answered, Edit, Made};
use crate::service::reference::Reference;
use crate::store::backend::{Conn, take_turn};
use crate::store::records::urgings;
use crate::store::{StoreError, cases};
use crate::vault::draw;

/// The longest time an inspector may give, in days.
const LONGEST_DAYS: i32 = 400;

/// Whom a letter urges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The holder of the service case of this number or id.
    Case(String),
    /// The unit of this code, as a whole.
    Unit(String),
}

/// A letter to be sent.
#[derive(Clone)]
pub struct NewLetter {
    /// Whom it urges.
    pub target: Target,
    /// What it says.
    pub text: String,
    /// The last day of the answer, where the inspector sets one.
    pub due_on: Option<Day>,
    /// One of many: only about a case that is not over and that no letter without an answer is about.
    pub one_of_many: bool,
}

/// `day` as the last one of a letter. What the law gives no inspector takes away; provincial policy he may.
fn within(rule: &DeadlineRule, by_rule: Day, day: Day, today: Day) -> Result<Day, ServiceError> {
    let far = today.until(day).map_err(ServiceError::internal)?.get_days();
    let cut = rule.basis == Basis::Statute && day < by_rule;
    if !(1..=LONGEST_DAYS).contains(&far) || cut {
        let fault = FieldFault::OutOfRange.at("/due_on").and(
            &format!("Từ ngày mai, không quá {LONGEST_DAYS} ngày; thời hạn luật định không được rút ngắn."),
            &format!("From tomorrow on, within {LONGEST_DAYS} days; what the law gives is not cut."),
        );
        return Err(ServiceError::Invalid(vec![fault]));
    }
    Ok(day)
}

impl Service {
    /// Sends an urging letter: its clock begins today, and its unit is told by mail.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] where there is no such case or unit, it is the own body or one with a
    /// conflict of interest, or the day is not possible;
    /// [`ServiceError::KeyReused`].
    pub async fn urge(
        &self,
        actor: &Actor,
        new: NewLetter,
        key: &str,
        body: &Value,
    ) -> Result<Answered<LetterView>, ServiceError> {
        let reference = self.references.ready()?;
        let now = self.clock.now();
        let key = self.record_key(actor, key, "send_urging", body);
        let (service, by) = (self.clone(), actor.clone());
        let make = move |tx: &mut Conn| -> Result<Made<LetterView>, Fault> {
            if let Target::Case(named) = &new.target
                && let Some(case) = service_case(tx, named)?
            {
                // Of many who urge at once about one case, each sees the letter of the one before; and no letter begins while its case
                // is called up or becomes a tip.
                take_turn(tx, case.id.uuid())?;
                cases::hold(tx, case.id)?;
            }
            let urging = service.compose(tx, &reference, &by, &new, now)?;
            urgings::insert(tx, &urging)?;
            service.owe_in(tx, &reference, &[urging.sent()], now)?;
            Ok((urging.id.uuid(), urging.version, service.letter(urging)))
        };
        self.once("urging.send", key, self.recall_letter(actor), make).await
    }

    /// The letter that [`Service::urge`] would send.
    ///
    /// # Errors
    /// As there.
    pub async fn rehearse_urging(
        &self,
        actor: &Actor,
        new: NewLetter,
    ) -> Result<LetterView, ServiceError> {
        let (reference, now) = (self.references.ready()?, self.clock.now());
        let (service, by) = (self.clone(), actor.clone());
        let read = move |conn: &mut Conn| {
            inside(|| Ok(service.letter(service.compose(conn, &reference, &by, &new, now)?)))
        };
        self.db.read(read).await?
    }

    /// The letter that `new` asks for, with its clock.
    fn compose(
        &self,
        conn: &mut Conn,
        reference: &Reference,
        actor: &Actor,
        new: &NewLetter,
        now: Instant,
    ) -> Result<Urging, Fault> {
        let today = now.office_day();
        let (unit_id, case, pointer) = match &new.target {
            Target::Unit(code) => {
                let unit = reference.units.by_code(code, today);
                let fault = || ServiceError::field("/unit", FieldFault::NoSuchUnit);
                (unit.ok_or_else(fault)?.id, None, "/unit")
            }
            Target::Case(named) => {
                let fault = || ServiceError::field("/case", FieldFault::NoSuchCase);
                let case = service_case(conn, named)?
                    .filter(|case| reaches(&actor.scope(), case))
                    .ok_or_else(fault)?;
                if new.one_of_many {
                    unurged(conn, &case)?;
                }
                (case.holder, Some(case), "/case")
            }
        };
        if let Some(fault) = barred_from(conn, &reference.units, actor, unit_id, today)? {
            return Err(ServiceError::field(pointer, fault).into());
        }
        let rule = rule(&reference.law(), case.as_ref().map(Matter::of), today)
            .ok_or_else(|| ServiceError::field(pointer, FieldFault::NoRule))?;
        let term = term(rule, &reference.calendar, today).map_err(ServiceError::internal)?;
        let due_on = match new.due_on {
            None => term.due_on,
            Some(day) => within(rule, term.due_on, day, today)?,
        };
        let number = CaseNumber::from_bytes(draw().map_err(ServiceError::internal)?);
        Ok(Urging {
            id: UrgingId::new(self.ids.random()),
            number: number.as_str().to_owned(),
            version: 1,
            unit_id,
            passed: Vec::new(),
            case_number: case.as_ref().and_then(|case| case.number.clone()),
            case_id: case.map(|case| case.id),
            text: new.text.clone(),
            urged_by: actor.user_id,
            body: actor.unit_id,
            rule_id: new.due_on.is_none().then_some(term.rule_id),
            start_on: term.start_on,
            due_on,
            told_due_on: due_on,
            calendar_as_of: today,
            status: UrgingStatus::Open,
            answer: None,
            answered_by: None,
            answered_on: None,
            missed_on: None,
            closing: None,
            closed_by: None,
            closed_on: None,
        })
    }

    /// The unit's answer to a letter.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] outside the actor's scope, [`ServiceError::Stale`],
    /// [`ServiceError::Refused`] with the reason, [`ServiceError::KeyReused`].
    pub async fn answer_letter(
        &self,
        actor: &Actor,
        edit: Edit<'_, UrgingId>,
        text: String,
    ) -> Result<Answered<LetterView>, ServiceError> {
        let by = actor.clone();
        self.change_letter(actor, edit, "answer_urging", move |one, today| {
            if by.unit_id == Some(one.unit_id) {
                one.answered(by.user_id, text.clone(), today)
            } else {
                Err(Refusal::HolderOnly)
            }
        })
        .await
    }

    /// The end of a letter, by an inspector.
    ///
    /// # Errors
    /// As [`Service::answer_letter`].
    pub async fn close_letter(
        &self,
        actor: &Actor,
        edit: Edit<'_, UrgingId>,
        note: Option<String>,
    ) -> Result<Answered<LetterView>, ServiceError> {
        let by = actor.user_id;
        self.change_letter(actor, edit, "close_urging", move |one, today| {
            one.closed(by, note.clone(), today)
        })
        .await
    }

    async fn change_letter(
        &self,
        actor: &Actor,
        edit: Edit<'_, UrgingId>,
        operation: &'static str,
        decide: impl Fn(&Urging, Day) -> Result<Urging, Refusal> + Send + Sync + 'static,
    ) -> Result<Answered<LetterView>, ServiceError> {
        let Edit { id, version, key, body } = edit;
        let reference = self.references.ready()?;
        let now = self.clock.now();
        let today = now.office_day();
        let bound = json!({"urging": id.to_string(), "body": body});
        let key = self.record_key(actor, key, operation, &bound);
        let (service, reader) = (self.clone(), actor.clone());
        let make = move |tx: &mut Conn| -> Result<Made<LetterView>, Fault> {
            let found = urgings::get(tx, id)?.filter(|one| reader.watches(one.unit_id));
            let found = found.ok_or(ServiceError::NotFound)?;
            if found.version != version {
                return Err(ServiceError::Stale.into());
            }
            let next = decide(&found, today).map_err(ServiceError::Refused)?;
            let told: Vec<Notice> = next.told_answered().into_iter().collect();
            urgings::save(tx, version, &next)?;
            service.owe_in(tx, &reference, &told, now)?;
            Ok((id.uuid(), next.version, service.letter(next)))
        };
        self.once("urging.change", key, self.recall_letter(actor), make).await
    }

    /// The answer that a key got before.
    fn recall_letter(
        &self,
        actor: &Actor,
    ) -> impl Fn(&mut Conn, uuid::Uuid, i32) -> Result<LetterView, Fault> + use<> {
        let (service, reader) = (self.clone(), actor.clone());
        move |tx, id, version| {
            let one = urgings::get(tx, UrgingId::new(id))?;
            let one = one.filter(|one| reader.watches(one.unit_id));
            Ok(service.letter(one.ok_or(ServiceError::NotFound)?.at_version(version)))
        }
    }
}

/// Refuses what there is no need to urge about.
fn unurged(conn: &mut Conn, case: &Case) -> Result<(), Fault> {
    if !case.state.is_open() {
        return Err(ServiceError::Refused(Refusal::CaseIsOver).into());
    }
    if urgings::is_open_about(conn, case.id)? {
        return Err(ServiceError::Refused(Refusal::AlreadyUrged).into());
    }
    Ok(())
}

/// The service case of this number or id. A tip has no number, and its id is as good as unknown.
fn service_case(conn: &mut Conn, named: &str) -> Result<Option<Case>, StoreError> {
    let found = match (named.parse(), CaseNumber::parse(named)) {
        (Ok(id), _) => cases::get(conn, Channel::Service, id),
        (_, Some(number)) => cases::by_number(conn, number.as_str()),
        _ => Ok(None),
    };
    // A letter would tell the unit of a case before it reaches it.
    Ok(found?.filter(|case| case.held_until.is_none()))
}
