//! What stands in the database for a secret that must not: keyed hashes and derived values.

use chacha20poly1305::aead::Aead;
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::keys::{KeyRing, Purpose};
use super::token::LinkToken;
use crate::domain::receipt::{OneTimeCode, Receipt};

/// The length of the nonce of XChaCha20.
const NONCE: usize = 24;

/// Every part goes in with its length before it, so that no two lists of parts share a text.
fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

impl KeyRing {
    fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        mac(self.key(purpose).1, parts)
    }

    /// What tells this key file from another, and nothing of its keys.
    pub fn fingerprint(&self) -> String {
        let parts = [Purpose::Seal, Purpose::ReceiptLookup, Purpose::ReceiptDerive]
            .map(|purpose| self.mac(purpose, &[b"fingerprint/v1"]));
        let whole = self.mac(Purpose::Cursor, &[&parts.concat()]);
        HEXLOWER.encode(whole.get(..8).unwrap_or(&whole))
    }

    /// What a receipt is looked up by. A receipt has 128 bits, so a plain keyed hash will do.
    pub fn lookup(&self, receipt: &Receipt) -> [u8; 32] {
        self.mac(Purpose::ReceiptLookup, &[b"receipt-lookup/v1", receipt.bytes()])
    }

    /// The receipt that belongs to an idempotency key: a replay derives it again, so that no
    /// stored answer holds one.
    pub fn derive_receipt(&self, salt: &[u8; 16], key: &str) -> Receipt {
        let (_, secret) = self.key(Purpose::ReceiptDerive);
        let mut bytes = [0u8; 16];
        let source = Hkdf::<Sha256>::new(Some(salt), secret);
        let derived = source.expand_multi_info(&[b"receipt/v1", key.as_bytes()], &mut bytes);
        debug_assert!(derived.is_ok(), "sixteen bytes are never too many for HKDF");
        Receipt::from_bytes(bytes)
    }

    /// The code for what is known by `of`, with its salt drawn at random. Kept is the salt alone: the code is a keyed hash that
    /// is made again when it is mailed, however often the mail is tried, and when it is told.
    pub fn derive_code(&self, salt: &[u8], of: &[u8]) -> OneTimeCode {
        let mac = self.mac(Purpose::ReceiptDerive, &[b"one-time-code/v1", salt, of]);
        OneTimeCode::from_bytes(std::array::from_fn(|at| mac.get(at).copied().unwrap_or(0)))
    }

    /// Whether `told` is that code; how long it takes does not tell how much of it is right.
    pub fn is_code(&self, salt: &[u8], of: &[u8], told: &OneTimeCode) -> bool {
        self.derive_code(salt, of).bytes().ct_eq(told.bytes()).into()
    }

    /// The token of the link that is known by `of`, with its salt drawn at random. As of a code the text is kept nowhere: it is made
    /// again when it is mailed.
    pub fn derive_link(&self, salt: &[u8], of: &[u8]) -> LinkToken {
        LinkToken::from_bytes(self.mac(Purpose::ReceiptDerive, &[b"account-link/v1", salt, of]))
    }

    /// What stands for a code that an account kept for the day it has no other. Forty bits can be tried out, so its hash is keyed.
    pub fn recovery_hash(&self, account: &[u8], code: &OneTimeCode) -> [u8; 32] {
        self.mac(Purpose::Idempotency, &[b"recovery-code/v1", account, code.bytes()])
    }

    /// What a session is named by where it is listed: of no use to whoever has no session of the same account.
    pub fn session_name(&self, token_hash: &[u8]) -> Uuid {
        let mac = self.mac(Purpose::Idempotency, &[b"session-name/v1", token_hash]);
        let half = mac.first_chunk::<16>().copied().unwrap_or_default();
        uuid::Builder::from_custom_bytes(half).into_uuid()
    }

    /// What stands for an idempotency key sent by `caller`.
    pub fn key_hash(&self, caller: &str, key: &str) -> [u8; 32] {
        self.mac(Purpose::Idempotency, &[caller.as_bytes(), key.as_bytes()])
    }

    /// What stands for the content of a request, keyed so that a guess cannot be confirmed.
    pub fn request_hash(&self, operation: &str, body: &[u8]) -> [u8; 32] {
        self.mac(Purpose::Idempotency, &[b"request/v1", operation.as_bytes(), body])
    }

    /// What a person of this folded name is looked up by. A name can be guessed, so its hash is keyed, by
    /// a key expanded from the one that seals the person's data: who holds that can read the name anyway.
    pub fn person_lookup(&self, folded_name: &str) -> [u8; 32] {
        let (_, secret) = self.key(Purpose::Seal);
        let mut key = Zeroizing::new([0u8; 32]);
        let source = Hkdf::<Sha256>::new(None, secret);
        let expanded = source.expand(b"person-lookup/v1", key.as_mut_slice());
        debug_assert!(expanded.is_ok(), "thirty-two bytes are never too many for HKDF");
        mac(&key, &[folded_name.as_bytes()])
    }

    /// What a contact of the service channel is looked up by: one `kind` of value, whole, as it is compared. As of a person's name, but by a
    /// key of its own, so that neither table tells of the other.
    pub fn contact_lookup(&self, kind: &str, value: &str) -> [u8; 32] {
        let (_, secret) = self.key(Purpose::Seal);
        let mut key = Zeroizing::new([0u8; 32]);
        let source = Hkdf::<Sha256>::new(None, secret);
        let expanded = source.expand(b"contact-lookup/v1", key.as_mut_slice());
        debug_assert!(expanded.is_ok(), "thirty-two bytes are never too many for HKDF");
        mac(&key, &[kind.as_bytes(), value.as_bytes()])
    }

    /// The local part of a mail's Message-ID: the same for every try of one notice.
    pub fn message_id(&self, dedup_key: &str) -> String {
        self.message_key(dedup_key).simple().to_string()
    }

    /// The same, as it is kept.
    pub fn message_key(&self, dedup_key: &str) -> Uuid {
        let mac = self.mac(Purpose::MessageId, &[dedup_key.as_bytes()]);
        let half = mac.first_chunk::<16>().copied().unwrap_or_default();
        Uuid::from_bytes(half)
    }

    /// What tells one contact from another in an `ETag`, keyed so that a guess cannot be confirmed.
    pub fn contact_mark(&self, contact: &[u8]) -> String {
        let mac = self.mac(Purpose::Idempotency, &[b"contact-mark/v1", contact]);
        HEXLOWER.encode(mac.get(..4).unwrap_or(&mac))
    }

    /// What stands for an account, with the network somebody signs in from or without, where wrong passwords are counted.
    pub fn guard_hash(&self, account: &[u8], network: &[u8]) -> [u8; 32] {
        self.mac(Purpose::Idempotency, &[b"sign-in-guard/v1", account, network])
    }

    /// What is drawn for `of` on `day`: the same whoever asks, and foreseen by nobody without the keys.
    pub fn lot(&self, of: &[u8], day: &[u8]) -> [u8; 32] {
        self.mac(Purpose::Idempotency, &[b"lot/v1", of, day])
    }

    /// What stands for a mailbox, with a sort of mail or without, where mails to it are counted. An address can be guessed,
    /// so its hash is keyed.
    pub fn tally_hash(&self, of: &str) -> [u8; 32] {
        self.mac(Purpose::MessageId, &[b"mailbox/v1", of.as_bytes()])
    }

    /// Makes a page cursor of `text` that only this service can have made and can read, and that holds only for the query
    /// and reader named by `bound`: where a page ends may be at something that its reader does not see.
    pub fn sign_cursor(&self, text: &str, bound: &str) -> String {
        let mac = self.mac(Purpose::Cursor, &[text.as_bytes(), bound.as_bytes()]);
        let nonce: [u8; NONCE] = std::array::from_fn(|at| mac.get(at).copied().unwrap_or(0));
        // The nonce is the tag as well: one text in one query has one cursor, and a changed one does not agree.
        let hidden = self.cursor_cipher().encrypt(&XNonce::from(nonce), text.as_bytes());
        BASE64URL_NOPAD.encode(&[&nonce[..], &hidden.unwrap_or_default()].concat())
    }

    /// Reads a cursor; `None` for one that was made up, changed, or made for another query.
    pub fn read_cursor(&self, cursor: &str, bound: &str) -> Option<String> {
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
        let (nonce, hidden) = bytes.split_first_chunk::<NONCE>()?;
        let plain = self.cursor_cipher().decrypt(&XNonce::from(*nonce), hidden).ok()?;
        let text = String::from_utf8(plain).ok()?;
        let mac = self.mac(Purpose::Cursor, &[text.as_bytes(), bound.as_bytes()]);
        let expected = mac.get(..NONCE)?;
        bool::from(expected.ct_eq(nonce)).then_some(text)
    }

    fn cursor_cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.mac(Purpose::Cursor, &[b"what a cursor says"]).into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_receipt_depends_on_salt_and_key_and_repeats() {
        let ring = KeyRing::generate().unwrap();

        let first = ring.derive_receipt(&[1; 16], "key");

        assert_eq!(first, ring.derive_receipt(&[1; 16], "key"));
        assert_ne!(first, ring.derive_receipt(&[2; 16], "key"));
        assert_ne!(first, ring.derive_receipt(&[1; 16], "other"));
        assert!(!first.is_weak());
    }

    #[test]
    fn a_code_is_that_of_one_salt_and_one_thing_and_of_one_key_file() {
        let ring = KeyRing::generate().unwrap();
        let code = ring.derive_code(&[1; 16], b"one");

        assert!(ring.is_code(&[1; 16], b"one", &code));
        assert!(!ring.is_code(&[2; 16], b"one", &code));
        assert!(!ring.is_code(&[1; 16], b"other", &code));
        assert!(!KeyRing::generate().unwrap().is_code(&[1; 16], b"one", &code));
    }

    #[test]
    fn a_changed_cursor_is_not_read() {
        let ring = KeyRing::generate().unwrap();
        let cursor = ring.sign_cursor("2024-10-15|x", "query");

        assert_eq!(ring.read_cursor(&cursor, "query").as_deref(), Some("2024-10-15|x"));
        assert_eq!(cursor, ring.sign_cursor("2024-10-15|x", "query"));
        let shown = BASE64URL_NOPAD.decode(cursor.as_bytes()).unwrap();
        assert!(!shown.windows(4).any(|part| part == b"2024"), "{shown:?}");
        assert_eq!(ring.read_cursor(&cursor, "other"), None);
        assert_eq!(KeyRing::generate().unwrap().read_cursor(&cursor, "query"), None);
        assert_eq!(ring.read_cursor("AAAA", "query"), None);
    }

    #[test]
    fn a_persons_lookup_cannot_be_computed_without_the_key_file() {
        let ring = KeyRing::generate().unwrap();
        let hash = ring.person_lookup("le thi thu");

        assert_eq!(hash, ring.person_lookup("le thi thu"));
        assert_ne!(hash, ring.person_lookup("le thi tho"));
        assert_ne!(hash, KeyRing::generate().unwrap().person_lookup("le thi thu"));
    }

    #[test]
    fn callers_do_not_share_idempotency_keys() {
        let ring = KeyRing::generate().unwrap();

        assert_ne!(ring.key_hash("a", "bc"), ring.key_hash("ab", "c"));
    }
}
