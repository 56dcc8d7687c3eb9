//! Playing made-up lives through the service itself, on a clock that is moved from step to step:
//! what lies in the database afterwards is what the service writes.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use liemchinh::harness::api::command;
use liemchinh::harness::api::demand;
use liemchinh::harness::api::entry;
use liemchinh::harness::api::filing;
use liemchinh::harness::api::said;
use liemchinh::harness::domain::PersonName;
use liemchinh::harness::domain::Receipt;
use liemchinh::harness::domain::{Actor, Role};
use liemchinh::harness::domain::{CaseId, CaseKey, Ids};
use liemchinh::harness::domain::{Channel, Kind};
use liemchinh::harness::domain::{Clock, Day, FixedClock, Instant};
use liemchinh::harness::jobs::Worker;
use liemchinh::harness::mail::{Mailer, Memory};
use liemchinh::harness::service::Dispatcher;
use liemchinh::harness::service::NewUser;
use liemchinh::harness::service::import::{Files, import};
use liemchinh::harness::service::{Ask, Asked, Assignee, By};
use liemchinh::harness::service::{Service, ServiceError};
use liemchinh::harness::store::{Db, DbSettings, DbUrl};
use liemchinh::harness::store::{cases, migrate};
use liemchinh::harness::vault::{Cost, Hasher};
use liemchinh::harness::vault::{KeyRing, draw};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::failure::Failure;
use crate::fill::dice::Dice;
use crate::fill::lives::{Life, Lives, later};
use crate::fill::plans::Step;
use crate::fill::steps;
use crate::progress::Progress;

/// The first day of the units of 2025.
const NEW_ORDER: Day = jiff::civil::date(2025, 7, 1);
/// The unit of the inspectors.
const INSPECTORATE: &str = "TN.TTT";

/// Ids as the service draws them, of the moment that the clock shows.
struct ClockIds {
    clock: Arc<FixedClock>,
    dice: Mutex<Dice>,
}

impl ClockIds {
    fn dice<T>(&self, draw: impl FnOnce(&mut Dice) -> T) -> T {
        draw(&mut self.dice.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn millis(&self) -> i64 {
        self.clock.now().micros() / 1000
    }
}

impl Ids for ClockIds {
    fn random(&self) -> Uuid {
        self.dice(Dice::id)
    }

    fn ordered(&self) -> Uuid {
        self.dice(|dice| dice.ordered(self.millis()))
    }

    fn key(&self, channel: Channel) -> CaseKey {
        CaseKey::new(self.dice(|dice| match channel {
            Channel::Service => (self.millis() << 21) | dice.number(1 << 21),
            Channel::Integrity => dice.number(i64::MAX),
        }))
    }
}

/// A report that was filed.
struct Open {
    case: CaseId,
    receipt: Receipt,
    /// A second inspector has taken it over.
    second: bool,
    /// It goes no further: a step of it was refused.
    over: bool,
}

/// Plays lives in a database of its own.
pub(crate) struct Player {
    service: Service,
    worker: Worker,
    clock: Arc<FixedClock>,
    mail: Memory,
    /// What the logins begin with.
    prefix: String,
    officers: BTreeMap<String, Actor>,
    inspector: Actor,
    second: Actor,
    clerk: Actor,
    front: Actor,
    /// The units of this order; it changes once.
    succeeded: bool,
    /// Days between two rounds of the worker.
    round_every: i64,
    dice: Dice,
    refused: Vec<String>,
}

impl Player {
    /// Opens a new database at `url` on the morning of `start`.
    pub(crate) async fn new(
        url: &DbUrl,
        keys: KeyRing,
        start: Day,
        round_every: i64,
    ) -> Result<Self, Failure> {
        migrate::run(url)?;
        let start = Instant::at_office_hour(start, 7);
        let clock = Arc::new(FixedClock::new(start));
        let db = Db::open(url, &DbSettings::default())?;
        import(&db, &Files::Builtin, start, false).await?;
        let ids = ClockIds { clock: clock.clone(), dice: Mutex::new(Dice::fresh()?) };
        let hasher = Hasher::new(Cost::WEAKEST);
        let service = Service::new(db, clock.clone(), Arc::new(ids), Arc::new(keys), hasher);
        service.refresh().await?;
        let mail = Memory::default();
        let mailer = Mailer::Memory(mail.clone());
        let post = Dispatcher::new(service.clone(), mailer, "http://127.0.0.1");
        let worker = Worker::new(service.clone(), post);
        let mut dice = Dice::fresh()?;
        // Logins of their own, so that more lives can be added to those that are there.
        let prefix = format!("bench.{:06x}", dice.below(1 << 24));
        let own = |name: &str| format!("{prefix}.{name}");
        let inspector = actor(&service, &own("first"), Role::Inspector, INSPECTORATE).await?;
        let second = actor(&service, &own("second"), Role::Inspector, INSPECTORATE).await?;
        let clerk = actor(&service, &own("desk"), Role::Reception, "TN.VP").await?;
        let front = actor(&service, &own("front"), Role::FrontMember, "TN.MTTQ").await?;
        let succeeded = start.office_day() >= NEW_ORDER;
        let (officers, refused) = (BTreeMap::new(), Vec::new());
        Ok(Self {
            service,
            worker,
            clock,
            mail,
            prefix,
            officers,
            inspector,
            second,
            clerk,
            front,
            succeeded,
            round_every,
            dice,
            refused,
        })
    }

    /// Plays these until `until`; returns what was refused on the way.
    pub(crate) async fn play(
        mut self,
        lives: &[Life],
        from: &Lives,
        until: Instant,
    ) -> Result<Vec<String>, Failure> {
        let mut moments: Vec<(Instant, usize, Option<usize>)> = Vec::new();
        for (index, life) in lives.iter().enumerate() {
            moments.push((life.filed_at, index, None));
            moments.extend(life.steps.iter().enumerate().map(|(n, (at, _))| (*at, index, Some(n))));
        }
        moments.retain(|(at, ..)| *at < until);
        moments.sort_unstable();
        let bar = Progress::new("playing lives", moments.len());
        let mut open: BTreeMap<usize, Open> = BTreeMap::new();
        for (at, index, step) in moments {
            self.advance(at).await?;
            let Some(life) = lives.get(index) else { continue };
            match step.and_then(|n| life.steps.get(n)) {
                None => {
                    open.insert(index, self.file(&life.report).await?);
                }
                Some((_, step)) => {
                    let Some(one) = open.get_mut(&index).filter(|one| !one.over) else { continue };
                    if let Err(cause) = self.step(one, life, *step, from).await {
                        let Failure::Service(cause) = cause else { return Err(cause) };
                        self.refused.push(format!("{} {}: {cause}", life.channel, step.what));
                        one.over = true;
                    }
                }
            }
            bar.add(1);
        }
        self.advance(until).await?;
        self.worker.tick().await?;
        self.service.db().shut_down();
        Ok(self.refused)
    }

    /// Lets time pass, with rounds of the worker in the morning and after noon.
    async fn advance(&mut self, to: Instant) -> Result<(), Failure> {
        loop {
            let now = self.clock.now();
            let day = now.office_day();
            let noon = Instant::at_office_hour(day, 14);
            let next = if now < noon {
                noon
            } else {
                Instant::at_office_hour(later(day, self.round_every)?, 8)
            };
            if next >= to {
                break;
            }
            self.clock.set(next);
            self.change_units().await?;
            self.worker.tick().await?;
            drop(self.mail.take());
        }
        self.clock.set(to);
        self.change_units().await
    }

    /// Moves open cases to the units of 2025, once.
    async fn change_units(&mut self) -> Result<(), Failure> {
        if !self.succeeded && self.clock.today() >= NEW_ORDER {
            self.service.succeed(NEW_ORDER, false, |_| {}).await?;
            self.officers.clear();
            self.succeeded = true;
        }
        Ok(())
    }

    async fn file(&self, report: &Value) -> Result<Open, Failure> {
        let at_desk = report.get("filed_via").is_some();
        let body = report.clone();
        let of_front = report.get("kind").is_some_and(|kind| kind == Kind::FrontDemand.as_str());
        let filing = match (at_desk, of_front) {
            (true, _) => entry(body, &self.clerk),
            (false, true) => demand(body, &self.front),
            (false, false) => filing(body),
        };
        let filed = self.service.file(filing, &key()?).await?;
        let printed = filed.receipt.ok_or_else(|| Failure::Other("no receipt".to_owned()))?;
        let case = self.service.case_of_receipt(&printed).await?;
        let receipt = if at_desk {
            let own = Receipt::from_bytes(draw().map_err(Failure::of)?);
            self.service.activate(&printed, &own).await?;
            own
        } else {
            printed
        };
        Ok(Open { case, receipt, second: false, over: false })
    }

    async fn step(
        &mut self,
        open: &mut Open,
        life: &Life,
        step: Step,
        from: &Lives,
    ) -> Result<(), Failure> {
        let today = self.clock.today();
        if let Some((what, body)) = steps::of_reporter(step) {
            let command = said(what, &body).map_err(ServiceError::Invalid)?;
            let key = key()?;
            self.service
                .handle_by_receipt(&open.receipt, command, &key, "bench_step", &body)
                .await?;
            return Ok(());
        }
        let actor = match (step.what, life.channel) {
            ("unsigned", _) => return Ok(()),
            ("second", _) => {
                open.second = true;
                self.second.clone()
            }
            ("closed_above", _) => self.inspector.clone(),
            (_, Channel::Integrity) if open.second => self.second.clone(),
            // What is one matter an inspector says.
            (_, Channel::Integrity) | ("merge", _) => self.inspector.clone(),
            (_, Channel::Service) => self.officer(open.case).await?,
        };
        let (body, what) = match step.what {
            "assign" | "second" => {
                let reason = "Phân công lại.";
                let asked = Asked::Assign(Assignee::Me, Some(reason.to_owned()));
                (json!({"to": "me", "reason": reason}), asked)
            }
            "merge" => {
                let twin = self.file(&life.report).await?;
                self.asked(steps::merge(&twin.case.to_string()))?
            }
            "forward" => {
                let holder = self.holder(open.case).await?;
                let mut unit = from.unit(today, &mut self.dice)?;
                while unit == holder {
                    unit = from.unit(today, &mut self.dice)?;
                }
                self.asked(steps::forward(&unit))?
            }
            _ => self.asked(steps::of_staff(step, today))?,
        };
        let ask = Ask { case_id: open.case, version: None, what };
        self.service.handle(&By::Staff(actor), ask, &key()?, "bench_step", &body).await?;
        Ok(())
    }

    #[expect(clippy::unused_self, reason = "it reads like the other steps")]
    fn asked(&self, body: Value) -> Result<(Value, Asked), Failure> {
        let what = command(&body).map_err(ServiceError::Invalid)?;
        Ok((body, what))
    }

    /// The code of the unit that holds the case now, whoever may see it.
    async fn holder(&self, id: CaseId) -> Result<String, Failure> {
        let case = self.service.db().read(move |conn| cases::find(conn, id)).await?;
        let holder = case.and_then(|case| self.service.reference().unit_name(case.holder));
        Ok(holder.ok_or(ServiceError::NotFound)?.code)
    }

    /// An officer of the unit that holds the case now.
    async fn officer(&mut self, case: CaseId) -> Result<Actor, Failure> {
        let unit = self.holder(case).await?;
        if let Some(actor) = self.officers.get(&unit) {
            return Ok(actor.clone());
        }
        let order = if self.succeeded { "new" } else { "old" };
        let login = format!("{}.{order}.{}", self.prefix, unit.to_lowercase());
        let actor = actor(&self.service, &login, Role::UnitOfficer, &unit).await?;
        self.officers.insert(unit, actor.clone());
        Ok(actor)
    }
}

fn key() -> Result<String, Failure> {
    let bytes: [u8; 16] = draw().map_err(Failure::of)?;
    Ok(format!("bench-{}", Uuid::from_bytes(bytes)))
}

/// An account whose password is drawn and forgotten.
async fn actor(service: &Service, login: &str, role: Role, unit: &str) -> Result<Actor, Failure> {
    let password = key()?;
    let name = PersonName::parse("Cán bộ trong phép đo")
        .map_err(|_| Failure::Other("no name".to_owned()))?;
    let (login, unit) = (login.to_owned(), Some(unit.to_owned()));
    let new = NewUser { login: login.clone(), name, role, unit, email: None };
    service.add_user(new, password.clone()).await?;
    Ok(service.sign_in(&login, password, IpAddr::from([127, 0, 0, 1])).await?.actor)
}
