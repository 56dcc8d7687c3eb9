//! The sample in `deploy/` knows every setting, and what it calls a default is one.

use figment::Figment;
use figment::providers::{Format, Toml};
use serde_json::Value;

use super::Config;

const SAMPLE: &str = include_str!("../../deploy/config.sample.toml");

/// Every setting with its value, by its whole name.
fn leaves(name: &str, value: &Value, found: &mut Vec<(String, Value)>) {
    let Value::Object(members) = value else {
        found.push((name.to_owned(), value.clone()));
        return;
    };
    for (member, value) in members {
        let name = if name.is_empty() { member.clone() } else { format!("{name}.{member}") };
        leaves(&name, value, found);
    }
}

fn settings(value: &Value) -> Vec<(String, Value)> {
    let mut found = Vec::new();
    leaves("", value, &mut found);
    found
}

/// The sample with every setting that it names set, also those that have no default.
fn all_set() -> String {
    let is_key = |text: &str| text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let set = |line: &str| {
        let rest = line.strip_prefix("#: ").or_else(|| line.strip_prefix("# "));
        let named = rest.filter(|rest| rest.split_once(" = ").is_some_and(|(key, _)| is_key(key)));
        format!("{}\n", named.unwrap_or(line))
    };
    SAMPLE.lines().map(set).collect()
}

fn read(text: &str) -> Value {
    Figment::from(Toml::string(text)).extract().unwrap()
}

#[test]
fn the_sample_is_a_configuration_with_every_setting_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, SAMPLE).unwrap();
    assert!(Config::load(Some(&file)).unwrap().check().is_ok());
    let named = read(&all_set());
    let names = |value: &Value| -> Vec<String> {
        settings(value).into_iter().map(|(name, _)| name).collect()
    };

    let all = serde_json::to_value(Config::default()).unwrap();

    assert_eq!(names(&named), names(&all));
}

#[test]
fn what_the_sample_calls_a_default_is_one() {
    let set = settings(&read(SAMPLE));
    let is_set = |name: &str| set.iter().any(|(other, _)| other == name);

    let defaults = settings(&serde_json::to_value(Config::default()).unwrap());

    for (name, value) in settings(&read(&SAMPLE.replace("#: ", ""))) {
        let default = defaults.iter().find(|(other, _)| *other == name);
        assert!(is_set(&name) || default.is_some_and(|(_, it)| *it == value), "{name} = {value}");
    }
}
