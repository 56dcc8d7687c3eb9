//! The configuration: defaults, one TOML file, the environment, in that order; every fault at once.

mod files;
mod range;
#[cfg(test)]
mod sample;
mod sections;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::api::Site;
use crate::api::edge::origins::Origins;
use crate::clean::ClamdAddress;
use crate::domain::running::hook::Hosts;
use crate::domain::running::reach::Networks;
use crate::domain::text::{EmailAddress, Words};
use crate::mail::{SmtpSecurity, SmtpSettings};
use crate::store::{BadUrl, DbUrl};
use crate::webhook::Caller;
use crate::wire::limit::{Rate, Rates};
use crate::wire::proxy::TrustedProxies;
pub use range::resolve;
use range::{loopback, out_of_range};
pub use sections::{
    FilePlace, FileSection, LimitSection, LogFormat, LogSection, MailSection, MailTransport,
    RateSection, SecondFactor, Security, SiteSection, StaffSection, StoreSection, WebhookSection,
};

/// Everything that can be set. Each name can come from the environment too:
/// `LIEMCHINH_DATABASE_URL`, `LIEMCHINH_MAIL__FROM`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: String,
    /// The key file.
    pub key_file: PathBuf,
    /// The folder of the control socket (SQLite); beside the database where none is named.
    pub runtime_dir: Option<PathBuf>,
    /// Where to listen: an address or a name, and a port.
    pub listen: String,
    /// Where this process says what it counts (`/metrics`), to this machine alone: a loopback address and a port; nowhere where none
    /// is named.
    pub metrics_listen: Option<String>,
    /// The address people use, for links in mails.
    pub public_url: String,
    /// Threads that serve requests (1–64).
    pub workers: usize,
    /// Connections at once.
    pub max_connections: usize,
    /// Connections at once from one source (0: no limit); never more than a quarter of all.
    pub connections_per_source: usize,
    /// Whether a service case reaches its unit at the next half-hour mark that is at least half an hour after it was filed. Off
    /// for trials only: a bribe that was told by mistake is then the accused unit's to read at once.
    pub hold_from_units: bool,
    /// Whether ordinary cases are called up at random, at least one of each unit and quarter; without that the word would say
    /// that a case became a tip.
    pub call_up_at_random: bool,
    /// Proxies whose `X-Forwarded-For` is believed: addresses and ranges.
    pub trusted_proxies: Vec<String>,
    /// Origins whose pages may call from a browser what anybody may do, and whoever holds a receipt: `https://phananh.example.vn`.
    pub allowed_origins: Vec<String>,
    /// Origins whose pages may call everything.
    pub allowed_staff_origins: Vec<String>,
    /// A folder with the files of a front end, served where no operation is.
    pub static_dir: Option<PathBuf>,
    /// What our own pages say.
    pub site: SiteSection,
    /// Sizes of the store.
    pub store: StoreSection,
    /// Logging.
    pub log: LogSection,
    /// Mail.
    pub mail: MailSection,
    /// Signing in of staff.
    pub staff: StaffSection,
    /// Calls to the systems of staff.
    pub webhooks: WebhookSection,
    /// Files beside reports.
    pub files: FileSection,
    /// Rate limits.
    pub limits: LimitSection,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database_url: "sqlite:var/liemchinh.db".to_owned(),
            key_file: PathBuf::from("var/keys"),
            runtime_dir: None,
            listen: "127.0.0.1:8577".to_owned(),
            metrics_listen: None,
            public_url: "http://127.0.0.1:8577".to_owned(),
            workers: 2,
            max_connections: 512,
            connections_per_source: 32,
            hold_from_units: true,
            call_up_at_random: true,
            trusted_proxies: Vec::new(),
            allowed_origins: Vec::new(),
            allowed_staff_origins: Vec::new(),
            static_dir: None,
            site: SiteSection::default(),
            store: StoreSection::default(),
            log: LogSection::default(),
            mail: MailSection::default(),
            staff: StaffSection::default(),
            webhooks: WebhookSection::default(),
            files: FileSection::default(),
            limits: LimitSection::default(),
        }
    }
}

/// What is wrong with the configuration: every fault, each naming its key.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.words().en)]
pub struct BadConfig(pub Vec<Words>);

impl BadConfig {
    /// All of it in both languages.
    pub fn words(&self) -> Words {
        let listed =
            |of: fn(&Words) -> &str| self.0.iter().map(of).collect::<Vec<_>>().join("\n  ");
        Words::new(
            format!("thiết lập không dùng được:\n  {}", listed(|one| &one.vi)),
            format!("the configuration cannot be used:\n  {}", listed(|one| &one.en)),
        )
    }
}

/// A checked configuration.
#[derive(Debug, Clone)]
pub struct Settings {
    /// As written.
    pub config: Config,
    /// The database.
    pub database: DbUrl,
    /// The sender.
    pub from: EmailAddress,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where it says what it counts.
    pub metrics: Option<SocketAddr>,
    /// Proxies.
    pub proxies: TrustedProxies,
    /// Pages of other origins.
    pub origins: Origins,
}

impl Config {
    /// Reads the file (if one is named, it must be there) and the environment.
    pub fn load(file: Option<&Path>) -> Result<Self, BadConfig> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        figment.merge(Env::prefixed("LIEMCHINH_").split("__")).extract().map_err(|errors| {
            let unread = |fault: figment::Error| {
                Words::new(format!("không đọc được thiết lập: {fault}"), fault.to_string())
            };
            BadConfig(errors.into_iter().map(unread).collect())
        })
    }

    /// Checks everything, saying all that is wrong.
    pub fn check(self) -> Result<Settings, BadConfig> {
        let database = self.database_url.parse::<DbUrl>();
        let from = EmailAddress::parse(&self.mail.from);
        let listen = resolve(&self.listen);
        let metrics = self.metrics_listen.as_deref().map(loopback).transpose();
        let proxies = TrustedProxies::parse(&self.trusted_proxies);
        let origins = Origins::parse(&self.allowed_origins, &self.allowed_staff_origins);
        let mut faults = out_of_range(&self);
        faults.extend(origins.as_ref().err().into_iter().flatten().cloned());
        let told = |name: &str, fault: Option<Words>| fault.map(|fault| fault.about(name));
        faults.extend(told("listen", listen.as_ref().err().cloned()));
        faults.extend(told("metrics_listen", metrics.as_ref().err().cloned()));
        faults.extend(told("trusted_proxies", proxies.as_ref().err().cloned()));
        let networks = Networks::parse(&self.webhooks.networks).err();
        faults.extend(told("webhooks.networks", networks));
        let clamd = self.files.clamd.as_ref().map(|at| at.parse::<ClamdAddress>());
        faults.extend(told("files.clamd", clamd.and_then(Result::err)));
        faults.extend(told("webhooks.hosts", Hosts::parse(&self.webhooks.hosts).err()));
        faults.extend(told("database_url", database.as_ref().err().map(BadUrl::words)));
        let no_address = || Words::new("không phải địa chỉ thư điện tử", "not an e-mail address");
        faults.extend(told("mail.from", from.is_err().then(no_address)));
        match (database, from, listen, metrics, proxies, origins) {
            (Ok(database), Ok(from), Ok(listen), Ok(metrics), Ok(proxies), Ok(origins))
                if faults.is_empty() =>
            {
                Ok(Settings { config: self, database, from, listen, metrics, proxies, origins })
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
            upload: rate(self.limits.upload),
        }
    }
}

impl Settings {
    /// The files of the front end, if a folder is named.
    ///
    /// # Errors
    /// What cannot be read of it.
    pub fn site(&self) -> Result<Option<Site>, BadConfig> {
        let read = |folder: &PathBuf| {
            let bad = |fault: String| {
                Words::new(
                    format!("static_dir: không dùng được thư mục: {fault}"),
                    format!("static_dir: {fault}"),
                )
            };
            Site::read(folder).map_err(|fault| BadConfig(vec![bad(fault)]))
        };
        self.config.static_dir.as_ref().map(read).transpose()
    }

    /// The way out to the systems of staff, if it is switched on.
    ///
    /// # Errors
    /// What cannot be read of the file with authorities.
    pub fn caller(&self) -> Result<Option<Caller>, BadConfig> {
        let section = &self.config.webhooks;
        if !section.enabled {
            return Ok(None);
        }
        let bad = |fault: Words| BadConfig(vec![fault]);
        let read = |path: &PathBuf| read("webhooks.ca_file", path);
        let ca_pem = section.ca_file.as_ref().map(read).transpose()?;
        let networks = Networks::parse(&section.networks)
            .map_err(|fault| bad(fault.about("webhooks.networks")))?;
        let hosts =
            Hosts::parse(&section.hosts).map_err(|fault| bad(fault.about("webhooks.hosts")))?;
        let caller = Caller::new(networks, ca_pem.as_deref()).map_err(bad)?;
        Ok(Some(caller.only_to(hosts)))
    }

    /// The mail server's settings, with the files they name read.
    pub fn smtp(&self) -> Result<SmtpSettings, BadConfig> {
        let section = &self.config.mail.smtp;
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

/// A file that a setting names.
fn read(name: &str, path: &Path) -> Result<Vec<u8>, BadConfig> {
    std::fs::read(path).map_err(|cause| {
        let path = path.display();
        BadConfig(vec![Words::new(
            format!("{name}: không đọc được {path}: {cause}"),
            format!("{name}: {path}: {cause}"),
        )])
    })
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
            allowed_origins: vec!["https://phananh.example.vn".to_owned(), "*".to_owned()],
            allowed_staff_origins: vec!["null".to_owned()],
            ..Config::default()
        };

        let BadConfig(faults) = config.check().unwrap_err();

        assert_eq!(faults.len(), 5, "{faults:?}");
        assert!(faults.iter().any(|it| it.en.starts_with("allowed_origins: \"*\"")), "{faults:?}");
        assert!(Config::default().check().is_ok());
        let logged = |filter: &str| {
            let log = LogSection { filter: filter.to_owned(), ..LogSection::default() };
            Config { log, ..Config::default() }.check().map(|_| ())
        };
        let BadConfig(faults) = logged("inof").unwrap_err();
        assert!(faults[0].en.contains("\"inof\" is no level"), "{faults:?}");
        assert!(logged("WARN,liemchinh=debug").is_ok() && logged("off").is_ok());
    }

    #[test]
    fn an_unknown_key_stops_the_start_and_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("liemchinh.toml");
        std::fs::write(&file, "databse_url = \"sqlite:x\"\n").unwrap();

        let BadConfig(faults) = Config::load(Some(&file)).unwrap_err();

        assert!(faults[0].en.contains("databse_url"), "{faults:?}");
        assert!(Config::load(Some(&folder.path().join("none.toml"))).is_err());
    }

    #[test]
    fn where_to_listen_may_be_a_name() {
        assert_eq!(resolve("localhost:8577"), Ok(SocketAddr::from(([127, 0, 0, 1], 8577))));
        assert!(resolve("127.0.0.1").unwrap_err().en.contains("such as 127.0.0.1:8577"));
    }

    #[test]
    #[expect(clippy::result_large_err, reason = "the closure's type is the library's")]
    fn limits_and_lists_can_come_from_the_environment() {
        figment::Jail::expect_with(|jail| {
            jail.set_env("LIEMCHINH_LIMITS__SUBMIT", "{count=7,seconds=60}");
            jail.set_env("LIEMCHINH_LIMITS__LOOKUP__COUNT", "5");
            jail.set_env("LIEMCHINH_ALLOWED_ORIGINS", r#"["https://phananh.example.vn"]"#);
            jail.set_env("LIEMCHINH_TRUSTED_PROXIES", r#"["10.0.0.0/8", "2001:db8::1"]"#);
            let settings = Config::load(None).unwrap().check().unwrap();

            let rates = settings.config.rates();
            assert_eq!((rates.submit.count, rates.submit.seconds), (7, 60));
            assert_eq!((rates.lookup.count, rates.lookup.seconds), (5, 60));
            assert_eq!(settings.config.allowed_origins, ["https://phananh.example.vn"]);
            assert!(settings.proxies.contains("10.1.2.3".parse().unwrap()));
            Ok(())
        });
    }
}
