//! Made-up reports with a date, a unit and what follows: the plans, put on the calendar.

use liemchinh::harness::domain::{Channel, Kind};
use liemchinh::harness::domain::{Day, Instant};
use liemchinh::harness::service::import::Files;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::fill::dice::Dice;
use crate::fill::plans::{self, Age, Plan, Step};
use crate::fill::words;

/// How far back the oldest report lies.
const DAYS: i64 = 3 * 365;
/// How far back a recent one may lie.
const RECENT_DAYS: usize = 7;

/// One report and what becomes of it.
pub(crate) struct Life {
    /// When it came.
    pub(crate) filed_at: Instant,
    /// The body of `POST /reports`, or of `POST /desk/reports` where it has `filed_via`.
    pub(crate) report: Value,
    /// In which channel it travels.
    pub(crate) channel: Channel,
    /// What follows, and when.
    pub(crate) steps: Vec<(Instant, Step)>,
}

/// A unit as the reference data names it.
#[derive(Debug, Deserialize)]
struct UnitRow {
    code: String,
    kind: String,
    valid_from: Day,
    valid_to: Option<Day>,
    participates: bool,
}

impl UnitRow {
    fn is_there(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// A category as the reference data names it.
#[derive(Debug, Deserialize)]
struct CategoryRow {
    code: String,
    kinds: String,
    integrity: bool,
}

#[derive(Debug, Deserialize)]
struct SectorRow {
    code: String,
}

/// What lives are made of.
pub(crate) struct Lives {
    units: Vec<UnitRow>,
    categories: Vec<CategoryRow>,
    sectors: Vec<SectorRow>,
    first: Day,
    today: Day,
}

fn rows<T: for<'de> Deserialize<'de>>(name: &str) -> Result<Vec<T>, Failure> {
    let text = Files::Builtin.text(name).map_err(|words| Failure::Other(words.en))?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Result<Vec<T>, csv::Error> = reader.deserialize().collect();
    rows.map_err(|cause| Failure::Other(format!("{name}: {cause}")))
}

#[derive(Debug, Deserialize)]
struct CalendarRow {
    day: Day,
}

impl Lives {
    /// Reads the reference data that the binary carries.
    pub(crate) fn read(today: Day) -> Result<Self, Failure> {
        let calendar: Vec<CalendarRow> = rows("calendar.csv")?;
        // Before the calendar nothing can be counted.
        let known = calendar.iter().map(|row| row.day).min().unwrap_or(today);
        let first = later(today, -DAYS)?.max(later(known, 7)?);
        let mut units: Vec<UnitRow> = rows("units.csv")?;
        let handles = ["provincial_body", "district", "commune", "public_service_unit"];
        units.retain(|unit| unit.participates && handles.contains(&unit.kind.as_str()));
        // The departments first: they get more than a commune does.
        units.sort_by(|one, other| {
            (other.kind == "provincial_body").cmp(&(one.kind == "provincial_body"))
        });
        let (categories, sectors) = (rows("categories.csv")?, rows("sectors.csv")?);
        Ok(Self { units, categories, sectors, first, today })
    }

    /// So many lives, each plan as often as it should be, on days spread over the three years.
    pub(crate) fn draw(&self, count: usize, dice: &mut Dice) -> Result<Vec<Life>, Failure> {
        let span = usize::try_from(self.today.duration_since(self.first).as_hours() / 24);
        let span = span.unwrap_or(1).max(1);
        let mut lives = Vec::with_capacity(count);
        for index in 0..count {
            let plan = plans::of(index, count);
            let back = match plan.age {
                Age::Recent => {
                    let last = plan.steps().map(|step| step.after).max().unwrap_or(0);
                    1 + usize::try_from(last).unwrap_or(0) + dice.below(RECENT_DAYS)
                }
                // A step that has no divisor in common with most counts scatters a plan's lives.
                Age::Any => 1 + (index * 7_919 % count) * span / count,
            };
            let day = later(self.today, -i64::try_from(back).unwrap_or(1))?.max(self.first);
            lives.push(self.life(plan, day, dice)?);
        }
        lives.sort_by_key(|life| life.filed_at);
        Ok(lives)
    }

    fn life(&self, plan: Plan, day: Day, dice: &mut Dice) -> Result<Life, Failure> {
        let filed_at = moment(day, 8, dice);
        let mut steps = Vec::new();
        let mut hour = 9;
        let mut last = day;
        for step in plan.steps() {
            let on = later(day, step.after)?;
            hour = if on == last { (hour + 1).min(20) } else { 9 };
            last = on;
            steps.push((moment(on, hour, dice), step));
        }
        let report = self.report(plan, day, dice)?;
        Ok(Life { filed_at, report, channel: plan.kind.channel(), steps })
    }

    fn report(&self, plan: Plan, day: Day, dice: &mut Dice) -> Result<Value, Failure> {
        let kind = plan.kind;
        let reporter = match kind {
            Kind::FrontDemand => "front",
            Kind::InternalReport => "official",
            _ => "resident",
        };
        let mut report = json!({
            "kind": kind.as_str(), "reporter_type": reporter, "category": self.category(kind, dice),
            "text": words::report(dice), "consent_version": "2024-03", "truthful": true,
        });
        let mut set = |member: &str, value: Value| {
            if let Value::Object(members) = &mut report {
                members.insert(member.to_owned(), value);
            }
        };
        if let Some(sector) = dice.pick(&self.sectors).filter(|_| kind != Kind::RuleFeedback) {
            set("sector", json!(sector.code));
        }
        if kind != Kind::RuleFeedback {
            set("unit", json!(self.unit(day, dice)?));
        }
        if kind == Kind::ApologyRequest || (kind == Kind::ConductFeedback && dice.below(3) == 0) {
            set("dossier_code", json!(words::dossier(dice, &day.strftime("%y%m%d").to_string())));
        }
        match kind {
            Kind::ApologyRequest => set("promised_on", json!(later(day, -4)?)),
            Kind::Complaint => {
                set("contested_act", json!("Thông báo trả hồ sơ"));
                set("learned_on", json!(later(day, -10)?));
            }
            Kind::SecondComplaint => set("prior_case", json!("4T8W2NZ5KD")),
            _ => {}
        }
        let papers =
            [Kind::Complaint, Kind::SecondComplaint, Kind::ExplanationRequest, Kind::Denunciation];
        if papers.contains(&kind) && !plan.steps.starts_with("unsigned") {
            set("filed_via", json!("desk_paper"));
            set("signed", json!(true));
        }
        if kind != Kind::CorruptionTip || dice.below(2) == 0 {
            set("contact", contact(kind, dice));
        }
        Ok(report)
    }

    fn category(&self, kind: Kind, dice: &mut Dice) -> String {
        let fits = |row: &&CategoryRow| {
            let sealed = kind.channel() == Channel::Integrity;
            let known = row.kinds.split(';').any(|code| code == kind.as_str());
            // What is late is told by a promised day, which only some plans answer for.
            known && (sealed || !row.integrity) && row.code != "no_apology"
        };
        if kind == Kind::ApologyRequest {
            return "no_apology".to_owned();
        }
        let fitting: Vec<&CategoryRow> = self.categories.iter().filter(fits).collect();
        dice.pick(&fitting).map_or_else(|| "other".to_owned(), |row| row.code.clone())
    }

    /// The code of a unit that is there on this day; the first ones are drawn more often.
    pub(crate) fn unit(&self, day: Day, dice: &mut Dice) -> Result<String, Failure> {
        let there: Vec<&UnitRow> = self.units.iter().filter(|unit| unit.is_there(day)).collect();
        let drawn = dice.below(there.len()).min(dice.below(there.len()));
        let unit = there.get(drawn).map(|unit| unit.code.clone());
        unit.ok_or_else(|| Failure::Other(format!("no unit is known on {day}")))
    }
}

fn contact(kind: Kind, dice: &mut Dice) -> Value {
    let mut contact = json!({"name": words::name(dice), "phone": words::phone(dice)});
    let mut set = |member: &str, value: String| {
        if let Value::Object(members) = &mut contact {
            members.insert(member.to_owned(), Value::String(value));
        }
    };
    if dice.below(3) > 0 {
        set("email", words::email(dice));
    }
    match kind {
        Kind::FrontDemand => {
            set("organisation", "Ban Thường trực Ủy ban Mặt trận Tổ quốc (mẫu)".to_owned());
        }
        Kind::InternalReport => {
            set("position", "Chuyên viên tiếp nhận hồ sơ".to_owned());
            set("unit", "TN.VP".to_owned());
        }
        Kind::Complaint | Kind::SecondComplaint => {
            set("address", "Khu phố 4, phường Tân Ninh".to_owned());
            set("id_number", format!("0720{:08}", dice.below(100_000_000)));
        }
        _ => set("address", "Khu phố 4, phường Tân Ninh".to_owned()),
    }
    contact
}

/// A moment within this hour of the office's day, some minutes after it began.
fn moment(day: Day, hour: i8, dice: &mut Dice) -> Instant {
    Instant::at_office_hour(day, hour).plus_seconds(1_200 + dice.number(2_000))
}

/// The day so many days after `day`.
pub(crate) fn later(day: Day, days: i64) -> Result<Day, Failure> {
    day.checked_add(jiff::Span::new().days(days)).map_err(Failure::of)
}
