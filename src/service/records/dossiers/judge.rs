//! What a feed sends, held against the rules and against what is known: the difference it makes.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::fault::FieldError;
use crate::domain::ids::{DossierId, Ids, ImportId, UnitId};
use crate::domain::records::dossier::{
    Change, DayFault, DayOf, Dossier, DossierFacts, Told, tells_of_a_person,
};
use crate::domain::time::Day;
use crate::domain::units::unit::Units;
use crate::service::error::FieldFault;

/// One dossier as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentDossier {
    /// Its code.
    pub code: String,
    /// The code of the unit as it was on the day of taking it in.
    pub unit: String,
    /// The code of the procedure.
    pub procedure: String,
    /// The day it was taken in.
    pub received_on: Day,
    /// The day promised for its result.
    pub promised_on: Day,
    /// The day the result was given.
    pub returned_on: Option<Day>,
}

/// Something that was sent and refused: its place among what was sent, and why.
pub type Refused = (usize, Vec<FieldError>);

/// What a feed changes, or would change, each by its place among what was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// Told of for the first time.
    pub added: Vec<usize>,
    /// Known, and changed.
    pub changed: Vec<(usize, Vec<Change>)>,
    /// So many say nothing new.
    pub unchanged: usize,
    /// What was refused.
    pub refused: Vec<Refused>,
}

impl Difference {
    /// The places of what is new or changes something, in their order.
    pub fn news(&self) -> Vec<usize> {
        let changed = self.changed.iter().map(|(at, _)| *at);
        let mut news: Vec<usize> = self.added.iter().copied().chain(changed).collect();
        news.sort_unstable();
        news
    }
}

/// Which dossiers stood further up in the same file: 16 bytes each, whatever their codes are.
#[derive(Debug, Default)]
pub struct Seen(HashSet<[u8; 16]>);

impl Seen {
    /// Notes one; false where it was there before.
    pub(super) fn first(&mut self, unit: UnitId, key: &str) -> bool {
        let hash = Sha256::new().chain_update(unit.uuid()).chain_update(key).finalize();
        let mut short = [0; 16];
        short.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        self.0.insert(short)
    }
}

/// What was sent as facts, or everything that is wrong with it.
fn judge(units: &Units, today: Day, sent: &SentDossier) -> Result<DossierFacts, Vec<FieldError>> {
    let unit = units.by_code(&sent.unit, sent.received_on).map(|unit| unit.id);
    let mut faults = Vec::new();
    for (member, code) in [("/code", &sent.code), ("/procedure", &sent.procedure)] {
        if tells_of_a_person(code) {
            faults.push(FieldFault::PersonalCode.at(member));
        }
    }
    let facts = DossierFacts {
        unit: unit.unwrap_or(UnitId::new(uuid::Uuid::nil())),
        code: sent.code.clone(),
        procedure: sent.procedure.clone(),
        received_on: sent.received_on,
        promised_on: sent.promised_on,
        returned_on: sent.returned_on,
    };
    faults.extend(facts.faults(today).into_iter().map(of_day));
    if unit.is_none() && sent.received_on <= today {
        faults.push(FieldFault::NoUnitThen.at("/unit"));
    }
    if faults.is_empty() { Ok(facts) } else { Err(faults) }
}

/// A fault of a day, told as that of its member.
fn of_day((of, fault): (DayOf, DayFault)) -> FieldError {
    let told = match fault {
        DayFault::InTheFuture => FieldFault::InTheFuture,
        DayFault::BeforeReceived => FieldFault::BeforeReceived,
        DayFault::TooFar => FieldFault::OutOfRange,
        DayFault::AfterFirstPromise => FieldFault::AfterFirstPromise,
        DayFault::TakenBack => FieldFault::TakenBack,
    };
    told.at(&format!("/{}", of.member()))
}

/// What of `sent` can stand by itself, with its place, and what cannot.
pub(super) fn sift(
    units: &Units,
    today: Day,
    sent: &[SentDossier],
    seen: &mut Seen,
) -> (Vec<(usize, DossierFacts)>, Vec<Refused>) {
    let (mut good, mut refused) = (Vec::with_capacity(sent.len()), Vec::new());
    for (at, one) in sent.iter().enumerate() {
        match judge(units, today, one) {
            Ok(facts) if seen.first(facts.unit, &facts.key()) => good.push((at, facts)),
            Ok(_) => refused.push((at, vec![FieldFault::TwiceHere.at("/code")])),
            Err(faults) => refused.push((at, faults)),
        }
    }
    (good, refused)
}

/// What is to be written, and the difference it makes.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) difference: Difference,
    pub(super) new: Vec<Dossier>,
    pub(super) moved: Vec<Dossier>,
}

/// By what the dossiers of these facts are looked up.
pub(super) fn keys_of(told: &[(usize, DossierFacts)]) -> Vec<String> {
    told.iter().map(|(_, facts)| facts.key()).collect()
}

/// Compares facts with what is `known` of their keys.
pub(super) fn compare(
    known: Vec<Dossier>,
    ids: &dyn Ids,
    told: Vec<(usize, DossierFacts)>,
    import: ImportId,
    today: Day,
) -> Work {
    let known: HashMap<(UnitId, String), Dossier> =
        known.into_iter().map(|one| ((one.facts.unit, one.facts.key()), one)).collect();
    let mut work = Work::default();
    for (at, facts) in told {
        let Some(before) = known.get(&(facts.unit, facts.key())) else {
            let id = DossierId::new(ids.ordered());
            work.new.push(Dossier::new(id, facts, today, import));
            work.difference.added.push(at);
            continue;
        };
        match before.told_again(facts, import, today) {
            Ok(None) => work.difference.unchanged += 1,
            Ok(Some(Told { dossier, changes })) => {
                work.moved.push(dossier);
                work.difference.changed.push((at, changes));
            }
            Err(fault) => work.difference.refused.push((at, vec![of_day(fault)])),
        }
    }
    work
}

/// The faults of items of a list, each at its place in the request.
pub(super) fn in_list(refused: Vec<Refused>) -> Vec<FieldError> {
    let place = |(at, faults): Refused| {
        faults.into_iter().map(move |fault| FieldError {
            pointer: format!("/items/{at}{}", fault.pointer),
            ..fault
        })
    };
    refused.into_iter().flat_map(place).collect()
}
