//! What each command asks for, as data: its fields, what they choose from, and the body of the API that they make.

use serde_json::{Map, Value, json};

use super::lists::{Around, List};
use crate::domain::lifecycle::CommandName;
use crate::domain::text::Language;
use crate::pages::asked::Sent;
use crate::pages::days;
use crate::pages::words::case::Cases as Words;

/// How a field is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    /// Some paragraphs that the reporter reads.
    Letter,
    /// Some paragraphs for staff alone.
    Inside,
    /// Some paragraphs of what follows.
    Paragraphs,
    /// One line.
    Line,
    /// A day.
    Day,
    /// Yes or no.
    Flag,
    /// One of a list.
    One(List),
    /// Any of a list.
    Many(List),
    /// The number of another case.
    Number,
    /// Lines of a name and a hash.
    Manifest,
}

/// A field of a command.
#[derive(Debug, Clone, Copy)]
struct Field {
    name: &'static str,
    label: fn(&Words) -> &'static str,
    input: Input,
    optional: bool,
}

/// A field that must be filled in.
const fn must(name: &'static str, label: fn(&Words) -> &'static str, input: Input) -> Field {
    Field { name, label, input, optional: false }
}

/// A field that may be left empty.
const fn may(name: &'static str, label: fn(&Words) -> &'static str, input: Input) -> Field {
    Field { name, label, input, optional: true }
}

const LETTER: Field = must("text", |w| w.field_text, Input::Letter);
const INSIDE: Field = must("text", |w| w.field_text, Input::Inside);

/// The fields of a command of staff.
fn fields(name: CommandName) -> Vec<Field> {
    use Input::{Day as OnDay, Flag, Line, Many, One, Paragraphs};
    match name {
        CommandName::Decline => {
            vec![must("ground", |w| w.field_ground, One(List::DeclineGrounds)), LETTER]
        }
        CommandName::Forward => vec![must("to", |w| w.field_to, One(List::Units)), LETTER],
        CommandName::DisputeCompetence => {
            vec![must("to", |w| w.field_to, One(List::Units)), INSIDE]
        }
        CommandName::Consult => vec![must("to", |w| w.field_to, One(List::Units))],
        CommandName::SettleDispute => vec![
            may("upheld", |w| w.field_upheld, Flag),
            may("wrong_forward", |w| w.field_wrong_forward, Flag),
            INSIDE,
        ],
        CommandName::SettleMerge | CommandName::VouchPaper => {
            vec![may("upheld", |w| w.field_upheld, Flag), INSIDE]
        }
        CommandName::RecordSignature => vec![must("signed_on", |w| w.field_signed_on, OnDay)],
        CommandName::Suspend => vec![must("ground", |w| w.field_ground, One(List::Pauses)), LETTER],
        CommandName::Extend => vec![
            must("decision_no", |w| w.field_decision_no, Line),
            must("signer", |w| w.field_signer, Line),
            LETTER,
        ],
        CommandName::RecordComplexity => {
            vec![must("criteria", |w| w.field_criteria, Many(List::Criteria)), INSIDE]
        }
        CommandName::Answer => vec![
            must("outcome", |w| w.field_outcome, One(List::Outcomes)),
            LETTER,
            may("remedy", |w| w.field_remedy, Paragraphs),
            may("remedy_due_on", |w| w.field_remedy_due_on, OnDay),
            may("for_all", |w| w.field_for_all, Paragraphs),
        ],
        CommandName::ReturnAnswer => {
            vec![must("ground", |w| w.field_ground, One(List::ReturnGrounds)), INSIDE]
        }
        CommandName::Requalify => vec![
            must("kind", |w| w.field_kind, One(List::Kinds)),
            may("category", |w| w.field_category, One(List::Categories)),
            LETTER,
        ],
        CommandName::Correct => vec![
            may("category", |w| w.field_category, One(List::Categories)),
            may("sector", |w| w.field_sector, One(List::Sectors)),
            may("unit", |w| w.field_unit, One(List::Units)),
            may("locality", |w| w.field_locality, One(List::Communes)),
            INSIDE,
        ],
        CommandName::MergeInto => vec![must("into", |w| w.field_into, Input::Number), LETTER],
        CommandName::ConfirmSender => vec![
            must("confirmed", |w| w.field_confirmed, Flag),
            must("basis", |w| w.field_basis, One(List::SenderBases)),
            INSIDE,
        ],
        CommandName::PublishAnswer => {
            vec![must("question", |w| w.field_question, Paragraphs), LETTER]
        }
        CommandName::ConfirmPromise => vec![may("promised_on", |w| w.field_promised_on, OnDay)],
        CommandName::DenyPromise | CommandName::SettlePromise => {
            vec![may("promised_on", |w| w.field_promised_on, OnDay), LETTER]
        }
        CommandName::Apologise => vec![
            must("served_on", |w| w.field_served_on, OnDay),
            must("served_by", |w| w.field_served_by, One(List::Deliveries)),
            must("signer", |w| w.field_signer, Line),
            must("document", |w| w.field_document, Line),
            must("reason", |w| w.field_reason, Paragraphs),
            may("new_date", |w| w.field_new_date, OnDay),
        ],
        CommandName::RecordResult => {
            vec![must("finished_on", |w| w.field_finished_on, OnDay), LETTER]
        }
        CommandName::Refer => vec![
            must("authority", |w| w.field_authority, Line),
            must("procuracy", |w| w.field_procuracy, Line),
            must("manifest", |w| w.field_manifest, Input::Manifest),
            may("remaining", |w| w.field_remaining, Paragraphs),
            INSIDE,
        ],
        CommandName::RecordProcuracyCopy => vec![
            must("document_no", |w| w.field_document_no, Line),
            must("document_on", |w| w.field_document_on, OnDay),
        ],
        CommandName::NoteCriminalSigns | CommandName::RecordConsultation => vec![INSIDE],
        CommandName::AskReporter
        | CommandName::Announce
        | CommandName::FulfilRemedy
        | CommandName::Notify
        | CommandName::Publish
        | CommandName::Unmerge
        | CommandName::Overturn
        | CommandName::CallUp
        | CommandName::WithdrawPublication => vec![LETTER],
        _ => Vec::new(),
    }
}

/// A choice of a list.
pub(super) struct Choice {
    pub code: String,
    pub label: String,
    pub made: bool,
}

/// A field as a page shows it.
pub(super) struct FieldView {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    /// `text`, `line`, `day`, `flag`, `one` or `many`.
    pub input: &'static str,
    pub value: String,
    pub choices: Vec<Choice>,
    pub optional: bool,
    pub fault: Option<String>,
}

/// Whether a command is carried out with a form of this page.
pub(super) fn has_form(name: CommandName) -> bool {
    let bare = [CommandName::Accept, CommandName::Resume, CommandName::Close];
    bare.contains(&name) || !fields(name).is_empty()
}

/// The fields of a command as a page shows them, with what was sent, and what is wrong with it.
pub(super) fn shown(
    name: CommandName,
    around: &Around<'_>,
    sent: &Sent,
    faults: &[(String, String)],
) -> Vec<FieldView> {
    let w = Words::of(around.language);
    let one = |field: &Field| {
        let made: Vec<&str> = sent.every(field.name).collect();
        let (input, list) = match field.input {
            Input::Letter | Input::Inside | Input::Paragraphs | Input::Manifest => ("text", None),
            Input::Line | Input::Number => ("line", None),
            Input::Day => ("day", None),
            Input::Flag => ("flag", None),
            Input::One(list) => ("one", Some(list)),
            Input::Many(list) => ("many", Some(list)),
        };
        let choices = list.map(|list| around.list(list)).unwrap_or_default();
        let choice = |(code, label): (String, String)| {
            let made = made.contains(&code.as_str());
            Choice { code, label, made }
        };
        FieldView {
            name: field.name,
            label: (field.label)(w),
            hint: match field.input {
                Input::Letter => w.field_text_reads,
                Input::Inside => w.field_text_inside,
                Input::Day => w.field_day_hint,
                Input::Manifest => w.field_manifest_hint,
                _ => "",
            },
            input,
            value: made.first().copied().unwrap_or_default().to_owned(),
            choices: choices.into_iter().map(choice).collect(),
            optional: field.optional && field.input != Input::Flag,
            fault: faults.iter().find(|(at, _)| at == field.name).map(|(_, text)| text.clone()),
        }
    };
    fields(name).iter().map(one).collect()
}

/// The body of the API that was filled in here; the number of another case is looked up by `case_of`.
pub(super) fn body(name: CommandName, sent: &Sent, case_of: Option<&str>) -> Value {
    let mut members = Map::new();
    members.insert("command".to_owned(), json!(name.as_str()));
    for field in fields(name) {
        let typed = sent.typed(field.name);
        let value = match field.input {
            Input::Flag => Some(json!(typed == "true")),
            Input::Many(_) => {
                let all: Vec<&str> = sent.every(field.name).collect();
                (!all.is_empty()).then(|| json!(all))
            }
            _ if typed.is_empty() => None,
            // What is no day is told as such by whoever reads the body.
            Input::Day => Some(json!(
                days::read(typed).map_or_else(|| typed.to_owned(), |day| day.to_string())
            )),
            Input::Number => Some(json!(case_of.unwrap_or(typed))),
            Input::Manifest => {
                let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
                let entry = |line: &str| {
                    let (named, sha256) = line.rsplit_once([' ', '\t', ',']).unwrap_or((line, ""));
                    let named = named.trim().trim_end_matches(',');
                    json!({"name": named, "sha256": sha256.trim()})
                };
                Some(lines.map(entry).collect())
            }
            // A browser ends lines as HTTP does.
            _ => Some(json!(typed.replace("\r\n", "\n"))),
        };
        if let Some(value) = value {
            members.insert(field.name.to_owned(), value);
        }
    }
    Value::Object(members)
}

/// A body of the API as the form of its command has it: what was kept is shown again.
pub(super) fn sent_of(name: CommandName, body: &Value) -> Sent {
    let mut all = Vec::new();
    for field in fields(name) {
        let Some(value) = body.get(field.name) else { continue };
        let text = value.as_str().unwrap_or_default();
        let values: Vec<String> = match field.input {
            Input::Flag => {
                value.as_bool().filter(|it| *it).map(|it| it.to_string()).into_iter().collect()
            }
            Input::Many(_) => {
                let codes = value.as_array().into_iter().flatten().filter_map(Value::as_str);
                codes.map(str::to_owned).collect()
            }
            Input::Manifest => {
                let part = |it: &Value, name: &str| {
                    it.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
                };
                let line = |it: &Value| format!("{} {}", part(it, "name"), part(it, "sha256"));
                let lines = value.as_array().into_iter().flatten().map(line);
                vec![lines.collect::<Vec<_>>().join("\n")]
            }
            Input::Day => {
                let day = crate::wire::form::read_day(text);
                let day = day.map(|day| days::short(Language::Vi, day));
                vec![day.unwrap_or_else(|| text.to_owned())]
            }
            _ => vec![text.to_owned()],
        };
        all.extend(values.into_iter().map(|value| (field.name.to_owned(), value)));
    }
    Sent { all }
}

/// Whether a command has a text that the reporter reads.
pub(super) fn has_letter(name: CommandName) -> bool {
    fields(name).iter().any(|field| field.input == Input::Letter)
}

/// Whether a field of a command names another case by its number.
pub(super) fn names_a_case(name: CommandName) -> Option<&'static str> {
    fields(name).iter().find(|field| field.input == Input::Number).map(|field| field.name)
}

/// Whether what a command does cannot be taken back.
pub(super) const fn is_final(name: CommandName) -> bool {
    matches!(
        name,
        CommandName::Answer
            | CommandName::Decline
            | CommandName::Forward
            | CommandName::Refer
            | CommandName::CallUp
            | CommandName::Requalify
            | CommandName::Publish
            | CommandName::Announce
            | CommandName::Apologise
            | CommandName::Close
    )
}

#[cfg(test)]
mod tests;
