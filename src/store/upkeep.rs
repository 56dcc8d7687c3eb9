//! Care of the database as a whole: a copy for a backup, and a look at its health.

use std::io::{self, ErrorKind};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::backend::migrate::{Standing, newer, standing};
use super::backend::{self, Conn, DbUrl, Purpose, connect};
use super::error::StoreError;
use super::marks::{self, MarkRow};
use crate::domain::text::Words;
use crate::domain::time::Instant;
use crate::durable::Unnamed;

/// Writes a consistent copy of an SQLite database to `target`, which must not exist. PostgreSQL has `pg_dump` for that.
pub fn copy_to(url: &DbUrl, target: &Path) -> Result<(), StoreError> {
    let DbUrl::Sqlite(from) = url else {
        return Err(StoreError::setup(
            "hãy sao lưu PostgreSQL bằng công cụ của nó: pg_dump -Fc, hoặc bản sao gốc kèm WAL",
            "back PostgreSQL up with its own tools: pg_dump -Fc, or a base backup with WAL",
        ));
    };
    let standing = if from.exists() { standing(url)? } else { Standing::default() };
    if !standing.unknown.is_empty() {
        return Err(StoreError::Setup(newer(&standing.unknown)));
    }
    if !from.exists() || standing != Standing::default() {
        let from = from.display();
        return Err(StoreError::setup(
            format!("không có cơ sở dữ liệu đầy đủ ở {from}; chưa sao lưu gì"),
            format!("there is no complete database at {from}; nothing was backed up"),
        ));
    }
    let refused = |cause: io::Error| StoreError::Setup(not_written(target, &cause));
    if target.exists() {
        return Err(refused(ErrorKind::AlreadyExists.into()));
    }
    let unnamed = Unnamed::beside(target).map_err(refused)?;
    let no_text = || StoreError::setup("đường dẫn không phải UTF-8", "the path is not UTF-8");
    let text = unnamed.path().to_str().ok_or_else(no_text)?;
    let mut conn = connect(url, Purpose::Write)?;
    // VACUUM INTO takes an empty file.
    let copied = diesel::sql_query("VACUUM INTO $1").bind::<Text, _>(text).execute(&mut conn);
    copied.map_err(|cause| match StoreError::from(cause) {
        StoreError::Full => {
            let target = target.display();
            StoreError::setup(
                format!(
                    "không đủ chỗ cho bản sao lưu ở {target}: hãy dọn chỗ, hoặc chọn thư mục khác"
                ),
                format!(
                    "there is no room for the copy at {target}: make some, or name another folder"
                ),
            )
        }
        other => other,
    })?;
    let mut copy = connect(&DbUrl::Sqlite(unnamed.path().to_owned()), Purpose::Write)?;
    check(&mut copy)?;
    if let Conn::Sqlite(raw) = &mut copy {
        // The copy should be one file that can be carried away.
        raw.batch_execute("PRAGMA journal_mode=DELETE;")?;
    }
    drop(copy);
    unnamed.name_new(target).map_err(refused)
}

/// Why there is no copy, and what to do.
fn not_written(target: &Path, cause: &io::Error) -> Words {
    let name = target.display();
    match cause.kind() {
        ErrorKind::AlreadyExists => Words::new(
            format!("{name} đã có; sao lưu không ghi đè lên tệp nào"),
            format!("{name} exists already; a backup overwrites nothing"),
        ),
        ErrorKind::NotFound => Words::new(
            format!("chưa có thư mục của {name}; hãy tạo (hoặc gắn ổ đĩa) rồi chạy lại"),
            format!("the folder of {name} does not exist; make it, or mount it, and begin again"),
        ),
        _ => Words::new(
            format!("không ghi được {name}: {cause}"),
            format!("{name} cannot be written: {cause}"),
        ),
    }
}

/// The name under which the last backup is noted.
const BACKUP: &str = "backup";

/// Notes that a backup was written and checked. A row for itself: it needs no key, and a server that runs is in nobody's way.
pub fn note_backup(url: &DbUrl, at: Instant) -> Result<(), StoreError> {
    marks::put(&mut connect(url, Purpose::Write)?, &MarkRow::new(BACKUP, at, &())?)
}

/// The tables in whose pages PostgreSQL keeps what was removed until they are written anew.
const ERASED: [&str; 20] = [
    "uploads",
    "orphans",
    "former_emails",
    "events",
    "obligations",
    "contacts",
    "reports",
    "case_changes",
    "case_terms",
    "contact_terms",
    "attachments",
    "presences",
    "case_group_members",
    "staff_texts",
    "ratings",
    "cases",
    "outbox",
    "public_answers",
    "exports",
    "papers",
];

/// Removes from the files of the database what was removed from its tables. SQLite does so at once but for its log, which is
/// emptied; PostgreSQL writes the tables anew, one after the other, each for nobody else meanwhile. `told` hears of each.
///
/// # Errors
/// [`StoreError::Busy`] where somebody reads or writes a table for ten seconds, or the log, or an older transaction may still
/// see what was removed; what was done stays done.
pub fn erase(url: &DbUrl, told: impl Fn(&str)) -> Result<(), StoreError> {
    let mut conn = connect(url, Purpose::Write)?;
    if let Conn::Postgres(raw) = &mut conn {
        raw.batch_execute("SET statement_timeout = 0; SET lock_timeout = '10s'")?;
        // What somebody may still see is copied along with the rest.
        let held: i64 = diesel::dsl::sql::<diesel::sql_types::BigInt>(
            "SELECT (SELECT COUNT(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() \
             AND datname = current_database() AND backend_xmin IS NOT NULL) \
             + (SELECT COUNT(*) FROM pg_prepared_xacts) \
             + (SELECT COUNT(*) FROM pg_replication_slots WHERE xmin IS NOT NULL)",
        )
        .get_result(raw)?;
        if held > 0 {
            return Err(StoreError::Busy);
        }
        for table in ERASED {
            raw.batch_execute(&format!("VACUUM (FULL, ANALYZE) {table}"))?;
            told(table);
        }
        return Ok(());
    }
    backend::log::empty_log(&mut conn)?;
    told("-wal");
    Ok(())
}

/// Proves that a commit reaches the disk, by a row for itself.
pub fn prove_commit(url: &DbUrl, now: Instant) -> Result<(), StoreError> {
    marks::put(&mut connect(url, Purpose::Write)?, &MarkRow::new("check", now, &())?)
}

/// When the last backup was noted.
pub fn last_backup(conn: &mut Conn) -> Result<Option<Instant>, StoreError> {
    Ok(marks::get(conn, BACKUP)?.map(|mark| mark.at))
}

/// Proves that the database takes writes, without writing anything.
pub fn prove_writable(url: &DbUrl) -> Result<(), StoreError> {
    let mut conn = connect(url, Purpose::Write)?;
    backend::begin_write(&mut conn)?;
    match &mut conn {
        // It refuses only what would change something.
        Conn::Sqlite(raw) => raw.batch_execute("CREATE TABLE probe (n integer)")?,
        // A role for this service alone may be allowed no table, not even a temporary one.
        Conn::Postgres(raw) => {
            let state = diesel::dsl::sql::<Text>("SHOW transaction_read_only");
            let state: String = state.get_result(raw)?;
            if state == "on" {
                return Err(StoreError::ReadOnly);
            }
        }
    }
    backend::rollback(&mut conn)?;
    Ok(())
}

/// The name under which a demo marks the database it made.
const DEMO: &str = "demo";
/// The name under which the key file's fingerprint is kept.
const KEYS: &str = "keys";

/// Who made a database: nobody may throw away what a demo did not make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// There is nothing in it.
    Empty,
    /// A demo, for this day.
    Demo(String),
    /// Somebody in earnest.
    Real,
}

/// Who made the database, whatever state its schema is in. Nothing is changed or created.
pub fn origin(url: &DbUrl) -> Result<Origin, StoreError> {
    if let DbUrl::Sqlite(path) = url
        && !path.exists()
    {
        return Ok(Origin::Empty);
    }
    let mut conn = connect(url, Purpose::Read)?;
    let tables = tables(&mut conn)?;
    let has = |table: &str| tables.iter().any(|row| row.name == table);
    if has("marks")
        && let Some(mark) = marks::get(&mut conn, DEMO)?
    {
        return Ok(Origin::Demo(mark.read()?));
    }
    for table in ["users", "units", "reports", "integrity_reports"] {
        if has(table) {
            let query = format!("SELECT 'row' AS name FROM {table} LIMIT 1");
            let rows: Vec<Name> = diesel::sql_query(query).load(&mut conn)?;
            if !rows.is_empty() {
                return Ok(Origin::Real);
            }
        }
    }
    // Tables of somebody else's are nobody's to take.
    let ours =
        |name: &str| name.starts_with("__") || name.starts_with("sqlite_") || OURS.contains(&name);
    if tables.iter().all(|row| ours(&row.name)) { Ok(Origin::Empty) } else { Ok(Origin::Real) }
}

fn tables(conn: &mut Conn) -> Result<Vec<Name>, StoreError> {
    let query = match conn {
        Conn::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table'",
        Conn::Postgres(_) => {
            "SELECT tablename::text AS name FROM pg_tables \
             WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        }
    };
    Ok(diesel::sql_query(query).load(conn)?)
}

/// Every table of the schema, for telling an empty database of ours from another's.
const OURS: [&str; 90] = [
    "access_log",
    "account_links",
    "account_requests",
    "former_emails",
    "assessments",
    "attachments",
    "called_up",
    "matter_lists",
    "matters",
    "samples",
    "findings",
    "exclusions",
    "exclusion_acts",
    "excluded",
    "calendar_days",
    "case_changes",
    "case_group_members",
    "case_terms",
    "cases",
    "categories",
    "complexity_criteria",
    "consents",
    "conclusions",
    "conflicts",
    "contact_terms",
    "contacts",
    "criteria",
    "criteria_sets",
    "deadline_rules",
    "deputies",
    "escalations",
    "events",
    "exports",
    "hints",
    "dossier_imports",
    "dossier_months",
    "dossiers",
    "integrity_attachments",
    "integrity_cases",
    "integrity_events",
    "integrity_obligations",
    "integrity_ratings",
    "integrity_reports",
    "kinds",
    "ledger_entries",
    "ledger_months",
    "ledger_sums",
    "mail_tallies",
    "metrics",
    "marks",
    "movement_edits",
    "snapshots",
    "movements",
    "obligations",
    "outbox",
    "papers",
    "pause_rules",
    "pending_contacts",
    "presences",
    "personnel_checks",
    "procedures",
    "apologies",
    "postings",
    "public_answers",
    "rating_months",
    "ratings",
    "published_counts",
    "published_days",
    "published_parts",
    "published_quarters",
    "recommendations",
    "reference_versions",
    "reports",
    "routing_edits",
    "routing_rules",
    "recovery_codes",
    "second_factors",
    "sectors",
    "sessions",
    "sign_in_guards",
    "staff_texts",
    "successions",
    "transition_rules",
    "tokens",
    "units",
    "uploads",
    "orphans",
    "urgings",
    "users",
    "webhooks",
];

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Marks the database as made by a demo for `day`, in place of an earlier mark.
pub fn mark_demo(url: &DbUrl, day: &str, now: Instant) -> Result<(), StoreError> {
    marks::put(&mut connect(url, Purpose::Write)?, &MarkRow::new(DEMO, now, &day)?)
}

/// The fingerprint of the key file this database was first served with, whatever state its schema is in. Nothing is changed.
pub fn key_mark(url: &DbUrl) -> Result<Option<String>, StoreError> {
    if let DbUrl::Sqlite(path) = url
        && !path.exists()
    {
        return Ok(None);
    }
    let mut conn = connect(url, Purpose::Read)?;
    if !tables(&mut conn)?.iter().any(|row| row.name == "marks") {
        return Ok(None);
    }
    marks::get(&mut conn, KEYS)?.map(|mark| mark.read()).transpose()
}

/// Forgets which key file the database was served with: it is lost, and another takes its place. A
/// server of a PostgreSQL database that left its mark within three minutes forbids it: it still seals with the
/// keys it has in memory. (On SQLite the lock of the writer does.)
pub fn forget_keys(url: &DbUrl, now: Instant) -> Result<(), StoreError> {
    const LIVES_SECONDS: i64 = 180;
    let mut conn = connect(url, Purpose::Write)?;
    let living = |row: &MarkRow| {
        now < row.at.plus_seconds(LIVES_SECONDS) && row.at < now.plus_seconds(LIVES_SECONDS)
    };
    if matches!(conn, Conn::Postgres(_))
        && marks::beginning(&mut conn, marks::INSTANCES)?.iter().any(living)
    {
        return Err(StoreError::setup(
            "một máy chủ của cơ sở dữ liệu này còn chạy trong ba phút qua và giữ khóa cũ trong bộ nhớ: hãy dừng mọi máy \
             chủ, chờ ba phút, rồi chạy lại",
            "a server of this database lived within the last three minutes and has the old keys in memory: stop every \
             server, wait three minutes, and begin again",
        ));
    }
    marks::remove(&mut conn, KEYS)
}

/// Keeps the fingerprint of the key file, unless another process has kept one. Returns whose it is then.
pub fn mark_keys(url: &DbUrl, fingerprint: &str, now: Instant) -> Result<String, StoreError> {
    let mut conn = connect(url, Purpose::Write)?;
    marks::put_first(&mut conn, &MarkRow::new(KEYS, now, &fingerprint)?)?.read()
}

/// Asks SQLite whether its file is sound; PostgreSQL looks after that itself.
pub fn check(conn: &mut Conn) -> Result<(), StoreError> {
    let Conn::Sqlite(raw) = conn else { return Ok(()) };
    let verdict: String = diesel::dsl::sql::<Text>("PRAGMA integrity_check").get_result(raw)?;
    if verdict == "ok" {
        Ok(())
    } else {
        Err(StoreError::setup(
            format!("tệp SQLite bị hỏng: {verdict}"),
            format!("the SQLite file is damaged: {verdict}"),
        ))
    }
}
