//! `erase`: what was removed from the tables is gone from the files too.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use serde_json::{Value, json};

use crate::tools::client::{Client, feedback};
use crate::tools::cluster::Cluster;
use crate::tools::site::Site;

const CANARY: &str = "CANARYERASED7";

/// Whether a file below `folder` holds the canary.
fn found(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return found(&path);
        }
        // A file may go while it is looked at.
        let bytes = std::fs::read(&path).unwrap_or_default();
        bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes())
    })
}

/// Files a report with the canary, and has an inspector make it a tip: before its unit knows of it, at whatever hour.
async fn moved(site: &Site, base: &str) {
    let mut client = Client::new(base.to_owned());
    let mut body = feedback();
    body["text"] = json!(format!("{CANARY} cán bộ ở quầy vòi hai trăm nghìn đồng của tôi."));
    let (key, next) = (client.key(), client.key());
    assert_eq!(client.file_as(&key, body).await.status, 201);
    let added = site.ok(&[
        "user",
        "add",
        "--login",
        "thanh.tra",
        "--name",
        "Lê Thị Thử",
        "--role",
        "inspector",
        "--unit",
        "TN.TTT",
    ]);
    let login = json!({"login": "thanh.tra", "password": added.trim().rsplit(' ').next().unwrap()});
    let signed =
        client.send(client.http.post(format!("{base}/api/v1/sessions")).json(&login)).await;
    let token = format!("Bearer {}", signed.body["token"].as_str().unwrap());
    let cases = client.get("/api/v1/cases", Some(&token)).await;
    let id = cases.body["items"][0]["id"].as_str().unwrap().to_owned();
    let tip = json!({"command": "requalify", "kind": "corruption_tip", "text": "Người nộp kể việc bị đòi tiền."});
    let call = client.http.post(format!("{base}/api/v1/cases/{id}/transitions")).json(&tip);
    let call = call.header("Authorization", token).header("If-Match", "\"v1\"");
    let done = client.send(call.header("Idempotency-Key", next)).await;
    assert_eq!(
        (done.status, &done.body["case"]["channel"]),
        (200, &Value::from("integrity")),
        "{done:?}"
    );
}

#[test]
fn what_became_a_tip_is_gone_from_the_files_of_postgres() {
    let Some(cluster) = Cluster::start() else { return };
    let site = Site::new(&cluster.url());
    let (mut server, base) = site.serve_holding();
    actix_web::rt::System::new().block_on(moved(&site, &base));
    let flush = || {
        let mut conn = diesel::PgConnection::establish(&cluster.url()).unwrap();
        conn.batch_execute("CHECKPOINT").unwrap();
    };
    flush();
    assert!(found(&cluster.tables()), "or there is nothing to erase");
    assert!(server.stop("TERM").success());

    let said = site.ok(&["erase"]);

    flush();
    assert!(said.contains("reports") && said.contains("backups"), "{said}");
    assert!(!found(&cluster.tables()));
    assert!(site.ok(&["stats", "verify"]).contains("the ledger agrees"));
}

#[test]
fn on_sqlite_it_is_gone_before_the_answer_and_erase_says_so() {
    let site = Site::new("sqlite:data.db");
    let (mut server, base) = site.serve_holding();
    actix_web::rt::System::new().block_on(moved(&site, &base));
    assert!(!found(site.path()), "while the server runs");
    assert!(server.stop("TERM").success());

    assert!(site.ok(&["erase"]).contains("-wal"));
    assert!(!found(site.path()));
}
