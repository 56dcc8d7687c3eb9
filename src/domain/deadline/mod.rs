//! Legal periods: how they are counted, explained, and which rule gives them.

mod period;
#[cfg(test)]
mod properties;
mod reckoning;
mod rule;
#[cfg(test)]
mod tests;

pub use period::{ExplainedDay, Explanation, Period, PeriodFault, PeriodUnit, Why};
pub use reckoning::{Reckoning, Standstill, due_before, due_on, explain};
pub use rule::{ANY_KIND, AppliesBy, Basis, DeadlineRule, FromEvent, RuleBook, Step, Variant};
