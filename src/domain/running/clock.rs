//! Whether the wall clock can be believed: by one that disagrees with what is remembered nothing is done that cannot
//! be undone (misses, lapses, closings, reminders).

use std::time::Duration;

use crate::domain::codes::codes;
use crate::domain::time::Instant;

/// A clock that is further ahead than this of what is remembered is in doubt, in seconds.
const AHEAD: i64 = 2 * 3600;
/// One that is further behind is too.
const BEHIND: i64 = 120;
/// A longer pause before the start of a process is not taken for a night or a weekend.
const LONGEST_PAUSE: i64 = 72 * 3600;
/// How long a clock that may be right is watched before it is believed.
const WATCHED: Duration = Duration::from_mins(15);
/// The database's own clock agrees within this.
const AGREES: i64 = 120;

codes! {
    /// How the wall clock stands to what is remembered.
    ClockState {
        /// It can be believed.
        Agrees => "agrees",
        /// It may be right after a pause or a small step back, and is watched for a quarter of an hour.
        Waits => "waits",
        /// It is ahead of what is remembered by more than anything explains.
        Ahead => "ahead",
        /// It is behind what is remembered.
        Behind => "behind",
    }
}

/// What is remembered of the time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Memory {
    /// When the newest event was recorded.
    pub newest_event: Option<Instant>,
    /// The latest moment that a process believed and noted.
    pub last_mark: Option<Instant>,
    /// When somebody last said that the clock is right.
    pub accepted: Option<Accepted>,
    /// The clock of the database's machine, where that is another one than this.
    pub database: Option<Instant>,
}

/// Somebody's word that the clock is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// What it showed then.
    pub at: Instant,
    /// The newest event then: what was recorded by a wrong clock up to it says nothing any more.
    pub over: Option<Instant>,
}

/// Watches over the clock of one process.
#[derive(Debug, Default)]
pub struct ClockGuard {
    /// The wall clock when it was last believed, and the time that never jumps then.
    believed: Option<(Instant, Duration)>,
    accepted: Option<Instant>,
    /// The latest mark, of whichever process, and the time that never jumps when it was first seen.
    heard: Option<(Instant, Duration)>,
    /// Another process marks while this one watches.
    contradicted: bool,
    /// Since when a clock is watched that may be right.
    watched: Option<Duration>,
}

impl ClockGuard {
    /// How the clock stands that shows `wall`, where `monotonic` is a time that never jumps.
    pub fn judge(&mut self, wall: Instant, monotonic: Duration, memory: &Memory) -> ClockState {
        let accepted = memory.accepted.map(|accepted| accepted.at);
        if accepted != self.accepted {
            *self = Self { accepted, ..Self::default() };
        }
        let running = self.believed.is_some();
        // Other processes go on marking: time is counted from the moment a mark was heard of.
        if let Some(at) = memory.last_mark.max(accepted)
            && self.heard.is_none_or(|(before, _)| before != at)
        {
            self.contradicted = self.heard.is_some();
            self.heard = Some((at, monotonic));
        }
        let known = self.believed.or(self.heard);
        let known = known.map(|(at, then)| later(at, monotonic.saturating_sub(then)));
        let over = memory.accepted.and_then(|accepted| accepted.over);
        let event = memory.newest_event.filter(|at| over.is_none_or(|over| *at > over));
        // An event that was recorded by a clock in doubt is no witness, for that clock or against another.
        let event = event.filter(|at| known.is_none_or(|known| seconds(known, *at) <= AHEAD));
        let Some(witness) = known.max(event) else { return self.believe(wall, monotonic) };
        let gap = seconds(witness, wall);
        if gap < -BEHIND || event.is_some_and(|event| seconds(event, wall) < -BEHIND) {
            // A small step back undoes nothing: once the wall is past all that is remembered, the clock was fast before.
            let passed = self.heard.is_none_or(|(at, _)| at <= wall);
            if gap < -AHEAD || !passed || event.is_some_and(|event| event > wall) {
                self.watched = None;
                return ClockState::Behind;
            }
        } else if gap <= AHEAD {
            return self.believe(wall, monotonic);
        } else {
            let seconded = memory.database.is_some_and(|at| seconds(at, wall).abs() <= AGREES);
            // A pause is a time in which nobody marked.
            let pause = !running && !self.contradicted && (gap <= LONGEST_PAUSE || seconded);
            if !pause {
                self.watched = None;
                return ClockState::Ahead;
            }
        }
        let since = *self.watched.get_or_insert(monotonic);
        if monotonic.saturating_sub(since) < WATCHED {
            return ClockState::Waits;
        }
        self.believe(wall, monotonic)
    }

    /// Whether the clock has jumped since it was last believed, by the process's own time alone.
    pub fn jumped(&self, wall: Instant, monotonic: Duration) -> bool {
        self.believed.is_some_and(|(at, then)| {
            let gap = seconds(later(at, monotonic.saturating_sub(then)), wall);
            !(-BEHIND..=AHEAD).contains(&gap)
        })
    }

    /// The latest moment that was believed, here or where the last mark was left: what a mark notes. A process that
    /// never believed its clock hands on what it found.
    pub fn remembers(&self) -> Option<Instant> {
        self.believed.or(self.heard).map(|(at, _)| at)
    }

    fn believe(&mut self, wall: Instant, monotonic: Duration) -> ClockState {
        self.believed = Some((wall, monotonic));
        self.watched = None;
        ClockState::Agrees
    }
}

/// Seconds from one moment to another; negative where the other is before.
fn seconds(from: Instant, to: Instant) -> i64 {
    (to.micros() - from.micros()) / 1_000_000
}

fn later(at: Instant, time: Duration) -> Instant {
    at.plus_seconds(i64::try_from(time.as_secs()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3600;
    const DAY: i64 = 24 * HOUR;

    fn start() -> Instant {
        "2024-10-15T02:00:00Z".parse().unwrap()
    }

    fn mark(at: Instant) -> Memory {
        Memory { last_mark: Some(at), ..Memory::default() }
    }

    /// A process over `memory`, judged at each pair of seconds on the wall and seconds of running.
    fn judged(memory: &Memory, moments: &[(i64, u64)]) -> Vec<&'static str> {
        let mut guard = ClockGuard::default();
        let judge = |(wall, running): &(i64, u64)| {
            let wall = start().plus_seconds(*wall);
            guard.judge(wall, Duration::from_secs(*running), memory).as_str()
        };
        moments.iter().map(judge).collect()
    }

    #[test]
    fn ten_idle_days_never_pause() {
        let idle: Vec<(i64, u64)> =
            (0..=14_400u32).map(|n| (i64::from(n) * 60, u64::from(n) * 60)).collect();

        let states = judged(&mark(start()), &idle);

        assert!(states.iter().all(|state| *state == "agrees"));
    }

    #[test]
    fn a_jump_while_running_is_doubted_at_once_and_until_the_clock_comes_back() {
        let memory = Memory { newest_event: Some(start()), ..mark(start()) };
        let ahead = [(0, 0), (71 * DAY, 60), (71 * DAY + 20 * 60, 21 * 60), (22 * 60, 22 * 60)];
        let behind = [(0, 0), (60 - HOUR, 60), (58 * 60, 60 * 60)];

        assert_eq!(judged(&memory, &ahead), ["agrees", "ahead", "ahead", "agrees"]);
        assert_eq!(judged(&memory, &behind), ["agrees", "behind", "agrees"]);
        assert_eq!(
            judged(&memory, &[(0, 0), (2 * HOUR + 60, 60), (2 * HOUR + 62, 60)]),
            ["agrees", "agrees", "agrees"]
        );
    }

    #[test]
    fn a_pause_before_the_start_is_watched_and_a_long_one_waits_for_somebodys_word() {
        let quarter = 15 * 60;
        let at =
            |gap: i64| judged(&mark(start()), &[(gap, 0), (gap + 899, 899), (gap + 900, quarter)]);

        assert_eq!(at(2 * HOUR), ["agrees"; 3]);
        assert_eq!(at(2 * HOUR + 1), ["waits", "waits", "agrees"]);
        assert_eq!(at(72 * HOUR), ["waits", "waits", "agrees"]);
        assert_eq!(at(72 * HOUR + 1), ["ahead"; 3]);
        assert_eq!(at(-121), ["behind", "waits", "waits"], "once it is past what is remembered");
        assert_eq!(at(-2 * HOUR - 1), ["behind"; 3]);
        assert_eq!(
            judged(&mark(start()), &[(71 * DAY, 0), (60, 60)]),
            ["ahead", "agrees"],
            "right again"
        );
    }

    #[test]
    fn the_clock_of_the_database_may_second_it() {
        let states = |database: i64| {
            let mut guard = ClockGuard::default();
            let mut judge = |running: u64| {
                let at = |days| later(start().plus_seconds(days), Duration::from_secs(running));
                let memory = Memory { database: Some(at(database)), ..mark(start()) };
                guard.judge(at(10 * DAY), Duration::from_secs(running), &memory).as_str()
            };
            [judge(0), judge(900)]
        };

        assert_eq!(states(10 * DAY + 119), ["waits", "agrees"]);
        assert_eq!(states(10 * DAY + 121), ["ahead", "ahead"]);
    }

    #[test]
    fn a_word_that_the_clock_is_right_holds_over_what_a_wrong_one_recorded() {
        let wrong = start().plus_seconds(71 * DAY);
        let memory = Memory { newest_event: Some(wrong), ..Memory::default() };
        let mut guard = ClockGuard::default();
        let mut judge = |wall: i64, running: u64, memory: &Memory| {
            guard.judge(start().plus_seconds(wall), Duration::from_secs(running), memory).as_str()
        };

        let before = judge(60, 0, &memory);
        let accepted = Accepted { at: start().plus_seconds(70), over: Some(wrong) };
        let word =
            Memory { newest_event: Some(wrong), accepted: Some(accepted), ..Memory::default() };
        let after = judge(120, 60, &word);
        let later = judge(71 * DAY, 120, &word);

        assert_eq!([before, after, later], ["behind", "agrees", "ahead"]);
    }

    #[test]
    fn marks_of_another_process_are_not_counted_on_twice() {
        // The other one is right and marks each minute; this one is off by so much, from its start on.
        let beside = |off: i64, minutes: u32| {
            let mut guard = ClockGuard::default();
            let mut judge = |minute: u32, off: i64| {
                let now = start().plus_seconds(i64::from(minute) * 60);
                let running = Duration::from_secs(u64::from(minute) * 60);
                guard.judge(now.plus_seconds(off), running, &mark(now.plus_seconds(-30))).as_str()
            };
            let states: Vec<_> = (0..minutes).map(|minute| judge(minute, off)).collect();
            assert!(states.windows(2).all(|two| two[0] == two[1]), "{off}: {states:?}");
            (states[0], judge(minutes, 0))
        };

        assert_eq!(beside(-600, 300), ("behind", "agrees"), "set right, it is believed");
        assert_eq!(beside(80 * HOUR, 24 * 60), ("ahead", "agrees"), "no running makes it right");
    }

    #[test]
    fn a_small_step_back_of_the_only_clock_is_watched_and_then_believed() {
        // Ten minutes fast at its start; the mark and the event of that time lie in the future after the step.
        let memory = Memory { newest_event: Some(start()), ..mark(start()) };
        let stepped = [(0, 0), (60 - 600, 60), (300, 901), (301, 902), (1199, 1800), (1201, 1802)];

        let states = judged(&memory, &stepped);

        assert_eq!(states, ["agrees", "behind", "waits", "waits", "waits", "agrees"]);
        assert_eq!(judged(&memory, &[(0, 0), (-3 * HOUR, 60)]), ["agrees", "behind"]);

        // The same across a restart: the fast clock's last mark, five minutes ahead of the right one.
        let restarted = [(-300, 0), (-1, 299), (1, 301), (899, 1199), (902, 1202)];
        let states = judged(&mark(start()), &restarted);
        assert_eq!(states, ["behind", "behind", "waits", "waits", "agrees"]);
    }

    #[test]
    fn a_clock_that_a_living_process_contradicts_is_not_believed_by_waiting() {
        let mut guard = ClockGuard::default();
        let mut judge = |minute: i64| {
            let now = start().plus_seconds(minute * 60);
            let running = Duration::from_secs(u64::try_from(minute * 60).unwrap());
            guard.judge(now.plus_seconds(70 * HOUR), running, &mark(now)).as_str()
        };

        let states: Vec<_> = (0..60).map(&mut judge).collect();

        assert_eq!(states[0], "waits", "nobody has been heard of yet");
        assert!(states[1..].iter().all(|state| *state == "ahead"), "{states:?}");
    }

    #[test]
    fn what_a_clock_far_ahead_records_silences_no_other() {
        let wrong = start().plus_seconds(80 * HOUR);
        let memory = Memory { newest_event: Some(wrong), ..mark(start()) };

        assert_eq!(judged(&memory, &[(60, 0), (120, 60)]), ["agrees", "agrees"]);
    }

    #[test]
    fn no_clock_of_a_database_seconds_a_jump_while_running() {
        let mut guard = ClockGuard::default();
        let jumped = start().plus_seconds(71 * DAY);
        guard.judge(start(), Duration::ZERO, &mark(start()));

        let memory = Memory { database: Some(jumped), ..mark(start()) };
        let states =
            [60, 3600].map(|running| guard.judge(jumped, Duration::from_secs(running), &memory));

        assert_eq!(states, [ClockState::Ahead; 2]);
    }

    #[test]
    fn what_a_doubted_clock_records_is_no_witness_for_it() {
        let wrong = start().plus_seconds(71 * DAY);
        let mut guard = ClockGuard::default();
        guard.judge(start(), Duration::ZERO, &mark(start()));

        let filed = Memory { newest_event: Some(wrong), ..mark(start()) };
        let state = guard.judge(wrong.plus_seconds(60), Duration::from_mins(1), &filed);

        assert_eq!(state, ClockState::Ahead);
        assert_eq!(ClockGuard::default().judge(wrong, Duration::ZERO, &filed), ClockState::Ahead);
    }

    #[test]
    fn nothing_remembered_is_nothing_to_doubt() {
        assert_eq!(judged(&Memory::default(), &[(0, 0)]), ["agrees"]);
        let events = Memory { newest_event: Some(start()), ..Memory::default() };
        assert_eq!(judged(&events, &[(HOUR, 0)]), ["agrees"]);
        assert_eq!(judged(&events, &[(100 * DAY, 0)]), ["ahead"]);
    }
}
