//! A promised day in other hands: contested, held by another body, told in two cases, or left to a successor.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, with};
use crate::on_both_apps;
use crate::records::apologies::{
    DOSSIER, REGISTER, day, entry, filed, give, late, letter, owed, promise,
};
use crate::records::conclusions::{change, send};
use crate::units::dissolution::succeed;

async fn waiting(app: &TestApp, token: &str) -> Vec<String> {
    let queue = app.get("/api/v1/cases?awaits_inspector=true").bearer(token).send().await;
    let items = queue.body["items"].as_array().unwrap_or_else(|| panic!("{}", queue.body));
    items.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

#[apply(on_both_apps)]
async fn a_contested_day_waits_in_the_inspectors_queue_and_is_told_to_the_inspectorate_once(
    app: &TestApp,
) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = filed(app, &officer, &late("2024-10-24")).await;
    assert_eq!(waiting(app, &inspector).await, Vec::<String>::new());

    let deny = json!({"command": "deny_promise", "text": "Không có giấy hẹn này."});
    assert_eq!(give(app, &officer, &case, deny).await.status, 200);
    let mails =
        [day(app, "2024-10-15T02:10:00Z").await, day(app, "2024-10-15T02:20:00Z").await].concat();
    let told = mails.iter().filter(|it| it.starts_with("tn-ttt")).count();
    assert_eq!((told, waiting(app, &inspector).await), (1, vec![case.id.clone()]), "{mails:#?}");

    let inspector = app.inspector().await;
    let settle =
        json!({"command": "settle_promise", "promised_on": "2024-10-24", "text": "Theo giấy hẹn."});
    assert_eq!(give(app, &inspector, &case, settle).await.status, 200);
    assert_eq!(waiting(app, &inspector).await, Vec::<String>::new());
}

#[apply(on_both_apps)]
async fn a_dispute_of_competence_waits_in_the_same_queue(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = filed(app, &officer, &late("2024-10-24")).await;
    let dispute =
        json!({"command": "dispute_competence", "to": "TN.SYT", "text": "Thuộc ngành y tế."});
    let said = give(app, &officer, &case, dispute).await;
    assert_eq!(said.status, 200, "{}", said.body);

    assert_eq!(waiting(app, &inspector).await, [case.id.as_str()]);
    let settle = json!({"command": "settle_dispute", "upheld": false, "text": "Đúng thẩm quyền."});
    let done = give(app, &inspector, &case, settle).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(waiting(app, &inspector).await, Vec::<String>::new());
}

#[apply(on_both_apps)]
async fn a_day_that_another_bodys_dossier_was_promised_for_is_found_out_by_an_inspector(
    app: &TestApp,
) {
    let (accused, holder) = (app.officer("TN.STNMT").await, app.officer("TN.SYT").await);
    let inspector = app.inspector().await;
    let claim =
        with(late("2024-10-18"), &json!({"kind": "apology_request", "category": "no_apology"}));
    let case = filed(app, &accused, &claim).await;
    let forward = json!({"command": "forward", "to": "TN.SYT", "text": "Do Sở Y tế giải quyết."});
    assert_eq!(give(app, &accused, &case, forward).await.status, 200);
    assert_eq!(owed(app, &case).await, ["confirm_promise released 2024-10-18 -"]);
    assert_eq!(
        (waiting(app, &inspector).await, waiting(app, &accused).await),
        (vec![case.id.clone()], Vec::new())
    );

    assert_eq!(give(app, &holder, &case, json!({"command": "accept"})).await.status, 200);
    let confirm = give(app, &holder, &case, json!({"command": "confirm_promise"})).await;
    assert_eq!((confirm.status, confirm.str("/reason")), (409, "no_promise"));
    let unfounded = json!({"command": "answer", "outcome": "unfounded", "text": "Đơn vị đã kiểm tra và trả lời: Đã xin lỗi."});
    let early = give(app, &holder, &case, unfounded.clone()).await;
    assert_eq!((early.status, early.str("/reason")), (409, "promise_open"));
    // The unit apologises in time, as for any dossier of its own.
    assert_eq!(send(app, &accused, REGISTER, &entry()).await.status, 201);
    let settle =
        json!({"command": "settle_promise", "promised_on": "2024-10-18", "text": "Theo giấy hẹn."});
    let settled = give(app, &inspector, &case, settle).await;
    assert_eq!(settled.status, 200, "{}", settled.body);

    assert_eq!(
        owed(app, &case).await,
        ["confirm_promise released 2024-10-18 -"],
        "no clock runs against it here"
    );
    let said = promise(app, &case).await;
    assert_eq!(
        (said["state"].as_str(), said["verdict"].as_str()),
        (Some("settled"), Some("apologised"))
    );
    let answered = give(app, &holder, &case, unfounded).await;
    assert_eq!(answered.status, 200, "{}", answered.body);
}

#[apply(on_both_apps)]
async fn an_apology_in_one_case_speaks_in_every_case_about_the_dossier(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (first, second) = (
        filed(app, &officer, &late("2024-10-18")).await,
        filed(app, &officer, &late("2024-10-18")).await,
    );
    for case in [&first, &second] {
        assert_eq!(
            give(app, &officer, case, json!({"command": "confirm_promise"})).await.status,
            200
        );
    }
    let done = give(app, &officer, &first, with(letter(), &json!({"command": "apologise"}))).await;
    assert_eq!(done.status, 200, "{}", done.body);

    day(app, "2024-10-18T02:00:00Z").await;

    assert_eq!(
        owed(app, &second).await,
        [
            "confirm_promise met 2024-10-18 -",
            "finish open 2024-10-25 -",
            "finish_or_apologise met 2024-10-17 -",
        ]
    );
    assert_eq!(promise(app, &second).await["verdict"], "apologised");
    let inspector = app.inspector().await;
    let lines = app.get(REGISTER).bearer(&inspector).send().await;
    assert_eq!(lines.body["items"].as_array().unwrap().len(), 1, "one apology a dossier");
    assert!(app.service.verify_ledger(|_| {}).is_ok());
}

#[apply(on_both_apps)]
async fn an_apology_that_comes_late_in_one_case_ends_what_is_owed_in_the_other(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (first, second) = (
        filed(app, &officer, &late("2024-10-18")).await,
        filed(app, &officer, &late("2024-10-18")).await,
    );
    for case in [&first, &second] {
        assert_eq!(
            give(app, &officer, case, json!({"command": "confirm_promise"})).await.status,
            200
        );
    }
    for at in ["2024-10-18", "2024-10-25"] {
        day(app, &format!("{at}T02:00:00Z")).await;
    }
    let missed = owed(app, &second).await;
    assert!(missed.iter().all(|it| !it.ends_with(" -") || it.starts_with("confirm")), "{missed:?}");
    let officer = app.officer("TN.STNMT").await;
    let apology = with(
        letter(),
        &json!({"command": "apologise", "served_on": "2024-10-25", "new_date": "2024-11-01"}),
    );
    assert_eq!(give(app, &officer, &first, apology).await.status, 200);

    app.worker.tick().await.unwrap();

    let after = owed(app, &second).await;
    assert!(
        after.iter().any(|it| it.starts_with("late_apology met"))
            && after.iter().any(|it| it.starts_with("finish open 2024-11-01")),
        "{after:?}"
    );
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_result_in_one_case_speaks_in_every_case_about_the_dossier(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (first, second) = (
        filed(app, &officer, &late("2024-10-18")).await,
        filed(app, &officer, &late("2024-10-18")).await,
    );
    for case in [&first, &second] {
        assert_eq!(give(app, &officer, case, json!({"command": "accept"})).await.status, 200);
        assert_eq!(
            give(app, &officer, case, json!({"command": "confirm_promise"})).await.status,
            200
        );
    }
    assert_eq!(
        give(app, &officer, &first, with(letter(), &json!({"command": "apologise"}))).await.status,
        200
    );
    day(app, "2024-10-24T02:00:00Z").await;
    let officer = app.officer("TN.STNMT").await;
    let lines = app.get(REGISTER).bearer(&officer).send().await;
    let path = format!("{REGISTER}/{}/result", lines.str("/items/0/id"));
    let beside = change(app, &officer, &path, 1, &json!({"finished_on": "2024-10-24"})).await;
    assert_eq!(
        (beside.status, beside.str("/errors/0/code")),
        (422, "dossier_in_case"),
        "the case has the clock"
    );
    let result =
        json!({"command": "record_result", "finished_on": "2024-10-24", "text": "Đã trả kết quả."});
    assert_eq!(give(app, &officer, &first, result).await.status, 200);

    let mails = day(app, "2024-10-28T02:00:00Z").await;

    assert!(
        owed(app, &second).await.contains(&"finish met 2024-10-25 -".to_owned()),
        "{:?}",
        owed(app, &second).await
    );
    assert_eq!(promise(app, &second).await["verdict"], "apologised");
    assert!(mails.iter().all(|it| !it.starts_with("chu-tich")), "no second lateness: {mails:#?}");
}

#[apply(on_both_apps)]
async fn what_an_inspector_records_of_another_bodys_dossier_shows_no_case_to_the_unit(
    app: &TestApp,
) {
    let (accused, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = filed(app, &accused, &late("2024-10-18")).await;
    // The inspectorate takes the case: its inspectors are no unit whose promise it was.
    let forward = json!({"command": "forward", "to": "TN.TTT", "text": "Thanh tra giải quyết."});
    assert_eq!(give(app, &inspector, &case, forward).await.status, 200);
    for body in [
        json!({"command": "settle_promise", "promised_on": "2024-10-18", "text": "Theo giấy hẹn."}),
        with(letter(), &json!({"command": "apologise"})),
    ] {
        let done = give(app, &inspector, &case, body).await;
        assert_eq!(done.status, 200, "{}", done.body);
    }
    let lines = app.get(REGISTER).bearer(&accused).send().await;
    assert_eq!(lines.body["items"].as_array().unwrap().len(), 1);
    assert!(lines.body["items"][0].get("case_number").is_none(), "{}", lines.body);
    let path = format!("{REGISTER}/{}/result", lines.str("/items/0/id"));
    let done = change(app, &accused, &path, 1, &json!({"finished_on": "2024-10-15"})).await;
    assert_eq!(done.status, 200, "{}", done.body);
}

#[apply(on_both_apps)]
async fn a_day_nobody_has_decided_keeps_a_case_open_unless_it_becomes_a_kind_without_one(
    app: &TestApp,
) {
    let (accused, inspector, holder) =
        (app.officer("TN.STNMT").await, app.inspector().await, app.officer("TN.SYT").await);
    let claim = |day: &str| with(late(day), &json!({"category": "no_apology"}));
    let plain = filed(app, &accused, &late("2024-10-24")).await;
    let open = filed(app, &accused, &claim("2024-10-24")).await;
    let forward = json!({"command": "forward", "to": "TN.SYT", "text": "Do Sở Y tế giải quyết."});
    let answer = json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Đã trả lời."});
    for case in [&plain, &open] {
        assert_eq!(give(app, &accused, case, forward.clone()).await.status, 200);
        for body in [json!({"command": "accept"}), answer.clone()] {
            assert_eq!(give(app, &holder, case, body).await.status, 200);
        }
    }
    let confirm = async |case: &crate::records::apologies::Filed| {
        let reply = app
            .post("/api/v1/report/confirmation", &json!({}))
            .receipt(&case.receipt)
            .key(&app.key())
            .send()
            .await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        reply.str("/state").to_owned()
    };
    assert_eq!(
        waiting(app, &inspector).await,
        [open.id.as_str()],
        "a forward alone asks nothing of an inspector"
    );
    assert_eq!(
        (confirm(&plain).await, confirm(&open).await),
        ("closed".to_owned(), "answered".to_owned())
    );
    let settle = json!({"command": "settle_promise", "text": "Không có giấy hẹn."});
    assert_eq!(give(app, &inspector, &open, settle).await.str("/case/state"), "closed");

    let other = filed(app, &accused, &late("2024-10-24")).await;
    let deny = json!({"command": "deny_promise", "text": "Không có giấy hẹn này."});
    assert_eq!(give(app, &accused, &other, deny).await.status, 200);
    let requalify =
        json!({"command": "requalify", "kind": "rule_feedback", "text": "Góp ý về quy định."});
    let done = give(app, &inspector, &other, requalify).await;
    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(waiting(app, &inspector).await, Vec::<String>::new());
    // A rule is the committee's office's to answer for.
    let office = app.officer("TN.VP").await;
    for body in [json!({"command": "accept"}), answer] {
        let done = give(app, &office, &other, body).await;
        assert_eq!(done.status, 200, "{}", done.body);
    }
    assert_eq!(confirm(&other).await, "closed");
}

#[apply(on_both_apps)]
async fn where_the_inspectorate_has_promised_itself_the_province_is_told_and_decides(
    app: &TestApp,
) {
    let accused = app.inspector().await;
    let case = filed(app, &accused, &with(late("2024-10-24"), &json!({"unit": "TN.TTT"}))).await;
    app.worker.tick().await.unwrap();
    app.mail.take();
    let officer = app.officer("TN.TTT").await;
    let deny = json!({"command": "deny_promise", "text": "Không có giấy hẹn này."});
    assert_eq!(give(app, &officer, &case, deny).await.status, 200);
    let mails = day(app, "2024-10-15T02:10:00Z").await;
    assert!(
        mails.iter().any(|it| it.starts_with("chu-tich")
            || it.starts_with("ubnd")
            || it.starts_with("h53")),
        "{mails:?}"
    );
    assert!(mails.iter().all(|it| !it.starts_with("tn-ttt")), "{mails:?}");
    let settle =
        json!({"command": "settle_promise", "promised_on": "2024-10-24", "text": "Theo giấy hẹn."});
    assert_eq!(give(app, &accused, &case, settle.clone()).await.status, 409);
    let chair = app.staff(liemchinh::harness::domain::Role::Inspector, Some("H53")).await;
    let done = give(app, &chair, &case, settle).await;
    assert_eq!(done.status, 200, "{}", done.body);
}

#[apply(on_both_apps)]
async fn the_register_of_a_unit_goes_on_with_whoever_took_over_all_of_it(app: &TestApp) {
    app.set("2025-06-20T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    let line = with(
        entry(),
        &json!({"promised_on": "2025-06-27", "served_on": "2025-06-20", "new_date": "2025-07-10"}),
    );
    let entered = send(app, &officer, REGISTER, &line).await;
    assert_eq!(entered.status, 201, "{}", entered.body);
    app.set("2025-07-02T02:00:00Z");
    succeed(app, "2025-07-01", false).await;

    let (after, other) = (app.officer("TN.SNNMT").await, app.officer("TN.SYT").await);
    let seen = async |token: &str| {
        let lines = app.get(REGISTER).bearer(token).send().await;
        let codes: Vec<Value> = lines.body["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["dossier_code"].clone())
            .collect();
        codes
    };
    assert_eq!((seen(&after).await, seen(&other).await), (vec![json!(DOSSIER)], Vec::new()));
    let path = format!("{REGISTER}/{}/result", entered.str("/id"));
    let result = json!({"finished_on": "2025-07-02"});
    assert_eq!(change(app, &other, &path, 1, &result).await.status, 404);
    let again =
        json!({"promised_on": "2025-07-10", "served_on": "2025-07-02", "new_date": "2025-07-31"});
    let twice = send(app, &after, REGISTER, &with(line, &again)).await;
    assert_eq!((twice.status, twice.str("/errors/0/code")), (422, "dossier_known"));
    let done = change(app, &after, &path, 1, &result).await;
    assert_eq!((done.status, done.str("/verdict")), (200, "apologised"), "{}", done.body);
}

#[apply(on_both_apps)]
async fn a_dossier_stands_in_a_register_once_however_its_code_is_typed(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let first = send(app, &officer, REGISTER, &entry()).await;
    assert_eq!(first.status, 201, "{}", first.body);

    for typed in [
        DOSSIER.to_lowercase(),
        DOSSIER.replace('-', "–"),
        DOSSIER.replace('-', " "),
        DOSSIER.replace('-', " - "),
        DOSSIER.replace('-', ""),
        DOSSIER.replace('-', "\u{2011}"),
        DOSSIER.replace('0', "０"),
        format!("\u{200B}{DOSSIER}\u{A0}"),
    ] {
        let body = with(entry(), &json!({"dossier_code": typed}));
        let again = send(app, &officer, REGISTER, &body).await;
        assert_eq!(again.status, 422, "{typed} {}", again.body);
        assert_eq!(again.body["errors"][0]["pointer"], "/dossier_code", "{typed}");
    }
    let found = app.get(&format!("{REGISTER}?dossier_code={}", DOSSIER.to_lowercase()));
    let found = found.bearer(&officer).send().await;
    assert_eq!(found.body["items"].as_array().unwrap().len(), 1, "{}", found.body);
    assert_eq!(found.body["items"][0]["dossier_code"], DOSSIER, "as it was typed");
}
