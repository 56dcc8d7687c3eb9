//! Passwords of staff: argon2id, and never in a log. Whoever calls sees to it that few hashes run at
//! once: each takes its cost in memory.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

use crate::domain::text::fold;

/// How hard a hash is to compute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// What the service runs with: 64 MiB, three passes.
    pub const POLICY: Self = Self { memory_kib: 65_536, passes: 3 };
    /// The least argon2 can do, for tests and sample data whose passwords protect nothing.
    pub const WEAKEST: Self = Self { memory_kib: 8, passes: 1 };
}

/// What is wrong with a new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer than 15 characters, or than 12 beside a second factor.
    #[error("a password has at least 15 characters (12 beside a second factor)")]
    TooShort,
    /// More than 128 characters.
    #[error("a password has at most 128 characters")]
    TooLong,
    /// The name of the place, the service, the owner or the unit, or what others are known to use.
    #[error("the password is too easy to guess")]
    Guessable,
}

/// The hasher could not work.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct HashFailed;

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Hasher {
    cost: Cost,
}

/// Words nobody may build a password on here.
const CONTEXT: [&str; 4] = ["tayninh", "thanhtra", "liemchinh", "matkhau"];

impl Hasher {
    /// A hasher of this cost.
    pub const fn new(cost: Cost) -> Self {
        Self { cost }
    }

    /// Whether a password has 15 characters, or 12 beside a second factor.
    pub fn is_long_enough(password: &str, has_factor: bool) -> bool {
        password.nfc().count() >= if has_factor { 12 } else { 15 }
    }

    /// Refuses a new password that is too short, too long or too easy (NIST SP 800-63B § 3.1.1.2), for an account with
    /// these `words`: its login, its name, its unit. Which signs there are and how old it is does not matter.
    pub fn judge(password: &str, words: &[&str], has_factor: bool) -> Result<(), WeakPassword> {
        let normal: String = password.nfc().collect();
        if !Self::is_long_enough(&normal, has_factor) {
            return Err(WeakPassword::TooShort);
        }
        if normal.chars().count() > 128 {
            return Err(WeakPassword::TooLong);
        }
        let bare: String = normal.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
        let mut kinds: Vec<char> = bare.chars().collect();
        kinds.sort_unstable();
        kinds.dedup();
        if kinds.len() < 5 || CONTEXT.iter().any(|word| bare.contains(word)) {
            return Err(WeakPassword::Guessable);
        }
        // As it was typed and without marks: most who guess leave them out.
        let plain = fold(&normal);
        let words = dictionary(words);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let weak = |text: &str| zxcvbn(text, &words).score() < Score::Three;
        if plain.is_empty() || weak(&normal) || weak(&plain) || weak(&plain.replace(' ', "")) {
            return Err(WeakPassword::Guessable);
        }
        Ok(())
    }

    /// The hash to keep, as a PHC string. Takes about 0.2 s at the policy's cost.
    pub fn hash(&self, password: &str) -> Result<String, HashFailed> {
        let normal: String = password.nfc().collect();
        let argon = self.argon()?;
        argon.hash_password(normal.as_bytes()).map(|hash| hash.to_string()).map_err(|_| HashFailed)
    }

    /// Whether `password` is the one behind `phc`. Unicode forms of one password are one.
    pub fn verify(&self, password: &str, phc: &str) -> bool {
        // A megabyte of "password" must not reach the hash.
        if password.len() > 1024 {
            return false;
        }
        let normal: String = password.nfc().collect();
        let (Ok(argon), Ok(known)) = (self.argon(), PasswordHash::new(phc)) else { return false };
        argon.verify_password(normal.as_bytes(), &known).is_ok()
    }

    /// As long as [`Hasher::verify`] takes, for an account that does not exist.
    pub fn verify_nobody(&self, password: &str) {
        if password.len() <= 1024 {
            drop(self.hash(password));
        }
    }

    fn argon(&self) -> Result<Argon2<'static>, HashFailed> {
        let params = Params::new(self.cost.memory_kib, self.cost.passes, 1, None);
        let params = params.map_err(|_| HashFailed)?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}

/// What somebody who knows the account guesses first: each word of these, and all of each written together.
fn dictionary(words: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = CONTEXT.map(str::to_owned).to_vec();
    for text in words {
        let plain = fold(text).replace('.', " ");
        all.extend(plain.split(' ').filter(|word| word.len() > 1).map(str::to_owned));
        all.push(plain.replace(' ', ""));
        all.push((*text).to_owned());
    }
    all.retain(|word| !word.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_takes_the_own_name_the_login_the_unit_or_what_others_are_known_to_use() {
        let words =
            ["thuy.huong", "Nguyễn Thị Thùy Hương", "TN.STNMT", "Sở Tài nguyên và Môi trường"];
        for guessable in [
            "NguyenThiThuyHuong",
            "nguyễn thị thùy hương",
            "thuyhuong thuyhuong",
            "SoTaiNguyenvaMoiTruong1",
            "password12345678",
            "qwertyuiop123456",
            "1234567890abcdef",
        ] {
            let judged = Hasher::judge(guessable, &words, false);
            assert_eq!(judged, Err(WeakPassword::Guessable), "{guessable}");
        }
        assert_eq!(Hasher::judge("trâu đen gặm cỏ bờ kênh", &words, false), Ok(()));
    }

    #[test]
    fn one_password_verifies_in_either_unicode_form() {
        let hasher = Hasher::new(Cost::WEAKEST);
        let hash = hasher.hash("cà phê sữa đá mỗi sáng").unwrap();

        assert!(hasher.verify(&"cà phê sữa đá mỗi sáng".nfd().collect::<String>(), &hash));
        assert!(!hasher.verify("cà phê sữa đá mỗi tối", &hash));
        assert!(!hasher.verify(&"a".repeat(2000), &hash));
        assert!(hash.starts_with("$argon2id$"), "{hash}");
    }

    #[test]
    fn a1_short_long_and_guessable_passwords_are_refused() {
        let judge = |password: &str| Hasher::judge(password, &[], false);

        assert_eq!(judge("mười bốn ký tự"), Err(WeakPassword::TooShort));
        assert_eq!(judge(&"ab cd ef ".repeat(20)), Err(WeakPassword::TooLong));
        assert_eq!(judge("TayNinh-2024-vui-ve"), Err(WeakPassword::Guessable));
        assert_eq!(judge("aaaaaaaaaaaaaaaa"), Err(WeakPassword::Guessable));
        assert_eq!(judge("cà phê sữa đá mỗi sáng"), Ok(()));
    }

    #[test]
    fn a1_beside_a_second_factor_twelve_characters_will_do_but_not_eleven() {
        for (password, alone, beside) in [
            ("gò9 kênh vạc", Err(WeakPassword::TooShort), Ok(())),
            ("gò kênh vạc", Err(WeakPassword::TooShort), Err(WeakPassword::TooShort)),
            ("aaaaaaaaaaaa", Err(WeakPassword::TooShort), Err(WeakPassword::Guessable)),
        ] {
            assert_eq!(Hasher::judge(password, &[], false), alone, "{password}");
            assert_eq!(Hasher::judge(password, &[], true), beside, "{password}");
        }
    }
}
