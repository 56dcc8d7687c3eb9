//! Movements that are signed: no file changes what they score.

use liemchinh::harness::service::import::import;
use macro_rules_attribute::apply;

use crate::app::TestApp;
use crate::on_both_apps;
use crate::units::import::{copy, edit, faults};

#[apply(on_both_apps)]
async fn what_a_signed_movement_scores_never_changes(app: &TestApp) {
    let folder = copy();
    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    edit(&folder, "movements.csv", "2024-12-31,31,draft", "2024-12-31,31,active");
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    let signed = async |file: &str, from: &str, to: &str| {
        edit(&folder, file, from, to);
        let found = faults(app, &folder).await;
        edit(&folder, file, to, from);
        found
    };

    for (file, from, to, column) in [
        ("criteria.csv", ",100,8000,10,5,", ",100,7000,10,5,", "prior_rate_bp"),
        ("criteria.csv", ",100,8000,10,5,", ",100,8000,10,1,", "min_opened"),
        ("movements.csv", "2024-12-31,31,active", "2024-11-30,31,active", "ends_on"),
        ("movements.csv", "2024-12-31,31,active", "2024-12-31,90,active", "tail_days"),
        ("movements.csv", "2024-12-31,31,active", "2024-12-31,31,draft", "status"),
        ("movements.csv", "2024-12-31,31,active", "2024-12-31,31,frozen", "status"),
        (
            "metrics.csv",
            "on time,met,met+missed+wrong_forwards,",
            "on time,met,met+missed,",
            "version",
        ),
    ] {
        let found = signed(file, from, to).await;
        assert!(
            found.iter().any(|one| one.contains("plan-577-2024") && one.contains(column)),
            "{to}: {found:?}"
        );
    }
    edit(&folder, "criteria.csv", ",10,5,NĐ 59/2019", ",10,5,Nghị định 59/2019");
    let words = import(&app.db, &folder.path().into(), now, false).await.unwrap();
    assert_eq!(words.differences.len(), 1, "what it is called may be said better");
}

#[apply(on_both_apps)]
async fn no_two_classes_of_size_begin_with_the_same_number(app: &TestApp) {
    let folder = copy();
    edit(&folder, "movements.csv", "0:4000;60:2500;240:1500", "0:4000;60:2500;60:1500");

    let found = faults(app, &folder).await;

    assert_eq!(found, ["movements.csv:3: size_classes: two classes begin with 60 cases"]);
}

#[apply(on_both_apps)]
async fn what_is_counted_otherwise_needs_a_higher_version(app: &TestApp) {
    let folder = copy();
    let sums = "on time,met,met+missed+wrong_forwards,";
    edit(&folder, "metrics.csv", sums, "on time,met,met+missed,");
    let found = faults(app, &folder).await;
    assert!(found.len() == 1 && found[0].contains("metrics.csv handled_on_time"), "{found:?}");

    edit(&folder, "metrics.csv", "handled_on_time,1,", "handled_on_time,2,");
    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    assert!(import(&app.db, &folder.path().into(), now, false).await.is_ok());

    edit(&folder, "metrics.csv", "on time,met,met+missed,", "on time,met,met+lost,");
    let found = faults(app, &folder).await;
    assert!(found[0].contains("denominator"), "a sum names what is counted: {found:?}");
}
