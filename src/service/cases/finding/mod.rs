//! Finding cases: queues and what narrows them, how much of what they hold, what waits, what is like another.

pub(in crate::service) mod contact;
mod facets;
mod order;
mod queue;
mod similar;
mod summary;
mod terms;

pub use contact::ByContact;
pub use facets::Facet;
pub use order::Order;
pub(in crate::service) use order::changed;
pub use queue::{InHand, QueueQuery};
pub use summary::AtLeast;
