//! What staff write on a case in a browser without scripts: drafts that are kept, templates, and giving a case to a colleague.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use super::triage::filled;
use crate::app::{TestApp, feedback};
use crate::on_both_apps;
use crate::pages::staff::{see, signed};

#[apply(on_both_apps)]
async fn what_is_written_for_a_command_is_kept_until_it_is_done(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let other = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let path = see(app, &officer, &format!("/v/{}", filed.str("/number"))).await;
    let path = path.headers["location"].clone();
    let ask = format!("{path}/ask_reporter");
    let form = see(app, &officer, &ask).await;
    let said = |button| [("viec", button), ("text", "Giấy hẹn ghi ngày nào?")];
    let seen = filled(app, &officer, (&ask, &form), &said("xem")).await;
    let kept = see(app, &officer, &ask).await;
    assert!(kept.text.contains("Giấy hẹn ghi ngày nào?</textarea>"), "{} {}", seen.text, kept.text);
    assert!(kept.text.contains("Bản nháp giữ"), "{}", kept.text);
    for (cookie, page) in [(&other, ask.clone()), (&officer, format!("{path}/decline"))] {
        let page = see(app, cookie, &page).await;
        assert!(!page.text.contains("Giấy hẹn ghi ngày nào?"), "{}", page.text);
    }
    let dropped = filled(app, &officer, (&ask, &kept), &[("viec", "bo-nhap")]).await;
    assert_eq!(dropped.status, 303);
    let form = see(app, &officer, &ask).await;
    assert!(!form.text.contains("Giấy hẹn ghi ngày nào?"));

    let aside = filled(app, &officer, (&ask, &form), &said("nhap")).await;
    assert_eq!(aside.headers["location"], format!("{path}?xong=nhap"), "{}", aside.text);
    assert!(see(app, &officer, &ask).await.text.contains("Giấy hẹn ghi ngày nào?"));
    let accept = format!("{path}/accept");
    let page = see(app, &officer, &accept).await;
    filled(app, &officer, (&accept, &page), &[("viec", "lam")]).await;
    let form = see(app, &officer, &ask).await;
    assert!(form.text.contains("Giấy hẹn ghi ngày nào?"), "another command lets it be");
    let done = filled(app, &officer, (&ask, &form), &said("lam")).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(!see(app, &officer, &ask).await.text.contains("Bản nháp giữ"));
}

#[apply(on_both_apps)]
async fn a_template_fills_the_text_behind_what_was_written_and_says_what_is_left(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let token = app.officer("TN.STNMT").await;
    let body = json!({"title": "Hẹn trả lời", "text": "Vụ việc {number}, hồ sơ {dossier_code}."});
    let put = app.put("/api/v1/reply-templates/hen", &body).bearer(&token).send().await;
    assert_eq!(put.status, 200, "{}", put.body);
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let case = app.case_of(&token, filed.str("/number")).await;
    let path = format!("/lam-viec/vu-viec/{case}/ask_reporter");
    let form = see(app, &officer, &path).await;
    assert!(form.text.contains("<option value=\"hen\">Hẹn trả lời</option>"), "{}", form.text);

    let own = [("viec", "mau"), ("mau", "hen"), ("text", "Kính gửi,")];
    let begun = filled(app, &officer, (&path, &form), &own).await;
    let number = filed.str("/number");
    assert!(
        begun.text.contains(&format!("Kính gửi,\n\nVụ việc {number}, hồ sơ")),
        "{}",
        begun.text
    );
    assert!(begun.text.contains("Còn phải điền"), "{}", begun.text);
    let none = [("viec", "mau"), ("mau", "khac"), ("text", "Kính gửi,")];
    let none = filled(app, &officer, (&path, &form), &none).await;
    assert!(none.text.contains("Không có mẫu này") && none.text.contains("Kính gửi,</textarea>"));
    assert!(
        !see(app, &officer, &format!("/lam-viec/vu-viec/{case}/accept"))
            .await
            .text
            .contains("Hẹn trả lời")
    );
}

#[apply(on_both_apps)]
async fn a_case_is_given_to_a_colleague_and_taken_out_of_that_hand_only_with_a_reason(
    app: &TestApp,
) {
    let filed = app.file(&feedback()).await;
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let case = app.case_of(&token, filed.str("/number")).await;
    let colleagues = app.get("/api/v1/colleagues").bearer(&token).send().await;
    let all = colleagues.body["items"].as_array().unwrap();
    let found = all.iter().find(|it| it["login"] == login.as_str()).unwrap();
    let id = found["id"].as_str().unwrap();
    let path = format!("/lam-viec/vu-viec/{case}");
    let page = see(app, &officer, &path).await;
    let given = filled(app, &officer, (&path, &page), &[("viec", "giao"), ("to", id)]).await;
    assert_eq!(given.status, 303, "{}", given.text);
    let page = see(app, &officer, &path).await;
    let bare = filled(app, &officer, (&path, &page), &[("viec", "nhan")]).await;
    assert_eq!(bare.status, 422);
    assert!(bare.text.contains("hãy nêu lý do"), "{}", bare.text);
    let own = [("viec", "nhan"), ("reason", "Đồng nghiệp nghỉ ốm.")];
    let taken = filled(app, &officer, (&path, &page), &own).await;
    assert_eq!(taken.status, 303, "{}", taken.text);
}
