//! `demo`: everything at once, on a shifted clock, so that anybody can try it in one command.

mod cast;
mod everyday;
mod feed;
mod life;
mod lives;
mod records;
mod tour;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::account::draw_password;
use super::words::{Told, faults};
use super::{Common, Failure, Out, say, serve};
use crate::app::App;
use crate::config::{LogFormat, MailTransport, SecondFactor, Settings};
use crate::domain::actor::Role;
use crate::domain::text::{EmailAddress, PersonName};
use crate::domain::time::{Day, Instant, SystemClock};
use crate::service::accounts::NewUser;
use crate::service::error::FieldFault;
use crate::service::units::import::{Files, import};
use crate::service::{Service, ServiceError};
use crate::store::backend::lock::WriterLock;
use crate::store::backend::migrate;
use crate::store::upkeep::Origin;
use crate::store::{Db, DbSettings, DbUrl, upkeep};
use crate::telemetry;
use crate::vault::password::{Cost, Hasher};
use crate::vault::{KeyError, KeyRing};

/// The day the sample lives lead up to.
const TODAY: &str = "2024-10-15";
/// The first day of the units of 2025.
const NEW_ORDER: Day = jiff::civil::date(2025, 7, 1);
/// The mark of a demo that was interrupted; it begins anew.
const UNFINISHED: &str = "unfinished";
/// The hour the demo begins at.
const OPENS: i8 = 9;
/// The folder of everything the demo makes, apart from what a real service keeps: `--fresh` must
/// never come near a real key file.
const FOLDER: &str = "var/demo";

/// Try everything in one process.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// The port on this machine; 0 picks a free one.
    #[arg(long, default_value_t = 8577)]
    port: u16,
    /// Throw away what an earlier demo left, and begin anew.
    #[arg(long)]
    fresh: bool,
    /// What the demo takes for today, at 09:00.
    #[arg(long, value_name = "YYYY-MM-DD", default_value = TODAY, value_parser = super::day)]
    today: Day,
    /// A folder with reference data and sample lives, instead of those that the binary carries.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

/// One account a person can sign in with.
pub(super) struct DemoAccount<'a> {
    pub(super) login: &'a str,
    pub(super) name: &'a str,
    pub(super) role: Role,
    pub(super) unit: Option<&'a str>,
}

/// One account for each role, at the department for land as it is on `today`.
fn accounts_on(today: Day) -> [DemoAccount<'static>; 10] {
    let (name, leader, unit) = if today < NEW_ORDER {
        (
            "Cán bộ Sở Tài nguyên và Môi trường (mẫu)",
            "Lãnh đạo Sở Tài nguyên và Môi trường (mẫu)",
            "TN.STNMT",
        )
    } else {
        (
            "Cán bộ Sở Nông nghiệp và Môi trường (mẫu)",
            "Lãnh đạo Sở Nông nghiệp và Môi trường (mẫu)",
            "TN.SNNMT",
        )
    };
    let at = |login, name, role, unit| DemoAccount { login, name, role, unit };
    let inspectorate = Some("TN.TTT");
    [
        at("canbo", name, Role::UnitOfficer, Some(unit)),
        at("lanhdao", leader, Role::UnitLeader, Some(unit)),
        at("thanhtra", "Thanh tra viên (mẫu)", Role::Inspector, inspectorate),
        at("tiepdan", "Cán bộ tiếp công dân (mẫu)", Role::Reception, Some("TN.VP")),
        at("quantri", "Quản trị hệ thống (mẫu)", Role::Administrator, None),
        at("nhansu", "Cán bộ tra cứu nhân sự (mẫu)", Role::PersonnelReader, Some("TN.SNV")),
        at("mattran", "Cán bộ Mặt trận (mẫu)", Role::FrontMember, Some("TN.MTTQ")),
        at("chanhttra", "Chánh Thanh tra (mẫu)", Role::InspectorateHead, inspectorate),
        at("kiemsoat", "Kiểm soát nội bộ (mẫu)", Role::Auditor, inspectorate),
        at("thidua", "Hội đồng thi đua (mẫu)", Role::Board, Some("TN.BTDKT")),
    ]
}

impl Demo {
    pub(super) async fn run(self, common: &Common, out: &Out) -> Result<(), Failure> {
        let files = self.data.as_deref().map_or(Files::Builtin, Files::from);
        lives::can_play(self.today, &files)?;
        let listener = serve::bind(SocketAddr::from(([127, 0, 0, 1], self.port)))?;
        let settings = Self::settings(common, listener.local_addr()?)?;
        let log = telemetry::start(&settings.config.log).map_err(serve::unlogged)?;
        let lock = WriterLock::take_for_new(&settings.database)?;
        self.prepare(&settings, &files).await?;
        drop(lock);
        let opens = Instant::at_office_hour(self.today, OPENS);
        let clock = Arc::new(SystemClock::starting_at(opens));
        let app = App::open(&settings, clock).await?;
        app.service.instance().log_drops_into(log.dropped());
        // Each start of the demo begins on the same morning, whatever was played before.
        app.service.accept_clock().await?;
        let passwords = accounts(&app.service, self.today).await?;
        let today = self.today;
        let database = settings.database.clone();
        let kept = tour::kept(&std::path::absolute(FOLDER)?, &self.again(common)?);
        let said = kept.clone();
        serve::run(app, &settings, listener, true, move |address| {
            let folder = Path::new(FOLDER);
            say!(out, "{}", tour::banner(address, today, &database, folder, &passwords, &said));
        })
        .await?;
        say!(out, "{kept}");
        Ok(())
    }

    /// The line that starts this demo again with what it left. The address of another database is not in it: it may hold a
    /// password.
    fn again(&self, common: &Common) -> Result<String, Failure> {
        let quoted =
            |path: &Path| format!("'{}'", path.display().to_string().replace('\'', r"'\''"));
        let (here, binary) = (std::env::current_dir()?, std::env::current_exe()?);
        let (here, binary) = (quoted(&here), quoted(&binary));
        let mut line =
            format!("cd {here} && {binary} demo --port {} --today {}", self.port, self.today);
        for (flag, path) in [("--data", &self.data), ("--config", &common.config)] {
            line.extend(path.iter().map(|path| format!(" {flag} {}", quoted(path))));
        }
        if common.database_url.is_some() {
            line.push_str(" --database-url …");
        }
        Ok(line)
    }

    fn settings(common: &Common, address: SocketAddr) -> Result<Settings, Failure> {
        let mut settings = common.settings()?;
        let folder = Path::new(FOLDER);
        if common.database_url.is_none() && common.config.is_none() {
            settings.database = DbUrl::Sqlite(folder.join("liemchinh.db"));
        }
        settings.config.key_file = folder.join("keys");
        settings.config.mail.folder = folder.join("mail");
        settings.config.mail.transport = MailTransport::Directory;
        settings.config.public_url = format!("http://{address}");
        settings.config.log.format = LogFormat::Pretty;
        // Whoever tries it does not wait for half an hour.
        settings.config.hold_from_units = false;
        settings.config.call_up_at_random = false;
        // Nor needs a telephone: every account may begin a second factor, none must.
        settings.config.staff.second_factor = SecondFactor::Offered;
        if settings.config.log.filter == "info" {
            "warn".clone_into(&mut settings.config.log.filter);
        }
        Ok(settings)
    }

    /// Database, keys, reference data and sample lives, unless an earlier demo left them. What no
    /// demo made is not touched, not even by a migration.
    async fn prepare(&self, settings: &Settings, files: &Files) -> Result<(), Failure> {
        let today = self.today.to_string();
        match upkeep::origin(&settings.database)? {
            Origin::Real => {
                return Err(Failure::Other(faults::no_demo(&settings.database)));
            }
            Origin::Demo(day) if day == today && !self.fresh => {
                migrate::run(&settings.database)?;
                return Ok(());
            }
            Origin::Demo(day) if day != UNFINISHED && !self.fresh => {
                let said = faults::other_day(&settings.database, &day, &today);
                return Err(Failure::Other(said));
            }
            Origin::Demo(_) => throw_away(settings)?,
            Origin::Empty => {}
        }
        let config = &settings.config;
        match KeyRing::load(&config.key_file) {
            Err(KeyError::Missing(_)) => drop(KeyRing::create_file(&config.key_file)?),
            other => drop(other?),
        }
        let opens = Instant::at_office_hour(self.today, OPENS);
        migrate::run(&settings.database)?;
        upkeep::mark_demo(&settings.database, UNFINISHED, opens)?;
        let db = Db::open(&settings.database, &DbSettings::default())?;
        import(&db, files, opens, false).await?;
        db.shut_down();
        let keys = KeyRing::load(&config.key_file)?;
        feed::import(settings, keys.clone(), files, opens).await?;
        lives::play(settings, keys.clone(), files, opens).await?;
        records::enter(settings, keys, files, opens).await?;
        upkeep::mark_demo(&settings.database, &today, opens)?;
        Ok(())
    }
}

/// What an earlier demo left: its database, its keys, its mail.
fn throw_away(settings: &Settings) -> Result<(), Failure> {
    let config = &settings.config;
    match &settings.database {
        DbUrl::Sqlite(path) => {
            for ending in ["", "-wal", "-shm"] {
                let mut name = path.as_os_str().to_owned();
                name.push(ending);
                remove(Path::new(&name))?;
            }
        }
        DbUrl::Postgres(_) => migrate::revert_all(&settings.database)?,
    }
    remove(&config.key_file)?;
    if config.mail.folder.is_dir() {
        for entry in std::fs::read_dir(&config.mail.folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "eml" || ending == "liemchinh-part")
            {
                remove(&path)?;
            }
        }
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(path) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(cause.into()),
        _ => Ok(()),
    }
}

/// The accounts with new passwords, shown once by the banner.
async fn accounts(
    service: &Service,
    today: Day,
) -> Result<Vec<(DemoAccount<'static>, String)>, Failure> {
    let mut made = Vec::new();
    for account in accounts_on(today) {
        let password = draw_password()?;
        add_account(service, &account, &password).await?;
        made.push((account, password));
    }
    Ok(made)
}

async fn add_account(
    service: &Service,
    account: &DemoAccount<'_>,
    password: &str,
) -> Result<(), Failure> {
    let name = PersonName::parse(account.name).map_err(|fault| Failure::Other(fault.words()))?;
    // A leader is told of what is late at an address of the own.
    let leads = [Role::UnitLeader, Role::InspectorateHead].contains(&account.role);
    let of = account.unit.filter(|_| leads);
    let email = of.map(|unit| unit.to_lowercase().replace('.', "-"));
    let email = email.map(|unit| EmailAddress::parse(&format!("lanhdao.{unit}@tayninh.example")));
    let email = email.transpose().map_err(|fault| Failure::Other(fault.words()))?;
    let new = NewUser {
        login: account.login.to_owned(),
        name,
        role: account.role,
        unit: account.unit.map(str::to_owned),
        email,
    };
    match service.add_user(new, password.to_owned()).await {
        Err(ServiceError::Invalid(faults))
            if faults.iter().any(|fault| fault.code == FieldFault::LoginTaken.code()) =>
        {
            Ok(service.set_password(account.login, password.to_owned()).await?)
        }
        other => Ok(other.map(|_| ())?),
    }
}

/// Sample accounts never sign in: their passwords are drawn and forgotten.
fn sample_hasher() -> Hasher {
    Hasher::new(Cost::WEAKEST)
}
