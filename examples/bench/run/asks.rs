//! What is asked of a server: the requests that people send, as they send them.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::run::load::{Ask, Asks, Load};

/// The unit whose queue is read and whose cases are handled.
pub(crate) const UNIT: &str = "TN.SNNMT";
/// The unit of the inspector.
pub(crate) const INSPECTORATE: &str = "TN.TTT";
/// The category of the cases that are accepted and answered; others have none of it here.
const COMMANDED: &str = "not_posted";

/// A report of ordinary length, with a contact that has a mail address.
pub(crate) fn report() -> Value {
    json!({
        "kind": "conduct_feedback",
        "reporter_type": "resident",
        "category": "late",
        "sector": "land",
        "unit": UNIT,
        "dossier_code": "H53.05-240925-0012",
        "promised_on": "2024-10-09",
        "text": "Hồ sơ cấp đổi giấy chứng nhận quyền sử dụng đất của tôi nộp tại Bộ phận Một cửa đã quá hẹn sáu ngày mà không có thông báo nào. Tôi đã đến hỏi hai lần, cán bộ tiếp nhận chỉ trả lời rằng hồ sơ đang chờ ký và hẹn tuần sau quay lại, không có văn bản xin lỗi và hẹn lại ngày trả kết quả.",
        "contact": {"name": "Nguyễn Văn Ví Dụ", "phone": "0900 000 099", "email": "vi.du@dan.example"},
        "consent_version": "2024-03",
        "truthful": true,
    })
}

/// The text that a member of an answer holds.
pub(crate) fn text(answer: &Value, member: &str) -> Option<String> {
    answer.get(member)?.as_str().map(str::to_owned)
}

/// A key that no other request has.
fn key() -> String {
    let bytes: [u8; 16] = liemchinh::harness::vault::draw().unwrap_or_default();
    format!("bench-{}", uuid::Uuid::from_bytes(bytes))
}

fn filing(body: &Value) -> Asks {
    let ask = Ask::post("/api/v1/reports", body, StatusCode::CREATED);
    Arc::new(move |_| Some(ask.clone().with("Idempotency-Key", key())))
}

/// Filing reports.
pub(crate) fn filings() -> Asks {
    filing(&report())
}

/// One request again and again.
pub(crate) fn always(ask: Ask) -> Asks {
    Arc::new(move |_| Some(ask.clone()))
}

/// Looking reports up, each by another receipt.
pub(crate) fn lookups(receipts: Arc<Vec<String>>) -> Asks {
    Arc::new(move |n| {
        // A large odd step walks through all of them without order.
        let receipt = receipts.get(n.wrapping_mul(7_919) % receipts.len().max(1))?;
        Some(Ask::get("/api/v1/report", &[("Authorization", format!("Receipt {receipt}"))]))
    })
}

/// The cases of these ids, one after the other; of each the part behind its address.
pub(crate) fn cases(ids: Arc<Vec<String>>, part: &'static str, token: &str) -> Asks {
    let bearer = [("Authorization", format!("Bearer {token}"))];
    Arc::new(move |n| {
        let id = ids.get(n.wrapping_mul(7_919) % ids.len().max(1))?;
        Some(Ask::get(format!("/api/v1/cases/{id}{part}"), &bearer))
    })
}

/// A command on each of these cases, once.
pub(crate) fn commands(ids: Arc<Vec<String>>, version: u32, body: Value, token: &str) -> Asks {
    let bearer = format!("Bearer {token}");
    Arc::new(move |n| {
        let path = format!("/api/v1/cases/{}/transitions", ids.get(n)?);
        let ask = Ask::post(path, &body, StatusCode::OK).with("Authorization", bearer.as_str());
        Some(ask.with("Idempotency-Key", key()).with("If-Match", format!("\"v{version}\"")))
    })
}

/// Pages of a queue by the filters that are usual, each with its name.
pub(crate) fn queues(who: &str, token: &str) -> Vec<(String, Ask)> {
    let bearer = [("Authorization", format!("Bearer {token}"))];
    let filters = [
        ("no filter", String::new()),
        ("state", "&state=accepted".to_owned()),
        ("category", "&category=late".to_owned()),
        ("unit", format!("&unit={UNIT}")),
        ("unit + state", format!("&unit={UNIT}&state=accepted")),
    ];
    let ask = |filter: String| Ask::get(format!("/api/v1/cases?count=true{filter}"), &bearer);
    filters
        .into_iter()
        .map(|(name, filter)| (format!("queue of {who}, {name}"), ask(filter)))
        .collect()
}

/// What anybody may read, as browsers ask for it.
pub(crate) fn public(load_movement: &str) -> Vec<(String, Ask)> {
    let get = |path: String| Ask::get(path, &[("Accept-Encoding", "gzip, br".to_owned())]);
    vec![
        (
            "statistics of a year".to_owned(),
            get("/api/v1/statistics?from=2025-01&to=2025-12".to_owned()),
        ),
        (
            "standings".to_owned(),
            get(format!("/api/v1/movements/{load_movement}/standings?group=provincial_bodies")),
        ),
        ("kinds".to_owned(), get("/api/v1/kinds".to_owned())),
    ]
}

/// Files `count` reports; returns their receipts.
pub(crate) async fn file(load: &Load, count: usize) -> Result<Vec<String>, Failure> {
    let filed = load.all(count, &filings()).await?;
    Ok(filed.iter().filter_map(|one| text(one, "receipt")).collect())
}

/// Files `count` reports that the unit can accept and answer; returns the ids of their cases.
pub(crate) async fn received(
    load: &Load,
    count: usize,
    token: &str,
) -> Result<Vec<String>, Failure> {
    let mut body = report();
    if let Value::Object(members) = &mut body {
        members.insert("category".to_owned(), json!(COMMANDED));
        members.remove("promised_on");
        members.remove("dossier_code");
    }
    load.all(count, &filing(&body)).await?;
    listed(load, &format!("state=received&category={COMMANDED}"), token, count).await
}

/// The ids of at most `most` cases of a queue.
pub(crate) async fn listed(
    load: &Load,
    filter: &str,
    token: &str,
    most: usize,
) -> Result<Vec<String>, Failure> {
    let bearer = [("Authorization", format!("Bearer {token}"))];
    let mut ids = Vec::new();
    let mut cursor = String::new();
    while ids.len() < most {
        let path = format!("/api/v1/cases?limit=100&{filter}{cursor}");
        let page = load.ask(Ask::get(path, &bearer)).await?;
        let items =
            page.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        // What the fill left may have gone further than being received.
        let fresh = items
            .iter()
            .filter(|one| !filter.contains("received") || one.get("version") == Some(&json!(1)));
        ids.extend(fresh.filter_map(|one| text(one, "id")));
        match text(&page, "next") {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    Ok(ids)
}

/// Signs in; returns the token.
pub(crate) async fn sign_in(load: &Load, login: &str, password: &str) -> Result<String, Failure> {
    let body = json!({"login": login, "password": password});
    let signed = load.ask(Ask::post("/api/v1/sessions", &body, StatusCode::CREATED)).await?;
    text(&signed, "token").ok_or_else(|| Failure::Other("no token".to_owned()))
}
