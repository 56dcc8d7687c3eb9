//! What somebody has in hand, of both channels: for whoever puts it all back.

use super::StoreError;
use super::backend::Conn;
use super::channel::{integrity, service};
use crate::domain::ids::{CaseId, UserId};
use crate::domain::kind::Channel;

/// The open cases of `channel` in this hand, up to `limit`.
pub fn open_cases_of(
    conn: &mut Conn,
    channel: Channel,
    user: UserId,
    limit: i64,
) -> Result<Vec<CaseId>, StoreError> {
    match channel {
        Channel::Service => service::in_hand_of(conn, user, limit),
        Channel::Integrity => integrity::in_hand_of(conn, user, limit),
    }
}
