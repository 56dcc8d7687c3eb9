//! The answers of the report form as they were typed, and the report that they make.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::chosen::{Asks, Chosen};
use super::places::{Meant, meant};
use crate::domain::entry::Entry;
use crate::domain::fault::FieldError;
use crate::domain::kind::ReporterType;
use crate::domain::receipt::CaseNumber;
use crate::domain::report::{Bribe, BribeFact, Contact, Draft, FiledVia, Report};
use crate::domain::text::{
    ActRef, ConsentVersion, DossierCode, EmailAddress, IdNumber, Language, OrganisationName,
    PersonName, Phone, Place, PostalAddress, ReportText, TaxCode, TextFault,
};
use crate::domain::time::Day;
use crate::domain::units::unit::UnitKind;
use crate::pages::asked::Fields;
use crate::pages::days;
use crate::service::FieldFault;
use crate::service::cases::intake::Filing;
use crate::service::reference::Reference;

/// Every field of the form.
const NAMES: [&str; 31] = [
    "category",
    "category_other",
    "unit",
    "unit_name",
    "locality",
    "locality_name",
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
    "prior_case",
    "who",
    "named",
    "name",
    "phone",
    "email",
    "address",
    "id_number",
    "organisation",
    "tax_code",
    "position",
    "own_unit",
    "own_unit_name",
    "consent",
];
/// The largest amount that is believed, in VND.
const LARGEST_AMOUNT: i64 = 1_000_000_000_000;

/// A field that a unit is named in.
pub(super) struct PlaceField {
    /// Its name where one is pointed out, and where one is typed.
    pub name: &'static str,
    pub typed: &'static str,
    /// The member of the report.
    pub pointer: &'static str,
    /// What can be meant; anything, where there are none.
    kinds: &'static [UnitKind],
}

/// What it is about, where it happened, and where the reporter works.
pub(super) const UNIT: PlaceField =
    PlaceField { name: "unit", typed: "unit_name", pointer: "/unit", kinds: &[] };
pub(super) const LOCALITY: PlaceField = PlaceField {
    name: "locality",
    typed: "locality_name",
    pointer: "/locality",
    kinds: &[UnitKind::Commune, UnitKind::District],
};
pub(super) const OWN_UNIT: PlaceField =
    PlaceField { name: "own_unit", typed: "own_unit_name", pointer: "/contact/unit", kinds: &[] };

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

    /// What happened, as it was chosen.
    pub(super) fn chosen(&self) -> Chosen<'_> {
        Chosen::of(self.get("category"), self.get("category_other"))
    }

    /// The unit that was meant by a field, which is typed by its name or pointed out by its code.
    pub(super) fn meant<'r>(
        &self,
        reference: &'r Reference,
        field: &PlaceField,
        today: Day,
    ) -> Meant<'r> {
        let (typed, chosen) = (self.get(field.typed), self.get(field.name));
        meant(reference, field.kinds, typed, chosen, today)
    }

    /// The report that they make on `today`, with every fault of what was typed. What belongs to a branch that was not chosen is
    /// no part of it.
    pub(super) fn filing(&self, reference: &Reference, language: Language, today: Day) -> Filing {
        let chosen = self.chosen();
        let asks = chosen.asks(reference, today);
        let mut read = Reading { answers: self, faults: Vec::new() };
        let contact = if asks.money && !self.has("named", "yes") {
            None
        } else {
            let own = asks.office.then(|| read.unit(reference, &OWN_UNIT, today)).flatten();
            read.contact(language, asks, own)
        };
        let who = match ReporterType::parse(self.get("who")) {
            _ if asks.office => ReporterType::Official,
            parsed => parsed.unwrap_or(ReporterType::Resident),
        };
        let unit = read.unit(reference, &UNIT, today);
        let report = Report {
            text: read.text("text", "/text", ReportText::parse).unwrap_or_default(),
            reporter_type: who,
            language,
            about_leader: self.has("about_leader", "yes"),
            locality: read.unit(reference, &LOCALITY, today),
            place: read.text("place", "/place", Place::parse),
            procedure_code: None,
            dossier_code: chosen
                .dossier
                .then(|| read.text("dossier_code", "/dossier_code", DossierCode::parse))
                .flatten(),
            promised_on: chosen.dossier.then(|| read.day("promised_on")).flatten(),
            incident_on: read.day("incident_on"),
            bribe: if asks.money { read.bribe() } else { None },
            unit_may_see: false,
            // That which was shown with the form, and none beside a name that is not sent.
            consent_version: contact
                .is_some()
                .then(|| read.text("consent", "/consent_version", ConsentVersion::parse))
                .flatten(),
            contested_act: asks
                .act
                .then(|| read.text("contested_act", "/contested_act", ActRef::parse))
                .flatten(),
            learned_on: asks.act.then(|| read.day("learned_on")).flatten(),
            prior_case: asks.prior.then(|| read.number()).flatten(),
            first_decision: None,
            filed_via: FiledVia::Online,
            paper_on: None,
        };
        if self.get("text").is_empty() {
            read.faults.push(FieldFault::Required.at("/text"));
        }
        if chosen.category.is_none() {
            read.faults.push(FieldFault::Required.at("/category"));
        }
        let draft = Draft {
            kind: chosen.kind,
            reporter_type: Some(who),
            category: chosen.category.map(str::to_owned),
            sector: self.code("sector"),
            unit,
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

    /// The code of a unit that was named; what is not clear is a fault at its field.
    fn unit(&mut self, reference: &Reference, field: &PlaceField, today: Day) -> Option<String> {
        let code = match self.answers.meant(reference, field, today) {
            Meant::One(unit) => return Some(unit.code.clone()),
            Meant::Code(code) => return Some(code),
            Meant::Nothing => return None,
            Meant::Nobody => "nobody",
            Meant::OneOf { .. } => "several",
        };
        // Its words stand with the form, which knows what there is to choose from.
        self.faults.push(FieldError {
            pointer: field.pointer.to_owned(),
            code,
            detail_vi: "".into(),
            detail_en: "".into(),
        });
        None
    }

    fn number(&mut self) -> Option<String> {
        let raw = self.answers.get("prior_case");
        let number = CaseNumber::parse(raw).map(String::from);
        if number.is_none() && !raw.is_empty() {
            self.faults.push(FieldFault::NotACaseNumber.at("/prior_case"));
        }
        number
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

    fn contact(&mut self, language: Language, asks: Asks, own: Option<String>) -> Option<Contact> {
        let all = ["name", "phone", "email", "address"];
        if all.iter().all(|name| self.answers.get(name).is_empty()) {
            return None;
        }
        let name = self.text("name", "/contact/name", PersonName::parse);
        if self.answers.get("name").is_empty() {
            self.faults.push(FieldFault::Required.at("/contact/name"));
        }
        let body = !asks.office
            && !self.answers.has("who", "resident")
            && !self.answers.get("who").is_empty();
        let business = self.answers.has("who", "business");
        Some(Contact {
            phone: self.text("phone", "/contact/phone", Phone::parse),
            email: self.text("email", "/contact/email", EmailAddress::parse),
            address: asks
                .address
                .then(|| self.text("address", "/contact/address", PostalAddress::parse))
                .flatten(),
            tax_code: business
                .then(|| self.text("tax_code", "/contact/tax_code", TaxCode::parse))
                .flatten(),
            organisation: body
                .then(|| {
                    self.text("organisation", "/contact/organisation", OrganisationName::parse)
                })
                .flatten(),
            language,
            id_number: asks
                .id_number
                .then(|| self.text("id_number", "/contact/id_number", IdNumber::parse))
                .flatten(),
            position: asks
                .office
                .then(|| self.text("position", "/contact/position", Place::parse))
                .flatten(),
            unit: own,
            consent_version: None,
            name: name?,
        })
    }
}
