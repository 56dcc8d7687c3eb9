//! The words of pictures: numbers as people write them, periods, lines that fit.

use unicode_segmentation::UnicodeSegmentation;

use crate::domain::text::Language;

/// The text of the language.
pub(super) fn pick<'t>(language: Language, vi: &'t str, en: &'t str) -> &'t str {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// What stands in the place of a number that is not told.
pub(super) fn withheld(language: Language) -> &'static str {
    pick(language, "không công bố", "not published")
}

/// Why it does.
pub(super) fn why_withheld(language: Language) -> &'static str {
    pick(
        language,
        "Khung nét đứt “không công bố”: số này nhỏ hơn 5, hoặc làm lộ một số nhỏ hơn 5, có khi của đơn vị khác",
        "Dashed, “not published”: under 5, or it would give away a number under 5, perhaps of another unit",
    )
}

/// A number with its thousands apart.
pub(crate) fn number(language: Language, count: i64) -> String {
    let digits = count.unsigned_abs().to_string();
    let mut text = String::from(if count < 0 { "−" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(pick(language, ".", ","));
        }
        text.push(digit);
    }
    text
}

/// A share of thousand in whole percent. Nearly none is not told as none, nor nearly all as all.
pub(crate) fn percent(permille: i64) -> i64 {
    match permille {
        ..=0 => 0,
        1_000.. => 100,
        some => ((some + 5) / 10).clamp(1, 99),
    }
}

/// A period as it stands under its place, and as a sentence names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PeriodName {
    /// Within its year: `09`, `Q3`; of a year nothing.
    pub(super) short: Option<String>,
    /// `2024`.
    pub(super) year: String,
    /// `tháng 9/2024`.
    pub(crate) long: String,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads `2024-09`, `2024-Q3` or `2024`.
pub(crate) fn period(language: Language, code: &str) -> PeriodName {
    let Some((year, part)) = code.split_once('-') else {
        let long = format!("{}{code}", pick(language, "năm ", ""));
        return PeriodName { short: None, year: code.to_owned(), long };
    };
    let number = part.trim_start_matches(['Q', '0']);
    let month = number.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
    let long = match (language, part.starts_with('Q')) {
        (Language::Vi, true) => format!("quý {number}/{year}"),
        (Language::Vi, false) => format!("tháng {number}/{year}"),
        (Language::En, true) => format!("{part} {year}"),
        (Language::En, false) => format!("{} {year}", month.unwrap_or(&number)),
    };
    PeriodName { short: Some(part.to_owned()), year: year.to_owned(), long }
}

/// How wide a text may be at most, by what Vietnamese letters of a usual sans-serif are on average.
pub(super) fn wide(text: &str, size: i64) -> i64 {
    let signs = i64::try_from(text.graphemes(true).count()).unwrap_or(i64::MAX / 1_000);
    signs * size * 57 / 100
}

/// The text in lines that are no wider than `width`, parted between words; a word that is wider stands alone.
pub(super) fn lines(text: &str, size: i64, width: i64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if wide(&format!("{line} {word}"), size) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The text with a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_of_the_language_do() {
        assert_eq!(number(Language::Vi, 1_234_567), "1.234.567");
        assert_eq!(number(Language::En, 1_234), "1,234");
        assert_eq!(number(Language::Vi, 999), "999");
        assert_eq!([0, 4, 344, 345, 996, 1_000].map(percent), [0, 1, 34, 35, 99, 100]);
    }

    #[test]
    fn a_period_has_a_short_name_and_a_long_one() {
        let long = |language, code| period(language, code).long;

        assert_eq!(long(Language::Vi, "2024-09"), "tháng 9/2024");
        assert_eq!(long(Language::En, "2024-10"), "October 2024");
        assert_eq!(long(Language::Vi, "2024-Q3"), "quý 3/2024");
        assert_eq!(long(Language::En, "2024-Q3"), "Q3 2024");
        assert_eq!(long(Language::Vi, "2024"), "năm 2024");
        let third = period(Language::Vi, "2024-Q3");
        assert_eq!((third.short.as_deref(), third.year.as_str()), (Some("Q3"), "2024"));
    }

    #[test]
    fn a_long_name_is_parted_between_words() {
        let name = "Sở Nông nghiệp và Phát triển nông thôn tỉnh Tây Ninh";
        let parted = lines(name, 130, 2_200);

        assert!(
            parted.len() > 1 && parted.iter().all(|line| wide(line, 130) <= 2_200),
            "{parted:?}"
        );
        assert_eq!(parted.join(" "), name);
        assert_eq!(capital("ủy ban"), "Ủy ban");
    }
}
