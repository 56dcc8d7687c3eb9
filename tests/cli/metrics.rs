//! What the process counts of itself, on its second listener: how it works, and nothing that tells one channel from the other.

use std::collections::BTreeSet;
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::tools::client::{Client, feedback};
use crate::tools::process::run;
use crate::tools::site::Site;

/// A port that nobody had a moment ago.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn tip() -> Value {
    json!({
        "kind": "corruption_tip", "reporter_type": "resident", "category": "money_or_gift", "unit": "TN.STNMT",
        "text": "Cán bộ đòi tiền cà phê mới nhận hồ sơ.", "truthful": true,
    })
}

/// What a fresh service says of itself after it took these reports, each followed once.
fn scraped(reports: impl Iterator<Item = Value>) -> String {
    let port = free_port();
    let site = Site::with(
        "sqlite:liemchinh.db",
        &format!("metrics_listen = \"127.0.0.1:{port}\"\n[log]\nfilter = \"off\"\n"),
    );
    let (mut server, base) = site.serve();
    let text = actix_web::rt::System::new().block_on(async {
        let mut client = Client::new(base);
        for report in reports {
            let key = client.key();
            let filed = client.file_as(&key, report).await;
            assert_eq!(filed.status, 201, "{filed:?}");
            let url = format!("{}/api/v1/report", client.base);
            let receipt = format!("Receipt {}", filed.receipt());
            let request = client.http.get(url).header("Authorization", receipt);
            assert_eq!(client.send(request).await.status, 200);
        }
        let sign_in = client.http.post(format!("{}/api/v1/sessions", client.base));
        let sign_in = sign_in.json(&json!({"login": "nobody", "password": "a wrong password"}));
        assert_eq!(client.send(sign_in).await.status, 401);
        let scrape = |path: &str| client.http.get(format!("http://127.0.0.1:{port}{path}")).send();
        assert_eq!(scrape("/api/v1/kinds").await.unwrap().status(), 404, "nothing else is there");
        scrape("/metrics").await.unwrap().text().await.unwrap()
    });
    assert!(server.stop("TERM").success());
    text
}

/// Every line but those about how long something took.
fn untimed(text: &str) -> BTreeSet<&str> {
    let timed = |line: &&str| line.contains("_seconds_bucket") || line.contains("_seconds_sum");
    text.lines().filter(|line| !timed(line)).collect()
}

#[test]
fn a_hundred_service_reports_and_eighty_with_twenty_tips_are_counted_alike() {
    let all_service = scraped((0..100).map(|_| feedback()));
    let with_tips = scraped((0..100).map(|n| if n % 5 == 0 { tip() } else { feedback() }));

    assert_eq!(untimed(&all_service), untimed(&with_tips));
    for line in [
        "liemchinh_requests_total{route=\"/api/v1/reports\",method=\"POST\",status=\"201\"} 100",
        "liemchinh_requests_total{route=\"/api/v1/report\",method=\"GET\",status=\"200\"} 100",
        "liemchinh_requests_total{route=\"/api/v1/sessions\",method=\"POST\",status=\"401\"} 1",
        "liemchinh_filing_wait_seconds_count 100",
        "liemchinh_filings_together_sum 100",
        "liemchinh_ready 1",
        "liemchinh_clock_in_doubt 0",
        "liemchinh_mail_late_seconds 0",
        "liemchinh_mail_given_up 0",
        "liemchinh_log_lines_dropped_total 0",
    ] {
        assert!(all_service.lines().any(|it| it == line), "no {line} in:\n{all_service}");
    }
    for word in ["corruption", "tip", "integrity", "STNMT", "nobody"] {
        assert!(!with_tips.contains(word), "{word} in:\n{with_tips}");
    }
}

#[test]
fn what_is_counted_is_told_to_this_machine_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = "metrics_listen = \"0.0.0.0:9577\"\n";
    std::fs::write(folder.path().join("liemchinh.toml"), config).unwrap();

    let refused = run(folder.path(), &["--config", "liemchinh.toml", "migrate"]);

    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success());
    assert!(why.contains("metrics_listen") && why.contains("127.0.0.1:9577"), "{why}");
}
