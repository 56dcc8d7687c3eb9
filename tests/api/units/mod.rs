//! Units and the rules between them: reference data, routing, and what a change of units moves.

mod concurrent_changes;
pub mod dissolution;
mod ended_units;
pub mod import;
mod inherited_tips;
mod looking;
pub mod routing;
pub mod routing_rules;
mod signed;
pub mod succession;
