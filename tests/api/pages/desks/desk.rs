//! The reception desk as a browser without scripts meets it: a paper typed in, read aloud, sent once, and its slip.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;

use crate::app::TestApp;
use crate::client::Reply;
use crate::on_both_apps;
use crate::pages::is_a_page;
use crate::pages::staff::{filled, see, signed};

const DESK: &str = "/lam-viec/tiep-nhan";

/// A paper about a late dossier, with its person.
const PAPER: &[(&str, &str)] = &[
    ("filed_via", "desk_paper"),
    ("paper_on", "14/10/2024"),
    ("category", "late"),
    ("sector", "land"),
    ("unit", "TN.STNMT"),
    ("text", "Hồ sơ của tôi quá hẹn sáu ngày mà không có thông báo nào."),
    ("reporter_type", "resident"),
    ("contact.name", "Nguyễn Văn Thử"),
    ("contact.phone", "0900 000 001"),
    ("consent_version", "true"),
    ("signed", "true"),
    ("truthful", "true"),
];

async fn pressed(
    app: &TestApp,
    cookie: &str,
    page: &Reply,
    word: &str,
    own: &[(&str, &str)],
) -> Reply {
    let mut fields = vec![("viec", word)];
    fields.extend(own);
    filled(app, cookie, DESK, page, &fields).await
}

fn receipt(slip: &Reply) -> String {
    let (_, rest) =
        slip.text.split_once("lc-receipt lc-code\">").unwrap_or_else(|| panic!("{}", slip.text));
    rest.split('<').next().unwrap().to_owned()
}

#[apply(on_both_apps)]
async fn a_paper_is_read_aloud_sent_once_and_its_slip_shows_the_receipt(app: &TestApp) {
    let clerk = signed(app, Role::Reception, Some("TN.VP")).await;
    let first = see(app, &clerk, "/lam-viec").await;
    assert_eq!(first.headers["location"], DESK, "the desk is where a clerk begins");
    let form = see(app, &clerk, DESK).await;
    is_a_page(&form, DESK);
    assert!(form.text.contains("<option value=\"desk_paper\" selected>"), "{}", form.text);

    let check = pressed(app, &clerk, &form, "xem", PAPER).await;
    assert_eq!(check.status, 200, "{}", check.text);
    for told in ["Gửi tới", "Phải trả lời chậm nhất", "Ai đọc được", "Đọc lại cho người dân nghe"]
    {
        assert!(check.text.contains(told), "{told}: {}", check.text);
    }
    assert!(check.text.contains("Nguyễn Văn Thử") && !check.text.contains("lc-receipt"));
    let changed = pressed(app, &clerk, &check, "sua", PAPER).await;
    assert!(changed.text.contains("quá hẹn sáu ngày mà không có thông báo nào.</textarea>"));

    let slip = pressed(app, &clerk, &check, "gui", PAPER).await;
    let again = pressed(app, &clerk, &check, "gui", PAPER).await;
    assert_eq!((slip.status, again.status), (200, 200), "{}", slip.text);
    assert_eq!(receipt(&slip), receipt(&again), "sent twice it is one case and one slip");
    assert!(slip.text.contains("<svg"), "{}", slip.text);
    let inspector = app.inspector().await;
    let listed = app.get("/api/v1/cases").bearer(&inspector).send().await;
    assert!(slip.text.contains(listed.str("/items/0/number")), "{}", slip.text);
    assert_eq!(listed.body["items"].as_array().unwrap().len(), 1);
    let own = app.track(&receipt(&slip)).await;
    assert_eq!(own.status, 200, "{}", own.body);
    assert!(!see(app, &clerk, DESK).await.text.contains(&receipt(&slip)), "shown once");
}

#[apply(on_both_apps)]
async fn what_is_wrong_with_a_paper_is_told_at_its_field_and_what_was_typed_stays(app: &TestApp) {
    let clerk = signed(app, Role::Reception, Some("TN.VP")).await;
    let form = see(app, &clerk, DESK).await;
    let own = [
        ("filed_via", "desk_call"),
        ("paper_on", "hôm qua"),
        ("text", "Ngắn."),
        ("contact.name", "Nguyễn Văn Thử"),
    ];
    let wrong = pressed(app, &clerk, &form, "gui", &own).await;

    assert_eq!(wrong.status, 422);
    for field in ["paper_on", "category", "reporter_type", "truthful"] {
        assert!(wrong.text.contains(&format!("href=\"#{field}\"")), "{field} {}", wrong.text);
    }
    assert!(wrong.text.contains("value=\"hôm qua\"") && wrong.text.contains("Ngắn.</textarea>"));
    assert!(wrong.text.contains("<title>Lỗi: "));
}

#[apply(on_both_apps)]
async fn a_tip_of_the_desk_names_no_unit_and_no_number_on_its_slip(app: &TestApp) {
    let clerk = signed(app, Role::Reception, Some("TN.VP")).await;
    let form = see(app, &clerk, DESK).await;
    let tip = [
        ("filed_via", "desk_visit"),
        ("category", "money_or_gift"),
        ("unit", "TN.STNMT"),
        ("text", "Một cán bộ tiếp nhận hồ sơ gợi ý đưa tiền."),
        ("bribe.fact", "asked"),
        ("bribe.amount_vnd", "500.000"),
        ("reporter_type", "resident"),
        ("truthful", "true"),
    ];
    let check = pressed(app, &clerk, &form, "xem", &tip).await;
    assert!(check.text.contains("Cơ quan bị phản ánh không biết."), "{}", check.text);
    let slip = pressed(app, &clerk, &check, "gui", &tip).await;

    assert_eq!(slip.status, 200, "{}", slip.text);
    for told in ["PAKN-", "Tài nguyên", "Số vụ việc", "liêm chính"] {
        assert!(!slip.text.contains(told), "{told}: {}", slip.text);
    }
}

#[apply(on_both_apps)]
async fn only_who_receives_finds_the_desk(app: &TestApp) {
    for (role, unit, status) in [
        (Role::Reception, Some("TN.VP"), 200),
        (Role::UnitOfficer, Some("TN.STNMT"), 200),
        (Role::Inspector, Some("TN.TTT"), 200),
        (Role::UnitLeader, Some("TN.STNMT"), 404),
        (Role::Administrator, None, 404),
        (Role::PersonnelReader, Some("TN.SNV"), 404),
    ] {
        let cookie = signed(app, role, unit).await;
        for path in [DESK, "/lam-viec/tiep-nhan/chu-ky", "/en/lam-viec/tiep-nhan"] {
            assert_eq!(see(app, &cookie, path).await.status, status, "{role:?} {path}");
        }
    }
}
