//! What an order did, as it is told to whoever gave it.

use std::collections::BTreeMap;

use super::words::{done, successors as words};
use super::{Out, say};
use crate::domain::case::orphan::PassedTo;
use crate::domain::records::dossier::import::{Counts, DossierImport};
use crate::service::UnitName;
use crate::service::units::import::{Difference, Report};
use crate::service::units::recount::Recounted;
use crate::service::units::succession::{Staff, Succeeded, UnitMoves};

/// Says what changed: how much in each table, and with `verbose` which rows and cells. What a person has to know of is
/// said in any case.
pub(super) fn imported(out: &Out, report: &Report, dry_run: bool, verbose: bool) {
    let mut totals: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for difference in &report.differences {
        let (table, at) = match difference {
            Difference::Added { table, .. } => (table, 0),
            Difference::Changed { table, .. } => (table, 1),
            Difference::Missing { table, removed: true, .. } => (table, 2),
            Difference::Missing { removed: false, .. } | Difference::Kept { .. } => continue,
        };
        if let Some(count) = totals.entry(table).or_default().get_mut(at) {
            *count += 1;
        }
    }
    for (table, [added, changed, removed]) in totals {
        let parts = [
            (added, done::new(&added)),
            (changed, done::changed(&changed)),
            (removed, done::removed(&removed)),
        ];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let (vi, en): (Vec<&str>, Vec<&str>) =
            parts.map(|(_, words)| (words.vi.as_str(), words.en.as_str())).unzip();
        say!(out, "{table:20} {} / {}", vi.join(", "), en.join(", "));
    }
    for difference in &report.differences {
        match difference {
            Difference::Kept { table, key } => {
                out.pair(&done::edited_by_hand(table, key));
            }
            Difference::Missing { table, key, removed: false } => {
                out.pair(&done::not_in_files(table, key));
            }
            Difference::Added { table, key } if verbose => say!(out, "+ {table} {key}"),
            Difference::Missing { table, key, .. } if verbose => say!(out, "- {table} {key}"),
            Difference::Changed { table, key, cells } if verbose => {
                say!(out, "~ {table} {key}");
                for (column, before, after) in cells {
                    say!(out, "    {column}: {before:?} -> {after:?}");
                }
            }
            _ => {}
        }
    }
    let said = if dry_run { done::would_read } else { done::read };
    let count = report.differences.len();
    out.both(&said(&report.rows, &count, &report.unconfirmed_rules));
    if !verbose && count > 0 {
        out.pair(&done::each_with_verbose());
    }
}

/// Says what an import of dossiers has written, all its runs together.
pub(super) fn fed(out: &Out, import: &DossierImport) {
    let Counts { added, changed, unchanged, refused } = import.counts;
    out.both(&done::fed(&added, &changed, &unchanged, &refused));
}

/// Says what moved: numbers of cases, steps and days.
pub(super) fn recounted(out: &Out, report: &Recounted, dry_run: bool) {
    for moved in report.moved.iter().filter(|moved| moved.number.is_some()) {
        let number = moved.number.as_deref().unwrap_or_default();
        say!(out, "{number} {}: {} -> {}", moved.step, moved.before, moved.after);
    }
    let sealed = report.moved.iter().filter(|moved| moved.number.is_none()).count();
    if sealed > 0 {
        out.both(&done::sealed(&sealed));
    }
    let said = if dry_run { done::would_recount } else { done::recounted };
    out.both(&said(&report.examined, &report.moved.len()));
    if report.failed > 0 {
        out.both(&done::recount_failed(&report.failed));
    }
}

/// Says what moved: counts, codes, names of units and numbers of cases.
pub(super) fn succeeded(out: &Out, report: &Succeeded, dry_run: bool) {
    out.both(&words::units_ended(&report.ended, &report.effective_on));
    for unit in &report.units {
        let ended = unit.ended_on.map(|day| day.to_string()).unwrap_or_default();
        out.pair(&words::unit_open(&named(&unit.unit), &ended, &unit.before));
        for (to, passed_to, count) in &unit.passed {
            say!(out, "    {count} -> {}{}", named(to), why(*passed_to));
        }
        if unit.late_kept > 0 {
            say!(out, "    {}", words::late_kept(&unit.late_kept).beside());
        }
        if unit.undecided > 0 {
            waiting(out, unit);
        }
    }
    for (unit, before, after) in &report.receivers {
        out.pair(&words::receiver(&named(unit), before, after));
    }
    let moved = if dry_run { words::would_move } else { words::moved };
    out.both(&moved(&report.moved(), &report.undecided()));
    let passed = report.letters;
    let moved = if dry_run { words::letters_would_move } else { words::letters_moved };
    out.both(&moved(&passed.letters, &passed.recommendations));
    if passed.left > 0 {
        out.both(&words::letters_left(&passed.left));
    }
    if report.undecided() > 0 {
        out.both(&words::inspector_forwards());
    }
    staff(out, &report.staff, dry_run);
}

fn named(unit: &UnitName) -> String {
    format!("{} {}", unit.code, unit.name)
}

/// Which cases of a unit wait for an inspector, and who could take them.
fn waiting(out: &Out, unit: &UnitMoves) {
    let candidates = if unit.successors.is_empty() {
        words::no_successor().beside()
    } else {
        unit.successors.iter().map(named).collect::<Vec<_>>().join(", ")
    };
    say!(out, "    {}: {candidates}", words::for_inspector(&unit.undecided).beside());
    let unnamed = unit.undecided - unit.waiting.len();
    let more = if unnamed > 0 {
        format!(" {}", words::and_more(&unnamed).beside())
    } else {
        String::new()
    };
    say!(out, "    {}{more}", unit.waiting.join(" "));
}

/// As what a unit takes over, where that is not plain.
fn why(passed_to: PassedTo) -> String {
    let words = match passed_to {
        PassedTo::Successor => return String::new(),
        PassedTo::Superior => words::to_superior(),
        PassedTo::ReceivingBody => words::to_receiving_body(),
    };
    format!(" ({})", words.beside())
}

/// Says which accounts moved, and how the others are moved.
fn staff(out: &Out, staff: &Staff, dry_run: bool) {
    for one in &staff.moved {
        let (from, to) = (named(&one.from), named(&one.to));
        say!(out, "tài khoản / account {} ({}): {from} -> {to}", one.login, one.role);
        if one.leads_no_more {
            say!(
                out,
                "    {}: liemchinh user move --login {} --unit {} --role unit-leader",
                words::leads_no_more().beside(),
                one.login,
                one.to.code
            );
        }
    }
    let moved = if dry_run { words::accounts_would_move } else { words::accounts_moved };
    out.both(&moved(&staff.moved.len()));
    if staff.waiting.is_empty() {
        return;
    }
    out.both(&words::accounts_wait(&staff.waiting.len()));
    for one in &staff.waiting {
        say!(out, "    {} ({}): {}", one.login, one.role, named(&one.unit));
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
