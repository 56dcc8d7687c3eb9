//! Movements by the board: cloned, edited, begun, and no longer the files' to change.

use jiff::civil::date;
use liemchinh::harness::domain::Role;
use liemchinh::harness::service::import::{Difference, import};
use macro_rules_attribute::apply;
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{TestApp, with};
use crate::client::{Call, Reply};
use crate::on_both_apps;
use crate::units::import::{copy, edit};

pub const MOVEMENTS: &str = "/api/v1/movements";
pub const PLAN: &str = "/api/v1/movements/plan-577-2024";
pub const NEW: &str = "/api/v1/movements/plan-2025";

/// The movement of 2025, from its template.
pub fn cloned() -> Value {
    json!({
        "clone_of": "template-2025",
        "name_vi": "Phong trào thi đua phòng, chống tham nhũng, tiêu cực năm 2025",
        "name_en": "Emulation movement against corruption, 2025",
        "issuer": "H53",
        "legal_refs": ["Luật Phòng, chống tham nhũng 2018"],
        "starts_on": "2025-01-01",
        "ends_on": "2025-12-31",
        "tail_days": 31,
    })
}

/// The movement of 2024 as it stands in the files.
pub fn plan() -> Value {
    json!({
        "name_vi": "Phong trào thi đua năm 2024",
        "name_en": "Emulation movement of 2024",
        "decision": "577/KH-UBND",
        "issued_on": "2024-03-01",
        "issuer": "H53",
        "legal_refs": ["Kế hoạch 577/KH-UBND mục IV.1"],
        "starts_on": "2024-03-01",
        "ends_on": "2024-12-31",
        "tail_days": 31,
    })
}

pub async fn board(app: &TestApp) -> String {
    app.staff(Role::Board, Some("TN.BTDKT")).await
}

pub async fn head(app: &TestApp) -> String {
    app.staff(Role::InspectorateHead, Some("TN.TTT")).await
}

pub async fn put(app: &TestApp, token: &str, path: &str, seen: i32, body: &Value) -> Reply {
    Call::new(app, Method::PUT, path).json(body).bearer(token).if_match(seen).send().await
}

pub async fn post(app: &TestApp, token: &str, path: &str, seen: i32, body: &Value) -> Reply {
    app.post(path, body).bearer(token).if_match(seen).send().await
}

/// The set of this movement drafted, submitted and signed.
pub async fn signed(app: &TestApp, board: &str, path: &str, seen: i32) {
    let submitted = post(app, board, &format!("{path}/submission"), seen, &json!({})).await;
    assert_eq!(submitted.status, 200, "{}", submitted.body);
    let body = json!({"sha256": submitted.str("/sha256")});
    let signed = post(app, &head(app).await, &format!("{path}/signature"), seen + 1, &body).await;
    assert_eq!((signed.status, signed.str("/state")), (200, "signed"), "{}", signed.body);
}

fn codes_of(reply: &Reply, group: &str) -> Vec<(String, String)> {
    let all = reply.body["participants"].as_array().unwrap();
    let of = all.iter().filter(|one| one["group"] == group);
    let named = |one: &Value, at: &str| one.pointer(at).unwrap().as_str().unwrap().to_owned();
    of.map(|one| (named(one, "/unit/code"), named(one, "/valid_from"))).collect()
}

#[apply(on_both_apps)]
async fn a_movement_begins_from_another_and_runs_once_its_criteria_are_signed(app: &TestApp) {
    let board = board(app).await;
    let made = put(app, &board, NEW, 0, &cloned()).await;
    assert_eq!((made.status, made.str("/status")), (200, "draft"), "{}", made.body);
    assert_eq!(made.body["criteria"], json!([]), "nobody signed what it scores");
    let again = put(app, &board, NEW, 0, &cloned()).await;
    assert_eq!((again.status, again.headers.contains_key("idempotency-replayed")), (200, true));
    let other = with(cloned(), &json!({"name_en": "Another"}));
    assert_eq!(put(app, &board, NEW, 0, &other).await.status, 412);
    let run = async |seen: i32| {
        let path = format!("{NEW}/activation");
        let reply = post(app, &board, &path, seen, &json!({})).await;
        (reply.status, reply.code().to_owned())
    };
    assert_eq!(run(1).await, (409, "decision_needed".to_owned()));
    let decided = json!({"clone_of": null, "decision": "1/KH-UBND", "issued_on": "2024-12-20"});
    let edited = put(app, &board, NEW, 1, &with(cloned(), &decided)).await;
    assert_eq!(edited.status, 200, "{}", edited.body);
    assert_eq!(run(2).await, (409, "signed_set_needed".to_owned()));

    let set = app.get(&format!("{NEW}/criteria-sets/1")).bearer(&board).send().await;
    assert_eq!((set.str("/state"), set.str("/from_day")), ("draft", "2025-01-01"));
    signed(app, &board, &format!("{NEW}/criteria-sets/1"), 1).await;
    let stands = json!({"clone_of": null, "decision": "1/KH-UBND", "issued_on": "2024-12-20", "ends_on": "2025-11-30", "tail_days": 5});
    let moved = put(app, &board, NEW, 3, &with(cloned(), &stands)).await;
    assert_eq!(moved.faults(), ["/ends_on signed_already", "/tail_days signed_already"]);
    assert_eq!(run(3).await, (200, "plan-2025".to_owned()));
    assert_eq!(run(3).await, (200, "plan-2025".to_owned()), "once");

    let edited = put(app, &board, NEW, 4, &with(cloned(), &decided)).await;
    assert_eq!((edited.status, edited.code()), (409, "movement_not_draft"));
    let all = app.get(MOVEMENTS).send().await;
    let of = |code: &str| {
        let items = all.body["items"].as_array().unwrap();
        items.iter().find(|one| one["code"] == code).unwrap().clone()
    };
    assert_eq!(of("plan-2025")["status"], "active");
    assert_eq!(of("plan-2025")["criteria"].as_array().unwrap().len(), 13);
    assert_eq!(of("template-2026")["template"], true);
    assert!(of("template-2026").get("decision").is_none(), "nobody invents a decision");
}

#[apply(on_both_apps)]
async fn a_draft_is_not_the_movement_before(app: &TestApp) {
    let before = || {
        let found = app.service.reference();
        found.ended_before(date(2026, 1, 1)).map(|one| one.code.clone())
    };
    let board = board(app).await;
    let made = put(app, &board, NEW, 0, &cloned()).await;
    assert_eq!((made.status, made.str("/status")), (200, "draft"), "{}", made.body);
    assert_eq!(before(), None, "nobody decided or signed either of the two");

    let begun = "UPDATE movements SET status = 'active' WHERE code = 'plan-577-2024'; \
                 UPDATE reference_versions SET version = version + 1";
    crate::rival::execute(&mut app.scratch.conn(), begun);
    app.service.refresh().await.unwrap();
    assert_eq!(before().as_deref(), Some("plan-577-2024"));
}

#[apply(on_both_apps)]
async fn a_template_scores_nobody_and_is_neither_edited_nor_begun(app: &TestApp) {
    let board = board(app).await;
    let template = format!("{MOVEMENTS}/template-2025");
    let body = with(cloned(), &json!({"clone_of": null}));

    let edited = put(app, &board, &template, 1, &body).await;
    let begun = post(app, &board, &format!("{template}/activation"), 1, &json!({})).await;
    let standings = app.get(&format!("{template}/standings?group=districts")).send().await;
    let score = app.get(&format!("{template}/scores/TN.SYT")).send().await;

    assert_eq!((edited.status, edited.code()), (409, "movement_not_draft"));
    assert_eq!((begun.status, begun.code()), (409, "movement_not_draft"));
    assert_eq!([standings.status, score.status], [404, 404]);
}

#[apply(on_both_apps)]
async fn a_unit_takes_part_in_its_own_period_or_as_the_movement_says(app: &TestApp) {
    let board = board(app).await;
    let plan = app.get(PLAN).send().await;
    let template = app.get(&format!("{MOVEMENTS}/template-2025")).send().await;
    let next = app.get(&format!("{MOVEMENTS}/template-2026")).send().await;
    let districts = |reply: &Reply| codes_of(reply, "districts").len();
    assert_eq!(districts(&plan), districts(&template), "until 30 June");
    assert_eq!(districts(&next), 0, "there are none since July 2025");
    let since_july = |reply: &Reply| {
        let communes = codes_of(reply, "communes");
        communes.iter().any(|(_, from)| from == "2025-07-01")
    };
    assert_eq!([&plan, &template, &next].map(since_july), [false, true, true]);

    let said = json!({"participants": [
        {"unit": "TN.STP", "valid_from": "2024-01-01", "group": "none"},
        {"unit": "TN.SYT", "valid_from": "2024-01-01", "group": "public_service_units"},
    ]});
    let made = put(app, &board, NEW, 0, &with(cloned(), &said)).await;
    let bodies = codes_of(&made, "provincial_bodies");
    assert!(!bodies.iter().any(|(code, _)| code == "TN.STP" || code == "TN.SYT"));
    let services = codes_of(&made, "public_service_units");
    assert!(services.iter().any(|(code, _)| code == "TN.SYT"));
    let third = with(
        cloned(),
        &json!({"clone_of": "plan-2025", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}),
    );
    let third = put(app, &board, &format!("{MOVEMENTS}/plan-2026"), 0, &third).await;
    assert!(!codes_of(&third, "provincial_bodies").iter().any(|(code, _)| code == "TN.STP"));

    let wrong = json!({"clone_of": null, "participants": [
        {"unit": "TN.STP", "valid_from": "2024-01-01", "group": "none"},
        {"unit": "TN.STP", "valid_from": "2024-01-01", "group": "communes"},
        {"unit": "TN.KHONG", "valid_from": "2024-01-01", "group": "communes"},
    ], "issuer": "TN.KHONG", "ends_on": "2024-12-31", "size_classes": [
        {"least": 0, "half_width_milli": 4000}, {"least": 60, "half_width_milli": 2500}, {"least": 0, "half_width_milli": 1},
    ]});
    let refused = put(app, &board, NEW, 1, &with(cloned(), &wrong)).await;
    assert_eq!(
        refused.faults(),
        [
            "/ends_on wrong_end",
            "/issuer no_such_unit",
            "/participants/1/unit code_twice",
            "/participants/2/unit no_such_participant",
            "/size_classes/2/least class_twice",
        ]
    );
}

#[apply(on_both_apps)]
async fn import_leaves_alone_what_the_board_made_edited_or_had_signed(app: &TestApp) {
    let board = board(app).await;
    let version = app.service.reference().version;
    assert_eq!(put(app, &board, NEW, 0, &cloned()).await.status, 200);
    assert_eq!(put(app, &board, PLAN, 1, &plan()).await.status, 200);
    assert!(app.service.reference().version > version, "other processes load it too");
    let folder = copy();
    edit(&folder, "criteria.csv", ",100,8000,10,5,", ",100,7000,10,5,");
    edit(&folder, "movements.csv", "2024-12-31,31,draft", "2024-11-30,31,draft");
    let now = "2024-10-15T02:00:00Z".parse().unwrap();

    let report = import(&app.db, &folder.path().into(), now, false).await.unwrap();

    let kept = Difference::Kept { table: "movements", key: "plan-577-2024".to_owned() };
    assert_eq!(report.differences, [kept]);
    app.service.refresh().await.unwrap();
    let plan = app.get(PLAN).send().await;
    assert_eq!(plan.str("/ends_on"), "2024-12-31");
    assert_eq!(plan.body["criteria"][0]["prior_rate_bp"], 8000);
    assert_eq!(app.get(NEW).send().await.status, 200);
}
