//! What is taken: types by content, bounds of a giver and of a file, and a request that broke and begins again.

use futures_util::future::join_all;
use liemchinh::harness::domain::{Receipt, Role};
use macro_rules_attribute::apply;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{OWN, bring, of, original, photo, seen, send, snapshot};
use crate::app::{TestApp, feedback, tip};
use crate::client::Call;
use crate::followed::Life;
use crate::on_both_apps;
use crate::steps::typed;

async fn own(app: &TestApp, receipt: &str) -> Vec<Value> {
    let list = app.get(OWN).receipt(receipt).send().await;
    assert_eq!(list.status, 200, "{}", list.body);
    list.body["items"].as_array().unwrap().clone()
}

#[apply(on_both_apps)]
async fn f1_a_photo_is_taken_and_told_by_number_type_size_and_day_alone(app: &TestApp) {
    for report in [feedback(), tip()] {
        let (life, _) = Life::file(app, &report).await;
        let call = send(app, OWN, "image/jpeg", snapshot("giấy hẹn")).receipt(&life.receipt);
        let name =
            "attachment; filename*=UTF-8''Gi%E1%BA%A5y%20h%E1%BA%B9n%20b%C3%A0%20N%C4%83m.jpg";

        let taken = call.header("Content-Disposition", name).send().await;

        let told = json!({"n": 1, "type": "image/jpeg", "bytes": 3000, "day": "2024-10-15"});
        assert_eq!((taken.status, &taken.body), (201, &told), "{}", taken.text);
        assert_eq!(own(app, &life.receipt).await, [told]);
    }
}

#[apply(on_both_apps)]
async fn f1_what_is_none_of_the_types_or_not_the_declared_one_is_refused_and_nothing_is_kept(
    app: &TestApp,
) {
    let (life, _) = Life::file(app, &feedback()).await;
    let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic and so on".to_vec();
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>".to_vec();
    for (media, file, status, code) in [
        ("image/heic", heic.clone(), 415, "heic_refused"),
        ("image/jpeg", heic, 415, "heic_refused"),
        ("image/png", snapshot("x"), 415, "file_type_refused"),
        ("image/jpeg", svg.clone(), 415, "file_type_refused"),
        ("image/svg+xml", svg, 415, "file_type_refused"),
        ("application/zip", b"PK\x03\x04".to_vec(), 415, "file_type_refused"),
        (
            "application/pdf",
            b"PK\x03\x04 and more of a document".to_vec(),
            415,
            "file_type_refused",
        ),
        ("image/jpeg", Vec::new(), 415, "file_type_refused"),
        ("image/jpeg", photo(8001, 10, 100, ""), 422, "picture_too_large"),
        ("image/jpeg", photo(6000, 4001, 100, ""), 422, "picture_too_large"),
        ("image/jpeg", snapshot("")[..11].to_vec(), 422, "file_unreadable"),
        ("image/jpeg", photo(10, 10, (10 << 20) + 1, ""), 413, "file_too_large"),
    ] {
        let answer = send(app, OWN, media, file).receipt(&life.receipt).send().await;
        assert_eq!((answer.status, answer.code()), (status, code), "{media}: {}", answer.body);
    }
    let wrong = send(app, OWN, "image/jpeg", snapshot("x")).receipt(&life.receipt);
    let wrong = wrong.header("Content-Disposition", "attachment; filename=\"x\"").send().await;
    assert_eq!(wrong.faults(), ["Content-Disposition too_short"]);
    let without = Life::file(app, &feedback()).await.0;
    let call = Call::new(app, reqwest::Method::POST, OWN);
    let keyless = call.raw("image/jpeg", snapshot("")).receipt(&without.receipt).send().await;
    assert_eq!((keyless.status, keyless.code()), (400, "idempotency_key_required"));

    assert!(own(app, &life.receipt).await.is_empty());
    assert!(app.files.all().is_empty(), "{:?}", app.files.all());
}

#[apply(on_both_apps)]
async fn f1_of_many_files_at_once_exactly_ten_are_taken(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let each = |n: usize| {
        let file = snapshot(&format!("ảnh {n}"));
        let call = send(app, OWN, "image/jpeg", file).receipt(&life.receipt);
        call.header("X-Forwarded-For", &format!("198.51.100.{}", n % 5)).send()
    };

    let all = join_all((0..14).map(each)).await;

    let of = |status: u16| all.iter().filter(|one| one.status == status).count();
    assert_eq!(
        (of(201), of(409)),
        (10, 4),
        "{:?}",
        all.iter().map(|it| &it.text).collect::<Vec<_>>()
    );
    assert!(all.iter().filter(|one| one.status == 409).all(|one| one.code() == "files_full"));
    let files = own(app, &life.receipt).await;
    let numbers: Vec<&Value> = files.iter().map(|it| &it["n"]).collect();
    assert_eq!(json!(numbers), json!([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
}

#[apply(on_both_apps)]
async fn f1_twenty_five_mebibytes_are_one_givers_and_a_unit_takes_no_room_of_its_reporter(
    app: &TestApp,
) {
    let (life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let large = photo(4000, 3000, 10 << 20, "toàn cảnh");
    for _ in 0..2 {
        let by_unit = send(app, &of(&life.id), "image/jpeg", large.clone()).bearer(&officer);
        assert_eq!(by_unit.send().await.status, 201);
    }
    let full = send(app, &of(&life.id), "image/jpeg", large.clone()).bearer(&officer).send().await;
    assert_eq!((full.status, full.code()), (409, "files_full"));

    assert_eq!(bring(app, &life.receipt, &large).await.status, 201);
    assert_eq!(bring(app, &life.receipt, &large).await.status, 201);
    assert_eq!(bring(app, &life.receipt, &large).await.code(), "files_full");
    let rest = photo(4000, 3000, 5 << 20, "phần còn lại");
    assert_eq!(bring(app, &life.receipt, &rest).await.status, 201);
    assert_eq!(bring(app, &life.receipt, &snapshot("")).await.code(), "files_full");
    assert_eq!(own(app, &life.receipt).await.len(), 3);
}

#[apply(on_both_apps)]
async fn f1_what_a_desk_brings_with_a_receipt_that_nobody_made_the_own_is_the_desks(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.STNMT")).await;
    let filed = typed(app, &clerk, &json!({})).await;
    let printed = filed.str("/receipt").to_owned();
    for n in 0..10 {
        assert_eq!(bring(app, &printed, &snapshot(&n.to_string())).await.status, 201);
    }
    assert_eq!(bring(app, &printed, &snapshot("")).await.code(), "files_full");
    let secret = *b"\x41\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x25";
    let mine = Receipt::from_bytes(secret).to_text();
    let activation = json!({"receipt": mine});
    app.post("/api/v1/report/activation", &activation).receipt(&printed).send().await;

    assert_eq!(own(app, &mine).await, Vec::<Value>::new());
    assert_eq!(bring(app, &mine, &snapshot("của tôi")).await.status, 201);
    assert_eq!(bring(app, &printed, &snapshot("")).await.status, 404);
}

/// Sends the head of an upload and a part of its body, and ends the connection.
async fn broken_off(app: &TestApp, receipt: &str, key: &str, file: &[u8]) {
    let mut line = TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
    let head = format!(
        "POST {OWN} HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\
         Authorization: Receipt {receipt}\r\nIdempotency-Key: {key}\r\n\r\n",
        file.len()
    );
    line.write_all(head.as_bytes()).await.unwrap();
    line.write_all(&file[..file.len() / 2]).await.unwrap();
    line.shutdown().await.unwrap();
    // Until the server has given it up.
    let mut rest = Vec::new();
    drop(line.read_to_end(&mut rest).await);
}

#[apply(on_both_apps)]
async fn f5_an_upload_that_broke_begins_again_under_its_key_and_has_one_effect(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let (file, key) = (photo(4000, 3000, 400_000, "bằng chứng"), app.key());
    let again = |file: &[u8]| {
        let call = Call::new(app, reqwest::Method::POST, OWN);
        call.raw("image/jpeg", file.to_vec()).receipt(&life.receipt).key(&key).send()
    };

    broken_off(app, &life.receipt, &key, &file).await;
    assert!(own(app, &life.receipt).await.is_empty());
    let first = again(&file).await;
    let second = again(&file).await;
    let other = again(&photo(4000, 3000, 400_000, "bằng chứnh")).await;

    assert_eq!((first.status, second.status), (201, 201), "{}", first.text);
    assert_eq!(first.body, second.body);
    assert!(!first.headers.contains_key("idempotency-replayed"));
    assert_eq!(second.headers["idempotency-replayed"], "true");
    assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"));
    assert_eq!(own(app, &life.receipt).await.len(), 1);
    // Its answer stands also when nothing more is taken.
    for n in 0..9 {
        bring(app, &life.receipt, &snapshot(&n.to_string())).await;
    }
    let mut life = life;
    life.say("withdrawal", json!({"text": "Tôi xin rút lại phản ánh này."})).await;
    let late = Call::new(app, reqwest::Method::POST, OWN);
    let late = late.raw("image/jpeg", file.clone()).receipt(&life.receipt).key(&key).send().await;
    assert_eq!((late.status, late.body), (201, first.body));
    assert_eq!(bring(app, &life.receipt, &snapshot("muộn")).await.status, 409);
    let inspector = app.inspector().await;
    let files = seen(app, &inspector, &life.id).await;
    assert_eq!(
        original(app, &inspector, &life.id, &files.body["items"][0]["id"]).await.bytes,
        file
    );
}

#[apply(on_both_apps)]
async fn f5_one_request_that_is_sent_twice_at_once_has_one_effect(app: &TestApp) {
    let (life, _) = Life::file(app, &tip()).await;
    let (file, key) = (photo(4000, 3000, 200_000, "một lần"), app.key());
    let once = || {
        let call = Call::new(app, reqwest::Method::POST, OWN);
        call.raw("image/jpeg", file.clone()).receipt(&life.receipt).key(&key).send()
    };

    let both = join_all([once(), once(), once()]).await;

    assert!(both.iter().all(|one| one.status == 201 && one.body == both[0].body));
    assert_eq!(own(app, &life.receipt).await.len(), 1);
    app.set("2024-10-15T04:00:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(app.files.all().len(), 1, "what it made besides is gone");
}
