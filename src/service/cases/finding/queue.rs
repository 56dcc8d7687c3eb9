//! Queues: what is most urgent first, in pages that never skip or repeat a case.

use super::order::{self, Order};
use crate::domain::actor::Actor;
use crate::domain::ids::UserId;
use crate::domain::kind::Channel;
use crate::service::cases::{CaseItem, Service, names_of};
use crate::service::error::ServiceError;
use crate::service::paging::bounded;
use crate::store::backend::Conn;
use crate::store::cases::{self, CaseFilter, Hand, LOOKED_AT, Slice};
use crate::store::changes::Walk;
use crate::store::snapshot;
use crate::store::staff::users;

/// Counting stops here; more is "1,000+".
const COUNT_LIMIT: i64 = 1000;

/// Who is asked to have a case in hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InHand {
    /// Who asks.
    Me,
    /// Nobody.
    Nobody,
    /// Who signs in so.
    Login(String),
}

/// What a reader asks of a queue.
#[expect(clippy::struct_excessive_bools, reason = "each is one filter of the queue, not a state")]
#[derive(Debug, Clone)]
pub struct QueueQuery {
    /// Whose tables.
    pub channel: Channel,
    /// What must hold.
    pub filter: CaseFilter,
    /// The codes of the holder, as of today; those that nobody bears today mean who bore them last. So with every code.
    pub units: Vec<String>,
    /// The codes of whom it is about.
    pub accused: Vec<String>,
    /// Who has it in hand.
    pub assignee: Option<InHand>,
    /// Only cases whose holder has ended: they wait for an inspector.
    pub holder_ended: bool,
    /// Only what is late today.
    pub overdue: bool,
    /// Only what has lain unprocessed for so long that the law sets an alarm.
    pub tripwire: bool,
    /// In which order; of tips by urgency alone.
    pub order: Order,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many (1–100).
    pub limit: i64,
    /// Whether to count what matches.
    pub count: bool,
}

/// A page of a queue.
#[derive(Debug, Clone)]
pub struct Page {
    /// The cases, in order.
    pub items: Vec<CaseItem>,
    /// Where the next page begins; none on the last. A page may be short and have one: it looks at a bounded piece of the
    /// queue.
    pub next: Option<String>,
    /// How many match, if asked, counted up to [`COUNT_LIMIT`] and no further than a page looks.
    pub count: Option<usize>,
    /// Whether there may be more than were counted.
    pub count_capped: bool,
}

impl From<&str> for InHand {
    fn from(text: &str) -> Self {
        match text {
            "me" => Self::Me,
            "none" => Self::Nobody,
            login => Self::Login(login.to_owned()),
        }
    }
}

impl Service {
    /// Whose hand is asked for; none where nobody signs in so.
    async fn hand(&self, actor: &Actor, asked: InHand) -> Result<Option<Hand>, ServiceError> {
        let login = match asked {
            InHand::Me => return Ok(Some(Hand::Of(actor.user_id))),
            InHand::Nobody => return Ok(Some(Hand::Nobody)),
            InHand::Login(login) => login,
        };
        let found = self.db.read(move |conn| users::by_login(conn, &login)).await?;
        Ok(found.map(|user| Hand::Of(UserId::new(user.id.0))))
    }

    /// What a query asks for, by ids and days; none where nothing can be so.
    pub(in crate::service) async fn resolved(
        &self,
        actor: &Actor,
        query: &QueueQuery,
    ) -> Result<Option<CaseFilter>, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let mut filter = query.filter.clone();
        if query.overdue {
            filter.overdue_on = Some(today);
        }
        if query.tripwire {
            match reference.unprocessed_since(today)? {
                Some(day) => filter.unprocessed_since = Some(day),
                None => return Ok(None),
            }
        }
        if query.holder_ended {
            let units = reference.units.all().iter();
            let ended = units.filter(|unit| unit.valid_to.is_some_and(|last| last < today));
            filter.held_by = Some(ended.map(|unit| unit.id).collect());
        }
        let named = [(&query.units, &mut filter.units), (&query.accused, &mut filter.accused)];
        for (codes, ids) in named {
            ids.extend(
                codes.iter().filter_map(|code| Some(reference.units.last_with(code, today)?.id)),
            );
            if ids.is_empty() && !codes.is_empty() {
                return Ok(None);
            }
        }
        if let Some(hand) = query.assignee.clone() {
            match self.hand(actor, hand).await? {
                Some(hand) => filter.assignee = Some(hand),
                None => return Ok(None),
            }
        }
        Ok(Some(filter))
    }

    /// A page of the cases in the actor's scope.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`] for a cursor of another query or another reader.
    pub async fn queue(&self, actor: &Actor, query: QueueQuery) -> Result<Page, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let Some(filter) = self.resolved(actor, &query).await? else {
            let count = Some(0).filter(|_| query.count);
            return Ok(Page { items: Vec::new(), next: None, count, count_capped: false });
        };
        // A cursor holds for one reader and one query only.
        let bound = format!("{:?}|{}|{filter:?}|{:?}", actor.scope(), query.channel, query.order);
        if let Some(walk) = query.order.walk().filter(|_| query.channel == Channel::Service) {
            return self.by_time(actor, query, filter, (walk, bound)).await;
        }
        let after = self.place(query.cursor.as_deref(), &bound)?;
        let (scope, channel, limit) = (actor.scope(), query.channel, bounded(query.limit));
        let wanted = filter.clone();
        let count = query.count;
        let (page, names, count) = self
            .db
            .read(move |conn| {
                let slice = Slice { after, limit, looked_at: LOOKED_AT };
                // A page asks more than once: what moves between two of its walks would be on neither, or on both.
                snapshot(conn, |conn| {
                    let page = cases::queue(conn, channel, &scope, &wanted, slice)?;
                    let names = names_of(conn, page.cases.iter().filter_map(|case| case.assignee))?;
                    let count = count.then(|| {
                        cases::count(conn, channel, &scope, &wanted, COUNT_LIMIT, LOOKED_AT)
                    });
                    Ok((page, names, count.transpose()?))
                })
            })
            .await?;
        let seen = |case| CaseItem::new(&reference, Some(actor), case, &names, today);
        Ok(Page {
            items: page.cases.into_iter().map(seen).collect(),
            next: page.next.map(|place| self.end(&place, &bound)),
            count_capped: count.is_some_and(|(_, more)| more),
            count: count.map(|(found, _)| found),
        })
    }

    /// A page in an order of time.
    async fn by_time(
        &self,
        actor: &Actor,
        query: QueueQuery,
        filter: CaseFilter,
        (walk, bound): (Walk, String),
    ) -> Result<Page, ServiceError> {
        let (reference, today) = (self.references.ready()?, self.clock.today());
        let after = self.place(query.cursor.as_deref(), &bound)?;
        let (reader, asked, limit) = (actor.clone(), query.count, bounded(query.limit));
        let read = move |conn: &mut Conn| {
            let (found, next) = order::page(conn, &reader, &filter, walk, (after, limit))?;
            let found: Vec<_> = found.into_iter().map(|(_, case)| case).collect();
            let names = names_of(conn, found.iter().filter_map(|case| case.assignee))?;
            let scope = reader.scope();
            let count = asked.then(|| {
                cases::count(conn, Channel::Service, &scope, &filter, COUNT_LIMIT, LOOKED_AT)
            });
            Ok((found, next, names, count.transpose()?))
        };
        let (found, next, names, count) = self.db.read(read).await?;
        let seen = |case| CaseItem::new(&reference, Some(actor), case, &names, today);
        Ok(Page {
            items: found.into_iter().map(seen).collect(),
            next: next.map(|place| self.end(&place, &bound)),
            count_capped: count.is_some_and(|(_, more)| more),
            count: count.map(|(found, _)| found),
        })
    }
}
