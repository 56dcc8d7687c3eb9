//! Everybody who could ask: nobody, whoever holds a receipt, and each role of staff, some of them twice.

use liemchinh::harness::api::Access;
use liemchinh::harness::domain::Role;

use super::things::Things;
use crate::app::TestApp;

/// How somebody says who he is.
pub enum Who {
    Nobody,
    Receipt(String),
    Staff(String),
}

/// Who has the tip in hand.
pub const IN_CHARGE: &str = "inspector_in_charge";

/// All of them by name; the same person asks about everything.
pub struct People(Vec<(&'static str, Who)>);

impl People {
    pub async fn make(app: &TestApp, things: &Things) -> Self {
        let at = async |role: Role, unit: &str| Who::Staff(app.staff(role, Some(unit)).await);
        let mut all = vec![
            ("nobody", Who::Nobody),
            ("receipt", Who::Receipt(things.receipt.clone())),
            ("tip_receipt", Who::Receipt(things.tip_receipt.clone())),
            ("wrong_receipt", Who::Receipt("LC1-0000-0000-0000-0000-0000-0000-0000".to_owned())),
            ("officer", at(Role::UnitOfficer, "TN.STNMT").await),
            ("other_officer", at(Role::UnitOfficer, "TN.SYT").await),
            ("leader", at(Role::UnitLeader, "TN.STNMT").await),
            ("province_leader", at(Role::UnitLeader, "H53").await),
        ];
        for role in Role::ALL.iter().copied() {
            if !matches!(role, Role::UnitOfficer | Role::UnitLeader) {
                all.push((role.as_str(), Who::Staff(app.somebody(role, "TN.STNMT").await)));
            }
        }
        all.push((IN_CHARGE, Who::Staff(things.in_charge.clone())));
        Self(all)
    }

    /// Those between whom the gate of an operation may tell, and one or two of those between whom it cannot.
    pub fn who_differ(&self, access: Access) -> impl Iterator<Item = (&'static str, &Who)> {
        let all = self.0.iter().map(|(name, who)| (*name, who));
        all.filter(move |(name, who)| match (access, who) {
            (Access::Public, _) => ["nobody", "receipt", "officer", "inspector"].contains(name),
            (Access::Receipt, Who::Staff(_)) => ["officer", "inspector"].contains(name),
            (Access::Own | Access::Staff(_) | Access::Proven(..), Who::Receipt(_)) => {
                *name == "receipt"
            }
            _ => true,
        })
    }
}
