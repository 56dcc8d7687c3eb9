//! What the days bring: last days that pass, waits that end, urging; and the calculator that explains them.

mod calling;
mod lapses;
pub mod law;
pub mod urging;
pub(in crate::service) mod watch;
