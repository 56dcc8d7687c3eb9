//! A subscriber's system as a test plays it: https, with a certificate of its own, and answers that are told beforehand.

use std::collections::{BTreeMap, VecDeque};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, LazyLock, Mutex};

use liemchinh::harness::webhook::signature;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;

use crate::contract::check_delivery;

/// The certificate of every receiver of this process, and how they speak.
struct Identity {
    pem: String,
    config: Arc<ServerConfig>,
}

static IDENTITY: LazyLock<Identity> = LazyLock::new(|| {
    let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let made = rcgen::generate_simple_self_signed(names).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    Identity { pem: made.cert.pem(), config: Arc::new(config) }
});

/// The authority that a caller has to trust.
pub fn authority() -> &'static str {
    &IDENTITY.pem
}

/// What came.
#[derive(Debug, Clone)]
pub struct Received {
    pub headers: BTreeMap<String, String>,
    pub text: String,
    pub body: Value,
}

impl Received {
    /// Whether whoever has this secret signed it.
    pub fn is_signed_by(&self, secret: &str) -> bool {
        let sent = &self.headers["liemchinh-signature"];
        let seconds = sent.strip_prefix("t=").and_then(|it| it.split_once(',')).unwrap().0;
        signature(secret, seconds.parse().unwrap(), &self.text) == *sent
    }
}

type Seen = Arc<Mutex<Vec<Received>>>;
type Answers = Arc<Mutex<VecDeque<String>>>;

/// The certificate of somebody whom nobody here answers as.
pub fn stranger() -> String {
    rcgen::generate_simple_self_signed(vec!["la.example".to_owned()]).unwrap().cert.pem()
}

/// A system that listens as long as its process.
pub struct Receiver {
    pub port: u16,
    seen: Seen,
    answers: Answers,
}

impl Receiver {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (seen, answers) = (Seen::default(), Answers::default());
        let (kept, told) = (seen.clone(), answers.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answer = || {
                    let told = told.lock().unwrap().pop_front();
                    told.unwrap_or_else(|| "204 No Content\r\n".to_owned())
                };
                // One that is hung up on is no fault of the test.
                if let Ok(received) = take(stream, answer) {
                    kept.lock().unwrap().push(received);
                }
            }
        });
        Self { port, seen, answers }
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}/lc?token=abc", self.port)
    }

    /// Answers the next calls so: status and head.
    pub fn answers(&self, all: &[&str]) {
        let lines = all.iter().map(|one| format!("{one}\r\n"));
        self.answers.lock().unwrap().extend(lines);
    }

    /// What came since the last look, held against the contract.
    pub fn take(&self) -> Vec<Received> {
        let seen = std::mem::take(&mut *self.seen.lock().unwrap());
        for one in &seen {
            check_delivery(&one.body);
        }
        seen
    }

    /// Forgets the answers that are still to be given.
    pub fn recovers(&self) {
        self.answers.lock().unwrap().clear();
    }
}

/// Reads one request whole and answers it, having kept it before the caller hears of it.
fn take(stream: TcpStream, answer: impl FnOnce() -> String) -> std::io::Result<Received> {
    let connection = ServerConnection::new(IDENTITY.config.clone()).unwrap();
    let mut stream = StreamOwned::new(connection, stream);
    let (mut bytes, mut part) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let headers: BTreeMap<String, String> = head
                .lines()
                .skip(1)
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect();
            if body.len() == headers["content-length"].parse::<usize>().unwrap() {
                let (text, body) = (body.to_owned(), serde_json::from_str(body).unwrap());
                write!(stream, "HTTP/1.1 {}Content-Length: 0\r\n\r\n", answer())?;
                stream.conn.send_close_notify();
                stream.flush()?;
                return Ok(Received { headers, text, body });
            }
        }
        let read = stream.read(&mut part)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend(&part[..read]);
    }
}
