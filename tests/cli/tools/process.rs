//! The real binary, started and ended.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// How long anything may take to begin, in seconds.
const BOUND: u64 = 120;

/// The binary with these arguments, in `folder`.
pub fn liemchinh(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_liemchinh"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    // What a unit does with a case is tried without waiting for half an hour; the wait has tests of its own.
    command.env("LIEMCHINH_HOLD_FROM_UNITS", "false");
    command.env("LIEMCHINH_CALL_UP_AT_RANDOM", "false");
    // Nor does it ask for a second factor; the API's own tests do.
    command.env("LIEMCHINH_STAFF__SECOND_FACTOR", "offered");
    command
}

/// Runs to the end.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    liemchinh(folder, arguments).output().unwrap()
}

/// Runs to a good end; returns what it printed.
pub fn ok(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// The folder with the reference data.
pub fn data() -> String {
    format!("{}/data", env!("CARGO_MANIFEST_DIR"))
}

/// A process that goes on until it is told to stop, with its lines.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    pub fn start(command: Command) -> Self {
        Self::start_logging_to(command, Stdio::null())
    }

    pub fn start_logging_to(mut command: Command, log: Stdio) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let (sender, lines) = channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self { child, lines }
    }

    /// Every line up to one that holds `mark`.
    pub fn until(&self, mark: &str) -> Vec<String> {
        let mut all = Vec::new();
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(BOUND));
            let line = line.unwrap_or_else(|_| panic!("no {mark:?} after {all:#?}"));
            let found = line.contains(mark);
            all.push(line);
            if found {
                return all;
            }
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, name: &str) {
        let sent =
            Command::new("kill").arg(format!("-{name}")).arg(self.pid().to_string()).status();
        assert!(sent.unwrap().success());
    }

    /// As a lost machine would: no chance to finish anything.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks to stop and waits for a good end.
    pub fn stop(&mut self, signal: &str) -> std::process::ExitStatus {
        self.signal(signal);
        self.child.wait().unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
