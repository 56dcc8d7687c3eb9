//! Lists taken out as files: what the list shows and no more, for whoever made them, for a day, each in the access log.

use liemchinh::harness::domain::{ExportFormat, Exported, Role};
use liemchinh::harness::service::{Carrier, NewExport, ServiceError};
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::coverage::{NOBODY, bodies};
use crate::on_both_apps;
use crate::records::conclusions::send;
use crate::records::letters;

const EXPORTS: &str = "/api/v1/exports";

fn wanted(what: &str, format: &str, query: Option<&str>) -> Value {
    json!({"what": what, "format": format, "query": query, "reason": "Báo cáo giao ban tuần."})
}

async fn made(app: &TestApp, token: &str, what: &str, query: Option<&str>) -> Reply {
    let reply = send(app, token, EXPORTS, &wanted(what, "csv", query)).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply
}

async fn fetch(app: &TestApp, token: &str, export: &Reply) -> Reply {
    app.get(&format!("{EXPORTS}/{}", export.str("/id"))).bearer(token).send().await
}

/// The rows of a file, without its head and its mark.
fn rows(file: &Reply) -> Vec<Vec<String>> {
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    let mut all: Vec<Vec<String>> = text
        .split("\r\n")
        .filter(|line| !line.is_empty())
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect();
    assert!(all.pop().unwrap()[0].contains("Lê Thị Thử"), "{text}");
    all.split_off(1)
}

async fn log(app: &TestApp) -> Vec<Value> {
    let head = app.staff(Role::InspectorateHead, Some("TN.TTT")).await;
    let all = app.get("/api/v1/access-log?limit=100").bearer(&head).send().await;
    let items = all.body["items"].as_array().unwrap().iter();
    items.filter(|it| it["what"].as_str().unwrap().starts_with("export_")).cloned().collect()
}

fn kept(app: &TestApp) -> i64 {
    use diesel::prelude::*;
    let count = diesel::dsl::sql::<diesel::sql_types::BigInt>("SELECT COUNT(*) FROM exports");
    count.get_result(&mut app.scratch.conn()).unwrap()
}

/// Every documented answer of the operations on files.
pub async fn every_answer(app: &TestApp) {
    let (officer, admin) =
        (app.officer("TN.STNMT").await, app.staff(Role::Administrator, None).await);
    bodies(app, EXPORTS, &officer).await;
    let one = made(app, &officer, "cases", None).await;
    fetch(app, &officer, &one).await;
    for path in [EXPORTS.to_owned(), format!("{EXPORTS}/{}", one.str("/id"))] {
        app.get(&path).send().await;
        app.get(&path).bearer(&officer).send().await;
        app.get(&path).bearer(&admin).send().await;
        app.get(&format!("{path}?nonsense=1")).bearer(&officer).send().await;
    }
    app.get(&format!("{EXPORTS}/{NOBODY}")).bearer(&officer).send().await;
    app.post(EXPORTS, &wanted("cases", "csv", None)).send().await;
    app.post(EXPORTS, &wanted("cases", "csv", None)).bearer(&admin).key(&app.key()).send().await;
}

#[apply(on_both_apps)]
async fn a_file_has_what_the_list_shows_its_reader_and_nothing_of_a_reporter(app: &TestApp) {
    let own = app.file(&with(feedback(), &json!({"text": "KHONGLAI chuyện riêng."}))).await;
    app.file(&with(feedback(), &json!({"unit": "TN.SYT", "sector": null}))).await;
    app.file(&tip()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);

    let export = made(app, &officer, "cases", None).await;
    let file = fetch(app, &officer, &export).await;
    let of_inspector = made(app, &inspector, "cases", Some("unit=TN.SYT")).await;
    let of_inspector = fetch(app, &inspector, &of_inspector).await;

    assert_eq!(export.body["rows"], 1, "{}", export.body);
    let (media, name) = (&file.headers["content-type"], &file.headers["content-disposition"]);
    assert_eq!(
        (media.as_str(), name.as_str()),
        ("text/csv; charset=utf-8", "attachment; filename=\"cases-2024-10-15.csv\"")
    );
    assert_eq!(file.headers["x-content-type-options"], "nosniff");
    assert!(file.headers["cache-control"].contains("no-store"));
    let all = rows(&file);
    assert_eq!((all.len(), all[0][0].as_str()), (1, own.str("/number")));
    let theirs = rows(&of_inspector);
    assert_eq!(theirs.len(), 1, "by the filter, and no tip: {theirs:?}");
    for private in
        ["KHONGLAI", "Nguyễn Văn Thử", "0900", "thu@dan.example", "integrity", "corruption_tip"]
    {
        assert!(!file.text.contains(private) && !of_inspector.text.contains(private), "{private}");
    }
}

#[apply(on_both_apps)]
async fn no_file_has_tips_whoever_asks(app: &TestApp) {
    app.file(&tip()).await;
    for token in [app.inspector().await, app.officer("TN.STNMT").await] {
        let body = wanted("cases", "csv", Some("channel=integrity"));
        let refused = send(app, &token, EXPORTS, &body).await;
        assert_eq!(
            (refused.status, refused.faults()),
            (422, vec!["/query not_allowed".to_owned()])
        );
        let none = made(app, &token, "cases", Some("?kind=corruption_tip")).await;
        assert_eq!(none.body["rows"], 0);
    }
    // Nor is a row found by what inspectors alone look at: the query stands in the file.
    let inspector = app.inspector().await;
    for own in ["hint=true", "awaits_inspector=true", "awaits_inspector=false"] {
        let refused = send(app, &inspector, EXPORTS, &wanted("cases", "csv", Some(own))).await;
        assert_eq!(refused.faults(), ["/query not_allowed"], "{own}");
    }
    // What is inspectors' own is unknown to a unit, as in the queue.
    let officer = app.officer("TN.STNMT").await;
    let hint = send(app, &officer, EXPORTS, &wanted("cases", "csv", Some("hint=true"))).await;
    let none = send(app, &officer, EXPORTS, &wanted("cases", "csv", Some("nonsense=true"))).await;
    assert_eq!(
        (hint.faults(), none.faults()),
        (vec!["/query unknown_member".to_owned()], vec!["/query unknown_member".to_owned()])
    );
}

#[apply(on_both_apps)]
async fn h2_a_file_is_its_makers_own_for_a_day(app: &TestApp) {
    app.file(&feedback()).await;
    let (login, officer) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let other = app.officer("TN.STNMT").await;
    let export = made(app, &officer, "cases", None).await;

    assert_eq!(fetch(app, &other, &export).await.status, 404);
    let list = app.get(EXPORTS).bearer(&other).send().await;
    assert_eq!(list.body["items"], json!([]));
    let list = app.get(EXPORTS).bearer(&officer).send().await;
    assert_eq!(list.body["items"], json!([export.body]));
    app.set("2024-10-16T01:59:59Z");
    let again = app.service.sign_in(&login, crate::app::PASSWORD.to_owned(), crate::app::HOME);
    let token = again.await.unwrap().token.to_text();
    assert_eq!(fetch(app, &token, &export).await.status, 200);
    app.worker.tick().await.unwrap();
    assert_eq!(kept(app), 1);
    app.set("2024-10-16T02:00:00Z");
    assert_eq!(fetch(app, &token, &export).await.status, 404);
    app.worker.tick().await.unwrap();
    assert_eq!(kept(app), 0);
}

#[apply(on_both_apps)]
async fn a_file_ends_with_what_its_account_may_see(app: &TestApp) {
    app.file(&feedback()).await;
    let (login, inspector) = app.member(Role::Inspector, Some("TN.TTT"), None).await;
    let admin = app.staff(Role::Administrator, None).await;
    let export = made(app, &inspector, "cases", None).await;
    assert_eq!(fetch(app, &inspector, &export).await.status, 200);

    // From now on whatever is about this unit is not there for the inspector.
    let conflict = json!({"login": login, "unit": "TN.STNMT", "until": "2025-10-15"});
    let declared = send(app, &admin, "/api/v1/conflicts", &conflict).await;
    assert!(declared.status < 300, "{}", declared.body);

    assert_eq!(fetch(app, &inspector, &export).await.status, 404);
    assert_eq!(app.get(EXPORTS).bearer(&inspector).send().await.body["items"], json!([]));
    made(app, &inspector, "cases", None).await;
    assert_eq!(kept(app), 2);
    let accounts = app.get("/api/v1/accounts?limit=100").bearer(&admin).send().await;
    let accounts = accounts.body["items"].as_array().unwrap();
    let own = accounts.iter().find(|it| it["login"] == login.as_str()).unwrap();
    let closing = format!("/api/v1/accounts/{}/closing", own["id"].as_str().unwrap());
    let closed = app.post(&closing, &json!({})).bearer(&admin).send().await;
    assert!(closed.status < 300, "{}", closed.body);
    assert_eq!(kept(app), 0, "a closed account keeps none");
}

#[apply(on_both_apps)]
async fn h2_making_and_fetching_are_in_the_access_log_with_the_hash_of_the_file(app: &TestApp) {
    use sha2::{Digest, Sha256};
    let filed = app.file(&feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let (key, body) = (app.key(), wanted("cases", "csv", None));
    let call = async || app.post(EXPORTS, &body).bearer(&officer).key(&key).send().await;

    let (one, again) = (call().await, call().await);
    // One list is taken out at a time; what is repeated waits for no turn.
    let at_once = futures_util::future::join_all([call(), call(), call(), call()]).await;
    for it in &at_once {
        assert_eq!((it.status, &it.body), (201, &one.body));
    }
    let file = fetch(app, &officer, &one).await;

    assert_eq!((one.status, &one.body), (201, &again.body), "one key makes one file");
    assert_eq!((again.headers["idempotency-replayed"].as_str(), kept(app)), ("true", 1));
    let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(file.text.as_bytes()));
    assert_eq!(one.str("/sha256"), digest);
    let mut entries = log(app).await;
    entries.sort_by_key(|it| it["what"].to_string());
    let told: Vec<_> =
        entries.iter().map(|it| (&it["what"], &it["reason"], &it["sha256"])).collect();
    let (reason, hash) = (json!("Báo cáo giao ban tuần. (cases, 1 dòng)"), json!(digest));
    assert_eq!(
        told,
        [(&json!("export_made"), &reason, &hash), (&json!("export_read"), &reason, &hash)]
    );
    // In the database nothing of it can be read.
    let secret = [filed.str("/number"), "giao ban"];
    let all = format!("{:?}", raw(app));
    assert!(secret.iter().all(|text| !all.contains(text)));
}

/// Every byte of the table, as text.
fn raw(app: &TestApp) -> Vec<String> {
    use diesel::prelude::*;
    use diesel::sql_types::Binary;
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Binary)]
        sealed_head: Vec<u8>,
        #[diesel(sql_type = Binary)]
        sealed: Vec<u8>,
    }
    let rows = diesel::sql_query("SELECT sealed_head, sealed FROM exports");
    let rows: Vec<Row> = rows.load(&mut app.scratch.conn()).unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    rows.iter().flat_map(|row| [text(&row.sealed_head), text(&row.sealed)]).collect()
}

#[apply(on_both_apps)]
async fn registers_letters_and_recommendations_go_out_by_their_own_filters(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let apology = json!({
        "dossier_code": "H53.05-241001-0012", "promised_on": "2024-10-20", "served_on": "2024-10-15",
        "served_by": "email", "signer": "Lê Văn Thử", "document": "12/TX-STNMT",
        "reason": "=HYPERLINK(\"x\")", "new_date": "2024-10-25",
    });
    let registered = send(app, &officer, "/api/v1/apologies", &apology).await;
    assert_eq!(registered.status, 201, "{}", registered.body);
    for unit in ["TN.STNMT", "TN.SYT"] {
        letters::send(app, &inspector, &json!({"unit": unit, "text": "Đề nghị báo cáo."})).await;
        let mut recommended = super::recommendations::recommended();
        recommended["unit"] = json!(unit);
        send(app, &inspector, "/api/v1/recommendations", &recommended).await;
    }

    let own = fetch(app, &officer, &made(app, &officer, "apologies", None).await).await;
    let later = made(app, &officer, "apologies", Some("promised_from=2024-10-21")).await;
    let letters = made(app, &officer, "urgings", Some("open=true")).await;
    let all = made(app, &inspector, "recommendations", None).await;
    let one = made(app, &inspector, "recommendations", Some("unit=TN.SYT")).await;

    assert!(own.text.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{}", own.text);
    assert_eq!(later.body["rows"], 0);
    assert_eq!(rows(&fetch(app, &officer, &letters).await).len(), 1);
    assert_eq!((&all.body["rows"], &one.body["rows"]), (&json!(2), &json!(1)));
    // What it was narrowed by stands in the last row, and in the access log.
    let narrowed = fetch(app, &inspector, &one).await;
    assert!(narrowed.text.contains("1 dòng; unit=TN.SYT\""), "{}", narrowed.text);
    let entries = log(app).await;
    let told = json!("Báo cáo giao ban tuần. (recommendations, 1 dòng, unit=TN.SYT)");
    assert_eq!(entries.iter().filter(|it| it["reason"] == told).count(), 2);
    let book = send(app, &inspector, EXPORTS, &wanted("urgings", "xlsx", None)).await;
    let book = fetch(app, &inspector, &book).await;
    assert!(book.text.starts_with("PK"), "a workbook");
    assert!(book.headers["content-disposition"].ends_with("urgings-2024-10-15.xlsx\""));
    let faulty = send(app, &officer, EXPORTS, &wanted("urgings", "csv", Some("unit=703"))).await;
    assert_eq!(faulty.faults(), ["/query unknown_member"]);
}

/// Whoever is closed, moved or given another password while the list is read keeps no file of it.
#[apply(on_both_apps)]
async fn a_file_that_meets_the_end_of_its_session_is_not_kept(app: &TestApp) {
    let new = NewExport {
        what: Exported::Urgings,
        format: ExportFormat::Csv,
        query: String::new(),
        reason: "Báo cáo.".to_owned(),
        rows: 0,
        bytes: b"x".to_vec(),
    };
    let body = wanted("urgings", "csv", None);
    for what in 0..5 {
        let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
        let actor = app.service.authenticate(&token, Carrier::Bearer).await.unwrap().actor;
        let mut token = token;
        match what {
            0 => app.service.close_account(&login).await.unwrap(),
            1 => {
                let other = "một mật khẩu khác cũng dài".to_owned();
                app.service.set_password(&login, other).await.unwrap();
            }
            2 => app.service.sign_out(&token).await.unwrap(),
            _ => {
                app.service.move_account(&login, "703", None).await.unwrap();
            }
        }
        if what == 4 {
            // Another session of an account that works elsewhere by now.
            let own = crate::app::PASSWORD.to_owned();
            let again = app.service.sign_in(&login, own, crate::app::HOME).await.unwrap();
            token = again.token.to_text();
        }
        let refused =
            app.service.keep_export((&actor, &token), new.clone(), &app.key(), &body).await;
        assert!(matches!(refused, Err(ServiceError::Unauthenticated)), "{what}");
    }
    assert_eq!(kept(app), 0);
}

#[apply(on_both_apps)]
async fn one_account_has_twenty_files_at_a_time(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    for _ in 0..20 {
        made(app, &officer, "urgings", None).await;
    }

    let more = send(app, &officer, EXPORTS, &wanted("urgings", "csv", None)).await;

    assert_eq!((more.status, more.faults()), (422, vec![" no_room".to_owned()]));
}
