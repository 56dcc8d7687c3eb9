//! Text as it is seen: one sign for the end of a line, nothing that shows nothing, and something to read. Whoever could send
//! what looks empty would have answered without a word.

use icu_properties::props::{DefaultIgnorableCodePoint, Emoji, ExtendedPictographic, JoiningType};
use icu_properties::{
    CodePointMapData, CodePointMapDataBorrowed, CodePointSetData, CodePointSetDataBorrowed,
};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

use super::TextFault;

const IGNORABLE: CodePointSetDataBorrowed<'static> =
    CodePointSetData::new::<DefaultIgnorableCodePoint>();
const EMOJI: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<Emoji>();
const PICTURE: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<ExtendedPictographic>();
const JOINING: CodePointMapDataBorrowed<'static, JoiningType> =
    CodePointMapData::<JoiningType>::new();
/// The combining class of signs that join two consonants into one.
const VIRAMA: u8 = 9;

const NON_JOINER: char = '\u{200C}';
const JOINER: char = '\u{200D}';
/// The one before it is shown as a picture.
const AS_PICTURE: char = '\u{FE0F}';
/// The cap around a digit.
const KEYCAP: char = '\u{20E3}';

/// Whether line breaks are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) enum Lines {
    One,
    Many,
}

/// Whether a sign shows nothing wherever it stands: what Unicode says is ignorable by default, the empty Braille cell, and
/// what stands for notes and objects that are not there.
pub(super) fn is_hidden(c: char) -> bool {
    IGNORABLE.contains(c) || matches!(c, '\u{2800}' | '\u{FFF9}'..='\u{FFFC}')
}

/// Line ends of any kind as one, tabs as spaces, without what shows nothing, in NFC, trimmed.
///
/// # Errors
/// [`TextFault::ControlCharacter`]; [`TextFault::Empty`] where nothing is left, [`TextFault::NoWords`] where neither letter nor
/// digit is.
pub(in crate::domain) fn clean(raw: &str, lines: Lines) -> Result<String, TextFault> {
    let cleaned: String = shown(&unified(raw, lines)?).nfc().collect();
    let cleaned = cleaned.trim();
    if cleaned.is_empty() {
        Err(TextFault::Empty)
    } else if cleaned.chars().any(char::is_alphanumeric) {
        Ok(cleaned.to_owned())
    } else {
        Err(TextFault::NoWords)
    }
}

fn unified(raw: &str, lines: Lines) -> Result<String, TextFault> {
    let mut text = String::with_capacity(raw.len());
    let mut after_return = false;
    for c in raw.chars() {
        match c {
            '\n' if after_return => {}
            '\r' | '\n' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                text.push(if lines == Lines::Many { '\n' } else { ' ' });
            }
            '\t' => text.push(' '),
            c if c.is_control() => return Err(TextFault::ControlCharacter),
            c => text.push(c),
        }
        after_return = c == '\r';
    }
    Ok(text)
}

/// Without what shows nothing, but for what shapes its neighbours.
fn shown(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    // The last sign, and the last that is no mark on another: looked for anew they would be, mark by mark, for each joiner.
    let (mut last, mut letter) = (None, None);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !is_hidden(c) || shapes((last, letter), c, chars.peek().copied()) {
            kept.push(c);
            last = Some(c);
            letter = if is_combining_mark(c) { letter } else { last };
        }
    }
    kept
}

/// Whether `c` changes how its neighbours look: in pictures, and in scripts whose letters join (RFC 5892, A.1 and A.2).
fn shapes((last, letter): (Option<char>, Option<char>), c: char, after: Option<char>) -> bool {
    let (Some(last), next) = (last, after.unwrap_or(' ')) else { return false };
    let after_virama = canonical_combining_class(last) == VIRAMA;
    match c {
        JOINER => after_virama || (is_picture(last) && PICTURE.contains(next)),
        NON_JOINER => after_virama || letter.is_some_and(|letter| parts_joined(letter, next)),
        AS_PICTURE => EMOJI.contains(last) && (!last.is_ascii() || next == KEYCAP),
        _ => false,
    }
}

fn is_picture(c: char) -> bool {
    c == AS_PICTURE || EMOJI.contains(c) && !c.is_ascii()
}

/// Whether two letters that would join stand around.
fn parts_joined(letter: char, next: char) -> bool {
    let joins_on = [JoiningType::DualJoining, JoiningType::LeftJoining];
    let joins_back = [JoiningType::DualJoining, JoiningType::RightJoining];
    joins_on.contains(&JOINING.get(letter)) && joins_back.contains(&JOINING.get(next))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// First and last of stretches that show nothing.
    const HIDDEN: [(char, char); 22] = [
        ('\u{AD}', '\u{AD}'),
        ('\u{34F}', '\u{34F}'),
        ('\u{61C}', '\u{61C}'),
        ('\u{115F}', '\u{1160}'),
        ('\u{17B4}', '\u{17B5}'),
        ('\u{180B}', '\u{180F}'),
        ('\u{200B}', '\u{200F}'),
        ('\u{202A}', '\u{202E}'),
        ('\u{2060}', '\u{206F}'),
        ('\u{2800}', '\u{2800}'),
        ('\u{3164}', '\u{3164}'),
        ('\u{FE00}', '\u{FE0F}'),
        ('\u{FEFF}', '\u{FEFF}'),
        ('\u{FFA0}', '\u{FFA0}'),
        ('\u{FFF0}', '\u{FFF8}'),
        ('\u{FFF9}', '\u{FFFC}'),
        ('\u{1BCA0}', '\u{1BCA3}'),
        ('\u{1D173}', '\u{1D17A}'),
        ('\u{E0001}', '\u{E0001}'),
        ('\u{E0020}', '\u{E007F}'),
        ('\u{E0100}', '\u{E01EF}'),
        ('\u{E0FFF}', '\u{E0FFF}'),
    ];

    fn hidden() -> impl Strategy<Value = char> {
        let all: Vec<char> = HIDDEN.iter().flat_map(|(first, last)| *first..=*last).collect();
        proptest::sample::select(all)
    }

    #[test]
    fn what_shows_nothing_is_nothing() {
        for c in HIDDEN.iter().flat_map(|(first, last)| *first..=*last) {
            let code = u32::from(c);
            assert_eq!(clean(&format!("{c}{c}"), Lines::Many), Err(TextFault::Empty), "U+{code:X}");
            let between = clean(&format!("Trần{c} Thử"), Lines::One);
            assert_eq!(between.as_deref(), Ok("Trần Thử"), "U+{code:X}");
        }
    }

    #[test]
    fn signs_alone_say_nothing() {
        for text in ["...", "— — —", "?!", "👍", "،", "()", "\u{A0}\u{2003}.", "★ ★"] {
            assert_eq!(clean(text, Lines::Many), Err(TextFault::NoWords), "{text}");
        }
    }

    #[test]
    fn every_end_of_a_line_is_one_and_a_tab_is_a_space() {
        for end in ["\n", "\r\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"] {
            let text = format!("một{end}hai");
            assert_eq!(clean(&text, Lines::Many).unwrap(), "một\nhai", "{end:?}");
            assert_eq!(clean(&text, Lines::One).unwrap(), "một hai", "{end:?}");
        }
        assert_eq!(clean("a\r\n\r\nb\r\rc", Lines::Many).unwrap(), "a\n\nb\n\nc");
        assert_eq!(clean("một\thai", Lines::One).unwrap(), "một hai");
        for control in ['\0', '\u{7}', '\u{8}', '\u{1B}', '\u{7F}', '\u{9F}'] {
            let text = format!("một{control}hai");
            assert_eq!(clean(&text, Lines::Many), Err(TextFault::ControlCharacter), "{control:?}");
        }
    }

    #[test]
    fn joiners_stay_where_they_shape_what_is_seen() {
        for text in [
            // A family, a heart, a cap around a digit; Persian and Devanagari words.
            "nhà 👨\u{200D}👩\u{200D}👧",
            "cảm ơn ❤\u{FE0F}",
            "bước 1\u{FE0F}\u{20E3}",
            "می\u{200C}خواهم",
            "क्\u{200D}ष",
            "क्\u{200C}ष",
        ] {
            assert_eq!(clean(text, Lines::One).as_deref(), Ok(text));
        }
        for (text, seen) in [
            ("Ng\u{200D}uyễn", "Nguyễn"),
            ("Ng\u{200C}uyễn", "Nguyễn"),
            ("1\u{FE0F}23", "123"),
            ("👍\u{200D}", "👍"),
        ] {
            let text = format!("{text} a");
            assert_eq!(clean(&text, Lines::One).unwrap(), format!("{seen} a"));
        }
    }

    #[test]
    fn many_joiners_behind_many_marks_are_read_in_one_pass() {
        let text = format!("ب{}{}ب", "\u{651}".repeat(60_000), "\u{200C}".repeat(60_000));
        // Looked for from each joiner on, the letter would be 3,600,000,000 steps away.
        assert_eq!(
            clean(&text, Lines::Many).unwrap().chars().filter(|c| *c == NON_JOINER).count(),
            1
        );
    }

    proptest! {
        #[test]
        fn hidden_signs_change_no_vietnamese_text(
            words in proptest::collection::vec("[a-zđăâêôơưA-ZĐ0-9]{1,6}", 1..6),
            signs in proptest::collection::vec(hidden(), 0..12),
        ) {
            let plain = words.join(" ");
            let mut mixed = String::new();
            let mut signs = signs.into_iter();
            for c in plain.chars() {
                mixed.push(c);
                mixed.extend(signs.next());
            }
            mixed.extend(signs);
            prop_assert_eq!(clean(&mixed, Lines::Many), clean(&plain, Lines::Many));
        }

        #[test]
        fn what_is_clean_stays_as_it_is(text in "\\PC{0,40}") {
            if let Ok(once) = clean(&text, Lines::Many) {
                prop_assert_eq!(clean(&once, Lines::Many).unwrap(), once);
            }
        }
    }
}
