//! Who sees what: queues, pages, filters, and cases that are not there for others.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;
use crate::steps::case;

fn numbers(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|it| it["number"].as_str().unwrap().to_owned()).collect()
}

#[apply(on_both_apps)]
async fn a_unit_sees_its_own_cases_and_others_are_not_there(app: &TestApp) {
    let ours = app.file(&feedback()).await;
    let theirs = app.file(&with(feedback(), &json!({"unit": "TN.SYT"}))).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let foreign = app.case_of(&inspector, theirs.str("/number")).await;

    let queue = app.get("/api/v1/cases?count=true").bearer(&officer).send().await;
    assert_eq!(numbers(&queue.body), [ours.str("/number")]);
    assert_eq!(queue.body["count"], 1);
    let random = "00000000-0000-4000-8000-000000000000";
    for path in ["", "/events", "/obligations"] {
        let foreign =
            app.get(&format!("/api/v1/cases/{foreign}{path}")).bearer(&officer).send().await;
        let nothing =
            app.get(&format!("/api/v1/cases/{random}{path}")).bearer(&officer).send().await;
        let same = |body: &Value| with(body.clone(), &json!({"request_id": null}));
        assert_eq!(foreign.status, 404);
        assert_eq!(same(&foreign.body), same(&nothing.body), "{path}");
    }
    let touched = app.command(&officer, &foreign, 1, &json!({"command": "accept"})).await;
    assert_eq!(touched.status, 404);
    let taken = app.assign(&officer, &foreign, 1).await;
    assert_eq!(taken.status, 404);
    let filtered = app.get("/api/v1/cases?unit=TN.SYT&count=true").bearer(&officer).send().await;
    assert_eq!(
        (filtered.body["items"].as_array().unwrap().len(), &filtered.body["count"]),
        (0, &json!(0))
    );
}

#[apply(on_both_apps)]
async fn an_administrator_sees_no_case(app: &TestApp) {
    app.file(&feedback()).await;
    let admin = app.staff(Role::Administrator, None).await;

    let queue = app.get("/api/v1/cases").bearer(&admin).send().await;
    let none = app.get("/api/v1/cases").send().await;
    let wrong = app.get("/api/v1/cases").bearer("lc_s_nothing").send().await;

    assert_eq!((queue.status, queue.code()), (403, "forbidden"));
    assert_eq!((none.status, none.code()), (401, "unauthenticated"));
    assert_eq!(wrong.status, 401);
}

#[apply(on_both_apps)]
async fn pages_follow_urgency_and_neither_skip_nor_repeat(app: &TestApp) {
    let mut filed = Vec::new();
    for day in ["2024-10-03T02:00:00Z", "2024-10-01T02:00:00Z", "2024-10-02T02:00:00Z"] {
        app.set(day);
        for _ in 0..2 {
            filed.push(app.file(&feedback()).await.str("/number").to_owned());
        }
    }
    let officer = app.officer("TN.STNMT").await;
    let mut seen: Vec<String> = Vec::new();
    let mut days: Vec<String> = Vec::new();
    let mut path = "/api/v1/cases?limit=2".to_owned();
    loop {
        let page = app.get(&path).bearer(&officer).send().await;
        assert!(page.body["items"].as_array().unwrap().len() <= 2);
        seen.extend(numbers(&page.body));
        let due = page.body["items"].as_array().unwrap();
        days.extend(due.iter().map(|it| it["next_due_on"].as_str().unwrap().to_owned()));
        let Some(next) = page.body["next"].as_str() else { break };
        path = format!("/api/v1/cases?limit=2&cursor={next}");
    }

    assert!(days.is_sorted(), "{days:?}");
    seen.sort();
    filed.sort();
    assert_eq!(seen, filed);
    let first = app.get("/api/v1/cases?limit=2").bearer(&officer).send().await;
    let cursor = first.str("/next");
    let other_query = app
        .get(&format!("/api/v1/cases?limit=2&overdue=true&cursor={cursor}"))
        .bearer(&officer)
        .send()
        .await;
    let other_reader = app.officer("TN.SYT").await;
    let other_reader = app
        .get(&format!("/api/v1/cases?limit=2&cursor={cursor}"))
        .bearer(&other_reader)
        .send()
        .await;
    assert_eq!((other_query.status, other_query.code()), (400, "bad_cursor"));
    assert_eq!(other_reader.status, 400);
}

#[apply(on_both_apps)]
async fn filters_narrow_and_unknown_ones_are_refused(app: &TestApp) {
    app.set("2024-09-02T02:00:00Z");
    let old = app.file(&feedback()).await;
    app.set("2024-10-15T02:00:00Z");
    let new = app.file(&with(feedback(), &json!({"category": "wrong_fee"}))).await;
    let officer = app.officer("TN.STNMT").await;
    let found = async |query: &str| {
        let page = app.get(&format!("/api/v1/cases?{query}")).bearer(&officer).send().await;
        assert_eq!(page.status, 200, "{}", page.body);
        numbers(&page.body)
    };
    let (old, new) = (old.str("/number").to_owned(), new.str("/number").to_owned());

    assert_eq!(found("overdue=true").await, std::slice::from_ref(&old));
    assert_eq!(found("category=wrong_fee").await, std::slice::from_ref(&new));
    assert_eq!(
        found("state=received&kind=conduct_feedback&open=true").await,
        [old.clone(), new.clone()]
    );
    assert_eq!(found("due_by=2024-09-30").await, [old]);
    assert_eq!(found("state=closed").await, Vec::<String>::new());
    for query in [
        "state=lost",
        "status=open",
        "limit=0",
        "limit=101",
        "overdue=perhaps",
        "state=received&state=closed",
        "due_by=tomorrow",
    ] {
        let refused = app.get(&format!("/api/v1/cases?{query}")).bearer(&officer).send().await;
        assert_eq!(
            (refused.status, refused.code()),
            (
                400,
                if query.starts_with("status") { "unknown_parameter" } else { "invalid_parameter" }
            ),
            "{query}"
        );
        let twice = query.contains("&state=");
        assert_eq!(refused.body["errors"][0]["code"] == "repeated", twice, "{query}");
    }
}

#[apply(on_both_apps)]
async fn an_accused_inspectorate_is_a_unit_like_any_other(app: &TestApp) {
    let filed = app.file(&with(feedback(), &json!({"unit": "TN.TTT"}))).await;
    let (accused, chair) = (app.inspector().await, app.staff(Role::Inspector, Some("H53")).await);
    let case = app.case_of(&accused, filed.str("/number")).await;

    let hidden = app.get(&format!("/api/v1/cases/{case}")).bearer(&accused).send().await;
    let shown = app.get(&format!("/api/v1/cases/{case}")).bearer(&chair).send().await;

    assert!(hidden.body["report"].get("contact").is_none());
    assert_eq!(shown.str("/report/contact/phone"), "+84900000001");
}

#[apply(on_both_apps)]
async fn a_unit_never_sees_the_contact_where_the_kind_hides_it(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;

    let read = app.get(&format!("/api/v1/cases/{case}")).bearer(&officer).send().await;

    assert_eq!(read.body["report"]["has_contact"], true);
    for secret in ["Nguyễn Văn Thử", "900000001", "thu@dan.example"] {
        assert!(!read.text.contains(secret), "{secret}");
    }
    assert_eq!(read.headers["etag"], "\"v1\"");
}

#[apply(on_both_apps)]
async fn whoever_pressed_a_reporter_to_withdraw_does_not_learn_what_was_said(app: &TestApp) {
    let (case, receipt, inspector) = case(app).await;
    let officer = app.officer("TN.STNMT").await;
    app.worker.tick().await.unwrap();
    app.mail.take();

    let body = json!({"text": "Họ đe dọa tôi phải rút đơn.", "under_pressure": true});
    let call = app.post("/api/v1/report/withdrawal", &body).receipt(&receipt).key(&app.key());
    assert_eq!(call.send().await.status, 200);
    app.worker.tick().await.unwrap();

    assert!(app.mail.take().is_empty(), "nobody is told of a case that goes on");
    let path = format!("/api/v1/cases/{case}/events");
    let unit = app.get(&path).bearer(&officer).send().await;
    assert!(!unit.text.contains("đe dọa") && !unit.text.contains("goes_on"), "{}", unit.text);
    let seen = app.get(&path).bearer(&inspector).send().await;
    assert!(seen.text.contains("đe dọa") && seen.text.contains("\"goes_on\":true"));
}
