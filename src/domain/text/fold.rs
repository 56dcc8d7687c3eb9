//! The search key of a Vietnamese text: found with and without diacritics.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, without marks, đ as d, words parted by single spaces.
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'đ' => 'd',
            c if c.is_alphanumeric() || c == '.' => c,
            _ => ' ',
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn a_name_folds_alike_however_it_is_typed() {
        assert_eq!(fold("Sở Tài nguyên – Môi trường"), "so tai nguyen moi truong");
        assert_eq!(fold("ĐẤT đai"), "dat dai");
        assert_eq!(fold("khie\u{302}\u{301}u nại"), fold("khiếu nại"));
    }
}
