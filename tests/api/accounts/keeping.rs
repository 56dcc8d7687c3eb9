//! What an administrator does to accounts alone, and what that ends.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::office::{
    ACCOUNTS, NEW, Person, act, administrators, change, confirm, fields, inspector, link_to, lives,
    mailed, officer, person, seen, token, use_link,
};
use crate::app::{PASSWORD, TestApp, feedback, tip};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_apps;

fn new(login: &str, role: &str, unit: Option<&str>) -> Value {
    json!({
        "login": login, "name": "Ngô Thị Mới", "role": role, "unit": unit,
        "email": format!("{login}@hopthu.example"),
    })
}

async fn create(app: &TestApp, by: &Person, body: &Value) -> Reply {
    app.post(ACCOUNTS, body).bearer(&by.token).send().await
}

#[apply(on_both_apps)]
async fn whoever_gets_an_account_sets_its_password_by_a_mailed_link(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let made = create(app, &first, &new("nguoi.moi", "unit_officer", Some("TN.STNMT"))).await;
    assert_eq!((made.status, made.str("/state")), (201, "open"));
    assert_eq!(made.body["has_password"], false);
    assert_eq!(token(app, "nguoi.moi", "").await, None, "no password is not an empty one");
    app.set("2024-10-18T01:59:00Z");
    let link = link_to(app, "nguoi.moi@hopthu.example").await;

    let set = use_link(app, &link, NEW).await;

    assert_eq!((set.status, set.str("/login")), (200, "nguoi.moi"));
    assert!(token(app, "nguoi.moi", NEW).await.is_some());
    let again = create(app, &first, &new("nguoi.moi", "unit_officer", Some("TN.STNMT"))).await;
    assert_eq!(again.status, 401, "three days later the administrator has to sign in");
}

#[apply(on_both_apps)]
async fn what_is_wrong_with_a_new_account_is_told_at_once(app: &TestApp) {
    let (first, _) = administrators(app).await;
    officer(app).await;
    let wrong = json!({"login": "Cán Bộ", "name": "x", "role": "unit_officer", "unit": "KHONG"});

    let refused = create(app, &first, &wrong).await;
    let taken = create(app, &first, &new("can.bo", "unit_officer", Some("TN.STNMT"))).await;
    let elsewhere = create(app, &first, &new("moi", "inspector", Some("TN.STNMT"))).await;

    let mut faults = refused.faults();
    faults.sort();
    assert_eq!(
        faults,
        ["/email required", "/login bad_login", "/name too_short", "/unit no_such_unit"]
    );
    assert_eq!(taken.faults(), ["/login login_taken"]);
    assert_eq!(elsewhere.faults(), ["/unit not_for_this_role"]);
}

#[apply(on_both_apps)]
async fn a_unit_that_ended_takes_no_accounts(app: &TestApp) {
    let there = person(app, "quan.cu", "Hồ Văn Cũ", Role::UnitOfficer, "703").await;
    let mine = officer(app).await;
    app.begin("2025-08-04T02:00:00Z").await;
    let (first, _) = administrators(app).await;

    let made = create(app, &first, &new("moi", "unit_officer", Some("703"))).await;
    let moved =
        change(app, &first, &mine.id, &fields(&mine, "Bùi Thị Mẫu", &json!({"unit": "703"}))).await;
    act(app, &first, &there.id, "closing", &json!({})).await;
    let reopened = act(app, &first, &there.id, "reopening", &json!({})).await;

    assert_eq!(made.faults(), ["/unit no_such_unit"]);
    assert_eq!(moved.faults(), ["/unit no_such_unit"]);
    assert_eq!((reopened.status, reopened.code()), (409, "unit_gone"));
}

#[apply(on_both_apps)]
async fn accounts_are_listed_by_role_unit_and_state_for_administrators_alone(app: &TestApp) {
    let (first, _) = administrators(app).await;
    officer(app).await;
    let inspector = inspector(app).await;
    let closed = person(app, "da.dong", "Trần Thị Đóng", Role::UnitOfficer, "TN.SYT").await;
    act(app, &first, &closed.id, "closing", &json!({})).await;
    create(app, &first, &new("moi", "auditor", Some("TN.TTT"))).await;
    let listed = async |query: &str| {
        let path = format!("{ACCOUNTS}?{query}");
        let page = app.get(&path).bearer(&first.token).send().await;
        let items = page.body["items"].as_array().unwrap().clone();
        items.iter().map(|it| it["login"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    assert_eq!(listed("role=administrator").await, ["quan.tri", "quan.tri.2"]);
    assert_eq!(listed("unit=TN.TTT").await, ["moi", "thanh.tra"]);
    assert_eq!(listed("unit=TN.TTT&role=inspector").await, ["thanh.tra"]);
    assert_eq!(listed("state=closed").await, ["da.dong", "moi"]);
    assert_eq!(listed("state=waiting").await, ["moi"]);
    assert_eq!(listed("state=open&unit=TN.SYT").await, Vec::<String>::new());
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("{ACCOUNTS}?limit=2{cursor}");
        let page = app.get(&path).bearer(&first.token).send().await;
        all.extend(page.body["items"].as_array().unwrap().iter().map(|it| it["login"].clone()));
        let Some(next) = page.body["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(
        json!(all),
        json!(["can.bo", "da.dong", "moi", "quan.tri", "quan.tri.2", "thanh.tra"])
    );
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::Administrator) {
        let other = app.somebody(role, "TN.STNMT").await;
        for path in [format!("{ACCOUNTS}?role=inspector"), format!("{ACCOUNTS}/{}", inspector.id)] {
            let denied = app.get(&path).bearer(&other).send().await;
            assert_eq!((denied.status, denied.code()), (403, "forbidden"), "{role} {path}");
        }
    }
}

#[apply(on_both_apps)]
async fn nothing_tells_an_administrator_when_an_inspector_works(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let inspector = inspector(app).await;
    let before = seen(app, &first, &inspector.id).await;
    app.set("2024-10-15T02:20:00Z");
    let used = app.get("/api/v1/cases?channel=integrity").bearer(&inspector.token).send().await;
    token(app, "thanh.tra", PASSWORD).await.unwrap();

    let after = seen(app, &first, &inspector.id).await;
    let path = format!("{ACCOUNTS}/{}/sessions", inspector.id);
    let sessions = app.get(&path).bearer(&first.token).send().await;

    assert_eq!(used.status, 200);
    assert_eq!(before, after, "not even that there was a sign-in");
    // A list would tell by what comes and goes in it.
    assert_eq!((sessions.status, sessions.code()), (405, "method_not_allowed"));
    assert!(!after.to_string().contains('T') || !after.to_string().contains("02:"), "{after}");
    let ended = app.delete(&path).bearer(&first.token).send().await;
    assert_eq!((ended.status, lives(app, &inspector.token).await), (204, false));
}

#[apply(on_both_apps)]
async fn closing_is_for_others_never_for_the_last_administrator_and_can_be_undone(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let owner = officer(app).await;
    let own = act(app, &first, &first.id, "closing", &json!({})).await;
    let closed = act(app, &first, &owner.id, "closing", &json!({})).await;
    let again = act(app, &first, &owner.id, "closing", &json!({})).await;
    assert_eq!((own.status, own.code()), (409, "own_account"));
    assert_eq!((closed.str("/state"), again.str("/state")), ("closed", "closed"));
    assert!(!lives(app, &owner.token).await);
    assert_eq!(token(app, "can.bo", PASSWORD).await, None);

    let reopened = act(app, &second, &owner.id, "reopening", &json!({})).await;
    let twice = act(app, &second, &owner.id, "reopening", &json!({})).await;

    assert_eq!((reopened.status, reopened.str("/state")), (200, "open"));
    assert_eq!((twice.status, twice.code()), (409, "account_open"));
    assert_eq!(token(app, "can.bo", PASSWORD).await, None, "the password from before is gone");
    let link = link_to(app, &owner.email).await;
    assert_eq!(use_link(app, &link, NEW).await.status, 200);
    act(app, &first, &second.id, "closing", &json!({})).await;
    let last = app.service.close_account("quan.tri").await.unwrap_err();
    let moved = app.service.move_account("quan.tri", "TN.SYT", Some(Role::UnitOfficer)).await;
    assert!(last.to_string().contains("last administrator"), "{last}");
    assert!(moved.unwrap_err().to_string().contains("last administrator"));
}

#[apply(on_both_apps)]
async fn of_two_administrators_who_close_each_other_at_once_one_stays(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let (one, other) = futures_util::future::join(
        act(app, &first, &second.id, "closing", &json!({})),
        act(app, &second, &first.id, "closing", &json!({})),
    )
    .await;

    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401]);
}

#[apply(on_both_apps)]
async fn what_a_closed_account_had_in_hand_is_put_back(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let (owner, handler) = (officer(app).await, inspector(app).await);
    let (mut open, _) = Life::file(app, &feedback()).await;
    let (mut sealed, _) = Life::file(app, &tip()).await;
    open.take(&owner.token).await;
    sealed.take(&handler.token).await;

    act(app, &first, &owner.id, "closing", &json!({})).await;
    act(app, &first, &handler.id, "closing", &json!({})).await;

    let (colleague, other) = (app.officer("TN.STNMT").await, app.inspector().await);
    for (life, token, channel) in [(&open, &colleague, "service"), (&sealed, &other, "integrity")] {
        let path = format!("/api/v1/cases?channel={channel}&assignee=none");
        let free = app.get(&path).bearer(token).send().await;
        assert_eq!(free.body["items"].as_array().unwrap().len(), 1, "{channel} {}", free.body);
        // Nobody's hand needs no reason.
        let path = format!("/api/v1/cases/{}/assignment", life.id);
        let call = app.post(&path, &json!({"to": "me"})).bearer(token).key(&app.key());
        let taken = call.if_match(life.version + 1).send().await;
        assert_eq!(taken.status, 200, "{channel} {}", taken.body);
        let events = format!("/api/v1/cases/{}/events", life.id);
        let events = app.get(&events).bearer(token).send().await;
        assert!(events.text.contains("put_back"), "{}", events.text);
    }
}

#[apply(on_both_apps)]
async fn a_new_address_is_told_at_the_old_one_and_gets_no_link_at_its_own_asking_for_a_week(
    app: &TestApp,
) {
    let (first, _) = administrators(app).await;
    let owner = officer(app).await;
    for address in ["moi@hopthu.example", "nua@hopthu.example"] {
        let body = fields(&owner, "Bùi Thị Mẫu", &json!({"email": address}));
        let changed = change(app, &first, &owner.id, &body).await;
        assert_eq!(changed.str("/email_changed_on"), "2024-10-15");
    }
    let told: Vec<String> = mailed(app).await.into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, [owner.email.as_str(), "moi@hopthu.example"], "also where two follow at once");

    app.set("2024-10-22T01:59:59Z");
    super::office::ask_link(app, "can.bo").await;
    let early = mailed(app).await;
    app.set("2024-10-22T02:00:00Z");
    super::office::ask_link(app, "can.bo").await;
    let late: Vec<String> = mailed(app).await.into_iter().map(|(to, _)| to).collect();

    assert_eq!(early, []);
    assert_eq!(late, ["nua@hopthu.example"]);
}

#[apply(on_both_apps)]
async fn the_account_of_an_inspector_is_not_taken_over_by_an_address_and_patience(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let inspector = inspector(app).await;
    let place = json!({
        "email": "cua-toi@hopthu.example", "role": "inspector", "unit": "TN.TTT",
    });
    change(app, &first, &inspector.id, &fields(&inspector, "Vũ Văn Thử", &place)).await;
    let told: Vec<String> = mailed(app).await.into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, [inspector.email.as_str()]);

    app.set("2024-12-16T02:00:00Z");
    super::office::ask_link(app, "thanh.tra").await;
    assert_eq!(mailed(app).await, [], "time proves nothing of whoever reads tips");

    let one = Person { token: token(app, &first.login, PASSWORD).await.unwrap(), ..first };
    let two = Person { token: token(app, &second.login, PASSWORD).await.unwrap(), ..second };
    act(app, &one, &inspector.id, "reset", &json!({})).await;
    assert_eq!(confirm(app, &two, &inspector.id).await.status, 200);
    link_to(app, "cua-toi@hopthu.example").await;
}

#[apply(on_both_apps)]
async fn an_invitation_is_not_ended_by_whoever_asks_for_a_link_in_its_stead(app: &TestApp) {
    let (first, _) = administrators(app).await;
    create(app, &first, &new("nguoi.moi", "unit_officer", Some("TN.STNMT"))).await;
    let invited: Vec<_> = mailed(app).await.into_iter().filter_map(|(_, link)| link).collect();

    app.set("2024-10-15T03:00:00Z");
    let asked = super::office::ask_link(app, "nguoi.moi").await;

    assert_eq!((asked.status, mailed(app).await), (204, vec![]));
    app.set("2024-10-17T02:00:00Z");
    assert_eq!(use_link(app, &invited[0], NEW).await.status, 200);
}

#[apply(on_both_apps)]
async fn an_account_that_is_closed_and_given_another_address_is_not_opened_by_one_alone(
    app: &TestApp,
) {
    let (first, second) = administrators(app).await;
    let owner = officer(app).await;
    act(app, &first, &owner.id, "closing", &json!({})).await;
    let body = fields(&owner, "Bùi Thị Mẫu", &json!({"email": "cua.toi@hopthu.example"}));
    change(app, &first, &owner.id, &body).await;
    mailed(app).await;

    let asked = act(app, &first, &owner.id, "reopening", &json!({})).await;
    assert_eq!((asked.str("/state"), asked.str("/waiting/act")), ("closed", "open"));
    assert_eq!(mailed(app).await, []);
    assert_eq!(confirm(app, &second, &owner.id).await.str("/state"), "open");
    link_to(app, "cua.toi@hopthu.example").await;
}

#[apply(on_both_apps)]
async fn another_unit_or_role_ends_what_was_opened_before(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let owner = officer(app).await;
    let renamed = change(app, &first, &owner.id, &fields(&owner, "Bùi Thị Mới", &json!({}))).await;
    assert_eq!(renamed.str("/name"), "Bùi Thị Mới");
    assert!(lives(app, &owner.token).await, "another name ends nothing");
    for there in [json!({"unit": "TN.SYT"}), json!({"unit": "TN.SYT", "role": "reception"})] {
        let session = token(app, "can.bo", PASSWORD).await.unwrap();
        let moved = change(app, &first, &owner.id, &fields(&owner, "Bùi Thị Mới", &there)).await;

        assert_eq!((moved.status, moved.str("/unit/code")), (200, "TN.SYT"));
        assert!(!lives(app, &session).await, "{there}");
    }
    let own = change(app, &first, &first.id, &fields(&first, "Phạm Thị Một", &json!({}))).await;
    assert_eq!((own.status, own.code()), (409, "own_account"));
}
