//! Offices and public answers: found as people type, with what is published of them, and gone where it was taken down.

use macro_rules_attribute::apply;

use super::{get, is_a_page, is_for_everybody};
use crate::app::{TestApp, feedback};
use crate::client::Reply;
use crate::figures::statistics::play;
use crate::on_both_apps;
use crate::records::publication::{published, withdraw};

const OFFICE: &str = "/co-quan/TN.STNMT";
const ANSWERS: &str = "/tra-loi-cong-khai";

async fn shown(app: &TestApp, path: &str) -> Reply {
    let page = get(app, path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    is_for_everybody(&page, path);
    page
}

/// The addresses of offices on a page, in their order.
fn offices(text: &str) -> Vec<&str> {
    text.split("href=\"/co-quan/").skip(1).map(|it| it.split_once('"').unwrap().0).collect()
}

#[apply(on_both_apps)]
async fn an_office_is_found_without_marks_as_the_api_finds_it(app: &TestApp) {
    let page = shown(app, "/co-quan?ten=tai%20nguyen").await;
    let told = app.get("/api/v1/units?q=tai%20nguyen").send().await;
    let codes: Vec<&str> = told.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["code"].as_str().unwrap())
        .collect();

    let found = page.text.split_once("Kết quả</h2>").unwrap().1.split_once("</ul>").unwrap().0;
    assert_eq!(offices(found), codes);
    assert!(codes.contains(&"TN.STNMT"));
    let none = shown(app, "/co-quan?ten=khongcodau").await;
    assert!(none.text.contains("Không thấy. Thử gõ tên xã, phường."), "{}", none.text);
    let echoed = shown(app, "/co-quan?ten=%22%3E%3Cb%3E").await;
    assert!(!echoed.text.contains("<b>"), "{}", echoed.text);
}

#[apply(on_both_apps)]
async fn every_office_of_today_stands_in_the_tree_once(app: &TestApp) {
    let page = shown(app, "/co-quan").await;
    let told = app.get("/api/v1/units?limit=200").send().await;

    let mut tree = offices(&page.text);
    let items = told.body["items"].as_array().unwrap();
    let mut codes: Vec<&str> = items.iter().map(|it| it["code"].as_str().unwrap()).collect();
    tree.sort_unstable();
    codes.sort_unstable();
    assert_eq!((tree, told.body["more"].as_bool()), (codes, Some(false)));
}

#[apply(on_both_apps)]
async fn an_office_shows_its_figures_and_answers_and_who_comes_after_it(app: &TestApp) {
    let bare = shown(app, OFFICE).await;
    assert!(bare.text.contains("Chưa có số liệu nào"), "{}", bare.text);
    assert!(bare.text.contains("Chưa có câu trả lời nào"), "{}", bare.text);

    play(app, "TN.STNMT", 8, 6).await;
    let (_, id) = published(app, &feedback()).await;
    let page = shown(app, OFFICE).await;
    assert!(page.text.contains("data-l=\"Đúng hạn\">8</td>"), "{}", page.text);
    assert!(page.text.contains(&format!("href=\"{ANSWERS}/{id}\"")), "{}", page.text);

    app.set("2025-07-02T02:00:00Z");
    let told = app.get("/api/v1/units?q=TN.STNMT&as_of=2025-06-30&limit=1").send().await;
    let ended = &told.body["items"][0];
    let after = ended["successors"].as_array().unwrap();
    let page = shown(app, OFFICE).await;
    assert!(page.text.contains("hoạt động đến hết ngày 30/06/2025"), "{}", page.text);
    for one in after {
        let said = format!("Từ 01/07/2025: {}", one["name"].as_str().unwrap());
        assert!(page.text.contains(&said), "{said}: {}", page.text);
    }
    assert_eq!(get(app, "/co-quan/TN.NONE").await.status, 404);
}

#[apply(on_both_apps)]
async fn an_answer_is_read_by_all_and_says_nothing_once_it_was_taken_down(app: &TestApp) {
    let empty = shown(app, ANSWERS).await;
    assert!(empty.text.contains("Chưa có câu trả lời nào được công khai"), "{}", empty.text);

    let (case, id) = published(app, &feedback()).await;
    let path = format!("{ANSWERS}/{id}");
    let question = "Hồ sơ đất đai quá hẹn mà không có thông báo.";
    let all = shown(app, ANSWERS).await;
    let one = shown(app, &path).await;
    let home = shown(app, "/").await;
    for page in [&all, &one, &home] {
        assert!(page.text.contains(question), "{}", page.text);
        assert!(!page.text.contains(&case.id), "nothing leads back");
    }
    assert!(one.text.contains("Sở đã trả kết quả và xin lỗi người dân."), "{}", one.text);
    for (narrowed, is_there) in [
        ("?loai=conduct_feedback", true),
        ("?loai=complaint", false),
        ("?co-quan=TN.STNMT", true),
        ("?co-quan=TN.SXD", false),
        ("?co-quan=TN.NONE", true),
        ("?loai=corruption_tip", true),
        ("?tiep=x", true),
    ] {
        let page = shown(app, &format!("{ANSWERS}{narrowed}")).await;
        assert_eq!(page.text.contains(question), is_there, "{narrowed}");
    }

    let inspector = app.inspector().await;
    let gone = app.command(&inspector, &case.id, 4, &withdraw()).await;
    assert_eq!(gone.status, 200, "{}", gone.body);
    let page = get(app, &path).await;
    assert_eq!(page.status, 410);
    is_a_page(&page, &path);
    assert!(page.text.contains("Câu trả lời này đã được gỡ"), "{}", page.text);
    assert!(!page.text.contains(question));
    assert!(!shown(app, ANSWERS).await.text.contains(question));
    for none in ["x", "00000000-0000-4000-8000-000000000000"] {
        assert_eq!(get(app, &format!("{ANSWERS}/{none}")).await.status, 404, "{none}");
    }
}
