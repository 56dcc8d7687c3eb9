//! Pages of administrators, who keep accounts and see no case, and of those who watch over who reads what.

mod access_log;
mod account;
mod accounts;
mod calendar;
mod deputies;
mod health;
mod import;
mod mail;
mod units;

use actix_web::web;

use super::door;
use super::gate::by;
use super::places::{ACCESS, ACCOUNTS, CALENDAR, DEPUTIES, HEALTH, MAIL, UNITS};
use crate::pages::read;
use crate::wire::roles::{ADMINISTRATORS, OVERSEERS, WATCHERS};

/// Where accounts come from a sheet.
const IMPORT: &str = "/lam-viec/quan-tri/nhap";

/// Registers them.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    let admin = |name| (ADMINISTRATORS, name);
    door(config, ACCOUNTS, admin("page_accounts"), vec![read().to(by(accounts::show))]);
    let routes = vec![read().to(by(accounts::ask)), web::post().to(by(accounts::make))];
    door(config, "/lam-viec/quan-tri/nguoi-dung/moi", admin("page_new_account"), routes);
    let routes = vec![read().to(by(account::show)), web::post().to(by(account::act))];
    door(config, "/lam-viec/quan-tri/nguoi-dung/{id}", admin("page_account_kept"), routes);
    let routes = vec![read().to(by(deputies::show)), web::post().to(by(deputies::act))];
    door(config, DEPUTIES, (WATCHERS, "page_deputies"), routes);
    let routes = vec![read().to(by(import::ask)), web::post().to(by(import::act))];
    door(config, IMPORT, admin("page_import"), routes);
    let routes = vec![read().to(by(mail::show)), web::post().to(by(mail::resend))];
    door(config, MAIL, (WATCHERS, "page_mail_faults"), routes);
    door(config, HEALTH, admin("page_health"), vec![read().to(by(health::show))]);
    door(config, UNITS, admin("page_addresses"), vec![read().to(by(units::show))]);
    door(config, CALENDAR, admin("page_calendar"), vec![read().to(by(calendar::show))]);
    let routes = vec![read().to(by(access_log::show))];
    door(config, ACCESS, (OVERSEERS, "page_access_log"), routes);
}
