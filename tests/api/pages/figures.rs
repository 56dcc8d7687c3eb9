//! Public figures: the page, its CSV, its workbook and its JSON say the same, and what is not told is said to be so.

use macro_rules_attribute::apply;
use serde_json::Value;

use super::{get, is_for_everybody};
use crate::app::TestApp;
use crate::client::{Call, Reply};
use crate::figures::statistics::play;
use crate::on_both_apps;

const PAGE: &str = "/so-lieu";
/// The columns of the API, in the order of the page.
const COLUMNS: [&str; 13] = [
    "filed",
    "opened",
    "met",
    "missed",
    "other",
    "wrong_forwards",
    "median_days",
    "p90_days",
    "extensions",
    "suspensions",
    "apologies",
    "forwards",
    "reopenings",
];

async fn shown(app: &TestApp, path: &str) -> Reply {
    let page = get(app, path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    is_for_everybody(&page, path);
    page
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no {from}: {text}")).1;
    rest.split_once(to).unwrap_or_else(|| panic!("no {to}: {text}")).0
}

/// The numbers of a table of a page, row by row; empty where nothing is told.
fn rows(table: &str) -> Vec<Vec<String>> {
    let row = |row: &str| {
        let cells = row.split("<td ").skip(1).map(|cell| {
            let told = between(cell, ">", "</td>");
            if told.contains("không công bố") { String::new() } else { told.replace('.', "") }
        });
        cells.collect()
    };
    table.split("<th scope=\"row\"").skip(1).map(row).collect()
}

/// The two tables of a part of a page, side by side, and where their files are.
fn tables(part: &str) -> (Vec<Vec<String>>, Vec<String>) {
    let tables: Vec<&str> = part.split("<table").skip(1).take(2).collect();
    let both = rows(tables[0]).into_iter().zip(rows(tables[1]));
    let rows = both.map(|(main, more)| [main, more].concat()).collect();
    let files = tables[1].split("href=\"/api").skip(1).take(3);
    let files =
        files.map(|it| format!("/api{}", it.split_once('"').unwrap().0.replace("&#38;", "&")));
    (rows, files.collect())
}

/// The numbers of a page, its CSV and its JSON are the same, cell by cell.
async fn agree(app: &TestApp, part: &str) -> Vec<Vec<String>> {
    let (shown, files) = tables(part);
    let [csv, xlsx, json] = files.as_slice() else { panic!("three files: {files:?}") };
    let csv = app.get(csv).send().await;
    let text = csv.text.trim_start_matches('\u{feff}');
    let mut csv = csv::Reader::from_reader(text.as_bytes());
    let heads: Vec<String> = csv.headers().unwrap().iter().skip(4).map(str::to_owned).collect();
    assert_eq!(heads, COLUMNS);
    let told: Vec<Vec<String>> =
        csv.records().map(|row| row.unwrap().iter().skip(4).map(str::to_owned).collect()).collect();
    assert_eq!(shown, told, "the page and its CSV");
    let json = app.get(json).send().await;
    let items = json.body["items"].as_array().unwrap();
    let cell =
        |row: &Value, name: &str| row[name].as_i64().map_or_else(String::new, |n| n.to_string());
    let told: Vec<Vec<String>> =
        items.iter().map(|row| COLUMNS.map(|name| cell(row, name)).into()).collect();
    assert_eq!(shown, told, "the page and its JSON");
    assert!(app.get(xlsx).send().await.text.starts_with("PK"));
    shown
}

#[apply(on_both_apps)]
async fn before_anything_was_published_the_page_says_so_and_when_it_will_be(app: &TestApp) {
    for (path, said) in [(PAGE, "Chưa đủ số liệu"), ("/en/so-lieu", "not enough to publish yet")]
    {
        let page = shown(app, path).await;
        assert!(page.text.contains(said), "{}", page.text);
        assert!(!page.text.contains("<svg") && !page.text.contains("<table"), "{path}");
    }
}

#[apply(on_both_apps)]
async fn page_csv_and_json_agree_cell_by_cell_also_where_a_number_is_not_told(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;

    for by in ["group", "unit", "kind", "category", "sector", "sender"] {
        let page = shown(app, &format!("{PAGE}?theo={by}&ky=2024-Q3")).await;
        let (months, rest) = page.text.split_once("Phân theo</h2>").unwrap();
        let by_month = agree(app, months).await;
        assert_eq!(by_month.len(), 3, "the months of the quarter that was published");
        let told = agree(app, rest).await;
        let counted = told.iter().find(|row| row[0] == "8");
        assert_eq!(counted.map(|row| row[2].as_str()), Some(""), "{by}: two would be left");
        assert!(rest.contains("Vì sao có ô “–”?"), "{by}");
    }
}

#[apply(on_both_apps)]
async fn what_stands_in_large_letters_is_the_sum_of_what_was_published(app: &TestApp) {
    play(app, "TN.STNMT", 8, 6).await;

    let page = shown(app, PAGE).await;
    let kpis = between(&page.text, "<dl class=\"lc-kpi\">", "</dl>");
    let told: Vec<&str> =
        kpis.split("<dd>").skip(1).map(|it| it.split_once("</dd>").unwrap().0).collect();
    assert_eq!(told, ["14", "57%", "6", "0"]);
    assert!(page.text.contains("Năm 2024, tính đến hết tháng 9/2024"), "{}", page.text);
    let picture = between(&page.text, "<svg", "</svg>");
    assert!(picture.contains("role=\"img\"") && picture.contains("8 trả lời đúng hạn, 6 trễ hạn"));
    let english = shown(app, "/en/so-lieu?theo=unit").await;
    assert!(english.text.contains("8 answered in time, 6 late"), "{}", english.text);
}

#[apply(on_both_apps)]
async fn what_is_asked_for_and_is_not_there_shows_the_latest_quarter(app: &TestApp) {
    play(app, "TN.STNMT", 8, 6).await;

    let usual = shown(app, PAGE).await;
    for odd in ["?theo=nobody&ky=1999-Q1", "?ky=2024-09", "?theo=%3Cscript%3E", "?%ff"] {
        assert_eq!(shown(app, &format!("{PAGE}{odd}")).await.text, usual.text, "{odd}");
    }
}

#[apply(on_both_apps)]
async fn an_unchanged_page_is_not_sent_again_and_a_packed_one_says_the_same(app: &TestApp) {
    play(app, "TN.STNMT", 8, 6).await;

    let plain = shown(app, PAGE).await;
    let ask =
        |name: &str, value: &str| Call::new(app, reqwest::Method::GET, PAGE).header(name, value);
    let again = ask("If-None-Match", &plain.headers["etag"]).send().await;
    let other = ask("If-None-Match", "\"0\"").send().await;
    let packed = ask("Accept-Encoding", "gzip").send().await;
    let head = Call::new(app, reqwest::Method::HEAD, PAGE).send().await;

    assert_eq!((again.status, again.bytes.len()), (304, 0));
    assert_eq!(again.headers["etag"], plain.headers["etag"]);
    assert_eq!((other.status, &other.text), (200, &plain.text));
    assert_eq!(packed.headers["content-encoding"], "gzip");
    assert!(packed.bytes.len() <= 14 * 1024, "{} bytes", packed.bytes.len());
    assert_ne!(packed.headers["etag"], plain.headers["etag"], "other bytes, another name");
    assert_eq!((head.status, head.bytes.len()), (200, 0));
}
