//! Files as they are shown: lists as far as the reader may know of them, and the sealed original for inspectors alone.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{facts_place, object, object_place, opened};
use crate::domain::actor::Actor;
use crate::domain::attachment::{Attachment, Facts, FileRefusal, Scan};
use crate::domain::case::Case;
use crate::domain::ids::{AttachmentId, CaseId, UserId};
use crate::domain::kind::Channel;
use crate::domain::receipt::Receipt;
use crate::domain::records::access::Accessed;
use crate::objects::{ObjectName, ObjectStore};
use crate::service::access::{inspects, may_open};
use crate::service::cases::{find, names_of};
use crate::service::error::{Fault, ServiceError, inside};
use crate::service::facade::{Service, UnitName};
use crate::service::files::told;
use crate::service::sealed::open;
use crate::store::backend::Conn;
use crate::store::records::attachments::{self, Kept};
use crate::store::{cases, reports};
use crate::vault::KeyRing;
use crate::vault::stream::OpenError;

/// A file as a member of staff sees it.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The file.
    pub file: Attachment,
    /// The body that added it; none by receipt.
    pub unit: Option<UnitName>,
    /// Who added it, for inspectors.
    pub by: Option<String>,
    /// Of how many pages its clean copy is, of a picture of one; none where there is no copy.
    pub pages: Option<usize>,
    /// What is to be said of whether it does harm; nothing where nobody is asked, or nothing is known against it.
    pub scan: Option<Scan>,
    /// Whether the reader sees all of it: name, hash, moment, and the original.
    pub whole: bool,
}

/// An original.
pub struct Original {
    /// The file.
    pub file: Attachment,
    /// What it says.
    pub content: Zeroizing<Vec<u8>>,
}

/// Whether the actor sees all of the files of `case`, and those that are for inspectors alone.
fn sees_all(actor: &Actor, case: &Case) -> bool {
    match case.channel {
        Channel::Service => inspects(actor, case),
        Channel::Integrity => may_open(&actor.scope(), case),
    }
}

/// The files of a case of the actor's scope, as far as it may open that, and whether it sees all of them.
pub(super) fn reached(
    conn: &mut Conn,
    actor: &Actor,
    id: CaseId,
) -> Result<(Case, Vec<Kept>, bool), Fault> {
    let found = find(conn, actor, id)?.filter(|case| may_open(&actor.scope(), case));
    let case = found.ok_or(ServiceError::NotFound)?;
    let all = sees_all(actor, &case);
    let mut files = attachments::of_case(conn, &case)?;
    // What does harm is nobody's to see but whoever gave it and inspectors.
    let own = |one: &Kept| one.giver.is_some() && one.giver == actor.unit_id;
    files.retain(|one| all || !one.inspectors_only && (one.scan != Scan::Found || own(one)));
    Ok((case, files, all))
}

/// What lies in the object of a file, whole and as it was kept.
pub(super) fn content_of(
    keys: &KeyRing,
    store: &dyn ObjectStore,
    name: ObjectName,
    facts: &Facts,
) -> Result<Zeroizing<Vec<u8>>, ServiceError> {
    let damaged = |why: &dyn std::fmt::Display| {
        // Its id leads to no case without the database.
        tracing::error!(file = %name.id, %why, "a file is damaged");
        ServiceError::File(FileRefusal::Damaged)
    };
    let mut there = store.open(name).map_err(told)?.ok_or_else(|| damaged(&"it is gone"))?;
    let place = object_place(AttachmentId::new(name.id));
    let content = match keys.open_file(&place, facts.bytes, there.as_mut()) {
        Ok(content) => content,
        Err(OpenError::Io(cause)) => return Err(told(cause)),
        Err(OpenError::Sealed(cause)) => return Err(damaged(&cause)),
    };
    if HEXLOWER.encode(&Sha256::digest(content.as_slice())) != facts.sha256 {
        return Err(damaged(&"it is another one"));
    }
    Ok(content)
}

impl Service {
    /// The files that came by this receipt.
    ///
    /// # Errors
    /// [`ServiceError::UnknownReceipt`].
    pub async fn own_attachments(
        &self,
        receipt: &Receipt,
    ) -> Result<Vec<Attachment>, ServiceError> {
        let lookup = self.keys.lookup(receipt);
        let read = move |conn: &mut Conn| {
            let Some(case) = cases::of_receipt(conn, &lookup)? else { return Ok(None) };
            let desk = case.course.typed_in_by;
            let of_desk = desk.is_some() && !reports::of(conn, &case)?.activated;
            let mut files = attachments::of_case(conn, &case)?;
            // Somebody may be made to show this list: of evidence of revenge it says nothing, in no gap of the numbers either.
            files.retain(|one| one.giver == desk.filter(|_| of_desk) && !one.inspectors_only);
            for (one, n) in files.iter_mut().zip(1..) {
                one.n = n;
            }
            Ok(Some(files))
        };
        let files = self.db.read(read).await?.ok_or(ServiceError::UnknownReceipt)?;
        files.into_iter().map(|one| opened(&self.keys, one)).collect()
    }

    /// The files of a case, as far as the actor may know of them. Of a tip that is noted as a reading of it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a case out of scope, and for a tip in another's hand.
    pub async fn attachments(
        &self,
        actor: &Actor,
        id: CaseId,
    ) -> Result<Vec<Listing>, ServiceError> {
        let (reader, keys) = (actor.clone(), self.keys.clone());
        let read = move |conn: &mut Conn| {
            inside(|| {
                let (case, files, all) = reached(conn, &reader, id)?;
                let files = files.into_iter().map(|one| opened(&keys, one));
                let files = files.collect::<Result<Vec<_>, _>>()?;
                let names = names_of(conn, files.iter().filter_map(|file| file.facts.by))?;
                let copies = match case.channel {
                    Channel::Service => attachments::copies(conn, case.key)?,
                    Channel::Integrity => Vec::new(),
                };
                let copies = copies.into_iter().map(|(of, copy, sealed)| {
                    let facts: Facts = open(&keys, &facts_place(copy), &sealed)?;
                    Ok((of, facts.pages.len()))
                });
                let copies = copies.collect::<Result<BTreeMap<_, _>, ServiceError>>()?;
                Ok((case.channel, files, all, (names, copies)))
            })
        };
        let (channel, files, all, (names, copies)) = self.db.read(read).await??;
        if channel == Channel::Integrity {
            self.note_reading(actor, Accessed::TipRead, "list_attachments", id).await?;
        }
        let listed = files.into_iter().map(|file| Listing {
            pages: copies.get(&file.id).copied(),
            ..self.listing(file, all, &names)
        });
        Ok(listed.collect())
    }

    fn listing(&self, file: Attachment, whole: bool, names: &BTreeMap<UserId, String>) -> Listing {
        let unit = file.giver.and_then(|unit| self.reference().unit_name(unit));
        let by = file.facts.by.and_then(|user| names.get(&user).cloned()).filter(|_| whole);
        let told = file.scan == Scan::Found || self.waits(file.scan);
        let scan = Some(file.scan).filter(|_| told);
        Listing { file, unit, by, pages: None, scan, whole }
    }

    /// One file as the actor who has just added it sees it.
    ///
    /// # Errors
    /// As [`Service::attachments`].
    pub async fn added_by(
        &self,
        actor: &Actor,
        id: CaseId,
        file: Attachment,
    ) -> Result<Listing, ServiceError> {
        let reader = actor.clone();
        let found = self.db.read(move |conn| find(conn, &reader, id)).await?;
        let whole = found.is_some_and(|case| sees_all(actor, &case));
        let names = BTreeMap::from([(actor.user_id, actor.name.clone())]);
        Ok(self.listing(file, whole, &names))
    }

    /// The original of a file, for an inspector who sees all of the case; noted in the transaction that finds it. It is whole and
    /// what was taken, or not given. One that does harm is given to whoever says to know (`harm_known`).
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::File`] where what was kept is gone or was changed, where it waits for clamd, and
    /// where it does harm.
    pub async fn original(
        &self,
        actor: &Actor,
        id: CaseId,
        file: AttachmentId,
        harm_known: bool,
    ) -> Result<Original, ServiceError> {
        let files = self.files()?.clone();
        let owner = self.owner().await?.ok_or(ServiceError::NotFound)?;
        let (service, reader) = (self.clone(), actor.clone());
        let find = move |tx: &mut Conn| -> Result<Kept, Fault> {
            let (_, files, all) = reached(tx, &reader, id)?;
            let found = files.into_iter().find(|one| all && one.id == file);
            let found = found.ok_or(ServiceError::NotFound)?;
            if service.waits(found.scan) {
                return Err(ServiceError::File(FileRefusal::Unscanned).into());
            }
            if found.scan == Scan::Found && !harm_known {
                return Err(ServiceError::File(FileRefusal::Malware).into());
            }
            service.note_file_read(tx, &reader, id, file)?;
            Ok(found)
        };
        let found = self.db.write::<Kept, Fault, _>("file_read", actor.user_id, find).await?;
        let file = opened(&self.keys, found)?;
        let keys = self.keys.clone();
        let store = files.store.clone();
        let read = move || {
            let content = content_of(&keys, store.as_ref(), object(owner, file.id), &file.facts)?;
            Ok(Original { file, content })
        };
        files.blocking(read).await
    }
}
