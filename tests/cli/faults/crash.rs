//! Twenty kills under load: nothing that was acknowledged is lost, and nothing is there twice.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{interval, timeout};

use crate::tools::cluster::Cluster;
use crate::tools::site::{Site, ready};

const KILLS: usize = 20;
/// Acknowledged reports between two kills.
const ACKS: usize = 15;
const CLIENTS: usize = 8;

/// What the clients know, in a process that is never killed: key → the number of its case, once
/// it was acknowledged.
#[derive(Default)]
struct Book {
    attempts: Mutex<BTreeMap<String, Option<(String, String)>>>,
    drawn: AtomicUsize,
    over: AtomicBool,
}

fn body(n: usize) -> Value {
    let text = format!("Hồ sơ số {n} của tôi quá hẹn mà không có thông báo nào.");
    if n % 3 == 2 {
        return json!({"kind": "corruption_tip", "reporter_type": "resident", "category": "money_or_gift", "unit": "TN.SYT", "text": text, "truthful": true});
    }
    json!({
        "kind": "conduct_feedback", "reporter_type": "resident", "category": "late", "unit": "TN.STNMT", "text": text,
        "contact": {"name": "Nguyễn Văn Thử", "phone": "0900 000 001"}, "consent_version": "2024-03", "truthful": true,
    })
}

/// One client: files report after report, each with its key until it is acknowledged.
async fn client(base: watch::Receiver<String>, book: Arc<Book>, acked: Arc<watch::Sender<usize>>) {
    let http =
        reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(10)).build().unwrap();
    let mut pause = interval(Duration::from_millis(20));
    loop {
        let n = book.drawn.fetch_add(1, Ordering::SeqCst);
        let key = format!("{n:032}");
        book.attempts.lock().unwrap().insert(key.clone(), None);
        loop {
            let url = format!("{}/api/v1/reports", base.borrow().clone());
            let sent = http.post(url).header("Idempotency-Key", &key).json(&body(n)).send().await;
            let answer = match sent {
                Ok(response) if response.status() == 201 => response.json::<Value>().await.ok(),
                Ok(response) => {
                    let status = response.status().as_u16();
                    assert!(
                        status == 503 || status == 500,
                        "{status}: {}",
                        response.text().await.unwrap()
                    );
                    None
                }
                Err(_) => None,
            };
            if let Some(answer) = answer {
                let receipt = answer["receipt"].as_str().unwrap().to_owned();
                let number = answer["number"].as_str().unwrap_or_default().to_owned();
                book.attempts.lock().unwrap().insert(key, Some((receipt, number)));
                acked.send_modify(|count| *count += 1);
                break;
            }
            pause.tick().await;
        }
        if book.over.load(Ordering::SeqCst) {
            return;
        }
    }
}

async fn kills(site: &Site, cluster: Option<&Cluster>) {
    let (mut server, base) = site.serve();
    let (tell, base) = watch::channel(base);
    let book = Arc::new(Book::default());
    let (acked, mut count) = watch::channel(0);
    let acked = Arc::new(acked);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| actix_web::rt::spawn(client(base.clone(), book.clone(), acked.clone())))
        .collect();
    for kill in 0..KILLS {
        let goal = *count.borrow() + ACKS;
        let enough = count.wait_for(|acks| *acks >= goal);
        timeout(Duration::from_mins(1), enough).await.expect("the load goes on").unwrap();
        match cluster {
            // Half of the kills hit the database while the server lives.
            Some(cluster) if kill % 2 == 1 => {
                cluster.kill();
                cluster.boot();
                let address = base.borrow().clone();
                ready(&address).await;
            }
            _ => {
                server.kill();
                let (next, address) = site.serve();
                server = next;
                tell.send_replace(address);
            }
        }
    }
    book.over.store(true, Ordering::SeqCst);
    for client in clients {
        client.await.unwrap();
    }
    let address = base.borrow().clone();
    check(&address, &book).await;
    assert!(server.stop("TERM").success(), "a graceful end");
    let attempts = book.attempts.lock().unwrap().len();
    assert!(attempts >= KILLS * ACKS);
    let verified = site.ok(&["stats", "verify"]);
    assert!(verified.contains("the ledger agrees"), "{verified}");
    let service = (0..attempts).filter(|n| n % 3 != 2).count();
    let events = format!("{service} events");
    let told = verified.lines().any(|line| line.starts_with(&events));
    assert!(told, "one event a report: {verified}");
}

/// Every acknowledged report is there, with the number its receipt was given.
async fn check(base: &str, book: &Book) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let attempts = book.attempts.lock().unwrap().clone();
    let mut numbers = Vec::new();
    for (key, acked) in attempts {
        let (receipt, number) = acked.unwrap_or_else(|| panic!("{key} was never acknowledged"));
        let found = http
            .get(format!("{base}/api/v1/report"))
            .header("Authorization", format!("Receipt {receipt}"))
            .send()
            .await
            .unwrap();
        assert_eq!(found.status(), 200, "{key}");
        let found: Value = found.json().await.unwrap();
        assert_eq!(found["number"].as_str().unwrap_or_default(), number, "{key}");
        if !number.is_empty() {
            numbers.push(number);
        }
    }
    let count = numbers.len();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), count, "no two receipts share a case");
}

#[test]
fn twenty_kills_lose_and_double_nothing_on_sqlite() {
    let site = Site::new("sqlite:liemchinh.db");
    actix_web::rt::System::new().block_on(kills(&site, None));
}

#[test]
fn twenty_kills_of_server_and_database_lose_and_double_nothing_on_postgres() {
    let Some(cluster) = Cluster::start() else { return };
    let site = Site::new(&cluster.url());
    actix_web::rt::System::new().block_on(kills(&site, Some(&cluster)));
}
