//! What is announced to the reporters of many cases: it ends nothing, leads to nobody, floods nobody, and each case keeps its own answer.

use diesel::prelude::*;
use diesel::sql_types::Text;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::groups::{CAUSE, GROUPS, announce, make};
use super::{each, read, statuses};
use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_apps;
use crate::steps::answer;

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    text: String,
}

/// Everything that is counted, row by row.
fn figures(app: &TestApp) -> Vec<String> {
    let unit =
        |of: &str| format!("coalesce((SELECT code FROM units WHERE units.id = {of}.unit_id), '-')");
    let tables = [
        ("entry", "ledger_entries", "case_key n cohort_on metric kind delta"),
        ("sum", "ledger_sums", "month metric kind case_key n count"),
        ("matter", "matters", "quarter_on n case_key told_on side stratum source weight_milli"),
        ("duty", "obligations", "case_key step due_on status"),
    ];
    let mut all = Vec::new();
    for (name, table, columns) in tables {
        let texts =
            columns.split(' ').map(|it| format!("coalesce(CAST({table}.{it} AS TEXT), '-')"));
        let texts: Vec<String> = texts.chain([unit(table)]).collect();
        let query = format!(
            "SELECT '{name} ' || {} AS text FROM {table} ORDER BY 1",
            texts.join(" || ' ' || ")
        );
        let rows: Vec<Row> = diesel::sql_query(query).load(&mut app.scratch.conn()).unwrap();
        all.extend(rows.into_iter().map(|row| row.text));
    }
    all
}

/// What one text is answered that is to be announced to a group.
async fn tell(app: &TestApp, token: &str, (group, key): (&str, &str), text: &str) -> Reply {
    let path = format!("{GROUPS}/{group}/announcement");
    app.post(&path, &json!({"text": text})).bearer(token).key(key).send().await
}

/// What the reporter was told.
async fn messages(life: &Life<'_>) -> usize {
    life.app.track(&life.receipt).await.body["messages"].as_array().map_or(0, Vec::len)
}

#[apply(on_both_apps)]
async fn an_announcement_is_read_by_each_reporter_and_says_nothing_of_a_group(app: &TestApp) {
    let (one, _) = Life::file(app, &feedback()).await;
    let mail = json!({"contact": {"name": "Trần Văn Mẫu", "phone": "0900000003", "email": "mau@dan.example"}});
    let (two, _) = Life::file(app, &with(feedback(), &mail)).await;
    let (mut over, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let no = json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi tiếp nhận."});
    over.step(&officer, no).await;
    let group = make(app, &officer, "SECRETGROUP", &[&one.id, &two.id, &over.id]).await;
    let group = group.str("/id").to_owned();
    app.post.tick().await.unwrap();
    app.mail.take();
    let path = format!("{GROUPS}/{group}/announcement?dry_run=true");

    let dry = app.post(&path, &json!({"text": CAUSE})).bearer(&officer).send().await;
    let before = read(app, &officer, &format!("cases/{}/events", one.id)).await;
    let key = app.key();
    let told = announce(app, &officer, &group, &key).await;
    let again = announce(app, &officer, &group, &key).await;
    app.post.tick().await.unwrap();

    for reply in [&dry, &told, &again] {
        let mut found = statuses(reply);
        found.sort_unstable();
        assert_eq!(found, [200, 200, 409], "{}", reply.body);
        assert!(each(reply, "/problem/reason").contains(&"case_is_over".to_owned()));
    }
    assert_eq!(each(&before, "/kind"), ["filed"], "a dry run writes nothing");
    let mails = app.mail.take();
    let mut to: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["mau@dan.example", "thu@dan.example"], "each once, and no unit");
    for mail in &mails {
        assert!(mail.body.contains("Có thông báo gửi người nộp."), "{}", mail.body);
        assert!(!mail.body.contains("một cửa"), "{}", mail.body);
    }
    for life in [&one, &two] {
        let seen = app.track(&life.receipt).await;
        assert_eq!(seen.body["messages"].as_array().unwrap().len(), 1, "{}", seen.body);
        assert_eq!(
            (seen.str("/messages/0/kind"), seen.str("/messages/0/text")),
            ("announced", CAUSE)
        );
        assert!(!seen.text.contains("SECRETGROUP") && !seen.text.contains(&group));
        let events = read(app, &inspector, &format!("cases/{}/events", life.id)).await;
        assert_eq!(each(&events, "/kind"), ["filed", "announced"]);
        assert_eq!(each(&events, "/text"), ["-", CAUSE]);
        assert!(!events.text.contains("SECRETGROUP"), "{}", events.text);
    }
    assert_eq!(app.track(&over.receipt).await.body["messages"].as_array().unwrap().len(), 1);
}

#[apply(on_both_apps)]
async fn an_announcement_ends_no_duty_moves_no_day_counts_nowhere_and_leaves_late_what_is_late(
    app: &TestApp,
) {
    let (late, _) = Life::file(app, &feedback()).await;
    app.set("2024-11-20T02:00:00Z");
    app.worker.tick().await.unwrap();
    app.service.sum_up_months(12).await.unwrap();
    let (fresh, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let group = make(app, &officer, "Hệ thống hỏng", &[&late.id, &fresh.id]).await;
    let group = group.str("/id").to_owned();
    let picture = async || {
        let mut all = Vec::new();
        for life in [&late, &fresh] {
            all.push(read(app, &officer, &format!("cases/{}/obligations", life.id)).await.body);
            let mut case = read(app, &officer, &format!("cases/{}", life.id)).await.body;
            case.as_object_mut().unwrap().remove("version");
            all.push(case);
        }
        for list in ["overdue=true", "tripwire=true", "waits_for=unit", "step=answer"] {
            let found = read(app, &officer, &format!("cases?{list}")).await;
            all.push(json!(each(&found, "/id")));
        }
        all
    };
    let (before, counted) = (picture().await, figures(app));

    let told = announce(app, &officer, &group, &app.key()).await;
    app.worker.tick().await.unwrap();

    assert_eq!(statuses(&told), [200, 200], "{}", told.body);
    assert_eq!(each(&told, "/case/opened/0/step"), ["-", "-"]);
    assert!(counted.iter().any(|row| row.contains("missed")), "{counted:?}");
    assert!(counted.iter().any(|row| row.starts_with("sum ")), "{counted:?}");
    assert_eq!((picture().await, figures(app)), (before, counted));
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    let overdue = read(app, &officer, "cases?overdue=true").await;
    assert_eq!(each(&overdue, "/id"), [&*late.id], "late it stays");
    assert_eq!(app.track(&late.receipt).await.str("/state"), "received", "it is no answer");
}

#[apply(on_both_apps)]
async fn each_case_of_a_group_is_answered_by_itself_after_an_announcement(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (one, _) = Life::file(app, &feedback()).await;
    let (two, _) = Life::file(app, &feedback()).await;
    let group = make(app, &officer, "Hệ thống hỏng", &[&one.id, &two.id]).await;
    announce(app, &officer, group.str("/id"), &app.key()).await;
    let bulk = async |version: i32, command: Value| {
        let of = |id: &str| json!({"id": id, "version": version, "transition": command});
        let items = json!({"items": [of(&one.id), of(&two.id)]});
        let call = app.post("/api/v1/cases/transitions", &items).bearer(&officer);
        call.key(&app.key()).send().await
    };

    let taken = bulk(2, json!({"command": "accept"})).await;
    let mended = json!({"remedy": "Trả kết quả tại quầy.", "remedy_due_on": "2024-10-30"});
    let answered = bulk(3, with(answer("remedied"), &mended)).await;

    assert_eq!((statuses(&taken), statuses(&answered)), (vec![200, 200], vec![200, 200]));
    for life in [&one, &two] {
        assert_eq!(life.state().await, "answered");
    }
}

#[apply(on_both_apps)]
async fn one_case_alone_is_announced_on_by_its_holder_or_an_inspector_and_never_a_tip(
    app: &TestApp,
) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let (mut sealed, _) = Life::file(app, &tip()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let above = app.staff(Role::UnitLeader, Some("H53")).await;
    let say = json!({"command": "announce", "text": CAUSE});

    let first = life.step(&officer, say.clone()).await;
    let by_above = app.command(&above, &life.id, life.version, &say).await;
    life.step(&inspector, say.clone()).await;
    let offered = read(app, &officer, &format!("cases/{}", life.id)).await;
    sealed.take(&inspector).await;
    let tip = sealed.refused(&inspector, say.clone()).await;
    let empty =
        app.command(&officer, &life.id, life.version, &json!({"command": "announce"})).await;

    assert_eq!(first.str("/event/kind"), "announced");
    assert!(offered.body["allowed"].as_array().unwrap().contains(&json!("announce")));
    assert_eq!(tip, "other_channel");
    assert_eq!(empty.faults(), ["/text required"]);
    assert_eq!((by_above.status, by_above.str("/reason")), (409, "holder_only"));
    let seen = app.track(&life.receipt).await;
    assert_eq!(seen.body["messages"].as_array().unwrap().len(), 2);
}

#[apply(on_both_apps)]
async fn announcements_put_no_question_off_and_a_third_of_a_day_is_refused(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let say = json!({"command": "announce", "text": CAUSE});
    let mut lives = Vec::new();
    for _ in 0..6 {
        lives.push(Life::file(app, &feedback()).await.0);
    }
    for life in &mut lives {
        for _ in 0..2 {
            life.step(&officer, say.clone()).await;
        }
    }
    let third = lives[0].refused(&officer, say.clone()).await;
    let group = make(app, &officer, "Hệ thống hỏng", &[&lives[0].id]).await;
    let in_group = announce(app, &officer, group.str("/id"), &app.key()).await;
    app.post.tick().await.unwrap();
    let told = app.mail.take();

    let ask = json!({"command": "ask_reporter", "text": "Ông bà cho biết mã hồ sơ."});
    lives[0].step(&officer, ask).await;
    app.post.tick().await.unwrap();
    let asked = app.mail.take();
    app.set("2024-10-16T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    lives[0].step(&officer, say).await;

    assert_eq!(third, "too_many_today");
    assert_eq!(statuses(&in_group), [409]);
    assert_eq!(each(&in_group, "/problem/reason"), ["too_many_today"]);
    let of = |mails: &[liemchinh::harness::mail::Mail], words: &str| {
        mails.iter().filter(|mail| mail.body.contains(words)).count()
    };
    assert_eq!(of(&told, "Có thông báo gửi người nộp."), 9, "the rest is put off");
    assert_eq!(of(&asked, "Có câu hỏi cần người nộp trả lời."), 1, "a question waits behind none");
}

#[apply(on_both_apps)]
async fn a_text_that_leads_to_one_of_the_reporters_is_told_to_nobody(app: &TestApp) {
    let (one, _) = Life::file(app, &feedback()).await;
    let mail = json!({"contact": {"name": "Trần Văn Mẫu", "phone": "0912345678", "email": "mau@dan.example"}});
    let (two, filed) = Life::file(app, &with(feedback(), &mail)).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let number = filed.str("/number");
    let cases = [&*one.id, &*two.id];
    let of_unit = make(app, &officer, "Hệ thống hỏng", &cases).await.str("/id").to_owned();
    let of_inspectors = make(app, &inspector, "Hệ thống hỏng", &cases).await.str("/id").to_owned();
    let texts = [
        (&officer, &of_unit, "Gọi 0987 654 321 để biết.".to_owned(), "personal_number"),
        (&officer, &of_unit, "Viết cho ai.do@dan.example để biết.".to_owned(), "mail_address"),
        (&officer, &of_unit, format!("Như vụ việc số {number}."), "points_to_the_case"),
        (&inspector, &of_inspectors, "Như của ông Trần Văn Mẫu.".to_owned(), "names_the_reporter"),
        (&inspector, &of_inspectors, "Hỏi số 0912 345 678.".to_owned(), "names_the_reporter"),
    ];

    for (token, group, text, code) in &texts {
        let refused = tell(app, token, (group, &app.key()), text).await;
        let path = format!("{GROUPS}/{group}/announcement?dry_run=true");
        let dry = app.post(&path, &json!({"text": text})).bearer(token).send().await;
        for reply in [refused, dry] {
            assert_eq!(
                (reply.status, reply.faults()),
                (422, vec![format!("/text {code}")]),
                "{text}"
            );
        }
    }
    let phone = tell(app, &officer, (&of_unit, &app.key()), "Hỏi số 0912 345 678.").await;
    assert_eq!((phone.status, phone.code()), (422, "invalid"));
    assert_eq!((messages(&one).await, messages(&two).await), (0, 0));
}

#[apply(on_both_apps)]
async fn one_key_announces_one_text_to_one_group(app: &TestApp) {
    let (one, _) = Life::file(app, &feedback()).await;
    let (two, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let group = make(app, &officer, "Một", &[&one.id]).await.str("/id").to_owned();
    let other = make(app, &officer, "Hai", &[&two.id]).await.str("/id").to_owned();
    let key = app.key();

    let told = announce(app, &officer, &group, &key).await;
    let text = tell(app, &officer, (&group, &key), "Hệ thống đã hoạt động lại.").await;
    let elsewhere = announce(app, &officer, &other, &key).await;
    let again = announce(app, &officer, &group, &key).await;

    for reply in [&text, &elsewhere] {
        assert_eq!((reply.status, reply.code()), (422, "idempotency_key_reused"), "{}", reply.body);
    }
    assert_eq!((statuses(&told), statuses(&again)), (vec![200], vec![200]));
    assert_eq!((messages(&one).await, messages(&two).await), (1, 0));
}
