//! Folding: of what waits for one unit, what a later mail has overtaken goes, and many become one with counts.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Facts, MOST_SINGLE, Tally, Template};
use crate::domain::time::{Day, Instant};

/// A mail that waits for a unit.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What it says, if that can be read.
    pub template: Option<Template>,
    /// Its key, which names the duty, the letter or the recommendation it is about.
    pub dedup_key: String,
    /// What it may say.
    pub facts: Facts,
    /// Since when it is owed.
    pub owed_at: Instant,
    /// Whether it is about what its recipient owes itself.
    pub own: bool,
}

/// What a reminder is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminded {
    /// A duty of a case.
    Duty,
    /// An urging letter.
    Letter,
    /// A recommendation.
    Recommendation,
}

/// What becomes of the mails that wait, by their places.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// These go out one by one.
    pub single: Vec<usize>,
    /// A later one says more, or what they remind of is done.
    pub dropped: Vec<usize>,
    /// These are told together, by this digest.
    pub digests: Vec<(Template, Vec<usize>)>,
}

impl Template {
    /// The digest that can take its place, where the mail is about what its recipient owes itself (`own`) or others
    /// do; none where every single one has to be read.
    pub const fn digest(self, own: bool) -> Option<Self> {
        match self {
            Self::UrgingMissed if own => Some(Self::UnitDigest),
            Self::UnitRouted
            | Self::UnitForwarded
            | Self::UnitNews
            | Self::UnitHalf
            | Self::UnitDueSoon
            | Self::UnitOneDay
            | Self::UnitDueToday
            | Self::UnitMissed
            | Self::RecommendationDue
            | Self::UrgingDue
            | Self::UnitDigest => Some(Self::UnitDigest),
            Self::LeaderOverdue
            | Self::SuperiorOverdue
            | Self::InspectorateOverdue
            | Self::RecommendationOverdue
            | Self::UrgingMissed
            | Self::OverdueDigest => Some(Self::OverdueDigest),
            Self::Tripwire | Self::TripwireDigest => Some(Self::TripwireDigest),
            Self::UnitRecommended | Self::RecommendationDone | Self::RecommendationDigest => {
                Some(Self::RecommendationDigest)
            }
            _ => None,
        }
    }
}

impl Waiting {
    /// What a reminder is about, by id. Tips that wait are one matter for whoever they wait for.
    pub fn matter(&self) -> Option<Uuid> {
        self.nearness()?;
        self.dedup_key.split(':').find_map(|part| Uuid::parse_str(part).ok())
    }

    /// How near the last day is that it tells of: of two of one moment the nearer overtakes.
    const fn nearness(&self) -> Option<u8> {
        match self.template {
            Some(
                Template::UnitHalf
                | Template::RecommendationDue
                | Template::UrgingDue
                | Template::InspectorateDigest,
            ) => Some(0),
            Some(Template::UnitDueSoon) => Some(1),
            Some(Template::UnitOneDay) => Some(2),
            Some(Template::UnitDueToday) => Some(3),
            Some(Template::UnitMissed) => Some(4),
            Some(Template::UrgingMissed) if self.own => Some(4),
            _ => None,
        }
    }

    /// What it reminds of before its last day is over, if it does.
    pub const fn reminds_of(&self) -> Option<Reminded> {
        match self.template {
            Some(
                Template::UnitHalf
                | Template::UnitDueSoon
                | Template::UnitOneDay
                | Template::UnitDueToday,
            ) => Some(Reminded::Duty),
            Some(Template::UrgingDue) => Some(Reminded::Letter),
            Some(Template::RecommendationDue) => Some(Reminded::Recommendation),
            _ => None,
        }
    }

    /// What a digest of the units' own duties says of it.
    fn tally(&self) -> Tally {
        let mut tally = self.facts.tally.unwrap_or_default();
        match self.template {
            Some(Template::UnitRouted | Template::UnitForwarded) => tally.fresh += 1,
            Some(Template::UnitNews) => tally.news += 1,
            Some(Template::UnitDueToday) => tally.today += 1,
            Some(Template::UnitMissed | Template::UrgingMissed) => tally.late += 1,
            _ => match self.facts.stage {
                Some(stage) => tally.add(stage),
                None => tally.soon += 1,
            },
        }
        tally
    }
}

/// What becomes of the mails that wait for one unit; `open` is what is still to be done, with its last day now: nobody is
/// reminded of what is done, nor of a day that has moved. More than a few of one sort are told together.
pub fn fold(waiting: &[Waiting], open: &BTreeMap<Uuid, Day>) -> Folded {
    let mut dropped = BTreeSet::new();
    let mut newest: BTreeMap<Uuid, usize> = BTreeMap::new();
    for (at, one) in waiting.iter().enumerate() {
        let Some(matter) = one.matter() else { continue };
        let stands = |last: &Day| one.facts.due_on.is_none_or(|told| told == *last);
        if one.reminds_of().is_some() && !open.get(&matter).is_some_and(stands) {
            dropped.insert(at);
            continue;
        }
        let rank = |one: &Waiting| (one.owed_at, one.nearness());
        match newest.get(&matter) {
            Some(other) if waiting.get(*other).is_some_and(|other| rank(other) > rank(one)) => {
                dropped.insert(at);
            }
            _ => dropped.extend(newest.insert(matter, at)),
        }
    }
    let mut folded = Folded::default();
    let mut sorts: BTreeMap<&'static str, (Template, Vec<usize>)> = BTreeMap::new();
    for (at, one) in waiting.iter().enumerate().filter(|(at, _)| !dropped.contains(at)) {
        match one.template.and_then(|it| it.digest(one.own)) {
            Some(digest) => {
                sorts.entry(digest.as_str()).or_insert((digest, Vec::new())).1.push(at);
            }
            None => folded.single.push(at),
        }
    }
    for (digest, places) in sorts.into_values() {
        if places.len() > MOST_SINGLE {
            folded.digests.push((digest, places));
        } else {
            folded.single.extend(places);
        }
    }
    folded.single.sort_unstable();
    folded.dropped = dropped.into_iter().collect();
    folded
}

/// What the digest says that stands for these.
pub fn facts<'a>(digest: Template, told: impl Iterator<Item = &'a Waiting>) -> Facts {
    let (mut tally, mut count) = (Tally::default(), 0);
    for one in told {
        tally.join(one.tally());
        count += one.facts.count.unwrap_or(1);
    }
    match digest {
        Template::UnitDigest => Facts { tally: Some(tally), ..Facts::default() },
        _ => Facts { count: Some(count), ..Facts::default() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::notice::Stage;

    fn waiting(template: Template, key: &str, hour: i8) -> Waiting {
        Waiting {
            template: Some(template),
            dedup_key: format!("{template}:{key}"),
            facts: Facts::default(),
            owed_at: Instant::at_office_hour(jiff::civil::date(2024, 10, 15), hour),
            own: true,
        }
    }

    fn duty(n: u8) -> Uuid {
        Uuid::from_bytes([n; 16])
    }

    const LAST: Day = jiff::civil::date(2024, 10, 16);

    fn open(all: &[Waiting]) -> BTreeMap<Uuid, Day> {
        all.iter().filter_map(Waiting::matter).map(|matter| (matter, LAST)).collect()
    }

    #[test]
    fn a_reminder_that_a_later_one_of_the_same_duty_has_overtaken_is_dropped() {
        let (one, two) = (duty(1), duty(2));
        let all = [
            waiting(Template::UnitMissed, &one.to_string(), 9),
            waiting(Template::UnitHalf, &format!("{one}:2024-10-14"), 7),
            waiting(Template::UnitDueToday, &format!("{one}:2024-10-14"), 9),
            waiting(Template::UnitDueSoon, &format!("{two}:2024-10-18"), 8),
        ];

        let folded = fold(&all, &open(&all));

        assert_eq!((folded.single, folded.dropped), (vec![0, 3], vec![1, 2]));
    }

    #[test]
    fn nobody_is_reminded_of_a_duty_that_was_done_while_the_mail_waited() {
        let all = [
            waiting(Template::UnitHalf, &format!("{}:2024-10-14", duty(1)), 7),
            waiting(Template::UnitMissed, &duty(2).to_string(), 7),
        ];

        assert_eq!(fold(&all, &BTreeMap::new()).dropped, [0]);
    }

    #[test]
    fn nobody_is_reminded_of_a_day_that_has_moved_nor_of_a_letter_that_is_answered() {
        let due = |template, day| Waiting {
            facts: Facts { due_on: Some(day), ..Facts::default() },
            ..waiting(template, &duty(1).to_string(), 7)
        };
        let moved = [due(Template::UnitDueToday, LAST.yesterday().unwrap())];
        let stands = [due(Template::UnitDueToday, LAST)];
        let letter = [due(Template::UrgingDue, LAST)];

        assert_eq!(fold(&moved, &open(&moved)).dropped, [0]);
        assert_eq!(fold(&stands, &open(&stands)).single, [0]);
        assert_eq!(fold(&letter, &BTreeMap::new()).dropped, [0]);
    }

    #[test]
    fn of_digests_of_tips_the_last_one_says_it_all() {
        let body = duty(9);
        let all = [8, 14].map(|hour| {
            waiting(Template::InspectorateDigest, &format!("{body}:2024-10-15T{hour:02}"), hour)
        });

        assert_eq!(fold(&all, &open(&all)).dropped, [0]);
    }

    #[test]
    fn more_than_five_of_one_sort_become_one_and_what_must_be_read_stays() {
        let mut all: Vec<Waiting> =
            (0..4).map(|n| waiting(Template::UnitRouted, &format!("e{n}"), 8)).collect();
        all.push(waiting(Template::UnitConsulted, "c", 8));
        all.push(waiting(Template::UnitNews, "n", 8));
        all.push(waiting(Template::LeaderOverdue, &format!("{}:2024-10-14", duty(1)), 8));
        all.push(Waiting { template: None, ..waiting(Template::UnitNews, "broken", 8) });

        let folded = fold(&all, &open(&all));
        assert_eq!(folded.single, [0, 1, 2, 3, 4, 5, 6, 7], "five of the one, one of the other");

        all.push(waiting(Template::UnitMissed, &duty(1).to_string(), 8));
        let folded = fold(&all, &open(&all));
        let [(Template::UnitDigest, places)] = &folded.digests[..] else { panic!("{folded:?}") };
        assert_eq!((&places[..], &folded.single[..]), (&[0, 1, 2, 3, 5, 8][..], &[4, 6, 7][..]));
        let said = facts(Template::UnitDigest, places.iter().map(|at| &all[*at])).tally.unwrap();
        assert_eq!(said, Tally { fresh: 4, news: 1, late: 1, ..Tally::default() });
    }

    #[test]
    fn a_digest_counts_where_each_last_day_stands() {
        let of = |stage| Waiting {
            facts: Facts { stage: Some(stage), ..Facts::default() },
            ..waiting(Template::RecommendationDue, "x", 9)
        };
        let all = [
            of(Stage::Today),
            of(Stage::Half),
            waiting(Template::UnitOneDay, "y", 9),
            waiting(Template::UnitDueToday, "z", 9),
        ];

        let said = facts(Template::UnitDigest, all.iter()).tally.unwrap();

        assert_eq!(said, Tally { soon: 2, today: 2, ..Tally::default() });
    }

    #[test]
    fn what_counts_already_is_added_up() {
        let all = [Some(7), None].map(|count| Waiting {
            facts: Facts { count, ..Facts::default() },
            ..waiting(Template::TripwireDigest, "x", 8)
        });

        assert_eq!(facts(Template::TripwireDigest, all.iter()).count, Some(8));
    }
}
