//! Through whose hands the files of a case went, for whoever passes them on.

use std::collections::BTreeMap;

use super::opened;
use super::reading::reached;
use crate::domain::actor::Actor;
use crate::domain::attachment::Attachment;
use crate::domain::event::{Custody, ManifestEntry, Reading};
use crate::domain::ids::{AttachmentId, CaseId, UserId};
use crate::domain::records::access::Accessed;
use crate::domain::time::{Day, Instant};
use crate::service::cases::names_of;
use crate::service::error::{Fault, ServiceError, inside};
use crate::service::facade::Service;
use crate::service::field_fault::FieldFault;
use crate::store::backend::Conn;

/// Who read which file when.
type Reads = BTreeMap<AttachmentId, Vec<(UserId, Instant)>>;

impl Service {
    /// What is passed on with these files of a case, each with its hash, who collected it where and when, and everybody who read it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a case that the actor may not open; [`ServiceError::Invalid`] for a file that is none of it, or
    /// not the actor's to see.
    pub(in crate::service) async fn custody(
        &self,
        actor: &Actor,
        case: CaseId,
        named: &[AttachmentId],
    ) -> Result<Vec<ManifestEntry>, ServiceError> {
        let (service, actor, named) = (self.clone(), actor.clone(), named.to_vec());
        let read = move |conn: &mut Conn| inside(|| service.custody_of(conn, &actor, case, &named));
        self.db.read(read).await?
    }

    fn custody_of(
        &self,
        conn: &mut Conn,
        actor: &Actor,
        case: CaseId,
        named: &[AttachmentId],
    ) -> Result<Vec<ManifestEntry>, Fault> {
        let (_, files, all) = reached(conn, actor, case)?;
        let mut found = Vec::new();
        for (n, id) in named.iter().enumerate() {
            let one = files.iter().find(|one| all && one.id == *id).cloned();
            let fault = || ServiceError::field(&format!("/files/{n}"), FieldFault::NoSuchFile);
            found.push(opened(&self.keys, one.ok_or_else(fault)?)?);
        }
        let first = found.iter().map(|file| file.day).min().unwrap_or(self.clock.today());
        let reads = self.reads_of(conn, named, first)?;
        let people = found.iter().filter_map(|file| file.facts.by);
        let people = people.chain(reads.values().flatten().map(|(by, _)| *by));
        let names = names_of(conn, people)?;
        let entry = |file| self.entry(file, &reads, &names).map_err(Fault::from);
        found.into_iter().map(entry).collect()
    }

    fn entry(
        &self,
        file: Attachment,
        reads: &Reads,
        names: &BTreeMap<UserId, String>,
    ) -> Result<ManifestEntry, ServiceError> {
        let Attachment { id, giver, day, facts, .. } = file;
        // An account that was removed leaves its id.
        let name = |by: UserId| names.get(&by).cloned().unwrap_or_else(|| by.to_string());
        let read = reads.get(&id).into_iter().flatten();
        let custody = Custody {
            id,
            media: facts.media,
            bytes: facts.bytes,
            unit: giver.and_then(|unit| self.reference().unit_name(unit)).map(|unit| unit.code),
            by: facts.by.map(name),
            day,
            at: facts.at,
            reads: read.map(|(by, at)| Reading { by: name(*by), at: *at }).collect(),
        };
        let custody = serde_json::to_string(&custody).map_err(ServiceError::internal)?;
        let told = || format!("Tệp kèm theo ngày {day} ({})", facts.media);
        let name = facts.name.clone().unwrap_or_else(told);
        Ok(ManifestEntry { name, sha256: facts.sha256, custody: Some(custody) })
    }

    /// Everybody who read the originals of these files since `first`, in order.
    fn reads_of(
        &self,
        conn: &mut Conn,
        files: &[AttachmentId],
        first: Day,
    ) -> Result<Reads, Fault> {
        let (mut reads, mut day) = (Reads::new(), Some(first));
        while let Some(on) = day.filter(|on| *on <= self.clock.today()) {
            for entry in self.entries_of(conn, on)? {
                let file = entry.access.file.filter(|id| files.contains(id));
                if let Some(file) = file.filter(|_| entry.access.what == Accessed::FileRead) {
                    reads.entry(file).or_default().push((entry.actor, entry.access.at));
                }
            }
            day = on.tomorrow().ok();
        }
        for all in reads.values_mut() {
            all.sort_by_key(|(_, at)| *at);
        }
        Ok(reads)
    }
}
