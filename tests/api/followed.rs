//! A case that a test follows from its filing to its end, as its reporter and as staff.

use liemchinh::harness::domain::Receipt;
use liemchinh::harness::domain::Role;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Reply;

/// A case that is followed through its life.
pub struct Life<'a> {
    pub app: &'a TestApp,
    pub receipt: String,
    pub id: String,
    pub version: i32,
}

impl<'a> Life<'a> {
    pub async fn file(app: &'a TestApp, body: &Value) -> (Self, Reply) {
        let filed = app.file(body).await;
        (Self::of(app, &filed).await, filed)
    }

    /// Typed in at the desk of whoever answers for it, and made the person's own.
    pub async fn typed(app: &'a TestApp, body: &Value) -> (Self, Reply) {
        let tip = body["kind"] == "denunciation";
        let desk = body["unit"].as_str().filter(|_| !tip).unwrap_or("TN.TTT");
        let clerk = app.staff(Role::Reception, Some(desk)).await;
        let call = app.post("/api/v1/desk/reports", body).bearer(&clerk).key(&app.key());
        let filed = call.send().await;
        assert_eq!(filed.status, 201, "{}", filed.body);
        let life = Self::of(app, &filed).await;
        let own = Receipt::from_bytes(
            *b"\x51\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22",
        );
        let body = json!({"receipt": own.to_text()});
        let call = app.post("/api/v1/report/activation", &body).receipt(&life.receipt);
        assert_eq!(call.send().await.status, 200);
        (Self { receipt: own.to_text(), ..life }, filed)
    }

    pub async fn of(app: &'a TestApp, filed: &Reply) -> Self {
        let receipt = filed.str("/receipt").to_owned();
        let secret = Receipt::parse(&receipt).unwrap();
        let found = app.service.case_of_receipt(&secret).await.unwrap();
        Self { app, receipt, id: found.to_string(), version: 1 }
    }

    /// A command that must be taken.
    pub async fn step(&mut self, token: &str, body: Value) -> Reply {
        let reply = self.app.command(token, &self.id, self.version, &body).await;
        assert_eq!(reply.status, 200, "{body} {}", reply.body);
        self.version = i32::try_from(reply.body["case"]["version"].as_i64().unwrap()).unwrap();
        reply
    }

    pub async fn refused(&self, token: &str, body: Value) -> String {
        let reply = self.app.command(token, &self.id, self.version, &body).await;
        assert_eq!(reply.status, 409, "{body} {}", reply.body);
        reply.str("/reason").to_owned()
    }

    pub async fn take(&mut self, token: &str) {
        let reply = self.app.assign(token, &self.id, self.version).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        self.version += 1;
    }

    /// What the reporter does.
    pub async fn say(&mut self, what: &str, body: Value) -> Reply {
        let path = format!("/api/v1/report/{what}");
        let reply = self.app.post(&path, &body).receipt(&self.receipt).key(&self.app.key());
        let reply = reply.send().await;
        assert_eq!(reply.status, 200, "{what} {}", reply.body);
        self.version += 1;
        reply
    }

    /// The version after somebody else's change.
    pub async fn look(&mut self) -> Reply {
        let token = self.app.inspector().await;
        let reply = self.app.get(&format!("/api/v1/cases/{}", self.id)).bearer(&token).send().await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        self.version = i32::try_from(reply.body["version"].as_i64().unwrap()).unwrap();
        reply
    }

    pub async fn state(&self) -> String {
        self.app.track(&self.receipt).await.str("/state").to_owned()
    }

    /// The open duties as the reporter is told, `step day`.
    pub async fn owed(&self) -> Vec<String> {
        let reply = self.app.track(&self.receipt).await;
        let all = reply.body["obligations"].as_array().unwrap();
        let open = all.iter().filter(|one| one["status"] == "open");
        open.map(|one| {
            let due = one["due_on"].as_str().unwrap_or("stands still");
            format!("{} {due}", one["step"].as_str().unwrap())
        })
        .collect()
    }
}
