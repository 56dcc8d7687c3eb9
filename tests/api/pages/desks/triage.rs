//! A desk that sorts what comes in, as a browser without scripts meets it: views, filters, many cases at once, tips apart.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{TestApp, feedback, tip};
use crate::client::Reply;
use crate::on_both_apps;
use crate::pages::hidden;
use crate::pages::staff::{press, see, signed};

const QUEUE: &str = "/lam-viec/hang-viec";
const MANY: &str = "/lam-viec/hang-viec/nhieu";
const TIPS: &str = "/lam-viec/liem-chinh";

/// What stands for the rows that can be chosen, and which of them are.
fn picks(page: &Reply) -> Vec<(String, bool)> {
    let parts = page.text.split("name=\"vu\" value=\"").skip(1);
    let one = |part: &str| {
        let (value, rest) = part.split_once('"').unwrap();
        (value.to_owned(), rest.starts_with(" checked"))
    };
    parts.map(one).collect()
}

/// A form with the marks of the page that it stands on.
pub async fn filled(
    app: &TestApp,
    cookie: &str,
    (path, page): (&str, &Reply),
    own: &[(&str, &str)],
) -> Reply {
    let names = ["dau", "khoa", "loc", "ban"];
    let there = names.iter().filter(|name| page.text.contains(&format!("name=\"{name}\"")));
    let marks: Vec<(&str, String)> = there.map(|name| (*name, hidden(page, name))).collect();
    let mut fields: Vec<(&str, &str)> = marks.iter().map(|(n, v)| (*n, v.as_str())).collect();
    fields.extend(own);
    press(app, cookie, path, &fields).await
}

/// The bulk form with every row of the page.
async fn all_of(app: &TestApp, cookie: &str, page: &Reply, own: &[(&str, &str)]) -> Reply {
    let rows = picks(page);
    let mut fields: Vec<(&str, &str)> = rows.iter().map(|(row, _)| ("vu", row.as_str())).collect();
    fields.extend(own);
    filled(app, cookie, (MANY, page), &fields).await
}

/// Of each case whether somebody has it in hand.
async fn hands(app: &TestApp, token: &str) -> Vec<bool> {
    let listed = app.get("/api/v1/cases").bearer(token).send().await;
    let items = listed.body["items"].as_array().unwrap();
    items.iter().map(|it| !it["assignee"].is_null()).collect()
}

#[apply(on_both_apps)]
async fn views_stand_above_the_queue_with_their_counts_and_a_facet_leads_to_what_it_counts(
    app: &TestApp,
) {
    let number = app.file(&feedback()).await.str("/number").to_owned();
    let inspector = signed(app, Role::Inspector, Some("TN.TTT")).await;
    let page = see(app, &inspector, QUEUE).await;
    for tab in
        ["Cần thanh tra · 0", "Của tôi · 0", "Quá hạn · 0", "Chưa ai nhận · 1", "Đang mở · 1"]
    {
        assert!(page.text.contains(tab), "{tab}: {}", page.text);
    }
    let state = "<a class=\"govuk-link\" href=\"/lam-viec/hang-viec?state=received\"";
    assert!(page.text.contains(state), "{}", page.text);
    assert!(!page.text.contains("Bỏ hết"), "nothing narrows it yet");

    let narrowed = see(app, &inspector, &format!("{QUEUE}?category=late&state=received")).await;
    assert!(narrowed.text.contains(&number));
    // Each chip leads to the queue without it, and the facet that is made as well.
    for without in ["?category=late\"", "?state=received\""] {
        assert!(narrowed.text.contains(without), "{without}: {}", narrowed.text);
    }
    assert!(narrowed.text.contains("aria-current=\"true\"") && narrowed.text.contains("Bỏ hết"));
    let tab = see(app, &inspector, &format!("{QUEUE}?assignee=none&open=true")).await;
    assert!(tab.text.contains("aria-current=\"page\">Chưa ai nhận · 1"), "{}", tab.text);
    let nothing = see(app, &inspector, &format!("{QUEUE}?overdue=true")).await;
    assert!(!nothing.text.contains(&number));
    assert!(nothing.text.contains("Không có vụ việc nào hợp với bộ lọc."));
    let english = see(app, &inspector, &format!("/en{QUEUE}")).await;
    assert!(english.text.contains("Needs an inspector · 0"), "{}", english.text);
    assert!(english.text.contains("href=\"/en/lam-viec/hang-viec?state=received\""));
    // A colleague is a name beside a number, never in an address.
    assert!(!page.text.contains("assignee=nguoi"));
}

#[apply(on_both_apps)]
async fn a_view_is_saved_with_its_count_shared_with_ones_own_body_and_removed(app: &TestApp) {
    app.file(&feedback()).await;
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let colleague = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let stranger = signed(app, Role::UnitOfficer, Some("TN.SXD")).await;
    let path = format!("{QUEUE}?category=late");
    let page = see(app, &officer, &path).await;
    let unnamed = filled(app, &officer, (QUEUE, &page), &[("viec", "luu"), ("title", "")]).await;
    assert_eq!(unnamed.status, 422);
    assert!(unnamed.text.contains("href=\"#title\""), "{}", unnamed.text);

    let named = [("viec", "luu"), ("title", "Trễ hẹn"), ("shared", "true")];
    let saved = filled(app, &officer, (QUEUE, &page), &named).await;
    assert_eq!(saved.status, 303, "{}", saved.text);
    assert_eq!(saved.headers["location"], format!("{path}&xong=luu"));
    let shown = see(app, &officer, &saved.headers["location"]).await;
    assert!(shown.text.contains("Đã lưu chế độ xem."));
    assert!(shown.text.contains("aria-current=\"page\">Trễ hẹn · 1"), "{}", shown.text);
    assert!(see(app, &colleague, QUEUE).await.text.contains("Trễ hẹn · 1"));
    assert!(!see(app, &stranger, QUEUE).await.text.contains("Trễ hẹn"));

    let removed =
        filled(app, &officer, (QUEUE, &shown), &[("viec", "bo"), ("code", "tre-hen")]).await;
    assert_eq!(removed.status, 303, "{}", removed.text);
    for cookie in [&officer, &colleague] {
        assert!(!see(app, cookie, QUEUE).await.text.contains("Trễ hẹn ·"));
    }
}

#[apply(on_both_apps)]
async fn a_view_that_asks_what_its_reader_may_not_ask_is_no_tab(app: &TestApp) {
    let (_, token) = app.member(Role::Inspector, Some("TN.TTT"), None).await;
    for (code, query) in [("tien", "hint=true"), ("kin", "channel=integrity&state=received")] {
        let body = json!({"title": format!("Riêng {code}"), "query": query, "shared": true});
        let put = app.put(&format!("/api/v1/me/views/{code}"), &body).bearer(&token).send().await;
        assert_eq!(put.status, 200, "{}", put.body);
    }
    let inspector = signed(app, Role::Inspector, Some("TN.TTT")).await;
    let officer = signed(app, Role::UnitOfficer, Some("TN.TTT")).await;

    let page = see(app, &inspector, QUEUE).await;
    assert!(page.text.contains("Riêng tien · 0"), "{}", page.text);
    assert!(!page.text.contains("Riêng kin"), "tips stand in no list with other cases");
    assert!(!see(app, &officer, QUEUE).await.text.contains("Riêng"));
}

#[apply(on_both_apps)]
async fn many_cases_are_taken_at_once_each_with_its_line_and_what_failed_stays_chosen(
    app: &TestApp,
) {
    for _ in 0..2 {
        app.file(&feedback()).await;
    }
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let token = app.officer("TN.STNMT").await;
    let page = see(app, &officer, QUEUE).await;
    assert_eq!(picks(&page).len(), 2, "{}", page.text);
    let none = filled(app, &officer, (MANY, &page), &[("viec", "nhan")]).await;
    assert_eq!(none.status, 422);
    assert!(none.text.contains("Chưa chọn vụ việc nào."), "{}", none.text);

    let seen = all_of(app, &officer, &page, &[("viec", "nhan-xem")]).await;
    assert_eq!(seen.status, 200, "{}", seen.text);
    assert!(seen.text.contains("làm được 2 trên 2"), "{}", seen.text);
    assert_eq!(hands(app, &token).await, [false, false], "a preview changes nothing");

    // One of them changes meanwhile.
    let id = picks(&page)[0].0.split(':').next().unwrap().to_owned();
    let accepted = app.command(&token, &id, 1, &json!({"command": "accept"})).await;
    assert_eq!(accepted.status, 200, "{}", accepted.body);
    let done = all_of(app, &officer, &page, &[("viec", "nhan")]).await;
    assert!(done.text.contains("Xong 1 trên 2"), "{}", done.text);
    assert!(done.text.contains("Vụ việc đã thay đổi trong lúc chọn."), "{}", done.text);
    let left = picks(&done);
    assert_eq!(left.len(), 1, "what is done cannot be chosen: {}", done.text);
    assert!(left[0].1 && left[0].0.starts_with(&format!("{id}:2:")), "as it is now: {left:?}");
    let again = all_of(app, &officer, &page, &[("viec", "nhan")]).await;
    assert!(again.text.contains("Xong 1 trên 2"), "pressed twice it is done once: {}", again.text);
    let rest = all_of(app, &officer, &done, &[("viec", "nhan")]).await;
    assert!(rest.text.contains("Xong 1 trên 1"), "{}", rest.text);
    assert_eq!(hands(app, &token).await, [true, true]);
}

#[apply(on_both_apps)]
async fn many_cases_are_given_to_a_colleague_who_is_chosen_and_a_colleagues_only_for_a_reason(
    app: &TestApp,
) {
    app.file(&feedback()).await;
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let listed = app.get("/api/v1/cases").bearer(&token).send().await;
    let taken = app.assign(&token, listed.str("/items/0/id"), 1).await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    let colleagues = app.get("/api/v1/colleagues").bearer(&token).send().await;
    let all = colleagues.body["items"].as_array().unwrap();
    let id = |own: bool| {
        let found = all.iter().find(|it| (it["login"] == login.as_str()) == own);
        found.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let page = see(app, &officer, QUEUE).await;
    let form = all_of(app, &officer, &page, &[("viec", "giao")]).await;
    assert_eq!(form.status, 200);
    assert!(form.text.contains(&format!("<option value=\"{}\">", id(true))), "{}", form.text);

    let nobody = all_of(app, &officer, &form, &[("viec", "giao-lam"), ("to", "")]).await;
    assert_eq!(nobody.status, 422);
    assert!(nobody.text.contains("href=\"#to\""), "{}", nobody.text);
    let other = id(false);
    let without = [("viec", "giao-xem"), ("to", other.as_str()), ("reason", "")];
    let refused = all_of(app, &officer, &form, &without).await;
    assert!(refused.text.contains("hãy nêu lý do"), "{}", refused.text);
    assert!(picks(&refused)[0].1);
    let reason = [("viec", "giao-lam"), ("to", other.as_str()), ("reason", "Đi công tác.")];
    let given = all_of(app, &officer, &refused, &reason).await;
    assert!(given.text.contains("Xong. Người giữ"), "{}", given.text);
}

#[apply(on_both_apps)]
async fn many_units_are_urged_after_a_preview_and_none_twice_and_a_unit_urges_nobody(
    app: &TestApp,
) {
    app.file(&feedback()).await;
    let inspector = signed(app, Role::Inspector, Some("TN.TTT")).await;
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    let token = app.inspector().await;
    let letters = async || {
        let listed = app.get("/api/v1/urgings").bearer(&token).send().await;
        listed.body["items"].as_array().unwrap().len()
    };
    let page = see(app, &inspector, QUEUE).await;
    let form = all_of(app, &inspector, &page, &[("viec", "don-doc")]).await;
    let empty = all_of(app, &inspector, &form, &[("viec", "don-doc-xem")]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.text.contains("href=\"#text\""), "{}", empty.text);
    let said = [("text", "Đề nghị báo cáo."), ("due_on", "")];
    let with_button = |button| [("viec", button), said[0], said[1]];
    let seen = all_of(app, &inspector, &form, &with_button("don-doc-xem")).await;
    assert!(seen.text.contains("Sẽ gửi Sở"), "{}", seen.text);
    assert!(seen.text.contains("Đề nghị báo cáo.</textarea>"));
    assert_eq!(letters().await, 0);
    for _ in 0..2 {
        let sent = all_of(app, &inspector, &seen, &with_button("don-doc-lam")).await;
        assert!(sent.text.contains("Đã đôn đốc Sở"), "{}", sent.text);
    }
    assert_eq!(letters().await, 1, "pressed twice it is one letter");
    let page = see(app, &inspector, QUEUE).await;
    let twice = all_of(app, &inspector, &page, &with_button("don-doc-lam")).await;
    assert!(twice.text.contains("Xong 0 trên 1"), "{}", twice.text);

    let own = see(app, &officer, QUEUE).await;
    assert!(!own.text.contains("value=\"don-doc"), "{}", own.text);
    assert_eq!(all_of(app, &officer, &own, &with_button("don-doc-lam")).await.status, 404);
    assert_eq!(letters().await, 1);
}

#[apply(on_both_apps)]
async fn tips_are_apart_from_every_other_case_and_no_press_on_many_opens_one(app: &TestApp) {
    let number = app.file(&feedback()).await.str("/number").to_owned();
    app.file(&tip()).await;
    let token = app.inspector().await;
    let listed = app.get("/api/v1/cases?channel=integrity").bearer(&token).send().await;
    let id = listed.str("/items/0/id").to_owned();
    let inspector = signed(app, Role::Inspector, Some("TN.TTT")).await;
    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;

    let tips = see(app, &inspector, TIPS).await;
    assert!(tips.text.contains(&id) && tips.text.contains("Chưa mở · 1"), "{}", tips.text);
    assert!(!tips.text.contains("gợi ý") && !tips.text.contains(&number));
    assert!(!tips.text.contains("type=\"search\""), "no word of them is searched");
    let queue = see(app, &inspector, QUEUE).await;
    assert!(queue.text.contains("Kênh liêm chính · 1") && !queue.text.contains(&id));
    let led = see(app, &inspector, &format!("{QUEUE}?channel=integrity&overdue=true")).await;
    assert_eq!(
        (led.status, led.headers["location"].as_str()),
        (303, "/lam-viec/liem-chinh?overdue=true")
    );

    for chosen in [format!("{id}:1:{number}"), format!("{id}:1:"), format!("{id}:1:x")] {
        for button in ["nhan", "nhan-xem"] {
            let own = [("vu", chosen.as_str()), ("viec", button)];
            let pressed = filled(app, &inspector, (MANY, &queue), &own).await;
            assert!(pressed.text.contains("Không còn trong hàng việc"), "{}", pressed.text);
        }
    }
    let listed = app.get("/api/v1/cases?channel=integrity").bearer(&token).send().await;
    assert!(listed.body["items"][0]["assignee"].is_null(), "{}", listed.body);

    for path in [TIPS, "/lam-viec/xung-dot", "/en/lam-viec/liem-chinh"] {
        assert_eq!(see(app, &officer, path).await.status, 404, "{path}");
    }
    let own = see(app, &officer, QUEUE).await;
    let asked = see(app, &officer, &format!("{QUEUE}?channel=integrity")).await;
    let unknown = see(app, &officer, &format!("{QUEUE}?kenh=integrity")).await;
    for page in [&own, &asked, &unknown] {
        let lower = page.text.to_lowercase();
        assert!(!lower.contains("kênh liêm chính") && !page.text.contains(&id), "{}", page.text);
        assert!(!page.text.contains("liem-chinh"), "{}", page.text);
    }
    let bare = |page: &Reply| {
        let mark = hidden(page, "dau");
        page.text.replace(&mark, "").replace("kenh", "channel")
    };
    assert_eq!(bare(&asked), bare(&unknown), "it is as unknown as what does not exist");
}

#[apply(on_both_apps)]
async fn a_conflict_of_interest_that_is_declared_takes_what_is_about_the_body_away(app: &TestApp) {
    app.file(&tip()).await;
    let inspector = signed(app, Role::Inspector, Some("TN.TTT")).await;
    let path = "/lam-viec/xung-dot";
    assert!(see(app, &inspector, TIPS).await.text.contains("Chưa mở · 1"));
    let form = see(app, &inspector, path).await;
    let wrong =
        filled(app, &inspector, (path, &form), &[("unit", "TN.STNMT"), ("until", "mai")]).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("href=\"#until\"") && wrong.text.contains("value=\"mai\""));
    assert!(wrong.text.contains("<option value=\"TN.STNMT\" selected>"), "{}", wrong.text);

    let own = [("unit", "TN.STNMT"), ("until", "1/10/2025")];
    let declared = filled(app, &inspector, (path, &form), &own).await;
    assert_eq!(declared.status, 303, "{}", declared.text);
    let shown = see(app, &inspector, &declared.headers["location"]).await;
    assert!(shown.text.contains("01/10/2025") && shown.text.contains("tự khai"), "{}", shown.text);
    assert!(see(app, &inspector, TIPS).await.text.contains("Chưa mở · 0"));
}
