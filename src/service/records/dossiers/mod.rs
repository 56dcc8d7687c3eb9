//! The feed of dossiers: what it sends is judged and compared, taken in once, and read by those who watch.

mod judge;
mod list;
mod months;
mod sheet;
mod standing;
mod take;

pub use judge::{Difference, Seen, SentDossier};
pub use list::{DossierQuery, DossierView, NamedImport};
pub use months::SentMonth;
pub use sheet::{DossierSheet, Line};
pub use take::{BATCH, FeedBatch, Request, Totals};
