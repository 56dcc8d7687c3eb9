//! Pages that the server renders itself: for now the one that says where things are.

use actix_web::{HttpResponse, web};

/// Registers the pages.
pub fn configure(config: &mut web::ServiceConfig) {
    config.service(web::resource("/").route(web::get().to(home)));
}

async fn home() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body(include_str!("../../templates/pages/home.html"))
}
