//! Colleagues whom a note mentions: only those who read the note, when it is written and still when the mail goes out.

use uuid::Uuid;

use crate::domain::actor::{Actor, Role};
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, UnitId, UserId};
use crate::domain::kind::Channel;
use crate::domain::time::Day;
use crate::domain::units::unit::Units;
use crate::service::access::{actor_of, reaches};
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::store::backend::Conn;
use crate::store::staff::texts::{self, StaffText};
use crate::store::staff::users::{self, UserRow};
use crate::store::types::Id;
use crate::store::{StoreError, cases};

/// Among whom of a body a text is read: what inspectors write of a case its officers may not know.
pub(super) const fn among(role: Role) -> &'static str {
    match role {
        Role::Inspector => "inspectors",
        _ => "officers",
    }
}

/// A note as it is kept.
#[derive(serde::Deserialize)]
pub(super) struct Kept {
    pub(super) id: Uuid,
    pub(super) text: String,
    #[serde(default)]
    pub(super) mentions: Vec<UserId>,
}

impl Kept {
    /// What a note says.
    pub(super) fn of(note: &StaffText) -> Result<Self, StoreError> {
        note.said.read().ok_or(StoreError::Corrupt { table: "staff_texts", column: "said" })
    }
}

/// Whether the account reads what is written on `case` for those of a body.
fn reads(
    conn: &mut Conn,
    units: &Units,
    user: &UserRow,
    case: &Case,
    (unit, name): (UnitId, &str),
    today: Day,
) -> Result<bool, StoreError> {
    let among_them = Role::parse(&user.role).is_some_and(|role| among(role) == name);
    // Before anything else is looked up: how long it takes tells nothing of the accounts of others.
    if !user.active || !among_them || user.unit_id != Some(Id(unit.uuid())) {
        return Ok(false);
    }
    Ok(reaches(&actor_of(conn, units, user, today)?.scope(), case))
}

/// The colleagues of `writer` who sign in so. Whom the note mentioned before it may mention still, also where that one left meanwhile:
/// its mail is judged when it goes out.
///
/// # Errors
/// One and the same fault for whoever is no other person that reads the note, whether there is such an account or not.
pub(super) fn mentioned(
    conn: &mut Conn,
    units: &Units,
    writer: (&Actor, UnitId),
    case: &Case,
    asked: (&[String], &[UserId]),
    today: Day,
) -> Result<Vec<UserId>, Fault> {
    let ((writer, unit), (logins, before)) = (writer, asked);
    let mut found: Vec<UserId> = Vec::new();
    for login in logins {
        let user = users::by_login(conn, login)?;
        let reader = match user {
            Some(user) if before.contains(&UserId::new(user.id.0)) => Some(UserId::new(user.id.0)),
            Some(user) if user.id.0 != writer.user_id.uuid() => {
                let body = (unit, among(writer.role));
                reads(conn, units, &user, case, body, today)?.then(|| UserId::new(user.id.0))
            }
            _ => None,
        };
        let fault = || ServiceError::field("/mentions", FieldFault::NoSuchColleague);
        let reader = reader.ok_or_else(fault)?;
        if !found.contains(&reader) {
            found.push(reader);
        }
    }
    Ok(found)
}

/// The account that a note on a case mentions, where it still does and the account still reads it.
///
/// # Errors
/// When the store fails.
pub(in crate::service) fn still_mentioned(
    conn: &mut Conn,
    units: &Units,
    (case, note): (CaseId, Uuid),
    user: UserId,
    today: Day,
) -> Result<Option<UserRow>, StoreError> {
    let (Some(note), Some(user)) = (texts::get(conn, note)?, users::get(conn, user)?) else {
        return Ok(None);
    };
    let case = cases::get(conn, Channel::Service, case)?.filter(|case| Some(case.key) == note.case);
    let (Some(case), Some(unit)) = (case, note.unit) else { return Ok(None) };
    if !Kept::of(&note)?.mentions.contains(&UserId::new(user.id.0)) {
        return Ok(None);
    }
    let reads = reads(conn, units, &user, &case, (unit, &note.name), today)?;
    Ok(Some(user).filter(|_| reads))
}
