//! What was typed on the page of a report and had no effect yet: it comes back, and runs by its own button alone.

use liemchinh::harness::api::{Rate, Rates};
use macro_rules_attribute::apply;
use serde_json::json;

use super::follow::{PAGE, act, shown};
use super::{form, hidden, is_a_reporters, send};
use crate::app::{TestApp, feedback, no_limits, with};
use crate::client::Reply;
use crate::on_both_apps;
use crate::support::Backend;

/// Types the receipt again where it was asked for again, with what the page has kept.
async fn typed_again(app: &TestApp, page: &Reply, receipt: &str, text: &str) -> Reply {
    let (key, kept) = (hidden(page, "khoa"), hidden(page, "giu"));
    let field = format!("noi_dung_{kept}");
    send(app, PAGE, &[("ma", receipt), ("khoa", &key), ("giu", &kept), (&field, text)]).await
}

async fn additions(app: &TestApp, receipt: &str) -> usize {
    let told = app.track(receipt).await;
    let all = told.body["messages"].as_array().unwrap();
    all.iter().filter(|one| one["kind"] == "added").count()
}

#[apply(on_both_apps)]
async fn after_a_quarter_of_an_hour_the_words_are_kept_and_the_same_key_has_one_effect(
    app: &TestApp,
) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let page = shown(app, &receipt).await;
    app.set("2024-10-15T02:15:01Z");

    let over = act(app, &page, "bo-sung", "Tôi viết rất lâu.").await;
    is_a_reporters(&over, PAGE);
    assert!(over.text.contains("Đã quá 15 phút") && over.text.contains("Tôi viết rất lâu."));
    assert_eq!(hidden(&over, "khoa"), hidden(&page, "khoa"), "the key of what is not done yet");
    let back = typed_again(app, &over, &receipt, "Tôi viết rất lâu.").await;
    assert!(back.text.contains("Tôi viết rất lâu.</textarea>"), "it stands in its own form");
    assert_eq!((additions(app, &receipt).await, back.status), (0, 200), "and is not sent");
    assert_eq!(hidden(&back, "khoa"), hidden(&page, "khoa"));

    for _ in 0..2 {
        let done = act(app, &back, "bo-sung", "Tôi viết rất lâu.").await;
        assert!(done.text.contains("Đã ghi nhận."), "{}", done.text);
        assert_ne!(hidden(&done, "khoa"), hidden(&back, "khoa"), "what comes next is another act");
    }
    assert_eq!(additions(app, &receipt).await, 1, "however often it is sent");
}

#[apply(on_both_apps)]
async fn a_receipt_that_is_typed_shows_its_report_whatever_act_was_kept(app: &TestApp) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let other = with(feedback(), &json!({"dossier_code": "H53.05-241014-0007"}));
    let other = app.file(&other).await.str("/receipt").to_owned();
    let page = shown(app, &receipt).await;
    app.set("2024-10-15T02:15:01Z");

    let over = act(app, &page, "rut", "Tôi không cần nữa.").await;
    let back = typed_again(app, &over, &other, "Tôi không cần nữa.").await;
    let bare = [("ma", other.as_str()), ("viec", "rut"), ("noi_dung_rut", "Tôi không cần nữa.")];
    let named = send(app, PAGE, &bare).await;

    for page in [&back, &named] {
        assert_eq!(page.status, 200);
        is_a_reporters(page, PAGE);
        assert!(!page.text.contains("Đã ghi nhận.") && page.text.contains("Mới nhận"));
    }
    for receipt in [&receipt, &other] {
        assert_eq!(app.track(receipt).await.str("/state"), "received");
    }
    let bent =
        send(app, PAGE, &[("phieu", "AAAA"), ("viec", "rut"), ("noi_dung_rut", "Rút.")]).await;
    assert!(bent.text.contains("id=\"ma\""), "what is no reference opens nothing");
}

#[apply(on_both_apps)]
async fn a_receipt_is_carried_on_for_one_hour_in_all(app: &TestApp) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let mut page = shown(app, &receipt).await;
    for at in ["02:14:00", "02:28:00", "02:42:00", "02:56:00"] {
        app.set(&format!("2024-10-15T{at}Z"));
        page = send(app, PAGE, &[("phieu", &hidden(&page, "phieu"))]).await;
        assert!(page.text.contains("Mới nhận"), "{at}");
    }
    app.set("2024-10-15T03:00:00Z");
    let over = send(app, PAGE, &[("phieu", &hidden(&page, "phieu"))]).await;

    assert!(over.text.contains("id=\"ma\"") && !over.text.contains("Mới nhận"));
}

#[apply(on_both_apps)]
async fn what_a_server_gave_out_whose_clock_is_two_minutes_ahead_is_taken(app: &TestApp) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    app.set("2024-10-15T02:01:30Z");
    let ahead = shown(app, &receipt).await;
    let carried = hidden(&ahead, "phieu");

    app.set("2024-10-15T02:00:00Z");
    let taken = send(app, PAGE, &[("phieu", &carried)]).await;
    app.set("2024-10-15T01:59:00Z");
    let refused = send(app, PAGE, &[("phieu", &carried)]).await;

    assert!(taken.text.contains("Mới nhận"), "{}", taken.text);
    assert!(!refused.text.contains("Mới nhận") && refused.text.contains("id=\"ma\""));
}

#[apply(on_both_apps)]
async fn withdrawing_twice_with_another_reason_is_refused_and_shows_the_report(app: &TestApp) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let page = shown(app, &receipt).await;
    let (carried, key) = (hidden(&page, "phieu"), hidden(&page, "khoa"));
    let withdraw = async |pressed: &str| {
        let fields = [
            ("phieu", carried.as_str()),
            ("khoa", key.as_str()),
            ("viec", "rut"),
            ("ep", pressed),
            ("noi_dung_rut", "Tôi rút."),
        ];
        send(app, PAGE, &fields).await
    };

    let (first, second) = (withdraw("khong").await, withdraw("co").await);

    assert_eq!((first.status, second.status), (200, 409), "{}", second.text);
    is_a_reporters(&second, PAGE);
    assert!(second.text.contains("Đã rút") && second.text.contains("Tôi rút."));
}

#[apply(on_both_apps)]
async fn where_nothing_can_be_written_now_words_and_key_stay_for_the_same_button(app: &TestApp) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let page = shown(app, &receipt).await;
    app.db.shut_down();

    let later = act(app, &page, "bo-sung", "Tôi viết tiếp.").await;

    assert_eq!((later.status, later.headers["retry-after"].as_str()), (503, "30"));
    is_a_reporters(&later, PAGE);
    assert!(later.text.contains("Tôi viết tiếp.</textarea>"), "{}", later.text);
    assert_eq!(hidden(&later, "khoa"), hidden(&page, "khoa"));
    assert_eq!(hidden(&later, "viec"), "bo-sung");
    assert!(!later.text.contains("id=\"ma\""), "the receipt is not asked for again");
}

#[apply(on_both_apps)]
async fn each_act_has_a_form_of_its_own(app: &TestApp) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let page = shown(app, &receipt).await;

    let acts = page.text.matches("name=\"viec\"").count();
    // And one takes files.
    assert_eq!((acts, page.text.matches("<form").count()), (2, 3), "{}", page.text);
}

#[apply(on_both_apps)]
async fn a_form_of_ours_that_was_open_too_long_comes_back_with_its_words(app: &TestApp) {
    let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
    let page = shown(app, &receipt).await;
    let (mark, carried) = (hidden(&page, "dau"), hidden(&page, "phieu"));
    app.set("2024-10-15T04:00:01Z");
    let fields = [
        ("dau", mark.as_str()),
        ("phieu", carried.as_str()),
        ("viec", "bo-sung"),
        ("noi_dung_bo-sung", "Tôi viết rất lâu."),
    ];

    let old = form(app, PAGE, &fields).header("Origin", "null").send().await;
    let foreign = form(app, PAGE, &fields).header("Sec-Fetch-Site", "cross-site").send().await;

    assert_eq!((old.status, foreign.status), (403, 403));
    is_a_reporters(&old, PAGE);
    assert!(old.text.contains("Tôi viết rất lâu.") && old.text.contains("id=\"ma\""));
    assert!(!foreign.text.contains("Tôi viết rất lâu."), "words of another site are not shown");
}

#[test]
fn pages_and_api_count_in_one_limiter_and_what_was_typed_stays_on_the_page() {
    let rates = Rates { lookup: Rate { count: 2, seconds: 60 }, ..no_limits() };
    actix_web::rt::System::new().block_on(async {
        let app = TestApp::start_limited(Backend::Sqlite, rates).await.unwrap();
        let receipt = app.file(&feedback()).await.str("/receipt").to_owned();
        let by_the_api = app.track(&receipt).await;
        let page = shown(&app, &receipt).await;
        let refused = act(&app, &page, "bo-sung", "Tôi viết tiếp.").await;

        assert_eq!((by_the_api.status, refused.status), (200, 429));
        assert_eq!(refused.headers["retry-after"], "30");
        is_a_reporters(&refused, PAGE);
        assert!(
            refused.text.contains("Thử lại sau 30 giây") && refused.text.contains("Tôi viết tiếp.")
        );
        assert_eq!(hidden(&refused, "khoa"), hidden(&page, "khoa"), "sent again it is the same");
        assert_eq!(app.track(&receipt).await.status, 429);
        app.set("2024-10-15T02:02:00Z");
        let done = act(&app, &refused, "bo-sung", "Tôi viết tiếp.").await;
        assert!(done.text.contains("Đã ghi nhận."), "{}", done.text);
        app.finish().await;
    });
}
