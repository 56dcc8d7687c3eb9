//! What a command says, line by line, and how far it is, to whoever gave it: a terminal, or a process at the other end
//! of the control socket. Whoever listens may be gone: that is told at the end and never ends the work in the middle.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::domain::text::Words;

/// Where a command's words go.
pub(super) trait Voice {
    /// One line.
    fn line(&mut self, line: &str) -> io::Result<()>;
    /// So much is done, of `what`.
    fn progress(&mut self, done: u64, what: &str) -> io::Result<()>;
}

/// What a command speaks through.
pub(super) struct Out {
    voice: RefCell<Box<dyn Voice>>,
    failed: RefCell<Option<io::Error>>,
}

impl Out {
    /// To the standard output, with a bar on the standard error while there is nothing to say.
    pub(super) fn stdout() -> Self {
        Self::through(Terminal { to: io::stdout(), bar: None })
    }

    /// Through `voice`.
    pub(super) fn through(voice: impl Voice + 'static) -> Self {
        Self { voice: RefCell::new(Box::new(voice)), failed: RefCell::default() }
    }

    /// Says one line. After a failure nothing more is tried.
    pub(super) fn line(&self, line: fmt::Arguments<'_>) {
        self.tried(|voice| voice.line(&line.to_string()));
    }

    /// Says a sentence, each language on a line of its own.
    pub(super) fn both(&self, words: &Words) {
        self.line(format_args!("{}", words.below()));
    }

    /// Says a short sentence, both languages on one line.
    pub(super) fn pair(&self, words: &Words) {
        self.line(format_args!("{}", words.beside()));
    }

    /// Says how far it is: so many of `what`.
    pub(super) fn progress(&self, done: usize, what: &Words) {
        self.counted(u64::try_from(done).unwrap_or(u64::MAX), &what.beside());
    }

    /// The same, as another process has said it.
    pub(super) fn counted(&self, done: u64, what: &str) {
        self.tried(|voice| voice.progress(done, what));
    }

    fn tried(&self, say: impl FnOnce(&mut dyn Voice) -> io::Result<()>) {
        let mut failed = self.failed.borrow_mut();
        if failed.is_none() {
            *failed = say(self.voice.borrow_mut().as_mut()).err();
        }
    }

    /// Why not everything that was said could be heard, if that is so.
    pub(super) fn failure(&self) -> Option<io::Error> {
        self.failed.borrow_mut().take()
    }
}

/// Says one line of a command's output, written as for `println!`.
macro_rules! say {
    ($out:expr, $($words:tt)*) => {
        $out.line(format_args!($($words)*))
    };
}
pub(super) use say;

struct Terminal<W> {
    to: W,
    bar: Option<ProgressBar>,
}

impl<W: Write> Voice for Terminal<W> {
    fn line(&mut self, line: &str) -> io::Result<()> {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        writeln!(self.to, "{line}").and_then(|()| self.to.flush())
    }

    fn progress(&mut self, done: u64, what: &str) -> io::Result<()> {
        let bar = self.bar.get_or_insert_with(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {pos} {msg}, {elapsed}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        bar.set_message(what.to_owned());
        bar.set_position(done);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Gone;

    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::Error::from(io::ErrorKind::BrokenPipe))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_listener_that_is_gone_ends_nothing_and_is_told_once() {
        let out = Out::through(Terminal { to: Gone, bar: None });

        say!(out, "{} lines", 2);
        say!(out, "more");

        assert_eq!(out.failure().unwrap().kind(), io::ErrorKind::BrokenPipe);
        assert!(out.failure().is_none());
    }
}
