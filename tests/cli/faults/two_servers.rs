//! Two servers over one database: what stands for one thing never comes to stand for two.

use futures_util::future::join_all;
use liemchinh::harness::domain::Receipt;
use serde_json::{Value, json};

use crate::tools::client::{Client, feedback};
use crate::tools::cluster::Cluster;
use crate::tools::site::Site;

const PAIRS: u8 = 40;

fn tip() -> Value {
    json!({
        "kind": "corruption_tip", "reporter_type": "resident", "category": "money_or_gift", "unit": "TN.SYT",
        "text": "Một cán bộ tiếp nhận hồ sơ gợi ý đưa tiền.", "truthful": true,
    })
}

/// A receipt that the client draws itself.
fn own(n: u8) -> String {
    let mut bytes = *b"\x51\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22";
    bytes[0] = n;
    Receipt::from_bytes(bytes).to_text()
}

fn with_receipt(mut body: Value, receipt: &str) -> Value {
    body["receipt"] = json!(receipt);
    body
}

#[test]
fn one_receipt_or_one_key_for_two_channels_on_two_servers_stands_for_one_report() {
    let Some(cluster) = Cluster::start() else { return };
    let site = Site::with(&cluster.url(), "connections_per_source = 0\n[log]\nfilter = \"off\"\n");
    let ((first, base), (second, other)) = (site.serve(), site.serve());
    actix_web::rt::System::new().block_on(async {
        let (mut here, there) = (Client::new(base), Client::new(other));
        let mut shared_receipts = Vec::new();
        let mut shared_keys = Vec::new();
        for n in 0..PAIRS {
            let (one, two, three) = (here.key(), here.key(), here.key());
            let (here, there) = (here.clone(), there.clone());
            let (left, right) = (here.clone(), there.clone());
            shared_receipts.push(async move {
                let bodies = (with_receipt(feedback(), &own(n)), with_receipt(tip(), &own(n)));
                tokio::join!(here.file_as(&one, bodies.0), there.file_as(&two, bodies.1))
            });
            shared_keys.push(async move {
                tokio::join!(left.file_as(&three, feedback()), right.file_as(&three, tip()))
            });
        }
        for (refusal, pairs) in [
            ("receipt_taken", join_all(shared_receipts).await),
            ("idempotency_key_reused", join_all(shared_keys).await),
        ] {
            for (service, integrity) in pairs {
                let mut ends = [&service, &integrity].map(|it| (it.status, it.code().to_owned()));
                ends.sort();
                assert_eq!(ends[0], (201, String::new()), "{ends:?}");
                assert_eq!(ends[1].1, refusal, "{ends:?}");
                let taken = if service.status == 201 { &service } else { &integrity };
                here.finds(&[taken.receipt()]).await;
            }
        }
    });
    drop((first, second));
    let verified = site.ok(&["stats", "verify"]);
    assert!(verified.contains("the ledger agrees"), "{verified}");
}
