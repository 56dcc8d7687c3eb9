//! Months that are over are summed up once, and what is counted under them later is in their figures all the same.

use std::cell::Cell;

use diesel::prelude::*;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;
use crate::rival::{Count, another, execute, until_somebody_waits};
use crate::steps::{done, typed};

const UNIT: &str = "TN.STNMT";

fn count(app: &TestApp, query: &str) -> i64 {
    diesel::sql_query(query).get_result::<Count>(&mut app.scratch.conn()).unwrap().n
}

/// Eight reports of September 2024, of which nothing was done, on a day of October.
async fn filed_in_september(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    eight(app).await;
}

async fn eight(app: &TestApp) {
    for _ in 0..8 {
        app.file(&with(feedback(), &json!({"unit": UNIT}))).await;
    }
    app.set("2024-10-15T02:00:00Z");
}

/// As [`filed_in_september`], and a paper with a stamp of weeks before, whose answer fell due in that month; an inspector and
/// its case.
async fn with_old_paper(app: &TestApp) -> (String, String) {
    app.begin("2024-09-04T02:00:00Z").await;
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let paper = json!({"filed_via": "desk_paper", "paper_on": "2024-08-12", "unit": UNIT});
    let filed = typed(app, &clerk, &paper).await;
    eight(app).await;
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, filed.str("/number")).await;
    (inspector, case)
}

/// The inspector's word, by which its duty counts under that month.
fn vouch() -> Value {
    json!({"command": "vouch_paper", "upheld": true, "text": "Sổ công văn đến ghi ngày 12/08."})
}

/// By an inspector's eyes, who sees what is counted now.
async fn opened_in_september(app: &TestApp) -> Value {
    let inspector = app.inspector().await;
    let path = format!("/api/v1/movements/plan-577-2024/scores/{UNIT}");
    let reply = app.get(&path).bearer(&inspector).send().await;
    reply.body["lines"][0]["line"]["opened"].clone()
}

#[apply(on_both_apps)]
async fn what_is_counted_under_a_summed_month_stands_beside_its_sum(app: &TestApp) {
    let (inspector, case) = with_old_paper(app).await;
    let before = opened_in_september(app).await;

    assert_eq!(app.service.sum_up_months(12).await.unwrap(), 1, "October still grows");
    assert_eq!(app.service.sum_up_months(12).await.unwrap(), 0, "once");
    let summed = opened_in_september(app).await;
    done(app, &inspector, &case, 1, vouch()).await;
    let after = opened_in_september(app).await;

    assert_eq!((before, summed, after), (json!(8), json!(8), json!(9)));
    assert_eq!(count(app, "SELECT COUNT(*) AS n FROM ledger_sums WHERE case_key <> 0"), 1);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_sum_that_is_not_that_of_its_entries_shows(app: &TestApp) {
    filed_in_september(app).await;
    app.service.sum_up_months(12).await.unwrap();

    let forged = "UPDATE ledger_sums SET count = count + 1 WHERE metric = 'filed'";
    diesel::sql_query(forged).execute(&mut app.scratch.conn()).unwrap();
    let found = app.service.verify_ledger(|_| {}).unwrap();

    assert_eq!((found.wrong_sums, found.missing, found.extra), (1, 0, 0));
    assert!(!found.agrees());
}

#[apply(on_both_apps)]
async fn a_month_is_summed_up_three_days_after_its_end(app: &TestApp) {
    filed_in_september(app).await;
    app.begin("2024-10-03T02:00:00Z").await;
    assert_eq!(app.service.sum_up_months(12).await.unwrap(), 0, "another clock may say September");
    app.set("2024-10-04T02:00:00Z");
    assert_eq!(app.service.sum_up_months(12).await.unwrap(), 1);
}

#[apply(on_both_apps)]
async fn a_month_that_a_wrong_clock_summed_up_is_open_again_once_the_clock_is_set_right(
    app: &TestApp,
) {
    filed_in_september(app).await;
    assert_eq!(app.service.sum_up_months(12).await.unwrap(), 1);

    app.begin("2024-09-20T02:00:00Z").await;
    assert_eq!(count(app, "SELECT COUNT(*) AS n FROM ledger_months"), 0);
    app.file(&with(feedback(), &json!({"unit": UNIT}))).await;
    app.set("2024-10-15T02:00:00Z");

    assert_eq!(app.service.sum_up_months(12).await.unwrap(), 1);
    let filed = "SELECT CAST(SUM(count) AS BIGINT) AS n FROM ledger_sums WHERE metric = 'filed'";
    assert_eq!(count(app, filed), 9);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

/// The service does `asked` while another process holds `statements` uncommitted, and commits when it waits.
async fn beside<T>(app: &TestApp, statements: &str, asked: impl Future<Output = T>) -> T {
    let mut conn = another(app, statements);
    let done = Cell::new(false);
    let asking = async {
        let reply = asked.await;
        done.set(true);
        reply
    };
    let committing = async {
        until_somebody_waits(app, || done.get()).await;
        execute(&mut conn, "COMMIT");
    };
    tokio::join!(asking, committing).0
}

fn locked(app: &TestApp, lock: &str, statements: &str) -> String {
    let lock = if crate::rival::on_postgres(app) {
        format!("SELECT {lock}(577, 2);")
    } else {
        String::new()
    };
    format!("{lock} {statements}")
}

#[apply(on_both_apps)]
async fn a_month_is_not_summed_up_while_somebody_counts_under_it(app: &TestApp) {
    filed_in_september(app).await;
    let counts = "INSERT INTO ledger_entries (case_key, n, unit_id, cohort_on, metric, kind, delta) \
                  SELECT case_key, 99, unit_id, cohort_on, 'met', kind, 1 FROM ledger_entries WHERE metric = 'filed'";

    let statements = locked(app, "pg_advisory_xact_lock_shared", counts);
    let summed = beside(app, &statements, app.service.sum_up_months(12)).await;

    assert_eq!(summed.unwrap(), 1);
    let found = app.service.verify_ledger(|_| {}).unwrap();
    assert_eq!((found.wrong_sums, found.extra), (0, 8), "what was on its way is in the sum");
}

#[apply(on_both_apps)]
async fn nobody_counts_under_a_month_that_is_being_summed_up(app: &TestApp) {
    let (inspector, case) = with_old_paper(app).await;
    let sums = "INSERT INTO ledger_months (month) VALUES ('2024-09-01'); \
                INSERT INTO ledger_sums (month, unit_id, metric, kind, case_key, n, count) \
                SELECT '2024-09-01', unit_id, metric, kind, 0, 0, SUM(delta) FROM ledger_entries GROUP BY unit_id, metric, kind";

    let statements = locked(app, "pg_advisory_xact_lock", sums);
    beside(app, &statements, done(app, &inspector, &case, 1, vouch())).await;

    assert_eq!(count(app, "SELECT COUNT(*) AS n FROM ledger_sums WHERE case_key <> 0"), 1);
    assert_eq!(app.service.verify_ledger(|_| {}).unwrap().wrong_sums, 0);
}
