//! A closed loop of clients over kept connections, each sending the next request when it has the
//! answer to the last.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::failure::Failure;

/// A rate with its latencies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured {
    /// Answers.
    pub(crate) count: usize,
    /// Answers per second.
    pub(crate) rate: f64,
    /// Half of them came within this.
    pub(crate) p50: Duration,
    /// 99 of 100 came within this.
    pub(crate) p99: Duration,
}

/// A time in milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>8.0}/s {:>7.2} {:>7.2}", self.rate, millis(self.p50), millis(self.p99))
    }
}

/// One request, and the status it must be answered with.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// GET, or POST where there is a body.
    pub(crate) body: Option<Bytes>,
    /// Path and query.
    pub(crate) path: String,
    /// Headers beside Host and Content-Type.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The status of success.
    pub(crate) status: StatusCode,
}

impl Ask {
    /// A GET with these headers.
    pub(crate) fn get(path: impl Into<String>, headers: &[(&'static str, String)]) -> Self {
        Self { body: None, path: path.into(), headers: headers.to_vec(), status: StatusCode::OK }
    }

    /// A POST of this body.
    pub(crate) fn post(path: impl Into<String>, body: &Value, status: StatusCode) -> Self {
        let body = Some(Bytes::from(body.to_string()));
        Self { body, path: path.into(), headers: Vec::new(), status }
    }

    /// The same with one more header.
    #[must_use]
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Makes the request number so and so; `None` where there is nothing more to ask.
pub(crate) type Asks = Arc<dyn Fn(usize) -> Option<Ask>>;

/// Clients against one server.
#[derive(Debug, Clone)]
pub(crate) struct Load {
    address: SocketAddr,
}

type Connection = SendRequest<Full<Bytes>>;

impl Load {
    /// Against the server at `address`.
    pub(crate) const fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    async fn connect(&self) -> Result<Connection, Failure> {
        let stream = TcpStream::connect(self.address).await?;
        stream.set_nodelay(true)?;
        let (sender, driver) = handshake(TokioIo::new(stream)).await.map_err(broke)?;
        actix_web::rt::spawn(async move {
            // The request that a broken connection fails says so itself.
            drop(driver.await);
        });
        Ok(sender)
    }

    /// One request on a connection of its own.
    pub(crate) async fn ask(&self, ask: Ask) -> Result<Value, Failure> {
        let body = exchange(&mut self.connect().await?, ask).await?;
        serde_json::from_slice(&body).map_err(broke)
    }

    /// Asks for so long, or until there is nothing more to ask.
    pub(crate) async fn measure(
        &self,
        connections: usize,
        time: Duration,
        asks: &Asks,
    ) -> Result<Measured, Failure> {
        let mut open = Vec::with_capacity(connections);
        for _ in 0..connections {
            open.push(self.connect().await?);
        }
        let drawn = Arc::new(AtomicUsize::new(0));
        let began = Instant::now();
        let tasks: Vec<_> = open
            .into_iter()
            .map(|mut connection| {
                let (asks, drawn) = (asks.clone(), drawn.clone());
                actix_web::rt::spawn(async move {
                    let mut times = Vec::new();
                    while began.elapsed() < time {
                        let Some(ask) = asks(drawn.fetch_add(1, Ordering::Relaxed)) else { break };
                        let sent = Instant::now();
                        exchange(&mut connection, ask).await?;
                        times.push(sent.elapsed());
                    }
                    Ok::<_, Failure>(times)
                })
            })
            .collect();
        let mut times = Vec::new();
        for task in tasks {
            times.extend(task.await.map_err(broke)??);
        }
        let elapsed = began.elapsed().as_secs_f64();
        times.sort_unstable();
        let at = |percent: usize| {
            let index = times.len().saturating_sub(1) * percent / 100;
            times.get(index).copied().unwrap_or_default()
        };
        let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
        let rate = f64::from(count) / elapsed;
        Ok(Measured { count: times.len(), rate, p50: at(50), p99: at(99) })
    }

    /// Sends `count` requests over 32 connections and returns what was answered.
    pub(crate) async fn all(&self, count: usize, asks: &Asks) -> Result<Vec<Value>, Failure> {
        let drawn = Arc::new(AtomicUsize::new(0));
        let mut tasks = Vec::new();
        for _ in 0..32 {
            let mut connection = self.connect().await?;
            let (asks, drawn) = (asks.clone(), drawn.clone());
            tasks.push(actix_web::rt::spawn(async move {
                let mut answers = Vec::new();
                loop {
                    let n = drawn.fetch_add(1, Ordering::Relaxed);
                    let Some(ask) = asks(n).filter(|_| n < count) else { break };
                    let body = exchange(&mut connection, ask).await?;
                    answers.push(serde_json::from_slice(&body).map_err(broke)?);
                }
                Ok::<_, Failure>(answers)
            }));
        }
        let mut answers = Vec::with_capacity(count);
        for task in tasks {
            answers.extend(task.await.map_err(broke)??);
        }
        Ok(answers)
    }
}

async fn exchange(connection: &mut Connection, ask: Ask) -> Result<Bytes, Failure> {
    let method = if ask.body.is_some() { Method::POST } else { Method::GET };
    let mut request = Request::builder().method(method).uri(&ask.path).header("Host", "bench");
    if ask.body.is_some() {
        request = request.header("Content-Type", "application/json");
    }
    for (name, value) in ask.headers {
        request = request.header(name, value);
    }
    let request = request.body(Full::new(ask.body.unwrap_or_default())).map_err(broke)?;
    connection.ready().await.map_err(broke)?;
    let response = connection.send_request(request).await.map_err(broke)?;
    let status = response.status();
    let body = response.into_body().collect().await.map_err(broke)?.to_bytes();
    if status == ask.status {
        return Ok(body);
    }
    let said = String::from_utf8_lossy(&body).into_owned();
    Err(Failure::Other(format!("{} was answered {status}: {said}", ask.path)))
}

fn broke(cause: impl fmt::Display) -> Failure {
    Failure::Other(format!("the load broke off: {cause}"))
}
