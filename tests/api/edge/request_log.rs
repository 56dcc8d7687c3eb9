//! Log lines: one for each request, with its id and outcome, and nothing of anybody.

use serde_json::Value;

use crate::app::{TestApp, feedback};
use crate::caught_log::Log;
use crate::support::Backend;

#[test]
fn a_request_is_one_line_with_its_pattern_status_and_id() {
    let log = Log::start(tracing::Level::INFO);
    let (taken, lost) = actix_web::rt::System::new().block_on(async {
        let app = TestApp::start(Backend::Sqlite).await.unwrap();
        let taken = app.post("/api/v1/reports", &feedback()).key(&app.key()).send().await;
        let lost =
            app.get("/api/v1/cases/00000000-0000-4000-8000-000000000000/events").send().await;
        app.finish().await;
        (taken, lost)
    });

    let text = String::from_utf8(log.bytes()).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |id: &str| {
        let mine = |line: &&Value| line["span"]["request.id"] == id && line["message"] == "request";
        lines.iter().filter(mine).collect::<Vec<_>>()
    };
    for (reply, path, status) in
        [(&taken, "/api/v1/reports", 201), (&lost, "/api/v1/cases/{id}/events", 401)]
    {
        let found = of(&reply.headers["x-request-id"]);
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!(
            (&found[0]["http.path"], &found[0]["http.status"]),
            (&path.into(), &status.into())
        );
    }
    let ours: String = lines
        .iter()
        .filter(|line| line["target"].as_str().unwrap().starts_with("liemchinh"))
        .map(Value::to_string)
        .collect();
    for secret in ["Nguyễn", "0900 000", "900000001", "dan.example", "quá hẹn", "LC1-", "127.0.0.1"]
    {
        assert!(!ours.contains(secret), "{secret}");
    }
}
