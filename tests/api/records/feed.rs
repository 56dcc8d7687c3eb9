//! The feed of dossiers over HTTP: taken whole or not at all, once, without a word of whose dossiers they are.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::coverage::bodies;
use crate::on_both_apps;

pub const FEED: &str = "/api/v1/dossiers";
const MONTHS: &str = "/api/v1/dossier-months";
const IMPORTS: &str = "/api/v1/dossier-imports";
const CODE: &str = "H53.05-240917-0012";

/// A dossier promised for the 8th of October, a week before the tests' today.
fn dossier() -> Value {
    json!({
        "code": CODE,
        "unit": "TN.STNMT",
        "procedure": "1.005398",
        "received_on": "2024-09-17",
        "promised_on": "2024-10-08",
    })
}

fn list(items: &[Value]) -> Value {
    json!({"source": "Cổng dịch vụ công tỉnh", "items": items})
}

fn month() -> Value {
    json!({
        "unit": "TN.STNMT", "month": "2024-09", "received": 40, "returned_in_time": 30, "returned_late": 4, "open": 6,
    })
}

async fn admin(app: &TestApp) -> String {
    app.staff(Role::Administrator, None).await
}

async fn send(app: &TestApp, token: &str, items: &[Value]) -> Reply {
    app.post(FEED, &list(items)).bearer(token).key(&app.key()).send().await
}

async fn tried(app: &TestApp, token: &str, items: &[Value]) -> Reply {
    app.post(&format!("{FEED}?dry_run=true"), &list(items)).bearer(token).send().await
}

async fn page(app: &TestApp, token: &str, query: &str) -> Vec<Value> {
    let page = app.get(&format!("{FEED}{query}")).bearer(token).send().await;
    assert_eq!(page.status, 200, "{}", page.body);
    page.body["items"].as_array().unwrap().clone()
}

async fn codes(app: &TestApp, token: &str, query: &str) -> Vec<String> {
    let items = page(app, token, query).await;
    items.iter().map(|one| one["code"].as_str().unwrap().to_owned()).collect()
}

fn counts(reply: &Reply) -> [i64; 4] {
    assert_eq!(reply.status, 201, "{}", reply.body);
    ["added", "changed", "unchanged", "refused"].map(|name| reply.body[name].as_i64().unwrap())
}

/// The faults of a refused list, as places and codes.
fn faults(reply: &Reply) -> Vec<(String, String)> {
    assert_eq!(reply.status, 422, "{}", reply.body);
    let all = reply.body["errors"].as_array().unwrap();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    all.iter().map(|one| (text(one, "pointer"), text(one, "code"))).collect()
}

pub async fn every_answer(app: &TestApp) {
    let admin = admin(app).await;
    let inspector = app.inspector().await;
    let desk = app.staff(Role::Reception, Some("TN.VP")).await;
    for (path, item) in [(FEED, dossier()), (MONTHS, month())] {
        bodies(app, path, &admin).await;
        let body = list(&[item]);
        app.post(path, &body).key(&app.key()).send().await;
        app.post(path, &body).bearer(&inspector).key(&app.key()).send().await;
        app.post(&format!("{path}?dry_run=true"), &body).bearer(&admin).send().await;
        app.post(path, &body).bearer(&admin).key(&app.key()).send().await;
    }
    for path in [FEED, IMPORTS] {
        app.get(path).send().await;
        app.get(path).bearer(&desk).send().await;
        app.get(path).bearer(&inspector).send().await;
        app.get(&format!("{path}?cursor=x")).bearer(&inspector).send().await;
    }
}

#[apply(on_both_apps)]
async fn a_list_is_taken_once_and_says_what_it_changes(app: &TestApp) {
    let admin = admin(app).await;
    let other =
        with(dossier(), &json!({"code": "H53.05-240918-0003", "returned_on": "2024-10-07"}));
    let items = [dossier(), other];

    let would = tried(app, &admin, &items).await;
    assert_eq!((would.status, &would.body["added"]), (200, &json!(2)));
    assert!(page(app, &admin, "").await.is_empty(), "nothing was written");
    let (key, body) = (app.key(), list(&items));
    let post = || app.post(FEED, &body).bearer(&admin).key(&key);
    let first = post().send().await;
    assert_eq!(counts(&first), [2, 0, 0, 0]);
    let again = post().send().await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.body, first.body);
    assert_eq!(counts(&send(app, &admin, &items).await), [0, 0, 2, 0]);

    // However its code is typed, it is the same dossier.
    let typed =
        with(dossier(), &json!({"code": "h53.05–240917–0012", "promised_on": "2024-10-22"}));
    let would = tried(app, &admin, std::slice::from_ref(&typed)).await;
    let change = json!({"member": "promised_on", "before": "2024-10-08", "after": "2024-10-22"});
    assert_eq!(would.body["changed"], json!([{"index": 0, "changes": [change]}]));
    let moved = send(app, &admin, &[typed]).await;
    assert_eq!(counts(&moved), [0, 1, 0, 0]);
    let one = page(app, &admin, "?code=H53.05-240917-0012").await.remove(0);
    assert_eq!(one["code"], CODE, "as it was typed first");
    assert_eq!(
        (&one["promised_on"], &one["promised_first_on"]),
        (&json!("2024-10-22"), &json!("2024-10-08"))
    );
    assert_eq!((&one["state"], &one["known_on"]), (&json!("open_late"), &json!("2024-10-15")));
    assert_eq!((&one["first_import"], &one["last_import"]), (&first.body["id"], &moved.body["id"]));
    let another = app.post(FEED, &list(&[dossier()])).bearer(&admin).key(&key).send().await;
    assert_eq!((another.status, another.str("/code")), (422, "idempotency_key_reused"));
}

#[apply(on_both_apps)]
async fn a_list_with_anything_wrong_changes_nothing_and_names_every_fault(app: &TestApp) {
    let admin = admin(app).await;
    let other =
        |change: Value| with(dossier(), &with(json!({"code": "H53.05-240918-0003"}), &change));
    send(app, &admin, &[with(dossier(), &json!({"returned_on": "2024-10-08"}))]).await;
    for (item, at, code) in [
        (
            other(json!({"received_on": "2024-10-16", "promised_on": "2024-10-17"})),
            "received_on",
            "in_the_future",
        ),
        (other(json!({"promised_on": "2024-09-16"})), "promised_on", "before_received"),
        (other(json!({"returned_on": "2024-09-16"})), "returned_on", "before_received"),
        (other(json!({"returned_on": "2024-10-16"})), "returned_on", "in_the_future"),
        (other(json!({"promised_on": "2054-09-16"})), "promised_on", "out_of_range"),
        (other(json!({"unit": "TN.SNNMT"})), "unit", "no_unit_then"),
        (other(json!({"unit": "none"})), "unit", "no_unit_then"),
        (other(json!({"name": "Trần Thị Mẫu"})), "name", "unknown_member"),
        (other(json!({"code": "0900 000 001"})), "code", "personal_code"),
        (other(json!({"code": "072000000001"})), "code", "personal_code"),
        (other(json!({"procedure": "0900000001"})), "procedure", "personal_code"),
        (dossier(), "returned_on", "taken_back"),
    ] {
        let fine = with(dossier(), &json!({"code": "H53.05-240919-0001"}));
        let reply = send(app, &admin, &[fine, item.clone()]).await;
        let expected = vec![(format!("/items/1/{at}"), code.to_owned())];
        assert_eq!(faults(&reply), expected, "{item}");
        assert!(!reply.body.to_string().contains("0900"), "no value is told again");
    }
    let twice =
        send(app, &admin, &[other(json!({})), other(json!({"code": "H53.05 240918 0003"}))]).await;
    assert_eq!(faults(&twice), [("/items/1/code".to_owned(), "twice_here".to_owned())]);
    assert_eq!(faults(&tried(app, &admin, &[dossier()]).await)[0].1, "taken_back");
    let many: Vec<Value> = (0..1001).map(|_| json!({})).collect();
    assert!(
        faults(&send(app, &admin, &many).await)
            .contains(&("/items".to_owned(), "out_of_range".to_owned()))
    );

    assert_eq!(codes(app, &admin, "").await, [CODE]);
    let keyless = app.post(FEED, &list(&[dossier()])).bearer(&admin).send().await;
    assert_eq!((keyless.status, keyless.str("/code")), (400, "idempotency_key_required"));
}

#[apply(on_both_apps)]
async fn a_dossier_of_a_unit_that_ended_stays_its_and_whoever_took_it_over_whole_reads_it(
    app: &TestApp,
) {
    app.set("2025-07-15T02:00:00Z");
    let admin = admin(app).await;
    let former =
        with(dossier(), &json!({"received_on": "2025-06-20", "promised_on": "2025-07-04"}));
    let new = with(former.clone(), &json!({"unit": "TN.SNNMT"}));

    assert_eq!(faults(&send(app, &admin, &[new]).await)[0].1, "no_unit_then");
    assert_eq!(counts(&send(app, &admin, &[former]).await), [1, 0, 0, 0]);

    let found = page(app, &admin, "?unit=TN.STNMT").await;
    assert_eq!(found[0]["unit"]["code"], "TN.STNMT");
    let heir = app.officer("TN.SNNMT").await;
    assert_eq!(codes(app, &heir, "").await, [CODE]);
}

#[apply(on_both_apps)]
async fn a_list_is_narrowed_by_unit_code_day_and_lateness_and_read_page_by_page(app: &TestApp) {
    let admin = admin(app).await;
    let one = |n: u32, unit: &str, promised: &str, returned: Value| {
        let code = format!("H53.05-240917-{n:04}");
        let change =
            json!({"code": code, "unit": unit, "promised_on": promised, "returned_on": returned});
        with(dossier(), &change)
    };
    let items = [
        one(1, "TN.STNMT", "2024-10-01", json!("2024-10-01")),
        one(2, "TN.STNMT", "2024-10-02", json!("2024-10-03")),
        one(3, "703", "2024-10-03", Value::Null),
        one(4, "TN.STNMT", "2024-10-15", Value::Null),
        one(5, "TN.STNMT", "2024-10-16", Value::Null),
    ];
    assert_eq!(counts(&send(app, &admin, &items).await), [5, 0, 0, 0]);
    let last = |codes: Vec<String>| {
        codes.iter().filter_map(|code| code.chars().next_back()).collect::<String>()
    };
    for (query, found) in [
        ("", "12345"),
        ("?unit=TN.STNMT", "1245"),
        ("?unit=TN.SYT", ""),
        ("?late=true", "23"),
        ("?late=true&unit=703", "3"),
        ("?code=h53.05%20240917%200004", "4"),
        ("?promised_from=2024-10-02&promised_until=2024-10-15", "234"),
    ] {
        assert_eq!(last(codes(app, &admin, query).await), found, "{query}");
    }
    let (mut seen, mut cursor) = (String::new(), String::new());
    loop {
        let page = app.get(&format!("{FEED}?limit=2{cursor}")).bearer(&admin).send().await;
        let items = page.body["items"].as_array().unwrap().clone();
        seen.extend(
            items.iter().filter_map(|one| one["code"].as_str().unwrap().chars().next_back()),
        );
        let Some(next) = page.body["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, "12345");
}

#[apply(on_both_apps)]
async fn a_list_of_a_thousand_is_taken_and_each_later_one_only_changes_what_is_new(app: &TestApp) {
    let admin = admin(app).await;
    let mut items: Vec<Value> = (0..1000)
        .map(|n| with(dossier(), &json!({"code": format!("H53.05-240917-{n:05}")})))
        .collect();
    assert_eq!(counts(&send(app, &admin, &items).await), [1000, 0, 0, 0]);
    for one in items.iter_mut().take(3) {
        *one = with(one.clone(), &json!({"returned_on": "2024-10-10"}));
    }
    items[999] = with(dossier(), &json!({"code": "H53.05-240917-01000"}));

    assert_eq!(counts(&send(app, &admin, &items).await), [1, 3, 996, 0]);
}

#[apply(on_both_apps)]
async fn a_unit_reads_its_own_dossiers_and_only_administrators_send_any(app: &TestApp) {
    let admin = admin(app).await;
    let own = with(dossier(), &json!({"code": "H53.21-240917-0001", "unit": "703"}));
    send(app, &admin, &[dossier(), own]).await;

    let officer = app.officer("703").await;
    assert_eq!(codes(app, &officer, "").await, ["H53.21-240917-0001"]);
    assert!(codes(app, &officer, &format!("?code={CODE}")).await.is_empty());
    assert!(codes(app, &officer, "?unit=TN.STNMT").await.is_empty());
    let inspector = app.inspector().await;
    assert_eq!(codes(app, &inspector, "").await.len(), 2);
    for role in [Role::Reception, Role::FrontMember, Role::PersonnelReader, Role::Auditor] {
        let unit = match role {
            Role::FrontMember => "TN.MTTQ",
            Role::PersonnelReader => "TN.SNV",
            Role::Auditor => "TN.TTT",
            _ => "TN.VP",
        };
        let token = app.staff(role, Some(unit)).await;
        assert_eq!(app.get(FEED).bearer(&token).send().await.status, 403);
        assert_eq!(app.get(IMPORTS).bearer(&token).send().await.status, 403);
    }
    for token in [&officer, &inspector] {
        assert_eq!(send(app, token, &[dossier()]).await.status, 403);
        let months = app.post(MONTHS, &list(&[month()])).bearer(token).key(&app.key()).send().await;
        assert_eq!(months.status, 403);
    }
    assert_eq!(app.get(IMPORTS).bearer(&officer).send().await.status, 403);
}

#[apply(on_both_apps)]
async fn sums_by_month_are_of_months_that_are_over_and_a_later_word_replaces_an_earlier(
    app: &TestApp,
) {
    let admin = admin(app).await;
    let send = async |items: &[Value], query: &str| {
        app.post(&format!("{MONTHS}{query}"), &list(items))
            .bearer(&admin)
            .key(&app.key())
            .send()
            .await
    };
    assert_eq!(counts(&send(&[month()], "").await), [1, 0, 0, 0]);
    assert_eq!(counts(&send(&[month()], "").await), [0, 0, 1, 0]);
    let more = with(month(), &json!({"returned_late": 5, "open": 5}));
    let would = send(std::slice::from_ref(&more), "?dry_run=true").await;
    assert_eq!(
        would.body["changed"][0]["changes"],
        json!([
            {"member": "returned_late", "before": "4", "after": "5"},
            {"member": "open", "before": "6", "after": "5"},
        ])
    );
    assert_eq!(counts(&send(&[more], "").await), [0, 1, 0, 0]);

    for (change, at, code) in [
        (json!({"month": "2024-10"}), "month", "month_not_over"),
        (json!({"month": "2024-13"}), "month", "not_a_month"),
        (json!({"unit": "TN.SNNMT"}), "unit", "no_unit_then"),
        (json!({"open": -1}), "open", "out_of_range"),
        (json!({"names": []}), "names", "unknown_member"),
    ] {
        let reply = send(&[with(month(), &change)], "").await;
        assert_eq!(faults(&reply), [(format!("/items/0/{at}"), code.to_owned())], "{change}");
    }
    assert_eq!(faults(&send(&[month(), month()], "").await)[0].1, "twice_here");
}

#[apply(on_both_apps)]
async fn each_import_is_kept_with_its_source_and_hash_and_who_sent_it(app: &TestApp) {
    let admin = admin(app).await;
    send(app, &admin, &[dossier()]).await;
    app.set("2024-10-16T02:00:00Z");
    let admin = self::admin(app).await;
    app.post(MONTHS, &list(&[month()])).bearer(&admin).key(&app.key()).send().await;
    send(app, &admin, &[with(dossier(), &json!({"promised_on": "2024-10-07"})), json!({})]).await;

    let inspector = app.inspector().await;
    let all = app.get(IMPORTS).bearer(&inspector).send().await;

    let items = all.body["items"].as_array().unwrap();
    let told = |one: &Value| format!("{} {} {}", one["subject"], one["door"], one["began_at"]);
    let told: Vec<String> = items.iter().map(told).collect();
    assert_eq!(
        told,
        [
            "\"months\" \"request\" \"2024-10-16T02:00:00Z\"",
            "\"dossiers\" \"request\" \"2024-10-15T02:00:00Z\""
        ],
        "what was refused left nothing"
    );
    assert_eq!(items[1]["source"], "Cổng dịch vụ công tỉnh");
    assert!(items[1]["by"].is_string() && items[1]["sha256"].as_str().unwrap().len() == 64);
}

/// What a reader sees of the dossier of the case behind `number`.
async fn seen(app: &TestApp, token: &str, id: &str) -> Value {
    let case = app.get(&format!("/api/v1/cases/{id}")).bearer(token).send().await;
    assert_eq!(case.status, 200, "{}", case.body);
    case.body["dossier"].clone()
}

#[apply(on_both_apps)]
async fn a_case_shows_inspectors_and_the_unit_what_the_feed_knew_of_its_dossier_before_it(
    app: &TestApp,
) {
    let admin = admin(app).await;
    send(app, &admin, &[dossier()]).await;
    let report = with(feedback(), &json!({"dossier_code": "h53.05 240917 0012"}));
    let same_day = app.file(&report).await;
    app.set("2024-10-16T02:00:00Z");
    let admin = self::admin(app).await;
    send(app, &admin, &[with(dossier(), &json!({"promised_on": "2024-10-22"}))]).await;
    let later = app.file(&report).await;
    let nobodys = app.file(&with(feedback(), &json!({"dossier_code": "H53.05-240917-9999"}))).await;
    let without = app.file(&feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let id = async |filed: &Reply| app.case_of(&officer, filed.str("/number")).await;

    let standing = |known: bool| {
        json!({
            "known": known, "state": "open_late",
            "promised_on": "2024-10-22", "promised_first_on": "2024-10-08",
        })
    };
    for token in [&officer, &inspector] {
        assert_eq!(seen(app, token, &id(&same_day).await).await, standing(false));
        assert_eq!(seen(app, token, &id(&later).await).await, standing(true));
        let unknown = json!({"known": false, "state": "unknown"});
        assert_eq!(seen(app, token, &id(&nobodys).await).await, unknown);
        assert_eq!(seen(app, token, &id(&without).await).await, Value::Null);
    }
}

#[apply(on_both_apps)]
async fn a_tip_shows_the_dossier_to_the_inspector_in_whose_hand_it_is_and_a_unit_that_holds_anothers_case_nothing(
    app: &TestApp,
) {
    let admin = admin(app).await;
    send(app, &admin, &[dossier()]).await;
    app.set("2024-10-16T02:00:00Z");
    let named = json!({"unit": "TN.STNMT", "dossier_code": CODE});
    app.file(&with(tip(), &named)).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let tips = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let id = tips.str("/items/0/id").to_owned();
    assert_eq!(seen(app, &inspector, &id).await, Value::Null, "in nobody's hand");
    app.assign(&inspector, &id, 1).await;
    assert_eq!(seen(app, &inspector, &id).await["state"], "open_late");

    let filed = app.file(&with(feedback(), &named)).await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    let to = json!({"command": "forward", "to": "703", "text": "Thuộc chức năng của đơn vị nhận."});
    let done = app.command(&officer, &case, 1, &to).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let holder = app.officer("703").await;
    assert_eq!(seen(app, &holder, &case).await, Value::Null);
    assert_eq!(seen(app, &inspector, &case).await["known"], true);
}
