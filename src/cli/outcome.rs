//! What an order did, as it is told to whoever gave it.

use std::collections::BTreeMap;

use super::{Out, say};
use crate::domain::case::orphan::PassedTo;
use crate::domain::records::dossier::import::{Counts, DossierImport};
use crate::service::UnitName;
use crate::service::units::import::{Difference, Report};
use crate::service::units::recount::Recounted;
use crate::service::units::succession::{Staff, Succeeded};

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
        let parts = [(added, "new"), (changed, "changed"), (removed, "removed")];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, verb)| format!("{count} {verb}")).collect();
        say!(out, "{table:20} {}", parts.join(", "));
    }
    for difference in &report.differences {
        match difference {
            Difference::Kept { table, key } => {
                say!(out, "= {table} {key}: edited by hand since; the files do not change it");
            }
            Difference::Missing { table, key, removed: false } => {
                say!(out, "= {table} {key}: not in the files; kept (end it with valid_to)");
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
    let verb = if dry_run { "would change" } else { "changed" };
    let rows =
        if verbose || report.differences.is_empty() { "" } else { " (--verbose shows each)" };
    say!(
        out,
        "{} rows read, {} {verb}{rows}; {} deadline rules are not confirmed by a lawyer yet",
        report.rows,
        report.differences.len(),
        report.unconfirmed_rules
    );
}

/// Says what an import of dossiers has written, all its runs together.
pub(super) fn fed(out: &Out, import: &DossierImport) {
    let Counts { added, changed, unchanged, refused } = import.counts;
    say!(
        out,
        "đã nhập: {added} thêm mới, {changed} thay đổi, {unchanged} như cũ, {refused} bỏ qua / imported: {added} new, \
         {changed} changed, {unchanged} unchanged, {refused} left out"
    );
}

/// Says what moved: numbers of cases, steps and days.
pub(super) fn recounted(out: &Out, report: &Recounted, dry_run: bool) {
    for moved in report.moved.iter().filter(|moved| moved.number.is_some()) {
        let number = moved.number.as_deref().unwrap_or_default();
        say!(out, "{number} {}: {} -> {}", moved.step, moved.before, moved.after);
    }
    let sealed = report.moved.iter().filter(|moved| moved.number.is_none()).count();
    if sealed > 0 {
        say!(out, "{sealed} of the integrity channel");
    }
    let verb = if dry_run { "would move" } else { "moved" };
    say!(out, "{} open obligations counted anew, {} {verb}", report.examined, report.moved.len());
    if report.failed > 0 {
        say!(
            out,
            "{} case(s) could not be counted anew; the log says why: run `liemchinh recount` again",
            report.failed
        );
    }
}

fn named(units: &[UnitName]) -> String {
    let each: Vec<String> =
        units.iter().map(|unit| format!("{} {}", unit.code, unit.name)).collect();
    each.join(", ")
}

/// Says what moved: counts, codes, names of units and numbers of cases.
pub(super) fn succeeded(out: &Out, report: &Succeeded, dry_run: bool) {
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
