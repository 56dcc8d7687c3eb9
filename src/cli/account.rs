//! `user`: accounts of staff. A password is drawn here and shown once, or read from the input.

use std::io::Read;

use clap::{Subcommand, ValueEnum};
use data_encoding::BASE32_NOPAD;

use super::{Failure, clock};
use crate::app::App;
use crate::config::Settings;
use crate::domain::actor::Role;
use crate::domain::text::PersonName;
use crate::service::accounts::NewUser;
use crate::vault::draw;
use crate::vault::password::Hasher;

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Make an account.
    Add {
        /// The login (a–z, 0–9, dot, dash).
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
        /// Read the password from the standard input instead of drawing one.
        #[arg(long)]
        password_stdin: bool,
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
    /// Looks up concluded violations for personnel work; sees no case.
    #[value(alias = "personnel_reader")]
    PersonnelReader,
    /// Watches over service cases and handles tips.
    Inspector,
    /// Keeps accounts; sees no case.
    Administrator,
}

impl From<RoleArg> for Role {
    fn from(role: RoleArg) -> Self {
        match role {
            RoleArg::UnitOfficer => Self::UnitOfficer,
            RoleArg::UnitLeader => Self::UnitLeader,
            RoleArg::Reception => Self::Reception,
            RoleArg::PersonnelReader => Self::PersonnelReader,
            RoleArg::Inspector => Self::Inspector,
            RoleArg::Administrator => Self::Administrator,
        }
    }
}

/// A password of 128 random bits, in groups that can be typed.
pub(super) fn draw_password() -> Result<String, Failure> {
    let bytes: [u8; 16] = draw().map_err(|error| Failure::Other(error.to_string()))?;
    let text = BASE32_NOPAD.encode(&bytes).to_lowercase();
    let groups: Vec<String> = text
        .as_bytes()
        .chunks(5)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    Ok(groups.join("-"))
}

fn password(stdin: bool) -> Result<(String, bool), Failure> {
    if !stdin {
        return Ok((draw_password()?, true));
    }
    let mut text = String::new();
    std::io::stdin().take(4096).read_to_string(&mut text)?;
    let text = text.trim_end_matches(['\r', '\n']).to_owned();
    Hasher::judge(&text).map_err(|weak| Failure::Other(weak.to_string()))?;
    Ok((text, false))
}

impl User {
    pub(super) async fn run(self, settings: &Settings) -> Result<(), Failure> {
        let app = App::open(settings, clock()).await?;
        match self {
            Self::Add { login, name, role, unit, password_stdin } => {
                app.require_reference()?;
                let name = PersonName::parse(&name)
                    .map_err(|fault| Failure::Other(format!("--name: {}", fault.en())))?;
                let (password, drawn) = password(password_stdin)?;
                let new = NewUser { login: login.clone(), name, role: role.into(), unit };
                app.desk.add_user(new, password.clone()).await?;
                tell(&login, &password, drawn);
            }
            Self::Close { login } => {
                app.desk.close_account(&login).await?;
                println!("{login}: closed");
            }
            Self::Move { login, unit, role } => {
                app.require_reference()?;
                let (role, moved) =
                    app.desk.move_account(&login, &unit, role.map(Role::from)).await?;
                let verb = if moved { "now" } else { "already" };
                println!("{login}: {verb} {role} of {unit}");
            }
            Self::Password { login, password_stdin } => {
                let (password, drawn) = password(password_stdin)?;
                app.desk.set_password(&login, password.clone()).await?;
                tell(&login, &password, drawn);
            }
        }
        app.desk.db().shut_down();
        Ok(())
    }
}

fn tell(login: &str, password: &str, drawn: bool) {
    if drawn {
        println!("{login}: mật khẩu (chỉ hiện một lần) / password (shown once): {password}");
    } else {
        println!("{login}: ok");
    }
}
