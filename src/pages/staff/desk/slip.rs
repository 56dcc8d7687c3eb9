//! The slip that a desk hands to whoever brought the paper: its receipt, shown once, and where to follow it.

use actix_web::HttpResponse;
use askama::Template;

use super::due;
use crate::domain::receipt::Receipt;
use crate::pages::days;
use crate::pages::frame::{Frame, at};
use crate::pages::qr::Picture;
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::desk::Reception as Words;
use crate::service::cases::intake::Filed;

#[derive(Template)]
#[template(path = "pages/staff/desk/slip.html")]
struct Slip<'p> {
    f: &'p Frame,
    w: &'static Words,
    receipt: String,
    facts: Vec<(&'static str, String)>,
    /// The address alone: whoever reads the picture learns no receipt.
    url: &'p str,
    picture: Option<Picture>,
}

/// The slip of what was filed.
pub(super) fn page(staff: &Staff, w: &'static Words, filed: &Filed) -> HttpResponse {
    let language = staff.asked.language;
    let holder = filed.holder.as_ref().map(|unit| told::unit(language, unit).to_owned());
    let all = [
        (w.slip_number, filed.number.clone()),
        (w.slip_received, Some(days::short(language, filed.received_on))),
        (w.check_to, holder),
        (w.check_due, due(staff, filed)),
        (w.check_sign, filed.sign_by.map(|day| days::long(language, day))),
    ];
    let base = staff.asked.shared.setup.public_url.trim_end_matches('/');
    let url = format!("{base}{}", at(language, "/theo-doi"));
    let frame = staff.frame(w.slip_h1);
    let page = Slip {
        f: &frame,
        w,
        receipt: filed.receipt.as_ref().map(Receipt::to_text).unwrap_or_default(),
        facts: all.into_iter().filter_map(|(label, text)| Some((label, text?))).collect(),
        url: &url,
        picture: Picture::of(&url),
    };
    frame.told(&page)
}
