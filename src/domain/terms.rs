//! The terms by which a case of the service channel is found: words of its report as they are typed without marks, and codes.

use std::collections::BTreeSet;

use super::receipt::CaseNumber;
use super::report::Report;
use super::text::{ProcedureCode, fold, fold_code};

/// Longer than any word or code; what is longer is found by its beginning.
const LONGEST: usize = 40;
/// A case has no more words than these: what a long report says first.
const MOST: usize = 600;
/// So many words a search may have; the others add nothing.
const MOST_ASKED: usize = 12;

/// A code, so that it never reads like a word.
fn code(text: &str) -> String {
    cut(format!("={}", fold_code(text)))
}

fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text,
    }
}

/// The words of a text, without marks, in small letters.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let words = folded.split(' ').map(|word| word.trim_matches('.').to_owned());
    let tells =
        |word: &String| word.chars().nth(1).is_some() || word.chars().all(|c| c.is_ascii_digit());
    words.filter(|word| !word.is_empty()).filter(tells).map(cut).collect::<Vec<_>>().into_iter()
}

/// The facts of a report that a queue is narrowed by, which never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// The code of the commune or district where it happened.
    Locality,
    /// The code of the procedure.
    Procedure,
    /// The code of the dossier.
    Dossier,
    /// Who files.
    Reporter,
    /// By which way it came.
    Via,
}

impl Fact {
    /// The term of this fact.
    pub fn term(self, value: &str) -> String {
        let name = match self {
            Self::Locality => "locality",
            Self::Procedure => "procedure",
            Self::Dossier => "dossier",
            Self::Reporter => "reporter",
            Self::Via => "via",
        };
        // With and without what stands behind it for a place a procedure is the same.
        let base = Some(value).filter(|_| self == Self::Procedure);
        let base = base.and_then(ProcedureCode::of_national_base);
        cut(format!("{name}:{}", base.unwrap_or_else(|| fold_code(value))))
    }
}

/// Every term of a case: of its report, its number and the name of whom it is about.
pub fn of(report: &Report, number: &str, about: Option<&str>) -> BTreeSet<String> {
    let mut terms: BTreeSet<String> = BTreeSet::new();
    let facts = [
        (Fact::Locality, report.locality.as_deref()),
        (Fact::Procedure, report.procedure_code.as_deref()),
        (Fact::Dossier, report.dossier_code.as_deref()),
        (Fact::Reporter, Some(report.reporter_type.as_str())),
        (Fact::Via, Some(report.filed_via.as_str())),
    ];
    terms.extend(facts.into_iter().filter_map(|(fact, value)| Some(fact.term(value?))));
    let codes = [Some(number), report.procedure_code.as_deref(), report.dossier_code.as_deref()];
    terms.extend(codes.into_iter().flatten().map(code));
    let procedure = report.procedure_code.as_deref();
    terms.extend(procedure.and_then(ProcedureCode::of_national_base).map(|base| code(&base)));
    // A number may have no digit, and then reads like a word.
    let said = [Some(number), Some(report.text.as_str()), report.place.as_deref(), about];
    let said = said.into_iter().flatten().chain(report.contested_act.as_deref());
    terms.extend(said.flat_map(words).take(MOST));
    terms
}

/// The other codes that a text may stand for, as it is typed: the number of a case, and a procedure of the national base.
fn spelled(typed: &str) -> impl Iterator<Item = String> {
    let number = CaseNumber::asked(typed).map(|number| code(number.as_str()));
    let procedure = ProcedureCode::of_national_base(typed).map(|base| code(&base));
    number.into_iter().chain(procedure)
}

/// What a search asks for: of each of these lists one term must be there. None where it holds no word at all.
pub fn asked(text: &str) -> Option<Vec<Vec<String>>> {
    let mut asked: Vec<Vec<String>> = Vec::new();
    for token in text.split_whitespace() {
        let own: Vec<String> = words(token).collect();
        let has = |kind: fn(&char) -> bool| token.chars().any(|c| kind(&c));
        // A code, or a number in the text; digits and points alone are a day as well.
        let is_code =
            has(char::is_ascii_digit) && (has(char::is_ascii_alphabetic) || own.len() < 2);
        if is_code {
            let word = own.first().filter(|_| own.len() == 1).cloned();
            let typed = code(token);
            let others: Vec<String> = spelled(token).filter(|other| *other != typed).collect();
            asked.push(std::iter::once(typed).chain(word).chain(others).collect());
        } else {
            // A number may have no digit, and a code be parted as words are.
            let any = |word| std::iter::once(word).chain(spelled(token)).collect();
            asked.extend(own.into_iter().map(any));
        }
    }
    asked.truncate(MOST_ASKED);
    // A code with blanks within it: each word of it, or else all of it.
    let mut tokens = text.split_whitespace();
    let begins_as_code =
        tokens.next().is_some_and(|first| first.chars().any(|c| c.is_ascii_digit()));
    if tokens.next().is_some() && (begins_as_code || CaseNumber::asked(text).is_some()) {
        let whole: Vec<String> = std::iter::once(code(text)).chain(spelled(text)).collect();
        for any in &mut asked {
            any.extend(whole.iter().cloned());
        }
    }
    (!asked.is_empty()).then_some(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(asked: &[&[&str]]) -> Vec<Vec<String>> {
        let list = |terms: &&[&str]| terms.iter().map(|&term| term.to_owned()).collect();
        asked.iter().map(list).collect()
    }

    #[test]
    fn words_are_asked_for_without_marks_and_each_must_be_there() {
        assert_eq!(
            asked("Trễ hẹn, một-cửa!"),
            Some(all(&[&["tre"], &["hen"], &["mot"], &["cua"]]))
        );
    }

    #[test]
    fn a_code_is_asked_for_as_it_is_compared() {
        assert_eq!(asked("h53.05-240405-0031"), Some(all(&[&["=H53.052404050031"]])));
        assert_eq!(asked("577"), Some(all(&[&["=577", "577"]])));
        assert_eq!(asked("phường 5"), Some(all(&[&["phuong"], &["=5", "5"]])));
        assert_eq!(asked("31/12/2024"), Some(all(&[&["31"], &["12"], &["2024"]])));
    }

    #[test]
    fn a_number_is_found_whether_it_has_a_digit_or_not() {
        let report = serde_json::json!({
            "text": "Hồ sơ trễ hẹn.", "reporter_type": "resident", "language": "vi", "filed_via": "online",
        });
        let report: Report = serde_json::from_value(report).unwrap();
        for number in ["QAMNSKSCZQ", "4Z13M8R5EX"] {
            let terms = of(&report, number, None);
            let asked = asked(number).unwrap();
            assert!(
                asked.iter().all(|any| any.iter().any(|term| terms.contains(term))),
                "{number}"
            );
        }
    }

    #[test]
    fn a_code_is_asked_for_in_every_spelling_and_with_blanks_as_a_whole_too() {
        let report = serde_json::json!({
            "text": "Hồ sơ trễ hẹn.", "reporter_type": "resident", "language": "vi", "filed_via": "online",
            "procedure_code": "1.004194.000.00.00.H53", "dossier_code": "H53.05-240405-0031",
        });
        let report: Report = serde_json::from_value(report).unwrap();
        let finds = |number: &str, typed: &str| {
            let terms = of(&report, number, None);
            let asked = asked(typed).unwrap();
            asked.iter().all(|any| any.iter().any(|term| terms.contains(term)))
        };
        for typed in [
            "4z13m8r5ex",
            "4Z13-M8R5-EX",
            "4Z13 M8R5 EX",
            " 4Z13–M8R5–EX ",
            "４Ｚ１３Ｍ８Ｒ５ＥＸ",
            "4zI3m8r5ex",
            "1.004194",
            "1004194",
            "1 004194",
            "1.004194.000.00.00.h53",
            "H53.05 240405 0031",
            "tre hen 4z13-m8r5-ex",
        ] {
            assert!(finds("4Z13M8R5EX", typed), "{typed}");
        }
        for typed in ["qamnskSCZQ", "qamn-sksc-zq", "QAMN SKSC ZQ"] {
            assert!(finds("QAMNSKSCZQ", typed), "{typed}");
        }
        assert!(finds("0012345678", "12345678"));
        for typed in ["4Z13M8R5EY", "4Z13 M8R5 EY", "1.004195", "H53.05 240405 0032"] {
            assert!(!finds("4Z13M8R5EX", typed), "{typed}");
        }
    }

    #[test]
    fn a_search_without_a_word_asks_for_nothing() {
        assert_eq!(asked(" , – ! "), None);
        assert_eq!(asked("a"), None, "one letter is in every report");
    }

    #[test]
    fn what_is_very_long_is_cut_alike_on_both_sides() {
        let long = "x".repeat(200);
        assert_eq!(words(&long).next(), Some("x".repeat(LONGEST)));
    }
}
