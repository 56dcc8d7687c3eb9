//! The registers as a browser without scripts meets them: lists, what is recorded, and what becomes of it.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;

use crate::app::{TestApp, feedback};
use crate::client::Reply;
use crate::on_both_apps;
use crate::pages::is_a_page;
use crate::pages::staff::{filled, see, signed};
use crate::records::conclusions::{concluded, record, send};
use crate::records::recommendations::recommended;

const LETTERS: &str = "/lam-viec/don-doc";
const ADVICE: &str = "/lam-viec/kien-nghi";
const SORRY: &str = "/lam-viec/xin-loi";
const FOUND: &str = "/lam-viec/ket-luan";

fn to(reply: &Reply) -> String {
    assert_eq!(reply.status, 303, "{}", reply.text);
    reply.headers["location"].split('?').next().unwrap().to_owned()
}

#[apply(on_both_apps)]
async fn an_inspector_urges_after_seeing_the_letter_the_unit_answers_and_it_is_closed(
    app: &TestApp,
) {
    let filed = app.file(&feedback()).await;
    let inspector = signed(app, Role::Inspector, Some("TN.TTT")).await;
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let new = format!("{LETTERS}/moi");
    let form = see(app, &inspector, &new).await;
    is_a_page(&form, &new);
    let empty = filled(app, &inspector, &new, &form, &[("viec", "xem")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("href=\"#text\""), "{}", empty.text);

    let said = [("case", filed.str("/number")), ("text", "Đề nghị trả lời người dân.")];
    let mut own = vec![("viec", "xem")];
    own.extend(said);
    let preview = filled(app, &inspector, &new, &form, &own).await;
    assert!(preview.text.contains("Văn bản sẽ gửi"), "{}", preview.text);
    assert!(see(app, &officer, LETTERS).await.text.contains("Không có văn bản đôn đốc nào."));
    own[0].1 = "lam";
    let sent = to(&filled(app, &inspector, &new, &preview, &own).await);
    assert_eq!(to(&filled(app, &inspector, &new, &preview, &own).await), sent, "one letter");

    let day = see(app, &officer, "/lam-viec").await;
    assert!(day.text.contains("href=\"/lam-viec/don-doc?open=true\""), "{}", day.text);
    let open = see(app, &officer, &format!("{LETTERS}?open=true")).await;
    assert!(open.text.contains(&format!("href=\"{sent}\"")), "{}", open.text);
    let letter = see(app, &officer, &sent).await;
    assert!(letter.text.contains("Đề nghị trả lời người dân."));
    let reply = [("viec", "tra-loi"), ("text", "Đã trả lời ngày 15.")];
    let answered = filled(app, &officer, &sent, &letter, &reply).await;
    assert_eq!(to(&answered), sent);
    let stale = filled(app, &officer, &sent, &letter, &[("viec", "tra-loi"), ("text", "Khác.")]);
    assert_eq!(stale.await.status, 422, "it was answered before");

    let read = see(app, &inspector, &sent).await;
    assert!(read.text.contains("Đã trả lời ngày 15."), "{}", read.text);
    to(&filled(app, &inspector, &sent, &read, &[("viec", "dong")]).await);
    assert!(see(app, &inspector, &sent).await.text.contains("Đã kết thúc"));
    let other = signed(app, Role::UnitOfficer, Some("TN.SXD")).await;
    assert_eq!(see(app, &other, &sent).await.status, 404, "another unit's letter is not there");
    assert_eq!(see(app, &officer, &new).await.status, 404, "no unit urges");
}

#[apply(on_both_apps)]
async fn a_recommendation_is_recorded_and_its_unit_says_when_it_is_done(app: &TestApp) {
    let inspector = signed(app, Role::Inspector, Some("TN.TTT")).await;
    let new = format!("{ADVICE}/moi");
    let form = see(app, &inspector, &new).await;
    let mut own = vec![
        ("viec", "lam"),
        ("unit", "TN.STNMT"),
        ("document", "30/KL-TTr"),
        ("document_on", "1/9/2024"),
        ("text", "Niêm yết lại bộ thủ tục."),
        ("due_on", "mai"),
    ];
    let wrong = filled(app, &inspector, &new, &form, &own).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("href=\"#due_on\"") && wrong.text.contains("value=\"mai\""));
    own[5].1 = "20/10/2024";
    let made = to(&filled(app, &inspector, &new, &form, &own).await);

    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let one = see(app, &officer, &made).await;
    assert!(one.text.contains("Niêm yết lại bộ thủ tục.") && one.text.contains("Chủ nhật"));
    let done = [("viec", "lam"), ("note", "Đã niêm yết tại bộ phận một cửa.")];
    to(&filled(app, &officer, &made, &one, &done).await);
    let again = filled(app, &officer, &made, &one, &[("viec", "lam"), ("note", "Khác.")]).await;
    assert_eq!(again.status, 422);
    let list = see(app, &inspector, ADVICE).await;
    assert!(list.text.contains("Đã xong"), "{}", list.text);
    let open = see(app, &inspector, &format!("{ADVICE}?open=true&unit=TN.STNMT")).await;
    assert!(open.text.contains("Không có kiến nghị nào."));
}

#[apply(on_both_apps)]
async fn a_unit_keeps_its_register_of_apologies_and_the_verdict_is_in_words(app: &TestApp) {
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let new = format!("{SORRY}/moi");
    let form = see(app, &officer, &new).await;
    let own = [
        ("viec", "lam"),
        ("dossier_code", "000.00.01.H53-241001-0042"),
        ("promised_on", "18/10/2024"),
        ("served_on", "15/10/2024"),
        ("served_by", "email"),
        ("signer", "Trần Văn Mẫu"),
        ("document", "12/XL-STNMT"),
        ("reason", "Chờ kết quả đo đạc bổ sung."),
        ("new_date", "25/10/2024"),
    ];
    let made = to(&filled(app, &officer, &new, &form, &own).await);
    let inspector = signed(app, Role::Inspector, Some("TN.TTT")).await;
    let query = "promised_from=1%2F10%2F2024&promised_until=31/10/2024&unit=";
    let list = see(app, &inspector, &format!("{SORRY}?{query}")).await;
    assert!(list.text.contains("Xin lỗi trước hạn"), "{}", list.text);
    assert!(list.text.contains("value=\"01/10/2024\""), "the filter stays as it was typed");
    let none = see(app, &inspector, &format!("{SORRY}?promised_from=1/11/2024")).await;
    assert!(none.text.contains("Không có dòng nào"));

    let one = see(app, &officer, &made).await;
    to(&filled(app, &officer, &made, &one, &[("viec", "lam"), ("finished_on", "15/10/2024")])
        .await);
    assert!(see(app, &officer, &made).await.text.contains("Ngày trả kết quả"));
    assert_eq!(see(app, &inspector, &new).await.status, 404, "inspectors keep no register");
}

#[apply(on_both_apps)]
async fn a_conclusion_is_carried_out_and_revoked_by_inspectors_alone(app: &TestApp) {
    record(app, &app.inspector().await, &concluded()).await;
    let inspector = signed(app, Role::Inspector, Some("TN.TTT")).await;
    let list = see(app, &inspector, FOUND).await;
    assert!(list.text.contains("Trần Văn Giả Định") && list.text.contains("Chờ thi hành"));
    let (_, rest) = list.text.split_once("href=\"/lam-viec/ket-luan/").unwrap();
    let rest = if rest.starts_with("moi") {
        rest.split_once("href=\"/lam-viec/ket-luan/").unwrap().1
    } else {
        rest
    };
    let path = format!("{FOUND}/{}", rest.split('"').next().unwrap());
    let one = see(app, &inspector, &path).await;
    let own = [("viec", "thi-hanh"), ("executed_on", "1/10/2024"), ("document", "77/QĐ")];
    to(&filled(app, &inspector, &path, &one, &own).await);
    let one = see(app, &inspector, &path).await;
    assert!(one.text.contains("77/QĐ") && !one.text.contains("thi-hanh"), "{}", one.text);
    let own = [("viec", "huy"), ("reason", "Tòa án hủy theo bản án 5/2024.")];
    to(&filled(app, &inspector, &path, &one, &own).await);
    assert!(see(app, &inspector, &path).await.text.contains("Đã hủy"));
    for (role, unit) in [(Role::UnitLeader, Some("TN.STNMT")), (Role::Administrator, None)] {
        let other = signed(app, role, unit).await;
        for path in [FOUND, path.as_str()] {
            assert_eq!(see(app, &other, path).await.status, 404);
        }
    }
}

#[apply(on_both_apps)]
async fn a_look_up_enters_the_log_and_no_name_is_in_an_address(app: &TestApp) {
    const PATH: &str = "/lam-viec/tra-cuu-nhan-su";
    record(app, &app.inspector().await, &concluded()).await;
    let reader = signed(app, Role::PersonnelReader, Some("TN.SNV")).await;
    let form = see(app, &reader, PATH).await;
    assert!(form.text.contains("Mỗi lần tra cứu được ghi lại."));
    let reason = ("reason", "Rà soát quy hoạch phó trưởng phòng nhiệm kỳ 2025–2030.");
    let own = [("viec", "lam"), ("name", "Trần Văn Giả Định"), reason];
    let found = filled(app, &reader, PATH, &form, &own).await;
    assert_eq!(found.status, 200, "{}", found.text);
    assert!(found.text.contains("12/KL-TTr") && found.text.contains("Cảnh cáo"));
    let form = see(app, &reader, PATH).await;
    let own = [("viec", "lam"), ("name", "Lê Thị Không Có"), reason];
    let none = filled(app, &reader, PATH, &form, &own).await;
    assert!(none.text.contains("Điều này không nói gì về đơn chưa kết luận."));

    let admin = signed(app, Role::Administrator, None).await;
    let log = see(app, &admin, "/lam-viec/so-tra-cuu").await;
    assert!(log.text.contains("1 kết luận") && log.text.contains("0 kết luận"), "{}", log.text);
    assert!(!log.text.contains("Giả Định") && !log.text.contains("Không Có"));
    assert_eq!(see(app, &reader, "/lam-viec/so-tra-cuu").await.status, 404);
}

#[apply(on_both_apps)]
async fn where_a_report_would_go_is_told_with_every_rule_that_was_looked_at(app: &TestApp) {
    const PATH: &str = "/lam-viec/phan-luong";
    let admin = signed(app, Role::Administrator, None).await;
    let form = see(app, &admin, PATH).await;
    assert!(form.text.contains("Quy tắc đang áp dụng"), "{}", form.text);
    let own = [
        ("viec", "xem"),
        ("kind", "conduct_feedback"),
        ("category", "late"),
        ("sector", "land"),
        ("unit", "TN.STNMT"),
    ];
    let found = filled(app, &admin, PATH, &form, &own).await;
    assert_eq!(found.status, 200, "{}", found.text);
    assert!(found.text.contains("Áp dụng quy tắc này") && found.text.contains("Gửi tới"));
    let wrong = filled(app, &admin, PATH, &form, &[("viec", "xem")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("href=\"#kind\""));
}

#[apply(on_both_apps)]
async fn every_register_says_what_is_wrong_with_its_address_and_stands_in_both_languages(
    app: &TestApp,
) {
    let token = app.inspector().await;
    let made = send(app, &token, "/api/v1/recommendations", &recommended()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let inspector = signed(app, Role::Inspector, Some("TN.TTT")).await;
    for path in [LETTERS, ADVICE, SORRY, FOUND] {
        for path in [path.to_owned(), format!("/en{path}")] {
            let page = see(app, &inspector, &path).await;
            assert_eq!(page.status, 200, "{path}");
            is_a_page(&page, &path);
        }
        let odd = see(app, &inspector, &format!("{path}?la=1")).await;
        assert!(odd.text.contains("Bộ lọc này không dùng được:"), "{path}");
        let cursor = see(app, &inspector, &format!("{path}?cursor=xyz")).await;
        assert_eq!(cursor.status, 303, "{path} begins anew");
        let nothing = format!("{path}/{}", uuid::Uuid::nil());
        assert_eq!(see(app, &inspector, &nothing).await.status, 404, "{path}");
    }
}
