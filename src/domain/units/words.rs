//! The words of units' names as people write them: short, with stops and without diacritics.

use crate::domain::text::fold;

/// What people write short in names of units, with a full stop or without, and the words it stands for.
const SHORT: [(&str, &str, bool); 12] = [
    ("ubnd", "uy ban nhan dan", true),
    ("hdnd", "hoi dong nhan dan", true),
    ("ub", "uy ban", true),
    ("vp", "van phong", true),
    ("tp", "thanh pho", true),
    ("tx", "thi xa", true),
    ("tt", "thi tran", true),
    ("kkt", "khu kinh te", true),
    // One letter is a word of its own elsewhere.
    ("p", "phuong", false),
    ("q", "quan", false),
    ("h", "huyen", false),
    ("x", "xa", false),
];

/// The words of a unit's name as they are searched for: folded, and what is written short in full.
pub fn unit_words(text: &str) -> String {
    let folded = fold(text);
    let mut words = Vec::new();
    for word in folded.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)) {
        let (head, rest) =
            word.split_once('.').map_or((word, None), |(head, rest)| (head, Some(rest)));
        let long =
            SHORT.iter().find(|(short, _, bare)| *short == head && (*bare || rest.is_some()));
        match long {
            Some((_, long, _)) => {
                words.push(*long);
                words.extend(rest.filter(|rest| !rest.is_empty()));
            }
            None => words.push(word),
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::unit_words;

    #[test]
    fn what_is_written_short_in_a_name_is_found_in_full() {
        for (typed, words) in [
            ("UBND TP. Tây Ninh", "uy ban nhan dan thanh pho tay ninh"),
            ("ubnd tp.Tây Ninh", "uy ban nhan dan thanh pho tay ninh"),
            ("UBND TP Tây Ninh", "uy ban nhan dan thanh pho tay ninh"),
            ("Uỷ ban nhân dân thành phố Tây Ninh", "uy ban nhan dan thanh pho tay ninh"),
            ("UBND P. 1", "uy ban nhan dan phuong 1"),
            ("UBND P.Hiệp Ninh", "uy ban nhan dan phuong hiep ninh"),
            ("H. Dương Minh Châu", "huyen duong minh chau"),
            ("X. Phan, TT. Tân Châu", "xa phan thi tran tan chau"),
            // A code is one word, and a letter without a stop is one.
            ("H53.05", "h53.05"),
            ("Tổ P", "to p"),
            (" . – ?", ""),
        ] {
            assert_eq!(unit_words(typed), words, "{typed}");
        }
    }
}
