//! Queues: every page finds what the rule for one case says, in order, each once, and by an index.

use std::collections::BTreeSet;
use std::sync::Arc;

use diesel::Connection;
use jiff::civil::date;
use liemchinh::harness::domain::NOTHING_DUE;
use liemchinh::harness::domain::Scope;
use liemchinh::harness::domain::reaches;
use liemchinh::harness::domain::{Case, CaseFacts, State, Turn, Wait};
use liemchinh::harness::domain::{CaseId, CaseKey, ObligationId, RuleId, UnitId, UserId};
use liemchinh::harness::domain::{Channel, Kind};
use liemchinh::harness::domain::{Day, Instant};
use liemchinh::harness::domain::{DutyStatus, Obligation, Step, Variant};
use liemchinh::harness::store::Conn;
use liemchinh::harness::store::StoreError;
use liemchinh::harness::store::cases;
use liemchinh::harness::store::cases::{CaseFilter, Hand, Place, Slice};
use liemchinh::harness::store::terms;
use macro_rules_attribute::apply;

use super::explain::plan;
use crate::on_both;
use crate::statements::Statements;
use crate::support::{Backend, Scratch};

const TODAY: Day = date(2024, 10, 15);
const STATES: [State; 6] = [
    State::Received,
    State::Accepted,
    State::AwaitingReporter,
    State::Answered,
    State::Closed,
    State::Referred,
];

/// A term that every seventh case has.
fn term(n: i64) -> String {
    format!("t{}", n % 7)
}

/// The step that is open in a case.
fn step(n: i64) -> Step {
    match n % 3 {
        0 => Step::Accept,
        1 => Step::Answer,
        _ => Step::Consult,
    }
}

/// The duty of that step.
fn duty(case: &Case) -> Obligation {
    let day = date(2024, 10, 20);
    Obligation {
        id: ObligationId::new(case.id.uuid()),
        case_id: case.id,
        unit_id: case.holder,
        step: step(case.key.number()),
        rule_id: RuleId::new(uuid::Uuid::from_u128(1)),
        scored: false,
        start_on: day,
        due_on: day,
        cohort_on: day,
        told_due_on: day,
        calendar_as_of: day,
        status: DutyStatus::Open,
        ended_on: None,
        missed_on: None,
        moves: Vec::new(),
    }
}

fn user(n: u64) -> UserId {
    UserId::new(uuid::Uuid::from_u128(u128::from(100 + n)))
}

fn unit(n: u128) -> UnitId {
    UnitId::new(uuid::Uuid::from_u128(n))
}

/// Numbers that look drawn and are the same each time (a linear congruential generator).
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) % bound
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        let at = self.below(u64::try_from(of.len()).unwrap());
        *of.get(usize::try_from(at).unwrap()).unwrap()
    }

    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn case(&mut self, channel: Channel, n: u32) -> Case {
        let state = self.one(&STATES);
        let unsigned = state == State::AwaitingReporter && self.once_in(2);
        let waits = match state {
            State::AwaitingReporter if self.once_in(2) => Some(Wait::Reply),
            State::Answered if self.once_in(2) => Some(Wait::Confirmation),
            _ => None,
        };
        let copy_owed = state == State::Referred && self.once_in(2);
        let course = CaseFacts {
            wait: unsigned.then_some(Wait::Signature).or(waits),
            copy_owed,
            hint: (channel == Channel::Service && self.once_in(3)).then_some(12),
            disputed_to: (state == State::Received && self.once_in(3)).then(|| unit(9)),
            ..CaseFacts::default()
        };
        let id = uuid::Uuid::from_u64_pair(self.below(u64::MAX), self.below(u64::MAX));
        let mut case = Case {
            held_until: None,
            id: CaseId::new(id),
            key: CaseKey::new(i64::from(n)),
            channel,
            number: (channel == Channel::Service).then(|| format!("N{n:09}")),
            kind: self.one(&[Kind::ConductFeedback, Kind::Complaint, Kind::Denunciation]),
            category: self.one(&["late", "conduct", "papers"]).to_owned(),
            sector: (!self.once_in(3)).then(|| self.one(&["land", "health"]).to_owned()),
            state,
            version: 1,
            holder: unit(u128::from(self.below(4))),
            accused: (!self.once_in(3)).then(|| unit(u128::from(self.below(4)))),
            assignee: self.once_in(3).then(|| user(self.below(2))),
            received_on: date(2024, 8, i8::try_from(1 + self.below(28)).unwrap()),
            next_due_on: NOTHING_DUE,
            outcome: None,
            closed_on: (!state.is_open())
                .then(|| date(2024, 9, i8::try_from(1 + self.below(28)).unwrap())),
            variant: self.one(&[Variant::Normal, Variant::Normal, Variant::Complex]),
            waits_until: None,
            course,
        };
        if case.is_open() && !self.once_in(4) {
            case.next_due_on = date(2024, 10, i8::try_from(1 + self.below(28)).unwrap());
        }
        case
    }

    fn filter(&mut self) -> CaseFilter {
        let by_day = self.below(6);
        CaseFilter {
            states: self.some(3, &STATES),
            kinds: self.some(3, &[Kind::ConductFeedback, Kind::Complaint]),
            categories: self.some(3, &["late", "papers"]).into_iter().map(str::to_owned).collect(),
            sectors: self.some(6, &["land", "health"]).into_iter().map(str::to_owned).collect(),
            accused: self.some(5, &[unit(0), unit(1), unit(2)]),
            assignee: self
                .once_in(5)
                .then(|| self.one(&[Hand::Nobody, Hand::Of(user(0)), Hand::Of(user(1))])),
            units: self.some(3, &[unit(0), unit(1), unit(2), unit(3)]),
            variants: self.some(6, &[Variant::Complex]),
            number: self.once_in(12).then(|| format!("N{:09}", 1 + self.below(400))),
            received: self.span(8),
            closed: self.span(9),
            terms: self.some(6, &[0_i64, 1, 2]).into_iter().map(|n| vec![term(n)]).collect(),
            steps: self.some(8, &[Step::Accept, Step::Answer, Step::Consult]),
            turns: self.some(6, Turn::ALL),
            held_by: self.once_in(6).then(|| vec![unit(1), unit(2), unit(7)]),
            overdue_on: (by_day == 0).then_some(TODAY),
            due_by: (by_day == 1).then_some(TODAY),
            open_only: self.once_in(3),
            awaits_inspector: self.once_in(5),
            hinted: self.once_in(5),
            unprocessed_since: self.once_in(6).then_some(date(2024, 8, 20)),
        }
    }

    /// Sometimes one of these or two, the same twice among them.
    fn some<T: Copy>(&mut self, times: u64, of: &[T]) -> Vec<T> {
        if !self.once_in(times) {
            return Vec::new();
        }
        (0..=self.below(2)).map(|_| self.one(of)).collect()
    }

    fn span(&mut self, month: i8) -> (Option<Day>, Option<Day>) {
        if !self.once_in(5) {
            return (None, None);
        }
        let first = i8::try_from(1 + self.below(14)).unwrap();
        let last = first + i8::try_from(self.below(14)).unwrap();
        let ends = (date(2024, month, first), date(2024, month, last));
        (Some(ends.0).filter(|_| !self.once_in(3)), Some(ends.1).filter(|_| !self.once_in(3)))
    }

    fn scope(&mut self) -> Scope {
        let inspector = UserId::new(uuid::Uuid::from_u128(1));
        let conflicts: Arc<[UnitId]> =
            if self.once_in(2) { Arc::new([]) } else { Arc::new([unit(2), unit(3)]) };
        match self.below(4) {
            0 => Scope::Unit(unit(1)),
            1 => Scope::Units(Arc::new([unit(1), unit(3)])),
            2 => Scope::Units((0..40).map(unit).collect()),
            _ => Scope::Inspectorate { inspector, body: unit(0), conflicts },
        }
    }
}

/// Whether a list is empty or has this.
fn one_of<T: PartialEq>(list: &[T], own: Option<&T>) -> bool {
    list.is_empty() || own.is_some_and(|own| list.contains(own))
}

/// What a filter says of one case, word by word.
fn fits(filter: &CaseFilter, scope: &Scope, case: &Case) -> bool {
    let unprocessed = matches!(case.state, State::Received | State::Accepted);
    let of_a_unit = matches!(scope, Scope::Unit(_) | Scope::Units(_));
    // What is still owed on a referral is the inspectors' own.
    let hidden = of_a_unit && case.state == State::Referred;
    let within = |(from, to): (Option<Day>, Option<Day>), day: Option<Day>| {
        from.is_none_or(|first| day.is_some_and(|day| first <= day))
            && to.is_none_or(|last| day.is_some_and(|day| day <= last))
    };
    one_of(&filter.states, Some(&case.state))
        && one_of(&filter.kinds, Some(&case.kind))
        && one_of(&filter.categories, Some(&case.category))
        && one_of(&filter.sectors, case.sector.as_ref())
        && one_of(&filter.accused, case.accused.as_ref())
        && one_of(&filter.units, Some(&case.holder))
        && one_of(&filter.variants, Some(&case.variant))
        && filter.assignee.is_none_or(|hand| match hand {
            Hand::Nobody => case.assignee.is_none(),
            Hand::Of(user) => case.assignee == Some(user),
        })
        && (filter.number.is_none() || filter.number == case.number)
        && within(filter.received, Some(case.received_on))
        && within(filter.closed, case.closed_on)
        && filter
            .terms
            .iter()
            .all(|any| case.channel == Channel::Service && any.contains(&term(case.key.number())))
        && (filter.steps.is_empty() || owes(filter, scope, case))
        && (filter.turns.is_empty() || filter.turns.iter().any(|turn| turn.is_of(case)))
        && filter.held_by.as_ref().is_none_or(|units| units.contains(&case.holder))
        && filter.overdue_on.is_none_or(|day| case.is_open() && !hidden && case.next_due_on < day)
        && filter.due_by.is_none_or(|day| case.is_open() && !hidden && case.next_due_on <= day)
        && (!filter.open_only || (case.is_open() && !hidden))
        && (!filter.awaits_inspector || case.awaits_inspector())
        && (!filter.hinted || (case.course.hint.is_some() && of_others(scope, case)))
        && filter.unprocessed_since.is_none_or(|day| unprocessed && case.received_on <= day)
}

/// Whether a duty is open in it that is asked for and of which `scope` may know.
fn owes(filter: &CaseFilter, scope: &Scope, case: &Case) -> bool {
    let own = step(case.key.number());
    let told = own != Step::Consult
        || matches!(scope, Scope::Inspectorate { body, .. } if case.accused != Some(*body));
    told && filter.steps.contains(&own)
}

/// Whether `scope` is that of an inspector whose body neither holds the case nor is accused.
fn of_others(scope: &Scope, case: &Case) -> bool {
    matches!(scope, Scope::Inspectorate { body, .. } if case.holder != *body && case.accused != Some(*body))
}

fn stored(conn: &mut Conn, all: &[Case]) {
    let written: Result<(), StoreError> = conn.transaction(|tx| {
        all.iter().try_for_each(|case| {
            cases::begin(tx, case)?;
            cases::open_obligation(tx, case, &duty(case))
        })
    });
    written.unwrap();
    let of_services = all.iter().filter(|case| case.channel == Channel::Service);
    let terms: Vec<_> = of_services
        .map(|case| (case.key.number(), BTreeSet::from([term(case.key.number())])))
        .collect();
    conn.transaction(|tx| terms::read(tx, &terms)).unwrap();
}

/// Every case that the pages show, and how many pages there are.
fn walked(
    conn: &mut Conn,
    channel: Channel,
    scope: &Scope,
    filter: &CaseFilter,
    (limit, looked_at): (i64, i64),
) -> (Vec<Place>, usize) {
    let (mut found, mut pages, mut after) = (Vec::new(), 0, None);
    loop {
        let slice = Slice { after, limit, looked_at };
        let page = cases::queue(conn, channel, scope, filter, slice).unwrap();
        assert!(page.cases.len() <= usize::try_from(limit).unwrap());
        found.extend(page.cases.iter().map(|case| (case.next_due_on, case.id)));
        pages += 1;
        assert!(page.next.is_none() || page.next > after, "it goes on");
        after = page.next;
        if after.is_none() {
            return (found, pages);
        }
    }
}

#[apply(on_both)]
fn pages_show_what_the_rule_for_one_case_says_in_order_and_once(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let mut conn = scratch.conn();
    let mut drawn = Drawn(11);
    for channel in [Channel::Service, Channel::Integrity] {
        let all: Vec<Case> = (1..=400).map(|n| drawn.case(channel, n)).collect();
        stored(&mut conn, &all);
        for _ in 0..50 {
            let (scope, filter) = (drawn.scope(), drawn.filter());
            let mut expected: Vec<Place> = all
                .iter()
                .filter(|case| reaches(&scope, case) && fits(&filter, &scope, case))
                .map(|case| (case.next_due_on, case.id))
                .collect();
            expected.sort_unstable();
            for size in [(50, 2000), (7, 20), (3, 1)] {
                let (found, pages) = walked(&mut conn, channel, &scope, &filter, size);
                assert_eq!(found, expected, "{channel} {scope:?} {filter:?} {size:?}");
                // How long it takes to find nothing must not tell how much there is.
                assert!(scope.sees(channel) || pages == 1, "{channel} {scope:?} {filter:?}");
            }
            let (count, more) =
                cases::count(&mut conn, channel, &scope, &filter, 1000, i64::MAX).unwrap();
            assert_eq!((count, more), (expected.len(), false), "{scope:?} {filter:?}");
            let (some, more) = cases::count(&mut conn, channel, &scope, &filter, 5, 30).unwrap();
            assert!(some <= expected.len() && (some == expected.len() || more), "{filter:?}");
        }
    }
}

#[apply(on_both)]
fn a_page_that_finds_little_is_short_and_says_where_to_go_on(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let mut conn = scratch.conn();
    let mut drawn = Drawn(5);
    let mut all: Vec<Case> = (1..=300).map(|n| drawn.case(Channel::Service, n)).collect();
    for (n, case) in (0..).zip(&mut all) {
        (case.state, case.course, case.next_due_on) =
            (State::Accepted, CaseFacts::default(), date(2024, 10, 1));
        "late".clone_into(&mut case.category);
        case.kind = if n % 100 == 99 { Kind::Complaint } else { Kind::ConductFeedback };
    }
    stored(&mut conn, &all);
    let inspector = UserId::new(uuid::Uuid::from_u128(1));
    let scope = Scope::Inspectorate { inspector, body: unit(9), conflicts: Arc::new([]) };
    let both = CaseFilter {
        categories: vec!["late".to_owned()],
        states: vec![State::Accepted],
        ..CaseFilter::default()
    };
    let rare = CaseFilter { kinds: vec![Kind::Complaint], ..both.clone() };

    let (found, pages) = walked(&mut conn, Channel::Service, &scope, &both, (50, 100));
    assert_eq!((found.len(), pages), (300, 7), "full pages, and the end");
    let (found, pages) = walked(&mut conn, Channel::Service, &scope, &rare, (50, 100));
    assert_eq!((found.len(), pages), (3, 1), "the rarest filter leads");
}

#[apply(on_both)]
fn a_unit_learns_nothing_of_others_by_how_far_its_pages_go(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let mut conn = scratch.conn();
    let mut drawn = Drawn(7);
    let mut all: Vec<Case> = (1..=300).map(|n| drawn.case(Channel::Service, n)).collect();
    for (n, case) in (0..).zip(&mut all) {
        (case.state, case.course) = (State::Accepted, CaseFacts::default());
        "late".clone_into(&mut case.category);
        case.holder = if n % 3 == 0 { unit(2) } else { unit(1) };
        // The unit itself knows nothing of these yet.
        case.held_until = (n % 3 == 1).then_some(Instant::at_office_hour(TODAY, 9));
    }
    stored(&mut conn, &all);
    let others = CaseFilter { units: vec![unit(2)], open_only: true, ..CaseFilter::default() };
    let rare = CaseFilter { categories: vec!["papers".to_owned()], ..CaseFilter::default() };
    let in_state = CaseFilter { states: vec![State::Accepted], ..rare.clone() };

    let scopes = [(Scope::Unit(unit(1)), 1), (Scope::Units(Arc::new([unit(1), unit(3)])), 2)];
    for (scope, holders) in scopes {
        let (found, pages) = walked(&mut conn, Channel::Service, &scope, &others, (50, 20));
        assert_eq!((found.len(), pages), (0, 1), "{scope:?}");
        // A hundred are its own; two hundred entries of the index would be two more pages.
        let (found, pages) = walked(&mut conn, Channel::Service, &scope, &rare, (50, 440));
        assert_eq!((found.len(), pages), (0, 1), "{scope:?}");
        let (count, more) =
            cases::count(&mut conn, Channel::Service, &scope, &rare, 1000, 440).unwrap();
        assert_eq!((count, more), (0, false), "{scope:?}");
        let each = (50, 110 * holders);
        let (found, pages) = walked(&mut conn, Channel::Service, &scope, &in_state, each);
        assert_eq!((found.len(), pages), (0, 1), "{scope:?} in a state");
    }
}

#[apply(on_both)]
fn a_unit_that_asks_for_a_state_passes_over_nothing_in_another(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let (mut conn, mut explains) = (scratch.conn(), scratch.conn());
    let mut drawn = Drawn(13);
    let mut all: Vec<Case> = (1..=300).map(|n| drawn.case(Channel::Service, n)).collect();
    for (n, case) in (0..).zip(&mut all) {
        (case.holder, case.course) = (unit(1), CaseFacts::default());
        case.state = if n % 100 == 99 { State::Answered } else { State::Accepted };
    }
    stored(&mut conn, &all);
    let statements = Statements::of(&mut conn);

    for units in [Vec::new(), vec![unit(1)]] {
        for (state, there) in [(State::Answered, 3), (State::Received, 0)] {
            let filter =
                CaseFilter { states: vec![state], units: units.clone(), ..CaseFilter::default() };
            let scope = Scope::Unit(unit(1));
            let (found, pages) = walked(&mut conn, Channel::Service, &scope, &filter, (50, 4));
            assert_eq!((found.len(), pages), (there, 1), "{filter:?}");
            for query in statements.take() {
                let plan = plan(&mut explains, &query);
                assert!(plan.contains("cases_held_in_state"), "{query}\n{plan}");
            }
        }
    }
}

#[apply(on_both)]
fn what_a_queue_holds_is_counted_over_a_bounded_piece_of_it(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let mut conn = scratch.conn();
    let mut drawn = Drawn(9);
    let all: Vec<Case> = (1..=300).map(|n| drawn.case(Channel::Service, n)).collect();
    stored(&mut conn, &all);
    let inspector = UserId::new(uuid::Uuid::from_u128(1));
    let scope = Scope::Inspectorate { inspector, body: unit(9), conflicts: Arc::new([]) };
    let states = CaseFilter { states: vec![State::Accepted], ..CaseFilter::default() };

    for filter in [CaseFilter::default(), states] {
        let some = |conn: &mut Conn, look_at| {
            cases::traits(conn, Channel::Service, &scope, &filter, look_at).unwrap()
        };
        let fitting = all.iter().filter(|case| fits(&filter, &scope, case)).count();
        let (found, more) = some(&mut conn, 20);
        assert!(found.len() <= 20 && more, "{filter:?}: {}", found.len());
        let (found, more) = some(&mut conn, 1000);
        assert_eq!((found.len(), more), (fitting, false), "{filter:?}");
    }
}

#[apply(on_both)]
fn no_queue_scans_the_table_or_sorts(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let (mut conn, mut explains) = (scratch.conn(), scratch.conn());
    let statements = Statements::of(&mut conn);
    let mut drawn = Drawn(3);
    for channel in [Channel::Service, Channel::Integrity] {
        for _ in 0..60 {
            let (scope, filter) = (drawn.scope(), drawn.filter());
            let place = (TODAY, CaseId::new(uuid::Uuid::from_u128(7)));
            for after in [None, Some(place)] {
                let slice = Slice { after, limit: 50, looked_at: 2000 };
                cases::queue(&mut conn, channel, &scope, &filter, slice).unwrap();
            }
            cases::count(&mut conn, channel, &scope, &filter, 1000, 2000).unwrap();
            for query in statements.take() {
                let plan = plan(&mut explains, &query);
                let whole = plan.contains("SCAN") && !plan.contains("USING");
                let worse = ["Seq Scan", "Sort", "TEMP B-TREE", "Bitmap"];
                let worse = worse.iter().any(|word| plan.contains(word));
                assert!(!whole && !worse, "{query}\n{plan}");
                // The place bounds the walk as a pair: most that is closed has the same last day.
                let by_place =
                    plan.contains("(next_due_on,id)") || plan.contains("ROW(next_due_on");
                assert!(by_place || !query.contains("(next_due_on, id)"), "{query}\n{plan}");
            }
        }
    }
}
