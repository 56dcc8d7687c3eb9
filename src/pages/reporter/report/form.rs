//! The report form as its page shows it: what was typed, what can be chosen, and what is wrong.

use askama::Template;

use super::answers::{Answers, LOCALITY, OWN_UNIT, PlaceField, UNIT};
use super::chosen::{self, Entry};
use super::places::{Meant, name};
use crate::domain::fault::FieldError;
use crate::domain::kind::ReporterType;
use crate::domain::report::BribeFact;
use crate::domain::text::{Language, TextFault};
use crate::domain::time::Day;
use crate::domain::units::unit::Unit;
use crate::pages::frame::{Frame, fill};
use crate::pages::told;
use crate::pages::words::Words;
use crate::pages::words::report::Report;
use crate::service::reference::Reference;

/// The form.
#[derive(Template)]
#[template(path = "pages/gui.html")]
pub(super) struct Form<'p> {
    pub f: &'p Frame,
    pub r: &'static Report,
    /// That it is one of ours.
    pub mark: String,
    /// Under which it has one effect.
    pub key: &'p str,
    pub a: &'p Answers,
    pub faults: Vec<Wrong>,
    pub note: Option<String>,
    pub offers: Offers,
    pub places: Places,
}

/// What is wrong with a field.
pub(super) struct Wrong {
    /// The field.
    pub field: &'static str,
    /// What the summary links to.
    pub id: &'static str,
    pub text: String,
}

/// What can be chosen.
pub(super) struct Offers {
    choices: [Choice; 8],
    categories: Vec<Entry>,
    kinds: Vec<Entry>,
    sectors: Vec<(String, String)>,
    /// The version that is agreed to, which goes with the form: who agrees, agrees to what was there to be read.
    version: String,
    consent: String,
}

/// What can have happened.
struct Choice {
    code: &'static str,
    name: &'static str,
    hint: &'static str,
    classes: String,
}

/// The units that the form asks for.
pub(super) struct Places {
    unit: PlaceView,
    locality: PlaceView,
    own_unit: PlaceView,
}

/// A unit that is typed by its name, and those among which it is to be chosen.
struct PlaceView {
    typed_name: &'static str,
    name: &'static str,
    typed: String,
    chosen: String,
    among: Vec<(String, String)>,
    trouble: Option<String>,
}

/// The field of it.
struct Where<'p> {
    view: &'p PlaceView,
    label: &'static str,
    hint: &'static str,
    error: Option<&'p str>,
}

impl Places {
    /// What was typed, and what can have been meant by it.
    pub(super) fn of(
        reference: &Reference,
        answers: &Answers,
        language: Language,
        today: Day,
    ) -> Self {
        let r = Report::of(language);
        let view = |field: &PlaceField| {
            let typed = answers.get(field.typed);
            let (among, trouble) = match answers.meant(reference, field, today) {
                Meant::OneOf { first, all } => {
                    let named = |unit: &&Unit| (unit.code.clone(), name(reference, language, unit));
                    let several = fill(r.unit_several, "n", &all.to_string());
                    (first.iter().map(named).collect(), Some(fill(&several, "name", typed)))
                }
                Meant::Nobody => (Vec::new(), Some(fill(r.unit_nobody, "name", typed))),
                Meant::Nothing | Meant::One(_) | Meant::Code(_) => (Vec::new(), None),
            };
            PlaceView {
                typed_name: field.typed,
                name: field.name,
                typed: typed.to_owned(),
                chosen: answers.get(field.name).to_owned(),
                among,
                trouble,
            }
        };
        Self { unit: view(&UNIT), locality: view(&LOCALITY), own_unit: view(&OWN_UNIT) }
    }

    /// Says of what is wrong with a unit what there is to choose from.
    pub(super) fn tell(&self, faults: &mut [Wrong]) {
        for view in [&self.unit, &self.locality, &self.own_unit] {
            let told = faults.iter_mut().find(|one| one.field == view.name);
            if let (Some(wrong), Some(trouble)) = (told, &view.trouble) {
                wrong.text.clone_from(trouble);
            }
        }
    }
}

/// A field of one line.
pub(super) struct Field<'p> {
    pub name: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub value: &'p str,
    pub error: Option<&'p str>,
    /// What a phone helps with: `numeric`, `tel`, `email` or nothing.
    pub mode: &'static str,
    pub optional: bool,
}

impl Offers {
    /// What can be chosen on `today`.
    pub(super) fn on(reference: &Reference, words: &Words, language: Language, today: Day) -> Self {
        let pick = |vi: &str, en: &str| told::by(language, vi, en).to_owned();
        let consent = reference.consents.iter().find(|it| it.was_shown(today, today));
        Self {
            choices: choices(reference, words, today),
            categories: chosen::categories(reference, language, today),
            kinds: chosen::kinds(reference, language, today),
            sectors: reference
                .sectors
                .iter()
                .map(|it| (it.code.clone(), pick(&it.name_vi, &it.name_en)))
                .collect(),
            version: consent.map(|it| it.version.clone()).unwrap_or_default(),
            consent: consent.map(|it| pick(&it.text_vi, &it.text_en)).unwrap_or_default(),
        }
    }
}

/// What can have happened, and what each asks for.
fn choices(reference: &Reference, w: &Words, today: Day) -> [Choice; 8] {
    let choice = |code, name, hint| Choice {
        code,
        name,
        hint,
        classes: chosen::classes(reference, code, today),
    };
    [
        choice("late", w.gui_1_late, w.gui_1_late_hint),
        choice("money", w.gui_1_money, w.gui_1_money_hint),
        choice("papers", w.gui_1_papers, ""),
        choice("harassment", w.gui_1_harassment, ""),
        choice("fee", w.gui_1_fee, ""),
        choice("refused", w.gui_1_refused, ""),
        choice("decision", w.gui_1_decision, w.gui_1_decision_hint),
        choice("other", w.gui_1_other, ""),
    ]
}

impl Form<'_> {
    fn error(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|one| one.field == field).map(|one| one.text.as_str())
    }

    fn line(&self, name: &'static str, label: &'static str, hint: &'static str) -> Field<'_> {
        let (value, error) = (self.a.get(name), self.error(name));
        Field { name, label, hint, value, error, mode: "", optional: false }
    }

    fn place(&self) -> Vec<Field<'_>> {
        let w = self.f.w;
        vec![
            Field { optional: true, ..self.line("place", w.gui_2_place, w.gui_2_place_hint) },
            Field {
                mode: "numeric",
                optional: true,
                ..self.line("incident_on", w.gui_2_when, w.gui_date_hint)
            },
        ]
    }

    fn dossier(&self) -> Vec<Field<'_>> {
        let w = self.f.w;
        vec![
            Field { optional: true, ..self.line("dossier_code", w.gui_3_code, w.gui_3_code_hint) },
            Field {
                mode: "numeric",
                optional: true,
                ..self.line("promised_on", w.gui_3_promised, w.gui_date_hint)
            },
        ]
    }

    fn amount(&self) -> Vec<Field<'_>> {
        let w = self.f.w;
        vec![Field {
            mode: "numeric",
            optional: true,
            ..self.line("bribe_amount", w.gui_4_amount, w.gui_4_amount_hint)
        }]
    }

    fn decision(&self) -> Vec<Field<'_>> {
        let w = self.f.w;
        let learned = self.line("learned_on", w.gui_4_learned, w.gui_4_learned_hint);
        vec![self.line("contested_act", w.gui_4_act, ""), Field { mode: "numeric", ..learned }]
    }

    fn body(&self) -> Vec<Field<'_>> {
        vec![self.line("organisation", self.f.w.gui_5_organisation, "")]
    }

    fn business(&self) -> Vec<Field<'_>> {
        vec![Field { mode: "numeric", ..self.line("tax_code", self.f.w.gui_5_tax_code, "") }]
    }

    fn contact(&self) -> Vec<Field<'_>> {
        let w = self.f.w;
        vec![
            self.line("name", w.gui_5_name, ""),
            Field { mode: "tel", ..self.line("phone", w.gui_5_phone, w.gui_5_phone_hint) },
            Field { mode: "email", ..self.line("email", w.gui_5_email, "") },
        ]
    }

    fn address(&self) -> Vec<Field<'_>> {
        vec![self.line("address", self.f.w.gui_5_address, "")]
    }

    fn id_number(&self) -> Vec<Field<'_>> {
        let w = self.f.w;
        let line = self.line("id_number", w.gui_5_id_number, w.gui_5_id_number_hint);
        vec![Field { mode: "numeric", ..line }]
    }

    fn prior(&self) -> Vec<Field<'_>> {
        vec![self.line("prior_case", self.r.prior, self.r.prior_hint)]
    }

    fn position(&self) -> Vec<Field<'_>> {
        vec![self.line("position", self.r.position, "")]
    }

    fn named<'s>(
        &'s self,
        view: &'s PlaceView,
        label: &'static str,
        hint: &'static str,
    ) -> Vec<Where<'s>> {
        vec![Where { view, label, hint, error: self.error(view.name) }]
    }

    fn unit(&self) -> Vec<Where<'_>> {
        self.named(&self.places.unit, self.f.w.gui_2_unit, self.r.unit_hint)
    }

    fn locality(&self) -> Vec<Where<'_>> {
        self.named(&self.places.locality, self.f.w.gui_2_locality, "")
    }

    fn own_unit(&self) -> Vec<Where<'_>> {
        self.named(&self.places.own_unit, self.r.own_unit, "")
    }
}

/// What a fault is called on the page, and where.
pub(super) fn wrong(words: &Words, language: Language, fault: &FieldError) -> Wrong {
    let (field, id) = place(&fault.pointer);
    let own = match (fault.pointer.as_str(), fault.code) {
        ("/category", _) => Some(words.gui_1_error),
        ("/unit", "required" | "no_such_unit") => Some(words.gui_2_error_unit),
        (_, "not_a_date") => Some(words.gui_date_error),
        (_, "in_the_future") => Some(words.gui_date_future),
        ("/text", "too_short" | "required" | "empty" | "no_words") => Some(words.gui_4_error_short),
        ("/bribe/fact", _) => Some(words.gui_4_error_money),
        (_, "contact_required") => Some(words.gui_5_error_name),
        (_, "unreachable") => Some(words.gui_5_error_contact),
        (_, "units_mail_server") => Some(words.gui_5_error_server),
        ("/consent_version", "no_such_consent") => Some(Report::of(language).consent_changed),
        ("/consent_version", _) => Some(words.gui_5_error_consent),
        (_, "required") => Some(words.gui_error_required),
        // However short or long: what is asked for is a number.
        ("/contact/phone", _) => Some(match language {
            Language::Vi => TextFault::NotAPhone.vi(),
            Language::En => TextFault::NotAPhone.en(),
        }),
        _ => None,
    };
    let told = match language {
        Language::Vi => &fault.detail_vi,
        Language::En => &fault.detail_en,
    };
    Wrong { field, id, text: own.map_or_else(|| told.to_string(), str::to_owned) }
}

fn place(pointer: &str) -> (&'static str, &'static str) {
    let own = [
        "sector",
        "place",
        "incident_on",
        "dossier_code",
        "promised_on",
        "text",
        "contested_act",
        "learned_on",
        "prior_case",
        "position",
        "name",
        "phone",
        "email",
        "address",
        "id_number",
        "organisation",
        "tax_code",
    ];
    let member =
        pointer.strip_prefix("/contact/").or(pointer.strip_prefix('/')).unwrap_or_default();
    if let Some(name) = own.into_iter().find(|name| *name == member) {
        return (name, name);
    }
    match pointer {
        "/unit" => ("unit", "unit_name"),
        "/locality" => ("locality", "locality_name"),
        "/contact/unit" => ("own_unit", "own_unit_name"),
        "/bribe/fact" => ("bribe", "bribe_asked"),
        "/bribe/amount_vnd" => ("bribe_amount", "bribe_amount"),
        "/contact" => ("phone", "phone"),
        "/consent_version" => ("consent", "consent"),
        "/reporter_type" => ("who", "who_resident"),
        _ => ("category", "category_late"),
    }
}

impl Form<'_> {
    /// What can have become of the money.
    fn facts(&self) -> [(&'static str, &'static str); 3] {
        let w = self.f.w;
        [
            (BribeFact::Asked.as_str(), w.gui_4_money_asked),
            (BribeFact::Paid.as_str(), w.gui_4_money_paid),
            (BribeFact::Refused.as_str(), w.gui_4_money_refused),
        ]
    }

    /// Who can send it.
    fn senders(&self) -> [(&'static str, &'static str); 3] {
        let w = self.f.w;
        [
            (ReporterType::Resident.as_str(), w.gui_5_resident),
            (ReporterType::Business.as_str(), w.gui_5_business),
            (ReporterType::Organisation.as_str(), w.gui_5_organised),
        ]
    }

    fn sent_by(&self, who: &str) -> bool {
        self.a.has("who", who) || (self.a.get("who").is_empty() && who == "resident")
    }
}
