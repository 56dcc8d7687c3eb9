//! The sample feed of the one-stop, as it would have come: every Monday what was known by then, imported when it was.

use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Failure, sample_hasher};
use crate::config::Settings;
use crate::domain::ids::{Ids, ImportId, SystemIds};
use crate::domain::time::{Day, FixedClock, Instant};
use crate::service::Service;
use crate::service::records::dossiers::{BATCH, FeedBatch, Seen, SentDossier, Totals};
use crate::service::units::import::Files;
use crate::store::{Db, DbSettings};
use crate::vault::KeyRing;

/// The file of the dossiers.
const FILE: &str = "sample_dossiers.csv";
/// Whose feed it is.
const SOURCE: &str = "Cổng dịch vụ công tỉnh (mẫu)";
/// The hour at which a feed comes.
const COMES: i8 = 6;

/// One invented dossier, with all that becomes of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    code: String,
    unit: String,
    procedure: String,
    received_on: Day,
    promised_on: Day,
    /// The day it was promised for when the first one had passed.
    promised_again_on: Option<Day>,
    returned_on: Option<Day>,
}

impl Sample {
    /// What a feed of the morning of `day` says of it.
    fn told_on(&self, day: Day) -> Option<SentDossier> {
        let again = self.promised_again_on.filter(|_| day > self.promised_on);
        (self.received_on < day).then(|| SentDossier {
            code: self.code.clone(),
            unit: self.unit.clone(),
            procedure: self.procedure.clone(),
            received_on: self.received_on,
            promised_on: again.unwrap_or(self.promised_on),
            returned_on: self.returned_on.filter(|returned| *returned < day),
        })
    }
}

fn samples(files: &Files) -> Result<Vec<Sample>, Failure> {
    let text = files.text(FILE).map_err(Failure::Other)?;
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize();
    let read: Result<Vec<Sample>, csv::Error> = rows.collect();
    read.map_err(|cause| Failure::broke(format_args!("{FILE}: {cause}")))
}

/// Imports the feed of every Monday before `until`.
pub(super) async fn import(
    settings: &Settings,
    keys: KeyRing,
    files: &Files,
    until: Instant,
) -> Result<(), Failure> {
    let samples = samples(files)?;
    let Some(first) = samples.iter().map(|one| one.received_on).min() else { return Ok(()) };
    let clock = Arc::new(FixedClock::new(until));
    let db = Db::open(&settings.database, &DbSettings::default())?;
    let service =
        Service::new(db, clock.clone(), Arc::new(SystemIds), Arc::new(keys), sample_hasher());
    service.refresh().await?;
    let days = first.series(jiff::Span::new().days(1));
    for day in days.take_while(|day| Instant::at_office_hour(*day, COMES) < until) {
        if day.weekday() == jiff::civil::Weekday::Monday {
            clock.set(Instant::at_office_hour(day, COMES));
            let told: Vec<_> = samples.iter().filter_map(|one| one.told_on(day)).collect();
            take(&service, &told).await?;
        }
    }
    service.db().shut_down();
    Ok(())
}

/// One feed; one that says nothing new is none.
async fn take(service: &Service, told: &[SentDossier]) -> Result<(), Failure> {
    let (import, began_at) = (ImportId::new(SystemIds.random()), service.clock().now());
    let text = serde_json::to_vec(told).map_err(Failure::broke)?;
    let batch = FeedBatch {
        import,
        source: SOURCE.to_owned(),
        hash: Sha256::digest(text).to_vec(),
        began_at,
        sent: Vec::new(),
        last: None,
    };
    let (mut seen, mut news) = (Seen::default(), 0);
    for part in told.chunks(BATCH) {
        news += service.weigh_dossiers(part, &mut seen).await?.news().len();
    }
    if news == 0 {
        return Ok(());
    }
    for part in told.chunks(BATCH) {
        service.take_batch(FeedBatch { sent: part.to_vec(), ..batch.clone() }).await?;
    }
    let lines = i32::try_from(told.len()).unwrap_or(i32::MAX);
    let last = Some(Totals { lines, refused: 0 });
    service.take_batch(FeedBatch { last, ..batch }).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;

    /// The Monday before `day`, on which what was known by then had come.
    fn monday_before(day: Day) -> Day {
        let back = i64::from(day.weekday().to_monday_zero_offset());
        let back = if back == 0 { 7 } else { back };
        day.checked_sub(jiff::Span::new().days(back)).unwrap()
    }

    #[test]
    fn the_feed_knew_every_dossier_of_the_sample_lives_before_its_report_and_as_it_says() {
        let samples = samples(&Files::Builtin).unwrap();
        let known: BTreeMap<&str, &Sample> =
            samples.iter().map(|one| (one.code.as_str(), one)).collect();
        assert_eq!(known.len(), samples.len(), "each dossier once");
        assert!((200..1000).contains(&samples.len()));
        let lives = Files::Builtin.text("sample_lives.json").unwrap();
        let lives: Vec<Value> = serde_json::from_str(&lives).unwrap();
        let (mut about, mut late) = (0, 0);
        for life in &lives {
            let (report, story) = (&life["report"], &life["story"]);
            let Some(code) = report["dossier_code"].as_str() else { continue };
            let filed: Instant = life["filed_at"].as_str().unwrap().parse().unwrap();
            let day = filed.office_day();
            let one = known.get(code).unwrap_or_else(|| panic!("{story}: {code}"));
            assert_eq!(report["unit"], one.unit, "{story}");
            if let Some(promised) = report["promised_on"].as_str() {
                assert_eq!(promised, one.promised_on.to_string(), "{story}");
            }
            assert!(one.told_on(monday_before(day)).is_some(), "{story}: known before");
            about += 1;
            let by = one.returned_on.filter(|returned| *returned <= day).unwrap_or(day);
            late += usize::from(by > one.promised_on);
        }
        assert!(about >= 15 && late >= 12, "{late} of {about} are late when they are reported");
    }

    #[test]
    fn a_feed_tells_what_was_known_on_its_morning() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let one = Sample {
            code: "H53.20-240617-0041".to_owned(),
            unit: "703".to_owned(),
            procedure: "1.011608".to_owned(),
            received_on: day("2024-06-17"),
            promised_on: day("2024-07-15"),
            promised_again_on: Some(day("2024-07-29")),
            returned_on: Some(day("2024-07-31")),
        };
        let told = |on| one.told_on(day(on)).map(|it| (it.promised_on, it.returned_on));

        assert_eq!(told("2024-06-17"), None);
        assert_eq!(told("2024-07-15"), Some((day("2024-07-15"), None)));
        assert_eq!(told("2024-07-22"), Some((day("2024-07-29"), None)));
        assert_eq!(told("2024-08-05"), Some((day("2024-07-29"), Some(day("2024-07-31")))));
    }
}
