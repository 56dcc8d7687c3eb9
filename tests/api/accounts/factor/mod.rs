//! The second factor of staff: its codes, how it ends, and what asks for it again.

mod codes;
pub mod ends;
pub mod phones;
pub mod proof;
mod thefts;
