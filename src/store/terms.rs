//! Terms of cases of the service channel, added after the filing by whoever has time: what a search looks up.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::backend::{Conn, each_backend};
use super::error::StoreError;
use super::schema::{case_terms, contact_terms, reports};

/// What every case has that was read: no word and no code is like it.
const READ: &str = "";
/// So many rows go into one statement.
const ROWS: usize = 2_000;

/// The next `most` reports behind `after`, in order, each with whether it was read.
pub fn behind(conn: &mut Conn, after: i64, most: i64) -> Result<Vec<(i64, bool)>, StoreError> {
    let read = case_terms::case_key.eq(reports::case_key).and(case_terms::term.eq(READ));
    Ok(reports::table
        .left_join(case_terms::table.on(read))
        .filter(reports::case_key.gt(after))
        .order(reports::case_key.asc())
        .select((reports::case_key, case_terms::case_key.nullable().is_not_null()))
        .limit(most)
        .load(conn)?)
}

/// Which of these reports are still there. Whoever removes one waits until this transaction is over.
pub fn held(tx: &mut Conn, keys: &[i64]) -> Result<Vec<i64>, StoreError> {
    let there = reports::table
        .filter(reports::case_key.eq_any(keys))
        .order(reports::case_key.asc())
        .select(reports::case_key);
    Ok(match tx {
        Conn::Postgres(conn) => there.for_share().load(conn)?,
        Conn::Sqlite(conn) => there.load(conn)?,
    })
}

/// Adds the terms of cases, which are read then.
pub fn read(tx: &mut Conn, all: &[(i64, BTreeSet<String>)]) -> Result<(), StoreError> {
    let of = |(key, terms): &(i64, BTreeSet<String>)| {
        let key = *key;
        terms
            .iter()
            .cloned()
            .chain([READ.to_owned()])
            .map(move |term| (term, key))
            .collect::<Vec<_>>()
    };
    add(tx, all.iter().flat_map(of))
}

/// Adds terms of cases.
pub fn add(tx: &mut Conn, all: impl IntoIterator<Item = (String, i64)>) -> Result<(), StoreError> {
    let rows = all.into_iter();
    let rows = rows.map(|(term, key)| (case_terms::term.eq(term), case_terms::case_key.eq(key)));
    let rows: Vec<_> = rows.collect();
    match tx {
        // One by one with a statement that stays prepared.
        Conn::Sqlite(conn) => rows.into_iter().try_for_each(|row| {
            let row = diesel::insert_into(case_terms::table).values(row);
            row.on_conflict_do_nothing().execute(conn).map(drop)
        })?,
        Conn::Postgres(conn) => rows.chunks(ROWS).try_for_each(|chunk| {
            let rows = diesel::insert_into(case_terms::table).values(chunk.to_vec());
            rows.on_conflict_do_nothing().execute(conn).map(drop)
        })?,
    }
    Ok(())
}

/// Adds by what the contacts of cases are looked up: keyed hashes alone.
pub fn add_contacts(
    tx: &mut Conn,
    all: impl IntoIterator<Item = (i64, Vec<[u8; 32]>)>,
) -> Result<(), StoreError> {
    for (key, hashes) in all {
        for hash in hashes {
            let row = (contact_terms::hash.eq(hash.to_vec()), contact_terms::case_key.eq(key));
            each_backend!(&mut *tx, c => diesel::insert_into(contact_terms::table)
                .values(row)
                .on_conflict_do_nothing()
                .execute(c))?;
        }
    }
    Ok(())
}

/// Puts by what a contact is looked up in the place of what it was looked up by before.
pub fn change_contact(tx: &mut Conn, key: i64, hashes: Vec<[u8; 32]>) -> Result<(), StoreError> {
    diesel::delete(contact_terms::table.filter(contact_terms::case_key.eq(key))).execute(tx)?;
    add_contacts(tx, [(key, hashes)])
}

/// The last `most` cases whose contact has this hash.
pub fn of_contact(conn: &mut Conn, hash: &[u8; 32], most: i64) -> Result<Vec<i64>, StoreError> {
    let found = contact_terms::table.filter(contact_terms::hash.eq(hash.to_vec()));
    let found = found.order(contact_terms::case_key.desc()).limit(most);
    Ok(found.select(contact_terms::case_key).load(conn)?)
}

/// Removes the terms of a case that goes on as a tip, and by what its contact was looked up.
pub fn remove(tx: &mut Conn, key: i64) -> Result<(), StoreError> {
    diesel::delete(contact_terms::table.filter(contact_terms::case_key.eq(key))).execute(tx)?;
    diesel::delete(case_terms::table.filter(case_terms::case_key.eq(key))).execute(tx)?;
    Ok(())
}

/// The cases that have one of `terms`; none where there are more than `most`.
pub(super) fn keys_of(
    conn: &mut Conn,
    terms: &[String],
    most: i64,
) -> Result<Option<Vec<i64>>, StoreError> {
    let found = case_terms::table.filter(case_terms::term.eq_any(terms));
    let beyond = most.saturating_add(1);
    let keys: Vec<i64> = found.select(case_terms::case_key).limit(beyond).load(conn)?;
    Ok(Some(keys).filter(|keys| i64::try_from(keys.len()).is_ok_and(|count| count <= most)))
}
