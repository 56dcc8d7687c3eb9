//! What a mail says at first, where it leads, and that a leader is told at an address of the own.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{TestApp, feedback};
use crate::followed::Life;
use crate::on_both_apps;

const OWN: &str = "lanhdao.tn-stnmt@tayninh.example";

async fn mails(app: &TestApp, at: &str) -> Vec<(String, String, String)> {
    app.set(at);
    app.worker.tick().await.unwrap();
    app.worker.tick().await.unwrap();
    let sent = app.mail.take().into_iter();
    sent.map(|mail| (mail.to.as_str().to_owned(), mail.subject, mail.body)).collect()
}

fn to_leaders(mails: &[(String, String, String)]) -> Vec<&str> {
    let of = mails.iter().filter(|(_, subject, _)| subject.starts_with("Kính gửi lãnh đạo"));
    of.map(|(to, ..)| to.as_str()).collect()
}

#[apply(on_both_apps)]
async fn what_is_late_is_told_to_the_leaders_own_mailbox_and_never_to_the_units(app: &TestApp) {
    app.file(&feedback()).await;
    let units = Some("tn-stnmt@tayninh.example");
    app.member(Role::UnitLeader, Some("TN.STNMT"), units).await;

    let without = mails(app, "2024-10-30T02:00:00Z").await;
    app.member(Role::UnitLeader, Some("TN.STNMT"), Some(OWN)).await;
    let with = mails(app, "2024-10-30T07:30:00Z").await;

    assert_eq!(to_leaders(&without), [""; 0], "the mailbox that is late is not asked to see to it");
    assert!(!to_leaders(&with).is_empty());
    assert!(to_leaders(&with).iter().all(|to| *to == OWN), "{with:?}");
}

#[apply(on_both_apps)]
async fn the_first_mail_of_a_case_names_its_kind_and_its_nearest_duty_and_leads_to_it(
    app: &TestApp,
) {
    let number = app.file(&feedback()).await.str("/number").to_owned();

    let told = mails(app, "2024-10-15T02:00:00Z").await;

    let (.., body) = told.iter().find(|(to, ..)| to.starts_with("tn-stnmt")).unwrap();
    let last = "chuyển cơ quan có thẩm quyền (hạn cuối: hết ngày 22/10/2024).";
    assert!(body.contains("Loại: Phản ánh, kiến nghị về hành vi hành chính."), "{body}");
    assert!(body.contains("Việc gần nhất: ") && body.contains(last), "{body}");
    assert!(body.contains(&format!("https://liemchinh.example/v/{number}")), "{body}");
    let (.., body) = told.iter().find(|(to, ..)| to.starts_with("thu@")).unwrap();
    assert!(body.contains("https://liemchinh.example/theo-doi"), "{body}");
    assert!(!body.contains("/v/"), "a reporter signs in nowhere: {body}");
}

#[apply(on_both_apps)]
async fn a_unit_to_which_a_case_comes_back_reads_of_the_duty_that_its_list_shows_first(
    app: &TestApp,
) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let to = |unit: &str| json!({"command": "forward", "to": unit, "text": "Thuộc chức năng của đơn vị nhận."});
    mails(app, "2024-10-24T02:00:00Z").await;
    life.look().await;
    life.step(&app.officer("TN.STNMT").await, to("TN.SYT")).await;
    mails(app, "2024-10-25T02:00:00Z").await;
    life.look().await;
    life.step(&app.officer("TN.SYT").await, to("TN.STNMT")).await;
    let kept = app.officer("TN.STNMT").await;
    let case = app.get(&format!("/api/v1/cases/{}", life.id)).bearer(&kept).send().await;

    let told = mails(app, "2024-10-25T03:00:00Z").await;

    assert_eq!(case.str("/next_due_on"), "2024-10-29", "what it owes since before");
    let (.., body) = told
        .iter()
        .find(|(to, subject, _)| to.starts_with("tn-stnmt") && subject.contains("được chuyển đến"))
        .unwrap();
    let first = "thông báo tiếp nhận, từ chối hoặc chuyển (hạn cuối: hết ngày 29/10/2024).";
    assert!(body.contains(&format!("Việc gần nhất: {first}")), "not what began today: {body}");
}

#[apply(on_both_apps)]
async fn each_link_of_a_mail_opens(app: &TestApp) {
    let number = app.file(&feedback()).await.str("/number").to_owned();
    for path in
        [format!("/v/{number}"), "/theo-doi".to_owned(), "/lam-viec".to_owned()].into_iter().chain(
            ["hang-viec?overdue=true", "liem-chinh", "don-doc", "kien-nghi"]
                .map(|to| format!("/lam-viec/{to}")),
        )
    {
        let answer = app.http.get(format!("{}{path}", app.base)).send().await.unwrap();

        let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
        match to {
            None => assert_eq!(answer.status().as_u16(), 200, "{path}"),
            // Staff sign in first, and come from there to where the mail leads.
            Some(to) => assert!(to.starts_with("/dang-nhap?toi="), "{path} {to}"),
        }
        assert!(!answer.text().await.unwrap().contains(&number), "it says nothing of a case");
    }
}

#[apply(on_both_apps)]
async fn a_case_that_was_requalified_is_told_to_its_new_unit_as_what_it_became(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    mails(app, "2024-10-15T02:00:00Z").await;
    let found = json!({"command": "requalify", "kind": "rule_feedback", "text": "Nội dung góp ý về quy định."});
    life.step(&app.inspector().await, found).await;

    let told = mails(app, "2024-10-15T03:00:00Z").await;

    let (.., body) = told.iter().find(|(to, ..)| to.contains("vp@")).unwrap();
    assert!(body.contains("Loại: Phản ánh, kiến nghị về quy định, thủ tục hành chính."), "{body}");
}

#[apply(on_both_apps)]
async fn what_the_leader_was_told_is_among_the_mails_of_the_case_for_the_own_body(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    app.member(Role::UnitLeader, Some("TN.STNMT"), Some(OWN)).await;
    mails(app, "2024-10-30T02:00:00Z").await;
    let path = format!("/api/v1/cases/{}/mails", life.id);

    for reader in [app.officer("TN.STNMT").await, app.inspector().await] {
        let told = app.get(&path).bearer(&reader).send().await;
        let items = told.body["items"].as_array().unwrap();
        let late = items.iter().find(|one| one["template"] == "leader_overdue").unwrap();
        assert_eq!((&late["to"], &late["unit"]["code"]), (&json!("leader"), &json!("TN.STNMT")));
        assert!(!told.text.contains('@'), "{}", told.text);
    }
}
