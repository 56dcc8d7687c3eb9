//! What `check` found, the worst of it, and how it is told.

use std::process::ExitCode;

use serde::Serialize;

use crate::cli::words::{self, Told};
use crate::cli::{Failure, Out, say};
use crate::domain::text::Words;

/// How bad it is; the worst decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Level {
    Fine,
    Care,
    Broken,
}

impl Level {
    pub(super) fn code(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Fine => 0,
            Self::Broken => 1,
            Self::Care => 2,
        })
    }

    /// How its line begins in Vietnamese, and in English.
    const fn marks(self) -> (&'static str, &'static str) {
        match self {
            Self::Fine => ("ok    ", "      "),
            Self::Care => ("LƯU Ý ", "CARE  "),
            Self::Broken => ("HỎNG  ", "BROKEN"),
        }
    }
}

#[derive(Debug, Serialize)]
struct Finding {
    level: Level,
    /// The setting, or what of the service.
    subject: &'static str,
    #[serde(flatten)]
    words: Words,
}

/// What was found, in the order in which it was looked at.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    fn note(&mut self, level: Level, subject: &'static str, words: Words) {
        self.0.push(Finding { level, subject, words });
    }

    pub(super) fn fine(&mut self, subject: &'static str, words: Words) {
        self.note(Level::Fine, subject, words);
    }

    pub(super) fn care(&mut self, subject: &'static str, words: Words) {
        self.note(Level::Care, subject, words);
    }

    pub(super) fn broken(&mut self, subject: &'static str, words: Words) {
        self.note(Level::Broken, subject, words);
    }

    /// Notes what cannot be looked at; what could, goes on.
    pub(super) fn kept<T, E: Told>(
        &mut self,
        subject: &'static str,
        found: Result<T, E>,
    ) -> Option<T> {
        found.map_err(|cause| self.broken(subject, cause.words())).ok()
    }

    pub(super) fn worst(&self) -> Level {
        self.0.iter().map(|one| one.level).max().unwrap_or(Level::Fine)
    }

    fn count(&self, level: Level) -> usize {
        self.0.iter().filter(|one| one.level == level).count()
    }

    pub(super) fn tell(&self, json: bool, out: &Out) -> Result<(), Failure> {
        let (broken, care) = (self.count(Level::Broken), self.count(Level::Care));
        if json {
            let whole = serde_json::json!({
                "outcome": self.worst(), "broken": broken, "care": care, "findings": self.0,
            });
            let text = serde_json::to_string_pretty(&whole);
            say!(out, "{}", text.map_err(Failure::broke)?);
            return Ok(());
        }
        for Finding { level, subject, words } in &self.0 {
            let (vi, en) = level.marks();
            say!(out, "{vi} {subject}: {}\n{en} {subject}: {}", words.vi, words.en);
        }
        say!(out, "{}", words::check::found(&broken, &care).beside());
        Ok(())
    }
}
