//! How many mails of one sort went to an address on a day.

use diesel::prelude::*;

use crate::domain::time::Day;
use crate::store::backend::{Conn, each_backend};
use crate::store::error::StoreError;
use crate::store::schema::mail_tallies;
use crate::store::types::Date;

/// Counts one more mail to an address on `day`, and forgets the days before it. Returns how many they
/// are now.
pub fn tally(tx: &mut Conn, day: Day, address_hash: &[u8]) -> Result<i32, StoreError> {
    let n = mail_tallies::n;
    diesel::delete(mail_tallies::table.filter(mail_tallies::day.lt(Date(day)))).execute(tx)?;
    let first =
        (mail_tallies::day.eq(Date(day)), mail_tallies::address_hash.eq(address_hash), n.eq(1));
    Ok(each_backend!(tx, c => diesel::insert_into(mail_tallies::table)
        .values(first)
        .on_conflict((mail_tallies::day, mail_tallies::address_hash))
        .do_update()
        .set(n.eq(n + 1))
        .returning(n)
        .get_result(c))?)
}
