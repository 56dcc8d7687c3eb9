//! A server that is measured: a process of its own, with what it takes of the machine.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// A running process that listens; ended when dropped.
pub(crate) struct Server {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// From its start until it listened.
    pub(crate) started_in: Duration,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Server {
    /// Starts `command`, which says its address at the end of its first line.
    pub(crate) fn start(mut command: Command) -> Result<Self, Failure> {
        let began = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or_else(|| Failure::Other("no output".to_owned()))?;
        let errors = child.stderr.take();
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let started_in = began.elapsed();
        let address = line.trim().rsplit("//").next().and_then(|text| text.parse().ok());
        let Some(address) = address else {
            let mut said = String::new();
            let read = errors.map(|mut errors| errors.read_to_string(&mut said));
            drop((child.kill(), child.wait(), read));
            return Err(Failure::Other(format!("the server did not start: {line}{said}")));
        };
        // Its log is read by nobody, and a full pipe must not hold it up.
        if let Some(mut errors) = errors {
            std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        }
        Ok(Self { child, address, started_in })
    }

    /// Resident memory in KiB, now and at most.
    pub(crate) fn memory(&self) -> Result<(u64, u64), Failure> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
        };
        Ok((of("VmRSS:"), of("VmHWM:")))
    }
}

/// The program of a server, with the settings it uses.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    /// The binary.
    pub(crate) path: PathBuf,
    /// Its settings file.
    pub(crate) config: PathBuf,
}

impl Program {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.path);
        command.arg("--config").arg(&self.config).args(arguments);
        command
    }

    /// Serves.
    pub(crate) fn serve(&self) -> Result<Server, Failure> {
        Server::start(self.command(&["serve"]))
    }

    /// Runs a command with this input.
    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> Result<(), Failure> {
        let mut command = self.command(arguments);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        let output = child.wait_with_output()?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Err(Failure::Other(format!("{} {}: {said}", self.path.display(), arguments.join(" "))))
    }
}

/// The server binary that was built beside this program.
pub(crate) fn beside_us() -> Result<PathBuf, Failure> {
    let own = std::env::current_exe()?;
    let found = own.parent().and_then(Path::parent).map(|folder| folder.join("liemchinh"));
    found.filter(|path| path.exists()).ok_or_else(|| {
        Failure::Other(
            "there is no server beside this program: cargo build --release, or name one with --server".to_owned(),
        )
    })
}
