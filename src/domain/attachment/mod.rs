//! Files beside a report: which are taken, how large, and what is known of each.

mod sniff;

use serde::{Deserialize, Serialize};

pub use sniff::Sniffer;

use super::codes::codes;
use super::ids::{AttachmentId, UnitId, UserId};
use super::time::{Day, Instant};

/// So many files one giver may add to a report.
pub const MOST_FILES: usize = 10;
/// The largest file, in bytes.
pub const LARGEST_FILE: u64 = 10 << 20;
/// So many bytes in all one giver may add to a report.
pub const MOST_BYTES: u64 = 25 << 20;
/// The longest side of a picture, in pixels.
pub const LONGEST_SIDE: u32 = 8000;
/// The largest picture, in pixels.
pub const MOST_PIXELS: u64 = 24_000_000;
/// A document of more pages than these has no clean copy.
pub const MOST_PAGES: u8 = 20;

codes! {
    /// What a file is, by its content.
    Media {
        /// A photo.
        Jpeg => "image/jpeg",
        /// A picture.
        Png => "image/png",
        /// A picture.
        Webp => "image/webp",
        /// A document.
        Pdf => "application/pdf",
    }
}

impl Media {
    /// How the names end that we give such files.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Pdf => "pdf",
        }
    }
}

codes! {
    /// What is known of what a file may do to whoever opens it.
    Scan {
        /// Nobody has looked.
        Waiting => "waiting",
        /// Whoever looked knows nothing against it.
        Clean => "clean",
        /// It holds something that does harm.
        Found => "found",
    }
}

/// Why a file is not taken, or cannot be given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileRefusal {
    /// None of the types that are taken, or not the one that was declared.
    Type,
    /// The pictures of some telephones, which nothing here reads.
    Heic,
    /// More than [`LARGEST_FILE`].
    TooLarge,
    /// A picture of more than [`LONGEST_SIDE`] or [`MOST_PIXELS`].
    Picture,
    /// It ends before it says how large it is, or says nothing sensible.
    Unreadable,
    /// The giver has added [`MOST_FILES`], or would pass [`MOST_BYTES`].
    Full,
    /// No files are taken here.
    Off,
    /// The place where they lie is missing, or is another one than before.
    Away,
    /// What was kept of it is gone or was changed.
    Damaged,
    /// Nobody has looked yet whether it does harm.
    Unscanned,
    /// It does harm, and whoever wants it has not said to know.
    Malware,
}

/// What is known of a file; sealed beside it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// What it is.
    pub media: Media,
    /// Its size in bytes.
    pub bytes: u64,
    /// The SHA-256 of the original, in hexadecimal digits.
    pub sha256: String,
    /// The name it had where it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it was there; of a tip only the day is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
    /// The member of staff who added it; none by receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// Of the clean copy of a document: how many bytes the picture of each page has, one behind the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<u64>,
    /// What was found in it that does harm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub malware: Option<String>,
}

/// Its name may name somebody.
impl std::fmt::Debug for Facts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Facts(..)")
    }
}

/// A file of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Which, by a random id that is the name of the object too.
    pub id: AttachmentId,
    /// Its number among those of its giver, from 1.
    pub n: i32,
    /// The body of the staff who added it; none of a reporter.
    pub giver: Option<UnitId>,
    /// The day.
    pub day: Day,
    /// Whether it is there for inspectors alone.
    pub inspectors_only: bool,
    /// Whether it may do harm.
    pub scan: Scan,
    /// The rest.
    pub facts: Facts,
}

/// Whether one more file of `bytes` may be added beside those `there`.
///
/// # Errors
/// [`FileRefusal::Full`].
pub fn fits<'f>(there: impl Iterator<Item = &'f Facts>, bytes: u64) -> Result<(), FileRefusal> {
    let (mut count, mut sum) = (0, bytes);
    for one in there {
        count += 1;
        sum = sum.saturating_add(one.bytes);
    }
    if count < MOST_FILES && sum <= MOST_BYTES { Ok(()) } else { Err(FileRefusal::Full) }
}
