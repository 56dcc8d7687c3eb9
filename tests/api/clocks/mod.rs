//! Last days, how they are counted, and what happens when the clock or the calendar changes.

mod agreement;
mod calculator;
mod complexity;
mod deadlines;
mod desk_days;
mod drawing;
mod kinds;
mod recount;
mod undecided_years;
mod watching;
mod wrong_clock;
