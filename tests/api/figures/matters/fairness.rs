//! Who anchors a matter, and who may judge it: nobody gains by being quicker, and nobody judges what he did himself.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use super::{SCORE, closed, judge, open_samples, plain, runs, somebody};
use crate::app::{HOME, PASSWORD, TestApp, feedback, with};
use crate::on_both_apps;
use crate::steps::{answer, done, must};

#[apply(on_both_apps)]
async fn a_dossier_in_the_feed_anchors_one_matter_and_only_in_the_state_complained_of(
    app: &TestApp,
) {
    app.begin("2024-09-03T02:00:00Z").await;
    runs(app).await;
    let admin = app.staff(Role::Administrator, None).await;
    let dossier = |code: &str, promised: &str| json!({"code": code, "unit": "TN.STNMT", "procedure": "1.005398", "received_on": "2024-08-01", "promised_on": promised});
    let items =
        [dossier("H53.05-240801-0001", "2024-08-20"), dossier("H53.05-240801-0002", "2024-10-20")];
    let feed = json!({"source": "Cổng dịch vụ công tỉnh", "items": items});
    let sent = app.post("/api/v1/dossiers", &feed).bearer(&admin).key(&app.key()).send().await;
    assert_eq!(sent.status, 201, "{}", sent.body);
    app.set("2024-09-04T02:00:00Z");
    for code in ["0001", "0001", "0002", "0003"] {
        let code = format!("H53.05-240801-{code}");
        let about = json!({"category": "late", "dossier_code": code});
        app.file(&with(with(feedback(), &about), &somebody(app))).await;
    }

    closed(app).await;

    let inspector = app.inspector().await;
    let score = app.get(SCORE).bearer(&inspector).send().await;
    let quarter = &score.body["lines"][1]["line"]["quarters"][2];
    assert_eq!(quarter["anchored"]["n_milli"], 1000, "late, and once: {quarter}");
    assert_eq!(quarter["unanchored"]["n_milli"], 3000);
}

#[apply(on_both_apps)]
async fn whoever_names_a_strangers_dossier_first_does_not_take_its_owners_place(app: &TestApp) {
    app.begin("2024-09-03T02:00:00Z").await;
    runs(app).await;
    let admin = app.staff(Role::Administrator, None).await;
    let dossier = json!({"code": "H53.05-240801-0001", "unit": "TN.STNMT", "procedure": "1.005398", "received_on": "2024-08-01", "promised_on": "2024-08-20"});
    let feed = json!({"source": "Cổng dịch vụ công tỉnh", "items": [dossier]});
    let sent = app.post("/api/v1/dossiers", &feed).bearer(&admin).key(&app.key()).send().await;
    assert_eq!(sent.status, 201, "{}", sent.body);
    app.set("2024-09-04T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    // A friend praises by the number of a dossier that is not his; a day later its owner complains, and nobody answers him.
    let about = json!({"category": "extra_papers", "dossier_code": "H53.05-240801-0001"});
    let friend = app.file(&with(with(feedback(), &about), &somebody(app))).await;
    let case = app.case_of(&officer, friend.str("/number")).await;
    done(app, &officer, &case, 1, json!({"command": "accept"})).await;
    done(app, &officer, &case, 2, answer("founded")).await;
    app.set("2024-09-05T02:00:00Z");
    let about = json!({"category": "late", "dossier_code": "H53.05-240801-0001"});
    app.file(&with(with(feedback(), &about), &somebody(app))).await;

    closed(app).await;

    let inspector = app.inspector().await;
    for sample in open_samples(app, &inspector).await {
        assert_eq!(sample["side"], "unanchored", "the friend's: {sample}");
        assert_eq!(judge(app, &inspector, &sample, "stands").await, 200);
    }
    let score = app.get(SCORE).bearer(&inspector).send().await;
    let quarter = &score.body["lines"][1]["line"]["quarters"][2];
    assert_eq!(quarter["anchored"], json!({"n_milli": 1000, "good_milli": 0}), "{quarter}");
}

#[apply(on_both_apps)]
async fn nobody_judges_a_matter_in_which_he_acted(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    let (login, inspector) = app.member(Role::Inspector, Some("TN.TTT"), None).await;
    let (case, _) = plain(app, &officer).await;
    let back =
        json!({"command": "return_answer", "ground": "generic", "text": "Trả lời chung chung."});
    must(app, &inspector, &case, back).await;
    must(app, &officer, &case, answer("founded")).await;

    closed(app).await;

    // The same person, signed in again.
    let session = app.service.sign_in(&login, PASSWORD.to_owned(), HOME).await.unwrap();
    let own = session.token.to_text();
    let other = app.inspector().await;
    assert_eq!(open_samples(app, &own).await.len(), 0, "what came of the own act");
    let samples = open_samples(app, &other).await;
    assert_eq!(samples.len(), 1);
    assert_eq!(judge(app, &own, &samples[0], "stands").await, 404);
    assert_eq!(judge(app, &other, &samples[0], "stands").await, 200);
}
