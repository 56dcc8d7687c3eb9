//! Everyday feedback for the demo: rows, each a report, its acceptance and its answer, so that figures and standings have numbers.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Failure;
use super::cast::Who;
use super::life::{Life, Step, later};
use crate::domain::time::{Day, Instant};
use crate::service::units::import::Files;

/// The file of the rows.
const FILE: &str = "sample_everyday.csv";
/// The hours at which a report comes, is accepted the day after, and is answered.
const HOURS: [i8; 3] = [9, 10, 15];

/// One feedback that was answered, in time or late.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    filed_on: Day,
    unit: String,
    category: String,
    sector: String,
    name: String,
    phone: String,
    text: String,
    answered_on: Day,
    answer: String,
}

impl Row {
    fn life(self) -> Result<Life, Failure> {
        let [comes, accepted, answered] = HOURS;
        let step = |day, hour, command: &str, members: Value| Step {
            at: Instant::at_office_hour(day, hour),
            by: Who::Holder,
            command: command.to_owned(),
            linked: false,
            members: members.as_object().cloned().unwrap_or_default(),
        };
        let answer = json!({
            "outcome": "founded", "text": self.answer,
            "remedy": "Đã khắc phục với người phản ánh và nhắc nhở bộ phận liên quan.",
        });
        Ok(Life {
            story: format!("everyday feedback of {} about {}", self.filed_on, self.unit),
            name: None,
            filed_at: Instant::at_office_hour(self.filed_on, comes),
            report: json!({
                "kind": "conduct_feedback", "reporter_type": "resident", "category": self.category,
                "sector": self.sector, "unit": self.unit, "text": self.text,
                "contact": {"name": self.name, "phone": self.phone},
                "consent_version": "2024-03", "truthful": true,
            }),
            steps: vec![
                step(later(self.filed_on, 1)?, accepted, "accept", json!({})),
                step(self.answered_on, answered, "answer", answer),
            ],
            everyday: true,
        })
    }
}

/// The lives of the rows.
pub(super) fn lives(files: &Files) -> Result<Vec<Life>, Failure> {
    let text = files.text(FILE).map_err(Failure::Other)?;
    let rows = csv::Reader::from_reader(text.as_bytes()).into_deserialize::<Row>();
    rows.map(|row| row.map_err(|cause| Failure::broke(format_args!("{FILE}: {cause}")))?.life())
        .collect()
}
