//! What people come for, from the first page to the last, without a script.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::served::Served;
use crate::table::{LATE, Step};

/// The head of a photo of 640 by 480 (JPEG, ISO/IEC 10918-1), which is as much as is looked at when it comes.
const PHOTO: &[u8] =
    &[0xFF, 0xD8, 0xFF, 0xC0, 0, 17, 8, 1, 224, 2, 128, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];

/// All of them, one after the other. A journey that breaks off ends the test: what it would have shown next is not there.
pub async fn all(browser: &Browser, served: &Served) {
    browser.sized(360, 740).await;
    slow(browser, served).await;
    browser.scripts(false).await;
    a_report_is_sent_and_followed_and_added_to(browser, served).await;
    what_the_network_cut_at_sending_makes_one_case(browser, served).await;
    browser.scripts(true).await;
    a_script_sends_what_the_network_cut_until_it_arrives_once(browser, served).await;
}

async fn go(browser: &Browser, steps: &[Step]) {
    for step in steps {
        match step {
            Step::Write(field, words) => browser.write(field, words).await,
            Step::Press(what) => browser.press(what).await,
            _ => panic!("a journey remembers by itself"),
        }
    }
}

async fn says(browser: &Browser, words: &str) {
    let mut text = String::new();
    // What a script sends and shows comes some moments later.
    for _ in 0..2000 {
        text = browser.text("main").await;
        if text.contains(words) {
            return;
        }
    }
    panic!("no {words:?} in:\n{text}");
}

async fn a_report_is_sent_and_followed_and_added_to(browser: &Browser, served: &Served) {
    browser.open(&format!("{}/", served.base)).await;
    browser.press("a[href='/gui']").await;
    go(browser, LATE).await;
    says(browser, "Kiểm tra trước khi gửi").await;
    says(browser, "Thứ Ba, 29/10/2024").await;
    browser.press("#truthful").await;
    browser.press("button[value=gui]").await;
    let receipt = browser.text(".lc-receipt").await;
    // Whoever goes back sends what was checked, once more: it is the same report.
    browser.back().await;
    browser.reload().await;
    browser.press("#truthful").await;
    browser.press("button[value=gui]").await;
    assert_eq!(browser.text(".lc-receipt").await, receipt);
    browser.press("button[value=cat]").await;
    says(browser, "Cất mã rồi đánh dấu").await;
    browser.press("#kept").await;
    browser.press("button[value=cat]").await;

    browser.write("#ma", &receipt.to_lowercase().replace('-', " ")).await;
    browser.press("main button").await;
    says(browser, "Mới nhận").await;
    browser.press(".lc-acts details:has(button[value=bo-sung]) summary").await;
    browser.write("#noi_dung_bo-sung", "Hôm nay tôi đến hỏi lại và vẫn chưa có kết quả.").await;
    browser.press("button[value=bo-sung]").await;
    says(browser, "Đã ghi nhận.").await;
    says(browser, "Hôm nay tôi đến hỏi lại").await;

    let photo = tempfile::Builder::new().suffix(".jpg").tempfile().unwrap();
    std::fs::write(photo.path(), PHOTO).unwrap();
    browser.write("#anh", photo.path().to_str().unwrap()).await;
    browser.press("form[enctype] button").await;
    says(browser, "Tệp 1: ảnh, 0,1 MB").await;
}

/// The answer is lost on its way, or the request never leaves: sending once more makes no second case.
async fn what_the_network_cut_at_sending_makes_one_case(browser: &Browser, served: &Served) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let before = served.cases(&http).await;
    browser.open(&format!("{}/gui", served.base)).await;
    go(browser, LATE).await;
    browser.press("#truthful").await;
    // What the form would send arrives, and what comes back is read by nobody.
    let fields = browser.run("return [...new FormData(document.querySelector('main form'))]").await;
    let mut sent: Vec<(String, String)> = serde_json::from_value(fields).unwrap();
    sent.push(("viec".to_owned(), "gui".to_owned()));
    let arrived = http
        .post(format!("{}/gui", served.base))
        .header("Sec-Fetch-Site", "same-origin")
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(encoded(&sent))
        .send();
    let lost = arrived.await.unwrap().text().await.unwrap();

    browser.cut(true).await;
    browser.press("button[value=gui]").await;
    assert_eq!(browser.text(".lc-receipt").await, "", "nothing comes over a network that is cut");
    browser.cut(false).await;
    browser.reload().await;

    let receipt = browser.text(".lc-receipt").await;
    assert!(!receipt.is_empty() && lost.contains(&receipt), "{receipt} is not that of:\n{lost}");
    assert_eq!(served.cases(&http).await, before + 1);
}

/// With a script the page stays and sends again by itself; so does a button that is pressed twice.
async fn a_script_sends_what_the_network_cut_until_it_arrives_once(
    browser: &Browser,
    served: &Served,
) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let before = served.cases(&http).await;
    browser.open(&format!("{}/gui", served.base)).await;
    go(browser, LATE).await;
    browser.press("#truthful").await;
    browser.cut(true).await;
    browser.press("button[value=gui]").await;
    browser.press("button[value=gui]").await;
    browser.until("main .lc-note[role=status]").await;
    says(browser, "Chữ bạn viết còn nguyên ở đây").await;
    browser.cut(false).await;
    browser.until(".lc-receipt").await;
    assert_eq!(served.cases(&http).await, before + 1);
}

fn encoded(fields: &[(String, String)]) -> String {
    let part = |text: &String| -> String {
        let bytes: Vec<String> = text.bytes().map(|b| format!("%{b:02X}")).collect();
        bytes.concat()
    };
    let all: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect();
    all.join("&")
}

/// How long the first words take on a slow network (400 kbit/s, 400 ms): told, not asserted, for the machine decides it too.
async fn slow(browser: &Browser, served: &Served) {
    let bytes = 400 * 1000 / 8;
    browser.network(false, 400, bytes).await;
    for path in ["/", "/gui"] {
        browser.tell("Network.clearBrowserCache", json!({})).await;
        browser.open(&format!("{}{path}", served.base)).await;
        let first: Value = browser
            .run_later(
                "const done = arguments[arguments.length - 1];
                 const look = () => {
                   const it = performance.getEntriesByName('first-contentful-paint')[0];
                   it ? done(Math.round(it.startTime)) : requestAnimationFrame(look);
                 };
                 look()",
            )
            .await;
        eprintln!("{path} shows its first words after {first} ms on a slow network");
    }
    browser.network(false, 0, -1).await;
}
