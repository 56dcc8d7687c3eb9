//! Kinds of report and the two channels they travel in.

use super::codes::codes;
use super::time::Day;

codes! {
    /// Who files.
    ReporterType {
        /// A person.
        Resident => "resident",
        /// A business, with its tax code.
        Business => "business",
        /// An organisation.
        Organisation => "organisation",
        /// The Fatherland Front or a member organisation, for a group.
        Front => "front",
        /// An official or an employee of the unit.
        Official => "official",
    }
}

codes! {
    /// The way a report travels, and so who may ever learn of it.
    Channel {
        /// The competent unit handles it, in the open.
        Service => "service",
        /// Only the inspectorate knows that it exists.
        Integrity => "integrity",
    }
}

codes! {
    /// What a report is in law.
    Kind {
        /// Feedback on the acts of a unit (phản ánh, kiến nghị; NĐ 20/2008 Art. 5.1).
        ConductFeedback => "conduct_feedback",
        /// Feedback on a regulation or a procedure (NĐ 20/2008 Art. 5.2–5.8).
        RuleFeedback => "rule_feedback",
        /// A request for explanation (giải trình; Luật PCTN 2018 Art. 15, NĐ 59/2019).
        ExplanationRequest => "explanation_request",
        /// A claim that a late dossier brought no apology (xin lỗi; NĐ 61/2018 Art. 19.9).
        ApologyRequest => "apology_request",
        /// A complaint, first instance (khiếu nại; Luật Khiếu nại 2011 Art. 7–32).
        Complaint => "complaint",
        /// A complaint, second instance (Art. 33–44).
        SecondComplaint => "second_complaint",
        /// A demand of the Fatherland Front (Luật PCTN 2018 Art. 74.2).
        FrontDemand => "front_demand",
        /// Praise.
        Praise => "praise",
        /// A tip on petty corruption (Luật PCTN 2018 Art. 5, 65).
        CorruptionTip => "corruption_tip",
        /// A denunciation from a signed paper (tố cáo; Luật Tố cáo 2018 Art. 22, 23).
        Denunciation => "denunciation",
        /// A report by an official (Luật PCTN 2018 Art. 66).
        InternalReport => "internal_report",
    }
}

impl Kind {
    /// Whether the law lays down what comes after a decision: then it is not a second answer.
    pub const fn has_next_instance(self) -> bool {
        matches!(self, Self::Complaint | Self::SecondComplaint | Self::Denunciation)
    }

    /// Whether the law takes it from a body or an official only, so that somebody has to know that it is one
    /// (Luật Phòng, chống tham nhũng 2018 Art. 66, 74).
    pub const fn is_sent_by_somebody(self) -> bool {
        matches!(self, Self::FrontDemand | Self::InternalReport)
    }

    /// Whether it can be about a dossier that was promised for a day (NĐ 61/2018 Art. 19.9).
    pub const fn is_about_a_dossier(self) -> bool {
        matches!(self.channel(), Channel::Service)
            && !matches!(self, Self::RuleFeedback | Self::Praise)
    }

    /// The channel it travels in. Not data: which tables a report lives in, and so who could
    /// ever read it, must not depend on a cell of a table.
    pub const fn channel(self) -> Channel {
        match self {
            Self::ConductFeedback
            | Self::RuleFeedback
            | Self::ExplanationRequest
            | Self::ApologyRequest
            | Self::Complaint
            | Self::SecondComplaint
            | Self::FrontDemand
            | Self::Praise => Channel::Service,
            Self::CorruptionTip | Self::Denunciation | Self::InternalReport => Channel::Integrity,
        }
    }
}

codes! {
    /// Whether a report of a kind may come without a name.
    Anonymity {
        /// The law asks for a name.
        Forbidden => "forbidden",
        /// It may.
        Allowed => "allowed",
    }
}

codes! {
    /// The door a report may come in by.
    Door {
        /// The reporter's own phone or computer.
        Online => "online",
        /// The reception desk, which types in a paper, a call or a visit.
        Desk => "desk",
        /// An account of an organisation of the Fatherland Front.
        Front => "front",
    }
}

codes! {
    /// Whether the law wants a signed paper.
    Signature {
        /// It does not.
        None => "none",
        /// It does; what came without one waits for it.
        Required => "required",
    }
}

codes! {
    /// Something a kind cannot be filed without.
    Requirement {
        /// The unit it is about.
        Unit => "unit",
        /// The reporter's postal address.
        Address => "address",
        /// The decision or act that is complained of.
        ContestedAct => "contested_act",
        /// The day the reporter learned of it.
        LearnedOn => "learned_on",
        /// The number of the earlier case, or what became of it where it is on paper only.
        PriorCase => "prior_case",
        /// The code of the dossier.
        DossierCode => "dossier_code",
        /// The number of an identity paper.
        IdNumber => "id_number",
        /// The reporter's position in the unit.
        Position => "position",
        /// The unit that the reporter works for.
        OwnUnit => "own_unit",
    }
}

/// What a kind needs and promises, within one period of validity.
#[expect(clippy::struct_excessive_bools, reason = "each is one fact of the law, not a state")]
#[derive(Debug, Clone)]
pub struct KindSpec {
    /// The kind.
    pub kind: Kind,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// The channel.
    pub channel: Channel,
    /// Whether a name may be missing.
    pub anonymous: Anonymity,
    /// Whether name and a way to answer must be given.
    pub contact_required: bool,
    /// Whether the handling unit sees the reporter's contact.
    pub contact_visible_to_unit: bool,
    /// Who may file it.
    pub filed_by: Vec<ReporterType>,
    /// By which doors it may come.
    pub filed_via: Vec<Door>,
    /// Whether the law wants a signed paper.
    pub signature: Signature,
    /// What it cannot be filed without.
    pub requires: Vec<Requirement>,
    /// How many criteria make a case of it complex.
    pub complex_from: Option<u16>,
    /// How many make it specially complex.
    pub specially_complex_from: Option<u16>,
    /// Whether it can be filed.
    pub active: bool,
    /// False where a lawyer still has to confirm what the row says.
    pub confirmed: bool,
    /// The official form, in Vietnamese.
    pub form_vi: Option<String>,
    /// The official form, in English.
    pub form_en: Option<String>,
    /// The statute, in Vietnamese.
    pub legal_ref_vi: String,
    /// The statute, in English.
    pub legal_ref_en: String,
    /// Who will see the report, in Vietnamese.
    pub visibility_vi: String,
    /// Who will see the report, in English.
    pub visibility_en: String,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, inclusive.
    pub valid_to: Option<Day>,
}

/// What a report complains of.
#[derive(Debug, Clone)]
pub struct Category {
    /// The code.
    pub code: String,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// The kinds it may be filed under.
    pub kinds: Vec<Kind>,
    /// Whether it makes any report an integrity report.
    pub integrity: bool,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, inclusive.
    pub valid_to: Option<Day>,
}

/// A field of state management.
#[derive(Debug, Clone)]
pub struct Sector {
    /// The code.
    pub code: String,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// Whether Plan 577 names it as sensitive.
    pub sensitive: bool,
}

/// Whether a row with this period is in force on `day`.
pub fn in_force(valid_from: Day, valid_to: Option<Day>, day: Day) -> bool {
    valid_from <= day && valid_to.is_none_or(|last| day <= last)
}
