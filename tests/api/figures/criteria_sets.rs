//! Criteria sets: drafted by the board, signed by a second person, and never changed after.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::movements::{NEW, PLAN, board, cloned, head, plan, post, put, signed};
use super::statistics::play;
use crate::app::{HOME, PASSWORD, TestApp, with};
use crate::on_both_apps;

pub fn set(from_day: &str, prior_rate_bp: i32) -> Value {
    json!({"from_day": from_day, "criteria": [criterion("handled_on_time", 100, prior_rate_bp)]})
}

pub fn criterion(code: &str, weight: i32, prior_rate_bp: i32) -> Value {
    json!({
        "code": code,
        "name_vi": "Phản ánh được trả lời đúng hạn",
        "name_en": "Feedback answered on time",
        "measure": "handled_on_time",
        "weight": weight,
        "prior_rate_bp": prior_rate_bp,
        "prior_weight": 10,
        "min_opened": 5,
    })
}

#[apply(on_both_apps)]
async fn each_role_has_its_part_and_administrators_have_none(app: &TestApp) {
    let board = board(app).await;
    assert_eq!(put(app, &board, NEW, 0, &cloned()).await.status, 200);
    let of = format!("{NEW}/criteria-sets/1");
    for role in Role::ALL.iter().copied() {
        let token = app.somebody(role, "TN.STNMT").await;
        let (drafts, signs) = (role == Role::Board, role == Role::InspectorateHead);
        for (may, path) in [
            (drafts, format!("{NEW}/activation")),
            (drafts, format!("{of}/submission")),
            (signs, format!("{of}/return")),
            (signs, format!("{of}/signature")),
        ] {
            let reply = post(app, &token, &path, 99, &json!({"x": 1})).await;
            assert_eq!(reply.status == 403, !may, "{role} {path} {}", reply.body);
        }
        for path in [NEW, of.as_str()] {
            let reply = put(app, &token, path, 99, &json!({"x": 1})).await;
            assert_eq!(reply.status == 403, !drafts, "{role} {path}");
        }
        for path in [format!("{NEW}/criteria-sets"), of.clone()] {
            let reply = app.get(&path).bearer(&token).send().await;
            let expected = if drafts || signs { 200 } else { 403 };
            assert_eq!(reply.status, expected, "{role} {path}");
        }
    }
}

#[apply(on_both_apps)]
async fn a_set_whose_weights_do_not_sum_to_a_hundred_is_refused_with_every_other_fault(
    app: &TestApp,
) {
    let board = board(app).await;
    assert_eq!(put(app, &board, NEW, 0, &cloned()).await.status, 200);
    let of = format!("{NEW}/criteria-sets/1");
    let wrong = json!({"from_day": "2025-02-01", "criteria": [criterion("a", 60, 8000), criterion("a", 30, 8000)]});

    let refused = put(app, &board, &of, 1, &wrong).await;
    let before = app.get(&of).bearer(&board).send().await;
    let unknown = with(criterion("c", 100, 8000), &json!({"measure": "guessed"}));
    let unknown = json!({"from_day": "2025-01-01", "criteria": [unknown]});
    let unknown = put(app, &board, &of, 1, &unknown).await;
    assert_eq!(unknown.faults(), ["/criteria/0/measure no_such_metric"]);
    let halves = json!({"from_day": "2025-01-01", "criteria": [criterion("a", 60, 8000), criterion("b", 40, 9000)]});
    let taken = put(app, &board, &of, 1, &halves).await;
    let again = put(app, &board, &of, 1, &halves).await;
    let skipped = put(app, &board, &format!("{NEW}/criteria-sets/3"), 0, &halves).await;

    let faults =
        ["/from_day not_from_that_day", "/criteria weights_sum", "/criteria/1/code code_twice"];
    assert_eq!(refused.faults(), faults);
    assert_eq!(before.body["revision"], 1, "nothing changed");
    assert_eq!((taken.status, &taken.body["revision"]), (200, &json!(2)), "{}", taken.body);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(skipped.status, 404, "numbers follow each other");
}

#[apply(on_both_apps)]
async fn what_was_signed_never_changes_and_is_what_the_second_person_read(app: &TestApp) {
    let board = board(app).await;
    let head = head(app).await;
    assert_eq!(put(app, &board, NEW, 0, &cloned()).await.status, 200);
    let of = format!("{NEW}/criteria-sets/1");
    let sign = async |seen: i32, sha256: &str| {
        let body = json!({"sha256": sha256});
        post(app, &head, &format!("{of}/signature"), seen, &body).await
    };
    let draft = app.get(&of).bearer(&head).send().await;
    let early = sign(1, draft.str("/sha256")).await;
    assert_eq!((early.status, early.code()), (409, "criteria_set_not_submitted"));
    assert_eq!(post(app, &board, &format!("{of}/submission"), 1, &json!({})).await.status, 200);
    let late = put(app, &board, &of, 2, &set("2025-01-01", 7000)).await;
    assert_eq!((late.status, late.code()), (409, "criteria_set_not_draft"));
    let reason = json!({"text": "Tỷ lệ nền quá thấp."});
    let back = post(app, &head, &format!("{of}/return"), 2, &reason).await;
    assert_eq!((back.str("/state"), back.str("/returned_for")), ("draft", "Tỷ lệ nền quá thấp."));
    let mended = put(app, &board, &of, 3, &set("2025-01-01", 9000)).await;
    assert_ne!(mended.str("/sha256"), draft.str("/sha256"));
    assert_eq!(post(app, &board, &format!("{of}/submission"), 4, &json!({})).await.status, 200);
    assert_eq!(sign(5, draft.str("/sha256")).await.faults(), ["/sha256 other_content"]);

    let done = sign(5, mended.str("/sha256")).await;
    let again = sign(5, mended.str("/sha256")).await;

    assert_eq!((done.status, done.str("/state")), (200, "signed"), "{}", done.body);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    for (token, path, body, code) in [
        (&board, format!("{of}/submission"), json!({}), "criteria_set_not_draft"),
        (&head, format!("{of}/return"), reason, "criteria_set_not_submitted"),
    ] {
        let refused = post(app, token, &path, 6, &body).await;
        assert_eq!((refused.status, refused.code()), (409, code));
    }
    let changed = put(app, &board, &of, 6, &set("2025-01-01", 1000)).await;
    assert_eq!((changed.status, changed.code()), (409, "criteria_set_not_draft"));
    let public = app.get(NEW).send().await;
    assert_eq!(public.str("/criteria_set/sha256"), mended.str("/sha256"));
    assert_eq!(public.body["criteria"][0]["prior_rate_bp"], 9000);
}

#[apply(on_both_apps)]
async fn a_movement_is_not_moved_under_what_is_being_signed(app: &TestApp) {
    let (board, head) = (board(app).await, head(app).await);
    assert_eq!(put(app, &board, NEW, 0, &cloned()).await.status, 200);
    let of = format!("{NEW}/criteria-sets/1");
    let submitted = post(app, &board, &format!("{of}/submission"), 1, &json!({})).await;
    let longer = json!({"clone_of": null, "tail_days": 90});
    let moved = put(app, &board, NEW, 1, &with(cloned(), &longer)).await;
    let body = json!({"sha256": submitted.str("/sha256")});

    let refused = post(app, &head, &format!("{of}/signature"), 2, &body).await;
    post(app, &head, &format!("{of}/return"), 2, &json!({"text": "Đã đổi."})).await;
    let again = post(app, &board, &format!("{of}/submission"), 3, &json!({})).await;
    let body = json!({"sha256": again.str("/sha256")});
    let signed = post(app, &head, &format!("{of}/signature"), 4, &body).await;

    assert_eq!((moved.status, refused.faults()), (200, vec!["/sha256 other_content".to_owned()]));
    assert_ne!(again.str("/sha256"), submitted.str("/sha256"), "the tail is part of it");
    assert_eq!((signed.status, signed.str("/state")), (200, "signed"), "{}", signed.body);
}

#[apply(on_both_apps)]
async fn whoever_drafted_a_set_does_not_sign_it_in_another_role_either(app: &TestApp) {
    let (login, token) = app.member(Role::Board, Some("TN.BTDKT"), None).await;
    let colleague = board(app).await;
    assert_eq!(put(app, &token, NEW, 0, &cloned()).await.status, 200);
    let of = format!("{NEW}/criteria-sets/1");
    let submitted = post(app, &colleague, &format!("{of}/submission"), 1, &json!({})).await;
    app.service.move_account(&login, "TN.TTT", Some(Role::InspectorateHead)).await.unwrap();
    let session = app.service.sign_in(&login, PASSWORD.to_owned(), HOME).await.unwrap();

    let body = json!({"sha256": submitted.str("/sha256")});
    let own = post(app, &session.token.to_text(), &format!("{of}/signature"), 2, &body).await;

    assert_eq!((own.status, own.code()), (409, "second_person_needed"));
}

#[apply(on_both_apps)]
async fn a_running_movement_changes_from_a_day_to_come_and_its_past_is_not_scored_anew(
    app: &TestApp,
) {
    play(app, "TN.STNMT", 6, 2).await;
    let token = board(app).await;
    let sets = format!("{PLAN}/criteria-sets");
    assert_eq!(put(app, &token, PLAN, 1, &plan()).await.status, 200);
    let first = put(app, &token, &format!("{sets}/1"), 0, &set("2024-03-01", 8000)).await;
    assert_eq!(first.status, 200, "{}", first.body);
    signed(app, &token, &format!("{sets}/1"), 1).await;
    let begun = post(app, &token, &format!("{PLAN}/activation"), 3, &json!({})).await;
    assert_eq!(begun.status, 200, "{}", begun.body);
    // The public reads published quarters alone; an inspector every cohort whose day has come.
    let score = async |query: &str| {
        let path = format!("{PLAN}/scores/TN.STNMT{query}");
        let inspector = app.inspector().await;
        app.get(&path).bearer(&inspector).send().await
    };
    let points =
        async |query: &str| score(query).await.body["lines"][0]["line"]["points_milli"].clone();
    let before = points("").await;
    assert_eq!(before, 77_778);
    for day in ["2024-10-15", "2024-09-01", "2025-01-01"] {
        let late = put(app, &token, &format!("{sets}/2"), 0, &set(day, 1000)).await;
        assert_eq!(late.faults(), ["/from_day not_from_that_day"], "{day}");
    }
    let next = put(app, &token, &format!("{sets}/2"), 0, &set("2024-11-01", 1000)).await;
    assert_eq!(next.status, 200, "{}", next.body);
    signed(app, &token, &format!("{sets}/2"), 1).await;

    assert_eq!(points("").await, before, "the new one has not begun");
    app.set("2024-12-03T02:00:00Z");
    let standings = format!("{PLAN}/standings?group=provincial_bodies");
    let (now, then) = (score("").await, score("?version=1").await);

    let span = |from: &str, to: &str| (from.to_owned(), to.to_owned());
    let of =
        |reply: &crate::client::Reply| span(reply.str("/counted_from"), reply.str("/counted_to"));
    assert_eq!(of(&now), span("2024-11-01", "2024-12-03"));
    assert_eq!(of(&then), span("2024-03-01", "2024-10-31"));
    assert_eq!(now.body["lines"][0]["criterion"]["prior_rate_bp"], 1000);
    assert_eq!(points("?version=1").await, before);
    assert_eq!(points("").await, Value::Null, "nothing fell due since");
    assert_eq!(app.get(&format!("{standings}&version=7")).send().await.status, 404);
    let token = board(app).await;
    let late = put(app, &token, &format!("{sets}/3"), 0, &set("2024-12-10", 2000)).await;
    assert_eq!(late.status, 200);
    app.set("2024-12-11T02:00:00Z");
    let token = board(app).await;
    let late = post(app, &token, &format!("{sets}/3/submission"), 1, &json!({})).await;
    assert_eq!((late.status, late.code()), (409, "set_day_passed"));
}

#[apply(on_both_apps)]
async fn the_board_and_who_signs_see_small_counts_and_the_public_does_not(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;
    let path = format!("{PLAN}/scores/TN.STNMT");

    let mut seen = Vec::new();
    for token in [board(app).await, head(app).await] {
        let score = app.get(&path).bearer(&token).send().await;
        seen.push(score.body["lines"][0]["line"]["missed"].clone());
    }
    let public = app.get(&path).send().await;

    assert_eq!(seen, [json!(2), json!(2)]);
    assert_eq!(public.body["lines"][0]["line"]["missed"], Value::Null);
}

#[apply(on_both_apps)]
async fn a_set_over_matters_begins_with_a_quarter(app: &TestApp) {
    let board = board(app).await;
    assert_eq!(put(app, &board, NEW, 0, &cloned()).await.status, 200);
    signed(app, &board, &format!("{NEW}/criteria-sets/1"), 1).await;
    let of = format!("{NEW}/criteria-sets/2");

    let within = put(app, &board, &of, 0, &set("2025-02-01", 8000)).await;
    let first = put(app, &board, &of, 0, &set("2025-04-01", 8000)).await;

    assert_eq!(within.faults(), ["/from_day not_within_quarter"], "one set scores its matters");
    assert_eq!(first.status, 200, "{}", first.body);
}
