//! The envelope around a file: sealed piece by piece while it arrives, so that nothing of it lies open anywhere, and opened
//! only whole.

use std::io::{self, Read};

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::HEXLOWER;
use hkdf::Hkdf;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::keys::{KeyRing, Purpose};
use super::random::draw;
use super::seal::{
    COMMIT, HEADER, NONCE, Place, SealError, XCHACHA20_POLY1305, associated, padded_len,
};

/// The format of a file, apart from that of a blob.
const FORMAT: u8 = 2;
/// So much of a file is sealed at once.
pub const PIECE: usize = 64 * 1024;
/// How much longer a piece is when it is sealed.
const TAG: usize = 16;

/// A file that is being sealed.
pub struct FileSealer {
    pieces: Pieces,
    /// What waits until it is a piece; never empty once anything came, for the last piece is sealed as the last.
    waiting: Zeroizing<Vec<u8>>,
    bytes: usize,
    hash: Sha256,
}

/// What a file was, once it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedFile {
    /// Its size in bytes.
    pub bytes: u64,
    /// Its SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// Why a sealed file does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It was changed, cut, moved, or never was one.
    #[error(transparent)]
    Sealed(#[from] SealError),
    /// It cannot be read.
    #[error("the sealed file cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// The pieces of one file under a key of its own.
struct Pieces {
    cipher: XChaCha20Poly1305,
    associated: Vec<u8>,
    index: u32,
}

impl Pieces {
    fn new(
        secret: &[u8; 32],
        place: &Place,
        header: &[u8],
    ) -> Result<(Self, [u8; COMMIT]), SealError> {
        let nonce = header.get(HEADER - NONCE..).ok_or(SealError::Opaque)?;
        let source = Hkdf::<Sha256>::new(Some(nonce), secret);
        let mut key = Zeroizing::new([0u8; 32]);
        let mut commit = [0u8; COMMIT];
        source.expand(b"file/v1", key.as_mut_slice()).map_err(|_| SealError::Opaque)?;
        source.expand(b"file-commit/v1", &mut commit).map_err(|_| SealError::Opaque)?;
        let cipher =
            XChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(|_| SealError::Opaque)?;
        Ok((Self { cipher, associated: associated(place, header), index: 0 }, commit))
    }

    /// The nonce and the associated data of the next piece. The key is this file's alone, so its number is enough.
    fn next(&mut self, last: bool) -> Result<(XNonce, Vec<u8>), SealError> {
        let number = self.index.to_be_bytes();
        self.index = self.index.checked_add(1).ok_or(SealError::Opaque)?;
        let mut nonce = [0u8; NONCE];
        let tail = number.iter().copied().chain([u8::from(last)]);
        nonce.iter_mut().skip(NONCE - 5).zip(tail).for_each(|(to, from)| *to = from);
        let aad = [self.associated.as_slice(), &number, &[u8::from(last)]].concat();
        Ok((XNonce::from(nonce), aad))
    }

    fn seal(&mut self, piece: &[u8], last: bool, out: &mut Vec<u8>) -> Result<(), SealError> {
        let (nonce, aad) = self.next(last)?;
        let sealed = self.cipher.encrypt(&nonce, Payload { msg: piece, aad: &aad });
        out.extend(sealed.map_err(|_| SealError::Opaque)?);
        Ok(())
    }

    fn open(&mut self, piece: &[u8], last: bool) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (nonce, aad) = self.next(last)?;
        let plain = self.cipher.decrypt(&nonce, Payload { msg: piece, aad: &aad });
        plain.map(Zeroizing::new).map_err(|_| SealError::Opaque)
    }
}

impl FileSealer {
    /// Takes the next bytes, and adds to `out` what is to be kept of them.
    ///
    /// # Errors
    /// When a file has more pieces than can be counted.
    pub fn take(&mut self, mut bytes: &[u8], out: &mut Vec<u8>) -> Result<(), SealError> {
        self.hash.update(bytes);
        self.bytes = self.bytes.saturating_add(bytes.len());
        self.fill(&mut bytes, out)
    }

    fn fill(&mut self, bytes: &mut &[u8], out: &mut Vec<u8>) -> Result<(), SealError> {
        while !bytes.is_empty() {
            if self.waiting.len() == PIECE {
                self.pieces.seal(&self.waiting, false, out)?;
                self.waiting.clear();
            }
            let room = (PIECE - self.waiting.len()).min(bytes.len());
            let (now, rest) = bytes.split_at(room);
            self.waiting.extend_from_slice(now);
            *bytes = rest;
        }
        Ok(())
    }

    /// Ends the file, and adds the rest of it to `out`: padded, so that its size tells little.
    ///
    /// # Errors
    /// As [`FileSealer::take`].
    pub fn end(mut self, out: &mut Vec<u8>) -> Result<SealedFile, SealError> {
        let mut padding = padded_len(self.bytes) - self.bytes;
        let zeros = [0u8; 4096];
        while padding > 0 {
            let some = padding.min(zeros.len());
            self.fill(&mut zeros.get(..some).unwrap_or_default(), out)?;
            padding -= some;
        }
        self.pieces.seal(&self.waiting, true, out)?;
        let sha256 = HEXLOWER.encode(&self.hash.finalize());
        Ok(SealedFile { bytes: u64::try_from(self.bytes).unwrap_or(u64::MAX), sha256 })
    }
}

/// How long a file of so many bytes is when it is sealed.
pub fn sealed_len(bytes: u64) -> Option<u64> {
    let padded = padded_len(usize::try_from(bytes).ok()?);
    let pieces = padded.div_ceil(PIECE).max(1);
    u64::try_from(HEADER + padded + pieces * TAG).ok()
}

impl KeyRing {
    /// Begins to seal a file for `place`; what is to be kept first is added to `out`.
    ///
    /// # Errors
    /// Without randomness.
    pub fn seal_file(&self, place: &Place, out: &mut Vec<u8>) -> Result<FileSealer, SealError> {
        let (id, secret) = self.key(Purpose::Seal);
        let nonce: [u8; NONCE] = draw()?;
        let mut header = vec![FORMAT];
        header.extend(id.to_be_bytes());
        header.push(XCHACHA20_POLY1305);
        let (start, zeros) = (header.len(), [0u8; COMMIT]);
        header.extend(zeros);
        header.extend(nonce);
        // The commitment is made of key and nonce alone, then stands in what every piece is bound to.
        let (_, commit) = Pieces::new(secret, place, &header)?;
        header.splice(start..start + COMMIT, commit);
        let (pieces, _) = Pieces::new(secret, place, &header)?;
        out.extend(&header);
        let waiting = Zeroizing::new(Vec::with_capacity(PIECE));
        Ok(FileSealer { pieces, waiting, bytes: 0, hash: Sha256::new() })
    }

    /// Opens a file of `bytes` bytes that was sealed for `place`, whole or not at all.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_file(
        &self,
        place: &Place,
        bytes: u64,
        from: &mut dyn Read,
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let mut header = Vec::with_capacity(HEADER);
        fill(from, &mut header, HEADER)?;
        let (id, secret) = self.key(Purpose::Seal);
        let [FORMAT, high, low, XCHACHA20_POLY1305, rest @ ..] = header.as_slice() else {
            return Err(SealError::Opaque.into());
        };
        if u16::from_be_bytes([*high, *low]) != id {
            return Err(SealError::UnknownKey.into());
        }
        let (mut pieces, expected) = Pieces::new(secret, place, &header)?;
        let commit = rest.get(..COMMIT).ok_or(SealError::Opaque)?;
        if !bool::from(expected.ct_eq(commit)) {
            return Err(SealError::Opaque.into());
        }
        let length = usize::try_from(bytes).map_err(|_| SealError::Opaque)?;
        let mut plain = Zeroizing::new(Vec::with_capacity(padded_len(length)));
        let (mut piece, mut next) = (Vec::new(), Vec::new());
        fill(from, &mut piece, PIECE + TAG)?;
        loop {
            next.clear();
            fill(from, &mut next, PIECE + TAG)?;
            let last = next.is_empty();
            plain.extend_from_slice(&pieces.open(&piece, last)?);
            // One that is longer than it says is none of ours, and is not read to its end.
            if last || plain.len() > padded_len(length) {
                break;
            }
            std::mem::swap(&mut piece, &mut next);
        }
        if plain.len() != padded_len(length) {
            return Err(SealError::Opaque.into());
        }
        plain.truncate(length);
        Ok(plain)
    }
}

/// Reads up to `most` bytes into an empty `buffer`: fewer only at the end.
fn fill(from: &mut dyn Read, buffer: &mut Vec<u8>, most: usize) -> io::Result<()> {
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    from.take(most).read_to_end(buffer).map(drop)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const PLACE: Place = Place { table: "t", column: "c", row: Uuid::from_u128(7) };

    fn sealed(ring: &KeyRing, plain: &[u8], at_once: usize) -> (Vec<u8>, SealedFile) {
        let mut out = Vec::new();
        let mut sealer = ring.seal_file(&PLACE, &mut out).unwrap();
        for chunk in plain.chunks(at_once) {
            sealer.take(chunk, &mut out).unwrap();
        }
        let told = sealer.end(&mut out).unwrap();
        (out, told)
    }

    fn opened(ring: &KeyRing, place: &Place, bytes: usize, blob: &[u8]) -> Option<Vec<u8>> {
        let mut from = blob;
        let found = ring.open_file(place, u64::try_from(bytes).unwrap(), &mut from);
        found.ok().map(|plain| plain.to_vec())
    }

    #[test]
    fn f2_a_file_opens_whole_and_only_where_it_was_put() {
        let ring = KeyRing::generate().unwrap();
        for length in [0, 1, 256, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 200_001] {
            let plain: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
            for at_once in [1000, PIECE, 1 << 20] {
                let (blob, told) = sealed(&ring, &plain, at_once);
                assert_eq!(told.bytes, u64::try_from(length).unwrap());
                assert_eq!(told.sha256, HEXLOWER.encode(&Sha256::digest(&plain)));
                assert_eq!(u64::try_from(blob.len()).ok(), sealed_len(told.bytes), "{length}");
                assert_eq!(opened(&ring, &PLACE, length, &blob).as_deref(), Some(&*plain));
                let elsewhere = Place { row: Uuid::from_u128(8), ..PLACE };
                assert_eq!(opened(&ring, &elsewhere, length, &blob), None);
                assert_eq!(opened(&ring, &PLACE, length + 70_000, &blob), None);
            }
        }
        let (blob, _) = sealed(&ring, b"x", 1);
        assert_eq!(opened(&KeyRing::generate().unwrap(), &PLACE, 1, &blob), None);
    }

    #[test]
    fn f2_a_file_that_was_cut_shuffled_lengthened_or_changed_does_not_open() {
        let ring = KeyRing::generate().unwrap();
        let plain = vec![7; 3 * PIECE];
        let (blob, _) = sealed(&ring, &plain, PIECE);
        let whole = |blob: &[u8]| opened(&ring, &PLACE, plain.len(), blob);
        assert!(whole(&blob).is_some());
        let one = PIECE + TAG;
        let (first, second) = (HEADER..HEADER + one, HEADER + one..HEADER + 2 * one);

        assert_eq!(whole(&blob[..blob.len() - 1]), None, "cut");
        assert_eq!(whole(&blob[..second.start]), None, "without its last pieces");
        assert_eq!(whole(&[&blob[..], &blob[first.clone()]].concat()), None, "lengthened");
        let shuffled =
            [&blob[..HEADER], &blob[second.clone()], &blob[first], &blob[second.end..]].concat();
        assert_eq!(whole(&shuffled), None, "shuffled");
        for at in (0..HEADER).chain((HEADER..blob.len()).step_by(9973)) {
            let mut changed = blob.clone();
            changed[at] ^= 1;
            assert_eq!(whole(&changed), None, "byte {at}");
        }
    }

    #[test]
    fn f2_nothing_of_a_file_is_kept_open_and_its_size_tells_little() {
        let ring = KeyRing::generate().unwrap();
        let plain = b"GPS 11.31N 106.10E ".repeat(9000);
        let (blob, _) = sealed(&ring, &plain, 777);
        let (same, _) = sealed(&ring, &plain, 777);

        assert!(!blob.windows(8).any(|part| plain.windows(8).take(19).any(|one| one == part)));
        assert_ne!(blob, same);
        assert_eq!(blob.len(), sealed(&ring, &plain[..plain.len() - 50], 777).0.len());
    }
}
