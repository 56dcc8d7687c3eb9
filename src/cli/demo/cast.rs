//! The people of the sample lives: accounts made on the way, each for who acts in a step.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;

use super::{DemoAccount, Failure, add_account, draw_password};
use crate::domain::actor::{Actor, Role};
use crate::service::Service;

/// Who inspects in the samples.
pub(super) const INSPECTOR: DemoAccount<'static> = DemoAccount {
    login: "mau.thanhtra",
    name: "Thanh tra viên trong các ví dụ",
    role: Role::Inspector,
    unit: Some("TN.TTT"),
};

/// Who acts in a step.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Who {
    /// An officer of the unit that holds the case then.
    Holder,
    /// The sample inspector.
    Inspector,
    /// Another inspector of the same body.
    SecondInspector,
    /// The reception desk.
    Desk,
    /// The reporter, by the receipt.
    Reporter,
}

/// Everybody who acts in a sample life and has an account.
pub(super) struct Cast {
    /// Officers made on the way, by the code of their unit.
    officers: BTreeMap<String, Actor>,
    /// What the logins of officers begin with: a code may be used again for another territory.
    prefix: &'static str,
    inspector: Actor,
    second: Actor,
    clerk: Actor,
    front: Actor,
}

impl Cast {
    /// The people who do not depend on a case.
    pub(super) async fn new(service: &Service) -> Result<Self, Failure> {
        let inspector =
            |login, name| DemoAccount { login, name, role: Role::Inspector, unit: Some("TN.TTT") };
        let first = INSPECTOR;
        let second = inspector("mau.thanhtra2", "Thanh tra viên thứ hai trong các ví dụ");
        let clerk = DemoAccount {
            login: "mau.tiepdan",
            name: "Cán bộ tiếp công dân trong các ví dụ",
            role: Role::Reception,
            unit: Some("TN.VP"),
        };
        let front = DemoAccount {
            login: "mau.mattran",
            name: "Cán bộ Mặt trận trong các ví dụ",
            role: Role::FrontMember,
            unit: Some("TN.MTTQ"),
        };
        // Nobody files about the inspectorate, but what lies there too long is told to whoever leads it.
        let head = DemoAccount {
            login: "mau.chanhttra",
            name: "Chánh Thanh tra trong các ví dụ",
            role: Role::InspectorateHead,
            unit: Some("TN.TTT"),
        };
        add_account(service, &head, &draw_password()?).await?;
        Ok(Self {
            officers: BTreeMap::new(),
            prefix: "mau",
            inspector: actor(service, &first).await?,
            second: actor(service, &second).await?,
            clerk: actor(service, &clerk).await?,
            front: actor(service, &front).await?,
        })
    }

    /// Who types in papers, calls and visits.
    pub(super) const fn clerk(&self) -> &Actor {
        &self.clerk
    }

    /// Who files for the Front.
    pub(super) const fn front(&self) -> &Actor {
        &self.front
    }

    /// Who sees every case of the samples.
    pub(super) const fn inspector(&self) -> &Actor {
        &self.inspector
    }

    /// Forgets the officers of the units of before: those of the new order are other people.
    pub(super) fn begin_anew(&mut self) {
        self.officers.clear();
        self.prefix = "mau2";
    }

    /// The account that acts as `who` on a case that `holder` has.
    pub(super) async fn actor(
        &mut self,
        service: &Service,
        who: Who,
        holder: &str,
    ) -> Result<Actor, Failure> {
        match who {
            Who::Inspector => Ok(self.inspector.clone()),
            Who::SecondInspector => Ok(self.second.clone()),
            Who::Desk => Ok(self.clerk.clone()),
            Who::Holder => self.officer(service, holder).await,
            Who::Reporter => Err(Failure::broke("a reporter has no account")),
        }
    }

    async fn officer(&mut self, service: &Service, unit: &str) -> Result<Actor, Failure> {
        if let Some(actor) = self.officers.get(unit) {
            return Ok(actor.clone());
        }
        let login = format!("{}.{}", self.prefix, unit.to_lowercase());
        let account = DemoAccount {
            login: &login,
            name: "Cán bộ trong các ví dụ",
            role: Role::UnitOfficer,
            unit: Some(unit),
        };
        let officer = actor(service, &account).await?;
        let leader = DemoAccount {
            login: &format!("{login}.ld"),
            name: "Lãnh đạo trong các ví dụ",
            role: Role::UnitLeader,
            unit: Some(unit),
        };
        add_account(service, &leader, &draw_password()?).await?;
        self.officers.insert(unit.to_owned(), officer.clone());
        Ok(officer)
    }
}

pub(super) async fn actor(service: &Service, account: &DemoAccount<'_>) -> Result<Actor, Failure> {
    let password = draw_password()?;
    add_account(service, account, &password).await?;
    Ok(service.sign_in(account.login, password, IpAddr::from([127, 0, 0, 1])).await?.actor)
}
