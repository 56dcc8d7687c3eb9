//! `serve` and `worker`: until a signal asks to stop, then everything under way is finished.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::control::Control;
use super::words::{Told, done, faults};
use super::{Failure, Out, clock};
use crate::app::App;
use crate::clean::Cleaner;
use crate::config::{Settings, resolve};
use crate::http::{Server, ServerSettings, serve_meters};
use crate::jobs;
use crate::meters::Meters;
use crate::service::files::AT_WORK;
use crate::telemetry;

/// Serve the API.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen, instead of the configuration's address.
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = listen)]
    listen: Option<SocketAddr>,
    /// Do not run the worker here (PostgreSQL only: run `worker` elsewhere).
    #[arg(long)]
    no_worker: bool,
}

/// Where to listen, as it is typed.
fn listen(text: &str) -> Result<SocketAddr, String> {
    resolve(text).map_err(|fault| fault.beside())
}

impl Serve {
    pub(super) async fn run(self, settings: Settings, out: &Out) -> Result<(), Failure> {
        let log = telemetry::start(&settings.config.log).map_err(unlogged)?;
        let listener = bind(self.listen.unwrap_or(settings.listen))?;
        let app = App::open(&settings, clock()).await?;
        app.service.instance().log_drops_into(log.dropped());
        app.require_reference()?;
        let sqlite = matches!(settings.database, crate::store::DbUrl::Sqlite(_));
        if self.no_worker && sqlite {
            return Err(Failure::Other(faults::worker_inside()));
        }
        run(app, &settings, listener, !self.no_worker, |address| {
            out.both(&done::listening(&address));
            heard(out);
        })
        .await
    }
}

/// Takes the port, before anything that takes long is begun.
pub(super) fn bind(listen: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(listen)
        .map_err(|cause| Failure::Other(faults::cannot_listen(&listen, &cause)))
}

/// No log, no start.
pub(super) fn unlogged(cause: impl std::fmt::Display) -> Failure {
    Failure::Other(faults::no_log(&cause))
}

fn server_settings(settings: &Settings) -> Result<ServerSettings, Failure> {
    let config = &settings.config;
    let readers = usize::try_from(config.store.readers).unwrap_or(1);
    let site = settings.site()?;
    Ok(ServerSettings {
        workers: config.workers,
        // One more for a password being checked, and some for files.
        blocking_threads: readers / config.workers.max(1) + 1 + AT_WORK,
        max_connections: config.max_connections,
        rates: config.rates(),
        connections_per_source: config.connections_per_source,
        trusted_proxies: settings.proxies.clone(),
        origins: settings.origins.clone(),
        site: site.map(Arc::new),
        pages: config.site.setup(&config.public_url),
    })
}

/// Serves until SIGINT or SIGTERM, then stops in order: no new requests, those under way are
/// answered, the worker ends its round, the writers drain.
pub(super) async fn run(
    app: App,
    settings: &Settings,
    listener: TcpListener,
    with_worker: bool,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Failure> {
    can_write(&app, settings).await?;
    let app = with_copies(app).await;
    say_missing(&app, settings).await?;
    let control = Control::listen(settings)?;
    let (service, clock) = (app.service.clone(), Arc::clone(&app.clock));
    let server = Server::over(listener, service, clock, &server_settings(settings)?)?;
    if let Some(year) = app.service.undecided_year() {
        tracing::warn!(year, "the decision on the days off of this year is not loaded; load it");
    }
    let meters = meters(&app, settings)?;
    let (stop, stopped) = watch::channel(false);
    let worker = if with_worker {
        actix_web::rt::spawn(app.worker().run(stopped.clone()))
    } else {
        actix_web::rt::spawn(jobs::refresh(app.service.clone(), stopped.clone()))
    };
    let marks = actix_web::rt::spawn(jobs::mark(app.service.clone(), stopped.clone()));
    let (service, orders) = (app.service.clone(), stopped.clone());
    let orders = actix_web::rt::spawn(async move {
        if let Some(control) = control {
            control.serve(service, orders).await;
        }
    });
    let limited = server.state();
    let forget = actix_web::rt::spawn(async move {
        jobs::every(FORGET_EVERY, stopped, async || limited.limits.forget()).await;
    });
    let handle = server.handle();
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let stopper = actix_web::rt::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping: no new requests, those under way are finished");
        handle.stop(true).await;
    });
    ready(server.address());
    let served = server.run().await;
    stopper.abort();
    if let Some(meters) = meters {
        meters.stop(false).await;
    }
    // The receivers may be gone already, which is what this asks for.
    stop.send_replace(true);
    let tasks = [("worker", worker), ("marks", marks), ("limits", forget), ("orders", orders)];
    let ended = end_all(tasks, &app).await;
    tracing::info!("stopped");
    served?;
    ended
}

/// Begins to count, and to say so to whoever asks on this machine, where the configuration names a place for it.
fn meters(app: &App, settings: &Settings) -> Result<Option<ServerHandle>, Failure> {
    let Some(address) = settings.metrics else { return Ok(None) };
    let listener = bind(address)?;
    let meters = Meters::start().map_err(|cause| Failure::Other(faults::no_meters(&cause)))?;
    let (service, clock) = (app.service.clone(), Arc::clone(&app.clock));
    let (server, handle) = serve_meters(listener, meters, service, clock)?;
    actix_web::rt::spawn(server);
    Ok(Some(handle))
}

/// How long a stop waits for what is under way: longer than one mail or one statement may take.
const FAREWELL: Duration = Duration::from_secs(25);

/// Lets rounds under way and writes that wait end. What does not is left behind, and said.
async fn end_all<const N: usize>(
    tasks: [(&'static str, JoinHandle<()>); N],
    app: &App,
) -> Result<(), Failure> {
    let mut left = Vec::new();
    let until = tokio::time::Instant::now() + FAREWELL;
    for (name, task) in tasks {
        match tokio::time::timeout_at(until, task).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::error!(%error, name, "a background task ended badly"),
            Err(_) => left.push(name),
        }
    }
    if let Err(error) = app.service.mark_stop().await {
        tracing::warn!(%error, "the last mark could not be left");
    }
    let db = app.service.db().clone();
    let drained = tokio::task::spawn_blocking(move || db.shut_down()).await;
    let why = if !drained.map_err(Failure::broke)? {
        faults::hangs()
    } else if left.is_empty() {
        return Ok(());
    } else {
        faults::left_behind(&left.join(", "), &format_args!("{FAREWELL:?}"))
    };
    tracing::error!("{why}");
    Err(Failure::Other(why))
}

/// The same, with clean copies of pictures; without files where no process can be confined that would make them.
pub(super) async fn with_copies(app: App) -> App {
    let found = tokio::task::spawn_blocking(|| {
        let cleaner = Cleaner::this()?;
        Ok::<_, std::io::Error>(cleaner.works()?.then_some(cleaner))
    });
    let service = app.service.clone();
    let service = match found.await {
        Ok(Ok(Some(cleaner))) => service.cleaning(cleaner),
        other => {
            let cause = format!("{other:?}");
            tracing::error!(cause, "no process can be confined here, so no files are taken");
            service.keeping(None)
        }
    };
    app.with(service)
}

/// Says where the place of files is missing. Reports are taken all the same, and files as soon as it is back.
async fn say_missing(app: &App, settings: &Settings) -> Result<(), Failure> {
    if let Some(mark) = app.service.missing_place().await.map_err(Failure::broke)? {
        let mark = format!("{}/{mark}", settings.place_name());
        tracing::error!(
            mark,
            "the place of files is missing, or is another one: no files are taken"
        );
    }
    Ok(())
}

/// Refuses to begin where no report could be taken.
async fn can_write(app: &App, settings: &Settings) -> Result<(), Failure> {
    app.service
        .mark()
        .await
        .map_err(|cause| Failure::Other(faults::unwritable(&settings.database, &cause.words())))
}

/// Whoever started the service may not listen any more; that stops nothing.
fn heard(out: &Out) {
    if let Some(cause) = out.failure() {
        tracing::warn!(%cause, "the standard output cannot be written");
    }
}

/// How often the rate limiter forgets sources that have everything back.
const FORGET_EVERY: Duration = Duration::from_mins(1);

/// `worker`: the reconcilers without the API.
pub(super) async fn worker(settings: Settings, out: &Out) -> Result<(), Failure> {
    let log = telemetry::start(&settings.config.log).map_err(unlogged)?;
    let app = App::open(&settings, clock()).await?;
    app.service.instance().log_drops_into(log.dropped());
    app.require_reference()?;
    let (stop, stopped) = watch::channel(false);
    can_write(&app, &settings).await?;
    let app = with_copies(app).await;
    say_missing(&app, &settings).await?;
    let marks = actix_web::rt::spawn(jobs::mark(app.service.clone(), stopped.clone()));
    let running = actix_web::rt::spawn(app.worker().run(stopped));
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    out.both(&done::worker_running());
    heard(out);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    stop.send_replace(true);
    end_all([("worker", running), ("marks", marks)], &app).await
}
