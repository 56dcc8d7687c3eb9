//! Pages of lists that are read from one end: where one ends, the next begins, for one reader and query.

use std::fmt::Display;
use std::str::FromStr;

use crate::service::error::ServiceError;
use crate::service::facade::Service;

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Listed<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

impl<T> Listed<T> {
    /// A list with nothing on it.
    pub const fn empty() -> Self {
        Self { items: Vec::new(), next: None }
    }

    /// The same page of other items.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Listed<U> {
        Listed { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

/// The size of a page, in bounds; a query asks for one more, to know whether there is a next.
pub(super) fn bounded(limit: i64) -> i64 {
    limit.clamp(1, 100)
}

impl Service {
    /// Where the page before ended.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`] for a cursor of another query or another reader.
    pub(super) fn place<A: FromStr, B: FromStr>(
        &self,
        cursor: Option<&str>,
        bound: &str,
    ) -> Result<Option<(A, B)>, ServiceError> {
        let Some(cursor) = cursor else { return Ok(None) };
        let text = self.keys.read_cursor(cursor, bound);
        let place = text.as_deref().and_then(|text| text.split_once('|'));
        place
            .and_then(|(first, second)| Some((first.parse().ok()?, second.parse().ok()?)))
            .map(Some)
            .ok_or(ServiceError::BadCursor)
    }

    /// Cuts what a query found to one page, and signs where it ends.
    pub(super) fn page<T, A: Display, B: Display>(
        &self,
        mut items: Vec<T>,
        limit: i64,
        bound: &str,
        place: impl Fn(&T) -> (A, B),
    ) -> Listed<T> {
        let whole = usize::try_from(bounded(limit)).unwrap_or(usize::MAX);
        let more = items.len() > whole;
        items.truncate(whole);
        let next = items.last().filter(|_| more).map(|last| self.end(&place(last), bound));
        Listed { items, next }
    }

    /// What stands for the place where a page ends.
    pub(super) fn end<A: Display, B: Display>(&self, place: &(A, B), bound: &str) -> String {
        let (first, second) = place;
        self.keys.sign_cursor(&format!("{first}|{second}"), bound)
    }
}
