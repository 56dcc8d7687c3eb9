//! Tips: who may read one, and that nothing of it is anywhere else.

use data_encoding::{BASE64, HEXLOWER};
use diesel::prelude::*;
use diesel::sql_types::Text;
use liemchinh::harness::domain::Receipt;
use liemchinh::harness::domain::Role;
use liemchinh::harness::store::Conn;
use liemchinh::harness::store::DbUrl;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::caught_log::Log;
use crate::on_both_apps;

async fn waiting(app: &TestApp, token: &str) -> Vec<Value> {
    let page = app.get("/api/v1/cases?channel=integrity&limit=100").bearer(token).send().await;
    page.body["items"].as_array().unwrap().clone()
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Every byte the database keeps.
pub fn dump(app: &TestApp) -> Vec<u8> {
    if let DbUrl::Sqlite(path) = &app.scratch.url {
        let mut all = std::fs::read(path).unwrap();
        let mut wal = path.as_os_str().to_owned();
        wal.push("-wal");
        all.extend(std::fs::read(wal).unwrap());
        return all;
    }
    let mut conn = app.scratch.conn();
    let tables: Vec<Name> = diesel::sql_query(
        "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name \
         FROM pg_tables WHERE schemaname IN ('public', 'integrity')",
    )
    .load(&mut conn)
    .unwrap();
    assert!(tables.len() > 15);
    let mut all = Vec::new();
    for table in tables {
        let query = format!("SELECT t::text AS name FROM {} t", table.name);
        let rows: Vec<Name> = diesel::sql_query(query).load(&mut conn).unwrap();
        for row in rows {
            all.extend_from_slice(row.name.as_bytes());
            all.push(b'\n');
        }
    }
    all
}

/// Whether `haystack` holds `needle` in any of its usual forms.
pub fn holds(haystack: &[u8], needle: &str) -> bool {
    let forms = [
        needle.as_bytes().to_vec(),
        needle.to_lowercase().into_bytes(),
        BASE64.encode(needle.as_bytes()).trim_end_matches('=').as_bytes().to_vec(),
        HEXLOWER.encode(needle.as_bytes()).into_bytes(),
        needle.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ];
    forms.iter().any(|form| haystack.windows(form.len()).any(|window| window == form.as_slice()))
}

/// What `token` reads at each of these paths.
async fn seen_at(app: &TestApp, token: &str, paths: [&str; 4]) -> Vec<String> {
    let mut texts = Vec::new();
    for path in paths {
        texts.push(app.get(path).bearer(token).send().await.text);
    }
    texts
}

#[apply(on_both_apps)]
async fn nothing_of_a_tip_is_anywhere_a_unit_or_a_thief_can_look(app: &TestApp) {
    let log = Log::start(tracing::Level::TRACE);
    let canaries = [
        "CANARYTEXT7",
        "CANARYNAME7",
        "canarymail7",
        "CANARYPLACE7",
        "0907777123",
        "CANARYANSWER7",
        "CANARYREMEDY7",
        "CANARYCODE7",
    ];
    let mine =
        Receipt::from_bytes(*b"\x11\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x21")
            .to_text();
    let secret = with(
        tip(),
        &json!({
            "text": "CANARYTEXT7 Cán bộ gợi ý đưa tiền để giải quyết sớm.",
            "place": "CANARYPLACE7 quầy số ba",
            "dossier_code": "CANARYCODE7",
            "contact": {"name": "CANARYNAME7", "phone": "0907777123", "email": "canarymail7@dan.example"},
            "consent_version": "2024-03",
            "receipt": mine,
        }),
    );
    let quiet = app.officer("TN.STNMT").await;
    let paths = [
        "/api/v1/cases?count=true",
        "/api/v1/statistics?from=2024-01&to=2024-12",
        "/api/v1/movements/plan-577-2024/scores/TN.STNMT",
        "/api/v1/movements/plan-577-2024/standings?group=provincial_bodies",
    ];
    let before = seen_at(app, &quiet, paths).await;

    let filed = app
        .post("/api/v1/reports", &secret)
        .key(&app.key())
        .header("User-Agent", "CANARYAGENT7")
        .header("X-Forwarded-For", "203.0.113.77")
        .send()
        .await;
    assert_eq!(filed.status, 201, "{}", filed.body);
    let inspector = app.inspector().await;
    let case = waiting(app, &inspector).await[0]["id"].as_str().unwrap().to_owned();
    app.assign(&inspector, &case, 1).await;
    app.command(&inspector, &case, 2, &json!({"command": "accept"})).await;
    let answer = json!({
        "command": "answer", "outcome": "founded", "remedy": "CANARYREMEDY7", "text": "Đơn vị đã kiểm tra và trả lời: CANARYANSWER7",
    });
    app.command(&inspector, &case, 3, &answer).await;
    let read = app.track(&mine).await;
    assert!(read.text.contains("CANARYANSWER7"), "the reporter reads the answer");
    app.set("2024-10-30T02:00:00Z");
    app.worker.tick().await.unwrap();
    let quiet = app.officer("TN.STNMT").await;

    let after = seen_at(app, &quiet, paths).await;
    let same_day = |text: &String| text.replace("2024-10-30", "2024-10-15");
    let after: Vec<String> = after.iter().map(same_day).collect();
    assert!(before == after, "not one byte may differ for the unit");
    for path in ["", "/events", "/obligations"] {
        let probe = app.get(&format!("/api/v1/cases/{case}{path}")).bearer(&quiet).send().await;
        assert_eq!(probe.status, 404);
    }
    let mut conn = app.scratch.conn();
    let owed = match conn {
        Conn::Sqlite(_) => {
            "SELECT lower(hex(id) || hex(recipient_id) || hex(coalesce(case_id, ''))) \
             || replace(dedup_key || payload, '-', '') AS name FROM outbox"
        }
        Conn::Postgres(_) => "SELECT replace(o::text, '-', '') AS name FROM outbox o",
    };
    let owed: Vec<Name> = diesel::sql_query(owed).load(&mut conn).unwrap();
    let plain = case.replace('-', "");
    assert!(
        !owed.is_empty() && owed.iter().all(|row| !row.name.contains(&plain)),
        "what is owed names no case of a tip"
    );
    let mails = app.mail.take();
    assert!(mails.iter().all(|mail| !mail.to.as_str().contains("stnmt")), "no mail to the unit");
    let news: Vec<_> =
        mails.iter().filter(|mail| mail.to.as_str() == "canarymail7@dan.example").collect();
    assert_eq!(news.len(), 1, "the tipper left an address and hears that there is news");
    let (kept, logged) = (dump(app), log.bytes());
    assert!(logged.len() > 1000, "the log was caught");
    for canary in canaries {
        assert!(!holds(&kept, canary), "{canary} is in the database");
        assert!(!holds(&logged, canary), "{canary} is in the log");
        for mail in &mails {
            assert!(
                !holds(format!("{}{}", mail.subject, mail.body).as_bytes(), canary),
                "{canary} is in a mail"
            );
        }
    }
    for secret in [mine.as_str(), "CANARYAGENT7", "203.0.113.77", &mine.replace('-', "")] {
        assert!(!holds(&kept, secret) && !holds(&logged, secret), "{secret}");
    }
}

#[apply(on_both_apps)]
async fn a_tip_is_opened_only_by_the_inspector_who_took_it(app: &TestApp) {
    app.file(&tip()).await;
    let (taker, other) = (app.inspector().await, app.inspector().await);
    let item = waiting(app, &taker).await.remove(0);
    let case = item["id"].as_str().unwrap();
    let path = format!("/api/v1/cases/{case}");

    assert_eq!(item["opened"], false);
    assert!(item.get("accused").is_none() && item.get("sector").is_none());
    let closed = app.get(&path).bearer(&taker).send().await;
    assert!(closed.body.get("report").is_none());
    assert_eq!(closed.body["allowed"], json!([]));
    assert_eq!(app.get(&format!("{path}/events")).bearer(&taker).send().await.status, 404);
    let early = app.command(&taker, case, 1, &json!({"command": "accept"})).await;
    assert_eq!((early.status, early.str("/reason")), (409, "not_in_your_hand"));

    let taken = app.assign(&taker, case, 1).await;
    assert_eq!(taken.body["event"], json!({"n": 2, "kind": "assigned"}));
    let open = app.get(&path).bearer(&taker).send().await;
    assert_eq!(open.str("/report/text"), tip()["text"].as_str().unwrap());
    assert_eq!(open.str("/accused/code"), "TN.STNMT");
    assert_eq!(open.body["report"]["bribe"], json!({"fact": "asked", "amount_vnd": 500_000}));
    assert_eq!(
        open.body["allowed"],
        json!([
            "accept",
            "decline",
            "forward",
            "dispute_competence",
            "ask_reporter",
            "correct",
            "merge_into",
            "note_criminal_signs"
        ])
    );
    let events = app.get(&format!("{path}/events")).bearer(&taker).send().await;
    assert_eq!(events.body["items"].as_array().unwrap().len(), 2);
    assert!(events.str("/items/0/at").ends_with("T17:00:00Z"), "of a tip only the day is kept");

    let shut = app.get(&path).bearer(&other).send().await;
    assert!(shut.body.get("report").is_none());
    assert_eq!(app.get(&format!("{path}/events")).bearer(&other).send().await.status, 404);
    let refused = app.command(&other, case, 2, &json!({"command": "accept"})).await;
    assert_eq!(refused.str("/reason"), "not_in_your_hand");
}

#[apply(on_both_apps)]
async fn a_tip_about_the_inspectorate_goes_to_the_chair_and_is_not_there_for_it(app: &TestApp) {
    app.file(&with(tip(), &json!({"unit": "TN.TTT"}))).await;
    let inspector = app.inspector().await;
    let chair = app.staff(Role::Inspector, Some("H53")).await;

    assert_eq!(waiting(app, &inspector).await.len(), 0);
    let item = waiting(app, &chair).await.remove(0);
    assert_eq!(item["holder"]["code"], "H53");
    let case = item["id"].as_str().unwrap();
    let probe = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert_eq!(probe.status, 404);
    app.assign(&chair, case, 1).await;
    let forward = |to: &str| json!({"command": "forward", "to": to, "text": "Chuyển để xác minh."});
    let accused = app.command(&chair, case, 2, &forward("TN.TTT")).await;
    let unit = app.command(&chair, case, 2, &forward("TN.STNMT")).await;
    assert_eq!(accused.str("/reason"), "receiver_not_allowed");
    assert_eq!(unit.str("/reason"), "receiver_not_allowed");
}

#[apply(on_both_apps)]
async fn the_inspectorate_hears_a_count_twice_a_day_and_nothing_else(app: &TestApp) {
    for _ in 0..3 {
        app.file(&tip()).await;
    }
    app.worker.tick().await.unwrap();
    app.worker.tick().await.unwrap();
    let morning = app.mail.take();
    app.set("2024-10-15T07:30:00Z");
    app.worker.tick().await.unwrap();
    let noon = app.mail.take();

    assert_eq!((morning.len(), noon.len()), (1, 1));
    assert_eq!(morning[0].to.as_str(), "tn-ttt@tayninh.example");
    assert_eq!(morning[0].subject, "Tin báo chờ phân công: 3");
    assert!(!morning[0].body.contains("TN.STNMT"));
}

#[apply(on_both_apps)]
async fn no_mail_dates_a_tip_that_comes_within_a_slot(app: &TestApp) {
    app.set("2024-10-15T07:00:00Z");
    app.worker.tick().await.unwrap();
    app.file(&tip()).await;
    app.set("2024-10-15T08:07:00Z");
    app.worker.tick().await.unwrap();
    let same_slot = app.mail.take();
    app.set("2024-10-16T01:00:00Z");
    app.worker.tick().await.unwrap();

    assert!(same_slot.is_empty(), "the slot of two o'clock was decided");
    assert_eq!(app.mail.take().len(), 1);
}

#[apply(on_both_apps)]
async fn a_tip_is_late_like_any_case_but_counts_nowhere(app: &TestApp) {
    let filed = app.file(&tip()).await;
    app.file(&feedback()).await;
    app.set("2024-10-31T02:00:00Z");
    app.worker.tick().await.unwrap();

    let seen = app.track(filed.str("/receipt")).await;
    let inspector = app.inspector().await;
    let score =
        app.get("/api/v1/movements/plan-577-2024/scores/TN.TTT").bearer(&inspector).send().await;

    assert!(
        seen.body["obligations"]
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["overdue"] == true && one["missed_on"].is_string())
    );
    assert_eq!(score.body["lines"][0]["line"]["opened"], 0);
    assert_eq!(
        app.service.verify_ledger(|_| {}).unwrap().entries,
        3,
        "filed, opened and missed of the feedback alone"
    );
}

#[apply(on_both_apps)]
async fn what_a_moved_complaint_says_of_the_act_is_kept_in_its_envelope(app: &TestApp) {
    let body = with(
        feedback(),
        &json!({
            "kind": "complaint", "category": "decision_or_act", "text": "Cán bộ đòi tiền rồi mới ra quyết định.",
            "bribe": {"fact": "asked"}, "contested_act": "CANARYACT9 Quyết định 45/QĐ-UBND",
            "learned_on": "2024-10-01", "prior_case": "7K3M9QX2AB",
            "contact": {"name": "Nguyễn Văn Thử", "phone": "0900 000 001", "address": "Số 1, đường Thử", "id_number": "072000000001"},
        }),
    );
    let filed = app.file(&body).await;
    assert_eq!((filed.str("/kind"), filed.str("/channel")), ("corruption_tip", "integrity"));
    let inspector = app.inspector().await;
    let page = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = page.str("/items/0/id").to_owned();
    app.assign(&inspector, &case, 1).await;

    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;

    let report = &seen.body["report"];
    assert_eq!(report["contested_act"], body["contested_act"], "{report}");
    assert_eq!(
        (report["learned_on"].as_str(), report["prior_case"].as_str()),
        (Some("2024-10-01"), Some("7K3M9QX2AB"))
    );
    assert!(!holds(&dump(app), "CANARYACT9"), "it lies open");
}
