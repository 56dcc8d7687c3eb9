//! A colleague whom a note mentions hears by mail of the number of the case and of nothing else, while both stand.

use liemchinh::harness::domain::Role;
use liemchinh::harness::mail::MailFault;
use macro_rules_attribute::apply;
use serde_json::json;

use super::{NOBODY, each, read};
use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::filing::secrecy::{dump, holds};
use crate::followed::Life;
use crate::on_both_apps;

const NOTE: &str = "7d6f1c9a-3b52-4e8f-a0c4-91e2d3b4a5f6";
const OTHER: &str = "5f0c2b1e-7a64-4c39-9d55-0b8e6a1f2c3d";
const OWN: &str = "can.bo.b@tayninh.example";

async fn noted(
    app: &TestApp,
    token: &str,
    (case, note): (&str, &str),
    text: &str,
    logins: &[&str],
) -> Reply {
    let body = match logins {
        [] => json!({"text": text}),
        some => json!({"text": text, "mentions": some}),
    };
    app.put(&format!("/api/v1/cases/{case}/notes/{note}"), &body).bearer(token).send().await
}

/// The mails to an address since the last call, subject and body.
async fn mails(app: &TestApp, to: &str) -> Vec<(String, String)> {
    app.post.tick().await.unwrap();
    let all = app.mail.take().into_iter().filter(|mail| mail.to.as_str() == to);
    all.map(|mail| (mail.subject, mail.body)).collect()
}

/// A case of the unit as it can become a tip, with an officer who writes and a colleague with an address of the own.
async fn open<'a>(app: &'a TestApp, address: &str) -> (Life<'a>, String, (String, String)) {
    let (life, _) = Life::file(app, &with(feedback(), &json!({"category": "harassment"}))).await;
    let officer = app.officer("TN.STNMT").await;
    let colleague = app.member(Role::UnitOfficer, Some("TN.STNMT"), Some(address)).await;
    (life, officer, colleague)
}

#[apply(on_both_apps)]
async fn a_mention_mails_the_number_and_a_link_once_and_nothing_of_the_note(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let number = filed.str("/number").to_owned();
    let officer = app.officer("TN.STNMT").await;
    let (login, colleague) = app.member(Role::UnitOfficer, Some("TN.STNMT"), Some(OWN)).await;
    let case = app.case_of(&officer, &number).await;

    let first = noted(app, &officer, (&case, NOTE), "Anh xem giúp quầy số 3.", &[&login]).await;
    let again = noted(app, &officer, (&case, NOTE), "Anh xem giúp quầy số 4.", &[&login]).await;
    let told = mails(app, OWN).await;
    noted(app, &officer, (&case, NOTE), "Anh xem giúp quầy số 5.", &[&login, &login]).await;
    let later = mails(app, OWN).await;
    let another = noted(app, &officer, (&case, OTHER), "Cả quầy số 6.", &[&login]).await;
    let next = mails(app, OWN).await;

    let mentioned = json!([{"login": login, "name": "Lê Thị Thử"}]);
    for reply in [&first, &again, &another] {
        assert_eq!((reply.status, &reply.body["mentions"]), (200, &mentioned), "{}", reply.body);
    }
    let body = format!(
        "Một đồng nghiệp nhắc đến ông (bà) trong một ghi chú về vụ việc số {number}.\n\
         Xem tại: https://liemchinh.example/v/{number}\n\n\
         Thư này được gửi tự động và không chứa nội dung ghi chú hay phản ánh. \
         Thư trả lời không được đọc; xin viết ghi chú trong hệ thống."
    );
    let [(subject, said)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(*subject, format!("Vụ việc {number}: một ghi chú nhắc đến ông (bà)"));
    assert_eq!(said.trim(), body);
    assert_eq!((later.len(), next.len()), (0, 1), "once a note and person");
    let seen = read(app, &colleague, &format!("cases/{case}/notes")).await;
    assert_eq!(each(&seen, "/mentions/0/login"), [login.clone(), login]);
}

#[apply(on_both_apps)]
async fn a_colleague_without_a_mail_address_is_mentioned_all_the_same(app: &TestApp) {
    let (life, officer, _) = open(app, OWN).await;
    let (login, _) = app.member(Role::UnitLeader, Some("TN.STNMT"), None).await;
    app.post.tick().await.unwrap();

    let written = noted(app, &officer, (&life.id, NOTE), "Kính báo lãnh đạo.", &[&login]).await;
    let done = app.post.tick().await.unwrap();

    assert_eq!(written.str("/mentions/0/login"), login);
    assert_eq!((done.cancelled, done.dead, done.again, done.sent), (1, 0, 0, 0));
}

#[apply(on_both_apps)]
async fn whoever_does_not_read_the_note_is_one_and_the_same_fault(app: &TestApp) {
    let (life, _, _) = open(app, OWN).await;
    let (own, officer) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let (stranger, _) = app.member(Role::UnitOfficer, Some("703"), None).await;
    let (one, inspector) = app.member(Role::Inspector, Some("TN.TTT"), None).await;
    let (conflicted, other) = app.member(Role::Inspector, Some("TN.TTT"), None).await;
    let (clerk, _) = app.member(Role::Reception, Some("TN.STNMT"), None).await;
    let (closed, _) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    app.service.close_account(&closed).await.unwrap();
    let conflict = json!({"unit": "TN.STNMT", "until": "2025-09-30"});
    let declared = app.post("/api/v1/conflicts", &conflict).bearer(&other).send().await;
    assert!(declared.status < 300, "{}", declared.body);
    let mut faults = Vec::new();
    for (token, login) in [
        (&officer, "khong.co.ai"),
        (&officer, "Không phải tên"),
        (&officer, &stranger),
        (&officer, &one),
        (&officer, &clerk),
        (&officer, &closed),
        (&officer, &own),
        (&inspector, &own),
        (&inspector, &conflicted),
    ] {
        let refused = noted(app, token, (&life.id, NOTE), "Xem giúp.", &[login]).await;
        let mut body = refused.body.clone();
        body.as_object_mut().unwrap().remove("request_id");
        faults.push((refused.status, refused.faults(), body));
    }
    let many = ["khong.co.ai"; 11];
    let many = noted(app, &officer, (&life.id, NOTE), "Xem giúp.", &many).await;

    assert_eq!(faults[0].1, ["/mentions no_such_colleague"]);
    assert!(faults.iter().all(|one| *one == faults[0]), "{faults:?}");
    assert_eq!(many.faults(), ["/mentions out_of_range"]);
    let notes = read(app, &officer, &format!("cases/{}/notes", life.id)).await;
    assert_eq!(notes.body["items"], json!([]), "nothing was written");
}

#[apply(on_both_apps)]
async fn on_a_tip_nobody_is_mentioned_and_other_bodies_read_of_no_mention_among_the_mails(
    app: &TestApp,
) {
    app.file(&tip()).await;
    let (life, officer, (login, _)) = open(app, OWN).await;
    let inspector = app.inspector().await;
    let tips = read(app, &inspector, "cases?channel=integrity").await;
    let sealed = tips.str("/items/0/id").to_owned();

    let refused = noted(app, &inspector, (&sealed, NOTE), "Xem giúp.", &[&login]).await;
    let written = noted(app, &officer, (&life.id, NOTE), "Xem giúp.", &[&login]).await;
    let mails = format!("cases/{}/mails", life.id);
    let (all, own) = (read(app, &inspector, &mails).await, read(app, &officer, &mails).await);
    let none = noted(app, &officer, (NOBODY, NOTE), "Xem giúp.", &[&login]).await;

    assert_eq!((refused.status, refused.str("/reason")), (409, "other_channel"));
    assert_eq!((written.status, written.str("/mentions/0/login")), (200, &*login));
    for list in [&all, &own] {
        assert!(each(list, "/template").contains(&"unit_routed".to_owned()), "{}", list.body);
        assert!(!each(list, "/template").contains(&"note_mention".to_owned()), "{}", list.body);
    }
    assert_eq!(none.status, 404);
}

#[apply(on_both_apps)]
async fn a_mention_that_stands_no_more_when_the_mail_is_due_is_told_to_nobody(app: &TestApp) {
    let inspector = app.inspector().await;
    let said = "Vụ việc cần thanh tra trực tiếp xác minh.";
    for (at, what) in
        ["nothing", "unsaid", "forwarded", "called_up", "tip", "closed", "moved"].iter().enumerate()
    {
        let address = format!("can.bo.{at}@tayninh.example");
        let (mut life, officer, (login, _)) = open(app, &address).await;
        let written = noted(app, &officer, (&life.id, NOTE), "Xem giúp.", &[&login]).await;
        assert_eq!(written.status, 200, "{what} {}", written.body);
        match *what {
            "unsaid" => drop(noted(app, &officer, (&life.id, NOTE), "Thôi.", &[]).await),
            "forwarded" => {
                let on = json!({"command": "forward", "to": "703", "text": said});
                life.step(&officer, on).await;
            }
            "called_up" => {
                drop(life.step(&inspector, json!({"command": "call_up", "text": said})).await);
            }
            "tip" => {
                let tip = json!({"command": "requalify", "kind": "corruption_tip", "text": said});
                life.step(&inspector, tip).await;
            }
            "closed" => app.service.close_account(&login).await.unwrap(),
            "moved" => {
                app.service.move_account(&login, "703", None).await.unwrap();
            }
            _ => {}
        }
        let told = mails(app, &address).await;
        assert_eq!(told.len(), usize::from(*what == "nothing"), "{what} {told:?}");
    }
}

#[apply(on_both_apps)]
async fn a_case_that_becomes_a_tip_leaves_no_trace_of_a_mention(app: &TestApp) {
    let (mut life, officer, (login, _)) = open(app, OWN).await;
    let inspector = app.inspector().await;
    noted(app, &officer, (&life.id, NOTE), "Xem giúp.", &[&login]).await;
    assert_eq!(mails(app, OWN).await.len(), 1);
    assert!(holds(&dump(app), "note_mention"));

    let tip =
        json!({"command": "requalify", "kind": "corruption_tip", "text": "Có dấu hiệu vòi vĩnh."});
    life.step(&inspector, tip).await;

    assert!(!holds(&dump(app), "note_mention"));
}

#[apply(on_both_apps)]
async fn a_mention_that_was_called_off_is_told_once_the_note_says_it_again(app: &TestApp) {
    let (life, officer, (login, _)) = open(app, OWN).await;
    let write = async |logins: &[&str]| {
        let written = noted(app, &officer, (&life.id, NOTE), "Xem giúp.", logins).await;
        assert_eq!(written.status, 200, "{}", written.body);
        mails(app, OWN).await.len()
    };
    noted(app, &officer, (&life.id, NOTE), "Xem giúp.", &[&login]).await;

    let (unsaid, again, once_more) =
        (write(&[]).await, write(&[&login]).await, write(&[&login]).await);

    assert_eq!((unsaid, again, once_more), (0, 1, 0));
}

#[apply(on_both_apps)]
async fn inspectors_hear_of_a_mention_though_the_case_is_called_up_meanwhile(app: &TestApp) {
    let (mut life, _, _) = open(app, OWN).await;
    let inspector = app.inspector().await;
    let address = "thanh.tra.b@tayninh.example";
    let (login, _) = app.member(Role::Inspector, Some("TN.TTT"), Some(address)).await;
    let written = noted(app, &inspector, (&life.id, NOTE), "Chị xem giúp.", &[&login]).await;
    assert_eq!(written.status, 200, "{}", written.body);

    let text = "Vụ việc cần thanh tra trực tiếp xác minh.";
    life.step(&inspector, json!({"command": "call_up", "text": text})).await;

    assert_eq!(mails(app, address).await.len(), 1);
}

#[apply(on_both_apps)]
async fn ten_mails_a_day_tell_a_colleague_of_notes_and_the_rest_comes_on_the_next(app: &TestApp) {
    let (life, officer, (login, _)) = open(app, OWN).await;
    for n in 0..11 {
        let note = format!("7d6f1c9a-3b52-4e8f-a0c4-91e2d3b4{n:04}");
        let written = noted(app, &officer, (&life.id, &note), "Xem giúp.", &[&login]).await;
        assert_eq!(written.status, 200, "{}", written.body);
    }

    let first = mails(app, OWN).await.len();
    app.set("2024-10-16T02:00:00Z");
    let next = mails(app, OWN).await.len();

    assert_eq!((first, next), (10, 1));
}

#[apply(on_both_apps)]
async fn a_note_is_mended_though_whom_it_mentions_has_left(app: &TestApp) {
    let (life, officer, (login, _)) = open(app, OWN).await;
    let (other, _) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    noted(app, &officer, (&life.id, NOTE), "Xem giúp quầy số 3.", &[&login]).await;
    for login in [&login, &other] {
        app.service.close_account(login).await.unwrap();
    }

    let mended = noted(app, &officer, (&life.id, NOTE), "Xem giúp quầy số 4.", &[&login]).await;
    let new = noted(app, &officer, (&life.id, NOTE), "Xem giúp.", &[&login, &other]).await;

    assert_eq!((mended.status, mended.str("/text")), (200, "Xem giúp quầy số 4."));
    assert_eq!(new.faults(), ["/mentions no_such_colleague"]);
    assert_eq!(mails(app, OWN).await.len(), 0, "whoever left hears of nothing");
}

#[apply(on_both_apps)]
async fn a_mention_that_failed_is_seen_and_sent_again_by_administrators_alone(app: &TestApp) {
    let (life, officer, (login, _)) = open(app, OWN).await;
    let (inspector, admin) = (app.inspector().await, app.staff(Role::Administrator, None).await);
    app.post.tick().await.unwrap();
    noted(app, &officer, (&life.id, NOTE), "Xem giúp.", &[&login]).await;
    app.mail.fail_next(MailFault::Permanent("the mail server refused the mail (550)".to_owned()));
    assert_eq!(mails(app, OWN).await.len(), 0);

    let (of_inspector, of_admin) =
        (read(app, &inspector, "mail-faults").await, read(app, &admin, "mail-faults").await);
    let id = of_admin.str("/dead_letters/0/id");
    let path = format!("/api/v1/mail-faults/{id}/resend");
    let send = async |token: &str| {
        app.post(&path, &json!({})).bearer(token).key(&app.key()).send().await.status
    };

    assert_eq!(of_admin.str("/dead_letters/0/template"), "note_mention");
    assert_eq!(of_inspector.body["dead_letters"], json!([]));
    assert_eq!((send(&inspector).await, send(&admin).await), (404, 200));
    assert_eq!(mails(app, OWN).await.len(), 1);
}
