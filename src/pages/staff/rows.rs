//! Cases as a list on a page shows them.

use crate::domain::obligation::NOTHING_DUE;
use crate::domain::text::Language;
use crate::pages::days;
use crate::pages::frame::at;
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::service::cases::CaseItem;
use crate::service::reference::Reference;

/// One row of a list.
pub(super) struct CaseRow {
    /// Its page.
    pub href: String,
    /// Its number; of a tip that it is one.
    pub number: String,
    /// What it is about.
    pub what: String,
    /// The nearest day, as people read it and as a machine does.
    pub due: Option<(String, String)>,
    /// Whether that has passed.
    pub late: bool,
    /// Its state.
    pub state: String,
    /// In whose hand it is.
    pub hand: Option<String>,
    /// Who holds it.
    pub unit: String,
    /// Whether it is of the integrity channel.
    pub tip: bool,
    /// Whether its reader may read what was reported.
    pub opened: bool,
    /// When it came, as people read it and as a machine does.
    pub received: (String, String),
    /// What stands for it where many are chosen; none where they are not.
    pub pick: Option<String>,
}

/// The name of a category.
pub(super) fn category(reference: &Reference, language: Language, code: &str) -> String {
    let found = reference.categories.iter().find(|it| it.code == code);
    found.map_or(code, |it| told::by(language, &it.name_vi, &it.name_en)).to_owned()
}

/// The first letter as it stands at the beginning of a sentence.
pub(super) fn begin(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl CaseRow {
    /// The row of a case.
    pub(super) fn of(reference: &Reference, language: Language, item: &CaseItem) -> Self {
        let (case, w) = (&item.case, Words::of(language));
        let due = (case.next_due_on != NOTHING_DUE && case.is_open())
            .then(|| (days::short(language, case.next_due_on), case.next_due_on.to_string()));
        let unit = item.holder.as_ref().map(|unit| told::unit(language, unit).to_owned());
        Self {
            href: at(language, &format!("/lam-viec/vu-viec/{}", case.id)),
            number: case.number.clone().map_or_else(|| w.tip_h1.to_owned(), String::from),
            what: category(reference, language, &case.category),
            due,
            late: item.overdue,
            state: begin(told::by(language, case.state.vi(), case.state.en())),
            hand: item.assignee.clone(),
            unit: unit.unwrap_or_default(),
            tip: case.number.is_none(),
            opened: item.opened,
            received: (days::short(language, case.received_on), case.received_on.to_string()),
            pick: None,
        }
    }

    /// What is not there any more, by the number that was sent.
    pub(super) fn gone(number: &str) -> Self {
        let nothing = String::new;
        Self {
            href: nothing(),
            number: number.to_owned(),
            what: nothing(),
            due: None,
            late: false,
            state: nothing(),
            hand: None,
            unit: nothing(),
            tip: false,
            opened: false,
            received: (nothing(), nothing()),
            pick: None,
        }
    }

    /// The same among many that may be chosen together.
    pub(super) fn picked(self, item: &CaseItem) -> Self {
        let case = &item.case;
        let number = case.number.as_ref();
        let pick = number.map(|number| format!("{}:{}:{number}", case.id, case.version));
        Self { pick, ..self }
    }
}
