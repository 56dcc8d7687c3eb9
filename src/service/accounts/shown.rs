//! What somebody shows to be taken for the owner of an account, and what is used up by it.

use crate::domain::ids::UserId;
use crate::domain::time::Day;
use crate::service::error::Fault;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::staff::factors;
use crate::store::types::Id;
use crate::vault::Place;

/// What somebody gives to be taken for the owner of an account. It shows itself nowhere.
pub struct Given {
    /// The password.
    pub password: String,
    /// The code of a second factor, as it was typed.
    pub code: Option<String>,
}

impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Given(..)")
    }
}

/// A password alone.
impl From<String> for Given {
    fn from(password: String) -> Self {
        Self { password, code: None }
    }
}

/// What of a second factor was shown.
#[derive(Clone)]
pub(super) enum Shown {
    /// Only the password was asked for.
    NotAsked,
    /// The account has none.
    NoFactor,
    /// The code of this step of the time.
    Step(i64),
    /// A code that stands in for one, by its hash.
    Code(Vec<u8>),
}

/// Where the secret of an account lies.
pub(super) const fn secret_place(user: Id) -> Place {
    Place { table: "second_factors", column: "sealed", row: user.0 }
}

/// Uses up what was shown of a factor; whether it still could be. The caller holds the account, so that no factor begins meanwhile.
pub(super) fn use_up(tx: &mut Conn, user: Id, shown: &Shown) -> Result<bool, Fault> {
    Ok(match shown {
        Shown::NotAsked => true,
        Shown::NoFactor => !factors::is_confirmed(tx, user)?,
        Shown::Step(step) => factors::take_step(tx, user, *step)?,
        Shown::Code(hash) => factors::take_code(tx, user, hash)?,
    })
}

/// What only the account itself is told of its factor.
#[derive(Debug, Clone)]
pub struct OwnFactor {
    /// Since when it is asked for; none without one.
    pub since: Option<Day>,
    /// How many codes are left.
    pub codes_left: usize,
}

/// Reads it.
pub(super) fn own_factor(conn: &mut Conn, id: UserId) -> Result<OwnFactor, StoreError> {
    let user = Id(id.uuid());
    let since = factors::of(conn, user)?.and_then(|row| row.confirmed_on).map(|day| day.0);
    Ok(OwnFactor { since, codes_left: factors::codes(conn, user)?.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a4_what_somebody_gives_shows_itself_in_no_debug_text() {
        let given =
            Given { password: "một mật khẩu".to_owned(), code: Some("123456".to_owned()) };

        assert_eq!(format!("{given:?}"), "Given(..)");
    }
}
