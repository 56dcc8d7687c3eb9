//! The files of an import: those of a folder, those that came over the wire, or those that the binary carries.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::domain::text::Words;

/// Where the files of an import are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Files {
    /// In this folder, read when they are needed.
    Folder(PathBuf),
    /// Here, by name.
    Texts(BTreeMap<String, String>),
    /// In the binary: the reference data and the samples of the release.
    Builtin,
}

macro_rules! carried {
    ($($name:literal)+) => {
        /// The files that the binary carries.
        const BUILTIN: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../../data/", $name)))),+];
    };
}

carried! {
    "calendar.csv" "categories.csv" "complexity_criteria.csv" "consents.csv" "criteria.csv" "deadline_rules.csv" "escalations.csv"
    "hints.csv" "kinds.csv" "metrics.csv" "movements.csv" "pause_rules.csv" "procedures.csv" "routing_rules.csv" "sample_dossiers.csv" "sample_everyday.csv" "sample_lives.json" "sample_records.json"
    "sectors.csv" "successions.csv" "transition_rules.csv" "units.csv"
}

impl From<&Path> for Files {
    fn from(folder: &Path) -> Self {
        Self::Folder(folder.to_owned())
    }
}

impl Files {
    /// The text of one file.
    ///
    /// # Errors
    /// What is missing or cannot be read, for a person.
    pub fn text(&self, name: &str) -> Result<String, Words> {
        let missing = || Words::new("thiếu tệp này", "missing").about(name);
        match self {
            Self::Folder(folder) => {
                let path = folder.join(name);
                let unread = |cause: std::io::Error| {
                    Words::new(format!("không đọc được: {cause}"), cause.to_string())
                };
                std::fs::read_to_string(&path).map_err(|cause| unread(cause).about(path.display()))
            }
            Self::Texts(texts) => texts.get(name).cloned().ok_or_else(missing),
            Self::Builtin => {
                let found = BUILTIN.iter().find(|(carried, _)| *carried == name);
                found.map(|(_, text)| (*text).to_owned()).ok_or_else(missing)
            }
        }
    }

    /// The same files, read now: for somebody who cannot reach the folder.
    ///
    /// # Errors
    /// Where there is no such folder, or a file in it cannot be read.
    pub fn read(self) -> Result<Self, Words> {
        let Self::Folder(folder) = &self else { return Ok(self) };
        self.is_there()?;
        let names = BUILTIN.iter().map(|(name, _)| *name).filter(|name| folder.join(name).exists());
        let texts = names.map(|name| Ok((name.to_owned(), self.text(name)?)));
        Ok(Self::Texts(texts.collect::<Result<_, Words>>()?))
    }

    /// Says in one line that a folder is not there, before each of its files is.
    pub(super) fn is_there(&self) -> Result<(), Words> {
        match self {
            Self::Folder(folder) if !folder.is_dir() => {
                let folder = folder.display();
                Err(Words::new(
                    format!(
                        "không có thư mục {folder}; hãy ghi thư mục chứa dữ liệu danh mục, hoặc nạp dữ liệu có sẵn trong chương \
                         trình (--builtin)"
                    ),
                    format!(
                        "there is no folder {folder}; name the one with the reference data, or import what the binary \
                         carries (--builtin)"
                    ),
                ))
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_carries_every_file_of_the_data_folder() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
        names.retain(|name| Path::new(name).extension().is_some_and(|it| it != "md"));
        names.sort();

        let carried: Vec<&str> = BUILTIN.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, carried);
    }

    #[test]
    fn a_folder_that_is_not_there_is_one_line() {
        let fault = Files::from(Path::new("nowhere/data")).read().unwrap_err();

        assert!(
            fault.en.contains("nowhere/data")
                && fault.en.contains("--builtin")
                && fault.en.lines().count() == 1
        );
    }
}
