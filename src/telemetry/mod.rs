//! Log lines: one subscriber for the process, JSON for machines or plain for people, to stderr. Whatever becomes of
//! stderr (a closed pipe, a full disk, a reader that sleeps), no request, no thread and no stop hangs on it.

mod sink;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use serde_json::json;
use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSection};
use crate::domain::time::{Clock, SystemClock};
pub use sink::Sink;

/// How long the end of the process waits for the last lines to be written.
const FAREWELL: Duration = Duration::from_secs(1);

/// The log of this process. Dropped, it waits a moment until its last lines are written.
#[derive(Debug)]
pub struct Log {
    sink: Sink,
}

impl Log {
    /// How many lines could not be written since the process began.
    pub fn dropped(&self) -> Arc<AtomicU64> {
        self.sink.dropped()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.sink.flush(FAREWELL);
    }
}

/// Crates that would log the addresses they call, which may hold secrets; and the parser of requests, whose lines have neither
/// time nor id of a request and may hold what somebody sent: [`crate::http`] says by itself what never became one.
const SILENT: [&str; 4] = ["ureq=off", "ureq_proto=off", "rustls=off", "actix_http::h1=off"];

/// Starts logging. A second start in one process leaves the first as it is.
///
/// # Errors
/// When the filter cannot be read, or the system gives no thread.
pub fn start(section: &LogSection) -> Result<Log, String> {
    let filter =
        EnvFilter::try_new(&section.filter).map_err(|cause| format!("log.filter: {cause}"))?;
    let filter = SILENT
        .into_iter()
        .filter_map(|one| one.parse().ok())
        .fold(filter, EnvFilter::add_directive);
    let format = section.format;
    let sink = Sink::over(std::io::stderr(), move |lost| note(format, lost))
        .map_err(|cause| format!("no thread for the log: {cause}"))?;
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(sink.clone());
    let started = match format {
        LogFormat::Json => builder.json().flatten_event(true).with_span_list(false).try_init(),
        LogFormat::Pretty => builder.try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
    std::panic::set_hook(Box::new(note_panic));
    Ok(Log { sink })
}

/// The line before the first that could be written after `lost` others could not.
fn note(format: LogFormat, lost: u64) -> String {
    const MESSAGE: &str = "log lines could not be written";
    const TARGET: &str = "liemchinh::telemetry";
    let at = SystemClock::default().now();
    match format {
        LogFormat::Json => json!({"timestamp": at, "level": "WARN", "message": MESSAGE, "dropped": lost, "target": TARGET})
            .to_string(),
        LogFormat::Pretty => format!("{at}  WARN {TARGET}: {MESSAGE} dropped={lost}"),
    }
}

/// A panic is a line of the log like others. Only words of the program itself are told: those that were put
/// together at run time may hold what a person typed.
fn note_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let at = panic.location().map(ToString::to_string).unwrap_or_default();
    let why = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or_default();
    let thread = std::thread::current();
    tracing::error!(thread = thread.name(), at, why, "a panic");
}
