//! What changes the reference data and what follows: imports, recounts, the change of units, routing rules.

#[cfg(test)]
mod agreement;
pub mod import;
pub mod recount;
pub mod routing;
pub mod strategies;
pub mod succession;
