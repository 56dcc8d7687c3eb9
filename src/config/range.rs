//! What a single value of the configuration may be, each fault in both languages.

use std::net::{SocketAddr, ToSocketAddrs};

use super::{Config, MailTransport};
use crate::domain::text::Words;

/// What is wrong with single values.
pub(super) fn out_of_range(config: &Config) -> Vec<Words> {
    let mut faults = Vec::new();
    let mut bad = |name: &str, vi: &str, en: &str| faults.push(Words::new(vi, en).about(name));
    let mut outside = |name: &str, least: usize, most: usize, value: usize| {
        if !(least..=most).contains(&value) {
            bad(
                name,
                &format!("phải từ {least} đến {most}"),
                &format!("between {least} and {most}"),
            );
        }
    };
    outside("workers", 1, 64, config.workers);
    outside("store.readers", 1, 64, usize::try_from(config.store.readers).unwrap_or(usize::MAX));
    outside("store.writers", 1, 8, config.store.writers);
    if !(config.public_url.starts_with("http://") || config.public_url.starts_with("https://")) {
        bad(
            "public_url",
            "phải bắt đầu bằng http:// hoặc https://",
            "must begin with http:// or https://",
        );
    }
    if !config.site.exit_url.starts_with("https://") {
        bad("site.exit_url", "phải bắt đầu bằng https://", "must begin with https://");
    }
    if config.store.queue == 0 {
        bad("store.queue", "ít nhất là 1", "at least 1");
    }
    let mail = &config.mail;
    if mail.transport == MailTransport::Smtp && mail.smtp.host.is_empty() {
        bad(
            "mail.smtp.host",
            "không được để trống khi mail.transport = \"smtp\"",
            "must not be empty with mail.transport = \"smtp\"",
        );
    }
    let limits = &config.limits;
    for (name, rate) in [
        ("submit", limits.submit),
        ("lookup", limits.lookup),
        ("login", limits.login),
        ("figures", limits.figures),
        ("desk", limits.desk),
        ("upload", limits.upload),
    ] {
        if rate.seconds == 0 {
            bad(&format!("limits.{name}.seconds"), "ít nhất là 1", "at least 1");
        }
    }
    if mail.smtp.login.is_some() != mail.smtp.password_file.is_some() {
        faults.push(Words::new(
            "mail.smtp.login và mail.smtp.password_file phải đi cùng nhau",
            "mail.smtp.login and mail.smtp.password_file go together",
        ));
    }
    faults.extend(levels(&config.log.filter));
    faults
}

/// A bare word would be taken for a module of that name, and nothing else would be logged.
fn levels(filter: &str) -> Vec<Words> {
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    let bare = filter.split(',').map(str::trim).filter(|part| !part.contains('='));
    let unknown = bare.filter(|part| !levels.contains(&part.to_lowercase().as_str()));
    let told = |word: &str| {
        let levels = levels.join(", ");
        Words::new(
            format!(
                "log.filter: không có mức {word:?}; hãy ghi một trong {levels}, hoặc như liemchinh=debug"
            ),
            format!(
                "log.filter: {word:?} is no level; write one of {levels}, or such as liemchinh=debug"
            ),
        )
    };
    unknown.map(told).collect()
}

/// Where to listen, of an address or a name and a port: `127.0.0.1:8577`, `localhost:8577`, `[::]:80`.
///
/// # Errors
/// What is wrong with it, and what would be right.
pub fn resolve(text: &str) -> Result<SocketAddr, Words> {
    let wrong = |cause: Words| {
        Words::new(
            format!("{text:?}: {}; hãy ghi địa chỉ và cổng, ví dụ 127.0.0.1:8577", cause.vi),
            format!("{text:?}: {}; write an address and a port, such as 127.0.0.1:8577", cause.en),
        )
    };
    let found = text.to_socket_addrs().map_err(|cause| wrong(Words::foreign(cause)))?;
    let found: Vec<SocketAddr> = found.collect();
    let v4 = found.iter().find(|address| address.is_ipv4());
    let none = || wrong(Words::new("không có tên này", "no such name"));
    v4.or(found.first()).copied().ok_or_else(none)
}

/// As [`resolve`], on this machine alone: what a process counts is nobody else's.
pub(super) fn loopback(text: &str) -> Result<SocketAddr, Words> {
    let found = resolve(text)?;
    let own = found.ip().is_loopback();
    own.then_some(found).ok_or_else(|| {
        Words::new(
            format!("{text:?}: hãy ghi địa chỉ của chính máy này, ví dụ 127.0.0.1:9577"),
            format!("{text:?}: write a loopback address, such as 127.0.0.1:9577"),
        )
    })
}
