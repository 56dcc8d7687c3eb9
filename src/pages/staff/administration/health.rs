//! `/lam-viec/quan-tri/suc-khoe`: whether the service does its work, and what somebody should look at.

use actix_web::HttpResponse;
use askama::Template;

use super::super::signed::Staff;
use super::{CALENDAR, MAIL, UNITS};
use crate::domain::running::clock::ClockState;
use crate::pages::days;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::words::administration::Administration as Words;
use crate::service::ServiceError;

const NAME: &str = "page_health";
/// A backup that is older, in seconds, was missed.
const BACKUP_AGE: i64 = 26 * 3600;

/// One thing, how it stands, whether somebody should look at it, and where.
struct Row {
    what: &'static str,
    how: String,
    bad: bool,
    href: Option<String>,
}

impl Row {
    fn new(what: &'static str, how: impl Into<String>, bad: bool) -> Self {
        Self { what, how: how.into(), bad, href: None }
    }
}

#[derive(Template)]
#[template(path = "pages/staff/administration/health.html")]
struct Health<'p> {
    f: &'p Frame,
    w: &'static Words,
    sum: String,
    bad: bool,
    rows: Vec<Row>,
}

/// `GET /lam-viec/quan-tri/suc-khoe`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    match made(&staff).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

async fn made(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let w = Words::of(staff.asked.language);
    let mut rows = ready(staff, w).await?;
    rows.extend(looked(staff, w).await?);
    let now = days::moment(staff.asked.language, staff.service().clock().now());
    let bad = rows.iter().any(|row| row.bad);
    let sum = fill(if bad { w.health_look } else { w.health_ok }, "time", &now);
    let frame = staff.frame(w.health_h1);
    Ok(frame.told(&Health { f: &frame, w, sum, bad, rows }))
}

/// Whether a report could be taken, and whether the clock is believed.
async fn ready(staff: &Staff, w: &'static Words) -> Result<Vec<Row>, ServiceError> {
    let service = staff.service();
    let found = match service.ready().await {
        Ok(found) => found,
        Err(error) if error.is_of_the_store() => {
            return Ok(vec![Row::new(w.health_take, w.health_takes_not, true)]);
        }
        Err(error) => return Err(error),
    };
    let clock = match found.clock {
        ClockState::Agrees => w.health_clock_agrees,
        ClockState::Waits => w.health_clock_waits,
        ClockState::Ahead => w.health_clock_ahead,
        ClockState::Behind => w.health_clock_behind,
    };
    let takes = fill(w.health_takes, "n", &found.mark_age.to_string());
    let instances = service.instances().await?;
    let last = instances.iter().filter_map(|said| said.believed).max();
    let last = last.map(|at| days::moment(staff.asked.language, at));
    Ok(vec![
        Row::new(w.health_take, takes, false),
        Row::new(w.health_clock, clock, found.clock != ClockState::Agrees),
        Row::new(w.health_round, last.unwrap_or_else(|| w.health_never.to_owned()), false),
        Row::new(w.health_servers, instances.len().to_string(), false),
        Row::new(w.health_log, found.dropped_lines.to_string(), found.dropped_lines > 0),
    ])
}

/// Mail, backup, calendar and the systems of staff.
async fn looked(staff: &Staff, w: &'static Words) -> Result<Vec<Row>, ServiceError> {
    let (service, language) = (staff.service(), staff.asked.language);
    let faults = service.faults().await?;
    let backup = service.last_backup().await?;
    let old = backup.is_none_or(|it| it.plus_seconds(BACKUP_AGE) < service.clock().now());
    let backup = backup.map(|it| days::moment(language, it));
    let undecided = service.undecided_year();
    let calendar = undecided.map_or_else(
        || w.health_calendar_ok.to_owned(),
        |year| fill(w.health_calendar_missing, "n", &year.to_string()),
    );
    let hooks = service.webhooks_given_up().await?;
    let (dead, without) = (faults.dead_letters.len(), faults.units_without_address.len());
    let to = |row: Row, path: &str| Row { href: Some(at(language, path)), ..row };
    Ok(vec![
        Row::new(w.health_mail, faults.pending.to_string(), faults.late_since.is_some()),
        to(Row::new(w.health_dead, dead.to_string(), dead > 0), MAIL),
        to(Row::new(w.mail_without, without.to_string(), without > 0), UNITS),
        Row::new(w.health_backup, backup.unwrap_or_else(|| w.health_never.to_owned()), old),
        to(Row::new(w.health_calendar, calendar, undecided.is_some()), CALENDAR),
        Row::new(w.health_hooks, hooks.to_string(), hooks > 0),
    ])
}
