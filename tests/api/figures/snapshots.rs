//! A frozen movement: one snapshot that nobody changes, computed again by the service and by a program that has none of its code.

use std::process::Command;

use liemchinh::harness::domain::Role;
use liemchinh::harness::service::import::import;
use liemchinh::harness::store::DbUrl;
use macro_rules_attribute::apply;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::board_answers::refused;
use super::matters::{SCORE, filed, judge, open_samples, plain, runs};
use super::movements::{PLAN, board, head, post};
use crate::app::TestApp;
use crate::on_both_apps;
use crate::steps::{done, must, words};
use crate::units::import::edit;

/// Cases of the third quarter at one unit: three answered, one declined, one late; the year and its tail are over, and the lists are
/// closed and drawn from.
pub async fn over(app: &TestApp) -> TempDir {
    app.begin("2024-09-04T02:00:00Z").await;
    let folder = runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    for _ in 0..3 {
        plain(app, &officer).await;
    }
    let (declined, _) = filed(app, &officer).await;
    let decline =
        json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi."});
    done(app, &officer, &declined, 1, decline).await;
    filed(app, &officer).await;
    app.set("2025-02-03T02:00:00Z");
    app.worker.tick().await.unwrap();
    app.worker.tick().await.unwrap();
    folder
}

/// The movement is frozen, whatever is still open.
pub async fn froze(app: &TestApp) {
    let frozen = "UPDATE movements SET status = 'frozen' WHERE code = 'plan-577-2024'; \
                  UPDATE reference_versions SET version = version + 1";
    crate::rival::execute(&mut app.scratch.conn(), frozen);
    app.service.refresh().await.unwrap();
}

/// Two inspectors find of everything what does a unit no harm.
pub async fn judged(app: &TestApp) {
    for _ in 0..2 {
        let inspector = app.inspector().await;
        for sample in open_samples(app, &inspector).await {
            let found = match sample["stratum"].as_str().unwrap() {
                "ended" => "upheld",
                "confirmed" => "known",
                _ => "stands",
            };
            assert_eq!(judge(app, &inspector, &sample, found).await, 200, "{sample}");
        }
    }
}

async fn freeze(app: &TestApp, token: &str, seen: i32, body: &Value) -> crate::client::Reply {
    post(app, token, &format!("{PLAN}/snapshots"), seen, body).await
}

async fn part(app: &TestApp, token: &str, version: i32, part: &str) -> String {
    let path = format!("{PLAN}/snapshots/{version}?part={part}");
    let reply = app.get(&path).bearer(token).send().await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply.text
}

/// Runs the program over these texts: whether it finds them the same, and what it says.
pub fn computed_again(facts: &str, outcome: &str) -> (bool, String) {
    let folder = TempDir::new().unwrap();
    let [here, there] = ["facts.csv", "outcome.csv"].map(|name| folder.path().join(name));
    std::fs::write(&here, facts).unwrap();
    std::fs::write(&there, outcome).unwrap();
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tools/verify_snapshot.py");
    let ran = Command::new("python3").arg(program).args([&here, &there]).output().unwrap();
    let said = [ran.stdout, ran.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (ran.status.success(), said)
}

/// The command beside a server: a configuration of its own over the database of the app.
struct Site(TempDir);

impl Site {
    fn of(app: &TestApp) -> Self {
        let site = Self(TempDir::new().unwrap());
        let url = match &app.scratch.url {
            DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
            DbUrl::Postgres(url) => url.clone(),
        };
        let log = "[log]\nfilter = \"off\"\n";
        let config = format!("database_url = \"{url}\"\nkey_file = \"keys\"\n{log}");
        std::fs::write(site.0.path().join("liemchinh.toml"), config).unwrap();
        assert!(site.run(&["keys", "init"]).0);
        site
    }

    /// Whether it succeeds, and what it says.
    fn run(&self, words: &[&str]) -> (bool, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_liemchinh"));
        command.current_dir(self.0.path()).args(["--config", "liemchinh.toml"]).args(words);
        let ran = command.output().unwrap();
        let said = [ran.stdout, ran.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        (ran.status.success(), said)
    }
}

#[apply(on_both_apps)]
async fn no_file_moves_what_is_frozen(app: &TestApp) {
    let folder = over(app).await;
    judged(app).await;
    let token = board(app).await;
    assert_eq!(freeze(app, &token, 1, &json!({})).await.status, 200);
    let read = async || {
        let officer = app.officer("TN.STNMT").await;
        let own = app.get(SCORE).bearer(&officer).send().await;
        let public = app.get(SCORE).send().await;
        let places = app.get(&format!("{PLAN}/standings?group=provincial_bodies")).send().await;
        assert_eq!((own.status, public.status), (200, 200), "{}", own.body);
        [own.body, public.body, places.body]
    };
    let before = read().await;

    // The unit takes part no more, as far as its own data say.
    let units = std::fs::read_to_string(folder.path().join("units.csv")).unwrap();
    let line = units.lines().find(|line| line.starts_with("TN.STNMT,")).unwrap();
    assert!(line.contains(",provincial_bodies,"), "{line}");
    let moved = line.replace(",provincial_bodies,", ",public_service_units,");
    edit(&folder, "units.csv", line, &moved);
    let now = "2025-02-03T02:00:00Z".parse().unwrap();
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    app.service.refresh().await.unwrap();

    assert_eq!(read().await, before);
}

#[apply(on_both_apps)]
async fn what_was_called_up_since_is_drawn_anew_before_the_freeze(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    let _folder = runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    for _ in 0..5 {
        plain(app, &officer).await;
    }
    app.set("2025-02-03T02:00:00Z");
    app.worker.tick().await.unwrap();
    app.worker.tick().await.unwrap();
    let inspector = app.inspector().await;
    let drawn = open_samples(app, &inspector).await;
    assert_eq!(drawn.len(), 3, "three of five");
    for sample in &drawn {
        must(app, &inspector, sample["case"]["id"].as_str().unwrap(), words("call_up")).await;
    }
    assert_eq!(open_samples(app, &app.inspector().await).await.len(), 0);
    let token = board(app).await;

    let open = freeze(app, &token, 1, &json!({})).await;

    assert_eq!((open.status, open.code()), (409, "matters_open"));
    assert_eq!(open_samples(app, &app.inspector().await).await.len(), 2, "the two that are left");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees(), "by the same seed");
    judged(app).await;
    assert_eq!(freeze(app, &token, 1, &json!({})).await.status, 200);
    let facts = part(app, &token, 1, "facts").await;
    let matters = facts.lines().filter(|line| line.starts_with("matter,"));
    assert_eq!(matters.count(), 2, "nothing of what was called up stands in it");
}

#[apply(on_both_apps)]
async fn a_movement_is_frozen_once_all_of_it_is_judged_and_moves_no_more(app: &TestApp) {
    let _folder = over(app).await;
    let token = board(app).await;
    let open = freeze(app, &token, 1, &json!({})).await;
    assert_eq!((open.status, open.code()), (409, "matters_open"), "{}", open.body);
    judged(app).await;

    let frozen = freeze(app, &token, 1, &json!({})).await;
    let again = freeze(app, &token, 1, &json!({})).await;

    assert_eq!((frozen.status, frozen.body["version"].as_i64()), (200, Some(1)), "{}", frozen.body);
    assert_eq!(again.body, frozen.body);
    assert!(again.headers.contains_key("idempotency-replayed"));
    let officer = app.officer("TN.STNMT").await;
    let before = app.get(SCORE).bearer(&officer).send().await;
    let public = app.get(SCORE).send().await;
    // Anchored 0; four in time or upheld of five and one late, the declined one out of the count: 6 of 4 doubled, and the prior.
    let total = &before.body["total"];
    assert_eq!(total["points_milli"].as_i64().unwrap() % 1000, 0, "whole points: {total}");
    let places = app.get(&format!("{PLAN}/standings?group=provincial_bodies")).send().await;
    let own = |it: &&Value| it["unit"]["code"] == "TN.STNMT";
    let own = places.body["items"].as_array().unwrap().iter().find(own).unwrap();
    // One declined, three answered and nothing excluded: who would be one of few is not told.
    let sampled = &places.body["sampled"];
    assert_eq!((&sampled["judged"], &sampled["findings"]["upheld"]), (&Value::Null, &Value::Null));
    assert_eq!(sampled["excluded"], 0, "{sampled}");
    // A sum of five cases would give back what its withheld line keeps.
    let withheld = json!({"withheld": "small"});
    assert_eq!((&own["total"], &public.body["total"]), (&withheld, &withheld), "{own}");
    let chart = format!("{PLAN}/standings/chart?group=provincial_bodies");
    let drawn = app.get(&chart).send().await.text;
    assert!(drawn.contains("Sở Tài nguyên và Môi trường: không công bố."), "{drawn}");
    let facts = part(app, &token, 1, "facts").await;

    // A late fact: whatever is counted from now on makes another snapshot and changes none.
    let late = "INSERT INTO ledger_sums (month, unit_id, metric, kind, case_key, n, count) \
                SELECT month, unit_id, 'missed', kind, 1, 1, 9 FROM ledger_sums WHERE metric = 'met'";
    crate::rival::execute(&mut app.scratch.conn(), late);
    let found = app.service.recheck_movement("plan-577-2024").await.unwrap();
    assert!(found.iter().all(|one| one.same && one.current == Some(false)), "{found:?}");
    assert_eq!(app.get(SCORE).bearer(&officer).send().await.body["total"], *total);
    let bare = freeze(app, &token, 2, &json!({})).await;
    assert_eq!(bare.faults(), ["/reason required"]);
    let reason = json!({"reason": "Khiếu nại của đơn vị được chấp nhận."});
    let second = freeze(app, &token, 2, &reason).await;
    assert_eq!((second.status, second.body["version"].as_i64()), (200, Some(2)), "{}", second.body);
    assert_eq!(part(app, &token, 1, "facts").await, facts, "it stands beside the first");
    let heads = app.get(&format!("{PLAN}/snapshots")).send().await;
    assert_eq!(heads.body["items"].as_array().unwrap().len(), 2);
    assert!(
        heads.body["items"][1].get("reason").is_none(),
        "what was objected is not for everybody"
    );
    let heads = app.get(&format!("{PLAN}/snapshots")).bearer(&token).send().await;
    assert_eq!(heads.body["items"][1]["reason"], reason["reason"]);
    assert_ne!(app.get(SCORE).bearer(&officer).send().await.body["total"], *total);
    let found = app.service.recheck_movement("plan-577-2024").await.unwrap();
    let current: Vec<_> = found.iter().map(|one| (one.version, one.same, one.current)).collect();
    assert_eq!(current, [(1, true, None), (2, true, Some(true))], "the first waits for nothing");
    let inspector = app.inspector().await;
    assert_eq!(open_samples(app, &inspector).await.len(), 0, "nothing of it is judged any more");
}

#[apply(on_both_apps)]
async fn a_movement_is_not_frozen_while_one_drawn_matter_waits(app: &TestApp) {
    let _folder = over(app).await;
    let (one, two) = (app.inspector().await, app.inspector().await);
    let mut drawn = open_samples(app, &one).await;
    // Of what is plainly answered one is left, so that the stratum has findings all the same.
    let last = drawn.iter().position(|sample| sample["stratum"] == "plain").unwrap();
    let last = drawn.remove(last);
    assert!(drawn.iter().any(|sample| sample["stratum"] == "plain"), "{drawn:?}");
    for sample in &drawn {
        let found = if sample["stratum"] == "ended" { "upheld" } else { "stands" };
        for token in [&one, &two] {
            judge(app, token, sample, found).await;
        }
    }
    let token = board(app).await;

    let open = freeze(app, &token, 1, &json!({})).await;

    assert_eq!((open.status, open.code()), (409, "matters_open"), "the board chooses no moment");
    for token in [&one, &two] {
        judge(app, token, &last, "empty").await;
    }
    assert_eq!(freeze(app, &token, 1, &json!({})).await.status, 200);
}

#[apply(on_both_apps)]
async fn a_program_without_the_services_code_computes_the_same_byte_for_byte(app: &TestApp) {
    let _folder = over(app).await;
    judged(app).await;
    let token = board(app).await;
    assert_eq!(freeze(app, &token, 1, &json!({})).await.status, 200);
    let facts = part(app, &token, 1, "facts").await;
    let outcome = part(app, &token, 1, "outcome").await;
    let log = app.get("/api/v1/access-log?limit=100").bearer(&head(app).await).send().await;
    let read = log.body["items"].as_array().unwrap().iter();
    let read = read.filter(|it| it["what"] == "figures_read").map(|it| it["operation"].as_str());
    assert_eq!(read.collect::<Vec<_>>(), [Some("get_snapshot"); 2], "each reading is noted");
    let site = Site::of(app);
    let verified = site.run(&["movement", "verify", "plan-577-2024"]);
    assert!(verified.0 && verified.1.contains("the same byte for byte"), "{}", verified.1);
    let exported = site.run(&["movement", "export", "plan-577-2024", "out"]);
    assert!(exported.0, "{}", exported.1);
    let read = |name: &str| std::fs::read_to_string(site.0.path().join("out").join(name)).unwrap();
    assert_eq!((read("facts.csv"), read("outcome.csv")), (facts.clone(), outcome.clone()));
    let again = site.run(&["movement", "export", "plan-577-2024", "out"]);
    assert!(!again.0 && again.1.contains("choose an empty folder"), "{}", again.1);

    let (same, said) = computed_again(&facts, &outcome);
    assert!(same, "{said}");
    let forged = outcome.replacen(",measured,", ",measured,1", 1);
    assert!(!computed_again(&facts, &forged).0, "a forged outcome shows");
    let turned = facts.replacen(",plain,1000,stands", ",plain,1000,empty", 1);
    assert_ne!(turned, facts);
    assert!(!computed_again(&turned, &outcome).0, "a turned finding shows");
    // No case, no person and no source stands in it.
    for line in facts.lines().filter(|line| line.starts_with("matter,")) {
        assert_eq!(line.split(',').count(), 7, "{line}");
    }
}

#[test]
fn the_program_takes_the_same_class_of_size_as_the_service() {
    let tools = concat!(env!("CARGO_MANIFEST_DIR"), "/tools");
    let asked = "import verify_snapshot as it; of = lambda *all: [dict(least=a, half_width_milli=b) for a, b in all]; \
                 print([it.half_width(of((240, 1500), (60, 4000)), n) for n in (0, 59, 60, 240)], it.half_width([], 9))";
    let ran = Command::new("python3").current_dir(tools).args(["-Bc", asked]).output().unwrap();

    // As `a_unit_below_every_class_is_as_wide_as_the_smallest` finds of the service.
    assert_eq!(String::from_utf8(ran.stdout).unwrap(), "[4000, 4000, 4000, 1500] 0\n");
}

#[apply(on_both_apps)]
async fn the_same_facts_have_the_same_hash_on_both_databases(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    let _folder = runs(app).await;
    let officer = app.officer("TN.STNMT").await;
    for _ in 0..6 {
        filed(app, &officer).await;
    }
    app.set("2025-02-03T02:00:00Z");
    app.worker.tick().await.unwrap();
    app.worker.tick().await.unwrap();
    let token = board(app).await;

    let frozen = freeze(app, &token, 1, &json!({})).await;

    assert_eq!(frozen.status, 200, "six late matters need no judge: {}", frozen.body);
    assert_eq!(frozen.str("/facts_sha256"), SIX_LATE, "{}", part(app, &token, 1, "facts").await);
}

/// Of the facts of six late matters at one unit in September 2024, on either database.
const SIX_LATE: &str = "956a44072600fc99f356cb2ba2e9830207f56490a50b218f0759e9ff255ae4fa";

#[apply(on_both_apps)]
async fn only_the_board_freezes_and_only_after_the_tail(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    let _folder = runs(app).await;
    let token = board(app).await;
    let early = freeze(app, &token, 1, &json!({})).await;
    assert_eq!((early.status, early.code()), (409, "movement_not_over"));
    for role in [Role::Inspector, Role::InspectorateHead, Role::Administrator] {
        let token = app.staff(role, (role != Role::Administrator).then_some("TN.TTT")).await;
        assert_eq!(freeze(app, &token, 1, &json!({})).await.status, 403);
    }
    let officer = app.officer("TN.STNMT").await;
    let path = format!("{PLAN}/snapshots/1?part=facts");
    assert_eq!(app.get(&path).bearer(&officer).send().await.status, 403);
    assert_eq!(app.get(&path).bearer(&token).send().await.status, 404, "there is none yet");
    let list = app.get(&format!("{PLAN}/snapshots")).send().await;
    assert_eq!(list.body["items"], json!([]));
}

/// Every documented answer of these operations.
pub async fn every_answer(app: &TestApp) {
    let _folder = over(app).await;
    judged(app).await;
    let (token, officer) = (board(app).await, app.officer("TN.STNMT").await);
    let path = format!("{PLAN}/snapshots");
    post(app, &token, &path, 9, &json!({})).await;
    post(app, &token, &path.replace("plan-577-2024", "none"), 1, &json!({})).await;
    post(app, &token, &path.replace("plan-577-2024", "template-2026"), 1, &json!({})).await;
    refused(app, reqwest::Method::POST, &path, &token, &officer).await;
    freeze(app, &token, 1, &json!({})).await;
    for query in ["", "?nonsense=1"] {
        app.get(&format!("{path}{query}")).send().await;
        app.get(&format!("{path}/1{query}")).bearer(&token).send().await;
        app.get(&format!("{path}/1{query}")).bearer(&officer).send().await;
        app.get(&format!("{path}/1{query}")).send().await;
    }
    app.get(&path.replace("plan-577-2024", "none")).send().await;
    app.get(&path).bearer("lc_s_nothing").send().await;
    app.get(&format!("{path}/7")).bearer(&token).send().await;
}
