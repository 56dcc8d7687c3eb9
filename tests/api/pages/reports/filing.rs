//! The report form: one document without a script, read once more, and one case however often it is sent.

use liemchinh::harness::api::{Rate, Rates};
use macro_rules_attribute::apply;
use serde_json::Value;

use crate::app::{TestApp, no_limits};
use crate::client::{Call, Reply};
use crate::on_both_apps;
use crate::pages::{get, hidden, is_a_reporters, send};
use crate::support::Backend;

pub const PAGE: &str = "/gui";
const TEXT: &str = "Hồ sơ của tôi quá hẹn sáu ngày mà không có thông báo nào.";

/// A late dossier, as it is typed.
pub const LATE: [(&str, &str); 12] = [
    ("viec", "xem"),
    ("category", "late"),
    ("unit", "TN.STNMT"),
    ("dossier_code", "H53.05-241001-0007"),
    ("promised_on", "9/10/2024"),
    ("text", TEXT),
    ("bribe", "paid"),
    ("named", "no"),
    ("name", "Nguyễn Văn Thử"),
    ("phone", "0900 000 001"),
    ("email", "thu@dan.example"),
    ("consent", "2024-03"),
];
/// A tip without a name.
pub const TIP: [(&str, &str); 8] = [
    ("viec", "xem"),
    ("category", "money"),
    ("unit", "TN.STNMT"),
    ("text", "Một cán bộ tiếp nhận hồ sơ gợi ý đưa tiền."),
    ("bribe", "asked"),
    ("bribe_amount", "500.000"),
    ("named", "no"),
    ("name", "Tên không được gửi"),
];

pub fn with<'a>(
    fields: &[(&'a str, &'a str)],
    changes: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let kept = fields.iter().filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    kept.chain(changes).copied().collect()
}

pub async fn checked(app: &TestApp, fields: &[(&str, &str)]) -> Reply {
    let page = send(app, PAGE, fields).await;
    assert_eq!(page.status, 200, "{}", page.text);
    is_a_reporters(&page, PAGE);
    assert!(page.text.contains("Kiểm tra trước khi gửi"), "{}", page.text);
    page
}

pub async fn file(app: &TestApp, check: &Reply) -> Reply {
    let carried = hidden(check, "don");
    send(app, PAGE, &[("viec", "gui"), ("don", &carried), ("truthful", "yes")]).await
}

pub fn receipt(page: &Reply) -> String {
    let (_, rest) =
        page.text.split_once("lc-receipt lc-code\">").unwrap_or_else(|| panic!("{}", page.text));
    rest.split('<').next().unwrap().to_owned()
}

pub async fn cases(app: &TestApp, channel: &str) -> usize {
    let inspector = app.inspector().await;
    let path = format!("/api/v1/cases?channel={channel}");
    let reply = app.get(&path).bearer(&inspector).send().await;
    reply.body["items"].as_array().map_or(0, Vec::len)
}

#[apply(on_both_apps)]
async fn a_late_dossier_is_reported_with_three_requests_and_makes_one_case(app: &TestApp) {
    let form = get(app, PAGE).await;
    is_a_reporters(&form, PAGE);
    let light =
        Call::new(app, reqwest::Method::GET, PAGE).header("Accept-Encoding", "gzip").send().await;
    assert!(light.headers["content-length"].parse::<usize>().unwrap() < 10 * 1024);
    for step in 1..=5 {
        assert!(form.text.contains(&format!("id=\"b{step}\"")), "{step}");
    }
    let check = checked(app, &LATE).await;
    for told in ["Sở Tài nguyên và Môi trường", "Thứ Ba, 29/10/2024", "Thứ Tư, 09/10/2024", TEXT]
    {
        assert!(check.text.contains(told), "{told}: {}", check.text);
    }
    assert_eq!(cases(app, "service").await, 0, "nothing is sent yet");

    let filed = file(app, &check).await;
    let again = file(app, &check).await;

    for page in [&filed, &again] {
        assert_eq!(page.status, 200, "{}", page.text);
        is_a_reporters(page, PAGE);
    }
    assert_eq!(receipt(&filed), receipt(&again), "sent twice it is one report");
    assert_eq!(cases(app, "service").await, 1);
    let told = app.track(&receipt(&filed)).await;
    assert_eq!((told.str("/state"), told.str("/text")), ("received", TEXT));
    assert!(filed.text.contains(told.str("/number")));
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, told.str("/number")).await;
    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&officer).send().await;
    assert_eq!(
        seen.body.pointer("/report/bribe"),
        None,
        "a branch that was not chosen is no part of it"
    );
    assert_eq!(seen.str("/report/promised_on"), "2024-10-09");
}

#[apply(on_both_apps)]
async fn a_tip_goes_without_a_name_and_its_pages_tell_no_number(app: &TestApp) {
    let check = checked(app, &TIP).await;
    assert!(
        check.text.contains("Cơ quan bị phản ánh không biết")
            && check.text.contains("Không để lại tên")
    );
    assert!(!check.text.contains("Tên không được gửi"), "{}", check.text);

    let filed = file(app, &check).await;

    assert!(!filed.text.contains("Số: ") && !filed.text.contains("Môi trường"), "{}", filed.text);
    assert!(filed.text.contains("Đừng chụp màn hình"));
    let told = app.track(&receipt(&filed)).await;
    assert_eq!((told.str("/channel"), told.body.get("number")), ("integrity", None::<&Value>));
    assert_eq!((cases(app, "integrity").await, cases(app, "service").await), (1, 0));
}

#[apply(on_both_apps)]
async fn every_fault_is_named_with_a_way_to_its_field_and_nothing_typed_is_lost(app: &TestApp) {
    let empty = send(app, PAGE, &[("viec", "xem")]).await;
    assert_eq!(empty.status, 422);
    is_a_reporters(&empty, PAGE);
    for id in ["category_late", "text"] {
        assert!(empty.text.contains(&format!("<a href=\"#{id}\">")), "{id}: {}", empty.text);
    }
    let changes = [
        ("text", "Ngắn."),
        ("promised_on", "31/2/2024"),
        ("incident_on", "1/1/2030"),
        ("phone", "12"),
        ("consent", ""),
    ];
    let faulty = send(app, PAGE, &with(&LATE, &changes)).await;
    assert_eq!(faulty.status, 422);
    for (id, said) in [
        ("text", "ít nhất 20 chữ cái"),
        ("promised_on", "Ngày chưa đúng"),
        ("incident_on", "Ngày này chưa đến"),
        ("phone", "Không phải số điện thoại"),
        ("consent", "Đánh dấu đồng ý"),
    ] {
        assert!(faulty.text.contains(&format!("<a href=\"#{id}\">")), "{id}: {}", faulty.text);
        assert!(
            faulty.text.contains(&format!("id=\"{id}\"")) && faulty.text.contains(said),
            "{id}"
        );
    }
    for typed in ["value=\"31/2/2024\"", ">Ngắn.<", "value=\"Nguyễn Văn Thử\"", "value=\"12\""]
    {
        assert!(faulty.text.contains(typed), "{typed}");
    }
    let nobody = with(&LATE, &[("name", ""), ("phone", ""), ("email", "")]);
    let nobody = send(app, PAGE, &nobody).await;
    assert!(
        nobody.status == 422 && nobody.text.contains("luật bắt buộc có tên"),
        "{}",
        nobody.text
    );
    let english = send(app, "/en/gui", &[("viec", "xem"), ("category", "money")]).await;
    assert!(english.text.contains("Choose what you did"), "{}", english.text);
    assert_eq!(cases(app, "service").await, 0);
}

#[apply(on_both_apps)]
async fn what_is_checked_can_be_changed_and_is_sent_only_as_true_and_kept(app: &TestApp) {
    let check =
        checked(app, &with(&LATE, &[("text", "<script>alert(1)</script> & \"đủ hai mươi chữ\"")]))
            .await;
    let carried = hidden(&check, "don");
    let changed = send(app, PAGE, &[("viec", "sua"), ("don", &carried)]).await;
    for typed in ["value=\"9/10/2024\"", "value=\"H53.05-241001-0007\"", "alert(1)"] {
        assert!(changed.text.contains(typed), "{typed}");
    }
    is_a_reporters(&changed, PAGE);

    let unticked = send(app, PAGE, &[("viec", "gui"), ("don", &carried)]).await;
    assert_eq!(unticked.status, 422);
    is_a_reporters(&unticked, PAGE);
    assert!(unticked.text.contains("<a href=\"#truthful\">"));
    assert_eq!(cases(app, "service").await, 0, "nobody said that it is true");
    let filed = file(app, &unticked).await;
    let code = receipt(&filed);
    let carried = hidden(&filed, "don");
    let unkept = send(app, PAGE, &[("viec", "cat"), ("don", &carried)]).await;
    assert_eq!((unkept.status, receipt(&unkept)), (422, code));
    let page = app.http.post(format!("{}{PAGE}", app.base)).header("Sec-Fetch-Site", "same-origin");
    let kept = page.body(format!("viec=cat&kept=yes&don={carried}")).send().await.unwrap();
    let to = kept.headers()["location"].to_str().unwrap();
    assert!(to.ends_with("/theo-doi"), "it goes on to where it is followed");
    assert_eq!(cases(app, "service").await, 1);
}

#[apply(on_both_apps)]
async fn answers_that_were_open_for_too_long_are_read_once_more_and_bent_ones_are_nothing(
    app: &TestApp,
) {
    let check = checked(app, &LATE).await;
    app.set("2024-10-15T04:00:01Z");

    let late = file(app, &check).await;
    assert!(
        late.text.contains("Kiểm tra trước khi gửi") && late.text.contains(TEXT),
        "{}",
        late.text
    );
    let bent = send(app, PAGE, &[("viec", "gui"), ("don", "AAAA"), ("truthful", "yes")]).await;
    assert!(bent.text.contains("id=\"b1\""), "{}", bent.text);
    assert_eq!(cases(app, "service").await, 0);
    assert_eq!(file(app, &late).await.status, 200);
    assert_eq!(cases(app, "service").await, 1);
}

#[test]
fn what_was_typed_stays_where_somebody_has_to_wait() {
    let rates = Rates { submit: Rate { count: 1, seconds: 60 }, ..no_limits() };
    actix_web::rt::System::new().block_on(async {
        let app = TestApp::start_limited(Backend::Sqlite, rates).await.unwrap();
        let check = checked(&app, &LATE).await;
        let waiting = file(&app, &check).await;
        assert_eq!((waiting.status, waiting.headers["retry-after"].as_str()), (429, "60"));
        is_a_reporters(&waiting, PAGE);
        let form = send(&app, PAGE, &LATE).await;
        assert!(form.status == 429 && form.text.contains(TEXT));
        app.set("2024-10-15T02:01:00Z");
        let filed = file(&app, &waiting).await;
        assert_eq!(filed.status, 200, "{}", filed.text);
        app.finish().await;
    });
}
