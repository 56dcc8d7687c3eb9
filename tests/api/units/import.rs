//! Reference data: judged whole, compared, written once.

use std::fs;
use std::path::Path;

use liemchinh::harness::service::import::{Difference, ImportError, import};
use macro_rules_attribute::apply;
use serde_json::json;
use tempfile::TempDir;

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;
use crate::units::routing::{RULE, admin, anywhere, change, justice_to_office};

/// A copy of the data that can be spoilt.
pub fn copy() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for entry in fs::read_dir(data).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    folder
}

pub fn edit(folder: &TempDir, file: &str, from: &str, to: &str) {
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} holds {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// Takes out the rows that begin with `start`.
fn without(folder: &TempDir, file: &str, start: &str) {
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with(start)).collect();
    assert_ne!(kept.len(), text.lines().count(), "{file} holds {start}");
    fs::write(path, kept.join("\n") + "\n").unwrap();
}

pub async fn faults(app: &TestApp, folder: &TempDir) -> Vec<String> {
    match import(&app.db, &folder.path().into(), "2024-10-15T02:00:00Z".parse().unwrap(), false)
        .await
    {
        Err(ImportError::Faults(faults)) => faults.into_iter().map(|fault| fault.en).collect(),
        other => panic!("{other:?}"),
    }
}

#[apply(on_both_apps)]
async fn importing_twice_changes_nothing_and_a_dry_run_shows_what_would(app: &TestApp) {
    let folder = copy();
    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    let again = import(&app.db, &folder.path().into(), now, false).await.unwrap();
    edit(&folder, "units.csv", "tn-stnmt@tayninh.example", "moi@tayninh.example");

    let dry = import(&app.db, &folder.path().into(), now, true).await.unwrap();
    let still = app.service.refresh().await.unwrap();
    let real = import(&app.db, &folder.path().into(), now, false).await.unwrap();
    let loaded = app.service.refresh().await.unwrap();

    assert!(again.rows > 200 && again.differences.is_empty(), "{again:?}");
    let [Difference::Changed { table: "units", cells, .. }] = dry.differences.as_slice() else {
        panic!("{dry:?}")
    };
    assert_eq!(cells[0].2, "moi@tayninh.example");
    assert_eq!((still, loaded), (false, true), "a dry run writes nothing");
    assert_eq!(dry.differences, real.differences);
}

#[apply(on_both_apps)]
async fn wrong_files_change_nothing_and_every_fault_names_its_line(app: &TestApp) {
    let folder = copy();
    edit(&folder, "calendar.csv", "2024-01-01,holiday", "2024-01-01,feast");
    edit(&folder, "deadline_rules.csv", ",10,working_day", ",ten,working_day");
    edit(&folder, "units.csv", "chu-tich@tayninh.example", "chu-tich");

    let found = faults(app, &folder).await;

    assert_eq!(found.len(), 3, "{found:?}");
    assert!(
        found.iter().any(|fault| fault == "calendar.csv:2: kind: is not a known code"),
        "{found:?}"
    );
}

#[apply(on_both_apps)]
async fn a_kind_without_all_its_rules_cannot_be_active(app: &TestApp) {
    let folder = copy();
    without(&folder, "deadline_rules.csv", "corruption_tip.answer.received");

    let found = faults(app, &folder).await;

    let what = "is active without a complete set of deadline rules on 2024-10-15";
    assert_eq!(found, [format!("kinds.csv: corruption_tip {what}")]);
}

#[apply(on_both_apps)]
async fn a_kind_whose_rules_end_before_it_does_cannot_stay_active(app: &TestApp) {
    let folder = copy();
    without(&folder, "deadline_rules.csv", "complaint.accept.received,complaint,accept,normal,7,");

    let found = faults(app, &folder).await;

    let what = "is active without a complete set of deadline rules on 2026-07-01";
    assert_eq!(found, [format!("kinds.csv: complaint {what}")], "nineteen months ahead");
}

#[apply(on_both_apps)]
async fn a_category_of_which_no_kind_can_be_filed_cannot_be_in_force(app: &TestApp) {
    let inactive = async |kind: &str, cells: &[&str]| {
        let folder = copy();
        for active in cells {
            let path = folder.path().join("kinds.csv");
            let text = fs::read_to_string(&path).unwrap();
            let line =
                text.lines().find(|line| line.starts_with(kind) && line.contains(active)).unwrap();
            edit(
                &folder,
                "kinds.csv",
                line,
                &line.replace(active, &active.replacen("true", "false", 1)),
            );
        }
        faults(app, &folder).await
    };
    let what = |code: &str| {
        format!(
            "categories.csv: {code} is in force on 2024-10-15, but no kind of it is active with a complete set of deadline rules"
        )
    };

    assert_eq!(inactive("praise,", &[",,,true,false,"]).await, [what("good_conduct")]);
    assert_eq!(
        inactive("second_complaint,", &[",1,,true,true,", ",1,,true,false,"]).await,
        [what("first_complaint_undecided")]
    );

    let folder = copy();
    edit(
        &folder,
        "categories.csv",
        "conduct_feedback;front_demand;corruption_tip;denunciation;internal_report,true",
        "conduct_feedback;front_demand,true",
    );
    assert_eq!(faults(app, &folder).await, [what("money_or_gift")], "no integrity kind to become");
}

#[apply(on_both_apps)]
async fn a_swap_without_its_announcement_is_refused(app: &TestApp) {
    let folder = copy();
    edit(&folder, "calendar.csv", ",2024-04-12,2024-05-04,", ",,2024-05-04,");

    assert!(faults(app, &folder).await[0].contains("announced_on"));
}

#[apply(on_both_apps)]
async fn a_rule_that_counted_a_case_is_ended_not_changed(app: &TestApp) {
    app.file(&feedback()).await;
    let folder = copy();
    edit(
        &folder,
        "deadline_rules.csv",
        "conduct_feedback.answer.received,conduct_feedback,answer,normal,10",
        "conduct_feedback.answer.received,conduct_feedback,answer,normal,9",
    );

    assert!(faults(app, &folder).await[0].contains("add a new version"));
}

#[apply(on_both_apps)]
async fn a_period_that_only_figures_count_by_is_ended_not_changed(app: &TestApp) {
    let folder = copy();
    edit(&folder, "deadline_rules.csv", "make_public,normal,10,", "make_public,normal,30,");

    assert!(faults(app, &folder).await[0].contains("add a new version"));
}

#[apply(on_both_apps)]
async fn what_a_report_was_routed_by_says_its_words_for_ever(app: &TestApp) {
    let (admin, inspector) = (admin(app).await, app.inspector().await);
    let filed = app.file(&anywhere()).await;
    let case = app.case_of(&inspector, filed.str("/number")).await;
    let told = filed.str("/routing/reason").to_owned();
    assert!(!told.is_empty());

    let folder = copy();
    edit(&folder, "routing_rules.csv", &told, "Lý do khác.");
    let refused = faults(app, &folder).await;
    let changed = change(app, &admin, RULE, 1, &justice_to_office()).await;

    assert!(refused[0].contains("add a new version"), "{refused:?}");
    assert_eq!(changed.status, 200, "{}", changed.body);
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&inspector).send().await;
    let routing = &events.body["items"][0]["routing"];
    assert_eq!((&routing["rule"], &routing["version"]), (&json!(RULE), &json!(1)));
    assert_eq!(routing["reason"], json!(told), "also once a new version has other words");
}

#[apply(on_both_apps)]
async fn a_renamed_rule_beside_the_kept_one_is_refused_before_it_stops_the_service(app: &TestApp) {
    let folder = copy();
    edit(
        &folder,
        "deadline_rules.csv",
        "conduct_feedback.answer.received,",
        "conduct_feedback.answer.new,",
    );

    let found = faults(app, &folder).await;

    assert!(found[0].contains("both in force"), "{found:?}");
    assert!(!app.service.refresh().await.unwrap(), "nothing was written");
}

#[apply(on_both_apps)]
async fn only_one_step_of_a_kind_is_scored(app: &TestApp) {
    let folder = copy();
    let path = folder.path().join("deadline_rules.csv");
    let text = fs::read_to_string(&path).unwrap();
    let scored: Vec<String> = text
        .lines()
        .map(|line| {
            let changed = line.starts_with("conduct_feedback.accept.received");
            let to = if changed {
                ",true,true,2024-01-01,,received_on"
            } else {
                ",true,false,2024-01-01,,received_on"
            };
            line.replace(",true,false,2024-01-01,,received_on", to)
        })
        .collect();
    assert_ne!(scored.join("\n") + "\n", text);
    fs::write(&path, scored.join("\n") + "\n").unwrap();

    assert!(faults(app, &folder).await[0].contains("only one step"));
}

#[apply(on_both_apps)]
async fn a_day_taken_out_of_the_calendar_is_a_working_day_again(app: &TestApp) {
    let folder = copy();
    let path = folder.path().join("calendar.csv");
    let text = fs::read_to_string(&path).unwrap();
    // 24 November is a holiday by law, whatever the rows say; the day beside 2 September is one by its row.
    let gone = ["2026-09-01", "2026-11-24"];
    let kept: Vec<&str> =
        text.lines().filter(|line| !gone.iter().any(|day| line.starts_with(day))).collect();
    fs::write(&path, kept.join("\n") + "\n").unwrap();

    import(&app.db, &folder.path().into(), "2024-10-15T02:00:00Z".parse().unwrap(), false)
        .await
        .unwrap();
    app.service.refresh().await.unwrap();
    let calendar = app.get("/api/v1/calendar?year=2026").send().await;

    assert_eq!(calendar.body["working_days"], json!(250));
    let days = calendar.body["days"].as_array().unwrap();
    let off = |date: &str| days.iter().any(|it| it["date"] == date);
    assert!(off("2026-11-24") && !off("2026-09-01"));
}

#[apply(on_both_apps)]
async fn the_units_of_2024_are_all_there_and_found_with_and_without_diacritics(app: &TestApp) {
    let count = async |query: &str| {
        let reply = app.get(&format!("/api/v1/units?limit=200&{query}")).send().await;
        reply.body["items"].as_array().unwrap().clone()
    };
    let all = count("q=").await;
    let kind = |kind: &str| all.iter().filter(|unit| unit["kind"] == kind).count();

    assert_eq!((kind("district"), kind("commune"), kind("external")), (9, 94, 3));
    assert_eq!(all.iter().filter(|unit| unit["group"] == "provincial_bodies").count(), 19);
    let names = |units: Vec<serde_json::Value>| {
        units.iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(count("q=tai%20nguyen").await), ["TN.STNMT"]);
    assert_eq!(names(count("q=T%C3%A0i%20nguy%C3%AAn").await), ["TN.STNMT"]);
    assert_eq!(names(count("q=tan%20binh").await), ["25474", "25495"], "two communes of one name");
    assert_eq!(
        count("q=25474&as_of=2025-07-01").await.len(),
        0,
        "codes mean something only with a day"
    );
    assert_eq!(app.get("/api/v1/units?limit=500").send().await.status, 400);
}

#[apply(on_both_apps)]
async fn kinds_are_told_anew_as_soon_as_an_import_is_loaded_and_when_the_day_turns(app: &TestApp) {
    let folder = copy();
    let named = async |language: &str| {
        let kinds = app.get("/api/v1/kinds").header("Accept-Language", language).send().await;
        let items = kinds.body["items"].as_array().unwrap();
        let tip = items.iter().find(|kind| kind["code"] == "corruption_tip").unwrap();
        (tip["name"].as_str().unwrap().to_owned(), kinds.text)
    };
    let before = [named("vi").await, named("en").await];
    let text = fs::read_to_string(folder.path().join("kinds.csv")).unwrap();
    let line = text.lines().find(|line| line.starts_with("corruption_tip,")).unwrap();
    let other = line.replacen(&before[0].0, "Tin báo mới", 1).replacen(&before[1].0, "New", 1);
    edit(&folder, "kinds.csv", line, &other);

    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    let unloaded = [named("vi").await, named("en").await];
    app.service.refresh().await.unwrap();
    let after = [named("vi").await, named("en").await];
    app.set("2026-07-15T02:00:00Z");
    let later = named("vi").await;

    assert_eq!(unloaded, before);
    assert_eq!([after[0].0.as_str(), after[1].0.as_str()], ["Tin báo mới", "New"]);
    assert_ne!(later.1, after[0].1, "Decree 154/2026 is in force");
}

#[apply(on_both_apps)]
async fn catalogues_say_what_a_kind_needs_and_who_will_see_it(app: &TestApp) {
    let kinds = app.get("/api/v1/kinds").send().await;
    let categories = app.get("/api/v1/categories").send().await;
    let sectors = app.get("/api/v1/sectors").send().await;

    let items = kinds.body["items"].as_array().unwrap();
    let tip = items.iter().find(|kind| kind["code"] == "corruption_tip").unwrap();
    assert_eq!((&tip["anonymous"], &tip["channel"]), (&json!("allowed"), &json!("integrity")));
    assert!(tip["clocks"].as_array().unwrap().len() >= 5);
    let money = categories.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["code"] == "money_or_gift")
        .unwrap()
        .clone();
    assert_eq!(money["integrity"], true);
    assert_eq!(categories.body["items"].as_array().unwrap().len(), 22);
    assert_eq!(
        sectors.body["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["sensitive"] == true)
            .count(),
        6
    );
}

#[apply(on_both_apps)]
async fn a_consent_text_is_found_by_its_version_and_its_day(app: &TestApp) {
    let folder = copy();
    edit(&folder, "consents.csv", ",false,2024-01-01,\n", ",false,2024-01-01,2024-10-14\n");
    let path = folder.path().join("consents.csv");
    let texts = fs::read_to_string(&path).unwrap();
    let new = "2024-10,Văn bản mới.,A new text.,true,2024-10-15,\n2025-01,Sau này.,Later.,true,2025-01-01,\n";
    let new = new.replace("true,2024-10-15,", "true,2024-10-15,2024-12-31");
    fs::write(path, texts + &new).unwrap();
    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    app.service.refresh().await.unwrap();
    let shown = async |query: &str| app.get(&format!("/api/v1/consent{query}")).send().await;

    let today = shown("").await;
    let yesterday = shown("?as_of=2024-10-14").await;
    let old = shown("?version=2024-03").await;
    let english = app.get("/api/v1/consent").header("accept-language", "en").send().await;

    assert_eq!((today.str("/version"), today.str("/text")), ("2024-10", "Văn bản mới."));
    assert_eq!(english.str("/text"), "A new text.");
    assert_eq!(yesterday.str("/version"), "2024-03");
    assert_eq!((old.str("/valid_to"), &old.body), ("2024-10-14", &yesterday.body));
    assert_eq!(shown("?as_of=2023-12-31").await.status, 404);
    let unknown = shown("?version=2031-01").await;
    assert_eq!((unknown.status, unknown.str("/code")), (400, "invalid_parameter"));

    // The form was opened before midnight; on the next day it is too old, and nobody was shown next year's.
    let file = async |version: &str| {
        let body = with(feedback(), &json!({"consent_version": version}));
        app.post("/api/v1/reports", &body).key(&app.key()).send().await
    };
    assert_eq!(file("2024-10").await.status, 201);
    assert_eq!(file("2024-03").await.status, 201);
    assert_eq!(file("2025-01").await.faults(), ["/consent_version no_such_consent"]);
    app.set("2024-10-16T02:00:00Z");
    assert_eq!(file("2024-03").await.faults(), ["/consent_version no_such_consent"]);
}

#[apply(on_both_apps)]
async fn the_words_of_a_consent_text_never_change(app: &TestApp) {
    let folder = copy();
    edit(&folder, "consents.csv", "I agree that", "I agree also that");

    let found = faults(app, &folder).await;

    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("consents 2024-03: what names this version"), "{found:?}");
}
