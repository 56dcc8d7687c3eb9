//! A receipt in a text that was written without what receipts begin with, told apart from words that pass its check by chance.

use crate::domain::receipt::{RECEIPT_CHARS, Receipt};

/// The words of a receipt go at least so often from letters to digits or back, but of one in a thousand.
pub(super) const LEAST_TURNS: usize = 2;

/// Whether a receipt stands in `folded` without what it begins with. Words pass its check once in some thousand times, so it
/// has to begin and end where words do, and to go from letters to digits and back within them as words do not.
pub(super) fn holds_secret(folded: &str) -> bool {
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_one = |from: usize| {
        let (mut secret, mut turned, mut spelt) = (String::new(), 0, true);
        for word in words.iter().skip(from) {
            secret.push_str(word);
            turned += turns(word);
            spelt &= word.len() == 1;
            if secret.len() >= RECEIPT_CHARS {
                break;
            }
        }
        secret.len() == RECEIPT_CHARS
            && (turned >= LEAST_TURNS || spelt)
            && Receipt::parse(&format!("LC1{secret}")).is_some()
    };
    (0..words.len()).any(is_one)
}

/// How often a word goes from letters to digits or back.
pub(super) fn turns(word: &str) -> usize {
    let digits: Vec<bool> = word.chars().map(|c| c.is_ascii_digit()).collect();
    digits.windows(2).filter(|pair| pair.first() != pair.last()).count()
}
