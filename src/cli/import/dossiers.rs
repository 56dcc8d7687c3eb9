//! `import dossiers`: the feed of the one-stop from a file of any length. It is read twice: first to say what it changes and
//! what is wrong with it, then to write it batch by batch. What a crash leaves undone the same command finishes.

use std::fs::File;
use std::path::PathBuf;

use clap::Args;

use crate::app::App;
use crate::cli::order::Order;
use crate::cli::words::{Told as _, done, faults};
use crate::cli::{Failure, Out, clock, control, say};
use crate::config::Settings;
use crate::domain::fault::FieldError;
use crate::domain::ids::{Ids, ImportId, SystemIds};
use crate::domain::text::{OrganisationName, Words};
use crate::domain::time::office_time;
use crate::service::Service;
use crate::service::records::dossiers::{
    BATCH, Difference, DossierSheet, FeedBatch, Line, Seen, SentDossier, Totals,
};

/// So many lines of each sort are shown without `--verbose`.
const SHOWN: usize = 20;
/// What stood in the file is remembered by 16 bytes a line, and that is to stay small.
const MOST_LINES: usize = 2_000_000;

/// Load dossiers of the one-stop from a CSV file (columns code, unit, procedure, `received_on`, `promised_on`, `returned_on`;
/// no personal data), and say what changes. The same file again changes nothing. Runs beside a server.
#[derive(Debug, Args)]
pub(super) struct Dossiers {
    /// The file.
    file: PathBuf,
    /// Only show what would change.
    #[arg(long)]
    dry_run: bool,
    /// Take the other lines where some are refused; else nothing is taken.
    #[arg(long)]
    skip_refused: bool,
    /// Whose feed it is; the name of the file unless said.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Show every line that is new, changed or refused.
    #[arg(long, short)]
    verbose: bool,
}

/// Some lines of the file, and what they change.
struct Part {
    /// Where each stands.
    lines: Vec<u64>,
    sent: Vec<SentDossier>,
    difference: Difference,
    /// What is refused of them, and what could not be read.
    refused: Vec<(u64, Vec<FieldError>)>,
}

/// What a whole file came to.
#[derive(Default)]
struct Sum {
    lines: usize,
    added: usize,
    changed: usize,
    unchanged: usize,
    refused: usize,
    hash: Vec<u8>,
}

impl Sum {
    const fn add(&mut self, part: &Part) {
        self.added += part.difference.added.len();
        self.changed += part.difference.changed.len();
        self.unchanged += part.difference.unchanged;
        self.refused += part.refused.len();
    }

    fn totals(&self) -> Totals {
        let count = |of: usize| i32::try_from(of).unwrap_or(i32::MAX);
        Totals { lines: count(self.lines), refused: count(self.refused) }
    }
}

/// Who writes: the server that has the database, or this process where none runs.
struct Hand<'s> {
    settings: &'s Settings,
    here: Option<App>,
}

impl Hand<'_> {
    async fn give(&mut self, batch: FeedBatch, out: &Out) -> Result<(), Failure> {
        let order = Order::Dossiers(Box::new(batch));
        if let Some(app) = &self.here {
            return order.perform(&app.service, out).await;
        }
        if let Some(done) = control::send(self.settings, &order, out).await? {
            return done;
        }
        let app = App::open(self.settings, clock()).await?;
        let done = order.perform(&app.service, out).await;
        self.here = Some(app);
        done
    }
}

impl Dossiers {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        let app = App::open_to_read(settings, clock()).await?;
        app.require_reference()?;
        let mut hand = Hand { settings, here: None };
        let done = self.import(&app.service, &mut hand, out).await;
        app.service.db().shut_down();
        if let Some(own) = hand.here {
            own.service.db().shut_down();
        }
        done
    }

    async fn import(
        &self,
        reader: &Service,
        hand: &mut Hand<'_>,
        out: &Out,
    ) -> Result<(), Failure> {
        let source = self.source()?;
        let mut told = Told { verbose: self.verbose, ..Told::default() };
        let sum = self.read(reader, out, async |part| {
            told.part(out, part);
            Ok(())
        });
        let sum = sum.await?;
        told.rest(out, &sum);
        if sum.refused > 0 && !self.skip_refused {
            return Err(Failure::Other(faults::lines_refused(&sum.refused)));
        }
        let before = reader.import_of(&sum.hash).await?;
        let finished = before.as_ref().and_then(|import| import.finished_at);
        if let Some(at) = finished.filter(|_| sum.added + sum.changed == 0) {
            out.both(&done::imported_before(&office_time(at)));
            return Ok(());
        }
        if self.dry_run {
            out.pair(&done::nothing_written());
            return Ok(());
        }
        // What was broken off goes on as what it was.
        let begun = before.filter(|import| import.finished_at.is_none());
        let batch = FeedBatch {
            import: begun.as_ref().map_or_else(|| ImportId::new(SystemIds.random()), |it| it.id),
            began_at: begun.as_ref().map_or_else(|| clock().now(), |it| it.began_at),
            source: begun.map_or(source, |it| it.source),
            hash: sum.hash.clone(),
            sent: Vec::new(),
            last: None,
        };
        self.write(reader, hand, out, batch, &sum).await
    }

    /// Writes what is not refused, batch by batch.
    async fn write(
        &self,
        reader: &Service,
        hand: &mut Hand<'_>,
        out: &Out,
        batch: FeedBatch,
        sum: &Sum,
    ) -> Result<(), Failure> {
        let written = self.read(reader, out, async |part| {
            let news = part.difference.news();
            let sent: Vec<SentDossier> =
                news.into_iter().filter_map(|at| part.sent.get(at).cloned()).collect();
            if sent.is_empty() {
                return Ok(());
            }
            hand.give(FeedBatch { sent, ..batch.clone() }, out).await
        });
        let written = written.await?;
        if written.hash != sum.hash {
            return Err(Failure::Other(faults::file_changed()));
        }
        hand.give(FeedBatch { last: Some(written.totals()), ..batch }, out).await
    }

    /// Reads the file from its beginning, part by part, each with what it would change now.
    async fn read(
        &self,
        reader: &Service,
        out: &Out,
        mut each: impl AsyncFnMut(&Part) -> Result<(), Failure>,
    ) -> Result<Sum, Failure> {
        let named =
            |fault: String| Failure::Other(Words::foreign(fault).about(self.file.display()));
        let file = File::open(&self.file).map_err(|cause| named(cause.to_string()))?;
        let mut sheet = DossierSheet::open(file).map_err(named)?;
        let (mut seen, mut sum) = (Seen::default(), Sum::default());
        loop {
            let mut lines = Vec::with_capacity(BATCH);
            while lines.len() < BATCH {
                let Some(line) = sheet.next().map_err(named)? else { break };
                lines.push(line);
            }
            if lines.is_empty() {
                break;
            }
            sum.lines += lines.len();
            if sum.lines > MOST_LINES {
                return Err(named(format!(
                    "quá {MOST_LINES} dòng; hãy chia tệp / more than {MOST_LINES} lines; split the file"
                )));
            }
            let part = weigh(reader, lines, &mut seen).await?;
            sum.add(&part);
            each(&part).await?;
            out.progress(sum.lines, &done::dossiers());
        }
        if sum.lines == 0 {
            return Err(named("không có dòng nào / no rows".to_owned()));
        }
        sum.hash = sheet.finish();
        Ok(sum)
    }

    fn source(&self) -> Result<String, Failure> {
        let name = self.file.file_name().map(|name| name.to_string_lossy().into_owned());
        let source = self.source.clone().or(name).unwrap_or_default();
        let parsed = OrganisationName::parse(&source);
        parsed.map(String::from).map_err(|fault| Failure::Other(fault.words().about("--source")))
    }
}

async fn weigh(reader: &Service, read: Vec<(u64, Line)>, seen: &mut Seen) -> Result<Part, Failure> {
    let (mut lines, mut sent, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for (line, found) in read {
        match found {
            Ok(one) => {
                lines.push(line);
                sent.push(one);
            }
            Err(faults) => refused.push((line, faults)),
        }
    }
    let mut difference = reader.weigh_dossiers(&sent, seen).await?;
    let at = |at: usize| lines.get(at).copied().unwrap_or_default();
    refused.extend(difference.refused.drain(..).map(|(place, faults)| (at(place), faults)));
    refused.sort_by_key(|(line, _)| *line);
    Ok(Part { lines, sent, difference, refused })
}

/// What was told of the file so far.
#[derive(Default)]
struct Told {
    verbose: bool,
    changed: usize,
    refused: usize,
}

impl Told {
    fn part(&mut self, out: &Out, part: &Part) {
        let named = |at: usize| {
            let line = part.lines.get(at).copied().unwrap_or_default();
            part.sent.get(at).map(|one| format!("{line}: {} {}", one.unit, one.code))
        };
        for name in
            part.difference.added.iter().filter(|_| self.verbose).filter_map(|at| named(*at))
        {
            say!(out, "+ {name}");
        }
        for (at, changes) in &part.difference.changed {
            if !self.verbose && self.changed == SHOWN {
                break;
            }
            self.changed += 1;
            for change in changes {
                let day =
                    |text: &String| if text.is_empty() { "-".to_owned() } else { text.clone() };
                let (before, after) = (day(&change.before), day(&change.after));
                let name = named(*at).unwrap_or_default();
                say!(out, "~ {name}: {} {before} -> {after}", change.member);
            }
        }
        for (line, faults) in &part.refused {
            if !self.verbose && self.refused == SHOWN {
                break;
            }
            self.refused += 1;
            for fault in faults {
                // What was refused may be what nobody should read: it is not told again.
                let column = fault.pointer.trim_start_matches('/');
                say!(out, "! {line} {column}: {} / {}", fault.detail_vi, fault.detail_en);
            }
        }
    }

    fn rest(&self, out: &Out, sum: &Sum) {
        let Sum { lines, added, changed, unchanged, refused, .. } = sum;
        let more = (changed - self.changed) + (refused - self.refused);
        if more > 0 {
            out.pair(&done::more_lines(&more));
        }
        out.both(&done::weighed(lines, added, changed, unchanged, refused));
    }
}
