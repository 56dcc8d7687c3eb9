//! Who learns of a referral: not the holder, not the accused, and of a tip nobody.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{TestApp, feedback, tip, with};
use crate::followed::Life;
use crate::handling::referral::{REST, copied, count, open, read, refer, referred, signs};
use crate::on_both_apps;
use crate::steps::{consult, must};

#[apply(on_both_apps)]
async fn a_tip_and_the_rest_of_it_are_as_if_they_were_not_there(app: &TestApp) {
    let secret = with(
        tip(),
        &json!({"contact": {"name": "Phạm Thị Thử", "email": "tin@dan.example"}, "consent_version": "2024-03"}),
    );
    let (mut life, _) = Life::file(app, &secret).await;
    let (taker, other) = (app.inspector().await, app.inspector().await);
    let officer = app.officer("TN.STNMT").await;
    let leader = app.staff(Role::UnitLeader, Some("TN.STNMT")).await;
    life.take(&taker).await;
    life.step(&taker, json!({"command": "accept"})).await;
    let before = open(&app.track(&life.receipt).await.body);
    app.worker.tick().await.unwrap();
    app.mail.take();
    let mut rest = referred(&mut life, &taker, "CANARYREST8 còn một việc.").await;
    app.worker.tick().await.unwrap();

    for token in [&officer, &leader] {
        for case in [&life.id, &rest.id] {
            for path in ["", "/events", "/obligations"] {
                let probe =
                    app.get(&format!("/api/v1/cases/{case}{path}")).bearer(token).send().await;
                assert_eq!(probe.status, 404, "{path}");
            }
            assert_eq!(
                app.command(token, case, 1, &json!({"command": "accept"})).await.status,
                404
            );
        }
        assert_eq!(
            (count(app, token, "service").await, count(app, token, "integrity").await),
            (0, 0)
        );
    }
    let mails = app.mail.take();
    assert!(
        mails
            .iter()
            .all(|mail| !mail.to.as_str().contains("stnmt") && !mail.body.contains("CANARYREST8"))
    );
    assert!(
        !crate::filing::secrecy::holds(&crate::filing::secrecy::dump(app), "CANARYREST8"),
        "sealed like the tip"
    );
    let shut = read(app, &other, &rest.id).await;
    assert_eq!((shut.status, &shut.body["opened"]), (200, &json!(false)));
    for member in ["linked", "linked_from", "remaining", "report", "accused"] {
        assert!(shut.body.get(member).is_none(), "{member}");
    }
    assert_eq!(
        app.get(&format!("/api/v1/cases/{}/events", rest.id)).bearer(&other).send().await.status,
        404
    );

    let mine = read(app, &taker, &rest.id).await;
    assert_eq!(
        (mine.str("/remaining"), mine.str("/report/text")),
        ("CANARYREST8 còn một việc.", tip()["text"].as_str().unwrap())
    );
    assert!(mine.body.get("number").is_none() && mine.body["report"].get("contact").is_none());
    assert_eq!(mine.body["report"]["has_contact"], true);
    let told = app.track(&life.receipt).await;
    assert_eq!((told.str("/state"), told.str("/linked/0/state")), ("referred", "accepted"));
    assert_eq!(open(&told.body["linked"][0]), before);
    rest.step(&taker, json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Đã xử lý."}))
        .await;
    app.worker.tick().await.unwrap();
    assert_eq!(
        app.mail.take().iter().filter(|mail| mail.to.as_str() == "tin@dan.example").count(),
        1,
        "there is news"
    );
    let confirmed = rest.say("confirmation", json!({})).await;
    assert_eq!(confirmed.str("/linked/0/state"), "closed");
    let verified = app.service.verify_ledger(|_| {}).unwrap();
    assert!(verified.agrees() && verified.entries == 0, "tips count nowhere: {verified:?}");
}

#[apply(on_both_apps)]
async fn the_holder_of_a_referred_case_reads_neither_what_was_handed_over_nor_to_whom(
    app: &TestApp,
) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    referred(&mut life, &inspector, REST).await;
    app.set("2024-10-17T02:00:00Z");
    app.worker.tick().await.unwrap();
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let seen = async |token: &str| {
        let mut all = String::new();
        for path in ["", "/events", "/obligations"] {
            let read =
                app.get(&format!("/api/v1/cases/{}{path}", life.id)).bearer(token).send().await;
            assert_eq!(read.status, 200, "{}", read.body);
            // The name of a command that every unit has in every case is no word of this one.
            all.push_str(&read.text.replace("\"note_criminal_signs\"", ""));
        }
        all
    };
    let words = [
        "Biên bản",
        "Cơ quan điều tra",
        "Viện kiểm sát",
        "procuracy",
        "Chuyển hồ sơ",
        "signs",
        "\"overdue\":true",
    ];
    let (unit, inspectors) = (seen(&officer).await, seen(&inspector).await);
    assert!(unit.contains("\"referred\""), "that it was referred is the end of it");
    for word in words {
        assert!(!unit.contains(word), "{word} in {unit}");
    }
    assert!(inspectors.contains("Biên bản") && inspectors.contains("procuracy_copy"));
    let queue = async |token: &str, query: &str| {
        let page = app.get(&format!("/api/v1/cases?{query}")).bearer(token).send().await;
        page.text.contains(&life.id)
    };
    assert_eq!(
        (queue(&officer, "overdue=true").await, queue(&officer, "state=referred&open=true").await),
        (false, false)
    );
    assert!(queue(&inspector, "state=referred&open=true").await);

    let version = async || {
        let path = format!("/api/v1/cases/{}", life.id);
        app.get(&path).bearer(&officer).send().await.body["version"].clone()
    };
    let before = version().await;
    must(app, &inspector, &life.id, copied("2024-10-17")).await;
    assert_eq!(before, version().await, "the notice leaves no gap in what the unit counts");
}

#[apply(on_both_apps)]
async fn lateness_of_the_notice_to_the_procuracy_is_not_mailed_to_the_accused(app: &TestApp) {
    let (life, _) = Life::file(app, &with(feedback(), &json!({"unit": "TN.TTT"}))).await;
    let chair = app.staff(Role::Inspector, Some("H53")).await;
    app.member(Role::UnitLeader, Some("H53"), Some("lanh-dao@tayninh.example")).await;
    for body in [signs(), consult(), refer(None)] {
        must(app, &chair, &life.id, body).await;
    }
    app.worker.tick().await.unwrap();
    app.mail.take();
    for day in ["2024-10-17", "2024-10-24", "2024-10-31"] {
        app.set(&format!("{day}T02:00:00Z"));
        app.worker.tick().await.unwrap();
        app.worker.tick().await.unwrap();
    }
    let mails = app.mail.take();
    assert!(
        mails.iter().any(|mail| mail.body.contains("Viện kiểm sát")),
        "whoever owes it hears of it"
    );
    for mail in mails.iter().filter(|mail| mail.to.as_str().starts_with("tn-ttt")) {
        assert!(
            !mail.body.contains("Viện kiểm sát") && !mail.subject.contains("Viện kiểm sát"),
            "{}",
            mail.body
        );
    }
}
