//! `/tinh-han`: when an office must answer at the latest, counted day by day as the law does, by a kind or by a number of days.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::ask::{Fault, Field};
use super::month::{Meaning, Month, meanings, months};
use crate::chart::capital;
use crate::domain::calendar::{DayKind, WorkingDays};
use crate::domain::deadline::{Basis, PeriodUnit, Step, Variant};
use crate::domain::fault::FieldError;
use crate::domain::kind::{Channel, Kind};
use crate::domain::time::Day;
use crate::pages::asked::{Asked, Fields};
use crate::pages::days::{long, short};
use crate::pages::frame::{Area, Frame, fill};
use crate::pages::words::Public;
use crate::service::ServiceError;
use crate::service::clocks::law::{Answered, Question};
use crate::wire::limit::Class;

const PATH: &str = "/tinh-han";
/// Nothing in law is longer.
const MOST: u16 = 400;
const MOST_MONTHS: u16 = 24;

/// A choice: its code, what it is called, and whether it is taken.
type Choice = (&'static str, String, bool);

#[derive(Template)]
#[template(path = "pages/public/due.html")]
struct Due<'p> {
    f: &'p Frame,
    p: &'static Public,
    kinds: Vec<Choice>,
    kind_error: Option<String>,
    variants: Vec<Choice>,
    received: Vec<Field>,
    period: Vec<Field>,
    units: Vec<Choice>,
    faults: Vec<Fault>,
    answers: Vec<AnswerView>,
    year: String,
    off: Vec<OffDay>,
}

/// A period that was counted.
struct AnswerView {
    title: String,
    date: Day,
    day: String,
    law: Option<String>,
    basis: Option<&'static str>,
    provisional: Option<String>,
    months: Vec<Month>,
    meanings: Vec<Meaning>,
    /// Whether its calendar is what most came for.
    open: bool,
}

/// A day that is no usual one.
struct OffDay {
    date: Day,
    day: String,
    what: &'static str,
    name: String,
}

/// What was asked, and what is wrong with it.
struct Reading {
    received: Field,
    start: Field,
    number: Field,
    kind: Option<Kind>,
    kind_error: Option<String>,
    variant: Variant,
    unit: PeriodUnit,
    question: Option<Question>,
    by_number: bool,
}

impl Reading {
    fn of(frame: &Frame, p: &Public, query: &Fields, kinds: &[Kind]) -> Self {
        let words = frame.w;
        let code = |name: &str| query.get(name).map(String::as_str).unwrap_or_default();
        let by_number = query.contains_key("tu") || query.contains_key("so");
        let by_kind = !by_number && (query.contains_key("loai") || query.contains_key("nhan"));
        let mut it = Self {
            received: Field::of(query, "nhan", p.due_received).hinted(words.gui_date_hint),
            start: Field::of(query, "tu", p.due_start).hinted(words.gui_date_hint),
            number: Field::of(query, "so", p.due_number),
            kind: Kind::parse(code("loai")).filter(|kind| kinds.contains(kind)),
            kind_error: None,
            variant: Variant::parse(code("vu")).unwrap_or(Variant::Normal),
            unit: PeriodUnit::parse(code("don-vi")).unwrap_or(PeriodUnit::WorkingDay),
            question: None,
            by_number,
        };
        if by_kind {
            if it.kind.is_none() {
                it.kind_error = Some(p.due_kind_error.to_owned());
            }
            let day = it.received.day(words, None);
            it.question = it.kind.zip(day).map(|(kind, received_on)| Question::Kind {
                kind,
                variant: it.variant,
                received_on,
            });
        }
        if by_number {
            let day = it.start.day(words, None);
            let most = if it.unit == PeriodUnit::Month { MOST_MONTHS } else { MOST };
            let n = it.number.value.parse::<u16>().ok().filter(|n| (1..=most).contains(n));
            it.number.error = n.is_none().then_some(p.due_number_error);
            let counted = day.zip(n);
            it.question =
                counted.map(|(start_on, n)| Question::Period { start_on, n, unit: it.unit });
        }
        it
    }

    fn faults(&self) -> Vec<Fault> {
        let kind = self.kind_error.clone().map(|text| Fault { id: "loai", text });
        let fields = [&self.received, &self.start, &self.number];
        kind.into_iter().chain(fields.into_iter().filter_map(Fault::of)).collect()
    }
}

/// `GET /tinh-han`
pub(in crate::pages) async fn due(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, PATH).titled(p.due_h1);
    let service = asked.service();
    let (reference, today) = (service.reference(), service.clock().today());
    // What somebody reports over the integrity channel stands in no address.
    let told = reference.kinds_on(today);
    let told = told.iter().filter(|it| it.spec.active && it.spec.channel == Channel::Service);
    let told: Vec<(Kind, String)> = told
        .map(|it| (it.spec.kind, frame.pick(&it.spec.name_vi, &it.spec.name_en).to_owned()))
        .collect();
    let kinds: Vec<Kind> = told.iter().map(|(kind, _)| *kind).collect();
    let mut read = Reading::of(&frame, p, &asked.asked_for(), &kinds);
    let mut answers = Vec::new();
    if let Some(question) = &read.question {
        if let Some(page) = asked.held_up(&frame, Class::Figures) {
            return page;
        }
        match service.preview_deadlines(question, None) {
            Ok(found) => answers = found,
            Err(ServiceError::Invalid(faults)) => refused(&frame, p, &mut read, &faults),
            Err(error) => return frame.failed(&asked.id, &error),
        }
    }
    let faults = read.faults();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = frame.with_faults(!faults.is_empty());
    let chosen = |kind: Kind| read.kind == Some(kind);
    let template = Due {
        f: &frame,
        p,
        kinds: told.into_iter().map(|(kind, name)| (kind.as_str(), name, chosen(kind))).collect(),
        kind_error: read.kind_error,
        variants: variants(p, read.variant),
        received: vec![read.received],
        period: vec![read.start, read.number],
        units: units(p, read.unit),
        faults,
        answers: answers.iter().map(|one| view(&frame, p, one)).collect(),
        year: fill(p.due_off, "y", &today.year().to_string()),
        off: off(&frame, p, &reference.calendar.latest(), today.year()),
    };
    asked.packed(frame.answer(status, &template)).await
}

/// What the service says is wrong, at the field that it is about.
fn refused(frame: &Frame, p: &'static Public, read: &mut Reading, faults: &[FieldError]) {
    if read.by_number {
        read.number.error = Some(p.due_number_error);
        return;
    }
    let told = faults.iter().map(|one| frame.pick(&one.detail_vi, &one.detail_en));
    read.kind_error = Some(told.collect::<Vec<_>>().join(" "));
}

fn variants(p: &Public, taken: Variant) -> Vec<Choice> {
    let all = [
        (Variant::Normal, p.due_normal),
        (Variant::Complex, p.due_complex),
        (Variant::SpeciallyComplex, p.due_specially),
        (Variant::Remote, p.due_remote),
        (Variant::RemoteComplex, p.due_remote_complex),
    ];
    all.map(|(one, name)| (one.as_str(), name.to_owned(), one == taken)).into()
}

fn units(p: &Public, taken: PeriodUnit) -> Vec<Choice> {
    let all = [
        (PeriodUnit::WorkingDay, p.due_working_days),
        (PeriodUnit::Day, p.due_days),
        (PeriodUnit::Month, p.due_months),
    ];
    all.map(|(one, name)| (one.as_str(), name.to_owned(), one == taken)).into()
}

fn view(frame: &Frame, p: &Public, one: &Answered) -> AnswerView {
    let due_on = one.explanation.due_on;
    let step = one.step.map(|step| frame.pick(step.vi(), step.en()));
    let rule = one.rule.as_ref();
    let policy = rule.filter(|rule| rule.basis == Basis::ProvincialPolicy);
    let year = one.provisional.then(|| due_on.year().to_string());
    AnswerView {
        title: step.map_or_else(|| p.due_by_number.to_owned(), capital),
        date: due_on,
        day: long(frame.language, due_on),
        law: rule.map(|rule| frame.pick(&rule.legal_ref_vi, &rule.legal_ref_en).to_owned()),
        basis: policy.map(|_| frame.w.word_basis_province),
        provisional: year.map(|year| fill(p.word_provisional, "y", &year)),
        months: months(p, frame.language, &one.explanation),
        meanings: meanings(p, frame.language, &one.explanation),
        open: one.step.is_none_or(|step| step == Step::Answer),
    }
}

/// The days of a year that differ from the five-day week, as the calendar of the service has them.
fn off(frame: &Frame, p: &Public, known: &WorkingDays<'_>, year: i16) -> Vec<OffDay> {
    let what = |kind| match kind {
        DayKind::Holiday => p.day_holiday,
        DayKind::Compensatory => p.day_compensatory,
        DayKind::SwappedOff => p.day_swapped,
        DayKind::MakeUp => p.day_make_up,
    };
    let first = jiff::civil::date(year, 1, 1);
    let days = first.series(jiff::Span::new().days(1)).take_while(|day| day.year() == year);
    let told = |day: Day| {
        let (kind, (vi, en)) = match known.row(day) {
            Some(row) => (row.kind, (row.name_vi.clone(), row.name_en.clone())),
            None => known.by_law(day).map(|it| (it.kind, it.name()))?,
        };
        let name = frame.pick(&vi, &en).to_owned();
        Some(OffDay { date: day, day: short(frame.language, day), what: what(kind), name })
    };
    days.filter_map(told).collect()
}
