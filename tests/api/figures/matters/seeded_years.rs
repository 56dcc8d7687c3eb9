//! Seeded years of the simulator through a real server: a unit with a trick and its honest twin live the same lives over HTTP,
//! inspectors judge what was drawn, and lists and points come to what the simulator's functions say.
//!
//! `SEEDED_YEARS=50 cargo test --test api seeded_years -- --nocapture` plays all fifty and prints them.

use std::collections::BTreeMap;

use liemchinh::harness::domain::{
    Act, Command, Day, Estimate, Finding, Lived, Party, Prior, Role, STRATEGIES, Side, Strategy,
    Stratum, StratumSum, estimate, line_points,
};
use serde_json::{Value, json};

use super::{SAMPLES, judge, runs};
use crate::app::{TestApp, feedback, with};
use crate::one_app::on;
use crate::steps::{must, say};
use crate::support::{Backend, setting};

/// The unit with the trick and its twin.
const UNITS: [&str; 2] = ["TN.STNMT", "TN.SXD"];
const FRIEND: &str = "TN.SYT";
const SEED: u64 = 577;
/// So many reports a unit: enough for every stratum, and few enough to be filed one by one.
const REPORTS: u32 = 12;
/// So many years are played in the suite.
const IN_THE_SUITE: u64 = 3;
const TRICKS: [&str; 12] = [
    "decline the late",
    "forward the late to a friend",
    "answer with nothing on the last day",
    "extend without ground",
    "ask the reporter early, for nothing",
    "press to withdraw (half give way)",
    "suspend without ground",
    "nothing, in stock words with days left",
    "dispute competence for the late",
    "take up late, so that the period begins late",
    "answer unfounded",
    "pair: decline half, nothing half",
];

/// One report on the server.
struct Filed {
    unit: usize,
    case: String,
    receipt: String,
    number: String,
    lived: Lived,
}

fn trick(year: u64) -> &'static Strategy {
    let name = TRICKS[usize::try_from(year).unwrap() % TRICKS.len()];
    STRATEGIES.iter().find(|one| one.name_en == name).unwrap()
}

fn at_nine(day: Day) -> String {
    format!("{day}T02:00:00Z")
}

/// The dossiers that anchor reports are late, and known before.
async fn dossiers(app: &TestApp, lives: &[Vec<Lived>]) {
    let admin = app.staff(Role::Administrator, None).await;
    let mut items = Vec::new();
    for (unit, of) in lives.iter().enumerate() {
        for (n, _) in of.iter().enumerate().filter(|(_, one)| one.anchored) {
            items.push(json!({
                "code": code(unit, n), "unit": UNITS[unit], "procedure": "1.005398",
                "received_on": "2024-08-01", "promised_on": "2024-08-20",
            }));
        }
    }
    if items.is_empty() {
        return;
    }
    let feed = json!({"source": "Cổng dịch vụ công tỉnh", "items": items});
    let sent = app.post("/api/v1/dossiers", &feed).bearer(&admin).key(&app.key()).send().await;
    assert_eq!(sent.status, 201, "{}", sent.body);
}

fn code(unit: usize, n: usize) -> String {
    format!("H53.05-240801-{:04}", 100 * (unit + 1) + n)
}

async fn file(app: &TestApp, inspector: &str, unit: usize, n: usize, lived: Lived) -> Filed {
    let contact = json!({
        "name": "Trần Thị Thử",
        "phone": format!("09{unit}{n:07}"),
        "address": "Số 1, đường Thử, phường 1",
        "id_number": format!("07200{unit}{n:06}"),
    });
    let kind = if lived.request { "explanation_request" } else { "conduct_feedback" };
    let body = json!({"kind": kind, "unit": UNITS[unit], "category": "late", "contact": contact});
    let dossier = lived.anchored.then(|| json!({"dossier_code": code(unit, n)}));
    let body = with(with(feedback(), &body), &dossier.unwrap_or(json!({})));
    let filed = app.file(&body).await;
    let number = filed.str("/number").to_owned();
    let case = app.case_of(inspector, &number).await;
    Filed { unit, case, receipt: filed.str("/receipt").to_owned(), number, lived }
}

/// The command as it is sent.
fn body(act: &Act, number: &str) -> Value {
    let words = |command: &str, text: &str| json!({"command": command, "text": text});
    match &act.command {
        Command::Accept => json!({"command": "accept"}),
        Command::Close => json!({"command": "close"}),
        Command::Resume => json!({"command": "resume"}),
        Command::Answer { outcome, text, .. } => {
            // Only what is stock has the words of another.
            let text = if act.is_stock() { text.clone() } else { format!("{text} {number}") };
            json!({"command": "answer", "outcome": outcome, "text": text})
        }
        Command::Decline { ground, text } => {
            with(words("decline", text), &json!({"ground": ground}))
        }
        Command::Forward { text } => with(words("forward", text), &json!({"to": FRIEND})),
        Command::DisputeCompetence { text } => {
            with(words("dispute_competence", text), &json!({"to": FRIEND}))
        }
        Command::SettleDispute { upheld, text, .. } => {
            with(words("settle_dispute", text), &json!({"upheld": upheld}))
        }
        Command::Extend { decision_no, signer, text } => {
            with(words("extend", text), &json!({"decision_no": decision_no, "signer": signer}))
        }
        Command::Suspend { ground, text } => {
            with(words("suspend", text), &json!({"ground": ground}))
        }
        Command::AskReporter { text } => words("ask_reporter", text),
        other => panic!("not played: {other:?}"),
    }
}

/// What the reporter says, and where.
fn spoken(command: &Command) -> (&'static str, Value) {
    match command {
        Command::Confirm => ("confirmation", json!({})),
        Command::Reopen { text } => ("reopening", json!({"text": text})),
        Command::Review { text } => ("review", json!({"text": text})),
        Command::ReporterReply { text } => ("messages", json!({"text": text})),
        Command::Withdraw { text, .. } => ("withdrawal", json!({"text": text})),
        other => panic!("not said: {other:?}"),
    }
}

async fn act(app: &TestApp, inspector: &str, filed: &Filed, act: &Act) {
    if let Command::RecordSignature { signed_on } = &act.command {
        let clerk = app.staff(Role::Reception, Some(UNITS[filed.unit])).await;
        let paper = json!({"number": filed.number, "signed_on": signed_on});
        let call = app.post("/api/v1/desk/signatures", &paper).bearer(&clerk).key(&app.key());
        let signed = call.send().await;
        assert_eq!(signed.status, 200, "{}", signed.body);
        return;
    }
    match act.by {
        Party::Reporter => {
            let (what, body) = spoken(&act.command);
            let said = say(app, what, &filed.receipt, body).await;
            assert_eq!(said.status, 200, "{act:?} {}", said.body);
        }
        Party::Inspector => {
            must(app, inspector, &filed.case, body(act, &filed.number)).await;
        }
        _ => {
            let path = format!("/api/v1/cases/{}", filed.case);
            let now = app.get(&path).bearer(inspector).send().await;
            let holder = app.officer(now.str("/holder/code")).await;
            must(app, &holder, &filed.case, body(act, &filed.number)).await;
        }
    }
}

/// Everything happens on its day.
async fn live(app: &TestApp, filed: &[Filed]) {
    let mut days: BTreeMap<Day, Vec<(&Filed, &Act)>> = BTreeMap::new();
    for one in filed {
        for act in &one.lived.acts {
            days.entry(act.on).or_default().push((one, act));
        }
    }
    for (day, acts) in days {
        app.set(&at_nine(day));
        app.worker.tick().await.unwrap();
        let inspector = app.inspector().await;
        for (one, done) in acts {
            act(app, &inspector, one, done).await;
        }
    }
}

/// What was found of the drawn matters of the two units, by unit, and case.
async fn judged(app: &TestApp, filed: &[Filed]) -> BTreeMap<String, Finding> {
    let mut found = BTreeMap::new();
    // One in ten is judged by two.
    for _ in 0..2 {
        let inspector = app.inspector().await;
        let page = app.get(&format!("{SAMPLES}?limit=100")).bearer(&inspector).send().await;
        for sample in page.body["items"].as_array().unwrap() {
            let id = sample["case"]["id"].as_str().unwrap();
            let own = filed
                .iter()
                .find(|one| one.case == id && sample["unit"]["code"] == UNITS[one.unit]);
            let Some(finding) = own.and_then(|one| one.lived.finding) else { continue };
            assert_eq!(judge(app, &inspector, sample, finding.as_str()).await, 200);
            found.insert(id.to_owned(), finding);
        }
    }
    found
}

type Quarters = BTreeMap<Day, BTreeMap<(Side, Stratum), StratumSum>>;

/// What the simulator says of one unit, with what was drawn on the server.
fn in_memory(filed: &[Filed], unit: usize, found: &BTreeMap<String, Finding>) -> Quarters {
    let mut quarters = Quarters::new();
    for one in filed.iter().filter(|one| one.unit == unit) {
        let Some((told_on, stratum)) = one.lived.counted else { continue };
        let side = if one.lived.anchored { Side::Anchored } else { Side::Unanchored };
        let first = told_on.month() - (told_on.month() - 1) % 3;
        let quarter = jiff::civil::date(told_on.year(), first, 1);
        let sum = quarters.entry(quarter).or_default().entry((side, stratum)).or_default();
        sum.weight_milli += 1000;
        if let Some(finding) = found.get(&one.case) {
            *sum.found_milli.entry(*finding).or_default() += 1000;
        }
    }
    quarters
}

fn points(quarters: &Quarters) -> i64 {
    let all = quarters.values().map(|strata| estimate(strata).unwrap());
    let all = all.fold(Estimate::default(), Estimate::plus);
    // What the movement of the tests fixes, of which forty of a hundred points come of matters.
    let prior = Prior { rate_bp: 8000, weight: 10, ceiling_milli: 10_000 };
    line_points(all, prior) * 40 / 100
}

/// The same of the server.
fn told(line: &Value) -> Quarters {
    let mut quarters = Quarters::new();
    for quarter in line["quarters"].as_array().unwrap() {
        let from: Day = quarter["from"].as_str().unwrap().parse().unwrap();
        for one in quarter["strata"].as_array().unwrap() {
            let side = Side::parse(one["side"].as_str().unwrap()).unwrap();
            let stratum = Stratum::parse(one["stratum"].as_str().unwrap()).unwrap();
            let found = one["found_milli"].as_object().unwrap().iter();
            let found = found.map(|(code, n)| (Finding::parse(code).unwrap(), n.as_i64().unwrap()));
            let sum = StratumSum {
                weight_milli: one["weight_milli"].as_i64().unwrap(),
                found_milli: found.collect(),
                waits: false,
            };
            quarters.entry(from).or_default().insert((side, stratum), sum);
        }
    }
    quarters
}

/// Plays one year; gives how many reports were filed, and how many of them judged.
async fn played(app: &TestApp, year: u64) -> (usize, usize) {
    app.begin("2024-09-03T02:00:00Z").await;
    let _folder = runs(app).await;
    let which = (SEED, year, REPORTS);
    let lives = [Some(trick(year)), None].map(|one| app.service.script(which, one).unwrap());
    dossiers(app, &lives).await;
    app.begin(&at_nine(Lived::FILED_ON)).await;
    let inspector = app.inspector().await;
    let mut filed = Vec::new();
    for (unit, of) in lives.into_iter().enumerate() {
        for (n, lived) in of.into_iter().enumerate() {
            filed.push(file(app, &inspector, unit, n, lived).await);
        }
    }
    live(app, &filed).await;
    // The year and its tail are over.
    app.begin("2025-02-06T02:00:00Z").await;
    for _ in 0..3 {
        app.worker.tick().await.unwrap();
    }
    let found = judged(app, &filed).await;
    let inspector = app.inspector().await;
    for (unit, code) in UNITS.iter().enumerate() {
        let path = format!("/api/v1/movements/plan-577-2024/scores/{code}");
        let score = app.get(&path).bearer(&inspector).send().await;
        let line = &score.body["lines"][1]["line"];
        let expected = in_memory(&filed, unit, &found);
        assert_eq!(told(line), expected, "year {year}, {code}, {}", trick(year).name_en);
        assert_eq!(line["points_milli"], points(&expected), "year {year}, {code}: {line}");
    }
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    (filed.len(), found.len())
}

#[test]
#[expect(clippy::print_stdout, reason = "what was played is said there")]
fn seeded_years_come_to_the_same_through_a_server_as_in_memory() {
    let years = setting("SEEDED_YEARS").and_then(|text| text.parse().ok());
    let mut sums: BTreeMap<&str, (usize, usize, usize)> = BTreeMap::new();
    for year in 0..years.unwrap_or(IN_THE_SUITE) {
        let sum = sums.entry(trick(year).name_en).or_default();
        on(Backend::Sqlite, async |app| {
            let (filed, judged) = played(app, year).await;
            *sum = (sum.0 + 1, sum.1 + filed, sum.2 + judged);
        });
    }
    println!(
        "| Chiến thuật / Strategy | năm / years, bằng nhau / equal | vụ / reports | đánh giá / judged |"
    );
    for (name, (years, filed, judged)) in sums {
        println!("| {name} | {years} | {filed} | {judged} |");
    }
}
