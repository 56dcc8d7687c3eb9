//! What `check` found, the worst of it, and how it is told.

use std::fmt::Display;
use std::process::ExitCode;

use serde::Serialize;

use crate::cli::{Failure, Out, say};

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

    const fn mark(self) -> &'static str {
        match self {
            Self::Fine => "ok    ",
            Self::Care => "CARE  ",
            Self::Broken => "BROKEN",
        }
    }
}

#[derive(Debug, Serialize)]
struct Finding {
    level: Level,
    /// The setting, or what of the service.
    subject: &'static str,
    /// What broke says itself in one language.
    #[serde(skip_serializing_if = "Option::is_none")]
    vi: Option<String>,
    en: String,
}

/// What was found, in the order in which it was looked at.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn fine(&mut self, subject: &'static str, en: impl Into<String>) {
        self.0.push(Finding { level: Level::Fine, subject, vi: None, en: en.into() });
    }

    pub(super) fn care(
        &mut self,
        subject: &'static str,
        vi: impl Into<String>,
        en: impl Into<String>,
    ) {
        let (vi, en) = (Some(vi.into()), en.into());
        self.0.push(Finding { level: Level::Care, subject, vi, en });
    }

    pub(super) fn broken(&mut self, subject: &'static str, cause: &dyn Display) {
        let en = cause.to_string();
        self.0.push(Finding { level: Level::Broken, subject, vi: None, en });
    }

    /// Notes what cannot be looked at; what could, goes on.
    pub(super) fn kept<T, E: Display>(
        &mut self,
        subject: &'static str,
        found: Result<T, E>,
    ) -> Option<T> {
        found.map_err(|cause| self.broken(subject, &cause)).ok()
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
            say!(out, "{}", text.map_err(|cause| Failure::Other(cause.to_string()))?);
            return Ok(());
        }
        for Finding { level, subject, vi, en } in &self.0 {
            let mark = level.mark();
            match vi {
                Some(vi) => say!(out, "{mark} {subject}: {vi}\n       {subject}: {en}"),
                None => say!(out, "{mark} {subject}: {en}"),
            }
        }
        say!(
            out,
            "{broken} việc hỏng, {care} việc cần lưu ý / {broken} broken, {care} need(s) care"
        );
        Ok(())
    }
}
