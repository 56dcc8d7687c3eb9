//! `/tai-khoan`: the own account: its second factor, its password, its sessions.

use actix_web::HttpResponse;
use askama::Template;

use super::signed::Staff;
use crate::domain::receipt::OneTimeCode;
use crate::domain::running::account::AccountRefusal;
use crate::pages::asked::{told_to_wait, waiting};
use crate::pages::days;
use crate::pages::frame::{Frame, fill};
use crate::pages::qr::Picture;
use crate::pages::told;
use crate::pages::words::staff::Staff as Words;
use crate::service::ServiceError;
use crate::service::accounts::{Given, Owner};
use crate::wire::limit::Class;

const NAME: &str = "page_account";

/// A factor that was begun.
struct Begun {
    /// Told once.
    secret: Option<String>,
    picture: Option<Picture>,
}

#[derive(Template)]
#[template(path = "pages/staff/account.html")]
struct Account<'p> {
    f: &'p Frame,
    w: &'static Words,
    unit: Option<String>,
    role: &'static str,
    needed: bool,
    missed: Option<String>,
    note: Option<&'static str>,
    fault: Option<(&'static str, String)>,
    factor: Option<String>,
    begun: Option<Begun>,
    codes: Vec<String>,
    sessions: Vec<(String, bool)>,
}

/// What one page says besides what it shows.
#[derive(Default)]
struct Said {
    note: Option<&'static str>,
    fault: Option<(&'static str, String)>,
    begun: Option<Begun>,
    codes: Vec<OneTimeCode>,
}

/// `GET /tai-khoan`
pub(super) async fn show(staff: Staff) -> HttpResponse {
    shown(&staff, Said::default()).await
}

async fn shown(staff: &Staff, said: Said) -> HttpResponse {
    match made(staff, said).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

async fn made(staff: &Staff, said: Said) -> Result<HttpResponse, ServiceError> {
    let (w, language, service) = (staff.w, staff.asked.language, staff.service());
    let own = service.own_account(staff.actor()).await?;
    let sessions = service.own_sessions(staff.actor(), &staff.token).await?;
    let factor = own.factor.since.map(|day| {
        let text = fill(w.own_factor_since, "day", &days::short(language, day));
        fill(&text, "n", &own.factor.codes_left.to_string())
    });
    let missed = staff.asked.query().strip_prefix("sai=").and_then(|n| n.parse::<u32>().ok());
    let mut frame = staff.frame(w.own_h1);
    frame.faulty = said.fault.is_some();
    let role = staff.actor().role;
    let unit = service.unit_of(staff.actor()).map(|unit| told::unit(language, &unit).to_owned());
    let page = Account {
        f: &frame,
        w,
        unit,
        role: told::by(language, role.vi(), role.en()),
        needed: own.factor_needed,
        missed: missed.filter(|n| *n > 0).map(|n| fill(w.own_missed, "n", &n.to_string())),
        note: said.note,
        fault: said.fault,
        factor,
        begun: said.begun,
        codes: said.codes.iter().map(OneTimeCode::to_text).collect(),
        sessions: sessions
            .iter()
            .map(|one| {
                let day = days::long(language, one.began_on);
                (fill(w.own_session_from, "day", &day), one.current)
            })
            .collect(),
    };
    Ok(frame.told(&page))
}

/// `POST /tai-khoan`
pub(super) async fn act(staff: Staff) -> HttpResponse {
    // Each but the last tries a password or a code.
    let tries = staff.sent.typed("viec") != "phien";
    if let Some(seconds) = tries.then(|| staff.asked.count(Class::Login)).flatten() {
        let told = told_to_wait(&staff.frame(""), seconds);
        let said = Said { fault: Some(("factor", told)), ..Said::default() };
        return waiting(shown(&staff, said).await, seconds);
    }
    match done(&staff).await {
        Ok(said) => shown(&staff, said).await,
        Err(ServiceError::Invalid(faults)) => {
            let told = faults.first().map(|fault| {
                let text = told::fault(staff.asked.language, fault);
                let field = match (staff.sent.typed("viec"), fault.pointer.as_str()) {
                    ("xac-nhan", _) => "code",
                    ("mat-khau", "/old_password") => "old_password",
                    ("mat-khau", _) => "new_password",
                    _ => "password",
                };
                (field, text.to_owned())
            });
            // Of the first code there are five tries.
            let begun = told.as_ref().is_some_and(|(field, _)| *field == "code");
            let begun = begun.then_some(Begun { secret: None, picture: None });
            shown(&staff, Said { fault: told, begun, ..Said::default() }).await
        }
        // Begun too long ago, or elsewhere: the page shows how things stand.
        Err(ServiceError::Account(
            AccountRefusal::FactorThere | AccountRefusal::FactorNotBegun | AccountRefusal::NoFactor,
        )) => shown(&staff, Said::default()).await,
        Err(error) => staff.failed(error, NAME).await,
    }
}

async fn done(staff: &Staff) -> Result<Said, ServiceError> {
    let (service, sent) = (staff.service(), &staff.sent);
    let (actor, token) = (staff.actor(), staff.token.as_str());
    let owner = Owner { actor, token, source: staff.asked.source() };
    let text = |name: &str| sent.get(name).unwrap_or_default().to_owned();
    match sent.typed("viec") {
        "bat" => {
            let begun = service.begin_factor(owner, text("password")).await?;
            let picture = Picture::of(&begun.uri);
            let picture = picture.ok_or_else(|| ServiceError::internal("a picture of a factor"))?;
            Ok(Said {
                begun: Some(Begun { secret: Some(begun.secret), picture: Some(picture) }),
                ..Said::default()
            })
        }
        "xac-nhan" => {
            let codes = service.confirm_factor((actor, token), sent.typed("code")).await?;
            Ok(Said { codes, ..Said::default() })
        }
        "ma-moi" => {
            let code = Some(sent.typed("code").to_owned());
            let given = Given { password: text("password"), code };
            Ok(Said { codes: service.renew_codes(owner, given).await?, ..Said::default() })
        }
        "mat-khau" => {
            let both = (text("old_password"), text("new_password"));
            service.change_own_password((actor, token), both, owner.source).await?;
            Ok(Said { note: Some(staff.w.own_password_done), ..Said::default() })
        }
        "phien" => {
            service.end_other_sessions(actor, token).await?;
            Ok(Said { note: Some(staff.w.own_session_done), ..Said::default() })
        }
        _ => Ok(Said::default()),
    }
}
