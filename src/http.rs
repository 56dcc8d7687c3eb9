//! The HTTP server: API and pages behind one edge, bound once, the same for production and tests.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};

use crate::api::limit::{Limits, Rates};
use crate::api::{self, State, edge, not_found};
use crate::domain::ids::SystemIds;
use crate::domain::time::Clock;
use crate::pages;
use crate::service::Desk;

/// How the server is set up.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Threads that serve requests (1–64).
    pub workers: usize,
    /// Threads of each of them that may wait for the database: workers times these should not
    /// exceed the store's read connections, or requests wait for a connection instead of a thread.
    pub blocking_threads: usize,
    /// Connections at once, in all.
    pub max_connections: usize,
    /// Rate limits.
    pub rates: Rates,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
}

/// A server that listens.
pub struct Server {
    address: SocketAddr,
    running: actix_web::dev::Server,
    state: web::Data<State>,
}

impl Server {
    /// Binds and prepares to serve.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub fn bind(
        desk: Desk,
        clock: Arc<dyn Clock>,
        settings: &ServerSettings,
    ) -> std::io::Result<Self> {
        let listener = TcpListener::bind(settings.listen)?;
        let address = listener.local_addr()?;
        let state = web::Data::new(State {
            desk,
            limits: Limits::new(settings.rates, clock),
            proxies: settings.trusted_proxies.clone(),
            ids: Arc::new(SystemIds),
        });
        let shared = state.clone();
        let running = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .configure(api::configure)
                .configure(pages::configure)
                .default_service(web::to(not_found))
                .wrap(from_fn(edge))
        })
        .workers(settings.workers.clamp(1, 64))
        .worker_max_blocking_threads(settings.blocking_threads.max(1))
        .max_connections((settings.max_connections / settings.workers.clamp(1, 64)).max(1))
        .client_request_timeout(Duration::from_secs(5))
        .keep_alive(Duration::from_secs(15))
        .shutdown_timeout(20)
        .disable_signals()
        .listen(listener)?
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
