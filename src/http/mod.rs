//! The HTTP server: API and pages behind one edge, bound once, the same for production and tests.

mod meters;
mod sources;
mod stream;

use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_http::HttpService;
use actix_http::error::DispatchError;
use actix_server::ServerHandle;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpRequest, HttpResponse, web};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::api::edge::origins::Origins;
use crate::api::edge::raw::raw_problem;
use crate::api::{self, ProblemKind, Site, State, edge, otherwise};
use crate::domain::ids::{Ids, SystemIds};
use crate::domain::time::Clock;
use crate::pages;
use crate::service::Service;
use crate::wire::limit::{Limits, Rates};
use crate::wire::proxy::TrustedProxies;
pub use meters::serve as serve_meters;
use sources::Sources;
use stream::Stream;

/// How the server is set up.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Threads that serve requests (1–64).
    pub workers: usize,
    /// Threads of each of them that may wait for the database: workers times these should not
    /// exceed the store's read connections, or requests wait for a connection instead of a thread.
    pub blocking_threads: usize,
    /// Connections at once, in all.
    pub max_connections: usize,
    /// Connections at once from one source, and never more than a quarter of all; 0 is no limit.
    pub connections_per_source: usize,
    /// Rate limits.
    pub rates: Rates,
    /// Proxies whose `X-Forwarded-For` is believed, and which may have all connections.
    pub trusted_proxies: TrustedProxies,
    /// Pages of other origins that may call it from a browser.
    pub origins: Origins,
    /// Files of a front end that are served where no operation is, `/` included.
    pub site: Option<Arc<Site>>,
    /// What is said of our own pages, which are there where no front end is served.
    pub pages: pages::Setup,
}

/// A server that listens.
pub struct Server {
    address: SocketAddr,
    running: actix_server::Server,
    state: web::Data<State>,
}

impl Server {
    /// Prepares to serve over a listener that was bound before anything that takes long.
    ///
    /// # Errors
    /// When the listener cannot be used.
    pub fn over(
        listener: TcpListener,
        service: Service,
        clock: Arc<dyn Clock>,
        settings: &ServerSettings,
    ) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let workers = settings.workers.clamp(1, 64);
        let limits = Arc::new(Limits::new(settings.rates, clock));
        let own = web::Data::new(pages::Shared::new(
            service.clone(),
            limits.clone(),
            settings.trusted_proxies.clone(),
            settings.pages.clone(),
        ));
        let state = web::Data::new(State::new(
            service,
            limits,
            settings.trusted_proxies.clone(),
            settings.origins.clone(),
            Arc::new(SystemIds),
            settings.site.clone(),
        ));
        let sources = Sources::new(
            settings.connections_per_source,
            settings.max_connections,
            settings.trusted_proxies.clone(),
        );
        let shared = state.clone();
        let builder = actix_server::Server::build();
        let stopping = builder.graceful_shutdown_signal();
        let running = builder
            .workers(workers)
            .worker_max_blocking_threads(settings.blocking_threads.max(1))
            .max_concurrent_connections((settings.max_connections / workers).max(1))
            .shutdown_timeout(20)
            .disable_signals()
            .listen("http", listener, move || {
                let (shared, sources, stopping) =
                    (shared.clone(), sources.clone(), stopping.clone());
                let own = shared.site.is_none().then(|| own.clone());
                let own_pages = move |config: &mut web::ServiceConfig| {
                    if let Some(own) = own {
                        config.app_data(own).configure(pages::configure);
                    }
                };
                let app = App::new()
                    .app_data(shared)
                    .configure(api::configure)
                    .configure(own_pages)
                    .default_service(web::to(elsewhere))
                    .wrap(from_fn(edge));
                let app =
                    app.into_factory().map_err(|fault: actix_web::Error| fault.error_response());
                let http = HttpService::build()
                    .graceful_shutdown_signal(move || {
                        let stopping = stopping.clone();
                        async move { stopping.notified().await }
                    })
                    .keep_alive(KEEP_ALIVE)
                    .client_request_timeout(FIRST_HEAD)
                    .client_disconnect_timeout(FAREWELL)
                    .local_addr(address)
                    .on_connect_ext(|stream: &Stream<TcpStream>, extensions| {
                        extensions
                            .insert::<Rc<crate::wire::connection::Connection>>(stream.connection());
                    })
                    .h1(map_config(app, |()| AppConfig::default()));
                fn_service(move |io| seated(io, sources.clone())).and_then(http)
            })?
            .run();
        Ok(Self { address, running, state })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stops it: waiting requests are answered first.
    pub fn handle(&self) -> ServerHandle {
        self.running.handle()
    }

    /// What its handlers share.
    pub fn state(&self) -> web::Data<State> {
        self.state.clone()
    }

    /// Serves until it is stopped.
    ///
    /// # Errors
    /// When the server breaks down.
    pub async fn run(self) -> std::io::Result<()> {
        self.running.await
    }
}

/// The answer of paths that nothing has: a page to a person, a problem to a program.
async fn elsewhere(
    request: HttpRequest,
    state: web::Data<State>,
) -> actix_web::Result<HttpResponse> {
    match pages::nowhere(&request) {
        Some(page) => Ok(page),
        None => Ok(otherwise(request, state).await?),
    }
}

/// How long a connection may wait for its next request.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long the first head may take from the first moment of a connection; the stream limits the others.
const FIRST_HEAD: Duration = Duration::from_secs(5);
/// How long what a client still sends is read and thrown away after an early answer, so that it can read that.
const FAREWELL: Duration = Duration::from_secs(1);
/// When a source whose connections are refused may come back, in seconds.
const COME_BACK: u64 = 15;

/// The stream of a connection, where its source has room for one.
async fn seated(
    mut io: TcpStream,
    sources: Sources,
) -> Result<(Stream<TcpStream>, Option<SocketAddr>), DispatchError> {
    let ids: Arc<dyn Ids> = Arc::new(SystemIds);
    let peer = io.peer_addr()?;
    if let Some(seat) = sources.seat(peer.ip()) {
        return Ok((Stream::new(io, seat, ids), Some(peer)));
    }
    // A few are told why, and read for a moment so that they can hear it; of hundreds at once the rest is cut off.
    if let Some(_place) = sources.farewell() {
        let id = ids.random().simple().to_string();
        let refusal = raw_problem(ProblemKind::TooMany, Some(COME_BACK), &id);
        let farewell = async {
            io.write_all(&refusal).await?;
            io.shutdown().await?;
            tokio::io::copy(&mut io, &mut tokio::io::sink()).await
        };
        if let Ok(Err(cause)) = tokio::time::timeout(FAREWELL, farewell).await {
            tracing::debug!(%cause, "a refusal was not heard");
        }
    }
    Err(DispatchError::DisconnectTimeout)
}
