//! What does not fit is refused with one sentence that says what is expected, at its place, in both languages; nothing unknown is quietly an empty list.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback};
use crate::client::Reply;
use crate::on_both_apps;

/// The first fault of a query that must be refused, and its sentence.
async fn asked(app: &TestApp, token: Option<&str>, path: &str) -> (String, String) {
    let call = app.get(&format!("/api/v1/{path}")).header("Accept-Language", "en");
    let reply = match token {
        Some(token) => call.bearer(token).send().await,
        None => call.send().await,
    };
    assert_eq!((reply.status, reply.code()), (400, "invalid_parameter"), "{path}: {}", reply.body);
    (reply.faults().remove(0), reply.str("/errors/0/detail").to_owned())
}

#[apply(on_both_apps)]
async fn a_filter_of_a_closed_list_names_what_it_takes_where_it_is_asked_for_something_else(
    app: &TestApp,
) {
    let (inspector, board) =
        (app.inspector().await, app.somebody(liemchinh::harness::domain::Role::Board, "703").await);
    for (path, one) in [
        ("cases?channel=email", "service, integrity"),
        ("cases?state=open", "received, "),
        ("cases?state=received,", "received, "),
        ("cases?ended_by=accepted", "closed, declined, "),
        ("cases?kind=petition", "conduct_feedback, "),
        ("cases?variant=hard", "normal, "),
        ("cases?step=confirm", "accept, forward, "),
        ("cases?waits_for=nobody", "unit, reporter, "),
        ("cases?reporter_type=citizen", "resident, "),
        ("cases?filed_via=fax", "online, "),
        ("cases?overdue=yes", "false, true"),
        ("cases?open=1", "false, true"),
        ("cases?sort=number", "urgency, received, changed"),
        ("cases/facets?kind=petition", "conduct_feedback, "),
        ("units?kind=town", "commune, "),
        ("units?group=north", "communes"),
        ("public-answers?kind=petition", "conduct_feedback, "),
        ("statistics?by=week", "month, quarter, year"),
        ("statistics/summary?dimension=color", "province, "),
        ("statistics/summary?format=pdf", "json, csv, xlsx"),
        ("statistics/charts/share?by=week", "month, quarter, year"),
        ("movements/plan-577-2024/standings?group=north", "communes"),
        ("conclusions?state=open", "recorded, "),
        ("routing-rules?kind=petition", "conduct_feedback, "),
        ("recommendations?open=yes", "false, true"),
        ("dossiers?late=yes", "false, true"),
    ] {
        let (fault, detail) = asked(app, Some(&inspector), path).await;
        assert!(fault.ends_with(" not_allowed"), "{path}: {fault}");
        assert!(detail.contains("Taken are: ") && detail.contains(one), "{path}: {detail}");
    }
    let (fault, detail) =
        asked(app, Some(&board), "movements/plan-577-2024/assessments?state=new").await;
    assert_eq!(fault, "?state not_allowed");
    assert!(detail.contains("Taken are: "), "{detail}");
    for (path, fault) in [
        ("cases?unit=TN.NONE", "?unit unknown_unit"),
        ("cases?unit=703,TN.NONE", "?unit unknown_unit"),
        ("cases?accused=TN.NONE", "?accused unknown_unit"),
        ("cases?locality=99999", "?locality unknown_unit"),
        ("cases?category=none", "?category no_such_category"),
        ("cases?sector=none", "?sector no_such_sector"),
        ("cases?assignee=Nguy%E1%BB%85n", "?assignee not_a_hand"),
        ("cases/facets?unit=TN.NONE", "?unit unknown_unit"),
        ("units?parent=TN.NONE", "?parent unknown_unit"),
        ("units?locality=99999", "?locality unknown_unit"),
        ("public-answers?unit=TN.NONE", "?unit unknown_unit"),
        ("public-answers?category=none", "?category no_such_category"),
        ("statistics?unit=TN.NONE", "?unit unknown_unit"),
        ("satisfaction?unit=TN.NONE", "?unit unknown_unit"),
        ("conclusions?unit=TN.NONE", "?unit unknown_unit"),
        ("recommendations?unit=TN.NONE", "?unit unknown_unit"),
        ("apologies?unit=TN.NONE", "?unit unknown_unit"),
        ("dossiers?unit=TN.NONE", "?unit unknown_unit"),
        ("consent?version=none", "?version no_such_consent"),
    ] {
        assert_eq!(asked(app, Some(&inspector), path).await.0, fault, "{path}");
    }
    // Nobody is told whose login there is.
    let free = app.get("/api/v1/cases?assignee=nobody.signs.in").bearer(&inspector).send().await;
    assert_eq!((free.status, &free.body["items"]), (200, &json!([])));
}

#[apply(on_both_apps)]
async fn a_time_a_day_a_span_and_what_stands_beside_it_are_each_refused_in_their_own_words(
    app: &TestApp,
) {
    let inspector = app.inspector().await;
    for (path, fault, says) in [
        ("cases?changed_since=yesterday", "?changed_since not_a_time", "RFC 3339"),
        ("cases?changed_since=2024-10-15", "?changed_since not_a_time", "%2B"),
        ("cases?due_by=15/10/2024", "?due_by not_a_date", "2024-10-15"),
        (
            "cases?received_from=2024-10-02&received_to=2024-10-01",
            "?received_to backwards",
            "change them round",
        ),
        (
            "apologies?promised_from=2024-10-02&promised_until=2024-10-01",
            "?promised_until backwards",
            "before the beginning",
        ),
        (
            "dossiers?promised_from=2024-10-02&promised_until=2024-10-01",
            "?promised_until backwards",
            "before the beginning",
        ),
        ("statistics?from=2024-09&to=2024-03", "?to backwards", "before the beginning"),
        ("statistics?from=2025-03", "?from backwards", "before the beginning"),
        ("satisfaction?from=2024-09&to=2024-03", "?to backwards", "before the beginning"),
        ("statistics?from=2024-13", "?from not_a_month", "2024-10"),
        ("public-answers?month=10/2024", "?month not_a_month", "2024-10"),
        ("cases?state=received&ended_by=closed", "?ended_by not_together", "together with: state."),
        (
            "cases?changed_since=2024-10-15T02:00:00Z&count=true",
            "?count not_together",
            "together with: changed_since.",
        ),
        (
            "cases?changed_since=2024-10-15T02:00:00Z&sort=received",
            "?sort not_together",
            "together with: changed_since.",
        ),
        (
            "statistics/charts/share?group=communes",
            "?group not_together",
            "together with: share, dimension=province.",
        ),
        ("cases?channel=integrity&q=tre", "?q not_of_tips", "channel=integrity"),
        ("cases?limit=500", "?limit out_of_range", "From 1 to 100."),
        ("units?limit=500", "?limit out_of_range", "From 1 to 200."),
        ("calendar?year=1999", "?year out_of_range", "From 2000 to 2100."),
        (
            "movements/plan-577-2024/standings?group=communes&version=x",
            "?version out_of_range",
            "From 0 to",
        ),
        ("cases?q=%2C", "?q no_words", "letters or digits"),
    ] {
        let (found, detail) = asked(app, Some(&inspector), path).await;
        assert_eq!(found, fault, "{path}");
        assert!(detail.contains(says), "{path}: {detail}");
    }
}

/// Sends a report with this key and this body as they are.
async fn sent(app: &TestApp, key: &str, body: &[u8]) -> Reply {
    let call = app.post("/api/v1/reports", &json!({})).header("Accept-Language", "en");
    call.key(key).raw("application/json", body.to_vec()).send().await
}

#[apply(on_both_apps)]
async fn a_body_that_is_no_json_is_told_with_its_place_and_nothing_of_it(app: &TestApp) {
    for (body, code, says) in [
        ("{\"text\": \"Trễ hẹn\",\n \"kind\": }", "not_json", "line 2, character 10."),
        ("{\"kind\": \"praise\"", "not_json", "line 1"),
        ("{\"kind\": 1, \"kind\": 2}", "member_twice", "line 1"),
    ] {
        let refused = sent(app, &app.key(), body.as_bytes()).await;
        assert_eq!((refused.status, refused.code()), (400, "unreadable_json"), "{body}");
        assert_eq!(refused.faults(), [format!(" {code}")], "{body}");
        assert!(refused.str("/errors/0/detail").contains(says), "{}", refused.text);
        assert!(!refused.text.contains("praise") && !refused.text.contains("Tr\u{1EC5}"), "{body}");
    }
    let deep = sent(app, &app.key(), "[".repeat(100).as_bytes()).await;
    assert_eq!(deep.faults(), [" too_much"]);
    let key = sent(app, "a key with blanks that is long enough", b"{}").await;
    assert_eq!((key.status, key.faults()), (400, vec!["Idempotency-Key not_a_key".to_owned()]));
    assert!(key.str("/errors/0/detail").contains("32 to 255"), "{}", key.text);
}

#[apply(on_both_apps)]
async fn what_is_no_id_and_no_etag_is_told_as_such(app: &TestApp) {
    let number = app.file(&feedback()).await.str("/number").to_owned();
    let inspector = app.inspector().await;
    let by_number = app.get(&format!("/api/v1/cases/{number}")).bearer(&inspector).send().await;
    assert_eq!((by_number.status, by_number.code()), (404, "not_found"));
    assert_eq!(by_number.faults(), ["{id} not_an_id"]);
    let note = json!({"text": "Ghi chú."});
    let path = "/api/v1/cases/00000000-0000-4000-8000-000000000000/notes/first";
    let note = app.put(path, &note).bearer(&inspector).send().await;
    assert_eq!((note.status, note.faults()), (404, vec!["{note} not_an_id".to_owned()]));
    let case = app.case_of(&inspector, &number).await;
    for tag in ["v1", "*", "\"1\"", "\"v1\", \"v2\""] {
        let path = format!("/api/v1/cases/{case}/transitions");
        let call = app.post(&path, &json!({"command": "accept"})).bearer(&inspector);
        let refused = call.key(&app.key()).header("If-Match", tag).send().await;
        assert_eq!((refused.status, refused.faults()), (428, vec!["If-Match not_an_etag".into()]));
    }
    let gone = "/api/v1/cases/00000000-0000-4000-8000-000000000000";
    let gone = app.get(gone).bearer(&inspector).send().await;
    assert_eq!((gone.status, gone.body.get("errors")), (404, None), "an id that names nothing");
}

#[apply(on_both_apps)]
async fn a_member_says_what_type_bounds_and_words_it_takes_in_both_languages(app: &TestApp) {
    let mut body = feedback();
    for (name, value) in [
        ("kind", json!("petition")),
        ("reporter_type", json!(3)),
        ("about_leader", json!("yes")),
        ("prior_case", json!("12")),
        ("bribe", json!({"amount_vnd": -1})),
        ("language", json!("fr")),
    ] {
        body[name] = value;
    }
    for (language, expected) in [
        (
            "en",
            [
                ("/kind", "Taken are: conduct_feedback, "),
                ("/reporter_type", "Expected is a string."),
                ("/about_leader", "Expected is true or false"),
                ("/prior_case", "10 digits and letters"),
                ("/bribe/amount_vnd", "From 0 to "),
                ("/language", "Taken are: vi, en."),
            ],
        ),
        (
            "vi",
            [
                ("/kind", "Chỉ nhận: conduct_feedback, "),
                ("/reporter_type", "Cần một chuỗi"),
                ("/about_leader", "Cần true hoặc false"),
                ("/prior_case", "10 chữ số và chữ cái"),
                ("/bribe/amount_vnd", "Từ 0 đến "),
                ("/language", "Chỉ nhận: vi, en."),
            ],
        ),
    ] {
        let call = app.post("/api/v1/reports", &body).header("Accept-Language", language);
        let refused = call.key(&app.key()).send().await;
        assert_eq!(refused.status, 422);
        let errors = refused.body["errors"].as_array().unwrap();
        for (pointer, says) in expected {
            let of = |it: &&Value| it["pointer"] == pointer;
            let found = errors.iter().find(of).unwrap_or_else(|| panic!("{pointer}: {errors:?}"));
            assert!(found["detail"].as_str().unwrap().contains(says), "{pointer}: {found}");
        }
    }
}

#[apply(on_both_apps)]
async fn the_date_of_an_answer_is_that_of_the_clock_by_which_versions_and_days_are_told(
    app: &TestApp,
) {
    for (at, date) in [
        ("2024-10-15T02:00:00Z", "Tue, 15 Oct 2024 02:00:00 GMT"),
        ("2026-07-02T02:30:07.9Z", "Thu, 02 Jul 2026 02:30:07 GMT"),
    ] {
        app.set(at);
        for path in ["/api/v1/kinds", "/livez", "/api/v1/nothing", "/api/v1/cases"] {
            assert_eq!(app.get(path).send().await.headers["date"], date, "{path}");
        }
        let written = app.file(&feedback()).await;
        assert_eq!(written.headers["date"], date);
    }
}
