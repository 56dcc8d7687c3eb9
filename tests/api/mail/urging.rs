//! Urging: reminders, escalation and the tripwire, each once, in office hours, and never a word of a tip
//! to a unit.

use liemchinh::harness::domain::Role;
use liemchinh::harness::store::cases;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::on_both_apps;

/// Asks without the contract: what other operations answer is held against it by their own tests.
pub async fn plainly(call: reqwest::RequestBuilder) -> Value {
    let response = call.send().await.unwrap();
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    assert!(status < 300, "{status} {body}");
    body
}

pub async fn file(app: &TestApp, body: &Value) -> Value {
    let call = app.http.post(format!("{}/api/v1/reports", app.base));
    plainly(call.header("Idempotency-Key", app.key()).json(body)).await
}

/// A feedback of somebody without a mail address, so that all mail is the units'.
pub async fn filed(app: &TestApp) -> String {
    let contact = json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}});
    file(app, &with(feedback(), &contact)).await["number"].as_str().unwrap().to_owned()
}

pub async fn case_id(app: &TestApp, number: &str) -> String {
    let number = number.to_owned();
    let found = app.db.read(move |conn| cases::by_number(conn, &number)).await.unwrap();
    found.unwrap().id.to_string()
}

async fn accepted(app: &TestApp, unit: &str) -> String {
    let number = filed(app).await;
    let (case, officer) = (case_id(app, &number).await, app.officer(unit).await);
    let call = app.http.post(format!("{}/api/v1/cases/{case}/transitions", app.base));
    let call = call.bearer_auth(officer).header("If-Match", "\"v1\"");
    plainly(call.header("Idempotency-Key", app.key()).json(&json!({"command": "accept"}))).await;
    number
}

/// The mails of one round at `at`, each as `address: subject`.
pub async fn told(app: &TestApp, at: &str) -> Vec<String> {
    app.set(at);
    app.worker.tick().await.unwrap();
    app.worker.tick().await.unwrap();
    let short = |address: &str| address.split('@').next().unwrap().to_owned();
    let mails = app.mail.take();
    let mut all: Vec<String> =
        mails.iter().map(|mail| format!("{}: {}", short(mail.to.as_str()), mail.subject)).collect();
    all.sort();
    all
}

async fn tripped(app: &TestApp, token: &str, channel: &str) -> usize {
    let path = format!("{}/api/v1/cases?tripwire=true&channel={channel}", app.base);
    plainly(app.http.get(path).bearer_auth(token)).await["items"].as_array().unwrap().len()
}

#[apply(on_both_apps)]
async fn a_duty_is_reminded_of_and_escalated_step_by_step_each_once(app: &TestApp) {
    app.member(Role::UnitLeader, Some("TN.STNMT"), Some("lanh-dao@tayninh.example")).await;
    let number = accepted(app, "TN.STNMT").await;
    told(app, "2024-10-15T02:00:00Z").await;
    let mut days = Vec::new();
    for (month, last) in [(10, 31), (11, 29)] {
        for day in (1..=last).filter(|day| month == 11 || *day > 15) {
            for hour in ["00:30", "02:00", "07:30"] {
                let mails = told(app, &format!("2024-{month}-{day:02}T{hour}:00Z")).await;
                days.extend(
                    mails
                        .iter()
                        .map(|mail| format!("{month}-{day} {hour} {}", mail.replace(&number, "N"))),
                );
            }
        }
    }

    assert_eq!(
        days,
        [
            "10-22 02:00 tn-stnmt: Vụ việc N đã qua nửa thời hạn",
            "10-24 02:00 tn-stnmt: Vụ việc N sắp đến hạn",
            "10-28 02:00 tn-stnmt: Vụ việc N còn một ngày làm việc",
            "10-29 02:00 tn-stnmt: Vụ việc N đến hạn hôm nay",
            "10-30 00:30 tn-stnmt: Vụ việc N đã quá hạn",
            "10-30 02:00 lanh-dao: Kính gửi lãnh đạo: vụ việc N đã quá hạn",
            "11-4 02:00 chu-tich: Cấp trên đôn đốc: vụ việc N đã quá hạn",
            "11-8 02:00 tn-ttt: Thanh tra đôn đốc: vụ việc N đã quá hạn",
        ]
    );
}

#[apply(on_both_apps)]
async fn nothing_is_reminded_of_on_a_day_off_or_in_the_night(app: &TestApp) {
    accepted(app, "TN.STNMT").await;
    told(app, "2024-10-15T02:00:00Z").await;

    let saturday = told(app, "2024-10-26T02:00:00Z").await;
    let night = told(app, "2024-10-27T18:00:00Z").await;
    let seven = told(app, "2024-10-28T00:59:00Z").await;
    let eight = told(app, "2024-10-28T01:00:00Z").await;

    assert_eq!((saturday.len(), night.len(), seven.len(), eight.len()), (0, 0, 0, 1));
}

#[apply(on_both_apps)]
async fn a_reminder_whose_moment_passed_gives_way_to_the_newest(app: &TestApp) {
    let (one, two) = (accepted(app, "TN.STNMT").await, accepted(app, "TN.STNMT").await);
    told(app, "2024-10-15T02:00:00Z").await;

    let mails = told(app, "2024-10-29T02:00:00Z").await;

    let mut expected = [one, two].map(|it| format!("tn-stnmt: Vụ việc {it} đến hạn hôm nay"));
    expected.sort();
    assert_eq!(mails, expected);
    assert_eq!(told(app, "2024-10-29T08:00:00Z").await, Vec::<String>::new());
}

#[apply(on_both_apps)]
async fn catching_up_after_downtime_sends_a_digest_and_no_burst(app: &TestApp) {
    app.member(Role::UnitLeader, Some("TN.STNMT"), Some("lanh-dao@tayninh.example")).await;
    for _ in 0..8 {
        filed(app).await;
    }
    told(app, "2024-10-15T02:00:00Z").await;

    let back = told(app, "2024-10-29T02:00:00Z").await;
    let later = told(app, "2024-10-29T08:00:00Z").await;
    let morrow = told(app, "2024-10-30T02:00:00Z").await;

    assert_eq!(
        back,
        [
            "chu-tich: Đôn đốc: 8 việc đã quá hạn",
            "lanh-dao: Đôn đốc: 8 việc đã quá hạn",
            "tn-stnmt: Nhắc hạn: 0 việc sắp đến hạn, 16 việc đến hạn hôm nay, 8 việc quá hạn",
        ]
    );
    assert_eq!(later, Vec::<String>::new(), "what the digest counted never comes by itself");
    assert_eq!(
        morrow,
        [
            "lanh-dao: Đôn đốc: 16 việc đã quá hạn",
            "tn-stnmt: Nhắc hạn: 0 việc sắp đến hạn, 0 việc đến hạn hôm nay, 16 việc quá hạn",
        ]
    );
    assert_eq!(
        app.service.verify_ledger(|_| {}).unwrap().missing,
        0,
        "lateness is recorded all the same"
    );
}

#[apply(on_both_apps)]
async fn nothing_of_a_tip_reaches_a_unit(app: &TestApp) {
    for _ in 0..3 {
        file(app, &tip()).await;
    }
    let mut mails = told(app, "2024-10-15T02:00:00Z").await;
    for day in 16..=31 {
        mails.extend(told(app, &format!("2024-10-{day}T02:00:00Z")).await);
    }
    for day in 1..=29 {
        mails.extend(told(app, &format!("2024-11-{day:02}T02:00:00Z")).await);
    }

    let others: Vec<_> =
        mails.iter().filter(|mail| !mail.starts_with("tn-ttt: Tin báo chờ phân công: 3")).collect();
    assert!(others.is_empty(), "{others:?}");
    assert_eq!(mails.last().unwrap(), "tn-ttt: Tin báo chờ phân công: 3, quá hạn: 3");
}

#[apply(on_both_apps)]
async fn the_tripwire_is_strung_on_the_first_of_july_2026(app: &TestApp) {
    app.set("2026-05-04T02:00:00Z");
    let old = filed(app).await;
    file(app, &tip()).await;
    app.set("2026-05-18T02:00:00Z");
    let younger = accepted(app, "TN.SNNMT").await;
    let alarms = async |at: &str| -> Vec<String> {
        let mails = told(app, at).await;
        mails.into_iter().filter(|mail| mail.contains("45 ngày")).collect()
    };

    let june = alarms("2026-06-30T02:00:00Z").await;
    let inspector = app.inspector().await;
    let hidden = tripped(app, &inspector, "service").await;
    let first = alarms("2026-07-01T02:00:00Z").await;
    let again = alarms("2026-07-01T08:00:00Z").await;
    let inspector = app.inspector().await;
    let shown =
        (tripped(app, &inspector, "service").await, tripped(app, &inspector, "integrity").await);
    let second = alarms("2026-07-02T02:00:00Z").await;

    assert_eq!((june.len(), hidden), (0, 0));
    assert_eq!(
        first,
        [
            "tn-ttt: Cảnh báo 45 ngày: thêm 1 vụ việc, tin báo chưa được xử lý".to_owned(),
            format!("tn-ttt: Cảnh báo 45 ngày: vụ việc {old} chưa được xử lý"),
        ]
    );
    assert_eq!((again.len(), shown), (0, (1, 1)));
    assert_eq!(second, [format!("tn-ttt: Cảnh báo 45 ngày: vụ việc {younger} chưa được xử lý")]);
}

#[apply(on_both_apps)]
async fn many_unprocessed_cases_trip_the_wire_in_one_mail(app: &TestApp) {
    app.set("2026-05-04T02:00:00Z");
    for _ in 0..6 {
        filed(app).await;
    }
    told(app, "2026-05-04T02:00:00Z").await;

    let mails = told(app, "2026-07-01T02:00:00Z").await;

    let alarms: Vec<_> = mails.iter().filter(|mail| mail.contains("45 ngày")).collect();
    assert_eq!(alarms, ["tn-ttt: Cảnh báo 45 ngày: thêm 6 vụ việc, tin báo chưa được xử lý"]);
}
