//! A bribe told in words: what whoever files is asked, and what only inspectors see of it.

use std::fs;

use liemchinh::harness::domain::Role;
use liemchinh::harness::service::import::{ImportError, import};
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::on_both_apps;
use crate::steps::{must, typed};
use crate::units::import::copy;

/// As long as [`PLAIN`].
const BRIBE: &str = "Cán bộ ở quầy số ba vòi tôi 200.000 đồng mới nhận hồ sơ.";
const PLAIN: &str = "Cán bộ ở quầy số ba hẹn tôi quá 9 ngày mà chưa trả hồ sơ";
const VI: &str = "Có vẻ bạn kể về việc đòi tiền. Gửi như tin báo thì cơ quan này không đọc được.";

fn told(text: &str) -> Value {
    with(feedback(), &json!({"text": text}))
}

/// What the answer asks: code, category, words.
fn asked(reply: &Reply) -> Value {
    reply.body["hints"].clone()
}

fn hint(text: &str) -> Value {
    json!([{"code": "money_or_gift", "category": "money_or_gift", "text": text}])
}

async fn numbers(app: &TestApp, token: &str, query: &str) -> Vec<String> {
    let page = app.get(&format!("/api/v1/cases?{query}")).bearer(token).send().await;
    assert_eq!(page.status, 200, "{}", page.text);
    let items = page.body["items"].as_array().unwrap();
    items.iter().map(|it| it["number"].as_str().unwrap().to_owned()).collect()
}

/// Everything that is told of a case but its own names: status, heads and bodies, letter for letter.
async fn looks(app: &TestApp, token: &str, number: &str, text: &str) -> Vec<String> {
    let case = app.case_of(token, number).await;
    let mut seen = Vec::new();
    for part in ["", "/events", "/obligations"] {
        let path = format!("/api/v1/cases/{case}{part}");
        let reply = app.get(&path).bearer(token).send().await;
        let mut heads = reply.headers;
        heads.retain(|name, _| !matches!(name.as_str(), "date" | "x-request-id"));
        let body = reply.text.replace(&case, "ID").replace(number, "NUMBER").replace(text, "TEXT");
        let pieces =
            body.split('"').map(|it| if uuid::Uuid::parse_str(it).is_ok() { "ID" } else { it });
        seen.push(format!("{} {heads:?} {}", reply.status, pieces.collect::<Vec<_>>().join("\"")));
    }
    seen
}

#[apply(on_both_apps)]
async fn filing_and_its_rehearsal_ask_about_money_in_the_words_and_a_repetition_asks_the_same(
    app: &TestApp,
) {
    let (key, body) = (app.key(), told(BRIBE));
    let file = async || app.post("/api/v1/reports", &body).key(&key).send().await;
    let dry = app.post("/api/v1/reports?dry_run=true", &body).send().await;
    let filed = file().await;
    app.set("2024-10-16T02:00:00Z");
    let again = file().await;
    let english = app.post("/api/v1/reports?dry_run=true", &body).header("Accept-Language", "en");

    assert_eq!((filed.status, filed.str("/channel")), (201, "service"), "it decides nothing");
    for reply in [&dry, &filed, &again] {
        assert_eq!(asked(reply), hint(VI));
    }
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(
        asked(&english.send().await),
        hint("You seem to tell of money asked for. Sent as a tip, this body cannot read it.")
    );
    for other in [told(PLAIN), tip(), with(told(BRIBE), &json!({"bribe": {"fact": "asked"}}))] {
        let filed = app.post("/api/v1/reports", &other).key(&app.key()).send().await;
        assert_eq!((filed.status, asked(&filed)), (201, Value::Null), "{other}");
    }
}

#[apply(on_both_apps)]
async fn whoever_files_at_the_desk_or_for_the_front_is_asked_too(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let demand = with(
        told(BRIBE),
        &json!({"kind": "front_demand", "reporter_type": "front", "contact": {"name": "Phạm Văn Thử", "phone": "0900 000 003"}}),
    );

    assert_eq!(asked(&typed(app, &clerk, &json!({"text": BRIBE})).await), hint(VI));
    assert_eq!(asked(&typed(app, &clerk, &json!({"text": PLAIN})).await), Value::Null);
    assert_eq!(asked(&app.file(&demand).await), hint(VI));
}

#[apply(on_both_apps)]
async fn inspectors_find_what_hints_at_money_and_see_how_much(app: &TestApp) {
    let hinted = app.file(&told(BRIBE)).await;
    app.file(&told(PLAIN)).await;
    let own = app.file(&with(told(BRIBE), &json!({"unit": "TN.TTT"}))).await;
    let inspector = app.inspector().await;
    let number = hinted.str("/number");

    assert_eq!(numbers(app, &inspector, "hint=true").await, [number], "not of the own body");
    assert_eq!(numbers(app, &inspector, "hint=true&state=received&open=true").await, [number]);
    assert_eq!(numbers(app, &inspector, "hint=false").await.len(), 3);
    let counted = app.get("/api/v1/cases?hint=true&count=true").bearer(&inspector).send().await;
    assert_eq!(counted.body["count"], 1);
    let weight = counted.body.pointer("/items/0/hint").and_then(Value::as_i64).unwrap();
    assert!(weight >= 10);
    let case = app.case_of(&inspector, number).await;
    let read = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert_eq!(read.body["hint"], weight);
    let own = app.case_of(&inspector, own.str("/number")).await;
    let read = app.get(&format!("/api/v1/cases/{own}")).bearer(&inspector).send().await;
    assert_eq!(read.body["hint"], Value::Null);

    let officer = app.officer("TN.STNMT").await;
    let forward = json!({"command": "forward", "to": "TN.TTT", "text": "Thanh tra giải quyết."});
    must(app, &officer, &case, forward).await;
    assert!(numbers(app, &inspector, "hint=true").await.is_empty(), "the own body holds it now");
    let read = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert_eq!(read.body["hint"], Value::Null);
}

#[apply(on_both_apps)]
async fn for_everybody_else_a_case_with_a_hint_is_as_one_without_letter_for_letter(app: &TestApp) {
    assert_eq!(BRIBE.len(), PLAIN.len(), "or the lengths differ by themselves");
    for unit in ["TN.STNMT", "TN.TTT"] {
        let of = |text| with(told(text), &json!({"unit": unit}));
        let hinted = app.file(&of(BRIBE)).await.str("/number").to_owned();
        let plain = app.file(&of(PLAIN)).await.str("/number").to_owned();
        let readers = match unit {
            "TN.TTT" => vec![app.inspector().await],
            _ => vec![app.officer(unit).await, app.staff(Role::UnitLeader, Some(unit)).await],
        };
        for reader in &readers {
            assert_eq!(
                looks(app, reader, &hinted, BRIBE).await,
                looks(app, reader, &plain, PLAIN).await
            );
        }
    }
}

#[apply(on_both_apps)]
async fn for_everybody_else_the_filter_does_not_exist_letter_for_letter(app: &TestApp) {
    app.file(&told(BRIBE)).await;
    for token in
        [app.officer("TN.STNMT").await, app.staff(Role::UnitLeader, Some("TN.STNMT")).await]
    {
        for query in [
            "NAME=true",
            "NAME=",
            "NAME=perhaps",
            "NAME=true&NAME=true",
            "NAME=%01",
            "state=lost&NAME=true",
            "NAME=true&state=lost",
            "NAME=true&neither=1",
        ] {
            let ask = async |name: &str| {
                let path = format!("/api/v1/cases?{}", query.replace("NAME", name));
                let reply = app.get(&path).bearer(&token).send().await;
                let id = reply.str("/request_id").to_owned();
                let mut heads = reply.headers.clone();
                heads.retain(|name, _| {
                    !matches!(name.as_str(), "date" | "x-request-id" | "content-length")
                });
                let text = reply.text.replace(&id, "ID").replace(&format!("?{name}"), "?NAME");
                (reply.status, heads, text)
            };
            let (hint, nonsense) = (ask("hint").await, ask("nonsense").await);
            assert_eq!(hint.0, 400, "{query}");
            assert_eq!(hint, nonsense, "{query}");
        }
    }
}

/// Imports the data with other words in it.
async fn with_words(app: &TestApp, words: &str) -> Result<(), ImportError> {
    let folder = copy();
    fs::write(folder.path().join("hints.csv"), format!("words,role,weight,marked\n{words}"))
        .unwrap();
    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    import(&app.db, &folder.path().into(), now, false).await?;
    app.service.refresh().await.unwrap();
    Ok(())
}

#[apply(on_both_apps)]
async fn the_words_are_data_and_what_was_asked_is_asked_again_when_they_are_others(app: &TestApp) {
    let key = app.key();
    let file = async |key: &str, text: &str| {
        app.post("/api/v1/reports", &told(text)).key(key).send().await
    };
    assert_eq!(asked(&file(&key, BRIBE).await), hint(VI));

    with_words(app, "quá 9 ngày,money,10,false\n").await.unwrap();

    assert_eq!(asked(&file(&app.key(), BRIBE).await), Value::Null, "what was taken out is gone");
    assert_eq!(asked(&file(&app.key(), PLAIN).await), hint(VI));
    assert_eq!(asked(&file(&key, BRIBE).await), hint(VI), "as it was told then");

    let wrong =
        "quà,gift,10,false\nquà,money,101,false\n.. tiền,money,10,false\nquà,money,10,perhaps\n";
    let Err(ImportError::Faults(faults)) = with_words(app, wrong).await else {
        panic!("wrong words were imported")
    };
    let told: Vec<&str> = faults.iter().map(|fault| fault.en.as_str()).collect();
    assert_eq!(
        told,
        [
            "hints.csv:2: role: is not a known code",
            "hints.csv:3: weight: must be from 0 to 100",
            "hints.csv:4: words: must begin with a word, # or $",
            "hints.csv:5: marked: must be true or false",
        ]
    );
}
