//! The search key of a text: the same however it is typed, with or without diacritics, in whatever letters look alike.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::seen::is_hidden;

/// Letters of other scripts and languages that look like these, in lower case.
const LOOK_ALIKE: [(&str, char); 26] = [
    ("аα", 'a'),
    ("в", 'b'),
    ("сϲ", 'c'),
    ("đðɖԁ", 'd'),
    ("еєε", 'e'),
    ("ƒ", 'f'),
    ("ɡ", 'g'),
    ("һнħ", 'h'),
    ("іɩιı", 'i'),
    ("јϳȷ", 'j'),
    ("кκ", 'k'),
    ("ӏł", 'l'),
    ("м", 'm'),
    ("пη", 'n'),
    ("оοσø", 'o'),
    ("рρ", 'p'),
    ("ԛ", 'q'),
    ("гɾ", 'r'),
    ("ѕ", 's'),
    ("тτŧ", 't'),
    ("υʋ", 'u'),
    ("νѵ", 'v'),
    ("ԝω", 'w'),
    ("хχ", 'x'),
    ("уγү", 'y'),
    ("ʐ", 'z'),
];

/// Greek capitals that look like Latin ones, and not like what their small letters look like.
const CAPITALS: [(char, char); 8] = [
    ('Η', 'h'),
    ('Μ', 'm'),
    ('Ν', 'n'),
    ('Ρ', 'p'),
    ('Υ', 'y'),
    ('Χ', 'x'),
    ('Ζ', 'z'),
    ('Β', 'b'),
];

/// Compatibility forms undone (NFKD), lower case, without marks and hidden signs, look-alike letters as the Latin ones (đ as
/// d), words parted by single spaces.
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfkd()
        .map(|c| CAPITALS.iter().find(|(like, _)| *like == c).map_or(c, |(_, latin)| *latin))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_combining_mark(*c) && !is_hidden(*c))
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() || c == '.' => c,
            // Apostrophes that Unicode counts among the letters.
            '\u{2B9}'..='\u{2BF}' | '\u{A78B}' | '\u{A78C}' => ' ',
            c if c.is_alphanumeric() => latin(c),
            _ => ' ',
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn latin(c: char) -> char {
    LOOK_ALIKE.iter().find(|(like, _)| like.contains(c)).map_or(c, |(_, latin)| *latin)
}

/// A code as it is compared: compatibility forms undone, upper case, without spaces, dashes and hidden signs. It is kept as it
/// was typed beside this.
pub fn fold_code(code: &str) -> String {
    let is_dash = |c: char| matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}');
    let kept = code.nfkc().filter(|c| !c.is_whitespace() && !is_dash(*c) && !is_hidden(*c));
    kept.flat_map(char::to_uppercase).nfkc().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_folds_alike_however_it_is_typed() {
        assert_eq!(fold("Sở Tài nguyên – Môi trường"), "so tai nguyen moi truong");
        assert_eq!(fold("ĐẤT đai"), "dat dai");
        assert_eq!(fold("khie\u{302}\u{301}u nại"), fold("khiếu nại"));
    }

    #[test]
    fn letters_that_look_alike_fold_alike() {
        for (typed, plain) in [
            ("\u{D0}ỗ Văn Thử", "do van thu"),
            ("\u{F0}ỗ", "do"),
            ("\u{189}ỗ", "do"),
            ("\u{256}ỗ", "do"),
            ("ＮＧＵＹỄＮ", "nguyen"),
            ("Ｔｈử １２", "thu 12"),
            // Cyrillic and Greek letters in a Latin word.
            ("Тrần Вình", "tran binh"),
            ("Νguyễn Αn", "nguyen an"),
            ("Lê Нoà", "le hoa"),
            ("ﬁle", "file"),
            ("d’Arc", "d arc"),
            ("d'Arc", "d arc"),
            ("dʼArc", "d arc"),
            ("Sài‑Gòn", "sai gon"),
            ("Sài−Gòn", "sai gon"),
            ("Ng\u{AD}uyễn\u{2060} An", "nguyen an"),
            ("İstanbul ıx", "istanbul ix"),
            ("№ ①", "no 1"),
        ] {
            assert_eq!(fold(typed), plain, "{typed}");
        }
    }

    #[test]
    fn a_code_is_the_same_however_it_is_parted() {
        let code = fold_code("H53.05-241014-0007");
        for typed in [
            "h53.05-241014-0007",
            "H53.05–241014–0007",
            "H53.05 241014 0007",
            "H53.05 - 241014 - 0007",
            "Ｈ５３．０５－２４１０１４－０００７",
            "H53.05\u{2011}241014\u{2212}0007",
            "H53.05-\u{200B}241014-0007\u{A0}",
        ] {
            assert_eq!(fold_code(typed), code, "{typed}");
        }
        assert_ne!(fold_code("H53.05-241014-0008"), code);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,30}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
            prop_assert_eq!(fold_code(&fold_code(&text)), fold_code(&text));
        }

        #[test]
        fn marks_case_and_form_say_nothing(text in "[a-zđA-ZĐàáảãạăằắâấầêếềôốồơớờưứừ ]{0,30}") {
            let other: String = text.to_uppercase().nfd().collect();
            prop_assert_eq!(fold(&other), fold(&text));
        }
    }
}
