//! Filing: what is refused, where a report goes, and that it happens once.

use liemchinh::harness::domain::Receipt;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::on_both_apps;

const REPORTS: &str = "/api/v1/reports";

#[apply(on_both_apps)]
async fn a_feedback_is_routed_to_its_unit_with_clocks_and_articles(app: &TestApp) {
    let filed = app.file(&feedback()).await;

    assert_eq!(filed.str("/channel"), "service");
    assert_eq!(filed.str("/holder/code"), "TN.STNMT");
    assert_eq!(filed.str("/number").len(), 10);
    assert_eq!(filed.str("/received_on"), "2024-10-15");
    assert!(filed.str("/routing/reason").contains("20/2008"));
    assert!(Receipt::parse(filed.str("/receipt")).is_some());
    let owed: Vec<_> = filed.body["obligations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["step"].as_str().unwrap(), one["due_on"].as_str().unwrap()))
        .collect();
    assert_eq!(
        owed,
        [("forward", "2024-10-22"), ("accept", "2024-10-29"), ("answer", "2024-10-29")]
    );
    assert_eq!(filed.headers["location"], "/api/v1/report");
}

#[apply(on_both_apps)]
async fn every_fault_is_told_at_once_and_nothing_is_written(app: &TestApp) {
    let body = json!({
        "kind": "conduct_feedback",
        "reporter_type": "business",
        "category": "coffee",
        "sector": "space",
        "unit": "TN.NONE",
        "locality": "TN.STNMT",
        "text": "ngắn",
        "incident_on": "2024-10-16",
        "promised_on": "16/10/2024",
        "bribe": {"fact": "offered", "amount_vnd": -1},
        "contact": {"name": "A", "phone": "12", "email": "khong-phai-thu"},
        "status": "closed",
    });

    let reply = app.post(REPORTS, &body).key(&app.key()).send().await;

    assert_eq!((reply.status, reply.code()), (422, "invalid"));
    let mut faults = reply.faults();
    faults.sort();
    let expected = [
        "/bribe/amount_vnd out_of_range",
        "/bribe/fact not_allowed",
        "/category no_such_category",
        "/contact/email not_an_email",
        "/contact/name too_short",
        "/contact/phone too_short",
        "/incident_on in_the_future",
        "/locality not_a_locality",
        "/promised_on not_a_date",
        "/sector no_such_sector",
        "/status unknown_member",
        "/text too_short",
        "/truthful not_declared",
        "/unit no_such_unit",
    ];
    assert_eq!(faults, expected);
    let inspector = app.inspector().await;
    let queue = app.get("/api/v1/cases?count=true").bearer(&inspector).send().await;
    assert_eq!(queue.body["count"], 0);
}

#[apply(on_both_apps)]
async fn the_contact_asked_for_depends_on_the_kind_and_the_reporter(app: &TestApp) {
    let faults = async |body: Value| {
        let reply = app.post(REPORTS, &body).key(&app.key()).send().await;
        if reply.status == 201 { Vec::new() } else { reply.faults() }
    };
    let contact = |changes: Value| with(feedback(), &json!({"contact": changes}));

    assert_eq!(
        faults(with(feedback(), &json!({"contact": null}))).await,
        ["/contact contact_required"]
    );
    assert_eq!(faults(contact(json!({"name": "Trần Văn A"}))).await, ["/contact unreachable"]);
    assert_eq!(
        faults(with(feedback(), &json!({"consent_version": null}))).await,
        ["/consent_version required"]
    );
    assert_eq!(
        faults(with(feedback(), &json!({"consent_version": "2031-01"}))).await,
        ["/consent_version no_such_consent"]
    );
    let business = with(feedback(), &json!({"reporter_type": "business"}));
    assert_eq!(
        faults(business.clone()).await,
        ["/contact/tax_code required", "/contact/organisation required"]
    );
    let whole = with(
        business,
        &json!({"contact": {"name": "Trần Văn A", "phone": "0900000002", "tax_code": "3900000001", "organisation": "Công ty Thử"}}),
    );
    assert_eq!(faults(whole.clone()).await, Vec::<String>::new());
    // From 01/07/2025 a household business has its holder's twelve digits.
    let mut household = whole;
    household["contact"]["tax_code"] = json!("072099000001");
    assert_eq!(faults(household.clone()).await, Vec::<String>::new());
    household["contact"]["tax_code"] = json!("07209900001");
    assert_eq!(faults(household).await, ["/contact/tax_code not_a_tax_code"]);
    assert_eq!(faults(tip()).await, Vec::<String>::new(), "a tip may be anonymous");
}

#[apply(on_both_apps)]
async fn money_makes_a_report_an_integrity_report_whatever_was_sent(app: &TestApp) {
    let bribe = with(feedback(), &json!({"bribe": {"fact": "paid", "amount_vnd": 200_000}}));
    let dry = app.post(&format!("{REPORTS}?dry_run=true"), &bribe).send().await;
    let moved = app.file(&bribe).await;
    let category = app.file(&with(tip(), &json!({"bribe": null}))).await;
    let confirmed = app.file(&with(bribe.clone(), &json!({"unit_may_see": true}))).await;

    assert_eq!((dry.status, dry.str("/kind")), (200, "corruption_tip"));
    assert_eq!(dry.body["moved_to_integrity"], true);
    assert!(dry.body.get("receipt").is_none());
    assert_eq!(
        (moved.str("/channel"), &moved.body["moved_to_integrity"]),
        ("integrity", &json!(true))
    );
    assert!(moved.body.get("number").is_none() && moved.body.get("holder").is_none());
    assert_eq!(moved.str("/visible_to"), dry.str("/visible_to"));
    assert_eq!(category.str("/channel"), "integrity");
    assert_eq!(confirmed.str("/channel"), "service");
    let officer = app.officer("TN.STNMT").await;
    let queue = app.get("/api/v1/cases").bearer(&officer).send().await;
    assert_eq!(queue.body["items"].as_array().unwrap().len(), 1, "only the confirmed one");
}

#[apply(on_both_apps)]
async fn a_report_always_has_a_holder_whoever_is_named(app: &TestApp) {
    let holder = async |changes: Value| {
        let filed = app.file(&with(feedback(), &changes)).await;
        filed.str("/holder/code").to_owned()
    };

    assert_eq!(holder(json!({"unit": "25456"})).await, "25456");
    assert_eq!(holder(json!({"unit": "703"})).await, "703");
    assert_eq!(holder(json!({"unit": "TN.CA"})).await, "TN.VP", "outside the movement");
    assert_eq!(holder(json!({"unit": null, "locality": "25459"})).await, "25459");
    assert_eq!(holder(json!({"unit": null, "sector": "health"})).await, "TN.SYT");
    assert_eq!(holder(json!({"unit": null, "sector": null})).await, "TN.VP");
}

#[apply(on_both_apps)]
async fn a_key_has_one_effect_however_often_it_is_sent(app: &TestApp) {
    let key = app.key();
    let send = async |body: &Value| app.post(REPORTS, body).key(&key).send().await;

    let first = send(&feedback()).await;
    let again = send(&feedback()).await;
    let other = send(&with(feedback(), &json!({"category": "other"}))).await;
    let (a, b, c) = {
        let (key, body) = (app.key(), tip());
        let one = || app.post(REPORTS, &body).key(&key).send();
        tokio::join!(one(), one(), one())
    };

    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.body, again.body, "the same receipt, derived anew");
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"));
    assert_eq!([a.status, b.status, c.status], [201, 201, 201]);
    assert!(a.body == b.body && b.body == c.body, "three at once are one");
    let inspector = app.inspector().await;
    for (channel, count) in [("service", 1), ("integrity", 1)] {
        let path = format!("/api/v1/cases?count=true&channel={channel}");
        let queue = app.get(&path).bearer(&inspector).send().await;
        assert_eq!(queue.body["count"], count, "{channel}");
    }
}

#[apply(on_both_apps)]
async fn a_key_is_one_in_both_channels(app: &TestApp) {
    let key = app.key();
    let first = app.post(REPORTS, &feedback()).key(&key).send().await;
    let other = app.post(REPORTS, &tip()).key(&key).send().await;
    let (one, two) = {
        let key = app.key();
        let (feedback, tip) = (feedback(), tip());
        tokio::join!(
            app.post(REPORTS, &feedback).key(&key).send(),
            app.post(REPORTS, &tip).key(&key).send()
        )
    };

    assert_eq!((first.status, other.status), (201, 422));
    let mut both = [one.status, two.status];
    both.sort_unstable();
    assert_eq!(both, [201, 422], "of two at once one is filed");
}

#[apply(on_both_apps)]
async fn a_brought_receipt_makes_a_lost_answer_harmless(app: &TestApp) {
    let mine =
        Receipt::from_bytes(*b"\x91\x02\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x20")
            .to_text();
    let body = with(feedback(), &json!({"receipt": mine}));

    let first = app.file(&body).await;
    let again = app.file(&body).await;
    let other = app
        .post(REPORTS, &with(body.clone(), &json!({"category": "other"})))
        .key(&app.key())
        .send()
        .await;
    let channel =
        app.post(REPORTS, &with(tip(), &json!({"receipt": mine}))).key(&app.key()).send().await;
    let weak = Receipt::from_bytes([7; 16]).to_text();
    let weak = app
        .post(REPORTS, &with(feedback(), &json!({"receipt": weak})))
        .key(&app.key())
        .send()
        .await;
    let typo = app
        .post(REPORTS, &with(feedback(), &json!({"receipt": "LC1-AAAA"})))
        .key(&app.key())
        .send()
        .await;

    assert_eq!(first.str("/receipt"), mine);
    assert_eq!(first.str("/number"), again.str("/number"));
    assert_eq!((other.status, other.code()), (409, "receipt_taken"));
    assert_eq!(
        (channel.status, channel.code()),
        (409, "receipt_taken"),
        "one receipt, one report, in whichever channel"
    );
    assert_eq!(weak.faults(), ["/receipt weak_receipt"]);
    assert_eq!(typo.faults(), ["/receipt not_a_receipt"]);
}

#[apply(on_both_apps)]
async fn a_key_is_needed_and_must_be_hard_to_guess(app: &TestApp) {
    let without = app.post(REPORTS, &feedback()).send().await;
    let short = app.post(REPORTS, &feedback()).key("short").send().await;

    assert_eq!((without.status, without.code()), (400, "idempotency_key_required"));
    assert_eq!((short.status, short.code()), (400, "idempotency_key_required"));
}

#[apply(on_both_apps)]
async fn a_retry_after_midnight_still_gets_its_first_answer(app: &TestApp) {
    let body = with(feedback(), &json!({"unit": "25597"}));
    app.set("2025-06-30T10:00:00Z");
    let key = app.key();
    let first = app.post(REPORTS, &body).key(&key).send().await;

    // This commune ended with June 2025 and was divided, so the same body would be refused now.
    app.set("2025-07-01T02:00:00Z");
    let again = app.post(REPORTS, &body).key(&key).send().await;
    let fresh = app.post(REPORTS, &body).key(&app.key()).send().await;

    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.str("/receipt"), again.str("/receipt"));
    assert_eq!(fresh.faults(), ["/unit unit_split"]);
}

#[apply(on_both_apps)]
async fn odd_dossier_codes_are_kept_and_marked(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let mut recognised = Vec::new();
    for code in ["H53.05-241014-0007", "hồ sơ số 12"] {
        let filed = app.file(&with(feedback(), &json!({"dossier_code": code}))).await;
        let case = app.case_of(&officer, filed.str("/number")).await;
        let read = app.get(&format!("/api/v1/cases/{case}")).bearer(&officer).send().await;
        assert_eq!(read.str("/report/dossier_code"), code);
        recognised.push(read.body["report"]["dossier_recognised"].clone());
    }

    assert_eq!(recognised, [json!(true), json!(false)]);
}
