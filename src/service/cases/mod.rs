//! Cases: filing, handling, recording, following, reading; whatever staff read is within their scope.

pub mod calling;
pub mod custody;
mod detail;
mod finding;
mod groups;
pub mod handling;
mod history;
pub mod intake;
mod limit;
mod mails;
pub(in crate::service) mod mentions;
pub mod moving;
mod presence;
pub mod rating;
pub(in crate::service) mod record;
mod release;
mod texts;
pub mod tracking;
mod views;

pub use detail::ReportView;
pub(in crate::service) use finding::changed;
pub use finding::{AtLeast, ByContact, Facet, InHand, Order, QueueQuery};
pub use groups::{GroupView, MOST_CASES};
pub use history::{Counted, EventView};
pub use mails::MailView;
pub use presence::PresenceView;
pub use texts::NoteView;
pub use views::Named;

pub use crate::store::cases::{CaseFilter, Span};

use std::collections::BTreeMap;

use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::case::promise::Verdict;
use crate::domain::ids::{CaseId, UserId};
use crate::domain::lifecycle::{self, Asking, CommandName, Refusal};
use crate::domain::obligation::{NOTHING_DUE, Obligation};
use crate::domain::time::Day;
use crate::domain::units::exclusion::Facts;
use crate::service::access::{inspects, is_veiled, may_open, party_for, reaches};
use crate::service::facade::{Service, UnitName};
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::staff::users;
use crate::store::{StoreError, cases};

/// A case as a queue shows it.
#[derive(Debug, Clone)]
pub struct CaseItem {
    /// The case.
    pub case: Case,
    /// Who answers for it.
    pub holder: Option<UnitName>,
    /// Whom it is about; of a tip only once it is opened.
    pub accused: Option<UnitName>,
    /// Whom the holder holds to be competent.
    pub disputed_to: Option<UnitName>,
    /// The organisation of the Front that filed it with its account.
    pub sent_by: Option<UnitName>,
    /// Who has it in hand.
    pub assignee: Option<String>,
    /// Whether the reader may read its content.
    pub opened: bool,
    /// Whether something is late.
    pub overdue: bool,
    /// Whether a last day of it was counted in a year whose decision on days off is not loaded.
    pub provisional: bool,
    /// What the recorded facts say of the promised day of its dossier.
    pub verdict: Option<Verdict>,
}

/// The commands of an actor on a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offers {
    /// Those that right members make possible.
    pub allowed: Vec<CommandName>,
    /// Those of the actor's part that are refused now, each with the reason.
    pub not_allowed: Vec<(CommandName, Refusal)>,
    /// Why the actor puts it in nobody's hand, nor out of one, if so.
    pub hand: Option<Refusal>,
}

/// What the actor may do now; a tip must be in the inspector's own hand first. `deputy` is the document told by
/// [`deputy_for`].
pub(super) fn offers(
    reference: &Reference,
    actor: &Actor,
    case: &Case,
    obligations: &[Obligation],
    deputy: Option<&str>,
    today: Day,
) -> Offers {
    let mut offers = Offers::default();
    if !may_open(&actor.scope(), case) {
        return offers;
    }
    offers.hand = (actor.unit_id != Some(case.holder)).then_some(Refusal::HolderOnly);
    for name in CommandName::ALL.iter().copied() {
        let party = party_for(actor, case, name);
        if !name.parties().contains(&party) {
            continue;
        }
        let actor = Some(actor.user_id);
        let asking = Asking { today, party, actor, deputy, obligations, law: reference.law() };
        match lifecycle::refusal(case, name, &asking) {
            None => offers.allowed.push(name),
            Some(refusal) => offers.not_allowed.push((name, refusal)),
        }
    }
    offers
}

/// The case of this id, if the actor's scope reaches it.
pub(in crate::service) fn find(
    conn: &mut Conn,
    actor: &Actor,
    id: CaseId,
) -> Result<Option<Case>, StoreError> {
    Ok(cases::find(conn, id)?.filter(|case| reaches(&actor.scope(), case)))
}

/// What routing and exclusion look at of `case`, whatever else is known of it.
pub(super) fn facts_of<'c>(reference: &'c Reference, case: &'c Case, today: Day) -> Facts<'c> {
    Facts {
        kind: case.kind,
        category: &case.category,
        sector: case.sector.as_deref(),
        accused: case.accused.and_then(|unit| reference.units.get(unit)),
        locality: None,
        about_leader: false,
        decided_first: &[],
        on: today,
    }
}

pub(super) fn names_of(
    conn: &mut Conn,
    ids: impl Iterator<Item = UserId>,
) -> Result<BTreeMap<UserId, String>, StoreError> {
    let mut names = BTreeMap::new();
    for id in ids {
        if let std::collections::btree_map::Entry::Vacant(entry) = names.entry(id)
            && let Some(user) = users::get(conn, id)?
        {
            entry.insert(user.name);
        }
    }
    Ok(names)
}

impl CaseItem {
    pub(super) fn new(
        reference: &Reference,
        actor: Option<&Actor>,
        case: Case,
        names: &BTreeMap<UserId, String>,
        today: Day,
    ) -> Self {
        let opened = actor.is_some_and(|actor| may_open(&actor.scope(), &case));
        let veiled = actor.is_some_and(|actor| is_veiled(actor, &case));
        let hint = case.course.hint.filter(|_| actor.is_some_and(|actor| inspects(actor, &case)));
        let mut case = if veiled { case.veiled() } else { case };
        case.course.hint = hint;
        let case = Case { waits_until: reference.law().waits_until(&case, today), ..case };
        let next = Some(case.next_due_on).filter(|day| *day != NOTHING_DUE);
        let days = [next, case.waits_until, case.course.reopen_until];
        Self {
            provisional: reference.provisional(days, today),
            holder: reference.unit_name(case.holder),
            accused: case.accused.filter(|_| opened).and_then(|unit| reference.unit_name(unit)),
            disputed_to: case.course.disputed_to.and_then(|unit| reference.unit_name(unit)),
            sent_by: case.course.sent_by.and_then(|unit| reference.unit_name(unit)),
            assignee: case.assignee.and_then(|user| names.get(&user).cloned()),
            overdue: case.is_open() && case.next_due_on < today,
            verdict: case.course.promise.and_then(|promise| promise.verdict(today)),
            opened,
            case,
        }
    }
}

impl Service {
    pub(super) fn item(
        &self,
        actor: Option<&Actor>,
        case: Case,
        names: &BTreeMap<UserId, String>,
    ) -> CaseItem {
        CaseItem::new(&self.references.now(), actor, case, names, self.clock.today())
    }
}
