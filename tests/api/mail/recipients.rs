//! To whom mail may go, and how often to one address.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::mail::outbox::{sql, subjects};
use crate::mail::urging::case_id;
use crate::on_both_apps;

/// A contact of this address.
fn at(email: &str) -> Value {
    json!({"contact": {"name": "Trần Thị Mẫu", "email": email}, "consent_version": "2024-03"})
}

async fn refusal(app: &TestApp, body: &Value) -> (u16, String) {
    let reply = app.post("/api/v1/reports", body).key(&app.key()).send().await;
    (reply.status, if reply.status == 422 { reply.faults().join(" ") } else { String::new() })
}

#[apply(on_both_apps)]
async fn a_tip_leaves_no_address_at_a_mail_server_of_a_unit(app: &TestApp) {
    for own in ["mau@tayninh.example", "mau@Phong-1.TAYNINH.example"] {
        let refused = refusal(app, &with(tip(), &at(own))).await;
        assert_eq!(refused, (422, "/contact/email units_mail_server".to_owned()), "{own}");
    }
    let moved = with(
        feedback(),
        &json!({"bribe": {"fact": "asked"}, "contact": {"name": "Trần Thị Mẫu", "email": "mau@tayninh.example"}}),
    );
    assert_eq!(refusal(app, &moved).await.0, 422, "also where money makes it a tip");

    assert_eq!(refusal(app, &with(tip(), &at("mau@dan.example"))).await.0, 201);
    assert_eq!(refusal(app, &with(tip(), &at("mau@nottayninh.example"))).await.0, 201);
    assert_eq!(
        refusal(app, &with(feedback(), &at("mau@tayninh.example"))).await.0,
        201,
        "the unit knows of these anyway"
    );
}

#[apply(on_both_apps)]
async fn a_provider_that_units_use_too_is_nobodys_own_mail_server(app: &TestApp) {
    sql(app, "UPDATE units SET email = 'xa.an.tinh@gmail.com' WHERE code = '25738'");
    sql(app, "UPDATE reference_versions SET version = version + 1");
    app.service.refresh().await.unwrap();

    assert_eq!(refusal(app, &with(tip(), &at("mau@gmail.com"))).await.0, 201);
}

#[apply(on_both_apps)]
async fn a_tipper_gets_no_mail_at_a_server_that_has_become_a_units(app: &TestApp) {
    let filed = app.file(&with(tip(), &at("mau@dan.example"))).await;
    sql(app, "UPDATE units SET email = 'phong@dan.example' WHERE code = '25738'");
    sql(app, "UPDATE reference_versions SET version = version + 1");
    let inspector = app.inspector().await;
    let page = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = page.str("/items/0/id").to_owned();
    app.assign(&inspector, &case, 1).await;
    let asked = app
        .command(
            &inspector,
            &case,
            2,
            &json!({"command": "ask_reporter", "text": "Việc xảy ra ngày nào?"}),
        )
        .await;
    assert_eq!(asked.status, 200, "{}", asked.body);

    app.worker.tick().await.unwrap();

    let told = app.mail.take();
    assert!(told.iter().all(|mail| !mail.to.as_str().contains("mau@")), "{told:?}");
    assert_eq!(
        app.track(filed.str("/receipt")).await.str("/state"),
        "awaiting_reporter",
        "it is read by the receipt"
    );
}

#[apply(on_both_apps)]
async fn a_unit_without_an_address_gets_its_mail_once_it_has_one(app: &TestApp) {
    let body = with(
        feedback(),
        &json!({"unit": "25738", "contact": {"name": "Trần Văn A", "phone": "0900000003"}}),
    );
    app.file(&body).await;
    let before = app.post.tick().await.unwrap();
    sql(app, "UPDATE units SET email = 'xa@don-vi.example' WHERE code = '25738'");
    sql(app, "UPDATE reference_versions SET version = version + 1");
    app.service.refresh().await.unwrap();
    app.set("2024-10-16T02:00:00Z");
    let after = app.post.tick().await.unwrap();

    assert_eq!((before.dead, before.again, after.sent), (0, 1, 1));
}

#[apply(on_both_apps)]
async fn the_tenth_report_of_a_day_with_one_address_owes_it_no_mail(app: &TestApp) {
    let body =
        |email: &str| with(feedback(), &json!({"contact": {"name": "Trần Văn A", "email": email}}));
    for n in 0..12 {
        let email = ["thu@dan.example", "Thu@Dan.example", "thu+la@dan.example"][n % 3];
        app.file(&body(email)).await;
    }
    app.file(&body("khac@dan.example")).await;
    app.worker.tick().await.unwrap();
    let count = |mails: &[liemchinh::harness::mail::Mail], part: &str| {
        mails.iter().filter(|mail| mail.to.as_str().to_lowercase().starts_with(part)).count()
    };
    let mails = app.mail.take();
    assert_eq!((count(&mails, "thu"), count(&mails, "khac")), (9, 1));

    app.set("2024-10-16T02:00:00Z");
    app.file(&body("thu@dan.example")).await;
    app.worker.tick().await.unwrap();
    assert_eq!(count(&app.mail.take(), "thu"), 1, "the next day has its own");
}

#[apply(on_both_apps)]
async fn what_became_of_a_report_is_told_however_many_dummies_were_filed_with_its_address(
    app: &TestApp,
) {
    let body = with(
        feedback(),
        &json!({"unit": "TN.SYT", "contact": {"name": "Trần Văn A", "email": "thu@dan.example"}}),
    );
    let real = case_id(app, app.file(&body).await.str("/number")).await;
    for _ in 0..12 {
        app.file(&body).await;
    }
    app.worker.tick().await.unwrap();
    app.mail.take();
    let officer = app.officer("TN.SYT").await;
    app.command(&officer, &real, 1, &json!({"command": "accept"})).await;
    app.command(
        &officer,
        &real,
        2,
        &json!({"command": "ask_reporter", "text": "Sự việc xảy ra ngày nào?"}),
    )
    .await;

    app.worker.tick().await.unwrap();

    let told = subjects(app, "thu");
    assert_eq!(told.len(), 1, "{told:?}");
}

#[apply(on_both_apps)]
async fn the_tenth_news_of_a_day_comes_on_the_next(app: &TestApp) {
    let body = with(
        feedback(),
        &json!({"unit": "TN.SYT", "contact": {"name": "Trần Văn A", "email": "thu@dan.example"}}),
    );
    let officer = app.officer("TN.SYT").await;
    for _ in 0..11 {
        let case = case_id(app, app.file(&body).await.str("/number")).await;
        app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
        app.command(
            &officer,
            &case,
            2,
            &json!({"command": "ask_reporter", "text": "Sự việc xảy ra ngày nào?"}),
        )
        .await;
    }
    app.worker.tick().await.unwrap();
    let news = |told: Vec<String>| told.iter().filter(|it| !it.contains("tiếp nhận")).count();
    let first = news(subjects(app, "thu"));
    app.set("2024-10-15T09:00:00Z");
    app.worker.tick().await.unwrap();
    let same_day = news(subjects(app, "thu"));
    app.set("2024-10-16T00:00:00Z");
    app.worker.tick().await.unwrap();

    assert_eq!((first, same_day, news(subjects(app, "thu"))), (9, 0, 2));
}

#[apply(on_both_apps)]
async fn addresses_that_begin_with_a_plus_are_not_one_address(app: &TestApp) {
    for n in 0..12 {
        let email = format!("+so{n}@dan.example");
        app.file(&with(feedback(), &json!({"contact": {"name": "Trần Văn A", "email": email}})))
            .await;
    }
    app.worker.tick().await.unwrap();

    assert_eq!(subjects(app, "+so").len(), 12);
}
