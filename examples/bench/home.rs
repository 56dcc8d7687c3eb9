//! The folder of a measurement: keys, settings, a database unless another is named, and receipts to
//! look up.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use liemchinh::harness::config::{Config, Settings};
use liemchinh::harness::store::DbUrl;
use liemchinh::harness::vault::KeyRing;

use crate::failure::Failure;

/// The file that is there while the database is filled.
const FILLING: &str = "filling";

/// A folder with all that a server needs.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    folder: PathBuf,
    url: String,
}

impl Home {
    /// The home in `folder`, with the database `url` or one of its own. Makes what is missing, but no database.
    pub(crate) fn at(folder: &Path, url: Option<&str>) -> Result<Self, Failure> {
        fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let own = || format!("sqlite:{}", folder.join("liemchinh.db").display());
        let home = Self { url: url.map_or_else(own, str::to_owned), folder };
        if home.file(FILLING).exists() {
            return Err(Failure::Other(format!(
                "filling {} was broken off, so that its database is not whole: remove both and fill anew",
                home.folder.display()
            )));
        }
        if !home.key_file().exists() {
            KeyRing::create_file(&home.key_file())?;
        }
        home.configure()?;
        Ok(home)
    }

    /// The key file.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder.join("keys")
    }

    /// The settings file of a server that is measured: no limits, any port, mail into a folder.
    pub(crate) fn config_file(&self) -> PathBuf {
        self.folder.join("liemchinh.toml")
    }

    /// A file in it.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The database.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The database, read.
    pub(crate) fn database(&self) -> Result<DbUrl, Failure> {
        self.url.parse().map_err(Failure::of)
    }

    /// The keys.
    pub(crate) fn keys(&self) -> Result<Arc<KeyRing>, Failure> {
        Ok(Arc::new(KeyRing::load(&self.key_file())?))
    }

    /// The settings as this program uses them.
    pub(crate) fn settings(&self) -> Result<Settings, Failure> {
        let (database_url, key_file) = (self.url.clone(), self.key_file());
        Ok(Config {
            database_url,
            key_file,
            hold_from_units: false,
            call_up_at_random: false,
            ..Config::default()
        }
        .check()?)
    }

    /// Notes that the database is being filled: broken off, it is good for nothing.
    pub(crate) fn begin_filling(&self) -> Result<(), Failure> {
        Ok(fs::write(self.file(FILLING), "")?)
    }

    /// Notes that it is whole.
    pub(crate) fn end_filling(&self) -> Result<(), Failure> {
        Ok(fs::remove_file(self.file(FILLING))?)
    }

    fn configure(&self) -> Result<(), Failure> {
        let off = "{ count = 0, seconds = 1 }";
        let text = format!(
            "database_url = {:?}\nkey_file = {:?}\nlisten = \"127.0.0.1:0\"\ntrusted_proxies = [\"127.0.0.1\"]\nhold_from_units = false\n\
             [staff]\nsecond_factor = \"offered\"\n[mail]\nfolder = {:?}\n[limits]\nsubmit = {off}\nlookup = {off}\nlogin = {off}\nfigures = {off}\ndesk = {off}\n",
            self.url,
            self.key_file().display().to_string(),
            self.folder.join("mail").display().to_string(),
        );
        Ok(fs::write(self.config_file(), text)?)
    }

    /// Receipts of stored cases.
    pub(crate) fn receipts(&self) -> Result<Vec<String>, Failure> {
        match fs::read_to_string(self.file("receipts")) {
            Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(cause) => Err(cause.into()),
        }
    }

    /// Keeps receipts of stored cases.
    pub(crate) fn keep_receipts(&self, receipts: &[String]) -> Result<(), Failure> {
        let mut all = self.receipts()?;
        all.extend_from_slice(receipts);
        Ok(fs::write(self.file("receipts"), all.join("\n") + "\n")?)
    }
}

/// A folder for what is thrown away soon: in memory, where the machine has such a place.
pub(crate) fn scratch() -> Result<tempfile::TempDir, Failure> {
    let memory = Path::new("/dev/shm");
    let found = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    Ok(found?)
}
