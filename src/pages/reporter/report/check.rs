//! What is shown before a report is sent, and the receipt after it.

use askama::Template;

use super::answers::Answers;
use crate::domain::deadline::Step;
use crate::domain::hint::{TOLD_EN, TOLD_VI};
use crate::domain::kind::Channel;
use crate::domain::report::{BribeFact, Contact, Draft, Report};
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::pages::days::long;
use crate::pages::frame::{Frame, fill};
use crate::pages::qr::Picture;
use crate::pages::told;
use crate::pages::words::report as words;
use crate::service::cases::intake::Filed;
use crate::service::reference::Reference;

/// The page on which everything is read once more.
#[derive(Template)]
#[template(path = "pages/check.html")]
pub(super) struct Check<'p> {
    pub f: &'p Frame,
    pub form: String,
    /// The answers and the key, sealed.
    pub carried: String,
    pub rows: Vec<Row>,
    pub goes: Goes,
    /// The box was not ticked.
    pub unticked: bool,
}

/// One answer.
pub(super) struct Row {
    pub label: &'static str,
    pub value: String,
    /// The step on which it is changed.
    pub step: &'static str,
}

/// Where it goes and what follows.
pub(super) struct Goes {
    /// It goes to the inspectorate, and the unit is not told.
    pub sealed: bool,
    pub to: Option<String>,
    pub why: Option<String>,
    pub due: Option<String>,
    pub readers: String,
    pub kind: Option<&'static str>,
    /// That the text tells of money.
    pub hint: Option<&'static str>,
    pub sign: Option<String>,
}

/// The page that shows the receipt.
#[derive(Template)]
#[template(path = "pages/receipt.html")]
pub(super) struct Received<'p> {
    pub f: &'p Frame,
    pub form: String,
    pub carried: String,
    /// The receipt, sealed, for the page that follows the report.
    pub slip: String,
    pub receipt: String,
    pub number: Option<String>,
    pub due: Option<String>,
    pub sign: Option<String>,
    pub sealed: bool,
    pub unkept: bool,
    pub r: &'static words::Report,
    /// Where the report is followed.
    pub address: String,
    /// The same as a picture for a telephone, on paper alone. It holds no receipt: a telephone would keep that in its history, or
    /// search the web for it.
    pub picture: Option<Picture>,
}

impl Received<'_> {
    fn where_it_is(&self) -> String {
        fill(self.r.kept_where, "address", &self.address)
    }
}

/// The page from which something is sent once more.
#[derive(Template)]
#[template(path = "pages/again.html")]
pub(super) struct Again<'p> {
    pub f: &'p Frame,
    pub form: String,
    pub carried: String,
    pub note: String,
}

/// The page that says that the form was sent before.
#[derive(Template)]
#[template(path = "pages/sent.html")]
pub(super) struct Sent<'p> {
    pub f: &'p Frame,
    pub r: &'static words::Report,
    pub form: String,
    pub carried: String,
}

/// By when an answer is owed.
pub(super) fn due(language: Language, filed: &Filed) -> Option<String> {
    let answer = filed.obligations.iter().find(|one| one.obligation.step == Step::Answer)?;
    Some(long(language, answer.obligation.due_on))
}

/// Where and until when the paper is signed.
pub(super) fn sign(frame: &Frame, filed: &Filed) -> Option<String> {
    let day = long(frame.language, filed.sign_by?);
    let holder = filed.holder.as_ref();
    let place = holder
        .map_or(frame.body.as_str(), |unit| told::by(frame.language, &unit.name, &unit.name_en));
    Some(fill(&fill(frame.w.gui_6_sign, "day", &day), "place", place))
}

impl Goes {
    /// What a rehearsal said.
    pub(super) fn of(frame: &Frame, filed: &Filed) -> Self {
        let language = frame.language;
        let holder = filed.holder.as_ref();
        let routed = filed.routing.as_ref();
        Self {
            sealed: filed.kind.channel() == Channel::Integrity,
            to: holder.map(|unit| told::by(language, &unit.name, &unit.name_en).to_owned()),
            why: routed.map(|it| told::by(language, &it.reason_vi, &it.reason_en).to_owned()),
            due: due(language, filed),
            readers: told::by(language, &filed.visible_to_vi, &filed.visible_to_en).to_owned(),
            kind: filed.derived.map(|why| told::by(language, why.vi(), why.en())),
            hint: filed.hint.map(|_| told::by(language, TOLD_VI, TOLD_EN)),
            sign: sign(frame, filed),
        }
    }
}

/// A label, what was said, and the step on which it is changed.
type Line = (&'static str, Option<String>, &'static str);

/// The answers as they are read once more, those of branches that were not chosen left out.
pub(super) fn rows(
    frame: &Frame,
    reference: &Reference,
    answers: &Answers,
    today: Day,
) -> Vec<Row> {
    let draft = answers.filing(reference, frame.language, today).draft;
    let about = about(frame, reference, &draft, today);
    let said = said(frame, &draft.report);
    let reached = reached(frame, reference, draft.contact.as_ref(), today);
    let all = about.into_iter().chain(said).chain(reached);
    all.filter_map(|(label, value, step)| Some(Row { label, value: value?, step })).collect()
}

fn about(frame: &Frame, reference: &Reference, draft: &Draft, today: Day) -> [Line; 7] {
    let (language, w) = (frame.language, frame.w);
    let unit = |code: Option<&str>| unit(frame, reference, code, today);
    let category = draft.category.as_deref().and_then(|code| reference.category(code, today));
    let category = category.map(|it| told::by(language, &it.name_vi, &it.name_en).to_owned());
    let sector = reference.sectors.iter().find(|it| Some(&it.code) == draft.sector.as_ref());
    let sector = sector.map(|it| told::by(language, &it.name_vi, &it.name_en).to_owned());
    let report = &draft.report;
    [
        (w.gui_1_h1, category, "b1"),
        (w.gui_2_unit, unit(draft.unit.as_deref()), "b2"),
        (w.gui_2_locality, unit(report.locality.as_deref()), "b2"),
        (w.gui_2_sector, sector, "b2"),
        (w.gui_2_place, report.place.clone(), "b2"),
        (w.gui_2_when, report.incident_on.map(|day| long(language, day)), "b2"),
        (w.gui_2_leader, report.about_leader.then(|| w.word_yes.to_owned()), "b2"),
    ]
}

fn said(frame: &Frame, report: &Report) -> [Line; 8] {
    let (language, w, r) = (frame.language, frame.w, words::Report::of(frame.language));
    let fact = report.bribe.map(|bribe| match bribe.fact {
        BribeFact::Asked => w.gui_4_money_asked,
        BribeFact::Paid => w.gui_4_money_paid,
        BribeFact::Refused => w.gui_4_money_refused,
    });
    let amount = report.bribe.and_then(|bribe| bribe.amount_vnd);
    [
        (w.gui_3_code, report.dossier_code.clone(), "b3"),
        (w.gui_3_promised, report.promised_on.map(|day| long(language, day)), "b3"),
        (w.gui_4_h1, Some(report.text.clone()), "b4"),
        (w.gui_4_money, fact.map(str::to_owned), "b4"),
        (w.gui_4_amount, amount.map(|amount| amount.to_string()), "b4"),
        (w.gui_4_act, report.contested_act.clone(), "b4"),
        (w.gui_4_learned, report.learned_on.map(|day| long(language, day)), "b4"),
        (r.prior, report.prior_case.clone(), "b4"),
    ]
}

/// What a unit is called that has this code.
fn unit(frame: &Frame, reference: &Reference, code: Option<&str>, today: Day) -> Option<String> {
    let unit = reference.units.bearer(code?, today)?;
    Some(told::by(frame.language, &unit.name, &unit.name_en).to_owned())
}

fn reached(
    frame: &Frame,
    reference: &Reference,
    contact: Option<&Contact>,
    today: Day,
) -> Vec<Line> {
    let (w, r) = (frame.w, words::Report::of(frame.language));
    let Some(contact) = contact else {
        return vec![(w.gui_5_h1, Some(w.gui_5_anonymous.to_owned()), "b5")];
    };
    vec![
        (w.gui_5_name, Some(contact.name.clone()), "b5"),
        (w.gui_5_organisation, contact.organisation.clone(), "b5"),
        (w.gui_5_tax_code, contact.tax_code.clone(), "b5"),
        (w.gui_5_phone, contact.phone.clone(), "b5"),
        (w.gui_5_email, contact.email.clone(), "b5"),
        (w.gui_5_address, contact.address.clone(), "b5"),
        (w.gui_5_id_number, contact.id_number.clone(), "b5"),
        (r.position, contact.position.clone(), "b5"),
        (r.own_unit, unit(frame, reference, contact.unit.as_deref(), today), "b5"),
    ]
}
