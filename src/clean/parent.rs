//! Asking a child for a clean copy, and for whether it can be confined here.

use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use zeroize::Zeroizing;

use super::{COMMAND, PROBE};
use crate::domain::attachment::{MOST_PAGES, Media};

/// The largest copy that is believed, all pages of it, in bytes.
const LARGEST_COPY: u64 = 32 << 20;

/// So long a child may take.
const LONGEST: Duration = Duration::from_secs(30);

/// The program that makes clean copies.
#[derive(Debug, Clone)]
pub struct Cleaner {
    program: PathBuf,
}

/// Why there is no clean copy.
#[derive(Debug, thiserror::Error)]
pub enum Uncleaned {
    /// It is no picture or document, or costs more than one may: no copy will ever be.
    #[error("the file has no clean copy")]
    Never,
    /// No child could be asked.
    #[error("no clean copy could be asked for: {0}")]
    Io(#[from] io::Error),
}

impl Cleaner {
    /// This very program.
    ///
    /// # Errors
    /// Where it cannot be told which that is.
    pub fn this() -> io::Result<Self> {
        Ok(Self { program: std::env::current_exe()? })
    }

    /// Another build of it, as tests have it beside them.
    pub fn of(program: PathBuf) -> Self {
        Self { program }
    }

    fn child(&self, what: &str) -> io::Result<Child> {
        Command::new(&self.program)
            .args([COMMAND, what])
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    }

    /// Whether a child can be confined here. Blocks.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn works(&self) -> io::Result<bool> {
        Ok(self.child(PROBE)?.wait_with_output()?.status.success())
    }

    /// The clean copy of a picture, or those of the pages of a document: JPEGs. Blocks for as long as a child may take.
    ///
    /// # Errors
    /// [`Uncleaned`].
    pub fn clean(
        &self,
        media: Media,
        original: &[u8],
    ) -> Result<Vec<Zeroizing<Vec<u8>>>, Uncleaned> {
        let mut child = self.child(media.as_str())?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let child = Mutex::new(child);
        let (done, ended) = mpsc::channel::<()>();
        let copy = std::thread::scope(|scope| {
            // One that waits, and so never uses up its time of a processor, is ended too.
            let kept = &child;
            scope.spawn(move || {
                let late = ended.recv_timeout(LONGEST) == Err(RecvTimeoutError::Timeout);
                if let Some(mut child) = kept.lock().ok().filter(|_| late) {
                    child.kill().ok();
                }
            });
            // One that ends early does not read to the end, and says by its end why.
            let written = scope.spawn(move || stdin.map(|mut pipe| pipe.write_all(original)));
            let mut copy = Zeroizing::new(Vec::new());
            let read = stdout.map(|pipe| pipe.take(LARGEST_COPY).read_to_end(&mut copy));
            let whole = written.join().is_ok_and(|it| it.is_some_and(|it| it.is_ok()));
            drop(done);
            read.transpose().map(|_| copy).map(|copy| (copy, whole))
        });
        let ended = child.into_inner().unwrap_or_else(PoisonError::into_inner).wait()?;
        let (copy, whole) = copy?;
        if !ended.success() || !whole {
            return Err(Uncleaned::Never);
        }
        told_apart(&copy).ok_or(Uncleaned::Never)
    }
}

/// The pictures in what a child wrote, each behind its length, if all of it are some.
fn told_apart(mut written: &[u8]) -> Option<Vec<Zeroizing<Vec<u8>>>> {
    let mut all = Vec::new();
    while let Some((length, rest)) = written.split_first_chunk::<4>() {
        let (one, rest) =
            rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        all.push(Zeroizing::new(one.to_vec()));
        written = rest;
    }
    let sound = all.iter().all(|one| one.starts_with(&[0xFF, 0xD8, 0xFF]));
    let some = (1..=usize::from(MOST_PAGES)).contains(&all.len());
    Some(all).filter(|_| sound && some && written.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f3_what_a_child_writes_is_believed_only_if_it_is_pictures_to_its_end() {
        let one = b"\0\0\0\x04\xFF\xD8\xFF\xE0";
        let pages = |n: usize| told_apart(&one.repeat(n)).map(|it| it.len());

        assert_eq!([pages(0), pages(1), pages(20), pages(21)], [None, Some(1), Some(20), None]);
        for wrong in [
            [one.as_slice(), b"\0"].concat(),
            [one.as_slice(), &one[..7]].concat(),
            b"\0\0\0\x04<svg".to_vec(),
            b"\xFF\xFF\xFF\xFF\xFF\xD8\xFF\xE0".to_vec(),
        ] {
            assert!(told_apart(&wrong).is_none(), "{wrong:?}");
        }
    }
}
