//! Entering the sample conclusions and recommendations, each on its own day, by the real use cases.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::cast::{INSPECTOR, actor};
use super::{Failure, draw_password, sample_hasher};
use crate::config::Settings;
use crate::domain::ids::SystemIds;
use crate::domain::time::{FixedClock, Instant};
use crate::service::units::import::Files;
use crate::service::{Service, ServiceError};
use crate::store::{Db, DbSettings};
use crate::vault::KeyRing;
use crate::wire::records::{conclusion, recommendation};

/// The file of the records.
const FILE: &str = "sample_records.json";

/// One record, and when it was entered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    at: Instant,
    record: Record,
    /// The body of the request.
    body: Value,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Record {
    Conclusion,
    Recommendation,
}

/// Enters every record of `files` that is dated before `until`.
pub(super) async fn enter(
    settings: &Settings,
    keys: KeyRing,
    files: &Files,
    until: Instant,
) -> Result<(), Failure> {
    let text = files.text(FILE).map_err(Failure::Other)?;
    let samples: Vec<Sample> = serde_json::from_str(&text)
        .map_err(|cause| Failure::broke(format_args!("{FILE}: {cause}")))?;
    let clock = Arc::new(FixedClock::new(until));
    let db = Db::open(&settings.database, &DbSettings::default())?;
    let service =
        Service::new(db, clock.clone(), Arc::new(SystemIds), Arc::new(keys), sample_hasher());
    service.refresh().await?;
    let inspector = actor(&service, &INSPECTOR).await?;
    for sample in samples.into_iter().filter(|sample| sample.at < until) {
        clock.set(sample.at);
        let (key, body) = (format!("sample-record-{}", draw_password()?), sample.body);
        match sample.record {
            Record::Conclusion => {
                let new = conclusion(&body).map_err(ServiceError::Invalid)?;
                service.record_conclusion(&inspector, new, &key, &body).await?;
            }
            Record::Recommendation => {
                let new = recommendation(&body).map_err(ServiceError::Invalid)?;
                service.record_recommendation(&inspector, new, &key, &body).await?;
            }
        }
    }
    service.db().shut_down();
    Ok(())
}
