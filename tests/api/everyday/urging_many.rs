//! Urging about many cases at once: what would be urged, what is, why what is not; and never about a tip.

use futures_util::future::join_all;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::{URGED, each, read, statuses};
use crate::app::{TestApp, feedback, tip};
use crate::client::Reply;
use crate::followed::Life;
use crate::steps::{answered, must};
use crate::{on_both_apps, on_both_holding_apps};

async fn preview(app: &TestApp, token: &str, body: &Value) -> Reply {
    app.post(&format!("{URGED}?dry_run=true"), body).bearer(token).send().await
}

#[apply(on_both_apps)]
async fn many_are_urged_at_once_as_the_preview_said_and_none_twice(app: &TestApp) {
    let (one, two) = (app.file(&feedback()).await, app.file(&feedback()).await);
    let (sealed, _) = Life::file(app, &tip()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let over = answered(app, &officer, two.str("/number"), "founded").await;
    must(app, &officer, &over, json!({"command": "close"})).await;
    let body = json!({
        "targets": [
            {"case": one.str("/number")},
            {"case": two.str("/number")},
            {"case": sealed.id},
            {"unit": "TN.STP"},
        ],
        "text": "Đề nghị trả lời người dân.",
    });

    let dry = preview(app, &inspector, &body).await;
    let none = read(app, &inspector, "urgings").await;
    let key = app.key();
    let send = async || app.post(URGED, &body).bearer(&inspector).key(&key).send().await;
    let (sent, again) = (send().await, send().await);
    let after = preview(app, &inspector, &body).await;
    let all = read(app, &inspector, "urgings").await;
    let to_unit = read(app, &officer, "urgings").await;

    assert_eq!(statuses(&dry), [200, 409, 422, 200], "{}", dry.body);
    assert_eq!(each(&dry, "/preview/unit/code"), ["TN.STNMT", "-", "-", "TN.STP"]);
    assert_eq!(each(&dry, "/problem/reason"), ["-", "case_is_over", "-", "-"]);
    assert_eq!(each(&dry, "/problem/errors/0/code"), ["-", "-", "no_such_case", "-"]);
    assert_eq!(none.body["items"], json!([]), "a preview sends nothing");
    assert_eq!(statuses(&sent), [201, 409, 422, 201]);
    assert_eq!(each(&sent, "/urging/due_on"), each(&dry, "/preview/due_on"));
    assert_eq!(each(&sent, "/urging/number"), each(&again, "/urging/number"));
    assert_eq!(each(&after, "/problem/reason"), ["already_urged", "case_is_over", "-", "-"]);
    assert_eq!((each(&all, "/number").len(), each(&to_unit, "/number").len()), (2, 1));
}

#[apply(on_both_apps)]
async fn only_inspectors_urge_and_none_urges_the_own_body(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let body = json!({"targets": [{"unit": "TN.TTT"}], "text": "Đề nghị báo cáo."});

    let refused = preview(app, &officer, &body).await;
    let own = preview(app, &inspector, &body).await;
    let odd = json!({"targets": [{"unit": "TN.TTT", "case": "x"}, {}], "text": "Đề nghị."});
    let odd = preview(app, &inspector, &odd).await;
    let twice = json!({"targets": [{"unit": "TN.STP"}, {"unit": "TN.STP"}], "text": "Đề nghị."});
    let twice = preview(app, &inspector, &twice).await;
    let head = app.staff(Role::InspectorateHead, Some("TN.TTT")).await;

    assert_eq!(refused.status, 403);
    assert_eq!(preview(app, &head, &body).await.status, 403);
    assert_eq!(each(&own, "/problem/errors/0/code"), ["own_body"]);
    assert_eq!(twice.faults(), ["/targets/1 code_twice"], "no unit gets two letters");
    assert_eq!(odd.faults(), ["/targets/0 case_or_unit", "/targets/1 case_or_unit"]);
}

#[apply(on_both_holding_apps)]
async fn what_has_not_reached_its_unit_is_not_urged_about(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let inspector = app.inspector().await;
    let body = json!({"targets": [{"case": filed.str("/number")}], "text": "Đề nghị trả lời."});

    let dry = preview(app, &inspector, &body).await;

    assert_eq!(each(&dry, "/problem/errors/0/code"), ["no_such_case"], "{}", dry.body);
}

#[apply(on_both_apps)]
async fn of_many_who_urge_at_once_about_one_case_one_sends_a_letter(app: &TestApp) {
    let mut targets = Vec::new();
    for _ in 0..12 {
        let filed = app.file(&feedback()).await;
        targets.push(json!({"case": filed.str("/number")}));
    }
    let body = json!({"targets": targets, "text": "Đề nghị trả lời người dân."});
    let inspectors = [app.inspector().await, app.inspector().await, app.inspector().await];

    let sending = inspectors
        .iter()
        .cycle()
        .take(6)
        .map(async |token| app.post(URGED, &body).bearer(token).key(&app.key()).send().await);
    let sent = join_all(sending).await;

    let sent: Vec<String> = sent.iter().flat_map(statuses_of).collect();
    let letters = sent.iter().filter(|status| *status == "201").count();
    let all = read(app, &inspectors[0], "urgings").await;
    assert_eq!((letters, each(&all, "/number").len()), (12, 12), "{sent:?}");
}

fn statuses_of(reply: &Reply) -> Vec<String> {
    assert_eq!(reply.status, 200, "{}", reply.body);
    statuses(reply).iter().map(ToString::to_string).collect()
}
