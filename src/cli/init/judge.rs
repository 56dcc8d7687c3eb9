//! What an answer to the wizard must be.

use crate::domain::text::{EmailAddress, PersonName};
use crate::service::accounts::is_login;
use crate::store::DbUrl;

/// Anything that stands on one line; settings are judged whole later.
pub(super) fn anything(text: &str) -> Result<(), String> {
    judged(!text.contains(char::is_control), "một dòng chữ thường / one line of plain text")
}

fn judged(fits: bool, fault: &str) -> Result<(), String> {
    if fits { Ok(()) } else { Err(fault.to_owned()) }
}

/// An address of the web.
pub(super) fn url(text: &str) -> Result<(), String> {
    let fits = text.starts_with("https://") || text.starts_with("http://");
    judged(
        fits,
        "phải bắt đầu bằng https:// (hoặc http:// khi thử) / must begin with https:// (or http:// for trials)",
    )
}

/// Where a database is.
pub(super) fn database(text: &str) -> Result<(), String> {
    text.parse::<DbUrl>().map(drop).map_err(|error| error.words().beside())
}

/// A mail address.
pub(super) fn address(text: &str) -> Result<(), String> {
    EmailAddress::parse(text).map(drop).map_err(|fault| format!("{} / {}", fault.vi(), fault.en()))
}

/// One, or nothing.
pub(super) fn address_or_none(text: &str) -> Result<(), String> {
    if text.is_empty() { Ok(()) } else { address(text) }
}

/// A port.
pub(super) fn port(text: &str) -> Result<(), String> {
    let fits = text.parse::<u16>().is_ok_and(|port| port > 0);
    judged(fits, "từ 1 đến 65535 / from 1 to 65535")
}

/// How a mail server is spoken to.
pub(super) fn security(text: &str) -> Result<(), String> {
    let fits = ["starttls", "implicit", "plain"].contains(&text);
    judged(fits, "starttls, implicit hoặc plain / starttls, implicit or plain")
}

/// A login.
pub(super) fn login(text: &str) -> Result<(), String> {
    judged(
        is_login(text),
        "3–40 ký tự a–z, 0–9, dấu chấm, gạch nối / 3–40 of a–z, 0–9, dot and hyphen",
    )
}

/// One, or nothing.
pub(super) fn login_or_none(text: &str) -> Result<(), String> {
    if text.is_empty() { Ok(()) } else { login(text) }
}

/// A name of a person.
pub(super) fn name(text: &str) -> Result<(), String> {
    PersonName::parse(text).map(drop).map_err(|fault| format!("{} / {}", fault.vi(), fault.en()))
}

/// A proxy, or none.
pub(super) fn proxy(text: &str) -> Result<(), String> {
    let fits = ["nginx", "caddy", "none"].contains(&text);
    judged(fits, "nginx, caddy hoặc none / nginx, caddy or none")
}
