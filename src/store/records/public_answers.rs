//! What is public of answers. Nothing here leads to a case: the case keeps the id.

use diesel::prelude::*;

use crate::domain::case::Outcome;
use crate::domain::ids::{PublicAnswerId, UnitId};
use crate::domain::kind::Kind;
use crate::domain::records::public_answer::{PublicAnswer, Said};
use crate::domain::time::Day;
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::public_answers;
use crate::store::types::{Date, Id};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = public_answers, treat_none_as_default_value = false)]
struct PublicAnswerRow {
    id: Id,
    unit_id: Id,
    kind: String,
    category: String,
    outcome: String,
    question: Option<String>,
    answer: Option<String>,
    published_on: Date,
    withdrawn_on: Option<Date>,
}

impl TryFrom<PublicAnswerRow> for PublicAnswer {
    type Error = StoreError;

    fn try_from(row: PublicAnswerRow) -> Result<Self, StoreError> {
        let said = row.question.zip(row.answer);
        Ok(Self {
            id: PublicAnswerId::new(row.id.0),
            unit: UnitId::new(row.unit_id.0),
            kind: corrupt(Kind::parse(&row.kind), "public_answers", "kind")?,
            category: row.category,
            outcome: corrupt(Outcome::parse(&row.outcome), "public_answers", "outcome")?,
            published_on: row.published_on.0,
            said: said.map(|(question, answer)| Said { question, answer }),
        })
    }
}

/// What a list may be narrowed by. Every field that is set must hold.
#[derive(Debug, Clone, Default)]
pub struct PublicAnswerFilter {
    /// Any of these units; all where there are none.
    pub units: Option<Vec<UnitId>>,
    /// The kind.
    pub kind: Option<Kind>,
    /// The category's code.
    pub category: Option<String>,
    /// First and last day of publishing.
    pub days: Option<(Day, Day)>,
}

/// Publishes an answer.
pub fn insert(tx: &mut Conn, one: &PublicAnswer) -> Result<(), StoreError> {
    let row = PublicAnswerRow {
        id: Id(one.id.uuid()),
        unit_id: Id(one.unit.uuid()),
        kind: one.kind.as_str().to_owned(),
        category: one.category.clone(),
        outcome: one.outcome.as_str().to_owned(),
        question: one.said.as_ref().map(|said| said.question.clone()),
        answer: one.said.as_ref().map(|said| said.answer.clone()),
        published_on: Date(one.published_on),
        withdrawn_on: None,
    };
    diesel::insert_into(public_answers::table).values(row).execute(tx)?;
    Ok(())
}

/// Withdraws an answer: that there was one stays, its words go, for they may be the reason.
///
/// # Errors
/// [`StoreError::Stale`] if it is not public.
pub fn withdraw(tx: &mut Conn, id: PublicAnswerId, on: Day) -> Result<(), StoreError> {
    let moved = diesel::update(public_answers::table.find(Id(id.uuid())))
        .filter(public_answers::withdrawn_on.is_null())
        .set((
            public_answers::question.eq(None::<String>),
            public_answers::answer.eq(None::<String>),
            public_answers::withdrawn_on.eq(Some(Date(on))),
        ))
        .execute(tx)?;
    if moved == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// The answer of this id, also a withdrawn one.
pub fn get(conn: &mut Conn, id: PublicAnswerId) -> Result<Option<PublicAnswer>, StoreError> {
    public_answers::table
        .find(Id(id.uuid()))
        .select(PublicAnswerRow::as_select())
        .first(conn)
        .optional()?
        .map(PublicAnswer::try_from)
        .transpose()
}

/// A page of what is public, the newest day first, from behind `after`.
pub fn list(
    conn: &mut Conn,
    filter: &PublicAnswerFilter,
    after: Option<(Day, PublicAnswerId)>,
    limit: i64,
) -> Result<Vec<PublicAnswer>, StoreError> {
    let mut query = public_answers::table
        .filter(public_answers::withdrawn_on.is_null())
        .order((public_answers::published_on.desc(), public_answers::id.asc()))
        .limit(limit)
        .select(PublicAnswerRow::as_select())
        .into_boxed();
    if let Some(units) = &filter.units {
        let ids: Vec<Id> = units.iter().map(|unit| Id(unit.uuid())).collect();
        query = query.filter(public_answers::unit_id.eq_any(ids));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(public_answers::kind.eq(kind.as_str()));
    }
    if let Some(category) = &filter.category {
        query = query.filter(public_answers::category.eq(category.clone()));
    }
    if let Some((first, last)) = filter.days {
        query = query
            .filter(public_answers::published_on.ge(Date(first)))
            .filter(public_answers::published_on.le(Date(last)));
    }
    if let Some((day, id)) = after {
        query = query.filter(public_answers::published_on.le(Date(day))).filter(
            public_answers::published_on.lt(Date(day)).or(public_answers::id.gt(Id(id.uuid()))),
        );
    }
    query.load(conn)?.into_iter().map(PublicAnswer::try_from).collect()
}
