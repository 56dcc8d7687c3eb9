//! Each index earns its place: the query it serves, and that this walks it on both databases, without looking at every row and
//! without a sort of more than a page.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::Text;
use liemchinh::harness::store::{COUNTED, Conn, WAITED, accepts_query, answered_query};
use macro_rules_attribute::apply;

use super::explain::plan;
use crate::on_both;
use crate::support::{Backend, Scratch};

/// Each index with a query as the store asks it. What leads the queues is held with the statements that are really sent, in
/// `queue.rs`.
const SERVED: [(&str, &str); 99] = [
    ("users_by_role", "SELECT id FROM users WHERE role = $1 ORDER BY login LIMIT 50"),
    ("users_by_unit", "SELECT id FROM users WHERE unit_id = $1 ORDER BY login LIMIT 50"),
    ("case_terms_of", "SELECT term FROM case_terms WHERE case_key = $1"),
    ("contact_terms_of", "SELECT hash FROM contact_terms WHERE case_key = $1"),
    (
        "case_changes_by_key",
        "SELECT at, case_key FROM case_changes WHERE side = $1 AND reader_id = $2 AND case_key < $3 ORDER BY case_key DESC LIMIT 50",
    ),
    (
        "case_changes_by_time",
        "SELECT at, case_key FROM case_changes WHERE side = $1 AND reader_id = $2 AND (at, case_key) < ($3, $4) \
         ORDER BY at DESC, case_key DESC LIMIT 50",
    ),
    (
        "case_changes_by_time",
        "SELECT at, case_key FROM case_changes WHERE side = $1 AND reader_id = $2 AND at >= $3 ORDER BY at, case_key LIMIT 50",
    ),
    (
        "staff_texts_by_case",
        "SELECT id FROM staff_texts WHERE case_key = $1 ORDER BY changed_at DESC LIMIT 50",
    ),
    (
        "staff_texts_by_user",
        "SELECT id FROM staff_texts WHERE user_id = $1 AND kind = 'view' ORDER BY name LIMIT 50",
    ),
    (
        "staff_texts_shared",
        "SELECT id FROM staff_texts WHERE unit_id = $1 AND kind = 'view' AND shared ORDER BY name LIMIT 50",
    ),
    ("case_group_members_of", "SELECT group_id FROM case_group_members WHERE case_key = $1"),
    ("sessions_by_user", "SELECT token_hash FROM sessions WHERE user_id = $1"),
    (
        "sign_in_guards_by_user",
        "SELECT guard FROM sign_in_guards WHERE user_id = $1 ORDER BY seen_on DESC LIMIT 50",
    ),
    ("deputies_by_user", "SELECT id FROM deputies WHERE user_id = $1"),
    ("deputies_by_unit", "SELECT id FROM deputies WHERE unit_id = $1"),
    (
        "cases_by_holder",
        "SELECT id FROM cases WHERE holder_id = $1 AND is_open = true ORDER BY next_due_on, id LIMIT 50",
    ),
    (
        "cases_held_in_state",
        "SELECT id FROM cases WHERE holder_id = $1 AND state = $2 ORDER BY next_due_on, id LIMIT 50",
    ),
    ("cases_by_due", "SELECT id FROM cases WHERE is_open = true ORDER BY next_due_on, id LIMIT 50"),
    ("cases_by_state", "SELECT id FROM cases WHERE state = $1 ORDER BY next_due_on, id LIMIT 50"),
    (
        "cases_by_kind",
        "SELECT id FROM cases WHERE kind = $1 AND is_open = true ORDER BY next_due_on, id LIMIT 50",
    ),
    (
        "cases_by_category",
        "SELECT id FROM cases WHERE category = $1 AND is_open = true ORDER BY next_due_on, id LIMIT 50",
    ),
    (
        "cases_by_accused",
        "SELECT id FROM cases WHERE accused_id = $1 AND is_open = true ORDER BY next_due_on, id LIMIT 50",
    ),
    (
        "cases_by_assignee",
        "SELECT id FROM cases WHERE assignee_id = $1 AND is_open = true ORDER BY next_due_on, id LIMIT 50",
    ),
    ("cases_received", "SELECT key FROM cases WHERE received_on BETWEEN $1 AND $2 LIMIT 50"),
    ("cases_closed", "SELECT key FROM cases WHERE closed_on BETWEEN $1 AND $2 LIMIT 50"),
    (
        "cases_by_wait",
        "SELECT id FROM cases WHERE waits_until < $1 ORDER BY waits_until, id LIMIT 50",
    ),
    (
        "cases_awaiting",
        "SELECT id FROM cases WHERE awaits_inspector ORDER BY next_due_on, id LIMIT 50",
    ),
    ("cases_held", "SELECT id FROM cases WHERE held_until <= $1 ORDER BY held_until, id LIMIT 50"),
    ("cases_hinted", "SELECT id FROM cases WHERE hinted ORDER BY next_due_on, id LIMIT 50"),
    ("cases_merged", "SELECT id FROM cases WHERE merged_into = $1 ORDER BY id LIMIT 100"),
    // Nothing is looked for by this one: it refuses a second duty of the same step, open at the same unit.
    (
        "obligations_one_open",
        "SELECT id FROM obligations WHERE case_key = $1 AND step = $2 AND unit_id = $3 AND status = 'open'",
    ),
    (
        "obligations_by_due",
        "SELECT id FROM obligations WHERE status = 'open' AND due_on <= $1 ORDER BY due_on, id LIMIT 50",
    ),
    (
        "obligations_by_miss",
        "SELECT unit_id FROM obligations WHERE missed_on IS NOT NULL AND missed_on >= $1 AND missed_on <= $2 \
         AND status <> 'released'",
    ),
    (
        "obligations_taking_up",
        "SELECT missed_on FROM obligations WHERE unit_id = $1 AND step = 'accept' AND cohort_on >= $2 AND cohort_on <= $3",
    ),
    (
        "obligations_answered",
        "SELECT case_key FROM obligations WHERE unit_id = $1 AND step = 'answer' AND status = 'met' \
         AND ended_on >= $2 AND ended_on <= $3",
    ),
    ("events_by_id", "SELECT id, at FROM events ORDER BY id DESC LIMIT 1"),
    // What is drawn is looked for from the end.
    (
        "cases_by_holder",
        "SELECT id FROM cases WHERE holder_id = $1 AND is_open = false AND held_until IS NULL \
         ORDER BY next_due_on DESC, id DESC LIMIT 20000",
    ),
    (
        "called_up_by_unit",
        "SELECT case_id FROM called_up WHERE unit_id = $1 ORDER BY called_up_on DESC, case_id LIMIT 50",
    ),
    ("apologies_by_day", "SELECT id FROM apologies ORDER BY promised_on, id LIMIT 50"),
    (
        "apologies_by_unit",
        "SELECT id FROM apologies WHERE unit_id = $1 ORDER BY promised_on, id LIMIT 50",
    ),
    ("apologies_one_a_dossier", "SELECT id FROM apologies WHERE dossier_key = $1"),
    ("apologies_by_case", "SELECT id FROM apologies WHERE case_id = $1 AND case_id IS NOT NULL"),
    (
        "public_answers_by_day",
        "SELECT id FROM public_answers WHERE withdrawn_on IS NULL ORDER BY published_on DESC, id LIMIT 50",
    ),
    (
        "public_answers_by_unit",
        "SELECT id FROM public_answers WHERE withdrawn_on IS NULL AND unit_id = $1 \
         ORDER BY published_on DESC, id LIMIT 50",
    ),
    ("ratings_by_day", "SELECT score FROM ratings WHERE answered_on > $1 AND answered_on <= $2"),
    ("urgings_by_due", "SELECT id FROM urgings ORDER BY due_on, id LIMIT 50"),
    (
        "urgings_by_due",
        "SELECT unit_id FROM urgings WHERE due_on >= $1 AND due_on <= $2 AND status <> 'closed'",
    ),
    ("urgings_by_unit", "SELECT id FROM urgings WHERE unit_id = $1 ORDER BY due_on, id LIMIT 50"),
    (
        "integrity_cases_by_holder",
        "SELECT id FROM integrity_cases WHERE holder_id = $1 AND is_open = true ORDER BY next_due_on, id LIMIT 50",
    ),
    (
        "integrity_cases_by_due",
        "SELECT id FROM integrity_cases WHERE is_open = true ORDER BY next_due_on, id LIMIT 50",
    ),
    (
        "integrity_cases_by_wait",
        "SELECT id FROM integrity_cases WHERE waits_until < $1 ORDER BY waits_until, id LIMIT 50",
    ),
    (
        "integrity_cases_merged",
        "SELECT id FROM integrity_cases WHERE merged_into = $1 ORDER BY id LIMIT 100",
    ),
    (
        "integrity_obligations_one_open",
        "SELECT id FROM integrity_obligations \
         WHERE case_key = $1 AND step = $2 AND unit_id = $3 AND status = 'open'",
    ),
    (
        "integrity_obligations_by_due",
        "SELECT id FROM integrity_obligations WHERE status = 'open' AND due_on <= $1 ORDER BY due_on, id LIMIT 50",
    ),
    (
        "conclusions_by_day",
        "SELECT unit_id FROM conclusions WHERE document_on >= $1 AND document_on <= $2 AND state <> 'revoked'",
    ),
    ("conclusions_by_name", "SELECT id FROM conclusions WHERE name_hash = $1"),
    (
        "conclusions_by_time",
        "SELECT id FROM conclusions ORDER BY recorded_at DESC, id DESC LIMIT 50",
    ),
    (
        "outbox_codes",
        "SELECT id FROM outbox WHERE status = 'pending' AND recipient_kind = 'unconfirmed' AND next_at <= $1 \
         ORDER BY next_at, id LIMIT 5",
    ),
    ("access_log_by_day", "SELECT id FROM access_log WHERE day = $1 ORDER BY id LIMIT 50"),
    (
        "access_log_by_actor",
        "SELECT id FROM access_log WHERE actor_id = $1 AND day = $2 ORDER BY id LIMIT 50",
    ),
    (
        "personnel_checks_by_time",
        "SELECT id FROM personnel_checks ORDER BY at DESC, id DESC LIMIT 50",
    ),
    (
        "assessments_by_movement",
        "SELECT id FROM assessments WHERE movement_id = $1 AND id > $2 ORDER BY id LIMIT 50",
    ),
    (
        "assessments_by_unit",
        "SELECT id FROM assessments WHERE movement_id = $1 AND unit_id = $2 AND id > $3 ORDER BY id LIMIT 50",
    ),
    (
        "assessments_by_state",
        "SELECT id FROM assessments WHERE movement_id = $1 AND state = 'claimed' AND id > $2 ORDER BY id LIMIT 50",
    ),
    ("recommendations_by_due", "SELECT id FROM recommendations ORDER BY due_on, id LIMIT 50"),
    (
        "recommendations_by_unit",
        "SELECT id FROM recommendations WHERE unit_id = $1 ORDER BY due_on, id LIMIT 50",
    ),
    ("dossiers_by_day", "SELECT id FROM dossiers ORDER BY promised_first_on, id LIMIT 50"),
    (
        "dossiers_by_unit",
        "SELECT id FROM dossiers WHERE unit_id = $1 ORDER BY promised_first_on, id LIMIT 50",
    ),
    (
        "dossiers_by_unit",
        "SELECT COUNT(*) FROM dossiers WHERE unit_id = $1 AND promised_first_on >= $2 AND promised_first_on <= $3",
    ),
    (
        "apologies_one_a_dossier",
        "SELECT 1 FROM apologies a WHERE a.dossier_key = $1 AND a.unit_id = $2",
    ),
    ("dossiers_one_a_unit", "SELECT id FROM dossiers WHERE dossier_key = $1"),
    (
        "dossiers_late_by_unit",
        "SELECT id FROM dossiers WHERE unit_id = $1 AND late_or_open AND promised_first_on < $2 \
         ORDER BY promised_first_on, id LIMIT 50",
    ),
    (
        "dossiers_late",
        "SELECT id FROM dossiers WHERE late_or_open AND promised_first_on < $1 \
         ORDER BY promised_first_on, id LIMIT 50",
    ),
    (
        "dossier_imports_by_time",
        "SELECT id FROM dossier_imports ORDER BY began_at DESC, id DESC LIMIT 50",
    ),
    (
        "dossier_imports_by_hash",
        "SELECT id FROM dossier_imports WHERE hash = $1 ORDER BY began_at DESC, id DESC LIMIT 1",
    ),
    (
        "outbox_due",
        "SELECT id FROM outbox WHERE status = 'pending' AND next_at <= $1 ORDER BY next_at, id LIMIT 50",
    ),
    (
        "outbox_by_unit",
        "SELECT id FROM outbox WHERE status = 'pending' AND recipient_kind IN ('unit', 'leader') AND recipient_id = $1 \
         ORDER BY next_at, id LIMIT 50",
    ),
    ("outbox_sent_as", "SELECT id FROM outbox WHERE sent_as IN ($1, $2) LIMIT 50"),
    ("outbox_by_case", "SELECT id FROM outbox WHERE case_id = $1 ORDER BY created_at, id LIMIT 50"),
    (
        "papers_by_number",
        "SELECT n FROM papers WHERE unit_id = $1 AND year = $2 ORDER BY n DESC LIMIT 1",
    ),
    ("papers_by_case", "SELECT id FROM papers WHERE case_id = $1 ORDER BY issued_at LIMIT 100"),
    ("exports_by_user", "SELECT id FROM exports WHERE user_id = $1 ORDER BY made_at DESC LIMIT 50"),
    ("exports_by_end", "SELECT ends_at FROM exports WHERE ends_at <= $1 LIMIT 1"),
    ("webhooks_by_user", "SELECT id FROM webhooks WHERE user_id = $1"),
    (
        "webhooks_due",
        "SELECT id FROM webhooks WHERE next_at IS NOT NULL AND (next_at <= $1 OR next_at > $2) \
         ORDER BY failures, next_at, id LIMIT 1",
    ),
    (
        "attachments_uncopied",
        "SELECT n FROM attachments WHERE copy_tries < 3 AND id > $1 ORDER BY id LIMIT 1",
    ),
    (
        "attachments_unscanned",
        "SELECT n FROM attachments WHERE scan = 'waiting' AND id > $1 ORDER BY id LIMIT 1",
    ),
    ("attachments_found", "SELECT COUNT(*) FROM attachments WHERE scan = 'found'"),
    (
        "integrity_attachments_unscanned",
        "SELECT n FROM integrity_attachments WHERE scan = 'waiting' AND id > $1 ORDER BY id LIMIT 1",
    ),
    (
        "integrity_attachments_found",
        "SELECT COUNT(*) FROM integrity_attachments WHERE scan = 'found'",
    ),
    ("uploads_by_end", "SELECT ends_at FROM uploads WHERE ends_at <= $1 LIMIT 1"),
    ("presences_by_end", "SELECT ends_at FROM presences WHERE ends_at <= $1 LIMIT 1"),
    ("urgings_by_case", "SELECT id FROM urgings WHERE case_id = $1 LIMIT 1"),
    ("outbox_dead", "SELECT id FROM outbox WHERE status = 'dead' ORDER BY settled_at, id LIMIT 50"),
    (
        "matters_by_unit",
        "SELECT n FROM matters WHERE movement_id = $1 AND unit_id = $2 ORDER BY quarter_on, n",
    ),
    (
        "matters_by_cluster",
        "SELECT quarter_on, cluster FROM matters WHERE movement_id = $1 AND quarter_on >= $2 AND cluster IS NOT NULL \
         ORDER BY quarter_on, cluster LIMIT 50",
    ),
    (
        "exclusions_by_movement",
        "SELECT state FROM exclusions WHERE movement_id = $1 AND id > $2 ORDER BY id LIMIT 50",
    ),
    (
        "samples_open",
        "SELECT n FROM samples WHERE finding IS NULL AND id > $1 ORDER BY id LIMIT 50",
    ),
    (
        "ledger_by_unit",
        "SELECT SUM(delta) FROM ledger_entries WHERE unit_id = $1 AND cohort_on >= $2 AND cohort_on <= $3",
    ),
];

/// What a table's own key serves.
const BY_KEY: [(&str, &str); 13] = [
    ("events", "SELECT n FROM events WHERE case_key = 7 ORDER BY n"),
    ("obligations", "SELECT id FROM obligations WHERE case_key = 7"),
    ("ledger_sums", "SELECT count FROM ledger_sums WHERE month = $1 AND unit_id = $2"),
    (
        "reports",
        "SELECT said FROM reports JOIN cases ON cases.key = case_key ORDER BY case_key DESC LIMIT 5",
    ),
    ("dossier_months", "SELECT open FROM dossier_months WHERE unit_id = $1 AND month = $2"),
    ("rating_months", "SELECT count FROM rating_months WHERE month >= $1 AND month <= $2"),
    (
        "integrity_ratings",
        "SELECT sealed FROM integrity_ratings WHERE id > $1 ORDER BY id LIMIT 50",
    ),
    (
        "contact_terms",
        "SELECT case_key FROM contact_terms WHERE hash = $1 ORDER BY case_key DESC LIMIT 50",
    ),
    ("case_terms", "SELECT case_key FROM case_terms WHERE term = $1 LIMIT 50"),
    ("attachments", "SELECT n FROM attachments WHERE case_key = 7 ORDER BY giver_id, n"),
    (
        "integrity_attachments",
        "SELECT n FROM integrity_attachments WHERE case_key = 7 ORDER BY giver_id, n",
    ),
    ("case_group_members", "SELECT case_key FROM case_group_members WHERE group_id = $1"),
    ("cases", "SELECT key FROM cases WHERE number = 'X'"),
];

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

/// The indexes that a migration made by name.
fn indexes(conn: &mut Conn) -> BTreeSet<String> {
    let query = match conn {
        Conn::Sqlite(_) => {
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        }
        Conn::Postgres(_) => {
            "SELECT i.relname::text AS name FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid \
             JOIN pg_namespace s ON s.oid = i.relnamespace \
             LEFT JOIN pg_constraint c ON c.conindid = i.oid \
             WHERE c.oid IS NULL AND s.nspname NOT LIKE 'pg\\_%'"
        }
    };
    let found: Vec<Name> = diesel::sql_query(query).load(conn).unwrap();
    found.into_iter().map(|one| one.name).collect()
}

#[apply(on_both)]
fn each_index_serves_a_query_without_a_scan_or_a_sort(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let mut conn = scratch.conn();
    for (index, query) in SERVED.into_iter().chain(BY_KEY) {
        let plan = plan(&mut conn, query);

        assert!(plan.contains(index), "{query}: {plan}");
        let walks_a_key = plan.contains("SCAN reports") && !plan.contains("TEMP B-TREE");
        let whole = plan.contains("SCAN")
            && !plan.contains("USING INDEX")
            && !plan.contains("USING COVERING INDEX")
            && !walks_a_key;
        let worse = ["Seq Scan", "Sort", "TEMP B-TREE"].iter().any(|word| plan.contains(word));
        assert!(!whole && !worse, "{query}: {plan}");
    }
}

#[apply(on_both)]
fn every_index_is_in_the_list(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let listed: BTreeSet<String> = SERVED.iter().map(|(index, _)| (*index).to_owned()).collect();
    assert_eq!(indexes(&mut scratch.conn()), listed);
}

#[apply(on_both)]
fn what_is_published_of_a_quarter_is_reached_by_keys_and_only_units_are_walked(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let mut conn = scratch.conn();
    for query in [COUNTED, WAITED] {
        let plan = plan(&mut conn, query);

        // PostgreSQL may take the days out of either index of the ledger.
        let by_day = plan.contains("ledger_by_unit") || plan.contains("cohort_on >= $1");
        assert!(by_day, "{query}: {plan}");
        let walked: Vec<&str> = plan
            .lines()
            .filter(|line| line.contains("SCAN") || line.contains("Seq Scan"))
            .filter(|line| !line.contains("units"))
            .collect();
        assert!(walked.is_empty(), "{query}: {plan}");
    }
}

#[apply(on_both)]
fn what_a_unit_told_is_reached_by_keys_and_only_units_are_walked(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let mut conn = scratch.conn();
    for (query, index) in [
        (accepts_query(false), "obligations_taking_up"),
        (accepts_query(true), "obligations_taking_up"),
        (answered_query(false), "obligations_answered"),
        (answered_query(true), "obligations_answered"),
    ] {
        let plan = plan(&mut conn, &query);

        assert!(plan.contains(index), "{query}: {plan}");
        assert!(!plan.contains("ledger_by_unit (unit_id=?)"), "all of a unit a case: {plan}");
        let walked: Vec<&str> = plan
            .lines()
            .filter(|line| line.contains("SCAN") || line.contains("Seq Scan"))
            .filter(|line| !line.contains("units") && !line.contains("deadline_rules"))
            .collect();
        assert!(walked.is_empty(), "{query}: {plan}");
    }
}
