//! What the service knows about people, units, days and law, without any input or output.

pub mod access;
pub mod actor;
pub mod calendar;
pub mod case;
pub(crate) mod codes;
pub mod custody;
pub mod deadline;
pub mod emulation;
pub mod event;
pub mod fault;
pub mod ids;
pub mod kind;
pub mod law;
pub mod ledger;
pub mod lifecycle;
pub mod notice;
pub mod obligation;
pub mod receipt;
pub mod records;
pub mod report;
pub mod running;
pub mod succession;
pub mod text;
pub mod time;
pub mod units;
pub mod urging;
