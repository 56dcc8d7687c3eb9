//! What somebody who has one thing of an account does not get with it: a mailbox, a session with its password, an old request.

use macro_rules_attribute::apply;
use serde_json::json;

use super::phones::{enrolled, later, with_both};
use crate::accounts::office::{
    self, act, administrators, ask_link, inspector, lives, mailed, officer, seen, use_link,
};
use crate::app::{PASSWORD, TestApp};
use crate::{on_both_apps, on_both_strict_apps};

#[apply(on_both_strict_apps)]
async fn a7_no_mailbox_alone_begins_the_factor_of_an_account_that_must_have_one(app: &TestApp) {
    let owner = inspector(app).await;
    let links = async || -> Vec<String> {
        ask_link(app, "thanh.tra").await;
        mailed(app).await.into_iter().filter_map(|(_, link)| link).collect()
    };
    assert_eq!(links().await, [""; 0], "it has a password and no factor yet");
    enrolled(app, &owner).await;
    let with_factor = links().await;
    assert_eq!(with_factor.len(), 1, "the code is asked for as before");

    app.service.forget_factor("thanh.tra").await.unwrap();

    assert_ne!(use_link(app, &with_factor[0], office::NEW).await.status, 200, "it ended with it");
    assert_eq!(links().await, [""; 0]);
}

#[apply(on_both_apps)]
async fn a4_what_waited_for_a_factor_does_not_end_the_next_one(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let owner = officer(app).await;
    let (_, codes) = enrolled(app, &owner).await;
    act(app, &first, &owner.id, "factor/reset", &json!({})).await;
    let waits = seen(app, &first, &owner.id).await["waiting"]["id"].clone();
    assert_eq!(with_both(app, "removal", &owner.token, &codes[0]).await.status, 204);
    enrolled(app, &owner).await;

    let body = json!({"request": waits});
    let late = act(app, &second, &owner.id, "request/confirmation", &body).await;

    assert_eq!(late.status, 404, "{}", late.body);
    assert_eq!(seen(app, &first, &owner.id).await["has_factor"], true);
    assert!(lives(app, &owner.token).await);
}

#[apply(on_both_apps)]
async fn a4_a_password_set_again_forgives_no_guess_at_codes(app: &TestApp) {
    let owner = officer(app).await;
    let (phone, _) = enrolled(app, &owner).await;
    for _ in 0..8 {
        let wrong = with_both(app, "recovery-codes", &owner.token, &phone.code(app, 7)).await;
        assert_eq!(wrong.faults(), ["/password wrong_proof"]);
        later(app, 6);
    }
    let body = json!({"old_password": PASSWORD, "password": PASSWORD});
    let set = app.put("/api/v1/me/password", &body).bearer(&owner.token).send().await;
    assert_eq!(set.status, 204, "{}", set.body);
    later(app, 6);
    with_both(app, "recovery-codes", &owner.token, &phone.code(app, 7)).await;

    later(app, 2);
    let soon = with_both(app, "recovery-codes", &owner.token, &phone.code(app, 0)).await;
    later(app, 30);
    let late = with_both(app, "recovery-codes", &owner.token, &phone.code(app, 0)).await;

    assert_eq!(soon.faults(), ["/password wrong_proof"], "nine guesses wait longer than one");
    assert_eq!(late.status, 200, "{}", late.body);
}
