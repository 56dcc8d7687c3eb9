//! Merits and faults: on a paper that was published, found by two, within their limits, and no longer than what they rest on.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::super::movements::{board, head};
use super::{ASSESSMENTS, SCORE, act, freeze, must, over, runs};
use crate::app::{TestApp, with};
use crate::on_both_apps;
use crate::records::conclusions::{CONCLUSIONS, change, concluded, record, revocation, send};

fn merit(points: i64, document: &str) -> Value {
    json!({
        "opens": "merit", "unit": "TN.STNMT", "kind": "initiative_adopted", "points": points, "document": document,
        "document_on": "2024-08-01", "issuer": "Ủy ban nhân dân tỉnh", "published_on": "2024-08-05",
        "reason": "Sáng kiến được nhân rộng.",
    })
}

fn fault(conclusion: &str, kind: &str) -> Value {
    json!({
        "opens": "fault", "unit": "TN.STNMT", "kind": kind, "conclusion": conclusion,
        "published_on": "2024-09-03", "reason": "Theo kết luận đã công khai.",
    })
}

fn points(n: i64) -> Value {
    json!({"act": "judged", "points": n, "reason": "Đã đối chiếu văn bản."})
}

/// Bonus and penalty of the unit, as it reads them.
async fn adjusted(app: &TestApp) -> (Option<i64>, Option<i64>) {
    let officer = app.officer("TN.STNMT").await;
    let score = app.get(SCORE).bearer(&officer).send().await;
    let total = &score.body["total"];
    (total["bonus_milli"].as_i64(), total["penalty_milli"].as_i64())
}

#[apply(on_both_apps)]
async fn a_merit_counts_once_a_second_person_has_found_the_same(app: &TestApp) {
    let _folder = runs(app).await;
    let (proposer, second) = (board(app).await, head(app).await);
    let open = send(app, &proposer, ASSESSMENTS, &merit(3, "88/QĐ-UBND")).await;
    assert_eq!((open.status, open.str("/state")), (201, "judged"), "{}", open.body);
    let id = open.str("/id").to_owned();
    let same = send(app, &second, ASSESSMENTS, &merit(2, "88/qđ-ubnd")).await;
    assert_eq!((same.status, same.code()), (409, "assessment_there"), "one paper, one merit");
    assert_eq!(adjusted(app).await, (Some(0), Some(0)));
    let share = json!({"act": "judged", "done": 1, "planned": 2, "reason": "Không đúng loại."});
    assert_eq!(act(app, &second, &id, 1, &share).await.faults(), ["/points required"]);
    let neither = json!({"act": "judged", "reason": "Không có gì."});
    assert_eq!(act(app, &second, &id, 1, &neither).await.faults(), [" share_or_points"]);
    assert_eq!(act(app, &second, &id, 1, &points(5)).await.faults(), ["/points out_of_range"]);
    must(app, &second, &id, (1, points(3), "verified")).await;
    assert_eq!(adjusted(app).await, (Some(3000), Some(0)));

    // What two find not to hold is nothing.
    let open = send(app, &proposer, ASSESSMENTS, &merit(2, "90/QĐ-UBND")).await;
    must(app, &second, open.str("/id"), (1, points(0), "judged")).await;
    must(app, &proposer, open.str("/id"), (2, points(0), "verified")).await;
    let officer = app.officer("TN.STNMT").await;
    let path = format!("/api/v1/assessments/{}", open.str("/id"));
    assert_eq!(
        app.get(&path).bearer(&officer).send().await.status,
        404,
        "nor does the unit read it"
    );
    assert_eq!(adjusted(app).await, (Some(3000), Some(0)));
}

#[apply(on_both_apps)]
async fn a_paper_counts_in_the_movement_of_its_day_once_it_is_published(app: &TestApp) {
    let _folder = runs(app).await;
    let board = board(app).await;
    let faults = async |changes: Value| {
        send(app, &board, ASSESSMENTS, &with(merit(2, "1/QĐ"), &changes)).await.faults()
    };
    assert_eq!(faults(json!({"document_on": "2024-02-29"})).await, ["/document_on out_of_range"]);
    assert_eq!(
        faults(json!({"published_on": "2024-09-05"})).await,
        ["/published_on in_the_future"]
    );
    assert_eq!(
        faults(json!({"published_on": "2024-07-31"})).await,
        ["/published_on before_document"]
    );
    assert_eq!(faults(json!({"kind": "case_concealed"})).await, ["/kind not_allowed"]);
    let inspector = app.inspector().await;
    let own = with(merit(2, "1/QĐ"), &json!({"unit": "TN.TTT"}));
    assert_eq!(send(app, &inspector, ASSESSMENTS, &own).await.faults(), ["/unit own_body"]);
    assert_eq!(faults(json!({"unit": "TN.KHONG"})).await, ["/unit no_such_unit"]);
    assert_eq!(faults(json!({"points": 4})).await, ["/points out_of_range"]);
    let officer = app.officer("TN.SXD").await;
    let own = send(app, &officer, ASSESSMENTS, &merit(2, "1/QĐ")).await;
    assert_eq!(own.faults(), ["/opens not_for_this_role"], "no unit praises another");
}

#[apply(on_both_apps)]
async fn a_fault_rests_on_a_conclusion_and_does_not_outlive_it(app: &TestApp) {
    let _folder = runs(app).await;
    let (inspector, board) = (app.inspector().await, board(app).await);
    let conclusion = record(app, &inspector, &concluded()).await.str("/id").to_owned();
    let body = fault(&conclusion, "case_concealed");
    let of_board = send(app, &board, ASSESSMENTS, &body).await;
    assert_eq!(
        of_board.faults(),
        ["/kind not_for_this_role"],
        "who reads no conclusions names none"
    );
    let other = with(body.clone(), &json!({"unit": "TN.SXD"}));
    let other = send(app, &inspector, ASSESSMENTS, &other).await;
    assert_eq!(other.faults(), ["/conclusion not_allowed"], "it is about another unit");

    let open = send(app, &inspector, ASSESSMENTS, &body).await;
    assert_eq!(open.status, 201, "{}", open.body);
    let officer = app.officer("TN.STNMT").await;
    let path = format!("/api/v1/assessments/{}", open.str("/id"));
    // That it was published is one person's word so far: the unit learns nothing of it, page by page or by name.
    assert_eq!(app.get(&path).bearer(&officer).send().await.status, 404);
    let claim = send(app, &officer, ASSESSMENTS, &super::claim(3, 4)).await;
    let (mut read, mut query) = (Vec::new(), "limit=1".to_owned());
    for _ in 0..3 {
        let page = app.get(&format!("{ASSESSMENTS}?{query}")).bearer(&officer).send().await;
        let items = page.body["items"].as_array().unwrap().clone();
        read.extend(items.into_iter().map(|one| one["id"].as_str().unwrap().to_owned()));
        let Some(next) = page.body["next"].as_str() else { break };
        query = format!("limit=1&cursor={next}");
    }
    assert_eq!(read, [claim.str("/id")]);
    must(app, &board, open.str("/id"), (1, points(5), "verified")).await;
    assert_eq!(adjusted(app).await, (Some(0), Some(5000)));
    let officer = app.officer("TN.STNMT").await;
    let seen =
        app.get(&format!("/api/v1/assessments/{}", open.str("/id"))).bearer(&officer).send().await;
    assert_eq!(seen.str("/subject/document"), "12/KL-TTr");
    assert!(
        !seen.text.contains(&conclusion),
        "our register is not the unit's to read: {}",
        seen.body
    );
    let colleague = app.officer("TN.SXD").await;
    let theirs = app.get(&format!("/api/v1/assessments/{}", open.str("/id")));
    assert_eq!(theirs.bearer(&colleague).send().await.status, 404, "nor is a fault the group's");

    let path = format!("{CONCLUSIONS}/{conclusion}/revocation");
    assert_eq!(change(app, &inspector, &path, 1, &revocation()).await.status, 200);
    assert_eq!(adjusted(app).await, (Some(0), Some(0)));
}

#[apply(on_both_apps)]
async fn merits_and_faults_are_frozen_each_by_its_kind_and_within_their_limits(app: &TestApp) {
    let _folder = runs(app).await;
    let (inspector, first, second) = (app.inspector().await, board(app).await, head(app).await);
    for n in 1..=4 {
        let open = send(app, &first, ASSESSMENTS, &merit(3, &format!("{n}/QĐ-UBND"))).await;
        must(app, &second, open.str("/id"), (1, points(3), "verified")).await;
    }
    let conclusion = record(app, &inspector, &concluded()).await.str("/id").to_owned();
    let open = send(app, &inspector, ASSESSMENTS, &fault(&conclusion, "record_altered")).await;
    must(app, &second, open.str("/id"), (1, points(5), "verified")).await;
    assert_eq!(adjusted(app).await, (Some(10_000), Some(5000)), "twelve points are ten");

    over(app).await;
    let frozen = freeze(app, 1, &json!({})).await;
    assert_eq!(frozen.status, 200, "{}", frozen.body);
    assert_eq!(adjusted(app).await, (Some(10_000), Some(5000)));
    let path = format!("{}/snapshots/1?part=facts", super::PLAN);
    let facts = app.get(&path).bearer(&board(app).await).send().await.text;
    let lines: Vec<&str> = facts.lines().filter(|line| line.starts_with("adjustment,")).collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert!(lines.iter().any(|line| line.ends_with(",record_altered,0,5000")), "{lines:?}");
    let outcome =
        app.get(&path.replace("facts", "outcome")).bearer(&board(app).await).send().await.text;
    assert!(super::super::snapshots::computed_again(&facts, &outcome).0, "outside as well");
}
