//! Mail into memory, with failures that can be planned: for tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::message::build;
use super::{Mail, MailFault};
use crate::domain::text::EmailAddress;

/// What was sent, and what is to fail next.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    sent: Vec<Mail>,
    planned: VecDeque<MailFault>,
    away: bool,
}

impl Memory {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn send(&self, mail: &Mail) -> Result<(), MailFault> {
        let sender = EmailAddress::parse("noreply@liemchinh.example")
            .map_err(|_| MailFault::Permanent("no sender".to_owned()))?;
        build(&sender, mail)?;
        let mut state = self.state();
        if let Some(fault) = state.planned.pop_front() {
            return Err(fault);
        }
        if state.away {
            return Err(MailFault::Transient("the mail server is away".to_owned()));
        }
        state.sent.push(mail.clone());
        Ok(())
    }

    /// Lets the next try fail.
    pub fn fail_next(&self, fault: MailFault) {
        self.state().planned.push_back(fault);
    }

    /// Lets every try fail, or none.
    pub fn refuse(&self, away: bool) {
        self.state().away = away;
    }

    /// What was sent since the last call.
    pub fn take(&self) -> Vec<Mail> {
        std::mem::take(&mut self.state().sent)
    }
}
