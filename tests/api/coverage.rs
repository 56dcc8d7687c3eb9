//! Every documented answer of every operation is given at least once, in one process per database.

use liemchinh::harness::api::{Rate, Rates};
use liemchinh::harness::domain::Receipt;
use liemchinh::harness::domain::Role;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, no_limits, tip, with};
use crate::contract::documented_pairs;
use crate::support::Backend;

pub const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const REPORTS: &str = "/api/v1/reports";
const SESSIONS: &str = "/api/v1/sessions";
const PREVIEW: &str = "/api/v1/deadlines/preview";
const NEAREST: &str = "/api/v1/units/nearest";
const DEMANDS: &str = "/api/v1/front/demands";
const SEARCH: &str = "/api/v1/cases/search-contact";
const RIGHTS: &str = "/api/v1/rights/preview";

async fn public(app: &TestApp) {
    for path in ["/livez", "/readyz", "/api/openapi.yaml", "/api/openapi.json"] {
        app.get(path).send().await;
    }
    for path in [
        "kinds",
        "labels",
        "categories",
        "sectors",
        "procedures",
        "consent",
        "units",
        "calendar",
        "movements",
        "statistics",
        "satisfaction",
        "statistics/summary",
        "statistics/charts/outcomes",
        "public-answers",
        "movements/plan-577-2024/standings",
        "movements/plan-577-2024/standings/chart",
        "movements/plan-577-2024/scores/703",
        "report",
        "me",
    ] {
        let path = format!("/api/v1/{path}");
        let group = if path.contains("standings") { "?group=districts" } else { "" };
        app.get(&format!("{path}{group}")).send().await;
        app.get(&format!("{path}?nonsense=1")).send().await;
    }
    app.get("/api/v1/consent?as_of=2020-01-01").send().await;
    app.get("/api/v1/statistics?unit=none").send().await;
    app.get("/api/v1/satisfaction?unit=none").send().await;
    app.get("/api/v1/statistics/summary").header("If-None-Match", "*").send().await;
    for path in ["statistics", "satisfaction", "movements/plan-577-2024/standings?group=districts"]
    {
        app.get(&format!("/api/v1/{path}")).header("If-None-Match", "*").send().await;
    }
    app.get("/api/v1/statistics/charts/share").header("If-None-Match", "*").send().await;
    app.get("/api/v1/statistics/charts/none").send().await;
    let chart = "/api/v1/movements/plan-577-2024/standings/chart?group=districts";
    app.get(chart).header("If-None-Match", "*").send().await;
    app.get("/api/v1/movements/none/standings/chart?group=districts").send().await;
    app.get("/api/v1/movements/none/standings?group=districts").send().await;
    app.get("/api/v1/movements/none/scores/703").send().await;
    app.get("/api/v1/movements/plan-577-2024/scores/703").bearer("x").send().await;
}

/// What every operation with a body refuses alike.
pub async fn bodies(app: &TestApp, path: &str, token: &str) {
    let call = |content_type: &str, body: &[u8]| {
        app.post(path, &json!({}))
            .bearer(token)
            .if_match(1)
            .key(&app.key())
            .raw(content_type, body.to_vec())
    };
    call("application/json", b"{").send().await;
    call("application/json", &vec![b' '; 300_000]).send().await;
    call("text/plain", b"{}").send().await;
    call("application/json", b"{\"x\":1}").send().await;
    app.post(&format!("{path}?nonsense=1"), &json!({}))
        .bearer(token)
        .if_match(1)
        .key(&app.key())
        .send()
        .await;
}

async fn reporter(app: &TestApp) -> String {
    let mine =
        Receipt::from_bytes(*b"\x31\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22")
            .to_text();
    app.post(&format!("{REPORTS}?dry_run=true"), &feedback()).send().await;
    app.file(&with(feedback(), &json!({"receipt": mine}))).await;
    app.post(REPORTS, &with(tip(), &json!({"receipt": mine}))).key(&app.key()).send().await;
    app.post(PREVIEW, &json!({"kind": "conduct_feedback", "received_on": "2024-10-15"}))
        .send()
        .await;
    app.post(RIGHTS, &json!({"kind": "complaint"})).send().await;
    app.post(NEAREST, &json!({"lat": 11.31, "lon": 106.1})).send().await;
    app.track(&mine).await;
    app.get("/api/v1/report?x=1").receipt(&mine).send().await;
    app.track("LC1-nothing").await;
    mine
}

async fn staff(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let admin = app.staff(Role::Administrator, None).await;
    let filed = app.file(&feedback()).await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    app.file(&tip()).await;
    let tips = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let sealed = tips.str("/items/0/id").to_owned();
    for path in [
        "cases".to_owned(),
        format!("cases/{case}"),
        format!("cases/{case}/events"),
        format!("cases/{case}/obligations"),
        "cases/facets".to_owned(),
        "me/summary".to_owned(),
        "called-up-cases".to_owned(),
        "money-answers".to_owned(),
        "mail-faults".to_owned(),
    ] {
        let path = format!("/api/v1/{path}");
        app.get(&path).bearer(&inspector).send().await;
        app.get(&format!("{path}?nonsense=1")).bearer(&inspector).send().await;
        app.get(&path).send().await;
        app.get(&path)
            .bearer(if path.ends_with("faults") { &officer } else { &admin })
            .send()
            .await;
        app.get(&path.replace(&case, NOBODY)).bearer(&inspector).send().await;
    }
    app.get("/api/v1/me").bearer(&officer).send().await;
    app.get("/api/v1/me?x=1").bearer(&officer).send().await;
    for (name, refused) in
        [("transitions", json!({"command": "close"})), ("assignment", json!({"to": NOBODY}))]
    {
        let path = format!("/api/v1/cases/{case}/{name}");
        bodies(app, &path, &officer).await;
        app.post(&path, &json!({})).send().await;
        app.post(&path, &json!({})).bearer(&admin).send().await;
        app.post(&path, &refused).bearer(&officer).key(&app.key()).send().await;
        app.post(&path, &refused).bearer(&officer).key(&app.key()).if_match(9).send().await;
        app.post(&path, &refused).bearer(&officer).key(&app.key()).if_match(1).send().await;
        let own: Value =
            if name == "assignment" { json!({"to": "me"}) } else { json!({"command": "accept"}) };
        app.post(&path.replace(&case, NOBODY), &own)
            .bearer(&officer)
            .key(&app.key())
            .if_match(1)
            .send()
            .await;
    }
    // A tip goes into the inspector's own hand only.
    app.post(&format!("/api/v1/cases/{sealed}/assignment"), &json!({"to": NOBODY}))
        .bearer(&inspector)
        .key(&app.key())
        .if_match(1)
        .send()
        .await;
    let head = app.staff(Role::InspectorateHead, Some("TN.TTT")).await;
    for path in ["/api/v1/access-log", "/api/v1/access-log/summary"] {
        app.get(path).send().await;
        app.get(path).bearer(&officer).send().await;
        app.get(path).bearer(&head).send().await;
        app.get(&format!("{path}?nonsense=1")).bearer(&head).send().await;
    }
    app.assign(&officer, &case, 1).await;
    app.command(&officer, &case, 2, &json!({"command": "accept"})).await;
    app.delete("/api/v1/sessions/current?x=1").bearer(&officer).send().await;
    app.delete("/api/v1/sessions/current").bearer(&officer).send().await;
    app.delete("/api/v1/sessions/current").bearer(&officer).send().await;
}

async fn limits(backend: Backend) -> Option<TestApp> {
    let one = Rate { count: 1, seconds: 60 };
    let rates =
        Rates { submit: one, lookup: one, login: one, figures: one, desk: one, upload: one };
    let app = TestApp::start_limited(backend, rates).await?;
    for _ in 0..2 {
        app.post(REPORTS, &feedback()).send().await;
        app.get("/api/v1/report").send().await;
        app.post(SESSIONS, &json!({"login": "a", "password": "b"})).send().await;
    }
    crate::accounts::own::every_limit(&app).await;
    crate::accounts::factor::ends::every_limit(&app).await;
    crate::accounts::factor::proof::every_limit(&app).await;
    crate::files::every_limit(&app).await;
    app.post(PREVIEW, &json!({})).send().await;
    app.get("/api/v1/statistics").send().await;
    app.get("/api/v1/satisfaction").send().await;
    app.get("/api/v1/statistics/summary").send().await;
    app.get("/api/v1/statistics/charts/share").send().await;
    app.get("/api/v1/movements/plan-577-2024/standings/chart?group=districts").send().await;
    app.get("/api/v1/public-answers").send().await;
    app.get(&format!("/api/v1/public-answers/{NOBODY}")).send().await;
    app.get("/api/v1/movements/plan-577-2024/standings?group=districts").send().await;
    app.get("/api/v1/movements/plan-577-2024/scores/703").send().await;
    let simulation = "/api/v1/movements/plan-577-2024/criteria-sets/1/simulation";
    for path in [PREVIEW, RIGHTS, NEAREST, simulation, SEARCH] {
        app.post(path, &json!({})).send().await;
    }
    for name in BY_RECEIPT.into_iter().chain(["activation", "contact", "contact/confirm"]) {
        app.post(&format!("/api/v1/report/{name}"), &json!({})).send().await;
    }
    for path in ["/api/v1/desk/reports", "/api/v1/desk/signatures", "/api/v1/desk/reports", DEMANDS]
    {
        app.post(path, &json!({})).send().await;
    }
    Some(app)
}

/// What the holder of a receipt may do, and the desk.
const BY_RECEIPT: [&str; 10] = [
    "rating",
    "to-integrity",
    "additions",
    "retaliation",
    "messages",
    "confirmation",
    "reopening",
    "review",
    "withdrawal",
    "apology",
];

async fn by_receipt(app: &TestApp) {
    let words = || json!({"text": "Vài lời của người nộp."});
    for name in BY_RECEIPT {
        let path = format!("/api/v1/report/{name}");
        let body = match name {
            "confirmation" | "to-integrity" => json!({}),
            "rating" => json!({"score": 4}),
            "apology" => json!({"promised_on": "2024-10-08", "text": "Chưa ai xin lỗi."}),
            _ => words(),
        };
        let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
        app.post(&path, &body).key(&app.key()).send().await;
        app.post(&path, &body).receipt("LC1-nothing").key(&app.key()).send().await;
        app.post(&path, &body).receipt(&receipt).send().await;
        refused_bodies(app, &path, &receipt).await;
        // Of these more facts, revenge, a withdrawal and a claim are possible now, the last two once.
        app.post(&path, &body).receipt(&receipt).key(&app.key()).send().await;
        app.post(&path, &body).receipt(&receipt).key(&app.key()).send().await;
    }
    answered(app).await;
    let path = "/api/v1/report/activation";
    let own = |n: u8| {
        let mut bytes = *b"\x31\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22";
        bytes[0] = n;
        json!({"receipt": Receipt::from_bytes(bytes).to_text()})
    };
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let typed = app.post("/api/v1/desk/reports", &at_desk()).bearer(&clerk).key(&app.key());
    let slip = typed.send().await.str("/receipt").to_owned();
    for name in ["additions", "retaliation"] {
        let path = format!("/api/v1/report/{name}");
        app.post(&path, &words()).receipt(&slip).key(&app.key()).send().await;
    }
    let (left, other) = ("/api/v1/report/contact", app.file(&feedback()).await);
    let contact = json!({"contact": {"name": "Trần Thị Thử", "phone": "0900 000 002"}, "consent_version": "2024-03"});
    let told = ("/api/v1/report/contact/confirm", json!({"code": "7K3M-9QX2"}));
    for (path, body) in [(left, &contact), (told.0, &told.1)] {
        app.post(path, body).key(&app.key()).send().await;
        app.post(path, body).receipt("LC1-nothing").key(&app.key()).send().await;
        app.post(path, body).receipt(&slip).key(&app.key()).send().await;
        app.post(path, body).receipt(other.str("/receipt")).send().await;
        app.post(path, body).receipt(other.str("/receipt")).key(&app.key()).send().await;
        refused_bodies(app, path, &slip).await;
    }
    let mailed = json!({"contact": {"name": "Trần Thị Thử", "email": "ma@hopthu.example"}, "consent_version": "2024-03"});
    app.mail.take();
    app.post(left, &mailed).receipt(other.str("/receipt")).key(&app.key()).send().await;
    app.worker.tick().await.unwrap();
    let mails = app.mail.take();
    let code =
        mails.iter().find_map(|mail| mail.body.lines().nth(2)?.strip_prefix("Mã xác nhận: "));
    app.post(told.0, &json!({"code": code}))
        .receipt(other.str("/receipt"))
        .key(&app.key())
        .send()
        .await;
    app.post(path, &own(1)).send().await;
    app.post(path, &own(1)).receipt("LC1-nothing").send().await;
    refused_bodies(app, path, &slip).await;
    app.post(path, &own(1)).receipt(&slip).send().await;
    app.post(path, &own(2)).receipt(own(1)["receipt"].as_str().unwrap()).send().await;
}

/// What is possible only while no unit knows of the case.
async fn held(backend: Backend) -> Option<TestApp> {
    let app = TestApp::start_holding(backend).await?;
    let filed = app.file(&feedback()).await;
    let call = app.post("/api/v1/report/to-integrity", &json!({})).receipt(filed.str("/receipt"));
    call.key(&app.key()).send().await;
    Some(app)
}

/// What is possible only once there is an answer, or a question.
async fn answered(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let steps: [(&str, Vec<Value>); 5] = [
        ("rating", answer()),
        ("messages", vec![json!({"command": "ask_reporter", "text": "Câu hỏi."})]),
        ("confirmation", answer()),
        ("reopening", answer()),
        ("review", answer()),
    ];
    for (name, commands) in steps {
        let filed = app.file(&feedback()).await;
        let case = app.case_of(&officer, filed.str("/number")).await;
        for (version, command) in (1..).zip(&commands) {
            app.command(&officer, &case, version, command).await;
        }
        let body = match name {
            "confirmation" => json!({}),
            "rating" => json!({"score": 4}),
            _ => json!({"text": "Vài lời."}),
        };
        let path = format!("/api/v1/report/{name}");
        let call = app.post(&path, &body).receipt(filed.str("/receipt")).key(&app.key());
        assert_eq!(call.send().await.status, 200, "{name}");
    }
}

fn answer() -> Vec<Value> {
    vec![
        json!({"command": "accept"}),
        json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Trả lời."}),
    ]
}

async fn refused_bodies(app: &TestApp, path: &str, receipt: &str) {
    let call = |content_type: &str, body: &[u8]| {
        let call = app.post(path, &json!({})).receipt(receipt).key(&app.key());
        call.raw(content_type, body.to_vec())
    };
    call("application/json", b"{").send().await;
    call("application/json", &vec![b' '; 300_000]).send().await;
    call("text/plain", b"{}").send().await;
    call("application/json", b"{\"x\":1}").send().await;
}

fn at_desk() -> Value {
    with(feedback(), &json!({"filed_via": "desk_call"}))
}

async fn service(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let admin = app.staff(Role::Administrator, None).await;
    let contact =
        json!({"name": "Trần Thị Thử", "phone": "0900 000 002", "address": "Số 1, đường Thử"});
    let unsigned = with(at_desk(), &json!({"kind": "explanation_request", "contact": contact}));
    let mine =
        Receipt::from_bytes(*b"\x77\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22")
            .to_text();
    let (reports, signatures) = ("/api/v1/desk/reports", "/api/v1/desk/signatures");
    app.post(&format!("{reports}?dry_run=true"), &at_desk()).bearer(&clerk).send().await;
    let filed = app.post(reports, &with(unsigned, &json!({"receipt": mine}))).bearer(&clerk);
    let filed = filed.key(&app.key()).send().await;
    let other = with(at_desk(), &json!({"receipt": mine}));
    app.post(reports, &other).bearer(&clerk).key(&app.key()).send().await;
    let paper = json!({"number": filed.str("/number"), "signed_on": "2024-10-15"});
    for (path, body) in [(reports, at_desk()), (signatures, paper.clone())] {
        bodies(app, path, &clerk).await;
        app.post(path, &body).key(&app.key()).send().await;
        app.post(path, &body).bearer(&admin).key(&app.key()).send().await;
    }
    app.post(signatures, &paper).bearer(&clerk).key(&app.key()).send().await;
    app.post(signatures, &paper).bearer(&clerk).key(&app.key()).send().await;
    let unknown = json!({"number": "0000000000", "signed_on": "2024-10-15"});
    app.post(signatures, &unknown).bearer(&clerk).key(&app.key()).send().await;
}

async fn front(app: &TestApp) {
    let member = app.staff(Role::FrontMember, Some("TN.MTTQ")).await;
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let contact = json!({"name": "Trần Thị Thử", "phone": "0900 000 002"});
    let demand = with(
        feedback(),
        &json!({"kind": "front_demand", "reporter_type": "front", "contact": contact}),
    );
    let mine =
        Receipt::from_bytes(*b"\x78\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22")
            .to_text();
    app.post(&format!("{DEMANDS}?dry_run=true"), &demand).bearer(&member).send().await;
    bodies(app, DEMANDS, &member).await;
    app.post(DEMANDS, &demand).key(&app.key()).send().await;
    app.post(DEMANDS, &demand).bearer(&clerk).key(&app.key()).send().await;
    for text in ["Một yêu cầu của Mặt trận.", "Một yêu cầu khác của Mặt trận."]
    {
        let body = with(demand.clone(), &json!({"receipt": mine, "text": text}));
        app.post(DEMANDS, &body).bearer(&member).key(&app.key()).send().await;
    }
}

async fn bulk(app: &TestApp) {
    let path = "/api/v1/cases/transitions";
    let officer = app.officer("TN.STNMT").await;
    let admin = app.staff(Role::Administrator, None).await;
    let body =
        json!({"items": [{"id": NOBODY, "version": 1, "transition": {"command": "accept"}}]});
    bodies(app, path, &officer).await;
    bodies(app, SEARCH, &officer).await;
    let sought = json!({"phone": "0900 000 001"});
    app.post(&format!("{SEARCH}?x=1"), &sought).bearer(&officer).send().await;
    app.post(SEARCH, &sought).send().await;
    app.post(SEARCH, &sought).bearer(&admin).send().await;
    app.post(SEARCH, &sought).bearer(&officer).send().await;
    app.post(path, &body).key(&app.key()).send().await;
    app.post(path, &body).bearer(&admin).key(&app.key()).send().await;
    app.post(path, &body).bearer(&officer).key(&app.key()).send().await;
}

fn run(backend: Backend) {
    actix_web::rt::System::new().block_on(async {
        let Some(app) = TestApp::start_limited(backend, no_limits()).await else { return };
        public(&app).await;
        reporter(&app).await;
        for path in [REPORTS, SESSIONS, PREVIEW, RIGHTS, NEAREST] {
            bodies(&app, path, "").await;
        }
        staff(&app).await;
        by_receipt(&app).await;
        service(&app).await;
        front(&app).await;
        bulk(&app).await;
        crate::edge::catalogues::every_answer(&app).await;
        crate::records::conclusions::every_answer(&app).await;
        crate::records::letters::every_answer(&app).await;
        crate::records::exports::every_answer(&app).await;
        crate::records::papers::every_answer(&app).await;
        crate::records::apologies::every_answer(&app).await;
        crate::records::feed::every_answer(&app).await;
        crate::finding::texts::every_answer(&app).await;
        crate::everyday::every_answer(&app).await;
        crate::files::every_answer(&app).await;
        crate::units::routing_rules::every_answer(&app).await;
        crate::records::publication::every_answer(&app).await;
        crate::figures::board_answers::every_answer(&app).await;
        crate::accounts::deputy_authorities::every_answer(&app).await;
        crate::accounts::own::every_answer(&app).await;
        crate::accounts::factor::ends::every_answer(&app).await;
        crate::accounts::factor::proof::every_answer(&app).await;
        crate::accounts::import::every_answer(&app).await;
        crate::figures::matters::every_answer(&app).await;
        let login = format!("nguoi.{}", app.drawn.load(std::sync::atomic::Ordering::SeqCst));
        app.staff(Role::UnitOfficer, Some("703")).await;
        app.post(SESSIONS, &json!({"login": login, "password": crate::app::PASSWORD})).send().await;
        app.post(SESSIONS, &json!({"login": "khong.co", "password": "x"})).send().await;
        let (limited, holding) = (limits(backend).await.unwrap(), held(backend).await.unwrap());
        // Each with a movement of its own: a list is closed once, and what is frozen stays so.
        let listed = TestApp::start(backend).await.unwrap();
        crate::figures::clusters::every_answer(&listed).await;
        let frozen = TestApp::start(backend).await.unwrap();
        crate::figures::snapshots::every_answer(&frozen).await;
        let assessed = TestApp::start(backend).await.unwrap();
        crate::figures::assessments::every_answer(&assessed).await;
        let calling = TestApp::start_calling(backend).await.unwrap();
        crate::webhooks::every_answer(&calling, &app).await;
        let scanning = TestApp::start_scanning(backend).await.unwrap();
        crate::files::scanning::every_answer(&scanning).await;
        let mut seen = app.seen.lock().unwrap().clone();
        for other in [&limited, &holding, &listed, &frozen, &assessed, &calling, &scanning] {
            seen.extend(other.seen.lock().unwrap().clone());
        }

        let unseen: Vec<_> = documented_pairs().difference(&seen).cloned().collect();

        assert!(unseen.is_empty(), "documented and never answered: {unseen:?}");
        app.finish().await;
        limited.finish().await;
        holding.finish().await;
        listed.finish().await;
        frozen.finish().await;
        calling.finish().await;
        scanning.finish().await;
    });
}

#[test]
fn every_documented_answer_is_given_on_sqlite() {
    run(Backend::Sqlite);
}

#[test]
fn every_documented_answer_is_given_on_postgres() {
    run(Backend::Postgres);
}
