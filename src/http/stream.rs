//! The stream under HTTP: it ends a connection whose client takes and gives too little, and puts our own words in the place
//! of the parser's bare answers.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::sources::Seat;
use crate::api::edge::raw::{bare_answer, raw_problem};
use crate::domain::ids::Ids;
use crate::meters;
use crate::wire::connection::Connection;

/// How long a refused client may go on sending.
const FAREWELL: Duration = Duration::from_secs(1);

/// A stream of one connection.
pub(super) struct Stream<T: Socket> {
    /// None only while it is dropped.
    io: Option<T>,
    connection: Rc<Connection>,
    timer: Pin<Box<Sleep>>,
    /// A refusal that stands in the place of the parser's, as far as it is not written.
    refused: Option<BytesMut>,
    ids: Arc<dyn Ids>,
    seat: Option<Seat>,
}

/// What a stream may lie over.
pub(super) trait Socket: AsyncRead + AsyncWrite + Unpin + Send + 'static {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send + 'static> Socket for T {}

impl<T: Socket> Stream<T> {
    pub(super) fn new(io: T, seat: Seat, ids: Arc<dyn Ids>) -> Self {
        let timer = Box::pin(sleep_until(Instant::now()));
        let (connection, refused) = (Rc::default(), None);
        Self { io: Some(io), connection, timer, refused, ids, seat: Some(seat) }
    }

    /// What the edge tells of the connection.
    pub(super) fn connection(&self) -> Rc<Connection> {
        self.connection.clone()
    }

    /// Ends the connection when its deadline has passed, and wakes it then.
    fn poll_deadline(&mut self, cx: &mut Context<'_>) -> Poll<io::Error> {
        let Some(deadline) = self.connection.deadline() else { return Poll::Pending };
        if self.timer.deadline() != deadline {
            self.timer.as_mut().reset(deadline);
        }
        self.timer.as_mut().poll(cx).map(|()| io::ErrorKind::TimedOut.into())
    }

    fn io(&mut self) -> io::Result<Pin<&mut T>> {
        self.io.as_mut().map(Pin::new).ok_or_else(|| io::ErrorKind::NotConnected.into())
    }

    /// Writes what is left of a refusal before anything else.
    fn poll_refused(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(refused) = self.refused.as_mut().filter(|left| !left.is_empty()) {
            let Some(io) = self.io.as_mut() else { break };
            match Pin::new(io).poll_write(cx, refused) {
                Poll::Ready(Ok(0)) => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(n)) => {
                    refused.advance(n);
                    self.connection.gave(n);
                }
                Poll::Ready(Err(cause)) => return Poll::Ready(Err(cause)),
                Poll::Pending => {
                    self.connection.is_blocked();
                    return self.poll_deadline(cx).map(Err);
                }
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: Socket> AsyncRead for Stream<T> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        // Asked first: one that dribbles always has a byte for us.
        if let Poll::Ready(over) = this.poll_deadline(cx) {
            return Poll::Ready(Err(over));
        }
        let before = buffer.filled().len();
        let read = this.io()?.poll_read(cx, buffer);
        if buffer.filled().len() > before {
            this.connection.took();
        }
        read
    }
}

impl<T: Socket> AsyncWrite for Stream<T> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.poll_refused(cx))?;
        if let Some((at, kind)) = bare_answer(bytes, this.connection.is_unasked()) {
            let id = this.ids.random().simple().to_string();
            // The one line of what never became a request: the parser's own words may hold what was sent.
            meters::refused(kind.status());
            tracing::info!(request.id = id, http.status = kind.status(), "no request");
            let refusal = raw_problem(kind, None, &id);
            let whole = [bytes.get(..at).unwrap_or_default(), &refusal].concat();
            this.refused = Some(BytesMut::from(whole.as_slice()));
            // What cannot be taken now is flushed later; either way it is ours to write.
            return match this.poll_refused(cx) {
                Poll::Ready(Err(cause)) => Poll::Ready(Err(cause)),
                Poll::Ready(Ok(())) | Poll::Pending => Poll::Ready(Ok(bytes.len())),
            };
        }
        match this.io()?.poll_write(cx, bytes) {
            Poll::Pending => {
                this.connection.is_blocked();
                this.poll_deadline(cx).map(Err)
            }
            Poll::Ready(Ok(n)) => {
                this.connection.gave(n);
                Poll::Ready(Ok(n))
            }
            Poll::Ready(Err(cause)) => Poll::Ready(Err(cause)),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_refused(cx))?;
        // After an answer nobody reads until the client has given something: its silence is waited for from here.
        if let Poll::Ready(over) = this.poll_deadline(cx) {
            return Poll::Ready(Err(over));
        }
        this.io()?.poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_refused(cx))?;
        this.io()?.poll_shutdown(cx)
    }
}

/// Closed with something unread, a connection is reset, and what was said last is lost on its way: so the refusal of a
/// head is followed by a moment in which what the client still sends is thrown away.
impl<T: Socket> Drop for Stream<T> {
    fn drop(&mut self) {
        let (Some(mut io), Some(mut owed), Some(seat)) =
            (self.io.take(), self.refused.take(), self.seat.take())
        else {
            return;
        };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            let farewell = async {
                io.write_all_buf(&mut owed).await?;
                io.shutdown().await?;
                tokio::io::copy(&mut io, &mut tokio::io::sink()).await
            };
            // However it ends, the connection is over.
            if let Ok(Err(cause)) = tokio::time::timeout(FAREWELL, farewell).await {
                tracing::debug!(%cause, "a refusal was not heard");
            }
            drop(seat);
        });
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, duplex};

    use super::super::sources::Sources;
    use super::*;
    use crate::domain::ids::SystemIds;
    use crate::wire::proxy::TrustedProxies;

    fn stream(room: usize) -> (Stream<tokio::io::DuplexStream>, tokio::io::DuplexStream) {
        let (ours, theirs) = duplex(room);
        let sources = Sources::new(0, 512, TrustedProxies::default());
        let seat = sources.seat([127, 0, 0, 1].into()).unwrap();
        (Stream::new(ours, seat, Arc::new(SystemIds)), theirs)
    }

    async fn ends_after(work: impl Future<Output = io::Result<usize>>) -> u64 {
        let began = Instant::now();
        let ended = work.await;
        assert_eq!(ended.unwrap_err().kind(), io::ErrorKind::TimedOut);
        began.elapsed().as_secs()
    }

    #[tokio::test(start_paused = true)]
    async fn silence_ends_after_fifteen_seconds_and_a_head_after_five() {
        let (mut silent, _theirs) = stream(100);
        assert_eq!(ends_after(silent.read(&mut [0; 10])).await, 15);

        let (mut dribbled, mut theirs) = stream(100);
        let dribble = async {
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                if theirs.write_all(b"G").await.is_err() {
                    return;
                }
            }
        };
        let read = async {
            let mut byte = [0];
            loop {
                dribbled.read_exact(&mut byte).await?;
            }
        };
        let took = async {
            tokio::select! { took = ends_after(read) => took, () = dribble => 0 }
        };
        assert_eq!(took.await, 6, "a second for the first byte, and five from there");
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_nothing_ends_after_fifteen_seconds() {
        let (mut ours, _theirs) = stream(10);

        let written = async {
            ours.write_all(&[b'x'; 100]).await?;
            Ok(100)
        };

        assert_eq!(ends_after(written).await, 15);
    }

    #[tokio::test(start_paused = true)]
    async fn a_bare_answer_of_the_parser_becomes_a_problem() {
        let (mut ours, mut theirs) = stream(10);
        let bare = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\ndate: x\r\n\r\n";
        let write = async move {
            ours.write_all(bare).await.unwrap();
            ours.shutdown().await.unwrap();
        };
        let mut text = String::new();
        let ((), read) = tokio::join!(write, theirs.read_to_string(&mut text));

        read.unwrap();
        assert!(
            text.starts_with(
                "HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\n"
            )
        );
        assert!(text.contains("x-content-type-options: nosniff") && text.ends_with('}'), "{text}");
    }
}
