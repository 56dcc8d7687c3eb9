//! `succeed`: the change of units as a run, with what it moved and what it leaves to a person.

use clap::Args;

use super::order::Order;
use super::{Failure, Out, clock, say};
use crate::app::App;
use crate::config::Settings;
use crate::domain::succession::PassedTo;
use crate::domain::time::Day;
use crate::service::UnitName;
use crate::service::succession::{Staff, Succeeded};

/// Move open cases and accounts of units that ended before a day to the one unit that took over all
/// of each, and cases of dissolved units to the body above. What belonged to divided units stays
/// where it is, for an inspector or an administrator. Running it twice changes nothing.
#[derive(Debug, Args)]
pub(super) struct Succeed {
    /// The first day of the new order, such as 2025-07-01.
    #[arg(long, value_name = "DAY", value_parser = super::day)]
    on: Day,
    /// Only show what would move; the day may lie ahead.
    #[arg(long)]
    dry_run: bool,
}

impl Succeed {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        if !self.dry_run {
            return Order::Succeed { on: self.on }.give(settings, out).await;
        }
        let app = App::open_to_read(settings, clock()).await?;
        app.require_reference()?;
        let done = app.desk.succeed(self.on, true, |cases| out.progress(cases, "cases")).await;
        app.desk.db().shut_down();
        show(out, &done?, true);
        Ok(())
    }
}

fn named(units: &[UnitName]) -> String {
    let each: Vec<String> =
        units.iter().map(|unit| format!("{} {}", unit.code, unit.name)).collect();
    each.join(", ")
}

/// Says what moved: counts, codes, names of units and numbers of cases.
pub(super) fn show(out: &Out, report: &Succeeded, dry_run: bool) {
    say!(out, "{} unit(s) ended before {}", report.ended, report.effective_on);
    for unit in &report.units {
        let ended = unit.ended_on.map(|day| day.to_string()).unwrap_or_default();
        say!(out, "{} {} (to {ended}): {} open", unit.unit.code, unit.unit.name, unit.before);
        for (to, passed_to, count) in &unit.passed {
            say!(out, "    {count} -> {} {}{}", to.code, to.name, why(*passed_to));
        }
        if unit.late_kept > 0 {
            say!(out, "    {} late duties stay in its figures", unit.late_kept);
        }
        if unit.undecided > 0 {
            let candidates = if unit.successors.is_empty() {
                "no successor is known".to_owned()
            } else {
                named(&unit.successors)
            };
            say!(out, "    {} for an inspector: {candidates}", unit.undecided);
            let unnamed = unit.undecided - unit.waiting.len();
            let more = if unnamed > 0 { format!(" and {unnamed} more") } else { String::new() };
            say!(out, "    {}{more}", unit.waiting.join(" "));
        }
    }
    for (unit, before, after) in &report.receivers {
        say!(out, "{} {}: {before} open before, {after} after", unit.code, unit.name);
    }
    let verb = if dry_run { "would move" } else { "moved" };
    say!(out, "{} cases {verb}, {} wait for an inspector", report.moved(), report.undecided());
    let passed = report.letters;
    say!(
        out,
        "{} letter(s) and {} recommendation(s) {verb}",
        passed.letters,
        passed.recommendations
    );
    if passed.left > 0 {
        say!(
            out,
            "{} letter(s) or recommendation(s) stay with units that ended without one successor: \
             an inspector closes them or sends them anew",
            passed.left
        );
    }
    if report.undecided() > 0 {
        say!(
            out,
            "Thanh tra viên chuyển từng vụ việc còn lại: GET /api/v1/cases?holder_ended=true, rồi forward.\n\
             An inspector forwards each that waits: GET /api/v1/cases?holder_ended=true, then forward."
        );
    }
    staff(out, &report.staff, dry_run);
}

/// As what a unit takes over, where that is not plain.
const fn why(passed_to: PassedTo) -> &'static str {
    match passed_to {
        PassedTo::Successor => "",
        PassedTo::Superior => {
            " (giải thể, không có đơn vị kế thừa: cấp trên / dissolved, nobody came after it: the unit above)"
        }
        PassedTo::ReceivingBody => {
            " (giải thể, không có đơn vị kế thừa: cơ quan đầu mối / dissolved, nobody came after it: the receiving body)"
        }
    }
}

/// Says which accounts moved, and how the others are moved.
fn staff(out: &Out, staff: &Staff, dry_run: bool) {
    for one in &staff.moved {
        let (from, to) = (&one.from, &one.to);
        say!(
            out,
            "account {} ({}): {} {} -> {} {}",
            one.login,
            one.role,
            from.code,
            from.name,
            to.code,
            to.name
        );
        if one.leads_no_more {
            say!(
                out,
                "    không còn là lãnh đạo vì đơn vị mới rộng hơn / leads no more, the new unit reaches further: \
                 liemchinh user move --login {} --unit {} --role unit-leader",
                one.login,
                one.to.code
            );
        }
    }
    let verb = if dry_run { "would move" } else { "moved" };
    say!(out, "{} account(s) {verb}", staff.moved.len());
    if staff.waiting.is_empty() {
        return;
    }
    say!(
        out,
        "CARE: {} account(s) belong to units that ended and go to nobody by rule; move or close each:",
        staff.waiting.len()
    );
    for one in &staff.waiting {
        let unit = &one.unit;
        say!(out, "    {} ({}) of {} {}:", one.login, one.role, unit.code, unit.name);
        let mut codes: Vec<&str> = one.successors.iter().map(|unit| unit.code.as_str()).collect();
        if codes.is_empty() {
            codes.push("CODE");
        }
        // One line each: what is pasted must not choose by itself.
        for code in codes {
            say!(out, "        liemchinh user move --login {} --unit {code}", one.login);
        }
    }
}
