//! Pictures of figures as SVG, made here: each says in words what it shows, and reads on a small telephone and in black and white.

mod axes;
mod columns;
mod dots;
mod drawing;
mod figures;
mod line;
mod scale;
mod standings;
mod words;

pub(crate) use figures::Wording;
pub(crate) use standings::tenths;
pub(crate) use words::{capital, number, percent, period};
