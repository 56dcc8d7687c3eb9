//! Mail that comes back: a bounce is found by the administrator, words become a note, nothing is done by them and nothing goes round.

use liemchinh::harness::mail::{Mail, receive};
use liemchinh::harness::service::Returned;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{TestApp, feedback, tip, with};
use crate::on_both_apps;

const OWN: &str = "noreply@liemchinh.example";

async fn sent(app: &TestApp) -> Vec<Mail> {
    app.worker.tick().await.unwrap();
    app.worker.tick().await.unwrap();
    app.mail.take()
}

fn to<'m>(mails: &'m [Mail], who: &str) -> &'m Mail {
    mails.iter().find(|mail| mail.to.as_str().starts_with(who)).unwrap()
}

async fn take(app: &TestApp, head: &str, about: &str, text: &str) -> Returned {
    let raw = format!(
        "From: <ai-do@noi-khac.example>\r\n{head}In-Reply-To: <{about}>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    );
    let received = receive(raw.as_bytes(), "liemchinh.example", OWN).unwrap();
    app.service.take_returned(received).await.unwrap()
}

async fn bounced(app: &TestApp, about: &str) -> Returned {
    let raw = format!(
        "From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\n\
         Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{about}>\r\n\r\n--b--\r\n"
    );
    let received = receive(raw.as_bytes(), "liemchinh.example", OWN).unwrap();
    app.service.take_returned(received).await.unwrap()
}

#[apply(on_both_apps)]
async fn a_units_answer_becomes_a_note_for_it_once_and_moves_nothing(app: &TestApp) {
    app.file(&feedback()).await;
    let mails = sent(app).await;
    let about = &to(&mails, "tn-stnmt").message_id;
    let officer = app.officer("TN.STNMT").await;
    let (inspector, text) = (app.inspector().await, "Đã chuyển phòng chuyên môn.\r\n> Kính gửi");

    let first = take(app, "", about, text).await;
    let again = take(app, "", about, text).await;

    assert_eq!((first, again), (Returned::Noted, Returned::Noted));
    let cases = app.get("/api/v1/cases").bearer(&officer).send().await.body;
    let (case, state) = (&cases["items"][0]["id"], &cases["items"][0]["state"]);
    let path = format!("/api/v1/cases/{}/notes", case.as_str().unwrap());
    let notes = app.get(&path).bearer(&officer).send().await.body;
    assert_eq!(state, "received", "a mail is no command");
    assert_eq!(notes["items"].as_array().unwrap().len(), 1, "{notes}");
    assert_eq!(notes["items"][0]["text"], "Đã chuyển phòng chuyên môn.");
    assert!(notes["items"][0]["author"].as_str().unwrap().contains("not proven"), "{notes}");
    let of_others = app.get(&path).bearer(&inspector).send().await.body;
    assert_eq!(of_others["items"], json!([]), "another body does not read it");
}

#[apply(on_both_apps)]
async fn a_tipper_who_answers_is_told_once_where_to_write_and_is_kept_for_nobody(app: &TestApp) {
    let contact = json!({"contact": {"name": "Trần Thị Mẫu", "email": "mau@dan.example"}, "consent_version": "2024-03"});
    let receipt = app.file(&with(tip(), &contact)).await.str("/receipt").to_owned();
    let inspector = app.inspector().await;
    let path = "/api/v1/cases?channel=integrity";
    let case = app.get(path).bearer(&inspector).send().await.body["items"][0]["id"].clone();
    let case = case.as_str().unwrap();
    app.assign(&inspector, case, 1).await;
    let ask = json!({"command": "ask_reporter", "text": "Việc xảy ra ngày nào?"});
    app.command(&inspector, case, 2, &ask).await;
    app.set("2024-10-15T04:00:00Z");
    let mails = sent(app).await;
    let about = to(&mails, "mau@").message_id.clone();

    let first = take(app, "", &about, "Việc xảy ra hôm thứ hai.").await;
    let again = take(app, "", &about, "Tôi nói thêm.").await;
    app.set("2024-10-15T08:00:00Z");
    let answers = sent(app).await;

    assert_eq!((first, again), (Returned::Answered, Returned::Answered));
    let told: Vec<_> = answers.iter().filter(|mail| mail.to.as_str().starts_with("mau@")).collect();
    assert_eq!(told.len(), 1, "once");
    assert!(told[0].body.contains("https://liemchinh.example/theo-doi"), "{}", told[0].body);
    let on = take(app, "", &told[0].message_id, "Cảm ơn.").await;
    assert_eq!(on, Returned::Dropped, "an answer to the answer goes round for nobody");
    assert!(!app.track(&receipt).await.body.to_string().contains("thứ hai"));
}

#[apply(on_both_apps)]
async fn a_bounce_counts_with_an_id_of_ours_only_and_stops_no_mail(app: &TestApp) {
    app.file(&feedback()).await;
    let mails = sent(app).await;
    let about = &to(&mails, "tn-stnmt").message_id;

    let forged = bounced(app, "00112233445566778899aabbccddeeff@liemchinh.example").await;
    let before = app.service.faults().await.unwrap().dead_letters.len();
    let ours = bounced(app, about).await;
    let faults = app.service.faults().await.unwrap().dead_letters;
    app.file(&feedback()).await;

    assert_eq!((forged, before, ours), (Returned::NotOurs, 0, Returned::Bounced));
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].unit.as_deref(), Some("TN.STNMT"));
    assert!(faults[0].why.contains("5.1.1"), "{}", faults[0].why);
    assert!(sent(app).await.iter().any(|mail| mail.to.as_str().starts_with("tn-stnmt")));
}

#[apply(on_both_apps)]
async fn what_no_person_wrote_is_dropped(app: &TestApp) {
    app.file(&feedback()).await;
    let mails = sent(app).await;
    let about = &to(&mails, "tn-stnmt").message_id;

    for head in ["Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\n", "List-Id: <a.b>\r\n"] {
        assert_eq!(take(app, head, about, "Tôi vắng mặt.").await, Returned::Dropped, "{head}");
    }
}
