//! How many mails of one sort go to one address, so that nobody is flooded: what is too much is put off, and
//! only what tells no more than a receipt does is left out.

use super::Dispatcher;
use super::fold::is_own;
use crate::domain::notice::MOST_SINGLE;
use crate::domain::notice::{Facts, News, Template, send_from};
use crate::domain::text::EmailAddress;
use crate::domain::time::Instant;
use crate::service::error::ServiceError;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::outbox::{self, FOR_MANY, NoticeRow, Settled};

/// So many mails of one sort a day go to one address of a reporter: anybody can type in the address of somebody else.
const MOST_A_DAY: usize = 9;
/// So many mails a day tell one colleague of notes.
const MOST_MENTIONS: usize = 10;

impl Dispatcher {
    /// How a notice ends for now whose address has had its mails of the day or of the hour. What staff wrote to
    /// somebody is not counted, and a second try was counted with the first.
    pub(super) async fn one_too_many(
        &self,
        notice: &NoticeRow,
        to: &EmailAddress,
        now: Instant,
    ) -> Result<Option<Settled>, ServiceError> {
        if notice.attempts > 1 || notice.last_error.is_some() {
            return Ok(None);
        }
        let calendar = &self.service.references.now().calendar;
        let (today, hour) = (now.office_day(), now.office_hour());
        let mailbox = to.mailbox();
        let morrow = today.tomorrow().map_err(ServiceError::internal)?;
        let morrow = send_from(Instant::at_office_hour(morrow, 0), calendar);
        let (of, most, else_) = match Template::parse(&notice.template) {
            Some(Template::ReporterFiled) => (mailbox, MOST_A_DAY, Settled::Cancelled),
            Some(Template::ContactCode) => {
                (format!("code:{mailbox}"), MOST_A_DAY, Settled::Cancelled)
            }
            // What became of a report that stands nobody can bury under dummies.
            Some(Template::ReporterNews) => {
                let facts: Option<Facts> = notice.payload.read();
                // Nor can a unit bury a question under what it announces.
                let told = facts.is_some_and(|facts| facts.news == Some(News::Announced));
                let sort = if told { "told" } else { "news" };
                (format!("{sort}:{mailbox}"), MOST_A_DAY, Settled::PutOff(morrow))
            }
            Some(Template::NoteMention) => (
                format!("mention:{}", notice.recipient_id.0),
                MOST_MENTIONS,
                Settled::PutOff(morrow),
            ),
            // More than a few within an hour come together in the next.
            Some(template) if FOR_MANY.contains(&notice.recipient_kind.as_str()) => {
                let own = is_own(notice, notice.payload.read().as_ref());
                let Some(sort) = template.digest(own) else { return Ok(None) };
                let next = Instant::at_office_hour(today, hour).plus_seconds(3600);
                let of = (&notice.recipient_kind, notice.recipient_id.0);
                let of = format!("{sort}:{hour:02}:{}:{}", of.0, of.1);
                (of, MOST_SINGLE, Settled::PutOff(send_from(next, calendar)))
            }
            _ => return Ok(None),
        };
        let hash = self.service.keys.tally_hash(&of);
        let tally = move |tx: &mut Conn| outbox::tally(tx, today, &hash);
        let count =
            self.service.db.write::<_, StoreError, _>("outbox.tally", "outbox", tally).await?;
        Ok((usize::try_from(count).unwrap_or(0) > most).then_some(else_))
    }
}
