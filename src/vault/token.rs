//! Session tokens: opaque, 256 bits, and known to the database only by their hash.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

use super::random::{NoRandomness, draw};

const PREFIX: &str = "lc_s_";

/// A session's secret. Shown once, at sign-in.
pub struct SessionToken([u8; 32]);

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(..)")
    }
}

impl SessionToken {
    /// A new token.
    pub fn draw() -> Result<Self, NoRandomness> {
        draw().map(Self)
    }

    /// The text the client sends as `Authorization: Bearer …`.
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&self.0))
    }

    /// Reads a token; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let coded = text.strip_prefix(PREFIX)?;
        let bytes = BASE64URL_NOPAD.decode(coded.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// What the database keeps: a token has 256 bits, so a plain hash hides it.
    pub fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::SessionToken;

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let token = SessionToken::draw().unwrap();

        let read = SessionToken::parse(&token.to_text()).unwrap();

        assert_eq!(read.digest(), token.digest());
        assert!(SessionToken::parse("lc_s_short").is_none());
        assert!(SessionToken::parse(&token.to_text().replace("lc_s_", "")).is_none());
    }
}
