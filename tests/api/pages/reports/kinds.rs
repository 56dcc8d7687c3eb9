//! Units as people type them, and kinds that ask for more than a report: the form takes both without a script.

use macro_rules_attribute::apply;

use super::filing::{LATE, PAGE, checked, file, receipt, with};
use crate::app::TestApp;
use crate::client::Reply;
use crate::on_both_apps;
use crate::pages::{get, hidden, is_a_reporters, send};

/// What an official reports about the office he works at.
const INTERNAL: [(&str, &str); 11] = [
    ("viec", "xem"),
    ("category", "other"),
    ("category_other", "internal_report"),
    ("unit_name", "so tai nguyen va moi truong"),
    ("text", "Một lãnh đạo phòng yêu cầu cán bộ thu thêm tiền ngoài biên lai."),
    ("name", "Lê Thị Thử"),
    ("phone", "0900 000 002"),
    ("position", "Chuyên viên"),
    ("own_unit_name", "Sở Tài nguyên và Môi trường"),
    ("consent", "2024-03"),
    ("who", "business"),
];
/// What an office is asked to explain.
const EXPLAIN: [(&str, &str); 9] = [
    ("viec", "xem"),
    ("category", "other"),
    ("category_other", "explanation_request"),
    ("unit_name", "Sở Tài nguyên và Môi trường"),
    ("text", "Vì sao thửa đất của tôi bị thu hồi một phần mà không báo trước?"),
    ("name", "Nguyễn Văn Thử"),
    ("phone", "0900 000 001"),
    ("address", "Số 1, đường Thử, phường 1"),
    ("consent", "2024-03"),
];

fn faulty(page: &Reply, ids: &[&str]) {
    assert_eq!(page.status, 422, "{}", page.text);
    is_a_reporters(page, PAGE);
    for id in ids {
        assert!(page.text.contains(&format!("<a href=\"#{id}\">")), "{id}: {}", page.text);
        assert!(page.text.contains(&format!("id=\"{id}\"")), "{id}");
    }
}

#[apply(on_both_apps)]
async fn a_unit_is_found_by_a_part_of_its_name_and_chosen_where_several_fit(app: &TestApp) {
    let form = get(app, PAGE).await;
    assert!(form.text.len() <= 24 * 1024, "{} bytes: no list of all communes", form.text.len());
    let typed = |name| with(&LATE, &[("unit", ""), ("unit_name", name)]);
    let one = checked(app, &typed("so tai nguyen")).await;
    assert!(one.text.contains("Sở Tài nguyên và Môi trường"), "{}", one.text);

    let two = send(app, PAGE, &typed("xã tân bình")).await;
    faulty(&two, &["unit_name"]);
    assert!(two.text.contains("2 nơi khớp với “xã tân bình”"), "{}", two.text);
    assert!(two.text.contains("xã Tân Bình · "), "each with the body above it: {}", two.text);
    let chosen = with(&LATE, &[("unit", "25495"), ("unit_name", "xã tân bình")]);
    let check = checked(app, &chosen).await;
    let back = send(app, PAGE, &[("viec", "sua"), ("don", &hidden(&check, "don"))]).await;
    assert_eq!(hidden(&back, "unit"), "25495", "what was chosen stays chosen");
    let other = with(&LATE, &[("unit", "25495"), ("unit_name", "so tai nguyen")]);
    assert!(
        checked(app, &other).await.text.contains("Sở Tài nguyên"),
        "and not beside another name"
    );

    let none = send(app, PAGE, &typed("Sở Không có thật")).await;
    faulty(&none, &["unit_name"]);
    assert!(none.text.contains("Chưa tìm thấy nơi nào tên “Sở Không có thật”"), "{}", none.text);
    let place = with(&LATE, &[("unit", ""), ("locality_name", "hảo đước"), ("sector", "land")]);
    assert!(checked(app, &place).await.text.contains("Hảo Đước"));
}

#[apply(on_both_apps)]
async fn an_official_who_reports_says_position_and_office_and_goes_to_the_inspectorate(
    app: &TestApp,
) {
    let bare = with(&INTERNAL, &[("position", ""), ("own_unit_name", "")]);
    faulty(&send(app, PAGE, &bare).await, &["position", "own_unit_name"]);
    let check = checked(app, &INTERNAL).await;
    for told in ["Chuyên viên", "Lê Thị Thử"] {
        assert!(check.text.contains(told), "{told}: {}", check.text);
    }
    let sent = file(app, &check).await;
    let told = app.track(&receipt(&sent)).await;
    assert_eq!((told.str("/channel"), told.str("/kind")), ("integrity", "internal_report"));
    assert!(!sent.text.contains("Số: "), "{}", sent.text);
}

#[apply(on_both_apps)]
async fn what_the_law_has_a_name_for_asks_for_what_the_law_asks(app: &TestApp) {
    let form = get(app, PAGE).await;
    assert!(
        form.text.contains("value=\"explanation_request\" class=\" n-address n-seen\""),
        "{}",
        form.text
    );
    assert!(
        form.text.contains("value=\"good_conduct\""),
        "praise needs nothing that the form has not"
    );
    assert!(!form.text.contains("value=\"denunciation\""), "that is for the desk");
    faulty(&send(app, PAGE, &with(&EXPLAIN, &[("address", "")])).await, &["address"]);
    faulty(&send(app, PAGE, &with(&EXPLAIN, &[("unit_name", "")])).await, &["unit_name"]);
    let explained = checked(app, &EXPLAIN).await;
    assert!(explained.text.contains("cần chữ ký"), "{}", explained.text);
    let again = with(&EXPLAIN, &[("category_other", "second_complaint")]);
    faulty(
        &send(app, PAGE, &with(&again, &[("prior_case", "khong phai so")])).await,
        &["prior_case"],
    );
    let second =
        file(app, &checked(app, &with(&again, &[("prior_case", "7K3M9QX2AB")])).await).await;
    assert_eq!(app.track(&receipt(&second)).await.str("/kind"), "second_complaint");
    let apology = with(&EXPLAIN, &[("category_other", "no_apology")]);
    faulty(&send(app, PAGE, &apology).await, &["dossier_code"]);
    let apology = with(&apology, &[("dossier_code", "H53.05-241001-0007")]);
    let filed = file(app, &checked(app, &apology).await).await;
    assert_eq!(app.track(&receipt(&filed)).await.str("/kind"), "apology_request");
}
