//! Pages of the emulation board and of who signs for it, as a browser without scripts meets them.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;

use super::administration::send;
use crate::app::TestApp;
use crate::figures::snapshots::{judged, over};
use crate::figures::statistics::play;
use crate::on_both_apps;
use crate::pages::staff::{see, signed};
use crate::pages::{hidden, is_a_page};

const PLAN: &str = "/lam-viec/thi-dua/plan-577-2024";

async fn board(app: &TestApp) -> String {
    signed(app, Role::Board, Some("TN.BTDKT")).await
}

async fn head(app: &TestApp) -> String {
    signed(app, Role::InspectorateHead, Some("TN.TTT")).await
}

#[apply(on_both_apps)]
async fn a_set_is_drafted_tried_submitted_and_signed_by_a_second_person(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;
    let (board, head) = (board(app).await, head(app).await);
    let movement = see(app, &board, PLAN).await;
    let (set, edit) = (format!("{PLAN}/bo/1"), format!("{PLAN}/bo/1/sua"));
    assert!(movement.text.contains(&format!("href=\"{edit}\"")), "{}", movement.text);
    let form = see(app, &board, &edit).await;
    let weight = "w_handled_on_time";
    assert!(form.text.contains(&format!("name=\"{weight}\" type=\"text\"")), "{}", form.text);
    let typed = |weight_of: &'static str, from: &'static str| {
        [("ban", "0"), (weight, weight_of), ("from_day", from)]
    };
    for (weight_of, from) in [("90", "1/3/2024"), ("nhiều", "1/3/2024"), ("100", "mai")] {
        let wrong = send(app, &board, &edit, &form, &typed(weight_of, from)).await;
        assert_eq!(wrong.status, 422, "{weight_of} {from}");
        assert!(wrong.text.contains(&format!("value=\"{weight_of}\"")), "{}", wrong.text);
        assert!(wrong.text.contains(&format!("value=\"{from}\"")), "{}", wrong.text);
    }
    let saved = send(app, &board, &edit, &form, &typed("100", "1/3/2024")).await;
    assert_eq!((saved.status, saved.headers["location"].clone()), (303, format!("{set}?xong=1")));
    let stale =
        send(app, &board, &edit, &form, &[("ban", "7"), (weight, "100"), ("from_day", "1/3/2024")])
            .await;
    assert!(stale.status == 422 && stale.text.contains("đã thay đổi từ lúc mở trang"));

    let page = see(app, &board, &set).await;
    assert!(page.text.contains("Bản nháp") && page.text.contains("<strong>100</strong>"));
    let tried = send(app, &board, &set, &page, &[("viec", "mo-phong")]).await;
    assert_eq!(tried.status, 200, "{}", tried.text);
    assert!(tried.text.contains("Nếu dùng bộ này cho"), "{}", tried.text);
    assert!(tried.text.contains("Sở, ban, ngành") && tried.text.contains("1 → 1"));
    let read = see(app, &head, &set).await;
    assert!(!read.text.contains("value=\"ky\"") && !read.text.contains("value=\"trinh\""));
    let mut codes = page.text.split("lc-code\">").skip(1).filter_map(|it| it.split('<').next());
    let digest = codes.find(|code| code.len() == 64).unwrap().to_owned();
    let sign = |seen: &'static str| [("viec", "ky"), ("ban", seen), ("sha256", digest.as_str())];
    let early = send(app, &head, &set, &read, &sign("1")).await;
    assert!(early.status == 422 && early.text.contains("chưa được trình"), "{}", early.text);
    assert_eq!(
        send(app, &board, &set, &page, &[("viec", "trinh"), ("ban", "1")]).await.status,
        303
    );
    assert_eq!(
        send(app, &board, &set, &page, &sign("2")).await.status,
        404,
        "who drafts signs not"
    );

    let read = see(app, &head, &set).await;
    assert_eq!(hidden(&read, "sha256"), digest, "what is signed is what was drafted");
    let bare = send(app, &head, &set, &read, &[("viec", "tra"), ("ban", "2"), ("text", "")]).await;
    assert_eq!(bare.status, 422);
    let done = send(app, &head, &set, &read, &sign("2")).await;
    assert_eq!(done.status, 303, "{}", done.text);
    assert!(see(app, &board, PLAN).await.text.contains("Đã ký"));
}

#[apply(on_both_apps)]
async fn every_number_opens_to_its_formula_and_what_it_is_made_of(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;
    let board = board(app).await;
    for path in ["/lam-viec/thi-dua", PLAN] {
        for path in [path.to_owned(), format!("/en{path}")] {
            let page = see(app, &board, &path).await;
            assert_eq!(page.status, 200, "{path}: {}", page.text);
            is_a_page(&page, &path);
        }
    }
    let group = format!("{PLAN}/nhom/provincial_bodies");
    let score = format!("{PLAN}/don-vi/TN.STNMT");
    let standings = see(app, &board, &group).await;
    is_a_page(&standings, &group);
    assert!(standings.text.contains(&score), "{}", standings.text);
    assert!(standings.text.contains("Tạm tính, chưa công nhận"));
    let page = see(app, &board, &score).await;
    is_a_page(&page, &score);
    for told in ["6 (trả lời đúng hạn)", "2 (trả lời trễ hoặc chưa)", "Công thức", "Loại ra"]
    {
        assert!(page.text.contains(told), "{told}: {}", page.text);
    }
    for nothing in
        [format!("{PLAN}/nhom/khac"), format!("{PLAN}/don-vi/KHAC"), format!("{PLAN}/bo/x")]
    {
        assert_eq!(see(app, &board, &nothing).await.status, 404, "{nothing}");
    }
    let others = [(Role::Administrator, None), (Role::UnitLeader, Some("TN.STNMT"))];
    for (role, unit) in others {
        let other = signed(app, role, unit).await;
        for path in ["/lam-viec/thi-dua", PLAN, &group, &score] {
            assert_eq!(see(app, &other, path).await.status, 404, "{role} {path}");
        }
    }
    let begins = see(app, &board, "/lam-viec").await;
    assert_eq!(begins.headers["location"], "/lam-viec/thi-dua");
}

#[apply(on_both_apps)]
async fn a_movement_is_frozen_and_its_snapshot_comes_out_the_same_byte_for_byte(app: &TestApp) {
    let _folder = over(app).await;
    let (board, head) = (board(app).await, head(app).await);
    let page = see(app, &board, PLAN).await;
    let freeze = [("viec", "chot"), ("ban", "1")];
    let open = send(app, &board, PLAN, &page, &freeze).await;
    assert_eq!(open.status, 422);
    assert!(open.text.contains("Còn danh sách chưa khóa"), "{}", open.text);
    let read = see(app, &head, PLAN).await;
    assert!(!read.text.contains("value=\"chot\""));
    assert_eq!(send(app, &head, PLAN, &read, &freeze).await.status, 404);
    judged(app).await;
    for _ in 0..2 {
        let done = send(app, &board, PLAN, &page, &freeze).await;
        assert_eq!(done.status, 303, "sent twice it has one effect: {}", done.text);
    }
    let page = see(app, &head, PLAN).await;
    assert!(page.text.contains("Đã chốt"), "{}", page.text);

    let again = send(app, &head, PLAN, &page, &[("viec", "so")]).await;

    assert!(again.text.contains("Lần 1: trùng từng byte"), "{}", again.text);
    assert!(again.text.contains("vẫn cho đúng các dữ kiện đã chốt"));
}
