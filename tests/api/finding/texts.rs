//! Notes, drafts, saved views and templates: each read by who may, none on a tip, and gone with a case that becomes one.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::filing::secrecy::{dump, holds};
use crate::followed::Life;
use crate::rival::{another, execute, until_somebody_waits};
use crate::steps::say;
use crate::{on_both_apps, on_both_holding_apps};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const NOTE: &str = "7d6f1c9a-3b52-4e8f-a0c4-91e2d3b4a5f6";

async fn noted(app: &TestApp, token: &str, case: &str, text: &str) -> Reply {
    let path = format!("/api/v1/cases/{case}/notes/{NOTE}");
    app.put(&path, &json!({"text": text})).bearer(token).send().await
}

async fn read(app: &TestApp, token: &str, path: &str) -> Reply {
    app.get(&format!("/api/v1/{path}")).bearer(token).send().await
}

#[apply(on_both_apps)]
async fn a_note_is_read_by_the_own_body_alone_and_written_once_however_often_it_is_sent(
    app: &TestApp,
) {
    let filed = app.file(&feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let (colleague, other) = (app.officer("TN.STNMT").await, app.officer("703").await);
    let case = app.case_of(&officer, filed.str("/number")).await;

    let first = noted(app, &officer, &case, "Đã gọi bộ phận Một cửa.").await;
    let again = noted(app, &officer, &case, "Đã gọi bộ phận Một cửa.").await;
    let mended = noted(app, &officer, &case, "Đã gọi bộ phận Một cửa hai lần.").await;
    let theirs = noted(app, &colleague, &case, "Tôi sẽ ký chiều nay.").await;
    let of_inspectors = noted(app, &inspector, &case, "Theo dõi thêm.").await;
    let foreign = noted(app, &other, &case, "Không phải việc của tôi.").await;

    for reply in [&first, &again, &mended, &theirs, &of_inspectors] {
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
    assert_eq!((again.body["id"].clone(), foreign.status), (first.body["id"].clone(), 404));
    let seen = read(app, &colleague, &format!("cases/{case}/notes")).await;
    let texts: Vec<&str> = seen.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["text"].as_str().unwrap())
        .collect();
    let mut texts = texts;
    texts.sort_unstable();
    assert_eq!(texts, ["Tôi sẽ ký chiều nay.", "Đã gọi bộ phận Một cửa hai lần."]);
    let seen = read(app, &inspector, &format!("cases/{case}/notes")).await;
    assert_eq!(seen.body["items"].as_array().unwrap().len(), 1, "{}", seen.body);
    let detail = read(app, &officer, &format!("cases/{case}")).await;
    assert_eq!(detail.body["version"], 1, "a note is no event");
    let events = read(app, &inspector, &format!("cases/{case}/events")).await;
    assert!(!events.text.contains("Một cửa"), "{}", events.text);
}

#[apply(on_both_apps)]
async fn a_draft_is_its_writers_alone_and_kept_whatever_others_do(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let (officer, colleague) = (app.officer("TN.STNMT").await, app.officer("TN.STNMT").await);
    let case = app.case_of(&officer, filed.str("/number")).await;
    let path = format!("/api/v1/cases/{case}/draft");
    let draft = json!({"command": "answer", "text": "Cơ quan xin"});

    assert_eq!(read(app, &officer, &format!("cases/{case}/draft")).await.status, 404);
    let put = app.put(&path, &json!({"draft": draft})).bearer(&officer).send().await;
    assert_eq!(put.status, 204, "{}", put.body);
    assert_eq!(app.command(&colleague, &case, 1, &json!({"command": "accept"})).await.status, 200);

    assert_eq!(read(app, &officer, &format!("cases/{case}/draft")).await.body["draft"], draft);
    assert_eq!(read(app, &colleague, &format!("cases/{case}/draft")).await.status, 404);
    let odd = app.put(&path, &json!({"draft": "text"})).bearer(&officer).send().await;
    assert_eq!(odd.faults(), ["/draft wrong_type"]);
    let long = json!({"draft": {"text": "x".repeat(40_000)}});
    let long = app.put(&path, &long).bearer(&officer).send().await;
    assert_eq!(long.faults(), ["/draft out_of_range"]);
    for _ in 0..2 {
        assert_eq!(app.delete(&path).bearer(&officer).send().await.status, 204);
    }
    assert_eq!(read(app, &officer, &format!("cases/{case}/draft")).await.status, 404);
}

#[apply(on_both_apps)]
async fn a_view_is_shared_within_the_body_and_counts_what_its_reader_would_see(app: &TestApp) {
    app.file(&feedback()).await;
    app.file(&with(feedback(), &json!({"unit": "703"}))).await;
    let (one, two) = (app.officer("TN.STNMT").await, app.officer("TN.STNMT").await);
    let (inspector, other) = (app.inspector().await, app.officer("703").await);
    let put = async |token: &str, code: &str, body: Value| {
        app.put(&format!("/api/v1/me/views/{code}"), &body).bearer(token).send().await
    };
    let late = json!({"title": "Trễ hẹn", "query": "category=late&state=received", "shared": true});

    assert_eq!(put(&one, "tre-hen", late.clone()).await.status, 200);
    let own = json!({"title": "Của tôi", "query": "assignee=me"});
    assert_eq!(put(&one, "cua-toi", own).await.status, 200);
    assert_eq!(put(&inspector, "tre-hen", late.clone()).await.status, 200);

    let codes = async |token: &str| {
        let found = read(app, token, "me/views").await;
        let items = found.body["items"].as_array().unwrap().clone();
        items
            .into_iter()
            .map(|it| {
                (it["code"].as_str().unwrap().to_owned(), it["own"].clone(), it["count"].clone())
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(
        codes(&one).await,
        [
            ("cua-toi".to_owned(), json!(true), json!(0)),
            ("tre-hen".to_owned(), json!(true), json!(1))
        ]
    );
    assert_eq!(codes(&two).await, [("tre-hen".to_owned(), json!(false), json!(1))]);
    assert_eq!(codes(&inspector).await, [("tre-hen".to_owned(), json!(true), json!(2))]);
    assert_eq!(codes(&other).await, []);
    for (odd, fault) in [
        ("state=nothing", "not_allowed"),
        ("limit=5", "unknown_member"),
        ("statw=received", "unknown_member"),
        ("hint=true", "unknown_member"),
        ("channel=integrity&sector=land", "not_of_tips"),
        ("unit=NO.SUCH", "unknown_unit"),
        ("procedure=1.00419", "not_a_procedure_code"),
        ("received_from=2024-10-02&received_to=2024-10-01", "backwards"),
        ("number=12", "not_a_case_number"),
    ] {
        let refused = put(&one, "la", json!({"title": "Lạ", "query": odd})).await;
        assert_eq!(refused.faults(), [format!("/query {fault}")], "{odd}");
        let name = odd.rsplit('&').next().unwrap().split('=').next().unwrap();
        assert!(refused.str("/errors/0/detail").starts_with(&format!("?{name}: ")), "{odd}");
    }
    let nothing = put(&one, "la", json!({"title": "Lạ", "shared": true})).await;
    assert_eq!(nothing.faults(), ["/query required"]);
    assert_eq!(
        put(&one, "Không", late).await.status,
        404,
        "a code is small letters, digits and dashes"
    );
    let gone = app.delete("/api/v1/me/views/tre-hen").bearer(&two).send().await;
    assert_eq!(gone.status, 404, "somebody else's");
    assert_eq!(app.delete("/api/v1/me/views/tre-hen").bearer(&one).send().await.status, 204);
    assert_eq!(codes(&two).await, []);
}

#[apply(on_both_apps)]
async fn a_view_with_words_comes_back_as_it_can_be_sent_however_it_was_saved(app: &TestApp) {
    let late = with(feedback(), &json!({"text": "Hồ sơ trễ hẹn mười ngày mà không ai xin lỗi."}));
    let filed = app.file(&late).await.str("/number").to_owned();
    app.service.read_terms(100).await.unwrap();
    let officer = app.officer("TN.STNMT").await;
    let sendable = "category=late&q=tr%E1%BB%85%20h%E1%BA%B9n&state=received,accepted";
    for typed in [
        "category=late&q=trễ hẹn&state=received,accepted",
        "?category=late&q=trễ+hẹn&state=received%2Caccepted",
        sendable,
    ] {
        let body = json!({"title": "Trễ hẹn", "query": typed});
        let saved = app.put("/api/v1/me/views/tre-hen", &body).bearer(&officer).send().await;
        assert_eq!((saved.status, saved.str("/query")), (200, sendable), "{typed}");
        // Saved as it came, it stays as it is.
        let body = json!({"title": "Trễ hẹn", "query": saved.str("/query")});
        let again = app.put("/api/v1/me/views/tre-hen", &body).bearer(&officer).send().await;
        assert_eq!(again.str("/query"), sendable, "{typed}");
        let listed = read(app, &officer, "me/views").await;
        assert_eq!(
            (&listed.body["items"][0]["query"], &listed.body["items"][0]["count"]),
            (&json!(sendable), &json!(1))
        );
        let found = read(app, &officer, &format!("cases?{sendable}")).await;
        assert_eq!(found.body["items"][0]["number"], filed);
    }
    let literal = json!({"title": "Dấu", "query": "q=%2B+100%25+a%26b"});
    let saved = app.put("/api/v1/me/views/dau", &literal).bearer(&officer).send().await;
    assert_eq!(saved.str("/query"), "q=%2B%20100%25%20a%26b", "signs stay what they are");
}

#[apply(on_both_apps)]
async fn a_template_is_filled_from_what_its_reader_sees_of_the_case(app: &TestApp) {
    let filed = app.file(&with(feedback(), &json!({"dossier_code": "H53.05-240405-0031"}))).await;
    let (officer, other) = (app.officer("TN.STNMT").await, app.officer("703").await);
    let number = filed.str("/number").to_owned();
    let case = app.case_of(&officer, &number).await;
    let put = async |token: &str, text: &str| {
        let body = json!({"title": "Xin lỗi", "text": text, "outcome": "remedied"});
        app.put("/api/v1/reply-templates/xin-loi", &body).bearer(token).send().await
    };
    let text = "Vụ việc {number}, hồ sơ {dossier_code}: {unit} xin lỗi.";
    assert_eq!(put(&officer, text).await.body["version"], 1);
    assert_eq!(put(&officer, text).await.body["version"], 2);

    let filled = read(app, &officer, &format!("cases/{case}/reply-templates/xin-loi")).await;
    assert_eq!(
        filled.str("/text"),
        format!("Vụ việc {number}, hồ sơ H53.05-240405-0031: Sở Tài nguyên và Môi trường xin lỗi.")
    );
    assert_eq!(read(app, &officer, "reply-templates").await.str("/items/0/text"), text);
    assert_eq!(read(app, &other, "reply-templates").await.body["items"], json!([]));
    assert_eq!(
        read(app, &other, &format!("cases/{case}/reply-templates/xin-loi")).await.status,
        404
    );
    assert_eq!(put(&officer, "Gửi {name}").await.faults(), ["/text no_such_field"]);
    assert_eq!(
        app.delete("/api/v1/reply-templates/xin-loi").bearer(&other).send().await.status,
        404
    );
    assert_eq!(
        app.delete("/api/v1/reply-templates/xin-loi").bearer(&officer).send().await.status,
        204
    );
}

#[apply(on_both_apps)]
async fn a_note_that_is_written_while_its_case_goes_finds_no_case(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    let gone = "DELETE FROM events; DELETE FROM obligations; DELETE FROM contacts; DELETE FROM reports; DELETE FROM cases";
    let mut conn = another(app, gone);
    let done = std::cell::Cell::new(false);
    let writing = async {
        let reply = noted(app, &officer, &case, "Đã gọi bộ phận Một cửa.").await;
        done.set(true);
        reply
    };
    let committing = async {
        until_somebody_waits(app, || done.get()).await;
        execute(&mut conn, "COMMIT");
    };
    let (reply, ()) = tokio::join!(writing, committing);

    assert_eq!((reply.status, reply.code()), (404, "not_found"), "{}", reply.body);
}

#[apply(on_both_apps)]
async fn nothing_is_written_on_a_tip(app: &TestApp) {
    app.file(&tip()).await;
    let inspector = app.inspector().await;
    let tips = read(app, &inspector, "cases?channel=integrity").await;
    let case = tips.str("/items/0/id").to_owned();

    for reply in [
        noted(app, &inspector, &case, "Không ghi ở đây.").await,
        read(app, &inspector, &format!("cases/{case}/notes")).await,
        read(app, &inspector, &format!("cases/{case}/draft")).await,
    ] {
        assert_eq!(reply.body["reason"], "other_channel");
        assert_eq!((reply.status, reply.code()), (409, "transition_refused"), "{}", reply.body);
    }
    let similar = read(app, &inspector, &format!("cases/{case}/similar")).await;
    assert_eq!(similar.body, json!({"same_dossier": [], "same_matter": [], "capped": false}));
}

#[apply(on_both_holding_apps)]
async fn what_inspectors_wrote_on_a_case_goes_when_it_becomes_a_tip(app: &TestApp) {
    let (life, filed) =
        Life::file(app, &with(feedback(), &json!({"category": "harassment"}))).await;
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, filed.str("/number")).await;
    assert_eq!(noted(app, &inspector, &case, "CANARYNOTE hỏi lại.").await.status, 200);
    let draft = json!({"draft": {"text": "CANARYDRAFT"}});
    let path = format!("/api/v1/cases/{case}/draft");
    assert_eq!(app.put(&path, &draft).bearer(&inspector).send().await.status, 204);

    let moved = say(
        app,
        "to-integrity",
        &life.receipt,
        json!({"bribe": {"fact": "asked", "amount_vnd": 200_000}}),
    )
    .await;
    assert_eq!(moved.status, 200, "{}", moved.body);

    let left = dump(app);
    assert!(!holds(&left, "CANARYNOTE") && !holds(&left, "CANARYDRAFT"));
}

#[apply(on_both_apps)]
async fn similar_cases_are_those_of_one_dossier_and_of_one_week_within_the_scope(app: &TestApp) {
    let dossier = json!({"dossier_code": "H53.05-240405-0031"});
    let first = app.file(&with(feedback(), &dossier)).await;
    let same = app
        .file(&with(
            feedback(),
            &json!({"dossier_code": "H53.05–240405–0031", "category": "extra_papers"}),
        ))
        .await;
    let near = app.file(&feedback()).await;
    let elsewhere = app
        .file(&with(feedback(), &json!({"unit": "703", "dossier_code": "H53.05-240405-0031"})))
        .await;
    app.service.read_terms(100).await.unwrap();
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = app.case_of(&officer, first.str("/number")).await;
    let numbers = |reply: &Reply, list: &str| {
        let mut found: Vec<String> = reply.body[list]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["number"].as_str().unwrap().to_owned())
            .collect();
        found.sort();
        found
    };

    let of_officer = read(app, &officer, &format!("cases/{case}/similar")).await;
    let of_inspector = read(app, &inspector, &format!("cases/{case}/similar")).await;

    assert_eq!(numbers(&of_officer, "same_dossier"), [same.str("/number")]);
    assert_eq!(numbers(&of_officer, "same_matter"), [near.str("/number")]);
    let mut both = vec![same.str("/number"), elsewhere.str("/number")];
    both.sort_unstable();
    assert_eq!(numbers(&of_inspector, "same_dossier"), both);
}

#[apply(on_both_apps)]
async fn a_dry_run_over_many_cases_tells_of_each_and_changes_none(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    let items = json!({"items": [
        {"id": case, "version": 1, "transition": {"command": "accept"}},
        {"id": case, "version": 1, "transition": {"command": "resume"}},
    ]});

    let dry =
        app.post("/api/v1/cases/transitions?dry_run=true", &items).bearer(&officer).send().await;

    assert_eq!(dry.status, 200, "{}", dry.body);
    assert_eq!(
        (&dry.body["items"][0]["status"], &dry.body["items"][1]["status"]),
        (&json!(200), &json!(409))
    );
    assert_eq!(dry.body["items"][0]["case"]["case"]["state"], "accepted");
    let seen = read(app, &officer, &format!("cases/{case}")).await;
    assert_eq!((seen.str("/state"), &seen.body["version"]), ("received", &json!(1)));
}

#[apply(on_both_apps)]
async fn colleagues_are_the_open_accounts_of_the_own_body(app: &TestApp) {
    let (officer, _) = (app.officer("703").await, app.officer("703").await);
    let admin = app.staff(Role::Administrator, None).await;
    app.inspector().await;

    let own = read(app, &officer, "colleagues").await;

    let roles: Vec<&str> = own.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["unit_officer", "unit_officer"]);
    assert_eq!(
        read(app, &admin, "colleagues").await.body["items"],
        json!([]),
        "no body, no colleagues"
    );
}

/// Every answer of every operation here.
pub async fn every_answer(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    app.file(&tip()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let admin = app.staff(Role::Administrator, None).await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    let tips = read(app, &inspector, "cases?channel=integrity").await;
    let sealed = tips.str("/items/0/id").to_owned();
    let draft = json!({"draft": {"command": "accept"}});
    let template = json!({"title": "Xin lỗi", "text": "Cơ quan xin lỗi."});
    let view = json!({"title": "Mới", "query": "state=received"});
    let of = |case: &str, rest: &str| format!("/api/v1/cases/{case}/{rest}");
    let note = format!("notes/{NOTE}");
    for (path, body) in [
        (of(&case, &note), json!({"text": "Ghi chú."})),
        (of(&case, "draft"), draft),
        ("/api/v1/reply-templates/xin-loi".to_owned(), template),
        ("/api/v1/me/views/moi".to_owned(), view),
    ] {
        let none = match path.strip_suffix("xin-loi").or(path.strip_suffix("moi")) {
            Some(list) => format!("{list}KH%C3%94NG"),
            None => path.replace(&case, NOBODY),
        };
        let large = json!({"draft": {"text": "x".repeat(300_000)}});
        for (path, body) in [
            (&path, &body),
            (&format!("{path}?x=1"), &body),
            (&path, &json!({})),
            (&path, &large),
            (&none, &body),
            (&path.replace(&case, &sealed), &body),
        ] {
            app.put(path, body).bearer(&inspector).send().await;
        }
        app.put(&path, &body).send().await;
        app.put(&path, &body).bearer(&admin).send().await;
        app.put(&path, &body).bearer(&officer).raw("text/plain", b"{}".to_vec()).send().await;
    }
    for path in ["notes", "draft", "similar", "reply-templates/xin-loi"] {
        for path in [of(&case, path), of(NOBODY, path), of(&sealed, path)] {
            app.get(&path).bearer(&inspector).send().await;
        }
        app.get(&of(&case, path)).send().await;
        app.get(&of(&case, path)).bearer(&admin).send().await;
        app.get(&format!("{}?x=1", of(&case, path))).bearer(&inspector).send().await;
    }
    for path in ["reply-templates", "me/views", "colleagues"] {
        let path = format!("/api/v1/{path}");
        app.get(&path).bearer(&inspector).send().await;
        app.get(&path).send().await;
        app.get(&path).bearer(&admin).send().await;
        app.get(&format!("{path}?x=1")).bearer(&inspector).send().await;
    }
    for path in [
        of(&case, "draft"),
        "/api/v1/reply-templates/xin-loi".to_owned(),
        "/api/v1/me/views/moi".to_owned(),
    ] {
        app.delete(&path).send().await;
        app.delete(&path).bearer(&admin).send().await;
        app.delete(&format!("{path}?x=1")).bearer(&inspector).send().await;
        for path in [&path.replace(&case, &sealed), &path.replace(&case, NOBODY), &path, &path] {
            app.delete(path).bearer(&inspector).send().await;
        }
    }
}
