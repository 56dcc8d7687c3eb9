//! As whom somebody acts on a case, and everything else a decision may look at.

use super::by::By;
use super::effect::registered;
use crate::domain::apology::Apology;
use crate::domain::case::Case;
use crate::domain::ids::{PublicAnswerId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{Command, Context, Party, Rest};
use crate::domain::obligation::Obligation;
use crate::domain::time::Day;
use crate::domain::unit::Heir;
use crate::domain::unit::{Unit, UnitKind};
use crate::service::access::{deputy_for, knows_reporter, party_for};
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::{StoreError, cases, reports};

/// The document by which whoever closes is the standing deputy of the holder.
pub(super) fn deputy_of<'a>(
    conn: &mut Conn,
    by: &'a By,
    case: &Case,
    command: &Command,
) -> Result<Option<&'a str>, StoreError> {
    match (by, command) {
        (By::Staff(actor), Command::Close) => deputy_for(conn, actor, case),
        _ => Ok(None),
    }
}

/// What the decision may look at, read as it is now.
pub(super) struct Sight<'r> {
    reference: &'r Reference,
    party: Party,
    receiver: Option<&'r Unit>,
    heir: Option<UnitId>,
    superior: Option<&'r Unit>,
    consulted: Option<&'r Unit>,
    merge_target: bool,
    named: bool,
    registered: Option<Apology>,
    knows_reporter: bool,
    today: Day,
}

impl<'r> Sight<'r> {
    pub(super) fn of(
        conn: &mut Conn,
        reference: &'r Reference,
        by: &By,
        case: &Case,
        command: &Command,
        to: Option<&str>,
        today: Day,
    ) -> Result<Self, StoreError> {
        let party = match by {
            By::Staff(actor) => party_for(actor, case, command.name()),
            By::Desk(_) => Party::Desk,
            By::Reporter(_) => Party::Reporter,
            By::Clock => Party::Clock,
        };
        let units = &reference.units;
        let receiver = match command {
            Command::SettleDispute { .. } => case.course.disputed_to.and_then(|id| units.get(id)),
            _ => to.and_then(|code| units.by_code(code, today)),
        };
        let above = |unit: &Unit| units.get(unit.parent?).filter(|unit| unit.exists_on(today));
        let heir = units.get(case.holder).and_then(|unit| match units.heir(unit, today) {
            Heir::One(one) => Some(one.id),
            Heir::Itself(_) | Heir::Split(_) | Heir::Nobody => None,
        });
        let taken_over = |unit: &Unit| {
            case.accused.is_some_and(|accused| units.successions().reaches(accused, unit.id))
        };
        // A tip goes up only to a body that inspects and has nothing to do with the accused.
        let superior = units.get(heir.unwrap_or(case.holder)).and_then(above).filter(|unit| {
            case.channel == Channel::Service
                || (matches!(unit.kind, UnitKind::Inspectorate | UnitKind::Province)
                    && !taken_over(unit))
        });
        let merge_target = match command {
            Command::MergeInto { into, .. } => cases::get(conn, case.channel, *into)?
                .is_some_and(|target| target.state.is_open() && by.sees(&target)),
            _ => false,
        };
        let named = match command {
            Command::Requalify { .. } => reports::is_named(conn, case)?,
            _ => false,
        };
        let registered = match command {
            Command::Promise(_) | Command::Answer { .. } if case.channel == Channel::Service => {
                registered(conn, reference, case)?
            }
            _ => None,
        };
        // The accused and whoever stands below it are not asked about themselves.
        let consulted = receiver.and_then(|named| match case.accused {
            Some(accused)
                if units.is_below(named.id, accused)
                    || units.successions().reaches(accused, named.id) =>
            {
                units.get(accused).and_then(above)
            }
            // Of a tip without a named unit nobody can say who must not be asked.
            None if case.channel == Channel::Integrity => None,
            _ => Some(named),
        });
        Ok(Self {
            reference,
            party,
            receiver,
            heir,
            superior,
            consulted,
            merge_target,
            named,
            registered,
            knows_reporter: by.actor().is_some_and(|actor| knows_reporter(reference, actor, case)),
            today,
        })
    }

    /// The unit the command names.
    pub(super) const fn receiver(&self) -> Option<&'r Unit> {
        self.receiver
    }

    pub(super) fn context<'a>(
        &'a self,
        by: &By,
        owed: &'a [Obligation],
        rest: Option<&'a Rest>,
        deputy: Option<&'a str>,
        public_id: PublicAnswerId,
    ) -> Context<'a> {
        Context {
            today: self.today,
            party: self.party,
            actor: by.actor().map(|actor| actor.user_id),
            body: by.actor().and_then(|actor| actor.unit_id),
            deputy,
            obligations: owed,
            receiver: self.receiver,
            heir: self.heir,
            superior: self.superior,
            consulted: self.consulted,
            merge_target: self.merge_target,
            rest,
            named: self.named,
            registered: self.registered.as_ref(),
            knows_reporter: self.knows_reporter,
            public_id,
            law: self.reference.law(),
        }
    }
}
