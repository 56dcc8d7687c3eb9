//! A bucket of an S3-compatible store for sealed files: each sent whole, read back before anybody is told that it is there, and asked
//! for again where the store is busy.

#[cfg(test)]
mod tests;

use std::io::{self, Cursor, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::ring;
use rusty_s3::actions::{ListObjectsV2, S3Action};
use rusty_s3::{Bucket, Credentials, UrlStyle};
use secrecy::{ExposeSecret, SecretString};
use ureq::http::header::CONTENT_LENGTH;
use ureq::http::{Response, StatusCode};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body};
use uuid::Uuid;

use super::folder::marker;
use super::{AWAY, Draft, ObjectName, ObjectStore};
use crate::domain::text::Words;

/// So long a signed address holds.
const HOLDS: Duration = Duration::from_mins(5);
/// One request is over after so long.
const LONGEST: Duration = Duration::from_mins(1);
/// So often a request is sent before the store counts as busy.
const TRIES: u32 = 5;
/// So long is waited before the second; each further wait is twice as long.
const PAUSE: Duration = Duration::from_millis(200);
/// No object is longer, in bytes: the largest file with what sealing adds.
const LARGEST: u64 = 64 << 20;

/// Which bucket, where, and who asks.
#[derive(Debug, Clone)]
pub struct Access {
    /// The address of the store: `https://s3.example.vn`.
    pub endpoint: String,
    /// The bucket.
    pub bucket: String,
    /// Its region.
    pub region: String,
    /// The id of the access key.
    pub key_id: String,
    /// Its secret.
    pub secret: SecretString,
    /// Whether the bucket stands in the path of an address, as most stores beside AWS have it; else in the name of its host.
    pub path_style: bool,
    /// Authorities to trust besides the system's.
    pub ca_pem: Option<Vec<u8>>,
}

/// A bucket with objects.
#[derive(Clone)]
pub struct S3 {
    agent: Agent,
    bucket: Bucket,
    credentials: Credentials,
    pause: Duration,
}

impl S3 {
    /// The bucket that `access` names. Nothing is sent yet.
    ///
    /// # Errors
    /// A sentence about what cannot be one.
    pub fn new(access: &Access) -> Result<Self, Words> {
        let bad = |cause: &dyn std::fmt::Display| {
            Words::new(
                format!("files.s3: không dùng được: {cause}"),
                format!("files.s3: cannot be used: {cause}"),
            )
        };
        let style = if access.path_style { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let endpoint = access.endpoint.parse().map_err(|cause| bad(&cause))?;
        let (name, region) = (access.bucket.clone(), access.region.clone());
        let bucket = Bucket::new(endpoint, style, name, region).map_err(|cause| bad(&cause))?;
        let system = rustls_native_certs::load_native_certs();
        let mut roots: Vec<Certificate<'static>> =
            system.certs.iter().map(|one| Certificate::from_der(one).to_owned()).collect();
        for item in access.ca_pem.iter().flat_map(|pem| parse_pem(pem)) {
            if let PemItem::Certificate(one) = item.map_err(|cause| bad(&cause))? {
                roots.push(one);
            }
        }
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::from(roots))
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_global(Some(LONGEST))
            .user_agent("liemchinh")
            .accept_encoding("")
            .build();
        let credentials = Credentials::new(&access.key_id, access.secret.expose_secret());
        Ok(Self { agent: config.into(), bucket, credentials, pause: PAUSE })
    }

    /// Sends a request, again where the store is busy or the line breaks: each of them may be sent twice. Nothing where there is no such
    /// object.
    fn asked<T>(
        &self,
        send: impl Fn() -> Result<Response<Body>, ureq::Error>,
        read: impl Fn(Response<Body>) -> io::Result<T>,
    ) -> io::Result<Option<T>> {
        let mut pause = self.pause;
        let mut last = io::Error::from(ErrorKind::ResourceBusy);
        for tried in 1..=TRIES {
            let answer = send().map_err(|cause| cause.to_string());
            match answer.map(|answer| (answer.status(), answer)) {
                Ok((status, answer)) if status.is_success() => match read(answer) {
                    Ok(found) => return Ok(Some(found)),
                    Err(cause) => last = io::Error::new(AWAY, cause.to_string()),
                },
                Ok((StatusCode::NOT_FOUND, _)) => return Ok(None),
                Ok((status, _)) if is_busy(status) => {
                    last = io::Error::new(ErrorKind::ResourceBusy, format!("status {status}"));
                }
                Ok((status, _)) => return Err(io::Error::other(format!("status {status}"))),
                Err(cause) => last = io::Error::new(AWAY, cause),
            }
            if tried < TRIES {
                // Nobody wakes it: the store has a moment for itself.
                std::thread::park_timeout(pause);
                pause = pause.saturating_mul(2);
            }
        }
        Err(last)
    }

    fn get(&self, key: &str) -> io::Result<Option<Vec<u8>>> {
        let send = || {
            let action = self.bucket.get_object(Some(&self.credentials), key);
            self.agent.get(action.sign(HOLDS).as_str()).call()
        };
        self.asked(send, whole)
    }

    /// Sends an object and reads it back: what the store says of it is not enough.
    fn put(&self, key: &str, content: &[u8]) -> io::Result<()> {
        let send = || {
            let action = self.bucket.put_object(Some(&self.credentials), key);
            self.agent.put(action.sign(HOLDS).as_str()).send(content)
        };
        self.asked(send, whole)?.ok_or_else(no_bucket)?;
        if self.get(key)?.as_deref() == Some(content) {
            return Ok(());
        }
        Err(io::Error::other("the store kept something else than it was sent"))
    }

    fn delete(&self, key: &str) -> io::Result<()> {
        let send = || {
            let action = self.bucket.delete_object(Some(&self.credentials), key);
            self.agent.delete(action.sign(HOLDS).as_str()).call()
        };
        self.asked(send, whole).map(drop)
    }

    /// Refuses another bucket than the one that was marked.
    fn at_home(&self, owner: Uuid) -> io::Result<()> {
        if self.is_marked(owner)? {
            return Ok(());
        }
        Err(io::Error::new(AWAY, "the bucket of files is missing, or is another one"))
    }
}

fn no_bucket() -> io::Error {
    io::Error::new(AWAY, "there is no such bucket")
}

/// Reads an answer to its end; one that is cut is none.
fn whole(answer: Response<Body>) -> io::Result<Vec<u8>> {
    let mut body = answer.into_body();
    let told = body.content_length();
    let body = body.with_config().limit(LARGEST).read_to_vec().map_err(ureq::Error::into_io)?;
    let length = u64::try_from(body.len()).unwrap_or(u64::MAX);
    if told.is_some_and(|told| told != length) {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(body)
}

/// Whether the same may be answered a little later.
fn is_busy(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS
}

fn key(name: ObjectName) -> String {
    format!("{}-{}", name.owner.simple(), name.id.simple())
}

impl ObjectStore for S3 {
    fn begin(&self, name: ObjectName) -> io::Result<Box<dyn Draft>> {
        self.at_home(name.owner)?;
        Ok(Box::new(Begun { store: self.clone(), name, sealed: Vec::new() }))
    }

    fn open(&self, name: ObjectName) -> io::Result<Option<Box<dyn io::Read + Send>>> {
        let Some(sealed) = self.get(&key(name))? else {
            return self.at_home(name.owner).map(|()| None);
        };
        Ok(Some(Box::new(Cursor::new(sealed))))
    }

    fn length(&self, name: ObjectName) -> io::Result<Option<u64>> {
        let key = key(name);
        let send = || {
            let action = self.bucket.head_object(Some(&self.credentials), &key);
            self.agent.head(action.sign(HOLDS).as_str()).call()
        };
        let told = |answer: Response<Body>| {
            let told = answer.headers().get(CONTENT_LENGTH).and_then(|it| it.to_str().ok());
            let told = told.and_then(|it| it.parse().ok());
            told.ok_or_else(|| io::Error::from(ErrorKind::InvalidData))
        };
        let found = self.asked(send, told)?;
        if found.is_none() {
            self.at_home(name.owner)?;
        }
        Ok(found)
    }

    fn remove(&self, name: ObjectName) -> io::Result<()> {
        self.delete(&key(name))
    }

    fn list(&self, owner: Uuid) -> io::Result<Vec<Uuid>> {
        self.at_home(owner)?;
        let start = format!("{}-", owner.simple());
        let (mut found, mut next) = (Vec::new(), None::<String>);
        loop {
            let send = || {
                let mut action = self.bucket.list_objects_v2(Some(&self.credentials));
                action.with_prefix(start.as_str());
                if let Some(token) = &next {
                    action.with_continuation_token(token.as_str());
                }
                self.agent.get(action.sign(HOLDS).as_str()).call()
            };
            let page = self.asked(send, whole)?.ok_or_else(no_bucket)?;
            let page = std::str::from_utf8(&page).map_err(io::Error::other)?;
            let page = ListObjectsV2::parse_response(page);
            let page = page.map_err(|cause| io::Error::other(cause.to_string()))?;
            let ids = page.contents.iter().filter_map(|one| one.key.strip_prefix(&start));
            found.extend(ids.filter_map(|id| Uuid::try_parse(id).ok()));
            if page.next_continuation_token.is_none() {
                break;
            }
            next = page.next_continuation_token;
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn mark(&self, owner: Uuid) -> io::Result<()> {
        self.put(&marker(owner), b"files of Liem Chinh")
    }

    fn is_marked(&self, owner: Uuid) -> io::Result<bool> {
        Ok(self.get(&marker(owner))?.is_some())
    }

    fn room(&self) -> io::Result<u64> {
        // How much it takes is the store's matter.
        Ok(u64::MAX)
    }
}

/// An object that waits, sealed, until it is whole.
struct Begun {
    store: S3,
    name: ObjectName,
    sealed: Vec<u8>,
}

impl Draft for Begun {
    fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sealed.extend_from_slice(bytes);
        Ok(())
    }

    fn keep(self: Box<Self>) -> io::Result<()> {
        self.store.put(&key(self.name), &self.sealed)?;
        self.store.at_home(self.name.owner)
    }
}
