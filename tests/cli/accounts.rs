//! Accounts by command: made, closed and listed, without anything secret.

use std::path::Path;

use liemchinh::harness::store::DbUrl;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::demo::holds;
use crate::on_both;
use crate::support::{Backend, Scratch};
use crate::tools::process::{data, liemchinh, ok};

fn made(folder: &Path, database: &str, arguments: &[&str]) -> String {
    ok(folder, &[&["--database-url", database, "user"], arguments].concat())
}

#[apply(on_both)]
fn accounts_are_listed_with_role_unit_and_whether_they_are_open(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let database = match &scratch.url {
        DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DbUrl::Postgres(url) => url.clone(),
    };
    let user = |arguments: &[&str]| made(folder, &database, arguments);
    for command in [vec!["keys", "init"], vec!["import", &data()]] {
        ok(folder, &[&["--database-url", &database][..], &command].concat());
    }
    let mut drawn = Vec::new();
    for (login, role, unit) in [
        ("thanh.tra", "inspector", Some("TN.TTT")),
        ("can.bo", "unit-officer", Some("TN.SYT")),
        ("lanh.dao", "unit-leader", Some("TN.SYT")),
        ("tiep.dan", "reception", Some("TN.VP")),
        ("nhan.su", "personnel-reader", Some("TN.SNV")),
        ("quan.tri", "administrator", None),
    ] {
        let mut arguments = vec!["add", "--login", login, "--name", "Lê Thị Thử", "--role", role];
        arguments.extend(unit.iter().flat_map(|unit| ["--unit", unit]));
        let said = user(&arguments);
        drawn.push(said.trim().rsplit(' ').next().unwrap().to_owned());
    }
    user(&["email", "--login", "thanh.tra", "--email", "rieng@ttt.example"]);
    user(&["close", "--login", "can.bo"]);

    let text = user(&["list"]);
    let items: Value = serde_json::from_str(&user(&["list", "--json"])).unwrap();

    let lines: Vec<Vec<&str>> =
        text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(
        lines.iter().map(|line| line[0]).collect::<Vec<_>>(),
        ["can.bo", "lanh.dao", "nhan.su", "quan.tri", "thanh.tra", "tiep.dan",]
    );
    assert_eq!(lines[0], ["can.bo", "unit_officer", "TN.SYT", "closed", "-", "Lê", "Thị", "Thử"]);
    assert_eq!(lines[3], ["quan.tri", "administrator", "-", "active", "-", "Lê", "Thị", "Thử"]);
    assert_eq!(
        items[4],
        json!({
            "login": "thanh.tra", "name": "Lê Thị Thử", "role": "inspector", "active": true,
            "unit": {"code": "TN.TTT", "name": "Thanh tra tỉnh"}, "last_sign_in": null,
        })
    );
    for secret in drawn.iter().map(String::as_str).chain(["argon2", "rieng@"]) {
        assert!(!text.contains(secret) && !items.to_string().contains(secret), "{secret}");
    }
    let wrong = liemchinh(
        folder,
        &["--database-url", &database, "user", "email", "--login", "can.bo", "--email", "khong"],
    )
    .output()
    .unwrap();
    assert!(!wrong.status.success());
    holds(&String::from_utf8_lossy(&wrong.stderr), &["--email"]);
}

#[apply(on_both)]
fn a_link_is_printed_or_mailed_and_the_last_administrator_stays(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let database = match &scratch.url {
        DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DbUrl::Postgres(url) => url.clone(),
    };
    let user = |arguments: &[&str]| made(folder, &database, arguments);
    let refused = |arguments: &[&str]| {
        let all = [&["--database-url", &database, "user"], arguments].concat();
        let done = liemchinh(folder, &all).output().unwrap();
        assert!(!done.status.success(), "{arguments:?}");
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    for command in [vec!["keys", "init"], vec!["import", &data()]] {
        ok(folder, &[&["--database-url", &database][..], &command].concat());
    }
    user(&["add", "--login", "quan.tri", "--name", "Lê Thị Thử", "--role", "administrator"]);

    let link = |said: String| {
        let found = said.lines().find(|line| line.contains("/dat-mat-khau#lc_l_"));
        found.unwrap_or_else(|| panic!("{said}")).to_owned()
    };
    let first = link(user(&["link", "--login", "quan.tri"]));
    let second = link(user(&["link", "--login", "quan.tri"]));

    assert!(first.starts_with("http") && first != second);
    holds(&refused(&["link", "--login", "quan.tri", "--mail"]), &["địa chỉ thư", "mail address"]);
    holds(&refused(&["link", "--login", "khong.co"]), &["khong.co"]);
    holds(&refused(&["close", "--login", "quan.tri"]), &["cuối cùng", "last open administrator"]);
    holds(&refused(&["reset-factor", "--login", "quan.tri"]), &["quan.tri", "no second factor"]);
    holds(&refused(&["reset-factor", "--login", "khong.co"]), &["khong.co"]);
    user(&["email", "--login", "quan.tri", "--email", "quantri@tinh.example"]);
    let mailed = user(&["link", "--login", "quan.tri", "--mail"]);
    assert!(!mailed.contains("lc_l_"), "{mailed}");
    user(&["add", "--login", "thu.hai", "--name", "Đỗ Văn Hai", "--role", "administrator"]);
    user(&["close", "--login", "quan.tri"]);
    holds(&refused(&["link", "--login", "quan.tri"]), &["quan.tri"]);
}
