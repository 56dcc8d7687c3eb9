//! `/quyen-cua-ban`: what somebody can do now, by what happened and by days alone: nothing that is typed there tells who they are.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::ask::{Fault, Field};
use crate::domain::codes::codes;
use crate::domain::deadline::Variant;
use crate::domain::kind::Kind;
use crate::domain::law::right::Right;
use crate::domain::law::rights::{OpenRight, Situation, Told};
use crate::domain::time::Day;
use crate::pages::asked::{Asked, Fields};
use crate::pages::days::long;
use crate::pages::frame::{Area, Frame, fill};
use crate::pages::words::{Public, Words};
use crate::service::ServiceError;
use crate::service::carried::Carried;
use crate::wire::limit::Class;

const PATH: &str = "/quyen-cua-ban";

codes! {
    /// What happened.
    Happened {
        /// A dossier is not ready.
        Late => "tre-hen",
        /// Somebody disagrees with a decision or an act.
        Decision => "quyet-dinh",
        /// A report was not answered.
        Silence => "chua-tra-loi",
        /// A first complaint was sent.
        Complained => "da-khieu-nai",
    }
}

impl Happened {
    const fn called(self, p: &Public) -> &'static str {
        match self {
            Self::Late => p.rights_late,
            Self::Decision => p.rights_decision,
            Self::Silence => p.rights_silence,
            Self::Complained => p.rights_complained,
        }
    }

    /// The days that are asked for.
    fn fields(self, p: &Public, words: &Words, query: &Fields) -> Vec<Field> {
        let limit = || Field::of(query, "han", p.rights_limit).hinted(p.rights_limit_hint);
        match self {
            Self::Late => {
                vec![Field::of(query, "hen", p.rights_promised).hinted(words.gui_date_hint)]
            }
            Self::Decision => {
                vec![Field::of(query, "biet", p.rights_learned).hinted(words.gui_date_hint)]
            }
            Self::Silence => vec![limit()],
            Self::Complained => vec![
                Field::of(query, "nhan", p.rights_decided).hinted(p.rights_decided_hint).optional(),
                limit().optional(),
            ],
        }
    }

    const fn kind(self) -> Kind {
        match self {
            Self::Complained => Kind::Complaint,
            Self::Late | Self::Decision | Self::Silence => Kind::ConductFeedback,
        }
    }
}

/// The form about one thing that happened.
struct Form {
    code: &'static str,
    called: &'static str,
    fields: Vec<Field>,
    /// Whether the place is remote, where that counts.
    remote: Option<bool>,
    /// That what was sent was sent: the bare form asks for nothing yet.
    sent: bool,
}

impl Form {
    fn of(happened: Happened, p: &Public, words: &Words, query: &Fields) -> Self {
        let fields = happened.fields(p, words, query);
        let remote = (happened == Happened::Complained).then(|| query.contains_key("xa"));
        let sent = fields.iter().any(|field| query.contains_key(field.name));
        Self { code: happened.as_str(), called: happened.called(p), fields, remote, sent }
    }

    /// The days that were typed, by the names of their fields.
    fn days(
        &mut self,
        p: &Public,
        words: &Words,
        today: Day,
    ) -> impl Fn(&str) -> Option<Day> + use<> {
        let future = |name| ["hen", "han"].contains(&name);
        let read = |field: &mut Field| {
            let last = Some(today).filter(|_| !future(field.name));
            Some((field.name, field.day(words, last)?))
        };
        let days: Vec<(&'static str, Day)> = self.fields.iter_mut().filter_map(read).collect();
        let none = days.is_empty() && self.fields.iter().all(|field| field.error.is_none());
        if let Some(first) = self.fields.first_mut().filter(|_| none) {
            first.error = Some(p.rights_one_day);
        }
        move |name: &str| days.iter().find(|(one, _)| *one == name).map(|(_, day)| *day)
    }

    fn faults(&self) -> Vec<Fault> {
        self.fields.iter().filter_map(Fault::of).collect()
    }
}

/// What comes of it.
struct Outcome {
    /// That nothing is to be done before a day.
    wait: Option<String>,
    /// What cannot be done any more.
    over: Vec<String>,
    rights: Vec<RightView>,
}

struct RightView {
    title: &'static str,
    text: &'static str,
    law: &'static str,
    until: Option<String>,
    provisional: Option<String>,
    /// What happened, as the report form has it, where that form does it.
    category: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "pages/public/rights.html")]
struct Rights<'p> {
    f: &'p Frame,
    p: &'static Public,
    choices: Vec<(&'static str, &'static str)>,
    form: Option<Form>,
    faults: Vec<Fault>,
    outcome: Option<Outcome>,
    /// That the form of a right is one of ours.
    mark: String,
    /// The fields of the report form that are known already.
    known: Vec<(&'static str, String)>,
}

/// `GET /quyen-cua-ban`
pub(in crate::pages) async fn rights(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let query = asked.asked_for();
    let happened = query.get("chuyen").and_then(|code| Happened::parse(code));
    let path = happened.map(|it| format!("{PATH}?chuyen={it}"));
    let path = path.unwrap_or_else(|| PATH.to_owned());
    let frame = asked.frame(Area::Public, path).titled(p.rights_h1);
    let mut form = happened.map(|it| Form::of(it, p, frame.w, &query));
    let mut outcome = None;
    if let (Some(happened), Some(form)) = (happened, form.as_mut().filter(|form| form.sent)) {
        if let Some(page) = asked.held_up(&frame, Class::Figures) {
            return page;
        }
        match answer(&asked, &frame, p, happened, form) {
            Ok(found) => outcome = found,
            Err(error) => return frame.failed(&asked.id, &error),
        }
    }
    let mark = match asked.service().carry(Carried::Form, &()) {
        Ok(mark) => mark,
        Err(error) => return frame.failed(&asked.id, &error),
    };
    let faults = form.as_ref().map(Form::faults).unwrap_or_default();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = frame.with_faults(!faults.is_empty());
    let choices = Happened::ALL.iter().map(|it| (it.as_str(), it.called(p))).collect();
    let known = form.iter().flat_map(|form| &form.fields).filter_map(known).collect();
    let template = Rights { f: &frame, p, choices, form, faults, outcome, mark, known };
    // Nothing on it is of anybody.
    asked.packed(frame.answer(status, &template)).await
}

/// What the report form need not ask again.
fn known(field: &Field) -> Option<(&'static str, String)> {
    let name = match field.name {
        "hen" => "promised_on",
        "biet" => "learned_on",
        _ => return None,
    };
    Some((name, field.value.clone())).filter(|(_, value)| !value.is_empty())
}

/// What can be done by what was typed; nothing where that is wrong.
fn answer(
    asked: &Asked,
    frame: &Frame,
    p: &Public,
    happened: Happened,
    form: &mut Form,
) -> Result<Option<Outcome>, ServiceError> {
    let today = asked.service().clock().today();
    let day = form.days(p, frame.w, today);
    if !form.faults().is_empty() {
        return Ok(None);
    }
    let (promised_on, learned_on) = (day("hen"), day("biet"));
    let (limit, answered_on) = (day("han"), day("nhan"));
    let to_come = promised_on
        .filter(|day| *day > today)
        .or(limit.filter(|day| *day >= today && answered_on.is_none()));
    if let Some(day) = to_come {
        let wait = Some(fill(p.rights_wait, "day", &long(frame.language, day)));
        return Ok(Some(Outcome { wait, over: Vec::new(), rights: Vec::new() }));
    }
    let late_since = limit.and_then(|day| day.tomorrow().ok()).filter(|day| *day <= today);
    let days = Told { learned_on, promised_on, late_since, answered_on };
    let variant = if form.remote == Some(true) { Variant::Remote } else { Variant::Normal };
    let situation = Situation::told(happened.kind(), variant, days);
    let all = asked.service().preview_all_rights(&situation)?;
    let (open, over): (Vec<OpenRight>, Vec<OpenRight>) =
        all.into_iter().partition(|one| one.is_open(today));
    let over = over.iter().filter_map(|one| {
        let text = fill(p.rights_over, "right", title(p, one.right));
        Some(fill(&text, "day", &long(frame.language, one.until?)))
    });
    let rights = open.into_iter().map(|one| right(frame, p, happened, one)).collect();
    Ok(Some(Outcome { wait: None, over: over.collect(), rights }))
}

const fn title(p: &Public, right: Right) -> &'static str {
    match right {
        Right::AskForApology => p.right_apology,
        Right::AskForExplanation => p.right_explain,
        Right::Complain => p.right_complain,
        Right::ComplainAgain => p.right_again,
        Right::Denounce => p.right_denounce,
        Right::Wait
        | Right::Sign
        | Right::Reply
        | Right::Confirm
        | Right::Reopen
        | Right::Review
        | Right::Withdraw => p.right_other,
    }
}

fn right(frame: &Frame, p: &Public, happened: Happened, one: OpenRight) -> RightView {
    let (law_vi, law_en) = one.right.legal_ref(happened.kind());
    let provisional = one.until.filter(|_| one.provisional);
    RightView {
        title: title(p, one.right),
        text: frame.pick(one.right.vi(), one.right.en()),
        law: frame.pick(law_vi, law_en),
        until: one.until.map(|day| fill(p.word_until, "day", &long(frame.language, day))),
        provisional: provisional.map(|day| fill(p.word_provisional, "y", &day.year().to_string())),
        category: match one.right {
            Right::AskForApology => Some("late"),
            Right::Complain => Some("decision"),
            _ => None,
        },
    }
}
