//! Papers of urging letters: read with their letter alone, and naming no case that became a tip.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_apps;
use crate::records::letters;
use crate::records::papers::{count, fetch, issued, numbers, paper};
use crate::rival::{another, execute, until_somebody_waits};

async fn of_letter(app: &TestApp, token: &str, letter: &Reply) -> Reply {
    let path = format!("/api/v1/urgings/{}/paper", letter.str("/id"));
    let signer = json!({"signer": {"name": "Trần Thị Ký", "title": "Chánh Thanh tra"}});
    let reply = app.post(&path, &signer).bearer(token).key(&app.key()).if_match(1).send().await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply
}

/// How many letters name a case.
fn leading(app: &TestApp) -> i64 {
    use diesel::prelude::*;
    use diesel::sql_types::BigInt;
    let count = "SELECT COUNT(*) FROM urgings WHERE case_id IS NOT NULL OR case_number IS NOT NULL";
    diesel::dsl::sql::<BigInt>(count).get_result(&mut app.scratch.conn()).unwrap()
}

async fn cases_of_letters(app: &TestApp, token: &str) -> Vec<Value> {
    let list = app.get(letters::URGINGS).bearer(token).send().await;
    let items = list.body["items"].as_array().unwrap_or_else(|| panic!("{}", list.body));
    items.iter().map(|it| it["case"].clone()).collect()
}

#[apply(on_both_apps)]
async fn the_paper_of_a_letter_is_for_the_unit_that_was_urged_wherever_its_case_goes(
    app: &TestApp,
) {
    let (mut life, filed) = Life::file(app, &feedback()).await;
    let (officer, other) = (app.officer("TN.STNMT").await, app.officer("TN.SYT").await);
    let inspector = app.inspector().await;
    let about = json!({"case": filed.str("/number"), "text": "Đề nghị báo cáo việc trả hồ sơ."});
    let letter = letters::send(app, &inspector, &about).await;
    let made = of_letter(app, &inspector, &letter).await;
    let own = fetch(app, &officer, &made, "html").await;
    assert!(own.text.contains(filed.str("/number")), "{}", own.text);
    assert_eq!(numbers(app, &officer, &life.id).await, ["01/TTT"]);

    let to = json!({"to": "TN.SYT", "text": "Thuộc thẩm quyền của Sở Y tế."});
    issued(app, &officer, &life, &paper("forwarding", &to)).await;
    life.look().await;

    assert_eq!(numbers(app, &other, &life.id).await, ["01/PC-STNMT"], "the letter was none to it");
    assert_eq!(fetch(app, &other, &made, "html").await.status, 404);
    assert_eq!(fetch(app, &officer, &made, "html").await.text, own.text);
    let mut all = numbers(app, &inspector, &life.id).await;
    all.sort();
    assert_eq!(all, ["01/PC-STNMT", "01/TTT"]);
}

#[apply(on_both_apps)]
async fn no_letter_and_no_paper_of_one_leads_to_a_case_that_was_called_up_or_became_a_tip(
    app: &TestApp,
) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let tip = json!({"command": "requalify", "kind": "corruption_tip", "text": "Người nộp kể việc bị đòi tiền."});
    let call = json!({"command": "call_up", "text": "Thanh tra trực tiếp xem xét."});
    // The paper that was issued before is one about a service case still, where it was only called up.
    for (taken, rows) in [(tip, 0), (call, 1)] {
        let (mut life, filed) = Life::file(app, &feedback()).await;
        let about = json!({"case": filed.str("/number"), "text": "Đề nghị báo cáo."});
        let letter = letters::send(app, &inspector, &about).await;
        let before = of_letter(app, &inspector, &letter).await;
        let said = fetch(app, &officer, &before, "html").await;
        assert!(said.text.contains(filed.str("/number")), "{}", said.text);
        assert_eq!(leading(app), 1);

        life.step(&inspector, taken).await;

        // What its unit reads is the same of both, and as before.
        assert_eq!(fetch(app, &officer, &before, "html").await.text, said.text);
        let after = of_letter(app, &inspector, &letter).await;
        for token in [&officer, &inspector] {
            let page = fetch(app, token, &after, "html").await;
            assert_eq!(page.status, 200);
            assert!(!page.text.contains(filed.str("/number")), "{}", page.text);
            let cases = cases_of_letters(app, token).await;
            assert!(cases.iter().all(Value::is_null), "{cases:?}");
        }
        assert_eq!(leading(app), 0);
        assert_eq!(count(app, " WHERE case_id IS NOT NULL"), rows);
    }
}

/// As where it becomes a tip on another server at the same time.
#[apply(on_both_apps)]
async fn a_letter_whose_case_goes_while_its_paper_is_issued_names_none(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let inspector = app.inspector().await;
    let about = json!({"case": filed.str("/number"), "text": "Đề nghị báo cáo."});
    let letter = letters::send(app, &inspector, &about).await;
    let gone = "DELETE FROM events; DELETE FROM obligations; DELETE FROM contacts; DELETE FROM reports; DELETE FROM cases";
    let mut conn = another(app, gone);
    let done = std::cell::Cell::new(false);
    let issuing = async {
        let made = of_letter(app, &inspector, &letter).await;
        done.set(true);
        made
    };
    let committing = async {
        until_somebody_waits(app, || done.get()).await;
        execute(&mut conn, "COMMIT");
    };
    let (made, ()) = tokio::join!(issuing, committing);

    let page = fetch(app, &inspector, &made, "html").await;
    assert!(!page.text.contains(filed.str("/number")), "{}", page.text);
    assert_eq!(count(app, " WHERE case_id IS NOT NULL"), 0);
}
