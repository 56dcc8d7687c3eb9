//! Groups of cases of one cause: kept by a body for itself, of which each reader sees what the own scope reaches now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::handling::{By, fit_for_all};
use super::mentions::among;
use super::texts::kept;
use super::{CaseItem, find, names_of};
use crate::domain::actor::{Actor, Role};
use crate::domain::case::Case;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::units::unit::Units;
use crate::service::access::reaches;
use crate::service::error::{Fault, FieldFault, ServiceError, inside};
use crate::service::facade::Service;
use crate::service::once::{Answered, Made};
use crate::store::backend::{Conn, take_turn};
use crate::store::cases::CaseFilter;
use crate::store::staff::groups;
use crate::store::staff::texts::{self, StaffText, TextKind};
use crate::store::{StoreError, cases};

/// So many groups the officers of one body have at most, and so many its inspectors.
const MOST: usize = 40;
/// So many cases a group has at most, as whoever adds one sees it: what is out of sight must not show in what is refused.
pub const MOST_CASES: usize = 200;
/// So many cases a group has at most, whoever sees them: its readers see different ones.
const MOST_ROWS: usize = 400;

/// A group as a list shows it.
#[derive(Debug, Clone)]
pub struct GroupView {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// How many of its cases the reader sees.
    pub count: usize,
}

/// A group with the cases of it that the reader sees.
#[derive(Debug, Clone)]
pub struct GroupCases {
    /// The group.
    pub group: GroupView,
    /// Its cases, by their next last day.
    pub items: Vec<CaseItem>,
}

/// The case of the service channel of this id, if the actor's scope reaches it: a tip is not there.
fn seen(conn: &mut Conn, actor: &Actor, id: CaseId) -> Result<Option<Case>, StoreError> {
    Ok(find(conn, actor, id)?.filter(|case| case.channel == Channel::Service))
}

/// A group as it is kept.
#[derive(serde::Deserialize)]
struct Kept {
    title: String,
    /// Which of the cases that were asked for were there when it was made, by their place in the request: the ids of others are kept nowhere.
    made: Vec<usize>,
}

impl Kept {
    fn of(text: &StaffText) -> Result<Self, StoreError> {
        text.said.read().ok_or(StoreError::Corrupt { table: "staff_texts", column: "said" })
    }
}

/// Whether a group of which the actor sees so many cases is there for the actor: what is out of sight, called up or a tip alike, opens
/// none. Whoever leads a body sees all that its officers see, and an empty group.
fn is_for(actor: &Actor, text: &StaffText, seen: usize) -> bool {
    seen > 0 || text.author == actor.user_id || actor.role == Role::UnitLeader
}

/// The group of this id with the cases of it that the actor sees now, if it is of those among whom the actor reads and there for
/// the actor.
fn own(conn: &mut Conn, actor: &Actor, id: Uuid) -> Result<(StaffText, Vec<Case>), Fault> {
    let is_own = |text: &StaffText| {
        let body = text.unit.is_some() && text.unit == actor.unit_id;
        text.kind == TextKind::Group && body && text.name == among(actor.role)
    };
    let text = texts::get(conn, id)?.filter(is_own).ok_or(ServiceError::NotFound)?;
    let mut cases = groups::cases_of(conn, id)?;
    cases.retain(|case| reaches(&actor.scope(), case));
    let found = Some((text, cases)).filter(|(text, cases)| is_for(actor, text, cases.len()));
    Ok(found.ok_or(ServiceError::NotFound)?)
}

/// How many cases of each of these groups the actor sees now, where there are some.
fn counted(
    conn: &mut Conn,
    actor: &Actor,
    found: &[StaffText],
) -> Result<BTreeMap<Uuid, usize>, StoreError> {
    let ids: Vec<Uuid> = found.iter().map(|text| text.id).collect();
    let members = groups::keys_of(conn, &ids)?;
    let keys: BTreeSet<i64> = members.iter().map(|(_, key)| *key).collect();
    let (scope, all) = (actor.scope(), CaseFilter::default());
    let seen = cases::among(conn, Channel::Service, &scope, &all, keys.into_iter().collect())?;
    let mut counts = BTreeMap::new();
    for (group, _) in members.iter().filter(|(_, key)| seen.contains_key(key)) {
        *counts.entry(*group).or_insert(0) += 1;
    }
    Ok(counts)
}

/// Whether a group takes one more case. Where it is full of what nobody of the body sees any more, that is taken out first, so
/// that it never shows in what is refused.
fn has_room(tx: &mut Conn, units: &Units, actor: &Actor, group: Uuid) -> Result<bool, StoreError> {
    if groups::keys_of(tx, &[group])?.len() < MOST_ROWS {
        return Ok(true);
    }
    let widest = match (actor.role, actor.unit_id) {
        (Role::Inspector, _) => Actor { conflicts: Arc::new([]), ..actor.clone() },
        (_, Some(unit)) => {
            let below = units.below(unit).into();
            Actor { role: Role::UnitLeader, below, ..actor.clone() }
        }
        _ => actor.clone(),
    };
    let scope = widest.scope();
    let mut left = 0;
    for case in groups::cases_of(tx, group)? {
        if reaches(&scope, &case) {
            left += 1;
        } else {
            groups::take_out(tx, group, case.key)?;
        }
    }
    Ok(left < MOST_ROWS)
}

/// All groups of those among whom the actor reads.
fn all(conn: &mut Conn, actor: &Actor) -> Result<Vec<StaffText>, Fault> {
    let unit = actor.unit_id.ok_or(ServiceError::NotFound)?;
    let most = i64::try_from(2 * MOST).unwrap_or(i64::MAX);
    let mut found = texts::shared(conn, TextKind::Group, unit, most)?;
    found.retain(|text| text.name == among(actor.role));
    Ok(found)
}

fn view(text: &StaffText, count: usize) -> Result<GroupView, StoreError> {
    Ok(GroupView { id: text.id, title: Kept::of(text)?.title, count })
}

fn full() -> ServiceError {
    ServiceError::Invalid(vec![FieldFault::NoRoom.at("")])
}

/// A group that was made, and which of the cases that were asked for it was made of.
type MadeGroup = (GroupView, Vec<CaseId>);

/// What was answered when the group was made of some of `asked`, whatever became of it since.
fn answered(text: &StaffText, asked: &[CaseId]) -> Result<MadeGroup, StoreError> {
    let made = Kept::of(text)?.made;
    let made: Vec<CaseId> = made.iter().filter_map(|at| asked.get(*at)).copied().collect();
    Ok((view(text, made.len())?, made))
}

impl Service {
    /// The groups of the actor's body that are there for the actor, by title.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for whoever belongs to no body.
    pub async fn groups(&self, actor: &Actor) -> Result<Vec<GroupView>, ServiceError> {
        let reader = actor.clone();
        let read = move |conn: &mut Conn| {
            inside(|| {
                let kept = all(conn, &reader)?;
                let counts = counted(conn, &reader, &kept)?;
                let mut found = Vec::new();
                for text in kept {
                    let count = counts.get(&text.id).copied().unwrap_or_default();
                    if is_for(&reader, &text, count) {
                        found.push(view(&text, count)?);
                    }
                }
                found.sort_by(|one, other| (&one.title, one.id).cmp(&(&other.title, other.id)));
                Ok(found)
            })
        };
        self.db.read(read).await?
    }

    /// Makes a group of those of `cases`, each named once, that are there for the actor; which these are is told beside it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where none is there; [`ServiceError::Invalid`] where the body has too many;
    /// [`ServiceError::KeyReused`].
    pub async fn make_group(
        &self,
        actor: &Actor,
        (title, cases): (String, Vec<CaseId>),
        key: &str,
        body: &Value,
    ) -> Result<Answered<MadeGroup>, ServiceError> {
        let key = self.record_key(actor, key, "make_case_group", body);
        let (by, at, ids) = (actor.clone(), self.clock.now(), self.ids.clone());
        let asked = cases.clone();
        let make = move |tx: &mut Conn| -> Result<Made<MadeGroup>, Fault> {
            take_turn(tx, by.unit_id.ok_or(ServiceError::NotFound)?.uuid())?;
            if all(tx, &by)?.len() >= MOST {
                return Err(full().into());
            }
            let mut there = Vec::new();
            for (place, id) in asked.iter().enumerate() {
                there.extend(seen(tx, &by, *id)?.map(|case| (place, case.key)));
            }
            if there.is_empty() {
                return Err(ServiceError::NotFound.into());
            }
            let made: Vec<usize> = there.iter().map(|(place, _)| *place).collect();
            let group = StaffText {
                id: ids.random(),
                kind: TextKind::Group,
                unit: by.unit_id,
                author: by.user_id,
                case: None,
                shared: true,
                name: among(by.role).to_owned(),
                said: kept(&json!({"title": title, "made": made}))?,
                version: 1,
                changed_at: at,
            };
            texts::put(tx, &group)?;
            for (_, key) in there {
                groups::add(tx, group.id, key)?;
            }
            Ok((group.id, 1, answered(&group, &asked)?))
        };
        let by = actor.clone();
        let recall = move |tx: &mut Conn, id, _| -> Result<MadeGroup, Fault> {
            let (text, _) = own(tx, &by, id)?;
            Ok(answered(&text, &cases)?)
        };
        self.once("groups.make", key, recall, make).await
    }

    /// A group with the cases of it that the actor sees now.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a group of others.
    pub async fn group(&self, actor: &Actor, id: Uuid) -> Result<GroupCases, ServiceError> {
        let (reference, today, reader) =
            (self.references.ready()?, self.clock.today(), actor.clone());
        let read = move |conn: &mut Conn| {
            inside(|| {
                let (text, cases) = own(conn, &reader, id)?;
                let names = names_of(conn, cases.iter().filter_map(|case| case.assignee))?;
                let group = view(&text, cases.len())?;
                let item = |case| CaseItem::new(&reference, Some(&reader), case, &names, today);
                Ok(GroupCases { group, items: cases.into_iter().map(item).collect() })
            })
        };
        self.db.read(read).await?
    }

    /// Puts a case into a group, or takes it out; doing so twice changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a group of others and for a case that is not there for the actor;
    /// [`ServiceError::Invalid`] where the group is full.
    pub async fn group_case(
        &self,
        actor: &Actor,
        group: Uuid,
        case: CaseId,
        within: bool,
    ) -> Result<(), ServiceError> {
        let (by, reference) = (actor.clone(), self.references.ready()?);
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            take_turn(tx, group)?;
            let (_, there) = own(tx, &by, group)?;
            let case = seen(tx, &by, case)?.ok_or(ServiceError::NotFound)?;
            if !within {
                return Ok(groups::take_out(tx, group, case.key)?);
            }
            if there.iter().any(|one| one.key == case.key) {
                return Ok(());
            }
            if there.len() >= MOST_CASES || !has_room(tx, &reference.units, &by, group)? {
                return Err(full().into());
            }
            Ok(groups::add(tx, group, case.key)?)
        };
        self.kept_on("groups.case", group, write).await
    }

    /// Of the cases of a group that the actor sees now those whose reporters are told `text`, and those that are too many for it. One
    /// `key` goes with one group and one text.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a group of others; [`ServiceError::Invalid`] where the text leads to one of the reporters or to
    /// a case; [`ServiceError::KeyReused`].
    pub async fn announcing(
        &self,
        actor: &Actor,
        id: Uuid,
        text: &str,
        key: Option<(&str, &Value)>,
    ) -> Result<(Vec<CaseId>, Vec<CaseId>), ServiceError> {
        let (reference, reader) = (self.references.ready()?, actor.clone());
        let said = text.to_owned();
        let read = move |conn: &mut Conn| {
            inside(|| {
                let (_, mut told) = own(conn, &reader, id)?;
                let by = By::Staff(reader.clone());
                fit_for_all(conn, &reference, &by, &told, &said)?;
                let rest = told.split_off(told.len().min(MOST_CASES));
                let ids = |cases: Vec<Case>| cases.iter().map(|case| case.id).collect::<Vec<_>>();
                Ok((ids(told), ids(rest)))
            })
        };
        let found = self.db.read(read).await??;
        if let Some((key, body)) = key {
            let bound = json!({"group": id.to_string(), "body": body});
            let key = self.record_key(actor, key, "announce_to_case_group", &bound);
            let recall = |_: &mut Conn, _: Uuid, _: i32| Ok(());
            let make = move |_: &mut Conn| Ok((id, 1, ()));
            self.once("groups.announce", key, recall, make).await?;
        }
        Ok(found)
    }

    /// Removes a group; its cases stay as they are.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a group of others.
    pub async fn drop_group(&self, actor: &Actor, id: Uuid) -> Result<(), ServiceError> {
        let by = actor.clone();
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            own(tx, &by, id)?;
            groups::empty(tx, id)?;
            texts::remove(tx, id)?;
            Ok(())
        };
        self.kept_on("groups.drop", id, write).await
    }
}
