//! What every request meets before any subject: strict bodies, limits, headers and the log.

pub mod catalogues;
mod origins;
mod request_log;
mod requests;
mod said;
mod site;
