//! Handling a case: commands and their refusals, versions, forwards, lateness, keys.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback};
use crate::followed::Life;
use crate::on_both_apps;
use crate::steps::{give, must};

async fn filed(app: &TestApp, officer: &str) -> String {
    let filed = app.file(&feedback()).await;
    app.case_of(officer, filed.str("/number")).await
}

fn answer(outcome: &str) -> Value {
    json!({"command": "answer", "outcome": outcome, "text": "Đã xem xét và trả lời."})
}

#[apply(on_both_apps)]
async fn the_life_of_a_feedback_from_filing_to_its_end(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer).await;

    let accepted = app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
    let answered = app.command(&officer, &case, 2, &answer("founded")).await;
    let closed = app.command(&officer, &case, 3, &json!({"command": "close"})).await;
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&officer).send().await;

    assert_eq!((accepted.status, accepted.str("/case/state")), (200, "accepted"));
    assert_eq!(accepted.headers["etag"], "\"v2\"");
    assert_eq!(
        accepted.body["allowed"],
        json!([
            "forward",
            "ask_reporter",
            "announce",
            "answer",
            "merge_into",
            "note_criminal_signs",
            "confirm_promise"
        ])
    );
    assert_eq!(
        (answered.str("/case/state"), answered.str("/case/outcome")),
        ("answered", "founded")
    );
    assert_eq!(
        answered.body["notices"],
        json!([{"template": "reporter_answered", "to": "reporter"}])
    );
    assert_eq!(
        (closed.str("/case/state"), closed.str("/case/closed_on")),
        ("closed", "2024-10-15")
    );
    let kinds: Vec<_> = events.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["filed", "accepted", "answered", "closed"]);
    assert!(events.body["items"][1].get("at").is_none(), "a unit sees days, not moments");
}

#[apply(on_both_apps)]
async fn a_command_out_of_turn_is_refused_with_its_reason(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer).await;
    let reason = async |version, body: Value| {
        let reply = app.command(&officer, &case, version, &body).await;
        assert_eq!(reply.status, 409, "{}", reply.body);
        reply.str("/reason").to_owned()
    };

    assert_eq!(reason(1, answer("founded")).await, "not_accepted");
    assert_eq!(reason(1, json!({"command": "close"})).await, "not_answered");
    assert_eq!(
        reason(1, json!({"command": "forward", "to": "TN.STNMT", "text": "Về chính mình"})).await,
        "same_unit"
    );
    assert_eq!(
        reason(1, json!({"command": "forward", "to": "TN.NONE", "text": "Không có"})).await,
        "no_receiver"
    );
    app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
    assert_eq!(reason(2, json!({"command": "accept"})).await, "already_accepted");
    app.command(&officer, &case, 2, &answer("unfounded")).await;
    assert_eq!(reason(3, json!({"command": "close"})).await, "own_unfounded_needs_second_person");
    let inspector = app.inspector().await;
    let closed = app.command(&inspector, &case, 3, &json!({"command": "close"})).await;
    assert_eq!(closed.str("/case/state"), "closed");
    assert_eq!(reason(4, json!({"command": "close"})).await, "case_is_over");
}

#[apply(on_both_apps)]
async fn an_inspector_watches_but_does_not_answer_for_a_unit(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = filed(app, &officer).await;

    let accept = app.command(&inspector, &case, 1, &json!({"command": "accept"})).await;
    let read = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;

    assert_eq!((accept.status, accept.str("/reason")), (409, "holder_only"));
    assert_eq!(
        read.body["allowed"],
        json!([
            "forward",
            "announce",
            "requalify",
            "call_up",
            "correct",
            "merge_into",
            "note_criminal_signs"
        ])
    );
    assert_eq!(read.str("/report/contact/phone"), "+84900000001");
}

#[apply(on_both_apps)]
async fn a_decline_needs_a_listed_ground_and_ends_the_duties(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer).await;

    let unlisted = app
        .command(
            &officer,
            &case,
            1,
            &json!({"command": "decline", "ground": "busy", "text": "Bận việc"}),
        )
        .await;
    let decline =
        json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi."});
    let declined = app.command(&officer, &case, 1, &decline).await;
    let owed = app.get(&format!("/api/v1/cases/{case}/obligations")).bearer(&officer).send().await;

    assert_eq!(unlisted.faults(), ["/ground not_allowed"]);
    assert_eq!(declined.str("/case/state"), "declined");
    let standing = |step: &str| {
        let items = owed.body["items"].as_array().unwrap();
        items.iter().find(|it| it["step"] == step).unwrap()["status"].clone()
    };
    assert_eq!(
        [standing("accept"), standing("forward"), standing("answer")],
        ["met", "released", "released"]
    );
}

#[apply(on_both_apps)]
async fn a_forward_starts_the_receivers_clock_and_keeps_the_told_day(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer).await;
    app.set("2024-10-18T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    let forward = json!({"command": "forward", "to": "TN.VPDKDD", "text": "Thuộc thẩm quyền Văn phòng Đăng ký đất đai."});

    let rehearsal = app
        .post(&format!("/api/v1/cases/{case}/transitions?dry_run=true"), &forward)
        .bearer(&officer)
        .if_match(1)
        .send()
        .await;
    let forwarded = app.command(&officer, &case, 1, &forward).await;
    let gone = app.get(&format!("/api/v1/cases/{case}")).bearer(&officer).send().await;
    let receiver = app.officer("TN.VPDKDD").await;
    let owed = app.get(&format!("/api/v1/cases/{case}/obligations")).bearer(&receiver).send().await;

    assert_eq!(rehearsal.str("/case/holder/code"), "TN.VPDKDD");
    for member in ["notices", "opened"] {
        assert_eq!(rehearsal.body[member], forwarded.body[member], "a rehearsal says what happens");
    }
    assert_eq!(forwarded.str("/case/holder/code"), "TN.VPDKDD");
    assert_eq!(
        forwarded.body["notices"],
        json!([{"template": "unit_forwarded", "to": "unit"}, {"template": "reporter_forwarded", "to": "reporter"}])
    );
    assert_eq!(gone.status, 404, "the sender does not follow it");
    let items = owed.body["items"].as_array().unwrap();
    let mine: Vec<_> = items
        .iter()
        .filter(|it| it["unit"]["code"] == "TN.VPDKDD" && it["step"] == "answer")
        .collect();
    assert_eq!(mine.len(), 1);
    assert_eq!(
        (&mine[0]["start_on"], &mine[0]["due_on"], &mine[0]["told_due_on"]),
        (&json!("2024-10-18"), &json!("2024-11-01"), &json!("2024-10-29"))
    );
    let sent =
        items.iter().find(|it| it["unit"]["code"] == "TN.STNMT" && it["step"] == "answer").unwrap();
    assert_eq!(sent["status"], "released");
}

#[apply(on_both_apps)]
async fn a_stale_or_missing_version_changes_nothing(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer).await;
    let path = format!("/api/v1/cases/{case}/transitions");
    let accept = json!({"command": "accept"});

    let missing = app.post(&path, &accept).bearer(&officer).key(&app.key()).send().await;
    let stale = app.command(&officer, &case, 7, &accept).await;
    let odd = app
        .post(&path, &accept)
        .bearer(&officer)
        .key(&app.key())
        .header("If-Match", "*")
        .send()
        .await;
    let (one, two) =
        (app.command(&officer, &case, 1, &accept), app.command(&officer, &case, 1, &accept));
    let (one, two) = tokio::join!(one, two);

    assert_eq!((missing.status, missing.code()), (428, "precondition_required"));
    assert_eq!((stale.status, stale.code()), (412, "precondition_failed"));
    assert_eq!((odd.status, odd.code()), (428, "precondition_required"));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [200, 412], "of two at once one wins");
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&officer).send().await;
    assert_eq!(events.body["items"].as_array().unwrap().len(), 2);
}

#[apply(on_both_apps)]
async fn a_repeated_command_has_one_effect_and_another_body_is_refused(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer).await;
    let key = app.key();
    let send = async |body: Value| {
        app.post(&format!("/api/v1/cases/{case}/transitions"), &body)
            .bearer(&officer)
            .key(&key)
            .if_match(1)
            .send()
            .await
    };

    let first = send(json!({"command": "accept"})).await;
    let again = send(json!({"command": "accept"})).await;
    let other = send(json!({"command": "close"})).await;

    assert_eq!((first.status, again.status), (200, 200));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(first.body["event"], again.body["event"]);
    assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"));
}

#[apply(on_both_apps)]
async fn a_forward_is_answered_again_but_not_what_came_after(app: &TestApp) {
    let (officer, receiver) = (app.officer("TN.STNMT").await, app.officer("TN.VPDKDD").await);
    let case = filed(app, &officer).await;
    let key = app.key();
    let body =
        json!({"command": "forward", "to": "TN.VPDKDD", "text": "Thuộc thẩm quyền của Văn phòng."});
    let send = async || {
        app.post(&format!("/api/v1/cases/{case}/transitions"), &body)
            .bearer(&officer)
            .key(&key)
            .if_match(1)
            .send()
            .await
    };

    let first = send().await;
    let again = send().await;
    app.command(&receiver, &case, 2, &json!({"command": "accept"})).await;
    let later = send().await;

    assert_eq!((first.status, again.status, later.status), (200, 200, 404));
    assert_eq!(first.body["opened"], again.body["opened"]);
}

#[apply(on_both_apps)]
async fn one_key_for_two_cases_at_once_is_refused_for_one(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let cases = [filed(app, &officer).await, filed(app, &officer).await];
    let key = app.key();
    let body = json!({"command": "accept"});
    let send = |case: &String| {
        app.post(&format!("/api/v1/cases/{case}/transitions"), &body)
            .bearer(&officer)
            .key(&key)
            .if_match(1)
            .send()
    };

    let (one, two) = tokio::join!(send(&cases[0]), send(&cases[1]));

    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [200, 422]);
}

#[apply(on_both_apps)]
async fn a_case_is_given_to_a_colleague_but_not_to_a_stranger(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (colleague, stranger) = (app.officer("TN.STNMT").await, app.officer("TN.SYT").await);
    let case = filed(app, &officer).await;
    let id =
        async |token: &str| app.get("/api/v1/me").bearer(token).send().await.str("/id").to_owned();
    let give = async |to: String| {
        app.post(&format!("/api/v1/cases/{case}/assignment"), &json!({"to": to}))
            .bearer(&officer)
            .key(&app.key())
            .if_match(1)
            .send()
            .await
    };

    let refused = give(id(&stranger).await).await;
    let nobody = give("nobody".to_owned()).await;
    let given = give(id(&colleague).await).await;

    assert_eq!(refused.faults(), ["/to no_such_colleague"]);
    assert_eq!(nobody.faults(), ["/to no_such_colleague"], "a login may be anybody's");
    assert_eq!((given.status, given.str("/case/assignee")), (200, "Lê Thị Thử"));
}

#[apply(on_both_apps)]
async fn an_answer_is_kept_as_it_was_written(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer).await;
    app.command(&officer, &case, 1, &json!({"command": "accept"})).await;

    let unknown = app
        .command(
            &officer,
            &case,
            2,
            &json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Có.", "score": 100}),
        )
        .await;
    let missing = app.command(&officer, &case, 2, &json!({"command": "answer"})).await;

    assert_eq!(unknown.faults(), ["/score unknown_member"]);
    assert_eq!(missing.faults(), ["/outcome required", "/text required"]);
}

#[apply(on_both_apps)]
async fn a_case_is_taken_up_in_its_period_though_a_question_still_waits(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    must(app, &officer, &life.id, json!({"command": "ask_reporter", "text": "Quầy nào?"})).await;
    app.set("2024-10-17T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;

    let taken = must(app, &officer, &life.id, json!({"command": "accept"})).await;
    let twice = give(app, &officer, &life.id, json!({"command": "accept"})).await;

    assert_eq!(
        taken.str("/case/state"),
        "awaiting_reporter",
        "the wait goes on by the day it was told"
    );
    assert!(!taken.body["allowed"].as_array().unwrap().contains(&json!("accept")));
    assert_eq!((twice.status, twice.str("/reason")), (409, "already_accepted"));
    let owed = life.owed().await;
    assert!(!owed.iter().any(|it| it.starts_with("accept")), "{owed:?}");
    let replied = app
        .post("/api/v1/report/messages", &json!({"text": "Quầy số 3."}))
        .receipt(&life.receipt)
        .key(&app.key())
        .send()
        .await;
    assert_eq!((replied.status, replied.str("/state")), (200, "accepted"));
}
