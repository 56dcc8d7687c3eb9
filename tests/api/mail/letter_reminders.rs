//! Urging letters by mail: reminded of, late and answered, each told once to whom it concerns.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::TestApp;
use crate::mail::urging::{plainly, told};
use crate::on_both_apps;
use crate::records::letters::{URGINGS, change, listed, send};

#[apply(on_both_apps)]
async fn a_letter_not_answered_in_time_is_recorded_and_told_once(app: &TestApp) {
    let inspector = app.inspector().await;
    let sent =
        send(app, &inspector, &json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."})).await;
    let number = sent.str("/number").to_owned();
    told(app, "2024-10-15T02:00:00Z").await;

    let in_time = told(app, "2024-10-22T16:00:00Z").await;
    let late = told(app, "2024-10-23T02:00:00Z").await;
    let again = told(app, "2024-10-24T02:00:00Z").await;
    let officer = app.officer("TN.STNMT").await;
    let overdue = listed(app, &officer, "?overdue=true").await;
    let answered =
        change(app, &officer, (sent.str("/id"), "answer", 2), &json!({"text": "Xin báo cáo."}))
            .await;

    let text = format!("Văn bản đôn đốc số {number} đã quá hạn trả lời");
    assert_eq!((in_time.len(), again.len()), (0, 0));
    assert_eq!(late, [format!("tn-stnmt: {text}"), format!("tn-ttt: {text}")]);
    assert_eq!(overdue, [number]);
    assert_eq!(
        (answered.str("/missed_on"), answered.body["overdue"].as_bool()),
        ("2024-10-23", Some(false))
    );
    assert_eq!(listed(app, &officer, "?open=true").await, Vec::<String>::new());
}

#[apply(on_both_apps)]
async fn an_answer_is_told_to_whoever_sent_the_letter_by_its_number_alone(app: &TestApp) {
    let (_, inspector) =
        app.member(Role::Inspector, Some("TN.TTT"), Some("giang@ttt.example")).await;
    let sent =
        send(app, &inspector, &json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."})).await;
    let number = sent.str("/number").to_owned();
    told(app, "2024-10-15T02:00:00Z").await;
    // Half past five: the office has closed.
    app.set("2024-10-15T10:30:00Z");
    let (officer, key) = (app.officer("TN.STNMT").await, app.key());
    let path = format!("{URGINGS}/{}/answer", sent.str("/id"));
    for _ in 0..2 {
        let call = app.post(&path, &json!({"text": "Đã thực hiện xong."})).bearer(&officer);
        assert_eq!(call.key(&key).if_match(1).send().await.status, 200);
    }

    let evening = told(app, "2024-10-15T10:31:00Z").await;
    app.set("2024-10-16T00:01:00Z");
    app.worker.tick().await.unwrap();
    let mails = app.mail.take();
    let later = told(app, "2024-10-17T02:00:00Z").await;

    assert_eq!((evening.len(), mails.len(), later.len()), (0, 1, 0));
    let mail = &mails[0];
    assert_eq!(mail.to.as_str(), "giang@ttt.example");
    assert_eq!(mail.subject, format!("Văn bản đôn đốc số {number} đã được trả lời"));
    assert!(mail.body.contains(&number) && mail.body.contains("https://liemchinh.example/"));
    for word in ["thực hiện", "báo cáo", "Môi trường", "Lê Thị Thử"] {
        assert!(!mail.body.contains(word), "{}", mail.body);
    }
}

#[apply(on_both_apps)]
async fn an_answer_whose_sender_is_not_there_any_more_goes_to_the_sending_body(app: &TestApp) {
    let mut senders = Vec::new();
    for name in ["dong", "chuyen", "tranh", "con"] {
        let address = format!("{name}@ttt.example");
        senders.push(app.member(Role::Inspector, Some("TN.TTT"), Some(&address)).await);
    }
    senders.push(app.member(Role::Inspector, Some("TN.TTT"), None).await);
    let officer = app.officer("TN.STNMT").await;
    for (_, token) in &senders {
        let sent = send(app, token, &json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."})).await;
        change(app, &officer, (sent.str("/id"), "answer", 1), &json!({"text": "Đã rõ."})).await;
    }
    app.service.close_account(&senders[0].0).await.unwrap();
    app.service.move_account(&senders[1].0, "H53", None).await.unwrap();
    let conflict = json!({"unit": "TN.STNMT", "until": "2026-09-30"});
    plainly(
        app.http
            .post(format!("{}/api/v1/conflicts", app.base))
            .bearer_auth(&senders[2].1)
            .json(&conflict),
    )
    .await;

    let mails = told(app, "2024-10-15T02:00:00Z").await;

    let answered: Vec<&str> = mails
        .iter()
        .filter(|mail| mail.ends_with("đã được trả lời"))
        .filter_map(|mail| mail.split(':').next())
        .collect();
    assert_eq!(answered, ["con", "tn-ttt", "tn-ttt", "tn-ttt", "tn-ttt"]);
}

#[apply(on_both_apps)]
async fn a_letter_is_reminded_of_stage_by_stage_and_its_lateness_told_once(app: &TestApp) {
    let inspector = app.inspector().await;
    let letter = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo.", "due_on": "2024-10-29"});
    let sent = send(app, &inspector, &letter).await;
    told(app, "2024-10-15T02:00:00Z").await;
    let mut days = Vec::new();
    for (month, days_of) in [(10, 16..=31), (11, 1..=8)] {
        for day in days_of {
            for hour in ["00:30", "02:00", "07:30", "10:30"] {
                let mails = told(app, &format!("2024-{month}-{day:02}T{hour}:00Z")).await;
                days.extend(mails.iter().map(|mail| {
                    format!("{month}-{day} {hour} {}", mail.replace(sent.str("/number"), "N"))
                }));
            }
        }
    }

    assert_eq!(
        days,
        [
            "10-22 02:00 tn-stnmt: Văn bản đôn đốc số N: đã qua nửa thời hạn",
            "10-24 02:00 tn-stnmt: Văn bản đôn đốc số N: sắp đến hạn",
            "10-28 02:00 tn-stnmt: Văn bản đôn đốc số N: còn một ngày làm việc",
            "10-29 02:00 tn-stnmt: Văn bản đôn đốc số N: đến hạn hôm nay",
            "10-30 00:30 tn-stnmt: Văn bản đôn đốc số N đã quá hạn trả lời",
            "10-30 02:00 tn-ttt: Văn bản đôn đốc số N đã quá hạn trả lời",
        ]
    );
}

#[apply(on_both_apps)]
async fn an_answered_letter_is_not_reminded_of(app: &TestApp) {
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let letter = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo.", "due_on": "2024-10-29"});
    let sent = send(app, &inspector, &letter).await;
    change(app, &officer, (sent.str("/id"), "answer", 1), &json!({"text": "Đã rõ."})).await;
    told(app, "2024-10-15T02:00:00Z").await;

    for day in ["10-22", "10-29", "10-30", "11-05"] {
        assert_eq!(
            told(app, &format!("2024-{day}T02:00:00Z")).await,
            Vec::<String>::new(),
            "{day}"
        );
    }
}

#[apply(on_both_apps)]
async fn many_letters_are_reminded_of_and_escalated_in_one_mail(app: &TestApp) {
    let inspector = app.inspector().await;
    let letter = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo.", "due_on": "2024-10-29"});
    for _ in 0..6 {
        assert_eq!(send(app, &inspector, &letter).await.status, 201);
    }
    told(app, "2024-10-15T02:00:00Z").await;

    let today = told(app, "2024-10-29T02:00:00Z").await;
    let late = told(app, "2024-10-30T02:00:00Z").await;
    let later = told(app, "2024-10-31T02:00:00Z").await;

    assert_eq!(
        today,
        ["tn-stnmt: Nhắc hạn: 0 việc sắp đến hạn, 6 việc đến hạn hôm nay, 0 việc quá hạn"]
    );
    assert_eq!(
        late,
        [
            "tn-stnmt: Nhắc hạn: 0 việc sắp đến hạn, 0 việc đến hạn hôm nay, 6 việc quá hạn",
            "tn-ttt: Đôn đốc: 6 việc đã quá hạn",
        ]
    );
    assert_eq!(later, Vec::<String>::new());
}

#[apply(on_both_apps)]
async fn a_late_letter_of_the_chairs_office_is_told_to_the_chairs_office(app: &TestApp) {
    let chair = app.staff(Role::Inspector, Some("H53")).await;
    let sent = send(
        app,
        &chair,
        &json!({"unit": "TN.TTT", "text": "Đề nghị báo cáo.", "due_on": "2024-10-16"}),
    )
    .await;
    told(app, "2024-10-15T02:00:00Z").await;

    let late = told(app, "2024-10-17T02:00:00Z").await;

    let text = format!("Văn bản đôn đốc số {} đã quá hạn trả lời", sent.str("/number"));
    assert_eq!(late, [format!("chu-tich: {text}"), format!("tn-ttt: {text}")]);
}

#[apply(on_both_apps)]
async fn what_was_due_today_is_not_told_on_the_next_morning(app: &TestApp) {
    let inspector = app.inspector().await;
    let letter = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo.", "due_on": "2024-10-29"});
    send(app, &inspector, &letter).await;
    told(app, "2024-10-15T02:00:00Z").await;

    // Up again only after the office has closed on the last day.
    told(app, "2024-10-29T10:30:00Z").await;
    let morning = told(app, "2024-10-30T00:30:00Z").await;

    assert!(morning.iter().all(|mail| mail.ends_with("đã quá hạn trả lời")), "{morning:?}");
    assert_eq!(morning.len(), 1);
}
