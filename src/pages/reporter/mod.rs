//! Pages of somebody who reports: sending it, and following what was sent.

mod acts;
mod follow;
mod known;
mod photo;
mod report;
mod shown;
mod typed;

pub(super) use follow::{ask, show};
pub(super) use report::{begin, go_on};
