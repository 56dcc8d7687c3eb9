//! The form of the desk, in the order in which a paper reads.

use crate::domain::kind::ReporterType;
use crate::domain::report::{BribeFact, FiledVia};
use crate::domain::text::Language;
use crate::pages::staff::records::choices::Choices;
use crate::pages::staff::records::fields::{Field, Input};
use crate::pages::words::Words as Public;
use crate::pages::words::desk::Reception as Words;

/// What is so unless it is said otherwise.
pub(super) const USUAL: [(&str, &str); 2] =
    [("filed_via", FiledVia::Paper.as_str()), ("reporter_type", ReporterType::Resident.as_str())];

/// Codes and what they are called.
fn codes<const N: usize>(all: [(&'static str, &'static str); N]) -> Vec<(String, String)> {
    all.iter().map(|(code, label)| ((*code).to_owned(), (*label).to_owned())).collect()
}

/// Every field.
pub(super) fn fields(choices: &Choices, language: Language, w: &'static Words) -> Vec<Field> {
    let mut all = paper(choices, w);
    all.extend(said(w, Public::of(language)));
    all.extend(who(choices, w, Public::of(language)));
    all
}

fn paper(choices: &Choices, w: &'static Words) -> Vec<Field> {
    let via = codes([
        (FiledVia::Paper.as_str(), w.via_paper),
        (FiledVia::Call.as_str(), w.via_call),
        (FiledVia::Visit.as_str(), w.via_visit),
    ]);
    vec![
        Field::one("filed_via", w.filed_via, via).under(w.part_paper),
        Field::new("paper_on", w.paper_on, Input::Day).may().hint(w.paper_on_hint),
        Field::one("kind", w.kind, choices.kinds()).may().hint(w.kind_hint),
        Field::one("category", w.category, choices.categories()),
        Field::one("unit", w.unit, choices.units()).may().under(w.part_about),
        Field::one("locality", w.locality, choices.communes()).may().hint(w.locality_hint),
        Field::one("sector", w.sector, choices.sectors()).may(),
        Field::new("about_leader", w.about_leader, Input::Flag),
        Field::new("place", w.place, Input::Line).may(),
    ]
}

fn said(w: &'static Words, public: &'static Public) -> Vec<Field> {
    let facts = codes([
        (BribeFact::Asked.as_str(), public.gui_4_money_asked),
        (BribeFact::Paid.as_str(), public.gui_4_money_paid),
        (BribeFact::Refused.as_str(), public.gui_4_money_refused),
    ]);
    let day = |name, label| Field::new(name, label, Input::Day).may().hint(public.gui_date_hint);
    vec![
        Field::new("text", w.text, Input::Text).hint(w.text_hint).under(w.part_said),
        day("incident_on", w.incident_on),
        Field::new("dossier_code", w.dossier_code, Input::Line).may(),
        day("promised_on", w.promised_on),
        Field::new("contested_act", w.contested_act, Input::Line).may().under(w.part_law),
        day("learned_on", w.learned_on),
        Field::new("prior_case", w.prior_case, Input::Line).may(),
        day("first_decision.received_on", w.first_received),
        day("first_decision.limit_ended_on", w.first_undecided),
        Field::one("bribe.fact", w.bribe_fact, facts).may().hint(w.bribe_hint).under(w.part_money),
        Field::new("bribe.amount_vnd", w.bribe_amount, Input::Whole).may(),
    ]
}

fn who(choices: &Choices, w: &'static Words, public: &'static Public) -> Vec<Field> {
    let senders = codes([
        (ReporterType::Resident.as_str(), public.gui_5_resident),
        (ReporterType::Business.as_str(), public.gui_5_business),
        (ReporterType::Organisation.as_str(), public.gui_5_organised),
        (ReporterType::Official.as_str(), w.who_official),
    ]);
    let line = |name, label| Field::new(name, label, Input::Line).may();
    vec![
        Field::one("reporter_type", w.who, senders).under(w.part_who),
        line("contact.name", w.name).hint(w.name_hint),
        line("contact.phone", w.phone),
        line("contact.email", w.email),
        line("contact.address", w.address),
        line("contact.id_number", w.id_number).hint(w.id_number_hint),
        line("contact.organisation", w.organisation),
        line("contact.tax_code", w.tax_code),
        line("contact.position", w.position),
        Field::one("contact.unit", w.own_unit, choices.units()).may(),
        Field::new("consent_version", w.consent, Input::Flag).under(w.part_end),
        Field::new("signed", w.signed, Input::Flag),
        Field::new("truthful", w.truthful, Input::Flag),
    ]
}
