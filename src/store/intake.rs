//! The hot path: everything one filed report writes, together with its neighbours, table by
//! table.

use diesel::prelude::*;

use super::backend::{Conn, insert_rows};
use super::channel::{integrity, service};
use super::error::StoreError;
use super::ledger::{self, LedgerRow};
use super::outbox::NoticeRow;
use super::reports::{self, ReportRows};
use super::schema::outbox;
use super::tokens::{self, TokenRow};
use crate::domain::case::Case;
use crate::domain::event::Event;
use crate::domain::kind::Channel;
use crate::domain::obligation::Obligation;

/// What one filed report writes.
pub struct Filed<'f> {
    /// The report itself.
    pub report: ReportRows,
    /// Its case.
    pub case: &'f Case,
    /// The obligations that begin.
    pub obligations: &'f [Obligation],
    /// The event of filing.
    pub event: &'f Event,
    /// What the receipt stands for.
    pub receipt: TokenRow,
    /// What the idempotency key stands for.
    pub key: TokenRow,
    /// Mail that is owed.
    pub notices: Vec<NoticeRow>,
    /// Counts that follow.
    pub ledger: Vec<LedgerRow>,
}

/// The rows of one report, made by its caller: the writer's thread only hands them over.
pub struct IntakeWrite {
    report: ReportRows,
    rows: Rows,
    receipt: TokenRow,
    key: TokenRow,
    notices: Vec<NoticeRow>,
    ledger: Vec<LedgerRow>,
}

enum Rows {
    Service(Box<service::FiledRows>),
    Integrity(Box<integrity::FiledRows>),
}

impl IntakeWrite {
    /// Makes the rows.
    ///
    /// # Errors
    /// When the event has no stored form.
    pub fn new(filed: Filed<'_>) -> Result<Self, StoreError> {
        let Filed { report, case, obligations, event, receipt, key, notices, ledger } = filed;
        let rows = match case.channel {
            Channel::Service => {
                Rows::Service(Box::new(service::FiledRows::new(case, obligations, event)?))
            }
            Channel::Integrity => {
                Rows::Integrity(Box::new(integrity::FiledRows::new(case, obligations, event)?))
            }
        };
        Ok(Self { report, rows, receipt, key, notices, ledger })
    }

    /// Reports with the same idempotency key go to the same writer, one after the other.
    pub(super) fn order_key(&self) -> Vec<u8> {
        self.key.hash.clone()
    }
}

/// Inserts the rows of all `writes`. Any duplicate receipt, key or number refuses all of them.
pub fn insert(tx: &mut Conn, writes: &[&IntakeWrite]) -> Result<(), StoreError> {
    // First, so that a duplicate is found before anything else is written.
    tokens::keep_all(tx, writes.iter().flat_map(|write| [&write.receipt, &write.key]).collect())?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for write in writes {
        match &write.rows {
            Rows::Service(rows) => ours.push(rows.as_ref()),
            Rows::Integrity(rows) => theirs.push(rows.as_ref()),
        }
    }
    service::insert_filed(tx, &ours)?;
    integrity::insert_filed(tx, &theirs)?;
    reports::insert(tx, writes.iter().map(|write| &write.report))?;
    insert_rows!(&mut *tx, outbox::table, writes.iter().flat_map(|write| &write.notices))?;
    ledger::append(tx, writes.iter().flat_map(|write| &write.ledger))
}
