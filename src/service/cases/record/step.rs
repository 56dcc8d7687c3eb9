//! What happens to a case, who does it, and from where the case comes to it.

use super::CaseFile;
use crate::domain::case::Case;
use crate::domain::event::EventKind;
use crate::domain::ids::UserId;
use crate::domain::kind::Channel;
use crate::domain::notice::{Recipient, is_news};
use crate::domain::obligation::{Obligation, What};
use crate::domain::time::{Day, Instant};
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::store::reports::ReportRows;

/// Who does something, and when.
#[derive(Debug, Clone, Copy)]
pub(in crate::service) struct Stamp {
    /// The member of staff, where it is one.
    pub(in crate::service) actor: Option<UserId>,
    /// When.
    pub(in crate::service) at: Instant,
}

impl Stamp {
    /// What the service does by itself.
    pub(in crate::service) const fn of_the_clock(at: Instant) -> Self {
        Self { actor: None, at }
    }
}

/// From where a case comes to an event.
pub(in crate::service) enum Before<'f> {
    /// It is on file.
    On(&'f CaseFile),
    /// It begins with what the case on this file leaves.
    RestOf(&'f CaseFile),
    /// It is filed; mail for the reporter goes here.
    Nothing(Option<Recipient>),
}

/// What happens to a case, as its decision says.
pub(in crate::service) struct Step {
    /// The case afterwards; its version, its nearest last day and its last day of all are not looked at.
    pub(in crate::service) next: Case,
    /// What happens.
    pub(in crate::service) event_kind: EventKind,
    /// The obligations it changes, in order, each as it is afterwards.
    pub(in crate::service) changed: Vec<(Obligation, What)>,
    /// The obligations that begin.
    pub(in crate::service) opened: Vec<Obligation>,
    /// What begins and is done with the event: every change, in order.
    pub(in crate::service) done_at_once: Vec<(Obligation, What)>,
    /// The office day it is dated, where that is another than today.
    pub(in crate::service) dated: Option<Day>,
    /// What was filed, where a case begins.
    pub(in crate::service) report: Option<ReportRows>,
}

impl Step {
    /// Something that happens to a case and to nothing it owes.
    pub(in crate::service) const fn new(next: Case, event_kind: EventKind) -> Self {
        Self {
            next,
            event_kind,
            changed: Vec::new(),
            opened: Vec::new(),
            done_at_once: Vec::new(),
            dated: None,
            report: None,
        }
    }
}

impl Before<'_> {
    /// The case it goes on from.
    pub(super) const fn case(&self) -> Option<&Case> {
        match self {
            Self::On(file) | Self::RestOf(file) => Some(&file.case),
            Self::Nothing(_) => None,
        }
    }

    /// The file that is continued.
    pub(super) const fn file(&self) -> Option<&CaseFile> {
        match self {
            Self::On(file) => Some(file),
            Self::RestOf(_) | Self::Nothing(_) => None,
        }
    }

    /// Where the reporter gets mail of `event_kind`, if an address was left.
    pub(super) fn reporter(
        &self,
        service: &Service,
        event_kind: &EventKind,
    ) -> Result<Option<Recipient>, ServiceError> {
        match self {
            Self::Nothing(reporter) => Ok(*reporter),
            // A tipper's address is opened only for news: what cannot be opened stops no clock.
            Self::On(file) | Self::RestOf(file)
                if file.case.channel == Channel::Service || is_news(event_kind) =>
            {
                file.reporter(&service.keys)
            }
            Self::On(_) | Self::RestOf(_) => Ok(None),
        }
    }
}
