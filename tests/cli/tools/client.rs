//! A person at the other end of the line: files, follows, and tries again.

use std::time::Duration;

use serde_json::{Value, json};

/// What came back: the status, the headers that matter, the body.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub retry_after: Option<String>,
    pub body: Value,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    pub fn receipt(&self) -> String {
        self.body["receipt"].as_str().unwrap_or_default().to_owned()
    }
}

#[derive(Clone)]
pub struct Client {
    pub http: reqwest::Client,
    pub base: String,
    drawn: u32,
}

/// A conduct feedback about the department of natural resources.
pub fn feedback() -> Value {
    json!({
        "kind": "conduct_feedback", "reporter_type": "resident", "category": "late", "unit": "TN.STNMT",
        "text": "Hồ sơ của tôi quá hẹn mà không có thông báo nào.",
        "contact": {"name": "Nguyễn Văn Thử", "phone": "0900 000 001"}, "consent_version": "2024-03", "truthful": true,
    })
}

impl Client {
    /// No answer within the bound is a failure of the test.
    pub fn new(base: String) -> Self {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(20)).build();
        Self { http: http.unwrap(), base, drawn: 0 }
    }

    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let answer = request.send().await.unwrap();
        let retry_after = answer.headers().get("retry-after");
        let retry_after = retry_after.map(|it| it.to_str().unwrap().to_owned());
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        Answer { status, retry_after, body: serde_json::from_str(&text).unwrap_or_default() }
    }

    /// A key nobody used before.
    pub fn key(&mut self) -> String {
        self.drawn += 1;
        format!("{:032}", self.drawn)
    }

    /// Files `body` with this key.
    pub async fn file_as(&self, key: &str, body: Value) -> Answer {
        let url = format!("{}/api/v1/reports", self.base);
        self.send(self.http.post(url).header("Idempotency-Key", key).json(&body)).await
    }

    pub async fn file(&mut self) -> Answer {
        let key = self.key();
        self.file_as(&key, feedback()).await
    }

    pub async fn files_well(&mut self, count: u32) -> Vec<String> {
        let mut receipts = Vec::new();
        for _ in 0..count {
            let filed = self.file().await;
            assert_eq!(filed.status, 201, "{filed:?}");
            receipts.push(filed.receipt());
        }
        receipts
    }

    pub async fn get(&self, path: &str, authorization: Option<&str>) -> Answer {
        let mut request = self.http.get(format!("{}{path}", self.base));
        if let Some(authorization) = authorization {
            request = request.header("Authorization", authorization);
        }
        self.send(request).await
    }

    pub async fn lives(&self) {
        assert_eq!(self.get("/livez", None).await.status, 200);
    }

    /// Each of these reports is there; returns their numbers.
    pub async fn finds(&self, receipts: &[String]) -> Vec<String> {
        let mut numbers = Vec::new();
        for receipt in receipts {
            let found = self.get("/api/v1/report", Some(&format!("Receipt {receipt}"))).await;
            assert_eq!(found.status, 200, "an acknowledged report is there: {found:?}");
            numbers.extend(found.body["number"].as_str().map(str::to_owned));
        }
        numbers
    }
}
