//! Pages of staff: signing in, what is owed today, cases and what can be done to them.

mod account;
mod administration;
mod board;
mod case;
mod conflicts;
mod desk;
mod fields;
mod gate;
mod link;
pub(super) mod nav;
mod places;
mod proof;
mod queue;
mod records;
mod rows;
mod sign_in;
mod signed;
mod today;

use actix_web::{Route, web};

use super::{page_of, read};
use crate::domain::actor::Role;
use crate::wire::roles::{ANY_ROLE, HANDLERS, INSPECTORS};
use gate::{Door, by};
use places::{ACCOUNT, SIGN_IN, SIGN_OUT};

/// Registers the pages of staff.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    page_of::<Door>(
        config,
        SIGN_IN,
        vec![read().to(sign_in::ask), web::post().to(sign_in::sign_in)],
        None,
    );
    let routes = vec![read().to(link::ask), web::post().to(link::set)];
    page_of::<Door>(config, "/dat-mat-khau", routes, None);
    door(
        config,
        SIGN_OUT,
        (ANY_ROLE, "page_sign_out"),
        vec![web::post().to(by(sign_in::sign_out))],
    );
    let routes = vec![read().to(by(account::show)), web::post().to(by(account::act))];
    door(config, ACCOUNT, (ANY_ROLE, "page_account"), routes);
    door(config, "/lam-viec", (ANY_ROLE, "page_today"), vec![read().to(by(today::show))]);
    door(
        config,
        "/v/{number}",
        (HANDLERS, "page_by_number"),
        vec![read().to(by(today::by_number))],
    );
    let routes = vec![read().to(by(queue::show)), web::post().to(by(queue::press))];
    door(config, places::QUEUE, (HANDLERS, "page_queue"), routes);
    let routes = vec![read().to(by(queue::nothing)), web::post().to(by(queue::act))];
    door(config, places::MANY, (HANDLERS, "page_bulk"), routes);
    door(config, places::TIPS, (INSPECTORS, "page_tips"), vec![read().to(by(queue::show_tips))]);
    let routes = vec![read().to(by(conflicts::show)), web::post().to(by(conflicts::declare))];
    door(config, places::CONFLICTS, (INSPECTORS, "page_conflicts"), routes);
    let routes = vec![read().to(by(case::show)), web::post().to(by(case::press))];
    door(config, "/lam-viec/vu-viec/{id}", (HANDLERS, "page_case"), routes);
    let path = "/lam-viec/vu-viec/{id}/tep/{file}";
    door(config, path, (INSPECTORS, "get_attachment"), vec![read().to(by(case::original))]);
    let path = "/lam-viec/vu-viec/{id}/tep/{file}/trang/{n}";
    door(config, path, (HANDLERS, "get_clean_copy"), vec![read().to(by(case::page))]);
    let routes = vec![read().to(by(case::ask)), web::post().to(by(case::act))];
    door(config, "/lam-viec/vu-viec/{id}/{command}", (HANDLERS, "page_command"), routes);
    desk::configure(config);
    records::configure(config);
    administration::configure(config);
    board::configure(config);
}

/// A page that some roles may open.
fn door(
    config: &mut web::ServiceConfig,
    path: &'static str,
    (roles, name): (&'static [Role], &'static str),
    routes: Vec<Route>,
) {
    page_of(config, path, routes, Some(Door { roles, name }));
}
