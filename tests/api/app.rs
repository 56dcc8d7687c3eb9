//! A whole service for one test: real server, real database, a clock that is moved by hand and
//! mail that stays in memory.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use liemchinh::harness::api::{Origins, Rate, Rates, Site, TrustedProxies};
use liemchinh::harness::clean::Cleaner;
use liemchinh::harness::domain::Role;
use liemchinh::harness::domain::{EmailAddress, PersonName};
use liemchinh::harness::domain::{FixedClock, Instant};
use liemchinh::harness::domain::{Strictness, SystemIds};
use liemchinh::harness::http::{Server, ServerSettings};
use liemchinh::harness::jobs::Worker;
use liemchinh::harness::mail::{Mailer, Memory};
use liemchinh::harness::pages::Setup as PagesSetup;
use liemchinh::harness::service::Dispatcher;
use liemchinh::harness::service::NewUser;
use liemchinh::harness::service::Service;
use liemchinh::harness::service::import::import;
use liemchinh::harness::store::{Db, DbSettings, DbUrl};
use liemchinh::harness::vault::KeyRing;
use liemchinh::harness::vault::{Cost, Hasher};
use liemchinh::harness::webhook::Caller;
use serde_json::{Value, json};

use crate::client::{Call, Reply};
use crate::files::clamd::StandIn;
use crate::files::home::Home;
use crate::support::{Backend, Scratch};

/// Tuesday 15 October 2024, nine in the morning at the office.
pub const START: &str = "2024-10-15T02:00:00Z";
/// Where staff sign in from.
pub const HOME: std::net::IpAddr = std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
pub const PASSWORD: &str = "một mật khẩu đủ dài để thử";

pub struct TestApp {
    pub scratch: Scratch,
    pub db: Db,
    pub service: Service,
    pub post: Dispatcher,
    pub worker: Worker,
    pub clock: Arc<FixedClock>,
    pub mail: Memory,
    pub files: Home,
    pub scanner: Option<StandIn>,
    pub base: String,
    pub http: reqwest::Client,
    /// Every (operation, status) that was answered.
    pub seen: Mutex<BTreeSet<(String, u16)>>,
    pub drawn: AtomicU64,
    stop: actix_web::dev::ServerHandle,
}

/// What of staff is asked in earnest, besides the password.
const STRICT: Strictness = Strictness { factors: true, proofs: true };

/// What most tests leave as it is.
#[derive(Default)]
struct Rest {
    origins: Origins,
    site: Option<Arc<Site>>,
    caller: Option<Caller>,
    strictness: Strictness,
    scanner: Option<StandIn>,
}

/// No limit at all, so that only tests about limits meet one.
pub fn no_limits() -> Rates {
    let off = Rate { count: 0, seconds: 1 };
    Rates { submit: off, lookup: off, login: off, figures: off, desk: off, upload: off }
}

/// A database with the reference data; `None` where it is neither there nor required.
pub async fn with_data(backend: Backend) -> Option<Scratch> {
    let fill = async |url: &DbUrl| {
        let db = Db::open(url, &DbSettings::default()).unwrap();
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        import(&db, &data.as_path().into(), START.parse().unwrap(), false).await.unwrap();
        db.shut_down();
    };
    Scratch::copied(backend, fill).await
}

impl TestApp {
    /// `None` where the database is neither there nor required.
    pub async fn start(backend: Backend) -> Option<Self> {
        Self::start_limited(backend, no_limits()).await
    }

    pub async fn start_limited(backend: Backend, rates: Rates) -> Option<Self> {
        Some(Self::over(with_data(backend).await?, rates, DbSettings::default()).await)
    }

    /// Where a case reaches its unit at a half-hour mark only, as in earnest.
    pub async fn start_holding(backend: Backend) -> Option<Self> {
        let scratch = with_data(backend).await?;
        let rest = Rest::default();
        Some(Self::built(scratch, no_limits(), DbSettings::default(), true, rest).await)
    }

    /// Which pages of these origins may call.
    pub async fn start_shared(backend: Backend, origins: Origins) -> Option<Self> {
        let scratch = with_data(backend).await?;
        let rest = Rest { origins, ..Rest::default() };
        Some(Self::built(scratch, no_limits(), DbSettings::default(), false, rest).await)
    }

    /// Which serves the files of a front end as well.
    pub async fn start_with_site(backend: Backend, site: Site) -> Option<Self> {
        let (scratch, sizes) = (with_data(backend).await?, DbSettings::default());
        let rest = Rest { site: Some(Arc::new(site)), ..Rest::default() };
        Some(Self::built(scratch, no_limits(), sizes, false, rest).await)
    }

    /// Which calls the systems of staff on this machine.
    pub async fn start_calling(backend: Backend) -> Option<Self> {
        Self::start_with(backend, crate::webhooks::caller(), false).await
    }

    /// Which calls them so, and may hold cases from their units.
    pub async fn start_with(backend: Backend, caller: Caller, holds: bool) -> Option<Self> {
        let (scratch, sizes) = (with_data(backend).await?, DbSettings::default());
        let rest = Rest { caller: Some(caller), ..Rest::default() };
        Some(Self::built(scratch, no_limits(), sizes, holds, rest).await)
    }

    /// Which asks of staff what it does in earnest.
    pub async fn start_strict(backend: Backend) -> Option<Self> {
        let (scratch, sizes) = (with_data(backend).await?, DbSettings::default());
        let rest = Rest { strictness: STRICT, ..Rest::default() };
        Some(Self::built(scratch, no_limits(), sizes, false, rest).await)
    }

    /// Which asks a stand-in for clamd about files.
    pub async fn start_scanning(backend: Backend) -> Option<Self> {
        let (scratch, sizes) = (with_data(backend).await?, DbSettings::default());
        let rest = Rest { scanner: Some(StandIn::start()), ..Rest::default() };
        Some(Self::built(scratch, no_limits(), sizes, false, rest).await)
    }

    pub async fn over(scratch: Scratch, rates: Rates, sizes: DbSettings) -> Self {
        Self::built(scratch, rates, sizes, false, Rest::default()).await
    }

    async fn built(
        scratch: Scratch,
        rates: Rates,
        sizes: DbSettings,
        holds: bool,
        Rest { origins, site, caller, strictness, scanner }: Rest,
    ) -> Self {
        let clock = Arc::new(FixedClock::new(START.parse().unwrap()));
        let db = Db::open(&scratch.url, &sizes).unwrap();
        let hasher = Hasher::new(Cost::WEAKEST);
        let keys = Arc::new(KeyRing::generate().unwrap());
        let service = Service::new(db.clone(), clock.clone(), Arc::new(SystemIds), keys, hasher);
        let files = Home::default();
        let service =
            service.holding(holds).calling(caller).strict(strictness).keeping(Some(files.store()));
        let service = service.cleaning(Cleaner::of(env!("CARGO_BIN_EXE_liemchinh").into()));
        let service = service.scanning(scanner.as_ref().map(StandIn::clamd));
        service.refresh().await.unwrap();
        // As every process that serves does before it takes anything.
        service.mark().await.unwrap();
        let mail = Memory::default();
        let mailer = Mailer::Memory(mail.clone());
        let post = Dispatcher::new(service.clone(), mailer, "https://liemchinh.example");
        let settings = ServerSettings {
            workers: 1,
            blocking_threads: 4,
            max_connections: 64,
            rates,
            connections_per_source: 32,
            trusted_proxies: TrustedProxies::parse(&["127.0.0.1".to_owned()]).unwrap(),
            origins,
            site,
            pages: PagesSetup {
                public_url: "https://liemchinh.example".to_owned(),
                body_vi: String::new(),
                body_en: String::new(),
                exit_url: "https://thoi-tiet.example/".to_owned(),
            },
        };
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Server::over(listener, service.clone(), clock.clone(), &settings).unwrap();
        let base = format!("http://{}", server.address());
        let stop = server.handle();
        actix_web::rt::spawn(server.run());
        Self {
            worker: Worker::new(service.clone(), post.clone()),
            scratch,
            db,
            service,
            post,
            clock,
            mail,
            scanner,
            files,
            base,
            http: reqwest::Client::builder()
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .unwrap(),
            seen: Mutex::default(),
            drawn: AtomicU64::new(1),
            stop,
        }
    }

    pub async fn finish(self) {
        self.stop.stop(false).await;
        self.db.shut_down();
    }

    pub fn get(&self, path: &str) -> Call<'_> {
        Call::new(self, reqwest::Method::GET, path)
    }

    pub fn head(&self, path: &str) -> Call<'_> {
        Call::new(self, reqwest::Method::HEAD, path)
    }

    pub fn post(&self, path: &str, body: &Value) -> Call<'_> {
        Call::new(self, reqwest::Method::POST, path).json(body)
    }

    pub fn put(&self, path: &str, body: &Value) -> Call<'_> {
        Call::new(self, reqwest::Method::PUT, path).json(body)
    }

    pub fn delete(&self, path: &str) -> Call<'_> {
        Call::new(self, reqwest::Method::DELETE, path)
    }

    /// A key nobody used before.
    pub fn key(&self) -> String {
        format!("{:032}", self.drawn.fetch_add(1, Ordering::SeqCst))
    }

    pub fn set(&self, at: &str) {
        self.clock.set(at.parse::<Instant>().unwrap());
    }

    /// Begins on an earlier day than the app did; the clock is taken as right there.
    pub async fn begin(&self, at: &str) {
        self.set(at);
        self.service.accept_clock().await.unwrap();
    }

    /// Files a report that must be taken; what the Front demands, with an account of it.
    pub async fn file(&self, body: &Value) -> Reply {
        let reply = if body["kind"] == "front_demand" {
            let member = self.staff(Role::FrontMember, Some("TN.MTTQ")).await;
            self.post("/api/v1/front/demands", body).bearer(&member).key(&self.key()).send().await
        } else {
            self.post("/api/v1/reports", body).key(&self.key()).send().await
        };
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply
    }

    /// The token of a new account of any role, at a unit where such staff works: `other` where no rule says which.
    pub async fn somebody(&self, role: Role, other: &str) -> String {
        let unit = match role {
            Role::Administrator => None,
            Role::Inspector | Role::InspectorateHead | Role::Auditor => Some("TN.TTT"),
            Role::FrontMember => Some("TN.MTTQ"),
            Role::Board => Some("TN.BTDKT"),
            Role::UnitOfficer | Role::UnitLeader | Role::Reception | Role::PersonnelReader => {
                Some(other)
            }
        };
        self.staff(role, unit).await
    }

    /// The token of a new account.
    pub async fn staff(&self, role: Role, unit: Option<&str>) -> String {
        self.member(role, unit, None).await.1
    }

    /// Login and token of a new account, which may have a mail address.
    pub async fn member(
        &self,
        role: Role,
        unit: Option<&str>,
        email: Option<&str>,
    ) -> (String, String) {
        let login = format!("nguoi.{}", self.drawn.fetch_add(1, Ordering::SeqCst));
        let new = NewUser {
            login: login.clone(),
            name: PersonName::parse("Lê Thị Thử").unwrap(),
            role,
            unit: unit.map(str::to_owned),
            email: email.map(|email| EmailAddress::parse(email).unwrap()),
        };
        self.service.add_user(new, PASSWORD.to_owned()).await.unwrap();
        let session = self.service.sign_in(&login, PASSWORD.to_owned(), HOME).await.unwrap();
        (login, session.token.to_text())
    }

    pub async fn officer(&self, unit: &str) -> String {
        self.staff(Role::UnitOfficer, Some(unit)).await
    }

    pub async fn inspector(&self) -> String {
        self.staff(Role::Inspector, Some("TN.TTT")).await
    }

    /// The id of the case of this number, as an inspector finds it.
    pub async fn case_of(&self, token: &str, number: &str) -> String {
        let reply = self.get("/api/v1/cases?limit=100").bearer(token).send().await;
        let items = reply.body["items"].as_array().unwrap();
        let found = items.iter().find(|item| item["number"] == number);
        found.unwrap_or_else(|| panic!("no case {number}"))["id"].as_str().unwrap().to_owned()
    }

    /// A command that is to be taken or refused.
    pub async fn command(&self, token: &str, case: &str, version: i32, body: &Value) -> Reply {
        self.post(&format!("/api/v1/cases/{case}/transitions"), body)
            .bearer(token)
            .key(&self.key())
            .if_match(version)
            .send()
            .await
    }

    pub async fn assign(&self, token: &str, case: &str, version: i32) -> Reply {
        // A reason is needed only where the tip is in another's hand.
        let body = json!({"to": "me", "reason": "Phân công lại."});
        self.post(&format!("/api/v1/cases/{case}/assignment"), &body)
            .bearer(token)
            .key(&self.key())
            .if_match(version)
            .send()
            .await
    }

    pub async fn track(&self, receipt: &str) -> Reply {
        self.get("/api/v1/report").receipt(receipt).send().await
    }
}

/// A conduct feedback about the department of natural resources.
pub fn feedback() -> Value {
    json!({
        "kind": "conduct_feedback",
        "reporter_type": "resident",
        "category": "late",
        "sector": "land",
        "unit": "TN.STNMT",
        "text": "Hồ sơ của tôi quá hẹn sáu ngày mà không có thông báo nào.",
        "contact": {"name": "Nguyễn Văn Thử", "phone": "0900 000 001", "email": "thu@dan.example"},
        "consent_version": "2024-03",
        "truthful": true,
    })
}

/// An anonymous tip about the same department.
pub fn tip() -> Value {
    json!({
        "kind": "corruption_tip",
        "reporter_type": "resident",
        "category": "money_or_gift",
        "unit": "TN.STNMT",
        "bribe": {"fact": "asked", "amount_vnd": 500_000},
        "text": "Một cán bộ tiếp nhận hồ sơ gợi ý đưa tiền.",
        "truthful": true,
    })
}

/// `body` with some members replaced; null takes one out.
pub fn with(mut body: Value, changes: &Value) -> Value {
    let members = body.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    body
}
