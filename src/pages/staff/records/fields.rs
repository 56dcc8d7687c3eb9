//! The fields of a form of a register, as data: how a page shows them, and the body of the API that they make.

use serde_json::{Map, Value, json};

use crate::domain::fault::FieldError;
use crate::domain::text::Language;
use crate::pages::asked::Sent;
use crate::pages::days;
use crate::pages::staff::rows::begin;
use crate::pages::told;

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::pages::staff) enum Input {
    /// Some paragraphs.
    Text,
    /// One line.
    Line,
    /// A day.
    Day,
    /// A whole number.
    Whole,
    /// Yes or no.
    Flag,
    /// One of a list.
    One,
}

impl Input {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Line | Self::Whole => "line",
            Self::Day => "day",
            Self::Flag => "flag",
            Self::One => "one",
        }
    }
}

/// A field; a point in its name parts an object of the body from its member.
pub(in crate::pages::staff) struct Field {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    /// The heading that stands before it.
    under: &'static str,
    input: Input,
    optional: bool,
    choices: Vec<(String, String)>,
}

impl Field {
    /// A field that must be filled in.
    pub(in crate::pages::staff) const fn new(
        name: &'static str,
        label: &'static str,
        input: Input,
    ) -> Self {
        Self { name, label, hint: "", under: "", input, optional: false, choices: Vec::new() }
    }

    /// One that is chosen from a list of codes and what they are called.
    pub(in crate::pages::staff) const fn one(
        name: &'static str,
        label: &'static str,
        choices: Vec<(String, String)>,
    ) -> Self {
        let input = Input::One;
        Self { name, label, hint: "", under: "", input, optional: false, choices }
    }

    /// The same, which may be left empty.
    pub(in crate::pages::staff) fn may(self) -> Self {
        Self { optional: self.input != Input::Flag, ..self }
    }

    /// Whether it is the day of this name.
    pub(super) fn is_day(&self, name: &str) -> bool {
        self.input == Input::Day && self.name == name
    }

    /// The same as the first below a heading.
    pub(in crate::pages::staff) fn under(self, under: &'static str) -> Self {
        Self { under, ..self }
    }

    /// The same with a word of help.
    pub(in crate::pages::staff) fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }
}

/// A choice of a list.
pub(in crate::pages::staff) struct Choice {
    pub code: String,
    pub label: String,
    pub made: bool,
}

/// A field as a page shows it.
pub(in crate::pages::staff) struct FieldView {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub under: &'static str,
    pub input: &'static str,
    pub value: String,
    pub choices: Vec<Choice>,
    pub optional: bool,
    pub fault: Option<String>,
}

impl FieldView {
    /// What was filled in, as it is read; nothing where it was left empty.
    pub(in crate::pages::staff) fn said(&self) -> Option<String> {
        let text = match self.input {
            "one" => self.choices.iter().find(|one| one.made).map(|one| one.label.clone()),
            "flag" => (self.value == "true").then(|| "✓".to_owned()),
            _ => Some(self.value.clone()),
        };
        text.filter(|text| !text.trim().is_empty())
    }

    /// The ids of what describes it.
    pub(in crate::pages::staff) fn described(&self) -> String {
        let hint = (!self.hint.is_empty()).then(|| format!("{}-h", self.name));
        let fault = self.fault.as_ref().map(|_| format!("{}-e", self.name));
        hint.into_iter().chain(fault).collect::<Vec<_>>().join(" ")
    }
}

/// What is wrong with what was sent: at which field, and with the whole.
#[derive(Debug, Default)]
pub(in crate::pages::staff) struct Wrong {
    pub fields: Vec<(String, String)>,
    pub whole: Option<String>,
    /// Whether what is sent next is another request.
    pub anew: bool,
}

impl Wrong {
    /// With the whole.
    pub(in crate::pages::staff) fn whole(text: &str) -> Self {
        Self { whole: Some(text.to_owned()), ..Self::default() }
    }

    /// With members of the body, each told at its field. What no field stands for is told of the whole.
    pub(in crate::pages::staff) fn at(
        language: Language,
        fields: &[Field],
        faults: &[FieldError],
    ) -> Self {
        let mut wrong = Self::default();
        for fault in faults {
            let at = fault.pointer.trim_start_matches('/').replace('/', ".");
            let text = told::fault(language, fault).to_owned();
            // What is wrong with an object is told at the first of its fields.
            let within = format!("{at}.");
            let field = fields
                .iter()
                .find(|it| it.name == at)
                .or_else(|| fields.iter().find(|it| it.name.starts_with(&within)));
            match field {
                Some(field) => wrong.fields.push((field.name.to_owned(), text)),
                None if at.is_empty() => wrong.whole = Some(text),
                None => wrong.whole = Some(format!("{at}: {text}")),
            }
        }
        wrong
    }

    /// Whether anything is.
    pub(in crate::pages::staff) const fn is_there(&self) -> bool {
        self.whole.is_some() || !self.fields.is_empty()
    }
}

/// The fields as a page shows them, with what was sent, and what is wrong with it.
pub(in crate::pages::staff) fn shown(
    fields: &[Field],
    sent: &Sent,
    wrong: &Wrong,
) -> Vec<FieldView> {
    let one = |field: &Field| {
        let value = sent.get(field.name).unwrap_or_default();
        let choice = |(code, label): &(String, String)| Choice {
            code: code.clone(),
            label: label.clone(),
            made: code == value,
        };
        FieldView {
            name: field.name,
            label: field.label,
            hint: field.hint,
            under: field.under,
            input: field.input.as_str(),
            value: value.to_owned(),
            choices: field.choices.iter().map(choice).collect(),
            optional: field.optional,
            fault: wrong.fields.iter().find(|it| it.0 == field.name).map(|it| it.1.clone()),
        }
    };
    fields.iter().map(one).collect()
}

/// The body of the API that was filled in.
pub(in crate::pages::staff) fn body(fields: &[Field], sent: &Sent) -> Value {
    let mut members = Map::new();
    for field in fields {
        let typed = sent.typed(field.name);
        let value = match field.input {
            Input::Flag if typed == "true" => json!(true),
            Input::Flag => continue,
            _ if typed.is_empty() => continue,
            // What is no day, or no number, is told as such by whoever reads the body.
            Input::Day => {
                json!(days::read(typed).map_or_else(|| typed.to_owned(), |it| it.to_string()))
            }
            Input::Whole => {
                let digits: String = typed.chars().filter(|c| !" .".contains(*c)).collect();
                digits.parse::<i64>().map_or_else(|_| json!(typed), |number| json!(number))
            }
            // A browser ends lines as HTTP does.
            _ => json!(typed.replace("\r\n", "\n")),
        };
        match field.name.split_once('.') {
            None => {
                members.insert(field.name.to_owned(), value);
            }
            Some((object, member)) => {
                let inner = members.entry(object).or_insert_with(|| json!({}));
                if let Some(inner) = inner.as_object_mut() {
                    inner.insert(member.to_owned(), value);
                }
            }
        }
    }
    Value::Object(members)
}

/// The codes of a closed list, and what they are called at the beginning of a line.
pub(in crate::pages::staff) fn named<T: Copy>(
    language: Language,
    all: &[T],
    words: impl Fn(T) -> (&'static str, &'static str, &'static str),
) -> Vec<(String, String)> {
    let one = |value: &T| {
        let (code, vi, en) = words(*value);
        (code.to_owned(), begin(told::by(language, vi, en)))
    };
    all.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::FieldFault;

    fn sent(fields: &[(&str, &str)]) -> Sent {
        Sent { all: fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect() }
    }

    #[test]
    fn a_form_makes_the_body_that_the_api_reads_and_leaves_out_what_is_empty() {
        let fields = [
            Field::new("text", "", Input::Text),
            Field::new("on", "", Input::Day),
            Field::new("person.name", "", Input::Line),
            Field::new("person.birth_year", "", Input::Whole).may(),
            Field::new("signed", "", Input::Flag),
            Field::new("document.number", "", Input::Line).may(),
        ];
        let typed = sent(&[
            ("text", "một\r\nhai"),
            ("on", "9/10/2024"),
            ("person.name", " Lê Thị Thử "),
            ("person.birth_year", "1980"),
            ("signed", "true"),
            ("document.number", " "),
        ]);
        let made = body(&fields, &typed);
        let person = json!({"name": "Lê Thị Thử", "birth_year": 1980});
        let whole =
            json!({"text": "một\nhai", "on": "2024-10-09", "person": person, "signed": true});
        assert_eq!(made, whole);
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field_or_of_the_whole() {
        let fields =
            [Field::new("unit", "", Input::Line), Field::new("person.name", "", Input::Line)];
        let faults = [
            FieldFault::Required.at("/unit"),
            FieldFault::TellApart.at("/person"),
            FieldFault::NoRoom.at(""),
        ];
        let wrong = Wrong::at(Language::Vi, &fields, &faults);
        let at: Vec<&str> = wrong.fields.iter().map(|it| it.0.as_str()).collect();
        assert_eq!(at, ["unit", "person.name"]);
        assert!(wrong.whole.is_some());
    }
}
