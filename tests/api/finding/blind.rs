//! Two worlds that differ in tips, in what inspectors alone know, and in what became of what was called up: by everything that a unit can
//! ask of its queue, and by what it writes there, it cannot tell one from the other.

use std::fmt::Write;

use liemchinh::harness::api::OPERATIONS;
use liemchinh::harness::domain::Role;
use liemchinh::harness::store::DbUrl;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_apps;
use crate::steps::answer;
use crate::support::Backend;

/// So many tips, called-up cases, moved cases and events that inspectors alone know of.
const MANY: usize = 20;
const NOTE: &str = "7d6f1c9a-3b52-4e8f-a0c4-91e2d3b4a5f6";
const MENTION: &str = "5f0c2b1e-7a64-4c39-9d55-0b8e6a1f2c3d";

fn report() -> Value {
    let changes = json!({
        "category": "harassment", "text": "Hồ sơ trễ hẹn, cán bộ ở quầy vòi hai trăm nghìn đồng.",
        "dossier_code": "H53.05-240405-0031", "procedure_code": "1.004227.000.00.00.H53", "locality": "25456",
    });
    with(feedback(), &changes)
}

/// What of a world is drawn by chance: the ids and numbers of what its unit knows.
pub struct Known {
    pub open: Vec<(String, String)>,
    pub taken: Vec<(String, String)>,
    pub group: String,
    pub officer: String,
    pub leader: String,
    /// How a colleague signs in.
    pub login: String,
}

/// As many cases that stay as are taken away; in the other world these became tips, there are tips besides, and inspectors know more.
pub async fn played(app: &TestApp, other: bool) -> Known {
    let officer = app.officer("TN.STNMT").await;
    let leader = app.staff(Role::UnitLeader, Some("TN.STNMT")).await;
    let (login, _) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let inspector = app.inspector().await;
    let (group, open, taken) = (String::new(), Vec::new(), Vec::new());
    let mut known = Known { open, taken, group, officer, leader, login };
    let mut lives = Vec::new();
    for at in 0..2 * MANY {
        let (mut life, filed) = Life::file(app, &report()).await;
        if at % 4 > 0 {
            life.step(&known.officer, json!({"command": "accept"})).await;
        }
        match at % 4 {
            2 => {
                let ask = json!({"command": "ask_reporter", "text": "Ông bà cho biết mã hồ sơ."});
                life.step(&known.officer, ask).await;
            }
            3 => drop(life.step(&known.officer, answer("founded")).await),
            _ => {}
        }
        lives.push((life, filed.str("/number").to_owned()));
    }
    let first = lives.first().map(|(life, _)| life.id.clone()).unwrap();
    written(app, &known, &first).await;
    // The unit's group holds all of them: what stays and what will be gone.
    let all: Vec<&str> = lives.iter().map(|(life, _)| &*life.id).collect();
    let group = json!({"title": "Hệ thống hỏng", "cases": all});
    let made = app.post("/api/v1/case-groups", &group).bearer(&known.officer).key(&app.key());
    let made = made.send().await;
    assert_eq!((made.status, &made.body["count"]), (201, &json!(2 * MANY)), "{}", made.body);
    known.group = made.str("/id").to_owned();
    let (command, kind) = if other { ("requalify", "corruption_tip") } else { ("call_up", "") };
    let mut take = json!({"command": command, "text": "Vụ việc cần thanh tra trực tiếp xác minh."});
    if other {
        take["kind"] = json!(kind);
    }
    for (at, (mut life, number)) in lives.into_iter().enumerate() {
        life.look().await;
        if at < MANY {
            if other {
                let words = json!({"text": "Trưởng phòng dọa sẽ không giải quyết hồ sơ của tôi."});
                life.say("retaliation", words).await;
            }
            known.open.push((life.id.clone(), number));
        } else {
            life.step(&inspector, take.clone()).await;
            known.taken.push((life.id.clone(), number));
        }
    }
    for _ in 0..if other { MANY } else { 0 } {
        assert_eq!(app.file(&tip()).await.status, 201);
    }
    app.service.read_terms(1000).await.unwrap();
    known
}

/// What the unit writes for itself.
async fn written(app: &TestApp, known: &Known, case: &str) {
    let draft = json!({"draft": {"command": "answer", "text": "Cơ quan xin"}});
    let template = json!({"title": "Xin lỗi", "text": "Vụ việc {number}: {unit} xin lỗi.", "outcome": "remedied"});
    let late = json!({"title": "Trễ hẹn", "query": "q=tre+hen&waits_for=unit", "shared": true});
    for (path, body) in [
        (format!("cases/{case}/notes/{NOTE}"), json!({"text": "Đã gọi bộ phận Một cửa."})),
        (format!("cases/{case}/draft"), draft),
        ("reply-templates/xin-loi".to_owned(), template),
        ("me/views/tre-hen".to_owned(), late),
    ] {
        let put = app.put(&format!("/api/v1/{path}"), &body).bearer(&known.officer).send().await;
        assert!(put.status < 300, "{path}: {}", put.body);
    }
}

/// A value for each parameter of the queue; a new one has to be played here as well.
fn value(name: &str, known: &Known) -> String {
    let number = known.open.first().map(|(_, number)| number.clone()).unwrap();
    let value = match name {
        "channel" => "service",
        "state" => "received,accepted",
        "ended_by" => "withdrawn",
        "kind" => "conduct_feedback",
        "category" => "harassment",
        "sector" => "land",
        "unit" | "accused" => "TN.STNMT",
        "assignee" => "none",
        "variant" => "normal",
        "number" => &number,
        "received_from" | "closed_from" => "2024-10-01",
        "received_to" | "closed_to" | "due_by" => "2024-12-31",
        "q" => "tre+hen",
        "locality" => "25456",
        "procedure" => "1.004227.000.00.00.H53",
        "dossier_code" => "H53.05-240405-0031",
        "reporter_type" => "resident",
        "filed_via" => "online",
        "holder_ended" | "awaits_inspector" | "hint" | "overdue" | "open" | "tripwire"
        | "count" => "true",
        "waits_for" => "unit,reporter,inspector",
        "step" => "accept,answer,consult",
        "sort" => "received",
        "changed_since" => "2024-10-15T00:00:00Z",
        "limit" => "7",
        "cursor" => "bm90LW9uZS1vZi1vdXJz",
        _ => panic!("{name} is not played"),
    };
    value.to_owned()
}

/// Everything that is asked.
fn paths(known: &Known) -> Vec<String> {
    let list = OPERATIONS.iter().find(|one| one.id == "list_cases").unwrap();
    let filters: Vec<String> =
        list.query.iter().map(|name| format!("{name}={}", value(name, known))).collect();
    let mut paths = vec!["cases?count=true".to_owned(), "cases/facets".to_owned()];
    for filter in &filters {
        paths.push(format!("cases?{filter}"));
        paths.push(format!("cases/facets?{filter}"));
        paths.push(format!("cases?{filter}&sort=changed"));
        paths.push(format!("cases?{filter}&changed_since=2024-10-15T00:00:00Z"));
    }
    paths.extend(["cases?sort=received&limit=100", "cases?limit=100"].map(str::to_owned));
    let tips = "cases?channel=integrity&sort=changed";
    let lists = ["colleagues", "me/views", "reply-templates", "called-up-cases", "case-groups"];
    paths.extend(["me/summary", tips].iter().chain(&lists).map(|path| (*path).to_owned()));
    paths.push(format!("case-groups/{}", known.group));
    for (id, _) in known.open.iter().chain(&known.taken) {
        for part in ["", "/events", "/obligations", "/notes", "/draft", "/similar"] {
            paths.push(format!("cases/{id}{part}"));
        }
        paths.push(format!("cases/{id}/reply-templates/xin-loi"));
    }
    paths
}

/// Everything that is done with the group, of which a part is gone, and whom a note mentions.
fn told(known: &Known) -> Vec<(&'static str, String, Value)> {
    let group = format!("case-groups/{}", known.group);
    let text = json!({"text": "Phần mềm một cửa gặp sự cố trong tuần."});
    let mut all = vec![
        ("post", format!("{group}/announcement?dry_run=true"), text.clone()),
        ("post", format!("{group}/announcement"), text),
    ];
    for (id, _) in known.open.iter().chain(&known.taken) {
        all.push(("delete", format!("{group}/cases/{id}"), Value::Null));
        all.push(("put", format!("{group}/cases/{id}"), json!({})));
        let note = json!({"text": "Anh xem giúp.", "mentions": [known.login]});
        all.push(("put", format!("cases/{id}/notes/{MENTION}"), note));
    }
    let ids: Vec<&str> = known.open.iter().chain(&known.taken).map(|(id, _)| &**id).collect();
    all.push(("post", "case-groups".to_owned(), json!({"title": "Lần nữa", "cases": ids})));
    let gone: Vec<&str> = known.taken.iter().map(|(id, _)| &**id).collect();
    all.push(("post", "case-groups".to_owned(), json!({"title": "Không còn", "cases": gone})));
    all
}

/// Takes the id of its request out of every problem.
fn without_requests(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("request_id");
            members.values_mut().for_each(without_requests);
        }
        Value::Array(items) => items.iter_mut().for_each(without_requests),
        _ => {}
    }
}

/// An answer without what is drawn by chance: ids and numbers go by their place, lists by what they hold where ids order them.
fn alike(path: &str, reply: &Reply, known: &Known) -> (u16, Vec<String>, String) {
    let named = |text: &str| {
        let all = [("open", &known.open), ("taken", &known.taken)];
        let mut text = text.replace(&known.group, "group");
        for (what, list) in all {
            for (at, (id, number)) in list.iter().enumerate() {
                text = text.replace(id, &format!("{what}-{at}"));
                text = text.replace(number, &format!("{what}-number-{at}"));
            }
        }
        text
    };
    let mut body: Value = serde_json::from_str(&named(&reply.text)).unwrap_or(Value::Null);
    without_requests(&mut body);
    if let Some(members) = body.as_object_mut() {
        if path.ends_with("/case-groups") {
            members.remove("id");
        }
        if let Some(next) = members.get_mut("next").filter(|next| next.is_string()) {
            *next = json!(next.as_str().unwrap().len());
        }
        // Accounts are drawn too.
        for item in members.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(one) = item.as_object_mut().filter(|_| path.ends_with("/colleagues")) {
                one.remove("id");
            }
        }
        let by_time = path.contains("sort=received");
        for (_, list) in members.iter_mut().filter(|_| !by_time) {
            if let Some(items) = list.as_array_mut() {
                // What a page of seven holds of those due on one day is drawn by chance.
                if path.contains("limit=7") && !path.contains("changed") {
                    *list = json!(items.len());
                } else {
                    items.sort_by_key(ToString::to_string);
                }
            }
        }
    }
    let mut headers: Vec<String> = reply
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .map(|(name, value)| {
            // The mark of a contact is keyed, and keys are drawn too.
            let (version, mark) = value.split_once('-').unwrap_or((value, ""));
            match name.as_str() {
                "etag" => format!("{name}: {version} {}", mark.len()),
                _ => format!("{name}: {value}"),
            }
        })
        .collect();
    headers.sort();
    (reply.status, headers, body.to_string())
}

#[apply(on_both_apps)]
async fn by_its_queue_a_unit_cannot_tell_what_it_may_not_know(app: &TestApp) {
    let backend = match app.scratch.url {
        DbUrl::Sqlite(_) => Backend::Sqlite,
        DbUrl::Postgres(_) => Backend::Postgres,
    };
    let second = TestApp::start(backend).await.unwrap();
    let worlds = [(app, played(app, false).await), (&second, played(&second, true).await)];
    let [first, other] = &worlds;

    let mut differ = String::new();
    let mut played = 0;
    for (path, theirs) in paths(&first.1).iter().zip(&paths(&other.1)) {
        for of in [|known: &Known| known.officer.clone(), |known: &Known| known.leader.clone()] {
            let mut seen = Vec::new();
            for ((world, known), path) in [(first, path), (other, theirs)] {
                let path = format!("/api/v1/{path}");
                let reply = world.get(&path).bearer(&of(known)).send().await;
                assert!(reply.status < 500, "{path}: {}", reply.body);
                seen.push(alike(&path, &reply, known));
            }
            played += 1;
            if seen[0] != seen[1] {
                writeln!(differ, "{path}\n  {:?}\n  {:?}", seen[0], seen[1]).unwrap();
            }
        }
    }
    assert!(played > 500, "{played} answers");
    for at in 0..told(&first.1).len() {
        for of in [|known: &Known| known.officer.clone(), |known: &Known| known.leader.clone()] {
            let mut seen = Vec::new();
            for (world, known) in [first, other] {
                let (method, path, body) = told(known).swap_remove(at);
                let path = format!("/api/v1/{path}");
                let call = match method {
                    "put" => world.put(&path, &body),
                    "delete" => world.delete(&path),
                    _ => world.post(&path, &body).key(&world.key()),
                };
                let reply = call.bearer(&of(known)).send().await;
                assert!(reply.status < 500, "{path}: {}", reply.body);
                seen.push((method, alike(&path, &reply, known)));
            }
            if seen[0] != seen[1] {
                writeln!(differ, "{at}\n  {:?}\n  {:?}", seen[0], seen[1]).unwrap();
            }
        }
    }
    assert_eq!(differ, "");
    second.finish().await;
}
