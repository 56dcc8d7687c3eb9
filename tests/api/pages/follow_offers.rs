//! What the page of a report offers is what the service does: of the case that goes on, as long as it can be done.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use super::follow::{PAGE, act, shown};
use super::{hidden, is_a_reporters};
use crate::app::{TestApp, feedback, with};
use crate::followed::Life;
use crate::handling::referral::{REST, referred};
use crate::on_both_apps;
use crate::steps::{answer, must, typed};

/// What the button of an act sends.
fn button(act: &str) -> String {
    format!("name=\"viec\" value=\"{act}\"")
}

#[apply(on_both_apps)]
async fn of_a_report_that_was_referred_in_part_the_case_that_goes_on_is_acted_on(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    app.set("2024-10-18T02:00:00Z");
    let inspector = app.inspector().await;
    let mut rest = referred(&mut life, &inspector, REST).await;
    let officer = app.officer("TN.STNMT").await;
    rest.step(&officer, answer("founded")).await;

    let page = shown(app, &life.receipt).await;
    for offered in ["dong-y", "chua-duoc", "xem-lai", "bo-sung"] {
        assert!(page.text.contains(&button(offered)), "{offered}: {}", page.text);
    }
    assert!(page.text.contains("Bạn vẫn mở lại được đến"));
    let agreed = act(app, &page, "dong-y", "").await;

    assert_eq!(agreed.status, 200, "{}", agreed.text);
    is_a_reporters(&agreed, PAGE);
    assert!(!agreed.text.contains(&button("dong-y")));
    assert_eq!(app.track(&life.receipt).await.str("/linked/0/state"), "closed");
}

#[apply(on_both_apps)]
async fn reopening_is_promised_only_where_it_can_be_done(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt").to_owned();
    let case = app.case_of(&officer, filed.str("/number")).await;
    must(app, &officer, &case, json!({"command": "accept"})).await;
    must(app, &officer, &case, answer("founded")).await;
    let first = shown(app, &receipt).await;
    act(app, &first, "chua-duoc", "Vẫn chưa nhận được kết quả.").await;
    must(app, &officer, &case, answer("founded")).await;

    let second = shown(app, &receipt).await;

    assert!(first.text.contains("Bạn vẫn mở lại được đến"), "{}", first.text);
    assert!(second.text.contains(&button("dong-y")), "{}", second.text);
    assert!(!second.text.contains(&button("chua-duoc")) && !second.text.contains("mở lại được"));
    assert!(second.text.contains("Vụ việc đóng lại."));
}

#[apply(on_both_apps)]
async fn a_slip_that_a_desk_printed_shows_the_report_and_is_exchanged_for_a_code_of_ones_own(
    app: &TestApp,
) {
    let clerk = app.staff(Role::Reception, Some("TN.STNMT")).await;
    let slip = typed(app, &clerk, &json!({})).await.str("/receipt").to_owned();
    let page = shown(app, &slip).await;
    assert_eq!(page.text.matches("name=\"viec\"").count(), 1, "{}", page.text);
    assert_eq!(hidden(&page, "viec"), "ma-rieng", "nothing else would be done by it");
    let own = page.text.split("lc-receipt lc-code\">").nth(1).unwrap();
    let own = own.split('<').next().unwrap().to_owned();
    assert_ne!(app.track(&own).await.status, 200, "it is not good before it was kept");
    let refused = act(app, &page, "rut", "Bộ phận rút thay.").await;
    assert_eq!(refused.status, 409, "{}", refused.text);

    for _ in 0..2 {
        let done = act(app, &page, "ma-rieng", "").await;
        assert_eq!(done.status, 200, "{}", done.text);
        is_a_reporters(&done, PAGE);
        assert!(done.text.contains("Đã ghi nhận.") && done.text.contains(&button("rut")));
        assert!(!done.text.contains(&own), "the code was shown where it could be kept");
    }
    assert_ne!(app.track(&slip).await.status, 200, "the slip opens nothing");
    let withdrawn = act(app, &shown(app, &own).await, "rut", "Tôi tự rút.").await;
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.text);
}

#[apply(on_both_apps)]
async fn a_slip_that_is_exchanged_after_a_referral_is_ones_own_for_what_goes_on_too(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.STNMT")).await;
    let filed = typed(app, &clerk, &json!({})).await;
    let mut life = Life::of(app, &filed).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    app.set("2024-10-18T02:00:00Z");
    let inspector = app.inspector().await;
    referred(&mut life, &inspector, REST).await;

    let page = shown(app, &life.receipt).await;
    assert_eq!(page.text.matches("name=\"viec\"").count(), 1, "{}", page.text);
    let own = act(app, &page, "ma-rieng", "").await;
    assert!(own.text.contains(&button("bo-sung")), "{}", own.text);
    let added = act(app, &own, "bo-sung", "Tôi còn giữ giấy hẹn.").await;

    assert_eq!(added.status, 200, "{}", added.text);
    assert!(added.text.contains("Đã ghi nhận."));
}

#[apply(on_both_apps)]
async fn a_day_that_may_still_move_is_told_as_one(app: &TestApp) {
    let certain = app.file(&feedback()).await.str("/receipt").to_owned();
    let certain = shown(app, &certain).await;
    app.set("2026-12-18T02:00:00Z");
    let body = with(feedback(), &json!({"unit": "TN.SYT", "sector": null}));
    let receipt = app.file(&body).await.str("/receipt").to_owned();

    let page = shown(app, &receipt).await;

    assert!(page.text.contains("còn có thể lùi lại"), "{}", page.text);
    assert!(!certain.text.contains("còn có thể lùi lại"));
}
