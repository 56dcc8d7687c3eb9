//! Scores: each explains itself, and nobody earns or loses by what is not theirs.

mod told;

use liemchinh::harness::domain::Role;
use liemchinh::harness::service::import::import;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback};
use crate::figures::statistics::play;
use crate::followed::Life;
use crate::handling::referral::{REST, referred};
use crate::on_both_apps;
use crate::steps::{answer, answered, done, must, say, typed};
use crate::units::import::{copy, edit};

/// From the fourth of September on the movement has a second line, over this metric.
async fn measured(app: &TestApp, metric: &str) {
    let folder = copy();
    edit(&folder, "criteria.csv", ",100,8000,10,5,", ",80,8000,10,5,");
    let path = folder.path().join("criteria.csv");
    let more = format!("plan-577-2024,second,2,Dòng hai,Second,{metric},20,8000,0,1,,4,\n");
    let text = std::fs::read_to_string(&path).unwrap() + &more;
    std::fs::write(&path, text).unwrap();
    app.begin("2024-09-04T02:00:00Z").await;
    let now = "2024-09-03T02:00:00Z".parse().unwrap();
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    app.service.refresh().await.unwrap();
}

/// Its second line, as a unit reads it.
async fn second_line(app: &TestApp, unit: &str) -> Value {
    let path = format!("/api/v1/movements/plan-577-2024/scores/{unit}");
    let score = app.get(&path).bearer(&app.officer(unit).await).send().await;
    score.body["lines"][1]["line"].clone()
}

#[apply(on_both_apps)]
async fn a_unit_earns_nothing_by_reports_it_typed_in_itself(app: &TestApp) {
    app.set("2024-09-04T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    for n in 0..10 {
        let filed = if n < 5 {
            app.file(&feedback()).await
        } else {
            typed(app, &officer, &json!({})).await
        };
        answered(app, &officer, filed.str("/number"), "founded").await;
    }
    // What another desk typed in counts like any other.
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let other = typed(app, &clerk, &json!({})).await;
    answered(app, &officer, other.str("/number"), "founded").await;
    app.set("2024-10-15T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;

    let path = "/api/v1/movements/plan-577-2024/scores/TN.STNMT";
    let score = app.get(path).bearer(&officer).send().await;

    let line = &score.body["lines"][0]["line"];
    assert_eq!((&line["opened"], &line["met"]), (&json!(6), &json!(6)), "{}", score.body);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn what_the_accused_typed_in_is_scored_for_nobody_wherever_it_goes(app: &TestApp) {
    app.set("2024-09-04T02:00:00Z");
    let (officer, other) = (app.officer("TN.STNMT").await, app.officer("TN.SXD").await);
    let filed = typed(app, &officer, &json!({})).await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    done(app, &officer, &case, 1, json!({"command": "forward", "to": "TN.SXD", "text": "Chuyển."}))
        .await;
    done(app, &other, &case, 2, json!({"command": "accept"})).await;
    done(app, &other, &case, 3, answer("founded")).await;
    app.set("2024-10-15T02:00:00Z");

    for unit in ["TN.STNMT", "TN.SXD"] {
        let officer = app.officer(unit).await;
        let path = format!("/api/v1/movements/plan-577-2024/scores/{unit}");
        let score = app.get(&path).bearer(&officer).send().await;
        assert_eq!(score.body["lines"][0]["line"]["opened"], 0, "{unit}");
    }
}

#[apply(on_both_apps)]
async fn a_score_line_explains_itself_and_standings_rank_by_it(app: &TestApp) {
    play(app, "TN.STNMT", 8, 6).await;
    play(app, "TN.SYT", 12, 0).await;
    play(app, "TN.SXD", 3, 0).await;
    play(app, "TN.STP", 5, 0).await;
    app.begin("2024-10-15T02:00:00Z").await;
    app.worker.tick().await.unwrap();
    let (own, other) = (app.officer("TN.STNMT").await, app.officer("TN.SYT").await);
    let path = "/api/v1/movements/plan-577-2024/scores/TN.STNMT";

    let full = app.get(path).bearer(&own).send().await;
    let public = app.get(path).send().await;
    let rival = app.get(path).bearer(&other).send().await;
    let bad = app.get(path).bearer("lc_s_nothing").send().await;
    let standings =
        app.get("/api/v1/movements/plan-577-2024/standings?group=provincial_bodies").send().await;

    // (8 + 10 × 0.8) / (8 + 6 + 10) of 100 points.
    let line = &full.body["lines"][0]["line"];
    assert_eq!(
        line,
        &json!({"state": "measured", "opened": 14, "met": 8, "missed": 6, "released": 0, "wrong_forwards": 0, "rate_bp": 6667, "points_milli": 66_667})
    );
    assert_eq!(&public.body["lines"][0]["line"], line, "none of its numbers is small");
    assert_eq!(public.body["counted_to"], "2024-09-30");
    assert_eq!(&rival.body["lines"], &public.body["lines"]);
    assert_eq!(bad.status, 401, "a wrong token is not nobody");
    let places: Vec<_> = standings.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["rank"].as_i64(), it["unit"]["code"].as_str().unwrap()))
        .collect();
    assert_eq!(places[..2], [(Some(1), "TN.SYT"), (Some(2), "TN.STNMT")]);
    let total = json!({"state": "measured", "points_milli": 66_667, "of": 100, "bonus_milli": 0, "penalty_milli": 0, "half_width_milli": 0});
    assert_eq!((&full.body["total"], &public.body["total"]), (&total, &total));
    assert_eq!(standings.body["items"][1]["total"], total);
    assert_eq!(standings.body["criteria"][0]["code"], "handled_on_time");
    let metric = &public.body["lines"][0]["metric"];
    assert_eq!(metric["denominator"], "met+missed+wrong_forwards", "it says what is counted");
    assert_eq!(metric["left_out"], "released");
    // Three would be told by the sum of the group if the next smallest were told.
    for small in ["TN.SXD", "TN.STP"] {
        assert!(places.contains(&(None, small)), "{places:?}");
        let score =
            app.get(&format!("/api/v1/movements/plan-577-2024/scores/{small}")).send().await;
        assert_eq!(score.body["lines"][0]["line"], json!({"withheld": "small"}), "{small}");
        assert!(score.body["lines"][0]["formula"].is_string());
    }
    let small = app.officer("TN.SXD").await;
    let own = app.get("/api/v1/movements/plan-577-2024/scores/TN.SXD").bearer(&small).send().await;
    assert_eq!(own.body["lines"][0]["line"]["met"], 3, "it sees its own");
    for wrong in [
        "/api/v1/movements/none/standings?group=districts",
        "/api/v1/movements/none/scores/703",
        "/api/v1/movements/plan-577-2024/scores/TN.CA",
    ] {
        assert_eq!(app.get(wrong).send().await.status, 404, "{wrong}");
    }
    assert_eq!(app.get("/api/v1/movements/plan-577-2024/standings").send().await.status, 400);
}

#[apply(on_both_apps)]
async fn forwarding_or_declining_in_time_is_nobodys_miss(app: &TestApp) {
    play(app, "TN.STNMT", 5, 0).await;
    let officer = app.officer("TN.STNMT").await;
    let path = "/api/v1/movements/plan-577-2024/scores/TN.STNMT";
    let before = app.get(path).bearer(&officer).send().await;
    app.begin("2024-10-01T02:00:00Z").await;
    let officer = app.officer("TN.STNMT").await;
    for body in [
        json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi."}),
        json!({"command": "forward", "to": "TN.SXD", "text": "Thuộc Sở Xây dựng."}),
    ] {
        let filed = app.file(&feedback()).await;
        let case = app.case_of(&officer, filed.str("/number")).await;
        assert_eq!(app.command(&officer, &case, 1, &body).await.status, 200);
    }
    app.set("2024-10-15T02:00:00Z");

    let officer = app.officer("TN.STNMT").await;
    let after = app.get(path).bearer(&officer).send().await;

    assert_eq!(
        before.body["lines"][0]["line"]["points_milli"],
        after.body["lines"][0]["line"]["points_milli"]
    );
    assert_eq!(after.body["lines"][0]["line"]["released"], 2);
}

#[apply(on_both_apps)]
async fn letters_that_urge_are_counted_once_their_last_day_has_passed(app: &TestApp) {
    measured(app, "letters_answered").await;
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let mut sent = Vec::new();
    for due in ["2024-09-10", "2024-09-10", "2024-09-30"] {
        let letter = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo.", "due_on": due});
        let call = app.post("/api/v1/urgings", &letter).bearer(&inspector).key(&app.key());
        let reply = call.send().await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        sent.push(reply.str("/id").to_owned());
    }
    let answer = json!({"text": "Đã báo cáo."});
    let path = format!("/api/v1/urgings/{}/answer", sent[0]);
    let call = app.post(&path, &answer).bearer(&officer).key(&app.key()).if_match(1);
    assert_eq!(call.send().await.status, 200);
    app.set("2024-09-11T02:00:00Z");

    let line = second_line(app, "TN.STNMT").await;
    assert_eq!((&line["letters_due"], &line["letters_answered"]), (&json!(2), &json!(1)), "{line}");
    assert_eq!(line["points_milli"], 10_000);
    let public = app.get("/api/v1/movements/plan-577-2024/scores/TN.STNMT").send().await;
    assert_eq!(public.body["lines"][1]["line"]["state"], "open", "it moves from day to day");
}

#[apply(on_both_apps)]
async fn a_leaders_line_counts_what_was_late_by_whether_it_was_done_before_the_unit_above_heard(
    app: &TestApp,
) {
    measured(app, "leader_settled").await;
    let mut lives = Vec::new();
    for _ in 0..7 {
        lives.push(app.file(&feedback()).await);
    }
    let officer = app.officer("TN.STNMT").await;
    answered(app, &officer, lives[0].str("/number"), "founded").await;
    let own = typed(app, &officer, &json!({})).await;
    let (mut part, _) = Life::file(app, &feedback()).await;
    part.step(&officer, json!({"command": "accept"})).await;
    let line = async || {
        let line = second_line(app, "TN.STNMT").await;
        (line["leader_told"].as_i64(), line["leader_settled"].as_i64())
    };

    // Answers were due on 2024-09-18; the unit above hears on the 24th, three working days after the first late one.
    app.set("2024-09-19T02:00:00Z");
    app.service.watch().await.unwrap();
    app.set("2024-09-23T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    let in_these_days = app.case_of(&officer, lives[1].str("/number")).await;
    must(app, &officer, &in_these_days, json!({"command": "accept"})).await;
    must(app, &officer, &in_these_days, answer("founded")).await;
    let away = app.case_of(&officer, lives[2].str("/number")).await;
    let forward = json!({"command": "forward", "to": "TN.SXD", "text": "Thuộc Sở Xây dựng."});
    must(app, &app.inspector().await, &away, forward.clone()).await;
    let own = app.case_of(&officer, own.str("/number")).await;
    must(app, &officer, &own, json!({"command": "accept"})).await;
    must(app, &officer, &own, answer("founded")).await;
    part.look().await;
    part.step(&officer, answer("founded")).await;
    let passed_on = app.case_of(&officer, lives[6].str("/number")).await;
    must(app, &officer, &passed_on, forward).await;
    let before = line().await;
    app.set("2024-09-24T02:00:00Z");
    let heard = line().await;
    let officer = app.officer("TN.STNMT").await;
    let shed = app.case_of(&officer, lives[3].str("/number")).await;
    must(
        app,
        &officer,
        &shed,
        json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi."}),
    )
    .await;
    say(app, "withdrawal", lives[4].str("/receipt"), json!({"text": "Tôi đã nhận kết quả."})).await;
    let after = line().await;
    let inspector = app.inspector().await;
    let taken = app.case_of(&inspector, lives[5].str("/number")).await;
    must(app, &inspector, &taken, json!({"command": "call_up", "text": "Thanh tra xác minh."}))
        .await;
    let without = line().await;
    part.look().await;
    referred(&mut part, &inspector, REST).await;
    let apart = line().await;

    assert_eq!(before, (Some(0), Some(0)), "the leader may still act, and what was done waits too");
    assert_eq!(
        heard,
        (Some(6), Some(2)),
        "what an inspector gave elsewhere does not count, a late forward of one's own does"
    );
    assert_eq!(after, heard, "what is shed afterwards stays");
    assert_eq!(without, (Some(5), Some(2)), "what was called up counts nowhere");
    assert_eq!(apart, without, "a referral makes one late answer not two");
}
