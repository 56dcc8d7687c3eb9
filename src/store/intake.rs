//! The hot path: everything one filed report writes, together with its neighbours, table by
//! table.

use diesel::prelude::*;

use super::backend::{Conn, insert_rows};
use super::channel::{integrity, service};
use super::error::StoreError;
use super::ledger::LedgerRow;
use super::outbox::NoticeRow;
use super::reports::{ContactRow, ReportRow, SealedRow};
use super::schema::{contacts, integrity_reports, ledger_entries, outbox, reports};
use super::tokens::{self, TokenRow};
use crate::domain::case::Case;
use crate::domain::event::Event;
use crate::domain::obligation::Obligation;

/// What one filed report writes.
pub struct Filed<'f> {
    /// The report itself, by channel.
    pub report: FiledReport,
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

/// A report as its channel keeps it.
pub enum FiledReport {
    /// In clear, with the contact beside it.
    Service(Box<ReportRow>, Option<Box<ContactRow>>),
    /// Sealed.
    Integrity(SealedRow),
}

/// The rows of one report, made by its caller: the writer's thread only hands them over.
pub struct IntakeWrite {
    rows: Rows,
    receipt: TokenRow,
    key: TokenRow,
    notices: Vec<NoticeRow>,
    ledger: Vec<LedgerRow>,
}

enum Rows {
    Service(Box<ReportRow>, Option<Box<ContactRow>>, Box<service::FiledRows>),
    Integrity(Box<SealedRow>, Box<integrity::FiledRows>),
}

impl IntakeWrite {
    /// Makes the rows.
    ///
    /// # Errors
    /// When the event has no stored form.
    pub fn new(filed: Filed<'_>) -> Result<Self, StoreError> {
        let Filed { report, case, obligations, event, receipt, key, notices, ledger } = filed;
        let rows = match report {
            FiledReport::Service(report, contact) => {
                let rows = service::FiledRows::new(case, obligations, event)?;
                Rows::Service(report, contact, Box::new(rows))
            }
            FiledReport::Integrity(report) => {
                let rows = integrity::FiledRows::new(case, obligations, event)?;
                Rows::Integrity(Box::new(report), Box::new(rows))
            }
        };
        Ok(Self { rows, receipt, key, notices, ledger })
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
    let (mut open, mut contact_rows, mut sealed) = (Vec::new(), Vec::new(), Vec::new());
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for write in writes {
        match &write.rows {
            Rows::Service(report, contact, rows) => {
                open.push(report.as_ref());
                contact_rows.extend(contact.as_deref());
                ours.push(rows.as_ref());
            }
            Rows::Integrity(report, rows) => {
                sealed.push(report.as_ref());
                theirs.push(rows.as_ref());
            }
        }
    }
    service::insert_filed(tx, &ours)?;
    integrity::insert_filed(tx, &theirs)?;
    insert_rows!(&mut *tx, reports::table, open)?;
    insert_rows!(&mut *tx, contacts::table, contact_rows)?;
    insert_rows!(&mut *tx, integrity_reports::table, sealed)?;
    insert_rows!(&mut *tx, outbox::table, writes.iter().flat_map(|write| &write.notices))?;
    insert_rows!(tx, ledger_entries::table, writes.iter().flat_map(|write| &write.ledger))?;
    Ok(())
}
