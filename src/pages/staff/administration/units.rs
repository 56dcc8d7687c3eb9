//! `/lam-viec/quan-tri/dia-chi`: where mail of each unit goes, those first where it goes nowhere.

use actix_web::HttpResponse;
use askama::Template;

use super::super::signed::Staff;
use crate::pages::frame::{Frame, fill};
use crate::pages::told;
use crate::pages::words::administration::Administration as Words;

/// A unit of today.
struct Row {
    name: String,
    code: String,
    address: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/staff/administration/units.html")]
struct Units<'p> {
    f: &'p Frame,
    w: &'static Words,
    missing: Option<String>,
    rows: Vec<Row>,
}

/// `GET /lam-viec/quan-tri/dia-chi`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let (reference, today) = (staff.service().reference(), staff.service().clock().today());
    let units = reference.units.all().iter().filter(|unit| unit.exists_on(today));
    let mut rows: Vec<Row> = units
        .map(|unit| Row {
            name: told::by(language, &unit.name, &unit.name_en).to_owned(),
            code: unit.code.clone(),
            address: unit.email.clone(),
        })
        .collect();
    rows.sort_by(|one, other| {
        (one.address.is_some(), &one.name).cmp(&(other.address.is_some(), &other.name))
    });
    let missing = rows.iter().filter(|row| row.address.is_none()).count();
    let missing = (missing > 0).then(|| fill(w.units_missing, "n", &missing.to_string()));
    let frame = staff.frame(w.units_h1);
    frame.told(&Units { f: &frame, w, missing, rows })
}
