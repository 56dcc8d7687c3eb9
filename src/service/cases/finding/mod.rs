//! Finding cases: queues and what narrows them, how much of what they hold, what waits, what is like another.

mod facets;
mod queue;
mod similar;
mod summary;
mod terms;

pub use facets::Facet;
pub use queue::{InHand, QueueQuery};
pub use summary::AtLeast;
