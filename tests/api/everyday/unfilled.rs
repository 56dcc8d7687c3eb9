//! The fields of a template: what cannot be filled is told, and never goes out.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::hands::{bulk, filed};
use super::{URGED, groups, read};
use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_apps;

const TEXT: &str = "Vụ việc {number}, hồ sơ {dossier_code}: trả lời trước hết ngày {due_on}.";

async fn template(app: &TestApp, token: &str) {
    let body = json!({"title": "Hẹn trả lời", "text": TEXT});
    let put = app.put("/api/v1/reply-templates/hen", &body).bearer(token).send().await;
    assert_eq!(put.status, 200, "{}", put.body);
}

async fn filled(app: &TestApp, token: &str, case: &str) -> Reply {
    read(app, token, &format!("cases/{case}/reply-templates/hen")).await
}

fn left(reply: &Reply) -> Vec<(&str, &str)> {
    let all = reply.body["unfilled"].as_array().into_iter().flatten();
    all.map(|one| (one["field"].as_str().unwrap(), one["code"].as_str().unwrap())).collect()
}

#[apply(on_both_apps)]
async fn a_template_says_the_day_as_it_is_written_here_and_what_it_could_not_fill(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    template(app, &officer).await;
    let coded = app.file(&with(feedback(), &json!({"dossier_code": "H53.05-240405-0031"}))).await;
    let whole = app.case_of(&officer, coded.str("/number")).await;
    let bare = filed(app, &officer).await;

    let (whole, bare) = (filled(app, &officer, &whole).await, filled(app, &officer, &bare).await);

    let said = "hồ sơ H53.05-240405-0031: trả lời trước hết ngày 22/10/2024.";
    assert!(whole.str("/text").ends_with(said), "{}", whole.body);
    assert_eq!(left(&whole), []);
    assert!(bare.str("/text").contains("hồ sơ {dossier_code}: "), "{}", bare.body);
    assert_eq!(left(&bare), [("dossier_code", "unfilled_field")]);
    assert!(bare.str("/unfilled/0/detail").contains("{dossier_code}"), "{}", bare.body);
}

#[apply(on_both_apps)]
async fn a_template_takes_no_near_miss_of_a_field_and_says_which_there_are(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    for near in ["{Due_on}", "{ due_on }", "{due on}", "{hạn}", "{}"] {
        let body = json!({"title": "Hẹn", "text": format!("Trả lời trước ngày {near}.")});

        let put = app.put("/api/v1/reply-templates/hen", &body).bearer(&officer).send().await;

        assert_eq!(put.faults(), ["/text no_such_field"], "{near}");
        assert!(put.str("/errors/0/detail").contains("{due_on}, {dossier_code}"), "{}", put.body);
    }
    assert_eq!(read(app, &officer, "reply-templates").await.body["items"], json!([]));
}

#[apply(on_both_apps)]
async fn no_field_of_a_template_goes_out_in_a_text_that_others_read(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let (mut life, _) = Life::file(app, &feedback()).await;
    let text = "Cơ quan xin lỗi và sẽ trả lời trước hết ngày {due_on}, số {number}.";
    let whole = "Cơ quan xin lỗi và đã trả kết quả vào sáng nay.";
    let tried = async |version: i32, said: Value| {
        app.command(&officer, &life.id, version, &said).await.faults()
    };

    for (said, at) in [
        (json!({"command": "announce", "text": text}), "/text"),
        (json!({"command": "ask_reporter", "text": text}), "/text"),
        (json!({"command": "decline", "ground": "not_in_scope", "text": text}), "/text"),
        (json!({"command": "forward", "to": "TN.SYT", "text": text}), "/text"),
        (json!({"command": "answer", "outcome": "founded", "text": text}), "/text"),
        (
            json!({"command": "answer", "outcome": "remedied", "remedy": text, "text": whole}),
            "/remedy",
        ),
        (
            json!({"command": "answer", "outcome": "founded", "for_all": text, "text": whole}),
            "/for_all",
        ),
        (
            json!({
                "command": "apologise", "served_on": "2024-10-16", "served_by": "email", "document": "12/XL",
                "signer": "Lê Thị Thử", "reason": text,
            }),
            "/reason",
        ),
    ] {
        assert_eq!(tried(1, said.clone()).await, [format!("{at} unfilled_field")], "{said}");
    }
    let answer = json!({"command": "announce", "text": text});
    let many = json!({"id": life.id, "version": 1, "transition": answer});
    let many = bulk(app, &officer, &[many]).await;
    assert_eq!(many.faults(), ["/items/0/transition/text unfilled_field"]);
    assert!(many.text.contains("{due_on}"), "{}", many.text);

    let group = groups::make(app, &officer, "Hệ thống hỏng", &[&life.id]).await;
    let path = format!("{}/{}/announcement", groups::GROUPS, group.str("/id"));
    let told = app.post(&path, &json!({"text": text})).bearer(&officer).key(&app.key());
    assert_eq!(told.send().await.faults(), ["/text unfilled_field"]);
    let letter = json!({"targets": [{"unit": "TN.STNMT"}], "text": text});
    let urged = app.post(URGED, &letter).bearer(&inspector).key(&app.key()).send().await;
    assert_eq!(urged.faults(), ["/text unfilled_field"]);
    let letter = json!({"targets": [{"unit": "TN.STNMT"}], "text": whole});
    let urged = app.post(URGED, &letter).bearer(&inspector).key(&app.key()).send().await;
    let path = format!("/api/v1/urgings/{}/answer", urged.str("/items/0/urging/id"));
    let reply = app.post(&path, &json!({"text": text})).bearer(&officer).key(&app.key());
    assert_eq!(reply.if_match(1).send().await.faults(), ["/text unfilled_field"]);

    // Braces of another kind are words like others, and a reporter writes what he likes.
    let other = json!({"command": "announce", "text": "Xem mục {2} của thông báo {khác}."});
    life.step(&officer, other).await;
    life.say("additions", json!({"text": "Trong thư có chữ {due_on}."})).await;
}
