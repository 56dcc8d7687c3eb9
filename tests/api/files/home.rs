//! The folder of a test's files, which fails at any step from one on, as a process does that was killed there.

use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use liemchinh::harness::objects::{Folder, ObjectStore, Step};

/// A folder, and how many steps it still takes where it is to fail.
pub struct Home {
    folder: tempfile::TempDir,
    left: Arc<Mutex<Option<usize>>>,
}

impl Default for Home {
    fn default() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), left: Arc::default() }
    }
}

impl Home {
    pub fn store(&self) -> Arc<dyn ObjectStore> {
        let left = self.left.clone();
        let step = move |_: Step| -> io::Result<()> {
            if let Some(left) = left.lock().unwrap().as_mut() {
                *left = left.checked_sub(1).ok_or(ErrorKind::Interrupted)?;
            }
            Ok(())
        };
        Arc::new(Folder::at(self.folder.path()).probed(Arc::new(step)))
    }

    /// Every step after so many fails from now on.
    pub fn dies_after(&self, steps: usize) {
        *self.left.lock().unwrap() = Some(steps);
    }

    /// None fails any more.
    pub fn lives(&self) {
        *self.left.lock().unwrap() = None;
    }

    /// Puts an empty folder in its place, as a mount that is missing leaves one.
    pub fn goes_away(&self) {
        std::fs::rename(self.folder.path(), self.aside()).unwrap();
        std::fs::create_dir(self.folder.path()).unwrap();
    }

    /// The folder is there again. Nothing may have come into the empty one.
    pub fn comes_back(&self) {
        std::fs::remove_dir(self.folder.path()).unwrap();
        std::fs::rename(self.aside(), self.folder.path()).unwrap();
    }

    fn aside(&self) -> PathBuf {
        self.folder.path().with_extension("aside")
    }

    /// Everything in it, by name.
    pub fn all(&self) -> Vec<PathBuf> {
        let found = std::fs::read_dir(self.folder.path()).unwrap();
        let mut found: Vec<_> = found.map(|it| it.unwrap().path()).collect();
        found.retain(|path| path.extension().is_none_or(|it| it != "here"));
        found.sort();
        found
    }
}
