//! `user`: accounts of staff. A password is drawn here and shown once, or read from the input.

use std::io::Read;

use clap::{Subcommand, ValueEnum};
use data_encoding::BASE32_NOPAD;
use serde_json::{Value, json};

use super::order::{Order, Password};
use super::words::Told;
use super::{Failure, Out, clock, say};
use crate::app::App;
use crate::config::Settings;
use crate::domain::actor::Role;
use crate::service::accounts::Account;
use crate::vault::password::Hasher;
use crate::vault::{NoRandomness, draw};

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make an account.
    Add {
        /// The login: 3–40 of a–z, 0–9, dot and hyphen.
        #[arg(long)]
        login: String,
        /// The name shown to colleagues.
        #[arg(long)]
        name: String,
        /// The role.
        #[arg(long)]
        role: RoleArg,
        /// The code of its unit; not for administrators.
        #[arg(long)]
        unit: Option<String>,
        /// Where mail about the own letters goes; without one it goes to the unit.
        #[arg(long)]
        email: Option<String>,
        /// Read the password from the standard input instead of drawing one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the accounts: login, role, unit, whether it is open, day of the last sign-in, name.
    /// Runs beside a server.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Set the mail address of an account, or forget it.
    Email {
        /// The login.
        #[arg(long)]
        login: String,
        /// The address; without one the account has none any more.
        #[arg(long)]
        email: Option<String>,
    },
    /// Close an account: nobody signs in with it, and its sessions end at once.
    Close {
        /// The login.
        #[arg(long)]
        login: String,
    },
    /// Move an account to another unit; its sessions end, and where it worked before is kept.
    Move {
        /// The login.
        #[arg(long)]
        login: String,
        /// The code of the unit, as it exists today.
        #[arg(long)]
        unit: String,
        /// Another role than now.
        #[arg(long)]
        role: Option<RoleArg>,
    },
    /// Print a link with which the account sets its password once, or mail it there.
    Link {
        /// The login.
        #[arg(long)]
        login: String,
        /// Mail it to the address of the account instead of printing it.
        #[arg(long)]
        mail: bool,
    },
    /// Remove the second factor of an account whose owner has lost it, and end its sessions; the password stays. Where other administrators
    /// can ask and confirm it over the API, they should.
    ResetFactor {
        /// The login.
        #[arg(long)]
        login: String,
    },
    /// Set a new password and end every session.
    Password {
        /// The login.
        #[arg(long)]
        login: String,
        /// Read the password from the standard input instead of drawing one.
        #[arg(long)]
        password_stdin: bool,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum RoleArg {
    /// Handles the cases of one unit.
    #[value(alias = "unit_officer")]
    UnitOfficer,
    /// Leads a unit: sees its cases and those of the units below it.
    #[value(alias = "unit_leader")]
    UnitLeader,
    /// Types in papers, calls and visits; sees no case.
    Reception,
    /// Watches over service cases and handles tips.
    Inspector,
    /// Looks up concluded violations for personnel work; sees no case.
    #[value(alias = "personnel_reader")]
    PersonnelReader,
    /// Works for an organisation of the Fatherland Front; sees no case.
    #[value(alias = "front_member")]
    FrontMember,
    /// Heads the inspectorate; sees no case.
    #[value(alias = "inspectorate_head")]
    InspectorateHead,
    /// Reads who has looked at what; sees no case.
    Auditor,
    /// Drafts movements and criteria for the emulation board; sees no case.
    Board,
    /// Keeps accounts; sees no case.
    Administrator,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::UnitOfficer => Self::UnitOfficer,
            RoleArg::UnitLeader => Self::UnitLeader,
            RoleArg::Reception => Self::Reception,
            RoleArg::Inspector => Self::Inspector,
            RoleArg::PersonnelReader => Self::PersonnelReader,
            RoleArg::FrontMember => Self::FrontMember,
            RoleArg::InspectorateHead => Self::InspectorateHead,
            RoleArg::Auditor => Self::Auditor,
            RoleArg::Board => Self::Board,
            RoleArg::Administrator => Self::Administrator,
        }
    }
}

/// A password of 128 random bits, in groups that can be typed.
pub(super) fn draw_password() -> Result<String, Failure> {
    let bytes: [u8; 16] = draw().map_err(|error: NoRandomness| Failure::Other(error.words()))?;
    let text = BASE32_NOPAD.encode(&bytes).to_lowercase();
    let groups: Vec<String> = text
        .as_bytes()
        .chunks(5)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    Ok(groups.join("-"))
}

fn password(stdin: bool, words: &[&str]) -> Result<Password, Failure> {
    if !stdin {
        return Ok(Password { text: draw_password()?, drawn: true });
    }
    let mut text = String::new();
    std::io::stdin().take(4096).read_to_string(&mut text)?;
    let text = text.trim_end_matches(['\r', '\n']).to_owned();
    Hasher::judge(&text, words, false).map_err(|weak| Failure::Other(weak.words()))?;
    Ok(Password { text, drawn: false })
}

impl User {
    pub(super) async fn run(self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        let order = match self {
            Self::List { json } => return list(settings, json, out).await,
            Self::Add { login, name, role, unit, email, password_stdin } => {
                let (role, password) = (role.into(), password(password_stdin, &[&login, &name])?);
                Order::AddUser { login, name, role, unit, email, password }
            }
            Self::Link { login, mail } => {
                let told_under = (!mail).then(|| settings.config.public_url.clone());
                Order::LinkUser { login, told_under }
            }
            Self::Email { login, email } => Order::SetEmail { login, email },
            Self::Close { login } => Order::CloseUser { login },
            Self::ResetFactor { login } => Order::ForgetFactor { login },
            Self::Move { login, unit, role } => {
                Order::MoveUser { login, unit, role: role.map(Role::from) }
            }
            Self::Password { login, password_stdin } => {
                let password = password(password_stdin, &[&login])?;
                Order::SetPassword { login, password }
            }
        };
        order.give(settings, out).await
    }
}

async fn list(settings: &Settings, json: bool, out: &Out) -> Result<(), Failure> {
    let app = App::open_to_read(settings, clock()).await?;
    app.require_reference()?;
    let accounts = app.service.accounts().await;
    app.service.db().shut_down();
    let accounts = accounts?;
    if json {
        let items: Vec<Value> = accounts.iter().map(as_json).collect();
        say!(out, "{}", Value::from(items));
        return Ok(());
    }
    let width = accounts.iter().map(|one| one.login.len()).max().unwrap_or(0);
    for one in &accounts {
        let unit = one.unit.as_ref().map_or("-", |unit| unit.code.as_str());
        let open = if one.active { "active" } else { "closed" };
        let seen = one.signed_in_on.map_or_else(|| "-".to_owned(), |day| day.to_string());
        let (login, role, name) = (&one.login, one.role, &one.name);
        say!(out, "{login:width$}  {role:16}  {unit:10}  {open}  {seen:10}  {name}");
    }
    Ok(())
}

fn as_json(one: &Account) -> Value {
    let unit = one.unit.as_ref();
    json!({
        "login": one.login,
        "name": one.name,
        "role": one.role,
        "unit": unit.map(|unit| json!({"code": unit.code, "name": unit.name})),
        "active": one.active,
        "last_sign_in": one.signed_in_on,
    })
}
