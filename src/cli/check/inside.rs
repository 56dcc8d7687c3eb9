//! What `check` looks at inside of the database: the file, reference data, mail, backups, and the processes that serve.

use super::findings::Findings;
use crate::clean::Cleaner;
use crate::cli::words::check as words;
use crate::cli::{clock, control};
use crate::config::Settings;
use crate::domain::running::clock::ClockState;
use crate::domain::text::{EmailAddress, Words};
use crate::domain::time::office_time;
use crate::mail::UNKNOWN_RECIPIENT;
use crate::service::Service;
use crate::service::running::health::{DeadLetter, Faults};
use crate::store::DbUrl;
use crate::store::upkeep::prove_commit;

/// Seconds after which a copy is old.
const BACKUP_DUE: i64 = 24 * 3600;
/// Codes of units that are named at once.
const MOST_CODES: usize = 10;

pub(super) async fn look(service: &Service, settings: &Settings, findings: &mut Findings) {
    let sound = findings.kept("database", service.check_database().await).is_some();
    // PostgreSQL looks after its files and its backups itself.
    if matches!(settings.database, DbUrl::Sqlite(_)) {
        if sound {
            findings.fine("database", words::sound());
        }
        backup(service, findings).await;
    }
    if findings.kept("database", prove_commit(&settings.database, clock().now())).is_some() {
        findings.fine("database", words::takes_writes());
    }
    reference(service, findings).await;
    if let Some(faults) = findings.kept("mail", service.faults().await) {
        mail(&faults, findings);
    }
    webhooks(service, findings).await;
    files(service, settings, findings).await;
    processes(service, settings, findings).await;
}

async fn webhooks(service: &Service, findings: &mut Findings) {
    let Some(given_up) = findings.kept("webhooks", service.webhooks_given_up().await) else {
        return;
    };
    if given_up > 0 {
        findings.care("webhooks", words::webhooks_given_up(&given_up));
    }
}

/// The files beside reports: whether each is where it was kept.
async fn files(service: &Service, settings: &Settings, findings: &mut Findings) {
    let Some(missing) = findings.kept("files", service.missing_place().await) else { return };
    if let Some(mark) = missing {
        let mark = format!("{}/{mark}", settings.place_name());
        return findings.broken("files", words::files_away(&mark));
    }
    let Some(lost) = findings.kept("files", service.lost_files().await) else { return };
    let Some(strange) = findings.kept("files", service.strange_files().await) else { return };
    if let Some((count, from)) = strange {
        findings.care("files", words::files_strange(&count, &from.office_day()));
    }
    let works = tokio::task::spawn_blocking(|| Cleaner::this().and_then(|it| it.works())).await;
    if !matches!(works, Ok(Ok(true))) {
        findings.care("files", words::no_confinement());
    }
    clamd(service, findings).await;
    let folder = settings.place_name();
    let names: Vec<String> = lost.iter().map(|one| one.file.to_string()).collect();
    let Some(named) = listed(names.iter().map(String::as_str)) else {
        return findings.fine("files", words::files(&folder));
    };
    let changed = lost.iter().filter(|one| one.changed).count();
    let gone = lost.len() - changed;
    findings.care("files", words::files_lost(&gone, &changed, &folder, &named));
}

/// Who looks for malware, and what waits for it or was found.
async fn clamd(service: &Service, findings: &mut Findings) {
    if let Some(clamd) = service.clamd() {
        let address = clamd.address();
        match clamd.version().await {
            Ok(version) => findings.fine("clamd", words::clamd_answers(address, &version)),
            Err(cause) => findings.care("clamd", words::clamd_silent(address, &cause)),
        }
    }
    let Some(scans) = findings.kept("clamd", service.scans().await) else { return };
    if service.clamd().is_some() && scans.waiting > 0 {
        findings.fine("clamd", words::files_waiting(&scans.waiting));
    }
    if scans.found > 0 {
        findings.care("clamd", words::files_found(&scans.found));
    }
}

async fn backup(service: &Service, findings: &mut Findings) {
    let Some(last) = findings.kept("backup", service.last_backup().await) else { return };
    let now = clock().now();
    match last {
        // One from the future was noted by a wrong clock.
        Some(at) if now < at.plus_seconds(BACKUP_DUE) && at < now.plus_seconds(BACKUP_DUE) => {
            findings.fine("backup", words::backed_up(&office_time(at)));
        }
        Some(at) => findings.care("backup", words::backup_old(&office_time(at))),
        None => findings.care("backup", words::no_backup()),
    }
}

async fn reference(service: &Service, findings: &mut Findings) {
    let reference = service.reference();
    let units = reference.units.all();
    if units.is_empty() {
        return findings.broken("reference data", words::no_reference());
    }
    let unconfirmed = reference.rules.all().iter().filter(|rule| !rule.confirmed).count();
    findings.fine("reference data", words::reference(&units.len(), &unconfirmed));
    let today = clock().today();
    let examples = units
        .iter()
        .filter(|unit| unit.exists_on(today))
        .filter(|unit| {
            let email = unit.email.as_deref().map(EmailAddress::parse);
            email.is_some_and(|email| email.is_ok_and(|email| email.is_example()))
        })
        .map(|unit| unit.code.as_str());
    if let Some(codes) = listed(examples) {
        findings.care("units", words::unit_examples(&codes));
    }
    if let Some(year) = service.undecided_year() {
        findings.care("calendar", words::undecided_year(&year));
    }
    let Some(stranded) = findings.kept("cases", service.held_by_ended().await) else { return };
    if stranded > 0 {
        findings.care("cases", words::stranded(&stranded));
    }
}

fn mail(faults: &Faults, findings: &mut Findings) {
    findings.fine("mail", words::mail_waiting(&faults.pending));
    if let Some(since) = faults.late_since.map(office_time) {
        findings.care("mail", words::mail_late(&since));
    }
    if let Some(codes) = listed(faults.units_without_address.iter().map(String::as_str)) {
        findings.care("units", words::unit_without_address(&codes));
    }
    // A reporter's mistyped address is nobody's to mend.
    let mistyped =
        |letter: &&DeadLetter| letter.unit.is_none() && letter.why.starts_with(UNKNOWN_RECIPIENT);
    let unknown = faults.dead_letters.iter().filter(mistyped).count();
    if unknown > 0 {
        findings.fine("mail", words::mistyped(&unknown));
    }
    for letter in faults.dead_letters.iter().filter(|letter| !mistyped(letter)) {
        findings.care("mail", given_up(letter));
    }
}

/// A mail that was given up, and what sends it again.
fn given_up(letter: &DeadLetter) -> Words {
    let (template, day, en) = (letter.template, letter.day, &letter.why);
    let vi = words::why(en);
    let unit = letter.unit.as_deref();
    let (to_vi, to_en) = (unit.unwrap_or("người phản ánh"), unit.unwrap_or("a reporter"));
    Words::new(
        format!(
            "thư {template} gửi {to_vi} đã bị bỏ ngày {day}: {vi}; sửa xong thì `liemchinh mail revive --since {day}`"
        ),
        format!(
            "{template} to {to_en} was given up on {day}: {en}; when mended, `liemchinh mail revive --since {day}`"
        ),
    )
}

async fn processes(service: &Service, settings: &Settings, findings: &mut Findings) {
    let Some(instances) = findings.kept("servers", service.instances().await) else { return };
    // A mark outlives its process for a while; on SQLite the server can be knocked at.
    let sqlite = matches!(settings.database, DbUrl::Sqlite(_));
    let knocked = !sqlite || control::is_served(settings).await;
    if instances.is_empty() || !knocked {
        findings.care("servers", words::servers_none());
    } else {
        findings.fine("servers", words::servers(&instances.len()));
    }
    let doubting = instances.iter().filter(|said| said.clock != ClockState::Agrees).count();
    if doubting > 0 {
        findings.care("clock", words::clock_doubted(&doubting));
    }
    let dropped: u64 = instances.iter().map(|said| said.dropped_lines).sum();
    if dropped > 0 {
        findings.care("log", words::lines_dropped(&dropped));
    }
    if instances.iter().any(|said| said.stranger_forwards) {
        findings.care("trusted_proxies", words::stranger_forwards());
    }
}

/// Some codes, and how many there are.
fn listed<'a>(codes: impl Iterator<Item = &'a str>) -> Option<String> {
    let codes: Vec<&str> = codes.collect();
    let first = codes.iter().take(MOST_CODES).copied().collect::<Vec<_>>().join(", ");
    match codes.len() {
        0 => None,
        1..=MOST_CODES => Some(first),
        all => Some(format!("{first}, … ({all})")),
    }
}
