//! Cases that are perhaps about the same thing: never found by who reported.

use crate::domain::actor::Actor;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::terms::Fact;
use crate::service::cases::{CaseItem, Service, find, names_of};
use crate::service::error::{ServiceError, inside};
use crate::store::backend::Conn;
use crate::store::cases::{self, CaseFilter, LOOKED_AT, Slice};
use crate::store::reports;

/// So many of each are shown.
const MOST: i64 = 20;
/// Days around the arrival in which a matter of the same unit and category may be the same.
const AROUND: i64 = 7;

/// What may be about the same thing as a case.
#[derive(Debug, Clone, Default)]
pub struct Similar {
    /// They name the same dossier.
    pub same_dossier: Vec<CaseItem>,
    /// The same unit and category, at most seven days apart.
    pub same_matter: Vec<CaseItem>,
    /// Whether there may be more.
    pub capped: bool,
}

impl Service {
    /// What of the actor's scope may be about the same thing as a case; of a tip nothing.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a case out of scope.
    pub async fn similar(&self, actor: &Actor, id: CaseId) -> Result<Similar, ServiceError> {
        let reference = self.references.ready()?;
        let (reader, today) = (actor.clone(), self.clock.today());
        let known = reference.clone();
        let read = move |conn: &mut Conn| {
            inside(|| {
                let case = find(conn, &reader, id)?.ok_or(ServiceError::NotFound)?;
                if case.channel == Channel::Integrity {
                    return Ok(Similar::default());
                }
                let report = reports::own(conn, case.key)?;
                let dossier =
                    report.and_then(|report| report.dossier_code).map(|dossier| CaseFilter {
                        terms: vec![vec![Fact::Dossier.term(&dossier)]],
                        ..CaseFilter::default()
                    });
                let around = jiff::Span::new().days(AROUND);
                let day = case.received_on;
                let matter = case.accused.map(|unit| CaseFilter {
                    accused: vec![unit],
                    categories: vec![case.category.clone()],
                    received: (day.checked_sub(around).ok(), day.checked_add(around).ok()),
                    ..CaseFilter::default()
                });
                let mut capped = false;
                let mut list = |filter: Option<CaseFilter>| {
                    let Some(filter) = filter else { return Ok(Vec::new()) };
                    let slice = Slice { after: None, limit: MOST + 1, looked_at: LOOKED_AT };
                    let scope = reader.scope();
                    let page = cases::queue(conn, Channel::Service, &scope, &filter, slice)?;
                    capped |= page.next.is_some();
                    let others = page.cases.into_iter().filter(|other| other.id != case.id);
                    let others: Vec<_> =
                        others.take(usize::try_from(MOST).unwrap_or(usize::MAX)).collect();
                    let names = names_of(conn, others.iter().filter_map(|other| other.assignee))?;
                    let seen = |case| CaseItem::new(&known, Some(&reader), case, &names, today);
                    Ok::<_, crate::store::StoreError>(others.into_iter().map(seen).collect())
                };
                let (same_dossier, same_matter) = (list(dossier)?, list(matter)?);
                Ok(Similar { same_dossier, same_matter, capped })
            })
        };
        self.db.read(read).await?
    }
}
