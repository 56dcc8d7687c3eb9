//! Tips through a change of units: they follow their inspectorate and never reach whom they are about.

use liemchinh::harness::domain::PersonName;
use liemchinh::harness::domain::Receipt;
use liemchinh::harness::domain::Role;
use liemchinh::harness::domain::{CaseId, PassedTo};
use liemchinh::harness::service::NewUser;
use liemchinh::harness::service::import::import;
use liemchinh::harness::store::cases;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{PASSWORD, TestApp, tip, with};
use crate::client::Reply;
use crate::on_both_apps;
use crate::units::dissolution::{load, passed, succeed};
use crate::units::import::{copy, edit};
use crate::units::succession::{CHANGE, agrees, change_units, day};

/// The code of the unit that holds a case, whoever may see it, and the case's version.
async fn held(app: &TestApp, id: CaseId) -> (String, i32) {
    let case = app.db.read(move |conn| cases::find(conn, id)).await.unwrap().unwrap();
    (app.service.reference().unit_name(case.holder).unwrap().code, case.version)
}

#[apply(on_both_apps)]
async fn tips_stay_with_the_inspectorate_and_a_run_says_nothing_of_them(app: &TestApp) {
    app.set("2025-06-25T02:00:00Z");
    let filed = app.file(&with(tip(), &json!({"unit": "25456"}))).await;
    app.set(CHANGE);

    let report = change_units(app, false).await;
    let tracked = app.track(filed.str("/receipt")).await;

    assert_eq!((report.units.len(), report.receivers.len()), (0, 0));
    assert_eq!(tracked.str("/state"), "received");
    agrees(app);
}

#[apply(on_both_apps)]
async fn a_tip_moves_with_its_inspectorate_but_never_to_who_took_over_the_accused(app: &TestApp) {
    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    let folder = copy();
    let ttt = "TN.TTT,local,false,Thanh tra tỉnh,Provincial Inspectorate,inspectorate,provincial_bodies,H53,2024-01-01";
    let chair = "province,,,2024-01-01";
    edit(
        &folder,
        "units.csv",
        &format!("{ttt},,"),
        &format!(
            "TN.TTX,local,false,Thanh tra mới,New Inspectorate,inspectorate,provincial_bodies,,2026-01-01,,tn-ttx@tayninh.example,true,false,,\n{ttt},2025-12-31,"
        ),
    );
    edit(&folder, "units.csv", &format!("{chair},,"), &format!("{chair},2025-12-31,"));
    let after = "2024-01-01,TN.TTX,2026-01-01,2026-01-01,full,Giả định,Assumed,false";
    edit(&folder, "successions.csv", "703,", &format!("TN.TTT,{after}\nH53,{after}\n703,"));
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    app.service.refresh().await.unwrap();
    app.set("2025-12-30T02:00:00Z");
    let other = app.file(&tip()).await;
    let accused = app.file(&with(tip(), &json!({"unit": "TN.TTT"}))).await;
    let member = NewUser {
        login: "van.phong".to_owned(),
        name: PersonName::parse("Trần Văn Thử").unwrap(),
        role: Role::Inspector,
        unit: Some("H53".to_owned()),
        email: None,
    };
    app.service.add_user(member, PASSWORD.to_owned()).await.unwrap();
    app.set("2026-01-05T02:00:00Z");

    let report = app.service.succeed(day("2026-01-01"), false, |_| ()).await.unwrap();
    let place = async |filed: &Reply| {
        let receipt = Receipt::parse(filed.str("/receipt")).unwrap();
        let case = app.service.case_of_receipt(&receipt).await.unwrap();
        (case.to_string(), held(app, case).await)
    };
    let (_, moved) = place(&other).await;
    let (case, stays) = place(&accused).await;
    assert_eq!(report.staff.waiting[0].login, "van.phong", "who could open it stays");
    let member = app
        .service
        .sign_in("van.phong", PASSWORD.to_owned(), crate::app::HOME)
        .await
        .unwrap()
        .token
        .to_text();
    app.assign(&member, &case, stays.1).await;
    let forward = json!({"command": "forward", "to": "TN.TTX", "text": "Chuyển."});
    let refused = app.command(&member, &case, stays.1 + 1, &forward).await;

    let counted: Vec<_> = report
        .units
        .iter()
        .map(|unit| (unit.unit.code.as_str(), unit.moved, unit.undecided, unit.waiting.len()))
        .collect();
    assert_eq!(
        counted,
        [("H53", 0, 1, 0), ("TN.TTT", 1, 0, 0)],
        "the tip about the inspectorate is not its heir's"
    );
    assert_eq!((moved.0.as_str(), stays.0.as_str()), ("TN.TTX", "H53"));
    assert_eq!(
        (refused.status, refused.str("/reason")),
        (409, "receiver_not_allowed"),
        "{}",
        refused.body
    );
    agrees(app);
}

#[apply(on_both_apps)]
async fn a_tip_of_a_dissolved_inspectorate_never_goes_to_whom_it_is_about(app: &TestApp) {
    let folder = copy();
    let ttt = "TN.TTT,local,false,Thanh tra tỉnh,Provincial Inspectorate,inspectorate,provincial_bodies,H53,2024-01-01";
    edit(
        &folder,
        "units.csv",
        &format!("{ttt},,"),
        &format!(
            "TN.TTX,local,false,Thanh tra mới,New Inspectorate,inspectorate,provincial_bodies,,2026-01-01,,tn-ttx@tayninh.example,true,false,,\n{ttt},2025-12-31,"
        ),
    );
    load(app, &folder).await;
    app.set("2025-12-30T02:00:00Z");
    let other = app.file(&tip()).await;
    let accused = app.file(&with(tip(), &json!({"unit": "H53"}))).await;
    app.set("2026-01-05T02:00:00Z");

    let report = succeed(app, "2026-01-01", false).await;

    let place = async |receipt: &str| {
        let receipt = Receipt::parse(receipt).unwrap();
        let case = app.service.case_of_receipt(&receipt).await.unwrap();
        held(app, case).await.0
    };
    assert_eq!(place(other.str("/receipt")).await, "H53", "the Chair's office is above");
    assert_eq!(place(accused.str("/receipt")).await, "TN.TTX", "which is not the accused's own");
    assert_eq!(
        passed(&report),
        [
            ("TN.TTT".to_owned(), "H53".to_owned(), PassedTo::Superior, 1),
            ("TN.TTT".to_owned(), "TN.TTX".to_owned(), PassedTo::ReceivingBody, 1),
        ]
    );
    let tracked = app.track(other.str("/receipt")).await;
    assert_eq!(
        tracked.body["custody"].as_array().unwrap().len(),
        1,
        "no change of units is news of a tip: {}",
        tracked.body["custody"]
    );
    let chair = app.staff(Role::Inspector, Some("H53")).await;
    let queue = app.get("/api/v1/cases?channel=integrity&count=true").bearer(&chair).send().await;
    assert_eq!(queue.body["count"], json!(1));
    agrees(app);
}

#[apply(on_both_apps)]
async fn a_tip_never_follows_a_merger_to_where_nobody_can_open_it(app: &TestApp) {
    let folder = copy();
    let ttt = "TN.TTT,local,false,Thanh tra tỉnh,Provincial Inspectorate,inspectorate,provincial_bodies,H53,2024-01-01";
    edit(&folder, "units.csv", &format!("{ttt},,"), &format!("{ttt},2025-12-31,"));
    let after = "2024-01-01,TN.STP,2024-01-01,2026-01-01,full,Giả định,Assumed,false";
    edit(&folder, "successions.csv", "703,", &format!("TN.TTT,{after}\n703,"));
    load(app, &folder).await;
    app.set("2025-12-30T02:00:00Z");
    app.file(&tip()).await;
    app.set("2026-01-05T02:00:00Z");

    let report = succeed(app, "2026-01-01", false).await;

    assert_eq!(passed(&report), [("TN.TTT".to_owned(), "H53".to_owned(), PassedTo::Superior, 1)]);
    agrees(app);
}
