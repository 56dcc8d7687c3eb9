//! What a request costs the database: a table of statements, so that a case is not read twice unseen, and the plan of each, so
//! that none looks at every row of a table that grows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use liemchinh::harness::domain::Role;
use liemchinh::harness::store::DbUrl;
use serde_json::json;

use super::referral::{refer, signs};
use crate::app::{TestApp, feedback, tip, with};
use crate::explain::plan;
use crate::followed::Life;
use crate::support::Backend;

/// Statements so far, by database.
static ASKED: Mutex<BTreeMap<String, Vec<String>>> = Mutex::new(BTreeMap::new());

/// Counts what one connection asks.
#[derive(Default)]
struct Counting {
    url: String,
}

impl Instrumentation for Counting {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => {
                url.clone_into(&mut self.url);
            }
            InstrumentationEvent::StartQuery { query, .. } => {
                let text = query.to_string();
                let asks = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"];
                if asks.iter().any(|word| text.trim_start().starts_with(word)) {
                    let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
                    let text = text.split(" -- binds").next().unwrap_or_default().to_owned();
                    asked.entry(self.url.clone()).or_default().push(text);
                }
            }
            _ => {}
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "this is the form that is asked for")]
fn counting() -> Option<Box<dyn Instrumentation>> {
    Some(Box::<Counting>::default())
}

/// Every statement that was sent to the database of `app`.
fn asked_of(app: &TestApp) -> Vec<String> {
    let asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    let name = match &app.scratch.url {
        DbUrl::Sqlite(path) => path.display().to_string(),
        DbUrl::Postgres(url) => url.clone(),
    };
    asked.iter().filter(|(url, _)| url.contains(&name)).flat_map(|(_, all)| all.clone()).collect()
}

/// The statements since the last time.
struct Counter<'a> {
    app: &'a TestApp,
    table: Vec<(&'static str, usize)>,
}

impl Counter<'_> {
    fn asked(&self) -> usize {
        asked_of(self.app).len()
    }

    async fn of<T>(&mut self, name: &'static str, done: impl Future<Output = T>) -> T {
        let before = self.asked();
        let result = done.await;
        self.table.push((name, self.asked() - before));
        result
    }
}

async fn measured(app: &TestApp) -> Vec<(&'static str, usize)> {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let mut count = Counter { app, table: Vec::new() };
    let dossier = json!({"dossier_code": "H53.05-241001-0012", "promised_on": "2024-10-10"});
    let about = with(feedback(), &dossier);
    let filed = count.of("file", app.file(&about)).await;
    let mut case = Life::of(app, &filed).await;
    count.of("look-up", app.track(&case.receipt)).await;
    count.of("accept", case.step(&officer, json!({"command": "accept"}))).await;
    let path = format!("/api/v1/cases/{}", case.id);
    count.of("read a case", app.get(&path).bearer(&officer).send()).await;
    count.of("a queue page", app.get("/api/v1/cases").bearer(&officer).send()).await;
    let asks = json!({"command": "ask_reporter", "text": "Xin cho biết ngày nộp hồ sơ."});
    count.of("ask_reporter", case.step(&officer, asks)).await;
    let says = json!({"text": "Tôi nộp ngày 01/10/2024 tại quầy số 4."});
    count.of("reply", case.say("messages", says)).await;
    let confirms = json!({"command": "confirm_promise"});
    count.of("confirm_promise", case.step(&officer, confirms)).await;
    let apologises = json!({
        "command": "apologise", "served_on": "2024-10-15", "served_by": "in_person",
        "new_date": "2024-10-25", "signer": "Trần Văn Mẫu", "document": "12/XL-STNMT", "reason": "Hồ sơ nhiều, xử lý chậm.",
    });
    count.of("apologise", case.step(&officer, apologises)).await;
    let answers = json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Đã trả kết quả."});
    count.of("answer", case.step(&officer, answers)).await;
    count.of("confirm", case.say("confirmation", json!({}))).await;
    let filed = app.file(&feedback()).await;
    let mut other = Life::of(app, &filed).await;
    let forwards = json!({"command": "forward", "to": "TN.SXD", "text": "Không đúng thẩm quyền."});
    count.of("forward", other.step(&officer, forwards)).await;
    let filed = count.of("file a tip", app.file(&tip())).await;
    let mut sealed = Life::of(app, &filed).await;
    count.of("take a tip", sealed.take(&inspector)).await;
    count.of("accept a tip", sealed.step(&inspector, json!({"command": "accept"}))).await;
    sealed.step(&inspector, signs()).await;
    sealed.step(&inspector, json!({"command": "consult", "to": "TN.STP"})).await;
    let refers = refer(Some("Phần còn lại do thanh tra xem xét."));
    count.of("refer a tip in part", sealed.step(&inspector, refers)).await;
    app.set("2024-11-20T02:00:00Z");
    count.of("watch", app.service.watch()).await.unwrap();
    count.table
}

/// What else is asked often: lists, figures, the rounds of the worker.
async fn read_everything(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let reader = app.staff(Role::PersonnelReader, Some("TN.SNV")).await;
    for path in [
        "statistics?from=2024-01&to=2024-12",
        "satisfaction?from=2024-01&to=2024-12",
        "movements/plan-577-2024/standings?group=districts",
        "movements/plan-577-2024/scores/TN.STNMT",
        "public-answers",
        "readyz",
    ] {
        app.get(&format!("/api/v1/{path}")).bearer(&officer).send().await;
    }
    for path in [
        "apologies",
        "recommendations",
        "urgings",
        "conclusions",
        "money-answers",
        "cases?channel=integrity&count=true",
    ] {
        for token in [&officer, &inspector] {
            app.get(&format!("/api/v1/{path}")).bearer(token).send().await;
        }
    }
    app.get("/api/v1/personnel-checks").bearer(&reader).send().await;
    app.worker.tick().await.unwrap();
}

/// Tables that grow with what people do.
const GROWING: [&str; 24] = [
    "attachments",
    "integrity_attachments",
    "case_changes",
    "contact_terms",
    "integrity_ratings",
    "ratings",
    "apologies",
    "cases",
    "conclusions",
    "contacts",
    "events",
    "integrity_cases",
    "integrity_events",
    "integrity_obligations",
    "integrity_reports",
    "ledger_entries",
    "ledger_sums",
    "obligations",
    "outbox",
    "personnel_checks",
    "public_answers",
    "recommendations",
    "reports",
    "tokens",
];

/// Indexes of a part of a table, which serve only whoever says that part in so many words: a value that is bound is not seen
/// to imply it.
const PARTIAL: [&str; 7] = [
    "cases_by_wait",
    "integrity_cases_by_wait",
    "integrity_obligations_by_due",
    "obligations_by_due",
    "outbox_by_unit",
    "outbox_due",
    "public_answers_by_day",
];

fn none_looks_at_every_row(app: &TestApp) {
    let statements: BTreeSet<String> = asked_of(app).into_iter().collect();
    let (mut looked, mut found, mut plans) = (0, Vec::new(), String::new());
    let adds = |text: &str| text.starts_with("INSERT INTO `") || text.starts_with("INSERT INTO \"");
    for statement in statements.iter().filter(|one| !adds(one)) {
        let plan = plan(&mut app.scratch.conn(), statement);
        plans.push_str(&plan);
        let whole = plan.lines().find(|line| {
            let scan = line.split_once("Seq Scan on ").or_else(|| line.split_once("SCAN "));
            let table = scan.and_then(|(_, rest)| rest.split(' ').next());
            let grows = table.is_some_and(|table| GROWING.contains(&table));
            // What asks for none of a list looks at nothing.
            let of_nothing = statement.contains("(1=0)");
            (grows && !of_nothing && !line.contains("USING")) || line.contains("MATERIALIZE")
        });
        found.extend(whole.map(|line| format!("{}: {statement}", line.trim())));
        looked += 1;
    }
    assert_eq!(found, Vec::<String>::new());
    let unused: Vec<_> = PARTIAL.iter().filter(|index| !plans.contains(**index)).collect();
    assert_eq!(
        unused,
        Vec::<&&str>::new(),
        "the statements that are sent do not say their conditions"
    );
    assert!(looked > 60, "{looked} statements were looked at");
}

async fn table(backend: Backend) -> Option<Vec<(&'static str, usize)>> {
    set_default_instrumentation(counting).unwrap();
    let app = TestApp::start(backend).await?;
    let found = measured(&app).await;
    read_everything(&app).await;
    none_looks_at_every_row(&app);
    app.finish().await;
    Some(found)
}

/// Requests with all their statements, the session and the idempotency key of staff included: before a case was loaded in
/// one place (ac15291), and now.
const TABLE: [(&str, usize, usize); 17] = [
    // A change of a service case is noted for the queues by time in one statement more; of a tip none.
    // One row a statement, each prepared once; a page of a queue walks open and closed cases apart.
    ("file", 9, 14),
    ("look-up", 4, 3),
    ("accept", 12, 12),
    // One more where the report names a dossier: what the feed knew of it.
    ("read a case", 6, 8),
    ("a queue page", 3, 4),
    ("ask_reporter", 12, 12),
    ("reply", 20, 18),
    ("confirm_promise", 15, 14),
    // One more here and at a forward since what happens on the way is counted: its row of the ledger.
    ("apologise", 21, 17),
    ("answer", 14, 14),
    // One more since the reporter is told of the own rating of an answer.
    ("confirm", 18, 17),
    ("forward", 19, 21),
    ("file a tip", 6, 8),
    ("take a tip", 12, 14),
    ("accept a tip", 15, 15),
    ("refer a tip in part", 22, 20),
    // A miss under a month that is over looks whether that was summed up, and each is noted as a change; links and former addresses that
    // have ended are looked for.
    ("watch", 94, 105),
];

fn held(backend: Backend) {
    let Some(found) = actix_web::rt::System::new().block_on(table(backend)) else { return };
    let expected: Vec<_> = TABLE.iter().map(|(name, _, now)| (*name, *now)).collect();
    assert_eq!(found, expected);
}

#[test]
fn no_request_looks_at_every_row_on_postgres() {
    let asked = async {
        set_default_instrumentation(counting).unwrap();
        let Some(app) = TestApp::start(Backend::Postgres).await else { return };
        measured(&app).await;
        read_everything(&app).await;
        none_looks_at_every_row(&app);
        app.finish().await;
    };
    actix_web::rt::System::new().block_on(asked);
}

#[test]
fn no_request_asks_the_database_more_than_the_table_says_on_sqlite() {
    held(Backend::Sqlite);
}
