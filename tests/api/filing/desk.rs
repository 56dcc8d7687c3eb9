//! What a desk types in: its slip speaks for nobody, and the person's own receipt does.

use liemchinh::harness::domain::Receipt;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;
use crate::rival::{another, execute, on_postgres, until_somebody_waits};
use crate::steps::{answer, answered, done, say, typed};

/// A receipt that no desk has seen.
fn own_receipt() -> String {
    let bytes = *b"\x51\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22";
    Receipt::from_bytes(bytes).to_text()
}

async fn activate(app: &TestApp, slip: &str) -> String {
    let own = own_receipt();
    let call = app.post("/api/v1/report/activation", &json!({"receipt": own})).receipt(slip);
    assert_eq!(call.send().await.status, 200);
    own
}

#[apply(on_both_apps)]
async fn a_printed_slip_speaks_for_nobody_until_it_is_activated(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let officer = app.officer("TN.STNMT").await;
    let filed = typed(app, &clerk, &json!({})).await;
    let slip = filed.str("/receipt").to_owned();
    let case = app.case_of(&officer, filed.str("/number")).await;
    let text = || json!({"text": "Lời của người cầm phiếu."});

    let early = say(app, "withdrawal", &slip, text()).await;
    assert_eq!((early.status, early.str("/reason")), (409, "not_activated"));
    done(app, &officer, &case, 1, json!({"command": "accept"})).await;
    done(app, &officer, &case, 2, json!({"command": "ask_reporter", "text": "Câu hỏi."})).await;
    let reply = say(app, "messages", &slip, text()).await;
    assert_eq!((reply.status, reply.str("/reason")), (409, "not_activated"));
    let own = activate(app, &slip).await;
    assert_eq!(say(app, "messages", &own, text()).await.status, 200);
    done(app, &officer, &case, 4, answer("unfounded")).await;
    assert_eq!(say(app, "confirmation", &own, json!({})).await.status, 200);
    assert_eq!(app.track(&own).await.str("/state"), "closed", "the person's own word");
}

#[apply(on_both_apps)]
async fn an_unfounded_of_the_own_desk_is_closed_by_a_second_person_whatever_the_receipt_says(
    app: &TestApp,
) {
    let officer = app.officer("TN.STNMT").await;
    let filed = typed(app, &officer, &json!({})).await;
    let slip = filed.str("/receipt").to_owned();
    let case = answered(app, &officer, filed.str("/number"), "unfounded").await;
    let early = say(app, "confirmation", &slip, json!({})).await;
    assert_eq!((early.status, early.str("/reason")), (409, "not_activated"));

    // Whoever printed the slip can activate it too.
    let own = activate(app, &slip).await;
    assert_eq!(say(app, "confirmation", &own, json!({})).await.status, 200);

    assert_eq!(app.track(&own).await.str("/state"), "answered");
    let inspector = app.inspector().await;
    done(app, &inspector, &case, 4, json!({"command": "close"})).await;
    assert_eq!(app.track(&own).await.str("/state"), "closed");
}

#[apply(on_both_apps)]
async fn what_came_to_the_desk_is_the_persons_own_once_activated(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let body = with(feedback(), &json!({"filed_via": "desk_call"}));
    let slip = app.post("/api/v1/desk/reports", &body).bearer(&clerk).key(&app.key()).send().await;
    let slip = slip.str("/receipt").to_owned();
    let own =
        Receipt::from_bytes(*b"\x51\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22")
            .to_text();

    for _ in 0..2 {
        let call = app.post("/api/v1/report/activation", &json!({"receipt": own})).receipt(&slip);
        assert_eq!(call.send().await.status, 200, "also when it is sent again");
    }

    assert_eq!(app.track(&slip).await.status, 404, "the desk's slip opens nothing any more");
    assert_eq!(app.track(&own).await.str("/state"), "received");
}

#[apply(on_both_apps)]
async fn a_desk_slip_opens_nothing_once_the_activation_is_committed(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let body = with(feedback(), &json!({"filed_via": "desk_call"}));
    let slip = app.post("/api/v1/desk/reports", &body).bearer(&clerk).key(&app.key()).send().await;
    let own =
        Receipt::from_bytes(*b"\x51\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22");
    let lookup = data_encoding::HEXLOWER.encode(&app.service.keys().lookup(&own));
    let bytes = if on_postgres(app) { format!("'\\x{lookup}'") } else { format!("x'{lookup}'") };
    let truth = if on_postgres(app) { "true" } else { "1" };

    let mut conn = another(
        app,
        &format!(
            "UPDATE reports SET activated = {truth}; UPDATE tokens SET hash = {bytes} WHERE operation = 'receipt';"
        ),
    );
    let done = std::cell::Cell::new(false);
    let asking = async {
        let body = json!({"text": "Tôi rút đơn."});
        let key = app.key();
        let call =
            app.post("/api/v1/report/withdrawal", &body).receipt(slip.str("/receipt")).key(&key);
        let reply = call.send().await;
        done.set(true);
        reply
    };
    let committing = async {
        until_somebody_waits(app, || done.get()).await;
        execute(&mut conn, "COMMIT");
    };
    let (reply, ()) = tokio::join!(asking, committing);

    assert_eq!(reply.status, 404, "{}", reply.body);
    assert_eq!(app.track(&own.to_text()).await.str("/state"), "received");
}
