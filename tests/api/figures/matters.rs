//! Lists of matters: closed once, drawn from afterwards, judged by inspectors, and unknown to units.

mod fairness;
mod seeded_years;

use diesel::prelude::*;
use liemchinh::harness::service::import::import;
use macro_rules_attribute::apply;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::snapshots::froze;
use crate::app::{TestApp, feedback, with};
use crate::coverage::{NOBODY, bodies};
use crate::on_both_apps;
use crate::steps::{answer, answered, done, must, say, words};
use crate::units::import::{copy, edit};

const LISTS: &str = "/api/v1/movements/plan-577-2024/lists";
pub const SAMPLES: &str = "/api/v1/samples";
pub const SCORE: &str = "/api/v1/movements/plan-577-2024/scores/TN.STNMT";

/// The movement runs, and four tenths of its points come of matters.
pub async fn runs(app: &TestApp) -> TempDir {
    let folder = copy();
    edit(&folder, "movements.csv", "2024-12-31,31,draft,false", "2024-12-31,31,active,false");
    edit(&folder, "criteria.csv", ",100,8000,10,5,", ",60,8000,10,5,");
    let path = folder.path().join("criteria.csv");
    let more =
        "plan-577-2024,matters,2,Kết quả giải quyết,How matters ended,matters,40,8000,10,1,,4,\n";
    let text = std::fs::read_to_string(&path).unwrap() + more;
    std::fs::write(&path, text).unwrap();
    let now = "2024-09-03T02:00:00Z".parse().unwrap();
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    app.service.refresh().await.unwrap();
    folder
}

/// A report of a person of its own: its case and receipt.
pub async fn filed(app: &TestApp, officer: &str) -> (String, String) {
    let filed = app.file(&with(feedback(), &somebody(app))).await;
    let case = app.case_of(officer, filed.str("/number")).await;
    (case, filed.str("/receipt").to_owned())
}

/// The way to answer of somebody who has not written before.
pub fn somebody(app: &TestApp) -> Value {
    let n = app.drawn.load(std::sync::atomic::Ordering::SeqCst);
    let contact = json!({"name": "Trần Thị Thử", "phone": format!("09{n:08}")});
    json!({"contact": contact, "consent_version": "2024-03"})
}

/// Answered in time, in words of its own.
pub async fn plain(app: &TestApp, officer: &str) -> (String, String) {
    let (case, receipt) = filed(app, officer).await;
    done(app, officer, &case, 1, json!({"command": "accept"})).await;
    let n = app.drawn.load(std::sync::atomic::Ordering::SeqCst);
    let text = format!("Đơn vị đã kiểm tra và trả lời theo sổ số {n}.");
    done(app, officer, &case, 2, with(answer("founded"), &json!({"text": text}))).await;
    (case, receipt)
}

/// The third quarter of the movement is over, with its tail; its lists are closed and drawn from.
pub async fn closed(app: &TestApp) {
    app.set("2024-11-04T02:00:00Z");
    app.worker.tick().await.unwrap();
}

pub async fn open_samples(app: &TestApp, token: &str) -> Vec<Value> {
    let page = app.get(SAMPLES).bearer(token).send().await;
    assert_eq!(page.status, 200, "{}", page.body);
    page.body["items"].as_array().unwrap().clone()
}

pub async fn judge(app: &TestApp, token: &str, sample: &Value, finding: &str) -> u16 {
    let path = format!("{SAMPLES}/{}/finding", sample["id"].as_str().unwrap());
    let body = json!({"finding": finding, "reason": "Đã đọc hồ sơ và câu trả lời."});
    app.post(&path, &body).bearer(token).send().await.status
}

fn of_stratum(samples: &[Value], stratum: &str) -> Vec<Value> {
    samples.iter().filter(|one| one["stratum"] == stratum).cloned().collect()
}

pub async fn strata(app: &TestApp, token: &str) -> Vec<(String, i64)> {
    let score = app.get(SCORE).bearer(token).send().await;
    let quarter = &score.body["lines"][1]["line"]["quarters"][2];
    assert_eq!(quarter["closed"], true, "{}", score.body);
    let all = quarter["strata"].as_array().unwrap().iter();
    all.map(|it| (it["stratum"].as_str().unwrap().to_owned(), it["weight_milli"].as_i64().unwrap()))
        .collect()
}

#[apply(on_both_apps)]
async fn a_quarter_is_listed_drawn_from_and_judged_and_its_unit_learns_nothing_of_it(
    app: &TestApp,
) {
    app.begin("2024-09-04T02:00:00Z").await;
    runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    let (_, receipt) = plain(app, &officer).await;
    assert_eq!(say(app, "confirmation", &receipt, json!({})).await.status, 200);
    plain(app, &officer).await;
    let (unfounded, _) = filed(app, &officer).await;
    done(app, &officer, &unfounded, 1, json!({"command": "accept"})).await;
    done(app, &officer, &unfounded, 2, answer("unfounded")).await;
    let (declined, _) = filed(app, &officer).await;
    let decline =
        json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi."});
    done(app, &officer, &declined, 1, decline).await;
    let (forwarded, _) = filed(app, &officer).await;
    let forward = json!({"command": "forward", "to": "TN.SXD", "text": "Chuyển đúng cơ quan."});
    done(app, &officer, &forwarded, 1, forward).await;
    filed(app, &officer).await;
    app.set("2024-10-31T02:00:00Z");
    app.worker.tick().await.unwrap();
    let inspector = app.inspector().await;
    let before = app.get(LISTS).bearer(&inspector).send().await;
    assert_eq!(before.body["items"].as_array().unwrap().len(), 2, "the tail is not over");

    closed(app).await;
    app.worker.tick().await.unwrap();

    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let lists = app.get(LISTS).bearer(&inspector).send().await;
    let third = &lists.body["items"][2];
    assert_eq!((&third["quarter_from"], &third["matters"]), (&json!("2024-07-01"), &json!(7)));
    assert_eq!(third["seed"].as_str().unwrap().len(), 64, "{}", lists.body);
    let samples = open_samples(app, &inspector).await;
    let mut drawn: Vec<_> = samples
        .iter()
        .filter(|it| it["unit"]["code"] == "TN.STNMT")
        .map(|it| it["stratum"].as_str().unwrap())
        .collect();
    drawn.sort_unstable();
    assert_eq!(drawn, ["confirmed", "ended", "ended", "plain", "risky"], "the late need none");
    for (stratum, finding) in
        [("confirmed", "known"), ("plain", "stands"), ("risky", "empty"), ("ended", "groundless")]
    {
        for sample in of_stratum(&samples, stratum) {
            assert_eq!(judge(app, &inspector, &sample, finding).await, 200, "{sample}");
        }
    }
    assert_eq!(open_samples(app, &inspector).await.len(), 0);
    // Confirmed 2, plain 2, risky −1, two ended −2 each, one late.
    let score = app.get(SCORE).bearer(&inspector).send().await;
    let line = &score.body["lines"][1]["line"];
    let quarter = &line["quarters"][2];
    assert_eq!(quarter["unanchored"], json!({"n_milli": 6000, "good_milli": -1000}), "{line}");
    assert_eq!((&line["state"], &line["quarters"][3]["closed"]), (&json!("open"), &json!(false)));
    // A = 16, D = 10; the unanchored are worse: (16·6 − 1·6) / (2·6·(10 + 6)) of 40.
    assert_eq!(line["points_milli"], 18_750, "{line}");
    for token in [Some(officer.as_str()), None] {
        let call = app.get(SCORE);
        let call = token.map_or(app.get(SCORE), |token| call.bearer(token));
        let score = call.send().await;
        let line = &score.body["lines"][1]["line"];
        assert_eq!(
            (&line["points_milli"], &line["quarters"][2]["strata"]),
            (&json!(null), &json!([]))
        );
        assert!(line["quarters"][2].get("unanchored").is_none(), "{line}");
    }
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    for path in [LISTS, SAMPLES] {
        assert_eq!(app.get(path).bearer(&officer).send().await.status, 403);
    }
}

#[apply(on_both_apps)]
async fn many_matters_of_one_source_weigh_as_three_and_the_same_words_are_looked_at(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    let contact = json!({"contact": {"name": "Trần Thị Thử", "phone": "0900 000 002"}, "consent_version": "2024-03"});
    for _ in 0..6 {
        let filed = app.file(&with(feedback(), &contact)).await;
        answered(app, &officer, filed.str("/number"), "founded").await;
    }
    plain(app, &officer).await;

    closed(app).await;

    let inspector = app.inspector().await;
    let found = strata(app, &inspector).await;
    assert_eq!(found, [("plain".to_owned(), 1000), ("risky".to_owned(), 3000)]);
}

#[apply(on_both_apps)]
async fn where_two_judges_do_not_agree_a_third_decides_and_nobody_judges_twice(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    let inspector = app.inspector().await;
    for _ in 0..6 {
        let (case, _) = plain(app, &officer).await;
        let back = json!({"command": "return_answer", "ground": "generic", "text": "Trả lời chung chung."});
        must(app, &inspector, &case, back).await;
        must(app, &officer, &case, answer("founded")).await;
    }
    closed(app).await;
    let judges = [app.inspector().await, app.inspector().await, app.inspector().await];
    let samples = open_samples(app, &judges[0]).await;
    assert_eq!(of_stratum(&samples, "contested").len(), 6, "each is decided");
    for sample in &samples {
        assert_eq!(judge(app, &judges[0], sample, "stands").await, 200);
        assert_eq!(judge(app, &judges[0], sample, "stands").await, 409, "once");
    }

    let left = open_samples(app, &judges[1]).await;
    assert_eq!(left.len(), 1, "one in ten, the sixth of six");
    assert_eq!(judge(app, &judges[1], &left[0], "known").await, 422, "no finding of an answer");
    assert_eq!(judge(app, &judges[1], &left[0], "empty").await, 200);
    assert_eq!(open_samples(app, &judges[1]).await.len(), 0);
    assert_eq!(judge(app, &judges[2], &left[0], "lacking").await, 200);

    let score = app.get(SCORE).bearer(&judges[0]).send().await;
    let stratum = &score.body["lines"][1]["line"]["quarters"][2]["strata"][0];
    assert_eq!(stratum["found_milli"], json!({"stands": 5000, "lacking": 1000}), "{stratum}");
    assert_eq!(judge(app, &app.inspector().await, &left[0], "stands").await, 409, "to the end");
}

#[apply(on_both_apps)]
async fn in_the_place_of_whom_nobody_reached_the_next_is_drawn(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    for _ in 0..3 {
        let (_, receipt) = plain(app, &officer).await;
        assert_eq!(say(app, "confirmation", &receipt, json!({})).await.status, 200);
    }
    closed(app).await;
    let inspector = app.inspector().await;
    let first = open_samples(app, &inspector).await;
    assert_eq!(first.len(), 2);

    assert_eq!(judge(app, &inspector, &first[0], "not_reached").await, 200);
    let then = open_samples(app, &inspector).await;
    assert_eq!(then.len(), 2);
    assert!(then.iter().any(|one| !first.contains(one)), "another one");
    for sample in &then {
        assert_eq!(judge(app, &inspector, sample, "not_reached").await, 200);
    }

    assert_eq!(open_samples(app, &inspector).await.len(), 0, "there are no more");
    let score = app.get(SCORE).bearer(&inspector).send().await;
    let quarter = &score.body["lines"][1]["line"]["quarters"][2];
    let none = json!({"n_milli": 0, "good_milli": 0});
    assert_eq!(quarter["unanchored"], none, "praise that proves nothing leaves the count");
}

#[apply(on_both_apps)]
async fn nothing_of_a_called_up_case_counts_also_where_its_list_was_closed(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    let (taken, _) = plain(app, &officer).await;
    plain(app, &officer).await;
    closed(app).await;
    let inspector = app.inspector().await;
    assert_eq!(strata(app, &inspector).await, [("plain".to_owned(), 2000)]);
    let samples = open_samples(app, &inspector).await;
    let drawn = samples.iter().find(|one| one["case"]["id"] == taken).unwrap();

    must(app, &inspector, &taken, words("call_up")).await;

    assert_eq!(strata(app, &inspector).await, [("plain".to_owned(), 1000)]);
    assert_eq!(judge(app, &inspector, drawn, "stands").await, 404);
    assert_eq!(open_samples(app, &inspector).await.len(), 1);
}

#[apply(on_both_apps)]
async fn an_inspector_judges_nothing_of_units_with_a_conflict_of_interest(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    plain(app, &officer).await;
    closed(app).await;
    let (inspector, other) = (app.inspector().await, app.inspector().await);
    let samples = open_samples(app, &other).await;

    let conflict = json!({"unit": "TN.STNMT", "until": "2025-09-30"});
    let declared = app.post("/api/v1/conflicts", &conflict).bearer(&inspector).send().await;
    assert_eq!(declared.status, 200, "{}", declared.body);

    assert_eq!(open_samples(app, &inspector).await.len(), 0);
    let path = format!("{SAMPLES}/{}", samples[0]["id"].as_str().unwrap());
    assert_eq!(app.get(&path).bearer(&inspector).send().await.status, 404);
    assert_eq!(app.get(&path).bearer(&other).send().await.status, 200);
    assert_eq!(judge(app, &inspector, &samples[0], "stands").await, 404);
}

#[apply(on_both_apps)]
async fn the_proof_finds_a_list_that_was_changed_and_a_sample_that_was_chosen(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    for _ in 0..5 {
        plain(app, &officer).await;
    }
    closed(app).await;
    let wrong = || app.service.verify_ledger(|_| {}).unwrap().wrong_lists;
    let run = |text: &str| diesel::sql_query(text).execute(&mut app.scratch.conn()).unwrap();
    assert_eq!(wrong(), 0);

    // Three of five were drawn; the seed has put them first.
    let other = "(SELECT MIN(n) FROM matters WHERE n NOT IN (SELECT n FROM samples))";
    let chosen = "(SELECT MIN(n) FROM samples)";
    assert_eq!(run(&format!("UPDATE samples SET n = {other} WHERE n = {chosen}")), 1);
    assert_eq!(wrong(), 1, "somebody chose");
    run("UPDATE matters SET stratum = 'risky' WHERE n = 1");
    assert_eq!(wrong(), 1, "somebody changed the list");
}

#[apply(on_both_apps)]
async fn of_a_frozen_movement_no_unit_reads_what_matters_weigh(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    plain(app, &officer).await;
    plain(app, &officer).await;
    closed(app).await;
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let samples = open_samples(app, &inspector).await;
    assert_eq!(judge(app, &inspector, &samples[0], "stands").await, 200);
    // Nobody turns what was found.
    let conn = &mut app.scratch.conn();
    let turn = |from: &str, to: &str| {
        format!("UPDATE samples SET finding = '{to}' WHERE finding = '{from}'")
    };
    crate::rival::execute(conn, &turn("stands", "empty"));
    assert!(!app.service.verify_ledger(|_| {}).unwrap().agrees());
    crate::rival::execute(conn, &turn("empty", "stands"));
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    froze(app).await;

    // What is drawn after a freeze is judged for another snapshot; those that were made stay as they are.
    assert_eq!(open_samples(app, &inspector).await.len(), 1);
    assert_eq!(judge(app, &inspector, &samples[1], "stands").await, 200);
    let line = async |token: Option<&str>| {
        let call = token.map_or(app.get(SCORE), |token| app.get(SCORE).bearer(token));
        call.send().await.body["lines"][1]["line"].clone()
    };
    let own = line(Some(&officer)).await;
    assert_eq!(own["quarters"][2]["strata"], json!([]), "weights tell who wrote how often: {own}");
    let public = line(None).await;
    assert_eq!(public["points_milli"], Value::Null);
    assert_eq!(public["quarters"][2]["strata"], json!([]), "{public}");
    let rival = app.officer("TN.SYT").await;
    assert_eq!(line(Some(&rival)).await["points_milli"], Value::Null, "a rival is the public");
}

/// Every documented answer of these operations.
pub async fn every_answer(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    plain(app, &officer).await;
    closed(app).await;
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let samples = open_samples(app, &inspector).await;
    let id = samples[0]["id"].as_str().unwrap();
    let (one, finding) = (format!("{SAMPLES}/{id}"), format!("{SAMPLES}/{id}/finding"));
    for path in [LISTS, SAMPLES, &one] {
        app.get(path).send().await;
        app.get(path).bearer(&officer).send().await;
        app.get(path).bearer(&inspector).send().await;
        app.get(&format!("{path}?nonsense=1")).bearer(&inspector).send().await;
        let none = path.replace(id, NOBODY).replace("plan-577-2024", "none");
        app.get(&none).bearer(&inspector).send().await;
    }
    bodies(app, &finding, &inspector).await;
    let body = json!({"finding": "stands", "reason": "Đã đọc hồ sơ và câu trả lời."});
    app.post(&finding, &body).send().await;
    app.post(&finding, &body).bearer(&officer).send().await;
    app.post(&finding.replace(id, NOBODY), &body).bearer(&inspector).send().await;
    for _ in 0..2 {
        app.post(&finding, &body).bearer(&inspector).send().await;
    }
}
