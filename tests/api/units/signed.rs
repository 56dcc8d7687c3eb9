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
    ] {
        let found = signed(file, from, to).await;
        assert!(found.len() == 1 && found[0].contains(column), "{to}: {found:?}");
    }
    edit(&folder, "criteria.csv", ",10,5,NĐ 59/2019", ",10,5,Nghị định 59/2019");
    let words = import(&app.db, &folder.path().into(), now, false).await.unwrap();
    assert_eq!(words.differences.len(), 1, "what it is called may be said better");
    edit(&folder, "movements.csv", "2024-12-31,31,active", "2024-12-31,31,frozen");
    assert!(import(&app.db, &folder.path().into(), now, false).await.is_ok(), "it ends");
}
