//! The feed of dossiers from a file: the difference first, all or nothing, the same file again, and what a crash left.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection};
use liemchinh::harness::domain::{Clock, Day, SystemClock};

use crate::demo::holds;
use crate::made::stopped_demo;
use crate::tools::site::Site;

const HEAD: &str = "code,unit,procedure,received_on,promised_on,returned_on";
const FEED: [&str; 3] = ["import", "dossiers", "feed.csv"];

fn site() -> Site {
    Site::new("sqlite:liemchinh.db")
}

/// A day so many days before today.
fn ago(days: i64) -> Day {
    SystemClock::default().today().checked_sub(jiff::Span::new().days(days)).unwrap()
}

/// A dossier promised for so many days ago, with the day of its result.
fn line(n: u32, promised: i64, returned: Option<i64>) -> String {
    let returned = returned.map(|days| ago(days).to_string()).unwrap_or_default();
    format!("H53.21-250701-{n:05},TN.SNNMT,1.005398,{},{},{returned}", ago(60), ago(promised))
}

fn write(site: &Site, lines: &[String]) {
    let text = format!("{HEAD}\n{}\n", lines.join("\n"));
    std::fs::write(site.path().join("feed.csv"), text).unwrap();
}

fn feed(site: &Site, more: &[&str]) -> String {
    site.ok(&[&FEED, more].concat())
}

/// What a command that ends badly said.
fn feed_fails(site: &Site, more: &[&str]) -> String {
    let output = site.command(&[], &[&FEED, more].concat()).output().unwrap();
    assert!(!output.status.success());
    [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).concat()
}

#[derive(QueryableByName, Debug, PartialEq, Eq)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    said: String,
}

fn conn(site: &Site) -> SqliteConnection {
    open(&site.path().join("liemchinh.db"))
}

fn open(file: &Path) -> SqliteConnection {
    SqliteConnection::establish(file.to_str().unwrap()).unwrap()
}

fn ask(site: &Site, query: &str) -> Vec<String> {
    asked(&mut conn(site), query)
}

fn asked(conn: &mut SqliteConnection, query: &str) -> Vec<String> {
    let rows: Vec<Row> = diesel::sql_query(query).load(conn).unwrap();
    rows.into_iter().map(|row| row.said).collect()
}

const IMPORTS: &str = "SELECT source || ' ' || door || ' ' || added || ' ' || changed || ' ' || unchanged || ' ' || \
                       refused || ' ' || (finished_at IS NOT NULL) AS said FROM dossier_imports ORDER BY began_at, id";
const CODES: &str = "SELECT code AS said FROM dossiers ORDER BY code";

#[test]
fn a_file_says_its_difference_and_again_changes_nothing() {
    let site = site();
    write(&site, &[line(1, 10, None), line(2, 9, None), line(3, 8, Some(8))]);

    let tried = feed(&site, &["--dry-run"]);
    holds(
        &tried,
        &["3 thêm mới", "3 new, 0 changed, 0 unchanged, 0 refused", "nothing was written"],
    );
    assert!(ask(&site, CODES).is_empty());
    holds(
        &feed(&site, &["--source", "Cổng dịch vụ công"]),
        &["imported: 3 new, 0 changed, 0 unchanged"],
    );
    let again = feed(&site, &[]);
    holds(&again, &["0 new, 0 changed, 3 unchanged", "không có gì thay đổi", "nothing changes"]);
    assert_eq!(ask(&site, IMPORTS), ["Cổng dịch vụ công file 3 0 0 0 1"]);

    write(&site, &[line(1, 3, None), line(2, 9, Some(7)), line(3, 8, Some(8)), line(4, -9, None)]);
    let moved = format!("promised_on {} -> {}", ago(10), ago(3));
    let returned = format!("returned_on - -> {}", ago(7));
    let told = feed(&site, &["--verbose"]);
    holds(
        &told,
        &[
            "~ 2: TN.SNNMT H53.21-250701-00001",
            &moved,
            &returned,
            "+ 5: TN.SNNMT H53.21-250701-00004",
        ],
    );
    holds(&told, &["1 new, 2 changed, 1 unchanged, 0 refused"]);
    assert_eq!(ask(&site, IMPORTS)[1], "feed.csv file 1 2 1 0 1");
    let kept = ask(
        &site,
        "SELECT promised_first_on || ' ' || promised_on AS said FROM dossiers ORDER BY code LIMIT 1",
    );
    assert_eq!(kept, [format!("{} {}", ago(10), ago(3))]);
}

#[test]
fn one_line_that_is_refused_keeps_the_whole_file_out_unless_the_others_are_asked_for() {
    let site = site();
    let future = line(2, 9, None).replace(&ago(60).to_string(), &ago(-1).to_string());
    let person = line(3, 9, None).replace("H53.21-250701-00003", "0900 000 001");
    let short = "H53.21-250701-00005,TN.SNNMT".to_owned();
    write(&site, &[line(1, 10, None), future, person, line(1, 9, None), short]);

    for more in [&[][..], &["--dry-run"]] {
        let told = feed_fails(&site, more);
        holds(
            &told,
            &[
                "! 3 received_on: Ngày này chưa đến.",
                "! 4 code: Giống số điện thoại",
                "! 5 code: Hồ sơ (hoặc tháng) này",
                "! 6 : Dòng có 2 ô, phải có 6.",
                "4 dòng bị từ chối",
                "--skip-refused",
            ],
        );
        assert!(!told.contains("0900"), "what is refused is not told again: {told}");
    }
    assert!(ask(&site, CODES).is_empty() && ask(&site, IMPORTS).is_empty());

    holds(
        &feed(&site, &["--skip-refused"]),
        &["imported: 1 new, 0 changed, 0 unchanged, 4 left out"],
    );
    holds(&feed(&site, &["--skip-refused"]), &["nothing changes"]);
    assert_eq!(ask(&site, CODES), ["H53.21-250701-00001"]);
    assert_eq!(ask(&site, IMPORTS), ["feed.csv file 1 0 0 4 1"]);
}

#[test]
fn what_a_crash_between_two_parts_left_undone_the_same_file_finishes_as_one_import() {
    let site = site();
    let lines: Vec<String> = (1..=2500).map(|n| line(n, 10, None)).collect();
    write(&site, &lines);
    holds(&feed(&site, &[]), &["imported: 2500 new"]);
    // As a process leaves it that ends after its first part.
    let half = "DELETE FROM dossiers WHERE code > 'H53.21-250701-01000'; \
                UPDATE dossier_imports SET finished_at = NULL, added = 1000;";
    conn(&site).batch_execute(half).unwrap();

    let told = feed(&site, &[]);

    holds(
        &told,
        &["1500 new, 0 changed, 1000 unchanged", "imported: 2500 new, 0 changed, 0 unchanged"],
    );
    assert_eq!(ask(&site, "SELECT count(*) || '' AS said FROM dossiers"), ["2500"]);
    assert_eq!(ask(&site, IMPORTS), ["feed.csv file 2500 0 0 0 1"]);
    let imports = "SELECT count(DISTINCT first_import) || '' AS said FROM dossiers";
    assert_eq!(ask(&site, imports), ["1"]);
}

#[test]
fn a_file_that_a_spreadsheet_saved_is_imported_beside_a_server() {
    let site = site();
    let (mut server, _) = site.serve();
    let rows = [HEAD.to_owned(), line(1, 10, None), line(2, 9, Some(9)), ",,,,,".to_owned()];
    let text = format!("\u{FEFF}{}\r\n", rows.join("\r\n").replace(',', ";"));
    std::fs::write(site.path().join("feed.csv"), text).unwrap();

    let told = feed(&site, &[]);
    let folder = feed_fails(&site, &["--nonsense"]);

    assert!(server.stop("TERM").success());
    holds(&told, &["imported: 2 new, 0 changed, 0 unchanged, 0 left out"]);
    assert!(folder.contains("--nonsense"));
    assert_eq!(ask(&site, CODES).len(), 2);
    std::fs::write(site.path().join("feed.csv"), format!("{HEAD},ho_ten\n")).unwrap();
    holds(&feed_fails(&site, &[]), &["feed.csv", "không thêm cột nào", "no other column"]);
    std::fs::write(site.path().join("feed.csv"), format!("{HEAD}\n")).unwrap();
    holds(&feed_fails(&site, &[]), &["không có dòng nào / no rows"]);
}

#[test]
fn the_demo_has_a_feed_that_came_week_by_week_with_what_is_late_in_it() {
    let folder = tempfile::tempdir().unwrap();
    stopped_demo(folder.path());
    let mut conn = open(&folder.path().join("var/demo/liemchinh.db"));
    let mut count = |query: &str| -> i64 {
        let query = format!("SELECT count(*) || '' AS said FROM {query}");
        asked(&mut conn, &query)[0].parse().unwrap()
    };

    assert!(count("dossiers") > 200);
    assert!(count("dossiers WHERE returned_on > promised_first_on") > 20);
    assert!(count("dossiers WHERE promised_on > promised_first_on") > 3);
    assert!(count("dossier_imports WHERE finished_at IS NOT NULL AND changed > 0") > 20);
    // What the sample reports complain of was known before them.
    let known = "reports JOIN cases ON cases.key = case_key JOIN dossiers USING (dossier_key) WHERE known_on < received_on_case";
    let known = known.replace("received_on_case", "cases.received_on");
    let all = "reports WHERE dossier_key IS NOT NULL";
    assert!(count(&known) >= 10 && count(&known) == count(all));
}
