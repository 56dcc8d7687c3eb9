//! Words of money or gifts in a text: what whoever files is asked about, and what only inspectors see. A hint decides nothing.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::codes::codes;
use super::text::fold;

codes! {
    /// What words say of a text.
    HintRole {
        /// Money or a gift is asked for, offered or paid.
        Money => "money",
        /// A sum of money. A sum alone is no hint.
        Sum => "sum",
        /// Money that the law asks for, or that has a receipt: it counts against.
        Fee => "fee",
        /// What follows did not happen.
        Negation => "negation",
        /// What stands before is a condition ("no money, then no paper"): no negation undoes it.
        Condition => "condition",
        /// Words that mean something else than a part of them.
        Nothing => "nothing",
        /// A number in words.
        Number => "number",
        /// Begins another thought.
        Turn => "turn",
    }
}

/// The category to choose instead, and the code of the hint.
pub const MONEY_OR_GIFT: &str = "money_or_gift";
/// So much weight in one sentence is a hint.
pub const THRESHOLD: u16 = 10;
/// What a reporter is told, in Vietnamese.
pub const TOLD_VI: &str =
    "Có vẻ bạn kể về việc đòi tiền. Gửi như tin báo thì cơ quan này không đọc được.";
/// What a reporter is told, in English.
pub const TOLD_EN: &str =
    "You seem to tell of money asked for. Sent as a tip, this body cannot read it.";

/// A number in a pattern, written with digits or in words.
const NUMBER: &str = "#";
/// A sum of money in a pattern, as the patterns of sums say it.
const SUM: &str = "$";
/// Up to [`WIDEST_GAP`] words in a pattern, whatever they are.
const GAP: &str = "..";
const WIDEST_GAP: usize = 3;
/// A negation reaches so many words far.
const NEGATION_REACHES: usize = 3;

/// Words, and what they say of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HintPattern {
    /// The words with their marks, `#` for a number, `$` for a sum of money, `..` for up to three words.
    pub words: String,
    /// What they say.
    pub role: HintRole,
    /// How much: towards [`THRESHOLD`], or of a fee against it.
    pub weight: u16,
    /// Whether they mean it only where they are typed with their marks ("vòi", not "voi", which is mostly "với").
    pub marked: bool,
}

/// The patterns, as a text is held against them.
#[derive(Debug, Default)]
pub struct Hints {
    patterns: Vec<Pattern>,
    /// By the first word.
    first: BTreeMap<String, Vec<usize>>,
}

/// A word as it is compared: two typists may differ in case, in the order of marks and between hỏi and ngã, which sound
/// alike in the south.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    plain: String,
    marks: String,
}

#[derive(Debug)]
struct Pattern {
    words: Vec<Word>,
    role: HintRole,
    weight: u16,
    marked: bool,
}

/// What a clause holds: a pattern, and the words it takes.
struct Found {
    pattern: usize,
    from: usize,
    to: usize,
}

/// Words between two signs, and whether a sentence ends behind them.
type Clause = (Vec<Word>, bool);

impl Hints {
    /// Makes `patterns` ready for comparing.
    pub fn new(patterns: &[HintPattern]) -> Self {
        let mut hints = Self::default();
        for one in patterns {
            let words: Vec<Word> = one.words.split_whitespace().flat_map(pattern_words).collect();
            let Some(first) = words.first() else { continue };
            hints.first.entry(first.plain.clone()).or_default().push(hints.patterns.len());
            let HintPattern { role, weight, marked, .. } = *one;
            hints.patterns.push(Pattern { words, role, weight, marked });
        }
        hints
    }

    /// How much its strongest sentence speaks of money or a gift; none below [`THRESHOLD`].
    pub fn weight(&self, text: &str) -> Option<u16> {
        let (mut strongest, mut sentence) = (0, Vec::new());
        for (words, ends) in clauses(text) {
            sentence.push(words);
            if ends {
                strongest = strongest.max(self.of_sentence(&sentence));
                sentence.clear();
            }
        }
        Some(strongest.max(self.of_sentence(&sentence))).filter(|weight| *weight >= THRESHOLD)
    }

    /// The weight of one sentence: each pattern counts once, sums once together.
    fn of_sentence(&self, clauses: &[Vec<Word>]) -> u16 {
        let (all, marked) = clauses.iter().flatten().fold((0, 0), |(all, marked), word| {
            (all + 1, marked + usize::from(!word.marks.is_empty()))
        });
        // Three words of four bear a mark where marks are typed.
        let marked = marked * 4 >= all;
        let (mut weight, mut counted) = (0_u16, BTreeSet::new());
        for clause in clauses {
            for words in self.thoughts(clause, marked) {
                weight = weight.saturating_add(self.of_thought(&words, marked, &mut counted));
            }
        }
        weight
    }

    /// `clause` with its numbers and sums told as such, parted where another thought begins.
    fn thoughts(&self, clause: &[Word], marked: bool) -> Vec<Vec<Word>> {
        let numbers = self.rewritten(clause, marked, HintRole::Number, NUMBER);
        let sums = self.rewritten(&numbers, marked, HintRole::Sum, SUM);
        let turns = self.found(&sums, marked, |role| role == HintRole::Turn);
        let (mut parts, mut from) = (Vec::new(), 0);
        for turn in turns {
            parts.push(sums.iter().take(turn.from).skip(from).cloned().collect());
            from = turn.to;
        }
        parts.push(sums.into_iter().skip(from).collect());
        parts
    }

    /// The same words with one `sign` for each piece that the patterns of `role` find.
    fn rewritten(&self, words: &[Word], marked: bool, role: HintRole, sign: &str) -> Vec<Word> {
        let mut made: Vec<Word> = Vec::with_capacity(words.len());
        let mut next = 0;
        let pieces = self.found(words, marked, |of| of == role || of == HintRole::Nothing);
        for piece in pieces.iter().filter(|piece| self.role(piece) == Some(role)) {
            made.extend(words.iter().take(piece.from).skip(next).cloned());
            if made.last().is_none_or(|last| last.plain != sign) {
                made.push(Word::sign(sign));
            }
            next = piece.to;
        }
        made.extend(words.iter().skip(next).cloned());
        made
    }

    fn of_thought(&self, words: &[Word], marked: bool, counted: &mut BTreeSet<usize>) -> u16 {
        let all = self.found(words, marked, |role| !matches!(role, HintRole::Number));
        let of = |role: HintRole| all.iter().filter(move |one| self.role(one) == Some(role));
        let fee = of(HintRole::Fee).filter_map(|one| self.patterns.get(one.pattern));
        let fee = fee.map(|pattern| pattern.weight).max();
        let mut weight = 0_u16;
        for one in &all {
            let Some(pattern) = self.patterns.get(one.pattern) else { continue };
            let counts = match pattern.role {
                HintRole::Money => true,
                HintRole::Sum => fee.is_none(),
                _ => false,
            };
            let near = |no: &&Found| no.to <= one.from && one.from - no.to < NEGATION_REACHES;
            let denied = of(HintRole::Negation).any(|no| near(&no))
                && !of(HintRole::Condition).any(|then| then.from >= one.to);
            // All sums are one.
            let key = if pattern.role == HintRole::Sum { usize::MAX } else { one.pattern };
            if counts && !denied && counted.insert(key) {
                weight = weight.saturating_add(pattern.weight);
            }
        }
        weight.saturating_sub(fee.unwrap_or(0))
    }

    fn role(&self, found: &Found) -> Option<HintRole> {
        self.patterns.get(found.pattern).map(|pattern| pattern.role)
    }

    /// What stands in `words` of the roles that are `wanted`, from left to right: the longest piece at each place.
    fn found(&self, words: &[Word], marked: bool, wanted: impl Fn(HintRole) -> bool) -> Vec<Found> {
        let (mut all, mut from) = (Vec::new(), 0);
        while let Some(word) = words.get(from) {
            let rest = words.get(from..).unwrap_or_default();
            let longest = self
                .first
                .get(&word.plain)
                .into_iter()
                .flatten()
                .filter_map(|index| Some((*index, self.patterns.get(*index)?)))
                .filter(|(_, pattern)| wanted(pattern.role) && (marked || !pattern.marked))
                .filter_map(|(index, pattern)| {
                    let taken = taken(&pattern.words, rest, marked)?;
                    Some((taken, pattern.weight, index))
                })
                .max();
            if let Some((taken, _, pattern)) = longest {
                all.push(Found { pattern, from, to: from + taken });
                from += taken.max(1);
            } else {
                from += 1;
            }
        }
        all
    }
}

impl Word {
    fn sign(sign: &str) -> Self {
        Self { plain: sign.to_owned(), marks: String::new() }
    }

    fn of(typed: &str) -> Self {
        let mut marks: Vec<char> = typed
            .nfd()
            .flat_map(char::to_lowercase)
            .filter_map(|c| match c {
                'đ' | 'ð' | 'ɖ' => Some('đ'),
                // Ngã for hỏi.
                '\u{309}' => Some('\u{303}'),
                c => is_combining_mark(c).then_some(c),
            })
            .collect();
        marks.sort_unstable();
        Self { plain: fold(typed), marks: marks.into_iter().collect() }
    }

    fn is(&self, other: &Self, marked: bool) -> bool {
        self.plain == other.plain && (!marked || self.marks == other.marks)
    }
}

fn pattern_words(word: &str) -> Vec<Word> {
    match word {
        NUMBER | SUM | GAP => vec![Word::sign(word)],
        _ => clauses(word).into_iter().flat_map(|(words, _)| words).collect(),
    }
}

/// How many of `words` the pattern takes from the first on; none where it does not fit.
fn taken(pattern: &[Word], words: &[Word], marked: bool) -> Option<usize> {
    let Some((head, rest)) = pattern.split_first() else { return Some(0) };
    if head.plain == GAP {
        return (0..=WIDEST_GAP.min(words.len())).find_map(|gap| {
            let behind = words.get(gap..)?;
            taken(rest, behind, marked).map(|more| gap + more)
        });
    }
    let (word, behind) = words.split_first()?;
    if !head.is(word, marked) {
        return None;
    }
    taken(rest, behind, marked).map(|more| more + 1)
}

/// The words of `text` between its signs. A number is one word whatever parts its digits, and letters that stick to it
/// ("200k", "2tr5") are words of their own.
fn clauses(text: &str) -> Vec<Clause> {
    let text: Vec<char> = text.nfkc().collect();
    let digit =
        |at: Option<usize>| at.and_then(|at| text.get(at)).is_some_and(char::is_ascii_digit);
    let (mut all, mut words, mut typed) = (Vec::<Clause>::new(), Vec::new(), String::new());
    for (at, sign) in text.iter().copied().enumerate() {
        let before = at.checked_sub(1);
        let parts_digits = matches!(sign, '.' | ',') && digit(before) && digit(Some(at + 1));
        if parts_digits {
            continue;
        }
        let is_letter = sign.is_alphanumeric() || is_combining_mark(sign);
        let last_is_digit = typed.chars().last().is_some_and(|c| c.is_ascii_digit());
        let other_sort = !typed.is_empty() && last_is_digit != sign.is_ascii_digit();
        if (!is_letter || other_sort) && !typed.is_empty() {
            words.push(word(&std::mem::take(&mut typed)));
        }
        if is_letter {
            typed.push(sign);
            continue;
        }
        let ends = matches!(sign, '.' | '!' | '?' | '\n' | '…');
        if (ends || matches!(sign, ',' | ';' | ':' | '(' | ')')) && !words.is_empty() {
            all.push((std::mem::take(&mut words), ends));
        } else if ends && let Some((_, last)) = all.last_mut() {
            *last = true;
        }
    }
    if !typed.is_empty() {
        words.push(word(&typed));
    }
    all.push((words, true));
    all
}

fn word(typed: &str) -> Word {
    let is_number = typed.chars().all(|c| c.is_ascii_digit());
    if is_number { Word::sign(NUMBER) } else { Word::of(typed) }
}

#[cfg(test)]
mod tests;
