//! How satisfied a reporter is with an answer: who may say so and when, and that nobody of the unit learns of it.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use liemchinh::harness::domain::{Receipt, Role};
use liemchinh::harness::store::DbUrl;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::caught_log::Log;
use crate::client::Reply;
use crate::filing::secrecy::{dump, holds};
use crate::filing::senders::looks;
use crate::followed::Life;
use crate::on_both_apps;
use crate::steps::{answer, say, typed};

const WORDS: &str = "CANARYRATED7 ở quầy số ba họ gợi ý một phong bì.";

/// A case that `officer` has answered.
async fn answered<'a>(app: &'a TestApp, officer: &str, body: &Value) -> Life<'a> {
    let (mut life, _) = Life::file(app, body).await;
    life.step(officer, json!({"command": "accept"})).await;
    life.step(officer, answer("founded")).await;
    life
}

async fn rate(app: &TestApp, receipt: &str, body: Value) -> Reply {
    say(app, "rating", receipt, body).await
}

async fn read(app: &TestApp, token: &str, life: &Life<'_>) -> Reply {
    app.get(&format!("/api/v1/cases/{}", life.id)).bearer(token).send().await
}

async fn told_of_money(app: &TestApp, token: &str) -> Vec<String> {
    let page = app.get("/api/v1/money-answers").bearer(token).send().await;
    assert_eq!(page.status, 200, "{}", page.body);
    let items = page.body["items"].as_array().unwrap();
    items.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// What there is in the database by number and length: of ratings, of what was said with them, events, mail, counts and keys.
fn shape(app: &TestApp) -> Vec<(String, i64)> {
    let of = |name: &str, what: &str| {
        format!(
            "SELECT '{name}' AS text, CAST(COUNT(*) * 100000 + COALESCE(SUM({what}), 0) AS BIGINT) AS n FROM {name}"
        )
    };
    let query = [
        of("ratings", "score"),
        of("integrity_ratings", "LENGTH(sealed)"),
        of("events", "n"),
        of("integrity_events", "n"),
        of("outbox", "0"),
        of("ledger_entries", "delta"),
        of("access_log", "0"),
    ];
    let rows: Vec<Row> =
        diesel::sql_query(query.join(" UNION ALL ")).load(&mut app.scratch.conn()).unwrap();
    rows.into_iter().map(|row| (row.text, row.n)).collect()
}

fn rows(app: &TestApp, table: &str) -> i64 {
    let query = format!("SELECT '' AS text, COUNT(*) AS n FROM {table}");
    let found: Row = diesel::sql_query(query).get_result(&mut app.scratch.conn()).unwrap();
    found.n
}

#[apply(on_both_apps)]
async fn a_reporter_rates_an_answer_and_the_last_word_of_ten_days_counts(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    assert_eq!(app.track(&life.receipt).await.body.get("rating"), None);
    life.step(&officer, json!({"command": "accept"})).await;
    let early = rate(app, &life.receipt, json!({"score": 5})).await;
    assert_eq!((early.status, early.str("/reason")), (409, "not_answered"));
    life.step(&officer, answer("founded")).await;
    let open = app.track(&life.receipt).await.body["rating"].clone();
    assert_eq!((&open["may_rate"], open.get("score")), (&json!(true), None));
    for (body, fault) in [
        (json!({}), "/score required"),
        (json!({"score": 0}), "/score out_of_range"),
        (json!({"score": 6}), "/score out_of_range"),
        (json!({"score": 3, "asked_for_money": "yes"}), "/asked_for_money wrong_type"),
        (json!({"score": 3, "who": "x"}), "/who unknown_member"),
    ] {
        assert_eq!(rate(app, &life.receipt, body).await.faults(), [fault]);
    }

    let given = rate(app, &life.receipt, json!({"score": 5})).await;

    assert_eq!(given.status, 200, "{}", given.body);
    let own = json!({"may_rate": true, "score": 5, "rated_on": "2024-10-15", "change_until": "2024-10-25",
        "if_money_was_asked": given.body["rating"]["if_money_was_asked"]});
    assert_eq!(given.body["rating"], own);
    assert_eq!(own["if_money_was_asked"]["category"], "money_or_gift");
    app.set("2024-10-25T16:00:00Z");
    assert_eq!(rate(app, &life.receipt, json!({"score": 2, "words": WORDS})).await.status, 200);
    let inspector = app.inspector().await;
    let seen = read(app, &inspector, &life).await;
    assert_eq!(
        seen.body["rating"],
        json!({"score": 2, "words": WORDS, "rated_on": "2024-10-15", "changed_on": "2024-10-25"})
    );
    app.set("2024-10-26T02:00:00Z");
    let late = rate(app, &life.receipt, json!({"score": 1})).await;
    assert_eq!((late.status, late.str("/reason")), (409, "rating_final"));
    let tracked = app.track(&life.receipt).await.body["rating"].clone();
    assert_eq!((&tracked["score"], &tracked["may_rate"]), (&json!(2), &json!(false)));
    assert_eq!(rows(app, "ratings"), 1);
}

#[apply(on_both_apps)]
async fn a_rating_that_is_sent_again_with_its_key_has_one_effect(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let life = answered(app, &officer, &feedback()).await;
    let (key, body) = (app.key(), json!({"score": 4, "words": WORDS}));
    let send =
        |body: Value| app.post("/api/v1/report/rating", &body).receipt(&life.receipt).key(&key);
    assert_eq!(send(body.clone()).send().await.status, 200);
    rate(app, &life.receipt, json!({"score": 1})).await;

    let again = send(body).send().await;

    assert!(again.headers.contains_key("idempotency-replayed"));
    assert_eq!(again.body["rating"]["score"], 1, "it tells how things stand");
    assert_eq!(send(json!({"score": 4})).send().await.status, 422);
}

#[apply(on_both_apps)]
async fn a_unit_reads_the_same_of_a_case_with_and_without_a_rating(app: &TestApp) {
    let log = Log::start(tracing::Level::TRACE);
    let officer = app.officer("TN.STNMT").await;
    let life = answered(app, &officer, &feedback()).await;
    let leader = app.staff(Role::UnitLeader, Some("H53")).await;
    let (inspector, office) = (app.inspector().await, app.officer("TN.TTT").await);
    app.worker.tick().await.unwrap();
    app.mail.take();
    let before = (looks(app, &officer, &life.id).await, looks(app, &leader, &life.id).await);
    let tag = read(app, &inspector, &life).await.headers["etag"].clone();

    let said = json!({"score": 1, "asked_for_money": true, "words": WORDS});
    assert_eq!(rate(app, &life.receipt, said).await.status, 200);

    let after = (looks(app, &officer, &life.id).await, looks(app, &leader, &life.id).await);
    assert_eq!(before, after, "not one byte may differ for the unit and those above");
    app.worker.tick().await.unwrap();
    assert_eq!(app.mail.take().len(), 0, "no mail tells of it");
    let seen = read(app, &inspector, &life).await;
    assert_eq!(
        (&seen.body["rating"]["asked_for_money"], seen.body["rating"]["words"].as_str()),
        (&json!(true), Some(WORDS))
    );
    assert_ne!(seen.headers["etag"], tag, "whoever sees it sees that something changed");
    for token in [&officer, &leader, &office] {
        assert!(!read(app, token, &life).await.text.contains("CANARYRATED7"));
        assert_eq!(app.get("/api/v1/money-answers").bearer(token).send().await.status, 403);
    }
    assert!(
        !app.track(&life.receipt).await.text.contains("CANARYRATED7"),
        "it may be in other hands"
    );
    assert!(!holds(&dump(app), "CANARYRATED7") && !holds(&log.bytes(), "CANARYRATED7"));
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn nothing_but_the_sealed_row_tells_whether_money_was_asked_for(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let life = answered(app, &officer, &feedback()).await;
    let mut seen = Vec::new();
    for asked in [Value::Null, json!(false), json!(true)] {
        let told = rate(app, &life.receipt, json!({"score": 3, "asked_for_money": asked})).await;
        let tracked = app.track(&life.receipt).await.text;
        app.worker.tick().await.unwrap();
        let unit = looks(app, &officer, &life.id).await;
        seen.push((told.text, tracked, unit, shape(app)));
    }

    assert_eq!(seen[0], seen[1]);
    assert_eq!(seen[0], seen[2]);
    assert_eq!((rows(app, "ratings"), rows(app, "integrity_ratings")), (1, 1));
    let inspector = app.inspector().await;
    assert_eq!(read(app, &inspector, &life).await.body["rating"]["asked_for_money"], true);
}

#[apply(on_both_apps)]
async fn inspectors_find_where_money_was_asked_for_and_nobody_whom_it_is_about(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (yes, no) =
        (answered(app, &officer, &feedback()).await, answered(app, &officer, &feedback()).await);
    let own = app.officer("TN.TTT").await;
    let about_them = answered(app, &own, &with(feedback(), &json!({"unit": "TN.TTT"}))).await;
    for life in [&yes, &about_them] {
        let said = json!({"score": 1, "asked_for_money": true});
        assert_eq!(rate(app, &life.receipt, said).await.status, 200);
    }
    rate(app, &no.receipt, json!({"score": 1, "asked_for_money": false})).await;
    let inspector = app.inspector().await;
    let province = app.staff(Role::Inspector, Some("H53")).await;

    assert_eq!(told_of_money(app, &inspector).await, std::slice::from_ref(&yes.id));
    assert_eq!(read(app, &inspector, &about_them).await.body.get("rating"), None);
    let mut all = told_of_money(app, &province).await;
    all.sort();
    let mut expected = vec![yes.id.clone(), about_them.id.clone()];
    expected.sort();
    assert_eq!(all, expected);
    let first = app.get("/api/v1/money-answers?limit=1").bearer(&province).send().await;
    let next = format!("/api/v1/money-answers?limit=1&cursor={}", first.str("/next"));
    let second = app.get(&next).bearer(&province).send().await;
    let id = |page: &Reply| page.str("/items/0/id").to_owned();
    let mut paged = vec![id(&first), id(&second)];
    paged.sort();
    assert_eq!(paged, expected);
    assert_eq!(app.get(&next).bearer(&inspector).send().await.status, 400, "another reader's");
    rate(app, &yes.receipt, json!({"score": 1})).await;
    assert_eq!(told_of_money(app, &inspector).await, Vec::<String>::new(), "the last word counts");
}

#[apply(on_both_apps)]
async fn who_reads_what_was_said_is_in_the_access_log_and_one_row_that_does_not_open_hides_no_other(
    app: &TestApp,
) {
    let officer = app.officer("TN.STNMT").await;
    let life = answered(app, &officer, &feedback()).await;
    rate(app, &life.receipt, json!({"score": 1, "asked_for_money": true})).await;
    let broken = match app.scratch.url {
        DbUrl::Sqlite(_) => {
            "INSERT INTO integrity_ratings VALUES (x'00000000000000000000000000000001', zeroblob(400))"
        }
        DbUrl::Postgres(_) => {
            "INSERT INTO integrity_ratings VALUES ('00000000-0000-0000-0000-000000000001', '\\x00')"
        }
    };
    diesel::sql_query(broken).execute(&mut app.scratch.conn()).unwrap();
    let inspector = app.inspector().await;

    assert_eq!(told_of_money(app, &inspector).await, std::slice::from_ref(&life.id));
    assert_eq!(read(app, &inspector, &life).await.status, 200);

    let head = app.staff(Role::InspectorateHead, Some("TN.TTT")).await;
    let log = app.get("/api/v1/access-log?limit=100").bearer(&head).send().await;
    let entries = log.body["items"].as_array().unwrap();
    let of = |one: &Value| format!("{} {}", one["what"], one["operation"]).replace('"', "");
    let mut noted: Vec<_> = entries.iter().map(of).filter(|one| one.contains("_read")).collect();
    noted.sort_unstable();
    // Whoever reads the rating of a case reads how to reach its reporter, and that is what the entry says.
    assert_eq!(noted, ["contact_read get_case", "rating_read list_money_answers"], "{}", log.body);
}

#[apply(on_both_apps)]
async fn a_tip_takes_no_rating(app: &TestApp) {
    let (mut life, _) = Life::file(app, &tip()).await;
    let inspector = app.inspector().await;
    life.take(&inspector).await;
    life.step(&inspector, json!({"command": "accept"})).await;
    life.step(&inspector, answer("founded")).await;

    let refused = rate(app, &life.receipt, json!({"score": 5})).await;

    assert_eq!((refused.status, refused.str("/reason")), (409, "not_rated"));
    assert_eq!(app.track(&life.receipt).await.body.get("rating"), None);
}

#[apply(on_both_apps)]
async fn a_slip_rates_nothing_until_it_is_activated_and_nothing_is_rated_that_is_over(
    app: &TestApp,
) {
    let (officer, clerk) =
        (app.officer("TN.STNMT").await, app.staff(Role::Reception, Some("TN.STNMT")).await);
    let slip = typed(app, &clerk, &json!({})).await;
    let mut life = Life::of(app, &slip).await;
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, answer("founded")).await;
    assert_eq!(app.track(&life.receipt).await.body.get("rating"), None);
    let printed = rate(app, &life.receipt, json!({"score": 5})).await;
    assert_eq!((printed.status, printed.str("/reason")), (409, "not_activated"));
    let own =
        Receipt::from_bytes(*b"\x51\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22")
            .to_text();
    let call = app.post("/api/v1/report/activation", &json!({"receipt": own}));
    assert_eq!(call.receipt(&life.receipt).send().await.status, 200);
    assert_eq!(rate(app, &own, json!({"score": 5})).await.status, 200);

    let (mut declined, _) = Life::file(app, &feedback()).await;
    let decline = json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi tiếp nhận phản ánh."});
    declined.step(&officer, decline).await;
    let refused = rate(app, &declined.receipt, json!({"score": 1})).await;
    assert_eq!((refused.status, refused.str("/reason")), (409, "case_is_over"));
}

#[apply(on_both_apps)]
async fn an_answer_is_rated_once_also_where_the_case_was_taken_up_again(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let mut life = answered(app, &officer, &feedback()).await;
    rate(app, &life.receipt, json!({"score": 1})).await;
    life.say("reopening", json!({"text": "Chưa giải quyết xong việc của tôi."})).await;
    let again = rate(app, &life.receipt, json!({"score": 2})).await;
    assert_eq!(again.str("/reason"), "not_answered");
    let kept = app.track(&life.receipt).await.body["rating"].clone();
    assert_eq!((&kept["score"], &kept["may_rate"]), (&json!(1), &json!(false)));
    life.step(&officer, answer("founded")).await;

    assert_eq!(rate(app, &life.receipt, json!({"score": 4})).await.status, 200);
    app.set("2024-10-26T02:00:00Z");
    assert_eq!(rate(app, &life.receipt, json!({"score": 5})).await.str("/reason"), "rating_final");
    assert_eq!(rows(app, "ratings"), 1);
}

#[apply(on_both_apps)]
async fn what_was_said_goes_along_with_a_case_that_becomes_a_tip(app: &TestApp) {
    let log = Log::start(tracing::Level::TRACE);
    let officer = app.officer("TN.STNMT").await;
    let mut life = answered(app, &officer, &feedback()).await;
    let said = json!({"score": 1, "asked_for_money": true, "words": WORDS});
    assert_eq!(rate(app, &life.receipt, said).await.status, 200);
    let inspector = app.inspector().await;
    let to_tip = json!({"command": "requalify", "kind": "corruption_tip", "text": "Người nộp kể việc bị đòi tiền."});

    life.step(&inspector, to_tip).await;

    assert_eq!((rows(app, "ratings"), rows(app, "integrity_ratings")), (0, 1));
    assert!(!holds(&dump(app), "CANARYRATED7") && !holds(&log.bytes(), "CANARYRATED7"));
    assert_eq!(read(app, &officer, &life).await.str("/state"), "called_up");
    assert_eq!(app.track(&life.receipt).await.body.get("rating"), None);
    assert_eq!(read(app, &inspector, &life).await.body.get("rating"), None, "in nobody's hand yet");
    assert_eq!(told_of_money(app, &inspector).await, Vec::<String>::new());
    life.take(&inspector).await;
    let opened = read(app, &inspector, &life).await;
    assert_eq!(
        (opened.body["rating"]["score"].as_i64(), opened.str("/rating/words")),
        (Some(1), WORDS)
    );
    let again = rate(app, &life.receipt, json!({"score": 5})).await;
    assert_eq!(again.str("/reason"), "not_rated");
}

#[apply(on_both_apps)]
async fn a_case_that_was_called_up_takes_no_rating_and_keeps_what_was_said(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let mut life = answered(app, &officer, &feedback()).await;
    rate(app, &life.receipt, json!({"score": 2, "words": WORDS})).await;
    let inspector = app.inspector().await;
    let call = json!({"command": "call_up", "text": "Vụ việc cần thanh tra trực tiếp xác minh."});
    life.step(&inspector, call).await;

    let refused = rate(app, &life.receipt, json!({"score": 5})).await;

    assert_eq!((refused.status, refused.str("/reason")), (409, "called_up"));
    assert_eq!(read(app, &inspector, &life).await.str("/rating/words"), WORDS);
    assert_eq!(app.track(&life.receipt).await.body["rating"]["may_rate"], false);
}
