//! What a reporter files: the report and the contact as they are kept, and the channel they must travel in.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::kind::{Channel, Kind, ReporterType};
use super::law::first_decision::FirstDecision;
use super::receipt::Receipt;
use super::text::{DossierCode, Language};
use super::time::{Day, Instant};

codes! {
    /// What happened to the money.
    BribeFact {
        /// It was asked for.
        Asked => "asked",
        /// It was paid.
        Paid => "paid",
        /// It was refused.
        Refused => "refused",
    }
}

/// That money or a gift was at stake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bribe {
    /// What happened.
    pub fact: BribeFact,
    /// How much, in VND.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_vnd: Option<i64>,
}

codes! {
    /// By which way a report came.
    FiledVia {
        /// Over the network, by the reporter.
        Online => "online",
        /// On paper, typed in at the reception desk.
        Paper => "desk_paper",
        /// By telephone, typed in at the reception desk.
        Call => "desk_call",
        /// In person, typed in at the reception desk.
        Visit => "desk_visit",
        /// With an account of an organisation of the Fatherland Front.
        Front => "front_account",
    }
}

/// What was filed, as it came and for ever: the same in both channels, in clear in one and sealed in the other. Every
/// text was checked by the type that [`super::text`] has for it. What the case is made of (kind, category, sector, the
/// unit it is about) stands in the case.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What happened, in the reporter's words.
    pub text: String,
    /// Who files.
    pub reporter_type: ReporterType,
    /// The language of the answer.
    pub language: Language,
    /// Whether it is about the head or a deputy of the unit.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub about_leader: bool,
    /// The code of the commune or district where it happened, as it is borne on the day of filing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// The place, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The procedure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure_code: Option<String>,
    /// The dossier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dossier_code: Option<String>,
    /// The day the dossier was promised for, as the reporter says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised_on: Option<Day>,
    /// The day it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident_on: Option<Day>,
    /// Money or a gift.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bribe: Option<Bribe>,
    /// The reporter confirms that the unit may see the report though money is at stake.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unit_may_see: bool,
    /// The consent text that was shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_version: Option<String>,
    /// The decision or act that is complained of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contested_act: Option<String>,
    /// The day the reporter learned of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learned_on: Option<Day>,
    /// The number of the earlier case.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prior_case: Option<String>,
    /// Of a second complaint, what became of the first, as the reporter says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_decision: Option<FirstDecision>,
    /// By which way it came.
    pub filed_via: FiledVia,
    /// The stamped day of a paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper_on: Option<Day>,
}

impl Report {
    /// The day the person had done what a limit for filing asks, where its case arrived on `received_on`: a paper was handed
    /// in on the day of its stamp, wherever it lay afterwards.
    pub fn filed_on(&self, received_on: Day) -> Day {
        self.paper_on.unwrap_or(received_on)
    }

    /// Whether the dossier code has a known form; none where there is no code.
    pub fn dossier_is_recognised(&self) -> Option<bool> {
        let code = DossierCode::parse(self.dossier_code.as_deref()?).ok()?;
        Some(code.is_recognised())
    }
}

impl std::fmt::Debug for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Report(..)")
    }
}

/// How a reporter is named and reached; every text was checked as those of a [`Report`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// The telephone, `+` and digits.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The postal address.
    pub address: Option<String>,
    /// The tax code of a business; that of a household is its holder's identity number.
    pub tax_code: Option<String>,
    /// The name of a business or an organisation.
    pub organisation: Option<String>,
    /// The language to write in.
    pub language: Language,
    /// The number of an identity paper, where the law asks for one.
    #[serde(default)]
    pub id_number: Option<String>,
    /// The position of an official.
    #[serde(default)]
    pub position: Option<String>,
    /// The code of the unit that an official works for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The consent text that was shown, where the contact was left after the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent_version: Option<String>,
}

impl Contact {
    /// Whether an answer can reach the reporter (NĐ 20/2008 Art. 7: telephone or address).
    pub const fn is_reachable(&self) -> bool {
        self.phone.is_some() || self.email.is_some() || self.address.is_some()
    }
}

/// A way to answer with a new mail address, which waits until the code that was mailed there is told.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingContact {
    /// The contact.
    pub contact: Contact,
    /// Until when it waits.
    pub until: Instant,
}

/// What the holder of a receipt is told of a contact that waits: nothing of it but that it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Awaited {
    /// Until when.
    pub until: Instant,
    /// So many codes may be told yet.
    pub tries_left: i32,
}

impl PendingContact {
    /// So many seconds it waits.
    const SECONDS: i64 = 30 * 60;
    /// So many wrong codes end it.
    pub const MOST_WRONG: i32 = 5;
    /// So many codes a day are mailed for one report.
    pub const MOST_A_DAY: i32 = 3;

    /// The contact that is left at `now`.
    pub fn new(contact: Contact, now: Instant) -> Self {
        Self { contact, until: now.plus_seconds(Self::SECONDS) }
    }

    /// Whether it still waits at `now`. An end that is further away was set by a clock that was wrong.
    pub fn waits(&self, now: Instant) -> bool {
        now < self.until && self.until <= now.plus_seconds(Self::SECONDS)
    }

    /// What is told of it at `now`, after so many wrong codes; nothing once it waits no more.
    pub fn awaited(&self, wrong: i32, now: Instant) -> Option<Awaited> {
        let tries_left = Self::MOST_WRONG - wrong;
        self.waits(now).then_some(Awaited { until: self.until, tries_left })
    }
}

impl std::fmt::Debug for Contact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Contact(..)")
    }
}

/// What a person agrees to who gives a name, within one period of validity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// What a report names it by.
    pub version: String,
    /// What is agreed to, in Vietnamese.
    pub text_vi: String,
    /// What is agreed to, in English.
    pub text_en: String,
    /// False where a lawyer still has to confirm it.
    pub confirmed: bool,
    /// The first day on which it is shown.
    pub valid_from: Day,
    /// The last day on which it is shown, inclusive.
    pub valid_to: Option<Day>,
}

impl Consent {
    /// Whether somebody can have been shown it for a report of `received_on` that is taken on `today`. A form that was opened
    /// before midnight shows the text of the day before.
    pub fn was_shown(&self, received_on: Day, today: Day) -> bool {
        let since = received_on.yesterday().unwrap_or(received_on);
        self.valid_from <= today && self.valid_to.is_none_or(|last| since <= last)
    }
}

/// A report whose every member has been read, before it is held against the reference data. Where its reader has noted
/// a fault of a required member, that is `None` or empty.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The kind asked for.
    pub kind: Option<Kind>,
    /// Who files.
    pub reporter_type: Option<ReporterType>,
    /// The category's code.
    pub category: Option<String>,
    /// The sector's code.
    pub sector: Option<String>,
    /// The code of the unit it is about.
    pub unit: Option<String>,
    /// What is said of it.
    pub report: Report,
    /// Name and ways to answer.
    pub contact: Option<Contact>,
    /// The declaration that what is said is true.
    pub truthful: bool,
    /// A receipt the client has drawn itself.
    pub receipt: Option<Receipt>,
}

codes! {
    /// From what the kind of a report was derived, where the reporter named none.
    Derivation {
        /// Money or a gift is at stake.
        Money => "money",
        /// There was a first complaint.
        PriorCase => "prior_case",
        /// A decision or an act is contested.
        ContestedAct => "contested_act",
        /// What it is about.
        Category => "category",
    }
}

impl Derivation {
    /// Why, in Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Money => "Có yếu tố tiền, quà nên được tiếp nhận là tin báo tham nhũng vặt.",
            Self::PriorCase => "Đã có khiếu nại lần đầu nên đây là khiếu nại lần hai.",
            Self::ContestedAct => {
                "Bạn phản đối một quyết định, hành vi cụ thể nên đây là khiếu nại."
            }
            Self::Category => "Xác định theo nhóm nội dung bạn chọn.",
        }
    }

    /// Why, in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Money => "Money or a gift is at stake, so this is a tip on petty corruption.",
            Self::PriorCase => "There was a first complaint, so this is a second one.",
            Self::ContestedAct => "You contest a decision or an act, so this is a complaint.",
            Self::Category => "It follows from what you say it is about.",
        }
    }
}

/// The kind of a report whose reporter named none, from plain facts.
pub fn derive(
    draft: &Draft,
    money_at_stake: bool,
    of_category: &[Kind],
) -> Option<(Kind, Derivation)> {
    let fits = |kind: Kind| of_category.contains(&kind);
    let report = &draft.report;
    if money_at_stake && !report.unit_may_see {
        return Some((Kind::CorruptionTip, Derivation::Money));
    }
    let first = report.prior_case.is_some() || report.first_decision.is_some();
    if first && fits(Kind::SecondComplaint) {
        return Some((Kind::SecondComplaint, Derivation::PriorCase));
    }
    if report.contested_act.is_some() && fits(Kind::Complaint) {
        return Some((Kind::Complaint, Derivation::ContestedAct));
    }
    of_category.first().map(|kind| (*kind, Derivation::Category))
}

/// Why a report travels in another channel than was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guarded {
    /// The kind it is filed as.
    pub kind: Kind,
    /// Whether that is another one than was asked for.
    pub moved: bool,
}

/// The guard of the two channels: where money is at stake a report is an integrity report
/// whatever was sent, unless the reporter confirms that the unit will see it.
pub const fn guard(asked: Kind, money_at_stake: bool, unit_may_see: bool) -> Guarded {
    match asked.channel() {
        Channel::Service if money_at_stake && !unit_may_see => {
            Guarded { kind: Kind::CorruptionTip, moved: true }
        }
        _ => Guarded { kind: asked, moved: false },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_of_money_never_reaches_the_unit_unless_the_reporter_says_so() {
        let filed = |asked, money, may_see| guard(asked, money, may_see).kind;

        assert_eq!(filed(Kind::ConductFeedback, true, false), Kind::CorruptionTip);
        assert_eq!(filed(Kind::ConductFeedback, true, true), Kind::ConductFeedback);
        assert_eq!(filed(Kind::ConductFeedback, false, false), Kind::ConductFeedback);
        assert_eq!(filed(Kind::CorruptionTip, false, true), Kind::CorruptionTip);
    }
}
