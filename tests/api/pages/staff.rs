//! Pages of staff as a browser without scripts meets them: signing in, the day's work, a case and what can be done to it.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::{form, get, hidden};
use crate::accounts::factor::phones::Phone;
use crate::app::{PASSWORD, TestApp, feedback, tip};
use crate::client::{Call, Reply};
use crate::{on_both_apps, on_both_strict_apps};

/// The session that an answer gives a browser.
pub fn cookie(reply: &Reply) -> String {
    let set = reply.headers.get("set-cookie").unwrap_or_else(|| panic!("{}", reply.text));
    for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
        assert!(set.contains(part), "{set}");
    }
    assert!(!set.contains("Domain") && !set.contains("Max-Age"), "{set}");
    set.split(';').next().unwrap().to_owned()
}

pub async fn with_login(app: &TestApp, login: &str, password: &str) -> Reply {
    let page = get(app, "/dang-nhap").await;
    let fields =
        [("dau", hidden(&page, "dau")), ("login", login.into()), ("password", password.into())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    form(app, "/dang-nhap", &fields).header("Sec-Fetch-Site", "same-origin").send().await
}

/// Somebody of a role, signed in with a browser; the cookie.
pub async fn signed(app: &TestApp, role: Role, unit: Option<&str>) -> String {
    let (login, _) = app.member(role, unit, None).await;
    cookie(&with_login(app, &login, PASSWORD).await)
}

/// A page as that browser asks for it.
pub async fn see(app: &TestApp, cookie: &str, path: &str) -> Reply {
    let call = Call::new(app, reqwest::Method::GET, path).header("Accept", "text/html");
    call.header("Cookie", cookie).header("Sec-Fetch-Site", "same-origin").send().await
}

/// A form as that browser sends it.
pub async fn press(app: &TestApp, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Reply {
    let call = form(app, path, fields).header("Cookie", cookie);
    call.header("Sec-Fetch-Site", "same-origin").send().await
}

/// What every form of a case sends besides its own.
fn marks(page: &Reply) -> [(&'static str, String); 3] {
    ["dau", "khoa", "ban"].map(|name| (name, hidden(page, name)))
}

/// A form of a page as that browser sends it back, with what the page put into it.
pub async fn filled(
    app: &TestApp,
    cookie: &str,
    path: &str,
    page: &Reply,
    own: &[(&str, &str)],
) -> Reply {
    let marks = marks(page);
    let mut fields: Vec<(&str, &str)> = marks.iter().map(|(n, v)| (*n, v.as_str())).collect();
    fields.extend(own);
    press(app, cookie, path, &fields).await
}

#[apply(on_both_apps)]
async fn a_browser_signs_in_comes_to_where_it_was_going_and_signs_out(app: &TestApp) {
    let (login, _) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let bent = get(app, "/dang-nhap?toi=https://example.org/lam-viec").await;
    assert!(!bent.text.contains("example.org"), "nobody is led elsewhere");
    let sent = get(app, "/lam-viec/hang-viec?state=received").await;
    assert_eq!(sent.status, 303);
    let to = sent.headers["location"].clone();
    assert_eq!(to, "/dang-nhap?toi=%2Flam-viec%2Fhang-viec%3Fstate%3Dreceived");
    let page = get(app, &to).await;
    let going = hidden(&page, "toi");
    let wrong = with_login(app, &login, "không phải mật khẩu này").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("Tên đăng nhập, mật khẩu hoặc mã chưa đúng."));
    assert!(wrong.text.contains(&format!("value=\"{login}\"")), "what was typed is kept");
    assert!(!wrong.headers.contains_key("set-cookie"));

    let fields = [
        ("dau", hidden(&page, "dau")),
        ("toi", going.clone()),
        ("login", login.clone()),
        ("password", PASSWORD.to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    app.set("2024-10-15T03:00:00Z");
    let signed = press(app, "", "/dang-nhap", &fields).await;
    // One wrong password was tried, and that is told first.
    assert_eq!((signed.status, signed.headers["location"].as_str()), (303, "/tai-khoan?sai=1"));
    let cookie = cookie(&signed);
    assert!(see(app, &cookie, "/tai-khoan?sai=1").await.text.contains("1 lần thử sai"));
    let queue = see(app, &cookie, &going).await;
    assert_eq!(queue.status, 200);
    let day = see(app, &cookie, "/lam-viec").await;
    assert!(day.text.contains("<h1 class=\"govuk-heading-l\">Hôm nay</h1>"), "{}", day.text);

    let out = press(app, &cookie, "/dang-xuat", &[("dau", &hidden(&day, "dau"))]).await;
    assert_eq!(out.status, 303);
    assert!(out.headers["set-cookie"].contains("Max-Age=0"));
    assert_eq!(out.headers["clear-site-data"], "\"cache\", \"storage\"");
    assert_eq!(see(app, &cookie, "/lam-viec").await.status, 303, "the session is over");
}

#[apply(on_both_apps)]
async fn a_cookie_opens_nothing_of_the_api_and_a_token_of_the_api_no_page(app: &TestApp) {
    let (login, token) = app.member(Role::Inspector, Some("TN.TTT"), None).await;
    let cookie = cookie(&with_login(app, &login, PASSWORD).await);
    let value = cookie.split_once('=').unwrap().1.to_owned();

    for presented in [value.clone(), value.replace("lc_c_", "lc_s_")] {
        assert_eq!(app.get("/api/v1/cases").bearer(&presented).send().await.status, 401);
    }
    let by_cookie = app.get("/api/v1/cases").header("Cookie", &cookie).send().await;
    assert_eq!(by_cookie.status, 401);
    for presented in [token.clone(), token.replace("lc_s_", "lc_c_")] {
        let page = see(app, &format!("__Host-lc={presented}"), "/lam-viec").await;
        assert_eq!(page.status, 303, "{}", page.text);
    }
}

#[apply(on_both_apps)]
async fn a_form_from_elsewhere_or_of_another_session_does_nothing(app: &TestApp) {
    app.file(&feedback()).await;
    let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let first = cookie(&with_login(app, &login, PASSWORD).await);
    let other = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let listed = app.get("/api/v1/cases").bearer(&token).send().await;
    let path = format!("/lam-viec/vu-viec/{}", listed.str("/items/0/id"));
    let page = see(app, &first, &path).await;
    let marks = marks(&page);
    let mut fields: Vec<(&str, &str)> = marks.iter().map(|(n, v)| (*n, v.as_str())).collect();
    fields.push(("viec", "nhan"));
    let state = async || {
        let listed = app.get("/api/v1/cases").bearer(&token).send().await;
        listed.body["items"][0]["assignee"].clone()
    };

    let crossing =
        form(app, &path, &fields).header("Cookie", &first).header("Sec-Fetch-Site", "cross-site");
    assert_eq!(crossing.send().await.status, 403);
    let unmarked: Vec<(&str, &str)> = fields.iter().copied().filter(|it| it.0 != "dau").collect();
    assert_eq!(press(app, &first, &path, &unmarked).await.status, 403);
    assert_eq!(press(app, &other, &path, &fields).await.status, 403, "of another person");
    assert_eq!(state().await, Value::Null);

    // The same person, signed in anew: what was typed is shown before it is sent.
    let again = cookie(&with_login(app, &login, PASSWORD).await);
    let kept = press(app, &again, &path, &fields).await;
    assert_eq!(kept.status, 200);
    assert!(kept.text.contains("Tiếp tục việc đang làm"), "{}", kept.text);
    assert_eq!(state().await, Value::Null);
    let fresh = hidden(&kept, "dau");
    let resent: Vec<(&str, &str)> =
        unmarked.iter().copied().chain([("dau", fresh.as_str())]).collect();
    let done = press(app, &again, &path, &resent).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert_ne!(state().await, Value::Null);
}

#[apply(on_both_apps)]
async fn what_was_typed_when_the_session_ended_goes_on_after_signing_in_for_the_same_person_alone(
    app: &TestApp,
) {
    app.file(&feedback()).await;
    let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let (stranger, _) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let before = cookie(&with_login(app, &login, PASSWORD).await);
    let listed = app.get("/api/v1/cases").bearer(&token).send().await;
    let path = format!("/lam-viec/vu-viec/{}", listed.str("/items/0/id"));
    let page = see(app, &before, &path).await;
    app.set("2024-10-15T02:31:00Z");
    let ended = filled(app, &before, &path, &page, &[("viec", "ghi"), ("text", "Đã gọi.")]).await;
    assert_eq!(ended.status, 401);
    assert!(ended.text.contains("Phiên đã hết") && !ended.text.contains("Đã gọi."));

    for (who, goes_on) in [(&stranger, false), (&login, true)] {
        let fields = [
            ("dau", hidden(&ended, "dau")),
            ("giu", hidden(&ended, "giu")),
            ("login", who.clone()),
            ("password", PASSWORD.to_owned()),
        ];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let signed = press(app, "", "/dang-nhap", &fields).await;
        assert_eq!(signed.text.contains("value=\"Đã gọi.\""), goes_on, "{}", signed.text);
        if goes_on {
            let cookie = cookie(&signed);
            let fields = [
                ("dau", hidden(&signed, "dau")),
                ("khoa", hidden(&signed, "khoa")),
                ("viec", "ghi".to_owned()),
                ("text", hidden(&signed, "text")),
            ];
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            assert_eq!(press(app, &cookie, &path, &fields).await.status, 303);
            assert!(see(app, &cookie, &path).await.text.contains("Đã gọi."));
        }
    }
}

#[apply(on_both_apps)]
async fn an_officer_takes_a_case_up_and_answers_it_after_seeing_what_will_happen(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt").to_owned();
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let came = see(app, &officer, &format!("/v/{}", filed.str("/number"))).await;
    assert_eq!(came.status, 303, "a mail leads to its case");
    let path = came.headers["location"].clone();
    let page = see(app, &officer, &path).await;
    assert!(page.text.contains("Tiếp nhận, thụ lý</a>"), "{}", page.text);
    assert!(page.text.contains("Văn bản do người gửi viết"));

    let accept = format!("{path}/accept");
    let asked = see(app, &officer, &accept).await;
    let preview = filled(app, &officer, &accept, &asked, &[("viec", "xem")]).await;
    assert_eq!(preview.status, 200);
    assert!(preview.text.contains("Thời hạn mới"), "{}", preview.text);
    assert_eq!(app.track(&receipt).await.str("/state"), "received", "a preview changes nothing");
    let done = filled(app, &officer, &accept, &preview, &[("viec", "lam")]).await;
    assert_eq!(done.headers["location"], format!("{path}?xong=accept"), "{}", done.text);

    let answer = format!("{path}/answer");
    let asked = see(app, &officer, &answer).await;
    let empty = filled(app, &officer, &answer, &asked, &[("viec", "xem")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("href=\"#outcome\"") && empty.text.contains("href=\"#text\""));
    let said = [
        ("viec", "xem"),
        ("outcome", "remedied"),
        ("text", "Kết quả đã có tại bộ phận một cửa từ sáng nay."),
        ("remedy", "Trả kết quả."),
        ("remedy_due_on", "hôm nay"),
    ];
    let wrong = filled(app, &officer, &answer, &asked, &said).await;
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.text.contains("href=\"#remedy_due_on\"")
            && wrong.text.contains("Kết quả đã có tại bộ phận một cửa từ sáng nay.")
    );
    let said = [
        ("viec", "xem"),
        ("outcome", "remedied"),
        ("text", "Kết quả đã có tại bộ phận một cửa từ sáng nay."),
        ("remedy", "Trả kết quả."),
    ];
    let preview = filled(app, &officer, &answer, &asked, &said).await;
    assert!(preview.text.contains("Sẽ gửi các thư sau"), "{}", preview.text);
    assert!(preview.text.contains("Kết quả đã có tại bộ phận một cửa từ sáng nay."));
    let mut sure = said.to_vec();
    sure[0].1 = "lam";
    for _ in 0..2 {
        let done = filled(app, &officer, &answer, &preview, &sure).await;
        assert_eq!(done.status, 303, "sent twice it has one effect: {}", done.text);
    }
    let told = app.track(&receipt).await;
    assert_eq!(told.str("/state"), "answered");
    let page = see(app, &officer, &format!("{path}?xong=answer")).await;
    assert!(page.text.contains("Đã làm xong: trả lời."));
}

#[apply(on_both_apps)]
async fn a_case_that_changed_meanwhile_is_told_with_what_was_typed(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let officer = cookie(&with_login(app, &login, PASSWORD).await);
    let case = app.case_of(&token, filed.str("/number")).await;
    let path = format!("/lam-viec/vu-viec/{case}/ask_reporter");
    let asked = see(app, &officer, &path).await;
    let taken = app.command(&token, &case, 1, &json!({"command": "accept"})).await;
    assert_eq!(taken.status, 200);

    for word in ["xem", "lam"] {
        let own = [("viec", word), ("text", "Hẹn ngày nào ghi trên giấy?")];
        let stale = filled(app, &officer, &path, &asked, &own).await;
        assert_eq!(stale.status, 422);
        assert!(stale.text.contains("Vụ việc đã thay đổi"), "{}", stale.text);
        assert!(
            !stale.text.contains("Tiếp nhận ("),
            "nor by what: a unit does not know every step"
        );
        assert!(stale.text.contains("Hẹn ngày nào ghi trên giấy?</textarea>"));
    }
    let unversioned = [("dau", hidden(&asked, "dau")), ("khoa", hidden(&asked, "khoa"))];
    let mut fields: Vec<(&str, &str)> = unversioned.iter().map(|(n, v)| (*n, v.as_str())).collect();
    fields.extend([("viec", "lam"), ("text", "Hẹn ngày nào?")]);
    assert_eq!(press(app, &officer, &path, &fields).await.status, 422, "without a version");
}

#[apply(on_both_apps)]
async fn a_unit_finds_no_page_of_a_tip_nor_of_anothers_case_and_no_word_of_either(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    app.file(&tip()).await;
    let inspector = app.inspector().await;
    let tips = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let tip = tips.str("/items/0/id").to_owned();
    let accused = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let other = signed(app, Role::UnitOfficer, Some("TN.SXD")).await;
    let own = app.case_of(&inspector, filed.str("/number")).await;
    let nothing = see(app, &accused, &format!("/lam-viec/vu-viec/{}", uuid::Uuid::nil())).await;
    assert_eq!(nothing.status, 404);
    // What differs is what was asked for, and the form of signing out.
    let bare = |page: &Reply, id: &str| {
        let mark = hidden(page, "dau");
        page.text.replace(&mark, "").replace(id, "").replace(&uuid::Uuid::nil().to_string(), "")
    };

    for (cookie, id) in [(&accused, &tip), (&other, &tip), (&other, &own)] {
        for path in ["", "/answer", "/note_criminal_signs"] {
            let page = see(app, cookie, &format!("/lam-viec/vu-viec/{id}{path}")).await;
            assert_eq!(page.status, 404, "{path}");
            let like = format!("/lam-viec/vu-viec/{}{path}", uuid::Uuid::nil());
            let like = see(app, cookie, &like).await;
            assert_eq!(bare(&page, id), bare(&like, id));
        }
    }
    for path in ["/lam-viec", "/lam-viec/hang-viec", "/lam-viec/hang-viec?channel=integrity"] {
        let page = see(app, &accused, path).await;
        assert!(!page.text.contains(&tip) && !page.text.contains("LIÊM CHÍNH"), "{path}");
    }
}

#[apply(on_both_apps)]
async fn a_tip_is_opened_by_its_inspector_and_the_page_says_so_first(app: &TestApp) {
    app.file(&tip()).await;
    let (login, token) = app.member(Role::Inspector, Some("TN.TTT"), None).await;
    let inspector = cookie(&with_login(app, &login, PASSWORD).await);
    let tips = app.get("/api/v1/cases?channel=integrity").bearer(&token).send().await;
    let path = format!("/lam-viec/vu-viec/{}", tips.str("/items/0/id"));
    let queue = see(app, &inspector, "/lam-viec/liem-chinh").await;
    assert!(queue.text.contains(&path) && queue.text.contains("KÊNH LIÊM CHÍNH"));

    let sealed = see(app, &inspector, &path).await;
    assert!(sealed.text.contains("Việc mở được ghi lại") && !sealed.text.contains("Sổ đỏ"));
    assert!(!sealed.text.contains("gợi ý") && sealed.text.contains("niêm phong"));
    let opened = filled(app, &inspector, &path, &sealed, &[("viec", "nhan")]).await;
    assert_eq!(opened.status, 303, "{}", opened.text);
    let read = see(app, &inspector, &path).await;
    assert!(read.text.contains("Văn bản do người gửi viết"), "{}", read.text);
    assert!(!read.text.contains("<title>PAKN"), "a tip has no number in a title");
}

#[apply(on_both_strict_apps)]
async fn who_must_have_a_second_factor_finds_only_the_own_account_until_there_is_one(
    app: &TestApp,
) {
    let (login, _) = app.member(Role::Inspector, Some("TN.TTT"), None).await;
    let inspector = cookie(&with_login(app, &login, PASSWORD).await);
    for path in ["/lam-viec", "/lam-viec/hang-viec", "/v/PAKN-1"] {
        let page = see(app, &inspector, path).await;
        assert_eq!((page.status, page.headers["location"].as_str()), (303, "/tai-khoan"), "{path}");
    }
    let own = see(app, &inspector, "/tai-khoan").await;
    assert!(own.text.contains("phải có bước xác thực thứ hai"), "{}", own.text);
    let send = async |page: &Reply, own: &[(&str, &str)]| {
        let mark = hidden(page, "dau");
        let mut fields = vec![("dau", mark.as_str())];
        fields.extend(own);
        press(app, &inspector, "/tai-khoan", &fields).await
    };
    let wrong = send(&own, &[("viec", "bat"), ("password", "không phải")]).await;
    assert_eq!(wrong.status, 422);
    app.set("2024-10-15T02:10:00Z");
    let begun = send(&own, &[("viec", "bat"), ("password", PASSWORD)]).await;
    assert!(begun.text.contains("<svg") && begun.text.contains("Khóa"), "{}", begun.text);
    let secret = begun.text.split("Khóa: <span class=\"lc-code\">").nth(1).unwrap();
    let phone = Phone::with(secret.split('<').next().unwrap());
    let code = phone.code(app, 0);
    let codes = send(&begun, &[("viec", "xac-nhan"), ("code", &code)]).await;
    assert!(codes.text.contains("Mã dự phòng"), "{}", codes.text);
    assert_eq!(see(app, &inspector, "/lam-viec").await.status, 200);
}

#[apply(on_both_apps)]
async fn a_link_in_mail_that_comes_from_another_site_opens_after_one_more_step(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let path = format!("/v/{}", filed.str("/number"));
    let call = Call::new(app, reqwest::Method::GET, &path).header("Accept", "text/html");
    let page = call.header("Sec-Fetch-Site", "cross-site").send().await;

    assert_eq!(page.status, 200);
    assert!(page.text.contains(&format!("content=\"0;url={path}\"")), "{}", page.text);
    assert_eq!(get(app, &path).await.status, 303, "and from here to signing in");
}

#[apply(on_both_apps)]
async fn a_password_that_was_typed_when_the_session_ended_is_in_no_page(app: &TestApp) {
    let (login, _) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let before = cookie(&with_login(app, &login, PASSWORD).await);
    let own = see(app, &before, "/tai-khoan").await;
    let mark = hidden(&own, "dau");
    let fields = [
        ("dau", mark.as_str()),
        ("viec", "mat-khau"),
        ("old_password", PASSWORD),
        ("new_password", "một câu mật khẩu mới đủ dài"),
    ];
    app.set("2024-10-15T02:31:00Z");
    let ended = press(app, &before, "/tai-khoan", &fields).await;
    assert_eq!((ended.status, ended.text.as_str()), (303, ""));
    let again = cookie(&with_login(app, &login, PASSWORD).await);
    let old = press(app, &again, "/tai-khoan", &fields).await;
    assert_eq!((old.status, old.headers["location"].as_str()), (303, "/tai-khoan"));
    let out = press(app, &before, "/dang-xuat", &[("dau", &mark)]).await;
    assert_eq!((out.status, out.headers["location"].as_str()), (303, "/dang-nhap"));
    assert!(out.headers["set-cookie"].contains("Max-Age=0"), "leaving is leaving");
}

#[apply(on_both_apps)]
async fn a_case_that_was_called_up_meanwhile_is_told_and_what_was_typed_comes_back(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let officer = cookie(&with_login(app, &login, PASSWORD).await);
    let case = app.case_of(&token, filed.str("/number")).await;
    let path = format!("/lam-viec/vu-viec/{case}/ask_reporter");
    let asked = see(app, &officer, &path).await;
    let inspector = app.inspector().await;
    let called = json!({"command": "call_up", "text": "Thanh tra giải quyết."});
    assert_eq!(app.command(&inspector, &case, 1, &called).await.status, 200);

    let own = [("viec", "xem"), ("text", "Hẹn ngày nào ghi trên giấy?")];
    let away = filled(app, &officer, &path, &asked, &own).await;
    assert_eq!(away.status, 200);
    assert!(away.text.contains("rút lên giải quyết ngày Thứ Ba, 15/10/2024"), "{}", away.text);
    assert!(away.text.contains("Hẹn ngày nào ghi trên giấy?"));
    let page = see(app, &officer, &format!("/lam-viec/vu-viec/{case}")).await;
    assert!(page.text.contains("rút lên giải quyết"), "{}", page.text);
}

#[apply(on_both_apps)]
async fn a_place_of_a_list_that_is_none_and_an_odd_form_are_told_and_are_no_fault_of_ours(
    app: &TestApp,
) {
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let page = see(app, &officer, "/lam-viec/hang-viec?cursor=x").await;
    assert!([200, 422].contains(&page.status) && page.text.contains("xem lại từ đầu"));
    let mark = hidden(&page, "dau");
    let many: Vec<(&str, &str)> =
        std::iter::once(("dau", mark.as_str())).chain((0..600).map(|_| ("a", "b"))).collect();
    assert_eq!(press(app, &officer, "/tai-khoan", &many).await.status, 413);
}

#[apply(on_both_apps)]
async fn a_password_and_a_code_that_any_form_of_staff_asked_for_wait_in_no_page(app: &TestApp) {
    let (login, _) = app.member(Role::Administrator, None, None).await;
    let before = cookie(&with_login(app, &login, PASSWORD).await);
    let path = "/lam-viec/quan-tri/nguoi-dung/moi";
    let page = see(app, &before, "/lam-viec/quan-tri/nguoi-dung").await;
    let mark = hidden(&page, "dau");
    let fields = [
        ("dau", mark.as_str()),
        ("name", "Trần Thị Mẫu"),
        ("mat_khau_lai", PASSWORD),
        ("ma_lai", "123456"),
        ("password", PASSWORD),
    ];
    app.set("2024-10-15T02:31:00Z");
    let ended = press(app, &before, path, &fields).await;
    assert_eq!(ended.status, 401, "{}", ended.text);
    let signing = [
        ("dau", hidden(&ended, "dau")),
        ("giu", hidden(&ended, "giu")),
        ("login", login.clone()),
        ("password", PASSWORD.to_owned()),
    ];
    let signing: Vec<(&str, &str)> = signing.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let again = press(app, "", "/dang-nhap", &signing).await;

    assert!(again.text.contains("Trần Thị Mẫu"), "what is no secret is kept: {}", again.text);
    for secret in [PASSWORD, "123456", "mat_khau_lai", "ma_lai"] {
        assert!(!again.text.contains(secret), "{secret}");
    }
}
