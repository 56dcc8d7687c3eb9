//! What must not be in a text that staff make public: ways to reach or find a person, and ways back
//! to the case. It finds what has a form; what only a reader understands stays a reader's duty.

use super::conclusion::names;
use crate::domain::text::fold;

/// What the check knows of the report. Whoever may not see the contact must be checked without it:
/// a refusal would confirm a guess.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The reporter's name.
    pub names: Vec<String>,
    /// The business or organisation: found by its whole name only, for its end is often a place.
    pub organisations: Vec<String>,
    /// Numbers and addresses of the reporter.
    pub contacts: Vec<String>,
    /// Numbers that lead to the case: its own, the dossier's, an earlier case's.
    pub codes: Vec<String>,
}

/// Why a text must not be public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// A number as telephones, identity papers and tax codes have it.
    Number,
    /// An e-mail address.
    Mail,
    /// The reporter's name, or a way to reach the reporter.
    Reporter,
    /// A number that leads to the case.
    Case,
}

/// From so many digits on a number may belong to a person: 9 on an old identity card, 10 of a
/// telephone or a tax code, 12 on a new card.
const PERSONAL_DIGITS: usize = 9;
/// Shorter codes are also words.
const LEAST_CODE: usize = 6;

/// The first thing in `text` that must not be public.
pub fn finding(text: &str, known: &Known) -> Option<Finding> {
    let (lower, squashed) = (text.to_lowercase(), squash(text));
    let holds = |code: &String| {
        let code = squash(code);
        code.len() >= LEAST_CODE && squashed.contains(&code)
    };
    // The receipt stands for the reporter.
    if lower.contains("lc1-") || known.codes.iter().any(holds) {
        Some(Finding::Case)
    } else if known.names.iter().any(|name| names_person(text, name))
        || known.organisations.iter().any(|name| names(text, name))
        || known.contacts.iter().any(|contact| holds(&national(contact)))
    {
        Some(Finding::Reporter)
    } else if text.contains(['@', '＠']) {
        Some(Finding::Mail)
    } else if has_personal_number(text) {
        Some(Finding::Number)
    } else {
        None
    }
}

/// Letters and digits only, folded: however somebody parts them.
fn squash(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// A telephone without its country code, which people leave out.
fn national(contact: &str) -> String {
    contact.strip_prefix("+84").unwrap_or(contact).to_owned()
}

/// Whether `text` names somebody: by the whole name, by its last two words, or by the given name
/// behind a form of address, as people are spoken of here.
fn names_person(text: &str, name: &str) -> bool {
    const ADDRESS: [&str; 12] =
        ["ong", "ba", "anh", "chi", "co", "chu", "bac", "em", "mr", "mrs", "ms", "miss"];
    let folded = fold(name);
    let words: Vec<&str> = folded.split(' ').collect();
    let short = |of: &[&str]| names(text, &of.join(" "));
    let given = words.last().copied().unwrap_or_default();
    names(text, name)
        || (words.len() >= 3 && words.get(words.len() - 2..).is_some_and(short))
        || (words.len() >= 2 && ADDRESS.iter().any(|address| short(&[*address, given])))
}

/// Groups of digits that one sign parts or none, as numbers are written, with the sign before each.
fn runs(text: &str) -> Vec<Vec<(Option<char>, String)>> {
    let mut all: Vec<Vec<(Option<char>, String)>> = Vec::new();
    let mut between = String::new();
    let mut digit_before = false;
    for c in text.chars() {
        if c.is_numeric() {
            let joined = digit_before || joins(&between);
            let open = all.last_mut().filter(|_| joined);
            match open {
                Some(run) if digit_before => {
                    if let Some((_, group)) = run.last_mut() {
                        group.push(c);
                    }
                }
                Some(run) => run.push((between.chars().next(), c.to_string())),
                None => all.push(vec![(None, c.to_string())]),
            }
            between.clear();
            digit_before = true;
        } else {
            between.push(c);
            digit_before = false;
        }
    }
    all
}

fn joins(between: &str) -> bool {
    let mut signs = between.chars();
    match (signs.next(), signs.next(), signs.next()) {
        (Some(c), None, None) => c.is_whitespace() && c != '\n' || ".-–,()".contains(c),
        (Some(')'), Some(c), None) => c.is_whitespace() || ".-–".contains(c),
        _ => false,
    }
}

fn has_personal_number(text: &str) -> bool {
    runs(text).iter().any(|run| {
        let rest = without_dates(run);
        rest.split(Option::is_none).any(|part| {
            let part: Vec<_> = part.iter().flatten().copied().collect();
            let digits: usize = part.iter().map(|(_, group)| group.chars().count()).sum();
            digits >= PERSONAL_DIGITS && !is_amount(&part)
        })
    })
}

type Group<'a> = &'a (Option<char>, String);

/// The groups of a run; where a date stood there is nothing.
fn without_dates(run: &[(Option<char>, String)]) -> Vec<Option<Group<'_>>> {
    let mut rest: Vec<Option<Group<'_>>> = Vec::new();
    let mut at = 0;
    while let Some(group) = run.get(at) {
        let date = starts_with_date(run.get(at..).unwrap_or_default());
        rest.push(Some(group).filter(|_| !date));
        at += if date { 3 } else { 1 };
    }
    rest
}

/// Day, month and year parted alike, and apart from what stands around them.
fn starts_with_date(groups: &[(Option<char>, String)]) -> bool {
    let [(before, a), (first, b), (second, c), after @ ..] = groups else { return false };
    let apart = |sign: Option<char>| sign.is_none_or(char::is_whitespace);
    first == second
        && matches!(first, Some('.' | '-'))
        && apart(*before)
        && apart(after.first().and_then(|(sign, _)| *sign))
        && (is_date(a, b, c) || is_date(c, b, a))
}

fn is_date(day: &str, month: &str, year: &str) -> bool {
    let within = |text: &str, least: u16, most: u16| {
        text.parse::<u16>().is_ok_and(|n| (least..=most).contains(&n))
    };
    within(day, 1, 31) && within(month, 1, 12) && year.len() == 4 && within(year, 1900, 2100)
}

/// An amount with its thousands parted by points or commas: no telephone and no card is written so.
fn is_amount(groups: &[Group<'_>]) -> bool {
    let [(_, first), rest @ ..] = groups else { return false };
    let sign = rest.first().and_then(|(sign, _)| *sign);
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && matches!(sign, Some('.' | ','))
        && rest.iter().all(|(own, group)| *own == sign && group.len() == 3)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn bare(text: &str) -> Option<Finding> {
        finding(text, &Known::default())
    }

    fn known() -> Known {
        Known {
            names: vec!["Nguyễn Văn Thử".to_owned()],
            organisations: vec!["Công ty TNHH Giả Định".to_owned()],
            contacts: vec!["+84900000001".to_owned(), "Số 1, đường Thử, phường 1".to_owned()],
            codes: vec!["7K3M9QX2AB".to_owned(), "H53-241001-0001".to_owned()],
        }
    }

    #[test]
    fn numbers_of_telephones_and_papers_are_found_however_they_are_parted() {
        for text in [
            "Gọi 0900000001 để biết.",
            "0900 000 001",
            "0900.000.001",
            "(0276) 3822-233",
            "+84 900 000 001",
            "số 072000000001",
            "072.000.000.001",
            "CMND 290123456",
            "CMND 290 123 456",
            "mã số thuế 0312345678-001",
            "ngày 15-10-2024 0900000001",
            "０９０００００００１",
        ] {
            assert_eq!(bare(text), Some(Finding::Number), "{text}");
        }
    }

    #[test]
    fn amounts_dates_and_articles_are_no_numbers_of_persons() {
        for text in [
            "Nộp 1.500.000.000 đồng, hoàn lại 250.000.000 đồng.",
            "Từ 15/10/2024 đến 15-10-2024 08:30, theo Nghị định 20/2008/NĐ-CP.",
            "Ngày 2024-10-15 14 hồ sơ, 2023 2024.",
            "Điều 5.1, 9, 14.1, 28.1, 30, 31 và 32 của Luật 136/2025/QH15.",
            "Gọi tổng đài 1022.",
            "Quyết định 15/QĐ-STNMT; thủ tục 1.005398.",
        ] {
            assert_eq!(bare(text), None, "{text}");
        }
    }

    #[test]
    fn the_reporter_is_found_by_name_by_short_name_and_by_what_was_left_to_reach_them() {
        for text in [
            "Ông Nguyễn Văn Thử phản ánh về hồ sơ.",
            "ong NGUYEN VAN THU phan anh",
            "Anh Thử cho biết hồ sơ trễ.",
            "Văn Thử cho biết hồ sơ trễ.",
            "Công ty TNHH Giả Định hỏi về lệ phí.",
            "Nhà ở số 1 đường Thử, phường 1.",
        ] {
            assert_eq!(finding(text, &known()), Some(Finding::Reporter), "{text}");
        }
        assert_eq!(finding("0900/000/001", &known()), Some(Finding::Reporter));
        for text in ["Người dân thử nộp lại hồ sơ.", "Xã Giả Định đã trả lời."]
        {
            assert_eq!(finding(text, &known()), None, "{text}");
        }
        assert_eq!(bare("Ông Nguyễn Văn Thử phản ánh."), None, "who must not know is not told");
    }

    #[test]
    fn what_leads_to_the_case_is_found() {
        for text in ["Vụ việc 7K3M 9QX2 AB", "hồ sơ h53-241001-0001", "lc1-ABCDE"] {
            assert_eq!(finding(text, &known()), Some(Finding::Case), "{text}");
        }
        assert_eq!(bare("thu@dan.example"), Some(Finding::Mail));
    }

    proptest! {
        #[test]
        fn no_telephone_passes(
            digits in proptest::collection::vec((0..10_u8, proptest::bool::ANY), 9),
            sign in proptest::sample::select(vec![" ", ".", "-", "–"]),
            before in "[a-zđ ]{0,10}",
        ) {
            let mut number = String::new();
            for (digit, parted) in digits {
                number.push_str(if parted { sign } else { "" });
                number.push(char::from(b'0' + digit));
            }
            let text = format!("{before}: 0{number} nhé");

            prop_assert_eq!(bare(&text), Some(Finding::Number), "{}", text);
        }
    }
}
