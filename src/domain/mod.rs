//! What the service knows about people, units, days and law, without any input or output.

pub mod ids;
pub mod time;
