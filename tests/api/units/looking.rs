//! Units and procedures as anybody looks them up: the best fit first, narrowed by what and where, and never more than is there.

use liemchinh::harness::service::import::import;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{START, TestApp};
use crate::on_both_apps;
use crate::units::import::{copy, edit, faults};

async fn units(app: &TestApp, query: &str) -> Value {
    let reply = app.get(&format!("/api/v1/units?{query}")).send().await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.text);
    reply.body
}

fn codes(body: &Value) -> Vec<&str> {
    let items = body["items"].as_array().unwrap();
    items.iter().map(|unit| unit["code"].as_str().unwrap()).collect()
}

#[apply(on_both_apps)]
async fn the_unit_whose_very_name_is_typed_stands_first_with_or_without_marks(app: &TestApp) {
    for (typed, first) in [
        ("Ph%C6%B0%E1%BB%9Dng%204", "25462"),
        ("phuong%204", "25462"),
        ("UBND%20P.%204", "25462"),
        ("ward%204", "25462"),
        ("25462", "25462"),
        ("so%20tai%20chinh", "TN.STC"),
        ("tn.stc", "TN.STC"),
    ] {
        let found = units(app, &format!("q={typed}")).await;
        assert_eq!(codes(&found)[0], first, "{typed}");
    }
}

#[apply(on_both_apps)]
async fn units_are_narrowed_by_kind_group_parent_and_place_and_say_whether_there_are_more(
    app: &TestApp,
) {
    let below = units(app, "parent=703&limit=200").await;
    let place = units(app, "locality=703&limit=200").await;
    let both = units(app, "locality=703,705&kind=district").await;
    let named = units(app, "locality=703&q=phuong%204").await;
    let group = units(app, "group=districts,provincial_bodies&limit=200").await;
    let nothing = units(app, "parent=703&group=districts").await;
    let few = units(app, "parent=703&limit=2").await;
    let ready = units(app, "").await;

    let communes = below["items"].as_array().unwrap();
    assert!(communes.iter().all(|unit| unit["parent"]["code"] == "703"), "{communes:?}");
    assert_eq!(below["more"], false);
    let mut within = codes(&below);
    within.push("703");
    within.sort_unstable();
    let mut told = codes(&place);
    told.sort_unstable();
    assert_eq!(told, within);
    assert_eq!(codes(&both), ["703", "705"]);
    assert_eq!(codes(&named)[0], "25462");
    assert_eq!(codes(&group).len(), 9 + 19);
    assert_eq!((codes(&nothing).len(), &nothing["more"]), (0, &json!(false)));
    assert_eq!((codes(&few).len(), &few["more"]), (2, &json!(true)));
    assert_eq!((codes(&ready).len(), &ready["more"]), (20, &json!(true)));
    for wrong in ["kind=ward", "group=", "parent=", "locality=703,", "kind=commune,ward"] {
        let reply = app.get(&format!("/api/v1/units?{wrong}")).send().await;
        assert_eq!((reply.status, reply.code()), (400, "invalid_parameter"), "{wrong}");
    }
}

#[apply(on_both_apps)]
async fn procedures_tell_what_the_data_has_and_who_takes_them_in_today(app: &TestApp) {
    let find = async |code: &str| {
        let reply = app.get("/api/v1/procedures").header("Accept-Language", "en").send().await;
        let items = reply.body["items"].as_array().unwrap().clone();
        items.into_iter().find(|one| one["code"] == code)
    };
    let takes = |one: &Value| -> Vec<String> {
        let units = one["units"].as_array().unwrap().iter();
        units.map(|unit| unit["code"].as_str().unwrap().to_owned()).collect()
    };
    let permit = find("1.009994").await.unwrap();
    let land = find("1.003003").await.unwrap();

    assert_eq!(permit["name"], "Permit to build a detached house");
    assert_eq!(takes(&permit), ["703", "TN.SXD"]);
    assert_eq!((permit["confirmed"].as_bool(), permit.get("working_days")), (Some(false), None));
    assert_eq!((takes(&land), land.get("name")), (vec!["TN.STNMT".to_owned()], None));

    app.set("2025-07-15T02:00:00Z");
    let later = [find("1.009994").await.unwrap(), find("1.003003").await.unwrap()];
    assert_eq!(takes(&later[0]), ["TN.SXD"], "a city that was divided is named by nobody");
    assert_eq!(takes(&later[1]), ["TN.SNNMT"], "who took over all of it");

    let folder = copy();
    edit(&folder, "procedures.csv", "1.012265,,,TN.SYT,,", "1.012265,Thử,Trial,TN.SYT,15,");
    import(&app.db, &folder.path().into(), START.parse().unwrap(), false).await.unwrap();
    assert!(app.service.refresh().await.unwrap());
    let changed = find("1.012265").await.unwrap();
    assert_eq!((&changed["name"], &changed["working_days"]), (&json!("Trial"), &json!(15)));
}

#[apply(on_both_apps)]
async fn a_procedure_that_cannot_stand_is_refused_with_its_line(app: &TestApp) {
    let folder = copy();
    edit(&folder, "procedures.csv", "1.012265,,,TN.SYT,,", "1.012265,Thử,,TN.SYT,,");
    edit(&folder, "procedures.csv", "1.011616,,,TN.STNMT,,", "1.011616,,,TN.STNMT,0,");
    edit(&folder, "procedures.csv", "1.010727,,,", "Nguyễn Văn An,,,");

    let found = faults(app, &folder).await;
    let unknown = copy();
    edit(&unknown, "procedures.csv", "1.012265,,,TN.SYT,,", "1.012265,,,TN.KHONG,,");
    let nowhere = faults(app, &unknown).await;

    assert_eq!(
        found,
        [
            "procedures.csv:13: code: is no code of a procedure",
            "procedures.csv:15: working_days: must be from 1 to 1000",
            "procedures.csv:16: name_en: goes together with name_vi",
        ]
    );
    let wanted = "procedures 1.012265 @ 2024-01-01: column units (no such unit) cannot be read";
    assert_eq!(nowhere, [wanted]);
}

async fn near(app: &TestApp, asked: &Value) -> Value {
    let reply = app.post("/api/v1/units/nearest", asked).send().await;
    assert_eq!(reply.status, 200, "{asked}: {}", reply.text);
    reply.body
}

fn told(body: &Value) -> Vec<(&str, f64)> {
    let items = body["items"].as_array().unwrap();
    items
        .iter()
        .map(|one| (one["unit"]["code"].as_str().unwrap(), one["about_km"].as_f64().unwrap()))
        .collect()
}

#[apply(on_both_apps)]
async fn the_units_nearest_to_a_place_are_those_of_today_by_a_place_rounded_to_a_kilometre(
    app: &TestApp,
) {
    // In the west of Go Dau, beside Ben Cau.
    let here = near(app, &json!({"lat": 11.151, "lon": 106.249, "limit": 3})).await;
    let rounded = near(app, &json!({"lat": 11.1549, "lon": 106.2451, "limit": 3})).await;
    let communes = near(app, &json!({"lat": 11.15, "lon": 106.25, "kind": ["commune"]})).await;
    app.set("2025-07-02T02:00:00Z");
    let later = near(app, &json!({"lat": 11.15, "lon": 106.25, "kind": ["commune"]})).await;

    assert_eq!(told(&here), [("710", 2.0), ("711", 12.0), ("712", 13.0)]);
    assert_eq!(here, rounded);
    assert_eq!(
        told(&communes),
        [("", 0.0); 0],
        "the middles of the communes of 2024 are not known"
    );
    assert_eq!(told(&later).len(), 5);
    assert_eq!(
        told(&later)[0].0,
        "25663",
        "a commune of 2025, though the ward of the name is farther"
    );
}

#[apply(on_both_apps)]
async fn a_place_that_is_none_is_refused_with_its_member(app: &TestApp) {
    for (asked, pointer, code) in [
        (json!({"lat": 91, "lon": 106}), "/lat", "out_of_range"),
        (json!({"lat": 11.3}), "/lon", "required"),
        (json!({"lat": "11.3", "lon": 106}), "/lat", "wrong_type"),
        (json!({"lat": 11.3, "lon": 106, "kind": ["town"]}), "/kind/0", "not_allowed"),
        (json!({"lat": 11.3, "lon": 106, "limit": 21}), "/limit", "out_of_range"),
    ] {
        let reply = app.post("/api/v1/units/nearest", &asked).send().await;
        assert_eq!(reply.status, 422, "{asked}");
        assert_eq!(reply.body["errors"][0]["pointer"], pointer, "{asked}");
        assert_eq!(reply.body["errors"][0]["code"], code, "{asked}");
    }
}

#[apply(on_both_apps)]
async fn half_a_place_of_a_unit_or_one_off_the_earth_is_refused_with_its_line(app: &TestApp) {
    let folder = copy();
    edit(&folder, "units.csv", ",11.58,106.00\n", ",11.58,\n");
    edit(&folder, "units.csv", ",11.58,106.27\n", ",91.58,106.27\n");

    let found = faults(app, &folder).await;

    assert_eq!(
        found,
        [
            "units.csv:24: lon: goes together with lat",
            "units.csv:25: lat: is no place on the earth, such as 11.31",
        ]
    );
}
