//! The reporter rates the answer. It is no event: no version, mail, count or log tells of it, whatever is said with it.

use serde_json::Value;

use crate::domain::lifecycle::Refusal;
use crate::domain::receipt::Receipt;
use crate::domain::records::rating::{Opinion, Rating, Score};
use crate::service::cases::rating::{keep, last_answer, refusal};
use crate::service::cases::record::CaseFile;
use crate::service::cases::tracking::Tracked;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::idempotency::RequestKey;
use crate::service::once::Answered;
use crate::store::backend::Conn;
use crate::store::cases;
use crate::store::records::ratings;

/// What the reporter says of the answer.
#[derive(Debug, Clone)]
pub struct Rated {
    /// How satisfied.
    pub score: Score,
    /// Whether money or a gift was asked for, where that was said.
    pub asked_for_money: Option<bool>,
    /// Words for inspectors.
    pub words: Option<String>,
}

impl Service {
    /// Rates the answer to the report behind `receipt`, or puts another word in the place of the one before. A score is kept with
    /// the case; everything else is sealed apart, in a row of the same kind whether anything else was said or not.
    ///
    /// # Errors
    /// [`ServiceError::UnknownReceipt`]; [`ServiceError::Refused`] while there is no answer, for a tip, while a desk's slip is not
    /// activated, for what was called up, and ten days after the first word; [`ServiceError::KeyReused`].
    pub async fn rate(
        &self,
        receipt: &Receipt,
        said: Rated,
        key: &str,
        body: &Value,
    ) -> Result<Answered<Tracked>, ServiceError> {
        let id = self.case_of_receipt(receipt).await?;
        let caller = format!("reporter:{id}");
        let key = RequestKey::new(&self.keys, &caller, key, "rate_report", body);
        let (service, lookup) = (self.clone(), self.keys.lookup(receipt));
        let make = move |tx: &mut Conn| {
            let case = cases::of_receipt(tx, &lookup)?.ok_or(ServiceError::UnknownReceipt)?;
            let case = cases::chain(tx, case)?.pop().ok_or(ServiceError::UnknownReceipt)?;
            let file = CaseFile::load(tx, case)?;
            let (case, version) = service.rated(tx, &file, &said)?;
            Ok((case, version, ()))
        };
        let done = self.once_in_turn("rating", id, key, |_, _, _| Ok(()), make).await?;
        Ok(Answered { value: self.track(receipt).await?, replayed: done.replayed })
    }

    fn rated(
        &self,
        tx: &mut Conn,
        file: &CaseFile,
        said: &Rated,
    ) -> Result<(uuid::Uuid, i32), Fault> {
        let (case, today) = (&file.case, self.clock.today());
        let before = ratings::get(tx, case.key)?;
        if let Some(why) = refusal(case, file.kept.activated, before.as_ref(), today) {
            return Err(ServiceError::Refused(why).into());
        }
        let answer = last_answer(case, &cases::events(tx, case)?);
        let (unit, answered_on) = answer.ok_or(ServiceError::Refused(Refusal::NotAnswered))?;
        let rating = Rating {
            score: said.score,
            unit,
            answered_on,
            first_on: before.map_or(today, |before| before.first_on),
            changed_on: today,
        };
        ratings::put(tx, case.key, &rating)?;
        let opinion = Opinion::new(case.id, &rating, said.asked_for_money, said.words.clone());
        keep(tx, &self.keys, &opinion)?;
        Ok((case.id.uuid(), case.version))
    }
}
