//! The configuration: defaults, one TOML file, the environment, in that order; every fault at once.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::api::limit::{Rate, Rates};
use crate::domain::text::EmailAddress;
use crate::mail::{SmtpSecurity, SmtpSettings};
use crate::store::{DbSettings, DbUrl};

/// Everything that can be set. Each name can come from the environment too:
/// `LIEMCHINH_DATABASE_URL`, `LIEMCHINH_MAIL__FROM`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: String,
    /// The key file.
    pub key_file: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The address people use, for links in mails.
    pub public_url: String,
    /// Threads that serve requests (1–64).
    pub workers: usize,
    /// Connections at once.
    pub max_connections: usize,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Sizes of the store.
    pub store: StoreSection,
    /// Logging.
    pub log: LogSection,
    /// Mail.
    pub mail: MailSection,
    /// Rate limits.
    pub limits: LimitSection,
}

/// Sizes of the store.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StoreSection {
    /// Read connections (1–64).
    pub readers: u32,
    /// Writers on PostgreSQL (1–8).
    pub writers: usize,
    /// Writes that may wait for one writer.
    pub queue: usize,
}

/// Logging.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSection {
    /// `json` or `pretty`.
    pub format: LogFormat,
    /// A filter such as `info` or `liemchinh=debug`.
    pub filter: String,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty,
}

/// Mail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MailSection {
    /// `directory` or `smtp`.
    pub transport: MailTransport,
    /// The sender's address.
    pub from: String,
    /// The folder of the directory transport.
    pub folder: PathBuf,
    /// The server of the SMTP transport.
    pub smtp: SmtpSection,
}

/// Where mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTransport {
    /// Files in a folder.
    Directory,
    /// A mail server.
    Smtp,
}

/// A mail server.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SmtpSection {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// `implicit`, `starttls`, or `plain` (loopback only).
    pub security: Security,
    /// An authority to trust besides the system's.
    pub ca_file: Option<PathBuf>,
    /// The login, if the server asks.
    pub login: Option<String>,
    /// A file with the password.
    pub password_file: Option<PathBuf>,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS from the first byte.
    Implicit,
    /// STARTTLS, demanded.
    StartTls,
    /// None; loopback only.
    Plain,
}

/// Rate limits, each as so many in so many seconds from one source; 0 switches one off.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitSection {
    /// Filing.
    pub submit: RateSection,
    /// Looking up by receipt.
    pub lookup: RateSection,
    /// Signing in.
    pub login: RateSection,
    /// Figures and calculations.
    pub figures: RateSection,
    /// Typing in at a reception desk.
    pub desk: RateSection,
}

/// One rate.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateSection {
    /// How many.
    pub count: u32,
    /// In how many seconds.
    pub seconds: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database_url: "sqlite:var/liemchinh.db".to_owned(),
            key_file: PathBuf::from("var/keys"),
            listen: SocketAddr::from(([127, 0, 0, 1], 8577)),
            public_url: "http://127.0.0.1:8577".to_owned(),
            workers: 2,
            max_connections: 512,
            trusted_proxies: Vec::new(),
            store: StoreSection::default(),
            log: LogSection::default(),
            mail: MailSection::default(),
            limits: LimitSection::default(),
        }
    }
}

impl Default for StoreSection {
    fn default() -> Self {
        let DbSettings { readers, writers, queue, .. } = DbSettings::default();
        Self { readers, writers, queue }
    }
}

impl Default for LogSection {
    fn default() -> Self {
        Self { format: LogFormat::Json, filter: "info".to_owned() }
    }
}

impl Default for MailSection {
    fn default() -> Self {
        Self {
            transport: MailTransport::Directory,
            from: "khong-tra-loi@liemchinh.example".to_owned(),
            folder: PathBuf::from("var/mail"),
            smtp: SmtpSection::default(),
        }
    }
}

impl Default for SmtpSection {
    fn default() -> Self {
        Self {
            host: String::new(),
            port: 587,
            security: Security::StartTls,
            ca_file: None,
            login: None,
            password_file: None,
        }
    }
}

impl Default for LimitSection {
    fn default() -> Self {
        let Rates { submit, lookup, login, figures, desk } = Rates::default();
        let section = |Rate { count, seconds }| RateSection { count, seconds };
        Self {
            submit: section(submit),
            lookup: section(lookup),
            login: section(login),
            figures: section(figures),
            desk: section(desk),
        }
    }
}

/// What is wrong with the configuration: every fault, each naming its key.
#[derive(Debug, thiserror::Error)]
#[error("the configuration cannot be used:\n  {}", .0.join("\n  "))]
pub struct BadConfig(pub Vec<String>);

/// A checked configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// As written.
    pub config: Config,
    /// The database.
    pub database: DbUrl,
    /// The sender.
    pub from: EmailAddress,
}

impl Config {
    /// Reads the file (if one is named, it must be there) and the environment.
    pub fn load(file: Option<&Path>) -> Result<Self, BadConfig> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        figment.merge(Env::prefixed("LIEMCHINH_").split("__")).extract().map_err(|errors| {
            BadConfig(errors.into_iter().map(|fault| fault.to_string()).collect())
        })
    }

    /// Checks everything, saying all that is wrong.
    pub fn check(self) -> Result<Settings, BadConfig> {
        let mut faults = Vec::new();
        let database = self.database_url.parse::<DbUrl>();
        let from = EmailAddress::parse(&self.mail.from);
        if !(self.public_url.starts_with("http://") || self.public_url.starts_with("https://")) {
            faults.push("public_url: must begin with http:// or https://".to_owned());
        }
        if !(1..=64).contains(&self.workers) {
            faults.push("workers: between 1 and 64".to_owned());
        }
        if !(1..=64).contains(&self.store.readers) {
            faults.push("store.readers: between 1 and 64".to_owned());
        }
        if !(1..=8).contains(&self.store.writers) {
            faults.push("store.writers: between 1 and 8".to_owned());
        }
        if self.store.queue == 0 {
            faults.push("store.queue: at least 1".to_owned());
        }
        if self.mail.transport == MailTransport::Smtp && self.mail.smtp.host.is_empty() {
            faults.push(
                "mail.smtp.host: must not be empty with mail.transport = \"smtp\"".to_owned(),
            );
        }
        if self.mail.smtp.login.is_some() != self.mail.smtp.password_file.is_some() {
            faults.push("mail.smtp.login and mail.smtp.password_file go together".to_owned());
        }
        let limits = &self.limits;
        for (name, rate) in [
            ("submit", limits.submit),
            ("lookup", limits.lookup),
            ("login", limits.login),
            ("figures", limits.figures),
            ("desk", limits.desk),
        ] {
            if rate.seconds == 0 {
                faults.push(format!("limits.{name}.seconds: at least 1"));
            }
        }
        if let Err(fault) = &database {
            faults.push(format!("database_url: {fault}"));
        }
        if from.is_err() {
            faults.push("mail.from: not an e-mail address".to_owned());
        }
        match (database, from) {
            (Ok(database), Ok(from)) if faults.is_empty() => {
                Ok(Settings { config: self, database, from })
            }
            _ => Err(BadConfig(faults)),
        }
    }

    /// The rate limits.
    pub fn rates(&self) -> Rates {
        let rate = |section: RateSection| Rate { count: section.count, seconds: section.seconds };
        Rates {
            submit: rate(self.limits.submit),
            lookup: rate(self.limits.lookup),
            login: rate(self.limits.login),
            figures: rate(self.limits.figures),
            desk: rate(self.limits.desk),
        }
    }
}

impl Settings {
    /// The mail server's settings, with the files they name read.
    pub fn smtp(&self) -> Result<SmtpSettings, BadConfig> {
        let section = &self.config.mail.smtp;
        let read = |name: &str, path: &Path| {
            std::fs::read(path)
                .map_err(|cause| BadConfig(vec![format!("{name}: {}: {cause}", path.display())]))
        };
        let ca_pem =
            section.ca_file.as_deref().map(|path| read("mail.smtp.ca_file", path)).transpose()?;
        let password = section
            .password_file
            .as_deref()
            .map(|path| read("mail.smtp.password_file", path))
            .transpose()?;
        let password = password
            .map(|bytes| SecretString::from(String::from_utf8_lossy(&bytes).trim_end().to_owned()));
        Ok(SmtpSettings {
            host: section.host.clone(),
            port: section.port,
            security: match section.security {
                Security::Implicit => SmtpSecurity::Implicit,
                Security::StartTls => SmtpSecurity::StartTls,
                Security::Plain => SmtpSecurity::Plain,
            },
            ca_pem,
            credentials: section.login.clone().zip(password),
            from: self.from.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_is_named_at_once() {
        let config = Config {
            database_url: "postgress://x".to_owned(),
            public_url: "tayninh".to_owned(),
            workers: 0,
            ..Config::default()
        };

        let BadConfig(faults) = config.check().unwrap_err();

        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(Config::default().check().is_ok());
    }

    #[test]
    fn an_unknown_key_stops_the_start_and_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("liemchinh.toml");
        std::fs::write(&file, "databse_url = \"sqlite:x\"\n").unwrap();

        let BadConfig(faults) = Config::load(Some(&file)).unwrap_err();

        assert!(faults[0].contains("databse_url"), "{faults:?}");
        assert!(Config::load(Some(&folder.path().join("none.toml"))).is_err());
    }
}
