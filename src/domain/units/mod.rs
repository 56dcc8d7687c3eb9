//! Units, and what follows from which of them is meant: who answers, who must not hold a report, who stands in.

pub mod deputy;
pub mod exclusion;
pub mod position;
pub mod routing;
pub mod search;
pub mod unit;
pub mod words;
