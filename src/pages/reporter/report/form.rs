//! The report form as its page shows it: what was typed, what can be chosen, and what is wrong.

use askama::Template;

use super::answers::Answers;
use crate::domain::fault::FieldError;
use crate::domain::kind::{Category, ReporterType, in_force};
use crate::domain::report::BribeFact;
use crate::domain::text::{Language, TextFault};
use crate::domain::time::Day;
use crate::domain::units::unit::{Unit, UnitKind};
use crate::pages::frame::Frame;
use crate::pages::words::Words;
use crate::pages::words::report::Report;
use crate::service::reference::Reference;

/// The form.
#[derive(Template)]
#[template(path = "pages/gui.html")]
pub(super) struct Form<'p> {
    pub f: &'p Frame,
    /// That it is one of ours.
    pub mark: String,
    /// Under which it has one effect.
    pub key: &'p str,
    pub a: &'p Answers,
    pub faults: Vec<Wrong>,
    pub note: Option<String>,
    pub offers: Offers,
}

/// What is wrong with a field.
pub(super) struct Wrong {
    /// The field.
    pub field: &'static str,
    /// What the summary links to.
    pub id: &'static str,
    pub text: String,
}

/// How the names of nearly all units in the long lists begin: what all say tells nothing, and weighs on a slow network.
const COMMITTEES: [&str; 2] = ["Ủy ban nhân dân ", "People's Committee of "];

/// What can be chosen.
pub(super) struct Offers {
    categories: Vec<(String, String)>,
    groups: Vec<(&'static str, Vec<(String, String)>)>,
    localities: Vec<(String, String)>,
    sectors: Vec<(String, String)>,
    /// The version that is agreed to, which goes with the form: who agrees, agrees to what was there to be read.
    version: String,
    consent: String,
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
        let pick = |vi: &str, en: &str| match language {
            Language::Vi => vi.to_owned(),
            Language::En => en.to_owned(),
        };
        let named = |unit: &Unit| {
            let name = pick(&unit.name, &unit.name_en);
            let bare = COMMITTEES.iter().find_map(|all| name.strip_prefix(all));
            (unit.code.clone(), bare.map_or_else(|| name.clone(), str::to_owned))
        };
        let of = |kinds: &[UnitKind]| {
            let all = reference.units.all().iter();
            let here = all.filter(|unit| unit.exists_on(today) && kinds.contains(&unit.kind));
            let mut found: Vec<(String, String)> = here.map(named).collect();
            found.sort_by(|one, other| one.1.cmp(&other.1));
            found
        };
        let bodies = [UnitKind::ProvincialOffice, UnitKind::ProvincialBody, UnitKind::Inspectorate];
        let rest = [UnitKind::PublicServiceUnit, UnitKind::Enterprise, UnitKind::External];
        let mut groups = vec![
            (words.gui_2_bodies, of(&bodies)),
            (words.gui_2_districts, of(&[UnitKind::District])),
            (words.gui_2_communes, of(&[UnitKind::Commune])),
            (words.gui_2_rest, of(&rest)),
        ];
        groups.retain(|(_, units)| !units.is_empty());
        let now = |it: &&Category| {
            in_force(it.valid_from, it.valid_to, today)
                && !Answers::is_a_choice(&it.code)
                && goes_by_this_form(reference, it, today)
        };
        let categories = reference.categories.iter().filter(now);
        let consent = reference.consents.iter().find(|it| it.was_shown(today, today));
        Self {
            categories: categories
                .map(|it| (it.code.clone(), pick(&it.name_vi, &it.name_en)))
                .collect(),
            groups,
            localities: of(&[UnitKind::Commune]),
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

/// Whether what is filed under a category of the second list asks for nothing that this form has only elsewhere, and shows nobody's name to
/// the body it is about: the form says so before a name is typed.
fn goes_by_this_form(reference: &Reference, one: &Category, today: Day) -> bool {
    let kind = one.kinds.first().and_then(|kind| reference.kind(*kind, today));
    !one.integrity
        && kind.is_some_and(|it| it.active && !it.contact_visible_to_unit && it.requires.is_empty())
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

    fn lawful(&self) -> Vec<Field<'_>> {
        let w = self.f.w;
        vec![
            self.line("address", w.gui_5_address, ""),
            Field {
                mode: "numeric",
                ..self.line("id_number", w.gui_5_id_number, w.gui_5_id_number_hint)
            },
        ]
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
        "unit",
        "locality",
        "sector",
        "place",
        "incident_on",
        "dossier_code",
        "promised_on",
        "text",
        "contested_act",
        "learned_on",
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
        "/bribe/fact" => ("bribe", "bribe_asked"),
        "/bribe/amount_vnd" => ("bribe_amount", "bribe_amount"),
        "/contact" => ("phone", "phone"),
        "/consent_version" => ("consent", "consent"),
        "/reporter_type" => ("who", "who_resident"),
        _ => ("category", "category_late"),
    }
}

impl Form<'_> {
    /// What can have happened: the choice, what it is called, and a hint.
    fn choices(&self) -> [(&'static str, &'static str, &'static str); 8] {
        let w = self.f.w;
        [
            ("late", w.gui_1_late, w.gui_1_late_hint),
            ("money", w.gui_1_money, w.gui_1_money_hint),
            ("papers", w.gui_1_papers, ""),
            ("harassment", w.gui_1_harassment, ""),
            ("fee", w.gui_1_fee, ""),
            ("refused", w.gui_1_refused, ""),
            ("decision", w.gui_1_decision, w.gui_1_decision_hint),
            ("other", w.gui_1_other, ""),
        ]
    }

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
