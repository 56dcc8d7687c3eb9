//! What the feed knew of the dossier of a case, for those who may know it.

use super::list::read_by;
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::records::dossier::DossierStanding;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::store::records::dossiers;

impl Service {
    /// What the feed knew of the dossier `code` of `case`: for inspectors, and for the unit whose dossiers they are, of its
    /// own feed; none for anybody else.
    ///
    /// # Errors
    /// Of the store, or [`ServiceError::NotReady`].
    pub(in crate::service) async fn dossier_of(
        &self,
        reader: &Actor,
        case: &Case,
        code: &str,
    ) -> Result<Option<DossierStanding>, ServiceError> {
        let reference = self.references.ready()?;
        let unit = case.dossier_unit();
        let own = read_by(&reference.units, reader, self.clock.today());
        if own.as_ref().is_some_and(|units| !units.contains(&unit)) {
            return Ok(None);
        }
        let code = code.to_owned();
        let mut found = self.db.read(move |conn| dossiers::about(conn, &code)).await?;
        found.retain(|one| own.as_ref().is_none_or(|units| units.contains(&one.facts.unit)));
        let after = reference.units.successions();
        Ok(Some(DossierStanding::of(found, unit, after, case.received_on)))
    }
}
