//! What the command line says, in one table: a row has a name, the Vietnamese sentence and the English one.

/// Rows of sentences: `name(what, stands, in, it) => "tiếng Việt", "English";`. Each becomes a function that fills both.
macro_rules! sentences {
    ($($name:ident($($arg:ident),*) => $vi:literal, $en:literal;)+) => {
        $(
            pub(in crate::cli) fn $name(
                $($arg: &dyn std::fmt::Display),*
            ) -> crate::domain::text::Words {
                crate::domain::text::Words::new(format!($vi), format!($en))
            }
        )+
    };
}

pub(super) mod check;
pub(super) mod done;
mod errors;
pub(super) mod faults;
pub(super) mod help;
pub(super) mod successors;

pub(super) use errors::Told;
