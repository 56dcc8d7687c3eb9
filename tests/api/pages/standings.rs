//! Standings: what the API tells everybody, in words and formulas, and no number that is too small.

use macro_rules_attribute::apply;
use serde_json::Value;

use super::{get, is_a_page, is_for_everybody};
use crate::app::TestApp;
use crate::client::Reply;
use crate::figures::statistics::play;
use crate::on_both_apps;

const GROUP: &str = "/thi-dua/plan-577-2024/provincial_bodies";
const SCORE: &str = "/thi-dua/plan-577-2024/don-vi/TN.STNMT";

async fn shown(app: &TestApp, path: &str) -> Reply {
    let page = get(app, path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    is_for_everybody(&page, path);
    page
}

#[apply(on_both_apps)]
async fn movements_lead_to_the_standings_of_each_group_and_templates_to_none(app: &TestApp) {
    let page = shown(app, "/thi-dua").await;

    assert!(page.text.contains(&format!("href=\"{GROUP}\"")), "{}", page.text);
    assert!(page.text.contains("Tạm tính, chưa công nhận"), "{}", page.text);
    assert!(!page.text.contains("template-2025"), "a template scores nobody");
    let english = shown(app, "/en/thi-dua").await;
    assert!(english.text.contains(&format!("href=\"/en{GROUP}\"")), "{}", english.text);
}

#[apply(on_both_apps)]
async fn places_and_points_are_those_of_the_api_and_who_has_none_is_named(app: &TestApp) {
    play(app, "TN.STNMT", 8, 6).await;

    let page = shown(app, GROUP).await;
    let path = "/api/v1/movements/plan-577-2024/standings?group=provincial_bodies";
    let told = app.get(path).send().await;
    let items = told.body["items"].as_array().unwrap();
    let placed = |one: &&Value| one["rank"].is_i64();
    assert_eq!(items.iter().filter(placed).count(), 1, "{}", told.body);
    for one in items {
        let code = one["unit"]["code"].as_str().unwrap();
        let link = format!("href=\"/thi-dua/plan-577-2024/don-vi/{code}\"");
        assert!(page.text.contains(&link), "{code}: {}", page.text);
    }
    let first = items.iter().find(placed).unwrap();
    // 100 × (8 + 8) ÷ (14 + 10) = 66,667
    assert_eq!(first["total"]["points_milli"], 66_667);
    assert!(page.text.contains("<td>66,7</td>"), "{}", page.text);
    assert!(page.text.contains("role=\"img\""), "the picture stands beside the table");
    let table = page.text.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0;
    assert_eq!(
        table.matches("<tr>").count(),
        items.iter().filter(|one| { one["total"].get("withheld").is_none() }).count()
    );
}

#[apply(on_both_apps)]
async fn a_score_shows_its_formula_its_numbers_and_the_same_in_words(app: &TestApp) {
    play(app, "TN.STNMT", 8, 6).await;

    let page = shown(app, SCORE).await;
    for said in [
        "100 × (8 + 10 × 80%) ÷ (14 + 10) = 66,7",
        "8 trong 14. Cộng thêm 10 việc giả định ở mức 80%",
        "66,7 trên 100 điểm",
        "Điểm = trọng số ×",
        "Nhiều phản ánh không làm điểm thấp đi",
    ] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let english = shown(app, &format!("/en{SCORE}")).await;
    assert!(english.text.contains("66.7 of 100 points"), "{}", english.text);
}

#[apply(on_both_apps)]
async fn small_numbers_give_a_formula_and_a_reason_and_nothing_to_reckon_with(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;

    let score = shown(app, SCORE).await;
    let group = shown(app, GROUP).await;
    for page in [&score, &group] {
        assert!(page.text.contains("Số quá nhỏ nên không công bố"), "{}", page.text);
    }
    assert!(score.text.contains("Điểm = trọng số ×"));
    assert!(!score.text.contains("lc-code\">100 ×"), "{}", score.text);
    assert!(!score.text.contains("trên 100 điểm"), "{}", score.text);
}

#[apply(on_both_apps)]
async fn what_is_no_movement_group_or_unit_is_no_page(app: &TestApp) {
    for path in [
        "/thi-dua/plan-1999/districts",
        "/thi-dua/plan-577-2024/nobody",
        "/thi-dua/template-2025/districts",
        "/thi-dua/plan-577-2024/don-vi/TN.NONE",
        "/thi-dua/plan-577-2024/don-vi",
        "/en/thi-dua/plan-577-2024/%3Cb%3E",
    ] {
        let page = get(app, path).await;
        assert_eq!(page.status, 404, "{path}");
        is_a_page(&page, path);
        assert!(!page.text.contains("<b>"), "{path}");
    }
}
