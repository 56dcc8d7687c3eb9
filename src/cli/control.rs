//! The control socket: on SQLite one process writes, so a command that changes something reaches the server that does. For
//! the owner of the service only: mode 0600, and the peer's user is looked at.

use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::order::Order;
use super::out::Voice;
use super::words::{Told, faults};
use super::{Failure, Out, say};
use crate::app::App;
use crate::config::Settings;
use crate::domain::text::Words;
use crate::service::Service;
use crate::store::DbUrl;

/// The longest path of a socket that every system takes, in bytes.
const LONGEST_PATH: usize = 100;
/// The longest order: the files of an import.
const LONGEST_ORDER: u64 = 32 << 20;
/// How long a peer may take to give its order.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a command asks of the server, with the version of the binary that asks.
#[derive(Serialize, Deserialize)]
struct Ask {
    version: String,
    /// Which database it is about.
    database: PathBuf,
    order: Order,
}

/// What the server says to it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    Line(String),
    Progress(u64, String),
    Done,
    Failed(Words),
}

/// Where the socket of a database is; PostgreSQL takes many writers and needs none. In a folder of its own several
/// databases of one name may meet.
fn path(settings: &Settings) -> Option<PathBuf> {
    let database = database(settings)?;
    let mut name = database.file_name()?.to_owned();
    if let Some(folder) = &settings.config.runtime_dir {
        let hash = Sha256::digest(database.as_os_str().as_bytes());
        let told = HEXLOWER.encode(hash.get(..4).unwrap_or_default());
        name.push(format!(".{told}.sock"));
        return Some(folder.join(name));
    }
    name.push(".sock");
    // As it was written: a path that leads there may be shorter than the whole one.
    let DbUrl::Sqlite(written) = &settings.database else { return None };
    Some(written.parent().unwrap_or(Path::new("")).join(name))
}

/// The file of an SQLite database, however the way to it is written.
fn database(settings: &Settings) -> Option<PathBuf> {
    let DbUrl::Sqlite(path) = &settings.database else { return None };
    Some(std::fs::canonicalize(path).unwrap_or_else(|_| path.clone()))
}

/// Takes orders until `stop` turns true.
pub(super) struct Control {
    listener: UnixListener,
    path: PathBuf,
    database: PathBuf,
}

impl Control {
    /// Begins to listen; nothing to do on PostgreSQL. Whoever calls this holds the database, so a socket that is
    /// there was left by a process that is gone.
    pub(super) fn listen(settings: &Settings) -> Result<Option<Self>, Failure> {
        let (Some(path), Some(database)) = (path(settings), database(settings)) else {
            return Ok(None);
        };
        let at = |why: &Words| Failure::Other(faults::socket(&path.display(), why));
        let io = |cause: std::io::Error| at(&Words::foreign(cause));
        let length = path.as_os_str().len();
        if length > LONGEST_PATH {
            return Err(at(&faults::path_too_long(&length, &LONGEST_PATH)));
        }
        if let Ok(there) = std::fs::symlink_metadata(&path) {
            if !there.file_type().is_socket() {
                return Err(at(&faults::something_else()));
            }
            std::fs::remove_file(&path).map_err(io)?;
        }
        let listener = UnixListener::bind(&path).map_err(|cause| match cause.kind() {
            std::io::ErrorKind::NotFound => at(&faults::no_folder()),
            _ => io(cause),
        })?;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&path, private).map_err(io)?;
        Ok(Some(Self { listener, path, database }))
    }

    /// Serves whoever may give orders.
    pub(super) async fn serve(self, service: Service, mut stop: watch::Receiver<bool>) {
        let owner = std::fs::metadata(&self.path).map(|it| it.uid()).ok();
        let mut orders = JoinSet::new();
        loop {
            let accepted = tokio::select! {
                changed = stop.changed() => {
                    if changed.is_err() || *stop.borrow() { break }
                    continue;
                }
                Some(_) = orders.join_next() => continue,
                accepted = self.listener.accept() => accepted,
            };
            let stream = match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "the control socket accepts nobody");
                    continue;
                }
            };
            let peer = stream.peer_cred().map(|peer| peer.uid()).ok();
            // Root may do everything here anyway.
            if peer.is_none() || (peer != owner && peer != Some(0)) {
                tracing::warn!("the control socket was reached by another user");
                continue;
            }
            let (service, database, stop) = (service.clone(), self.database.clone(), stop.clone());
            orders.spawn_local(async move {
                if let Err(error) = attend(stream, &service, &database, stop).await {
                    tracing::warn!(%error, "an order broke off");
                }
            });
        }
        // What was begun is finished, as far as a stop waits.
        while orders.join_next().await.is_some() {}
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        if let Err(cause) = std::fs::remove_file(&self.path) {
            tracing::debug!(%cause, "the control socket was gone");
        }
    }
}

/// Says what a command says to the process that gave the order.
struct Wire(UnboundedSender<Said>);

impl Voice for Wire {
    fn line(&mut self, line: &str) -> std::io::Result<()> {
        self.0.send(Said::Line(line.to_owned())).map_err(std::io::Error::other)
    }

    fn progress(&mut self, done: u64, what: &str) -> std::io::Result<()> {
        self.0.send(Said::Progress(done, what.to_owned())).map_err(std::io::Error::other)
    }
}

async fn attend(
    stream: UnixStream,
    service: &Service,
    database: &Path,
    mut stop: watch::Receiver<bool>,
) -> std::io::Result<()> {
    let (from, mut to) = stream.into_split();
    let mut text = String::new();
    let mut from = BufReader::new(from.take(LONGEST_ORDER));
    let read = tokio::time::timeout(PATIENCE, from.read_line(&mut text));
    let read = tokio::select! {
        read = read => read??,
        // An order that was not given whole is none.
        _ = stop.wait_for(|stop| *stop) => 0,
    };
    if read == 0 {
        // Or somebody only looked whether there is a server.
        return Ok(());
    }
    let (wire, mut said) = unbounded_channel();
    let work = async {
        let out = Out::through(Wire(wire.clone()));
        let done = match serde_json::from_str::<Ask>(&text) {
            Ok(ask) if ask.version == env!("CARGO_PKG_VERSION") && ask.database == database => {
                ask.order.perform(service, &out).await
            }
            Ok(ask) if ask.version == env!("CARGO_PKG_VERSION") => {
                Err(Failure::Other(faults::other_database(&database.display())))
            }
            _ => Err(Failure::Other(faults::other_version(&env!("CARGO_PKG_VERSION")))),
        };
        let end = done.map_or_else(|failure| Said::Failed(failure.words()), |()| Said::Done);
        // Whoever gave the order may be gone; what was ordered is done all the same.
        drop(wire.send(end));
        drop(wire);
    };
    let talk = async {
        while let Some(one) = said.recv().await {
            let mut line = serde_json::to_vec(&one)?;
            line.push(b'\n');
            to.write_all(&line).await?;
        }
        to.shutdown().await
    };
    let ((), talked) = tokio::join!(work, talk);
    talked
}

/// Whether a server has the database and listens; nothing is asked of it.
pub(super) async fn is_served(settings: &Settings) -> bool {
    match path(settings) {
        Some(path) => UnixStream::connect(&path).await.is_ok(),
        None => false,
    }
}

impl Order {
    /// Has the order carried out: by the server that has the database, or here where none runs.
    pub(super) async fn give(self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        if let Some(done) = send(settings, &self, out).await? {
            return done;
        }
        let app = App::open(settings, super::clock()).await?;
        let done = self.perform(&app.service, out).await;
        app.service.db().shut_down();
        done
    }
}

/// Gives an order to the server that has the database. `None` where there is none: then the command does it itself.
pub(super) async fn send(
    settings: &Settings,
    order: &Order,
    out: &Out,
) -> Result<Option<Result<(), Failure>>, Failure> {
    let Some(path) = path(settings) else { return Ok(None) };
    if path.as_os_str().len() > LONGEST_PATH {
        return Ok(None);
    }
    let Some(database) = database(settings) else { return Ok(None) };
    // Where nobody listens the file is missing, or was left by a process that is gone.
    let Ok(stream) = UnixStream::connect(&path).await else { return Ok(None) };
    // An order may hold a password: whoever listens must be who has the database, or root.
    let owner = std::fs::metadata(&database)?.uid();
    let server = stream.peer_cred()?.uid();
    if server != owner && server != 0 {
        return Err(Failure::Other(faults::others_socket(&path.display())));
    }
    let ask = Ask { version: env!("CARGO_PKG_VERSION").to_owned(), database, order: order.clone() };
    let mut text = serde_json::to_vec(&ask).map_err(Failure::broke)?;
    text.push(b'\n');
    let (from, mut to) = stream.into_split();
    to.write_all(&text).await?;
    let mut lines = BufReader::new(from).lines();
    while let Some(line) = lines.next_line().await? {
        match serde_json::from_str(&line).map_err(Failure::broke)? {
            Said::Line(line) => say!(out, "{line}"),
            Said::Progress(done, what) => out.counted(done, &what),
            Said::Done => return Ok(Some(Ok(()))),
            Said::Failed(words) => return Ok(Some(Err(Failure::Other(words)))),
        }
    }
    Ok(Some(Err(Failure::Other(faults::server_ended()))))
}
