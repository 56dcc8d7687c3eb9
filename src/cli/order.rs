//! Orders that change a database, and what each does.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::{Failure, Out, outcome, say};
use crate::app::StartError;
use crate::domain::actor::Role;
use crate::domain::notice::PASSWORD;
use crate::domain::running::account::AccountRefusal;
use crate::domain::text::{EmailAddress, PersonName};
use crate::domain::time::{Day, Instant, office_time};
use crate::mail::receive;
use crate::service::Service;
use crate::service::accounts::NewUser;
use crate::service::dispatch::Returned;
use crate::service::records::dossiers::FeedBatch;
use crate::service::units::import::Files;
use crate::vault::token::LinkToken;

/// What is to be done. It may hold a password, so it shows itself to nobody.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Order {
    AddUser {
        login: String,
        name: String,
        role: Role,
        unit: Option<String>,
        email: Option<String>,
        password: Password,
    },
    SetEmail {
        login: String,
        email: Option<String>,
    },
    SetPassword {
        login: String,
        password: Password,
    },
    CloseUser {
        login: String,
    },
    MoveUser {
        login: String,
        unit: String,
        role: Option<Role>,
    },
    Import {
        files: Files,
        recount: bool,
        verbose: bool,
    },
    Dossiers(Box<FeedBatch>),
    Recount,
    Succeed {
        on: Day,
    },
    ReviveMail {
        since: Day,
    },
    /// A mail as it came over the wire, in Base64.
    Returned {
        raw: String,
        domain: String,
        own: String,
    },
    AcceptClock,
    /// The second factor of an account ends.
    ForgetFactor {
        login: String,
    },
    /// A link that sets a password: mailed, or told under this address of the service.
    LinkUser {
        login: String,
        told_under: Option<String>,
    },
}

/// A password, and whether it was drawn and has to be shown.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Password {
    pub(super) text: String,
    pub(super) drawn: bool,
}

impl Order {
    /// Carries the order out.
    pub(super) async fn perform(self, service: &Service, out: &Out) -> Result<(), Failure> {
        let known = || {
            let loaded = !service.reference().units.all().is_empty();
            loaded.then_some(()).ok_or(StartError::NoReference)
        };
        match self {
            Self::AddUser { login, name, role, unit, email, password } => {
                known()?;
                let name = PersonName::parse(&name).map_err(|fault| {
                    Failure::Other(format!("--name: {} / {}", fault.vi(), fault.en()))
                })?;
                let email = email.as_deref().map(address).transpose()?;
                let new = NewUser { login: login.clone(), name, role, unit, email };
                service.add_user(new, password.text.clone()).await?;
                tell(out, &login, &password);
            }
            Self::SetEmail { login, email } => {
                let email = email.as_deref().map(address).transpose()?;
                service.set_email(&login, email).await.map_err(|error| of_login(&login, error))?;
                say!(out, "{login}: ok");
            }
            Self::SetPassword { login, password } => {
                let set = service.set_password(&login, password.text.clone()).await;
                set.map_err(|error| of_login(&login, error))?;
                tell(out, &login, &password);
            }
            Self::CloseUser { login } => {
                service.close_account(&login).await.map_err(|error| of_login(&login, error))?;
                say!(out, "{login}: closed");
            }
            Self::MoveUser { login, unit, role } => {
                known()?;
                let moved = service.move_account(&login, &unit, role).await;
                let (role, moved) = moved.map_err(|error| of_login(&login, error))?;
                let verb = if moved { "now" } else { "already" };
                say!(out, "{login}: {verb} {role} of {unit}");
            }
            Self::Import { files, recount, verbose } => {
                out.progress(0, "rows");
                let heard = |seen| out.progress(seen, "obligations");
                let done = service.import(&files, false, recount, heard).await?;
                outcome::imported(out, &done.report, false, verbose);
                if let Some(recounted) = &done.recounted {
                    outcome::recounted(out, recounted, false);
                }
            }
            Self::Dossiers(batch) => {
                known()?;
                let is_last = batch.last.is_some();
                let import = service.take_batch(*batch).await?;
                if is_last {
                    outcome::fed(out, &import);
                }
            }
            Self::Recount => {
                known()?;
                let done = service.recount(false, |seen| out.progress(seen, "obligations")).await?;
                outcome::recounted(out, &done, false);
            }
            Self::Succeed { on } => {
                known()?;
                let done = service.succeed(on, false, |cases| out.progress(cases, "cases")).await?;
                outcome::succeeded(out, &done, false);
            }
            Self::ReviveMail { since } => {
                let revived = service.revive_mail(since).await?;
                say!(out, "{revived} mail(s) will be sent again in office hours");
            }
            Self::Returned { raw, domain, own } => {
                known()?;
                let raw = BASE64
                    .decode(raw.as_bytes())
                    .map_err(|error| Failure::Other(error.to_string()))?;
                let Some(received) = receive(&raw, &domain, &own) else {
                    return Err(Failure::Other(
                        "đây không phải là thư / this is no mail".to_owned(),
                    ));
                };
                say!(out, "{}", told(service.take_returned(received).await?));
            }
            Self::ForgetFactor { login } => {
                service.forget_factor(&login).await.map_err(|error| of_login(&login, error))?;
                tell_forgotten(out, &login);
            }
            Self::LinkUser { login, told_under } => {
                let link = service.link_for(&login, told_under.is_none()).await;
                let link = link.map_err(|error| of_login(&login, error))?;
                tell_link(out, &login, told_under.as_deref().zip(link));
            }
            Self::AcceptClock => {
                let now = office_time(service.clock().now());
                let mails = service.accept_clock().await?;
                say!(out, "đồng hồ {now} được coi là đúng / the clock is taken as right");
                say!(out, "{mails} mail(s) that were put off are due in office hours");
            }
        }
        Ok(())
    }
}

/// What became of a mail that came back, for the log of the mail server.
const fn told(returned: Returned) -> &'static str {
    match returned {
        Returned::NotOurs => "not about a mail of ours",
        Returned::Dropped => "dropped: nobody is to read it",
        Returned::Bounced => "bounced: among the mails that failed",
        Returned::Answered => "answered once: where to write",
        Returned::Noted => "kept as a note, its sender not proven",
    }
}

fn address(text: &str) -> Result<EmailAddress, Failure> {
    EmailAddress::parse(text)
        .map_err(|fault| Failure::Other(format!("--email: {} / {}", fault.vi(), fault.en())))
}

/// A login that is nobody's is said with what to do.
fn of_login(login: &str, error: crate::service::ServiceError) -> Failure {
    match error {
        crate::service::ServiceError::NotFound => Failure::Other(format!(
            "không có tài khoản {login} đang mở; xem `liemchinh user list` / there is no open account {login}; see `liemchinh user list`"
        )),
        crate::service::ServiceError::Account(AccountRefusal::LastAdministrator) => {
            Failure::Other(format!(
                "{login} là quản trị viên cuối cùng còn mở; hãy thêm người khác trước / {login} is the last open administrator; add another one first"
            ))
        }
        crate::service::ServiceError::Account(AccountRefusal::NoAddress) => {
            Failure::Other(format!(
                "{login} chưa có địa chỉ thư; xem `liemchinh user email` / {login} has no mail address; see `liemchinh user email`"
            ))
        }
        crate::service::ServiceError::Account(AccountRefusal::NoFactor) => Failure::Other(format!(
            "{login} chưa có xác thực hai bước / {login} has no second factor"
        )),
        other => other.into(),
    }
}

fn tell_link(out: &Out, login: &str, link: Option<(&str, (LinkToken, Instant))>) {
    let Some((public_url, (token, until))) = link else {
        say!(out, "{login}: liên kết đã được xếp gửi / the link is on its way by mail");
        return;
    };
    let (place, until, token) =
        (public_url.trim_end_matches('/'), office_time(until), token.to_text());
    say!(
        out,
        "{login}: liên kết (chỉ hiện một lần, dùng một lần, đến {until}) / link (shown once, good for once, until {until}):"
    );
    say!(out, "{place}/{PASSWORD}#{token}");
}

fn tell_forgotten(out: &Out, login: &str) {
    say!(
        out,
        "{login}: đã gỡ xác thực hai bước; mật khẩu giữ nguyên / its second factor is gone, its password stays"
    );
}

fn tell(out: &Out, login: &str, password: &Password) {
    if password.drawn {
        let text = &password.text;
        say!(out, "{login}: mật khẩu (chỉ hiện một lần) / password (shown once): {text}");
    } else {
        say!(out, "{login}: ok");
    }
}
