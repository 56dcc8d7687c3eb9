//! A file that is whole or not there: written beside its name, flushed, named, and its name flushed.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

/// How the names of such files end until they have their own.
const ENDING: &str = ".liemchinh-part";
/// What a killed process left is removed when it is as old.
const LEFT: Duration = Duration::from_hours(6);

/// A file that has no name yet, for its owner only. It is removed when it is dropped; what a killed
/// process left is removed by [`sweep`].
#[derive(Debug)]
pub struct Unnamed(NamedTempFile);

impl Unnamed {
    /// Begins a file that is to be named `target`, in the same folder.
    ///
    /// # Errors
    /// When the folder is not there or takes no file.
    pub fn beside(target: &Path) -> io::Result<Self> {
        let mut prefix = OsString::from(".");
        prefix.push(target.file_name().unwrap_or_default());
        prefix.push(".");
        Builder::new().prefix(&prefix).suffix(ENDING).tempfile_in(folder(target)).map(Self)
    }

    /// Where it is for now.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// To write it.
    pub fn file(&mut self) -> &mut File {
        self.0.as_file_mut()
    }

    /// Gives it the name of which nothing is yet.
    ///
    /// # Errors
    /// [`ErrorKind::AlreadyExists`] when there is such a file, or what the file system says.
    pub fn name_new(self, target: &Path) -> io::Result<()> {
        self.0.as_file().sync_all()?;
        self.0.persist_noclobber(target).map_err(|refused| refused.error)?;
        flush(folder(target))
    }

    /// Gives it the name, in the place of whatever had it.
    ///
    /// # Errors
    /// What the file system says.
    pub fn name(self, target: &Path) -> io::Result<()> {
        self.0.as_file().sync_all()?;
        self.0.persist(target).map_err(|refused| refused.error)?;
        flush(folder(target))
    }
}

/// Removes what killed processes left of such files beside `target`, with what SQLite made beside them.
///
/// # Errors
/// What the file system says.
pub fn sweep(target: &Path) -> io::Result<()> {
    for entry in folder(target).read_dir()? {
        let entry = entry?;
        let ours = entry.file_name().to_string_lossy().contains(ENDING);
        let changed = entry.metadata().and_then(|it| it.modified());
        // One from the future is left alone.
        if ours && changed.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > LEFT)) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn folder(target: &Path) -> &Path {
    target.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A name is a line in its folder. File systems of other machines may know no such flush.
fn flush(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
        Err(cause) if matches!(cause.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            Ok(())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_has_its_name_only_when_it_is_whole_and_takes_no_place_of_another() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("copy.db");
        let mut first = Unnamed::beside(&target).unwrap();
        first.file().write_all(b"whole").unwrap();
        assert!(!target.exists());

        first.name_new(&target).unwrap();
        let mut second = Unnamed::beside(&target).unwrap();
        second.file().write_all(b"other").unwrap();
        let refused = second.name_new(&target).unwrap_err();

        assert_eq!(refused.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).unwrap(), b"whole");
        assert_eq!(fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_killed_processes_left_is_removed_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let make = |name: &str, age: Duration| {
            let file = File::create(home.path().join(name)).unwrap();
            let made = file.metadata().unwrap().modified().unwrap();
            file.set_modified(made - age).unwrap();
        };
        make(".night.db.AbC.liemchinh-part", LEFT * 2);
        make(".night.db.AbC.liemchinh-part-journal", LEFT * 2);
        make(".tonight.db.DeF.liemchinh-part", Duration::ZERO);
        make("night.db", LEFT * 2);

        sweep(&home.path().join("next.db")).unwrap();

        let left = fs::read_dir(home.path()).unwrap().map(|it| it.unwrap().file_name());
        let mut left: Vec<_> = left.map(|name| name.into_string().unwrap()).collect();
        left.sort();
        assert_eq!(left, [".tonight.db.DeF.liemchinh-part", "night.db"]);
    }
}
