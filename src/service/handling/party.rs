//! As whom somebody acts on a case, and everything else a decision may look at.

use super::effect::registered;
use crate::domain::actor::{Actor, Role, Scope};
use crate::domain::apology::Apology;
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, PublicAnswerId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{Command, CommandName, Context, Party, Rest};
use crate::domain::obligation::Obligation;
use crate::domain::succession::Heir;
use crate::domain::time::Day;
use crate::domain::unit::{Unit, UnitKind};
use crate::service::cases::{deputy_for, is_veiled, knows_reporter, reaches};
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::{StoreError, cases, reports, tokens};

/// Who asks.
#[derive(Debug, Clone)]
pub enum By {
    /// A member of staff, within the own scope.
    Staff(Actor),
    /// The reception desk, which acts on a case by its number.
    Desk(Actor),
    /// The holder of the receipt that is looked up by this.
    Reporter([u8; 32]),
    /// A last day that passed.
    Clock,
}

impl By {
    /// The member of staff, where it is one.
    pub const fn actor(&self) -> Option<&Actor> {
        match self {
            Self::Staff(actor) | Self::Desk(actor) => Some(actor),
            Self::Reporter(_) | Self::Clock => None,
        }
    }

    /// What an idempotency key of theirs is bound to.
    pub(super) fn caller(&self, case: CaseId) -> String {
        match self.actor() {
            Some(actor) => format!("user:{}", actor.user_id),
            None => format!("reporter:{case}"),
        }
    }

    /// Whether the receipt still stands for the case, and until the end of the transaction: an
    /// activation at the same moment must not leave the printed slip one last command.
    pub(super) fn still_holds(&self, tx: &mut Conn, case: CaseId) -> Result<bool, StoreError> {
        let Self::Reporter(lookup) = self else { return Ok(true) };
        let Some(receipt) = tokens::hold_receipt(tx, lookup)? else { return Ok(false) };
        let found = cases::find(tx, CaseId::new(receipt.answer_id.0))?;
        Ok(found.is_some_and(|found| found.id == case))
    }

    /// The version of the case as they see it.
    pub(super) fn version_of(&self, case: &Case) -> i32 {
        match self.actor() {
            Some(actor) if is_veiled(actor, case) => case.clone().veiled().version,
            _ => case.version,
        }
    }

    /// Whether the case is there for them at all.
    pub(super) fn sees(&self, case: &Case) -> bool {
        match self {
            Self::Staff(actor) => reaches(&actor.scope(), case),
            Self::Desk(actor) => {
                case.channel == Channel::Service
                    && case.accused.is_none_or(|unit| !actor.conflicts.contains(&unit))
            }
            Self::Reporter(_) | Self::Clock => true,
        }
    }
}

/// As whom a member of staff acts on `case`.
pub fn party_of(actor: &Actor, case: &Case) -> Party {
    match (actor.role, actor.scope()) {
        _ if actor.unit_id == Some(case.holder) => Party::Holder,
        (Role::Inspector, _) => Party::Inspector,
        (_, Scope::Units(units)) if units.contains(&case.holder) => Party::Superior,
        // Whoever else reaches it (a former holder) watches without a say.
        _ => Party::Desk,
    }
}

/// As whom a member of staff gives the command `name` on `case`. A criminal matter, and the promise
/// of another body, are the inspectors', also where their own body holds the case, and never where it is accused.
pub fn party_for(actor: &Actor, case: &Case, name: CommandName) -> Party {
    let party = party_of(actor, case);
    // What another body's dossier was promised for is found out by an inspector, also of the holder.
    let of_another = case.dossier_unit() != case.holder
        && matches!(
            name,
            CommandName::SettlePromise | CommandName::Apologise | CommandName::RecordResult
        );
    if actor.role != Role::Inspector || !(name.is_criminal_matter() || of_another) {
        return party;
    }
    let accused = case.accused.is_some_and(|unit| actor.unit_id == Some(unit));
    if accused { Party::Desk } else { Party::Inspector }
}

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
        // A tip goes up only to a body that inspects and has nothing to do with the accused (12.17).
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
