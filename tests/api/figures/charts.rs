//! Pictures of figures: they say what the summary says, to everybody, and nothing more.

use macro_rules_attribute::apply;

use crate::app::TestApp;
use crate::client::Reply;
use crate::figures::statistics::play;
use crate::on_both_apps;

const YEAR: &str = "from=2024-01&to=2024-12";

async fn chart(app: &TestApp, asked: &str) -> Reply {
    app.get(&format!("/api/v1/statistics/charts/{asked}&{YEAR}")).send().await
}

#[apply(on_both_apps)]
async fn a_picture_says_in_words_what_the_summary_tells(app: &TestApp) {
    play(app, "TN.STNMT", 8, 6).await;

    let columns = chart(app, "outcomes?by=month").await;
    let line = chart(app, "share?dimension=unit&code=TN.STNMT").await;
    let dots = chart(app, "comparison?dimension=unit&group=provincial_bodies").await;
    let kinds = chart(app, "comparison?dimension=kind").await;

    for reply in [&columns, &line, &dots, &kinds] {
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!(reply.headers["content-type"], "image/svg+xml");
        assert!(reply.text.starts_with("<svg ") && reply.text.contains("role=\"img\""));
        assert!(reply.text.contains("CC BY 4.0"));
    }
    assert!(
        columns.text.contains(
            "Tháng 8/2024: 0 việc đến hạn. Tháng 9/2024: 14 việc đến hạn, 8 trả lời đúng hạn, 6 trễ hạn."
        ),
        "{}",
        columns.text
    );
    assert!(line.text.contains("Quý 3/2024: 57%."), "{}", line.text);
    assert!(dots.text.contains(": 57% (33–79)."), "{}", dots.text);
    assert!(kinds.text.contains(": 57% (33–79)."), "{}", kinds.text);
}

#[apply(on_both_apps)]
async fn what_the_summary_does_not_tell_is_a_mark_in_the_picture(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;

    let columns = chart(app, "outcomes?dimension=unit&code=TN.STNMT").await;
    let line = chart(app, "share?dimension=unit&code=TN.STNMT").await;
    let months = chart(app, "outcomes?dimension=unit&code=TN.STNMT&by=month").await;
    let unpublished =
        app.get("/api/v1/statistics/charts/outcomes?from=2024-10&to=2024-12").send().await;

    assert!(
        columns.text.contains("Quý 3/2024: 8 việc đến hạn, 8 không tách ra."),
        "{}",
        columns.text
    );
    for said in ["Quý 3/2024: không công bố.", ">không công bố</text>"] {
        assert!(line.text.contains(said), "{said}: {}", line.text);
    }
    assert!(months.text.contains("Tháng 9/2024: không công bố."), "{}", months.text);
    assert!(unpublished.text.contains("chưa có số liệu nào được công bố"));
}

#[apply(on_both_apps)]
async fn an_unchanged_picture_is_not_sent_again_and_a_wrong_question_is_refused(app: &TestApp) {
    play(app, "TN.STNMT", 8, 6).await;
    let path = "/api/v1/statistics/charts/outcomes?from=2024-01&to=2024-12";

    let first = app.get(path).send().await;
    let english = app.get(path).header("Accept-Language", "en").send().await;
    let etag = &first.headers["etag"];
    let again = app.get(path).header("If-None-Match", etag).send().await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert!(
        english.text.contains("Q3 2024: 14 due, 8 answered in time, 6 late."),
        "{}",
        english.text
    );
    assert_ne!(&english.headers["etag"], etag);

    for (asked, status, at) in [
        ("pie?by=quarter", 404, ""),
        ("outcomes?dimension=unit", 400, "?code"),
        ("outcomes?code=TN.STNMT", 400, "?code"),
        ("outcomes?dimension=unit&code=TN.NONE", 404, ""),
        ("share?dimension=group&code=nobody", 404, ""),
        ("share?dimension=kind&code=corruption_tip", 404, ""),
        ("share?dimension=unit&code=TN.STNMT&group=districts", 400, "?group"),
        ("comparison?dimension=unit", 400, "?group"),
        ("comparison?dimension=kind&code=complaint", 400, "?code"),
        ("comparison?dimension=unit&group=nobody", 400, "?group"),
    ] {
        let refused = chart(app, asked).await;
        assert_eq!(refused.status, status, "{asked}: {}", refused.text);
        if !at.is_empty() {
            assert!(refused.faults().iter().any(|fault| fault.starts_with(at)), "{}", refused.body);
        }
    }
}

#[apply(on_both_apps)]
async fn the_standings_are_drawn_as_they_are_told_and_who_has_no_place_has_no_dot(app: &TestApp) {
    play(app, "TN.STNMT", 8, 6).await;
    play(app, "TN.SYT", 12, 0).await;
    play(app, "TN.SXD", 3, 0).await;
    play(app, "TN.STP", 5, 0).await;
    app.begin("2024-10-15T02:00:00Z").await;
    app.worker.tick().await.unwrap();
    let path = "/api/v1/movements/plan-577-2024/standings/chart?group=provincial_bodies";

    let drawn = app.get(path).send().await;
    let english = app.get(path).header("Accept-Language", "en").send().await;
    let again = app.get(path).header("If-None-Match", &drawn.headers["etag"]).send().await;

    assert_eq!((drawn.status, again.status), (200, 304), "{}", drawn.text);
    assert!(drawn.text.contains("(tạm tính)") && english.text.contains("(provisional)"));
    for said in ["Hạng 1: Sở Y tế: ", "Hạng 2: Sở Tài nguyên và Môi trường: 66,7."]
    {
        assert!(drawn.text.contains(said), "{said}: {}", drawn.text);
    }
    assert!(drawn.text.contains("Sở Xây dựng: không công bố."), "{}", drawn.text);
    assert_eq!(drawn.text.matches("r=\"42\"").count(), 2, "{}", drawn.text);
    for (path, status) in [
        ("/api/v1/movements/plan-577-2024/standings/chart", 400),
        ("/api/v1/movements/none/standings/chart?group=districts", 404),
    ] {
        assert_eq!(app.get(path).send().await.status, status, "{path}");
    }
}
