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
    /// Types the password of this login of the demo.
    #[expect(dead_code, reason = "nobody signs in on a page yet")]
    Password(&'static str, &'static str),
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

use Step::{Note, Press, Recall, Write};

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

/// The table.
pub const ROWS: &[Row] = &[
    row("home", "/", For::Everybody, PACKED),
    row("staff", "/lam-viec", For::Everybody, PACKED),
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
];
