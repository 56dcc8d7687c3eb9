//! Reading a body as slowly as an honest phone sends it, and no slower.

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use futures_util::StreamExt;
use tokio::time::{Instant, timeout_at};

use super::connection::{SILENT, too_slow_at};

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// It is larger than was allowed.
    TooLarge,
    /// It stopped coming, or came too slowly.
    TooSlow,
    /// The connection broke, or it is not framed as HTTP says.
    Broken,
}

/// A body that is read piece by piece.
pub(crate) struct Pieces {
    payload: Payload,
    began: Instant,
    so_far: u64,
}

impl Pieces {
    /// Of a body that begins to come now.
    pub(crate) fn of(payload: Payload) -> Self {
        Self { payload, began: Instant::now(), so_far: 0 }
    }

    /// The next piece; none at the end.
    ///
    /// # Errors
    /// [`BodyFault::TooSlow`] for a body that stops coming or comes too slowly.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, BodyFault> {
        let until = too_slow_at(self.began, self.so_far).min(Instant::now() + SILENT);
        let next = timeout_at(until, self.payload.next()).await;
        let Some(piece) = next.map_err(|_| BodyFault::TooSlow)? else { return Ok(None) };
        let piece = piece.map_err(|_| BodyFault::Broken)?;
        let more = u64::try_from(piece.len()).unwrap_or(u64::MAX);
        self.so_far = self.so_far.saturating_add(more);
        Ok(Some(piece))
    }
}

impl Pieces {
    /// Reads on to the end and forgets it, up to `most` bytes in all: who is still sending hears no answer.
    pub(crate) async fn drain(&mut self, most: u64) {
        while self.so_far <= most && matches!(self.next().await, Ok(Some(_))) {}
    }
}

/// Reads a body of at most `largest` bytes.
///
/// # Errors
/// [`BodyFault::TooLarge`] for more, or those of [`Pieces::next`].
pub(crate) async fn read(payload: Payload, largest: usize) -> Result<Bytes, BodyFault> {
    let mut pieces = Pieces::of(payload);
    let mut body = Vec::new();
    while let Some(piece) = pieces.next().await? {
        if body.len() + piece.len() > largest {
            return Err(BodyFault::TooLarge);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use actix_web::error::PayloadError;
    use futures_util::stream;

    use super::*;

    /// A body of `chunks` of so many bytes, one each `every`.
    fn dribbled(chunks: usize, bytes: usize, every: Duration) -> Payload {
        let chunk = move |n| async move {
            if n == chunks {
                return None;
            }
            tokio::time::sleep(every).await;
            Some((Ok::<_, PayloadError>(Bytes::from(vec![b' '; bytes])), n + 1))
        };
        Payload::Stream { payload: Box::pin(stream::unfold(0, chunk)) }
    }

    async fn outcome(chunks: usize, bytes: usize, seconds: u64) -> Result<usize, BodyFault> {
        let payload = dribbled(chunks, bytes, Duration::from_secs(seconds));
        read(payload, 16 << 20).await.map(|body| body.len())
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_phone_is_waited_for_and_a_dribble_is_not() {
        assert_eq!(outcome(4, 1000, 14).await, Ok(4000), "slow, and small");
        assert_eq!(
            outcome(1, 10, 16).await,
            Err(BodyFault::TooSlow),
            "nothing for a quarter of a minute"
        );
        assert_eq!(outcome(100, 1, 10).await, Err(BodyFault::TooSlow), "a byte each ten seconds");
        assert_eq!(
            outcome(1024, 10_240, 1).await,
            Ok(10 << 20),
            "ten megabytes at ten kilobytes a second"
        );
        assert_eq!(outcome(1024, 4096, 1).await, Err(BodyFault::TooSlow), "and at four");
    }
}
