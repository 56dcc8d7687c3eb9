//! The key ring and its file: one key per purpose, so that no key ever serves two.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use data_encoding::BASE64;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::random::{NoRandomness, draw};
use crate::domain::text::Words;
use crate::durable::Unnamed;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Looks a receipt up.
    ReceiptLookup,
    /// Derives a receipt the server draws.
    ReceiptDerive,
    /// Seals what only inspectors may read.
    Seal,
    /// Stands for an idempotency key in the database.
    Idempotency,
    /// Makes message ids of mails.
    MessageId,
    /// Signs page cursors.
    Cursor,
}

impl Purpose {
    const ALL: [Self; 6] = [
        Self::ReceiptLookup,
        Self::ReceiptDerive,
        Self::Seal,
        Self::Idempotency,
        Self::MessageId,
        Self::Cursor,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::ReceiptLookup => "receipt_lookup",
            Self::ReceiptDerive => "receipt_derive",
            Self::Seal => "seal",
            Self::Idempotency => "idempotency",
            Self::MessageId => "message_id",
            Self::Cursor => "cursor",
        }
    }
}

#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(super) struct Key(pub(super) [u8; 32]);

/// One key for each purpose. It shows nothing of them, not even in `Debug`.
#[derive(Clone)]
pub struct KeyRing {
    keys: BTreeMap<Purpose, (u16, Key)>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyRing(..)")
    }
}

/// Why the key file cannot be used, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is none.
    #[error(
        "there is no key file at {0}; create one with `liemchinh keys init` and back it up apart from the database"
    )]
    Missing(PathBuf),
    /// One is there already; overwriting it would make sealed reports unreadable for ever.
    #[error(
        "{0} exists already; a new key file would make every sealed report unreadable, so move the old one away first if you are sure"
    )]
    Exists(PathBuf),
    /// Others on the machine may read it.
    #[error("{0} can be read by others on this machine; run `chmod 600 {0}`")]
    Exposed(PathBuf),
    /// A line means nothing, is missing, or a key serves twice.
    #[error("{path}: {what}")]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong, without any key.
        what: Words,
    },
    /// The file system refused.
    #[error("{path}: {cause}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// No randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

impl KeyRing {
    /// A ring of fresh keys.
    pub fn generate() -> Result<Self, NoRandomness> {
        let keys = Purpose::ALL
            .into_iter()
            .map(|purpose| Ok((purpose, (1, Key(draw()?)))))
            .collect::<Result<_, NoRandomness>>()?;
        Ok(Self { keys })
    }

    /// Writes a fresh ring to `path`, readable by its owner only. Never overwrites.
    pub fn create_file(path: &Path) -> Result<Self, KeyError> {
        let ring = Self::generate()?;
        let io = |cause: std::io::Error| match cause.kind() {
            std::io::ErrorKind::AlreadyExists => KeyError::Exists(path.to_owned()),
            _ => KeyError::Io { path: path.to_owned(), cause },
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(io)?;
        }
        let mut file = Unnamed::beside(path).map_err(io)?;
        let mut text = Zeroizing::new(
            "# Liêm Chính keys: purpose, id, key. Keep a copy apart from the database.\n"
                .to_owned(),
        );
        for (purpose, (id, key)) in &ring.keys {
            let coded = Zeroizing::new(BASE64.encode(&key.0));
            text.extend([purpose.name(), " ", &id.to_string(), " ", coded.as_str(), "\n"]);
        }
        file.file().write_all(text.as_bytes()).map_err(io)?;
        file.name_new(path).map_err(io)?;
        Ok(ring)
    }

    /// Reads the ring from `path`, refusing a file that others could have read.
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let io = |cause: std::io::Error| match cause.kind() {
            std::io::ErrorKind::NotFound => KeyError::Missing(path.to_owned()),
            _ => KeyError::Io { path: path.to_owned(), cause },
        };
        let found = fs::metadata(path).map_err(io)?;
        if found.is_dir() {
            let what = Words::new(
                "đây là thư mục; hãy ghi tên tệp khóa trong đó",
                "it is a folder; name the key file in it",
            );
            return Err(KeyError::Content { path: path.to_owned(), what });
        }
        let mode = found.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyError::Exposed(path.to_owned()));
        }
        let text = Zeroizing::new(fs::read_to_string(path).map_err(io)?);
        Self::parse(&text).map_err(|what| KeyError::Content { path: path.to_owned(), what })
    }

    fn parse(text: &str) -> Result<Self, Words> {
        let mut keys: BTreeMap<Purpose, (u16, Key)> = BTreeMap::new();
        let lines =
            text.lines().enumerate().filter(|(_, line)| !line.starts_with('#') && !line.is_empty());
        for (index, line) in lines {
            let fault = |vi: &str, en: &str| {
                let line = index + 1;
                Words::new(format!("dòng {line}: {vi}"), format!("line {line}: {en}"))
            };
            let [name, id, coded] =
                line.split(' ').collect::<Vec<_>>().try_into().map_err(|_| {
                    fault("cần có mục đích, số hiệu, khóa", "expected purpose, id, key")
                })?;
            let purpose = Purpose::ALL
                .into_iter()
                .find(|purpose| purpose.name() == name)
                .ok_or_else(|| fault("mục đích không có trong danh sách", "unknown purpose"))?;
            let id: u16 = id
                .parse()
                .map_err(|_| fault("số hiệu không phải là số", "the id is not a number"))?;
            let bytes = Zeroizing::new(
                BASE64
                    .decode(coded.as_bytes())
                    .map_err(|_| fault("khóa không phải base64", "the key is not base64"))?,
            );
            let key: [u8; 32] = bytes
                .as_slice()
                .try_into()
                .map_err(|_| fault("khóa không đủ 32 byte", "the key is not 32 bytes"))?;
            if keys.values().any(|(_, other)| other.0 == key) {
                return Err(fault("một khóa dùng cho hai mục đích", "a key serves two purposes"));
            }
            if keys.insert(purpose, (id, Key(key))).is_some() {
                return Err(fault("một mục đích có hai khóa", "a second key for one purpose"));
            }
        }
        match Purpose::ALL.into_iter().find(|purpose| !keys.contains_key(purpose)) {
            Some(missing) => {
                let name = missing.name();
                Err(Words::new(
                    format!("không có khóa cho {name}; tệp không đầy đủ"),
                    format!("no key for {name}; the file is incomplete"),
                ))
            }
            None => Ok(Self { keys }),
        }
    }

    /// The key of `purpose` with its id. Every purpose has one: `parse` and `generate` see to it.
    pub(super) fn key(&self, purpose: Purpose) -> (u16, &[u8; 32]) {
        const NONE: [u8; 32] = [0; 32];
        self.keys.get(&purpose).map_or((0, &NONE), |(id, key)| (*id, &key.0))
    }
}

#[cfg(test)]
impl KeyRing {
    /// Keys that every test knows, for what was sealed once and must open for ever.
    pub(crate) fn known() -> Self {
        let key = |(n, purpose)| (purpose, (1, Key([n; 32])));
        Self { keys: (1..).zip(Purpose::ALL).map(key).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_file_is_for_its_owner_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let made = KeyRing::create_file(&path).unwrap();

        let read = KeyRing::load(&path).unwrap();

        assert_eq!(made.key(Purpose::Seal).1, read.key(Purpose::Seal).1);
        assert!(matches!(KeyRing::create_file(&path), Err(KeyError::Exists(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(KeyRing::load(&path), Err(KeyError::Exposed(_))));
        assert!(matches!(KeyRing::load(&folder.path().join("none")), Err(KeyError::Missing(_))));
    }

    #[test]
    fn a_key_that_serves_two_purposes_or_is_missing_is_refused() {
        let one = BASE64.encode(&[1; 32]);

        let twice = KeyRing::parse(&format!("seal 1 {one}\ncursor 1 {one}\n")).unwrap_err();
        let few = KeyRing::parse(&format!("seal 1 {one}\n")).unwrap_err();

        assert!(twice.en.contains("two purposes") && !twice.en.contains(&one), "{twice}");
        assert!(few.en.contains("no key for"), "{few}");
    }
}
