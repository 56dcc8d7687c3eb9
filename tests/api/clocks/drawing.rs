//! The draw: ordinary cases are called up by chance, so that the word tells nothing of a case that became a tip.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use jiff::civil::{Date, date};
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{TestApp, feedback, with};
use crate::followed::Life;
use crate::on_both_apps;

#[derive(QueryableByName)]
struct Drawn {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// How many cases were called up of each unit.
fn drawn(app: &TestApp) -> Vec<(String, i64)> {
    let query = "SELECT u.code AS code, COUNT(*) AS n FROM called_up c JOIN units u ON u.id = c.unit_id \
                 GROUP BY u.code ORDER BY u.code";
    let rows: Vec<Drawn> = diesel::sql_query(query).load(&mut app.scratch.conn()).unwrap();
    rows.into_iter().map(|row| (row.code, row.n)).collect()
}

/// Each day at the end of office hours until `last`, by a service that draws.
async fn until(app: &TestApp, first: Date, last: Date) -> usize {
    let service = app.service.clone().drawing(true);
    let (mut day, mut made) = (first, 0);
    while day <= last {
        app.set(&format!("{day}T09:30:00Z"));
        made += service.draw().await.unwrap();
        // Drawn is drawn: the next round of the same day finds nothing.
        assert_eq!(service.draw().await.unwrap(), 0, "{day}");
        day = day.tomorrow().unwrap();
    }
    made
}

const QUARTERS_END: Date = date(2024, 12, 31);

#[apply(on_both_apps)]
async fn at_least_one_case_of_each_unit_is_called_up_in_a_quarter(app: &TestApp) {
    for unit in ["TN.STNMT", "TN.SYT", "TN.SXD"] {
        for _ in 0..3 {
            app.file(&with(feedback(), &json!({"unit": unit}))).await;
        }
    }

    let made = until(app, date(2024, 10, 15), QUARTERS_END).await;

    let each = drawn(app);
    let units: Vec<_> = each.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(units, ["TN.STNMT", "TN.SXD", "TN.SYT"]);
    // Sometimes one more, or their number would tell of a tip.
    assert!(each.iter().all(|(_, n)| (1..=3).contains(n)), "{each:?}");
    assert_eq!(i64::try_from(made).unwrap(), each.iter().map(|(_, n)| n).sum::<i64>());
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn as_many_are_called_up_as_became_tips(app: &TestApp) {
    let mut lives = Vec::new();
    for _ in 0..12 {
        lives.push(Life::file(app, &feedback()).await.0);
    }
    let inspector = app.inspector().await;
    for life in lives.iter_mut().take(4) {
        let tip = json!({"command": "requalify", "kind": "corruption_tip", "text": "Người nộp kể việc bị đòi tiền."});
        life.step(&inspector, tip).await;
    }

    let made = until(app, date(2024, 10, 15), QUARTERS_END).await;

    assert!((5..=8).contains(&made), "as many as tips, and what is drawn anyway: {made}");
    assert_eq!(drawn(app), [("TN.STNMT".to_owned(), 4 + i64::try_from(made).unwrap())]);
}

#[apply(on_both_apps)]
async fn nothing_is_drawn_at_night_on_a_day_off_or_where_it_is_switched_off(app: &TestApp) {
    app.file(&feedback()).await;
    let service = app.service.clone().drawing(true);
    // The last working day of the quarter takes what is left: by day it would be called up.
    for at in ["2024-12-30T22:00:00Z", "2024-12-31T12:00:00Z", "2024-12-29T03:00:00Z"] {
        app.set(at);
        assert_eq!(service.draw().await.unwrap(), 0, "{at}");
    }
    app.begin("2024-12-31T09:30:00Z").await;
    assert_eq!(app.service.draw().await.unwrap(), 0, "as it is set up here");
    assert_eq!(service.draw().await.unwrap(), 1);
}

#[apply(on_both_apps)]
async fn by_a_clock_that_may_be_wrong_nothing_is_drawn(app: &TestApp) {
    app.file(&feedback()).await;
    let service = app.service.clone().drawing(true);
    app.clock.jump("2024-12-31T09:30:00Z".parse().unwrap());

    assert_eq!(service.draw().await.unwrap(), 0);
}
