//! Playing the sample lives: real use cases on a clock that is moved from step to step.

use std::collections::BTreeMap;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::cast::{Cast, Who};
use super::life::{Life, Step, later};
use super::{Failure, NEW_ORDER, draw_password, everyday, sample_hasher};
use crate::api::reports::front::demand;
use crate::api::reports::reporter::said;
use crate::cli::words::faults;
use crate::config::Settings;
use crate::domain::ids::{CaseId, SystemIds};
use crate::domain::kind::Kind;
use crate::domain::receipt::Receipt;
use crate::domain::time::{Clock, Day, FixedClock, Instant};
use crate::jobs::Worker;
use crate::mail::Mailer;
use crate::service::cases::handling::{Ask, Asked, Assignee, By as Party};
use crate::service::dispatch::Dispatcher;
use crate::service::units::import::Files;
use crate::service::{Service, ServiceError};
use crate::store::{Db, DbSettings};
use crate::vault::{KeyRing, draw};
use crate::wire::commands::command;
use crate::wire::report::entry;
use crate::wire::report::filing;

/// The file of the lives.
const FILE: &str = "sample_lives.json";

/// How long the clocks of a life may run after its last step: from then on a round a week does.
const LONGEST_CLOCK: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 100);

/// A report that was filed, as the player holds it.
struct Open {
    case: CaseId,
    receipt: Receipt,
}

struct Player {
    service: Service,
    worker: Worker,
    clock: Arc<FixedClock>,
    cast: Cast,
    /// The units of this order; it changes once, where the lives go past that day.
    succeeded: bool,
}

fn lives(files: &Files) -> Result<Vec<Life>, Failure> {
    let text = files.text(FILE).map_err(Failure::Other)?;
    let mut lives: Vec<Life> = serde_json::from_str(&text)
        .map_err(|cause| Failure::broke(format_args!("{FILE}: {cause}")))?;
    lives.extend(everyday::lives(files)?);
    Ok(lives)
}

/// Refuses a day before which nothing happens, and one past the calendar: what was counted there would be a guess.
pub(super) fn can_play(today: Day, files: &Files) -> Result<(), Failure> {
    let begins = lives(files)?.iter().map(|life| life.filed_at).min().map(Instant::office_day);
    let first = begins.map(|day| later(day, 1)).transpose()?.unwrap_or(today);
    let calendar = files.text("calendar.csv").map_err(Failure::Other)?;
    let days = calendar.lines().filter_map(|line| line.split(',').next()?.parse::<Day>().ok());
    let last = days.max().map_or(today, Day::last_of_year);
    if (first..=last).contains(&today) {
        return Ok(());
    }
    Err(Failure::Other(faults::cannot_play(&first, &last)))
}

/// Plays every life of `files` that begins before `until`, with the worker's rounds between.
pub(super) async fn play(
    settings: &Settings,
    keys: KeyRing,
    files: &Files,
    until: Instant,
) -> Result<(), Failure> {
    let mut lives = lives(files)?;
    // For a day long after them they would only be waited for.
    lives.retain(|life| !life.everyday || until.office_day() < NEW_ORDER);
    let mut moments: Vec<(Instant, usize, Option<usize>)> = Vec::new();
    for (index, life) in lives.iter().enumerate() {
        moments.push((life.filed_at, index, None));
        moments.extend(life.steps.iter().enumerate().map(|(n, step)| (step.at, index, Some(n))));
    }
    moments.retain(|(at, ..)| *at < until);
    moments.sort_unstable();
    let Some((first, ..)) = moments.first() else { return Ok(()) };
    let mut player = Player::new(settings, keys, *first).await?;
    let bar = ProgressBar::new(u64::try_from(moments.len()).unwrap_or(0));
    if let Ok(style) = ProgressStyle::with_template("sample lives {bar:30} {pos}/{len}") {
        bar.set_style(style);
    }
    let mut cases: BTreeMap<usize, Open> = BTreeMap::new();
    let mut named: BTreeMap<&str, CaseId> = BTreeMap::new();
    for (at, index, step) in moments {
        player.advance(at).await?;
        let Some(life) = lives.get(index) else { continue };
        let failed = |cause: Failure| Failure::broke(format_args!("{}: {cause}", life.story));
        match step.and_then(|n| life.steps.get(n)) {
            None => {
                let open = player.file(life).await.map_err(failed)?;
                named.extend(life.name.as_deref().map(|name| (name, open.case)));
                cases.insert(index, open);
            }
            Some(step) => {
                if let Some(case) = cases.get(&index) {
                    player.step(case, step, &named).await.map_err(failed)?;
                }
            }
        }
        if !life.everyday {
            player.worker.tick().await?;
        }
        bar.inc(1);
    }
    player.advance(until).await?;
    bar.finish_and_clear();
    player.service.db().shut_down();
    Ok(())
}

impl Player {
    async fn new(settings: &Settings, keys: KeyRing, start: Instant) -> Result<Self, Failure> {
        let db = Db::open(&settings.database, &DbSettings::default())?;
        let clock = Arc::new(FixedClock::new(start));
        let service =
            Service::new(db, clock.clone(), Arc::new(SystemIds), Arc::new(keys), sample_hasher());
        service.refresh().await?;
        let mailer = Mailer::directory(settings.config.mail.folder.clone(), settings.from.clone());
        let post = Dispatcher::new(service.clone(), mailer, &settings.config.public_url);
        let worker = Worker::new(service.clone(), post);
        let cast = Cast::new(&service).await?;
        let succeeded = start.office_day() >= NEW_ORDER;
        Ok(Self { service, worker, clock, cast, succeeded })
    }

    /// Lets time pass, with a round of the worker each morning and after noon, or of a week where
    /// no clock of any life can run any more.
    async fn advance(&mut self, to: Instant) -> Result<(), Failure> {
        let began = self.clock.now().office_day();
        loop {
            let now = self.clock.now();
            let day = now.office_day();
            let noon = Instant::at_office_hour(day, 14);
            let next = if day.duration_since(began) > LONGEST_CLOCK {
                Instant::at_office_hour(later(day, 7)?, 8)
            } else if now < noon {
                noon
            } else {
                Instant::at_office_hour(later(day, 1)?, 8)
            };
            if next >= to {
                break;
            }
            self.clock.set(next);
            self.change_units().await?;
            self.worker.tick().await?;
        }
        self.clock.set(to);
        self.change_units().await
    }

    /// What `succeed` does, once, at the first round of the new order.
    async fn change_units(&mut self) -> Result<(), Failure> {
        if !self.succeeded && self.clock.today() >= NEW_ORDER {
            self.service.succeed(NEW_ORDER, false, |_| {}).await?;
            self.cast.begin_anew();
            self.succeeded = true;
        }
        Ok(())
    }

    async fn file(&mut self, life: &Life) -> Result<Open, Failure> {
        let key = format!("sample-life-{}", draw_password()?);
        let body = life.report.clone();
        let at_desk = body.get("filed_via").is_some();
        let of_front = body.get("kind").is_some_and(|kind| kind == Kind::FrontDemand.as_str());
        let filing = match (at_desk, of_front) {
            (true, _) => entry(body, self.cast.clerk()),
            (false, true) => demand(body, self.cast.front()),
            (false, false) => filing(body),
        };
        let filed = self.service.file(filing, &key).await?;
        // Whoever leads there is told of what becomes late, also where nobody acts.
        if let Some(unit) = life.report.get("unit").and_then(Value::as_str) {
            self.cast.actor(&self.service, Who::Holder, unit).await?;
        }
        let receipt = filed.receipt.ok_or_else(|| Failure::broke("no receipt"))?;
        let case = self.service.case_of_receipt(&receipt).await?;
        let receipt = if at_desk { self.activated(receipt).await? } else { receipt };
        Ok(Open { case, receipt })
    }

    /// The receipt that the person puts in the place of the printed one.
    async fn activated(&self, printed: Receipt) -> Result<Receipt, Failure> {
        let bytes = draw().map_err(Failure::broke)?;
        let own = Receipt::from_bytes(bytes);
        self.service.activate(&printed, &own).await?;
        Ok(own)
    }

    async fn step(
        &mut self,
        open: &Open,
        step: &Step,
        named: &BTreeMap<&str, CaseId>,
    ) -> Result<(), Failure> {
        let mut members = step.members.clone();
        if let Some(into) = members.get_mut("into") {
            let other = into.as_str().and_then(|name| named.get(name));
            *into = json!(
                other.ok_or_else(|| Failure::broke(format_args!("no life is named {into}")))?
            );
        }
        let mut body = Value::Object(members);
        let key = format!("sample-step-{}", draw_password()?);
        if matches!(step.by, Who::Reporter) {
            let command = said(&step.command, &body).map_err(ServiceError::Invalid)?;
            self.service
                .handle_by_receipt(&open.receipt, command, &key, "sample_step", &body)
                .await?;
            return Ok(());
        }
        let inspector = self.cast.inspector();
        let mut seen = self.service.case(inspector, open.case).await?.item;
        if let Some(rest) = seen.case.course.linked.filter(|_| step.linked) {
            seen = self.service.case(inspector, rest).await?.item;
        }
        let case_id = seen.case.id;
        let holder = seen.holder.ok_or(ServiceError::NotFound)?.code;
        let actor = self.cast.actor(&self.service, step.by, &holder).await?;
        let what = if step.command == "assign" {
            let reason = "Phân công lại theo chỉ đạo của người đứng đầu.";
            body = json!({"to": "me", "reason": reason});
            Asked::Assign(Assignee::Me, Some(reason.to_owned()))
        } else {
            if let Value::Object(members) = &mut body {
                members.insert("command".to_owned(), json!(step.command));
            }
            command(&body).map_err(ServiceError::Invalid)?
        };
        let party =
            if matches!(step.by, Who::Desk) { Party::Desk(actor) } else { Party::Staff(actor) };
        let ask = Ask { case_id, version: None, what };
        self.service.handle(&party, ask, &key, "sample_step", &body).await?;
        Ok(())
    }
}
