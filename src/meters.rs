//! What this process counts of itself, for Prometheus (text format 0.0.4). Nothing in it tells a tip from feedback, or who reported.

use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// Requests, by method, route and status.
const REQUESTS: &str = "liemchinh_requests_total";
/// How long they took, in seconds.
const TOOK: &str = "liemchinh_request_seconds";
/// How long reports took from the hand of the writer to their commit, in seconds.
const WAITED: &str = "liemchinh_filing_wait_seconds";
/// How many reports were committed together.
const TOGETHER: &str = "liemchinh_filings_together";

/// Edges of what is counted in seconds.
const SECONDS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0];
/// Edges of what is counted in reports.
const REPORTS: [f64; 6] = [1.0, 2.0, 4.0, 16.0, 64.0, 128.0];

/// The counters of this process.
#[derive(Debug, Clone)]
pub struct Meters {
    handle: PrometheusHandle,
}

/// What is looked up when somebody asks.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Whether a report could be taken.
    pub ready: bool,
    /// Whether the clock is in doubt; then no duty is missed and nothing is reminded of.
    pub clock_in_doubt: bool,
    /// Lines of the log that could not be written.
    pub dropped_lines: u64,
    /// For how many seconds the oldest mail is owed that should have gone out an hour of office time ago.
    pub mail_late: i64,
    /// Whether mails were given up.
    pub mail_given_up: bool,
}

impl Meters {
    /// Begins to count in this process; before, and where nobody asks for it, nothing is counted.
    ///
    /// # Errors
    /// When something else counts in this process already.
    pub fn start() -> Result<Self, String> {
        let together = Matcher::Full(TOGETHER.to_owned());
        let builder = PrometheusBuilder::new().set_buckets(&SECONDS);
        let builder = builder.and_then(|it| it.set_buckets_for_metric(together, &REPORTS));
        let handle = builder.and_then(PrometheusBuilder::install_recorder);
        let handle = handle.map_err(|fault| format!("metrics: {fault}"))?;
        metrics::describe_counter!(REQUESTS, "Requests that were answered, by route and status");
        metrics::describe_histogram!(TOOK, "Seconds from the head of a request to its answer");
        metrics::describe_histogram!(
            WAITED,
            "Seconds from the queue of the writer to the commit of a report"
        );
        metrics::describe_histogram!(TOGETHER, "Reports that were committed together");
        Ok(Self { handle })
    }

    /// Everything that was counted, and how things stand now.
    pub fn text(&self, now: Now) -> String {
        let flag = |set: bool| f64::from(u8::from(set));
        metrics::gauge!("liemchinh_ready").set(flag(now.ready));
        metrics::gauge!("liemchinh_clock_in_doubt").set(flag(now.clock_in_doubt));
        metrics::counter!("liemchinh_log_lines_dropped_total").absolute(now.dropped_lines);
        let seconds = u32::try_from(now.mail_late).unwrap_or(0);
        metrics::gauge!("liemchinh_mail_late_seconds").set(f64::from(seconds));
        // Their number would tell, beside all filings, how many were of one channel.
        metrics::gauge!("liemchinh_mail_given_up").set(flag(now.mail_given_up));
        self.handle.run_upkeep();
        self.handle.render()
    }
}

/// A request was answered; `pattern` is its route, none where there is no such operation.
pub fn answered(pattern: Option<&str>, method: &str, status: u16, took: Duration) {
    let route = pattern.map_or("(none)", route).to_owned();
    // Anybody may make up methods.
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let method = known.into_iter().find(|it| *it == method).unwrap_or("(other)");
    let status = status.to_string();
    metrics::histogram!(TOOK, "route" => route.clone()).record(took);
    metrics::counter!(REQUESTS, "route" => route, "method" => method, "status" => status)
        .increment(1);
}

/// Something was refused that never became a request.
pub fn refused(status: u16) {
    let labels = [
        ("route", "(none)".to_owned()),
        ("method", "(other)".to_owned()),
        ("status", status.to_string()),
    ];
    metrics::counter!(REQUESTS, &labels).increment(1);
}

/// The route as it is told: what a reporter does by receipt is one, whatever it is, for some of it is done with tips alone; and so is what
/// inspectors do with tips, beside what they do with cases.
fn route(pattern: &str) -> &str {
    let inspected = ["/api/v1/cases", "/api/v1/called-up-cases", "/api/v1/money-answers"];
    let is_of_cases = inspected.into_iter().any(|start| pattern.starts_with(start));
    if pattern.starts_with("/api/v1/report/") || pattern == "/api/v1/report" {
        "/api/v1/report"
    } else if is_of_cases || pattern.contains("integrity") {
        "/api/v1/cases"
    } else {
        pattern
    }
}

/// Reports were committed together, each after its wait.
pub fn filed(waits: &[Duration]) {
    let Ok(together) = u32::try_from(waits.len()) else { return };
    if together == 0 {
        return;
    }
    metrics::histogram!(TOGETHER).record(f64::from(together));
    for wait in waits {
        metrics::histogram!(WAITED).record(*wait);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_done_with_tips_alone_is_no_route_of_its_own() {
        for pattern in ["/api/v1/report/to-integrity", "/api/v1/report/messages", "/api/v1/report"]
        {
            assert_eq!(route(pattern), "/api/v1/report");
        }
        for pattern in ["/api/v1/integrity/summary", "/api/v1/money-answers", "/api/v1/cases/{id}"]
        {
            assert_eq!(route(pattern), "/api/v1/cases");
        }
        assert_eq!(route("/api/v1/reports"), "/api/v1/reports");
    }
}
