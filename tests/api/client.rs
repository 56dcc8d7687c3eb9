//! Requests as a client sends them; every answer is held against the contract.

use std::collections::BTreeMap;

use reqwest::header::HeaderValue;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

use crate::app::TestApp;
use crate::contract::{check, check_request, operation_of};

pub struct Call<'a> {
    app: &'a TestApp,
    method: Method,
    path: String,
    builder: RequestBuilder,
}

/// An answer.
pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Value,
    pub text: String,
    pub bytes: Vec<u8>,
}

impl<'a> Call<'a> {
    pub fn new(app: &'a TestApp, method: Method, path: &str) -> Self {
        let builder = app.http.request(method.clone(), format!("{}{path}", app.base));
        Self { app, method, path: path.to_owned(), builder }
    }

    fn then(mut self, change: impl FnOnce(RequestBuilder) -> RequestBuilder) -> Self {
        self.builder = change(self.builder);
        self
    }

    pub fn json(self, body: &Value) -> Self {
        self.then(|it| it.json(body))
    }

    pub fn raw(self, content_type: &str, body: Vec<u8>) -> Self {
        // `headers` replaces where `header` would add a second one.
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("Content-Type", content_type.parse().unwrap());
        self.then(|it| it.headers(headers).body(body))
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        self.then(|it| it.header(name, value))
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    pub fn receipt(self, receipt: &str) -> Self {
        self.header("Authorization", &format!("Receipt {receipt}"))
    }

    pub fn key(self, key: &str) -> Self {
        self.header("Idempotency-Key", key)
    }

    pub fn if_match(self, version: i32) -> Self {
        self.header("If-Match", &format!("\"v{version}\""))
    }

    pub async fn send(self) -> Reply {
        let request = self.builder.build().unwrap();
        // What is no JSON is a file: of that the contract tells the type alone.
        let is_json = |it: &HeaderValue| it.to_str().is_ok_and(|it| it.contains("json"));
        let is_json = request.headers().get("content-type").is_some_and(is_json);
        let sent = request.body().and_then(reqwest::Body::as_bytes).map(<[u8]>::to_vec);
        let sent = sent.filter(|_| is_json);
        let response = self.app.http.execute(request).await.unwrap();
        let status = response.status().as_u16();
        let headers: BTreeMap<String, String> = response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let bytes = response.bytes().await.unwrap().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let json =
            !text.is_empty() && headers.get("content-type").is_some_and(|it| it.contains("json"));
        let body = if json { serde_json::from_str(&text).unwrap() } else { Value::Null };
        let plain = self.path.split('?').next().unwrap();
        if let Some(operation) = operation_of(self.method.as_str(), plain) {
            let media = headers.get("content-type").map(String::as_str).unwrap_or_default();
            check(operation, status, media, if json { &body } else { &Value::Null }, &text);
            if let Some(sent) = sent.filter(|sent| status < 300 && !sent.is_empty()) {
                check_request(operation, &serde_json::from_slice(&sent).unwrap());
            }
            self.app.seen.lock().unwrap().insert((operation.id.to_owned(), status));
        }
        Reply { status, headers, body, text, bytes }
    }
}

impl Reply {
    /// A member by its JSON pointer, as text.
    pub fn str(&self, pointer: &str) -> &str {
        let found = self.body.pointer(pointer).and_then(Value::as_str);
        found.unwrap_or_else(|| panic!("no {pointer} in {}", self.body))
    }

    pub fn code(&self) -> &str {
        self.str("/code")
    }

    /// The faults of a 422 or 400, as `pointer code`.
    pub fn faults(&self) -> Vec<String> {
        let errors = self.body["errors"].as_array().unwrap();
        let one = |it: &Value| {
            format!("{} {}", it["pointer"].as_str().unwrap(), it["code"].as_str().unwrap())
        };
        errors.iter().map(one).collect()
    }
}
