//! `init`: a service set up in one go, by questions at the terminal or by flags; what is there already stays as it is.

mod ask;
mod judge;
mod plan;

use std::io::{IsTerminal, StdinLock, Stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::account::draw_password;
use super::import::Import;
use super::keys::Keys;
use super::mail::MailCommand;
use super::order::{Order, Password};
use super::words::{Told as _, done};
use super::{Common, Failure, Out, clock, say, upkeep};
use crate::app::App;
use crate::config::{MailTransport, Settings};
use crate::domain::actor::Role;
use crate::domain::text::EmailAddress;
use crate::store::DbUrl;
use ask::{Asker, question};
use judge::{
    address, address_or_none, anything, database, login, login_or_none, name, port, proxy,
    security, url,
};
use plan::{Proxy, Told, nightly, write_new};

/// Set a service up: settings, keys, schema, reference data, the first administrators, a mail that is tried, a proxy's
/// configuration and a script for the nightly copy. Asks at a terminal for what no flag says; begun again, it goes on
/// where it was and leaves what is there.
#[derive(Debug, Args)]
pub(super) struct Init {
    /// Only keys, schema and reference data, each where it is not there yet, by settings that are there: what a package
    /// does when it is installed or upgraded.
    #[arg(long)]
    prepare: bool,
    /// The address that people will use.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Address and port where the server listens, behind the proxy.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The mail server; without one mails become files in a folder.
    #[arg(long, value_name = "HOST")]
    smtp_host: Option<String>,
    /// Its port.
    #[arg(long, value_name = "PORT")]
    smtp_port: Option<String>,
    /// starttls, implicit, or plain (this machine only).
    #[arg(long, value_name = "KIND")]
    smtp_security: Option<String>,
    /// The login there, if it asks for one.
    #[arg(long, value_name = "LOGIN")]
    smtp_login: Option<String>,
    /// The file that holds its password.
    #[arg(long, value_name = "FILE")]
    smtp_password_file: Option<String>,
    /// The sender of mails.
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Try the way of the mail with one to this address.
    #[arg(long, value_name = "ADDRESS")]
    test_mail: Option<String>,
    /// The login of the first administrator.
    #[arg(long, value_name = "LOGIN")]
    admin_login: Option<String>,
    /// Its name.
    #[arg(long, value_name = "NAME")]
    admin_name: Option<String>,
    /// Its mail address.
    #[arg(long, value_name = "ADDRESS")]
    admin_email: Option<String>,
    /// The login of a second one: what is most sensitive needs two.
    #[arg(long, value_name = "LOGIN")]
    second_login: Option<String>,
    /// Its name.
    #[arg(long, value_name = "NAME")]
    second_name: Option<String>,
    /// Its mail address.
    #[arg(long, value_name = "ADDRESS")]
    second_email: Option<String>,
    /// The proxy in front: nginx, caddy or none.
    #[arg(long)]
    proxy: Option<Proxy>,
    /// The folder of the nightly copies.
    #[arg(long, value_name = "FOLDER")]
    backup_folder: Option<String>,
}

/// The name of the settings where `--config` says none.
const SETTINGS: &str = "liemchinh.toml";

type Terminal = Asker<StdinLock<'static>, Stdout>;

impl Init {
    pub(super) async fn run(self, common: &Common, out: &Out) -> Result<ExitCode, Failure> {
        if self.prepare {
            Self::lay(&common.settings()?, out).await?;
            return Ok(ExitCode::SUCCESS);
        }
        let file = std::path::absolute(common.config.clone().unwrap_or_else(|| SETTINGS.into()))?;
        let folder = file.parent().unwrap_or(Path::new("/")).to_owned();
        let stdin = std::io::stdin();
        let from = stdin.is_terminal().then(|| stdin.lock());
        let mut asker = Asker::new(from, std::io::stdout());
        if file.exists() {
            say!(out, "{}: giữ nguyên / kept as it is", file.display());
        } else {
            let told = self.told(common, &folder, &mut asker)?;
            write_new(&file, &told.settings(), 0o640)?;
            say!(out, "{}: đã ghi / written", file.display());
        }
        let common = Common { config: Some(file.clone()), ..common.clone() };
        let settings = common.settings()?;
        Self::lay(&settings, out).await?;
        self.people(&settings, &mut asker, out).await?;
        self.mail(&settings, &mut asker, out).await?;
        self.around((&file, &std::env::current_dir()?), &settings, &mut asker, out)?;
        say!(out, "\nTiếp theo / next:");
        let config = file.display();
        say!(out, "  liemchinh --config {config} check    # xem còn thiếu gì / what needs care");
        say!(out, "  liemchinh --config {config} serve    # chạy máy chủ / run the server");
        Ok(ExitCode::SUCCESS)
    }

    /// What stands in the settings.
    fn told(&self, common: &Common, folder: &Path, asker: &mut Terminal) -> Result<Told, Failure> {
        let var = folder.join("var");
        let usual = format!("sqlite:{}", var.join("liemchinh.db").display());
        let at = ("database-url", Some(&*usual));
        let ask =
            question(at, "Cơ sở dữ liệu (sqlite:TỆP hoặc postgres://…)", "Database", database);
        let database_url = asker.ask(&ask, common.database_url.as_deref())?;
        let at = ("public-url", Some("http://127.0.0.1:8577"));
        let ask =
            question(at, "Địa chỉ người dân sẽ dùng", "The address that people will use", url);
        let public_url = asker.ask(&ask, self.public_url.as_deref())?;
        let at = ("listen", Some("127.0.0.1:8577"));
        let ask = question(at, "Máy chủ lắng nghe ở", "Where the server listens", anything);
        let listen = asker.ask(&ask, self.listen.as_deref())?;
        let at = ("smtp-host", Some(""));
        let vi = "Máy chủ thư đi (bỏ qua: thư chỉ được ghi ra tệp)";
        let ask = question(at, vi, "Mail server (none: mails become files)", anything);
        let host = asker.ask(&ask, self.smtp_host.as_deref())?;
        let smtp = if host.is_empty() { None } else { Some(self.smtp(host, asker)?) };
        let credentials = smtp.as_ref().map(|_| self.credentials(asker)).transpose()?.flatten();
        let at = ("mail-from", Some("khong-tra-loi@liemchinh.example"));
        let ask = question(at, "Địa chỉ gửi thư", "The sender of mails", address);
        let from = asker.ask(&ask, self.mail_from.as_deref())?;
        let key_file = common.key_file.clone().unwrap_or_else(|| var.join("keys"));
        let mail_folder = var.join("mail");
        Ok(Told {
            database_url,
            key_file,
            public_url,
            listen,
            from,
            smtp,
            credentials,
            mail_folder,
        })
    }

    fn smtp(
        &self,
        host: String,
        asker: &mut Terminal,
    ) -> Result<(String, String, String), Failure> {
        let ask = question(("smtp-port", Some("587")), "Cổng", "Port", port);
        let port = asker.ask(&ask, self.smtp_port.as_deref())?;
        let usual = if port == "465" { "implicit" } else { "starttls" };
        let at = ("smtp-security", Some(usual));
        let ask = question(at, "Mã hóa (starttls, implicit, plain)", "Security", security);
        Ok((host, port, asker.ask(&ask, self.smtp_security.as_deref())?))
    }

    fn credentials(&self, asker: &mut Terminal) -> Result<Option<(String, String)>, Failure> {
        let at = ("smtp-login", Some(""));
        let ask = question(at, "Tên đăng nhập máy chủ thư", "Login at the mail server", anything);
        let login = asker.ask(&ask, self.smtp_login.as_deref())?;
        if login.is_empty() {
            return Ok(None);
        }
        let at = ("smtp-password-file", None);
        let ask = question(at, "Tệp chứa mật khẩu máy chủ thư", "File of its password", anything);
        let file = std::path::absolute(asker.ask(&ask, self.smtp_password_file.as_deref())?)?;
        Ok(Some((login, file.display().to_string())))
    }

    /// Keys, schema and reference data, each where it is not there yet.
    async fn lay(settings: &Settings, out: &Out) -> Result<(), Failure> {
        let mut folders = vec![settings.config.key_file.parent()];
        if let DbUrl::Sqlite(path) = &settings.database {
            folders.push(path.parent());
        }
        for folder in folders.into_iter().flatten() {
            std::fs::create_dir_all(folder)?;
        }
        if settings.config.key_file.exists() {
            say!(out, "{}: giữ nguyên / kept as it is", settings.config.key_file.display());
        } else {
            Keys::Init { i_lost_the_old_one: false }.run(settings, out)?;
        }
        upkeep::migrate(settings, out)?;
        let app = App::open_to_read(settings, clock()).await?;
        let empty = app.service.reference().units.all().is_empty();
        app.service.db().shut_down();
        if empty { Import::of_the_release().run(settings, out).await } else { Ok(()) }
    }

    /// The administrators, where there is none yet.
    async fn people(
        &self,
        settings: &Settings,
        asker: &mut Terminal,
        out: &Out,
    ) -> Result<(), Failure> {
        let app = App::open_to_read(settings, clock()).await?;
        let accounts = app.service.accounts().await;
        app.service.db().shut_down();
        let open = accounts?.into_iter().find(|one| one.active && one.role == Role::Administrator);
        if let Some(one) = open {
            say!(out, "{}: đã là quản trị viên / is administrator already", one.login);
            return Ok(());
        }
        let ask = question(
            ("admin-login", None),
            "Tên đăng nhập quản trị viên",
            "Login of the first administrator",
            login,
        );
        let first = asker.ask(&ask, self.admin_login.as_deref())?;
        let (named, mailed) = (self.admin_name.as_deref(), self.admin_email.as_deref());
        let first = Self::person(("admin", first), (named, mailed), asker)?;
        let vi = "Tên đăng nhập quản trị viên thứ hai (việc nhạy cảm cần hai người)";
        let en = "Login of a second administrator (what is sensitive needs two)";
        let ask = question(("second-login", Some("")), vi, en, login_or_none);
        let second = asker.ask(&ask, self.second_login.as_deref())?;
        let mut people = vec![first];
        if !second.is_empty() {
            let (named, mailed) = (self.second_name.as_deref(), self.second_email.as_deref());
            people.push(Self::person(("second", second), (named, mailed), asker)?);
        }
        for (login, name, email) in people {
            let (role, unit) = (Role::Administrator, None);
            // Nobody is told it: the link sets another.
            let password = Password { text: draw_password()?, drawn: false };
            let account = login.clone();
            let add = Order::AddUser { login, name, role, unit, email: Some(email), password };
            add.give(settings, out).await?;
            let told_under = Some(settings.config.public_url.clone());
            Order::LinkUser { login: account, told_under }.give(settings, out).await?;
        }
        Ok(())
    }

    fn person(
        (of, login): (&str, String),
        (named, mailed): (Option<&str>, Option<&str>),
        asker: &mut Terminal,
    ) -> Result<(String, String, String), Failure> {
        let flag = format!("{of}-name");
        let ask = question((&flag, None), "Họ tên", "Name", name);
        let name = asker.ask(&ask, named)?;
        let flag = format!("{of}-email");
        let ask = question((&flag, None), "Thư điện tử", "Mail address", address);
        Ok((login, name, asker.ask(&ask, mailed)?))
    }

    /// One mail, where somebody is named who would look for it.
    async fn mail(
        &self,
        settings: &Settings,
        asker: &mut Terminal,
        out: &Out,
    ) -> Result<(), Failure> {
        if settings.config.mail.transport != MailTransport::Smtp && self.test_mail.is_none() {
            return Ok(());
        }
        let vi = "Gửi một thư thử đến";
        let ask =
            question(("test-mail", Some("")), vi, "Send one mail as a trial to", address_or_none);
        let to = asker.ask(&ask, self.test_mail.as_deref())?;
        if to.is_empty() {
            return Ok(());
        }
        let to = EmailAddress::parse(&to).map_err(|fault| Failure::Other(fault.words()))?;
        // All else stands without mail: what is wrong with it is said, and mended in the settings.
        if let Err(failure) = (MailCommand::Test { to }).run(settings, out).await {
            out.both(&done::mail_stayed(&failure.words()));
        }
        Ok(())
    }

    /// The proxy's configuration and the nightly copy, in the folder where the wizard runs.
    fn around(
        &self,
        (file, folder): (&Path, &Path),
        settings: &Settings,
        asker: &mut Terminal,
        out: &Out,
    ) -> Result<(), Failure> {
        let ask = question(
            ("proxy", Some("nginx")),
            "Máy chủ trung gian (nginx, caddy, none)",
            "Proxy in front",
            proxy,
        );
        let named = self.proxy.map(|proxy| match proxy {
            Proxy::Nginx => "nginx",
            Proxy::Caddy => "caddy",
            Proxy::None => "none",
        });
        let chosen = match &*asker.ask(&ask, named)? {
            "nginx" => Proxy::Nginx,
            "caddy" => Proxy::Caddy,
            _ => Proxy::None,
        };
        let config = &settings.config;
        if let Some((name, text)) = chosen.sample(&config.public_url, &config.listen) {
            told(out, &folder.join(name), write_new(&folder.join(name), &text, 0o644)?);
        }
        let usual = folder.join("backup").display().to_string();
        let ask = question(
            ("backup-folder", Some(&usual)),
            "Thư mục bản sao hằng đêm (nên ở ổ đĩa khác)",
            "Folder of the nightly copies (better on another disk)",
            anything,
        );
        let copies = PathBuf::from(asker.ask(&ask, self.backup_folder.as_deref())?);
        let copies = std::path::absolute(copies)?;
        let script = folder.join("liemchinh-backup");
        let text = nightly(&std::env::current_exe()?, file, &copies, settings);
        told(out, &script, write_new(&script, &text, 0o750)?);
        say!(out, "  crontab -e:  30 1 * * *  {}", script.display());
        say!(
            out,
            "  Tệp khóa {0} phải có bản sao riêng, ở nơi khác. / The key file {0} needs a copy apart, elsewhere.",
            config.key_file.display()
        );
        Ok(())
    }
}

fn told(out: &Out, file: &Path, written: bool) {
    let how = if written { "đã ghi / written" } else { "giữ nguyên / kept as it is" };
    say!(out, "{}: {how}", file.display());
}
