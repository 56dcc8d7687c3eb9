//! A page for each command: its form, what it would do, and doing it, with one effect however often it is sent.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::super::sign_in::resent;
use super::super::signed::{Staff, Unsent};
use super::super::today::one;
use super::drafts;
use super::forms::{self, FieldView};
use super::lists::Around;
use super::view::{DutyView, Show};
use super::{away, id_of, key_of};
use crate::domain::actor::Role;
use crate::domain::case::Case;
use crate::domain::fault::FieldError;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{CommandName, Refusal};
use crate::domain::notice::Recipient;
use crate::domain::receipt::CaseNumber;
use crate::pages::asked::Sent;
use crate::pages::days;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::pages::words::triage::Triage;
use crate::pages::words::{events, mails};
use crate::service::ServiceError;
use crate::service::cases::handling::{Ask, By, Handled};
use crate::wire::commands;

const NAME: &str = "page_command";

#[derive(Template)]
#[template(path = "pages/staff/command.html")]
struct Form<'p> {
    f: &'p Frame,
    w: &'static Words,
    t: &'static Triage,
    what: String,
    back: String,
    action: String,
    version: i32,
    key: String,
    number: String,
    fields: Vec<FieldView>,
    fault: Option<String>,
    stale: Option<String>,
    /// What is said of a draft or a template.
    note: Option<String>,
    /// Whether what stands there was kept.
    drafted: bool,
    /// Whether it can be put aside.
    keeps: bool,
    /// Codes and titles of what a text can begin with.
    templates: Vec<(String, String)>,
}

/// What a command would do.
#[derive(Template)]
#[template(path = "pages/staff/preview.html")]
struct Preview<'p> {
    f: &'p Frame,
    w: &'static Words,
    heading: String,
    what: String,
    back: String,
    action: String,
    /// The one that the form was made from: what changed since is found when it is sent.
    version: String,
    key: String,
    kept: Vec<(String, String)>,
    shown: Vec<(&'static str, String)>,
    state: String,
    opened: Vec<DutyView>,
    mails: Vec<(&'static str, &'static str)>,
    is_final: bool,
}

/// Which command of which case is asked for.
struct About {
    name: CommandName,
    id: CaseId,
    w: &'static Words,
}

impl About {
    fn of(staff: &Staff) -> Result<Self, ServiceError> {
        let name = CommandName::parse(&staff.asked.part("command"));
        let name = name.filter(|name| forms::has_form(*name)).ok_or(ServiceError::NotFound)?;
        Ok(Self { name, id: id_of(staff)?, w: Words::of(staff.asked.language) })
    }

    fn what(&self, staff: &Staff) -> String {
        let (vi, en) = (self.name.vi(), self.name.en());
        super::super::rows::begin(told::by(staff.asked.language, vi, en))
    }

    fn back(&self, staff: &Staff) -> String {
        at(staff.asked.language, &format!("/lam-viec/vu-viec/{}", self.id))
    }

    fn action(&self, staff: &Staff) -> String {
        format!("{}/{}", self.back(staff), self.name.as_str())
    }
}

/// What is wrong with what was sent, at which field; without one it is wrong with the whole.
#[derive(Default)]
struct Wrong {
    fields: Vec<(String, String)>,
    whole: Option<String>,
    stale: bool,
    /// Whether it is another request than the one before.
    anew: bool,
    /// What is said besides, which is no fault; and whether it is of a draft.
    note: Option<(String, bool)>,
}

impl Wrong {
    fn at(staff: &Staff, faults: &[FieldError]) -> Self {
        let at = |it: &FieldError| {
            let field = it.pointer.trim_start_matches('/').split('/').next();
            let told = told::fault(staff.asked.language, it);
            (field.unwrap_or_default().to_owned(), told.to_owned())
        };
        Self { fields: faults.iter().map(at).collect(), ..Self::default() }
    }
}

/// `GET /lam-viec/vu-viec/{id}/{command}`
pub(in crate::pages::staff) async fn ask(staff: Staff) -> HttpResponse {
    let asked = async {
        let about = About::of(&staff)?;
        let kept = drafts::kept(&staff, (about.id, about.name)).await?;
        let (sent, note) = kept.map(|(sent, note)| (sent, Some((note, true)))).unwrap_or_default();
        form(&staff, &about, &sent, Wrong { note, ..Wrong::default() }).await
    };
    match asked.await {
        Ok(page) => page,
        Err(error) => away(&staff, error, NAME).await,
    }
}

async fn form(
    staff: &Staff,
    about: &About,
    sent: &Sent,
    wrong: Wrong,
) -> Result<HttpResponse, ServiceError> {
    let (service, language, w) = (staff.service(), staff.asked.language, about.w);
    let (item, offers) = service.offered(staff.actor(), about.id).await?;
    let case: &Case = &item.case;
    let refused = offers.not_allowed.iter().find(|(name, _)| *name == about.name);
    let refused = refused.map(|(_, why)| told::by(language, why.vi(), why.en()).to_owned());
    let known = refused.is_some() || offers.allowed.contains(&about.name);
    if !known {
        return Err(ServiceError::NotFound);
    }
    let reference = service.reference();
    let today = service.clock().today();
    let around = Around { reference: &reference, case, language, today };
    let fields = forms::shown(about.name, &around, sent, &wrong.fields);
    let anew = wrong.stale || wrong.anew;
    let stale = if wrong.stale { Some(changed(staff, about).await?) } else { None };
    let tip = case.channel == Channel::Integrity;
    let mut frame = staff.frame(about.what(staff));
    let fault = wrong.whole.or(refused);
    frame.faulty = fault.is_some() || stale.is_some() || fields.iter().any(|it| it.fault.is_some());
    let key = sent.typed("khoa");
    let page = Form {
        f: &frame,
        w,
        t: Triage::of(language),
        what: about.what(staff),
        back: about.back(staff),
        action: about.action(staff),
        version: case.version,
        // Another version is another request.
        key: if key.is_empty() || anew { service.fresh_key() } else { key.to_owned() },
        number: case.number.clone().unwrap_or_else(|| w.tip_h1.to_owned()),
        keeps: !tip && !fields.is_empty(),
        templates: drafts::templates(staff, about.name, tip).await?,
        drafted: wrong.note.as_ref().is_some_and(|(_, drafted)| *drafted),
        note: wrong.note.map(|(note, _)| note),
        fields,
        fault,
        stale,
    };
    Ok(frame.told(&page))
}

/// That the case has changed, and to inspectors who did what: a unit knows of no step that is the inspectors' own, and by the last one
/// that it does know it would learn that there was another.
async fn changed(staff: &Staff, about: &About) -> Result<String, ServiceError> {
    if staff.actor().role != Role::Inspector {
        return Ok(about.w.do_stale.to_owned());
    }
    let events = staff.service().events(staff.actor(), about.id).await?;
    let language = staff.asked.language;
    let told = events.last().and_then(|last| {
        let text = fill(about.w.do_stale_by, "actor", last.actor.as_deref()?);
        let text = fill(&text, "event", events::of(language, last.kind));
        Some(fill(&text, "day", &days::short(language, last.day)))
    });
    Ok(format!("{} {}", about.w.do_stale, told.unwrap_or_default()))
}

/// `POST /lam-viec/vu-viec/{id}/{command}`: its preview, or doing it.
pub(in crate::pages::staff) async fn act(staff: Staff) -> HttpResponse {
    match acted(&staff).await {
        Ok(page) => page,
        Err(error) => away(&staff, error, NAME).await,
    }
}

async fn acted(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let about = About::of(staff)?;
    let sent = &staff.sent;
    let this = (about.id, about.name);
    match sent.typed("viec") {
        "sua" => return form(staff, &about, sent, Wrong::default()).await,
        "nhap" => {
            drafts::keep(staff, this, sent).await?;
            return Ok(staff.to(&format!("/lam-viec/vu-viec/{}?xong=nhap", about.id)));
        }
        "bo-nhap" => {
            drafts::drop_it(staff, this).await?;
            let path = format!("/lam-viec/vu-viec/{}/{}", about.id, about.name.as_str());
            return Ok(staff.to(&path));
        }
        "mau" => {
            let (sent, note) = drafts::begun(staff, (about.id, sent)).await?;
            let note = note.map(|note| (note, false));
            return form(staff, &about, &sent, Wrong { note, ..Wrong::default() }).await;
        }
        // However the preview ends, what was written is there.
        "xem" => {
            if let Err(error) = drafts::keep(staff, this, sent).await {
                tracing::warn!(%error, "a draft is not kept");
            }
        }
        _ => {}
    }
    let other = match forms::names_a_case(about.name) {
        Some(field) => match CaseNumber::asked(sent.typed(field)) {
            Some(number) => match one(staff, String::from(number)).await {
                Ok(id) => Some(id),
                Err(ServiceError::NotFound) => None,
                Err(other) => return Err(other),
            },
            None => None,
        },
        None => None,
    };
    let body = forms::body(about.name, sent, other.as_deref());
    let what = match commands::command(&body) {
        Ok(what) => what,
        Err(faults) => {
            return form(staff, &about, sent, Wrong::at(staff, &faults)).await;
        }
    };
    // Without a version nothing would tell that the case changed meanwhile, and without a key it could be done twice.
    let (Ok(version), Ok(key)) = (sent.typed("ban").parse(), key_of(staff)) else {
        return failed(staff, &about, ServiceError::Stale).await;
    };
    let version = Some(version);
    let ask = Ask { case_id: about.id, version, what };
    let (by, service) = (By::Staff(staff.actor().clone()), staff.service());
    let sure = sent.typed("viec") == "lam";
    let done = if sure {
        service.handle(&by, ask, key, "transition_case", &body).await
    } else {
        service.rehearse(&by, ask).await
    };
    match done {
        Ok(done) if sure => {
            if let Err(error) = drafts::drop_it(staff, this).await {
                // It is done; a draft that stays is in nobody's way.
                tracing::warn!(%error, "a draft stays");
            }
            Ok(led_on(staff, &about, &done))
        }
        Ok(done) => preview(staff, &about, &done).await,
        Err(error) => failed(staff, &about, error).await,
    }
}

/// Where one comes to once it is done: the case, as long as it is still there for its reader.
fn led_on(staff: &Staff, about: &About, done: &Handled) -> HttpResponse {
    let kept = crate::domain::case::reaches(&staff.actor().scope(), &done.item.case);
    let path = format!("/lam-viec/vu-viec/{}?xong={}", about.id, about.name.as_str());
    if kept { staff.to(&path) } else { staff.to("/lam-viec") }
}

async fn failed(
    staff: &Staff,
    about: &About,
    error: ServiceError,
) -> Result<HttpResponse, ServiceError> {
    let (language, w) = (staff.asked.language, about.w);
    let whole = |text: &str| Wrong { whole: Some(text.to_owned()), ..Wrong::default() };
    let wrong = match error {
        ServiceError::Stale => Wrong { stale: true, ..Wrong::default() },
        ServiceError::Refused(refusal) => {
            if refusal == Refusal::NotInYourHand {
                let user = staff.actor().user_id;
                staff.service().note_denied(user, "transition_case").await?;
            }
            whole(told::by(language, refusal.vi(), refusal.en()))
        }
        ServiceError::Invalid(faults) => Wrong::at(staff, &faults),
        ServiceError::KeyReused => Wrong { anew: true, ..whole(w.do_reused) },
        // What was sent is sent again as it was, with its key and its version; nothing has to be read for that.
        ServiceError::OutcomeUnknown => return Ok(once_more(staff, w.do_unknown)),
        ServiceError::Busy
        | ServiceError::Full
        | ServiceError::ReadOnly
        | ServiceError::NotReady => return Ok(once_more(staff, w.do_later)),
        other => return Err(other),
    };
    form(staff, about, &staff.sent, wrong).await
}

/// The page that sends the same once more.
fn once_more(staff: &Staff, told: &str) -> HttpResponse {
    let unsent = Unsent::of(staff.actor().user_id, staff.asked.uri(), &staff.sent);
    let mut answer = resent(staff, unsent, vec![told.to_owned()]);
    *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    answer
}

async fn preview(
    staff: &Staff,
    about: &About,
    done: &Handled,
) -> Result<HttpResponse, ServiceError> {
    let (service, language, w) = (staff.service(), staff.asked.language, about.w);
    let show = Show { language, w, reference: service.reference() };
    let (item, _) = service.offered(staff.actor(), about.id).await?;
    let case = &item.case;
    let today = service.clock().today();
    let around = Around { reference: &show.reference, case, language, today };
    let shown = forms::shown(about.name, &around, &staff.sent, &[]);
    let told = shown.iter().filter_map(|field| said(field).map(|text| (field.label, text)));
    let heading = fill(w.see_h1, "what", &about.what(staff));
    let frame = staff.frame(heading.clone());
    let state = done.item.case.state;
    let to = |to: &Recipient| match to {
        Recipient::Leader(_) => w.to_leader,
        Recipient::Contact(_) | Recipient::Sealed(_) | Recipient::Unconfirmed(_) => w.to_reporter,
        Recipient::Unit(_) | Recipient::Former(_) => w.to_unit,
        _ => w.to_staff,
    };
    let mail = |it: &crate::domain::notice::Notice| (to(&it.to), mails::of(language, it.template));
    let named: Vec<&str> = shown.iter().map(|field| field.name).collect();
    let kept = staff.sent.all.iter().filter(|(name, _)| named.contains(&name.as_str()));
    let kept: Vec<(String, String)> = kept.cloned().collect();
    let page = Preview {
        f: &frame,
        w,
        heading,
        what: about.what(staff),
        back: about.back(staff),
        action: about.action(staff),
        version: staff.sent.typed("ban").to_owned(),
        key: staff.sent.typed("khoa").to_owned(),
        kept,
        shown: told.collect(),
        state: super::super::rows::begin(told::by(language, state.vi(), state.en())),
        opened: done.opened.iter().map(|it| show.owed(it)).collect(),
        mails: done.notices.iter().map(mail).collect(),
        is_final: forms::is_final(about.name),
    };
    Ok(frame.told(&page))
}

/// What was filled in, as it will be recorded.
fn said(field: &FieldView) -> Option<String> {
    let chosen = field.choices.iter().filter(|it| it.made).map(|it| it.label.as_str());
    let chosen: Vec<&str> = chosen.collect();
    match field.input {
        "one" | "many" => (!chosen.is_empty()).then(|| chosen.join("; ")),
        "flag" => (field.value == "true").then(|| "✓".to_owned()),
        _ => Some(field.value.clone()).filter(|text| !text.trim().is_empty()),
    }
}
