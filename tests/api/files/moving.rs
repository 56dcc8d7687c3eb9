//! Files that come while their report becomes a tip: none that was acknowledged goes with the case that was there before.

use futures_util::future::join3;
use macro_rules_attribute::apply;
use serde_json::json;

use super::sweeping::Slow;
use super::{OWN, bring, count, of, original, seen, send, snapshot};
use crate::app::{TestApp, feedback};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_holding_apps;
use crate::steps::say;

async fn moves(app: &TestApp, receipt: &str) -> Reply {
    let body = json!({"bribe": {"fact": "asked", "amount_vnd": 200_000}});
    let moved = say(app, "to-integrity", receipt, body).await;
    assert_eq!(moved.status, 200, "{}", moved.body);
    moved
}

#[apply(on_both_holding_apps)]
async fn f6_a_file_that_is_on_its_way_while_its_report_becomes_a_tip_is_the_tips(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let slow = Slow::begin(app, &life.receipt).await;

    moves(app, &life.receipt).await;
    let answer = slow.finish().await;

    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert_eq!((count(app, "attachments"), count(app, "integrity_attachments")), (0, 1));
    let own = app.get(OWN).receipt(&life.receipt).send().await;
    assert_eq!(own.body["items"].as_array().unwrap().len(), 1);
    let taker = app.inspector().await;
    let mut life = Life { version: 1, ..life };
    life.take(&taker).await;
    let files = seen(app, &taker, &life.id).await;
    let kept = original(app, &taker, &life.id, &files.body["items"][0]["id"]).await;
    assert_eq!((kept.status, kept.bytes.len()), (200, 400_000));
}

#[apply(on_both_holding_apps)]
async fn f6_of_files_that_come_at_the_moment_each_that_was_acknowledged_is_the_tips(app: &TestApp) {
    let inspector = app.inspector().await;
    let mut acknowledged = 0;
    for n in 0..6 {
        let (life, _) = Life::file(app, &feedback()).await;
        let (mine, theirs) = (snapshot(&format!("a{n}")), snapshot(&format!("b{n}")));
        let staff = send(app, &of(&life.id), "image/jpeg", theirs).bearer(&inspector);

        let (mine, theirs, _) =
            join3(bring(app, &life.receipt, &mine), staff.send(), moves(app, &life.receipt)).await;

        for one in [&mine, &theirs] {
            assert!([201, 404, 409, 503].contains(&one.status), "{}", one.body);
            acknowledged += i64::from(one.status == 201);
        }
        let kept = (count(app, "attachments"), count(app, "integrity_attachments"));
        assert_eq!(kept, (0, acknowledged), "{n}: {} {}", mine.status, theirs.status);
        let own = app.get(OWN).receipt(&life.receipt).send().await;
        let own = own.body["items"].as_array().unwrap().len();
        assert_eq!(own, usize::from(mine.status == 201));
    }
    assert!(app.service.lost_files().await.unwrap().is_empty());
    app.worker.tick().await.unwrap();
    assert!(app.service.lost_files().await.unwrap().is_empty());
}
