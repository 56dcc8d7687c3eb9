//! Photos and papers beside a report, by its page: one a form, told of beside the field, and none without the receipt.

use macro_rules_attribute::apply;
use serde_json::Value;

use crate::app::{TestApp, feedback, tip};
use crate::client::{Call, Reply};
use crate::files::{OWN, photo, snapshot};
use crate::on_both_apps;
use crate::pages::follow::{PAGE, shown};
use crate::pages::{form, hidden, is_a_reporters};

const EDGE: &str = "----giua-hai-phan";

/// A form with a file as a browser sends it.
fn bringing<'a>(
    app: &'a TestApp,
    fields: &[(&str, &str)],
    name: &str,
    media: &str,
    file: &[u8],
) -> Call<'a> {
    let mut body = Vec::new();
    for (field, value) in fields {
        let head = format!(
            "--{EDGE}\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
        );
        body.extend(head.as_bytes());
    }
    let head = format!(
        "--{EDGE}\r\nContent-Disposition: form-data; name=\"anh\"; filename=\"{name}\"\r\nContent-Type: {media}\r\n\r\n"
    );
    body.extend(head.as_bytes());
    body.extend(file);
    body.extend(format!("\r\n--{EDGE}--\r\n").as_bytes());
    let call = Call::new(app, reqwest::Method::POST, PAGE).header("Accept", "text/html");
    call.raw(&format!("multipart/form-data; boundary={EDGE}"), body)
}

async fn bring(app: &TestApp, page: &Reply, name: &str, media: &str, file: &[u8]) -> Reply {
    let (carried, key) = (hidden(page, "phieu"), hidden(page, "khoa"));
    let fields = [("phieu", carried.as_str()), ("khoa", key.as_str())];
    bringing(app, &fields, name, media, file).header("Sec-Fetch-Site", "same-origin").send().await
}

async fn own(app: &TestApp, receipt: &str) -> Vec<Value> {
    app.get(OWN).receipt(receipt).send().await.body["items"].as_array().unwrap().clone()
}

#[apply(on_both_apps)]
async fn a_photo_comes_by_the_page_of_its_report_and_once_however_often_it_is_sent(app: &TestApp) {
    for report in [feedback(), tip()] {
        let receipt = app.file(&report).await.str("/receipt").to_owned();
        let page = shown(app, &receipt).await;
        assert!(page.text.contains("enctype=\"multipart/form-data\""), "{}", page.text);

        let sent =
            bring(app, &page, "GIẤY HẸN.JPG", "application/octet-stream", &snapshot("giấy hẹn"))
                .await;
        let again =
            bring(app, &page, "GIẤY HẸN.JPG", "application/octet-stream", &snapshot("giấy hẹn"))
                .await;
        let second = bring(app, &again, "to-2.jpg", "image/jpeg", &snapshot("tờ hai")).await;

        for reply in [&sent, &again, &second] {
            assert_eq!(reply.status, 200, "{}", reply.text);
            is_a_reporters(reply, PAGE);
            assert!(
                reply.text.contains("Đã ghi nhận.")
                    && reply.text.contains("Tệp 1: ảnh, 0,1 MB, 15/10/2024")
            );
            assert!(!reply.text.contains("HẸN.JPG"), "whoever looks over a shoulder reads no name");
        }
        assert!(second.text.contains("Tệp 2: "), "{}", second.text);
        assert_eq!(own(app, &receipt).await.len(), 2);
    }
}

#[apply(on_both_apps)]
async fn what_is_no_photo_is_told_beside_the_field_and_nothing_is_kept(app: &TestApp) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let page = shown(app, &receipt).await;
    for (name, media, file, said) in [
        ("", "application/octet-stream", Vec::new(), "Chọn một tệp trước khi bấm"),
        ("a.heic", "image/heic", b"x".to_vec(), "Chưa nhận được ảnh HEIC"),
        ("a.html", "text/html", b"<p>".to_vec(), "Chỉ nhận ảnh JPEG"),
        ("a.png", "image/png", snapshot("x"), "Chỉ nhận ảnh JPEG"),
        ("a.jpg", "image/jpeg", photo(9000, 10, 100, ""), "Ảnh quá lớn"),
        ("a.jpg", "image/jpeg", photo(10, 10, (10 << 20) + 1, ""), "Tệp lớn hơn 10 MB"),
    ] {
        let told = bring(app, &page, name, media, &file).await;
        assert_eq!(told.status, 422, "{said}: {}", told.text);
        is_a_reporters(&told, PAGE);
        assert!(told.text.contains("<a href=\"#anh\">") && told.text.contains(said), "{said}");
    }
    assert!(own(app, &receipt).await.is_empty());
}

#[apply(on_both_apps)]
async fn a_file_of_another_site_or_without_a_receipt_is_not_taken(app: &TestApp) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let page = shown(app, &receipt).await;
    let carried = hidden(&page, "phieu");
    let fields = [("phieu", carried.as_str())];
    let foreign = bringing(app, &fields, "a.jpg", "image/jpeg", &snapshot("x"));
    assert_eq!(foreign.header("Sec-Fetch-Site", "cross-site").send().await.status, 403);
    let bent = bring_with(app, &[("phieu", "AAAA")]).await;
    assert!(bent.status == 200 && bent.text.contains("nhập lại mã"), "{}", bent.text);
    app.set("2024-10-15T02:16:00Z");
    let late = bring_with(app, &fields).await;
    assert!(late.text.contains("nhập lại mã"), "{}", late.text);
    assert!(own(app, &receipt).await.is_empty());
}

async fn bring_with(app: &TestApp, fields: &[(&str, &str)]) -> Reply {
    let call = bringing(app, fields, "a.jpg", "image/jpeg", &snapshot("x"));
    call.header("Sec-Fetch-Site", "same-origin").send().await
}

#[apply(on_both_apps)]
async fn a_report_that_nobody_works_on_any_more_offers_no_field_and_takes_no_file(app: &TestApp) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let page = shown(app, &receipt).await;
    let (carried, key) = (hidden(&page, "phieu"), hidden(&page, "khoa"));
    let withdrawn = [
        ("phieu", carried.as_str()),
        ("khoa", &key),
        ("viec", "rut"),
        ("noi_dung_rut", "Tôi đã nhận được kết quả."),
    ];
    let over = form(app, PAGE, &withdrawn).header("Sec-Fetch-Site", "same-origin").send().await;
    assert!(!over.text.contains("multipart/form-data"), "{}", over.text);
    let refused = bring(app, &page, "a.jpg", "image/jpeg", &snapshot("x")).await;
    assert_eq!(refused.status, 409, "{}", refused.text);
    assert!(own(app, &receipt).await.is_empty());
}
