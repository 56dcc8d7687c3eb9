//! Official papers that a body issues: templates of the house in versions, filled with the facts of a case, in the form that
//! Nghị định 30/2020/NĐ-CP gives papers of the administration.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::time::Day;

codes! {
    /// What a paper tells.
    PaperKind {
        /// That a case is taken up.
        Acceptance => "acceptance",
        /// That it is not.
        Refusal => "refusal",
        /// That it goes to the competent unit.
        Forwarding => "forwarding",
        /// That the body is sorry for a late dossier, with the new date.
        Apology => "apology",
        /// That a unit is urged.
        Urging => "urging",
        /// What came of a case.
        Conclusion => "conclusion",
    }
}

/// Who signs, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The office: `Giám đốc`, `KT. Giám đốc, Phó Giám đốc`.
    pub title: String,
    /// The name.
    pub name: String,
}

/// Who issues a paper, with what number, on which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The name of the body.
    pub issuer: String,
    /// The body above it, where papers name one.
    pub above: Option<String>,
    /// How its papers are signed with letters, such as `STNMT`.
    pub letters: String,
    /// Where it sits.
    pub place: String,
    /// The number within the body and the year; none in a rehearsal.
    pub n: Option<i32>,
    /// The day.
    pub day: Day,
    /// Who signs.
    pub signer: Signer,
}

/// A paper, filled.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// What it tells.
    pub kind: PaperKind,
    /// The template it was made of, with its version.
    pub template: String,
    /// The number with its letters.
    pub number: String,
    /// The day.
    pub day: Day,
    /// Where it was issued.
    pub place: String,
    /// The body above the issuer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub above: Option<String>,
    /// Who issued it.
    pub issuer: String,
    /// What kind of paper it is by name; an official letter has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What it is about.
    pub subject: String,
    /// To whom it goes.
    pub to: String,
    /// The paragraphs.
    pub body: Vec<String>,
    /// Who gets it.
    pub copies: Vec<String>,
    /// Who signs.
    pub signer: Signer,
}

impl std::fmt::Debug for Paper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Paper({}, {})", self.template, self.number)
    }
}

/// The facts that a template may name, each between braces.
pub type PaperFacts = BTreeMap<&'static str, String>;

/// A template: members before the first empty line, paragraphs behind it. A paragraph that begins with `?` is left out where one of
/// its facts is not there.
#[derive(Debug, Clone)]
struct Template {
    members: BTreeMap<&'static str, &'static str>,
    body: Vec<&'static str>,
}

const fn source(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::Acceptance => include_str!("../../../templates/papers/acceptance.txt"),
        PaperKind::Refusal => include_str!("../../../templates/papers/refusal.txt"),
        PaperKind::Forwarding => include_str!("../../../templates/papers/forwarding.txt"),
        PaperKind::Apology => include_str!("../../../templates/papers/apology.txt"),
        PaperKind::Urging => include_str!("../../../templates/papers/urging.txt"),
        PaperKind::Conclusion => include_str!("../../../templates/papers/conclusion.txt"),
    }
}

impl Template {
    fn of(kind: PaperKind) -> Self {
        let (head, body) = source(kind).split_once("\n\n").unwrap_or_default();
        Self {
            members: head.lines().filter_map(|line| line.split_once(": ")).collect(),
            body: body.lines().collect(),
        }
    }

    fn member(&self, name: &str) -> Option<&'static str> {
        self.members.get(name).copied()
    }
}

/// `text` with its facts, in one pass: what stands in a fact is never filled again.
///
/// # Errors
/// The name of a fact that is not there.
fn filled(text: &'static str, facts: &PaperFacts) -> Result<String, &'static str> {
    let (mut out, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}').ok_or(after)?;
        out.push_str(before);
        out.push_str(facts.get(name).ok_or(name)?);
        rest = behind;
    }
    out.push_str(rest);
    Ok(out)
}

/// The number of a paper: `12/TB-STNMT`, and of an official letter `12/STNMT`.
fn numbered(n: Option<i32>, sign: Option<&str>, letters: &str) -> String {
    let n = n.map_or_else(|| "…".to_owned(), |n| format!("{n:02}"));
    sign.map_or_else(|| format!("{n}/{letters}"), |sign| format!("{n}/{sign}-{letters}"))
}

/// The number that a paper of `kind` will bear.
pub fn number_of(kind: PaperKind, issue: &Issue) -> String {
    numbered(issue.n, Template::of(kind).member("sign"), &issue.letters)
}

/// Fills the template of `kind`.
///
/// # Errors
/// The name of a fact that the template needs and that is not there.
pub fn compose(kind: PaperKind, issue: Issue, facts: &PaperFacts) -> Result<Paper, &'static str> {
    let template = Template::of(kind);
    let number = number_of(kind, &issue);
    let told =
        |name: &'static str| template.member(name).map(|text| filled(text, facts)).transpose();
    let mut body: Vec<String> = Vec::new();
    for line in &template.body {
        let text = match line.strip_prefix('?') {
            Some(line) => filled(line, facts).ok(),
            None => Some(filled(line, facts)?),
        };
        let paragraphs = text.iter().flat_map(|text| text.lines());
        body.extend(paragraphs.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned));
    }
    if let Some(last) = body.last_mut() {
        // So a paper ends (Nghị định 30/2020, Phụ lục I).
        let end = if last.ends_with('.') { "/." } else { "./." };
        last.push_str(end);
    }
    let copies = template.member("copies").unwrap_or_default();
    Ok(Paper {
        kind,
        template: format!("{kind}/{}", template.member("version").unwrap_or_default()),
        number,
        day: issue.day,
        place: issue.place,
        above: issue.above,
        issuer: issue.issuer,
        title: template.member("title").map(str::to_owned),
        subject: told("subject")?.unwrap_or_default(),
        to: told("to")?.unwrap_or_default(),
        body,
        copies: copies.split("; ").map(str::to_owned).collect(),
        signer: issue.signer,
    })
}

/// The kinds of places before whose name a committee bears its own.
const PLACES: [&str; 8] =
    ["tỉnh ", "thành phố ", "thị xã ", "huyện ", "phường ", "Phường ", "xã ", "thị trấn "];

/// Where a body sits, by the names of its committees: its own, or that of the province.
pub fn place_of(name: &str, province: &str) -> String {
    let own = |name: &str| {
        let of = name.strip_prefix("Ủy ban nhân dân ")?;
        PLACES.iter().find_map(|kind| of.strip_prefix(kind)).map(str::to_owned)
    };
    own(name).or_else(|| own(province)).unwrap_or_default()
}

/// The letters that stand for a body in its numbers: those of its code, or those of a People's Committee.
pub fn letters_of(code: &str) -> String {
    let last = code.rsplit('.').next().unwrap_or(code);
    if last.chars().any(|c| c.is_ascii_digit()) { "UBND".to_owned() } else { last.to_owned() }
}

impl Paper {
    /// The date as papers of the administration write it: a day below ten and the first two months with a zero before them.
    pub fn dated(&self) -> String {
        let (day, month, year) = (self.day.day(), self.day.month(), self.day.year());
        let month = if month < 3 { format!("{month:02}") } else { month.to_string() };
        format!("{}, ngày {day:02} tháng {month} năm {year}", self.place)
    }

    /// The whole of it as lines of text.
    pub fn lines(&self) -> Vec<String> {
        let head = [self.issuer.clone(), format!("Số: {}", self.number), self.dated()];
        let title = self.title.iter().map(|title| title.to_uppercase());
        let mut lines: Vec<String> = head.into_iter().chain(title).collect();
        lines.push(self.subject.clone());
        lines.push(format!("Kính gửi: {}", self.to));
        lines.extend(self.body.iter().cloned());
        lines.extend([self.signer.title.to_uppercase(), self.signer.name.clone()]);
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 17] = [
        "number",
        "unit",
        "received_on",
        "due_on",
        "dossier_code",
        "kind",
        "ground",
        "text",
        "to_unit",
        "promised_on",
        "new_date",
        "reason",
        "outcome",
        "remedy",
        "remedy_due_on",
        "reopen_until",
        "letter",
    ];

    fn facts() -> PaperFacts {
        KNOWN.into_iter().map(|name| (name, format!("<{name}>"))).collect()
    }

    fn issue(n: Option<i32>) -> Issue {
        Issue {
            issuer: "Sở Tài nguyên và Môi trường".to_owned(),
            above: Some("Ủy ban nhân dân tỉnh Tây Ninh".to_owned()),
            letters: letters_of("TN.STNMT"),
            place: place_of("Sở Tài nguyên và Môi trường", "Ủy ban nhân dân tỉnh Tây Ninh"),
            n,
            day: "2024-02-05".parse().unwrap(),
            signer: Signer { title: "Giám đốc".to_owned(), name: "Lê Văn Thử".to_owned() },
        }
    }

    #[test]
    fn every_template_has_a_version_and_names_facts_that_there_are() {
        for kind in PaperKind::ALL {
            let paper = compose(*kind, issue(Some(7)), &facts()).unwrap();

            assert!(paper.template.starts_with(kind.as_str()) && !paper.template.ends_with('/'));
            let all = paper.lines().join("\n");
            assert!(!all.contains('{') && !all.contains('?'), "{all}");
            assert!(all.contains("./."), "{all}");
            // Whoever has the dossier is the reporter, or well known to them.
            assert_eq!(all.contains("<dossier_code>"), *kind == PaperKind::Apology, "{kind}");
            assert!(!paper.copies.is_empty() && !paper.to.is_empty() && !paper.subject.is_empty());
        }
    }

    #[test]
    fn a_number_has_the_letters_of_paper_and_body_and_a_date_its_zeros() {
        let paper = compose(PaperKind::Acceptance, issue(Some(7)), &facts()).unwrap();
        let letter = compose(PaperKind::Urging, issue(Some(112)), &facts()).unwrap();
        let rehearsed = compose(PaperKind::Forwarding, issue(None), &facts()).unwrap();

        assert_eq!(paper.number, "07/TB-STNMT");
        assert_eq!((letter.number.as_str(), &letter.title), ("112/STNMT", &None));
        assert_eq!(rehearsed.number, "…/PC-STNMT");
        assert_eq!(paper.dated(), "Tây Ninh, ngày 05 tháng 02 năm 2024");
        assert_eq!(letters_of("25456"), "UBND");
        assert_eq!(place_of("Ủy ban nhân dân huyện Tân Biên", ""), "Tân Biên");
    }

    #[test]
    fn a_fact_that_is_not_there_leaves_its_line_out_or_is_named() {
        let mut known = facts();
        known.remove("due_on");
        known.insert("text", "Xem {number} và {dossier_code}.\n\n Dòng hai".to_owned());

        let paper = compose(PaperKind::Refusal, issue(Some(1)), &known).unwrap();
        let undated = compose(PaperKind::Acceptance, issue(Some(2)), &known).unwrap();
        known.remove("ground");
        let refused = compose(PaperKind::Refusal, issue(Some(1)), &known);

        assert!(!undated.lines().join("\n").contains("Thời hạn trả lời"));
        assert!(
            paper.body.contains(&"Xem {number} và {dossier_code}.".to_owned()),
            "as it was written"
        );
        assert!(paper.body.contains(&"Dòng hai".to_owned()));
        assert_eq!(refused, Err("ground"));
    }
}
