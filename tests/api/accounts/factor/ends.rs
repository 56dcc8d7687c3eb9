//! How a second factor ends: by its owner, by two administrators, and by nobody else; and how long a password is beside one.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use super::phones::{FACTOR, begin, confirm, enrolled, enter, later, try_in, with_both};
use crate::accounts::office::{
    self, ACCOUNTS, NEW, act, administrators, inspector, lives, officer, seen,
};
use crate::app::{PASSWORD, TestApp};
use crate::coverage::{NOBODY, bodies};
use crate::on_both_apps;

const PLACE: &str = "198.51.100.7";

#[apply(on_both_apps)]
async fn a4_a_factor_ends_with_password_and_code_and_other_codes_are_made_with_them(app: &TestApp) {
    let owner = officer(app).await;
    let none = with_both(app, "removal", &owner.token, "123456").await;
    assert_eq!((none.status, none.code()), (409, "no_factor"));
    let (phone, before) = enrolled(app, &owner).await;
    for what in ["recovery-codes", "removal"] {
        let wrong = with_both(app, what, &owner.token, &phone.code(app, 9)).await;
        assert_eq!(wrong.faults(), ["/password wrong_proof"], "{what}");
        later(app, 4);
    }
    let renewed = with_both(app, "recovery-codes", &owner.token, &phone.code(app, 0)).await;
    assert_eq!(renewed.status, 200, "{}", renewed.body);
    assert_eq!(
        enter(app, "can.bo", &before[0]).await.status,
        401,
        "the old ones are worth nothing"
    );
    later(app, 30);
    let used = phone.code(app, 0);
    let signed = enter(app, "can.bo", &used).await;
    let again = with_both(app, "removal", &owner.token, &used).await;
    assert_eq!(again.faults(), ["/password wrong_proof"], "no code counts twice, whatever for");
    later(app, 4);

    let fresh = renewed.str("/recovery_codes/0").to_owned();
    let removed = with_both(app, "removal", &owner.token, &fresh).await;

    assert_eq!(removed.status, 204, "{}", removed.body);
    assert!(lives(app, &owner.token).await && !lives(app, signed.str("/token")).await);
    assert_eq!(try_in(app, "can.bo", (PASSWORD, None), PLACE).await.status, 201);
}

#[apply(on_both_apps)]
async fn a1_twelve_characters_will_do_beside_a_factor_which_then_does_not_go_before_them(
    app: &TestApp,
) {
    const TWELVE: &str = "gò9 kênh vạc";
    let owner = officer(app).await;
    let set = async |old: &str, new: &str| {
        let body = json!({"old_password": old, "password": new});
        app.put("/api/v1/me/password", &body).bearer(&owner.token).send().await
    };
    assert_eq!(set(PASSWORD, TWELVE).await.faults(), ["/password password_too_short"]);
    let (phone, _) = enrolled(app, &owner).await;
    assert_eq!(set(PASSWORD, TWELVE).await.status, 204);

    let body = json!({"password": TWELVE, "code": phone.code(app, 0)});
    let path = format!("{FACTOR}/removal");
    let kept = app.post(&path, &body).bearer(&owner.token).send().await;

    assert_eq!(kept.faults(), ["/password password_too_short"]);
    later(app, 4);
    assert_eq!(set(TWELVE, NEW).await.status, 204);
}

#[apply(on_both_apps)]
async fn a4_a_lost_factor_is_removed_by_two_administrators_and_the_password_stays(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let owner = inspector(app).await;
    let none = act(app, &first, &owner.id, "factor/reset", &json!({})).await;
    assert_eq!((none.status, none.code()), (409, "no_factor"));
    enrolled(app, &owner).await;
    assert_eq!(seen(app, &first, &owner.id).await["has_factor"], true);
    let asked = act(app, &first, &owner.id, "factor/reset", &json!({})).await;
    assert_eq!((asked.status, asked.str("/waiting/act")), (200, "factor"));
    let alone = office::confirm(app, &first, &owner.id).await;
    assert_eq!((alone.status, alone.code()), (409, "another_administrator_needed"));
    let own = act(app, &first, &first.id, "factor/reset", &json!({})).await;
    assert_eq!((own.status, own.code()), (409, "own_account"));
    assert!(lives(app, &owner.token).await, "nothing has changed");

    let done = office::confirm(app, &second, &owner.id).await;

    assert_eq!((done.status, &done.body["has_factor"]), (200, &json!(false)), "{}", done.body);
    assert_eq!(done.body["has_password"], true);
    assert!(!lives(app, &owner.token).await);
    assert_eq!(try_in(app, "thanh.tra", (PASSWORD, None), PLACE).await.status, 201);
}

#[apply(on_both_apps)]
async fn a4_whoever_commands_the_machine_removes_a_factor_where_nobody_else_can(app: &TestApp) {
    let owner = inspector(app).await;
    enrolled(app, &owner).await;

    app.service.forget_factor("thanh.tra").await.unwrap();

    assert!(!lives(app, &owner.token).await);
    assert!(app.service.forget_factor("thanh.tra").await.is_err(), "there is none");
    assert_eq!(try_in(app, "thanh.tra", (PASSWORD, None), PLACE).await.status, 201);
}

#[apply(on_both_apps)]
async fn a4_an_account_that_is_closed_and_opened_again_keeps_its_factor(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let owner = officer(app).await;
    let (phone, _) = enrolled(app, &owner).await;
    act(app, &first, &owner.id, "closing", &json!({})).await;
    act(app, &first, &owner.id, "reopening", &json!({})).await;
    let mails = office::mailed(app).await;
    let link = mails.into_iter().find_map(|(_, link)| link).unwrap();
    assert_eq!(office::use_link(app, &link, NEW).await.status, 200);

    let alone = try_in(app, "can.bo", (NEW, None), PLACE).await;
    later(app, 4);
    let both = try_in(app, "can.bo", (NEW, Some(&phone.code(app, 0))), PLACE).await;

    assert_eq!((alone.status, both.status), (401, 201), "or one administrator removed it alone");
}

#[apply(on_both_apps)]
async fn a4_a_password_that_is_reset_takes_no_factor_away(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let owner = inspector(app).await;
    let (phone, _) = enrolled(app, &owner).await;
    act(app, &first, &owner.id, "reset", &json!({})).await;
    office::confirm(app, &second, &owner.id).await;
    let link = office::link_to(app, &owner.email).await;
    assert_eq!(office::use_link(app, &link, NEW).await.status, 200);

    let mailbox_alone = try_in(app, "thanh.tra", (NEW, None), PLACE).await;
    later(app, 4);
    let both = try_in(app, "thanh.tra", (NEW, Some(&phone.code(app, 0))), PLACE).await;

    assert_eq!((mailbox_alone.status, both.status), (401, 201));
}

#[apply(on_both_apps)]
async fn j1_what_is_done_to_a_factor_is_in_the_access_log(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let owner = officer(app).await;
    let (phone, codes) = enrolled(app, &owner).await;
    act(app, &first, &owner.id, "factor/reset", &json!({})).await;
    with_both(app, "recovery-codes", &owner.token, &codes[0]).await;
    with_both(app, "removal", &owner.token, &phone.code(app, 0)).await;
    let auditor = app.staff(Role::Auditor, Some("TN.TTT")).await;

    let page = app.get("/api/v1/access-log?limit=100").bearer(&auditor).send().await;

    let noted: Vec<&str> = page.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["what"].as_str())
        .collect();
    for what in ["factor_set", "factor_reset_asked", "codes_renewed", "factor_removed"] {
        assert!(noted.contains(&what), "{what}: {noted:?}");
    }
}

/// What is documented of factors and is met by no other test of one process.
pub async fn every_answer(app: &TestApp) {
    let admin = app.staff(Role::Administrator, None).await;
    let owner = office::person(app, "mot.may", "Hồ Thị Máy", Role::UnitOfficer, "703").await;
    let reset = format!("{ACCOUNTS}/{}/factor/reset", owner.id);
    for path in ["", "/confirmation", "/recovery-codes", "/removal"] {
        let path = format!("{FACTOR}{path}");
        bodies(app, &path, &owner.token).await;
        let body = json!({"password": PASSWORD, "code": "123456"});
        app.post(&path, &body).send().await;
        if path.ends_with('s') || path.ends_with("val") {
            app.post(&path, &body).bearer(&owner.token).send().await;
        }
    }
    confirm(app, &owner.token, "123456").await;
    bodies(app, &reset, &admin).await;
    for token in ["", &owner.token, &admin] {
        app.post(&reset, &json!({})).bearer(token).send().await;
    }
    app.post(&reset.replace(&owner.id, NOBODY), &json!({})).bearer(&admin).send().await;
    let (phone, codes) = enrolled(app, &owner).await;
    begin(app, &owner.token, PASSWORD).await;
    app.post(&reset, &json!({})).bearer(&admin).send().await;
    with_both(app, "recovery-codes", &owner.token, &codes[0]).await;
    with_both(app, "removal", &owner.token, &phone.code(app, 0)).await;
}

/// What is limited as signing in is.
pub async fn every_limit(app: &TestApp) {
    for path in ["", "/confirmation", "/recovery-codes", "/removal"] {
        app.post(&format!("{FACTOR}{path}"), &json!({})).send().await;
    }
}
