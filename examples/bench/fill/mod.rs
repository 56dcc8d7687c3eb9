//! `fill`: a database with as many cases as are wanted. A few thousand lives are played through the
//! service in a database of their own; copies of all their rows, each with ids, receipts, texts and
//! people of its own, go into the one that is filled.

mod copier;
mod copy;
pub(crate) mod dice;
mod families;
mod insert;
mod lives;
mod notes;
mod pattern;
mod plans;
mod player;
pub(crate) mod sink;
mod steps;
mod words;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant as Began};

use clap::Args;
use liemchinh::harness::app::App;
use liemchinh::harness::domain::{Clock, SystemClock};
use liemchinh::harness::service::import::{Files, import};
use liemchinh::harness::store::migrate;
use liemchinh::harness::store::{Db, DbSettings, DbUrl};
use liemchinh::harness::store::{Purpose, connect};
use liemchinh::harness::vault::KeyRing;

use crate::failure::Failure;
use crate::home::Home;
use crate::progress::Progress;
use crate::rows::{self, Batch, Cell, Column, Shape};
use copier::Copier;
use dice::Dice;
use lives::Lives;
use pattern::Pattern;
use player::Player;
use sink::Sink;

/// Cases in one transaction.
const BATCH: usize = 5_000;
/// Receipts kept for looking up.
const RECEIPTS: usize = 20_000;
/// How long the database may be in use by others at first.
const PATIENCE: Duration = Duration::from_secs(10);
/// The fewest and the most lives that are played.
const LIVES: (usize, usize) = (80, 1_000);
/// Tables beside those of cases of which every row goes along: the accounts that acted.
const STAFF: [&str; 2] = ["users", "postings"];

/// Store made-up cases: every kind, every state, three years.
#[derive(Debug, Args)]
pub(crate) struct Fill {
    /// How many cases.
    count: usize,
    /// The folder for keys, settings and, unless another is named, an SQLite database.
    #[arg(long, default_value = "var/bench/filled")]
    folder: PathBuf,
    /// The database to fill: sqlite:PATH or postgres://…; migrated where it is empty.
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Add to the cases that are there.
    #[arg(long)]
    more: bool,
    /// Also what a service keeps beside each case as it goes on: the mails that were sent and the keys of
    /// commands. It doubles the rows.
    #[arg(long)]
    all: bool,
}

/// How a database was filled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filled {
    /// Cases that were stored.
    pub(crate) cases: usize,
    /// Lives of which they are copies.
    pub(crate) lives: usize,
    /// How long the lives were played.
    pub(crate) played: Duration,
    /// How long their copies were written.
    pub(crate) copied: Duration,
}

impl Filled {
    /// Cases a second, playing included.
    pub(crate) fn rate(&self) -> f64 {
        f64::from(u32::try_from(self.cases).unwrap_or(u32::MAX))
            / (self.played + self.copied).as_secs_f64()
    }
}

impl Fill {
    /// Fills, and says how fast.
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let home = Home::at(&self.folder, self.database.as_deref())?;
        let filled = fill(&home, self.count, Manner { more: self.more, all: self.all }).await?;
        let (cases, bytes) = Sink::open(&home.database()?)?.size()?;
        println!(
            "{} cases stored in {:.1} s ({:.0}/s): {} lives played in {:.1} s, copied in {:.1} s\n\
             {cases} cases in {}, {} bytes a case\nserve it: liemchinh --config {} serve",
            filled.cases,
            (filled.played + filled.copied).as_secs_f64(),
            filled.rate(),
            filled.lives,
            filled.played.as_secs_f64(),
            filled.copied.as_secs_f64(),
            home.database()?,
            bytes / cases.max(1),
            home.config_file().display(),
        );
        Ok(())
    }
}

/// How to fill.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Manner {
    /// There may be cases already.
    pub(crate) more: bool,
    /// Everything that a service keeps.
    pub(crate) all: bool,
}

/// More months than are filled.
const MONTHS: usize = 120;

/// Stores `count` cases in the database of `home`, which must hold none unless there shall be more.
pub(crate) async fn fill(home: &Home, count: usize, manner: Manner) -> Result<Filled, Failure> {
    let database = home.database()?;
    prepare(home).await?;
    let mut sink = Sink::open(&database)?;
    let fresh = !sink.is_filled()?;
    if !fresh && !manner.more {
        return Err(Failure::Other(format!(
            "{database} holds cases already; add to them with --more, or name another --folder or --database"
        )));
    }
    // The connections of those who made it ready may be just closing.
    let until = Began::now() + PATIENCE;
    while let Err(cause) = sink.hurry(fresh) {
        if Began::now() > until {
            return Err(cause);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    home.begin_filling()?;
    if fresh {
        sink.drop_indexes()?;
    }
    let keys = home.keys()?;
    let began = Began::now();
    let scratch = crate::home::scratch()?;
    let played = DbUrl::Sqlite(scratch.path().join("lives.db"));
    let lives = play(&played, &keys, count).await?;
    let source = Source::read(&played, &keys, manner.all)?;
    let playing = began.elapsed();
    let began = Began::now();
    source.beside_into(&mut sink, fresh)?;
    let (batches, taken) = sync_channel(2);
    let shape = source.shape.clone();
    let writer = std::thread::spawn(move || take(sink, &taken, &shape, count));
    let mut copier = Copier::new(keys, count / RECEIPTS)?;
    let sent = source.copies(count, &mut copier, |batch| batches.send(batch).is_ok());
    drop(batches);
    let written = writer.join().map_err(|_| Failure::Other("the writer panicked".to_owned()))?;
    // Why the writer ended says more than that it did.
    written?;
    let cases = sent?;
    home.keep_receipts(&copier.receipts)?;
    home.end_filling()?;
    settle(home).await?;
    Ok(Filled { cases, lives, played: playing, copied: began.elapsed() })
}

/// Brings the database of `home` up to date and loads reference data into it. As with a server: with other keys than it
/// was served with before, nothing is done.
pub(crate) async fn prepare(home: &Home) -> Result<(), Failure> {
    let database = home.database()?;
    migrate::run(&database)?;
    let clock = Arc::new(SystemClock::default());
    let db = Db::open(&database, &DbSettings::default())?;
    import(&db, &Files::Builtin, clock.now(), false).await?;
    db.shut_down();
    drop(db);
    let app = App::open(&home.settings()?, clock).await?;
    app.service.db().shut_down();
    Ok(())
}

/// Says that the clock is right, for nobody served while the copies came in, and does what the worker would have done since: months are
/// summed up and quarters published. What is measured then is what a service of that age answers.
async fn settle(home: &Home) -> Result<(), Failure> {
    let app = App::open(&home.settings()?, Arc::new(SystemClock::default())).await?;
    app.service.accept_clock().await?;
    app.service.sum_up_months(MONTHS).await?;
    app.service.publish_quarters(MONTHS).await?;
    app.service.db().shut_down();
    Ok(())
}

fn take(
    mut sink: Sink,
    batches: &Receiver<Batch>,
    shape: &Shape,
    count: usize,
) -> Result<(), Failure> {
    let bar = Progress::new("storing cases", count);
    while let Ok(batch) = batches.recv() {
        sink.take(&batch, shape)?;
        bar.add(batch.cases);
    }
    sink.close()
}

/// Plays as many lives as `count` copies need to differ; returns how many.
async fn play(url: &DbUrl, keys: &KeyRing, count: usize) -> Result<usize, Failure> {
    let lives = (count / 25).clamp(LIVES.0, LIVES.1).min(count.max(1));
    // Rounds of the worker cost time whether anything is late or not; few lives are watched less often.
    let round_every = if lives > LIVES.0 { 1 } else { 30 };
    let now = SystemClock::default().now();
    let from = Lives::read(now.office_day())?;
    let drawn = from.draw(lives, &mut Dice::fresh()?)?;
    let first = drawn.first().map_or(now.office_day(), |life| life.filed_at.office_day());
    let player = Player::new(url, keys.clone(), first, round_every).await?;
    let refused = player.play(&drawn, &from, now).await?;
    if let Some(one) = refused.first() {
        let count = refused.len();
        eprintln!(
            "{count} of {lives} lives stopped early where the service refused a step, such as {one}"
        );
    }
    Ok(lives)
}

/// What was played: patterns for copies, and who acted.
struct Source {
    shape: Shape,
    patterns: Vec<Pattern>,
    beside: Vec<(&'static str, Vec<Column>, Vec<Cell>)>,
}

impl Source {
    fn read(url: &DbUrl, keys: &KeyRing, all: bool) -> Result<Self, Failure> {
        let mut conn = connect(url, Purpose::Read)?;
        let shape = rows::shape(&mut conn)?;
        let families = families::read(&mut conn, &shape, all)?;
        let patterns = families.iter().map(|family| Pattern::of(family, &shape, keys));
        let patterns = patterns.collect::<Result<_, _>>()?;
        let mut beside = Vec::new();
        for table in STAFF {
            let columns = rows::columns(&mut conn, table)?;
            let found = rows::all(&mut conn, table, &columns)?;
            beside.push((table, columns, found.into_iter().flatten().collect()));
        }
        if let Some(columns) = shape.get("outbox") {
            let mut found = rows::all(&mut conn, "outbox", columns)?;
            // What was decided for today is not decided again.
            let loose =
                |name, row: &rows::Row| families::of(columns, row, name) == Some(&Cell::Null);
            found.retain(|row| loose("case_id", row) && !families::is_pending(columns, row));
            beside.push(("outbox", columns.clone(), found.into_iter().flatten().collect()));
        }
        Ok(Self { shape, patterns, beside })
    }

    /// Stores who acted and, in a database that was empty, what was decided: else that was decided there already.
    fn beside_into(&self, sink: &mut Sink, fresh: bool) -> Result<(), Failure> {
        self.beside
            .iter()
            .filter(|(table, ..)| fresh || STAFF.contains(table))
            .try_for_each(|(table, columns, cells)| sink.take_rows(table, columns, cells))
    }

    /// Makes copies until there are `count` cases, in the order of time, as long as they are `taken`.
    fn copies(
        &self,
        count: usize,
        copier: &mut Copier,
        mut taken: impl FnMut(Batch) -> bool,
    ) -> Result<usize, Failure> {
        let total: usize = self.patterns.iter().map(|pattern| pattern.cases).sum();
        let (mut made, mut before) = (0, 0);
        let mut batch = Batch::new();
        let single = self.patterns.iter().rev().find(|pattern| pattern.cases == 1);
        let mut add =
            |pattern: &Pattern, batch: &mut Batch, made: &mut usize| -> Result<bool, Failure> {
                copier.copy(pattern, batch)?;
                *made += pattern.cases;
                Ok(batch.cases < BATCH || taken(std::mem::replace(batch, Batch::new())))
            };
        for pattern in &self.patterns {
            before += pattern.cases;
            let until = count * before / total.max(1);
            while made + pattern.cases <= until {
                if !add(pattern, &mut batch, &mut made)? {
                    return Ok(made);
                }
            }
        }
        while let Some(pattern) = single.filter(|_| made < count) {
            if !add(pattern, &mut batch, &mut made)? {
                return Ok(made);
            }
        }
        taken(batch);
        Ok(made)
    }
}
