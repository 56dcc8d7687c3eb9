//! Who of one's own body looks at a case now. It is in no answer of the case itself, and of a tip nothing is kept.

use super::find;
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::time::Instant;
use crate::service::access::may_open;
use crate::service::error::{Fault, ServiceError, inside};
use crate::service::facade::Service;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::staff::presences::{self, Presence};
use crate::store::staff::users;

/// So long somebody counts as looking, unless it is told again.
const SECONDS: i64 = 120;

/// A colleague who looks at a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceView {
    /// The colleague's name.
    pub name: String,
    /// Since when.
    pub since: Instant,
}

impl Service {
    /// The colleagues who look at a case now.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a case out of scope, and for a tip in another's hand.
    pub async fn presence(
        &self,
        actor: &Actor,
        id: CaseId,
    ) -> Result<Vec<PresenceView>, ServiceError> {
        let (reader, now) = (actor.clone(), self.clock.now());
        self.db.read(move |conn: &mut Conn| inside(|| looking(conn, &reader, id, now))).await?
    }

    /// Notes that the actor looks at a case, for two minutes; the colleagues who do too.
    ///
    /// # Errors
    /// As [`Service::presence`].
    pub async fn put_presence(
        &self,
        actor: &Actor,
        id: CaseId,
    ) -> Result<Vec<PresenceView>, ServiceError> {
        let (reader, now) = (actor.clone(), self.clock.now());
        let write = move |tx: &mut Conn| -> Result<Vec<PresenceView>, Fault> {
            let case = find(tx, &reader, id)?.ok_or(ServiceError::NotFound)?;
            if let Some(unit) = reader.unit_id.filter(|_| case.channel == Channel::Service) {
                let (user, ends_at) = (reader.user_id, now.plus_seconds(SECONDS));
                let before = presences::of_case(tx, case.key, unit, now)?;
                let before = before.into_iter().find(|one| one.user == user);
                let began_at = before.map_or(now, |one| one.began_at);
                presences::put(tx, &Presence { case: case.key, user, unit, began_at, ends_at })?;
            }
            looking(tx, &reader, id, now)
        };
        Ok(self.db.write("presence", id, write).await?)
    }

    /// Forgets who looked at what.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_presences(&self) -> Result<(), ServiceError> {
        let now = self.clock.now();
        if self.db.read(move |conn| presences::has_ended(conn, now)).await? {
            let write = move |tx: &mut Conn| presences::remove_ended(tx, now);
            self.db.write::<_, StoreError, _>("presence.end", "presences", write).await?;
        }
        Ok(())
    }
}

/// Who else of the reader's body looks at a case. A tip is open to one person alone, so nobody does. What inspectors look at the
/// officers of their own body may not know.
fn looking(
    conn: &mut Conn,
    reader: &Actor,
    id: CaseId,
    now: Instant,
) -> Result<Vec<PresenceView>, Fault> {
    let case = find(conn, reader, id)?.filter(|case| may_open(&reader.scope(), case));
    let (Some(case), Some(unit)) = (case, reader.unit_id) else {
        return Err(ServiceError::NotFound.into());
    };
    if case.channel == Channel::Integrity {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for one in presences::of_case(conn, case.key, unit, now)? {
        let user = users::get(conn, one.user)?.filter(|user| {
            let inspector = user.role == Role::Inspector.as_str();
            one.user != reader.user_id && inspector == (reader.role == Role::Inspector)
        });
        found.extend(user.map(|user| PresenceView { name: user.name, since: one.began_at }));
    }
    Ok(found)
}
