//! Reading what is public of answers: anybody may, and finds no case behind it.

use crate::domain::ids::PublicAnswerId;
use crate::domain::kind::Kind;
use crate::domain::records::public_answer::PublicAnswer;
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::figures::statistics::Month;
use crate::service::paging::{Listed, bounded};
use crate::store::records::public_answers::{self, PublicAnswerFilter};

/// What a list is narrowed by.
#[derive(Debug, Clone, Default)]
pub struct PublicAnswerQuery {
    /// The code of the unit that answered, of whatever period.
    pub unit: Option<String>,
    /// The kind of report.
    pub kind: Option<Kind>,
    /// The category's code.
    pub category: Option<String>,
    /// The month of publishing.
    pub month: Option<Month>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many (1–100).
    pub limit: i64,
}

/// One answer with its unit by name.
#[derive(Debug, Clone)]
pub struct PublicAnswerView {
    /// The answer.
    pub answer: PublicAnswer,
    /// Who answered.
    pub unit: Option<UnitName>,
}

impl Service {
    /// A page of public answers, the newest day first; within a day by their random ids, which
    /// say nothing of the order in which they came.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a unit code that never was, [`ServiceError::BadCursor`].
    pub async fn public_answers(
        &self,
        query: PublicAnswerQuery,
    ) -> Result<Listed<PublicAnswerView>, ServiceError> {
        let reference = self.references.ready()?;
        let units = query
            .unit
            .as_deref()
            .map(|code| reference.units.bearers(code).map(|unit| unit.id).collect::<Vec<_>>());
        if units.as_ref().is_some_and(Vec::is_empty) {
            return Err(ServiceError::NotFound);
        }
        let filter = PublicAnswerFilter {
            units,
            kind: query.kind,
            category: query.category.clone(),
            days: query.month.map(|month| (month.first(), month.last())),
        };
        let bound = format!("public|{filter:?}");
        let after = self.place(query.cursor.as_deref(), &bound)?;
        let limit = bounded(query.limit);
        let found =
            self.db.read(move |conn| public_answers::list(conn, &filter, after, limit + 1)).await?;
        let page = self.page(found, query.limit, &bound, |one| (one.published_on, one.id));
        Ok(page.map(|answer| PublicAnswerView { unit: reference.unit_name(answer.unit), answer }))
    }

    /// One public answer.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Withdrawn`] where there was one.
    pub async fn public_answer(
        &self,
        id: PublicAnswerId,
    ) -> Result<PublicAnswerView, ServiceError> {
        let reference = self.references.ready()?;
        let found = self.db.read(move |conn| public_answers::get(conn, id)).await?;
        let answer = found.ok_or(ServiceError::NotFound)?;
        if answer.said.is_none() {
            return Err(ServiceError::Withdrawn);
        }
        Ok(PublicAnswerView { unit: reference.unit_name(answer.unit), answer })
    }
}
