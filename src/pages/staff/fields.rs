//! The fields of a form of staff: what they ask, what was typed into them, and what is wrong with it.

use serde_json::{Map, Value};

use crate::domain::fault::FieldError;
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::pages::asked::Sent;
use crate::pages::days;
use crate::pages::told;
use crate::service::reference::Reference;

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Input {
    /// One line.
    Line,
    /// A day.
    Day,
    /// One of a list.
    One,
}

/// A choice of a list.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// What is sent.
    pub code: String,
    /// What is read.
    pub label: String,
}

/// A field of a form.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Its name, which is that of the member of the API.
    pub name: &'static str,
    /// What it asks.
    pub label: &'static str,
    /// What helps to fill it in.
    pub hint: &'static str,
    /// How it is filled in.
    pub input: Input,
    /// What it chooses from.
    pub choices: Vec<Choice>,
    /// What stands in it.
    pub value: String,
    /// What is wrong with it.
    pub fault: Option<String>,
}

impl Field {
    /// A field with nothing in it yet.
    pub(super) fn new(name: &'static str, label: &'static str, input: Input) -> Self {
        let (choices, value) = (Vec::new(), String::new());
        Self { name, label, hint: "", input, choices, value, fault: None }
    }

    /// The same with what helps.
    pub(super) fn hinted(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// The same with what there is to choose from.
    pub(super) fn among(self, choices: Vec<Choice>) -> Self {
        Self { choices, ..self }
    }

    /// Whether it is a list.
    pub(super) fn is_one(&self) -> bool {
        self.input == Input::One
    }

    /// Whether it takes a day.
    pub(super) fn is_day(&self) -> bool {
        self.input == Input::Day
    }
}

/// The fields with what was typed, and what is wrong with the whole rather than with one of them.
pub(super) fn filled(
    fields: &mut [Field],
    sent: &Sent,
    faults: &[FieldError],
    language: Language,
) -> Option<String> {
    for field in fields.iter_mut() {
        sent.get(field.name).unwrap_or_default().clone_into(&mut field.value);
    }
    let mut whole = None;
    for fault in faults {
        let name = fault.pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
        let text = told::fault(language, fault).to_owned();
        match fields.iter_mut().find(|field| field.name == name) {
            Some(field) => field.fault = field.fault.take().or(Some(text)),
            None => whole = whole.or(Some(text)),
        }
    }
    whole
}

/// The body of the API that these fields make: what was left empty is not there, and days are written as machines do.
pub(super) fn body(fields: &[Field], sent: &Sent) -> Value {
    let mut members = Map::new();
    for field in fields {
        let typed = sent.typed(field.name);
        if typed.is_empty() {
            continue;
        }
        let day = days::read(typed).filter(|_| field.input == Input::Day);
        let value = day.map_or_else(|| typed.to_owned(), |day| day.to_string());
        members.insert(field.name.to_owned(), Value::String(value));
    }
    Value::Object(members)
}

/// The units that there are on a day, by name.
pub(super) fn units(reference: &Reference, language: Language, day: Day) -> Vec<Choice> {
    let units = reference.units.all().iter().filter(|unit| unit.exists_on(day));
    let mut choices: Vec<Choice> = units
        .map(|unit| Choice {
            code: unit.code.clone(),
            label: told::by(language, &unit.name, &unit.name_en).to_owned(),
        })
        .collect();
    choices.sort_by(|one, other| one.label.cmp(&other.label));
    choices
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_day_goes_out_as_machines_write_it_and_what_is_none_as_it_was_typed() {
        let fields = [
            Field::new("from", "", Input::Day),
            Field::new("to", "", Input::Day),
            Field::new("no", "", Input::Line),
        ];
        let typed = [("from", "1/3/2025"), ("to", "mai"), ("no", " "), ("other", "x")];
        let all = typed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let sent = Sent { all: all.collect() };
        assert_eq!(body(&fields, &sent), json!({"from": "2025-03-01", "to": "mai"}));
    }
}
