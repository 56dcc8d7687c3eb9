//! In whose hand cases are: taken, given, put back and handed over, one by one and many at once; and what a write must bring.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::{each, read, statuses};
use crate::app::{TestApp, feedback, tip};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_apps;

const BULK: &str = "/api/v1/cases/transitions";

pub(super) fn item(case: &str, version: i32, assign: &Value) -> Value {
    json!({"id": case, "version": version, "assign": assign})
}

pub(super) async fn bulk(app: &TestApp, token: &str, items: &[Value]) -> Reply {
    app.post(BULK, &json!({"items": items})).bearer(token).key(&app.key()).send().await
}

pub(super) async fn filed(app: &TestApp, token: &str) -> String {
    let filed = app.file(&feedback()).await;
    app.case_of(token, filed.str("/number")).await
}

pub(super) async fn put(app: &TestApp, token: &str, life: &Life<'_>, body: Value) -> Reply {
    let path = format!("/api/v1/cases/{}/assignment", life.id);
    app.post(&path, &body).bearer(token).key(&app.key()).if_match(life.version).send().await
}

#[apply(on_both_apps)]
async fn a_write_that_lacks_several_headers_is_told_all_of_them_at_once(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer).await;
    let path = format!("/api/v1/cases/{case}/transitions");
    let accept = json!({"command": "accept"});
    let call = |path: &str| app.post(path, &accept).bearer(&officer);

    let none = call(&path).send().await;
    let rehearsal = call(&format!("{path}?dry_run=true")).send().await;
    let text = call(&path).raw("text/plain", b"{}".to_vec()).send().await;
    let short = call(&path).key("short").send().await;
    let keyless = call(&path).if_match(1).send().await;

    assert_eq!((none.status, none.code()), (428, "precondition_required"));
    assert_eq!(none.faults(), ["If-Match required", "Idempotency-Key required"]);
    assert_eq!((rehearsal.status, rehearsal.faults()), (428, vec!["If-Match required".to_owned()]));
    assert_eq!(
        text.faults(),
        ["If-Match required", "Content-Type not_allowed", "Idempotency-Key required"]
    );
    assert_eq!((short.status, short.code()), (400, "idempotency_key_required"));
    assert_eq!(short.faults(), ["Idempotency-Key not_a_key", "If-Match required"]);
    assert_eq!((keyless.status, keyless.code()), (400, "idempotency_key_required"));
    assert_eq!(keyless.faults(), ["Idempotency-Key required"]);
}

#[apply(on_both_apps)]
async fn many_cases_are_taken_given_and_put_back_at_once_and_each_is_answered_by_itself(
    app: &TestApp,
) {
    let officer = app.officer("TN.STNMT").await;
    let (login, _) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let (one, two) = (filed(app, &officer).await, filed(app, &officer).await);
    let mine = [
        item(&one, 1, &json!({"to": "me"})),
        item(&two, 1, &json!({"to": login})),
        item(&two, 1, &json!({"to": "khong.co.ai"})),
    ];

    let path = format!("{BULK}?dry_run=true");
    let dry = app.post(&path, &json!({"items": mine})).bearer(&officer).send().await;
    let still = read(app, &officer, &format!("cases/{one}")).await;
    let taken = bulk(app, &officer, &mine).await;
    let none = json!({"to": "none"});
    let back = bulk(app, &officer, &[item(&one, 2, &none), item(&two, 2, &none)]).await;
    let twice = bulk(app, &officer, &[item(&one, 3, &none)]).await;
    let both =
        json!({"id": one, "version": 3, "assign": none, "transition": {"command": "accept"}});
    let both = bulk(app, &officer, &[both]).await;

    assert_eq!((statuses(&dry), &still.body["version"]), (vec![200, 200, 422], &json!(1)));
    assert_eq!(statuses(&taken), [200, 200, 412]);
    assert_eq!(each(&taken, "/case/event/kind"), ["assigned", "assigned", "-"]);
    assert_eq!(each(&back, "/case/event/kind"), ["put_back", "-"]);
    assert_eq!(each(&back, "/problem/errors/0/code"), ["-", "hand_over_reason"]);
    assert_eq!(each(&twice, "/problem/reason"), ["in_nobodys_hand"]);
    assert_eq!(
        (both.status, both.faults()),
        (422, vec!["/items/0 transition_or_assign".to_owned()])
    );
    let free = read(app, &officer, "cases?assignee=none").await;
    assert_eq!(each(&free, "/id"), [one]);
    let theirs = read(app, &officer, &format!("cases?assignee={login}")).await;
    assert_eq!(each(&theirs, "/id"), [two]);
}

#[apply(on_both_apps)]
async fn what_a_colleague_who_is_away_has_is_handed_over_page_by_page_by_the_leader_for_a_reason(
    app: &TestApp,
) {
    let (away, gone) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let (next, officer) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let (third, _) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let leader = app.staff(Role::UnitLeader, Some("TN.STNMT")).await;
    let (inspector, other) =
        (app.inspector().await, app.staff(Role::UnitLeader, Some("703")).await);
    let mut taken = Vec::new();
    for _ in 0..3 {
        let case = filed(app, &gone).await;
        taken.push(item(&case, 1, &json!({"to": "me"})));
    }
    assert_eq!(statuses(&bulk(app, &gone, &taken).await), [200; 3]);
    let first = taken[0]["id"].as_str().unwrap().to_owned();

    let over = json!({"to": next, "reason": "Đồng nghiệp nghỉ phép."});
    let unsaid = bulk(app, &leader, &[item(&first, 2, &json!({"to": next}))]).await;
    let by_officer = bulk(app, &officer, &[item(&first, 2, &json!({"to": third}))]).await;
    let by_inspector =
        bulk(app, &inspector, &[item(&first, 2, &json!({"to": "none", "reason": "Nghỉ phép."}))])
            .await;
    let by_other = bulk(app, &other, &[item(&first, 2, &over)]).await;
    let mut handed = 0;
    loop {
        let page = read(app, &leader, &format!("cases?assignee={away}&open=true&limit=2")).await;
        let items: Vec<Value> = each(&page, "/id").iter().map(|id| item(id, 2, &over)).collect();
        if items.is_empty() {
            break;
        }
        handed += items.len();
        assert!(statuses(&bulk(app, &leader, &items).await).iter().all(|it| *it == 200));
    }

    assert_eq!(each(&unsaid, "/problem/errors/0/code"), ["hand_over_reason"]);
    assert_eq!(each(&by_officer, "/problem/errors/0/code"), ["hand_over_reason"]);
    assert_eq!(each(&by_inspector, "/problem/reason"), ["holder_only"]);
    assert_eq!(statuses(&by_other), [404], "no case of another unit is there");
    assert_eq!(handed, 3);
    let theirs = read(app, &officer, "cases?assignee=me").await;
    assert_eq!(each(&theirs, "/id").len(), 3);
    let events = read(app, &officer, &format!("cases/{first}/events")).await;
    assert_eq!(each(&events, "/kind"), ["filed", "assigned", "assigned"]);
    assert_eq!(events.str("/items/2/text"), "Đồng nghiệp nghỉ phép.");
}

#[apply(on_both_apps)]
async fn a_tip_is_put_back_by_whoever_has_it_alone_and_is_then_open_to_nobody(app: &TestApp) {
    let (mut life, _) = Life::file(app, &tip()).await;
    let (inspector, other) = (app.inspector().await, app.inspector().await);
    let me = json!({"items": [item(&life.id, 1, &json!({"to": "me"}))]});
    let tried = app.post(&format!("{BULK}?dry_run=true"), &me).bearer(&inspector).send().await;
    assert_eq!(each(&tried, "/problem/reason"), ["not_in_your_hand"], "trying opens no tip");
    life.take(&inspector).await;
    let why = json!({"to": "none", "reason": "Tôi chuyển việc khác."});

    let foreign = put(app, &other, &life, why.clone()).await;
    let back = put(app, &inspector, &life, why).await;
    let events = read(app, &inspector, &format!("cases/{}/events", life.id)).await;
    life.version += 1;
    let taken = put(app, &other, &life, json!({"to": "me"})).await;

    assert_eq!((foreign.status, foreign.str("/reason")), (409, "not_in_your_hand"));
    assert_eq!((back.status, back.str("/event/kind")), (200, "put_back"), "{}", back.body);
    assert_eq!(events.status, 404, "{}", events.body);
    assert_eq!(taken.status, 200, "out of nobody's hand no reason is needed: {}", taken.body);
}
