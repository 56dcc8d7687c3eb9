//! Files beside reports: taken while they arrive, listed as far as the reader may know of them, given back to inspectors
//! alone, and looked after.

mod adding;
mod copying;
mod custody;
mod keeping;
mod reading;
mod scanning;

use uuid::Uuid;

use crate::domain::attachment::{Attachment, FileRefusal};
use crate::domain::ids::AttachmentId;
use crate::objects::ObjectName;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::files::{Files, told};
use crate::service::sealed::open;
use crate::store::StoreError;
use crate::store::marks::{self, MarkRow};
use crate::store::records::attachments::Kept;
use crate::vault::{KeyRing, Place};

pub use adding::{Added, Giver, Offer};
pub use reading::{Listing, Original};

/// So long a file may be on its way, in seconds: longer than the slowest that the edge waits for.
const ON_ITS_WAY: i64 = 45 * 60;
/// The mark of the database's own name among those that share a folder.
const OWNER: &str = "files";

/// Where a file is sealed for: the same whatever channel its case is of, so that a report that becomes a tip takes it along.
const fn object_place(id: AttachmentId) -> Place {
    Place { table: "attachments", column: "object", row: id.uuid() }
}

/// Where what is known of it is sealed for.
const fn facts_place(id: AttachmentId) -> Place {
    Place { table: "attachments", column: "sealed", row: id.uuid() }
}

/// What is kept of a file, opened.
fn opened(keys: &KeyRing, kept: Kept) -> Result<Attachment, ServiceError> {
    let Kept { id, giver, n, day, inspectors_only, scan, sealed } = kept;
    let facts = open(keys, &facts_place(id), &sealed)?;
    Ok(Attachment { id, n, giver, day, inspectors_only, scan, facts })
}

impl Service {
    /// Where files lie.
    ///
    /// # Errors
    /// [`FileRefusal::Off`].
    fn files(&self) -> Result<&Files, ServiceError> {
        self.files.as_ref().ok_or(ServiceError::File(FileRefusal::Off))
    }

    /// The name of this database among those that share a folder, if it was ever given one.
    async fn owner(&self) -> Result<Option<Uuid>, ServiceError> {
        let found =
            self.db.read(|conn| marks::get(conn, OWNER)?.map(|mark| mark.read()).transpose());
        Ok(found.await?)
    }

    /// The same, given now where it was not.
    async fn owner_for_good(&self) -> Result<Uuid, ServiceError> {
        if let Some(owner) = self.owner().await? {
            return Ok(owner);
        }
        // The place is marked first: what the database names was there once.
        let owner = self.ids.random();
        let files = self.files()?;
        let store = files.store.clone();
        files.blocking(move || store.mark(owner).map_err(told)).await?;
        let mark = MarkRow::new(OWNER, self.clock.now(), &owner)?;
        let first = move |tx: &mut crate::store::backend::Conn| marks::put_first(tx, &mark)?.read();
        Ok(self.db.write::<Uuid, StoreError, _>("files", OWNER, first).await?)
    }
}

/// The object of a file of the database `owner`.
const fn object(owner: Uuid, id: AttachmentId) -> ObjectName {
    ObjectName { owner, id: id.uuid() }
}
