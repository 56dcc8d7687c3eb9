//! Cases of one cause: a group is its body's alone, shows what its reader sees, and tells nothing of what is out of sight.

use diesel::prelude::*;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::{NOBODY, each, read, statuses};
use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::coverage::bodies;
use crate::filing::secrecy::{dump, holds};
use crate::followed::Life;
use crate::mail::outbox::sql;
use crate::on_both_apps;
use crate::rival::Count;

pub(super) const GROUPS: &str = "/api/v1/case-groups";
pub(super) const CAUSE: &str = "Phần mềm một cửa gặp sự cố từ ngày 14 đến ngày 16 tháng 10.";

pub(super) async fn make(app: &TestApp, token: &str, title: &str, cases: &[&str]) -> Reply {
    let body = json!({"title": title, "cases": cases});
    app.post(GROUPS, &body).bearer(token).key(&app.key()).send().await
}

pub(super) async fn put(app: &TestApp, token: &str, group: &str, case: &str) -> Reply {
    app.put(&format!("{GROUPS}/{group}/cases/{case}"), &json!({})).bearer(token).send().await
}

pub(super) async fn take_out(app: &TestApp, token: &str, group: &str, case: &str) -> Reply {
    app.delete(&format!("{GROUPS}/{group}/cases/{case}")).bearer(token).send().await
}

pub(super) async fn announce(app: &TestApp, token: &str, group: &str, key: &str) -> Reply {
    let path = format!("{GROUPS}/{group}/announcement");
    app.post(&path, &json!({"text": CAUSE})).bearer(token).key(key).send().await
}

pub(super) fn count(app: &TestApp, table: &str) -> i64 {
    let query = format!("SELECT COUNT(*) AS n FROM {table}");
    diesel::sql_query(query).get_result::<Count>(&mut app.scratch.conn()).unwrap().n
}

pub(super) fn results(reply: &Reply) -> Vec<i64> {
    let all = reply.body["results"].as_array().unwrap_or_else(|| panic!("{}", reply.body));
    all.iter().map(|it| it["status"].as_i64().unwrap()).collect()
}

async fn members(app: &TestApp, token: &str, group: &str) -> Vec<String> {
    let mut found = each(&read(app, token, &format!("case-groups/{group}")).await, "/id");
    found.sort();
    found
}

#[apply(on_both_apps)]
async fn a_group_holds_what_its_maker_sees_and_is_read_by_the_own_body_alone(app: &TestApp) {
    let (one, _) = Life::file(app, &feedback()).await;
    let (two, _) = Life::file(app, &feedback()).await;
    let (foreign, _) = Life::file(app, &with(feedback(), &json!({"unit": "703"}))).await;
    let (sealed, _) = Life::file(app, &tip()).await;
    let (officer, colleague) = (app.officer("TN.STNMT").await, app.officer("TN.STNMT").await);
    let (other, inspector) = (app.officer("703").await, app.inspector().await);
    let asked = [&*one.id, &*two.id, &*foreign.id, &*sealed.id, NOBODY];
    let body = json!({"title": "Hệ thống hỏng", "cases": asked});
    let key = app.key();
    let send = async |body: &Value| app.post(GROUPS, body).bearer(&officer).key(&key).send().await;

    let (made, again) = (send(&body).await, send(&body).await);
    let reused = send(&json!({"title": "Khác", "cases": asked})).await;
    let of_inspectors = make(app, &inspector, "Hệ thống hỏng", &asked).await;

    assert_eq!((made.status, results(&made)), (201, vec![200, 200, 404, 404, 404]));
    assert_eq!((again.str("/id"), results(&again)), (made.str("/id"), results(&made)));
    assert_eq!((&again.body["count"], &made.body["count"]), (&json!(2), &json!(2)));
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!((reused.status, reused.code()), (422, "idempotency_key_reused"));
    assert_eq!(results(&of_inspectors), [200, 200, 200, 404, 404], "a tip is in no group");
    let group = made.str("/id").to_owned();
    let mut both = [one.id.clone(), two.id.clone()];
    both.sort();
    assert_eq!(members(app, &colleague, &group).await, both);
    let list = read(app, &colleague, "case-groups").await;
    assert_eq!(
        (each(&list, "/id"), &list.body["items"][0]["count"]),
        (vec![group.clone()], &json!(2))
    );
    for token in [&other, &inspector] {
        assert!(!each(&read(app, token, "case-groups").await, "/id").contains(&group));
        assert_eq!(read(app, token, &format!("case-groups/{group}")).await.status, 404);
        assert_eq!(put(app, token, &group, &one.id).await.status, 404);
        assert_eq!(announce(app, token, &group, &app.key()).await.status, 404);
        let gone = app.delete(&format!("{GROUPS}/{group}")).bearer(token).send().await;
        assert_eq!(gone.status, 404);
    }
    for case in [&foreign.id, &sealed.id] {
        assert_eq!(put(app, &officer, &group, case).await.status, 404);
        assert_eq!(take_out(app, &officer, &group, case).await.status, 404);
    }
    for _ in 0..2 {
        assert_eq!(take_out(app, &colleague, &group, &two.id).await.status, 204);
        assert_eq!(members(app, &officer, &group).await, [&*one.id]);
    }
    for _ in 0..2 {
        assert_eq!(put(app, &colleague, &group, &two.id).await.status, 204);
        assert_eq!(members(app, &officer, &group).await, both);
    }
    let gone = app.delete(&format!("{GROUPS}/{group}")).bearer(&colleague).send().await;
    assert_eq!(
        (gone.status, each(&read(app, &officer, "case-groups").await, "/id").len()),
        (204, 0)
    );
    assert_eq!(read(app, &officer, &format!("cases/{}", one.id)).await.status, 200);
}

#[apply(on_both_apps)]
async fn what_its_reader_sees_no_more_is_not_in_the_group_however_it_went(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let said = "Vụ việc cần thanh tra trực tiếp xác minh.";
    let mut lives = Vec::new();
    for _ in 0..4 {
        let body = with(feedback(), &json!({"category": "harassment"}));
        lives.push(Life::file(app, &body).await.0);
    }
    let ids: Vec<&str> = lives.iter().map(|life| &*life.id).collect();
    let group = make(app, &officer, "Cùng một việc", &ids).await.str("/id").to_owned();
    let stays = lives[3].id.clone();

    let forward = json!({"command": "forward", "to": "703", "text": said});
    lives[0].step(&officer, forward).await;
    lives[1].step(&inspector, json!({"command": "call_up", "text": said})).await;
    let to_tip = json!({"command": "requalify", "kind": "corruption_tip", "text": said});
    lives[2].step(&inspector, to_tip).await;

    assert_eq!(members(app, &officer, &group).await, [&*stays]);
    let list = read(app, &officer, "case-groups").await;
    assert_eq!(list.body["items"][0]["count"], 1);
    for life in &lives[..3] {
        assert_eq!(put(app, &officer, &group, &life.id).await.status, 404);
        assert_eq!(take_out(app, &officer, &group, &life.id).await.status, 404);
    }
    let told = announce(app, &officer, &group, &app.key()).await;
    assert_eq!((statuses(&told), each(&told, "/id")), (vec![200], vec![stays]));
    assert_eq!(count(app, "case_group_members"), 3, "of the tip nothing is left");
}

#[apply(on_both_apps)]
async fn what_was_announced_is_sealed_with_a_case_that_becomes_a_tip(app: &TestApp) {
    let (mut life, _) =
        Life::file(app, &with(feedback(), &json!({"category": "harassment"}))).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    make(app, &officer, "Cùng một việc", &[&life.id]).await;
    let say = json!({"command": "announce", "text": "CANARYTOLD hệ thống hỏng."});
    life.step(&officer, say).await;
    assert!(holds(&dump(app), "CANARYTOLD"));

    let tip =
        json!({"command": "requalify", "kind": "corruption_tip", "text": "Có dấu hiệu vòi vĩnh."});
    life.step(&inspector, tip).await;

    assert!(!holds(&dump(app), "CANARYTOLD"));
    assert_eq!(count(app, "case_group_members"), 0);
}

#[apply(on_both_apps)]
async fn a_group_holds_two_hundred_cases_and_a_body_forty_groups(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let mut ids = Vec::new();
    for _ in 0..201 {
        ids.push(Life::file(app, &feedback()).await.0.id);
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (first, last) = (&ids[..200], ids[200]);

    let many = make(app, &officer, "Quá nhiều", &ids).await;
    let group = make(app, &officer, "Đầy", first).await;
    let group = group.str("/id").to_owned();
    let one_more = put(app, &officer, &group, last).await;
    let again = put(app, &officer, &group, first[7]).await;
    take_out(app, &officer, &group, first[7]).await;
    let then = put(app, &officer, &group, last).await;
    // As a leader adds them, who sees more than an officer does.
    sql(
        app,
        "INSERT INTO case_group_members (group_id, case_key) \
         SELECT (SELECT DISTINCT group_id FROM case_group_members), key FROM cases \
         WHERE key NOT IN (SELECT case_key FROM case_group_members)",
    );
    let path = format!("{GROUPS}/{group}/announcement?dry_run=true");
    let told = app.post(&path, &json!({"text": CAUSE})).bearer(&officer).send().await;
    for _ in 1..40 {
        assert_eq!(make(app, &officer, "Nhóm", &[last]).await.status, 201);
    }
    let forty_first = make(app, &officer, "Nhóm", &[last]).await;

    assert_eq!(many.faults(), ["/cases out_of_range"]);
    assert_eq!((one_more.status, one_more.faults()), (422, vec![" no_room".to_owned()]));
    assert_eq!((again.status, then.status), (204, 204));
    let mut told = statuses(&told);
    told.sort_unstable();
    assert_eq!((told.len(), told[199], told[200]), (201, 200, 422), "200 are told");
    assert_eq!((forty_first.status, forty_first.faults()), (422, vec![" no_room".to_owned()]));
    let list = read(app, &officer, "case-groups").await;
    assert_eq!(each(&list, "/id").len(), 40);
}

#[apply(on_both_apps)]
async fn what_is_out_of_sight_fills_no_group(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (kept, _) = Life::file(app, &feedback()).await;
    let group = make(app, &officer, "Hệ thống hỏng", &[&kept.id]).await;
    let group = group.str("/id").to_owned();
    for _ in 0..399 {
        app.file(&feedback()).await;
    }
    sql(
        app,
        "INSERT INTO case_group_members (group_id, case_key) \
         SELECT (SELECT group_id FROM case_group_members), key FROM cases \
         WHERE key NOT IN (SELECT case_key FROM case_group_members)",
    );
    sql(
        app,
        "UPDATE cases SET holder_id = (SELECT id FROM units WHERE code = '703' LIMIT 1) \
         WHERE key <> (SELECT MIN(key) FROM cases)",
    );
    assert_eq!(count(app, "case_group_members"), 400);
    let (new, _) = Life::file(app, &feedback()).await;

    let put = put(app, &officer, &group, &new.id).await;

    let mut both = [kept.id, new.id];
    both.sort();
    assert_eq!((put.status, count(app, "case_group_members")), (204, 2), "{}", put.text);
    assert_eq!(members(app, &officer, &group).await, both);
}

#[apply(on_both_apps)]
async fn a_group_of_which_one_sees_nothing_is_its_authors_and_the_leaders_alone(app: &TestApp) {
    let (officer, colleague) = (app.officer("TN.STNMT").await, app.officer("TN.STNMT").await);
    let leader = app.staff(Role::UnitLeader, Some("TN.STNMT")).await;
    let inspector = app.inspector().await;
    let text = "Vụ việc cần thanh tra trực tiếp xác minh.";
    for take in [
        json!({"command": "call_up", "text": text}),
        json!({"command": "requalify", "kind": "corruption_tip", "text": text}),
    ] {
        let body = with(feedback(), &json!({"category": "harassment"}));
        let (mut life, _) = Life::file(app, &body).await;
        let (other, _) = Life::file(app, &feedback()).await;
        let group = make(app, &officer, "Cùng một việc", &[&life.id]).await;
        let group = group.str("/id").to_owned();
        assert_eq!(members(app, &colleague, &group).await, [&*life.id]);

        life.step(&inspector, take.clone()).await;

        for (token, there) in [(&officer, true), (&colleague, false), (&leader, true)] {
            let list = each(&read(app, token, "case-groups").await, "/id");
            let got = read(app, token, &format!("case-groups/{group}")).await;
            assert_eq!(list.contains(&group), there, "{take}");
            assert_eq!(got.status, if there { 200 } else { 404 }, "{take}");
        }
        assert_eq!(put(app, &colleague, &group, &other.id).await.status, 404);
        let path = format!("{GROUPS}/{group}");
        let gone = app.delete(&path).bearer(&colleague).send().await;
        let by_leader = app.delete(&path).bearer(&leader).send().await;
        assert_eq!((gone.status, by_leader.status), (404, 204), "{take}");
    }
}

#[apply(on_both_apps)]
async fn a_group_made_again_is_answered_as_it_was_and_noted_no_second_time(app: &TestApp) {
    let (one, _) = Life::file(app, &feedback()).await;
    let (two, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let body = json!({"title": "Hệ thống hỏng", "cases": [one.id, NOBODY, two.id, one.id]});
    let key = app.key();
    let send = async || app.post(GROUPS, &body).bearer(&officer).key(&key).send().await;

    let made = send().await;
    take_out(app, &officer, made.str("/id"), &one.id).await;
    let again = send().await;
    let none = make(app, &officer, "Không có gì", &[NOBODY]).await;
    let me = read(app, &officer, "me").await.str("/id").to_owned();
    let head = app.staff(Role::InspectorateHead, Some("TN.TTT")).await;
    let log = read(app, &head, &format!("access-log?actor={me}")).await;

    assert_eq!((made.status, results(&made)), (201, vec![200, 404, 200]), "each once");
    assert_eq!((again.status, results(&again)), (201, vec![200, 404, 200]));
    assert_eq!((&made.body["count"], &again.body["count"]), (&json!(2), &json!(2)));
    assert_eq!((none.status, none.code()), (404, "not_found"), "nothing is no group");
    assert_eq!(each(&read(app, &officer, "case-groups").await, "/id").len(), 1);
    let noted = log.body["items"].as_array().unwrap().iter();
    let noted: Vec<_> = noted.filter(|it| it["operation"] == "make_case_group").collect();
    assert_eq!(
        (noted.len(), &noted[0]["count"]),
        (1, &json!(2)),
        "the second is for nothing at all"
    );
}

/// Every answer of every operation here.
pub async fn every_answer(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let admin = app.staff(Role::Administrator, None).await;
    let new = json!({"title": "Hệ thống hỏng", "cases": [life.id]});
    bodies(app, GROUPS, &officer).await;
    let key = app.key();
    let made = app.post(GROUPS, &new).bearer(&officer).key(&key).send().await;
    app.post(GROUPS, &json!({"title": "Khác", "cases": [life.id]}))
        .bearer(&officer)
        .key(&key)
        .send()
        .await;
    let nothing = json!({"title": "Không có gì", "cases": [NOBODY]});
    app.post(GROUPS, &nothing).bearer(&officer).key(&app.key()).send().await;
    app.post(GROUPS, &new).key(&app.key()).send().await;
    app.post(GROUPS, &new).bearer(&admin).key(&app.key()).send().await;
    let group = format!("{GROUPS}/{}", made.str("/id"));
    let none = format!("{GROUPS}/{NOBODY}");
    let case = format!("cases/{}", life.id);
    let told = format!("{group}/announcement");
    bodies(app, &told, &officer).await;
    let text = json!({"text": CAUSE});
    for (path, token) in [(&told, Some(&officer)), (&told, Some(&admin)), (&told, None)] {
        let call = app.post(path, &text).key(&app.key());
        match token {
            Some(token) => call.bearer(token).send().await,
            None => call.send().await,
        };
    }
    let nobodys = format!("{none}/announcement");
    app.post(&nobodys, &text).bearer(&officer).key(&app.key()).send().await;
    let member = format!("{group}/{case}");
    let put = |path: &str, body: &Value| app.put(path, body);
    put(&member, &json!({})).bearer(&officer).send().await;
    put(&member, &json!({"x": 1})).bearer(&officer).send().await;
    put(&format!("{member}?x=1"), &json!({})).bearer(&officer).send().await;
    put(&format!("{none}/{case}"), &json!({})).bearer(&officer).send().await;
    put(&member, &json!({"x": "x".repeat(300_000)})).bearer(&officer).send().await;
    put(&member, &json!({})).bearer(&officer).raw("text/plain", b"{}".to_vec()).send().await;
    put(&member, &json!({})).send().await;
    put(&member, &json!({})).bearer(&admin).send().await;
    for path in [GROUPS, &group, &none] {
        app.get(path).bearer(&officer).send().await;
        app.get(path).send().await;
        app.get(path).bearer(&admin).send().await;
        app.get(&format!("{path}?x=1")).bearer(&officer).send().await;
    }
    for path in [&member, &format!("{none}/{case}"), &none, &group] {
        app.delete(path).send().await;
        app.delete(path).bearer(&admin).send().await;
        app.delete(&format!("{path}?x=1")).bearer(&officer).send().await;
        app.delete(path).bearer(&officer).send().await;
    }
}
