//! The composition root: from settings to a desk, a post and a worker.

use std::path::PathBuf;
use std::sync::Arc;

use crate::config::{BadConfig, MailTransport, Settings};
use crate::domain::ids::SystemIds;
use crate::domain::text::Words;
use crate::domain::time::Clock;
use crate::jobs::Worker;
use crate::mail::{Mailer, Smtp};
use crate::service::Service;
use crate::service::dispatch::Dispatcher;
use crate::store::backend::lock::WriterLock;
use crate::store::backend::migrate;
use crate::store::upkeep::{key_mark, mark_keys, prove_writable};
use crate::store::{Db, DbSettings, DbUrl, StoreError};
use crate::vault::password::{Cost, Hasher};
use crate::vault::{KeyError, KeyRing};

/// Why the service cannot start, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] BadConfig),
    /// The key file cannot be used.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Migrations are pending.
    #[error("the database lacks {} migration(s): {}; run `liemchinh migrate` first", .0.len(), .0.join(", "))]
    Pending(Vec<String>),
    /// A newer version has changed the database.
    #[error("{}", migrate::newer(.0))]
    Newer(Vec<String>),
    /// No reference data.
    #[error(
        "no reference data is loaded; run `liemchinh import --builtin` first, or `liemchinh import FOLDER` with files of your own"
    )]
    NoReference,
    /// There is no database file.
    #[error(
        "there is no database at {0}; run `liemchinh migrate` to make one, or `liemchinh demo` to try"
    )]
    NoDatabase(String),
    /// The key file is not the one this database was served with.
    #[error(
        "{} is not the key file this database was served with: receipts would not be found and tips not open; put the right one back",
        .0.display()
    )]
    WrongKeys(PathBuf),
    /// There is no key file, and this database was served with one.
    #[error(
        "{} is missing, and this database was served with a key file there: put the key file back, from the copy that is kept apart from the database. Without it no receipt is found and no tip opens. Only where no copy is left: `liemchinh keys init --i-lost-the-old-one`",
        .0.display()
    )]
    LostKeys(PathBuf),
    /// The database takes no writes, so no report could be taken.
    #[error("no report could be taken: {database} cannot be written: {cause}")]
    Unwritable {
        /// Which database.
        database: String,
        /// Why.
        cause: StoreError,
    },
    /// Mail cannot be set up.
    #[error("mail: {0}")]
    Mail(Words),
}

/// A running service's parts.
pub struct App {
    /// The use cases.
    pub service: Service,
    /// Mail.
    pub post: Dispatcher,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Keeps other writers off an SQLite file while this one lives.
    _lock: Option<WriterLock>,
}

impl App {
    /// Opens everything. A writer takes the file lock of an SQLite database.
    ///
    /// # Errors
    /// [`StartError`], whose text says what to do.
    pub async fn open(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        Self::open_with(settings, clock, Hasher::new(Cost::POLICY)).await
    }

    /// As [`App::open`], for a command that took the lock before.
    ///
    /// # Errors
    /// As [`App::open`].
    pub async fn open_holding(
        settings: &Settings,
        clock: Arc<dyn Clock>,
        lock: Option<WriterLock>,
    ) -> Result<Self, StartError> {
        Self::build(settings, clock, Hasher::new(Cost::POLICY), lock).await
    }

    /// Opens everything beside a process that writes: for commands that only read.
    ///
    /// # Errors
    /// As [`App::open`].
    pub async fn open_to_read(
        settings: &Settings,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, StartError> {
        exists(&settings.database)?;
        require_schema(&settings.database)?;
        let served = keys_served_with(settings)?;
        Self::compose(settings, clock, Hasher::new(Cost::POLICY), served.keys, None).await
    }

    /// As [`App::open`], with a hasher of another cost: for tests and sample accounts.
    ///
    /// # Errors
    /// As [`App::open`].
    pub async fn open_with(
        settings: &Settings,
        clock: Arc<dyn Clock>,
        hasher: Hasher,
    ) -> Result<Self, StartError> {
        exists(&settings.database)?;
        let lock = WriterLock::take(&settings.database)?;
        prove_writable(&settings.database).map_err(|cause| StartError::Unwritable {
            database: settings.database.to_string(),
            cause,
        })?;
        Self::build(settings, clock, hasher, lock).await
    }

    async fn build(
        settings: &Settings,
        clock: Arc<dyn Clock>,
        hasher: Hasher,
        lock: Option<WriterLock>,
    ) -> Result<Self, StartError> {
        require_schema(&settings.database)?;
        let served = keys_served_with(settings)?;
        if !served.before {
            let own = served.keys.fingerprint();
            // Another process may have begun in this moment, with another file.
            if mark_keys(&settings.database, &own, clock.now())? != own {
                return Err(StartError::WrongKeys(settings.config.key_file.clone()));
            }
        }
        Self::compose(settings, clock, hasher, served.keys, lock).await
    }

    async fn compose(
        settings: &Settings,
        clock: Arc<dyn Clock>,
        hasher: Hasher,
        keys: KeyRing,
        lock: Option<WriterLock>,
    ) -> Result<Self, StartError> {
        let service = open_desk(settings, &clock, hasher, keys).await?.calling(settings.caller()?);
        let post = Dispatcher::new(service.clone(), mailer(settings)?, &settings.config.public_url);
        Ok(Self { service, post, clock, _lock: lock })
    }

    /// The same with another service over the same database.
    #[must_use]
    pub fn with(self, service: Service) -> Self {
        Self { service, ..self }
    }

    /// The background worker.
    pub fn worker(&self) -> Worker {
        Worker::new(self.service.clone(), self.post.clone())
    }

    /// Refuses to go on without reference data.
    ///
    /// # Errors
    /// [`StartError::NoReference`].
    pub fn require_reference(&self) -> Result<(), StartError> {
        if self.service.reference().units.all().is_empty() {
            return Err(StartError::NoReference);
        }
        Ok(())
    }
}

/// A key ring, and what the database knows of it.
#[derive(Debug)]
pub struct ServedKeys {
    /// The keys.
    pub keys: KeyRing,
    /// The database was served with them before; else with none.
    pub before: bool,
}

/// Loads the key file, if it is the one that the database was served with.
///
/// # Errors
/// [`StartError::Keys`], [`StartError::LostKeys`], [`StartError::WrongKeys`], or the store's.
pub fn keys_served_with(settings: &Settings) -> Result<ServedKeys, StartError> {
    let mark = key_mark(&settings.database)?;
    match KeyRing::load(&settings.config.key_file) {
        Err(KeyError::Missing(path)) if mark.is_some() => Err(StartError::LostKeys(path)),
        Err(other) => Err(other.into()),
        Ok(keys) if mark.as_ref().is_some_and(|mark| *mark != keys.fingerprint()) => {
            Err(StartError::WrongKeys(settings.config.key_file.clone()))
        }
        Ok(keys) => Ok(ServedKeys { keys, before: mark.is_some() }),
    }
}

/// A desk over the database of these settings, whose schema was looked at before.
///
/// # Errors
/// When the database cannot be opened or read.
pub async fn open_desk(
    settings: &Settings,
    clock: &Arc<dyn Clock>,
    hasher: Hasher,
    keys: KeyRing,
) -> Result<Service, StartError> {
    let store = &settings.config.store;
    let sizes = DbSettings {
        readers: store.readers,
        writers: store.writers,
        queue: store.queue,
        ..DbSettings::default()
    };
    let db = Db::open(&settings.database, &sizes)?;
    let service = Service::new(db, clock.clone(), Arc::new(SystemIds), Arc::new(keys), hasher)
        .holding(settings.config.hold_from_units)
        .drawing(settings.config.call_up_at_random)
        .strict(settings.config.staff.strictness())
        .keeping(Some(settings.place()?))
        .scanning(settings.clamd()?);
    service.refresh().await?;
    Ok(service)
}

/// Where mail goes by these settings.
///
/// # Errors
/// When a file that they name cannot be read, or does not do.
pub fn mailer(settings: &Settings) -> Result<Mailer, StartError> {
    let mail = &settings.config.mail;
    Ok(match mail.transport {
        MailTransport::Directory => Mailer::directory(mail.folder.clone(), settings.from.clone()),
        MailTransport::Smtp => {
            Mailer::Smtp(Smtp::new(&settings.smtp()?).map_err(StartError::Mail)?)
        }
    })
}

/// Refuses a database whose schema is not the one of this binary.
///
/// # Errors
/// [`StartError::Newer`] or [`StartError::Pending`], which name the migrations.
pub fn require_schema(database: &DbUrl) -> Result<(), StartError> {
    let standing = migrate::standing(database)?;
    if !standing.unknown.is_empty() {
        return Err(StartError::Newer(standing.unknown));
    }
    if !standing.pending.is_empty() {
        return Err(StartError::Pending(standing.pending));
    }
    Ok(())
}

/// Opening an SQLite file that is not there would make an empty one.
///
/// # Errors
/// [`StartError::NoDatabase`].
pub fn exists(database: &DbUrl) -> Result<(), StartError> {
    match database {
        DbUrl::Sqlite(path) if !path.exists() => Err(StartError::NoDatabase(database.to_string())),
        _ => Ok(()),
    }
}
