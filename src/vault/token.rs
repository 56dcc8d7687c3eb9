//! Tokens of sessions and of links that set a password: opaque, 256 bits, and known to the database only by their hash.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

use super::random::{NoRandomness, draw};

/// What brings a token of a session along. One that a browser sends by itself opens nothing where programs ask, and the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// The `Authorization` header of a program.
    Bearer,
    /// The cookie of a page.
    Cookie,
}

impl Carrier {
    const ALL: [Self; 2] = [Self::Bearer, Self::Cookie];

    /// How a token begins that is so carried.
    const fn prefix(self) -> &'static str {
        match self {
            Self::Bearer => "lc_s_",
            Self::Cookie => "lc_c_",
        }
    }
}

/// A session's secret. Shown once, at sign-in.
pub struct SessionToken {
    bits: [u8; 32],
    carrier: Carrier,
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(..)")
    }
}

impl SessionToken {
    /// A new token.
    pub fn draw(carrier: Carrier) -> Result<Self, NoRandomness> {
        Ok(Self { bits: draw()?, carrier })
    }

    /// The text that the client sends, as `Authorization: Bearer …` or as its cookie.
    pub fn to_text(&self) -> String {
        format!("{}{}", self.carrier.prefix(), BASE64URL_NOPAD.encode(&self.bits))
    }

    /// Reads a token; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let begins = |carrier: &Carrier| text.starts_with(carrier.prefix());
        let carrier = Carrier::ALL.into_iter().find(begins)?;
        let coded = text.strip_prefix(carrier.prefix())?;
        let bytes = BASE64URL_NOPAD.decode(coded.as_bytes()).ok()?;
        Some(Self { bits: bytes.try_into().ok()?, carrier })
    }

    /// What brings it along.
    pub const fn carrier(&self) -> Carrier {
        self.carrier
    }

    /// What the database keeps: a token has 256 bits, so a plain hash hides it. The same bits under the other name are another session.
    pub fn digest(&self) -> [u8; 32] {
        let hash = match self.carrier {
            Carrier::Bearer => Sha256::new(),
            Carrier::Cookie => Sha256::new_with_prefix(b"cookie"),
        };
        hash.chain_update(self.bits).finalize().into()
    }
}

/// How the token of a link begins.
const LINK_PREFIX: &str = "lc_l_";

/// What a link holds that sets the password of an account once. It goes out by mail, and shows itself nowhere else.
#[derive(Clone)]
pub struct LinkToken([u8; 32]);

impl std::fmt::Debug for LinkToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LinkToken(..)")
    }
}

impl LinkToken {
    /// The token of these 256 bits.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The text, as it stands behind the `#` of a link.
    pub fn to_text(&self) -> String {
        format!("{LINK_PREFIX}{}", BASE64URL_NOPAD.encode(&self.0))
    }

    /// Reads a token; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let coded = text.trim().strip_prefix(LINK_PREFIX)?;
        let bytes = BASE64URL_NOPAD.decode(coded.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// What the database keeps.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::{Carrier, LinkToken, SessionToken};

    #[test]
    fn a_links_token_reads_back_shows_nowhere_and_is_no_session() {
        let token = LinkToken::from_bytes([7; 32]);

        let read = LinkToken::parse(&format!(" {}\n", token.to_text())).unwrap();

        assert_eq!(read.digest(), token.digest());
        assert_eq!(format!("{token:?}"), "LinkToken(..)");
        assert!(SessionToken::parse(&token.to_text()).is_none());
        assert!(
            LinkToken::parse(&SessionToken::draw(Carrier::Cookie).unwrap().to_text()).is_none()
        );
    }

    #[test]
    fn a_token_under_the_name_of_the_other_carrier_is_another_session() {
        let token = SessionToken::draw(Carrier::Cookie).unwrap();

        let renamed = SessionToken::parse(&token.to_text().replace("lc_c_", "lc_s_")).unwrap();

        assert_eq!(renamed.carrier(), Carrier::Bearer);
        assert_ne!(renamed.digest(), token.digest());
        assert_eq!(SessionToken::parse(&token.to_text()).unwrap().digest(), token.digest());
    }

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let token = SessionToken::draw(Carrier::Bearer).unwrap();

        let read = SessionToken::parse(&token.to_text()).unwrap();

        assert_eq!(read.digest(), token.digest());
        assert!(SessionToken::parse("lc_s_short").is_none());
        assert!(SessionToken::parse(&token.to_text().replace("lc_s_", "")).is_none());
    }
}
