//! Following a report on its page: what is shown, what can be done there, and what nobody learns.

use liemchinh::harness::domain::Receipt;
use macro_rules_attribute::apply;
use serde_json::json;

use super::{form, get, hidden, is_a_reporters, send};
use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::on_both_apps;
use crate::steps::{answer, answered, must};

pub const PAGE: &str = "/theo-doi";

pub async fn shown(app: &TestApp, receipt: &str) -> Reply {
    let page = send(app, PAGE, &[("ma", receipt)]).await;
    assert_eq!(page.status, 200, "{}", page.text);
    is_a_reporters(&page, PAGE);
    page
}

/// Does something on the page that was shown.
pub async fn act(app: &TestApp, page: &Reply, act: &str, text: &str) -> Reply {
    let (carried, key) = (hidden(page, "phieu"), hidden(page, "khoa"));
    let field = format!("noi_dung_{act}");
    send(app, PAGE, &[("phieu", &carried), ("khoa", &key), ("viec", act), (&field, text)]).await
}

#[apply(on_both_apps)]
async fn a_report_is_followed_and_a_question_answered_without_a_script(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt").to_owned();
    let officer = app.officer("TN.STNMT").await;
    let first = shown(app, &receipt.to_lowercase().replace('-', " ")).await;
    for told in [filed.str("/number"), "Mới nhận", "Thứ Ba, 29/10/2024", "Còn 10 ngày làm việc"]
    {
        assert!(first.text.contains(told), "{told}: {}", first.text);
    }
    assert!(!first.text.contains(&receipt), "the receipt is shown once, and not here");
    let case = app.case_of(&officer, filed.str("/number")).await;
    must(app, &officer, &case, json!({"command": "accept"})).await;
    must(app, &officer, &case, json!({"command": "ask_reporter", "text": "Bạn nộp ở quầy nào?"}))
        .await;

    let asked = shown(app, &receipt).await;
    assert!(asked.text.contains("Bạn nộp ở quầy nào?") && asked.text.contains("Chờ bạn trả lời"));
    let done = act(app, &asked, "tra-loi", "Quầy số 3.").await;
    let again = act(app, &asked, "tra-loi", "Quầy số 3.").await;

    for page in [&done, &again] {
        assert_eq!(page.status, 200, "{}", page.text);
        is_a_reporters(page, PAGE);
        assert!(page.text.contains("Đã ghi nhận.") && page.text.contains("Đang giải quyết"));
    }
    let told = app.track(&receipt).await;
    let messages = told.body["messages"].as_array().unwrap();
    let replies = messages.iter().filter(|one| one["kind"] == "replied").count();
    assert_eq!(replies, 1, "sent twice it happens once");
}

#[apply(on_both_apps)]
async fn an_answer_is_accepted_or_sent_back_and_more_is_said_on_the_page(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt").to_owned();
    let added = act(app, &shown(app, &receipt).await, "bo-sung", "Tôi còn giữ giấy hẹn.").await;
    assert!(added.text.contains("Đã ghi nhận.") && added.text.contains("Tôi còn giữ giấy hẹn."));
    let case = app.case_of(&officer, filed.str("/number")).await;
    must(app, &officer, &case, json!({"command": "accept"})).await;
    must(app, &officer, &case, answer("founded")).await;

    let page = shown(app, &receipt).await;
    let empty = act(app, &page, "chua-duoc", " ").await;
    assert_eq!(empty.status, 422);
    assert!(
        empty.text.contains("govuk-error-summary") && empty.text.contains("#noi_dung_chua-duoc")
    );
    let back = act(app, &page, "chua-duoc", "Vẫn chưa nhận được kết quả.").await;
    assert_eq!(app.track(&receipt).await.str("/state"), "accepted");
    let late = act(app, &page, "chua-duoc", "Lần nữa, từ trang cũ.").await;
    assert_eq!(late.status, 409, "a right is used once");
    assert!(late.text.contains("Lần nữa, từ trang cũ."), "what was typed is not lost");
    assert!(back.text.contains("Đang giải quyết"));

    let other = app.file(&with(feedback(), &json!({"dossier_code": "H53.05-241014-0007"}))).await;
    answered(app, &officer, other.str("/number"), "founded").await;
    let agreed = act(app, &shown(app, other.str("/receipt")).await, "dong-y", "").await;
    assert!(agreed.text.contains("Bạn đồng ý với trả lời"), "{}", agreed.text);
}

#[apply(on_both_apps)]
async fn a_wrong_receipt_and_one_of_nobody_are_told_apart_and_look_alike_from_outside(
    app: &TestApp,
) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let strange = Receipt::from_bytes(*b"0123456789abcdef").to_text();
    let known = shown(app, &receipt).await;
    let unknown = send(app, PAGE, &[("ma", &strange)]).await;
    let mistyped = send(app, PAGE, &[("ma", receipt.get(..receipt.len() - 1).unwrap())]).await;

    for (page, said) in [(&unknown, "Không có đơn nào ứng với mã này."), (&mistyped, "gõ sai")]
    {
        assert_eq!(page.status, 200, "the status tells nothing either");
        is_a_reporters(page, PAGE);
        assert!(page.text.contains(said) && page.text.contains("<title>Lỗi: Liêm Chính"), "{said}");
        assert!(page.text.contains("<a href=\"#ma\">"), "the fault leads to its field");
        assert_eq!(page.text.len(), known.text.len(), "{said}");
    }
    assert!(
        !mistyped.text.contains(receipt.get(..20).unwrap()),
        "what was typed does not come back"
    );
}

#[apply(on_both_apps)]
async fn a_page_of_a_tip_shows_no_number_no_unit_no_name_and_no_word_of_it(app: &TestApp) {
    let body = with(
        tip(),
        &json!({"contact": {"name": "Trần Thị Thử", "phone": "0900 000 002"}, "consent_version": "2024-03"}),
    );
    let receipt = app.file(&body).await.str("/receipt").to_owned();

    let page = shown(app, &receipt).await;
    let added = act(app, &page, "bo-sung", "Người đó họ Phạm.").await;

    for page in [&page, &added] {
        let secrets =
            ["TN.STNMT", "Môi trường", "gợi ý đưa tiền", "Trần Thị Thử", "họ Phạm", "Số <"];
        for secret in secrets.into_iter().chain([receipt.as_str()]) {
            assert!(!page.text.contains(secret), "{secret}: {}", page.text);
        }
    }
    assert!(page.text.contains("Mới nhận") && added.text.contains("Đã ghi nhận."));
}

#[apply(on_both_apps)]
async fn what_people_write_is_text_and_never_markup(app: &TestApp) {
    let body =
        with(feedback(), &json!({"text": "Quá hẹn <script>alert(1)</script> & \"><b>đậm</b>"}));
    let receipt = app.file(&body).await.str("/receipt").to_owned();

    let page = shown(app, &receipt).await;

    // One is the page's own.
    let scripts = page.text.matches("<script").count();
    assert!(scripts <= 1 && !page.text.contains("<script>"), "{}", page.text);
    assert!(!page.text.contains("<b>"), "{}", page.text);
    assert!(page.text.contains("alert(1)"));
}

#[apply(on_both_apps)]
async fn a_form_of_another_site_is_not_taken(app: &TestApp) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let fields = [("ma", receipt.as_str())];
    let from = async |name: &str, value: &str| {
        form(app, PAGE, &fields).header(name, value).send().await.status
    };

    assert_eq!(from("Sec-Fetch-Site", "cross-site").await, 403);
    assert_eq!(from("Origin", "https://elsewhere.example").await, 403);
    assert_eq!(from("Origin", "https://liemchinh.example").await, 200);
    assert_eq!(from("Origin", "null").await, 403, "an old browser shows what our page gave it");
    let token = hidden(&get(app, PAGE).await, "dau");
    let fields = [("ma", receipt.as_str()), ("dau", token.as_str())];
    let old = form(app, PAGE, &fields).header("Origin", "null").send().await;
    assert_eq!(old.status, 200);
}
