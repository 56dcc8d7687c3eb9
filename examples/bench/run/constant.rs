//! actix answering a constant: what the framework and this client cost without a service.

use std::net::TcpListener;

use actix_web::{App, HttpResponse, HttpServer, web};

use crate::failure::Failure;

/// Serves until it is killed; says its address as the service does.
pub(crate) async fn serve() -> Result<(), Failure> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    println!("listening on http://{}", listener.local_addr()?);
    let constant = || async { HttpResponse::Ok().json(serde_json::json!({"state": "received"})) };
    let app = move || App::new().route("/", web::get().to(constant));
    Ok(HttpServer::new(app).workers(2).listen(listener)?.run().await?)
}
