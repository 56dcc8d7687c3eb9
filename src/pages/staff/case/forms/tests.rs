//! Each form against what the API reads.

use super::*;
use crate::domain::lifecycle::Party;
use crate::wire::commands;

fn sent(fields: &[(&str, &str)]) -> Sent {
    Sent { all: fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect() }
}

#[test]
fn every_command_of_staff_has_a_form_whose_fields_are_those_that_the_api_reads() {
    let others = [Party::Reporter, Party::Clock];
    for name in CommandName::ALL.iter().copied() {
        let by_staff = !name.parties().iter().all(|party| others.contains(party));
        assert_eq!(has_form(name), by_staff, "{name}");
        if !by_staff {
            continue;
        }
        let filled: Vec<(&str, &str)> =
            fields(name).iter().map(|field| (field.name, "x")).collect();
        let body = body(name, &sent(&filled), None);
        let unknown = commands::command(&body).err().unwrap_or_default();
        let unknown: Vec<_> = unknown.iter().filter(|it| it.code == "unknown").collect();
        assert!(unknown.is_empty(), "{name}: {unknown:?}");
        // What is left empty and must be there is told at a field that the form has.
        let empty = super::body(name, &sent(&[]), None);
        for fault in commands::command(&empty).err().unwrap_or_default() {
            let field = fault.pointer.trim_start_matches('/');
            assert!(fields(name).iter().any(|it| it.name == field), "{name} {field}");
        }
    }
}

#[test]
fn what_is_kept_of_a_form_fills_it_again_with_the_same() {
    let hash = "a".repeat(64);
    let manifest = format!("Biên bản {hash}");
    for name in CommandName::ALL.iter().copied().filter(|name| has_form(*name)) {
        let value = |field: &Field| match field.input {
            Input::Flag => "true",
            Input::Day => "09/10/2024",
            Input::Manifest => manifest.as_str(),
            _ => "x",
        };
        let fields = fields(name);
        let filled: Vec<(&str, &str)> =
            fields.iter().map(|field| (field.name, value(field))).collect();
        let filled = sent(&filled);
        let kept = sent_of(name, &body(name, &filled, None));
        assert_eq!(kept.all, filled.all, "{name}");
    }
}

#[test]
fn a_day_is_sent_as_the_api_reads_it_and_what_is_none_is_told() {
    let made = body(CommandName::RecordSignature, &sent(&[("signed_on", "9/10/2024")]), None);
    assert_eq!(made["signed_on"], "2024-10-09");
    let wrong = body(CommandName::RecordSignature, &sent(&[("signed_on", "hôm qua")]), None);
    assert_eq!(commands::command(&wrong).unwrap_err()[0].pointer, "/signed_on");
}
