//! Pages that the server renders itself: for now the one that says where things are.

use actix_web::{HttpResponse, guard, web};

/// Registers the pages.
pub fn configure(config: &mut web::ServiceConfig) {
    let read = guard::Any(guard::Get()).or(guard::Head());
    // Where mails lead to: until there is a page of its own, each opens the one that says where things are.
    let led_to = ["/", "/theo-doi", "/v/{number}", "/lam-viec", "/lam-viec/{desk}"].to_vec();
    config.service(web::resource(led_to).route(web::route().guard(read).to(home)));
}

async fn home() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .body(include_str!("../../templates/pages/home.html"))
}
