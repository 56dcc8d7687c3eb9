//! Queues by whose move it is, by the step that is open, and by time: what came last, what changed last, and what changed since.

use diesel::RunQueryDsl;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::found;
use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::followed::Life;
use crate::steps::{answer, say};
use crate::support::Backend;
use crate::{on_both_apps, on_both_holding_apps};

fn decline() -> Value {
    json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi tiếp nhận phản ánh."})
}

async fn listed(app: &TestApp, token: &str, query: &str) -> Reply {
    app.get(&format!("/api/v1/cases?{query}")).bearer(token).send().await
}

/// Every number on all pages of a query, and how many pages there are.
async fn walked(app: &TestApp, token: &str, query: &str) -> (Vec<String>, usize) {
    let (mut numbers, mut pages, mut cursor) = (Vec::new(), 0, String::new());
    loop {
        let page = listed(app, token, &format!("{query}{cursor}")).await;
        assert_eq!(page.status, 200, "{query}{cursor}: {}", page.body);
        let items = page.body["items"].as_array().unwrap();
        numbers.extend(items.iter().map(|item| item["number"].as_str().unwrap().to_owned()));
        pages += 1;
        match page.body["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (numbers, pages),
        }
    }
}

#[apply(on_both_apps)]
async fn cases_are_found_by_whose_move_it_is_and_by_the_step_that_is_open(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let mut numbers = Vec::new();
    let mut lives = Vec::new();
    for _ in 0..4 {
        let (life, filed) = Life::file(app, &feedback()).await;
        numbers.push(filed.str("/number").to_owned());
        lives.push(life);
    }
    let [new, asked, answered, disputed] = lives.as_mut_slice() else { panic!("four") };
    new.look().await;
    asked.step(&officer, json!({"command": "accept"})).await;
    let ask = json!({"command": "ask_reporter", "text": "Ông bà cho biết mã hồ sơ."});
    asked.step(&officer, ask).await;
    answered.step(&officer, json!({"command": "accept"})).await;
    answered.step(&officer, answer("founded")).await;
    let dispute = json!({"command": "dispute_competence", "to": "703", "text": "Thuộc thẩm quyền của thành phố."});
    disputed.step(&officer, dispute).await;

    for token in [&officer, &inspector] {
        for (query, expected) in [
            ("waits_for=unit", vec![0]),
            ("waits_for=reporter", vec![1, 2]),
            ("waits_for=inspector", vec![3]),
            ("waits_for=reply", vec![1]),
            ("waits_for=confirmation,inspector", vec![2, 3]),
            ("waits_for=suspension", vec![]),
            ("waits_for=reporter&state=answered", vec![2]),
            ("step=accept", vec![0, 3]),
            ("step=accept,answer", vec![0, 1, 3]),
            ("step=remedy", vec![]),
        ] {
            let mut all = found(app, token, query).await;
            let mut expected: Vec<String> =
                expected.iter().map(|at: &usize| numbers[*at].clone()).collect();
            all.sort();
            expected.sort();
            assert_eq!(all, expected, "{query}");
        }
        for odd in ["waits_for=nobody", "step=confirm", "step="] {
            assert_eq!(listed(app, token, odd).await.code(), "invalid_parameter", "{odd}");
        }
    }
    let of_tips = listed(app, &inspector, "channel=integrity&step=answer").await;
    assert_eq!(of_tips.faults(), ["?step not_of_tips"]);
}

#[apply(on_both_apps)]
async fn what_is_owed_on_a_criminal_matter_is_found_by_inspectors_alone(app: &TestApp) {
    let (mut life, filed) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let signs = json!({"command": "note_criminal_signs", "text": "Có dấu hiệu nhận hối lộ."});
    life.step(&inspector, signs).await;
    life.step(&inspector, json!({"command": "consult", "to": "TN.STP"})).await;

    let number = filed.str("/number").to_owned();
    assert_eq!(found(app, &inspector, "step=consult").await, [number.as_str()]);
    assert_eq!(found(app, &officer, "step=consult").await, [""; 0]);
    assert_eq!(found(app, &officer, "step=consult,accept").await, [number]);
}

#[apply(on_both_apps)]
async fn a_queue_is_walked_by_what_came_last_and_by_what_changed_last(app: &TestApp) {
    let (mut lives, mut numbers) = (Vec::new(), Vec::new());
    for unit in ["TN.STNMT", "703", "TN.STNMT", "TN.STNMT"] {
        let (life, filed) = Life::file(app, &with(feedback(), &json!({"unit": unit}))).await;
        numbers.insert(0, filed.str("/number").to_owned());
        lives.push(life);
    }
    app.service.read_terms(100).await.unwrap();
    app.set("2024-10-16T02:00:00Z");
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let own: Vec<String> = [0, 1, 3].map(|at: usize| numbers[at].clone()).to_vec();
    for (token, expected) in [(&inspector, &numbers), (&officer, &own)] {
        for limit in [1, 2, 50] {
            let (all, _) = walked(app, token, &format!("sort=received&limit={limit}")).await;
            assert_eq!(&all, expected, "{limit}");
        }
        let changed = found(app, token, "sort=changed&count=true").await;
        assert_eq!(changed.len(), expected.len());
    }
    lives[0].step(&officer, json!({"command": "accept"})).await;
    lives[2].look().await;
    lives[2].step(&officer, decline()).await;

    for token in [&inspector, &officer] {
        let changed = found(app, token, "sort=changed&limit=2").await;
        let mut latest: Vec<String> = [1, 3].map(|at: usize| numbers[at].clone()).to_vec();
        let mut shown = changed.clone();
        shown.sort();
        latest.sort();
        assert_eq!(shown, latest);
        assert_eq!(found(app, token, "sort=changed&state=declined").await, [numbers[1].as_str()]);
        // A cursor is of one order.
        let page = listed(app, token, "sort=changed&limit=1").await;
        let other = format!("sort=received&limit=1&cursor={}", page.str("/next"));
        assert_eq!(listed(app, token, &other).await.status, 400);
    }
}

#[apply(on_both_apps)]
async fn whoever_keeps_a_copy_finds_what_changed_since_and_nothing_is_left_out(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let (mut lives, mut numbers) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let (life, filed) = Life::file(app, &feedback()).await;
        numbers.push(filed.str("/number").to_owned());
        lives.push(life);
    }
    app.service.read_terms(100).await.unwrap();
    let since = "changed_since=2024-10-16T00:00:00Z";
    for token in [&officer, &inspector] {
        assert_eq!(found(app, token, since).await, [""; 0], "nothing yet");
        let (all, pages) =
            walked(app, token, "changed_since=2024-10-14T00:00:00Z&limit=2&sort=changed").await;
        assert_eq!((all, pages), (numbers.clone(), 3));
    }
    app.set("2024-10-16T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    lives[3].step(&officer, json!({"command": "accept"})).await;
    app.set("2024-10-16T04:00:00Z");
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    lives[1].step(&officer, decline()).await;
    // Revenge is told to inspectors alone.
    say(
        app,
        "retaliation",
        &lives[0].receipt,
        json!({"text": "Trưởng phòng dọa không giải quyết hồ sơ."}),
    )
    .await;

    let [first, second, third] = [3, 1, 0].map(|at: usize| numbers[at].clone());
    assert_eq!(found(app, &officer, since).await, [first.clone(), second.clone()]);
    let mut all = found(app, &inspector, since).await;
    assert_eq!(all.remove(0), first);
    all.sort();
    let mut expected = [second, third];
    expected.sort();
    assert_eq!(all, expected);
    let later = found(app, &officer, "changed_since=2024-10-16T05:30:00Z").await;
    assert_eq!(later, [""; 0]);

    for odd in [
        "changed_since=yesterday",
        "changed_since=2024-10-16T00:00:00Z&count=true",
        "changed_since=2024-10-16T00:00:00Z&sort=received",
        "sort=number",
    ] {
        assert_eq!(listed(app, &officer, odd).await.code(), "invalid_parameter", "{odd}");
    }
    for odd in ["sort=received", "sort=changed", "changed_since=2024-10-16T00:00:00Z"] {
        let refused = listed(app, &inspector, &format!("channel=integrity&{odd}")).await;
        let name = odd.split('=').next().unwrap();
        assert_eq!(refused.faults(), [format!("?{name} not_of_tips")]);
    }
    assert_eq!(listed(app, &inspector, "channel=integrity&sort=urgency").await.status, 200);
}

#[apply(on_both_holding_apps)]
async fn a_unit_is_told_of_a_case_when_it_reaches_it_and_not_before(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let (life, filed) = Life::file(app, &feedback()).await;
    let number = filed.str("/number").to_owned();
    app.service.read_terms(100).await.unwrap();
    for order in ["sort=received", "sort=changed", "changed_since=2024-10-01T00:00:00Z"] {
        assert_eq!(found(app, &officer, order).await, [""; 0], "{order}");
        assert_eq!(found(app, &inspector, order).await, [number.as_str()], "{order}");
    }
    let before = "changed_since=2024-10-15T02:20:00Z";
    app.set("2024-10-15T04:00:00Z");
    app.service.release().await.unwrap();
    let officer = app.officer("TN.STNMT").await;

    assert_eq!(found(app, &officer, before).await, [number.as_str()]);
    assert_eq!(found(app, &officer, "sort=received").await, [number]);
    drop(life);
}

#[apply(on_both_apps)]
async fn what_is_called_up_or_becomes_a_tip_is_in_no_walk_of_its_unit(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let up = json!({"command": "call_up", "text": "Vụ việc cần thanh tra trực tiếp xác minh."});
    let tip = json!({"command": "requalify", "kind": "corruption_tip", "text": "Người nộp kể việc bị đòi tiền."});
    for taken in [up, tip] {
        let (mut life, _) = Life::file(app, &feedback()).await;
        app.service.read_terms(100).await.unwrap();
        assert_eq!(found(app, &officer, "sort=changed").await.len(), 1);
        life.look().await;
        life.step(&inspector, taken).await;
        for order in ["sort=received", "sort=changed", "changed_since=2024-10-01T00:00:00Z"] {
            assert_eq!(found(app, &officer, order).await, [""; 0], "{order}");
        }
    }
    assert_eq!(found(app, &inspector, "sort=changed").await.len(), 1, "of the tip nothing stays");
}

/// More than half a page of later ones lies between, as where another process, whose clock is ahead, files many.
#[test]
fn a_report_that_was_passed_over_is_found_once_the_last_hours_are_gone_over_again() {
    actix_web::rt::System::new().block_on(async {
        let app = TestApp::start(Backend::Sqlite).await.unwrap();
        let filed = app.file(&feedback()).await;
        for _ in 0..400 {
            app.file(&feedback()).await;
        }
        app.service.read_terms(1000).await.unwrap();
        let oldest = "(SELECT MIN(case_key) FROM reports)";
        for table in ["case_terms", "case_changes"] {
            let forget = format!("DELETE FROM {table} WHERE case_key = {oldest}");
            diesel::sql_query(forget).execute(&mut app.scratch.conn()).unwrap();
        }

        let passed_over = app.service.read_terms(1000).await.unwrap();
        app.service.look_back_for_terms();
        let read = app.service.read_terms(1000).await.unwrap();

        assert_eq!((passed_over, read), (0, 1));
        let number = filed.str("/number").to_owned();
        let inspector = app.inspector().await;
        assert_eq!(found(&app, &inspector, &format!("q={number}")).await, [number]);
        app.finish().await;
    });
}
