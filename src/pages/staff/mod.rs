//! Pages of staff: signing in, what is owed today, cases and what can be done to them.

mod account;
mod administration;
mod board;
mod case;
mod fields;
mod link;
pub(super) mod nav;
mod proof;
mod queue;
mod rows;
mod sign_in;
mod signed;
mod today;

use actix_web::{Route, web};

use super::{page_of, read};
use crate::domain::actor::Role;
use crate::wire::roles::{ANY_ROLE, HANDLERS};
use signed::{ACCOUNT, Door, SIGN_IN, by};

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
        "/dang-xuat",
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
    door(config, "/lam-viec/hang-viec", (HANDLERS, "page_queue"), vec![read().to(by(queue::show))]);
    let routes = vec![read().to(by(case::show)), web::post().to(by(case::press))];
    door(config, "/lam-viec/vu-viec/{id}", (HANDLERS, "page_case"), routes);
    let routes = vec![read().to(by(case::ask)), web::post().to(by(case::act))];
    door(config, "/lam-viec/vu-viec/{id}/{command}", (HANDLERS, "page_command"), routes);
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
