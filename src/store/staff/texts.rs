//! What members of staff write for themselves and each other: notes and drafts on a case, saved views, templates of replies.

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::case::Case;
use crate::domain::ids::{CaseKey, UnitId, UserId};
use crate::domain::time::Instant;
use crate::store::backend::{Conn, each_backend};
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::outbox;
use crate::store::schema::{case_group_members, staff_texts};
use crate::store::types::{Id, Json};

/// What kind of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// On a case, for one body.
    Note,
    /// On a case, for its author.
    Draft,
    /// A query of the queue.
    View,
    /// Words for answers.
    Template,
    /// Cases of one cause.
    Group,
}

impl TextKind {
    const ALL: [Self; 5] = [Self::Note, Self::Draft, Self::View, Self::Template, Self::Group];

    /// As it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Draft => "draft",
            Self::View => "view",
            Self::Template => "template",
            Self::Group => "group",
        }
    }
}

/// A text as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffText {
    /// Its id: who may have one of a name has one id for it.
    pub id: Uuid,
    /// What kind it is.
    pub kind: TextKind,
    /// The body of its author.
    pub unit: Option<UnitId>,
    /// Who wrote it last.
    pub author: UserId,
    /// Of a note or a draft, the case.
    pub case: Option<CaseKey>,
    /// Whether the author's body reads it.
    pub shared: bool,
    /// What it is called; of a note or a group, among whom it is read.
    pub name: String,
    /// What it says.
    pub said: Json,
    /// How often it was written.
    pub version: i32,
    /// When it was written last.
    pub changed_at: Instant,
}

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = staff_texts, treat_none_as_default_value = false, treat_none_as_null = true)]
struct TextRow {
    id: Id,
    kind: String,
    unit_id: Option<Id>,
    user_id: Id,
    case_key: Option<i64>,
    shared: bool,
    name: String,
    said: Json,
    version: i32,
    changed_at: Instant,
}

impl From<&StaffText> for TextRow {
    fn from(text: &StaffText) -> Self {
        Self {
            id: Id(text.id),
            kind: text.kind.as_str().to_owned(),
            unit_id: text.unit.map(|unit| Id(unit.uuid())),
            user_id: Id(text.author.uuid()),
            case_key: text.case.map(CaseKey::number),
            shared: text.shared,
            name: text.name.clone(),
            said: text.said.clone(),
            version: text.version,
            changed_at: text.changed_at,
        }
    }
}

impl TryFrom<TextRow> for StaffText {
    type Error = StoreError;

    fn try_from(row: TextRow) -> Result<Self, StoreError> {
        let kind = TextKind::ALL.into_iter().find(|kind| kind.as_str() == row.kind);
        Ok(Self {
            id: row.id.0,
            kind: corrupt(kind, "staff_texts", "kind")?,
            unit: row.unit_id.map(|unit| UnitId::new(unit.0)),
            author: UserId::new(row.user_id.0),
            case: row.case_key.map(CaseKey::new),
            shared: row.shared,
            name: row.name,
            said: row.said,
            version: row.version,
            changed_at: row.changed_at,
        })
    }
}

fn read(rows: Vec<TextRow>) -> Result<Vec<StaffText>, StoreError> {
    rows.into_iter().map(StaffText::try_from).collect()
}

/// Puts a text in the place of an earlier one of its id.
pub fn put(tx: &mut Conn, text: &StaffText) -> Result<(), StoreError> {
    let row = TextRow::from(text);
    each_backend!(tx, c => diesel::insert_into(staff_texts::table)
        .values(&row)
        .on_conflict(staff_texts::id)
        .do_update()
        .set(&row)
        .execute(c))?;
    Ok(())
}

/// The text of this id.
pub fn get(conn: &mut Conn, id: Uuid) -> Result<Option<StaffText>, StoreError> {
    let found = staff_texts::table.find(Id(id)).select(TextRow::as_select());
    found.first(conn).optional()?.map(StaffText::try_from).transpose()
}

/// Removes the text of this id; whether there was one.
pub fn remove(tx: &mut Conn, id: Uuid) -> Result<bool, StoreError> {
    Ok(diesel::delete(staff_texts::table.find(Id(id))).execute(tx)? == 1)
}

/// Removes every text on a case, the mails that told of one, and the case from every group.
pub fn remove_of_case(tx: &mut Conn, case: &Case) -> Result<(), StoreError> {
    let key = case.key.number();
    diesel::delete(staff_texts::table.filter(staff_texts::case_key.eq(Some(key)))).execute(tx)?;
    diesel::delete(case_group_members::table.filter(case_group_members::case_key.eq(key)))
        .execute(tx)?;
    outbox::remove_mentions(tx, case.id)
}

/// The newest notes of this name that a body has on a case, `most` at most, the first one first.
pub fn notes(
    conn: &mut Conn,
    case: CaseKey,
    (unit, name): (UnitId, &str),
    most: i64,
) -> Result<Vec<StaffText>, StoreError> {
    let mut rows: Vec<TextRow> = staff_texts::table
        .filter(staff_texts::case_key.eq(Some(case.number())))
        .filter(staff_texts::kind.eq(TextKind::Note.as_str()))
        .filter(staff_texts::unit_id.eq(Some(Id(unit.uuid()))))
        .filter(staff_texts::name.eq(name))
        .order((staff_texts::changed_at.desc(), staff_texts::id.desc()))
        .select(TextRow::as_select())
        .limit(most)
        .load(conn)?;
    rows.reverse();
    read(rows)
}

/// How many notes `author` has on a case, whoever reads them.
pub fn notes_of(conn: &mut Conn, case: CaseKey, author: UserId) -> Result<i64, StoreError> {
    Ok(staff_texts::table
        .filter(staff_texts::case_key.eq(Some(case.number())))
        .filter(staff_texts::kind.eq(TextKind::Note.as_str()))
        .filter(staff_texts::user_id.eq(Id(author.uuid())))
        .count()
        .get_result(conn)?)
}

/// The texts of a kind that `author` wrote, by name; `most` at most.
pub fn own(
    conn: &mut Conn,
    kind: TextKind,
    author: UserId,
    most: i64,
) -> Result<Vec<StaffText>, StoreError> {
    let rows = staff_texts::table
        .filter(staff_texts::user_id.eq(Id(author.uuid())))
        .filter(staff_texts::kind.eq(kind.as_str()))
        .order((staff_texts::name.asc(), staff_texts::id.asc()))
        .select(TextRow::as_select())
        .limit(most)
        .load(conn)?;
    read(rows)
}

/// The texts of a kind that members of `unit` share, by name; `most` at most.
pub fn shared(
    conn: &mut Conn,
    kind: TextKind,
    unit: UnitId,
    most: i64,
) -> Result<Vec<StaffText>, StoreError> {
    let rows = staff_texts::table
        .filter(staff_texts::unit_id.eq(Some(Id(unit.uuid()))))
        .filter(staff_texts::kind.eq(kind.as_str()))
        .filter(staff_texts::shared.eq(true))
        .order((staff_texts::name.asc(), staff_texts::id.asc()))
        .select(TextRow::as_select())
        .limit(most)
        .load(conn)?;
    read(rows)
}
