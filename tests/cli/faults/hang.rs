//! A database whose processes stand still: everybody is answered in time, and what is repeated has one effect.

use std::time::Duration;

use futures_util::FutureExt;
use serde_json::json;
use tokio::time::interval;

use crate::tools::client::{Answer, Client, feedback};
use crate::tools::cluster::Cluster;
use crate::tools::site::{Site, ready};

fn run(test: impl Future<Output = ()>) {
    actix_web::rt::System::new().block_on(test);
}

/// The token of a new administrator.
async fn staff(site: &Site, client: &Client) -> String {
    let added = site.ok(&[
        "user",
        "add",
        "--login",
        "quan.tri",
        "--name",
        "Lê Thị Thử",
        "--role",
        "administrator",
    ]);
    let password = added.trim().rsplit(' ').next().unwrap();
    let url = format!("{}/api/v1/sessions", client.base);
    let body = json!({"login": "quan.tri", "password": password});
    let signed = client.send(client.http.post(url).json(&body)).await;
    format!("Bearer {}", signed.body["token"].as_str().unwrap())
}

fn assert_told_to_come_back(answers: &[Answer]) {
    for answer in answers {
        assert_eq!(answer.status, 503, "{answer:?}");
        assert!(answer.retry_after.is_some(), "{answer:?}");
        assert!(["busy", "outcome_unknown"].contains(&answer.code()), "{answer:?}");
    }
}

#[test]
fn a_database_that_stands_still_holds_up_nobody_and_what_is_repeated_has_one_effect() {
    let Some(cluster) = Cluster::start() else { return };
    let site = Site::new(&cluster.url());
    let (mut server, base) = site.serve();
    run(async {
        let mut client = Client::new(base.clone());
        let token = staff(&site, &client).await;
        // Several at once, so that every connection is open.
        let many = std::iter::repeat_with(|| {
            let key = client.key();
            let client = client.clone();
            async move { client.file_as(&key, feedback()).await.receipt() }
        });
        let mut receipts = futures_util::future::join_all(many.take(12)).await;
        let still = cluster.stand_still();

        let keys: Vec<String> = (0..6).map(|_| client.key()).collect();
        let filed = keys.iter().map(|key| client.file_as(key, feedback()).boxed_local());
        let receipt = format!("Receipt {}", receipts[0]);
        let read = [
            client.get("/api/v1/report", Some(&receipt)).boxed_local(),
            client.get("/api/v1/me", Some(&token)).boxed_local(),
        ];
        let answers = futures_util::future::join_all(filed.chain(read)).await;

        assert_told_to_come_back(&answers);
        assert!(
            answers.iter().any(|it| it.code() == "outcome_unknown"),
            "a write had begun: {answers:?}"
        );
        client.lives().await;
        // Ready as long as its last mark is young.
        let mut pause = interval(Duration::from_millis(100));
        let unready = loop {
            pause.tick().await;
            let ready = client.get("/readyz", None).await;
            if ready.status != 200 {
                break ready;
            }
        };
        assert_told_to_come_back(&[unready]);
        // Once more with the same keys while it stands still, and until it is written when it goes on.
        let again = keys.iter().map(|key| client.file_as(key, feedback()));
        let mut last = futures_util::future::join_all(again).await;
        drop(still);
        ready(&base).await;
        for (key, answer) in keys.iter().zip(&mut last) {
            while answer.status != 201 {
                assert_told_to_come_back(std::slice::from_ref(answer));
                *answer = client.file_as(key, feedback()).await;
            }
            receipts.push(answer.receipt());
        }
        let mut numbers = client.finds(&receipts).await;
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 18, "no report is there twice");
    });
    assert!(server.stop("TERM").success(), "a graceful end");
    let verified = site.ok(&["stats", "verify"]);
    assert!(
        verified.lines().any(|line| line.starts_with("18 events"))
            && verified.contains("the ledger agrees"),
        "{verified}"
    );
}

#[test]
fn a_server_whose_database_stands_still_ends_when_it_is_asked_to() {
    let Some(cluster) = Cluster::start() else { return };
    let site = Site::new(&cluster.url());
    let (mut server, base) = site.serve();
    run(async {
        let mut client = Client::new(base);
        let receipts = client.files_well(2).await;
        let still = cluster.stand_still();
        let filed = client.file().await;
        let read = client.get("/api/v1/report", Some(&format!("Receipt {}", receipts[0]))).await;

        let ended = server.stop("TERM");

        assert_told_to_come_back(&[filed, read]);
        assert!(ended.code().is_some(), "it ended by itself: {ended:?}");
        drop(still);
    });
}
