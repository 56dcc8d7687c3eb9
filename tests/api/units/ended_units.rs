//! What a report may name of units that ended, and which successions are refused.

use liemchinh::harness::service::import::{ImportError, import};
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;
use crate::units::import::{copy, edit};
use crate::units::succession::{CHANGE, NEW, about};

#[apply(on_both_apps)]
async fn an_old_code_leads_to_the_unit_that_took_over_all_of_it(app: &TestApp) {
    app.set(CHANGE);
    let locality = with(feedback(), &json!({"unit": null, "locality": "25456", "sector": null}));
    let land = with(feedback(), &json!({"unit": null, "sector": "land"}));

    let named = app.file(&about("25456")).await;
    let placed = app.file(&locality).await;
    let reused = app.file(&about("25480")).await;
    let department = app.file(&about("TN.SKHDT")).await;
    let by_rule = app.file(&land).await;

    assert_eq!((named.str("/holder/code"), named.str("/holder/name")), ("25459", NEW));
    assert_eq!(placed.str("/holder/code"), "25459");
    assert_eq!(
        reused.str("/holder/name"),
        "Ủy ban nhân dân phường Bình Minh",
        "whoever bears the code today"
    );
    assert_eq!(department.str("/holder/code"), "TN.STC");
    assert_eq!(by_rule.str("/holder/code"), "TN.SNNMT", "a rule of the new order");
}

#[apply(on_both_apps)]
async fn a_divided_commune_asks_for_the_new_one_by_name(app: &TestApp) {
    let reports = "/api/v1/reports";
    app.set(CHANGE);
    let two = with(about("25597"), &json!({"locality": "703"}));

    let vi = app.post(reports, &two).key(&app.key()).send().await;
    let en = app
        .post(reports, &about("25597"))
        .key(&app.key())
        .header("Accept-Language", "en")
        .send()
        .await;
    let unknown = app.post(reports, &about("99999")).key(&app.key()).send().await;

    assert_eq!(vi.faults(), ["/unit unit_split", "/locality unit_split"]);
    let told = vi.str("/errors/0/detail");
    assert!(
        told.contains("phường Tân Ninh (25459)") && told.contains("xã Châu Thành (25585)"),
        "{told}"
    );
    assert!(en.str("/errors/0/detail").contains("Tan Ninh Ward (25459)"), "{}", en.body);
    assert_eq!(unknown.faults(), ["/unit no_such_unit"]);
}

#[apply(on_both_apps)]
async fn a_unit_that_ended_names_who_came_after_it(app: &TestApp) {
    app.set(CHANGE);
    let old = app.get("/api/v1/units?q=25597&as_of=2025-06-30").send().await;
    let now = app.get("/api/v1/units?q=&limit=200").send().await;

    let after: Vec<_> = old.body["items"][0]["successors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["code"].as_str().unwrap(), it["part"].as_str().unwrap()))
        .collect();
    assert_eq!(after, [("25459", "partial"), ("25585", "partial")]);
    let items = now.body["items"].as_array().unwrap();
    let kind = |kind: &str| items.iter().filter(|unit| unit["kind"] == kind).count();
    assert_eq!((kind("district"), kind("commune")), (0, 96));
    assert_eq!(
        items.iter().filter(|unit| unit["group"] == "provincial_bodies").count(),
        15,
        "14 bodies and the economic zone authority"
    );
    assert!(items.iter().all(|unit| unit.get("successors").is_none()));
}

#[apply(on_both_apps)]
async fn successions_that_cannot_be_are_refused_and_a_mistaken_row_can_be_taken_out(app: &TestApp) {
    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    let faults = async |from: &str, to: &str| {
        let folder = copy();
        edit(&folder, "successions.csv", from, to);
        match import(&app.db, &folder.path().into(), now, true).await {
            Err(refused @ ImportError::Faults(_)) => refused.to_string(),
            other => panic!("{other:?}"),
        }
    };
    let row = "25456,2024-01-01,25459,2025-07-01,2025-07-01,full";

    assert!(
        faults(row, "99999,2024-01-01,25459,2025-07-01,2025-07-01,full")
            .await
            .contains("no such unit")
    );
    assert!(
        faults(row, "25456,2024-01-01,25459,2025-07-01,2025-07-02,full")
            .await
            .contains("day after its valid_to")
    );
    assert!(
        faults(row, "25456,2024-01-01,25459,2025-07-01,2025-07-01,half")
            .await
            .contains("successions.csv:")
    );
    assert!(
        faults(row, "25459,2024-01-01,25480,2025-07-01,2025-07-01,full")
            .await
            .contains("25459: two units cannot each")
    );
    assert!(
        faults(row, "25456,2024-01-01,25459,2024-01-01,2025-07-01,full")
            .await
            .contains("does not exist on 2025-07-01")
    );

    let folder = copy();
    let path = folder.path().join("successions.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("25456,")).collect();
    std::fs::write(&path, kept.join("\n") + "\n").unwrap();
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    app.service.refresh().await.unwrap();
    app.set(CHANGE);
    let refused = app.post("/api/v1/reports", &about("25456")).key(&app.key()).send().await;
    assert_eq!(refused.faults(), ["/unit no_such_unit"], "nobody is known to have come after it");
}
