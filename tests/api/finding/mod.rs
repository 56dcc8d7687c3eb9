//! Finding cases: by number, by words and codes, by facts, by whose hand; how much of what there is; and never a word of a tip.

pub mod blind;
mod contact;
mod order;
mod spelled;
pub mod texts;

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::followed::Life;
use crate::on_both_apps;
use crate::steps::say;

/// The numbers of the cases that a query lists.
async fn found(app: &TestApp, token: &str, query: &str) -> Vec<String> {
    let reply = app.get(&format!("/api/v1/cases?{query}")).bearer(token).send().await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.body);
    let items = reply.body["items"].as_array().unwrap();
    items.iter().map(|item| item["number"].as_str().unwrap_or("tip").to_owned()).collect()
}

async fn filed(app: &TestApp, changes: &Value) -> String {
    let reply = app.file(&with(feedback(), changes)).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.str("/number").to_owned()
}

/// Three reports that differ in everything that is looked for; the numbers.
async fn three(app: &TestApp) -> [String; 3] {
    let land = filed(
        app,
        &json!({
            "text": "Hồ sơ cấp đổi sổ đỏ trễ hẹn mười ngày, cán bộ bảo chờ ký.",
            "dossier_code": "H53.05-240405-0031", "promised_on": "2024-10-09",
            "procedure_code": "1.004227.000.00.00.H53", "locality": "25456",
        }),
    )
    .await;
    let house = filed(
        app,
        &json!({
            "unit": "703", "sector": "construction", "reporter_type": "business",
            "text": "Giấy phép xây dựng trễ hẹn mà không có phiếu xin lỗi.",
            "contact": {"name": "Trần Thị Thử", "phone": "0900 000 002", "email": "hai@dan.example", "organisation": "Công ty Ví Dụ", "tax_code": "3900000002"},
        }),
    )
    .await;
    let papers = filed(
        app,
        &json!({
            "unit": "703", "category": "extra_papers", "sector": "justice",
            "text": "Bộ phận tiếp nhận đòi thêm giấy xác nhận ngoài danh mục.",
        }),
    )
    .await;
    app.service.read_terms(100).await.unwrap();
    [land, house, papers]
}

#[apply(on_both_apps)]
async fn a_case_is_found_by_words_without_marks_and_by_codes_however_they_are_typed(app: &TestApp) {
    let [land, house, papers] = three(app).await;
    let inspector = app.inspector().await;
    let mut late = vec![land.clone(), house.clone()];
    late.sort();

    let mut both = found(app, &inspector, "q=tre+hen").await;
    both.sort();
    assert_eq!(both, late);
    assert_eq!(found(app, &inspector, "q=so+do+tre").await, [land.as_str()]);
    assert_eq!(
        found(app, &inspector, "q=GI%E1%BA%A4Y+x%C3%A1c+nh%E1%BA%ADn").await,
        [papers.as_str()]
    );
    assert_eq!(
        found(app, &inspector, "q=h5305+H53.05%E2%80%93240405%E2%80%930031").await,
        [""; 0],
        "h5305 is nowhere"
    );
    assert_eq!(
        found(app, &inspector, "q=h53.05%E2%80%93240405%E2%80%930031").await,
        [land.as_str()]
    );
    assert_eq!(found(app, &inspector, &format!("q={land}")).await, [land.as_str()]);
    assert_eq!(found(app, &inspector, &format!("number={papers}")).await, [papers.as_str()]);
    assert_eq!(found(app, &inspector, "q=1.004227.000.00.00.h53").await, [land.as_str()]);
    let of_city = found(app, &inspector, "q=thanh+pho+tay+ninh").await;
    assert_eq!(of_city.len(), 2, "the name of the unit: {of_city:?}");
    let empty = app.get("/api/v1/cases?q=,").bearer(&inspector).send().await;
    assert_eq!((empty.status, empty.code()), (400, "invalid_parameter"), "{}", empty.body);
}

#[apply(on_both_apps)]
async fn every_fact_narrows_a_queue_and_several_values_are_any_of_them(app: &TestApp) {
    let [land, house, papers] = three(app).await;
    let inspector = app.inspector().await;
    for (query, expected) in [
        ("locality=25456", vec![&land]),
        ("procedure=1.004227.000.00.00.H53", vec![&land]),
        ("dossier_code=H53.05-240405-0031", vec![&land]),
        ("reporter_type=business", vec![&house]),
        ("filed_via=online", vec![&land, &house, &papers]),
        ("sector=justice", vec![&papers]),
        ("sector=land,justice", vec![&land, &papers]),
        ("category=late&unit=703", vec![&house]),
        ("accused=703", vec![&house, &papers]),
        ("unit=703,TN.STNMT&category=late,extra_papers", vec![&land, &house, &papers]),
        ("state=received,accepted&kind=conduct_feedback", vec![&land, &house, &papers]),
        ("variant=normal&assignee=none", vec![&land, &house, &papers]),
        ("assignee=me", vec![]),
        ("assignee=nobody.signs.in.so", vec![]),
        ("received_from=2024-01-01&received_to=2024-01-02", vec![]),
        ("closed_from=2024-01-01", vec![]),
    ] {
        let mut all = found(app, &inspector, query).await;
        let mut expected: Vec<String> = expected.into_iter().cloned().collect();
        all.sort();
        expected.sort();
        assert_eq!(all, expected, "{query}");
    }
    let many = format!("category={}", ["late"; 33].join(","));
    let backwards = "received_from=2024-10-02&received_to=2024-10-01";
    for odd in ["state=received,", "kind=nothing", backwards, &many] {
        let reply = app.get(&format!("/api/v1/cases?{odd}")).bearer(&inspector).send().await;
        assert_eq!(reply.status, 400, "{odd}: {}", reply.body);
    }
}

#[apply(on_both_apps)]
async fn a_search_finds_nothing_out_of_scope_and_no_word_of_a_tip(app: &TestApp) {
    let [land, ..] = three(app).await;
    assert_eq!(
        app.file(&with(tip(), &json!({"text": "CANARYTIP cán bộ gợi ý đưa tiền vì trễ hẹn."})))
            .await
            .status,
        201
    );
    app.service.read_terms(100).await.unwrap();
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);

    assert_eq!(found(app, &officer, "q=tre+hen").await, [land]);
    assert_eq!(found(app, &officer, "q=phieu+xin+loi").await, [""; 0], "the city's");
    assert_eq!(found(app, &inspector, "q=canarytip").await, [""; 0]);
    for sealed in ["q=tre", "sector=land", "accused=703", "locality=25456", "filed_via=online"] {
        let path = format!("/api/v1/cases?channel=integrity&{sealed}");
        let reply = app.get(&path).bearer(&inspector).send().await;
        assert_eq!((reply.status, reply.code()), (400, "invalid_parameter"), "{sealed}");
        let path = format!("/api/v1/cases/facets?channel=integrity&{sealed}");
        assert_eq!(app.get(&path).bearer(&inspector).send().await.status, 400, "{sealed}");
    }
}

#[apply(on_both_apps)]
async fn a_corrected_case_is_found_by_the_name_of_the_right_unit(app: &TestApp) {
    let [.., papers] = three(app).await;
    let inspector = app.inspector().await;
    assert_eq!(found(app, &inspector, "q=so+giao+thong").await, [""; 0]);
    let id = app.case_of(&inspector, &papers).await;
    let correct =
        json!({"command": "correct", "unit": "TN.SGTVT", "text": "Người gửi ghi nhầm cơ quan."});
    let done = app.command(&inspector, &id, 1, &correct).await;
    assert_eq!(done.status, 200, "{}", done.body);

    assert_eq!(found(app, &inspector, "q=so+giao+thong").await, [papers]);
}

#[apply(on_both_apps)]
async fn facets_count_what_a_query_lists_within_the_scope(app: &TestApp) {
    three(app).await;
    let (inspector, officer) = (app.inspector().await, app.officer("703").await);

    let all = app.get("/api/v1/cases/facets").bearer(&inspector).send().await;
    let own = app.get("/api/v1/cases/facets?category=late").bearer(&officer).send().await;
    let none = app.get("/api/v1/cases/facets?assignee=me").bearer(&inspector).send().await;

    assert_eq!((all.body["count"].as_i64(), all.body["capped"].as_bool()), (Some(3), Some(false)));
    let categories = json!([{"code": "late", "count": 2}, {"code": "extra_papers", "count": 1}]);
    assert_eq!(all.body["categories"], categories);
    let city = &all.body["units"][0];
    assert_eq!(
        (&city["unit"]["code"], &city["count"], &city["overdue"]),
        (&json!("703"), &json!(2), &json!(0))
    );
    assert_eq!(city["states"], json!([{"code": "received", "count": 2}]));
    assert_eq!(all.body["unassigned"], 3);
    assert_eq!(
        (own.body["count"].as_i64(), own.body["sectors"][0]["code"].as_str()),
        (Some(1), Some("construction"))
    );
    assert_eq!(none.body["count"], 0);
}

#[apply(on_both_apps)]
async fn a_summary_counts_what_waits_and_each_number_is_what_its_query_lists(app: &TestApp) {
    three(app).await;
    app.file(&tip()).await;
    for (token, names) in [
        (
            app.officer("703").await,
            vec!["overdue", "due_today", "received", "awaiting_reporter", "mine"],
        ),
        (
            app.inspector().await,
            vec![
                "overdue",
                "due_today",
                "received",
                "awaiting_reporter",
                "mine",
                "awaits_inspector",
                "hint",
                "declined",
            ],
        ),
    ] {
        let summary = app.get("/api/v1/me/summary").bearer(&token).send().await;
        let cases = summary.body["cases"].as_array().unwrap();
        let shown: Vec<&str> = cases.iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(shown, names);
        let tips = summary.body["tips"].as_array().cloned().unwrap_or_default();
        assert_eq!(tips.is_empty(), names.len() == 5, "of tips an officer reads nothing");
        for one in cases.iter().chain(&tips) {
            let query = one["query"].as_str().unwrap();
            let listed = found(app, &token, query).await.len();
            assert_eq!(one["count"].as_u64(), u64::try_from(listed).ok(), "{query}");
        }
    }
}

#[apply(on_both_apps)]
async fn a_case_in_ones_hand_is_found_by_me_and_by_login(app: &TestApp) {
    let [land, ..] = three(app).await;
    let inspector = app.inspector().await;
    let officer = app.officer("TN.STNMT").await;
    let id = app.case_of(&inspector, &land).await;
    assert_eq!(app.assign(&officer, &id, 1).await.status, 200);

    let facets = app.get("/api/v1/cases/facets").bearer(&inspector).send().await;
    let login = facets.body["assignees"][0]["login"].as_str().unwrap();

    assert_eq!(found(app, &officer, "assignee=me").await, [land.as_str()]);
    assert_eq!(found(app, &inspector, &format!("assignee={login}")).await, [land]);
    assert_eq!(found(app, &inspector, "assignee=none").await.len(), 2);
}

#[apply(on_both_apps)]
async fn an_ended_case_is_found_by_the_day_it_ended(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let withdrawn =
        say(app, "withdrawal", &life.receipt, json!({"text": "Tôi đã nhận được kết quả."})).await;
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.body);
    let inspector = app.inspector().await;
    let day = app.track(&life.receipt).await.str("/received_on").to_owned();

    assert_eq!(
        found(app, &inspector, &format!("closed_from={day}&closed_to={day}")).await.len(),
        1
    );
    assert_eq!(found(app, &inspector, &format!("closed_from={day}&state=received")).await.len(), 0);
}
