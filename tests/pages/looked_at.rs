//! What is looked for on every page of the table.

use std::collections::BTreeMap;
use std::path::Path;

use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::Findings;
use crate::browser::Browser;
use crate::served::Served;
use crate::table::{For, Row, Step};

/// A telephone, and the screen of an office.
const PHONE: (u32, u32) = (360, 740);
const DESK: (u32, u32) = (1366, 768);
/// As narrow as a page at four times its size (WCAG 1.4.10).
const NARROW: (u32, u32) = (320, 740);
/// The head of an answer, in bytes, which comes on top of what a page may weigh.
const HEAD: u64 = 1024;
/// The most requests of one page.
const MOST_REQUESTS: usize = 3;

/// What looks.
pub struct Look<'a> {
    pub browser: &'a Browser,
    pub served: &'a Served,
    /// The script that looks for what bars people.
    pub axe: &'a str,
    /// Where pictures go.
    pub pictures: Option<&'a Path>,
}

impl Look<'_> {
    /// Everything that is wrong with a page in this state, in both languages.
    pub async fn at(&self, row: &Row) -> Findings {
        let mut found = self.in_language(row, "", row.name, &[PHONE, DESK]).await;
        found.extend(self.in_language(row, "/en", &format!("{}-en", row.name), &[PHONE]).await);
        found
    }

    async fn in_language(
        &self,
        row: &Row,
        language: &str,
        name: &str,
        sizes: &[(u32, u32)],
    ) -> Findings {
        let browser = self.browser;
        browser.sized(PHONE.0, PHONE.1).await;
        browser.open("about:blank").await;
        browser.tell("Page.resetNavigationHistory", json!({})).await;
        drop((browser.log("performance").await, browser.log("browser").await));
        let path = format!("{language}{}", row.path.trim_end_matches('/'));
        browser.open(&format!("{}{path}", self.served.base)).await;
        let mut noted = String::new();
        for step in row.steps {
            match step {
                Step::SignIn(login) => self.sign_in(login, &path).await,
                step => self.take(*step, &mut noted).await,
            }
        }

        let mut found = self.asked(row).await;
        found.extend(self.complaints().await);
        if row.is_for == For::Reporter {
            found.extend(self.left_behind().await);
        }
        found.extend(self.too_wide().await);
        if row.is_for != For::Staff {
            found.extend(self.too_low().await);
        }
        for (width, height) in sizes {
            browser.sized(*width, *height).await;
            if let Some(folder) = self.pictures {
                let picture = BASE64.decode(browser.picture().await.as_bytes()).unwrap();
                std::fs::write(folder.join(format!("{name}-{width}.png")), picture).unwrap();
            }
            let barred = self.barred().await;
            found.extend(barred.into_iter().map(|what| format!("{what} at {width}")));
        }
        found.into_iter().map(|what| format!("{name}: {what}")).collect()
    }

    /// Somebody of the demo, and nobody else, and the page once more.
    async fn sign_in(&self, login: &str, path: &str) {
        let (browser, base) = (self.browser, &self.served.base);
        browser.tell("Network.clearBrowserCookies", json!({})).await;
        browser.open(&format!("{base}/dang-nhap")).await;
        browser.write("#login", login).await;
        browser.write("#password", &self.served.passwords[login]).await;
        browser.press("main button").await;
        drop((browser.log("performance").await, browser.log("browser").await));
        browser.open(&format!("{base}{path}")).await;
    }

    async fn take(&self, step: Step, noted: &mut String) {
        match step {
            Step::Write(field, words) => self.browser.write(field, words).await,
            Step::SignIn(_) => {}
            Step::Press(what) => self.browser.press(what).await,
            Step::Note(what) => *noted = self.browser.text(what).await,
            Step::Recall(field) => self.browser.write(field, noted).await,
        }
    }

    /// Who was asked for what, and how heavy the last document was.
    async fn asked(&self, row: &Row) -> Findings {
        let (mut found, mut document, mut requests) = (Findings::new(), String::new(), 0);
        let mut ended = BTreeMap::new();
        // What is told of the end of a document may come some moments after the page.
        for _ in 0..500 {
            for event in self.events().await {
                let about = &event["params"];
                let id = about["requestId"].as_str().unwrap_or_default().to_owned();
                match event["method"].as_str().unwrap() {
                    "Network.requestWillBeSent" => {
                        let url = about["request"]["url"].as_str().unwrap();
                        // What a script sends and shows in the place of a page is one too.
                        if ["Document", "Fetch"].iter().any(|it| about["type"] == **it) {
                            document = id;
                            requests = 0;
                        }
                        if url.starts_with(&self.served.base) {
                            requests += 1;
                        } else if !url.starts_with("data:") && !url.starts_with("about:") {
                            found.push(format!("asks {url}"));
                        }
                    }
                    "Network.loadingFinished" => {
                        ended.insert(id, about["encodedDataLength"].as_u64().unwrap_or_default());
                    }
                    _ => {}
                }
            }
            if ended.contains_key(&document) {
                break;
            }
        }
        if requests > MOST_REQUESTS || requests == 0 {
            found.push(format!("{requests} requests"));
        }
        match ended.get(&document) {
            Some(bytes) if *bytes <= row.most + HEAD => {}
            bytes => found.push(format!("{bytes:?} bytes of its document, with its head")),
        }
        found
    }

    async fn events(&self) -> Vec<Value> {
        let log = self.browser.log("performance").await;
        let message = |one: &Value| -> Value {
            serde_json::from_str(one["message"].as_str().unwrap()).unwrap()
        };
        log.iter().map(|one| message(one)["message"].take()).collect()
    }

    /// What the browser refused, or could not run.
    async fn complaints(&self) -> Findings {
        let log = self.browser.log("browser").await;
        // That a page has the status of a fault is no fault of the page.
        let real = log.iter().filter(|one| one["source"] != "network");
        real.map(|one| one["message"].to_string()).collect()
    }

    /// What somebody finds who takes the telephone afterwards.
    async fn left_behind(&self) -> Findings {
        let mut found = Findings::new();
        let cookies =
            self.browser.tell("Network.getCookies", json!({"urls": [self.served.base]})).await;
        if cookies["cookies"] != json!([]) {
            found.push(format!("cookies {cookies}"));
        }
        let kept = self
            .browser
            .run("return [localStorage.length, sessionStorage.length, document.cookie]")
            .await;
        if kept != json!([0, 0, ""]) {
            found.push(format!("keeps {kept}"));
        }
        let history = self.browser.tell("Page.getNavigationHistory", json!({})).await;
        for entry in history["entries"].as_array().unwrap() {
            let url = entry["url"].as_str().unwrap();
            if url != "about:blank"
                && !url.strip_prefix(&self.served.base).is_some_and(tells_nothing)
            {
                found.push(format!("leaves {url} in the history"));
            }
        }
        found
    }

    /// What is pushed out of a narrow window, which it leaves so narrow.
    async fn too_wide(&self) -> Findings {
        self.browser.sized(NARROW.0, NARROW.1).await;
        let wide = self
            .browser
            .run(
                "const most = document.documentElement.clientWidth;
                 return document.documentElement.scrollWidth <= most ? [] :
                   [...document.querySelectorAll('body *')]
                     .filter(it => it.getBoundingClientRect().right > most + 1)
                     .map(it => it.outerHTML.slice(0, 90)).slice(0, 3)",
            )
            .await;
        let wide = wide.as_array().unwrap();
        wide.iter().map(|what| format!("is wider than {}: {what}", NARROW.0)).collect()
    }

    /// What a thumb misses: lower than 44 pixels, and no link within a sentence (WCAG 2.5.5).
    async fn too_low(&self) -> Findings {
        let low = self
            .browser
            .run(
                "const pressed = 'a, button, input:not([type=hidden]), select, summary, textarea';
                 return [...document.querySelectorAll(pressed)]
                   .map(it => [it.getBoundingClientRect(), it])
                   .filter(([box, it]) => box.width > 1 && box.height < 43.5 && !it.closest('p, li, .govuk-skip-link'))
                   .map(([box, it]) => Math.round(box.height) + ' pixels high: ' + it.outerHTML.slice(0, 90))",
            )
            .await;
        low.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    }

    /// What bars somebody who sees, hears or moves otherwise, as far as a program finds it.
    async fn barred(&self) -> Findings {
        self.browser.run(self.axe).await;
        let told = self
            .browser
            .run_later(
                "const done = arguments[arguments.length - 1];
                 const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
                 axe.run(document, {runOnly: tags, resultTypes: ['violations']})
                   .then(it => done(it.violations.map(one => one.id + ' ' + one.nodes[0].html.slice(0, 200))))
                   .catch(why => done([String(why)]))",
            )
            .await;
        told.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
    }
}

/// Whether an address says no more than that somebody was here: `^/(en/?)?(gui|theo-doi|thoat)?(#b\d)?$`.
fn tells_nothing(path: &str) -> bool {
    let (path, place) =
        path.split_once('#').map_or((path, None), |(path, place)| (path, Some(place)));
    let path = path.strip_prefix("/en").unwrap_or(path);
    let known = ["", "/", "/gui", "/theo-doi", "/thoat"].contains(&path);
    let digit = |it: &str| it.len() == 1 && it.bytes().all(|byte| byte.is_ascii_digit());
    known && place.is_none_or(|it| it.strip_prefix('b').is_some_and(digit))
}

#[test]
fn an_address_of_a_reporter_holds_a_path_and_a_step_and_nothing_else() {
    for fine in ["/", "/en", "/en/gui", "/gui#b3", "/theo-doi", "/thoat"] {
        assert!(tells_nothing(fine), "{fine}");
    }
    for telling in
        ["/gui?x=1", "/theo-doi/LC1", "/theo-doi#LC1", "/en/gui#b", "/gui#text", "/v/7K3M9QX2AB"]
    {
        assert!(!tells_nothing(telling), "{telling}");
    }
}
