//! A way to answer that is left or changed after filing: no event, and nothing of it for a unit that may not know.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::filing::senders::looks;
use crate::on_both_apps;
use crate::steps::typed;

async fn leave(app: &TestApp, receipt: &str, contact: Value) -> Reply {
    let body = json!({"contact": contact, "consent_version": "2024-03"});
    app.post("/api/v1/report/contact", &body).receipt(receipt).key(&app.key()).send().await
}

#[apply(on_both_apps)]
async fn whoever_was_silent_about_a_name_can_leave_one_later(app: &TestApp) {
    let filed = app.file(&tip()).await;
    let receipt = filed.str("/receipt");
    let inspector = app.inspector().await;
    let queue = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = queue.str("/items/0/id").to_owned();
    assert_eq!(app.assign(&inspector, &case, 1).await.status, 200);
    let read = async || app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert_eq!(read().await.body["report"]["has_contact"], false);

    let contact = json!({"name": "CANARYNAME5 Thử", "phone": "0900 000 009"});
    let left = leave(app, receipt, contact.clone()).await;
    assert_eq!(left.status, 200, "{}", left.body);
    for other in [contact, json!({"name": "Kẻ Ép Buộc", "phone": "0900 000 010"})] {
        let stands = leave(app, receipt, other).await;
        assert_eq!(
            stands.str("/reason"),
            "contact_stands",
            "whoever took the receipt replaces, and learns, nothing"
        );
    }

    let seen = read().await;
    assert_eq!(
        (&seen.body["report"]["has_contact"], &seen.body["version"]),
        (&json!(true), &json!(2))
    );
    let dump = crate::filing::secrecy::dump(app);
    assert!(!crate::filing::secrecy::holds(&dump, "CANARYNAME5"), "sealed like the tip");
}

#[apply(on_both_apps)]
async fn a_changed_contact_is_no_news_for_a_unit_that_may_not_know_it(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = app.case_of(&officer, filed.str("/number")).await;
    app.worker.tick().await.unwrap();
    app.mail.take();
    let before = looks(app, &officer, &case).await;

    let kept = json!({"name": "Nguyễn Văn Thử", "phone": "0900 000 007"});
    assert_eq!(leave(app, filed.str("/receipt"), kept).await.status, 200);
    app.worker.tick().await.unwrap();

    assert_eq!(looks(app, &officer, &case).await, before);
    assert!(app.mail.take().is_empty());
    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert_eq!(
        (seen.str("/report/contact/phone"), seen.str("/report/contact/email")),
        ("+84900000007", "thu@dan.example")
    );
}

#[apply(on_both_apps)]
async fn a_contact_that_comes_later_is_judged_as_one_that_is_filed(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt");
    let faults = async |contact: Value| leave(app, receipt, contact).await.faults();

    let named = json!({"name": "Nguyễn Văn Thử"});
    assert_eq!(faults(named.clone()).await, ["/contact unreachable"]);
    let phone = with(named, &json!({"phone": "0900 000 007"}));
    let body = json!({"contact": phone, "consent_version": "2031-01"});
    let shown = app.post("/api/v1/report/contact", &body).receipt(receipt);
    let shown = shown.key(&app.key()).send().await;
    assert_eq!(shown.faults(), ["/consent_version no_such_consent"]);
    assert_eq!(leave(app, receipt, phone).await.status, 200, "the address stays as it was filed");
}

#[apply(on_both_apps)]
async fn a_printed_slip_leaves_no_contact(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let filed = typed(app, &clerk, &json!({})).await;

    let early =
        leave(app, filed.str("/receipt"), json!({"name": "Người Khác", "phone": "0900 000 008"}))
            .await;

    assert_eq!((early.status, early.str("/reason")), (409, "not_activated"));
}

#[apply(on_both_apps)]
async fn whoever_sees_a_contact_has_another_etag_once_it_has_changed_and_acts_by_it(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = app.case_of(&officer, filed.str("/number")).await;
    let path = format!("/api/v1/cases/{case}");
    let tag = async |token: &str| app.get(&path).bearer(token).send().await.headers["etag"].clone();
    let contact = |phone: &str| json!({"name": "Nguyễn Văn Thử", "phone": phone});
    assert_eq!([tag(&officer).await, tag(&inspector).await], ["\"v1\"", "\"v1\""]);

    leave(app, filed.str("/receipt"), contact("0900 000 007")).await;
    let first = tag(&inspector).await;
    leave(app, filed.str("/receipt"), contact("0900 000 008")).await;
    let second = tag(&inspector).await;

    assert!(first.starts_with("\"v1-") && second.starts_with("\"v1-"), "{first} {second}");
    assert_ne!(first, second);
    assert_eq!(tag(&officer).await, "\"v1\"", "who may not know it sees no change");
    let body = json!({"command": "confirm_sender", "confirmed": true, "basis": "records", "text": "Đã đối chiếu."});
    let act = app.post(&format!("{path}/transitions"), &body).bearer(&inspector).key(&app.key());
    let done = act.header("If-Match", &second).send().await;
    assert!(![412, 428].contains(&done.status), "{}", done.body);
}

#[apply(on_both_apps)]
async fn has_contact_moves_for_nobody_but_whoever_has_a_tip_in_hand(app: &TestApp) {
    let kinds = app.get("/api/v1/kinds").send().await;
    for kind in kinds.body["items"].as_array().unwrap() {
        let named = kind["anonymous"] == "forbidden" && kind["contact_required"] == true;
        assert_eq!(named, kind["code"] != "corruption_tip", "{}", kind["code"]);
    }
    let filed = app.file(&tip()).await;
    let inspector = app.inspector().await;
    let queue = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = queue.str("/items/0/id").to_owned();
    app.assign(&inspector, &case, 1).await;
    let tag = async || {
        let read = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
        read.headers["etag"].clone()
    };
    assert_eq!(tag().await, "\"v2\"");

    leave(app, filed.str("/receipt"), json!({"name": "Trần Thị Thử", "phone": "0900 000 009"}))
        .await;

    assert!(tag().await.starts_with("\"v2-"), "what the tag stood for shows a contact now");
}
