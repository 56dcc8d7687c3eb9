//! Pages that the server renders itself, whole without a script: what residents see of the service.

mod asked;
mod days;
mod frame;
mod public;
mod qr;
mod reporter;
mod staff;
mod style;
mod told;
mod words;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT, ALLOW, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::{Error, HttpRequest, HttpResponse, Route, guard, web};
use futures_util::FutureExt;

use crate::domain::text::Language;
use crate::domain::units::unit::UnitKind;
use crate::service::patience::{REQUEST, within};
use crate::service::{Service, ServiceError};
use crate::wire::limit::Limits;
use crate::wire::proxy::TrustedProxies;
use asked::Asked;
use frame::Area;
use style::Style;

/// What the configuration says of pages.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The address people use.
    pub public_url: String,
    /// The body whose service this is, in Vietnamese; empty where it is the inspectorate of the reference data.
    pub body_vi: String,
    /// The same in English.
    pub body_en: String,
    /// Where the quick exit leads.
    pub exit_url: String,
}

/// What pages share.
pub struct Shared {
    service: Service,
    /// The limiter of the API: whoever has sent too much there has sent too much here.
    limits: Arc<Limits>,
    proxies: TrustedProxies,
    setup: Setup,
    style: Style,
}

impl Shared {
    /// What pages share from now on.
    pub fn new(
        service: Service,
        limits: Arc<Limits>,
        proxies: TrustedProxies,
        setup: Setup,
    ) -> Self {
        Self { service, limits, proxies, setup, style: Style::new() }
    }

    /// The address people use, without what stands behind host and port.
    fn address(&self) -> &str {
        self.setup.public_url.trim_end_matches('/')
    }

    /// The name of the body whose service this is: never a place in the code.
    fn body(&self, language: Language) -> String {
        let set = match language {
            Language::Vi => &self.setup.body_vi,
            Language::En => &self.setup.body_en,
        };
        if !set.is_empty() {
            return set.clone();
        }
        let reference = self.service.reference();
        let today = self.service.clock().today();
        let unit = reference.units.first_of(UnitKind::Inspectorate, today);
        let name = unit.map(|unit| match language {
            Language::Vi => &unit.name,
            Language::En => &unit.name_en,
        });
        name.cloned().unwrap_or_default()
    }
}

/// Registers the pages.
pub fn configure(config: &mut web::ServiceConfig) {
    page(config, "/", vec![read().to(public::home)]);
    page(config, "/thoat", vec![read().to(public::exit)]);
    page(config, "/quyen-cua-ban", vec![read().to(public::rights)]);
    page(config, "/tinh-han", vec![read().to(public::due)]);
    page(config, "/so-lieu", vec![read().to(public::figures)]);
    page(config, "/thi-dua", vec![read().to(public::movements)]);
    page(config, "/thi-dua/{movement}/{group}", vec![read().to(public::standings)]);
    page(config, "/thi-dua/{movement}/don-vi/{unit}", vec![read().to(public::score)]);
    page(config, "/co-quan", vec![read().to(public::units)]);
    page(config, "/co-quan/{code}", vec![read().to(public::unit)]);
    page(config, "/tra-loi-cong-khai", vec![read().to(public::answers)]);
    page(config, "/tra-loi-cong-khai/{id}", vec![read().to(public::answer)]);
    page(config, "/rieng-tu", vec![read().to(public::privacy)]);
    page(config, "/tro-nang", vec![read().to(public::accessibility)]);
    page(config, "/gui", vec![read().to(reporter::begin), web::post().to(reporter::go_on)]);
    page(config, "/theo-doi", vec![read().to(reporter::ask), web::post().to(reporter::show)]);
    staff::configure(config);
    config.service(web::resource("/robots.txt").route(read().to(public::robots)));
    config.service(web::resource("/manifest.webmanifest").route(read().to(public::manifest)));
    config.service(web::resource("/tai/{name}").route(read().to(public::style)));
}

fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// A page in both languages: Vietnamese at its path, English at the same under `/en`.
fn page(config: &mut web::ServiceConfig, path: &'static str, routes: Vec<Route>) {
    page_of::<()>(config, path, routes, None);
}

/// The same with what its handlers find beside their requests.
fn page_of<T: Clone + 'static>(
    config: &mut web::ServiceConfig,
    path: &'static str,
    routes: Vec<Route>,
    beside: Option<T>,
) {
    let english = format!("/en{}", path.trim_end_matches('/'));
    let takes = match (path, routes.len()) {
        ("/dang-xuat", _) => "POST",
        (_, 1) => "GET, HEAD",
        _ => "GET, HEAD, POST",
    };
    let other = move |asked: Asked| async move {
        let frame = asked.frame(Area::of(path), "/");
        let mut answer = frame.wrong(StatusCode::METHOD_NOT_ALLOWED, frame.w.state_404.to_owned());
        answer.headers_mut().insert(ALLOW, HeaderValue::from_static(takes));
        answer
    };
    let resource = web::resource([path.to_owned(), english].to_vec());
    let resource = routes.into_iter().fold(resource, actix_web::Resource::route);
    let resource = resource.default_service(web::to(other));
    let resource = match beside {
        Some(beside) => resource.app_data(beside),
        None => resource,
    };
    config.service(resource.wrap(from_fn(answered)));
}

/// Whatever the database does, and whatever a handler does, whoever asked is answered.
async fn answered(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let asked = request.request().clone();
    let called = AssertUnwindSafe(next.call(request)).catch_unwind();
    within(REQUEST, called).await.unwrap_or_else(|_| {
        let error = ServiceError::internal("a page panicked");
        let area = Area::of(asked.path());
        let page = Asked::of(&asked).map(|it| it.frame(area, "/").failed(&it.id, &error));
        let page = page.unwrap_or_else(|| HttpResponse::InternalServerError().finish());
        Ok(ServiceResponse::new(asked, page))
    })
}

/// The page that says that there is none; nothing where no person reads the answer, or the address is one of the API.
pub fn nowhere(request: &HttpRequest) -> Option<HttpResponse> {
    let asked = Asked::of(request)?;
    let path = request.path();
    let accepts = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    let reads = accepts.is_some_and(|text| text.contains("text/html"));
    let of_the_api = path == "/api" || path.starts_with("/api/");
    if of_the_api || !reads {
        return None;
    }
    let frame = asked.frame(Area::Public, "/");
    Some(frame.wrong(StatusCode::NOT_FOUND, frame.w.state_404.to_owned()))
}
