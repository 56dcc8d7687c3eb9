//! Pages of what somebody should look at: mail, the state of the service, the calendar, and who read what.

use diesel::RunQueryDsl;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;

use super::administration::{browser, of, send};
use crate::accounts::office::{administrators, lives, officer};
use crate::app::{TestApp, feedback};
use crate::on_both_apps;
use crate::pages::hidden;
use crate::pages::staff::{see, signed};

#[apply(on_both_apps)]
async fn mail_that_was_given_up_says_why_in_words_and_is_sent_again_once(app: &TestApp) {
    let (first, _) = administrators(app).await;
    app.file(&feedback()).await;
    let officer = "can.bo.thu@hopthu.example";
    let (_, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), Some(officer)).await;
    assert!(lives(app, &token).await);
    app.worker.tick().await.unwrap();
    let kill = "UPDATE outbox SET status = 'dead', last_error = 'the mail server does not know the recipient (550)', settled_at = created_at";
    diesel::sql_query(kill).execute(&mut app.scratch.conn()).unwrap();
    let cookie = browser(app, &first).await;
    let path = "/lam-viec/quan-tri/thu-loi";
    let page = see(app, &cookie, path).await;
    assert!(page.text.contains("Máy chủ thư không có người nhận này (550)"), "{}", page.text);
    let english = see(app, &cookie, &format!("/en{path}")).await;
    assert!(english.text.contains("the mail server does not know the recipient (550)"));
    let (id, key) = (hidden(&page, "id"), hidden(&page, "khoa"));
    let again = [("id", id.as_str()), ("khoa", key.as_str())];
    for _ in 0..2 {
        let sent = send(app, &cookie, path, &page, &again).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
    }
    let page = see(app, &cookie, &format!("{path}?xong=1")).await;
    assert!(page.text.contains("xếp lại để gửi") && !page.text.contains(&id), "{}", page.text);
    let nil = uuid::Uuid::nil().to_string();
    let gone = send(app, &cookie, path, &page, &[("id", &nil), ("khoa", &"k".repeat(40))]).await;
    assert!(gone.status == 422 && gone.text.contains("không còn trong danh sách"), "{}", gone.text);
}

#[apply(on_both_apps)]
async fn the_state_of_the_service_its_addresses_and_its_year_are_read_by_administrators(
    app: &TestApp,
) {
    let cookie = signed(app, Role::Administrator, None).await;
    let health = see(app, &cookie, "/lam-viec/quan-tri/suc-khoe").await;
    assert!(health.text.contains("Có việc cần xem, lúc 09:00, 15/10/2024"), "{}", health.text);
    assert!(health.text.contains("Sao lưu gần nhất") && health.text.contains("Chưa có"));
    let units = see(app, &cookie, "/lam-viec/quan-tri/dia-chi").await;
    assert!(units.text.contains("TN.STNMT"));
    let year = see(app, &cookie, "/lam-viec/quan-tri/lich-nghi").await;
    assert_eq!(year.text.matches("<table class=\"lc-cal\">").count(), 12);
    assert!(year.text.contains("<time datetime=\"2024-09-02\">2</time><small>L"), "{}", year.text);
    assert!(
        year.text.contains("<td class=\"lc-cal-off\"><time datetime=\"2024-10-20\">20</time></td>")
    );
    let next = see(app, &cookie, "/lam-viec/quan-tri/lich-nghi?nam=2099").await;
    assert!(next.text.contains("Chưa có quyết định lịch nghỉ năm này"), "{}", next.text);
    assert_eq!(see(app, &cookie, "/lam-viec/quan-tri/lich-nghi?nam=x").await.status, 200);
}

#[apply(on_both_apps)]
async fn an_auditor_reads_who_did_what_on_a_day(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let owner = officer(app).await;
    let cookie = browser(app, &first).await;
    let page = see(app, &cookie, &of(&owner.id)).await;
    send(app, &cookie, &of(&owner.id), &page, &[("viec", "phien")]).await;
    let auditor = signed(app, Role::Auditor, Some("TN.TTT")).await;
    let path = "/lam-viec/truy-cap";
    let log = see(app, &auditor, path).await;
    for told in
        ["Phạm Thị Một", "Kết thúc các phiên", "tài khoản Bùi Thị Mẫu", "value=\"15/10/2024\""]
    {
        assert!(log.text.contains(told), "{told}: {}", log.text);
    }
    let of_one = see(app, &auditor, &format!("{path}?ngay=2024-10-15&ai={}", owner.id)).await;
    assert!(of_one.text.contains("Của mọi người"));
    assert!(!of_one.text.contains("tài khoản Bùi Thị Mẫu"), "{}", of_one.text);
    let before = see(app, &auditor, &format!("{path}?ngay=14%2F10%2F2024")).await;
    assert!(before.text.contains("Ngày này không có gì."), "{}", before.text);
    let odd = see(app, &auditor, &format!("{path}?ngay=mai")).await;
    assert_eq!(odd.status, 422);
    assert!(odd.text.contains("href=\"#ngay\"") && odd.text.contains("value=\"mai\""));
}
