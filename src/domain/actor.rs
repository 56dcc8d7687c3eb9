//! Who acts: members of staff, their roles, and what each may see.

use std::sync::Arc;

use super::codes::{codes, words};
use super::ids::{UnitId, UserId};
use super::kind::Channel;

codes! {
    /// What a member of staff is.
    Role {
        /// Handles the cases of one unit.
        UnitOfficer => "unit_officer",
        /// Leads a unit: sees its cases and those of the units below it.
        UnitLeader => "unit_leader",
        /// Types in papers, calls and visits; sees no case.
        Reception => "reception",
        /// Watches over the service channel and handles tips.
        Inspector => "inspector",
        /// Keeps accounts and reference data; sees no case.
        Administrator => "administrator",
        /// Looks up concluded violations for personnel work (Sở Nội vụ); sees no case.
        PersonnelReader => "personnel_reader",
        /// Files what an organisation of the Front demands (Luật Phòng, chống tham nhũng 2018 Art. 75); sees no case.
        FrontMember => "front_member",
        /// Heads the inspectorate: watches over who takes which tip; sees no case.
        InspectorateHead => "inspectorate_head",
        /// Reads who has looked at what; sees no case.
        Auditor => "auditor",
        /// Works for the emulation board: drafts movements and criteria; sees no case.
        Board => "board",
    }
}

impl Role {
    /// Whether no administrator gives it alone: it reads what only few may, or keeps the accounts of those who do. For the same reason it
    /// must have a second factor.
    pub const fn needs_two(self) -> bool {
        match self {
            Self::Inspector
            | Self::Administrator
            | Self::PersonnelReader
            | Self::InspectorateHead
            | Self::Auditor
            | Self::Board => true,
            Self::UnitOfficer | Self::UnitLeader | Self::Reception | Self::FrontMember => false,
        }
    }
}

words! {
    Role {
        UnitOfficer => "cán bộ giải quyết của đơn vị", "officer of a unit";
        UnitLeader => "lãnh đạo đơn vị", "leader of a unit";
        Reception => "cán bộ tiếp nhận", "reception desk";
        Inspector => "thanh tra viên", "inspector";
        Administrator => "quản trị viên", "administrator";
        PersonnelReader => "người tra cứu phục vụ công tác cán bộ", "personnel reader";
        FrontMember => "cán bộ Mặt trận", "member of the Front";
        InspectorateHead => "người đứng đầu thanh tra", "head of the inspectorate";
        Auditor => "kiểm soát nội bộ", "auditor";
        Board => "hội đồng thi đua", "emulation board";
    }
}

/// How somebody came to work for a unit. Kept for whoever reads the table; nothing is decided by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostingCause {
    /// The account was made so.
    Added,
    /// The unit that took over the former one.
    Succession,
    /// An administrator moved the account.
    Moved,
    /// The account was closed and is opened again.
    Reopened,
}

impl PostingCause {
    /// The stable code, as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Succession => "succession",
            Self::Moved => "moved",
            Self::Reopened => "reopened",
        }
    }
}

codes! {
    /// Why an inspector has nothing to do with what is about a unit.
    ConflictSource {
        /// Somebody declared it.
        Declared => "declared",
        /// The inspector worked there not long ago.
        FormerUnit => "former_unit",
    }
}

/// A signed-in member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub user_id: UserId,
    /// The role.
    pub role: Role,
    /// The unit it works for; administrators may have none.
    pub unit_id: Option<UnitId>,
    /// The name shown to colleagues.
    pub name: String,
    /// For a leader: the own unit and every unit below it.
    pub below: Arc<[UnitId]>,
    /// For an inspector: units of declared conflicts of interest that hold today.
    pub conflicts: Arc<[UnitId]>,
    /// The number of the document by which this is the standing deputy of the own unit today.
    pub deputy: Option<Arc<str>>,
}

/// Which cases a read or a write may touch. Every query takes one, and a write checks it again
/// inside its transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Nothing.
    Nothing,
    /// Service cases held by one unit.
    Unit(UnitId),
    /// Service cases held by any of these units: a leader's own and those below.
    Units(Arc<[UnitId]>),
    /// All service cases, and the integrity cases held by the inspector's own body unless that
    /// body is accused; neither where the inspector has a conflict of interest
    /// (NĐ 59/2019 Art. 29).
    Inspectorate {
        /// The inspector.
        inspector: UserId,
        /// The body.
        body: UnitId,
        /// Whatever is about one of these units is not there for this inspector.
        conflicts: Arc<[UnitId]>,
    },
}

impl Scope {
    /// Whether there can be anything of `channel` in it: units see no tip, whoever holds it.
    pub const fn sees(&self, channel: Channel) -> bool {
        match self {
            Self::Nothing => false,
            Self::Unit(_) | Self::Units(_) => matches!(channel, Channel::Service),
            Self::Inspectorate { .. } => true,
        }
    }
}

impl Actor {
    /// What this member of staff may see.
    pub fn scope(&self) -> Scope {
        match (self.role, self.unit_id) {
            (Role::UnitOfficer, Some(unit)) => Scope::Unit(unit),
            (Role::UnitLeader, Some(_)) => Scope::Units(self.below.clone()),
            (Role::Inspector, Some(body)) => Scope::Inspectorate {
                inspector: self.user_id,
                body,
                conflicts: self.conflicts.clone(),
            },
            _ => Scope::Nothing,
        }
    }

    /// The units whose letters and recommendations this member of staff may see; `None` for all.
    pub fn watched_units(&self) -> Option<Vec<UnitId>> {
        match self.scope() {
            Scope::Inspectorate { .. } => None,
            Scope::Unit(unit) => Some(vec![unit]),
            Scope::Units(units) => Some(units.to_vec()),
            Scope::Nothing => Some(Vec::new()),
        }
    }

    /// Whether a letter or a recommendation to `unit` is there for this member of staff.
    pub fn watches(&self, unit: UnitId) -> bool {
        self.watched_units().is_none_or(|units| units.contains(&unit))
            && !self.conflicts.contains(&unit)
    }
}
