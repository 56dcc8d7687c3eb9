//! The draw: ordinary cases are called up at moments that nobody foresees, so that the word says nothing of the others.

use std::collections::BTreeMap;

use crate::domain::case::Case;
use crate::domain::case::draw::{Called, due, quarter};
use crate::domain::ids::{CaseId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Command;
use crate::domain::notice::OFFICE;
use crate::domain::time::{Day, Instant};
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::store::{called_up, cases};

/// So many cases of a unit are drawn from at most.
const POOL: i64 = 500;
/// So many are tried before the next round.
const TRIES: usize = 20;
/// A case that has come this many days ago or later is drawn though it is over.
const ENDED_WITHIN: i64 = 90;
/// One draw in so many is of what is over.
const ENDED_EVERY: u32 = 4;
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
        let today = now.office_day();
        let calendar = reference.calendar.known_on(today);
        let open = (OFFICE.0..OFFICE.1).contains(&now.office_hour());
        if !self.draws || self.doubts_clock() || !open || !calendar.is_working(today) {
            return Ok(0);
        }
        let (first, last) = quarter(today);
        let rest = 1 + calendar.working_days_after(today, last);
        let mut called: BTreeMap<UnitId, Called> = BTreeMap::new();
        for (unit, day, tip) in self.db.read(move |conn| called_up::since(conn, first)).await? {
            let of_unit = called.entry(unit).or_default();
            match (tip, day == today) {
                (true, _) => of_unit.tips += 1,
                (false, false) => of_unit.others += 1,
                (false, true) => of_unit.today += 1,
            }
        }
        let mut done = 0;
        for unit in reference.units.all().iter().filter(|unit| unit.exists_on(today)) {
            let lot = Lot(self.keys.lot(unit.id.uuid().as_bytes(), today.to_string().as_bytes()));
            let so_far = called.get(&unit.id).copied().unwrap_or_default();
            let due = due(so_far, rest, lot.number(0));
            if due > 0 && lot.moment(today) <= now {
                done += self.draw_from(unit.id, &lot, due, today).await?;
            }
        }
        Ok(done)
    }

    /// Calls up `most` cases of `unit`, or as many as it has.
    async fn draw_from(
        &self,
        unit: UnitId,
        lot: &Lot,
        most: u32,
        today: Day,
    ) -> Result<usize, ServiceError> {
        let since = today.saturating_sub(jiff::Span::new().days(ENDED_WITHIN));
        let (first, ended) = (lot.number(3), lot.number(4).is_multiple_of(ENDED_EVERY));
        let pool = move |conn: &mut _| {
            let mut over = cases::ended_of(conn, unit, since, first, POOL)?;
            let open = cases::held_by(conn, Channel::Service, unit, None, POOL)?;
            let mut pool: Vec<CaseId> = open.iter().map(|case: &Case| case.id).collect();
            if ended || pool.is_empty() {
                over.append(&mut pool);
                pool = over;
            }
            Ok(pool)
        };
        let pool: Vec<CaseId> = self.db.read(pool).await?;
        let begin = lot.among(pool.len());
        let (before, behind) = pool.split_at(begin);
        let (mut done, most) = (0, usize::try_from(most).unwrap_or(usize::MAX));
        for id in behind.iter().chain(before).take(TRIES) {
            if done == most {
                break;
            }
            let command = Command::CallUp { text: REASON.to_owned() };
            done += usize::from(self.passes(*id, command).await?);
        }
        Ok(done)
    }
}
