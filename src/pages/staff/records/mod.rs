//! The registers: letters, recommendations, apologies, conclusions, look-ups of persons, and where reports go.

mod apologies;
pub(super) mod choices;
mod conclusions;
pub(super) mod fields;
pub(super) mod page;
mod personnel;
pub(super) mod recommendations;
mod routing;
pub(super) mod urgings;

use actix_web::web::{self, ServiceConfig};

use super::door;
use super::gate::by;
use crate::pages::read;
use crate::wire::roles::{HANDLERS, INSPECTORS, PERSONNEL, UNITS, WATCHERS};

/// Registers the pages. What is new stands before what has an id.
pub(super) fn configure(config: &mut ServiceConfig) {
    let routes = vec![read().to(by(urgings::ask)), web::post().to(by(urgings::send))];
    door(config, "/lam-viec/don-doc/moi", (INSPECTORS, "page_urging"), routes);
    let routes = vec![read().to(by(urgings::show)), web::post().to(by(urgings::act))];
    door(config, "/lam-viec/don-doc/{id}", (HANDLERS, "page_urging"), routes);
    door(config, urgings::PATH, (HANDLERS, "page_urgings"), vec![read().to(by(urgings::list))]);
    let routes =
        vec![read().to(by(recommendations::ask)), web::post().to(by(recommendations::record))];
    door(config, "/lam-viec/kien-nghi/moi", (INSPECTORS, "page_recommendation"), routes);
    let routes =
        vec![read().to(by(recommendations::show)), web::post().to(by(recommendations::complete))];
    door(config, "/lam-viec/kien-nghi/{id}", (HANDLERS, "page_recommendation"), routes);
    let routes = vec![read().to(by(recommendations::list))];
    door(config, recommendations::PATH, (HANDLERS, "page_recommendations"), routes);
    let routes = vec![read().to(by(apologies::ask)), web::post().to(by(apologies::register))];
    door(config, "/lam-viec/xin-loi/moi", (UNITS, "page_apology"), routes);
    let routes = vec![read().to(by(apologies::show)), web::post().to(by(apologies::finish))];
    door(config, "/lam-viec/xin-loi/{id}", (HANDLERS, "page_apology"), routes);
    let routes = vec![read().to(by(apologies::list))];
    door(config, apologies::PATH, (HANDLERS, "page_apologies"), routes);
    let routes = vec![read().to(by(conclusions::ask)), web::post().to(by(conclusions::record))];
    door(config, "/lam-viec/ket-luan/moi", (INSPECTORS, "page_conclusion"), routes);
    let routes = vec![read().to(by(conclusions::show)), web::post().to(by(conclusions::act))];
    door(config, "/lam-viec/ket-luan/{id}", (INSPECTORS, "page_conclusion"), routes);
    let routes = vec![read().to(by(conclusions::list))];
    door(config, conclusions::PATH, (INSPECTORS, "page_conclusions"), routes);
    let routes = vec![read().to(by(personnel::ask)), web::post().to(by(personnel::look))];
    door(config, "/lam-viec/tra-cuu-nhan-su", (PERSONNEL, "page_personnel"), routes);
    let routes = vec![read().to(by(personnel::log))];
    door(config, "/lam-viec/so-tra-cuu", (WATCHERS, "page_personnel_log"), routes);
    let routes = vec![read().to(by(routing::ask)), web::post().to(by(routing::simulate))];
    door(config, "/lam-viec/phan-luong", (WATCHERS, "page_routing"), routes);
}
