//! Who reads a concluded violation: inspectors without a conflict, and nobody else.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{PASSWORD, TestApp, feedback, tip, with};
use crate::filing::secrecy::{dump, holds};
use crate::on_both_apps;
use crate::records::conclusions::{
    CHECKS, CONCLUSIONS, change, concluded, record, revocation, send,
};

#[apply(on_both_apps)]
async fn a_conclusion_about_the_inspectorate_is_there_for_another_body_only(app: &TestApp) {
    let (accused, chair) = (app.inspector().await, app.staff(Role::Inspector, Some("H53")).await);
    let made = record(app, &chair, &with(concluded(), &json!({"unit": "TN.TTT"}))).await;
    let path = format!("{CONCLUSIONS}/{}", made.str("/id"));

    let hidden = app.get(&path).bearer(&accused).send().await;
    let listed = app.get(CONCLUSIONS).bearer(&accused).send().await;
    let touched = change(app, &accused, &format!("{path}/revocation"), 1, &revocation()).await;
    let shown = app.get(&path).bearer(&chair).send().await;

    assert_eq!((hidden.status, touched.status, shown.status), (404, 404, 200));
    assert_eq!(listed.body["items"], json!([]));
}

#[apply(on_both_apps)]
async fn a_conflict_of_interest_hides_the_conclusions_of_its_unit_while_it_holds(app: &TestApp) {
    let (one, other) = (app.inspector().await, app.inspector().await);
    let reader = app.staff(Role::PersonnelReader, Some("TN.SNV")).await;
    let key = app.key();
    let made = app.post(CONCLUSIONS, &concluded()).bearer(&one).key(&key).send().await;
    let path = format!("{CONCLUSIONS}/{}", made.str("/id"));
    let elsewhere = record(app, &other, &with(concluded(), &json!({"unit": "TN.SYT"}))).await;
    let count = async |token: &str, query: &str| {
        let list = app.get(&format!("{CONCLUSIONS}{query}")).bearer(token).send().await;
        list.body["items"].as_array().unwrap().len()
    };
    assert_eq!((made.status, count(&one, "").await), (201, 2));
    let conflict = json!({"unit": "TN.STNMT", "until": "2024-10-31"});
    app.post("/api/v1/conflicts", &conflict).bearer(&one).send().await;

    let listed = app.get(CONCLUSIONS).bearer(&one).send().await;
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed.str("/items/0/id"), elsewhere.str("/id"));
    assert_eq!(
        (count(&one, "?unit=TN.STNMT").await, count(&other, "?unit=TN.STNMT").await),
        (0, 1)
    );
    let seen = async |token: &str| app.get(&path).bearer(token).send().await.status;
    assert_eq!((seen(&one).await, seen(&other).await), (404, 200));
    let revoked = change(app, &one, &format!("{path}/revocation"), 1, &revocation()).await;
    let again = app.post(CONCLUSIONS, &concluded()).bearer(&one).key(&key).send().await;
    assert_eq!(
        (revoked.status, again.status),
        (404, 404),
        "nor changed, nor told again by its key"
    );
    let new = send(app, &one, CONCLUSIONS, &concluded()).await;
    assert_eq!(new.faults(), ["/unit own_body"]);
    // A look-up answers for the province: what one inspector must not see is still concluded.
    let look = json!({"name": "Trần Văn Giả Định", "reason": "Rà soát quy hoạch năm 2025."});
    let found = send(app, &reader, CHECKS, &look).await;
    assert_eq!(found.body["items"].as_array().unwrap().len(), 2);

    app.set("2024-11-01T02:00:00Z");
    // Another session of the same inspector: the first has been idle.
    let one = app
        .service
        .sign_in("nguoi.1", PASSWORD.to_owned(), crate::app::HOME)
        .await
        .unwrap()
        .token
        .to_text();
    assert_eq!((count(&one, "").await, seen(&one).await), (2, 200), "the conflict has ended");
}

#[apply(on_both_apps)]
async fn nobody_but_inspectors_reads_a_conclusion(app: &TestApp) {
    let inspector = app.inspector().await;
    let made = record(app, &inspector, &concluded()).await;
    let path = format!("{CONCLUSIONS}/{}", made.str("/id"));
    for role in Role::ALL.iter().copied().filter(|role| *role != Role::Inspector) {
        let token = app.somebody(role, "TN.STNMT").await;
        for path in [CONCLUSIONS, &path] {
            assert_eq!(app.get(path).bearer(&token).send().await.status, 403, "{role}");
        }
        assert_eq!(send(app, &token, CONCLUSIONS, &concluded()).await.status, 403, "{role}");
    }
}

#[apply(on_both_apps)]
async fn a_case_behind_a_conclusion_is_named_only_to_who_may_open_it(app: &TestApp) {
    let (taker, colleague) = (app.inspector().await, app.inspector().await);
    app.file(&tip()).await;
    let tips = app.get("/api/v1/cases?channel=integrity").bearer(&taker).send().await;
    let sealed = tips.str("/items/0/id").to_owned();
    let body = with(concluded(), &json!({"case": sealed}));
    let unopened = send(app, &taker, CONCLUSIONS, &body).await;
    assert_eq!((unopened.status, unopened.faults()), (422, vec!["/case no_such_case".to_owned()]));
    app.assign(&taker, &sealed, 1).await;
    let made = record(app, &taker, &body).await;
    assert_eq!(made.str("/case"), sealed);

    let path = format!("{CONCLUSIONS}/{}", made.str("/id"));
    let own = app.get(&path).bearer(&taker).send().await;
    let other = app.get(&path).bearer(&colleague).send().await;
    let listed = app.get(CONCLUSIONS).bearer(&colleague).send().await;

    assert_eq!(own.str("/case"), sealed);
    assert!(!other.text.contains(&sealed) && !listed.text.contains(&sealed));
    let filed = app.file(&feedback()).await;
    let case = app.case_of(&colleague, filed.str("/number")).await;
    let made = record(app, &colleague, &with(concluded(), &json!({"case": case}))).await;
    assert_eq!(made.str("/case"), case);
}

#[apply(on_both_apps)]
async fn nothing_of_a_concluded_person_lies_open_in_the_database(app: &TestApp) {
    let (inspector, reader) =
        (app.inspector().await, app.staff(Role::PersonnelReader, Some("TN.SNV")).await);
    let made = record(app, &inspector, &with(concluded(), &json!({
        "person": {"name": "CANARYNAME9", "position": "CANARYPOST9", "birth_year": 1980, "id_last4": "Z9Q7"},
        "finding": "CANARYFINDING9",
    }))).await;
    let look = json!({"name": "CANARYNAME9", "position": "CANARYPOST9", "reason": "CANARYREASON9 rà soát"});
    assert_eq!(send(app, &reader, CHECKS, &look).await.body["items"].as_array().unwrap().len(), 1);
    let path = format!("{CONCLUSIONS}/{}/revocation", made.str("/id"));
    change(app, &inspector, &path, 1, &json!({"reason": "CANARYWHY9"})).await;

    let kept = dump(app);

    assert!(holds(&kept, "12/KL-TTr"), "the search finds what is in clear");
    for secret in
        ["CANARYNAME9", "CANARYPOST9", "Z9Q7", "CANARYFINDING9", "CANARYREASON9", "CANARYWHY9"]
    {
        assert!(!holds(&kept, secret), "{secret}");
    }
}
