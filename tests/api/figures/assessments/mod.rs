//! What people judge of units: said by the unit, looked at by its group, judged by two, objected to, and in the score only then.

mod adjustments;

use liemchinh::harness::domain::Role;
use liemchinh::harness::service::import::import;
use macro_rules_attribute::apply;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::movements::{PLAN, board, head, post};
use crate::app::{TestApp, with};
use crate::client::Reply;
use crate::coverage::{NOBODY, bodies};
use crate::on_both_apps;
use crate::records::conclusions::{change, send};
use crate::units::import::{copy, edit};

const ASSESSMENTS: &str = "/api/v1/movements/plan-577-2024/assessments";
const SCORE: &str = "/api/v1/movements/plan-577-2024/scores/TN.STNMT";

/// The movement runs, and a fifth of its points is attested.
async fn runs(app: &TestApp) -> TempDir {
    app.begin("2024-09-04T02:00:00Z").await;
    let folder = copy();
    edit(&folder, "movements.csv", "2024-12-31,31,draft,false", "2024-12-31,31,active,false");
    edit(&folder, "criteria.csv", ",100,8000,10,5,", ",80,8000,10,5,");
    let path = folder.path().join("criteria.csv");
    let more = "plan-577-2024,guidance,2,Hướng dẫn,Guidance,attested,20,8000,0,1,,4,\n";
    let text = std::fs::read_to_string(&path).unwrap() + more;
    std::fs::write(&path, text).unwrap();
    let now = "2024-09-03T02:00:00Z".parse().unwrap();
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    app.service.refresh().await.unwrap();
    folder
}

fn claim(done: i64, planned: i64) -> Value {
    let evidence =
        json!([{"title": "Kế hoạch hướng dẫn người dân", "number": "12/KH", "on": "2024-03-20"}]);
    json!({"opens": "claim", "criterion": "guidance", "done": done, "planned": planned, "evidence": evidence})
}

fn judged(done: i64, planned: i64) -> Value {
    json!({"act": "judged", "done": done, "planned": planned, "reason": "Đã đối chiếu văn bản."})
}

fn answered(upheld: bool) -> Value {
    json!({"act": "answered", "upheld": upheld, "reason": "Đã xem lại văn bản."})
}

fn objected() -> Value {
    json!({"act": "objected", "text": "Văn bản số 14/KH chưa được tính."})
}

/// What the unit says of itself, taken.
async fn claimed(app: &TestApp, officer: &str) -> String {
    let reply = send(app, officer, ASSESSMENTS, &claim(3, 4)).await;
    assert_eq!((reply.status, reply.str("/state")), (201, "claimed"), "{}", reply.body);
    reply.str("/id").to_owned()
}

async fn act(app: &TestApp, token: &str, id: &str, seen: i32, body: &Value) -> Reply {
    change(app, token, &format!("/api/v1/assessments/{id}/acts"), seen, body).await
}

/// The same, which must be taken and lead to this state.
async fn must(app: &TestApp, token: &str, id: &str, (seen, body, state): (i32, Value, &str)) {
    let reply = act(app, token, id, seen, &body).await;
    assert_eq!((reply.status, reply.str("/state")), (200, state), "{}", reply.body);
}

/// Verified as two of four, by the board and an inspector.
async fn verified(app: &TestApp, officer: &str) -> String {
    let id = claimed(app, officer).await;
    must(app, &board(app).await, &id, (1, judged(2, 4), "judged")).await;
    must(app, &app.inspector().await, &id, (2, judged(2, 4), "verified")).await;
    id
}

async fn guidance(app: &TestApp, token: &str) -> Value {
    let score = app.get(SCORE).bearer(token).send().await;
    score.body["lines"][1]["line"].clone()
}

/// The year and its tail are over, and the lists are closed and drawn from.
async fn over(app: &TestApp) {
    app.set("2025-02-03T02:00:00Z");
    app.worker.tick().await.unwrap();
    app.worker.tick().await.unwrap();
}

async fn freeze(app: &TestApp, seen: i32, body: &Value) -> Reply {
    post(app, &board(app).await, &format!("{PLAN}/snapshots"), seen, body).await
}

#[apply(on_both_apps)]
async fn a_unit_scores_itself_and_earns_what_two_people_verify(app: &TestApp) {
    let _folder = runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    let key = app.key();
    let first = app.post(ASSESSMENTS, &claim(3, 4)).bearer(&officer).key(&key).send().await;
    let again = app.post(ASSESSMENTS, &claim(3, 4)).bearer(&officer).key(&key).send().await;
    assert_eq!((first.status, again.body == first.body), (201, true), "{}", again.body);
    let id = first.str("/id").to_owned();
    let twice = send(app, &officer, ASSESSMENTS, &claim(4, 4)).await;
    assert_eq!((twice.status, twice.code()), (409, "assessment_there"));
    assert_eq!(guidance(app, &officer).await["state"], "open");

    let (board, inspector) = (board(app).await, app.inspector().await);
    let more = act(app, &board, &id, 1, &judged(4, 4)).await;
    assert_eq!((more.status, more.code()), (409, "more_than_claimed"));
    must(app, &board, &id, (1, judged(2, 4), "judged")).await;
    assert_eq!(guidance(app, &officer).await["state"], "open", "one is not enough");
    let alone = act(app, &board, &id, 2, &judged(2, 4)).await;
    assert_eq!((alone.status, alone.code()), (409, "second_person_needed"));
    let stale = act(app, &inspector, &id, 1, &judged(2, 4)).await;
    assert_eq!(stale.status, 412);
    must(app, &inspector, &id, (2, judged(2, 4), "verified")).await;

    let line = guidance(app, &officer).await;
    assert_eq!(
        (line["state"].as_str(), line["points_milli"].as_i64()),
        (Some("measured"), Some(10_000))
    );
    assert_eq!((line["done"].as_i64(), line["planned"].as_i64()), (Some(2), Some(4)));
    let public = app.get(SCORE).send().await;
    assert_eq!(public.body["lines"][1]["line"]["state"], "open", "the public waits for the freeze");
}

#[apply(on_both_apps)]
async fn nobody_judges_the_own_body_and_units_judge_nobody(app: &TestApp) {
    let _folder = runs(app).await;
    let own = app.officer("TN.TTT").await;
    let id = claimed(app, &own).await;
    for token in [&app.inspector().await, &head(app).await] {
        let reply = act(app, token, &id, 1, &judged(3, 4)).await;
        assert_eq!(reply.status, 404, "it is not there for them");
        let list = app.get(&format!("{ASSESSMENTS}?limit=100")).bearer(token).send().await;
        assert_eq!(list.body["items"], json!([]));
    }
    must(app, &board(app).await, &id, (1, judged(3, 4), "judged")).await;

    let officer = app.officer("TN.STNMT").await;
    let id = claimed(app, &officer).await;
    for token in [&officer, &own] {
        let reply = act(app, token, &id, 1, &judged(3, 4)).await;
        assert_eq!(reply.faults(), ["/act not_for_this_role"]);
    }
    let inspector = app.inspector().await;
    let posed = send(app, &inspector, ASSESSMENTS, &claim(3, 4)).await;
    assert_eq!(posed.faults(), ["/opens not_for_this_role"]);
}

#[apply(on_both_apps)]
async fn the_group_looks_at_each_other_and_sees_no_more_than_what_is_said(app: &TestApp) {
    let _folder = runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    let id = claimed(app, &officer).await;
    let (other, commune) = (app.officer("TN.SXD").await, app.officer("703").await);
    let check = json!({"act": "checked", "agrees": false, "text": "Chỉ thấy hai văn bản."});

    assert_eq!(act(app, &commune, &id, 1, &check).await.status, 404, "another group");
    assert_eq!(act(app, &officer, &id, 1, &check).await.faults(), ["/act not_for_this_role"]);
    must(app, &other, &id, (1, check.clone(), "claimed")).await;
    must(app, &board(app).await, &id, (2, judged(2, 4), "judged")).await;
    let late = act(app, &other, &id, 3, &check).await;
    assert_eq!((late.status, late.code()), (409, "assessment_settled"));
    must(app, &app.inspector().await, &id, (3, judged(2, 4), "verified")).await;

    let path = format!("/api/v1/assessments/{id}");
    let seen = app.get(&path).bearer(&other).send().await;
    let acts = |reply: &Reply| -> Vec<String> {
        let all = reply.body["acts"].as_array().unwrap().iter();
        all.map(|act| act["act"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(acts(&seen), ["claimed", "checked"]);
    assert!(seen.body.get("found").is_none());
    assert_eq!(seen.body["acts"][1]["unit"]["code"], "TN.SXD");
    let own = app.get(&path).bearer(&officer).send().await;
    assert_eq!(acts(&own), ["claimed", "checked", "judged", "judged"]);
    assert!(own.body["acts"][2].get("by").is_none(), "a unit reads no names of who judged it");
    let judge = app.get(&path).bearer(&board(app).await).send().await;
    assert!(judge.body["acts"][2]["by"].is_string(), "{}", judge.body);
    assert_eq!(app.get(&path).bearer(&commune).send().await.status, 404);
}

#[apply(on_both_apps)]
async fn who_declared_a_conflict_of_interest_a_moment_ago_judges_no_more(app: &TestApp) {
    let _folder = runs(app).await;
    let id = claimed(app, &app.officer("TN.STNMT").await).await;
    let inspector = app.inspector().await;
    let conflict = json!({"unit": "TN.STNMT", "until": "2025-09-30"});
    let declared = app.post("/api/v1/conflicts", &conflict).bearer(&inspector).send().await;
    assert_eq!(declared.status, 200, "{}", declared.body);
    assert_eq!(act(app, &inspector, &id, 1, &judged(3, 4)).await.status, 404);
}

#[apply(on_both_apps)]
async fn a_list_is_narrowed_by_unit_and_state_and_read_page_by_page(app: &TestApp) {
    let _folder = runs(app).await;
    let mut ids = Vec::new();
    for unit in ["TN.STNMT", "TN.SXD", "TN.STP"] {
        ids.push(claimed(app, &app.officer(unit).await).await);
    }
    let board = board(app).await;
    must(app, &board, &ids[0], (1, judged(2, 4), "judged")).await;
    let found = async |query: &str| {
        let reply = app.get(&format!("{ASSESSMENTS}?{query}")).bearer(&board).send().await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        let items = reply.body["items"].as_array().unwrap();
        let ids = items.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        (ids, reply.body["next"].as_str().map(str::to_owned))
    };
    let (judged, _): (Vec<String>, _) = found("state=judged").await;
    assert_eq!(judged, [ids[0].clone()]);
    let (own, _): (Vec<String>, _) = found("unit=TN.SXD").await;
    assert_eq!(own, [ids[1].clone()]);
    let (none, _): (Vec<String>, _) = found("unit=TN.SXD&state=judged").await;
    assert!(none.is_empty());
    let (mut all, next): (Vec<String>, _) = found("limit=2").await;
    let (rest, end): (Vec<String>, _) = found(&format!("limit=2&cursor={}", next.unwrap())).await;
    all.extend(rest);
    all.sort();
    ids.sort();
    assert_eq!((all, end), (ids, None));
}

#[apply(on_both_apps)]
async fn an_objection_is_answered_by_somebody_else_and_may_open_it_anew(app: &TestApp) {
    let _folder = runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    let id = verified(app, &officer).await;
    must(app, &officer, &id, (3, objected(), "objected")).await;
    over(app).await;
    let open = freeze(app, 1, &json!({})).await;
    assert_eq!((open.status, open.code()), (409, "assessments_open"), "{}", open.body);

    let officer = app.officer("TN.STNMT").await;
    let own = act(app, &officer, &id, 4, &answered(true)).await;
    assert_eq!(own.faults(), ["/act not_for_this_role"]);
    let (first, second) = (head(app).await, app.inspector().await);
    must(app, &first, &id, (4, answered(true), "claimed")).await;
    must(app, &first, &id, (5, judged(3, 4), "judged")).await;
    must(app, &second, &id, (6, judged(3, 4), "verified")).await;

    assert_eq!(freeze(app, 1, &json!({})).await.status, 200);
    assert_eq!(guidance(app, &officer).await["points_milli"], 15_000);
}

#[apply(on_both_apps)]
async fn after_the_freeze_a_unit_has_ten_days_to_object_to_any_line(app: &TestApp) {
    let _folder = runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    let line = json!({"opens": "objection", "criterion": "handled_on_time", "text": "Có vụ được gia hạn."});
    let early = send(app, &officer, ASSESSMENTS, &line).await;
    assert_eq!((early.status, early.code()), (409, "objections_closed"));
    over(app).await;
    assert_eq!(freeze(app, 1, &json!({})).await.status, 200);
    let officer = app.officer("TN.STNMT").await;
    let attested = with(line.clone(), &json!({"criterion": "guidance"}));
    let wrong = send(app, &officer, ASSESSMENTS, &attested).await;
    assert_eq!(wrong.faults(), ["/criterion not_allowed"]);
    app.set("2025-02-13T02:00:00Z");
    let open = send(app, &app.officer("TN.STNMT").await, ASSESSMENTS, &line).await;
    assert_eq!((open.status, open.str("/state")), (201, "objected"), "{}", open.body);
    app.set("2025-02-14T02:00:00Z");
    let late = send(app, &app.officer("TN.SXD").await, ASSESSMENTS, &line).await;
    assert_eq!((late.status, late.code()), (409, "objections_closed"));
    let reason = json!({"reason": "Số liệu được sửa."});
    let waits = freeze(app, 2, &reason).await;
    assert_eq!((waits.status, waits.code()), (409, "assessments_open"));
    must(app, &head(app).await, open.str("/id"), (1, answered(true), "settled")).await;
    assert_eq!(freeze(app, 2, &reason).await.status, 200);
}

#[apply(on_both_apps)]
async fn what_nobody_verified_by_the_freeze_earns_nothing_and_is_claimed_no_more(app: &TestApp) {
    let _folder = runs(app).await;
    over(app).await;
    let officer = app.officer("TN.STNMT").await;
    let late = send(app, &officer, ASSESSMENTS, &claim(3, 4)).await;
    assert_eq!((late.status, late.code()), (409, "claims_closed"), "{}", late.body);
    assert_eq!(freeze(app, 1, &json!({})).await.status, 200);
    let line = guidance(app, &officer).await;
    assert_eq!((line["points_milli"].as_i64(), line["planned"].as_i64()), (Some(0), Some(0)));
}

/// Every documented answer of these operations.
pub async fn every_answer(app: &TestApp) {
    let _folder = runs(app).await;
    let (officer, admin) =
        (app.officer("TN.STNMT").await, app.staff(Role::Administrator, None).await);
    let board = board(app).await;
    let none = ASSESSMENTS.replace("plan-577-2024", "none");
    app.get(ASSESSMENTS).send().await;
    app.get(ASSESSMENTS).bearer(&admin).send().await;
    app.get(&none).bearer(&officer).send().await;
    app.get(&format!("{ASSESSMENTS}?nonsense=1")).bearer(&officer).send().await;
    bodies(app, ASSESSMENTS, &officer).await;
    app.post(ASSESSMENTS, &claim(1, 2)).key(&app.key()).send().await;
    send(app, &admin, ASSESSMENTS, &claim(1, 2)).await;
    send(app, &officer, &none, &claim(1, 2)).await;
    let id = claimed(app, &officer).await;
    send(app, &officer, ASSESSMENTS, &claim(1, 2)).await;
    app.get(ASSESSMENTS).bearer(&officer).send().await;
    let path = format!("/api/v1/assessments/{id}");
    for at in [&path, &path.replace(&id, NOBODY)] {
        app.get(at).send().await;
        app.get(at).bearer(&admin).send().await;
        app.get(at).bearer(&officer).send().await;
    }
    let acts = format!("{path}/acts");
    bodies(app, &acts, &board).await;
    app.post(&acts, &judged(1, 2)).key(&app.key()).if_match(1).send().await;
    app.post(&acts, &judged(1, 2)).bearer(&board).key(&app.key()).send().await;
    act(app, &admin, &id, 1, &judged(1, 2)).await;
    act(app, &board, NOBODY, 1, &judged(1, 2)).await;
    act(app, &board, &id, 9, &judged(1, 2)).await;
    act(app, &board, &id, 1, &judged(1, 2)).await;
    act(app, &board, &id, 2, &judged(1, 2)).await;
}
