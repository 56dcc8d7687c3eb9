//! Reading the members of a body one by one, noting every fault instead of stopping at the first.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::expected::{self, Type};
use crate::domain::codes::Code;
use crate::domain::fault::FieldError;
use crate::domain::text::{Note, TextFault, unfilled};
use crate::domain::time::Day;
use crate::service::FieldFault;

/// One object of a body, being read. Absent and `null` are the same.
pub(crate) struct Form<'v> {
    at: String,
    members: Option<&'v Map<String, Value>>,
    read: BTreeSet<&'static str>,
    faults: Vec<FieldError>,
}

impl<'v> Form<'v> {
    /// Begins to read `body`.
    pub(crate) fn new(body: &'v Value) -> Self {
        Self::at(String::new(), body)
    }

    fn at(at: String, value: &'v Value) -> Self {
        let members = value.as_object();
        let faults = match members {
            Some(_) => Vec::new(),
            None => vec![expected::wrong_type(&at, Type::Object)],
        };
        Self { at, members, read: BTreeSet::new(), faults }
    }

    fn member(&mut self, name: &'static str) -> Option<&'v Value> {
        self.read.insert(name);
        self.members?.get(name).filter(|value| !value.is_null())
    }

    fn pointer(&self, name: &str) -> String {
        if name.is_empty() { self.at.clone() } else { format!("{}/{name}", self.at) }
    }

    /// Notes a fault of a member, or of the object itself where `name` is empty.
    pub(crate) fn fault(&mut self, name: &str, fault: FieldFault) {
        self.note_fault(name, |pointer| fault.at(pointer));
    }

    /// Notes what is wrong with a member, as `made` of its place.
    pub(crate) fn note_fault(&mut self, name: &str, made: impl FnOnce(&str) -> FieldError) {
        let pointer = self.pointer(name);
        self.faults.push(made(&pointer));
    }

    fn wrong_type(&mut self, name: &str, expected: Type) {
        self.note_fault(name, |pointer| expected::wrong_type(pointer, expected));
    }

    /// Notes a fault unless exactly one of two members was sent.
    pub(crate) fn either(&mut self, names: [&str; 2], fault: FieldFault) {
        let Some(members) = self.members else { return };
        let sent = names.map(|name| members.get(name).is_some_and(|value| !value.is_null()));
        if sent[0] == sent[1] {
            self.fault("", fault);
        }
    }

    /// Whether anything is wrong so far.
    pub(crate) const fn is_faulty(&self) -> bool {
        !self.faults.is_empty()
    }

    fn string(&mut self, name: &'static str) -> Option<&'v str> {
        let value = self.member(name)?;
        if value.as_str().is_none() {
            self.wrong_type(name, Type::Text);
        }
        value.as_str()
    }

    /// A text, read by its type.
    pub(crate) fn text<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, TextFault>,
    ) -> Option<T> {
        let raw = self.string(name)?;
        match parse(raw) {
            Ok(value) => Some(value),
            Err(fault) => {
                self.note_fault(name, |pointer| expected::of_text(pointer, fault));
                None
            }
        }
    }

    /// A text of some paragraphs, as it is kept.
    pub(crate) fn note(&mut self, name: &'static str) -> Option<String> {
        self.text(name, Note::parse).map(|note| note.as_str().to_owned())
    }

    /// As [`Form::note`], of what others are told: no field of a template is left in it.
    pub(crate) fn letter(&mut self, name: &'static str) -> Option<String> {
        let text = self.note(name)?;
        let left: Vec<String> = unfilled(&text).map(|field| format!("{{{field}}}")).collect();
        let (left, none) = (left.join(", "), left.is_empty());
        if !none {
            let pointer = self.pointer(name);
            self.faults.push(FieldFault::UnfilledField.at(&pointer).and(&left, &left));
        }
        none.then_some(text)
    }

    /// What `parse` reads, or that it is none.
    pub(crate) fn code<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        none: FieldFault,
    ) -> Option<T> {
        let found = parse(self.string(name)?);
        if found.is_none() {
            self.fault(name, none);
        }
        found
    }

    /// One of a closed list of codes.
    pub(crate) fn one_of<T: Code>(&mut self, name: &'static str, taken: &[T]) -> Option<T> {
        let raw = self.string(name)?;
        let found = T::named(raw, taken);
        if found.is_none() {
            self.note_fault(name, |pointer| FieldFault::NotAllowed.among(pointer, taken));
        }
        found
    }

    /// What a closed list of codes makes, or what `none` does.
    pub(crate) fn one_or_none<T: Code, U>(
        &mut self,
        name: &'static str,
        taken: &[T],
        (none, made): (U, impl Fn(T) -> U),
    ) -> Option<U> {
        let codes = taken.iter().map(|one| one.code());
        let words: Vec<&'static str> = std::iter::once("none").chain(codes).collect();
        let word = self.one_of(name, &words)?;
        Some(T::named(word, taken).map_or(none, made))
    }

    /// An id.
    pub(crate) fn id<T: FromStr>(&mut self, name: &'static str) -> Option<T> {
        self.code(name, |text| text.parse().ok(), FieldFault::NotAnId)
    }

    /// The code of something that is data; it is looked up later.
    pub(crate) fn key(&mut self, name: &'static str) -> Option<String> {
        self.text(name, |raw| expected::name_of_something(raw).map(str::to_owned))
    }

    /// A secret text: bounded, otherwise taken as it is.
    pub(crate) fn secret(&mut self, name: &'static str) -> Option<String> {
        let raw = self.string(name)?;
        if raw.len() > 1024 || raw.contains('\0') {
            self.note_fault(name, |pointer| expected::too_large(pointer, 1024));
            return None;
        }
        Some(raw.to_owned())
    }

    /// A date.
    pub(crate) fn day(&mut self, name: &'static str) -> Option<Day> {
        let raw = self.string(name)?;
        let day = read_day(raw);
        if day.is_none() {
            self.fault(name, FieldFault::NotADate);
        }
        day
    }

    /// `true` or `false`; false where absent.
    pub(crate) fn flag(&mut self, name: &'static str) -> bool {
        match self.member(name) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.wrong_type(name, Type::Flag);
                false
            }
        }
    }

    /// `true` or `false`, told apart from absent.
    pub(crate) fn choice(&mut self, name: &'static str) -> Option<bool> {
        let there = self.member(name).is_some();
        let said = self.flag(name);
        there.then_some(said)
    }

    /// A whole number within bounds.
    pub(crate) fn number(&mut self, name: &'static str, least: i64, most: i64) -> Option<i64> {
        let value = self.member(name)?;
        let Some(number) = whole(value) else {
            self.wrong_type(name, Type::Whole);
            return None;
        };
        if (least..=most).contains(&number) {
            return Some(number);
        }
        self.note_fault(name, |pointer| expected::out_of_range(pointer, least, most));
        None
    }

    /// A number within `most` on both sides of zero.
    pub(crate) fn degrees(&mut self, name: &'static str, most: f64) -> Option<f64> {
        let value = self.member(name)?;
        let Some(number) = value.as_f64() else {
            self.wrong_type(name, Type::Number);
            return None;
        };
        if number.abs() <= most {
            return Some(number);
        }
        self.note_fault(name, |pointer| expected::out_of_range(pointer, -most, most));
        None
    }

    /// An object that is kept as it is, of so many bytes at most.
    pub(crate) fn as_it_is(&mut self, name: &'static str, most: usize) -> Option<Value> {
        let value = self.member(name)?;
        if !value.is_object() {
            self.wrong_type(name, Type::Object);
            return None;
        }
        if value.to_string().len() > most {
            self.note_fault(name, |pointer| expected::too_large(pointer, most));
            return None;
        }
        Some(value.clone())
    }

    /// An object within this one.
    pub(crate) fn object<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Form<'v>) -> Option<T>,
    ) -> Option<T> {
        let value = self.member(name)?;
        let mut inner = Form::at(self.pointer(name), value);
        let found = read(&mut inner);
        self.faults.extend(inner.finish());
        found
    }

    /// A list of at most `most` objects, each read by `read`.
    pub(crate) fn objects<T>(
        &mut self,
        name: &'static str,
        most: usize,
        read: impl Fn(&mut Form<'v>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let list = self.list(name, most)?;
        let mut found = Vec::with_capacity(list.len());
        for (index, value) in list.iter().enumerate() {
            let mut inner = Form::at(format!("{}/{index}", self.pointer(name)), value);
            found.extend(read(&mut inner));
            self.faults.extend(inner.finish());
        }
        (found.len() == list.len()).then_some(found)
    }

    /// A list of at most `most` codes of something that is data.
    pub(crate) fn keys(&mut self, name: &'static str, most: usize) -> Option<Vec<String>> {
        self.texts(name, most, |raw| expected::name_of_something(raw).map(str::to_owned))
    }

    /// A list of at most `most` of a closed list of codes.
    pub(crate) fn many_of<T: Code>(
        &mut self,
        name: &'static str,
        most: usize,
        taken: &[T],
    ) -> Option<Vec<T>> {
        self.each(name, most, |raw, pointer| {
            let found = T::named(raw, taken);
            found.ok_or_else(|| FieldFault::NotAllowed.among(pointer, taken))
        })
    }

    /// A list of at most `most` ids.
    pub(crate) fn ids<T: FromStr>(&mut self, name: &'static str, most: usize) -> Option<Vec<T>> {
        self.each(name, most, |raw, pointer| {
            raw.parse().map_err(|_| FieldFault::NotAnId.at(pointer))
        })
    }

    /// A list of at most `most` texts, each read by its type.
    pub(crate) fn texts<T>(
        &mut self,
        name: &'static str,
        most: usize,
        parse: impl Fn(&str) -> Result<T, TextFault>,
    ) -> Option<Vec<T>> {
        self.each(name, most, |raw, pointer| {
            parse(raw).map_err(|fault| expected::of_text(pointer, fault))
        })
    }

    fn each<T>(
        &mut self,
        name: &'static str,
        most: usize,
        read: impl Fn(&str, &str) -> Result<T, FieldError>,
    ) -> Option<Vec<T>> {
        let list = self.list(name, most)?;
        let mut found = Vec::with_capacity(list.len());
        for (index, value) in list.iter().enumerate() {
            let pointer = format!("{}/{index}", self.pointer(name));
            let text = value.as_str().ok_or_else(|| expected::wrong_type(&pointer, Type::Text));
            match text.and_then(|raw| read(raw, &pointer)) {
                Ok(value) => found.push(value),
                Err(fault) => self.faults.push(fault),
            }
        }
        (found.len() == list.len()).then_some(found)
    }

    fn list(&mut self, name: &'static str, most: usize) -> Option<&'v Vec<Value>> {
        let value = self.member(name)?;
        let Some(list) = value.as_array() else {
            self.wrong_type(name, Type::List);
            return None;
        };
        if !(1..=most).contains(&list.len()) {
            self.note_fault(name, |pointer| expected::too_many(pointer, most));
            return None;
        }
        Some(list)
    }

    /// Notes that a member is missing, unless it is there (and perhaps wrong).
    pub(crate) fn require(&mut self, names: &[&'static str]) {
        for name in names {
            let there = self.members.and_then(|all| all.get(*name)).is_some_and(|it| !it.is_null());
            if !there && self.members.is_some() {
                self.fault(name, FieldFault::Required);
            }
        }
    }

    /// Every fault, unknown members among them.
    pub(crate) fn finish(mut self) -> Vec<FieldError> {
        let unknown: Vec<String> = self
            .members
            .into_iter()
            .flat_map(Map::keys)
            .filter(|name| !self.read.contains(name.as_str()))
            // The name is the client's own text and goes no further than its pointer.
            .map(|name| name.chars().take(64).collect())
            .collect();
        for name in unknown {
            self.fault(&name.replace('~', "~0").replace('/', "~1"), FieldFault::Unknown);
        }
        self.faults
    }
}

/// Reads `body` by `read`, which gives nothing where something is wrong.
///
/// # Errors
/// Every fault.
pub(crate) fn read<'v, T>(
    body: &'v Value,
    read: impl FnOnce(&mut Form<'v>) -> Option<T>,
) -> Result<T, Vec<FieldError>> {
    let mut form = Form::new(body);
    let found = read(&mut form);
    let faults = form.finish();
    found.filter(|_| faults.is_empty()).ok_or(faults)
}

/// A civil date in full, `2024-10-15`: shorter and longer forms of ISO 8601 are not taken.
pub(crate) fn read_day(text: &str) -> Option<Day> {
    let fits = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    text.parse().ok().filter(|_| fits)
}

/// A whole number, also where it is written with a fraction of nothing (`3.0`), as JSON Schema has it.
fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let written = value.as_f64().filter(|number| number.fract() == 0.0)?.to_string();
        written.parse().ok()
    })
}

#[cfg(test)]
mod tests;
