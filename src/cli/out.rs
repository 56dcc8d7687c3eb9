//! What a command says, line by line, to whoever gave it. Whoever listens may be gone: that is told at the end and
//! never ends the work in the middle.

use std::cell::RefCell;
use std::fmt;
use std::io::{self, Write};

/// Where a command's lines go.
pub(super) struct Out {
    to: RefCell<Box<dyn Write>>,
    failed: RefCell<Option<io::Error>>,
}

impl Out {
    /// To the standard output.
    pub(super) fn stdout() -> Self {
        Self::to(io::stdout())
    }

    /// To `writer`.
    pub(super) fn to(writer: impl Write + 'static) -> Self {
        Self { to: RefCell::new(Box::new(writer)), failed: RefCell::default() }
    }

    /// Says one line. After a failure nothing more is tried.
    pub(super) fn line(&self, line: fmt::Arguments<'_>) {
        let mut failed = self.failed.borrow_mut();
        if failed.is_none() {
            let mut to = self.to.borrow_mut();
            *failed = writeln!(to, "{line}").and_then(|()| to.flush()).err();
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
        let out = Out::to(Gone);

        say!(out, "{} lines", 2);
        say!(out, "more");

        assert_eq!(out.failure().unwrap().kind(), io::ErrorKind::BrokenPipe);
        assert!(out.failure().is_none());
    }
}
