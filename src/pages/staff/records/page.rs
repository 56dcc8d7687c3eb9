//! The two shapes that every register has: a list that is narrowed by its address, and a page with forms.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::fields::{self, Field, FieldView, Wrong};
use crate::domain::fault::FieldError;
use crate::domain::lifecycle::Refusal;
use crate::domain::records::conclusion::Settled;
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::pages::asked::Sent;
use crate::pages::days;
use crate::pages::frame::{Frame, at};
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::records::Records as Words;
use crate::service::{ServiceError, UnitName};
use crate::wire::query::{Params, escaped};

/// Rows of a page.
pub(super) const SHOWN: i64 = 50;
/// What every list takes besides what narrows it: which page, and that something was done.
const BESIDE: [&str; 2] = ["cursor", "xong"];

/// A cell of a table.
pub(in crate::pages::staff) struct Cell {
    text: String,
    href: Option<String>,
    date: Option<String>,
    late: bool,
}

impl Cell {
    /// Words.
    pub(in crate::pages::staff) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), href: None, date: None, late: false }
    }

    /// Words that lead somewhere.
    pub(in crate::pages::staff) fn link(text: impl Into<String>, href: String) -> Self {
        Self { href: Some(href), ..Self::text(text) }
    }

    /// A day; `late` where it has passed.
    pub(in crate::pages::staff) fn day(language: Language, day: Day, late: bool) -> Self {
        Self { date: Some(day.to_string()), late, ..Self::text(days::short(language, day)) }
    }

    /// A day that may not be there.
    pub(in crate::pages::staff) fn maybe(language: Language, day: Option<Day>) -> Self {
        day.map_or_else(|| Self::text("–"), |day| Self::day(language, day, false))
    }

    /// The same, told as late.
    pub(in crate::pages::staff) fn late(self, late: bool) -> Self {
        Self { late, ..self }
    }

    /// The name of a unit.
    pub(in crate::pages::staff) fn unit(language: Language, unit: Option<&UnitName>) -> Self {
        Self::text(unit.map_or("–", |unit| told::unit(language, unit)))
    }
}

/// A table.
pub(in crate::pages::staff) struct Table {
    /// What it shows.
    pub caption: &'static str,
    /// What its columns are.
    pub heads: Vec<&'static str>,
    /// Its rows; the first cell of each names it.
    pub rows: Vec<Vec<Cell>>,
}

/// A form of a page.
#[derive(Default)]
pub(in crate::pages::staff) struct FormView {
    pub heading: &'static str,
    pub lead: &'static str,
    pub action: String,
    /// The key under which it is sent.
    pub key: String,
    /// The version that it was made of.
    pub version: String,
    pub fields: Vec<FieldView>,
    /// What goes along unseen.
    pub kept: Vec<(String, String)>,
    /// What can be pressed, the first first.
    pub buttons: Vec<(&'static str, &'static str)>,
}

/// A list.
#[derive(Template)]
#[template(path = "pages/staff/records/list.html")]
pub(in crate::pages::staff) struct List {
    f: Frame,
    w: &'static Words,
    h1: &'static str,
    pub lead: &'static str,
    note: Option<&'static str>,
    /// Where one can go from here; the first is a button.
    pub ways: Vec<(String, &'static str)>,
    form: FormView,
    narrowed: bool,
    wrong: Option<String>,
    pub table: Table,
    pub empty: &'static str,
    next: Option<String>,
}

impl List {
    /// The list at this address, with nothing on it.
    pub(in crate::pages::staff) fn new(
        staff: &Staff,
        (h1, caption): (&'static str, &'static str),
        heads: &[&'static str],
    ) -> Self {
        let w = Words::of(staff.asked.language);
        Self {
            f: staff.frame(h1),
            w,
            h1,
            lead: "",
            note: None,
            ways: Vec::new(),
            form: FormView {
                action: at(staff.asked.language, &staff.asked.path_alone()),
                ..FormView::default()
            },
            narrowed: false,
            wrong: None,
            table: Table { caption, heads: heads.to_vec(), rows: Vec::new() },
            empty: w.empty,
            next: None,
        }
    }

    /// Reads the address, which may say only what is `known`; where it does not, the page says so.
    pub(super) fn read<T>(
        &mut self,
        staff: &Staff,
        (known, fields): (&'static [&'static str], Vec<Field>),
        read: impl FnOnce(&Params) -> Result<T, FieldError>,
    ) -> Option<(Params, T)> {
        let params = Params::read(&said(staff.asked.query(), &fields), known, false);
        let found = params.and_then(|params| read(&params).map(|query| (params, query)));
        let (sent, found) = match found {
            Ok((params, query)) => {
                let beside = |name: &str| BESIDE.contains(&name);
                self.narrowed = params.all().iter().any(|(name, _)| !beside(name));
                self.note = params.text("xong").map(|_| self.w.done);
                let all = params.all().iter().map(|pair| as_typed(pair, &fields)).collect();
                (Sent { all }, Some((params, query)))
            }
            Err(fault) => {
                self.narrowed = true;
                let name = fault.pointer.trim_start_matches('?');
                self.wrong = Some(format!("{name}: {}", told::fault(self.f.language, &fault)));
                (Sent::default(), None)
            }
        };
        self.form.fields = fields::shown(&fields, &sent, &Wrong::default());
        found
    }

    /// Where the next page begins.
    pub(super) fn next(&mut self, params: &Params, cursor: Option<String>) {
        self.next = cursor.map(|cursor| {
            let others = params.all().iter().filter(|(name, _)| name != "xong");
            let query: Vec<String> = others
                .filter(|(name, _)| name != "cursor")
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .chain([("cursor", cursor.as_str())])
                .map(|(name, value)| format!("{name}={}", escaped(value)))
                .collect();
            format!("{}?{}", self.form.action, query.join("&"))
        });
    }

    /// The page.
    pub(in crate::pages::staff) fn told(&self) -> HttpResponse {
        self.f.told(self)
    }
}

/// What an address says, without what a form left empty; a day as the API writes it.
fn said(query: &str, fields: &[Field]) -> String {
    let pairs = web::Query::<Vec<(String, String)>>::from_query(query);
    let pairs = pairs.map(web::Query::into_inner).unwrap_or_default();
    let one = |(name, value): &(String, String)| {
        let day = if is_day(name, fields) { days::read(value) } else { None };
        let value = day.map_or_else(|| value.clone(), |day| day.to_string());
        format!("{}={}", escaped(name), escaped(&value))
    };
    let filled: Vec<String> = pairs.iter().filter(|it| !it.1.is_empty()).map(one).collect();
    filled.join("&")
}

/// The other way round: a day as people write it.
fn as_typed((name, value): &(String, String), fields: &[Field]) -> (String, String) {
    let day = if is_day(name, fields) { value.parse::<Day>().ok() } else { None };
    let value = day.map_or_else(|| value.clone(), |day| day.strftime("%d/%m/%Y").to_string());
    (name.clone(), value)
}

fn is_day(name: &str, fields: &[Field]) -> bool {
    fields.iter().any(|field| field.is_day(name))
}

/// A page with what it is about, and what can be done.
#[derive(Template)]
#[template(path = "pages/staff/records/page.html")]
pub(in crate::pages::staff) struct Page {
    f: Frame,
    w: &'static Words,
    /// Where one came from.
    pub back: Option<(String, &'static str)>,
    h1: String,
    pub note: Option<&'static str>,
    /// Sentences below the heading.
    pub lead: Vec<&'static str>,
    fault: Option<String>,
    /// What it is about.
    pub facts: Vec<(&'static str, String)>,
    /// What has to be done before anything is sent.
    pub aloud: Option<&'static str>,
    pub forms: Vec<FormView>,
    pub table: Option<Table>,
}

impl Page {
    /// A page of this heading, on which `wrong` is told of the whole.
    pub(in crate::pages::staff) fn new(
        staff: &Staff,
        h1: impl Into<String>,
        wrong: Option<&Wrong>,
    ) -> Self {
        let h1 = h1.into();
        let mut f = staff.frame(h1.clone());
        f.faulty = wrong.is_some_and(Wrong::is_there);
        Self {
            f,
            w: Words::of(staff.asked.language),
            back: None,
            h1,
            note: None,
            lead: Vec::new(),
            fault: wrong.and_then(|wrong| wrong.whole.clone()),
            facts: Vec::new(),
            aloud: None,
            forms: Vec::new(),
            table: None,
        }
    }

    /// The page.
    pub(in crate::pages::staff) fn told(&self) -> HttpResponse {
        self.f.told(self)
    }
}

/// A form of these fields that is sent to this address.
pub(in crate::pages::staff) fn form(
    staff: &Staff,
    fields: &[Field],
    wrong: &Wrong,
    buttons: &[(&'static str, &'static str)],
) -> FormView {
    FormView {
        action: at(staff.asked.language, &staff.asked.path_alone()),
        key: if wrong.anew { staff.service().fresh_key() } else { key(staff) },
        fields: fields::shown(fields, &staff.sent, wrong),
        buttons: buttons.to_vec(),
        ..FormView::default()
    }
}

/// The key under which a form is sent: drawn where it is shown first, and the same ever after.
pub(in crate::pages::staff) fn key(staff: &Staff) -> String {
    let sent = staff.sent.typed("khoa");
    if sent.len() == 32 { sent.to_owned() } else { staff.service().fresh_key() }
}

/// What was sent, unseen, for the page that sends it on: without what each form has of its own.
pub(in crate::pages::staff) fn kept(staff: &Staff) -> Vec<(String, String)> {
    let own = ["dau", "viec", "khoa", "ban"];
    staff.sent.all.iter().filter(|(name, _)| !own.contains(&name.as_str())).cloned().collect()
}

/// What the reader can mend, of what went wrong; else the error itself.
///
/// # Errors
/// What has a page of its own.
pub(in crate::pages::staff) fn mended(
    staff: &Staff,
    fields: &[Field],
    error: ServiceError,
) -> Result<Wrong, ServiceError> {
    let language = staff.asked.language;
    let w = Words::of(language);
    Ok(match error {
        ServiceError::Invalid(faults) => Wrong::at(language, fields, &faults),
        ServiceError::Stale => Wrong::whole(w.stale),
        ServiceError::Settled(why) => Wrong::whole(match why {
            Settled::Executed => w.settled_executed,
            Settled::Revoked => w.settled_revoked,
            Settled::NothingToExecute => w.settled_nothing,
            Settled::Done => w.settled_done,
            Settled::ResultGiven => w.settled_result,
        }),
        ServiceError::Refused(refusal) if refusal != Refusal::NotInYourHand => {
            Wrong::whole(told::by(language, refusal.vi(), refusal.en()))
        }
        ServiceError::KeyReused => Wrong { anew: true, ..Wrong::whole(w.sent_before) },
        ServiceError::Full | ServiceError::ReadOnly | ServiceError::NotReady => {
            Wrong::whole(w.later)
        }
        // The form is sent again with the same key.
        ServiceError::OutcomeUnknown | ServiceError::Busy => Wrong::whole(w.unknown),
        other => return Err(other),
    })
}

/// The page, or that of what went wrong.
pub(in crate::pages::staff) async fn done(
    staff: &Staff,
    name: &'static str,
    made: Result<HttpResponse, ServiceError>,
) -> HttpResponse {
    match made {
        Ok(page) => page,
        // A place in a list that is another's, or of another list: it begins anew.
        Err(ServiceError::BadCursor) => staff.to(&staff.asked.path_alone()),
        Err(error) => staff.failed(error, name).await,
    }
}

/// The id in the address; what is none is not there.
pub(super) fn id<T: std::str::FromStr>(staff: &Staff) -> Result<T, ServiceError> {
    staff.asked.part("id").parse().map_err(|_| ServiceError::NotFound)
}

/// The version that a form was made of.
pub(super) fn version(staff: &Staff) -> Result<i32, ServiceError> {
    staff.sent.typed("ban").parse().map_err(|_| ServiceError::Stale)
}
