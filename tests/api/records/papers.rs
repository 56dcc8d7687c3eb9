//! Official papers: issued with the step that they tell of, numbered without a gap, read by whom they concern, silent of the reporter.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::coverage::{NOBODY, bodies};
use crate::followed::Life;
use crate::records::letters;
use crate::rival::{another, execute, until_somebody_waits};
use crate::{on_both_apps, steps};

pub fn paper(kind: &str, more: &Value) -> Value {
    let signer = json!({"name": "Lê Văn Ký", "title": "Giám đốc"});
    with(json!({"kind": kind, "signer": signer}), more)
}

pub async fn issue(app: &TestApp, token: &str, life: &Life<'_>, body: &Value) -> Reply {
    let path = format!("/api/v1/cases/{}/papers", life.id);
    app.post(&path, body).bearer(token).key(&app.key()).if_match(life.version).send().await
}

pub async fn issued(app: &TestApp, token: &str, life: &Life<'_>, body: &Value) -> Reply {
    let reply = issue(app, token, life, body).await;
    assert_eq!(reply.status, 201, "{body} {}", reply.body);
    reply
}

pub async fn fetch(app: &TestApp, token: &str, paper: &Reply, form: &str) -> Reply {
    let path = format!("/api/v1/papers/{}?as={form}", paper.str("/id"));
    app.get(&path).bearer(token).send().await
}

pub async fn numbers(app: &TestApp, token: &str, case: &str) -> Vec<String> {
    let list = app.get(&format!("/api/v1/cases/{case}/papers")).bearer(token).send().await;
    let items = list.body["items"].as_array().unwrap_or_else(|| panic!("{}", list.body));
    items.iter().map(|it| it["number"].as_str().unwrap().to_owned()).collect()
}

/// How many are kept.
pub fn count(app: &TestApp, narrowed: &str) -> i64 {
    use diesel::prelude::*;
    use diesel::sql_types::BigInt;
    let count = diesel::dsl::sql::<BigInt>(&format!("SELECT COUNT(*) FROM papers{narrowed}"));
    count.get_result(&mut app.scratch.conn()).unwrap()
}

/// Every documented answer of the operations on papers.
pub async fn every_answer(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let admin = app.staff(Role::Administrator, None).await;
    let (life, _) = Life::file(app, &feedback()).await;
    let letter =
        letters::send(app, &inspector, &json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."}))
            .await;
    let of_case = format!("/api/v1/cases/{}/papers", life.id);
    let of_letter = format!("/api/v1/urgings/{}/paper", letter.str("/id"));
    let accept = paper("acceptance", &json!({}));
    let signed = json!({"signer": accept["signer"]});
    for (path, token, other, body) in
        [(&of_case, &officer, &admin, &accept), (&of_letter, &inspector, &officer, &signed)]
    {
        bodies(app, path, token).await;
        let call = |body: &Value| app.post(path, body).key(&app.key());
        call(body).send().await;
        call(body).bearer(other).if_match(1).send().await;
        call(body).bearer(token).send().await;
        call(body).bearer(token).if_match(9).send().await;
        app.post(&format!("{path}?dry_run=true"), body).bearer(token).if_match(1).send().await;
    }
    for (path, token, body) in [
        (format!("/api/v1/cases/{NOBODY}/papers"), &officer, &accept),
        (format!("/api/v1/urgings/{NOBODY}/paper"), &inspector, &signed),
    ] {
        app.post(&path, body).bearer(token).key(&app.key()).if_match(1).send().await;
    }
    // An inspector does not hold it.
    app.post(&of_case, &accept).bearer(&inspector).key(&app.key()).if_match(1).send().await;
    let made = issued(app, &officer, &life, &accept).await;
    app.post(&of_letter, &signed).bearer(&inspector).key(&app.key()).if_match(1).send().await;
    let one = format!("/api/v1/papers/{}", made.str("/id"));
    for path in [&of_case, &one] {
        app.get(path).send().await;
        app.get(path).bearer(&officer).send().await;
        app.get(path).bearer(&admin).send().await;
        app.get(&format!("{path}?nonsense=1")).bearer(&officer).send().await;
    }
    app.get(&format!("/api/v1/cases/{NOBODY}/papers")).bearer(&officer).send().await;
    app.get(&format!("/api/v1/papers/{NOBODY}")).bearer(&officer).send().await;
}

#[apply(on_both_apps)]
async fn a_paper_of_acceptance_accepts_the_case_and_tells_nothing_of_its_reporter(app: &TestApp) {
    let said = json!({"text": "KHONGLAI chuyện riêng.", "dossier_code": "H53.05-241001-0012"});
    let (mut life, filed) = Life::file(app, &with(feedback(), &said)).await;
    let officer = app.officer("TN.STNMT").await;
    let path = format!("/api/v1/cases/{}/papers?dry_run=true", life.id);
    let asked = paper("acceptance", &json!({}));

    let tried = app.post(&path, &asked).bearer(&officer).if_match(1).send().await;
    assert_eq!((tried.status, life.state().await.as_str()), (200, "received"), "{}", tried.body);
    let made = issued(app, &officer, &life, &asked).await;
    life.version = 2;
    let again = issue(app, &officer, &life, &asked).await;
    let (file, page) =
        (fetch(app, &officer, &made, "docx").await, fetch(app, &officer, &made, "html").await);

    assert_eq!(life.state().await, "accepted");
    assert!(!life.owed().await.iter().any(|it| it.contains("accept")), "its duty is met");
    assert_eq!((made.str("/number"), made.str("/template")), ("01/TB-STNMT", "acceptance/1"));
    assert_eq!(again.str("/number"), "02/TB-STNMT", "of the step that was taken before");
    assert!(tried.text.contains("Số: …/TB-STNMT"), "{}", tried.text);
    assert_eq!(
        file.headers["content-disposition"],
        "attachment; filename=\"acceptance-2024-10-15.docx\""
    );
    assert!(file.text.starts_with("PK") && file.text.contains("SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG"));
    let policy = &page.headers["content-security-policy"];
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-") && policy.ends_with("sandbox")
    );
    assert!(page.headers["cache-control"].contains("no-store"));
    for told in
        [filed.str("/number"), "Tây Ninh, ngày 15 tháng 10 năm 2024", "Lê Văn Ký", "GIÁM ĐỐC"]
    {
        assert!(file.text.contains(told) && page.text.contains(told), "{told}");
    }
    for private in ["KHONGLAI", "Nguyễn Văn Thử", "0900", "thu@dan.example", "H53.05-241001-0012"]
    {
        let all = [&tried.text, &made.text, &file.text, &page.text];
        assert!(all.iter().all(|text| !text.contains(private)), "{private}");
    }
}

#[apply(on_both_apps)]
async fn a_refusal_and_a_forwarding_are_their_commands_and_what_refuses_those_refuses_them(
    app: &TestApp,
) {
    let (mut one, _) = Life::file(app, &feedback()).await;
    let (two, _) = Life::file(app, &feedback()).await;
    let (officer, other) = (app.officer("TN.STNMT").await, app.officer("TN.SYT").await);
    let none = issue(app, &officer, &one, &paper("refusal", &json!({}))).await;
    let ground = json!({"ground": "not_in_scope", "text": "Chưa rõ hồ sơ nào."});
    let wrong = json!({"ground": "unsigned", "text": "Chưa ký."});

    let barred = issue(app, &officer, &one, &paper("refusal", &wrong)).await;
    let refused = issued(app, &officer, &one, &paper("refusal", &ground)).await;
    one.version = 2;
    let twice = issue(app, &officer, &one, &paper("refusal", &ground)).await;
    let to = json!({"to": "TN.SYT", "text": "Thuộc thẩm quyền của Sở Y tế."});
    let slip = issued(app, &officer, &two, &paper("forwarding", &to)).await;

    assert_eq!((none.status, none.faults()), (422, vec!["/kind nothing_to_tell".to_owned()]));
    assert_eq!((barred.status, twice.status), (409, 409), "{}", barred.body);
    assert_eq!(one.state().await, "declined");
    assert_eq!(
        (refused.str("/number"), slip.str("/number")),
        ("01/TB-STNMT", "02/PC-STNMT"),
        "no number is lost by a refusal"
    );
    // Who sent it has its paper still, the receiver reads it with the case.
    assert_eq!(numbers(app, &other, &two.id).await, ["02/PC-STNMT"]);
    let (own, theirs) =
        (fetch(app, &officer, &slip, "html").await, fetch(app, &other, &slip, "html").await);
    assert_eq!((own.status, own.text.as_str()), (200, theirs.text.as_str()));
    assert!(
        own.text.contains("Kính gửi: Sở Y tế")
            && own.text.contains("Thuộc thẩm quyền của Sở Y tế.")
    );
    assert_eq!(fetch(app, &other, &refused, "html").await.status, 404);
}

#[apply(on_both_apps)]
async fn an_apology_bears_the_number_and_signer_of_its_paper(app: &TestApp) {
    let dossier = json!({"dossier_code": "H53.05-241001-0012", "promised_on": "2024-10-10"});
    let (mut life, _) = Life::file(app, &with(feedback(), &dossier)).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "confirm_promise"})).await;
    let served = json!({
        "served_on": "2024-10-15", "served_by": "in_person", "new_date": "2024-10-25", "reason": "Chờ đo đạc bổ sung.",
    });

    let made = issued(app, &officer, &life, &paper("apology", &served)).await;

    let register = app.get("/api/v1/apologies").bearer(&officer).send().await;
    let line = &register.body["items"][0];
    assert_eq!((&line["document"], &line["signer"]), (&json!("01/PXL-STNMT"), &json!("Lê Văn Ký")));
    let page = fetch(app, &officer, &made, "html").await;
    for told in ["10/10/2024", "25/10/2024", "H53.05-241001-0012", "Chờ đo đạc bổ sung."] {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
}

#[apply(on_both_apps)]
async fn a_conclusion_tells_the_answer(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let early = issue(app, &officer, &life, &paper("conclusion", &json!({}))).await;
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, steps::answer("founded")).await;

    let made = issued(app, &officer, &life, &paper("conclusion", &json!({}))).await;

    assert_eq!(early.faults(), ["/kind nothing_to_tell"]);
    let page = fetch(app, &officer, &made, "html").await;
    assert!(page.text.contains("Đơn vị đã kiểm tra và trả lời"), "{}", page.text);
}

#[apply(on_both_apps)]
async fn a_step_that_was_undone_has_no_paper_any_more(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let (mut declined, _) = Life::file(app, &feedback()).await;
    declined
        .step(
            &officer,
            json!({"command": "decline", "ground": "not_in_scope", "text": "Chưa rõ hồ sơ nào."}),
        )
        .await;
    let (refusal, conclusion) = (paper("refusal", &json!({})), paper("conclusion", &json!({})));
    issued(app, &officer, &declined, &refusal).await;
    declined.step(&inspector, steps::words("overturn")).await;
    let overturned = issue(app, &officer, &declined, &refusal).await;
    let mut undone = vec![overturned];
    for back in ["returned", "reopened"] {
        let (mut life, _) = Life::file(app, &feedback()).await;
        life.step(&officer, json!({"command": "accept"})).await;
        life.step(&officer, steps::answer("founded")).await;
        issued(app, &officer, &life, &conclusion).await;
        if back == "returned" {
            let body =
                json!({"command": "return_answer", "ground": "incomplete", "text": "Thiếu một ý."});
            life.step(&inspector, body).await;
            // What was taken up is taken up still.
            issued(app, &officer, &life, &paper("acceptance", &json!({}))).await;
        } else {
            life.say("reopening", json!({"text": "Chưa thỏa đáng."})).await;
        }
        undone.push(issue(app, &officer, &life, &conclusion).await);
    }

    let told: Vec<_> = undone.iter().map(|it| (it.status, it.faults())).collect();
    let none = (422, vec!["/kind nothing_to_tell".to_owned()]);
    assert_eq!(told, [none.clone(), none.clone(), none]);
    assert_eq!(count(app, ""), 4, "no number is lost by it");
}

#[apply(on_both_apps)]
async fn papers_issued_at_once_have_each_number_once_and_every_year_begins_anew(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let mut lives = Vec::new();
    for _ in 0..6 {
        lives.push(Life::file(app, &feedback()).await.0);
    }
    let asked = paper("acceptance", &json!({}));

    let made = lives.iter().map(|life| issued(app, &officer, life, &asked));
    let made = futures_util::future::join_all(made).await;

    let mut all: Vec<&str> = made.iter().map(|it| it.str("/number")).collect();
    all.sort_unstable();
    let expected: Vec<String> = (1..=6).map(|n| format!("{n:02}/TB-STNMT")).collect();
    assert_eq!(all, expected);
    // One key is one paper.
    let (key, path) = (app.key(), format!("/api/v1/cases/{}/papers", lives[0].id));
    let call = async || app.post(&path, &asked).bearer(&officer).key(&key).if_match(2).send().await;
    let (one, same) = (call().await, call().await);
    assert_eq!((one.str("/number"), &one.body), ("07/TB-STNMT", &same.body));
    app.set("2025-01-02T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    let (life, _) = Life::file(app, &feedback()).await;
    assert_eq!(issued(app, &officer, &life, &asked).await.str("/number"), "01/TB-STNMT");
}

#[apply(on_both_apps)]
async fn a_paper_that_gives_no_command_meets_whoever_changes_its_case_meanwhile(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    let mut conn = another(app, "UPDATE cases SET version = version + 1");
    let done = std::cell::Cell::new(false);
    let asked = paper("acceptance", &json!({}));
    let issuing = async {
        let reply = issue(app, &officer, &life, &asked).await;
        done.set(true);
        reply
    };
    let committing = async {
        until_somebody_waits(app, || done.get()).await;
        execute(&mut conn, "COMMIT");
    };
    let (reply, ()) = tokio::join!(issuing, committing);

    assert_eq!(reply.status, 412, "{}", reply.body);
    assert_eq!(count(app, ""), 0);
}

#[apply(on_both_apps)]
async fn only_the_holder_issues_and_only_for_a_case_of_the_service_channel(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let (inspector, stranger) = (app.inspector().await, app.officer("703").await);
    let asked = paper("acceptance", &json!({}));

    let above = issue(app, &inspector, &life, &asked).await;
    let foreign = issue(app, &stranger, &life, &asked).await;
    let (mut secret, _) = Life::file(app, &tip()).await;
    let unopened = issue(app, &inspector, &secret, &asked).await;
    secret.take(&inspector).await;
    let opened = issue(app, &inspector, &secret, &asked).await;
    let unit = app.officer("TN.STNMT").await;
    let nothing = issue(app, &unit, &secret, &asked).await;

    assert_eq!((above.status, above.str("/reason")), (409, "holder_only"));
    assert_eq!((foreign.status, nothing.status), (404, 404));
    assert_eq!((unopened.status, opened.str("/reason")), (409, "other_channel"));
    assert_eq!(count(app, ""), 0);
}

#[apply(on_both_apps)]
async fn an_urging_letter_has_a_paper_of_the_body_that_urges(app: &TestApp) {
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let letter = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo việc trả hồ sơ."});
    let letter = letters::send(app, &inspector, &letter).await;
    let path = format!("/api/v1/urgings/{}/paper", letter.str("/id"));
    let signer = json!({"signer": {"name": "Trần Thị Ký", "title": "Chánh Thanh tra"}});

    let made = app.post(&path, &signer).bearer(&inspector).key(&app.key()).if_match(1).send().await;
    assert_eq!((made.status, made.body["number"].as_str()), (201, Some("01/TTT")), "{}", made.body);
    let page = fetch(app, &officer, &made, "html").await;

    for told in ["Đề nghị báo cáo việc trả hồ sơ.", letter.str("/number"), "CHÁNH THANH TRA", "V/v"]
    {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    assert_eq!(fetch(app, &app.officer("703").await, &made, "html").await.status, 404);
}

#[apply(on_both_apps)]
async fn a_paper_stays_its_units_own_where_the_case_becomes_a_tip_and_leads_to_it_no_more(
    app: &TestApp,
) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let made = issued(app, &officer, &life, &paper("acceptance", &json!({}))).await;
    life.version = 2;
    let before = fetch(app, &officer, &made, "html").await;
    let tip = json!({"command": "requalify", "kind": "corruption_tip", "text": "Người nộp kể việc bị đòi tiền."});

    life.step(&inspector, tip).await;

    let after = fetch(app, &officer, &made, "html").await;
    assert_eq!(
        (after.status, after.text),
        (200, before.text),
        "as before, so that it tells nothing"
    );
    assert_eq!(fetch(app, &inspector, &made, "html").await.status, 404);
    assert_eq!(count(app, ""), 1, "no gap in the book");
    assert_eq!(count(app, " WHERE case_id IS NOT NULL"), 0);
    let next = Life::file(app, &feedback()).await.0;
    let next = issued(app, &officer, &next, &paper("acceptance", &json!({}))).await;
    assert_eq!(next.str("/number"), "02/TB-STNMT");
}
