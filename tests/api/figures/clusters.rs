//! Reports that one hand seems to have written: inspectors see them, two exclude them, and nothing else changes.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::matters::{SAMPLES, SCORE, closed, judge, open_samples, runs, somebody, strata};
use super::snapshots::froze;
use crate::app::{HOME, PASSWORD, TestApp, feedback, with};
use crate::client::Reply;
use crate::coverage::{NOBODY, bodies};
use crate::on_both_apps;
use crate::steps::{answer, done, must};

const CLUSTERS: &str = "/api/v1/movements/plan-577-2024/clusters";
const EXCLUSIONS: &str = "/api/v1/movements/plan-577-2024/exclusions";
const PRAISE: &str = "Cán bộ hướng dẫn tận tình, trả kết quả sớm hơn hẹn, người dân rất hài lòng.";
const SCORN: &str = "Đơn vị gây khó dễ với mọi người đến nộp hồ sơ, ai cũng phải đi lại nhiều lần.";
const QUARTER: &str = "2024-07-01";

/// A report of this text by somebody of their own, answered in time and in words of its own: its case.
async fn answered(app: &TestApp, officer: &str, text: &str) -> String {
    let body = with(with(feedback(), &somebody(app)), &json!({"text": text}));
    let filed = app.file(&body).await;
    let case = app.case_of(officer, filed.str("/number")).await;
    done(app, officer, &case, 1, json!({"command": "accept"})).await;
    let words = format!("Đơn vị đã kiểm tra và trả lời phản ánh {}.", filed.str("/number"));
    done(app, officer, &case, 2, with(answer("founded"), &json!({"text": words}))).await;
    case
}

/// Four of one text and two ordinary ones, all plainly answered; the quarter is closed and drawn from.
async fn six(app: &TestApp) -> (TempDir, Vec<String>) {
    app.begin("2024-09-04T02:00:00Z").await;
    let folder = runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    let mut copies = Vec::new();
    for n in 0..4 {
        copies.push(answered(app, &officer, &format!("Hồ sơ số {n}. {PRAISE}")).await);
    }
    answered(app, &officer, SCORN).await;
    answered(app, &officer, "Bao giờ có kết quả hồ sơ tách thửa của mẹ tôi?").await;
    closed(app).await;
    (folder, copies)
}

async fn propose(app: &TestApp, token: &str, more: &Value) -> Reply {
    let body = json!({"quarter_from": QUARTER, "cluster": 1, "reason": "Cùng một bài viết."});
    app.post(EXCLUSIONS, &with(body, more)).bearer(token).send().await
}

async fn decide(app: &TestApp, token: &str, id: &str, decision: &str) -> Reply {
    let body = json!({"decision": decision, "reason": "Đã đọc từng phản ánh."});
    app.post(&format!("/api/v1/exclusions/{id}/decision"), &body).bearer(token).send().await
}

async fn plain(app: &TestApp, token: &str) -> i64 {
    strata(app, token).await.iter().filter(|(of, _)| of == "plain").map(|(_, weight)| weight).sum()
}

#[apply(on_both_apps)]
async fn what_two_inspectors_exclude_of_a_cluster_weighs_nothing_and_others_are_judged(
    app: &TestApp,
) {
    let (_folder, copies) = six(app).await;
    let (one, two, three) = (app.inspector().await, app.inspector().await, app.inspector().await);
    let found = app.get(CLUSTERS).bearer(&one).send().await;
    let cluster = &found.body["items"][0];
    assert_eq!((&cluster["matters"], &cluster["unit"]["code"]), (&json!(4), &json!("TN.STNMT")));
    assert_eq!(found.body["items"].as_array().unwrap().len(), 1, "{}", found.body);
    let of = |one: &Value| copies.contains(&one["case"]["id"].as_str().unwrap().to_owned());
    let drawn = open_samples(app, &one).await;
    assert_eq!(drawn.len(), 3);
    for sample in drawn.iter().filter(|sample| of(sample)) {
        assert_eq!(judge(app, &one, sample, "empty").await, 200);
    }

    let proposed = propose(app, &one, &json!({})).await;
    assert_eq!((proposed.status, proposed.str("/state")), (200, "proposed"), "{}", proposed.body);
    let id = proposed.str("/id").to_owned();
    assert_eq!(plain(app, &one).await, 6000, "nobody excludes alone");
    assert_eq!(decide(app, &one, &id, "confirmed").await.status, 409);
    for _ in 0..2 {
        assert_eq!(decide(app, &two, &id, "confirmed").await.status, 200, "and once more");
    }

    assert_eq!(plain(app, &one).await, 2000);
    let score = app.get(SCORE).bearer(&one).send().await;
    let line = &score.body["lines"][1]["line"];
    assert_eq!(line["excluded"], 4, "{line}");
    assert_eq!(line["quarters"][2]["strata"][0]["found_milli"], json!({}), "{line}");
    let left = open_samples(app, &three).await;
    assert_eq!(left.len(), 2, "as many as of two: {left:?}");
    assert!(!left.iter().any(of));
    for sample in drawn.iter().filter(|sample| of(sample)) {
        assert_eq!(judge(app, &three, sample, "stands").await, 404);
    }
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    assert_eq!(decide(app, &three, &id, "confirmed").await.status, 409);
    let again = propose(app, &one, &json!({})).await;
    assert_eq!((again.str("/id"), again.str("/state")), (id.as_str(), "confirmed"));
    assert_eq!(propose(app, &two, &json!({})).await.status, 409);
    assert_eq!(propose(app, &one, &json!({"reason": "Khác."})).await.status, 409);
    assert_eq!(propose(app, &one, &json!({"cases": [copies[0]]})).await.status, 409);
    let listed = app.get(EXCLUSIONS).bearer(&two).send().await;
    let acts = listed.body["items"][0]["acts"].as_array().unwrap();
    let told: Vec<_> = acts.iter().map(|act| (act["state"].as_str(), act["own"] == true)).collect();
    assert_eq!(told, [(Some("proposed"), false), (Some("confirmed"), true)]);
    assert_eq!(acts[0]["reason"], "Cùng một bài viết.");

    assert_eq!(decide(app, &three, &id, "withdrawn").await.status, 200);
    assert_eq!(decide(app, &two, &id, "withdrawn").await.status, 409);
    assert_eq!(plain(app, &one).await, 6000);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees(), "what was drawn stays drawn");
    // One that was not judged: nobody takes out what was found.
    let judged: Vec<&str> = drawn.iter().map(|one| one["case"]["id"].as_str().unwrap()).collect();
    let (known, free): (Vec<&String>, Vec<&String>) =
        copies.iter().partition(|copy| judged.contains(&copy.as_str()));
    let picked = propose(app, &two, &json!({"cases": [known[0]]})).await;
    assert_eq!(picked.faults(), ["/cases not_allowed"]);
    let anew = propose(app, &two, &json!({"cases": [free[0]]})).await;
    assert_eq!(decide(app, &one, anew.str("/id"), "confirmed").await.status, 200);
    assert_eq!(plain(app, &one).await, 5000, "one of them alone");
    let rest = propose(app, &one, &json!({})).await;
    assert_eq!(decide(app, &three, rest.str("/id"), "confirmed").await.status, 200);
    assert_eq!(plain(app, &one).await, 2000, "and what was left of it");
}

#[apply(on_both_apps)]
async fn clusters_are_for_inspectors_without_a_conflict_and_until_the_freeze(app: &TestApp) {
    let (_folder, _) = six(app).await;
    let (one, two) = (app.inspector().await, app.inspector().await);
    let proposed = propose(app, &one, &json!({})).await;
    let conflict = json!({"unit": "TN.STNMT", "until": "2025-09-30"});
    let declared = app.post("/api/v1/conflicts", &conflict).bearer(&two).send().await;
    assert_eq!(declared.status, 200, "{}", declared.body);
    for path in [CLUSTERS, EXCLUSIONS] {
        assert_eq!(app.get(path).bearer(&two).send().await.body["items"], json!([]));
    }
    assert_eq!(propose(app, &two, &json!({})).await.status, 404);
    assert_eq!(decide(app, &two, proposed.str("/id"), "confirmed").await.status, 404);
    let three = app.inspector().await;
    assert_eq!(decide(app, &three, proposed.str("/id"), "confirmed").await.status, 200);
    let line = async |token: &str| {
        let score = app.get(SCORE).bearer(token).send().await;
        score.body["lines"][1]["line"].clone()
    };
    let officer = app.officer("TN.STNMT").await;
    assert_eq!(line(&officer).await["excluded"], Value::Null, "it would tell what inspectors do");

    froze(app).await;

    assert_eq!(propose(app, &one, &json!({})).await.status, 404);
    assert_eq!(line(&officer).await["excluded"], 4);
    // An objection that is upheld: it is taken back for another snapshot, and not made again.
    assert_eq!(decide(app, &one, proposed.str("/id"), "withdrawn").await.status, 200);
    assert_eq!(propose(app, &one, &json!({})).await.status, 404);
    let rival = app.officer("TN.SYT").await;
    assert_eq!(line(&rival).await["excluded"], Value::Null);
}

#[apply(on_both_apps)]
async fn nobody_excludes_matters_of_cases_in_which_he_acted(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    let _folder = runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    let (login, inspector) = app.member(Role::Inspector, Some("TN.TTT"), None).await;
    let mut copies = Vec::new();
    for n in 0..4 {
        copies.push(answered(app, &officer, &format!("Hồ sơ số {n}. {PRAISE}")).await);
    }
    let back =
        json!({"command": "return_answer", "ground": "generic", "text": "Trả lời chung chung."});
    must(app, &inspector, &copies[0], back).await;
    must(app, &officer, &copies[0], answer("founded")).await;
    closed(app).await;
    let session = app.service.sign_in(&login, PASSWORD.to_owned(), HOME).await.unwrap();
    let own = session.token.to_text();

    assert_eq!(propose(app, &own, &json!({})).await.status, 404);
    let other = propose(app, &app.inspector().await, &json!({})).await;
    assert_eq!(other.status, 200, "{}", other.body);
    assert_eq!(decide(app, &own, other.str("/id"), "confirmed").await.status, 409);
}

#[apply(on_both_apps)]
async fn clusters_are_read_page_by_page_and_the_list_is_proved_with_them(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    let _folder = runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    for text in [PRAISE, SCORN, PRAISE, SCORN, PRAISE, SCORN] {
        answered(app, &officer, text).await;
    }
    closed(app).await;
    let inspector = app.inspector().await;
    let page = async |more: &str| {
        app.get(&format!("{CLUSTERS}?limit=1{more}")).bearer(&inspector).send().await.body
    };
    let first = page("").await;
    let next = page(&format!("&cursor={}", first["next"].as_str().unwrap())).await;
    assert_eq!(
        (&first["items"][0]["cluster"], &next["items"][0]["cluster"]),
        (&json!(1), &json!(2))
    );
    assert_eq!((&next["items"][0]["matters"], &next["next"]), (&json!(3), &Value::Null));
    let foreign = json!({"cases": [next["items"][0]["cases"][0]["id"]]});
    assert_eq!(propose(app, &inspector, &foreign).await.status, 422, "of another cluster");

    let wrong = || app.service.verify_ledger(|_| {}).unwrap().wrong_lists;
    assert_eq!(wrong(), 0);
    let change = diesel::sql_query("UPDATE matters SET cluster = NULL WHERE n = 1");
    diesel::RunQueryDsl::execute(change, &mut app.scratch.conn()).unwrap();
    assert_eq!(wrong(), 1);
}

/// Every documented answer of these operations.
pub async fn every_answer(app: &TestApp) {
    let _folder = six(app).await;
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let none = EXCLUSIONS.replace("plan-577-2024", "none");
    for path in [CLUSTERS, EXCLUSIONS] {
        app.get(path).send().await;
        app.get(path).bearer(&officer).send().await;
        app.get(path).bearer(&inspector).send().await;
        app.get(&format!("{path}?nonsense=1")).bearer(&inspector).send().await;
        app.get(&path.replace("plan-577-2024", "none")).bearer(&inspector).send().await;
    }
    bodies(app, EXCLUSIONS, &inspector).await;
    let body = json!({"quarter_from": QUARTER, "cluster": 1, "reason": "Cùng một bài viết."});
    app.post(EXCLUSIONS, &body).send().await;
    app.post(EXCLUSIONS, &body).bearer(&officer).send().await;
    app.post(&none, &body).bearer(&inspector).send().await;
    let id = propose(app, &inspector, &json!({})).await.str("/id").to_owned();
    propose(app, &app.inspector().await, &json!({})).await;
    app.get(EXCLUSIONS).bearer(&inspector).send().await;
    let path = format!("/api/v1/exclusions/{id}/decision");
    bodies(app, &path, &inspector).await;
    let body = json!({"decision": "confirmed", "reason": "Đã đọc từng phản ánh."});
    app.post(&path, &body).send().await;
    app.post(&path, &body).bearer(&officer).send().await;
    app.post(&path.replace(&id, NOBODY), &body).bearer(&inspector).send().await;
    app.post(&path, &body).bearer(&inspector).send().await;
    decide(app, &inspector, &id, "withdrawn").await;
    app.get(SAMPLES).bearer(&inspector).send().await;
}
