//! `/lam-viec/thi-dua`: every movement, the drafts among them.

use actix_web::HttpResponse;
use askama::Template;

use super::super::signed::Staff;
use super::path_of;
use crate::domain::emulation::Movement;
use crate::pages::days;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::told;
use crate::pages::words::board::{self, Emulation as Words};

struct Row {
    href: String,
    name: String,
    status: &'static str,
    days: String,
    set: String,
}

#[derive(Template)]
#[template(path = "pages/staff/board/movements.html")]
struct Movements<'p> {
    f: &'p Frame,
    w: &'static Words,
    rows: Vec<Row>,
}

/// `GET /lam-viec/thi-dua`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let (reference, today) = (staff.service().reference(), staff.service().clock().today());
    let row = |it: &Movement| Row {
        href: at(language, &path_of(&it.code)),
        name: told::by(language, &it.name_vi, &it.name_en).to_owned(),
        status: if it.template { w.board_template } else { board::status(language, it.status) },
        days: format!(
            "{} – {}",
            days::short(language, it.starts_on),
            days::short(language, it.ends_on)
        ),
        set: it.set_on(today).map_or_else(
            || w.board_none.to_owned(),
            |set| fill(w.board_version_n, "n", &set.version.to_string()),
        ),
    };
    let rows = reference.movements.iter().rev().map(row).collect();
    let frame = staff.frame(w.board_h1);
    frame.told(&Movements { f: &frame, w, rows })
}
