//! The contract is true: it names what the routes name, and every answer fits it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};

use jsonschema::Validator;
use liemchinh::harness::api::{Access, OPERATIONS, Operation, ProblemKind};
use serde_json::{Value, json};

/// The contract as the server serves it.
pub fn spec() -> &'static Value {
    static SPEC: OnceLock<Value> = OnceLock::new();
    SPEC.get_or_init(|| serde_norway::from_str(liemchinh::harness::api::OPENAPI).unwrap())
}

/// The operation behind a method and a path, as the router finds it.
pub fn operation_of(method: &str, path: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| {
        let template: Vec<&str> = operation.path.split('/').collect();
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |(wanted, given): (&&str, &&str)| wanted.starts_with('{') || wanted == given;
        operation.method.eq_ignore_ascii_case(method)
            && template.len() == parts.len()
            && template.iter().zip(&parts).all(fits)
    })
}

fn documented(operation: &Operation) -> &'static Value {
    let path = operation.path.replace('~', "~0").replace('/', "~1");
    let pointer = format!("/paths/{path}/{}", operation.method);
    spec().pointer(&pointer).unwrap_or_else(|| panic!("{} is not documented", operation.id))
}

fn resolve(value: &'static Value) -> &'static Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => spec().pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}

/// Every reference that `value` leads to, over others too.
fn collect_references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, inner) in members {
                match inner.as_str() {
                    Some(reference) if name == "$ref" => {
                        if found.insert(reference.to_owned()) {
                            collect_references(
                                spec().pointer(reference.trim_start_matches('#')).unwrap(),
                                found,
                            );
                        }
                    }
                    _ => collect_references(inner, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_references(item, found)),
        _ => {}
    }
}

/// What in `body` does not fit `schema`, which is known by this name.
fn faults(name: String, schema: &Value, body: &Value) -> Vec<String> {
    static VALIDATORS: OnceLock<Mutex<BTreeMap<String, Validator>>> = OnceLock::new();
    let mut validators = VALIDATORS.get_or_init(Mutex::default).lock().unwrap();
    let validator = validators.entry(name).or_insert_with(|| {
        let mut root = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
        });
        // Only what it leads to: to read all of the contract for one schema took most of a small test.
        let mut named = BTreeSet::new();
        collect_references(schema, &mut named);
        for reference in named {
            let (folder, name) = reference.rsplit_once('/').unwrap();
            let folder = folder.trim_start_matches("#/components/");
            root["components"][folder][name] =
                spec().pointer(reference.trim_start_matches('#')).unwrap().clone();
        }
        jsonschema::options().should_validate_formats(true).build(&root).unwrap()
    });
    let faults = validator.iter_errors(body);
    faults.map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

/// Fails unless the answer is documented and its body fits.
pub fn check(operation: &Operation, status: u16, media: &str, body: &Value, text: &str) {
    let responses = &documented(operation)["responses"];
    let answer = responses.get(status.to_string()).or_else(|| responses.get("default"));
    let answer = resolve(answer.unwrap_or_else(|| panic!("{} {status}: {text}", operation.id)));
    let Some(content) = answer.get("content").and_then(Value::as_object) else {
        assert!(text.is_empty(), "{} {status} has a body: {text}", operation.id);
        return;
    };
    let essence = media.split(';').next().unwrap();
    let Some(media) = content.get(essence) else {
        panic!("{} {status}: {media} is not documented", operation.id)
    };
    if !essence.ends_with("json") {
        return;
    }
    let faults = faults(format!("{} {status}", operation.id), &media["schema"], body);
    assert!(faults.is_empty(), "{} {status}: {faults:#?}\n{body:#}", operation.id);
}

/// Fails unless a body that was accepted is one that the contract lets clients send.
pub fn check_request(operation: &Operation, body: &Value) {
    let schema = documented(operation).pointer("/requestBody/content/application~1json/schema");
    let schema = schema.unwrap_or_else(|| panic!("{} takes no body", operation.id));
    // "A member that is `null` counts as absent", says the contract.
    let mut body = body.clone();
    if let Some(members) = body.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    let faults = faults(format!("{} request", operation.id), schema, &body);
    assert!(faults.is_empty(), "{} accepted: {faults:#?}\n{body:#}", operation.id);
}

/// Fails unless what a staff system was told is what the contract says.
pub fn check_delivery(body: &Value) {
    let schema = &spec()["components"]["schemas"]["WebhookDelivery"];
    let faults = faults("delivery".to_owned(), schema, body);
    assert!(faults.is_empty(), "{faults:#?}\n{body:#}");
}

/// Every example in `at` that stands beside its schema, with where it stands.
fn examples(
    at: &'static Value,
    place: &str,
    found: &mut Vec<(String, &'static Value, &'static Value)>,
) {
    if let Some(schema) = at.get("schema") {
        found.extend(at.get("example").map(|one| (place.to_owned(), schema, one)));
        for (name, one) in at.get("examples").and_then(Value::as_object).into_iter().flatten() {
            found.push((format!("{place}/{name}"), schema, &resolve(one)["value"]));
        }
    }
    let inner: Vec<(String, &'static Value)> = match at {
        Value::Object(members) => members.iter().map(|(name, it)| (name.clone(), it)).collect(),
        Value::Array(items) => {
            items.iter().enumerate().map(|(n, it)| (n.to_string(), it)).collect()
        }
        _ => Vec::new(),
    };
    for (name, it) in inner {
        examples(it, &format!("{place}/{name}"), found);
    }
}

#[test]
fn every_example_in_the_contract_fits_its_schema() {
    let mut found = Vec::new();
    examples(spec(), "", &mut found);
    assert!(found.len() > 20, "{} examples", found.len());
    for (place, schema, example) in found {
        let faults = faults(place.clone(), schema, example);
        assert!(faults.is_empty(), "{place}: {faults:#?}");
    }
}

/// The body that the contract shows for an operation, the first where it shows several.
pub fn example_of(operation: &Operation) -> Option<Value> {
    let content = documented(operation).pointer("/requestBody/content/application~1json")?;
    let named = content.get("examples").and_then(Value::as_object);
    let first = named.and_then(|all| all.values().next()).map(|one| &resolve(one)["value"]);
    content.get("example").or(first).cloned()
}

/// Every documented status of one operation, but for the shared `default`.
pub fn pairs_of(operation: &Operation) -> BTreeSet<(String, u16)> {
    let statuses = documented(operation)["responses"].as_object().unwrap().keys();
    let own = statuses.filter(|status| *status != "default");
    own.map(|status| (operation.id.to_owned(), status.parse().unwrap())).collect()
}

/// The same of every operation.
pub fn documented_pairs() -> BTreeSet<(String, u16)> {
    let all: Vec<&str> = OPERATIONS.iter().map(|operation| operation.id).collect();
    documented_pairs_of(&all)
}

/// As [`documented_pairs`], of these operations.
pub fn documented_pairs_of(ids: &[&str]) -> BTreeSet<(String, u16)> {
    let mut pairs = BTreeSet::new();
    for operation in OPERATIONS.iter().filter(|operation| ids.contains(&operation.id)) {
        for status in documented(operation)["responses"].as_object().unwrap().keys() {
            if status != "default" {
                pairs.insert((operation.id.to_owned(), status.parse().unwrap()));
            }
        }
    }
    pairs
}

#[test]
fn the_contract_and_the_routes_name_the_same_operations() {
    let methods = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];
    let mut written = BTreeSet::new();
    for (path, item) in spec()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if methods.contains(&method.as_str()) {
                let id = operation["operationId"].as_str().unwrap();
                written.insert((path.clone(), method.clone(), id.to_owned()));
            }
        }
    }
    let built: BTreeSet<_> = OPERATIONS
        .iter()
        .map(|it| (it.path.to_owned(), it.method.to_owned(), it.id.to_owned()))
        .collect();

    assert_eq!(built, written);
}

#[test]
fn the_contract_says_who_may_use_each_operation() {
    for operation in OPERATIONS {
        let expected = match operation.access {
            Access::Public => json!([]),
            Access::PublicOrStaff => json!([{}, {"staff": []}]),
            Access::Receipt => json!([{"receipt": []}]),
            Access::Own | Access::Staff(_) | Access::Proven(..) => json!([{"staff": []}]),
        };

        assert_eq!(documented(operation)["security"], expected, "{}", operation.id);
    }
}

#[test]
fn every_problem_code_is_in_the_contract() {
    let codes: BTreeSet<&str> = ProblemKind::ALL.iter().map(|kind| kind.code()).collect();
    let schema = &spec()["components"]["schemas"]["Problem"]["properties"]["code"];
    let schema = resolve(schema);
    let written: BTreeSet<&str> =
        schema["enum"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();

    assert_eq!(codes, written);
}
