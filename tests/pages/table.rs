//! Every page that is looked at, in each of its states: a new page is a new row.

/// Who reads a page, which decides what it must not leave behind and how heavy it may be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Everybody.
    Everybody,
    /// Somebody who reports, or holds a receipt: no trace, and nothing in the address.
    Reporter,
    /// Staff; their rows stand after all others, since whoever has signed in stays so.
    Staff,
}

/// What is done on a page before it is looked at. Elements are named by CSS selectors, which are the same in both languages.
#[derive(Clone, Copy)]
pub enum Step {
    /// Types these words.
    Write(&'static str, &'static str),
    /// Signs in as this login of the demo, and comes back to the page.
    SignIn(&'static str),
    /// Presses it.
    Press(&'static str),
    /// Remembers the words of it,
    Note(&'static str),
    /// and types them.
    Recall(&'static str),
}

/// A page in one state.
#[derive(Clone, Copy)]
pub struct Row {
    /// What its faults and its picture are named after; with `-en` in English.
    pub name: &'static str,
    /// Its address in Vietnamese; English stands under `/en`.
    pub path: &'static str,
    pub is_for: For,
    pub steps: &'static [Step],
    /// The most bytes of the document on its way.
    pub most: u64,
}

/// The most bytes of a page that is packed on its way.
const PACKED: u64 = 14 * 1024;
/// The same of one that is not, since it tells what somebody typed; these are filled up to one size (`SIZES` of its page).
const WHOLE: u64 = 40 * 1024;

use Step::{Note, Press, Recall, SignIn, Write};

const fn row(name: &'static str, path: &'static str, is_for: For, most: u64) -> Row {
    Row { name, path, is_for, steps: &[], most }
}

const fn after(row: Row, steps: &'static [Step]) -> Row {
    Row { steps, ..row }
}

/// A late dossier, typed step by step up to the page that shows all of it.
pub const LATE: &[Step] = &[
    Press("#category_late"),
    Press("#b1 a.lc-on.govuk-button"),
    Write("#unit_name", "so tai nguyen va moi truong"),
    Press("#b2 a.lc-on.govuk-button"),
    Write("#promised_on", "9/10/2024"),
    Press("#b3 a.lc-on.govuk-button"),
    Write("#text", "Hồ sơ của tôi quá hẹn sáu ngày mà không có thông báo nào."),
    Press("#b4 a.lc-on.govuk-button"),
    Write("#name", "Nguyễn Văn Thử"),
    Write("#phone", "0900 000 001"),
    Press("#consent"),
    Press("#b5 button"),
];
/// A tip without a name, as far.
pub const TIP: &[Step] = &[
    Press("#category_money"),
    Press("#b1 a.lc-on.govuk-button"),
    Write("#unit_name", "so tai nguyen va moi truong"),
    Press("#b2 a.lc-on.govuk-button"),
    Press("#b3 a.lc-on.govuk-button"),
    Write("#text", "Một cán bộ tiếp nhận hồ sơ gợi ý đưa tiền để làm nhanh."),
    Press("#bribe_asked"),
    Press("#b4 a.lc-on.govuk-button"),
    Press("#b5 button"),
];
/// A unit of which there are several.
const WHICH: &[Step] = &[
    Press("#category_harassment"),
    Press("#b1 a.lc-on.govuk-button"),
    Write("#unit_name", "tân bình"),
    Press("#b2 a.lc-on.govuk-button"),
    Press("#b3 a.lc-on.govuk-button"),
    Press("#b4 a.lc-on.govuk-button"),
    Press("#b5 button"),
];
/// What an official is asked for.
const OFFICIAL: &[Step] = &[
    Press("#category_other"),
    Press("#category_second option[value=internal_report]"),
    Press("#b1 a.lc-on.govuk-button"),
    Press("#b2 a.lc-on.govuk-button"),
    Press("#b3 a.lc-on.govuk-button"),
    Press("#b4 a.lc-on.govuk-button"),
    Press("#position"),
];
/// From there to the receipt, and to the report that it shows.
const SENT: &[Step] = &[Press("#truthful"), Press("button[value=gui]")];
const FOLLOWED: &[Step] = &[
    Note(".lc-receipt"),
    Press("#kept"),
    Press("button[value=cat]"),
    Recall("#ma"),
    Press("main button"),
];

const fn joined<const N: usize>(parts: &[&[Step]]) -> [Step; N] {
    let mut all = [Press(""); N];
    let (mut at, mut part) = (0, 0);
    while part < parts.len() {
        let mut one = 0;
        while one < parts[part].len() {
            all[at] = parts[part][one];
            at += 1;
            one += 1;
        }
        part += 1;
    }
    all
}

const LATE_SENT: [Step; LATE.len() + 2] = joined(&[LATE, SENT]);
const LATE_UNKEPT: [Step; LATE.len() + 3] = joined(&[LATE, SENT, &[Press("button[value=anh]")]]);
const LATE_FOLLOWED: [Step; LATE.len() + 7] = joined(&[LATE, SENT, FOLLOWED]);
const NO_FILE: [Step; LATE.len() + 5] = joined(&[
    LATE,
    SENT,
    &[Press("#kept"), Press("button[value=anh]"), Press("form[enctype] button")],
]);
const TIP_SENT: [Step; TIP.len() + 2] = joined(&[TIP, SENT]);
const TIP_FOLLOWED: [Step; TIP.len() + 7] = joined(&[TIP, SENT, FOLLOWED]);

/// Where cases are listed.
const QUEUE: &str = "/lam-viec/hang-viec?open=true";
/// The most bytes of a page of staff, which may hold a list of fifty and is read at a desk.
const DESK: u64 = 80 * 1024;
/// The first case of a list, and what can be done with it.
const CASE: &[Step] = &[SignIn("canbo"), Press(".lc-rows a")];
const EMPTY_NOTE: [Step; 3] = joined(&[CASE, &[Press("button[value=ghi]")]]);
const ANSWER: [Step; 3] = joined(&[CASE, &[Press("a[href$='/answer']")]]);
const ANSWER_EMPTY: [Step; 4] = joined(&[&ANSWER, &[Press("button[value=xem]")]]);
const ANSWER_SEEN: [Step; 7] = joined(&[
    &ANSWER,
    &[
        Press("#outcome option[value=remedied]"),
        Write("#text", "Kết quả đã có tại bộ phận một cửa từ sáng nay."),
        Write("#remedy", "Trả kết quả."),
        Press("button[value=xem]"),
    ],
]);

/// The table.
pub const ROWS: &[Row] = &[
    row("home", "/", For::Everybody, PACKED),
    row("dang-nhap", "/dang-nhap", For::Everybody, PACKED),
    after(
        row("dang-nhap-wrong", "/dang-nhap", For::Everybody, PACKED),
        &[Write("#login", "canbo"), Write("#password", "không phải"), Press("main button")],
    ),
    row("dat-mat-khau", "/dat-mat-khau", For::Everybody, PACKED),
    after(
        row("dat-mat-khau-wrong", "/dat-mat-khau", For::Everybody, PACKED),
        &[Write("#link", "lc_l_x"), Press("button[value=dat]")],
    ),
    row("quyen-cua-ban", "/quyen-cua-ban", For::Everybody, PACKED),
    row("tinh-han", "/tinh-han", For::Everybody, PACKED),
    row("so-lieu", "/so-lieu", For::Everybody, PACKED),
    row("thi-dua", "/thi-dua", For::Everybody, PACKED),
    row("co-quan", "/co-quan", For::Everybody, PACKED),
    row("tra-loi-cong-khai", "/tra-loi-cong-khai", For::Everybody, PACKED),
    row("rieng-tu", "/rieng-tu", For::Everybody, PACKED),
    row("tro-nang", "/tro-nang", For::Everybody, PACKED),
    row("nothing-here", "/khong-co", For::Everybody, PACKED),
    row("gui", "/gui", For::Reporter, PACKED),
    after(
        row("gui-step-2", "/gui", For::Reporter, PACKED),
        &[Press("#category_other"), Press("#b1 a.lc-on.govuk-button"), Press("#b2 summary")],
    ),
    after(row("gui-empty", "/gui#b5", For::Reporter, WHOLE), &[Press("#b5 button")]),
    after(row("gui-which", "/gui", For::Reporter, WHOLE), WHICH),
    after(row("gui-official", "/gui", For::Reporter, PACKED), OFFICIAL),
    after(row("gui-check-late", "/gui", For::Reporter, WHOLE), LATE),
    after(row("gui-check-tip", "/gui", For::Reporter, WHOLE), TIP),
    after(row("gui-sent", "/gui", For::Reporter, WHOLE), &LATE_SENT),
    after(row("gui-sent-tip", "/gui", For::Reporter, WHOLE), &TIP_SENT),
    after(row("gui-unkept", "/gui", For::Reporter, WHOLE), &LATE_UNKEPT),
    row("theo-doi", "/theo-doi", For::Reporter, WHOLE),
    after(
        row("theo-doi-mistyped", "/theo-doi", For::Reporter, WHOLE),
        &[Write("#ma", "LC1-ABCD"), Press("main button")],
    ),
    after(row("theo-doi-late", "/gui", For::Reporter, WHOLE), &LATE_FOLLOWED),
    after(row("theo-doi-no-file", "/gui", For::Reporter, WHOLE), &NO_FILE),
    after(row("theo-doi-tip", "/gui", For::Reporter, WHOLE), &TIP_FOLLOWED),
    after(row("hom-nay", "/lam-viec", For::Staff, DESK), &[SignIn("canbo")]),
    after(row("hang-viec", QUEUE, For::Staff, DESK), &[SignIn("canbo")]),
    after(
        row("hang-viec-none", "/lam-viec/hang-viec?q=khongcogi", For::Staff, DESK),
        &[SignIn("canbo")],
    ),
    after(
        row("hang-viec-wrong", "/lam-viec/hang-viec?state=x", For::Staff, DESK),
        &[SignIn("canbo")],
    ),
    after(row("vu-viec", QUEUE, For::Staff, DESK), CASE),
    after(row("vu-viec-stale-note", QUEUE, For::Staff, DESK), &EMPTY_NOTE),
    after(row("tra-loi", QUEUE, For::Staff, DESK), &ANSWER),
    after(row("tra-loi-empty", QUEUE, For::Staff, DESK), &ANSWER_EMPTY),
    after(row("tra-loi-xem", QUEUE, For::Staff, DESK), &ANSWER_SEEN),
    after(row("khong-co", "/lam-viec/vu-viec/x", For::Staff, DESK), &[SignIn("canbo")]),
    after(row("tai-khoan", "/tai-khoan", For::Staff, DESK), &[SignIn("canbo")]),
    after(
        row("tai-khoan-factor", "/tai-khoan", For::Staff, DESK),
        &[SignIn("lanhdao"), Press("#password"), Press("button[value=bat]")],
    ),
    after(row("thanh-tra", "/lam-viec", For::Staff, DESK), &[SignIn("thanhtra")]),
    after(
        row("tin-bao", "/lam-viec/hang-viec?channel=integrity", For::Staff, DESK),
        &[SignIn("thanhtra")],
    ),
    after(
        row("tin-bao-sealed", "/lam-viec/hang-viec?channel=integrity", For::Staff, DESK),
        &[SignIn("thanhtra"), Press(".lc-rows a")],
    ),
    after(row("liem-chinh", "/lam-viec/liem-chinh", For::Staff, DESK), &[SignIn("thanhtra")]),
    after(row("xung-dot", "/lam-viec/xung-dot", For::Staff, DESK), &[SignIn("thanhtra")]),
    after(
        row("hang-viec-inspector", "/lam-viec/hang-viec", For::Staff, DESK),
        &[SignIn("thanhtra")],
    ),
    after(row("don-doc", "/lam-viec/don-doc", For::Staff, DESK), &[SignIn("thanhtra")]),
    after(row("kien-nghi", "/lam-viec/kien-nghi", For::Staff, DESK), &[SignIn("thanhtra")]),
    after(row("xin-loi", "/lam-viec/xin-loi", For::Staff, DESK), &[SignIn("thanhtra")]),
    after(row("ket-luan", "/lam-viec/ket-luan", For::Staff, DESK), &[SignIn("thanhtra")]),
    after(row("phan-luong", "/lam-viec/phan-luong", For::Staff, DESK), &[SignIn("thanhtra")]),
    after(row("tra-cuu", "/lam-viec/tra-cuu-nhan-su", For::Staff, DESK), &[SignIn("nhansu")]),
    after(row("tiep-nhan", "/lam-viec/tiep-nhan", For::Staff, DESK), &[SignIn("tiepdan")]),
    after(
        row("nguoi-dung", "/lam-viec/quan-tri/nguoi-dung", For::Staff, DESK),
        &[SignIn("quantri")],
    ),
    after(row("thu-loi", "/lam-viec/quan-tri/thu-loi", For::Staff, DESK), &[SignIn("quantri")]),
    after(row("suc-khoe", "/lam-viec/quan-tri/suc-khoe", For::Staff, DESK), &[SignIn("quantri")]),
    after(row("dia-chi", "/lam-viec/quan-tri/dia-chi", For::Staff, DESK), &[SignIn("quantri")]),
    after(row("lich-nghi", "/lam-viec/quan-tri/lich-nghi", For::Staff, DESK), &[SignIn("quantri")]),
    after(row("cap-pho", "/lam-viec/quan-tri/cap-pho", For::Staff, DESK), &[SignIn("quantri")]),
    after(row("truy-cap", "/lam-viec/truy-cap", For::Staff, DESK), &[SignIn("kiemsoat")]),
    after(row("thi-dua-board", "/lam-viec/thi-dua", For::Staff, DESK), &[SignIn("thidua")]),
];
