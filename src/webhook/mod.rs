//! Calls to the systems of subscribers: https alone, to addresses that are allowed at the moment of the call, followed nowhere.

mod resolver;
mod signature;

use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Error};
use uuid::Uuid;

use crate::domain::running::hook::{HookOutcome, HookUrl, Hosts};
use crate::domain::running::reach::Networks;
use crate::domain::text::Words;
use resolver::{Allowed, Refused};
pub use signature::signature;

/// A call is over after so long, whatever the other side does.
const LONGEST: Duration = Duration::from_secs(10);
/// Bytes of the head of an answer at most; of its body nothing is read.
const HEAD: usize = 16 * 1024;

/// One call.
pub struct Call {
    /// Where to.
    pub url: HookUrl,
    /// The same for every try that tells the same.
    pub delivery: Uuid,
    /// What proves who calls.
    pub signature: String,
    /// What is told.
    pub body: String,
}

/// The way out to the systems of subscribers.
#[derive(Clone)]
pub struct Caller {
    agent: Agent,
    networks: Networks,
    hosts: Hosts,
}

impl std::fmt::Debug for Caller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Caller(..)")
    }
}

impl Caller {
    /// A way out to the public network and to `networks`, which believes the system's authorities and those of `ca_pem`.
    ///
    /// # Errors
    /// A sentence about the file.
    pub fn new(networks: Networks, ca_pem: Option<&[u8]>) -> Result<Self, Words> {
        let system = rustls_native_certs::load_native_certs();
        for error in &system.errors {
            tracing::warn!(%error, "an authority of the system cannot be read");
        }
        let mut roots: Vec<Certificate<'static>> =
            system.certs.iter().map(|one| Certificate::from_der(one).to_owned()).collect();
        if let Some(pem) = ca_pem {
            roots.extend(named(pem)?);
        }
        if roots.is_empty() {
            return Err(Words::new(
                "webhooks: hệ thống không có chứng thư gốc nào; hãy đặt webhooks.ca_file",
                "webhooks: the system has no authorities; set webhooks.ca_file",
            ));
        }
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::from(roots))
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .https_only(true)
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(LONGEST))
            .max_response_header_size(HEAD)
            // A connection that is kept would outlive the name that was looked up for it.
            .max_idle_connections(0)
            .user_agent("liemchinh")
            .accept_encoding("")
            .build();
        let resolver = Allowed::new(networks.clone());
        let agent = Agent::with_parts(config, DefaultConnector::new(), resolver);
        Ok(Self { agent, networks, hosts: Hosts::default() })
    }

    /// The same, to these hosts only.
    #[must_use]
    pub fn only_to(self, hosts: Hosts) -> Self {
        Self { hosts, ..self }
    }

    /// Whether the host of an address is one that is called.
    pub fn knows_host(&self, url: &HookUrl) -> bool {
        self.hosts.allow(url)
    }

    /// Whether an address may be called as far as can be told from how it is written: a name is looked up at each call.
    pub fn may_call(&self, url: &HookUrl) -> bool {
        url.literal().is_none_or(|address| self.networks.may_call(address))
    }

    /// Calls once. Blocks: call it where that is allowed, and never inside a transaction.
    pub fn call(&self, call: &Call) -> HookOutcome {
        if !self.knows_host(&call.url) {
            return HookOutcome::NotAllowed;
        }
        let sent = self
            .agent
            .post(call.url.as_str())
            .header("Content-Type", "application/json")
            .header("Liemchinh-Delivery", call.delivery.to_string())
            .header("Liemchinh-Signature", &call.signature)
            .send(call.body.as_str());
        match sent {
            Ok(answer) if answer.status().is_success() => HookOutcome::Delivered,
            Ok(answer) if answer.status().is_redirection() => HookOutcome::Redirected,
            Ok(_) => HookOutcome::RefusedStatus,
            Err(error) => judged(&error),
        }
    }
}

/// The certificates of a file, of which every part must be whole.
fn named(pem: &[u8]) -> Result<Vec<Certificate<'static>>, Words> {
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => certificates.push(certificate),
            Ok(_) => {}
            Err(cause) => {
                return Err(Words::new(
                    format!("webhooks.ca_file: có phần bị hỏng: {cause}"),
                    format!("webhooks.ca_file: a part is broken: {cause}"),
                ));
            }
        }
    }
    if certificates.is_empty() {
        return Err(Words::new(
            "webhooks.ca_file không phải chứng thư PEM",
            "webhooks.ca_file is not a PEM certificate",
        ));
    }
    Ok(certificates)
}

fn is_of_tls(cause: &std::io::Error) -> bool {
    let inner = cause.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    inner.is_some()
}

fn judged(error: &Error) -> HookOutcome {
    match error {
        Error::Other(cause) if cause.is::<Refused>() => HookOutcome::NotAllowed,
        Error::Tls(_) | Error::Rustls(_) | Error::TlsRequired => HookOutcome::NoTls,
        Error::Io(cause) if is_of_tls(cause) => HookOutcome::NoTls,
        _ => HookOutcome::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_with_a_broken_part_is_refused_and_not_half_believed() {
        let refused = |pem: &str| Caller::new(Networks::default(), Some(pem.as_bytes())).err();

        let broken = "-----BEGIN CERTIFICATE-----\n!!!\n-----END CERTIFICATE-----\n";
        assert!(refused(broken).is_some_and(|it| it.en.contains("a part is broken")));
        assert!(refused("xin chào").is_some_and(|it| it.en.contains("not a PEM certificate")));
    }
}
