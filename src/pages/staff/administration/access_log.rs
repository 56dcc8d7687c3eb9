//! `/lam-viec/truy-cap`: who read what only few may read, for auditors and the head of the inspectorate. Administrators do not.

use actix_web::HttpResponse;
use askama::Template;

use super::super::signed::Staff;
use super::ACCESS;
use crate::domain::ids::UserId;
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::pages::days;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::words::administration::{self, Administration as Words};
use crate::service::ServiceError;
use crate::service::records::access_log::Named;
use crate::wire::query::{Params, escaped};

const NAME: &str = "page_access_log";
/// Rows of a page.
const SHOWN: i64 = 100;

/// One entry.
struct Row {
    at: String,
    who: String,
    what: &'static str,
    about: Vec<String>,
    operation: String,
    count: u32,
}

/// How often somebody did something on the day.
struct Sum {
    href: String,
    who: String,
    what: &'static str,
    count: u64,
}

#[derive(Template)]
#[template(path = "pages/staff/administration/access_log.html")]
struct Log<'p> {
    f: &'p Frame,
    w: &'static Words,
    action: String,
    typed: String,
    fault: bool,
    narrowed: Option<String>,
    sums: Vec<Sum>,
    rows: Vec<Row>,
    first: Option<String>,
    next: Option<String>,
}

/// What the address asks for.
#[derive(Default)]
struct Asked {
    day: Option<Day>,
    typed: String,
    fault: bool,
    of: Option<UserId>,
    cursor: Option<String>,
}

fn read(staff: &Staff) -> Asked {
    let Ok(params) = Params::read(staff.asked.query(), &["ngay", "ai", "cursor"], false) else {
        return Asked::default();
    };
    let typed = params.owned("ngay").unwrap_or_default();
    let day = days::read(&typed).or_else(|| typed.parse().ok());
    Asked {
        fault: day.is_none() && !typed.trim().is_empty(),
        day,
        typed,
        of: params.text("ai").and_then(|id| id.parse().ok()),
        cursor: params.owned("cursor"),
    }
}

/// `GET /lam-viec/truy-cap`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    match made(&staff).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

async fn made(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let (service, language) = (staff.service(), staff.asked.language);
    let w = Words::of(language);
    let asked = read(staff);
    let (day, sums) = service.access_sums(asked.day).await?;
    let list = async |cursor: Option<&str>| {
        service.accesses(staff.actor(), Some(day), asked.of, cursor, SHOWN).await
    };
    let found = match list(asked.cursor.as_deref()).await {
        // An address of before, or of somebody else: from the beginning.
        Err(ServiceError::BadCursor) => list(None).await?,
        other => other?,
    };
    let of_day = at(language, &format!("{ACCESS}?ngay={day}"));
    let of = asked.of.map(|of| format!("{of_day}&ai={of}"));
    let here = of.clone().unwrap_or_else(|| of_day.clone());
    let sums = sums.into_iter().map(|(user, name, what, count)| Sum {
        href: format!("{of_day}&ai={user}"),
        who: name.unwrap_or_default(),
        what: administration::accessed(language, what),
        count,
    });
    let sums = sums.collect();
    let next = found.next.map(|cursor| format!("{here}&cursor={}", escaped(&cursor)));
    let mut frame = staff.frame(w.access_h1);
    frame.faulty = asked.fault;
    let typed = if asked.fault { asked.typed } else { days::short(Language::Vi, day) };
    let page = Log {
        f: &frame,
        w,
        action: at(language, ACCESS),
        typed,
        fault: asked.fault,
        narrowed: of.is_some().then_some(of_day),
        sums,
        rows: found.items.into_iter().map(|one| row(language, one)).collect(),
        first: asked.cursor.is_some().then_some(here),
        next,
    };
    Ok(frame.told(&page))
}

fn row(language: Language, (entry, name, account): Named) -> Row {
    let w = Words::of(language);
    let access = entry.access;
    let about = [
        account.map(|name| fill(w.access_account, "name", &name)),
        access.case.map(|id| fill(w.access_case, "id", &id.to_string())),
        access.file.map(|id| fill(w.access_file, "id", &id.to_string())),
        access.reason.map(|text| fill(w.access_reason, "text", &text)),
        access.sha256,
    ];
    Row {
        at: days::moment(language, access.at),
        who: name.unwrap_or_default(),
        what: administration::accessed(language, access.what),
        about: about.into_iter().flatten().collect(),
        operation: access.operation,
        count: access.count,
    }
}
