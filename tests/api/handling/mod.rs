//! What officers and inspectors do with a case, and who learns of it.

mod answers;
mod calling;
mod commands;
mod consultation;
mod custody;
mod declines;
mod disputes;
mod forwards;
mod merging;
mod qualifying;
pub mod referral;
mod referral_secrecy;
mod remainder;
mod scope;
mod statements;
