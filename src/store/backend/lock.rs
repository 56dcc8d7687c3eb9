//! One writing process per SQLite file: a second one would fight for its lock and lose commits'
//! order, so it is refused with the reason.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use super::DbUrl;
use crate::domain::text::Words;
use crate::store::error::{StoreError, with_owner};

/// Held while a process may write; the system lets go of it even after a crash.
#[derive(Debug)]
pub struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// As [`WriterLock::take`], for a file whose folder may not be there yet.
    ///
    /// # Errors
    /// As [`WriterLock::take`].
    pub fn take_for_new(url: &DbUrl) -> Result<Option<Self>, StoreError> {
        if let DbUrl::Sqlite(path) = url
            && let Some(folder) = path.parent()
        {
            std::fs::create_dir_all(folder)
                .map_err(|cause| StoreError::unfit(folder.display(), Words::foreign(cause)))?;
        }
        Self::take(url)
    }

    /// Takes the lock of an SQLite file. PostgreSQL needs none.
    ///
    /// # Errors
    /// When another process holds it.
    pub fn take(url: &DbUrl) -> Result<Option<Self>, StoreError> {
        let DbUrl::Sqlite(path) = url else { return Ok(None) };
        let mut name = path.as_os_str().to_owned();
        name.push(".lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&name)
            .map_err(|cause| StoreError::unfit(name.display(), with_owner(&cause)))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Err(held(path)),
            Err(TryLockError::Error(cause)) => {
                Err(StoreError::unfit(name.display(), Words::foreign(cause)))
            }
        }
    }
}

/// Another process has the file.
fn held(path: &Path) -> StoreError {
    let path = path.display();
    StoreError::setup(
        format!(
            "tiến trình khác đang ghi vào {path}: mỗi cơ sở dữ liệu SQLite chỉ có một tiến trình ghi (`serve` đã gồm \
             worker); hãy dừng tiến trình đó trước, hoặc dùng PostgreSQL nếu cần nhiều tiến trình. Lệnh nào máy chủ \
             đang chạy làm thay được thì đi qua socket điều khiển: hãy ghi đúng runtime_dir mà máy chủ đã dùng"
        ),
        format!(
            "another process writes to {path}: an SQLite database has one writing process (`serve` includes the \
             worker); stop it first, or use PostgreSQL for several. A command that can be carried out by a server \
             beside it reaches it through its control socket: name the runtime_dir that it was started with"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_is_refused_until_the_first_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let url = DbUrl::Sqlite(folder.path().join("a.db"));

        let first = WriterLock::take(&url).unwrap();
        let second = WriterLock::take(&url).unwrap_err().to_string();
        drop(first);

        assert!(second.contains("another process"), "{second}");
        assert!(WriterLock::take(&url).unwrap().is_some());
    }
}
