//! Pages of administrators, and of those who watch over them, as a browser without scripts meets them.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::accounts::factor::phones::{enrolled, later};
use crate::accounts::office::{
    Person, administrators, inspector, lives, mailed, officer, person, seen,
};
use crate::app::{PASSWORD, TestApp};
use crate::client::Reply;
use crate::pages::staff::{press, see, signed, with_login};
use crate::pages::{hidden, is_a_page};
use crate::{on_both_apps, on_both_strict_apps};

const ACCOUNTS: &str = "/lam-viec/quan-tri/nguoi-dung";

/// The cookie of somebody who signs in with a browser.
pub async fn browser(app: &TestApp, who: &Person) -> String {
    crate::pages::staff::cookie(&with_login(app, &who.login, PASSWORD).await)
}

/// A form of `page`, with its mark.
pub async fn send(
    app: &TestApp,
    cookie: &str,
    path: &str,
    page: &Reply,
    own: &[(&str, &str)],
) -> Reply {
    let mark = hidden(page, "dau");
    let mut fields = vec![("dau", mark.as_str())];
    fields.extend(own);
    press(app, cookie, path, &fields).await
}

pub fn of(id: &str) -> String {
    format!("{ACCOUNTS}/{id}")
}

#[apply(on_both_apps)]
async fn every_role_without_cases_begins_on_a_page_of_its_own_and_reads_no_other(app: &TestApp) {
    let pages = [
        (ACCOUNTS, Role::Administrator),
        ("/lam-viec/quan-tri/suc-khoe", Role::Administrator),
        ("/lam-viec/quan-tri/dia-chi", Role::Administrator),
        ("/lam-viec/quan-tri/lich-nghi", Role::Administrator),
        ("/lam-viec/quan-tri/nhap", Role::Administrator),
        ("/lam-viec/truy-cap", Role::Auditor),
        ("/lam-viec/truy-cap", Role::InspectorateHead),
    ];
    let unit = |role| (role != Role::Administrator).then_some("TN.TTT");
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    for (path, role) in pages {
        let cookie = signed(app, role, unit(role)).await;
        for path in [path.to_owned(), format!("/en{path}")] {
            let page = see(app, &cookie, &path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text);
            is_a_page(&page, &path);
            assert_eq!(see(app, &officer, &path).await.status, 404, "{path}");
        }
    }
    for (role, first) in [
        (Role::Administrator, ACCOUNTS),
        (Role::Auditor, "/lam-viec/truy-cap"),
        (Role::InspectorateHead, "/lam-viec/truy-cap"),
    ] {
        let cookie = signed(app, role, unit(role)).await;
        let begins = see(app, &cookie, "/lam-viec").await;
        assert_eq!(begins.headers["location"], first);
        assert_eq!(see(app, &cookie, "/lam-viec/hang-viec").await.status, 404, "no case");
    }
    let administrator = signed(app, Role::Administrator, None).await;
    assert_eq!(see(app, &administrator, "/lam-viec/truy-cap").await.status, 404);
}

#[apply(on_both_apps)]
async fn an_account_is_made_with_what_was_typed_kept_where_it_is_wrong(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let cookie = browser(app, &first).await;
    let path = of("moi");
    let page = see(app, &cookie, &path).await;
    let said = [
        ("login", "Mai Anh"),
        ("name", "Mai Thị Mới"),
        ("role", "unit_officer"),
        ("unit", "TN.STNMT"),
        ("email", "không có"),
    ];
    let wrong = send(app, &cookie, &path, &page, &said).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("<title>Lỗi: "), "{}", wrong.text);
    assert!(wrong.text.contains("href=\"#login\"") && wrong.text.contains("href=\"#email\""));
    assert!(!wrong.text.contains("href=\"#name\""));
    assert!(
        wrong.text.contains("value=\"Mai Thị Mới\"") && wrong.text.contains("value=\"không có\"")
    );
    assert!(wrong.text.contains("<option value=\"TN.STNMT\" selected>"));
    let empty = send(app, &cookie, &path, &page, &[]).await;
    for field in ["login", "name", "role", "email"] {
        assert!(empty.text.contains(&format!("href=\"#{field}\"")), "{field}");
    }

    let right = [
        ("login", "mai.moi"),
        ("name", "Mai Thị Mới"),
        ("role", "unit_officer"),
        ("unit", "TN.STNMT"),
        ("email", "mai.moi@hopthu.example"),
    ];
    let made = send(app, &cookie, &path, &page, &right).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let to = made.headers["location"].clone();
    let shown = see(app, &cookie, &to).await;
    assert!(
        shown.text.contains("Đã lập tài khoản.") && shown.text.contains("mai.moi@hopthu.example")
    );
    let mails = mailed(app).await;
    assert!(mails.iter().any(|(to, link)| to == "mai.moi@hopthu.example" && link.is_some()));
    let listed = see(app, &cookie, &format!("{ACCOUNTS}?role=unit_officer&unit=&state=")).await;
    assert!(
        listed.text.contains("mai.moi") && !listed.text.contains("quan.tri"),
        "{}",
        listed.text
    );
    let odd = see(app, &cookie, &format!("{ACCOUNTS}?role=khac")).await;
    assert!(odd.text.contains("không đọc được") && odd.text.contains("quan.tri"));
}

#[apply(on_both_apps)]
async fn a_reset_waits_for_the_second_administrator_who_confirms_what_was_read(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let owner = inspector(app).await;
    let (one, other) = (browser(app, &first).await, browser(app, &second).await);
    let path = of(&owner.id);
    let page = see(app, &one, &path).await;
    let asked = send(app, &one, &path, &page, &[("viec", "dat-lai")]).await;
    assert_eq!(asked.status, 303, "{}", asked.text);
    let waits = see(app, &one, &path).await;
    assert!(waits.text.contains("Phạm Thị Một đề nghị: đặt lại mật khẩu."), "{}", waits.text);
    let listed = see(app, &other, &format!("{ACCOUNTS}?state=waiting")).await;
    assert!(listed.text.contains(&path) && !listed.text.contains(&of(&first.id)));
    let request = hidden(&waits, "request");
    let alone =
        send(app, &one, &path, &waits, &[("viec", "xac-nhan"), ("request", &request)]).await;
    assert_eq!(alone.status, 422);
    assert!(alone.text.contains("Người đề nghị không tự xác nhận được"), "{}", alone.text);
    assert!(lives(app, &owner.token).await);
    // Another was asked meanwhile: the one that was read is not there any more.
    let read = see(app, &other, &path).await;
    let nil = uuid::Uuid::nil().to_string();
    let gone = send(app, &other, &path, &read, &[("viec", "xac-nhan"), ("request", &nil)]).await;
    assert!(gone.status == 422 && gone.text.contains("không còn nữa"), "{}", gone.text);

    let done =
        send(app, &other, &path, &read, &[("viec", "xac-nhan"), ("request", &request)]).await;

    assert_eq!(done.status, 303, "{}", done.text);
    assert!(!lives(app, &owner.token).await);
    assert_eq!(seen(app, &first, &owner.id).await["has_password"], json!(false));
}

#[apply(on_both_apps)]
async fn an_account_is_moved_closed_and_opened_again_and_its_sessions_end(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let owner = officer(app).await;
    let cookie = browser(app, &first).await;
    let path = of(&owner.id);
    let page = see(app, &cookie, &path).await;
    assert!(page.text.contains("<option value=\"unit_officer\" selected>"));
    let ended = send(app, &cookie, &path, &page, &[("viec", "phien")]).await;
    assert_eq!(ended.status, 303);
    assert!(!lives(app, &owner.token).await);
    let moved = [
        ("viec", "sua"),
        ("name", "Bùi Thị Mẫu"),
        ("role", "reception"),
        ("unit", "TN.SXD"),
        ("email", "can.bo@hopthu.example"),
    ];
    assert_eq!(send(app, &cookie, &path, &page, &moved).await.status, 303);
    let now = seen(app, &first, &owner.id).await;
    assert_eq!((&now["role"], &now["unit"]["code"]), (&json!("reception"), &json!("TN.SXD")));
    let nobody = [("viec", "sua"), ("name", ""), ("role", "reception"), ("unit", "TN.SXD")];
    let wrong = send(app, &cookie, &path, &page, &nobody).await;
    assert!(wrong.status == 422 && wrong.text.contains("href=\"#name\""), "{}", wrong.text);
    assert!(wrong.text.contains("<details class=\"govuk-details\" open>"));

    for (act, state) in [("dong", "closed"), ("mo", "open")] {
        let done = send(app, &cookie, &path, &page, &[("viec", act)]).await;
        assert_eq!(done.status, 303, "{act}: {}", done.text);
        assert_eq!(seen(app, &first, &owner.id).await["state"], json!(state));
    }
    let own = of(&first.id);
    let page = see(app, &cookie, &own).await;
    let refused = send(app, &cookie, &own, &page, &[("viec", "dong")]).await;
    assert!(refused.status == 422 && refused.text.contains("Không ai tự quản trị"));
    let nothing = see(app, &cookie, &of(&uuid::Uuid::nil().to_string())).await;
    assert_eq!(nothing.status, 404);
}

#[apply(on_both_strict_apps)]
async fn a8_what_gives_power_on_a_page_asks_for_password_and_code_and_keeps_what_was_typed(
    app: &TestApp,
) {
    let (first, second) = administrators(app).await;
    let owner = officer(app).await;
    let (phone, _) = enrolled(app, &first).await;
    let (other_phone, codes) = enrolled(app, &second).await;
    let code = phone.code(app, 0);
    let cookie = crate::pages::staff::cookie(&with_both(app, &first.login, &code).await);
    later(app, 330);
    let path = of(&owner.id);
    let page = see(app, &cookie, &path).await;
    assert_eq!(page.status, 200, "reading asks for none: {}", page.text);
    let renamed = [
        ("viec", "sua"),
        ("name", "Bùi Thị Khác"),
        ("role", "unit_officer"),
        ("unit", "TN.STNMT"),
        ("email", "can.bo@hopthu.example"),
    ];
    let asked = send(app, &cookie, &path, &page, &renamed).await;
    assert_eq!(asked.status, 200);
    assert!(asked.text.contains("Xác nhận lại trước khi làm"), "{}", asked.text);
    assert!(asked.text.contains("name=\"name\" value=\"Bùi Thị Khác\""), "what was typed is kept");
    assert_eq!(seen(app, &first, &owner.id).await["name"], json!("Bùi Thị Mẫu"));

    let mut again = renamed.to_vec();
    again.extend([("mat_khau_lai", "mot-mat-khau-khac-9"), ("ma_lai", "000000")]);
    let wrong = send(app, &cookie, &path, &asked, &again).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text.contains("href=\"#mat_khau_lai\"")
            && !wrong.text.contains("mot-mat-khau-khac-9")
    );
    later(app, 60);
    let code = phone.code(app, 0);
    let mut again = renamed.to_vec();
    again.extend([("mat_khau_lai", PASSWORD), ("ma_lai", code.as_str())]);
    let done = send(app, &cookie, &path, &asked, &again).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_eq!(seen(app, &first, &owner.id).await["name"], json!("Bùi Thị Khác"));

    // The word of a second administrator uses up what was shown.
    assert_eq!(send(app, &cookie, &path, &page, &[("viec", "dat-lai")]).await.status, 303);
    let code = other_phone.code(app, 0);
    let other = crate::pages::staff::cookie(&with_both(app, &second.login, &code).await);
    later(app, 330);
    let waits = see(app, &other, &path).await;
    let request = hidden(&waits, "request");
    let mut word = vec![("viec", "xac-nhan"), ("request", request.as_str())];
    let asked = send(app, &other, &path, &waits, &word).await;
    assert!(asked.text.contains("Xác nhận lại trước khi làm"), "{}", asked.text);
    assert!(lives(app, &owner.token).await);
    word.extend([("mat_khau_lai", PASSWORD), ("ma_lai", codes[0].as_str())]);
    let done = send(app, &other, &path, &asked, &word).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(!lives(app, &owner.token).await);
    let page = see(app, &other, &path).await;
    let next = send(app, &other, &path, &page, &[("viec", "dong")]).await;
    assert!(next.text.contains("Xác nhận lại trước khi làm"), "used up: {}", next.text);
}

/// Signs in with a browser, with password and code.
async fn with_both(app: &TestApp, login: &str, code: &str) -> Reply {
    let page = crate::pages::get(app, "/dang-nhap").await;
    let mark = hidden(&page, "dau");
    let fields = [("dau", mark.as_str()), ("login", login), ("password", PASSWORD), ("code", code)];
    crate::pages::send(app, "/dang-nhap", &fields).await
}

#[apply(on_both_apps)]
async fn a_deputy_is_recorded_and_ended_by_administrators_and_read_by_inspectors(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let owner = person(app, "pho.so", "Lý Văn Phó", Role::UnitOfficer, "TN.STNMT").await;
    let cookie = browser(app, &first).await;
    let path = "/lam-viec/quan-tri/cap-pho";
    let page = see(app, &cookie, path).await;
    assert!(page.text.contains("Chưa ghi nhận ai."));
    let said = |from, to| {
        let document = ("document", "12/QĐ-STNMT");
        [("viec", "ghi"), ("login", "pho.so"), document, ("valid_from", from), ("valid_to", to)]
    };
    let wrong = send(app, &cookie, path, &page, &said("mai", "1/3/2025")).await;
    assert!(wrong.status == 422 && wrong.text.contains("href=\"#valid_from\""), "{}", wrong.text);
    assert!(wrong.text.contains("value=\"mai\"") && wrong.text.contains("value=\"pho.so\""));
    let done = send(app, &cookie, path, &page, &said("1/10/2024", "1/3/2025")).await;
    assert_eq!(done.status, 303, "{}", done.text);
    let page = see(app, &cookie, path).await;
    assert!(page.text.contains("Lý Văn Phó") && page.text.contains("Đang có hiệu lực"));
    assert!(page.text.contains("<time datetime=\"2025-03-01\">01/03/2025</time>"), "{}", page.text);

    let reader = signed(app, Role::Inspector, Some("TN.TTT")).await;
    let read = see(app, &reader, path).await;
    assert!(read.text.contains("Lý Văn Phó") && !read.text.contains("Chấm dứt<"), "{}", read.text);
    let id = hidden(&page, "id");
    let end = [("viec", "cham-dut"), ("id", id.as_str())];
    assert_eq!(send(app, &reader, path, &read, &end).await.status, 404);
    assert_eq!(send(app, &cookie, path, &page, &end).await.status, 303);
    let page = see(app, &cookie, path).await;
    assert!(page.text.contains("Chấm dứt ngày 15/10/2024"), "{}", page.text);
    assert!(lives(app, &owner.token).await);
}

#[apply(on_both_apps)]
async fn accounts_come_from_a_sheet_after_what_that_would_do(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let cookie = browser(app, &first).await;
    let path = "/lam-viec/quan-tri/nhap";
    let page = see(app, &cookie, path).await;
    let broken = "login\tname\trole\tunit\temail\nA B\tMai Thị Một\tunit_officer\tTN.STNMT\tmai@hopthu.example";
    let wrong = send(app, &cookie, path, &page, &[("viec", "xem"), ("csv", broken)]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("Dòng 2, cột login: "), "{}", wrong.text);
    assert!(wrong.text.contains("Mai Thị Một\tunit_officer"), "what was pasted is kept");
    let sheet = "login\tname\trole\tunit\temail\r\nmai.mot\tMai Thị Một\tunit_officer\tTN.STNMT\tmai@hopthu.example\r\n\
                 le.hai\tLê Văn Hai\tinspector\tTN.TTT\thai@hopthu.example\r\n";
    let would = send(app, &cookie, path, &page, &[("viec", "xem"), ("csv", sheet)]).await;
    assert!(would.text.contains("2 thêm mới, 0 giữ nguyên, 0 khác"), "{}", would.text);
    assert!(would.text.contains("chờ quản trị viên thứ hai"));
    let there = async || {
        let listed = app.get("/api/v1/accounts").bearer(&first.token).send().await;
        listed.body["items"].as_array().map(Vec::len)
    };
    assert_eq!(there().await, Some(2), "nothing is done by looking");

    let csv = hidden(&would, "csv");
    let done = send(app, &cookie, path, &would, &[("viec", "ap-dung"), ("csv", &csv)]).await;

    assert!(done.text.contains("Đã nhập"), "{}", done.text);
    assert_eq!(there().await, Some(4));
    let again = send(app, &cookie, path, &would, &[("viec", "ap-dung"), ("csv", &csv)]).await;
    assert!(again.text.contains("0 thêm mới, 2 giữ nguyên, 0 khác"), "{}", again.text);
}
