//! Orders that change a database, and what each does.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::words::{Told, done, faults};
use super::{Failure, Out, outcome, say};
use crate::app::StartError;
use crate::domain::actor::Role;
use crate::domain::notice::PASSWORD;
use crate::domain::running::account::AccountRefusal;
use crate::domain::text::{EmailAddress, PersonName, Words};
use crate::domain::time::{Day, Instant, office_time};
use crate::mail::receive;
use crate::service::accounts::NewUser;
use crate::service::dispatch::Returned;
use crate::service::records::dossiers::FeedBatch;
use crate::service::units::import::Files;
use crate::service::{Service, ServiceError};
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
                let name = PersonName::parse(&name)
                    .map_err(|fault| Failure::Other(fault.words().about("--name")))?;
                let email = email.as_deref().map(address).transpose()?;
                let new = NewUser { login: login.clone(), name, role, unit, email };
                service.add_user(new, password.text.clone()).await?;
                tell(out, &login, &password);
            }
            Self::SetEmail { login, email } => {
                let email = email.as_deref().map(address).transpose()?;
                service.set_email(&login, email).await.map_err(|error| of_login(&login, error))?;
                out.both(&done::set(&login));
            }
            Self::SetPassword { login, password } => {
                let set = service.set_password(&login, password.text.clone()).await;
                set.map_err(|error| of_login(&login, error))?;
                tell(out, &login, &password);
            }
            Self::CloseUser { login } => {
                service.close_account(&login).await.map_err(|error| of_login(&login, error))?;
                out.both(&done::closed(&login));
            }
            Self::MoveUser { login, unit, role } => {
                known()?;
                let moved = service.move_account(&login, &unit, role).await;
                let (role, moved) = moved.map_err(|error| of_login(&login, error))?;
                let told = if moved { done::moved_to } else { done::there_already };
                out.both(&told(&login, &role, &unit));
            }
            Self::Import { files, recount, verbose } => {
                out.progress(0, &done::rows());
                let heard = |seen| out.progress(seen, &done::obligations());
                let imported = service.import(&files, false, recount, heard).await?;
                outcome::imported(out, &imported.report, false, verbose);
                if let Some(recounted) = &imported.recounted {
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
                let heard = |seen| out.progress(seen, &done::obligations());
                outcome::recounted(out, &service.recount(false, heard).await?, false);
            }
            Self::Succeed { on } => {
                known()?;
                let heard = |cases| out.progress(cases, &done::cases());
                outcome::succeeded(out, &service.succeed(on, false, heard).await?, false);
            }
            Self::ReviveMail { since } => {
                let revived = service.revive_mail(since).await?;
                out.both(&done::revived(&revived));
            }
            Self::Returned { raw, domain, own } => {
                known()?;
                let raw = BASE64.decode(raw.as_bytes()).map_err(Failure::broke)?;
                let Some(received) = receive(&raw, &domain, &own) else {
                    return Err(Failure::Other(faults::no_mail()));
                };
                out.pair(&told(service.take_returned(received).await?));
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
                out.pair(&done::clock_taken(&now));
                out.both(&done::put_off(&mails));
            }
        }
        Ok(())
    }
}

/// What became of a mail that came back, for the log of the mail server.
fn told(returned: Returned) -> Words {
    match returned {
        Returned::NotOurs => done::returned_not_ours(),
        Returned::Dropped => done::returned_dropped(),
        Returned::Bounced => done::returned_bounced(),
        Returned::Answered => done::returned_answered(),
        Returned::Noted => done::returned_noted(),
    }
}

fn address(text: &str) -> Result<EmailAddress, Failure> {
    EmailAddress::parse(text).map_err(|fault| Failure::Other(fault.words().about("--email")))
}

/// A login that is nobody's is said with what to do.
fn of_login(login: &str, error: ServiceError) -> Failure {
    match error {
        ServiceError::NotFound => Failure::Other(faults::no_account(&login)),
        ServiceError::Account(AccountRefusal::LastAdministrator) => {
            Failure::Other(faults::last_administrator(&login))
        }
        ServiceError::Account(AccountRefusal::NoAddress) => {
            Failure::Other(faults::no_address(&login))
        }
        ServiceError::Account(AccountRefusal::NoFactor) => {
            Failure::Other(faults::no_factor(&login))
        }
        other => other.into(),
    }
}

fn tell_link(out: &Out, login: &str, link: Option<(&str, (LinkToken, Instant))>) {
    let Some((public_url, (token, until))) = link else {
        return out.pair(&done::link_mailed(&login));
    };
    let (place, until, token) =
        (public_url.trim_end_matches('/'), office_time(until), token.to_text());
    out.pair(&done::link(&login, &until));
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
        say!(out, "{} {}", done::password(&login).beside(), password.text);
    } else {
        out.both(&done::set(&login));
    }
}
