//! What somebody keeps of a report that was sent: the code on paper, in a file, and the way on to photos.

use macro_rules_attribute::apply;

use super::filing::{LATE, PAGE, TIP, cases, checked, file, receipt};
use crate::app::TestApp;
use crate::on_both_apps;
use crate::pages::{hidden, is_a_reporters, send};

#[apply(on_both_apps)]
async fn the_code_is_printed_with_the_address_and_saved_under_a_name_that_tells_nothing(
    app: &TestApp,
) {
    let mut sizes = Vec::new();
    for report in [&LATE[..], &TIP[..]] {
        let sent = file(app, &checked(app, report).await).await;
        is_a_reporters(&sent, PAGE);
        assert!(
            sent.text.contains("<svg class=\"lc-paper\"")
                && sent.text.contains("https://liemchinh.example/theo-doi")
        );
        let note = send(app, PAGE, &[("viec", "tep"), ("don", &hidden(&sent, "don"))]).await;

        assert_eq!(note.headers["content-disposition"], "attachment; filename=\"ghi-chu.txt\"");
        assert_eq!(note.headers["content-type"], "text/plain; charset=utf-8");
        assert_eq!(note.headers["cache-control"], "no-store, no-transform");
        assert!(
            note.text.contains(&receipt(&sent))
                && note.text.contains("https://liemchinh.example/theo-doi")
        );
        assert_eq!(
            note.text.contains("Số: "),
            report.len() == LATE.len(),
            "a tip has no number: {}",
            note.text
        );
        sizes.push((sent.text.len(), note.text.len()));
    }
    assert_eq!(sizes[0], sizes[1], "from outside a tip looks as everything else");
    assert_eq!((cases(app, "service").await, cases(app, "integrity").await), (1, 1));
}

#[apply(on_both_apps)]
async fn whoever_has_kept_the_code_goes_on_to_the_photos_without_typing_it(app: &TestApp) {
    let sent = file(app, &checked(app, &LATE).await).await;
    let (don, phieu) = (hidden(&sent, "don"), hidden(&sent, "phieu"));
    let unkept = send(app, PAGE, &[("viec", "anh"), ("don", &don), ("phieu", &phieu)]).await;
    assert_eq!((unkept.status, receipt(&unkept)), (422, receipt(&sent)));

    let fields = [("viec", "anh"), ("don", don.as_str()), ("phieu", &phieu), ("kept", "yes")];
    let led = send(app, PAGE, &fields).await;
    // The form goes on as it is, to where reports are followed.
    assert_eq!((led.status, led.headers["location"].as_str()), (307, "/theo-doi"));
    let shown = send(app, "/theo-doi", &fields).await;
    assert_eq!(shown.status, 200, "{}", shown.text);
    assert!(shown.text.contains("multipart/form-data"), "{}", shown.text);
    assert!(!shown.text.contains(&receipt(&sent)));
    assert_eq!(cases(app, "service").await, 1);
}
