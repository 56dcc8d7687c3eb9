//! The envelope around what only inspectors may read: bound to its place, committed to its key,
//! padded so that its size tells little.

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::keys::{KeyRing, Purpose};
use super::random::{NoRandomness, draw};

const FORMAT: u8 = 1;
pub(super) const XCHACHA20_POLY1305: u8 = 1;
pub(super) const COMMIT: usize = 32;
pub(super) const NONCE: usize = 24;
/// What is stored is sealed under this key derived from that of [`Purpose::Seal`].
const STORED: &[u8] = b"enc/v1";
/// What a page carries to and fro is sealed under this one: neither opens for the other.
const PASSING: &[u8] = b"page/v1";
pub(super) const HEADER: usize = 4 + COMMIT + NONCE;

/// Where a blob lives. A blob moved to another place does not open.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row, chosen before it is written and never changed.
    pub row: Uuid,
}

/// Why a blob could not be made or opened; deliberately says no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was sealed with a key that is not in the ring: the wrong key file is loaded.
    #[error("sealed with a key that is not in the key file")]
    UnknownKey,
    /// It was changed, moved, or never was an envelope.
    #[error("the envelope does not open")]
    Opaque,
    /// Nothing can be sealed without randomness.
    #[error("no random bytes to seal with")]
    NoRandomness,
}

impl From<NoRandomness> for SealError {
    fn from(_: NoRandomness) -> Self {
        Self::NoRandomness
    }
}

impl KeyRing {
    /// Seals `plain` for `place`.
    pub fn seal(&self, place: &Place, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        self.seal_with(place, plain, draw()?, STORED)
    }

    /// Seals what is given out and not stored, under a key of its own.
    pub fn seal_for_a_while(&self, place: &Place, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        self.seal_with(place, plain, draw()?, PASSING)
    }

    fn seal_with(
        &self,
        place: &Place,
        plain: &[u8],
        nonce: [u8; NONCE],
        label: &[u8],
    ) -> Result<Vec<u8>, SealError> {
        let (id, secret) = self.key(Purpose::Seal);
        let (key, commit) = subkeys(secret, &nonce, label)?;
        let mut blob = Vec::with_capacity(HEADER + plain.len() + 1024);
        blob.extend([FORMAT]);
        blob.extend(id.to_be_bytes());
        blob.extend([XCHACHA20_POLY1305]);
        blob.extend(commit);
        blob.extend(nonce);
        let padded = pad(plain)?;
        let aad = associated(place, &blob);
        let cipher =
            XChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(|_| SealError::Opaque)?;
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: &padded, aad: &aad })
            .map_err(|_| SealError::Opaque)?;
        blob.extend(sealed);
        Ok(blob)
    }

    /// Opens a blob found at `place`.
    pub fn open(&self, place: &Place, blob: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.open_with(place, blob, STORED)
    }

    /// Opens what [`KeyRing::seal_for_a_while`] gave out.
    pub fn open_within_it(
        &self,
        place: &Place,
        blob: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.open_with(place, blob, PASSING)
    }

    fn open_with(
        &self,
        place: &Place,
        blob: &[u8],
        label: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (header, sealed) = blob.split_at_checked(HEADER).ok_or(SealError::Opaque)?;
        let [FORMAT, high, low, XCHACHA20_POLY1305, rest @ ..] = header else {
            return Err(SealError::Opaque);
        };
        let (id, secret) = self.key(Purpose::Seal);
        if u16::from_be_bytes([*high, *low]) != id {
            return Err(SealError::UnknownKey);
        }
        let (commit, nonce) = rest.split_at_checked(COMMIT).ok_or(SealError::Opaque)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SealError::Opaque)?;
        let (key, expected) = subkeys(secret, &nonce, label)?;
        // Poly1305 alone does not commit to a key, so a blob could be made to open under two.
        if !bool::from(expected.ct_eq(commit)) {
            return Err(SealError::Opaque);
        }
        let aad = associated(place, header);
        let cipher =
            XChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(|_| SealError::Opaque)?;
        let padded = cipher
            .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: &aad })
            .map(Zeroizing::new)
            .map_err(|_| SealError::Opaque)?;
        unpad(&padded)
    }
}

type Subkeys = (Zeroizing<[u8; 32]>, [u8; COMMIT]);

fn subkeys(secret: &[u8; 32], nonce: &[u8; NONCE], label: &[u8]) -> Result<Subkeys, SealError> {
    let source = Hkdf::<Sha256>::new(None, secret);
    let mut key = Zeroizing::new([0u8; 32]);
    let mut commit = [0u8; COMMIT];
    let info = [b"commit/v1".as_slice(), nonce].concat();
    source.expand(label, key.as_mut_slice()).map_err(|_| SealError::Opaque)?;
    source.expand(&info, &mut commit).map_err(|_| SealError::Opaque)?;
    Ok((key, commit))
}

/// Every part with its length before it, so that no two places share a text.
pub(super) fn associated(place: &Place, header: &[u8]) -> Vec<u8> {
    let parts: [&[u8]; 6] = [
        b"liemchinh",
        place.table.as_bytes(),
        place.column.as_bytes(),
        place.row.as_bytes(),
        b"schema/1",
        header,
    ];
    let mut all = Vec::new();
    for part in parts {
        all.extend(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        all.extend(part);
    }
    all
}

/// To 256 bytes, 1 KiB, 4 KiB, then Padmé: at most 12 % more, and few sizes to tell apart.
pub(super) fn padded_len(len: usize) -> usize {
    for step in [256, 1024, 4096] {
        if len <= step {
            return step;
        }
    }
    let exponent = usize::BITS - 1 - len.leading_zeros();
    let last_bits = u32::BITS - exponent.leading_zeros();
    let mask = (1usize << exponent.saturating_sub(last_bits)) - 1;
    (len + mask) & !mask
}

fn pad(plain: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let len = u32::try_from(plain.len()).map_err(|_| SealError::Opaque)?;
    let mut padded = Zeroizing::new(Vec::with_capacity(padded_len(plain.len() + 4)));
    padded.extend(len.to_be_bytes());
    padded.extend_from_slice(plain);
    let target = padded_len(padded.len());
    padded.resize(target, 0);
    Ok(padded)
}

fn unpad(padded: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (len, rest) = padded.split_at_checked(4).ok_or(SealError::Opaque)?;
    let len: [u8; 4] = len.try_into().map_err(|_| SealError::Opaque)?;
    let len = usize::try_from(u32::from_be_bytes(len)).map_err(|_| SealError::Opaque)?;
    rest.get(..len).map(|plain| Zeroizing::new(plain.to_vec())).ok_or(SealError::Opaque)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = Place { table: "t", column: "c", row: Uuid::from_u128(7) };

    #[test]
    fn a_sealed_text_opens_only_where_it_was_put() {
        let ring = KeyRing::generate().unwrap();
        let blob = ring.seal(&PLACE, "mật".as_bytes()).unwrap();

        assert_eq!(ring.open(&PLACE, &blob).unwrap().as_slice(), "mật".as_bytes());
        for elsewhere in [
            Place { table: "u", ..PLACE },
            Place { column: "d", ..PLACE },
            Place { row: Uuid::from_u128(8), ..PLACE },
        ] {
            assert_eq!(ring.open(&elsewhere, &blob).unwrap_err(), SealError::Opaque);
        }
    }

    #[test]
    fn what_is_given_out_and_what_is_stored_do_not_open_for_each_other() {
        let ring = KeyRing::generate().unwrap();
        let (out, stored) =
            (ring.seal_for_a_while(&PLACE, b"x").unwrap(), ring.seal(&PLACE, b"x").unwrap());

        assert_eq!(ring.open_within_it(&PLACE, &out).unwrap().as_slice(), b"x");
        assert_eq!(ring.open(&PLACE, &out).unwrap_err(), SealError::Opaque);
        assert_eq!(ring.open_within_it(&PLACE, &stored).unwrap_err(), SealError::Opaque);
    }

    #[test]
    fn every_flipped_bit_is_noticed() {
        let ring = KeyRing::generate().unwrap();
        let blob = ring.seal(&PLACE, b"x").unwrap();

        for at in 0..blob.len() {
            let mut changed = blob.clone();
            changed[at] ^= 1;
            assert!(ring.open(&PLACE, &changed).is_err(), "byte {at}");
        }
        assert!(KeyRing::generate().unwrap().open(&PLACE, &blob).is_err());
    }

    #[test]
    fn sizes_fall_into_few_steps() {
        let ring = KeyRing::generate().unwrap();
        let size = |len: usize| ring.seal(&PLACE, &vec![b'a'; len]).unwrap().len();

        assert_eq!(size(1), size(252));
        assert_eq!(size(300), size(1020));
        assert!(size(20_000) < 20_000 * 112 / 100 + 100);
        for len in [0, 252, 253, 5000, 70_000] {
            let blob = ring.seal(&PLACE, &vec![b'b'; len]).unwrap();
            assert_eq!(ring.open(&PLACE, &blob).unwrap().len(), len);
        }
    }
}
