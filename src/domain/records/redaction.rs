//! What must not be in a text that staff make public: ways to reach or find a person, and ways back
//! to the case. It finds what has a form; what only a reader understands stays a reader's duty.

use super::conclusion::names;
use crate::domain::receipt::{RECEIPT_CHARS, Receipt};
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
/// So many signs may part the digits of one number.
const MOST_SIGNS: usize = 6;
/// Shorter codes are also words.
const LEAST_CODE: usize = 6;
/// Shorter names, written as one word, are parts of others.
const LEAST_NAME: usize = 8;

/// The first thing in `text` that must not be public.
pub fn finding(text: &str, known: &Known) -> Option<Finding> {
    let (squashed, read) = (squash(text), as_read(text));
    let holds = |code: &String| {
        let code = squash(code);
        code.len() >= LEAST_CODE && squashed.contains(&code)
    };
    let leads = |code: &String| {
        let code = as_read(code);
        code.len() >= LEAST_CODE && read.contains(&code)
    };
    // The receipt stands for the reporter.
    if holds_receipt(text, &read) || known.codes.iter().any(leads) {
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

/// As [`squash`], with the letters that are taken for digits as digits.
fn as_read(text: &str) -> String {
    let digit = |c| match c {
        'o' => '0',
        'i' | 'l' => '1',
        c => c,
    };
    squash(text).chars().map(digit).collect()
}

/// Whether a receipt stands in `text`, or the beginning of one.
fn holds_receipt(text: &str, read: &str) -> bool {
    const RECEIPT: &str = "1c1";
    let begins = |word: &str| word == "lc1" || word.len() > LEAST_CODE && word.starts_with("lc1");
    let whole = |(at, _): (usize, &str)| {
        let rest = read.get(at + RECEIPT.len()..).unwrap_or_default();
        let secret: String = rest.chars().take(RECEIPT_CHARS).collect();
        Receipt::parse(&format!("LC1{secret}")).is_some()
    };
    fold(text).split([' ', '.']).any(begins) || read.match_indices(RECEIPT).any(whole)
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
    // Written as one word, or with signs between the letters.
    let squashed = squash(name);
    names(text, name)
        || (words.len() >= 2 && squashed.len() >= LEAST_NAME && squash(text).contains(&squashed))
        || (words.len() >= 3 && words.get(words.len() - 2..).is_some_and(short))
        || (words.len() >= 2 && ADDRESS.iter().any(|address| short(&[*address, given])))
}

/// A group of digits with the signs that part it from the group before.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    parted_by: String,
    digits: String,
}

/// Groups of digits that belong together: nothing but signs between them that numbers are parted with.
fn runs(text: &str) -> Vec<Vec<Group>> {
    let mut all: Vec<Vec<Group>> = Vec::new();
    let mut between = String::new();
    let mut digit_before = false;
    for c in text.chars() {
        if c.is_numeric() {
            let joined = digit_before || joins(&between);
            match all.last_mut().filter(|_| joined) {
                Some(run) if digit_before => {
                    if let Some(group) = run.last_mut() {
                        group.digits.push(c);
                    }
                }
                Some(run) => run.push(Group { parted_by: between.clone(), digits: c.to_string() }),
                None => all.push(vec![Group { parted_by: String::new(), digits: c.to_string() }]),
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

/// Several numbers follow one another with a comma and a space; whatever else is no letter may part the digits of one.
fn joins(between: &str) -> bool {
    const SIGNS: &str = ".-–—−‐‑‒―/\\·•∙‧․()[]_*~|:;+=";
    let parts = |c: char| c.is_whitespace() || SIGNS.contains(c);
    between == "," || (between.chars().count() <= MOST_SIGNS && between.chars().all(parts))
}

fn has_personal_number(text: &str) -> bool {
    runs(text).iter().any(|run| {
        without_dates(run).split(Option::is_none).any(|part| {
            let part: Vec<&Group> = part.iter().flatten().copied().collect();
            let digits: usize = part.iter().map(|group| group.digits.chars().count()).sum();
            digits >= PERSONAL_DIGITS && !is_amount(&part) && !part.iter().all(|one| is_year(one))
        })
    })
}

/// The groups of a run; where a date stood there is nothing.
fn without_dates(run: &[Group]) -> Vec<Option<&Group>> {
    let mut rest: Vec<Option<&Group>> = Vec::new();
    let mut at = 0;
    while let Some(group) = run.get(at) {
        let date = starts_with_date(run.get(at..).unwrap_or_default());
        rest.push(Some(group).filter(|_| !date));
        at += if date { 3 } else { 1 };
    }
    rest
}

/// Day, month and year parted alike, and otherwise from what stands around them.
fn starts_with_date(groups: &[Group]) -> bool {
    let [day, month, year, after @ ..] = groups else { return false };
    let sign = &month.parted_by;
    let apart = |group: Option<&Group>| group.is_none_or(|group| group.parted_by != *sign);
    *sign == year.parted_by
        && [".", "-", "/"].contains(&sign.as_str())
        && apart(Some(day))
        && apart(after.first())
        && (is_date(day, month, year) || is_date(year, month, day))
}

fn is_date(day: &Group, month: &Group, year: &Group) -> bool {
    within(day, 1, 31) && within(month, 1, 12) && is_year(year)
}

fn is_year(group: &Group) -> bool {
    group.digits.len() == 4 && within(group, 1900, 2100)
}

fn within(group: &Group, least: u16, most: u16) -> bool {
    group.digits.parse::<u16>().is_ok_and(|n| (least..=most).contains(&n))
}

/// An amount with its thousands parted by points or commas: no telephone and no card is written so.
fn is_amount(groups: &[&Group]) -> bool {
    let [first, rest @ ..] = groups else { return false };
    let sign = rest.first().map_or("", |group| group.parted_by.as_str());
    (1..=3).contains(&first.digits.len())
        && !first.digits.starts_with('0')
        && matches!(sign, "." | ",")
        && rest.iter().all(|group| group.parted_by == sign && group.digits.len() == 3)
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
            "0900/000/001",
            "0900 - 000 - 001",
            "0900 . 000 . 001",
            "0900·000·001",
            "0900\n000\n001",
            "09 00 00 00 01",
            "0-9-0-0-0-0-0-0-0-1",
            "0900—000—001",
            "(+84) (0) 900 / 000 / 001",
            "0720 / 0000 / 0001",
            "từ 15/10/2024-0900000001",
            "٠٩٠٠٠٠٠٠٠١",
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
            "Từ 01/10/2024-15/10/2024 và 01/11/2024 – 15/11/2024.",
            "Các năm 2022 - 2023 - 2024; tiếp nhận 15/10/2024 08:30:00.",
            "Nhận 120, 135, 142, 150, 160 hồ sơ.",
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
            "Nguyễn\u{AD} Văn\u{200B} Thử",
            "ＮＧＵＹỄＮ ＶĂＮ ＴＨỬ",
            "Nguyễn.Văn.Thử và Nguyễn-Văn-Thử",
            "NguyễnVănThử",
            "Nguyễn Vӑn Τhử",
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
        let receipt = Receipt::from_bytes(*b"0123456789abcdef").to_text();
        for text in [
            "Vụ việc 7K3M 9QX2 AB",
            "Vụ việc 7k3m–9qx2.ab",
            "hồ sơ h53-241001-0001",
            "hồ sơ H53–241001–0001",
            "hồ sơ H53 241OOl 0OO1",
            "lc1-ABCDE",
            "LC1ABCDEF",
            &format!("mã {receipt} nhé"),
            &format!("mã {} nhé", receipt.replace('-', "")),
            &format!("mã {} nhé", receipt.replace('-', " . ").to_lowercase()),
            &format!("mã {} nhé", receipt.replace('0', "o").replace('1', "l").replace('-', "–")),
        ] {
            assert_eq!(finding(text, &known()), Some(Finding::Case), "{text}");
        }
        for text in ["Lớp 11C1 đã nộp hồ sơ đầy đủ theo quy định hiện hành.", "LC là gì?"]
        {
            assert_eq!(finding(text, &known()), None, "{text}");
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
