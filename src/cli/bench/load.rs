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
use indicatif::ProgressBar;
use serde_json::Value;
use tokio::net::TcpStream;

use super::Failure;

/// Filled with so many connections.
const FILLERS: usize = 32;

/// A rate with its latencies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    /// Answers per second.
    pub(super) rate: f64,
    p50: Duration,
    p99: Duration,
}

impl Measured {
    /// The time within which 99 of 100 were answered.
    pub(super) const fn p99(&self) -> Duration {
        self.p99
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        write!(
            f,
            "{:>9.0}/s   p50 {:>7.2} ms   p99 {:>7.2} ms",
            self.rate,
            ms(self.p50),
            ms(self.p99)
        )
    }
}

/// Clients against one server.
pub(super) struct Load {
    address: SocketAddr,
    drawn: Arc<AtomicUsize>,
}

type Connection = SendRequest<Full<Bytes>>;

impl Load {
    pub(super) fn new(address: SocketAddr) -> Self {
        Self { address, drawn: Arc::default() }
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

    /// Files `count` reports and returns their receipts.
    pub(super) async fn fill(&self, count: usize, body: &Value) -> Result<Vec<String>, Failure> {
        let bar = ProgressBar::new(u64::try_from(count).unwrap_or(0));
        let body = Bytes::from(body.to_string());
        let mut tasks = Vec::new();
        for filler in 0..FILLERS {
            let mut connection = self.connect().await?;
            let (drawn, body, bar) = (self.drawn.clone(), body.clone(), bar.clone());
            let share = (count + FILLERS - 1 - filler) / FILLERS;
            tasks.push(actix_web::rt::spawn(async move {
                let mut receipts = Vec::with_capacity(share);
                for _ in 0..share {
                    let n = drawn.fetch_add(1, Ordering::Relaxed);
                    let answer = submit(&mut connection, n, &body).await?;
                    let answer: Value = serde_json::from_slice(&answer).map_err(broke)?;
                    let receipt = answer.get("receipt").and_then(Value::as_str);
                    receipts.extend(receipt.map(str::to_owned));
                    bar.inc(1);
                }
                Ok::<_, Failure>(receipts)
            }));
        }
        let mut all = Vec::with_capacity(count);
        for task in tasks {
            all.extend(task.await.map_err(broke)??);
        }
        bar.finish_and_clear();
        Ok(all)
    }

    /// Files as fast as the server answers.
    pub(super) async fn submit(
        &self,
        connections: usize,
        time: Duration,
        body: &Value,
    ) -> Result<Measured, Failure> {
        let body = Bytes::from(body.to_string());
        let drawn = self.drawn.clone();
        self.measure(connections, time, move |mut connection| {
            let (drawn, body) = (drawn.clone(), body.clone());
            async move {
                let n = drawn.fetch_add(1, Ordering::Relaxed);
                submit(&mut connection, n, &body).await?;
                Ok(connection)
            }
        })
        .await
    }

    /// Looks reports up, each by another receipt.
    pub(super) async fn lookup(
        &self,
        connections: usize,
        time: Duration,
        receipts: &Arc<Vec<String>>,
    ) -> Result<Measured, Failure> {
        let (drawn, receipts) = (self.drawn.clone(), receipts.clone());
        self.measure(connections, time, move |mut connection| {
            // A large odd step walks through all of them without order.
            let n = drawn.fetch_add(1, Ordering::Relaxed).wrapping_mul(7_919);
            let receipt = receipts.get(n % receipts.len().max(1)).cloned();
            async move {
                let request = Request::builder()
                    .method(Method::GET)
                    .uri("/api/v1/report")
                    .header("Host", "bench")
                    .header("Authorization", format!("Receipt {}", receipt.unwrap_or_default()))
                    .body(Full::new(Bytes::new()))
                    .map_err(broke)?;
                exchange(&mut connection, request, StatusCode::OK).await?;
                Ok(connection)
            }
        })
        .await
    }

    async fn measure<F, A>(
        &self,
        connections: usize,
        time: Duration,
        action: F,
    ) -> Result<Measured, Failure>
    where
        F: Fn(Connection) -> A + Clone + 'static,
        A: Future<Output = Result<Connection, Failure>>,
    {
        let mut open = Vec::with_capacity(connections);
        for _ in 0..connections {
            open.push(self.connect().await?);
        }
        let began = Instant::now();
        let tasks: Vec<_> = open
            .into_iter()
            .map(|mut connection| {
                let action = action.clone();
                actix_web::rt::spawn(async move {
                    let mut times = Vec::new();
                    while began.elapsed() < time {
                        let sent = Instant::now();
                        connection = action(connection).await?;
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
        Ok(Measured { rate: f64::from(count) / elapsed, p50: at(50), p99: at(99) })
    }
}

async fn submit(connection: &mut Connection, n: usize, body: &Bytes) -> Result<Bytes, Failure> {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/v1/reports")
        .header("Host", "bench")
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", format!("bench-{n:032}"))
        .body(Full::new(body.clone()))
        .map_err(broke)?;
    exchange(connection, request, StatusCode::CREATED).await
}

async fn exchange(
    connection: &mut Connection,
    request: Request<Full<Bytes>>,
    expected: StatusCode,
) -> Result<Bytes, Failure> {
    connection.ready().await.map_err(broke)?;
    let response = connection.send_request(request).await.map_err(broke)?;
    let status = response.status();
    let body = response.into_body().collect().await.map_err(broke)?.to_bytes();
    if status == expected {
        return Ok(body);
    }
    Err(Failure::Other(format!("the server answered {status}: {}", String::from_utf8_lossy(&body))))
}

fn broke(cause: impl fmt::Display) -> Failure {
    Failure::Other(format!("the load broke off: {cause}"))
}
