//! One form is one report, wherever somebody goes back to and sends it from once more.

use macro_rules_attribute::apply;

use super::filing::{LATE, PAGE, cases, checked, file, receipt, with};
use crate::app::TestApp;
use crate::on_both_apps;
use crate::pages::{get, hidden, is_a_reporters, send};

/// What the form of a key sends.
fn of_form<'a>(key: &'a str, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = with(&LATE, changes);
    fields.push(("khoa", key));
    fields
}

#[apply(on_both_apps)]
async fn a_form_that_is_gone_back_to_and_sent_again_makes_no_second_case(app: &TestApp) {
    let key = hidden(&get(app, PAGE).await, "khoa");
    let first = file(app, &checked(app, &of_form(&key, &[])).await).await;
    // The browser went back to the form that it still has, or never saw the answer.
    let check = checked(app, &of_form(&key, &[])).await;
    let changing = send(app, PAGE, &[("viec", "sua"), ("don", &hidden(&check, "don"))]).await;
    assert_eq!(hidden(&changing, "khoa"), key, "what is changed is still this form");
    let again = file(app, &checked(app, &of_form(&key, &[])).await).await;

    assert_eq!(receipt(&first), receipt(&again));
    assert_eq!(cases(app, "service").await, 1);
    assert_ne!(hidden(&get(app, PAGE).await, "khoa"), key, "another form is another report");
}

#[apply(on_both_apps)]
async fn a_form_that_was_sent_and_changed_is_sent_as_a_new_report_or_not_at_all(app: &TestApp) {
    let key = hidden(&get(app, PAGE).await, "khoa");
    let first = file(app, &checked(app, &of_form(&key, &[])).await).await;
    let text = "Hồ sơ của tôi quá hẹn đã tám ngày, hỏi thì không ai trả lời.";
    let changed = file(app, &checked(app, &of_form(&key, &[("text", text)])).await).await;

    assert_eq!(changed.status, 409, "{}", changed.text);
    is_a_reporters(&changed, PAGE);
    assert!(changed.text.contains("Mẫu này đã gửi rồi"), "{}", changed.text);
    assert!(
        !changed.text.contains(&receipt(&first)),
        "whoever sits at this machine now may be another"
    );
    assert_eq!(cases(app, "service").await, 1);

    let anew = send(app, PAGE, &[("viec", "moi"), ("don", &hidden(&changed, "don"))]).await;
    assert!(
        anew.text.contains("Kiểm tra trước khi gửi") && anew.text.contains(text),
        "{}",
        anew.text
    );
    let other = file(app, &anew).await;
    assert_ne!(receipt(&other), receipt(&first));
    assert_eq!(app.track(&receipt(&other)).await.str("/text"), text);
    assert_eq!(cases(app, "service").await, 2);
}

#[apply(on_both_apps)]
async fn a_faulty_form_keeps_its_key_and_a_bent_one_gets_a_good_one(app: &TestApp) {
    let key = hidden(&get(app, PAGE).await, "khoa");
    let faulty = send(app, PAGE, &of_form(&key, &[("text", "Ngắn.")])).await;
    assert_eq!((faulty.status, hidden(&faulty, "khoa")), (422, key));
    let bent = send(app, PAGE, &of_form("ngắn", &[("text", "Ngắn.")])).await;
    assert_eq!(hidden(&bent, "khoa").len(), 32);
}

#[apply(on_both_apps)]
async fn who_agrees_agrees_to_what_stood_in_the_form(app: &TestApp) {
    let form = get(app, PAGE).await;
    assert!(form.text.contains("name=\"consent\" type=\"checkbox\" value=\"2024-03\""));
    let older = send(app, PAGE, &with(&LATE, &[("consent", "2019-01")])).await;
    assert_eq!(older.status, 422);
    assert!(older.text.contains("Nội dung đồng ý vừa được thay"), "{}", older.text);
    assert!(!older.text.contains("value=\"2024-03\" checked"), "nobody agreed to this one");
}
