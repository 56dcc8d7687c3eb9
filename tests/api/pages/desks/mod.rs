//! Desks of those who work with the service, as their browsers show them.

mod administration;
mod board;
mod desk;
mod records;
mod triage;
mod watching;
mod writing;
