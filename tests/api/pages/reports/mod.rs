//! Sending a report on its page, what comes beside it, and what is kept of it.

mod filing;
mod kept;
mod kinds;
mod photos;
mod sent_again;
