//! Log lines: one subscriber for the process, JSON for machines or plain for people, to stderr.

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, LogSection};

/// Starts logging. A second call changes nothing.
///
/// # Errors
/// When the filter cannot be read.
pub fn start(section: &LogSection) -> Result<(), String> {
    let filter =
        EnvFilter::try_new(&section.filter).map_err(|cause| format!("log.filter: {cause}"))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // The second start in one process is refused by the subscriber, and the first is kept.
    let started = match section.format {
        LogFormat::Json => builder.json().flatten_event(true).with_span_list(false).try_init(),
        LogFormat::Pretty => builder.try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
    Ok(())
}
