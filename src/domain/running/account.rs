//! What accounts are kept by: what two administrators must agree on, whom of them is a second person, and how long things last.

use crate::domain::actor::Role;
use crate::domain::codes::codes;
use crate::domain::ids::UserId;
use crate::domain::text::{EmailAddress, fold};
use crate::domain::time::Instant;

/// How long, in seconds, a link lasts that somebody asked for at the moment.
pub const LINK_SECONDS: i64 = 30 * 60;
/// How long, in seconds, a link lasts that nobody waits for: it invites to an account that was opened.
pub const INVITATION_SECONDS: i64 = 72 * 3600;
/// How long, in seconds, what one administrator asks for waits for another.
pub const REQUEST_SECONDS: i64 = 72 * 3600;
/// So many links a day are mailed to one account at its own asking.
pub const MOST_LINKS_A_DAY: i32 = 5;
/// An address that an administrator put in the place of another stands so many seconds before a link goes there at the account's own asking: the
/// owner, told at the old one, has that long to object.
const PROVEN_SECONDS: i64 = 7 * 86_400;
/// Whoever made or changed the account of another administrator is no second person with it for so many seconds.
const TIED_SECONDS: i64 = 30 * 86_400;
/// Where an account had its mail is forgotten so many seconds after it has it elsewhere, whether it was told or not.
pub const FORMER_SECONDS: i64 = 7 * 86_400;

codes! {
    /// What one administrator asks for an account and another confirms.
    AccountAct {
        /// Its password ends, and a link for another is mailed to it.
        Reset => "reset",
        /// It works for another unit, or as something else.
        Place => "place",
        /// It is opened, for the first time or again.
        Open => "open",
        /// Its second factor ends.
        Factor => "factor",
    }
}

/// Why something is not done to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountRefusal {
    /// Nobody keeps the own account.
    #[error("the own account")]
    Own,
    /// It is the last open account of an administrator.
    #[error("the last administrator")]
    LastAdministrator,
    /// Whoever asks does not confirm.
    #[error("another administrator is needed")]
    AnotherNeeded,
    /// The second account has the name or the mailbox of the first.
    #[error("the same person")]
    SamePerson,
    /// The one made or changed the account of the other not long ago.
    #[error("one made or changed the other's account")]
    Tied,
    /// It is closed.
    #[error("closed")]
    Closed,
    /// It is open.
    #[error("open")]
    Open,
    /// There is no address that a link could go to.
    #[error("no mail address")]
    NoAddress,
    /// Its unit has ended, or does not go with its role any more.
    #[error("no such unit any more")]
    NoUnit,
    /// It has a second factor.
    #[error("there is a second factor")]
    FactorThere,
    /// It has none.
    #[error("no second factor")]
    NoFactor,
    /// None was begun not long ago, or too many first codes were wrong.
    #[error("no second factor was begun")]
    FactorNotBegun,
}

/// An administrator, as far as it matters whether two are two.
#[derive(Clone)]
pub struct Keeper {
    /// The account.
    pub id: UserId,
    /// The name.
    pub name: String,
    /// The address.
    pub email: Option<String>,
    /// Who made the account, where that was an administrator.
    pub made_by: Option<UserId>,
    /// When.
    pub made_at: Instant,
    /// Which administrator changed it last; none where several did not long before `changed_at`.
    pub changed_by: Option<UserId>,
    /// When.
    pub changed_at: Option<Instant>,
}

impl Keeper {
    /// Whether `other` made or changed this account not long before `now`.
    fn is_of(&self, other: UserId, now: Instant) -> bool {
        let fresh = |at: Instant| now < at.plus_seconds(TIED_SECONDS);
        let made = self.made_by == Some(other) && fresh(self.made_at);
        // What several have changed is of each of them, and of whoever they may be.
        let changed = self.changed_by.is_none_or(|by| by == other);
        made || (changed && self.changed_at.is_some_and(fresh))
    }

    /// Who has changed it, once `by` changes it at `now`: one, or several, which nobody washes off by another change.
    pub fn changer(&self, by: UserId, now: Instant) -> Option<UserId> {
        let fresh = self.changed_at.is_some_and(|at| now < at.plus_seconds(TIED_SECONDS));
        (!fresh || self.changed_by == Some(by)).then_some(by)
    }

    /// The words of the name in no order, without marks.
    fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = fold(&self.name).split(' ').map(str::to_owned).collect();
        words.sort_unstable();
        words
    }

    fn mailbox(&self) -> Option<String> {
        EmailAddress::parse(self.email.as_deref()?).ok().map(|address| address.mailbox())
    }
}

/// Whether `second` may confirm what `first` asked for `account`. Two accounts are two people only as far as can be told: neither
/// has the other's name or mailbox, nor was one made or changed by the other not long ago.
///
/// # Errors
/// Why not.
pub fn are_two(
    first: &Keeper,
    second: &Keeper,
    account: UserId,
    now: Instant,
) -> Result<(), AccountRefusal> {
    if first.id == account || second.id == account {
        return Err(AccountRefusal::Own);
    }
    if first.id == second.id {
        return Err(AccountRefusal::AnotherNeeded);
    }
    let mailbox = first.mailbox();
    if first.words() == second.words() || (mailbox.is_some() && mailbox == second.mailbox()) {
        return Err(AccountRefusal::SamePerson);
    }
    if first.is_of(second.id, now) || second.is_of(first.id, now) {
        return Err(AccountRefusal::Tied);
    }
    Ok(())
}

/// Whether a link goes at the own asking to an address that is there since then. Of a role that no administrator gives alone time proves
/// nothing: two administrators do, or who commands the machine, and then there is no `since`.
pub fn is_proven(role: Role, since: Option<Instant>, now: Instant) -> bool {
    since.is_none_or(|since| !role.needs_two() && since.plus_seconds(PROVEN_SECONDS) <= now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2024-10-15T02:00:00Z";

    fn now() -> Instant {
        NOW.parse().unwrap()
    }

    fn keeper(n: u128, name: &str, email: &str) -> Keeper {
        Keeper {
            id: UserId::new(uuid::Uuid::from_u128(n)),
            name: name.to_owned(),
            email: Some(email.to_owned()),
            made_by: None,
            made_at: now().plus_seconds(-31 * 86_400),
            changed_by: None,
            changed_at: None,
        }
    }

    fn judged(first: &Keeper, second: &Keeper) -> Result<(), AccountRefusal> {
        are_two(first, second, UserId::new(uuid::Uuid::from_u128(9)), now())
    }

    #[test]
    fn two_accounts_of_one_name_or_one_mailbox_are_one_person() {
        let first = keeper(1, "Lê Thị Thử", "thu@tinh.example");
        let other = keeper(2, "Trần Văn Mẫu", "mau@tinh.example");

        assert_eq!(judged(&first, &other), Ok(()));
        assert_eq!(judged(&first, &first), Err(AccountRefusal::AnotherNeeded));
        for same in [
            keeper(2, "le  thi thu", "khac@tinh.example"),
            keeper(2, "Thử Lê Thị", "khac@tinh.example"),
            keeper(2, "Trần Văn Mẫu", "THU+2@tinh.example"),
        ] {
            assert_eq!(judged(&first, &same), Err(AccountRefusal::SamePerson), "{}", same.name);
        }
        let unreached = Keeper { email: None, ..other.clone() };
        assert_eq!(judged(&Keeper { email: None, ..first }, &unreached), Ok(()));
    }

    #[test]
    fn whoever_made_or_changed_the_other_account_is_no_second_person_for_thirty_days() {
        let first = keeper(1, "Lê Thị Thử", "thu@tinh.example");
        let other = keeper(2, "Trần Văn Mẫu", "mau@tinh.example");
        let ago = |days: i64| now().plus_seconds(-days * 86_400);
        let made = |days| Keeper { made_by: Some(first.id), made_at: ago(days), ..other.clone() };
        let changed = |days| Keeper {
            changed_by: Some(first.id),
            changed_at: Some(ago(days)),
            ..other.clone()
        };

        for tied in [made(29), changed(29)] {
            assert_eq!(judged(&first, &tied), Err(AccountRefusal::Tied));
            assert_eq!(judged(&tied, &first), Err(AccountRefusal::Tied), "either way round");
        }
        for free in [made(30), changed(30)] {
            assert_eq!(judged(&first, &free), Ok(()));
        }
        // A change by somebody else since does not hide who changed it.
        let changed_twice = |ago_days| {
            let before = changed(ago_days);
            let by = before.changer(UserId::new(uuid::Uuid::from_u128(7)), now());
            Keeper { changed_by: by, changed_at: Some(now()), ..before }
        };
        assert_eq!(judged(&first, &changed_twice(29)), Err(AccountRefusal::Tied));
        assert_eq!(judged(&first, &changed_twice(30)), Ok(()), "that was long before");
        assert_eq!(changed(2).changer(first.id, now()), Some(first.id));
        // Another change since does not hide who made it.
        let washed = Keeper { changed_by: None, changed_at: Some(ago(1)), ..made(2) };
        assert_eq!(judged(&first, &washed), Err(AccountRefusal::Tied));
    }

    #[test]
    fn nobody_asks_for_or_confirms_what_is_done_to_the_own_account() {
        let first = keeper(1, "Lê Thị Thử", "thu@tinh.example");
        let other = keeper(2, "Trần Văn Mẫu", "mau@tinh.example");

        assert_eq!(are_two(&first, &other, first.id, now()), Err(AccountRefusal::Own));
        assert_eq!(are_two(&first, &other, other.id, now()), Err(AccountRefusal::Own));
    }

    #[test]
    fn an_address_is_proven_after_a_week_but_of_a_role_that_takes_two_never_by_time() {
        let proven = |role, since| is_proven(role, since, now());
        let (officer, ago) = (Role::UnitOfficer, |seconds: i64| Some(now().plus_seconds(-seconds)));

        assert!(proven(officer, None) && proven(Role::Inspector, None));
        assert!(!proven(officer, ago(7 * 86_400 - 1)));
        assert!(proven(officer, ago(7 * 86_400)));
        // Or one administrator took over whoever reads tips by waiting.
        for role in Role::ALL.iter().copied().filter(|role| role.needs_two()) {
            assert!(!proven(role, ago(400 * 86_400)), "{}", role.as_str());
        }
    }
}
