//! Many who add at once: each list ends where it should, and whatever was acknowledged is in it.

use futures_util::future::join_all;
use macro_rules_attribute::apply;
use serde_json::json;

use super::{each, groups, read};
use crate::app::{TestApp, feedback};
use crate::client::Reply;
use crate::on_both_apps;

/// Those that were acknowledged; the others were told that there are too many.
fn taken(replies: &[Reply]) -> usize {
    let (taken, refused): (Vec<_>, Vec<_>) =
        replies.iter().partition(|reply| [200, 201].contains(&reply.status));
    assert!(refused.iter().all(|reply| reply.status == 422), "{:?}", refused[0].body);
    taken.len()
}

#[apply(on_both_apps)]
async fn of_many_at_once_forty_templates_views_and_groups_are_taken_and_all_are_there(
    app: &TestApp,
) {
    let filed = app.file(&feedback()).await;
    let officers = [app.officer("TN.STNMT").await, app.officer("TN.STNMT").await];
    let case = app.case_of(&officers[0], filed.str("/number")).await;
    let template = json!({"title": "Xin lỗi", "text": "Chúng tôi xin lỗi về việc {number}."});
    let view = json!({"title": "Trễ hẹn", "query": "category=late"});
    let each_of = |n: usize| &officers[n % 2];

    let templates = join_all((0..48).map(async |n| {
        let path = format!("/api/v1/reply-templates/t{n}");
        app.put(&path, &template).bearer(each_of(n)).send().await
    }));
    let templates = templates.await;
    let views = join_all((0..48).map(async |n| {
        app.put(&format!("/api/v1/me/views/v{n}"), &view).bearer(&officers[0]).send().await
    }));
    let views = views.await;
    let made = join_all(
        (0..48).map(async |n| groups::make(app, each_of(n), "Hệ thống hỏng", &[&case]).await),
    );
    let made = made.await;

    let listed = async |path: &str| each(&read(app, &officers[0], path).await, "/title").len();
    assert_eq!((taken(&templates), listed("reply-templates").await), (40, 40));
    assert_eq!((taken(&views), listed("me/views").await), (40, 40));
    assert_eq!((taken(&made), listed("case-groups").await), (40, 40));
}

#[apply(on_both_apps)]
async fn of_many_notes_at_once_one_person_has_two_hundred_on_a_case_and_all_are_there(
    app: &TestApp,
) {
    let filed = app.file(&feedback()).await;
    let officers = [app.officer("TN.STNMT").await, app.officer("TN.STNMT").await];
    let case = app.case_of(&officers[0], filed.str("/number")).await;
    let write = async |token: &str, n: u32, text: &str| {
        let note = uuid::Uuid::from_u128(u128::from(n));
        let path = format!("/api/v1/cases/{case}/notes/{note}");
        app.put(&path, &json!({"text": text})).bearer(token).send().await
    };

    let notes = join_all((0..208_u32).map(|n| write(&officers[0], n, "Đã gọi."))).await;

    let listed = read(app, &officers[0], &format!("cases/{case}/notes")).await;
    assert_eq!((taken(&notes), each(&listed, "/id").len()), (200, 200));
    let refused = notes.iter().find(|reply| reply.status != 200).unwrap();
    assert_eq!(refused.faults(), [" too_many_notes"]);
    let (kept, _) = (0..208).zip(&notes).find(|(_, reply)| reply.status == 200).unwrap();
    let anew = write(&officers[0], kept, "Đã gọi lại.").await;
    assert_eq!((anew.status, anew.str("/text")), (200, "Đã gọi lại."), "an earlier one is mended");
    assert_eq!(write(&officers[1], 1, "Đã xem.").await.status, 200, "each for themselves");
}
