//! The answers of the report form as they were typed, and the report that they make.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::entry::Entry;
use crate::domain::fault::FieldError;
use crate::domain::kind::{Kind, ReporterType};
use crate::domain::report::{Bribe, BribeFact, Contact, Draft, FiledVia, Report};
use crate::domain::text::{
    ActRef, ConsentVersion, DossierCode, EmailAddress, IdNumber, Language, OrganisationName,
    PersonName, Phone, Place, PostalAddress, ReportText, TaxCode, TextFault,
};
use crate::domain::time::Day;
use crate::pages::asked::Fields;
use crate::pages::days;
use crate::service::FieldFault;
use crate::service::cases::intake::Filing;
use crate::service::reference::Reference;

/// The choices of the first step and the category that each is; of the last one a second list says.
const CHOICES: [(&str, &str); 7] = [
    ("late", "late"),
    ("money", "money_or_gift"),
    ("papers", "extra_papers"),
    ("harassment", "harassment"),
    ("fee", "wrong_fee"),
    ("refused", "refused_without_reason"),
    ("decision", "decision_or_act"),
];
/// Choices that are about a dossier.
const OF_DOSSIERS: [&str; 5] = ["late", "papers", "fee", "refused", "other"];
/// Every field of the form.
const NAMES: [&str; 25] = [
    "category",
    "category_other",
    "unit",
    "locality",
    "sector",
    "place",
    "incident_on",
    "about_leader",
    "dossier_code",
    "promised_on",
    "text",
    "bribe",
    "bribe_amount",
    "contested_act",
    "learned_on",
    "who",
    "named",
    "name",
    "phone",
    "email",
    "address",
    "id_number",
    "organisation",
    "tax_code",
    "consent",
];
/// The largest amount that is believed, in VND.
const LARGEST_AMOUNT: i64 = 1_000_000_000_000;

/// What was typed, by the names of the fields.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Answers(BTreeMap<String, String>);

/// What was read so far, and what is wrong with it.
struct Reading<'a> {
    answers: &'a Answers,
    faults: Vec<FieldError>,
}

impl Answers {
    /// What a form holds of them.
    pub(super) fn of(fields: &Fields) -> Self {
        let typed = |name: &&str| {
            let text = fields.get(*name).filter(|text| !text.trim().is_empty())?;
            Some(((*name).to_owned(), text.clone()))
        };
        Self(NAMES.iter().filter_map(typed).collect())
    }

    /// What was typed into a field.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Whether a choice was made.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }

    /// The category that was chosen, as the reference data have it.
    pub(super) fn category(&self) -> Option<&str> {
        let chosen = self.get("category");
        let other = Some(self.get("category_other")).filter(|code| !code.is_empty());
        let known = CHOICES.iter().find(|(choice, _)| *choice == chosen).map(|(_, code)| *code);
        if chosen == "other" { other } else { known }
    }

    /// Whether the choice is one that the second list does not repeat.
    pub(super) fn is_a_choice(category: &str) -> bool {
        CHOICES.iter().any(|(_, code)| *code == category)
    }

    fn decides(&self) -> bool {
        self.has("category", "decision")
    }

    /// The report that they make on `today`, with every fault of what was typed. What belongs to a branch that was not chosen is
    /// no part of it.
    pub(super) fn filing(&self, reference: &Reference, language: Language, today: Day) -> Filing {
        let category = self.category();
        let sealed = category
            .and_then(|code| reference.category(code, today))
            .is_some_and(|it| it.integrity);
        let mut read = Reading { answers: self, faults: Vec::new() };
        let contact = if sealed && !self.has("named", "yes") {
            None
        } else {
            read.contact(language, self.decides())
        };
        let about_dossier = OF_DOSSIERS.contains(&self.get("category"));
        let who = ReporterType::parse(self.get("who")).unwrap_or(ReporterType::Resident);
        let report = Report {
            text: read.text("text", "/text", ReportText::parse).unwrap_or_default(),
            reporter_type: who,
            language,
            about_leader: self.has("about_leader", "yes"),
            locality: self.code("locality"),
            place: read.text("place", "/place", Place::parse),
            procedure_code: None,
            dossier_code: about_dossier
                .then(|| read.text("dossier_code", "/dossier_code", DossierCode::parse))
                .flatten(),
            promised_on: about_dossier.then(|| read.day("promised_on")).flatten(),
            incident_on: read.day("incident_on"),
            bribe: if sealed { read.bribe() } else { None },
            unit_may_see: false,
            // That which was shown with the form, and none beside a name that is not sent.
            consent_version: contact
                .is_some()
                .then(|| read.text("consent", "/consent_version", ConsentVersion::parse))
                .flatten(),
            contested_act: self
                .decides()
                .then(|| read.text("contested_act", "/contested_act", ActRef::parse))
                .flatten(),
            learned_on: self.decides().then(|| read.day("learned_on")).flatten(),
            prior_case: None,
            first_decision: None,
            filed_via: FiledVia::Online,
            paper_on: None,
        };
        if self.get("text").is_empty() {
            read.faults.push(FieldFault::Required.at("/text"));
        }
        if category.is_none() {
            read.faults.push(FieldFault::Required.at("/category"));
        }
        let draft = Draft {
            kind: self.decides().then_some(Kind::Complaint),
            reporter_type: Some(who),
            category: category.map(str::to_owned),
            sector: self.code("sector"),
            unit: self.code("unit"),
            report,
            contact,
            // The box is ticked on the page before sending; nothing is sent from there without.
            truthful: true,
            receipt: None,
        };
        let body =
            self.0.iter().map(|(name, text)| (name.clone(), Value::from(text.clone()))).collect();
        Filing { draft, faults: read.faults, entry: Entry::Online, body }
    }

    fn code(&self, name: &str) -> Option<String> {
        Some(self.get(name).to_owned()).filter(|code| !code.is_empty())
    }
}

impl Reading<'_> {
    fn text<T: Into<String>>(
        &mut self,
        name: &str,
        pointer: &str,
        parse: impl Fn(&str) -> Result<T, TextFault>,
    ) -> Option<String> {
        let raw = self.answers.get(name);
        if raw.is_empty() {
            return None;
        }
        match parse(raw) {
            Ok(text) => Some(text.into()),
            Err(fault) => {
                self.faults.push(FieldError {
                    pointer: pointer.to_owned(),
                    code: fault.as_str(),
                    detail_vi: fault.vi().into(),
                    detail_en: fault.en().into(),
                });
                None
            }
        }
    }

    fn day(&mut self, name: &str) -> Option<Day> {
        let raw = self.answers.get(name);
        let day = days::read(raw);
        if day.is_none() && !raw.is_empty() {
            self.faults.push(FieldFault::NotADate.at(&format!("/{name}")));
        }
        day
    }

    fn bribe(&mut self) -> Option<Bribe> {
        let fact = BribeFact::parse(self.answers.get("bribe"));
        if fact.is_none() {
            self.faults.push(FieldFault::Required.at("/bribe/fact"));
        }
        let raw = self.answers.get("bribe_amount");
        let digits: String = raw.chars().filter(|c| !" .,".contains(*c)).collect();
        let amount = digits.parse().ok().filter(|amount| (0..=LARGEST_AMOUNT).contains(amount));
        if amount.is_none() && !raw.is_empty() {
            self.faults.push(FieldFault::OutOfRange.at("/bribe/amount_vnd"));
        }
        Some(Bribe { fact: fact?, amount_vnd: amount })
    }

    fn contact(&mut self, language: Language, decides: bool) -> Option<Contact> {
        let all = ["name", "phone", "email", "address"];
        if all.iter().all(|name| self.answers.get(name).is_empty()) {
            return None;
        }
        let name = self.text("name", "/contact/name", PersonName::parse);
        if self.answers.get("name").is_empty() {
            self.faults.push(FieldFault::Required.at("/contact/name"));
        }
        let body = !self.answers.has("who", "resident") && !self.answers.get("who").is_empty();
        let business = self.answers.has("who", "business");
        Some(Contact {
            phone: self.text("phone", "/contact/phone", Phone::parse),
            email: self.text("email", "/contact/email", EmailAddress::parse),
            address: self.text("address", "/contact/address", PostalAddress::parse),
            tax_code: business
                .then(|| self.text("tax_code", "/contact/tax_code", TaxCode::parse))
                .flatten(),
            organisation: body
                .then(|| {
                    self.text("organisation", "/contact/organisation", OrganisationName::parse)
                })
                .flatten(),
            language,
            id_number: decides
                .then(|| self.text("id_number", "/contact/id_number", IdNumber::parse))
                .flatten(),
            position: None,
            unit: None,
            consent_version: None,
            name: name?,
        })
    }
}
