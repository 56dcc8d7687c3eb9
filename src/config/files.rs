//! Files beside reports, as they are set: where they lie, and who looks for malware in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{BadConfig, FilePlace, Settings, read};
use crate::clean::Clamd;
use crate::domain::text::Words;
use crate::objects::{Access, Folder, ObjectStore, S3};

impl Settings {
    /// Where files beside reports lie.
    pub fn files(&self) -> PathBuf {
        self.config.files.beside(&self.database)
    }

    /// The place where they lie.
    ///
    /// # Errors
    /// What of the bucket is none, or cannot be read.
    pub fn place(&self) -> Result<Arc<dyn ObjectStore>, BadConfig> {
        let section = &self.config.files.s3;
        if self.config.files.place == FilePlace::Folder {
            return Ok(Arc::new(Folder::at(&self.files())));
        }
        let read = |name: &str, path: Option<&Path>| path.map(|path| read(name, path)).transpose();
        let secret =
            read("files.s3.secret_file", section.secret_file.as_deref())?.unwrap_or_default();
        let access = Access {
            endpoint: section.endpoint.clone(),
            bucket: section.bucket.clone(),
            region: section.region.clone(),
            key_id: section.key_id.clone(),
            secret: String::from_utf8_lossy(&secret).trim_end().to_owned().into(),
            path_style: section.path_style,
            ca_pem: read("files.s3.ca_file", section.ca_file.as_deref())?,
        };
        Ok(Arc::new(S3::new(&access).map_err(|fault| BadConfig(vec![fault]))?))
    }

    /// Where that is, in words.
    pub fn place_name(&self) -> String {
        let section = &self.config.files.s3;
        match self.config.files.place {
            FilePlace::Folder => self.files().display().to_string(),
            FilePlace::S3 => {
                format!("{}/{}", section.endpoint.trim_end_matches('/'), section.bucket)
            }
        }
    }

    /// Who is asked whether they do harm, if anybody is.
    ///
    /// # Errors
    /// What is no address.
    pub fn clamd(&self) -> Result<Option<Clamd>, BadConfig> {
        let address = self.config.files.clamd.as_ref().map(|at| at.parse());
        let bad = |fault: Words| BadConfig(vec![fault.about("files.clamd")]);
        Ok(address.transpose().map_err(bad)?.map(Clamd::at))
    }
}
