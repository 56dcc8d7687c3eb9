//! `check`: what needs care and what is broken, each with what to do about it; one fault hides no other.

mod findings;
mod inside;

use std::process::ExitCode;

use clap::Args;
use findings::Findings;

use super::words::{Told, check as words};
use super::{Common, Failure, Out, clock};
use crate::app::{StartError, exists, keys_served_with, mailer, open_desk, require_schema};
use crate::config::{BadConfig, MailTransport, Settings};
use crate::domain::text::Words;
use crate::service::Service;
use crate::store::{DbUrl, StoreError};
use crate::vault::KeyRing;
use crate::vault::password::{Cost, Hasher};

/// Look over configuration, keys, database, reference data and mail. Ends with 0 where all is fine, 1 where something is
/// broken, 2 where something needs care.
#[derive(Debug, Args)]
pub(super) struct Check {
    /// One JSON object instead of lines.
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(super) async fn run(&self, common: &Common, out: &Out) -> Result<ExitCode, Failure> {
        let mut findings = Findings::default();
        match common.settings() {
            Ok(settings) => look(&settings, &mut findings).await,
            Err(BadConfig(faults)) => {
                for fault in faults {
                    findings.broken("configuration", fault);
                }
            }
        }
        findings.tell(self.json, out)?;
        Ok(findings.worst().code())
    }
}

async fn look(settings: &Settings, findings: &mut Findings) {
    findings.fine("configuration", words::configured(&settings.database));
    addresses(settings, findings);
    front_end(settings, findings);
    mail(settings, findings).await;
    webhooks(settings, findings);
    if let Some(service) = service(settings, findings).await {
        inside::look(&service, settings, findings).await;
    }
}

/// Where people and proxies find the service.
fn addresses(settings: &Settings, findings: &mut Findings) {
    let url = &settings.config.public_url;
    let host = url.split("://").nth(1).unwrap_or_default();
    let loopback = ["127.", "localhost", "[::1]"].iter().any(|name| host.starts_with(name));
    let https = url.starts_with("https://");
    if loopback || !https {
        findings.care("public_url", words::unreachable_url(url));
    } else {
        findings.fine("public_url", words::public_url(url));
    }
    if https && settings.config.trusted_proxies.is_empty() {
        findings.care("trusted_proxies", words::no_proxy());
    }
}

/// The files that are served beside the API.
fn front_end(settings: &Settings, findings: &mut Findings) {
    let Some(site) = findings.kept("static_dir", settings.site()).flatten() else { return };
    if site.has_index() {
        return findings.fine("static_dir", words::site(&site.len()));
    }
    findings.care("static_dir", words::no_index());
}

/// The way out for mail.
async fn mail(settings: &Settings, findings: &mut Findings) {
    let section = &settings.config.mail;
    let from = settings.from.as_str();
    if settings.from.is_example() {
        findings.care("mail.from", words::from_example(&from));
    } else {
        findings.fine("mail.from", words::from(&from));
    }
    let Some(mailer) = findings.kept("mail", mailer(settings)) else { return };
    let way = match section.transport {
        MailTransport::Directory => {
            let folder = section.folder.display();
            return findings.care("mail.transport", words::mail_to_folder(&folder));
        }
        MailTransport::Smtp => format!("{}:{}", section.smtp.host, section.smtp.port),
    };
    let probed = tokio::task::spawn_blocking(move || mailer.probe()).await;
    match probed.unwrap_or_else(|cause| Err(Words::foreign(cause))) {
        Ok(()) => findings.fine("mail.smtp", words::smtp_answers(&way)),
        Err(cause) => findings.care("mail.smtp", words::smtp_closed(&way, &cause)),
    }
}

/// The way out to the systems of staff.
fn webhooks(settings: &Settings, findings: &mut Findings) {
    let section = &settings.config.webhooks;
    if findings.kept("webhooks", settings.caller()).flatten().is_some() {
        findings.fine("webhooks", words::webhooks_on(&section.networks.len()));
    }
}

/// A desk that only reads, if the database can be read at all. What the keys alone forbid does not hide the rest.
async fn service(settings: &Settings, findings: &mut Findings) -> Option<Service> {
    let usable = exists(&settings.database).and_then(|()| require_schema(&settings.database));
    let usable = findings.kept("database", usable).is_some();
    let file = settings.config.key_file.display();
    let keys = match keys_served_with(settings) {
        Ok(served) => {
            findings.fine("key_file", words::key_file(&file));
            served.keys
        }
        Err(StartError::Store(_)) => {
            findings.kept("key_file", KeyRing::load(&settings.config.key_file))?;
            findings.fine("key_file", words::key_file(&file));
            return None;
        }
        Err(cause) => {
            findings.broken("key_file", cause.words());
            // Nothing that is looked at below needs a key.
            findings.kept("key_file", KeyRing::generate())?
        }
    };
    if !usable {
        return None;
    }
    let service = open_desk(settings, &clock(), Hasher::new(Cost::POLICY), keys).await;
    findings.kept("database", service.map_err(|cause| told(settings, &cause)))
}

/// A database that does not answer is said with its name.
fn told(settings: &Settings, cause: &StartError) -> Words {
    match (&settings.database, cause) {
        (DbUrl::Postgres(_), StartError::Store(StoreError::Connect(cause))) => {
            cause.clone().about(&settings.database)
        }
        (_, cause) => cause.words(),
    }
}
