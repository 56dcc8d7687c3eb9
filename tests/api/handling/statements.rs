//! What a request costs the database: a table of statements, so that a case is not read twice unseen.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use liemchinh::harness::store::DbUrl;
use serde_json::json;

use super::referral::{refer, signs};
use crate::app::{TestApp, feedback, tip, with};
use crate::followed::Life;
use crate::support::Backend;

/// Statements so far, by database.
static ASKED: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());

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
                    *asked.entry(self.url.clone()).or_default() += 1;
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

/// The statements since the last time.
struct Counter<'a> {
    app: &'a TestApp,
    table: Vec<(&'static str, usize)>,
}

impl Counter<'_> {
    fn asked(&self) -> usize {
        let asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
        let DbUrl::Sqlite(path) = &self.app.scratch.url else { panic!("counted on SQLite only") };
        let name = path.display().to_string();
        asked.iter().filter(|(url, _)| url.contains(&name)).map(|(_, count)| count).sum()
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
    let answers = json!({"command": "answer", "outcome": "founded", "text": "Đã trả kết quả."});
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

async fn table(backend: Backend) -> Option<Vec<(&'static str, usize)>> {
    set_default_instrumentation(counting).unwrap();
    let app = TestApp::start(backend).await?;
    let found = measured(&app).await;
    app.finish().await;
    Some(found)
}

/// Requests with all their statements, the session and the idempotency key of staff included: before a case was loaded in
/// one place (ac15291), and now.
const TABLE: [(&str, usize, usize); 17] = [
    // One row a statement, each prepared once; a page of a queue walks open and closed cases apart.
    ("file", 9, 14),
    ("look-up", 4, 2),
    ("accept", 12, 11),
    ("read a case", 6, 6),
    ("a queue page", 3, 4),
    ("ask_reporter", 12, 11),
    ("reply", 20, 16),
    ("confirm_promise", 15, 13),
    ("apologise", 21, 15),
    ("answer", 14, 13),
    ("confirm", 18, 14),
    ("forward", 19, 19),
    ("file a tip", 6, 8),
    ("take a tip", 12, 13),
    ("accept a tip", 15, 15),
    ("refer a tip in part", 22, 20),
    // A miss under a month that is over looks whether that was summed up.
    ("watch", 94, 97),
];

fn held(backend: Backend) {
    let Some(found) = actix_web::rt::System::new().block_on(table(backend)) else { return };
    let expected: Vec<_> = TABLE.iter().map(|(name, _, now)| (*name, *now)).collect();
    assert_eq!(found, expected);
}

#[test]
fn no_request_asks_the_database_more_than_the_table_says_on_sqlite() {
    held(Backend::Sqlite);
}
