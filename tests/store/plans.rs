//! What is asked often is found by an index, however many rows there are.

use macro_rules_attribute::apply;

use super::explain::plan;
use crate::on_both;
use crate::support::{Backend, Scratch};

/// Queries as the store asks them, each with the index that it walks.
const ASKED: [(&str, &str); 5] = [
    ("SELECT id, at FROM events ORDER BY id DESC LIMIT 1", "events_by_id"),
    ("SELECT case_key, n FROM events WHERE case_key = 7 ORDER BY n", "events"),
    ("SELECT case_key, id FROM obligations WHERE case_key = 7", "obligations"),
    (
        "SELECT kind, said FROM reports JOIN cases ON cases.key = case_key \
         WHERE continues_id IS NULL ORDER BY case_key DESC LIMIT 5",
        "reports",
    ),
    ("SELECT key FROM cases WHERE number = 'X'", "cases"),
];

#[apply(on_both)]
fn nothing_asked_often_scans_or_sorts(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let mut conn = scratch.conn();
    for (query, by) in ASKED {
        let plan = plan(&mut conn, query);

        assert!(plan.contains(by), "{query}: {plan}");
        let walks_a_key = plan.contains("SCAN reports") && !plan.contains("TEMP B-TREE");
        let whole = plan.contains("SCAN") && !plan.contains("USING INDEX") && !walks_a_key;
        let worse = ["Seq Scan", "Sort", "TEMP B-TREE"].iter().any(|word| plan.contains(word));
        assert!(!whole && !worse, "{query}: {plan}");
    }
}
