//! What must not be in a text that staff make public: ways to reach or find a person, and ways back
//! to the case. It finds what has a form; what only a reader understands stays a reader's duty.

mod numbers;
mod receipts;

use std::collections::BTreeSet;

pub(super) use numbers::has_personal_number;
use receipts::holds_secret;
use unicode_normalization::UnicodeNormalization;

use super::conclusion::names;
use crate::domain::receipt::{RECEIPT_CHARS, Receipt};
use crate::domain::report::Contact;
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

impl Known {
    /// What leads to the person behind `contact`.
    pub fn of(contact: &Contact) -> Self {
        let Contact { name, organisation, phone, email, address, tax_code, id_number, .. } =
            contact;
        let ways = [phone, email, address, tax_code, id_number];
        Self {
            names: vec![name.clone()],
            organisations: organisation.iter().cloned().collect(),
            contacts: ways.into_iter().flatten().cloned().collect(),
            codes: Vec::new(),
        }
    }

    /// All of `other` as well.
    pub fn add(&mut self, other: Self) {
        self.names.extend(other.names);
        self.organisations.extend(other.organisations);
        self.contacts.extend(other.contacts);
        self.codes.extend(other.codes);
    }
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

/// Shorter codes are also words.
const LEAST_CODE: usize = 6;
/// Shorter names, written as one word, are parts of others.
const LEAST_NAME: usize = 8;

/// The first thing in `text` that must not be public.
pub fn finding(text: &str, known: &Known) -> Option<Finding> {
    let read = as_read(text);
    let leads = |code: &String| {
        let code = as_read(code);
        code.len() >= LEAST_CODE && read.contains(&code)
    };
    // The receipt stands for the reporter.
    if holds_receipt(text, &read) || known.codes.iter().any(leads) {
        Some(Finding::Case)
    } else if known.names.iter().any(|name| names_person(text, name))
        || known.organisations.iter().any(|name| names(text, name))
        || known.contacts.iter().any(|contact| leads(&national(contact)))
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

/// What stands where something was cut out.
const CUT: &str = "[…]";
/// So many words are looked at together: a name, or a number parted by spaces.
const WINDOW: usize = 12;

/// `text` without the words in which something is found; all of it goes where that cannot be told.
pub fn cut(text: &str, known: &Known) -> String {
    if finding(text, known).is_none() {
        return text.to_owned();
    }
    let words: Vec<&str> = text.split_inclusive(char::is_whitespace).collect();
    let found = |from: usize, to: usize| {
        words.get(from..to).is_some_and(|some| finding(&some.concat(), known).is_some())
    };
    // A name is found by a part of it; the rest of it goes too.
    let parts: BTreeSet<String> =
        known.names.iter().flat_map(|name| name.split_whitespace()).map(squash).collect();
    let is_part = |at: usize| words.get(at).is_some_and(|word| parts.contains(&squash(word)));
    let (mut kept, mut at) = (String::new(), 0);
    while at < words.len() {
        let ends = at + 1..=words.len().min(at + WINDOW);
        let Some(end) = ends.into_iter().find(|end| found(at, *end)) else {
            kept.push_str(words.get(at).copied().unwrap_or_default());
            at += 1;
            continue;
        };
        let mut start = (at..end).rev().find(|start| found(*start, end)).unwrap_or(at);
        while start > at && is_part(start - 1) {
            start -= 1;
        }
        kept.push_str(&words.get(at..start).unwrap_or_default().concat());
        kept.push_str(CUT);
        kept.push(' ');
        at = end;
    }
    if finding(&kept, known).is_some() { CUT.to_owned() } else { kept.trim_end().to_owned() }
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
    let whole = |at: usize| {
        let rest = read.get(at + RECEIPT.len()..).unwrap_or_default();
        let secret: String = rest.chars().take(RECEIPT_CHARS).collect();
        Receipt::parse(&format!("LC1{secret}")).is_some()
    };
    // One may begin within another, where somebody typed a part of it before.
    let anchors =
        (0..read.len()).filter(|at| read.get(*at..).is_some_and(|it| it.starts_with(RECEIPT)));
    let folded = fold(text);
    folded.split([' ', '.']).any(begins) || anchors.into_iter().any(whole) || holds_secret(&folded)
}

/// A telephone without its country code, which people leave out.
fn national(contact: &str) -> String {
    contact.strip_prefix("+84").unwrap_or(contact).to_owned()
}

/// Whether `text` names somebody: by the whole name, by its last two words, or by the given name
/// behind a form of address, as people are spoken of here.
fn names_person(text: &str, name: &str) -> bool {
    const ADDRESS: [&str; 12] =
        ["ông", "bà", "anh", "chị", "cô", "chú", "bác", "em", "mr", "mrs", "ms", "miss"];
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let given = words.last().copied().unwrap_or_default();
    // Written as one word, or with signs between the letters.
    let squashed = squash(name);
    names(text, name)
        || (words.len() >= 2 && squashed.len() >= LEAST_NAME && squash(text).contains(&squashed))
        || (words.len() >= 3
            && words.get(words.len() - 2..).is_some_and(|two| speaks_of(text, two)))
        || (words.len() >= 2 && ADDRESS.iter().any(|address| speaks_of(text, &[*address, given])))
}

/// Whether these words follow one another in `text`, with their own marks, or with none where the whole text is written
/// without: by other marks a name is a word of every day, as "cơ quan" would be Ms Quân.
fn speaks_of(text: &str, words: &[&str]) -> bool {
    let spoken: String = text.nfc().flat_map(char::to_lowercase).collect();
    let spoken: Vec<&str> =
        spoken.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_plain = spoken.iter().all(|word| fold(word) == *word);
    let is_it = |(said, word): (&&str, &&str)| said == word || (is_plain && *said == fold(word));
    spoken.windows(words.len()).any(|said| said.iter().zip(words).all(is_it))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::receipts::{LEAST_TURNS, turns};
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
        assert_eq!(finding("O9OO OOO OOl", &known()), Some(Finding::Reporter));
        // By other marks a name is a word of every day.
        for (name, text) in [
            ("Nguyễn Minh Quân", "Cơ quan đã trả lời."),
            ("Trần Thị Hương", "Việc này không ảnh hưởng đến ai."),
            ("Lê Văn Phi", "Chi phí do cơ quan chịu."),
            ("Nguyễn Thanh Trà", "Thanh tra tỉnh đã kết luận."),
            ("Trần Văn Hòa", "Nhà văn hóa xã mở cửa."),
        ] {
            let known = Known { names: vec![name.to_owned()], ..Known::default() };
            assert_eq!(finding(text, &known), None, "{name}: {text}");
        }
        for text in ["Người dân thử nộp lại hồ sơ.", "Xã Giả Định đã trả lời."]
        {
            assert_eq!(finding(text, &known()), None, "{text}");
        }
        assert_eq!(bare("Ông Nguyễn Văn Thử phản ánh."), None, "who must not know is not told");
    }

    #[test]
    fn what_is_found_is_cut_out_and_the_rest_stays() {
        for (text, left) in [
            ("Hồ sơ của ông Nguyễn Văn Thử đã xong.", "Hồ sơ của ông […] đã xong."),
            ("Gọi 0900 000 001 hoặc đến quầy 3.", "Gọi […] hoặc đến quầy 3."),
            ("Viết cho thu@dan.example nhé.", "Viết cho […] nhé."),
            ("Giấy chứng nhận đã sẵn sàng.", "Giấy chứng nhận đã sẵn sàng."),
            ("Văn Thử và\nNGUYEN VAN THU hỏi.", "[…] và\n[…] hỏi."),
            ("Anh Thử hỏi.", "[…] hỏi."),
        ] {
            assert_eq!(cut(text, &known()), left, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_found_in_what_was_cut(
            before in "[a-zđ ]{0,20}", after in "[a-zđ ]{0,20}", parted in "[ .-]{1,3}",
        ) {
            let text = format!("{before} Nguyễn{parted}Văn{parted}Thử {after} 0900{parted}000001");

            prop_assert_eq!(finding(&cut(&text, &known()), &known()), None, "{}", text);
        }
    }

    #[test]
    fn what_leads_to_the_case_is_found() {
        let receipt = Receipt::from_bytes(*b"0123456789abcdef").to_text();
        let spelt = receipt.trim_start_matches("LC1").replace("", " ");
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
            &format!("mã {} nhé", receipt.trim_start_matches("LC1-")),
            &format!(
                "mã {} nhé",
                receipt.trim_start_matches("LC1-").to_lowercase().replace('-', " ")
            ),
            &format!("mã {}.", receipt.trim_start_matches("LC1").replace('-', "")),
            &format!("mã {} nhé", receipt.trim_start_matches("LC").replace('-', ":")),
            &format!("mã {spelt} nhé"),
            &format!("(mã:{})", receipt.trim_start_matches("LC1-").replace('-', "\n")),
        ] {
            assert_eq!(finding(text, &known()), Some(Finding::Case), "{text}");
        }
        for text in [
            "Lớp 11C1 đã nộp hồ sơ đầy đủ theo quy định hiện hành.",
            "LC là gì?",
            "Đã trả kết quả lúc 10:30:45 ngày 15/10/2024, 15-10-2024 và 2024-10-16 07:05.",
            "Thủ tục 1.004203, Quyết định 1234/QĐ-UBND ngày 01/10/2024, Nghị định 61/2018/NĐ-CP.",
            "Nhan vien da tra loi nguoi dan theo dung quy dinh cua phap luat hien hanh trong ngay.",
        ] {
            assert_eq!(finding(text, &known()), None, "{text}");
        }
        // Codes of other dossiers are numbers, as they were, and no receipts.
        for text in ["Hồ sơ H53.01-241015-0007 đã trả.", "000.00.01.H53-241015-0012 lúc 10:30:45"]
        {
            assert_eq!(finding(text, &known()), Some(Finding::Number), "{text}");
        }
        assert_eq!(bare("thu@dan.example"), Some(Finding::Mail));
    }

    proptest! {
        #[test]
        fn no_receipt_passes_without_its_beginning(
            secret: [u8; 16], sign in proptest::sample::select(vec!["", " ", ".", "-", "–", ":", ", "]),
        ) {
            let whole = Receipt::from_bytes(secret).to_text();
            let rest = whole.trim_start_matches("LC1-");
            prop_assume!(rest.split('-').map(turns).sum::<usize>() >= LEAST_TURNS);
            let text = format!("Mã là {} nhé.", rest.replace('-', sign));

            prop_assert_eq!(bare(&text), Some(Finding::Case), "{}", text);
        }

        #[test]
        fn words_and_numbers_of_every_day_are_no_receipts(
            words in proptest::collection::vec("[a-hj-km-tv-z]{2,6}|[0-9]{1,4}|[0-9]{2}:[0-9]{2}", 1..60),
        ) {
            let text = words.join(" ");

            prop_assume!(!as_read(&text).contains("1c1"));
            prop_assert_ne!(bare(&text), Some(Finding::Case), "{}", text);
        }

        #[test]
        fn no_telephone_passes(
            digits in proptest::collection::vec((0..10_u8, proptest::bool::ANY), 9),
            sign in proptest::sample::select(vec![" ", ".", "-", "–", ":"]),
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
