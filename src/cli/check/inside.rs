//! What `check` looks at inside of the database: the file, reference data, mail, backups, and the processes that serve.

use super::findings::Findings;
use crate::cli::{clock, control};
use crate::config::Settings;
use crate::domain::running::clock::ClockState;
use crate::domain::text::EmailAddress;
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
            findings.fine("database", "the file is sound");
        }
        backup(service, findings).await;
    }
    if findings.kept("database", prove_commit(&settings.database, clock().now())).is_some() {
        findings.fine("database", "it takes writes");
    }
    reference(service, findings).await;
    if let Some(faults) = findings.kept("mail", service.faults().await) {
        mail(&faults, findings);
    }
    webhooks(service, findings).await;
    processes(service, settings, findings).await;
}

async fn webhooks(service: &Service, findings: &mut Findings) {
    let Some(given_up) = findings.kept("webhooks", service.webhooks_given_up().await) else {
        return;
    };
    if given_up > 0 {
        findings.care(
            "webhooks",
            format!("{given_up} đăng ký webhook đã bị bỏ sau ba ngày không gọi được: chủ tài khoản cần gửi lại địa chỉ (POST /api/v1/webhooks) hoặc hủy"),
            format!(
                "{given_up} subscription(s) were given up after three days of failures: their accounts must send the \
                 address again (POST /api/v1/webhooks), or end them"
            ),
        );
    }
}

async fn backup(service: &Service, findings: &mut Findings) {
    let Some(last) = findings.kept("backup", service.last_backup().await) else { return };
    let now = clock().now();
    match last {
        // One from the future was noted by a wrong clock.
        Some(at) if now < at.plus_seconds(BACKUP_DUE) && at < now.plus_seconds(BACKUP_DUE) => {
            findings.fine("backup", office_time(at));
        }
        Some(at) => {
            let at = office_time(at);
            findings.care(
                "backup",
                format!("bản sao lưu gần nhất đã quá một ngày ({at}): hãy chạy `liemchinh backup FILE` mỗi đêm"),
                format!("the last one is older than a day ({at}): run `liemchinh backup FILE` every night"),
            );
        }
        None => findings.care(
            "backup",
            "chưa có bản sao lưu nào: hãy chạy `liemchinh backup FILE` mỗi đêm, và giữ tệp khóa ở nơi khác",
            "there is none yet: run `liemchinh backup FILE` every night, and keep the key file elsewhere",
        ),
    }
}

async fn reference(service: &Service, findings: &mut Findings) {
    let reference = service.reference();
    let units = reference.units.all();
    if units.is_empty() {
        return findings.broken(
            "reference data",
            &"none is loaded; run `liemchinh import data`, or `liemchinh import --builtin`",
        );
    }
    let unconfirmed = reference.rules.all().iter().filter(|rule| !rule.confirmed).count();
    findings.fine(
        "reference data",
        format!(
            "{} units; {unconfirmed} deadline rules still to be confirmed by a lawyer",
            units.len()
        ),
    );
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
        findings.care(
            "units",
            format!("địa chỉ thư là ví dụ, không ai nhận: {codes}; hãy sửa trong units.csv rồi nạp lại"),
            format!("mail addresses are examples and reach nobody: {codes}; set them in units.csv and import"),
        );
    }
    if let Some(year) = service.undecided_year() {
        findings.care(
            "calendar",
            format!("chưa nạp quyết định về ngày nghỉ năm {year}: ngày tính đến năm đó chỉ là tạm tính; hãy sửa calendar.csv rồi nạp"),
            format!("the decision on the days off of {year} is not loaded: days counted to it are provisional; edit calendar.csv and import"),
        );
    }
    let Some(stranded) = findings.kept("cases", service.held_by_ended().await) else { return };
    if stranded > 0 {
        findings.care(
            "cases",
            format!("{stranded} hồ sơ đang mở do đơn vị đã kết thúc giữ: xem `liemchinh succeed --dry-run --on NGÀY`, NGÀY là ngày đầu của đơn vị mới"),
            format!(
                "{stranded} open case(s) are held by units that ended; look at `liemchinh succeed --dry-run --on DAY`, \
                 where DAY is the first day of the new units"
            ),
        );
    }
}

fn mail(faults: &Faults, findings: &mut Findings) {
    findings.fine("mail", format!("{} waiting", faults.pending));
    if let Some(since) = faults.late_since.map(office_time) {
        findings.care(
            "mail",
            format!("có thư đợi từ {since}, quá một giờ làm việc: `serve` hoặc `worker` có chạy không, máy chủ thư có nhận không?"),
            format!(
                "one waits since {since}, more than an hour of office time: does `serve` or `worker` run, does the \
                 mail server take it?"
            ),
        );
    }
    if let Some(codes) = listed(faults.units_without_address.iter().map(String::as_str)) {
        findings.care(
            "units",
            format!("không có địa chỉ thư: {codes}; hãy đặt trong units.csv rồi nạp lại"),
            format!("no mail address: {codes}; set it in units.csv and import"),
        );
    }
    // A reporter's mistyped address is nobody's to mend.
    let mistyped =
        |letter: &&DeadLetter| letter.unit.is_none() && letter.why.starts_with(UNKNOWN_RECIPIENT);
    let unknown = faults.dead_letters.iter().filter(mistyped).count();
    if unknown > 0 {
        findings.fine("mail", format!("{unknown} to reporters whose address does not exist"));
    }
    for letter in faults.dead_letters.iter().filter(|letter| !mistyped(letter)) {
        let unit = letter.unit.as_deref().unwrap_or("người phản ánh / a reporter");
        let (template, day, why) = (letter.template, letter.day, &letter.why);
        findings.care(
            "mail",
            format!("thư {template} gửi {unit} đã bị bỏ ngày {day}: {why}; sửa xong thì `liemchinh mail revive --since {day}`"),
            format!("{template} to {unit} was given up on {day}: {why}; when mended, `liemchinh mail revive --since {day}`"),
        );
    }
}

async fn processes(service: &Service, settings: &Settings, findings: &mut Findings) {
    let Some(instances) = findings.kept("servers", service.instances().await) else { return };
    // A mark outlives its process for a while; on SQLite the server can be knocked at.
    let sqlite = matches!(settings.database, DbUrl::Sqlite(_));
    let knocked = !sqlite || control::is_served(settings).await;
    if instances.is_empty() || !knocked {
        findings.care(
            "servers",
            "không thấy tiến trình nào đang phục vụ: `serve` có đang chạy và ghi được không? Xem /readyz",
            "no process serves: is `serve` running, and can it write? Look at /readyz",
        );
    } else {
        findings.fine("servers", format!("{} process(es)", instances.len()));
    }
    let doubting = instances.iter().filter(|said| said.clock != ClockState::Agrees).count();
    if doubting > 0 {
        findings.care(
            "clock",
            format!("{doubting} tiến trình nghi đồng hồ của máy: quá hạn, nhắc việc, kết thúc tự động đang tạm dừng; xem đồng hồ, rồi `liemchinh clock accept`"),
            format!(
                "{doubting} process(es) doubt the machine's clock: misses, reminders and closings are paused; look at \
                 the clock, then `liemchinh clock accept`"
            ),
        );
    }
    let dropped: u64 = instances.iter().map(|said| said.dropped_lines).sum();
    if dropped > 0 {
        findings.care(
            "log",
            format!("{dropped} dòng nhật ký không ghi được: đĩa đầy, hay nơi đọc nhật ký đã dừng?"),
            format!("{dropped} line(s) could not be written: is the disk full, is who reads the log gone?"),
        );
    }
    if instances.iter().any(|said| said.stranger_forwards) {
        findings.care(
            "trusted_proxies",
            "có X-Forwarded-For từ một địa chỉ không được tin: nếu đó là proxy của đơn vị, hãy ghi vào trusted_proxies",
            "X-Forwarded-For came from a peer that is not trusted: if that is your proxy, name it in trusted_proxies",
        );
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
