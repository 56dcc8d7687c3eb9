//! A folder for sealed files: written beside their names, flushed, named, and the names flushed.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use uuid::Uuid;

use super::{AWAY, Draft, ObjectName, ObjectStore};

/// How the names of files end that are not whole yet.
const BEGUN: &str = ".part";

/// The name of the file that marks a folder as that of a database.
pub fn marker(owner: Uuid) -> String {
    format!("{}.here", owner.simple())
}

/// A step after which a machine may fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A file is made.
    Create,
    /// Bytes are added to it.
    Write,
    /// Its bytes are flushed.
    Flush,
    /// It gets its name.
    Name,
    /// Its name is flushed.
    FlushName,
    /// It is removed.
    Remove,
}

/// Asked before each step; what it says is met instead of the step.
pub type Probe = Arc<dyn Fn(Step) -> io::Result<()> + Send + Sync>;

/// A folder with objects.
#[derive(Clone)]
pub struct Folder {
    path: PathBuf,
    probe: Option<Probe>,
}

impl Folder {
    /// The folder at `path`, which is made for its owner alone when the first file comes.
    pub fn at(path: &Path) -> Self {
        Self { path: path.to_owned(), probe: None }
    }

    fn made(&self) -> io::Result<()> {
        if self.path.is_dir() {
            return Ok(());
        }
        DirBuilder::new().recursive(true).mode(0o700).create(&self.path)?;
        // Its own name is a line too, in the folder around it.
        let around = self.path.parent().filter(|around| !around.as_os_str().is_empty());
        File::open(around.unwrap_or(Path::new(".")))?.sync_all()
    }

    /// The same, with every step asked of `probe` before.
    #[must_use]
    pub fn probed(self, probe: Probe) -> Self {
        Self { probe: Some(probe), ..self }
    }

    fn step(&self, step: Step) -> io::Result<()> {
        self.probe.as_ref().map_or(Ok(()), |probe| probe(step))
    }

    fn whole(&self, name: ObjectName) -> PathBuf {
        self.path.join(format!("{}-{}", name.owner.simple(), name.id.simple()))
    }

    fn begun(&self, name: ObjectName) -> PathBuf {
        self.path.join(format!("{}-{}{BEGUN}", name.owner.simple(), name.id.simple()))
    }

    /// A name is a line in the folder.
    fn flush_names(&self) -> io::Result<()> {
        self.step(Step::FlushName)?;
        File::open(&self.path)?.sync_all()
    }

    /// Refuses another folder than the one that was marked.
    fn at_home(&self, owner: Uuid) -> io::Result<()> {
        if self.is_marked(owner)? {
            return Ok(());
        }
        Err(away())
    }

    /// Nothing where the folder is the one.
    fn none<T>(&self, name: ObjectName) -> io::Result<Option<T>> {
        self.at_home(name.owner).map(|()| None)
    }

    fn discard(&self, path: &Path) -> io::Result<()> {
        self.step(Step::Remove)?;
        absent(fs::remove_file(path)).map(drop)
    }
}

/// What is said of another folder.
fn away() -> io::Error {
    io::Error::new(AWAY, "the folder of files is missing, or is another one")
}

/// Nothing instead of the error that nothing is there.
fn absent<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(cause),
    }
}

impl ObjectStore for Folder {
    fn begin(&self, name: ObjectName) -> io::Result<Box<dyn Draft>> {
        self.step(Step::Create)?;
        self.at_home(name.owner)?;
        let path = self.begun(name);
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        Ok(Box::new(Begun { folder: self.clone(), file, path: Some(path), name }))
    }

    fn open(&self, name: ObjectName) -> io::Result<Option<Box<dyn io::Read + Send>>> {
        let Some(file) = absent(File::open(self.whole(name)))? else { return self.none(name) };
        Ok(Some(Box::new(file)))
    }

    fn length(&self, name: ObjectName) -> io::Result<Option<u64>> {
        let Some(found) = absent(fs::metadata(self.whole(name)))? else { return self.none(name) };
        Ok(Some(found.len()))
    }

    fn remove(&self, name: ObjectName) -> io::Result<()> {
        self.discard(&self.begun(name))?;
        self.discard(&self.whole(name))
    }

    fn list(&self, owner: Uuid) -> io::Result<Vec<Uuid>> {
        let start = format!("{}-", owner.simple());
        let mut found = Vec::new();
        self.at_home(owner)?;
        for entry in fs::read_dir(&self.path)? {
            let name = entry?.file_name();
            // What has another name is somebody else's.
            let id = name.to_str().and_then(|name| name.strip_prefix(&start));
            let id = id.map(|id| id.strip_suffix(BEGUN).unwrap_or(id));
            found.extend(id.and_then(|id| Uuid::try_parse(id).ok()));
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn mark(&self, owner: Uuid) -> io::Result<()> {
        self.step(Step::Create)?;
        self.made()?;
        let mut made = OpenOptions::new();
        let made = made.write(true).create(true).truncate(true).mode(0o600);
        let file = made.open(self.path.join(marker(owner)))?;
        file.set_modified(SystemTime::UNIX_EPOCH)?;
        file.sync_all()?;
        self.flush_names()
    }

    fn is_marked(&self, owner: Uuid) -> io::Result<bool> {
        Ok(absent(fs::metadata(self.path.join(marker(owner))))?.is_some())
    }

    fn room(&self) -> io::Result<u64> {
        let found = absent(rustix::fs::statvfs(&self.path).map_err(io::Error::from))?;
        let found = found.ok_or_else(away)?;
        Ok(found.f_bavail.saturating_mul(found.f_frsize))
    }
}

/// A file of the folder that is not whole yet.
struct Begun {
    folder: Folder,
    file: File,
    /// Where it is until it has its name.
    path: Option<PathBuf>,
    name: ObjectName,
}

impl Draft for Begun {
    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.folder.step(Step::Write)?;
        self.file.write_all(bytes)
    }

    fn keep(mut self: Box<Self>) -> io::Result<()> {
        self.folder.step(Step::Flush)?;
        // When it was written would date a visit.
        self.file.set_modified(SystemTime::UNIX_EPOCH)?;
        self.file.sync_all()?;
        self.folder.step(Step::Name)?;
        let begun = self.folder.begun(self.name);
        fs::rename(&begun, self.folder.whole(self.name))?;
        self.path = None;
        self.folder.flush_names()?;
        // What was mounted there may have gone meanwhile.
        self.folder.at_home(self.name.owner)
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        if let Some(path) = self.path.take()
            && let Err(cause) = self.folder.discard(&path)
        {
            // The next round of the worker finds it.
            tracing::warn!(%cause, "a file that was begun could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::sync::Mutex;

    use super::*;

    const NAME: ObjectName = ObjectName { owner: Uuid::from_u128(1), id: Uuid::from_u128(2) };

    fn marked(path: &Path) -> Folder {
        let folder = Folder::at(path);
        folder.mark(NAME.owner).unwrap();
        folder
    }

    fn put(folder: &Folder, name: ObjectName) -> io::Result<()> {
        let mut draft = folder.begin(name)?;
        draft.add(b"sea")?;
        draft.add(b"led")?;
        draft.keep()
    }

    /// Fails at the step `n` from here and at every later one, as a process does that was killed there.
    fn killed_at(folder: &Folder, n: usize) -> Folder {
        let left = Mutex::new(n);
        folder.clone().probed(Arc::new(move |_| {
            let mut left = left.lock().unwrap();
            *left = left.checked_sub(1).ok_or(ErrorKind::Interrupted)?;
            Ok(())
        }))
    }

    #[test]
    fn f6_wherever_a_process_is_killed_a_file_is_whole_or_can_be_swept() {
        let home = tempfile::tempdir().unwrap();
        let folder = marked(&home.path().join("files"));
        let mut survived = false;
        for n in 0..20 {
            let kept = put(&killed_at(&folder, n), NAME).is_ok();
            let length = folder.length(NAME).unwrap();
            assert!(length.is_none() || length == Some(6), "never a part of it");
            assert!(!kept || length.is_some(), "acknowledged it is there");
            if n > 0 {
                assert_eq!(folder.list(NAME.owner).unwrap(), [NAME.id], "nothing is hidden");
            }
            folder.remove(NAME).unwrap();
            assert!(folder.list(NAME.owner).unwrap().is_empty());
            survived |= kept;
        }
        assert!(survived);
    }

    #[test]
    fn f6_what_is_given_up_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let folder = marked(home.path());
        let mut draft = folder.begin(NAME).unwrap();
        draft.add(b"half").unwrap();

        assert!(folder.open(NAME).unwrap().is_none());
        drop(draft);

        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1, "the mark alone");
    }

    #[test]
    fn f4_names_and_times_of_files_tell_nothing_and_they_are_for_their_owner_alone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("files");
        let folder = marked(&path);
        put(&folder, NAME).unwrap();

        let mut files = fs::read_dir(&path).unwrap().map(Result::unwrap);
        let file = files.find(|it| it.path().extension().is_none()).unwrap();
        let about = file.metadata().unwrap();

        assert_eq!(
            file.file_name().to_str().unwrap(),
            format!("{}-{}", NAME.owner.simple(), NAME.id.simple())
        );
        assert_eq!(about.modified().unwrap(), SystemTime::UNIX_EPOCH);
        assert_eq!(about.permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    }

    #[test]
    fn f6_two_databases_share_a_folder_and_never_see_each_others_files() {
        let home = tempfile::tempdir().unwrap();
        let folder = marked(home.path());
        let other = ObjectName { owner: Uuid::from_u128(9), ..NAME };
        folder.mark(other.owner).unwrap();
        put(&folder, NAME).unwrap();
        put(&folder, other).unwrap();
        fs::write(home.path().join("README"), "of somebody else").unwrap();

        folder.remove(NAME).unwrap();

        assert!(folder.list(NAME.owner).unwrap().is_empty());
        assert_eq!(folder.list(other.owner).unwrap(), [other.id]);
        assert_eq!(folder.length(other).unwrap(), Some(6));
    }

    #[test]
    fn f6_a_folder_that_is_missing_or_another_one_takes_nothing_and_lists_nothing() {
        let home = tempfile::tempdir().unwrap();
        let (path, aside) = (home.path().join("files"), home.path().join("aside"));
        let folder = marked(&path);
        put(&folder, NAME).unwrap();
        let away = |cause: io::Error| cause.kind() == AWAY;

        for again in [false, true] {
            fs::rename(&path, &aside).unwrap();
            if again {
                // What is seen where nothing is mounted.
                fs::create_dir(&path).unwrap();
            }
            assert!(!folder.is_marked(NAME.owner).unwrap());
            assert!(put(&folder, NAME).is_err_and(away));
            assert!(folder.open(NAME).is_err_and(away), "nobody says that it is lost");
            assert!(folder.length(NAME).is_err_and(away));
            assert!(folder.list(NAME.owner).is_err_and(away), "nothing is taken for an orphan");
            if again {
                assert_eq!(fs::read_dir(&path).unwrap().count(), 0, "nothing is put there");
                fs::remove_dir(&path).unwrap();
            }
            fs::rename(&aside, &path).unwrap();
            assert_eq!(folder.length(NAME).unwrap(), Some(6));
        }
    }

    #[test]
    fn f6_what_is_taken_while_its_folder_goes_is_not_acknowledged() {
        let home = tempfile::tempdir().unwrap();
        let folder = marked(home.path());
        let mark = home.path().join(marker(NAME.owner));
        let gone = folder.probed(Arc::new(move |step| match step {
            Step::Flush => fs::remove_file(&mark),
            _ => Ok(()),
        }));

        assert!(put(&gone, NAME).is_err_and(|cause| cause.kind() == AWAY));
    }
}
