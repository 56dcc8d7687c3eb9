//! Many accounts from a sheet: shown beforehand, all of them or none, and none twice.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::office::{ACCOUNTS, NEW, administrators, mailed, officer, token, use_link};
use crate::app::TestApp;
use crate::client::Reply;
use crate::coverage::bodies;
use crate::on_both_apps;

const IMPORT: &str = "/api/v1/accounts/import";
const SHEET: &str = "login,name,role,unit,email\n\
    mai.le,Lê Thị Mai,reception,TN.VP,mai.le@hopthu.example\n\
    hai.tran,Trần Văn Hải,inspector,TN.TTT,hai.tran@hopthu.example\n";

async fn send(app: &TestApp, token: &str, csv: &str, dry_run: bool) -> Reply {
    let path = if dry_run { format!("{IMPORT}?dry_run=true") } else { IMPORT.to_owned() };
    app.post(&path, &json!({"csv": csv})).bearer(token).send().await
}

async fn logins(app: &TestApp, token: &str) -> Vec<String> {
    let list = app.get(ACCOUNTS).bearer(token).send().await;
    let items = list.body["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["login"].as_str().unwrap().to_owned()).collect()
}

#[apply(on_both_apps)]
async fn a_sheet_is_shown_beforehand_and_makes_each_account_once_with_its_link(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let expected = json!({
        "added": [{"login": "mai.le", "waits": false}, {"login": "hai.tran", "waits": true}],
        "unchanged": [], "different": [],
    });
    let shown = send(app, &first.token, SHEET, true).await;
    assert_eq!((shown.status, &shown.body), (200, &expected), "{}", shown.body);
    assert_eq!(logins(app, &first.token).await, ["quan.tri", "quan.tri.2"], "nothing is written");

    let done = send(app, &first.token, SHEET, false).await;
    let again = send(app, &first.token, SHEET, false).await;

    assert_eq!(done.body, expected);
    assert_eq!(again.body["added"], json!([]));
    assert_eq!(again.body["unchanged"], json!(["mai.le", "hai.tran"]));
    let mails = mailed(app).await;
    let [(to, Some(link))] = mails.as_slice() else { panic!("{}", mails.len()) };
    assert_eq!(to, "mai.le@hopthu.example", "the other waits for a second administrator");
    assert_eq!(use_link(app, link, NEW).await.status, 200);
    assert!(token(app, "mai.le", NEW).await.is_some());
    let waiting = app.get(&format!("{ACCOUNTS}?state=waiting")).bearer(&first.token).send().await;
    assert_eq!(waiting.str("/items/0/login"), "hai.tran");
}

#[apply(on_both_apps)]
async fn with_one_fault_no_account_is_made_and_each_fault_has_its_line(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let sheet = "email;unit;role;name;login\r\n\
        mot@hopthu.example;TN.VP;reception;Ngô Thị Một;mot.ngo\r\n\
        ;;;;\r\n\
        khong;TN.VP;reception;Ngô Thị Hai;Hai Ngo\r\n\
        ba@hopthu.example;TN.STNMT;inspector;Ngô Thị Ba;ba.ngo\r\n\
        bon@hopthu.example;TN.VP;giam_doc;Ngô Thị Bốn;bon.ngo\r\n\
        nam@hopthu.example;TN.VP;reception;Ngô Thị Năm;mot.ngo\r\n";

    let refused = send(app, &first.token, sheet, false).await;

    assert_eq!(
        refused.faults(),
        [
            "/csv/4/login bad_login",
            "/csv/4/email not_an_email",
            "/csv/5/unit not_for_this_role",
            "/csv/6/role not_allowed",
            "/csv/7/login code_twice",
        ]
    );
    assert_eq!(logins(app, &first.token).await, ["quan.tri", "quan.tri.2"]);
    for none in ["", "login,name\na,b\n", "login,name,role,unit,email\n"] {
        let refused = send(app, &first.token, none, true).await;
        assert_eq!(refused.faults(), ["/csv not_a_sheet"], "{none:?}");
    }
}

#[apply(on_both_apps)]
async fn what_is_there_and_differs_is_told_and_left(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let owner = officer(app).await;
    let sheet = format!(
        "login,name,role,unit,email\ncan.bo,Bùi Thị Khác,inspector,TN.TTT,{}\n",
        owner.email
    );

    let done = send(app, &first.token, &sheet, false).await;

    let expected = json!([{"login": "can.bo", "columns": ["name", "role", "unit"]}]);
    assert_eq!((done.status, &done.body["different"]), (200, &expected));
    let seen = super::office::seen(app, &first, &owner.id).await;
    assert_eq!((&seen["role"], &seen["waiting"]), (&json!("unit_officer"), &Value::Null));
}

/// What is documented of it.
pub async fn every_answer(app: &TestApp) {
    let (admin, officer) = (
        app.staff(liemchinh::harness::domain::Role::Administrator, None).await,
        app.officer("TN.STNMT").await,
    );
    bodies(app, IMPORT, &admin).await;
    app.post(IMPORT, &json!({})).send().await;
    send(app, &officer, SHEET, true).await;
    send(app, &admin, SHEET, true).await;
}

#[apply(on_both_apps)]
async fn a_sheet_of_more_lines_than_are_taken_is_one_fault_however_many_are_wrong(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let sheet = format!("login,name,role,unit,email\n{}", "a,,,,\n".repeat(201));

    let refused = send(app, &first.token, &sheet, true).await;

    assert_eq!(refused.faults(), ["/csv not_a_sheet"]);
}
