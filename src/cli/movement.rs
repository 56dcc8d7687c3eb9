//! `movement`: the rule of the score played against strategies, and frozen movements computed again.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use super::snapshot::{Export, Verify};
use super::{Failure, Out, clock, say};
use crate::app::App;
use crate::config::Settings;
use crate::domain::emulation::strategies::{
    CLASSES, Class, Constructed, Gain, Mean, Played, STRATEGIES, Scorer, Setup, Workload, broken,
};

#[derive(Debug, Subcommand)]
pub(super) enum Movement {
    /// Play honest units against the same units with a trick, year by year, by the rule that scores them, and say what each
    /// trick gains. Needs the reference data; reads no case and writes nothing.
    Simulate(Simulate),
    /// Compute every snapshot of a frozen movement again, and say whether the data of today come to the same. Writes nothing.
    Verify(Verify),
    /// Write what a frozen movement is made of and what it comes to as two files, which `tools/verify_snapshot.py` computes again
    /// without any code of the service.
    Export(Export),
}

#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// Every strategy; there is nothing else to play yet.
    #[arg(long, required = true)]
    strategies: bool,
    /// How many years of twelve units.
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(2..=100_000))]
    years: u64,
    /// The same seed plays the same years.
    #[arg(long, default_value_t = 577)]
    seed: u64,
    /// How many threads; the table is the same with any number.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..=64))]
    jobs: u64,
    /// What scores the years: `rule`, or `ratio` (answered in time by answered), which tricks beat.
    #[arg(long, default_value = "rule", value_parser = scorer)]
    scorer: Scorer,
}

fn scorer(text: &str) -> Result<Scorer, String> {
    Scorer::parse(text).ok_or_else(|| "rule, ratio".to_owned())
}

impl Movement {
    pub(super) async fn run(self, settings: &Settings, out: &Out) -> Result<ExitCode, Failure> {
        match self {
            Self::Simulate(simulate) => simulate.run(settings, out).await,
            Self::Verify(verify) => verify.run(settings, out).await,
            Self::Export(export) => export.run(settings, out).await,
        }
    }
}

impl Simulate {
    async fn run(&self, settings: &Settings, out: &Out) -> Result<ExitCode, Failure> {
        let app = App::open_to_read(settings, clock()).await?;
        let bar = ProgressBar::new(self.years);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} năm/years, {elapsed}")
        {
            bar.set_style(style);
        }
        let setup = Setup { seed: self.seed, scorer: self.scorer, classes: CLASSES.len() };
        let simulated = app.service.simulated(setup, self.years, self.jobs, &|| bar.inc(1))?;
        bar.finish_and_clear();
        self.head(out);
        table(&simulated.played, out);
        by_construction(&simulated.constructed, out);
        work(simulated.workload, out);
        Ok(bars(&simulated.played, out))
    }

    fn head(&self, out: &Out) {
        let Self { years, seed, scorer, .. } = self;
        say!(out, "{years} năm / years, seed {seed}, scorer {scorer}.");
        say!(
            out,
            "Mô hình giả định, không phải số đo: 12 đơn vị, 6–400 vụ mỗi quý. / A model that is assumed, not measured: 12 units \
             of 6–400 matters a quarter."
        );
        say!(
            out,
            "Chênh lệch điểm của dòng (thang 100) so với đơn vị song sinh trung thực ± sai số chuẩn; trong ngoặc: thay đổi xác \
             suất hạng nhất. / Points of the line (of 100) against the honest twin ± standard error; in brackets the change of \
             the chance of the first place."
        );
        say!(out, "");
    }
}

/// Thousandths with so many decimals, signed.
fn signed(milli: i64, decimals: usize) -> String {
    let step = if decimals == 2 { 10 } else { 1 };
    let rounded = (milli.abs() + step / 2) / step * step;
    let sign = if rounded == 0 {
        ""
    } else if milli < 0 {
        "−"
    } else {
        "+"
    };
    let digits = format!("{:03}", rounded % 1_000);
    let shown: String = digits.chars().take(decimals).collect();
    format!("{sign}{}.{shown}", rounded / 1_000)
}

fn cell(points: Mean, first: Mean) -> String {
    let error = signed(points.error, 2);
    let error = error.trim_start_matches('+');
    format!("{} ± {error} ({})", signed(points.mean, 2), signed(first.mean, 3))
}

const fn class(of: Class) -> &'static str {
    match of {
        Class::Again => "=",
        Class::Trick => "≤ 0",
        Class::Dossiers => "≤ +5, +1, +1",
        Class::Rival => "≥ −1.5",
        Class::Honest => "> 0",
        Class::Limit => "",
    }
}

fn table(played: &Played, out: &Out) {
    let sizes: Vec<String> = CLASSES.iter().map(|(size, _)| format!("{size}/quý")).collect();
    say!(out, "| Chiến thuật / Strategy | {} | |", sizes.join(" | "));
    say!(out, "|---|{}---|", "---|".repeat(sizes.len()));
    let honest = |one: &Gain| cell(one.points(), one.first()).replace('+', "");
    let honest: Vec<String> = played.honest.iter().map(honest).collect();
    say!(out, "| trung thực / honest: điểm / points | {} | |", honest.join(" | "));
    for (at, strategy) in STRATEGIES.iter().enumerate() {
        let cells: Vec<String> = played
            .gains
            .iter()
            .filter_map(|gains| gains.get(at))
            .map(|gain| cell(gain.points(), gain.first()))
            .collect();
        let bar = class(strategy.class);
        let names = (strategy.name_vi, strategy.name_en);
        say!(out, "| {} / {} | {} | {bar} |", names.0, names.1, cells.join(" | "));
    }
}

fn by_construction(rows: &[Constructed], out: &Out) {
    say!(out, "");
    say!(
        out,
        "| Cách giấu trễ / A way of hiding lateness | trung thực / honest | thành / becomes | không chuyển sang kỳ sau / in no later period |"
    );
    say!(out, "|---|---|---|---|");
    for row in rows {
        let honest = row.honest.map_or("–", |one| one.as_str());
        let tricked = row.tricked.map_or("bị từ chối / refused", |one| one.as_str());
        let same = if row.no_later { "✓" } else { "✗" };
        say!(out, "| {} / {} | {honest} | {tricked} | {same} |", row.name_vi, row.name_en);
    }
}

/// What a month asks of inspectors, and how many hours that are at so many minutes each.
fn work(of: Workload, out: &Out) {
    say!(out, "");
    say!(
        out,
        "| Mẫu mỗi tháng: 115 đơn vị, 1.500 vụ / Samples a month: 115 units, 1,500 matters | số / number | giờ, 1 phút / hours at 1 \
         minute | 3 | 6 |"
    );
    say!(out, "|---|---|---|---|---|");
    let all = of.answers + of.ended + of.calls;
    let rows = [
        ("câu trả lời / answers", of.answers),
        ("tự kết thúc / ended", of.ended),
        ("gọi điện / calls", of.calls),
        ("tất cả / all", all),
    ];
    for (name, count) in rows {
        let tenths = |minutes: u64| {
            let tenths = count * minutes / (6 * of.months.max(1));
            format!("{}.{}", tenths / 10, tenths % 10)
        };
        let hours = [1, 3, 6].map(tenths).join(" | ");
        say!(out, "| {name} | {} | {hours} |", count / of.months.max(1));
    }
}

/// Says which bars do not hold.
fn bars(played: &Played, out: &Out) -> ExitCode {
    say!(out, "");
    let broken = broken(played);
    for one in &broken {
        let (vi, en) =
            one.strategy.map_or(("trung thực", "honest"), |it| (it.name_vi, it.name_en));
        let gain = one.points.map(|it| format!(" ({})", signed(it.mean, 2))).unwrap_or_default();
        say!(out, "KHÔNG ĐẠT / NOT HELD: {vi} / {en}, {}/quý: {}{gain}", one.size, one.bar);
    }
    if broken.is_empty() {
        say!(out, "Mọi ngưỡng đều đạt. / Every bar holds.");
        return ExitCode::SUCCESS;
    }
    ExitCode::FAILURE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousandths_are_rounded_and_signed() {
        assert_eq!(signed(-9_104, 2), "−9.10");
        assert_eq!(signed(1_065, 2), "+1.07");
        assert_eq!(signed(-4, 2), "0.00");
        assert_eq!(signed(12, 3), "+0.012");
        assert_eq!(signed(999, 2), "+1.00");
    }
}
