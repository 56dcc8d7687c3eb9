//! Every fault of a body at once, each with its place and with what is expected there.

use serde_json::json;

use super::*;
use crate::domain::text::PersonName;

#[test]
fn every_fault_is_noted_at_once_with_its_place() {
    let body = json!({"name": 3, "day": "2024-1-1", "n": 900, "x/y": 1, "in": {"z": true}});
    let mut form = Form::new(&body);

    form.text("name", PersonName::parse);
    form.day("day");
    form.number("n", 1, 400);
    form.object("in", |inner| inner.day("day"));
    form.require(&["name", "missing"]);

    let found: Vec<_> =
        form.finish().into_iter().map(|fault| (fault.pointer, fault.code)).collect();
    let expected = [
        ("/name", "wrong_type"),
        ("/day", "not_a_date"),
        ("/n", "out_of_range"),
        ("/in/z", "unknown_member"),
        ("/missing", "required"),
        ("/x~1y", "unknown_member"),
    ];
    assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
}

#[test]
fn a_body_that_is_no_object_is_one_fault() {
    let faults = Form::new(&json!([1])).finish();

    assert_eq!(faults.len(), 1);
}
