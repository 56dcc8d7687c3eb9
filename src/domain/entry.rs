//! How a report comes in: by nobody who is known, typed in at a desk, or with an account of the Front.

use serde::{Deserialize, Serialize};

use super::actor::Role;
use super::ids::{UnitId, UserId};
use super::kind::{Channel, Door};
use super::time::Day;

/// What the reception desk adds to a paper, a call or a visit that it types in.
#[derive(Debug, Clone, Copy)]
pub struct DeskEntry {
    /// Who typed it in.
    pub typed_by: UserId,
    /// The unit that person works for.
    pub unit: Option<UnitId>,
    /// As what that person works there.
    pub role: Role,
    /// Whether the paper is signed.
    pub signed: bool,
}

/// That a paper lay at the desk of one unit before it reached the one that answers for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Whose desk kept it.
    pub by: UnitId,
    /// The stamped day.
    pub since: Day,
}

impl DeskEntry {
    /// The day a paper that was stamped on `stamped_on` reaches `holder`: at the own desk it was there with the stamp,
    /// from another one it comes by being typed in.
    pub fn reaches_on(&self, holder: UnitId, stamped_on: Day, today: Day) -> Day {
        if self.unit == Some(holder) { stamped_on } else { today }
    }

    /// Who kept it until then, where that was another unit for some days.
    pub fn kept(&self, holder: UnitId, stamped_on: Day, today: Day) -> Option<Kept> {
        let by = self.unit.filter(|unit| *unit != holder && stamped_on < today)?;
        Some(Kept { by, since: stamped_on })
    }

    /// Whether an officer types in what came to another unit. Whoever could do that would begin its periods.
    pub fn is_of_others(&self, holder: UnitId, accused: Option<UnitId>) -> bool {
        self.role == Role::UnitOfficer && self.unit != Some(holder) && self.unit != accused
    }
}

/// Who files with an account of an organisation of the Front (Luật Phòng, chống tham nhũng 2018 Art. 74, 75).
#[derive(Debug, Clone, Copy)]
pub struct FrontEntry {
    /// The account.
    pub member: UserId,
    /// The organisation that it belongs to.
    pub unit: Option<UnitId>,
}

/// How a report comes in, and by whom where that is somebody with an account.
#[derive(Debug, Clone, Copy)]
pub enum Entry {
    /// From the reporter's own phone or computer, by nobody who is known.
    Online,
    /// Typed in at a reception desk.
    Desk(DeskEntry),
    /// Filed by an organisation of the Front.
    Front(FrontEntry),
}

impl Entry {
    /// The door it comes by.
    pub const fn door(&self) -> Door {
        match self {
            Self::Online => Door::Online,
            Self::Desk(_) => Door::Desk,
            Self::Front(_) => Door::Front,
        }
    }

    /// What the reception desk adds, where it types it in.
    pub const fn desk(&self) -> Option<DeskEntry> {
        match self {
            Self::Desk(entry) => Some(*entry),
            Self::Online | Self::Front(_) => None,
        }
    }

    /// The account that files it.
    pub const fn account(&self) -> Option<UserId> {
        match self {
            Self::Online => None,
            Self::Desk(entry) => Some(entry.typed_by),
            Self::Front(entry) => Some(entry.member),
        }
    }

    /// Who stands in its history as whoever filed it in `channel`: a tip of a member of the Front has no name in clear.
    pub const fn actor(&self, channel: Channel) -> Option<UserId> {
        match (self, channel) {
            (Self::Front(_), Channel::Integrity) => None,
            _ => self.account(),
        }
    }

    /// The organisation of the Front that files it in `channel`.
    pub const fn sent_by(&self, channel: Channel) -> Option<UnitId> {
        match (self, channel) {
            (Self::Front(entry), Channel::Service) => entry.unit,
            _ => None,
        }
    }
}
