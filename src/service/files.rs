//! Where files beside reports lie, and how many are brought at once: what the facade holds of them.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::clean::Clamd;
use crate::domain::attachment::FileRefusal;
use crate::domain::running::network::Network;
use crate::objects::{AWAY, ObjectStore};
use crate::service::error::ServiceError;

/// So many files are on their way at once, from all sources and from one.
const MOST_AT_ONCE: usize = 32;
const MOST_OF_A_SOURCE: usize = 4;
/// So many write or read files at the same moment.
pub const AT_WORK: usize = 4;
/// No file is taken where less than this is free, in bytes: the database may need the same disk.
pub(super) const ROOM: u64 = 512 << 20;
/// Where files lie, and who is bringing some.
#[derive(Clone)]
pub struct Files {
    pub(super) store: Arc<dyn ObjectStore>,
    places: Arc<Mutex<HashMap<Network, usize>>>,
    at_work: Arc<Semaphore>,
}

/// A place among those who bring files, given back when dropped.
pub(super) struct Seat {
    source: Network,
    places: Arc<Mutex<HashMap<Network, usize>>>,
}

impl Files {
    /// Files in `store`.
    pub fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self { store, places: Arc::default(), at_work: Arc::new(Semaphore::new(AT_WORK)) }
    }

    /// Runs `work` on a thread that may block, where few do so at once: those of the database must not wait for a disk of files.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, ServiceError> + Send + 'static,
    ) -> Result<T, ServiceError> {
        let turn = self.at_work.clone().acquire_owned().await.map_err(ServiceError::internal)?;
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await.map_err(ServiceError::internal)?
    }

    /// A place for one more file from `source`. Nothing of it depends on what the file is beside.
    pub(super) fn seat(&self, source: Network) -> Result<Seat, ServiceError> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let own = places.get(&source).copied().unwrap_or_default();
        if own >= MOST_OF_A_SOURCE || places.values().sum::<usize>() >= MOST_AT_ONCE {
            return Err(ServiceError::Busy);
        }
        places.insert(source, own + 1);
        Ok(Seat { source, places: self.places.clone() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = places.get_mut(&self.source) {
            *taken -= 1;
            if *taken == 0 {
                places.remove(&self.source);
            }
        }
    }
}

/// The way to clamd, and behind which file it is asked next: one of which it says nothing holds up none of the others.
#[derive(Debug)]
pub(super) struct Scanner {
    pub(super) clamd: Clamd,
    after: Mutex<Uuid>,
}

impl Scanner {
    /// A scanner that asks `clamd`.
    pub(super) const fn new(clamd: Clamd) -> Self {
        Self { clamd, after: Mutex::new(Uuid::nil()) }
    }

    /// Behind which file it is asked next.
    pub(super) fn after(&self) -> Uuid {
        *self.after.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// It is asked next behind `after`.
    pub(super) fn go_on(&self, after: Uuid) {
        *self.after.lock().unwrap_or_else(PoisonError::into_inner) = after;
    }
}

/// What the place of files says, for whoever waits for an answer.
#[expect(clippy::needless_pass_by_value, reason = "it is given as `map_err` has it")]
pub(super) fn told(cause: io::Error) -> ServiceError {
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ServiceError::Full,
        AWAY => ServiceError::File(FileRefusal::Away),
        // Its time was over, and it was removed, or the store has no time: it begins again.
        io::ErrorKind::NotFound | io::ErrorKind::ResourceBusy => ServiceError::Busy,
        io::ErrorKind::ReadOnlyFilesystem => ServiceError::ReadOnly,
        _ => ServiceError::internal(format_args!("files: {cause}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::Folder;

    #[test]
    fn f5_one_source_leaves_room_for_the_files_of_others() {
        let home = tempfile::tempdir().unwrap();
        let files = Files::new(Arc::new(Folder::at(home.path())));
        let of = |n: u8| Network::of_subscriber([198, 51, 100, n].into());

        let held: Vec<_> = (0..4).map(|_| files.seat(of(1)).unwrap()).collect();
        assert!(matches!(files.seat(of(1)), Err(ServiceError::Busy)));
        let others: Vec<_> = (2..30).filter_map(|n| files.seat(of(n)).ok()).collect();
        assert_eq!(held.len() + others.len(), MOST_AT_ONCE);
        assert!(files.seat(of(99)).is_err());

        drop((held, others));
        assert!(files.seat(of(1)).is_ok());
        assert!(files.places.lock().unwrap().is_empty(), "nobody is remembered");
    }
}
