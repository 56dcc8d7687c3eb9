//! Units that were dissolved with nobody after them: their cases go up, with the reason.

use liemchinh::harness::domain::PassedTo;
use liemchinh::harness::service::Succeeded;
use liemchinh::harness::service::import::import;
use macro_rules_attribute::apply;
use serde_json::json;
use tempfile::TempDir;

use crate::app::TestApp;
use crate::on_both_apps;
use crate::units::import::{copy, edit};
use crate::units::succession::{CHANGE, about, agrees, day, figures, holder};

const WARD: &str = "Ủy ban nhân dân Phường 1";
const PROVINCE: &str = "Ủy ban nhân dân tỉnh Tây Ninh";

/// Takes out the rows of successions that begin with `start`.
fn without(folder: &TempDir, start: &str) {
    let path = folder.path().join("successions.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with(start)).collect();
    assert_ne!(kept.len(), text.lines().count(), "{start}");
    std::fs::write(path, kept.join("\n") + "\n").unwrap();
}

pub async fn load(app: &TestApp, folder: &TempDir) {
    import(&app.db, &folder.path().into(), "2024-10-15T02:00:00Z".parse().unwrap(), false)
        .await
        .unwrap();
    app.service.refresh().await.unwrap();
}

pub async fn succeed(app: &TestApp, on: &str, dry_run: bool) -> Succeeded {
    app.service.succeed(day(on), dry_run, |_| ()).await.unwrap()
}

/// Each unit that ended with who has its cases, as what, and how many.
pub fn passed(report: &Succeeded) -> Vec<(String, String, PassedTo, usize)> {
    let of = |unit: &liemchinh::harness::service::UnitMoves| {
        let from = unit.unit.code.clone();
        unit.passed
            .iter()
            .map(|(to, why, count)| (from.clone(), to.code.clone(), *why, *count))
            .collect::<Vec<_>>()
    };
    report.units.iter().flat_map(of).collect()
}

#[apply(on_both_apps)]
async fn a_letter_to_a_unit_that_nobody_took_over_is_counted_as_left(app: &TestApp) {
    let folder = copy();
    without(&folder, "25456,");
    load(app, &folder).await;
    app.set("2025-06-25T02:00:00Z");
    let inspector = app.inspector().await;
    let urging =
        json!({"unit": "25456", "text": "Đề nghị báo cáo kết quả.", "due_on": "2025-07-25"});
    let sent = app.post("/api/v1/urgings", &urging).bearer(&inspector).key(&app.key()).send().await;
    assert_eq!(sent.status, 201, "{}", sent.body);
    app.set(CHANGE);

    let (would, did) = (
        succeed(app, "2025-07-01", true).await.letters,
        succeed(app, "2025-07-01", false).await.letters,
    );

    assert_eq!((would, did.letters, did.left), (did, 0, 1));
}

#[apply(on_both_apps)]
async fn cases_of_a_dissolved_unit_go_to_the_body_above_with_their_days_and_the_reason(
    app: &TestApp,
) {
    let folder = copy();
    without(&folder, "25456,");
    load(app, &folder).await;
    app.set("2025-06-10T02:00:00Z");
    let late = app.file(&about("25456")).await;
    app.set("2025-06-25T02:00:00Z");
    let open = app.file(&about("25456")).await;
    app.set(CHANGE);

    let dry = succeed(app, "2025-07-01", true).await;
    let untouched = holder(app, open.str("/number")).await;
    let real = succeed(app, "2025-07-01", false).await;
    let again = succeed(app, "2025-07-01", false).await;
    app.worker.tick().await.unwrap();

    assert_eq!((untouched.as_str(), &dry), ("25456", &real));
    assert_eq!(
        passed(&real),
        [("25456".to_owned(), "H53".to_owned(), PassedTo::Superior, 2)],
        "the district ended as well"
    );
    let unit = &real.units[0];
    assert_eq!((unit.before, unit.moved, unit.undecided, unit.late_kept), (2, 2, 0, 3));
    assert!(unit.successors.is_empty());
    assert_eq!(
        (again.moved(), again.undecided()),
        (0, 0),
        "nothing stays with a body that is gone"
    );
    assert_eq!(holder(app, late.str("/number")).await, "H53");
    assert_eq!(figures(app, WARD), [2, 0, 1, 1], "late stays late of who held it");
    assert_eq!(figures(app, PROVINCE), [1, 0, 0, 0], "what was in time is owed on");
    agrees(app);

    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, open.str("/number")).await;
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&inspector).send().await;
    let tracked = app.track(open.str("/receipt")).await;
    let event = &events.body["items"][1];
    assert_eq!(
        (&event["kind"], &event["particulars"]["passed_to"]),
        (&json!("succeeded"), &json!("superior"))
    );
    assert_eq!(tracked.str("/custody/1/reason"), "dissolution");
    let told = app.mail.take();
    let told: Vec<_> =
        told.iter().filter(|mail| mail.subject.starts_with("Vụ việc của đơn vị cũ")).collect();
    assert_eq!((told.len(), told[0].to.as_str()), (1, "chu-tich@tayninh.example"));
}

#[apply(on_both_apps)]
async fn the_body_above_is_whoever_took_it_over_and_else_a_receiving_body(app: &TestApp) {
    let folder = copy();
    without(&folder, "TN.VPDKDD,");
    let units = std::fs::read_to_string(folder.path().join("units.csv")).unwrap();
    let line = units.lines().find(|line| line.starts_with("TN.TDOAN,")).unwrap().to_owned();
    edit(&folder, "units.csv", &line, &line.replace("2024-01-01,,", "2024-01-01,2025-06-30,"));
    load(app, &folder).await;
    app.set("2025-06-25T02:00:00Z");
    let land = app.file(&about("TN.VPDKDD")).await;
    let youth = app.file(&about("TN.STC")).await;
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, youth.str("/number")).await;
    let forward = json!({"command": "forward", "to": "TN.TDOAN", "text": "Thuộc Tỉnh Đoàn."});
    assert_eq!(app.command(&inspector, &case, 1, &forward).await.status, 200);
    app.set(CHANGE);

    let report = succeed(app, "2025-07-01", false).await;

    assert_eq!(
        passed(&report),
        [
            ("TN.TDOAN".to_owned(), "TN.VP".to_owned(), PassedTo::ReceivingBody, 1),
            ("TN.VPDKDD".to_owned(), "TN.SNNMT".to_owned(), PassedTo::Superior, 1),
        ]
    );
    assert_eq!(
        (holder(app, land.str("/number")).await, holder(app, youth.str("/number")).await),
        ("TN.SNNMT".to_owned(), "TN.VP".to_owned())
    );
    agrees(app);
}

#[apply(on_both_apps)]
async fn letters_and_recommendations_pass_to_a_full_successor_who_answers_them(app: &TestApp) {
    app.set("2025-06-25T02:00:00Z");
    let inspector = app.inspector().await;
    let urging =
        json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo kết quả.", "due_on": "2025-07-25"});
    let advice = json!({
        "unit": "TN.STNMT", "document": "30/KL-TTr", "document_on": "2025-06-01",
        "text": "Niêm yết lại thủ tục.", "due_on": "2025-07-31",
    });
    let (urging_key, advice_key) = (app.key(), app.key());
    let urge = async |token: &str| {
        app.post("/api/v1/urgings", &urging).bearer(token).key(&urging_key).send().await
    };
    let sent = urge(&inspector).await;
    let advised = app
        .post("/api/v1/recommendations", &advice)
        .bearer(&inspector)
        .key(&advice_key)
        .send()
        .await;
    assert_eq!((sent.status, advised.status), (201, 201), "{} {}", sent.body, advised.body);
    app.worker.tick().await.unwrap();
    app.mail.take();
    app.set(CHANGE);

    let dry = succeed(app, "2025-07-01", true).await.letters;
    let done = succeed(app, "2025-07-01", false).await.letters;
    let again = succeed(app, "2025-07-01", false).await.letters;
    app.post.tick().await.unwrap();

    assert_eq!((dry, (done.letters, done.recommendations)), (done, (1, 1)));
    assert_eq!((again.letters, again.recommendations), (0, 0));
    let told: Vec<_> =
        app.mail.take().into_iter().map(|mail| mail.to.as_str().to_owned()).collect();
    assert_eq!(told.iter().filter(|to| to.contains("snnmt")).count(), 2, "{told:?}");
    let officer = app.officer("TN.SNNMT").await;
    let answer = format!("/api/v1/urgings/{}/answer", sent.str("/id"));
    let answered = app
        .post(&answer, &json!({"text": "Đã rõ."}))
        .bearer(&officer)
        .key(&app.key())
        .if_match(2)
        .send()
        .await;
    let path = format!("/api/v1/recommendations/{}/completion", advised.str("/id"));
    let completed = app
        .post(&path, &json!({"note": "Đã niêm yết."}))
        .bearer(&officer)
        .key(&app.key())
        .if_match(2)
        .send()
        .await;
    for reply in [&answered, &completed] {
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(
            (reply.str("/unit/code"), reply.str("/passed_on/0/from/code")),
            ("TN.SNNMT", "TN.STNMT")
        );
        assert_eq!(reply.str("/passed_on/0/on"), "2025-07-01");
    }
}
