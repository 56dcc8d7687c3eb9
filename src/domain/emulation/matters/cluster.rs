//! Which reports of one unit look as if one hand had written them: alike in their words and filed one after the other. It
//! proves nothing; an inspector looks. Nothing is kept of where a report came from.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::domain::text::fold;
use crate::domain::time::Instant;

/// Two that were filed further apart are not held against each other, in microseconds: two hours.
const APART: i64 = 2 * 3_600 * 1_000_000;
/// Two are alike where so many of a hundred of all their pairs of words are in both.
const ALIKE: usize = 60;
/// What has fewer pairs of words says too little to be told apart from an ordinary report.
const LEAST_PAIRS: usize = 8;
/// Fewer than so many are no cluster: neighbours tell of the same morning too.
const LEAST: usize = 3;

/// What of a report is compared: when it was filed, and its pairs of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    at: Instant,
    pairs: BTreeSet<u64>,
}

impl Shape {
    /// The shape of a report with this `text`, filed `at` this moment.
    pub fn of(at: Instant, text: &str) -> Self {
        let folded = fold(text);
        // Figures differ where a text is copied: a day, a number of a dossier.
        let apart = |c: char| !c.is_alphabetic();
        let words: Vec<&str> = folded.split(apart).filter(|word| !word.is_empty()).collect();
        let pairs = words.windows(2).map(|pair| print(&pair.join(" ")));
        Self { at, pairs: pairs.collect() }
    }

    fn is_like(&self, other: &Self) -> bool {
        let both = self.pairs.intersection(&other.pairs).count();
        let all = self.pairs.len() + other.pairs.len() - both;
        both >= LEAST_PAIRS && 100 * both >= ALIKE * all
    }
}

/// The cluster of each of these reports of one unit, from 1 in the order in which they were filed; none for what is in none.
pub fn clusters(shapes: &[Shape]) -> Vec<Option<usize>> {
    let mut by_time: Vec<(usize, &Shape)> = shapes.iter().enumerate().collect();
    by_time.sort_by_key(|(at, shape)| (shape.at, *at));
    // Of each, the first that it is joined to; a later one points to an earlier one.
    let mut first: Vec<usize> = (0..by_time.len()).collect();
    for (later, (_, shape)) in by_time.iter().enumerate() {
        for (earlier, (_, other)) in by_time.iter().enumerate().take(later).rev() {
            if shape.at.micros() - other.at.micros() > APART {
                break;
            }
            let (one, two) = (root(&first, earlier), root(&first, later));
            if one != two
                && shape.is_like(other)
                && let Some(place) = first.get_mut(one.max(two))
            {
                *place = one.min(two);
            }
        }
    }
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, (at, _)) in by_time.iter().enumerate() {
        members.entry(root(&first, place)).or_default().push(*at);
    }
    let mut found = vec![None; shapes.len()];
    for (n, of) in (1..).zip(members.into_values().filter(|of| of.len() >= LEAST)) {
        for at in of {
            if let Some(place) = found.get_mut(at) {
                *place = Some(n);
            }
        }
    }
    found
}

fn root(first: &[usize], mut at: usize) -> usize {
    while let Some(up) = first.get(at).filter(|up| **up != at) {
        at = *up;
    }
    at
}

/// The same number for the same words on every machine.
fn print(text: &str) -> u64 {
    let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
    hash.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Day;

    const DAY: Day = jiff::civil::date(2024, 9, 4);

    fn at(minute: i64, text: &str) -> Shape {
        Shape::of(Instant::at_office_hour(DAY, 8).plus_seconds(60 * minute), text)
    }

    fn copied(minute: i64, n: i64, who: &str) -> Shape {
        let text = format!(
            "Tôi là {who}, nộp hồ sơ số {n} ngày {n}/8, cán bộ hướng dẫn tận tình, trả kết quả sớm hơn hẹn, \
             người dân chúng tôi rất hài lòng và mong đơn vị tiếp tục phát huy tinh thần phục vụ."
        );
        at(minute, &text)
    }

    #[test]
    fn a_text_that_many_copy_with_their_own_names_is_one_cluster() {
        let names = ["Trần Thử", "Lê Văn Mẫu", "Phạm Thị Giả"];
        let shapes: Vec<_> =
            (0..).zip(names).map(|(n, who)| copied(20 * n, 100 + n, who)).collect();
        assert_eq!(clusters(&shapes), [Some(1), Some(1), Some(1)]);
        let shouted = at(
            70,
            "NỘP HỒ SƠ, cán bộ hướng dẫn tận tình; trả kết quả sớm hơn hẹn. Người dân chúng tôi rất hài lòng, \
             và mong đơn vị tiếp tục phát huy tinh thần phục vụ!",
        );
        let more: Vec<_> = shapes.into_iter().chain([shouted]).collect();
        assert_eq!(clusters(&more), [Some(1); 4], "whatever signs part the words");
    }

    #[test]
    fn ordinary_reports_on_the_same_matter_are_none() {
        let texts = [
            "Tôi nộp hồ sơ đổi sổ đỏ từ tháng bảy, hẹn trả ngày 20/8 mà đến nay chưa có kết quả, hỏi thì cán bộ bảo chờ.",
            "Hồ sơ cấp giấy chứng nhận quyền sử dụng đất của gia đình tôi đã quá hẹn hai tuần, không ai gọi điện xin lỗi.",
            "Đề nghị cho biết vì sao hồ sơ tách thửa của mẹ tôi trễ hẹn trả kết quả, phiếu hẹn ghi ngày 15/8.",
            "Cán bộ ở quầy số ba bắt tôi đi lại bốn lần để bổ sung giấy tờ cho hồ sơ đất đai, mỗi lần nói một kiểu.",
            "Chưa có kết quả hồ sơ đất đai dù đã quá ngày hẹn trả, tôi gọi tổng đài thì không ai nghe máy.",
            "Hồ sơ đất của tôi trễ hẹn, cán bộ nói do lãnh đạo đi công tác nên chưa ký được, xin cho biết khi nào có.",
        ];
        let shapes: Vec<_> = (0..).zip(texts).map(|(minute, text)| at(minute, text)).collect();
        assert_eq!(clusters(&shapes), [None; 6]);
    }

    #[test]
    fn short_words_prove_nothing_and_two_are_not_many() {
        let short: Vec<_> = (0..9).map(|minute| at(minute, "Hồ sơ của tôi trễ hẹn.")).collect();
        assert_eq!(clusters(&short), [None; 9]);
        assert_eq!(clusters(&[copied(0, 1, "Trần Thử"), copied(1, 2, "Trần Thử")]), [None, None]);
        assert_eq!(clusters(&[]), []);
    }

    #[test]
    fn the_same_words_hours_apart_are_none_and_a_chain_of_short_steps_is_one() {
        let days: Vec<_> = (0..5).map(|n| copied(121 * n, n, "Trần Thử")).collect();
        assert_eq!(clusters(&days), [None; 5]);
        let chain: Vec<_> = (0..5).map(|n| copied(119 * n, n, "Trần Thử")).collect();
        assert_eq!(clusters(&chain), [Some(1); 5]);
    }

    #[test]
    fn clusters_are_numbered_as_they_were_filed_whatever_order_the_list_has() {
        let other = |minute| {
            at(
                minute,
                "Đơn vị này lúc nào cũng gây khó dễ, đòi tiền bồi dưỡng rồi mới nhận hồ sơ, dân chúng tôi bức xúc lắm.",
            )
        };
        let mut shapes = vec![other(0), other(9), other(5)];
        shapes.extend((10..13).map(|n| copied(n, n, "Lê Mẫu")));
        assert_eq!(clusters(&shapes), [1, 1, 1, 2, 2, 2].map(Some));
        shapes.reverse();
        assert_eq!(clusters(&shapes), [2, 2, 2, 1, 1, 1].map(Some));
    }
}
