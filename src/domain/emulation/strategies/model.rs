//! The people of the simulation: what is assumed, not measured, of units, reporters and inspectors.

use super::super::matters::{Finding, Stratum};
use super::lives::Word;
use super::random::{ALL, Random};

/// The matters a quarter of the twelve units, from the smallest to the largest.
pub(super) const SIZES: [u32; 12] = [6, 9, 13, 19, 28, 41, 60, 88, 128, 187, 274, 400];
/// Quarters a year.
pub(super) const QUARTERS: u32 = 4;

/// Shares in ten-thousandths.
pub(super) const ANCHORED: u32 = 6_000;
/// Requests for explanation, which alone of what is played can be extended.
const REQUESTS: u32 = 3_000;
/// What is another unit's to answer, so that the end is right.
const STRAY: u32 = 400;
/// What reporters take back without being asked to.
const TAKEN_BACK: u32 = 200;
/// Working days within which an honest unit answers, each as likely.
const DAYS: u32 = 10;
/// A pressed reporter gives way.
const GIVES_WAY: u32 = 5_000;
/// An inspector grants a merge, or a dispute of competence, that is none.
const WRONGLY_GRANTED: u32 = 1_000;
/// A groundless refusal is objected to.
const REFUSAL_OBJECTED: u32 = 4_000;
/// A right answer or end fails, before and after the objection of the unit mends four of five.
const FAILED: u32 = 300 / 5;
/// What passes an inspector.
const EMPTY_PASSES: u32 = 500;
const POOR_PASSES: u32 = 1_500;
const GROUNDLESS_MOVE_PASSES: u32 = 1_500;
const PRESSED_PASSES: u32 = 4_000;
/// What a call to who confirmed finds.
const FRIEND_FOUND: u32 = 5_000;
const INVENTED_FOUND: u32 = 9_500;
/// Of a cluster that was found so much is left out.
const LEFT_OUT: u32 = 9_000;
/// The most that a flood of shams makes late of what would have been in time.
const OVERLOAD: u32 = 750;

/// How a unit works, in ten-thousandths.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ability {
    pub(super) on_time: u32,
    pub(super) quality: u32,
}

impl Ability {
    pub(super) fn drawn(random: &mut Random) -> Self {
        let on_time = 7_000 + random.below(2_501);
        Self { on_time, quality: 8_200 + random.below(1_501) }
    }
}

/// What a report is for its unit before anybody does anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lot {
    /// Another unit's to answer.
    Stray,
    TakenBack,
    Late,
    Poor,
    Good,
}

/// Everything of one report that chance decides, the same for both twins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fate {
    pub(super) anchored: bool,
    pub(super) request: bool,
    pub(super) lot: Lot,
    /// Working days that are left when an honest unit answers.
    pub(super) left: u8,
    /// What the reporter would say.
    pub(super) word: u32,
    /// Whether the trick is done to this one.
    pub(super) choice: u32,
    /// Whether an answer that is given late or after an extension is a good one.
    pub(super) well: bool,
    pub(super) gives_way: u32,
    pub(super) granted: u32,
    pub(super) overload: u32,
    pub(super) left_out: u32,
    /// What the inspector rolls.
    pub(super) found: u32,
}

impl Fate {
    /// `key` names seed, year, unit, quarter and matter; `luck` is another one for the honest twin that is drawn again.
    pub(super) fn of(key: &[u64], luck: u64, ability: Ability) -> Self {
        let mut random = Random::of(key);
        let anchored = random.roll() < ANCHORED;
        let request = random.roll() < REQUESTS;
        let lot = match random.roll() {
            roll if roll < STRAY => Lot::Stray,
            roll if roll < STRAY + TAKEN_BACK => Lot::TakenBack,
            _ => Lot::Good,
        };
        let (time, quality) = (random.roll(), random.roll());
        let well = quality < ability.quality;
        let lot = match lot {
            Lot::Good if time >= ability.on_time => Lot::Late,
            Lot::Good if !well => Lot::Poor,
            other => other,
        };
        let left = u8::try_from(random.below(DAYS)).unwrap_or(0);
        let [word, choice, gives_way, granted, overload, left_out] =
            [(); 6].map(|()| random.roll());
        let found = Random::of(&[random.next(), luck]).roll();
        Self {
            anchored,
            request,
            lot,
            left,
            word,
            choice,
            well,
            gives_way,
            granted,
            overload,
            left_out,
            found,
        }
    }

    pub(super) const fn gives_way(&self) -> bool {
        self.gives_way < GIVES_WAY
    }

    pub(super) const fn is_granted(&self) -> bool {
        self.granted < WRONGLY_GRANTED
    }

    /// Whether `shams` among `size` of a quarter make it late.
    pub(super) const fn is_overloaded(&self, shams: u32, size: u32) -> bool {
        let most = if shams < size { shams } else { size };
        self.overload * size < OVERLOAD * most
    }

    pub(super) const fn is_left_out(&self) -> bool {
        self.left_out < LEFT_OUT
    }
}

/// What a matter is in truth, which only the inspector who looks finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    Good,
    Poor,
    Empty,
    /// Answered after an act that moved the day and had no ground.
    Moved {
        well: bool,
    },
    RightEnd,
    WrongEnd,
    Pressed,
    /// Filed by a friend of the unit with a name and a telephone, and answered well.
    Friend,
    /// Filed with the telephone of nobody.
    Invented,
    /// Filed against the unit, and rightly answered as unfounded.
    Sham,
}

impl Truth {
    /// What the reporter says, by a `roll`.
    pub(super) const fn word(self, roll: u32) -> Word {
        let (confirmed, objected) = match self {
            Self::Good | Self::Moved { well: true } => (3_500, 500),
            Self::Poor | Self::Moved { well: false } => (800, 3_000),
            Self::Empty => (300, 4_000),
            Self::RightEnd | Self::Pressed => (0, 0),
            Self::WrongEnd => (0, REFUSAL_OBJECTED),
            Self::Friend | Self::Invented => (ALL, 0),
            Self::Sham => (0, 6_000),
        };
        if roll < confirmed {
            Word::Confirms
        } else if roll < confirmed + objected {
            Word::Objects
        } else {
            Word::Silent
        }
    }

    /// What an inspector finds of it in `stratum`, by a `roll`.
    pub(super) const fn found(self, stratum: Stratum, roll: u32) -> Finding {
        match (stratum, self) {
            (Stratum::Confirmed, Self::Friend) if roll < FRIEND_FOUND => Finding::NeverFiled,
            (Stratum::Confirmed, Self::Invented) if roll < INVENTED_FOUND => Finding::NeverFiled,
            (Stratum::Confirmed, _) => Finding::Known,
            (_, Self::RightEnd) if roll < FAILED => Finding::GoodFaith,
            (_, Self::RightEnd) => Finding::Upheld,
            (_, Self::WrongEnd) if roll < EMPTY_PASSES => Finding::Upheld,
            (_, Self::Pressed) if roll < PRESSED_PASSES => Finding::Upheld,
            (_, Self::WrongEnd | Self::Pressed) => Finding::Groundless,
            (_, Self::Moved { well }) if roll < GROUNDLESS_MOVE_PASSES => {
                if well {
                    Finding::Stands
                } else {
                    Finding::Lacking
                }
            }
            (_, Self::Empty) if roll < EMPTY_PASSES => Finding::Stands,
            (_, Self::Empty | Self::Moved { .. }) => Finding::Empty,
            (_, Self::Poor) if roll < POOR_PASSES => Finding::Stands,
            (_, Self::Poor) => Finding::Lacking,
            (_, Self::Good | Self::Friend | Self::Invented | Self::Sham) => {
                if roll < FAILED {
                    Finding::Lacking
                } else {
                    Finding::Stands
                }
            }
        }
    }
}

/// How likely so many reports of one mind are seen to be a cluster, in ten-thousandths.
pub(super) const fn flagged(matters: u32) -> u32 {
    match matters {
        240.. => 9_000,
        50.. => 6_000,
        20.. => 3_000,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_finding_of_an_inspector_is_one_of_the_stratum() {
        let answers = [Truth::Good, Truth::Poor, Truth::Empty, Truth::Moved { well: true }];
        let ends = [Truth::RightEnd, Truth::WrongEnd, Truth::Pressed];
        for roll in (0..ALL).step_by(50) {
            for stratum in [Stratum::Plain, Stratum::Risky, Stratum::Contested] {
                for truth in answers {
                    assert!(Finding::of(stratum).contains(&truth.found(stratum, roll)));
                }
            }
            for stratum in [Stratum::Ended, Stratum::Contested] {
                for truth in ends {
                    assert!(Finding::of(stratum).contains(&truth.found(stratum, roll)));
                }
            }
            let known = Truth::Friend.found(Stratum::Confirmed, roll);
            assert!(Finding::of(Stratum::Confirmed).contains(&known));
        }
    }
}
