//! Pages of somebody who reports: following what was sent.

mod acts;
mod follow;
mod shown;

pub(super) use follow::{ask, show};
