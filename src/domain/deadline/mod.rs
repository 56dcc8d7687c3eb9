//! Legal periods: how they are counted, explained, and which rule gives them.

mod period;
mod rule;
#[cfg(test)]
mod tests;

pub use period::{
    ExplainedDay, Explanation, Period, PeriodFault, PeriodUnit, Why, due_on, explain,
};
pub use rule::{AppliesBy, Basis, DeadlineRule, FromEvent, RuleBook, RuleFault, Step, Variant};
