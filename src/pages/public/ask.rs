//! What a form of these pages asks for by its address: fields that come back as they were typed, and what is wrong with them.

use crate::domain::time::Day;
use crate::pages::asked::Fields;
use crate::pages::days;
use crate::pages::words::Words;

/// The most characters of a field that come back.
const MOST: usize = 40;

/// A field of one line, as `pages/field.html` shows it.
pub(super) struct Field {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub value: String,
    pub error: Option<&'static str>,
    pub mode: &'static str,
    pub optional: bool,
}

impl Field {
    /// What was typed into the field `name`, which takes a number or a day.
    pub(super) fn of(query: &Fields, name: &'static str, label: &'static str) -> Self {
        let typed = query.get(name).map(|text| text.trim()).unwrap_or_default();
        let value = typed.chars().take(MOST).collect();
        Self { name, label, hint: "", value, error: None, mode: "numeric", optional: false }
    }

    /// The same with a hint.
    pub(super) fn hinted(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// The same where it may be left empty.
    pub(super) fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// The day that was typed; what is wrong is noted. `last` is the last one that is taken.
    pub(super) fn day(&mut self, words: &Words, last: Option<Day>) -> Option<Day> {
        if self.value.is_empty() {
            self.error = (!self.optional).then_some(words.gui_error_required);
            return None;
        }
        let day = days::read(&self.value);
        self.error = match day {
            None => Some(words.gui_date_error),
            Some(day) if last.is_some_and(|last| day > last) => Some(words.gui_date_future),
            Some(_) => None,
        };
        day.filter(|_| self.error.is_none())
    }
}

/// What is wrong with a field, as the summary above the form links to it.
pub(super) struct Fault {
    pub id: &'static str,
    pub text: String,
}

impl Fault {
    /// That of a field, where there is one.
    pub(super) fn of(field: &Field) -> Option<Self> {
        Some(Self { id: field.name, text: field.error?.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::text::Language;

    #[test]
    fn a_day_is_read_as_people_write_it_and_what_is_wrong_with_it_is_said() {
        let words = Words::of(Language::Vi);
        let read = |text: &str, last| {
            let query = Fields::from([("ngay".to_owned(), text.to_owned())]);
            let mut field = Field::of(&query, "ngay", "Ngày");
            (field.day(words, last), field.error)
        };
        let last = Some(date(2024, 10, 15));

        assert_eq!(read(" 9/10/2024 ", last), (Some(date(2024, 10, 9)), None));
        assert_eq!(read("16/10/2024", last), (None, Some(words.gui_date_future)));
        assert_eq!(read("16/10/2024", None).1, None);
        assert_eq!(read("31/2/2024", last), (None, Some(words.gui_date_error)));
        assert_eq!(read("", last), (None, Some(words.gui_error_required)));
    }
}
