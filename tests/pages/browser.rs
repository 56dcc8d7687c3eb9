//! Chromium over the WebDriver protocol (W3C), of which a few commands are enough: libraries for it bring their own copies of what is
//! here, or change how JSON is read in everything that is tested beside them.

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::process::Command;

use futures_util::FutureExt;
use serde_json::{Value, json};

use crate::process::Running;

/// How an answer names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// One session of one browser.
pub struct Browser {
    http: reqwest::Client,
    /// Where commands of the session go.
    session: String,
}

impl Browser {
    /// A browser for as long as `body` lasts; it is closed, and its driver ended, also where that fails.
    pub async fn with<T>(body: impl AsyncFnOnce(&Self) -> T) -> T {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0");
        let driver = Running::start(command);
        let line = driver.until("successfully on port").pop().unwrap();
        let port: String = line.chars().filter(char::is_ascii_digit).collect();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut browser = Self { http, session: format!("http://127.0.0.1:{port}/session") };
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--force-prefers-reduced-motion",
            "--hide-scrollbars",
        ];
        // What a script sends and shows comes some moments later: an element is waited for.
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "timeouts": {"implicit": 10_000},
            "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"},
            "goog:chromeOptions": {"args": arguments},
        }}});
        let made = browser.post("", &wanted).await;
        browser.session = format!("{}/{}", browser.session, made["sessionId"].as_str().unwrap());
        let done = AssertUnwindSafe(body(&browser)).catch_unwind().await;
        drop(browser.http.delete(&browser.session).send().await);
        done.unwrap_or_else(|panic| resume_unwind(panic))
    }

    async fn post(&self, command: &str, body: &Value) -> Value {
        self.tried(command, body).await.unwrap_or_else(|why| panic!("{command} {body}: {why}"))
    }

    async fn tried(&self, command: &str, body: &Value) -> Result<Value, String> {
        let sent = self.http.post(format!("{}{command}", self.session)).json(body).send().await;
        let mut answer: Value = sent.unwrap().json().await.unwrap();
        match answer["value"]["message"].as_str() {
            Some(message) if answer["value"]["error"].is_string() => Err(message.to_owned()),
            _ => Ok(answer["value"].take()),
        }
    }

    /// A command of Chromium's own.
    pub async fn tell(&self, command: &str, parameters: Value) -> Value {
        self.post("/goog/cdp/execute", &json!({"cmd": command, "params": parameters})).await
    }

    /// Opens an address.
    pub async fn open(&self, url: &str) {
        self.post("/url", &json!({"url": url})).await;
    }

    /// Whether pages may run scripts, from the next one on.
    pub async fn scripts(&self, on: bool) {
        self.tell("Emulation.setScriptExecutionDisabled", json!({"value": !on})).await;
    }

    /// How wide and high the window is, in the pixels of CSS.
    pub async fn sized(&self, width: u32, height: u32) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.tell("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Cuts the network, or mends it.
    pub async fn cut(&self, off: bool) {
        self.network(off, 0, -1).await;
    }

    /// A network of so many milliseconds and bytes a second; -1 of these is without a limit.
    pub async fn network(&self, off: bool, latency: u32, throughput: i64) {
        let to = json!({
            "offline": off, "latency": latency,
            "downloadThroughput": throughput, "uploadThroughput": throughput,
        });
        self.tell("Network.emulateNetworkConditions", to).await;
    }

    /// What a script gives back.
    pub async fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []})).await
    }

    /// What a script gives to its last argument.
    pub async fn run_later(&self, script: &str) -> Value {
        self.post("/execute/async", &json!({"script": script, "args": []})).await
    }

    async fn element(&self, css: &str) -> String {
        let found = self.tried("/element", &json!({"using": "css selector", "value": css})).await;
        let Ok(it) = found else { panic!("no {css} on the page:\n{}", self.words("main").await) };
        it[ELEMENT].as_str().unwrap().to_owned()
    }

    /// The words that are to be seen within an element.
    pub async fn text(&self, css: &str) -> String {
        self.element(css).await;
        self.words(css).await
    }

    async fn words(&self, css: &str) -> String {
        let quoted = json!(css);
        let found = self
            .run(&format!("const it = document.querySelector({quoted}); return it && it.innerText"))
            .await;
        found.as_str().unwrap_or_default().to_owned()
    }

    /// Presses what is to be pressed, in the middle of the window, where nothing that sticks to an edge lies upon it.
    pub async fn press(&self, css: &str) {
        let element = self.element(css).await;
        let quoted = json!(css);
        self.run(&format!("document.querySelector({quoted}).scrollIntoView({{block: 'center'}})"))
            .await;
        self.post(&format!("/element/{element}/click"), &json!({})).await;
    }

    /// Types into a field.
    pub async fn write(&self, css: &str, text: &str) {
        let element = self.element(css).await;
        self.post(&format!("/element/{element}/value"), &json!({"text": text})).await;
    }

    /// Waits, as long as a script may run, until something is there.
    pub async fn until(&self, css: &str) {
        let quoted = json!(css);
        self.run_later(&format!(
            "const done = arguments[arguments.length - 1];
             const look = () => document.querySelector({quoted}) ? done(true) : requestAnimationFrame(look);
             look()"
        ))
        .await;
    }

    /// Goes back in the history.
    pub async fn back(&self) {
        self.post("/back", &json!({})).await;
    }

    /// Loads the page anew, sending once more what it was the answer to.
    pub async fn reload(&self) {
        self.post("/refresh", &json!({})).await;
    }

    /// What was logged under this name since it was asked last.
    pub async fn log(&self, name: &str) -> Vec<Value> {
        let all = self.post("/se/log", &json!({"type": name})).await;
        all.as_array().unwrap().clone()
    }

    /// A picture of the window, as PNG in base64.
    pub async fn picture(&self) -> String {
        let shot = json!({"captureBeyondViewport": true, "format": "png"});
        let taken = self.tell("Page.captureScreenshot", shot).await;
        taken["data"].as_str().unwrap().to_owned()
    }
}
