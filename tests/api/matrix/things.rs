//! What could be asked about: cases and letters that are own, foreign, ended or sealed, an account, and what is not there.

use liemchinh::harness::api::Operation;
use liemchinh::harness::domain::Role;
use serde_json::json;

use crate::app::{TestApp, feedback, tip, with};
use crate::coverage::NOBODY;
use crate::followed::Life;

/// One of each.
pub struct Things {
    pub receipt: String,
    pub tip_receipt: String,
    pub in_charge: String,
    cases: Vec<(&'static str, String)>,
    letters: Vec<(&'static str, String)>,
    accounts: Vec<(&'static str, String)>,
}

impl Things {
    pub async fn make(app: &TestApp) -> Self {
        let officer = app.officer("TN.STNMT").await;
        let other = app.officer("TN.SYT").await;
        let in_charge = app.inspector().await;
        let (mut own, _) = Life::file(app, &feedback()).await;
        own.take(&officer).await;
        own.step(&officer, json!({"command": "accept"})).await;
        let (mut foreign, _) = Life::file(app, &with(feedback(), &json!({"unit": "TN.SYT"}))).await;
        foreign.take(&other).await;
        let (mut ended, _) = Life::file(app, &feedback()).await;
        ended.take(&officer).await;
        ended.step(&officer, json!({"command": "accept"})).await;
        let text = "Đã trả kết quả và xin lỗi người dân vào sáng nay.";
        let answer = json!({"command": "answer", "outcome": "founded", "text": text});
        ended.step(&officer, answer).await;
        ended.step(&officer, json!({"command": "close"})).await;
        let (mut sealed, _) = Life::file(app, &tip()).await;
        sealed.take(&in_charge).await;
        // What reporters say changes theirs, and nothing that staff are asked about.
        let said = app.file(&feedback()).await.str("/receipt").to_owned();
        let said_sealed = app.file(&tip()).await.str("/receipt").to_owned();
        let urge = async |unit: &str| {
            let body = json!({"targets": [{"unit": unit}], "text": "Đề nghị báo cáo tình hình."});
            let call = app.post("/api/v1/urgings/bulk", &body).bearer(&in_charge).key(&app.key());
            call.send().await.str("/items/0/urging/id").to_owned()
        };
        let letters = vec![("own", urge("TN.STNMT").await), ("foreign", urge("TN.SYT").await)];
        let (login, _) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
        let keeper = app.staff(Role::Administrator, None).await;
        let listed = app.get("/api/v1/accounts?limit=100").bearer(&keeper).send().await;
        let items = listed.body["items"].as_array().unwrap();
        let account = items.iter().find(|one| one["login"] == login.as_str()).unwrap();
        let account = account["id"].as_str().unwrap().to_owned();
        Self {
            receipt: said,
            tip_receipt: said_sealed,
            in_charge,
            cases: vec![
                ("own", own.id),
                ("foreign", foreign.id),
                ("ended", ended.id),
                ("sealed", sealed.id),
            ],
            letters,
            accounts: vec![("own", account)],
        }
    }

    /// The paths at which an operation is asked, each with what it is about.
    pub fn paths(&self, operation: &Operation) -> Vec<(&'static str, String)> {
        let path = operation.path;
        let own = &self.cases[0].1;
        let filled = path
            .replace("{movement}", "plan-577-2024")
            .replace("{version}", "1")
            .replace("{unit}", "703")
            .replace("{code}", "mot-mau")
            .replace("{chart}", "outcomes")
            .replace("{case}", own)
            .replace("{note}", "7d6f1c9a-3b52-4e8f-a0c4-91e2d3b4a5f6");
        if !filled.contains("{id}") {
            assert!(!filled.contains('{'), "what is {path} about?");
            let group = if filled.contains("standings") { "?group=districts" } else { "" };
            return vec![("-", filled + group)];
        }
        let things = match path {
            _ if path.starts_with("/api/v1/cases/") => &self.cases,
            _ if path.starts_with("/api/v1/urgings/") => &self.letters,
            _ if path.starts_with("/api/v1/accounts/") => &self.accounts,
            _ => &Vec::new(),
        };
        let mut paths: Vec<_> =
            things.iter().map(|(thing, id)| (*thing, filled.replace("{id}", id))).collect();
        paths.push(("nothing", filled.replace("{id}", NOBODY)));
        paths
    }
}
