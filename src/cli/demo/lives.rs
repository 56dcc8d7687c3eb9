//! Playing the sample lives: real use cases on a clock that is moved from step to step.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{DemoAccount, Failure, add_account, draw_password, sample_hasher};
use crate::api::commands::command;
use crate::api::reports::filing;
use crate::config::Settings;
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::{CaseId, SystemIds};
use crate::domain::time::{Clock, FixedClock, Instant};
use crate::jobs::Worker;
use crate::mail::Mailer;
use crate::service::Desk;
use crate::service::dispatch::Post;
use crate::service::handling::{Ask, Asked, Assignee, By as Party};
use crate::store::{Db, DbSettings};
use crate::vault::KeyRing;

/// Who inspects in the samples.
pub(super) const INSPECTOR: DemoAccount<'static> = DemoAccount {
    login: "mau.thanhtra",
    name: "Thanh tra viên trong các ví dụ",
    role: Role::Inspector,
    unit: Some("TN.TTT"),
};

/// One invented life, from filing to its end.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Life {
    /// What happens, in a line.
    story: String,
    filed_at: Instant,
    /// The body of `POST /reports`.
    report: Value,
    steps: Vec<Step>,
}

#[derive(Debug, Deserialize)]
struct Step {
    at: Instant,
    by: By,
    command: String,
    #[serde(flatten)]
    members: serde_json::Map<String, Value>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    /// An officer of the unit that holds the case then.
    Holder,
    /// The sample inspector.
    Inspector,
}

struct Player {
    desk: Desk,
    worker: Worker,
    clock: Arc<FixedClock>,
    /// Officers made on the way, by the code of their unit.
    officers: BTreeMap<String, Actor>,
    inspector: Actor,
}

/// Plays every life of `file` that begins before `until`, with the worker's rounds between.
pub(super) async fn play(
    settings: &Settings,
    keys: KeyRing,
    file: &Path,
    until: Instant,
) -> Result<(), Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|cause| Failure::Other(format!("{}: {cause}", file.display())))?;
    let lives: Vec<Life> = serde_json::from_str(&text)
        .map_err(|cause| Failure::Other(format!("{}: {cause}", file.display())))?;
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
    let mut cases: BTreeMap<usize, CaseId> = BTreeMap::new();
    for (at, index, step) in moments {
        player.advance(at).await?;
        let Some(life) = lives.get(index) else { continue };
        let failed = |cause: Failure| Failure::Other(format!("{}: {cause}", life.story));
        match step.and_then(|n| life.steps.get(n)) {
            None => {
                cases.insert(index, player.file(life).await.map_err(failed)?);
            }
            Some(step) => {
                if let Some(case) = cases.get(&index) {
                    player.step(*case, step).await.map_err(failed)?;
                }
            }
        }
        bar.inc(1);
    }
    player.advance(until).await?;
    bar.finish_and_clear();
    player.desk.db().shut_down();
    Ok(())
}

impl Player {
    async fn new(settings: &Settings, keys: KeyRing, start: Instant) -> Result<Self, Failure> {
        let db = Db::open(&settings.database, &DbSettings::default())?;
        let clock = Arc::new(FixedClock::new(start));
        let desk =
            Desk::new(db, clock.clone(), Arc::new(SystemIds), Arc::new(keys), sample_hasher());
        desk.refresh().await?;
        let mailer = Mailer::directory(settings.config.mail.folder.clone(), settings.from.clone());
        let post = Post::new(desk.clone(), mailer, &settings.config.public_url);
        let worker = Worker::new(desk.clone(), post);
        let inspector = actor(&desk, &INSPECTOR).await?;
        Ok(Self { desk, worker, clock, officers: BTreeMap::new(), inspector })
    }

    /// Lets time pass, with a round of the worker each morning and after noon.
    async fn advance(&mut self, to: Instant) -> Result<(), Failure> {
        loop {
            let now = self.clock.now();
            let day = now.office_day();
            let noon = Instant::at_office_hour(day, 14);
            let next = if now < noon {
                noon
            } else {
                let tomorrow = day.tomorrow().map_err(|error| Failure::Other(error.to_string()))?;
                Instant::at_office_hour(tomorrow, 8)
            };
            if next >= to {
                break;
            }
            self.clock.set(next);
            self.worker.tick().await?;
        }
        self.clock.set(to);
        Ok(())
    }

    async fn file(&mut self, life: &Life) -> Result<CaseId, Failure> {
        let key = format!("sample-life-{}", draw_password()?);
        let filed = self.desk.file(filing(life.report.clone()), &key).await?;
        let receipt = filed.receipt.ok_or_else(|| Failure::Other("no receipt".to_owned()))?;
        let found = self.desk.case_of_receipt(&receipt).await?;
        self.worker.tick().await?;
        Ok(found)
    }

    async fn step(&mut self, case_id: CaseId, step: &Step) -> Result<(), Failure> {
        let (holder, version) = self.desk.holder_of(case_id).await?;
        let actor = match step.by {
            By::Inspector => self.inspector.clone(),
            By::Holder => self.officer(&holder).await?,
        };
        let mut body = Value::Object(step.members.clone());
        let what = if step.command == "assign" {
            body = json!({"to": "me"});
            Asked::Assign(Assignee::Me)
        } else {
            if let Value::Object(members) = &mut body {
                members.insert("command".to_owned(), json!(step.command));
            }
            command(&body).map_err(crate::service::ServiceError::Invalid)?
        };
        let key = format!("sample-step-{}", draw_password()?);
        let ask = Ask { case_id, version: Some(version), what };
        self.desk.handle(&Party::Staff(actor), ask, &key, "sample_step", &body).await?;
        self.worker.tick().await?;
        Ok(())
    }

    async fn officer(&mut self, unit: &str) -> Result<Actor, Failure> {
        if let Some(actor) = self.officers.get(unit) {
            return Ok(actor.clone());
        }
        let login = format!("mau.{}", unit.to_lowercase());
        let account = DemoAccount {
            login: &login,
            name: "Cán bộ trong các ví dụ",
            role: Role::UnitOfficer,
            unit: Some(unit),
        };
        let actor = actor(&self.desk, &account).await?;
        self.officers.insert(unit.to_owned(), actor.clone());
        Ok(actor)
    }
}

pub(super) async fn actor(desk: &Desk, account: &DemoAccount<'_>) -> Result<Actor, Failure> {
    let password = draw_password()?;
    add_account(desk, account, &password).await?;
    Ok(desk.sign_in(account.login, password).await?.actor)
}
