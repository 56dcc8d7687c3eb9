//! Where a mail leads: to the thing itself, under the address that the service has for everybody.

use super::{Facts, Template};

/// Where a reporter reads on, with the receipt.
const FOLLOW: &str = "theo-doi";
/// Where a member of staff begins.
const DESK: &str = "lam-viec";
/// The queue of a member of staff.
const QUEUE: &str = "lam-viec/hang-viec";
/// The queue of tips.
const TIPS: &str = "lam-viec/liem-chinh";
/// Where the holder of a link sets a password. The link itself stands behind a `#`, so that no server and no other page is told of it.
pub const PASSWORD: &str = "dat-mat-khau";

/// Whether mails lead to this path, as [`Template::place`] writes it.
pub fn is_place(path: &str) -> bool {
    [FOLLOW, DESK, PASSWORD].contains(&path)
        || path.strip_prefix("v/").is_some_and(|number| !number.contains('/'))
        || path.strip_prefix("lam-viec/").is_some_and(|desk| !desk.contains('/'))
}

impl Template {
    /// The path that the mail links to, without the slash that it begins with. Nothing of a tip stands in it, and no receipt.
    pub fn place(self, facts: &Facts) -> String {
        let fixed = match self {
            Self::UnitDigest | Self::UnitSucceeded => QUEUE,
            Self::OverdueDigest => "lam-viec/hang-viec?overdue=true",
            Self::TripwireDigest => "lam-viec/hang-viec?tripwire=true",
            Self::InspectorateDigest | Self::TipTakenOver | Self::TipRetaliation => TIPS,
            Self::UnitConsulted | Self::EmailChanged => DESK,
            Self::AccountLink => PASSWORD,
            Self::UnitUrged | Self::UrgingMissed | Self::UrgingDue | Self::UrgingAnswered => {
                "lam-viec/don-doc"
            }
            Self::UnitRecommended
            | Self::RecommendationDue
            | Self::RecommendationOverdue
            | Self::RecommendationDone
            | Self::RecommendationDigest => "lam-viec/kien-nghi",
            Self::ReporterFiled
            | Self::ReporterForwarded
            | Self::ReporterDeclined
            | Self::ReporterAnswered
            | Self::ReporterNews
            | Self::ReporterReply
            | Self::TipperNews
            | Self::ContactCode
            | Self::ContactChanging => FOLLOW,
            Self::UnitRouted
            | Self::UnitForwarded
            | Self::UnitHalf
            | Self::UnitDueSoon
            | Self::UnitOneDay
            | Self::UnitDueToday
            | Self::UnitMissed
            | Self::UnitNews
            | Self::NoteMention
            | Self::LeaderOverdue
            | Self::SuperiorOverdue
            | Self::InspectorateOverdue
            | Self::Tripwire => {
                let of = |number: &String| format!("v/{number}");
                return facts.number.as_ref().map_or_else(|| QUEUE.to_owned(), of);
            }
        };
        fixed.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_about_a_case_leads_to_it_and_one_to_a_reporter_to_where_the_receipt_is_asked_for() {
        let facts = Facts { number: Some("7K3M9QX2AB".to_owned()), ..Facts::default() };

        assert_eq!(Template::UnitRouted.place(&facts), "v/7K3M9QX2AB");
        assert_eq!(Template::UnitRouted.place(&Facts::default()), "lam-viec/hang-viec");
        assert_eq!(Template::ReporterAnswered.place(&facts), "theo-doi");
    }

    #[test]
    fn what_is_no_mail_of_one_case_leads_nowhere_that_names_one() {
        let facts = Facts { number: Some("7K3M9QX2AB".to_owned()), ..Facts::default() };
        let named = Template::ALL.iter().filter(|it| it.place(&facts).contains("7K3M9QX2AB"));

        assert_eq!(named.count(), 13);
    }

    #[test]
    fn every_mail_leads_to_a_place_and_nothing_else_is_one() {
        let facts = Facts { number: Some("7K3M9QX2AB".to_owned()), ..Facts::default() };
        for template in Template::ALL {
            let place = template.place(&facts);
            let path = place.split('?').next().unwrap();

            assert!(is_place(path), "{template} leads to {place}");
        }
        for other in ["", "v", "theo-doi/x", "api/v1/cases", "lam-viec/a/b", "index.html"] {
            assert!(!is_place(other), "{other}");
        }
    }
}
