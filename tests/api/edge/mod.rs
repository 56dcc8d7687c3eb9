//! What every request meets before any subject: strict bodies, limits, headers and the log.

mod request_log;
mod requests;
