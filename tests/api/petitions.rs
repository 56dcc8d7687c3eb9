//! Petitions: who decided first does not decide again.

use liemchinh::domain::actor::Role;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Reply;

fn named(changes: &Value) -> Value {
    let contact = json!({
        "name": "Trần Thị Thử", "phone": "0900 000 002", "email": "thu@dan.example",
        "address": "Số 1, đường Thử, phường 1", "id_number": "072000000001",
    });
    with(with(feedback(), &json!({"contact": contact})), changes)
}

async fn case_of(app: &TestApp, filed: &Reply) -> String {
    let inspector = app.inspector().await;
    app.case_of(&inspector, filed.str("/number")).await
}

async fn typed(app: &TestApp, body: &Value) -> Reply {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let filed = app.post("/api/v1/desk/reports", body).bearer(&clerk).key(&app.key()).send().await;
    assert_eq!(filed.status, 201, "{}", filed.body);
    filed
}

crate::on_both_apps! {
    async fn whoever_answered_the_first_complaint_does_not_hold_the_second(app: &TestApp) {
        let paper = json!({"filed_via": "desk_visit", "signed": true, "category": "decision_or_act"});
        let complaint = with(named(&paper), &json!({"kind": "complaint", "contested_act": "Quyết định 12/QĐ", "learned_on": "2024-10-01", "unit": "25456"}));
        let first = typed(app, &complaint).await;
        let case = case_of(app, &first).await;
        // The complaint about the commune was found to be the district's and answered there.
        let (commune, district) = (app.officer("25456").await, app.officer("703").await);
        let forward = json!({"command": "forward", "to": "703", "text": "Thuộc thẩm quyền cấp huyện."});
        assert_eq!(app.command(&commune, &case, 1, &forward).await.status, 200);
        for (version, body) in [(2, json!({"command": "accept"})), (3, json!({"command": "answer", "outcome": "unfounded", "text": "Nội dung quyết định."}))] {
            let done = app.command(&district, &case, version, &body).await;
            assert_eq!(done.status, 200, "{body} {}", done.body);
        }
        let second = |prior: &str| with(named(&paper), &json!({"kind": "second_complaint", "prior_case": prior, "unit": "25456"}));

        let unknown = typed(app, &second("7K3M9QX2AB")).await;
        let known = typed(app, &second(first.str("/number"))).await;

        assert_eq!(unknown.str("/holder/code"), "703", "the superior of the commune");
        assert_eq!(known.str("/holder/code"), "H53", "not whoever decided first");
        assert_eq!(known.str("/routing/excluded/why"), "decided_first");
    }
}
