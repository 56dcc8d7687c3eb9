//! The writer behind the log: it takes a line or drops it and counts it, and makes nobody wait, fail or panic.

use std::io::{self, ErrorKind, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::time::Duration;

use tracing_subscriber::fmt::MakeWriter;

/// Lines that may wait for a slow reader of the log; what comes while so many wait is dropped.
const WAITING: usize = 4096;

/// How often the log is looked for while lines come.
const LOOKS: Duration = Duration::from_millis(5);
/// After so many looks in vain it waits to be woken.
const QUIET: u32 = 20;

/// Where log lines go. Cheap to clone; writing to it never blocks and never fails.
#[derive(Debug, Clone)]
pub struct Sink {
    lines: SyncSender<Entry>,
    dropped: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Entry {
    Line(Vec<u8>),
    /// Everything before it has been tried: the sender is dropped.
    Flush(#[expect(dead_code, reason = "its end is the signal")] SyncSender<()>),
}

impl Sink {
    /// A sink that writes to `out` on a thread of its own. The first line that can be written after some could
    /// not is preceded by `note` of how many those were.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn over(
        out: impl Write + Send + 'static,
        note: impl Fn(u64) -> String + Send + 'static,
    ) -> io::Result<Self> {
        Self::waiting(WAITING, out, note)
    }

    fn waiting(
        waiting: usize,
        out: impl Write + Send + 'static,
        note: impl Fn(u64) -> String + Send + 'static,
    ) -> io::Result<Self> {
        let (lines, queue) = sync_channel(waiting);
        let dropped = Arc::new(AtomicU64::new(0));
        let paper = Paper { out, note, dropped: dropped.clone(), told: 0, torn: false };
        std::thread::Builder::new().name("log".to_owned()).spawn(move || paper.serve(&queue))?;
        Ok(Self { lines, dropped })
    }

    /// How many lines were dropped since the process began.
    pub fn dropped(&self) -> Arc<AtomicU64> {
        self.dropped.clone()
    }

    /// Waits until what was logged is written, or could not be, but no longer than `most`.
    pub fn flush(&self, most: Duration) {
        let (done, wait) = sync_channel(1);
        if self.lines.try_send(Entry::Flush(done)).is_ok() {
            // An error is the signal, or the reader of the log is too slow to wait for.
            let (Ok(()) | Err(_)) = wait.recv_timeout(most);
        }
    }
}

impl Write for Sink {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match self.lines.try_send(Entry::Line(line.to_vec())) {
            Ok(()) => {}
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {
                self.dropped.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Sink {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// What is written on, as its own thread holds it.
struct Paper<W, N> {
    out: W,
    note: N,
    dropped: Arc<AtomicU64>,
    /// So many of the dropped were told of in the log.
    told: u64,
    /// The last line was written in part, so the next begins on a line of its own.
    torn: bool,
}

impl<W: Write, N: Fn(u64) -> String> Paper<W, N> {
    /// Writes what comes until every sink is gone. Under load it looks by itself, since to wake it for each line costs
    /// every request more than the line; after a while without any it waits to be woken.
    #[expect(clippy::disallowed_methods, reason = "what is waited for is that lines gather")]
    fn serve(mut self, queue: &Receiver<Entry>) {
        let mut quiet = 0;
        loop {
            let next = match queue.try_recv() {
                Err(TryRecvError::Empty) if quiet < QUIET => {
                    quiet += 1;
                    std::thread::sleep(LOOKS);
                    continue;
                }
                Err(TryRecvError::Empty) => queue.recv().ok(),
                other => other.ok(),
            };
            quiet = 0;
            match next {
                None => return,
                Some(Entry::Flush(_)) => {}
                Some(Entry::Line(line)) => {
                    if !(self.tell() && self.put(&line)) {
                        self.dropped.fetch_add(1, Ordering::Relaxed);
                    }
                }
            }
        }
    }

    /// Says how many lines are missing here, if any; whether that could be said.
    fn tell(&mut self) -> bool {
        let dropped = self.dropped.load(Ordering::Relaxed);
        if dropped == self.told {
            return true;
        }
        let note = (self.note)(dropped - self.told);
        let said = self.put(format!("{note}\n").as_bytes());
        if said {
            self.told = dropped;
        }
        said
    }

    /// Writes a line whole; whether that went well.
    fn put(&mut self, line: &[u8]) -> bool {
        let ended: &[u8] = if self.torn { b"\n" } else { b"" };
        let mut rest = [ended, line].concat();
        let whole = rest.len();
        while !rest.is_empty() {
            match self.out.write(&rest) {
                Ok(n) if n > 0 => drop(rest.drain(..n)),
                Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
                Ok(_) | Err(_) => {
                    self.torn |= rest.len() < whole;
                    return false;
                }
            }
        }
        self.torn = false;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// A file that takes so many bytes before it is full; room can be made.
    #[derive(Clone, Default)]
    struct Disk(Arc<Mutex<(Vec<u8>, usize)>>);

    impl Disk {
        fn room(&self, bytes: usize) {
            self.0.lock().unwrap().1 = bytes;
        }

        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().0.clone()).unwrap()
        }
    }

    impl Write for Disk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut disk = self.0.lock().unwrap();
            if disk.1 == 0 {
                return Err(io::Error::from(ErrorKind::StorageFull));
            }
            let n = bytes.len().min(disk.1);
            disk.1 -= n;
            disk.0.extend_from_slice(&bytes[..n]);
            Ok(n)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn lost(n: u64) -> String {
        format!("{n} lost")
    }

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn what_could_not_be_written_is_counted_and_told_by_the_first_line_that_can() {
        let disk = Disk::default();
        let mut sink = Sink::over(disk.clone(), lost).unwrap();
        let mut log = |line: &str| {
            sink.write_all(line.as_bytes()).unwrap();
            sink.flush(LONG);
        };

        disk.room(9);
        log("first\n");
        log("second\n");
        log("third\n");
        disk.room(1000);
        log("fourth\n");
        log("fifth\n");

        assert_eq!(
            disk.text(),
            "first\nsec\n2 lost\nfourth\nfifth\n",
            "a torn line is ended first"
        );
        assert_eq!(sink.dropped().load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_reader_that_does_not_read_makes_nobody_wait() {
        struct Stuck(Mutex<Receiver<()>>);
        impl Write for Stuck {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.lock().unwrap().recv().unwrap_err();
                Ok(bytes.len())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (read_on, wait) = std::sync::mpsc::channel();
        let mut sink = Sink::waiting(2, Stuck(Mutex::new(wait)), lost).unwrap();

        for _ in 0..10 {
            sink.write_all(b"a line\n").unwrap();
        }
        sink.flush(Duration::ZERO);
        let dropped = sink.dropped().load(Ordering::Relaxed);

        assert!((7..=8).contains(&dropped), "one is being written, two wait: {dropped}");
        drop(read_on);
        sink.flush(LONG);
    }
}
