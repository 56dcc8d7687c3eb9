//! The second listener, for Prometheus on this machine alone: `GET /metrics` and nothing else.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::{Server, ServerHandle};
use actix_web::{App, HttpResponse, HttpServer, web};

use crate::domain::running::clock::ClockState;
use crate::domain::time::Clock;
use crate::meters::{Meters, Now};
use crate::service::Service;

/// What is asked when somebody scrapes.
#[derive(Clone)]
struct Asked {
    meters: Meters,
    service: Service,
    clock: Arc<dyn Clock>,
}

impl Asked {
    async fn now(&self) -> Now {
        let ready = self.service.ready().await;
        // A scrape is no place to fail: what cannot be read is not ready, and that is said.
        let faults = self.service.faults().await.ok();
        let late = faults.as_ref().and_then(|it| it.late_since);
        let whole = ready.is_ok() && faults.is_some();
        let readiness = ready.ok();
        Now {
            ready: whole,
            clock_in_doubt: readiness.as_ref().is_some_and(|it| it.clock != ClockState::Agrees),
            dropped_lines: readiness.as_ref().map_or(0, |it| it.dropped_lines),
            mail_late: late
                .map_or(0, |since| (self.clock.now().micros() - since.micros()) / 1_000_000),
            mail_given_up: faults.is_some_and(|it| !it.dead_letters.is_empty()),
        }
    }
}

async fn scrape(asked: web::Data<Asked>) -> HttpResponse {
    let now = asked.now().await;
    HttpResponse::Ok()
        .insert_header(("cache-control", "no-store"))
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(asked.meters.text(now))
}

/// Serves what was counted, until its handle says stop.
///
/// # Errors
/// When the listener cannot be used.
pub fn serve(
    listener: TcpListener,
    meters: Meters,
    service: Service,
    clock: Arc<dyn Clock>,
) -> std::io::Result<(Server, ServerHandle)> {
    let asked = web::Data::new(Asked { meters, service, clock });
    let server = HttpServer::new(move || {
        App::new().app_data(asked.clone()).route("/metrics", web::get().to(scrape))
    });
    let server = server.workers(1).max_connections(16).disable_signals().listen(listener)?.run();
    let handle = server.handle();
    Ok((server, handle))
}
