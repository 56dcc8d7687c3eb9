//! The draw: ordinary cases are called up at moments that nobody foresees, so that the word says nothing of the others.

use std::collections::BTreeMap;

use crate::domain::case::draw::{Called, at_least, due};
use crate::domain::figures::Quarter;
use crate::domain::ids::{CaseId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Command;
use crate::domain::notice::OFFICE;
use crate::domain::time::{Day, Instant};
use crate::service::cases::calling::in_office_hours;
use crate::service::error::{ServiceError, passed_over};
use crate::service::facade::Service;
use crate::store::backend::Conn;
use crate::store::called_up::{self, Why};
use crate::store::cases;

/// A case that came this many days ago or later may be drawn, open or over: each as likely as another.
const WITHIN: i64 = 90;
/// So many cases of a unit are looked through at most.
const POOL: i64 = 20_000;
/// So many are tried before the next round.
const TRIES: usize = 50;
/// What is kept, sealed, as the reason.
const REASON: &str =
    "Chọn ngẫu nhiên để cơ quan thanh tra trực tiếp giải quyết. (Drawn at random.)";

/// What the keyed hash of a unit and a day decides.
struct Lot([u8; 32]);

impl Lot {
    /// One of its eight numbers, each of which nobody can foresee.
    fn number(&self, at: usize) -> u32 {
        let bytes = self.0.get(at * 4..at * 4 + 4).and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(0, u32::from_be_bytes)
    }

    /// The moment of the day: within office hours, but for the last one, so that no round comes too late.
    fn moment(&self, day: Day) -> Instant {
        let (opens, closes) = OFFICE;
        let seconds = u32::try_from(closes - opens - 1).unwrap_or(1) * 3600;
        Instant::at_office_hour(day, opens).plus_seconds(i64::from(self.number(1) % seconds))
    }

    /// A place among `all`.
    fn among(&self, all: usize) -> usize {
        let number = usize::try_from(self.number(2)).unwrap_or(0);
        number.checked_rem(all).unwrap_or(0)
    }
}

impl Service {
    /// Calls up what the draw of this day has come to. Returns how many.
    ///
    /// # Errors
    /// As of the store; what was called up stays so.
    pub async fn draw(&self) -> Result<usize, ServiceError> {
        let reference = self.references.ready()?;
        let now = self.clock.now();
        if !self.draws || self.doubts_clock() || !in_office_hours(&reference, now) {
            return Ok(0);
        }
        let today = now.office_day();
        let (first, last) = (Quarter::of(today).first(), Quarter::of(today).last());
        let rest = 1 + reference.calendar.known_on(today).working_days_after(today, last);
        let called = self.called_up_by(today).await?;
        let mut done = 0;
        for unit in reference.units.all().iter().filter(|unit| unit.exists_on(today)) {
            let lot = |day: Day| {
                Lot(self.keys.lot(unit.id.uuid().as_bytes(), day.to_string().as_bytes()))
            };
            let (daily, least) = (lot(today), at_least(lot(first).number(5)));
            let due = |called: &BTreeMap<UnitId, Called>| {
                let so_far = called.get(&unit.id).copied().unwrap_or_default();
                due(so_far, least, rest, daily.number(0))
            };
            if due(&called) == 0 || daily.moment(today) > now {
                continue;
            }
            let mut tried = self.drawn_from(unit.id, &daily, today).await?.into_iter();
            // Another worker may draw at the same moment: what stands is looked at before each.
            while due(&self.called_up_by(today).await?) > 0 {
                let Some(id) = tried.next() else { break };
                let command = Command::CallUp { text: REASON.to_owned() };
                match self.passes(id, command).await {
                    Ok(called_up) => done += usize::from(called_up),
                    Err(error) => passed_over(Channel::Service, id, error)?,
                }
            }
        }
        Ok(done)
    }

    /// What was called up in the quarter of `today`, by unit.
    async fn called_up_by(&self, today: Day) -> Result<BTreeMap<UnitId, Called>, ServiceError> {
        let first = Quarter::of(today).first();
        let before = Quarter::of(first.yesterday().unwrap_or(first)).first();
        let mut called: BTreeMap<UnitId, Called> = BTreeMap::new();
        let mut unmatched: BTreeMap<UnitId, (u32, u32)> = BTreeMap::new();
        for (unit, day, why) in self.db.read(move |conn| called_up::since(conn, before)).await? {
            if day < first {
                let (tips, drawn) = unmatched.entry(unit).or_default();
                *tips += u32::from(why == Why::Tip);
                *drawn += u32::from(why == Why::Drawn);
                continue;
            }
            let of_unit = called.entry(unit).or_default();
            match why {
                Why::Tip => of_unit.tips += 1,
                Why::Drawn if day == today => of_unit.today += 1,
                Why::Drawn => of_unit.drawn += 1,
                Why::Wanted => {}
            }
        }
        for (unit, (tips, drawn)) in unmatched {
            called.entry(unit).or_default().tips += tips.saturating_sub(drawn);
        }
        Ok(called)
    }

    /// The cases of `unit` in the order in which the lot tries them.
    async fn drawn_from(
        &self,
        unit: UnitId,
        lot: &Lot,
        today: Day,
    ) -> Result<Vec<CaseId>, ServiceError> {
        let since = today.saturating_sub(jiff::Span::new().days(WITHIN));
        let read = move |conn: &mut Conn| cases::known_since(conn, unit, since, POOL);
        let mut pool = self.db.read(read).await?;
        let begin = lot.among(pool.len());
        pool.rotate_left(begin);
        pool.truncate(TRIES);
        Ok(pool)
    }
}
