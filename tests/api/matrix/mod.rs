//! Who may do what to what: every operation of the contract, asked by everybody about the own, a foreign, an ended and a sealed thing, and
//! about nothing, as a table that is read before it is signed.

mod people;
mod things;

use std::collections::BTreeMap;
use std::fmt::Write;

use liemchinh::harness::api::{OPERATIONS, Operation};
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Reply;
use crate::contract::example_of;
use crate::on_both_apps;
use people::{IN_CHARGE, People, Who};
use things::Things;

/// What ends the session of whoever asks: everybody signs in again after it, but for who has the tip in hand and is not asked.
const ENDS_SESSIONS: &str = "sign_out";

/// The members of a body by their places, those of a list as one: what a reader is shown, whatever stands in it.
fn places(at: &Value, place: &str, found: &mut Vec<String>) {
    match at {
        Value::Object(members) => {
            for (name, inner) in members {
                let place = format!("{place}/{name}");
                places(inner, &place, found);
                found.push(place);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| places(it, &format!("{place}/*"), found)),
        _ => {}
    }
}

/// What shows the newest of many things that were done at one moment: one time these, one time those.
const OF_A_MOMENT: &str = "list_accesses";

/// A short name of what an answer shows: of a problem its code, of anything else a hash of its members.
fn shown(operation: &Operation, reply: &Reply) -> String {
    if operation.id == OF_A_MOMENT && reply.status < 400 {
        return reply.status.to_string();
    }
    if let Some(code) = reply.body["code"].as_str().filter(|_| reply.status >= 400) {
        return format!("{} {code}", reply.status);
    }
    let mut found = Vec::new();
    places(&reply.body, "", &mut found);
    found.sort();
    found.dedup();
    let hash = found.join("\n").bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{} #{:04x}", reply.status, hash & 0xffff)
}

/// The answer but for what is of this one request.
fn without_id(reply: &Reply) -> Value {
    let mut body = reply.body.clone();
    if let Some(members) = body.as_object_mut() {
        members.remove("request_id");
        members.remove("instance");
    }
    body
}

async fn asked(app: &TestApp, operation: &Operation, path: &str, who: &Who) -> Reply {
    let call = match operation.method {
        "get" => app.get(path),
        "post" => app.post(path, &example_of(operation).unwrap_or_else(|| json!({}))),
        "put" => app.put(path, &example_of(operation).unwrap_or_else(|| json!({}))),
        "delete" => app.delete(path),
        "head" => app.head(path),
        other => panic!("{other}"),
    };
    // A version that nothing has: what may be changed says 412, and stays as it is.
    let call = call.key(&app.key()).if_match(999_999);
    match who {
        Who::Nobody => call,
        Who::Receipt(receipt) => call.receipt(receipt),
        Who::Staff(token) => call.bearer(token),
    }
    .send()
    .await
}

#[apply(on_both_apps)]
async fn b2_who_may_do_what_to_what_is_as_it_was_signed(app: &TestApp) {
    let things = Things::make(app).await;
    let mut people = People::make(app, &things).await;
    let mut table = String::new();
    for operation in OPERATIONS {
        let mut let_in = false;
        let mut of_nothing: BTreeMap<&str, Value> = BTreeMap::new();
        for (thing, path) in things.paths(operation) {
            let mut cells: BTreeMap<String, Vec<&str>> = BTreeMap::new();
            let ends = operation.id == ENDS_SESSIONS;
            let asking = people.who_differ(operation.access);
            for (name, who) in asking.filter(|(name, _)| !ends || *name != IN_CHARGE) {
                let reply = asked(app, operation, &path, who).await;
                let_in |= ![401, 403].contains(&reply.status);
                if reply.status == 404 {
                    // What is not theirs is not there, to the last sign.
                    let first = of_nothing.entry(name).or_insert_with(|| without_id(&reply));
                    assert_eq!(without_id(&reply), *first, "{} {thing} {name}", operation.id);
                }
                cells.entry(shown(operation, &reply)).or_default().push(name);
            }
            writeln!(table, "{} {thing}", operation.id).unwrap();
            for (cell, names) in cells {
                writeln!(table, "  {cell}: {}", names.join(" ")).unwrap();
            }
        }
        if operation.id == ENDS_SESSIONS {
            people = People::make(app, &things).await;
        }
        // Whom the contract shows signing in has no account here.
        assert!(let_in || operation.id == "sign_in", "{} is nobody's", operation.id);
    }
    insta::assert_snapshot!("who_may_do_what", table);
}
