//! What takes two administrators, and who is a second one.

use liemchinh::harness::domain::{EmailAddress, Role};
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::office::{
    ACCOUNTS, NEW, Person, act, administrators, change, confirm, fields, inspector, link_to, lives,
    mailed, officer, person, seen, token, use_link,
};
use crate::app::{PASSWORD, TestApp};
use crate::on_both_apps;

async fn reset(app: &TestApp, by: &Person, id: &str) -> Value {
    let asked = act(app, by, id, "reset", &json!({})).await;
    assert_eq!(asked.status, 200, "{}", asked.body);
    asked.body["waiting"].clone()
}

#[apply(on_both_apps)]
async fn a_password_is_reset_by_two_administrators_and_neither_sees_the_next(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let owner = inspector(app).await;
    let waits = reset(app, &first, &owner.id).await;
    assert_eq!(
        (&waits["act"], &waits["asked_by"]["name"]),
        (&json!("reset"), &json!("Phạm Thị Một"))
    );
    assert_eq!(reset(app, &first, &owner.id).await, waits, "asked again it goes on waiting");
    let alone = confirm(app, &first, &owner.id).await;
    assert_eq!((alone.status, alone.code()), (409, "another_administrator_needed"));
    assert!(lives(app, &owner.token).await && mailed(app).await.is_empty(), "nothing has changed");

    let done = confirm(app, &second, &owner.id).await;

    assert_eq!((done.status, &done.body["has_password"]), (200, &json!(false)));
    assert_eq!(done.body["waiting"], Value::Null);
    assert!(!lives(app, &owner.token).await);
    assert_eq!(token(app, "thanh.tra", PASSWORD).await, None);
    app.set("2024-10-15T02:00:02Z");
    let link = link_to(app, &owner.email).await;
    assert_eq!(use_link(app, &link, NEW).await.status, 200);
    assert!(token(app, "thanh.tra", NEW).await.is_some());
}

#[apply(on_both_apps)]
async fn two_accounts_of_one_name_or_mailbox_are_no_two_administrators(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let owner = officer(app).await;
    let namesake = person(app, "phu", "PHAM THI  MOT", Role::Administrator, "").await;
    let mailbox = person(app, "quan.tri.3", "Đỗ Thị Khác", Role::Administrator, "").await;
    let same = EmailAddress::parse("QUAN.TRI+phu@hopthu.example").unwrap();
    app.service.set_email("quan.tri.3", Some(same)).await.unwrap();
    reset(app, &first, &owner.id).await;

    for same in [&namesake, &mailbox] {
        let refused = confirm(app, same, &owner.id).await;
        assert_eq!((refused.status, refused.code()), (409, "same_person"), "{}", same.login);
    }
    assert!(lives(app, &owner.token).await);
}

#[apply(on_both_apps)]
async fn an_administrator_whom_the_first_made_confirms_nothing_of_the_first_for_thirty_days(
    app: &TestApp,
) {
    let (first, second) = administrators(app).await;
    let body = json!({
        "login": "quan.tri.3", "name": "Mai Thị Ba", "role": "administrator", "email": "ba@hopthu.example",
    });
    let made = app.post(ACCOUNTS, &body).bearer(&first.token).send().await;
    let id = made.str("/id").to_owned();
    assert_eq!((made.str("/state"), made.str("/waiting/act")), ("closed", "open"));
    assert_eq!(mailed(app).await, [], "no administrator makes another alone");
    assert_eq!(confirm(app, &second, &id).await.str("/state"), "open");
    let link = link_to(app, "ba@hopthu.example").await;
    use_link(app, &link, NEW).await;
    let owner = officer(app).await;
    let at = |person: &Person, token: String| Person {
        id: person.id.clone(),
        login: person.login.clone(),
        email: person.email.clone(),
        token,
    };
    let third = |token: String| Person {
        id: id.clone(),
        login: "quan.tri.3".to_owned(),
        email: "ba@hopthu.example".to_owned(),
        token,
    };
    let made = third(token(app, "quan.tri.3", NEW).await.unwrap());
    reset(app, &first, &owner.id).await;
    let refused = confirm(app, &made, &owner.id).await;
    assert_eq!((refused.status, refused.code()), (409, "tied_accounts"));
    app.set("2024-11-14T01:40:00Z");
    let first = at(&first, token(app, "quan.tri", PASSWORD).await.unwrap());
    let made = third(token(app, "quan.tri.3", NEW).await.unwrap());
    reset(app, &made, &owner.id).await;
    let round = confirm(app, &first, &owner.id).await;
    assert_eq!((round.status, round.code()), (409, "tied_accounts"), "either way round");
    app.set("2024-11-14T02:00:00Z");

    reset(app, &first, &owner.id).await;
    let free = confirm(app, &made, &owner.id).await;

    assert_eq!(free.status, 200, "{}", free.body);
}

#[apply(on_both_apps)]
async fn nobody_is_raised_by_one_administrator_alone_nor_oneself_at_all(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let owner = officer(app).await;
    let raised = |unit: &str, role: &str| {
        fields(&owner, "Bùi Thị Mẫu", &json!({"unit": unit, "role": role}))
    };
    for (role, unit) in [
        ("inspector", "TN.TTT"),
        ("inspectorate_head", "TN.TTT"),
        ("auditor", "TN.TTT"),
        ("personnel_reader", "TN.SNV"),
        ("board", "TN.BTDKT"),
    ] {
        let asked = change(app, &first, &owner.id, &raised(unit, role)).await;
        assert_eq!((asked.status, asked.str("/role")), (200, "unit_officer"), "{role}");
        assert_eq!((asked.str("/waiting/role"), asked.str("/waiting/act")), (role, "place"));
        let own = fields(&first, "Phạm Thị Một", &json!({"unit": unit, "role": role}));
        let own = change(app, &first, &first.id, &own).await;
        assert_eq!((own.status, own.code()), (409, "own_account"), "{role}");
    }
    change(app, &first, &owner.id, &raised("TN.TTT", "inspector")).await;
    assert!(lives(app, &owner.token).await);
    let cases = "/api/v1/cases?channel=integrity";
    assert_eq!(app.get(cases).bearer(&owner.token).send().await.body["items"], json!([]));

    let done = confirm(app, &second, &owner.id).await;

    assert_eq!(
        (done.status, done.str("/role"), done.str("/unit/code")),
        (200, "inspector", "TN.TTT")
    );
    assert!(!lives(app, &owner.token).await, "another role ends the sessions");
}

#[apply(on_both_apps)]
async fn the_account_itself_confirms_nothing_that_is_done_to_it(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let waits = reset(app, &first, &second.id).await;

    let body = json!({"request": waits["id"]});
    let own = act(app, &second, &second.id, "request/confirmation", &body).await;
    let asked = act(app, &second, &second.id, "reset", &json!({})).await;
    let path = format!("{ACCOUNTS}/{}/request", second.id);
    let dropped = app.delete(&path).bearer(&second.token).send().await;

    for refused in [own, asked, dropped] {
        assert_eq!((refused.status, refused.code()), (409, "own_account"));
    }
}

#[apply(on_both_apps)]
async fn what_waits_ends_with_its_time_with_its_asker_and_with_whatever_changes_the_account(
    app: &TestApp,
) {
    let (first, second) = administrators(app).await;
    let third = person(app, "quan.tri.3", "Mai Thị Ba", Role::Administrator, "").await;
    let owner = officer(app).await;
    let gone = async |by: &Person, waits: &Value, why: &str| {
        let body = json!({"request": waits["id"]});
        let late = act(app, by, &owner.id, "request/confirmation", &body).await;
        assert_eq!((late.status, late.code()), (404, "not_found"), "{why}");
    };
    let waits = reset(app, &first, &owner.id).await;
    let other = reset(app, &third, &owner.id).await;
    assert_ne!(waits["id"], other["id"]);
    gone(&second, &waits, "another administrator asked for the same").await;
    let waits = reset(app, &first, &owner.id).await;
    let body = fields(&owner, "Bùi Thị Mẫu", &json!({"email": "moi@hopthu.example"}));
    change(app, &first, &owner.id, &body).await;
    gone(&second, &waits, "another address").await;
    let waits = reset(app, &first, &owner.id).await;
    let own = json!({"old_password": PASSWORD, "password": NEW});
    let set = app.put("/api/v1/me/password", &own).bearer(&owner.token).send().await;
    assert_eq!(set.status, 204);
    gone(&second, &waits, "the own password").await;
    let waits = reset(app, &third, &owner.id).await;
    act(app, &first, &third.id, "closing", &json!({})).await;
    gone(&second, &waits, "whoever asked is closed").await;
    let waits = reset(app, &first, &owner.id).await;
    let path = format!("{ACCOUNTS}/{}/request", owner.id);
    let dropped = app.delete(&path).bearer(&second.token).send().await;
    assert_eq!((dropped.status, &dropped.body["waiting"]), (200, &Value::Null));
    gone(&second, &waits, "dropped").await;
    assert_eq!(app.delete(&path).bearer(&second.token).send().await.status, 404);
    let waits = reset(app, &first, &owner.id).await;
    act(app, &first, &owner.id, "closing", &json!({})).await;
    gone(&second, &waits, "closed").await;
    let closed = act(app, &first, &owner.id, "reset", &json!({})).await;
    assert_eq!((closed.status, closed.code()), (409, "account_closed"));
    act(app, &first, &owner.id, "reopening", &json!({})).await;
    confirm(app, &second, &owner.id).await;
    let waits = reset(app, &first, &owner.id).await;
    app.set("2024-10-18T02:00:00Z");
    let token = token(app, "quan.tri.2", PASSWORD).await.unwrap();
    let second = Person { token, ..second };
    gone(&second, &waits, "three days").await;
    assert_eq!(seen(app, &second, &owner.id).await["waiting"], Value::Null);
}
