//! Codes of the time (RFC 6238): SHA-1, six digits, thirty seconds, since that is all that many applications can make.

use data_encoding::BASE32_NOPAD;
use totp_rs::{Algorithm, Builder};
use zeroize::Zeroizing;

use super::random::{NoRandomness, draw};
use crate::domain::time::Instant;

/// The bits that RFC 4226 § 4 recommends, in bytes.
const LENGTH: usize = 20;
/// How long a code lasts, in seconds.
const STEP: u64 = 30;
/// Who gives the codes out, as an application shows it; percent-encoded.
const ISSUER: &str = "Li%C3%AAm%20Ch%C3%ADnh";

/// What the codes of one account are made of. It is told once, and shows itself nowhere else.
pub struct TotpSecret(Zeroizing<[u8; LENGTH]>);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

impl TotpSecret {
    /// A new one.
    pub fn draw() -> Result<Self, NoRandomness> {
        draw().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// The one of these bytes; `None` for any other number of them.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// The bytes, for the envelope.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// As somebody types it into an application: Base32 without padding.
    pub fn to_text(&self) -> String {
        BASE32_NOPAD.encode(self.bytes())
    }

    /// As an application reads it from a picture (Key URI Format). A login has no sign that would have to be encoded.
    pub fn uri(&self, login: &str) -> String {
        let secret = self.to_text();
        format!(
            "otpauth://totp/{ISSUER}:{login}?secret={secret}&issuer={ISSUER}&algorithm=SHA1&digits=6&period={STEP}"
        )
    }

    /// The step of the time of which this is the code, if that is the one of `now` or one of its neighbours: clocks of telephones are
    /// not ours. Whoever calls sees to it that a step counts once.
    pub fn step(&self, code: &str, now: Instant) -> Option<i64> {
        let seconds = u64::try_from(now.micros().div_euclid(1_000_000)).ok()?;
        let codes = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_skew(1)
            .with_step_duration(STEP)
            .with_secret(*self.0)
            .build()
            .ok()?;
        codes.check(code, seconds).and_then(|step| i64::try_from(step).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the test vectors of RFC 6238, appendix B.
    const KNOWN: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Instant {
        "1970-01-01T00:00:00Z".parse::<Instant>().unwrap().plus_seconds(seconds)
    }

    #[test]
    fn a4_codes_are_those_of_the_rfc_for_the_step_and_its_neighbours_only() {
        let secret = TotpSecret::from_bytes(KNOWN).unwrap();
        // The last six digits of the vectors.
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            let step = seconds / 30;
            assert_eq!(secret.step(code, at(seconds)), Some(step), "{code}");
            for near in [step - 1, step + 1] {
                assert_eq!(secret.step(code, at(near * 30)), Some(step), "{code} a step away");
            }
            for far in [step - 2, step + 2].into_iter().filter(|far| *far >= 0) {
                assert_eq!(secret.step(code, at(far * 30)), None, "{code} two steps away");
            }
        }
    }

    #[test]
    fn a4_a_secret_has_160_bits_is_told_as_applications_read_it_and_shows_nowhere() {
        let secret = TotpSecret::from_bytes(KNOWN).unwrap();

        assert_eq!(secret.to_text(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            secret.uri("can.bo"),
            "otpauth://totp/Li%C3%AAm%20Ch%C3%ADnh:can.bo?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Li%C3%AAm%20Ch%C3%ADnh&algorithm=SHA1&digits=6&period=30"
        );
        assert_eq!(format!("{secret:?}"), "TotpSecret(..)");
        assert_eq!(TotpSecret::draw().unwrap().bytes().len(), 20);
        assert!(TotpSecret::from_bytes(&KNOWN[1..]).is_none());
    }
}
