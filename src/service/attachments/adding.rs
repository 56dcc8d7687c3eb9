//! Taking a file: sealed piece by piece while it arrives, acknowledged when file and row are both there for good.

use std::sync::Arc;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{ON_ITS_WAY, facts_place, object, object_place, opened};
use crate::domain::actor::Actor;
use crate::domain::attachment::{
    Attachment, Facts, FileRefusal, LARGEST_FILE, Media, Scan, Sniffer, fits,
};
use crate::domain::case::Case;
use crate::domain::ids::{AttachmentId, CaseId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{self, Asking, CommandName, Party, Refusal};
use crate::domain::receipt::Receipt;
use crate::domain::running::network::Network;
use crate::objects::Draft;
use crate::service::access::{inspects, may_open};
use crate::service::cases::find;
use crate::service::error::{Fault, ServiceError, inside};
use crate::service::facade::Service;
use crate::service::files::{Files, ROOM, Seat, told};
use crate::service::idempotency::RequestKey;
use crate::service::reference::Reference;
use crate::service::sealed::seal;
use crate::store::backend::Conn;
use crate::store::records::attachments::{self, Kept};
use crate::store::{StoreError, cases, changes, reports, tokens};
use crate::vault::stream::{FileSealer, PIECE, SealedFile};

/// So often a number that somebody else took meanwhile is drawn anew.
const TRIES: usize = 12;

/// Who brings a file.
#[derive(Clone)]
pub enum Giver {
    /// Whoever holds the receipt.
    Reporter(Receipt),
    /// A member of staff, for a case.
    Staff(Actor, CaseId),
}

/// What is said of a file before it comes.
#[derive(Clone)]
pub struct Offer {
    /// What it is said to be.
    pub media: Media,
    /// Its name where it comes from.
    pub name: Option<String>,
    /// Its size, where it was told.
    pub bytes: Option<u64>,
    /// Whether it is for inspectors alone.
    pub inspectors_only: bool,
}

/// A file that was taken, and whether its request had its effect before.
#[derive(Debug, Clone)]
pub struct Added {
    /// The file.
    pub file: Attachment,
    /// Whether this only repeats the answer.
    pub replayed: bool,
}

/// Who may add what to which case, looked up again when the file is there.
#[derive(Clone)]
struct Door {
    service: Service,
    reference: Arc<Reference>,
    giver: Giver,
    /// The case that was filed.
    case: CaseId,
    inspectors_only: bool,
}

/// In whose name a file is added, and whether it is for inspectors alone.
#[derive(Debug, Clone, Copy)]
struct Named {
    giver: Option<UnitId>,
    inspectors_only: bool,
}

/// A file on its way.
pub struct Upload {
    files: Files,
    door: Door,
    offer: Offer,
    key: String,
    id: AttachmentId,
    sniffer: Option<Sniffer>,
    waiting: Zeroizing<Vec<u8>>,
    work: Option<Work>,
    _seat: Seat,
}

/// What is at work on a thread that may block.
struct Work {
    sealer: FileSealer,
    /// None where the key had its effect before: then the file is only compared.
    draft: Option<Box<dyn Draft>>,
    out: Vec<u8>,
}

impl Work {
    fn take(mut self, bytes: &[u8]) -> Result<Self, ServiceError> {
        self.sealer.take(bytes, &mut self.out).map_err(ServiceError::internal)?;
        self.flush()?;
        Ok(self)
    }

    fn flush(&mut self) -> Result<(), ServiceError> {
        if let Some(draft) = &mut self.draft {
            draft.add(&self.out).map_err(told)?;
        }
        self.out.clear();
        Ok(())
    }

    fn end(mut self, rest: &[u8]) -> Result<SealedFile, ServiceError> {
        self.sealer.take(rest, &mut self.out).map_err(ServiceError::internal)?;
        let sealed = self.sealer.end(&mut self.out).map_err(ServiceError::internal)?;
        if let Some(mut draft) = self.draft {
            draft.add(&self.out).map_err(told)?;
            draft.keep().map_err(told)?;
        }
        Ok(sealed)
    }
}

impl Service {
    /// Begins to take a file. A request that is repeated with its key begins again; one that had its effect is read and compared.
    ///
    /// # Errors
    /// [`ServiceError::UnknownReceipt`] or [`ServiceError::NotFound`]; [`ServiceError::Refused`] where the case takes none;
    /// [`ServiceError::File`]; [`ServiceError::Busy`] where too many come at once.
    pub async fn begin_upload(
        &self,
        giver: Giver,
        offer: Offer,
        key: &str,
        source: Network,
    ) -> Result<Upload, ServiceError> {
        let (files, reference) = (self.files()?.clone(), self.references.ready()?);
        if offer.bytes.is_some_and(|bytes| bytes > LARGEST_FILE) {
            return Err(ServiceError::File(FileRefusal::TooLarge));
        }
        let seat = files.seat(source)?;
        let case = match &giver {
            Giver::Reporter(receipt) => self.case_of_receipt(receipt).await?,
            Giver::Staff(_, case) => *case,
        };
        let inspectors_only = offer.inspectors_only;
        let door = Door { service: self.clone(), reference, giver, case, inspectors_only };
        let (asked, bytes) = (door.clone(), offer.bytes.unwrap_or(1));
        let known = door.key(key, &Value::Null).hash().to_vec();
        let look = move |conn: &mut Conn| {
            inside(|| {
                let case = asked.case(conn)?;
                let before = tokens::get(conn, &known)?.is_some();
                if !before {
                    let named = asked.named(conn, &case)?;
                    asked.number(conn, &case, named, bytes)?;
                }
                Ok(before)
            })
        };
        let before = self.db.read(look).await??;
        let id = AttachmentId::new(self.ids.random());
        let draft = if before { None } else { Some(self.begun(&files, id).await?) };
        let mut out = Vec::with_capacity(2 * PIECE);
        let sealer = self.keys.seal_file(&object_place(id), &mut out);
        let sealer = sealer.map_err(ServiceError::internal)?;
        Ok(Upload {
            files,
            door,
            sniffer: Some(Sniffer::new(offer.media)),
            offer,
            key: key.to_owned(),
            id,
            waiting: Zeroizing::new(Vec::with_capacity(PIECE)),
            work: Some(Work { sealer, draft, out }),
            _seat: seat,
        })
    }

    /// Begins the object. That it is on its way is written first, so that nobody takes it for one that belongs to nobody.
    async fn begun(&self, files: &Files, id: AttachmentId) -> Result<Box<dyn Draft>, ServiceError> {
        let owner = self.owner_for_good().await?;
        let until = self.clock.now().plus_seconds(ON_ITS_WAY);
        let note = move |tx: &mut Conn| attachments::begin(tx, id, until);
        self.db.write::<_, StoreError, _>("upload", id.uuid(), note).await?;
        let store = files.store.clone();
        let begin = move || {
            if store.room().map_err(told)? < ROOM {
                return Err(ServiceError::Full);
            }
            store.begin(object(owner, id)).map_err(told)
        };
        files.blocking(begin).await
    }
}

impl Door {
    /// The key of the request; `said` tells one request from another.
    fn key(&self, key: &str, said: &Value) -> RequestKey {
        let service = &self.service;
        match &self.giver {
            Giver::Reporter(_) => {
                let caller = format!("reporter:{}", self.case);
                RequestKey::new(&service.keys, &caller, key, "add_own_attachment", said)
            }
            Giver::Staff(actor, _) => service.record_key(actor, key, "add_attachment", said),
        }
    }

    /// The case, if it is there for this giver.
    fn case(&self, conn: &mut Conn) -> Result<Case, Fault> {
        match &self.giver {
            Giver::Reporter(receipt) => {
                let found = cases::of_receipt(conn, &self.service.keys.lookup(receipt))?;
                Ok(found.ok_or(ServiceError::UnknownReceipt)?)
            }
            Giver::Staff(actor, id) => {
                let found = find(conn, actor, *id)?.filter(|case| may_open(&actor.scope(), case));
                Ok(found.ok_or(ServiceError::NotFound)?)
            }
        }
    }

    /// In whose name a file is added to `case`, if it takes one now.
    fn named(&self, conn: &mut Conn, case: &Case) -> Result<Named, Fault> {
        let of_service = case.channel == Channel::Service;
        let Giver::Staff(actor, _) = &self.giver else {
            let giver = self.reporter(conn, case)?;
            return Ok(Named { giver, inspectors_only: self.inspectors_only && of_service });
        };
        let inspector = inspects(actor, case);
        // A leader of a unit above watches, and so does whoever is of the accused body.
        if actor.unit_id != Some(case.holder) && !inspector {
            return Err(ServiceError::Refused(Refusal::HolderOnly).into());
        }
        if !case.state.is_open() && !inspector {
            return Err(ServiceError::Refused(Refusal::CaseIsOver).into());
        }
        Ok(Named { giver: actor.unit_id, inspectors_only: inspector && of_service })
    }

    /// In whose name a file comes by receipt, if `case` takes one from its reporter now.
    fn reporter(&self, conn: &mut Conn, case: &Case) -> Result<Option<UnitId>, Fault> {
        let owed = cases::obligations(conn, case)?;
        let asking = Asking {
            today: self.service.clock.today(),
            party: Party::Reporter,
            actor: None,
            deputy: None,
            obligations: &owed,
            law: self.reference.law(),
        };
        // Evidence of revenge is taken as long as revenge can be told of: after the end too, and for inspectors alone.
        let name =
            if self.inspectors_only { CommandName::FlagRetaliation } else { CommandName::AddFacts };
        if let Some(refusal) = lifecycle::refusal(case, name, &asking) {
            return Err(ServiceError::Refused(refusal).into());
        }
        // With a receipt that a desk printed and nobody made the own it is the desk that brings files, within its own bounds.
        match case.course.typed_in_by {
            Some(desk) if !reports::of(conn, case)?.activated => {
                // The desk has that receipt too, and would count what is hidden from it.
                if self.inspectors_only {
                    return Err(ServiceError::Refused(Refusal::NotActivated).into());
                }
                Ok(Some(desk))
            }
            _ => Ok(None),
        }
    }

    /// The number of one more file of `bytes`, if there may be one. What others added takes no room of this giver.
    fn number(&self, conn: &mut Conn, case: &Case, named: Named, bytes: u64) -> Result<i32, Fault> {
        let of_giver = attachments::of_case(conn, case)?.into_iter();
        let of_giver = of_giver.filter(|one| one.giver == named.giver);
        let there = of_giver.map(|one| opened(&self.service.keys, one));
        let there = there.collect::<Result<Vec<_>, _>>()?;
        // What is hidden from others has a room of its own: nobody learns from a refusal that there is any.
        let beside = there.iter().filter(|one| one.inspectors_only == named.inspectors_only);
        fits(beside.map(|one| &one.facts), bytes).map_err(ServiceError::File)?;
        Ok(there.iter().map(|one| one.n).max().unwrap_or(0).saturating_add(1))
    }

    /// Writes the row, with the key and whatever the queue tells of it; the file is there for good.
    fn write(
        &self,
        tx: &mut Conn,
        id: AttachmentId,
        facts: &Facts,
        key: &RequestKey,
    ) -> Result<Added, Fault> {
        let service = &self.service;
        if let Giver::Reporter(receipt) = &self.giver
            && tokens::hold_receipt(tx, &service.keys.lookup(receipt))?.is_none()
        {
            return Err(ServiceError::UnknownReceipt.into());
        }
        let case = &self.case(tx)?;
        if let Some(seen) = key.seen(tx)?? {
            let mut before = attachments::of_case(tx, case)?.into_iter();
            let before = before.find(|one| one.id.uuid() == seen.answer_id.0);
            let file = opened(&service.keys, before.ok_or(ServiceError::NotFound)?)?;
            return Ok(Added { file, replayed: true });
        }
        // Whoever looks after the files may have taken it for one that belongs to nobody by now.
        if !attachments::arrived(tx, id)? {
            return Err(ServiceError::Busy.into());
        }
        let named = self.named(tx, case)?;
        let n = self.number(tx, case, named, facts.bytes)?;
        let (day, now) = (service.clock.today(), service.clock.now());
        let at = Some(now).filter(|_| case.channel == Channel::Service);
        let facts = Facts { at, ..facts.clone() };
        let sealed = seal(&service.keys, &facts_place(id), &facts)?;
        let Named { giver, inspectors_only } = named;
        let scan = Scan::Waiting;
        attachments::insert(tx, case, &Kept { id, giver, n, day, inspectors_only, scan, sealed })?;
        tokens::keep(tx, &key.row(id.uuid(), n, day))?;
        if case.channel == Channel::Service {
            changes::note(tx, case, now, inspectors_only)?;
        }
        let file = Attachment { id, n, giver, day, inspectors_only, scan, facts };
        Ok(Added { file, replayed: false })
    }
}

impl Upload {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`ServiceError::File`] as soon as it is known why the file is not taken; what the place of files says.
    pub async fn take(&mut self, bytes: &[u8]) -> Result<(), ServiceError> {
        let sniffer = self.sniffer.as_mut().ok_or_else(ended)?;
        sniffer.take(bytes).map_err(ServiceError::File)?;
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            let next = Zeroizing::new(Vec::with_capacity(PIECE));
            let piece = std::mem::replace(&mut self.waiting, next);
            let work = self.work.take().ok_or_else(ended)?;
            self.work = Some(self.files.blocking(move || work.take(&piece)).await?);
        }
        Ok(())
    }

    /// The file is whole. When this returns it is there for good, with its row.
    ///
    /// # Errors
    /// [`ServiceError::File`]; [`ServiceError::KeyReused`] where the key stands for another file; else as
    /// [`Service::begin_upload`].
    pub async fn end(mut self) -> Result<Added, ServiceError> {
        let sniffer = self.sniffer.take().ok_or_else(ended)?;
        sniffer.end().map_err(ServiceError::File)?;
        let (work, rest) = (self.work.take().ok_or_else(ended)?, std::mem::take(&mut self.waiting));
        let SealedFile { bytes, sha256 } = self.files.blocking(move || work.end(&rest)).await?;
        let Offer { media, name, inspectors_only, .. } = self.offer;
        let said = json!({
            "media": media, "name": name, "inspectors_only": inspectors_only, "sha256": sha256,
            "case": self.door.case.to_string(),
        });
        let (door, id) = (self.door, self.id);
        let by = match &door.giver {
            Giver::Reporter(_) => None,
            Giver::Staff(actor, _) => Some(actor.user_id),
        };
        let facts =
            Facts { media, bytes, sha256, name, at: None, by, pages: Vec::new(), malware: None };
        let (key, case) = (door.key(&self.key, &said), door.case);
        let db = door.service.db.clone();
        for _ in 0..TRIES {
            let (door, facts, key) = (door.clone(), facts.clone(), key.clone());
            let write = move |tx: &mut Conn| door.write(tx, id, &facts, &key);
            match db.write::<Added, Fault, _>("attachment", case, write).await {
                // Another machine took the number or the key, or the report has become a tip, at the same time.
                Err(Fault::Store(StoreError::Stale | StoreError::Unique(_))) => {}
                other => return Ok(other?),
            }
        }
        Err(ServiceError::Busy)
    }
}

fn ended() -> ServiceError {
    ServiceError::internal("a file that went wrong goes on")
}
