//! Where sealed files lie: whole or not there, each under the name of its database and a random id.

mod bucket;
mod folder;

use std::io;

use uuid::Uuid;

pub use bucket::{Access, S3};
pub use folder::{Folder, Probe, Step, marker};

/// What a place says that is not the one of the database.
pub const AWAY: io::ErrorKind = io::ErrorKind::NotConnected;

/// Which object: of which database, so that two of them can share a place, and which of its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectName {
    /// The database.
    pub owner: Uuid,
    /// The file.
    pub id: Uuid,
}

/// A place for objects. Its calls block.
pub trait ObjectStore: Send + Sync {
    /// Begins an object, which is there for nobody until it is kept.
    ///
    /// # Errors
    /// What the place says; [`AWAY`] where it is not the one.
    fn begin(&self, name: ObjectName) -> io::Result<Box<dyn Draft>>;

    /// An object, to be read; none where it is not there.
    ///
    /// # Errors
    /// What the place says; [`AWAY`] where it is not there and the place is not the one.
    fn open(&self, name: ObjectName) -> io::Result<Option<Box<dyn io::Read + Send>>>;

    /// How long an object is; none where it is not there.
    ///
    /// # Errors
    /// As of [`ObjectStore::open`].
    fn length(&self, name: ObjectName) -> io::Result<Option<u64>>;

    /// Removes an object and what was begun of it; nothing where there is neither.
    ///
    /// # Errors
    /// What the place says.
    fn remove(&self, name: ObjectName) -> io::Result<()>;

    /// Everything of this database, whole or begun.
    ///
    /// # Errors
    /// What the place says; [`AWAY`] where it is not the one.
    fn list(&self, owner: Uuid) -> io::Result<Vec<Uuid>>;

    /// Marks the place as that of this database, for good. A place that it is not marked as takes none of its objects and lists none: it is
    /// another one, or what should be mounted there is not.
    ///
    /// # Errors
    /// What the place says.
    fn mark(&self, owner: Uuid) -> io::Result<()>;

    /// Whether it is marked so.
    ///
    /// # Errors
    /// What the place says.
    fn is_marked(&self, owner: Uuid) -> io::Result<bool>;

    /// How many bytes more it takes.
    ///
    /// # Errors
    /// What the place says.
    fn room(&self) -> io::Result<u64>;
}

/// An object that is being written. Dropped it is gone.
pub trait Draft: Send {
    /// Adds bytes.
    ///
    /// # Errors
    /// What the place says.
    fn add(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Keeps it: when this returns, it is there also after the power has failed.
    ///
    /// # Errors
    /// What the place says; then it may be there or not.
    fn keep(self: Box<Self>) -> io::Result<()>;
}
