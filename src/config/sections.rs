//! The sections of the configuration, each with its defaults.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::domain::running::second_factor::Strictness;
use crate::pages::Setup;
use crate::store::{DbSettings, DbUrl};
use crate::wire::limit::{Rate, Rates};

/// What our own pages say.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SiteSection {
    /// The body whose service this is, in Vietnamese; where it is empty, the inspectorate of the reference data.
    pub body_vi: String,
    /// The same in English.
    pub body_en: String,
    /// Where the quick exit leads: a page that nobody wonders about.
    pub exit_url: String,
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

/// Files beside reports.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FileSection {
    /// A `folder`, or a bucket of an `s3`-compatible store.
    pub place: FilePlace,
    /// The folder; beside an SQLite database, else `var/files`, where none is named.
    pub folder: Option<PathBuf>,
    /// The bucket.
    pub s3: S3Section,
    /// Who is asked whether they do harm: `unix:PATH` or `tcp:HOST:PORT` of clamd; nobody where none is named.
    pub clamd: Option<String>,
}

/// Where files lie, sealed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FilePlace {
    /// A folder.
    #[default]
    Folder,
    /// A bucket of an S3-compatible store.
    S3,
}

/// A bucket of an S3-compatible store.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct S3Section {
    /// The address of the store.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// Its region.
    pub region: String,
    /// Whether the bucket stands in the path of an address, not in the name of its host.
    pub path_style: bool,
    /// The id of the access key.
    pub key_id: String,
    /// The file that holds its secret.
    pub secret_file: Option<PathBuf>,
    /// Authorities to trust besides the system's.
    pub ca_file: Option<PathBuf>,
}

impl Default for S3Section {
    fn default() -> Self {
        Self {
            endpoint: String::new(),
            bucket: String::new(),
            region: "us-east-1".to_owned(),
            path_style: true,
            key_id: String::new(),
            secret_file: None,
            ca_file: None,
        }
    }
}

/// Calls to the systems of staff.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebhookSection {
    /// Whether there are any.
    pub enabled: bool,
    /// Addresses and ranges besides the public network that may be called.
    pub networks: Vec<String>,
    /// Hosts that may be called, each with all below it; whoever is reached where none is named.
    pub hosts: Vec<String>,
    /// Authorities to trust besides the system's.
    pub ca_file: Option<PathBuf>,
}

/// Signing in of staff.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StaffSection {
    /// `demanded` of whoever reads what only few may, or `offered` to everybody.
    pub second_factor: SecondFactor,
}

impl StaffSection {
    /// What is asked of staff besides their password.
    pub fn strictness(self) -> Strictness {
        Strictness { factors: self.second_factor == SecondFactor::Demanded, proofs: true }
    }
}

/// Who must have a second factor.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// Inspectors, their head, auditors, the board, personnel readers and administrators.
    #[default]
    Demanded,
    /// Nobody; for trials only.
    Offered,
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
    /// Bringing files.
    pub upload: RateSection,
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

impl SiteSection {
    /// What pages read of it, with the address that people use.
    pub fn setup(&self, public_url: &str) -> Setup {
        let Self { body_vi, body_en, exit_url } = self.clone();
        Setup { public_url: public_url.to_owned(), body_vi, body_en, exit_url }
    }
}

impl Default for SiteSection {
    fn default() -> Self {
        let exit_url = "https://nchmf.gov.vn/".to_owned();
        Self { body_vi: String::new(), body_en: String::new(), exit_url }
    }
}

impl FileSection {
    /// The folder of a service with this database.
    pub fn beside(&self, database: &DbUrl) -> PathBuf {
        let beside = match database {
            DbUrl::Sqlite(path) => path.parent().map(|folder| folder.join("files")),
            DbUrl::Postgres(_) => None,
        };
        let named = self.folder.clone().or(beside);
        named.unwrap_or_else(|| PathBuf::from("var/files"))
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
        let Rates { submit, lookup, login, figures, desk, upload } = Rates::default();
        let section = |Rate { count, seconds }| RateSection { count, seconds };
        Self {
            submit: section(submit),
            lookup: section(lookup),
            login: section(login),
            figures: section(figures),
            desk: section(desk),
            upload: section(upload),
        }
    }
}
