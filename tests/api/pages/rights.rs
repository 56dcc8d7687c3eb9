//! The two calculators: they say what the API says, ask for nothing personal, and work without a script.

use liemchinh::harness::api::{Rate, Rates};
use macro_rules_attribute::apply;
use serde_json::json;

use super::{get, is_a_page, send};
use crate::app::{TestApp, no_limits};
use crate::client::Reply;
use crate::on_both_apps;
use crate::support::Backend;

const RIGHTS: &str = "/quyen-cua-ban";
const DUE: &str = "/tinh-han";

async fn shown(app: &TestApp, path: &str) -> Reply {
    let page = get(app, path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    is_a_page(&page, path);
    page
}

/// A page that says what is wrong, at the field too, and keeps what was typed.
async fn refused(app: &TestApp, path: &str, field: &str, typed: &str) -> Reply {
    let page = get(app, path).await;
    assert_eq!(page.status, 422, "{path}: {}", page.text);
    is_a_page(&page, path);
    let summary = format!("<li><a href=\"#{field}\">");
    assert!(page.text.contains(&summary), "{path}: {}", page.text);
    let at_the_field = format!("id=\"{field}-e\"");
    assert!(page.text.contains(&at_the_field), "{path}: {}", page.text);
    assert!(page.text.contains(&format!("value=\"{typed}\"")), "{path} keeps what was typed");
    assert!(page.text.contains("<title>Lỗi: ") || page.text.contains("<title>Error: "), "{path}");
    page
}

#[apply(on_both_apps)]
async fn a_late_dossier_gives_the_rights_that_the_api_tells_each_with_its_article(app: &TestApp) {
    let page = shown(app, &format!("{RIGHTS}?chuyen=tre-hen&hen=9/10/2024")).await;
    let body = json!({"kind": "conduct_feedback", "promised_on": "2024-10-09"});
    let told = app.post("/api/v1/rights/preview", &body).send().await;

    let rights = told.body["items"].as_array().unwrap();
    assert!(rights.len() > 2, "{told:?}", told = told.body);
    assert_eq!(page.text.matches("<h3").count(), rights.len());
    for right in rights {
        for said in ["text", "legal_ref"] {
            assert!(page.text.contains(right[said].as_str().unwrap()), "{right}");
        }
    }
    assert!(page.text.contains("Yêu cầu xin lỗi vì trễ hẹn"));
    assert!(page.text.contains("Chậm nhất Thứ Ba, 07/01/2025"), "90 days: {}", page.text);
}

#[apply(on_both_apps)]
async fn what_is_over_is_said_with_its_day_and_not_offered(app: &TestApp) {
    let page = shown(app, &format!("{RIGHTS}?chuyen=quyet-dinh&biet=2/1/2024")).await;

    assert!(page.text.contains("Khiếu nại: đã hết hạn ngày"), "{}", page.text);
    assert!(page.text.contains("Bạn vẫn có thể làm"));
    assert!(!page.text.contains("value=\"decision\""), "no button for what is over");
    assert!(page.text.contains("Tố cáo"));
}

#[apply(on_both_apps)]
async fn a_complaint_that_was_decided_or_not_opens_the_second_one(app: &TestApp) {
    for days in ["nhan=10/10/2024&han=", "nhan=&han=10/10/2024", "nhan=10/10/2024&han=&xa=co"] {
        let page = shown(app, &format!("{RIGHTS}?chuyen=da-khieu-nai&{days}")).await;
        assert!(page.text.contains("Khiếu nại lần hai"), "{days}: {}", page.text);
    }
    let path = format!("{RIGHTS}?chuyen=da-khieu-nai&nhan=&han=");
    let page = refused(app, &path, "nhan", "").await;
    assert!(page.text.contains("Điền ngày nhận quyết định"), "{}", page.text);
}

#[apply(on_both_apps)]
async fn before_the_promised_day_there_is_nothing_to_do_but_wait(app: &TestApp) {
    let page = shown(app, &format!("{RIGHTS}?chuyen=tre-hen&hen=20/10/2024")).await;
    assert!(page.text.contains("Chờ đến hết Chủ nhật, 20/10/2024"), "{}", page.text);
    assert!(!page.text.contains("<h3"), "{}", page.text);
    let page = shown(app, &format!("/en{RIGHTS}?chuyen=chua-tra-loi&han=15/10/2024")).await;
    assert!(page.text.contains("Wait until Tue 15 Oct 2024"), "the day itself is not late");
}

#[apply(on_both_apps)]
async fn a_day_that_is_none_or_has_not_come_is_named_at_its_field_and_kept(app: &TestApp) {
    let wrong = format!("{RIGHTS}?chuyen=tre-hen&hen=31/2/2024");
    refused(app, &wrong, "hen", "31/2/2024").await;
    let future = format!("{RIGHTS}?chuyen=quyet-dinh&biet=16/10/2024");
    refused(app, &future, "biet", "16/10/2024").await;
    refused(app, &format!("/en{RIGHTS}?chuyen=quyet-dinh&biet="), "biet", "").await;
    let echoed = shown(app, &format!("{RIGHTS}?chuyen=%3Cb%3E&hen=%3Cb%3E")).await;
    assert!(!echoed.text.contains("<b>"), "{}", echoed.text);
}

#[apply(on_both_apps)]
async fn what_can_be_done_by_a_report_leads_to_its_form_with_what_is_known(app: &TestApp) {
    let page = shown(app, &format!("{RIGHTS}?chuyen=tre-hen&hen=9/10/2024")).await;
    assert!(page.text.contains("method=\"post\" action=\"/gui#b2\""), "{}", page.text);
    assert_eq!(super::hidden(&page, "promised_on"), "9/10/2024");

    let known = [("viec", "chon"), ("category", "late"), ("promised_on", "9/10/2024")];
    let form = send(app, "/gui", &known).await;
    super::is_a_reporters(&form, "/gui");
    assert_eq!(form.status, 200);
    assert!(form.text.contains("value=\"late\" checked"), "{}", form.text);
    assert!(form.text.contains("value=\"9/10/2024\""), "{}", form.text);
    assert!(!form.text.contains("govuk-error-summary"), "nothing was sent yet");
}

#[apply(on_both_apps)]
async fn the_days_of_a_kind_are_those_of_the_api_and_each_is_explained(app: &TestApp) {
    let kind = "conduct_feedback";
    let page = shown(app, &format!("{DUE}?loai={kind}&nhan=15/10/2024&vu=normal")).await;
    let body = json!({"kind": kind, "received_on": "2024-10-15"});
    let told = app.post("/api/v1/deadlines/preview", &body).send().await;

    let answers = told.body["items"].as_array().unwrap();
    assert!(!answers.is_empty());
    for answer in answers {
        let due = answer["due_on"].as_str().unwrap();
        let strong = format!("<strong><time datetime=\"{due}\">");
        assert!(page.text.contains(&strong), "{due}: {}", page.text);
        let days = answer["days"].as_array().unwrap();
        let counted = days.iter().filter(|day| day["counted"] == true).count();
        assert!(page.text.contains(&format!("<small>đếm {counted}, hạn</small>")), "{due}");
        assert!(page.text.contains(answer["rule"]["legal_ref"].as_str().unwrap()), "{due}");
    }
    assert!(page.text.contains("Hạn này do tỉnh đặt ra"), "no law is claimed where there is none");
    assert!(page.text.contains("Ngày nghỉ cuối tuần"), "a word for each colour");
    for secret in ["corruption_tip", "denunciation", "internal_report"] {
        assert!(!page.text.contains(secret), "{secret} would stand in an address");
    }
}

#[apply(on_both_apps)]
async fn a_bare_number_of_days_is_counted_over_holidays_and_swaps(app: &TestApp) {
    let path = format!("{DUE}?tu=26/4/2024&so=3&don-vi=working_day");
    let page = shown(app, &path).await;
    let body = json!({"start_on": "2024-04-26", "n": 3, "unit": "working_day"});
    let told = app.post("/api/v1/deadlines/preview", &body).send().await;
    let due = told.body["items"][0]["due_on"].as_str().unwrap();

    assert!(page.text.contains(&format!("<strong><time datetime=\"{due}\">")), "{}", page.text);
    for word in ["lễ", "làm bù", "hoán đổi", "nghỉ"] {
        assert!(page.text.contains(&format!("<small>{word}")), "{word}: {}", page.text);
    }
    let undecided = shown(app, &format!("{DUE}?tu=26/4/2030&so=3&don-vi=day")).await;
    assert!(undecided.text.contains("Chưa có lịch nghỉ năm 2030"), "{}", undecided.text);
}

#[apply(on_both_apps)]
async fn what_cannot_be_counted_is_said_at_its_field(app: &TestApp) {
    refused(app, &format!("{DUE}?tu=1/10/2024&so=401&don-vi=day"), "so", "401").await;
    refused(app, &format!("{DUE}?tu=1/10/2024&so=25&don-vi=month"), "so", "25").await;
    refused(app, &format!("{DUE}?tu=&so=ba&don-vi=day"), "tu", "ba").await;
    refused(app, &format!("{DUE}?loai=&nhan=1/10/2024"), "loai", "1/10/2024").await;
    let before = "1/1/1990";
    refused(app, &format!("/en{DUE}?loai=complaint&nhan={before}"), "loai", before).await;
}

#[test]
fn the_calculators_count_in_the_limit_of_figures_and_the_page_says_for_how_long() {
    let rates = Rates { figures: Rate { count: 1, seconds: 60 }, ..no_limits() };
    actix_web::rt::System::new().block_on(async {
        let app = TestApp::start_limited(Backend::Sqlite, rates).await.unwrap();
        let path = format!("{DUE}?tu=1/10/2024&so=3&don-vi=day");
        shown(&app, &path).await;
        let page = get(&app, &path).await;

        assert_eq!(page.status, 429);
        is_a_page(&page, &path);
        assert!(page.headers.contains_key("retry-after"));
        assert_eq!(get(&app, DUE).await.status, 200, "the empty form costs nothing");
        app.finish().await;
    });
}
