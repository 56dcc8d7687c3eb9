//! What somebody keeps of a report that was sent, besides the page to print: a note to save.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, REFERRER_POLICY};

use crate::pages::frame::{Frame, fill};
use crate::pages::words::report::Report;

/// The note is so many bytes, whatever it says: its size tells nobody which kind of report it is about.
const SIZE: usize = 2048;

/// What the note says.
pub(super) struct Note<'n> {
    pub receipt: &'n str,
    pub number: Option<&'n str>,
    pub due: Option<&'n str>,
    pub sign: Option<&'n str>,
    /// Where the report is followed.
    pub address: &'n str,
}

impl Note<'_> {
    /// The note as a file, under a name that tells nothing.
    pub(super) fn answer(&self, frame: &Frame) -> HttpResponse {
        let (w, r) = (frame.w, Report::of(frame.language));
        let line = |label: &str, value: Option<&str>| value.map(|it| format!("{label}: {it}"));
        let lines = [
            Some(frame.body.clone()),
            line(w.follow_code, Some(self.receipt)),
            line(w.follow_number, self.number),
            line(w.gui_6_due, self.due),
            self.sign.map(str::to_owned),
            Some(fill(r.kept_where, "address", self.address)),
        ];
        let mut text = lines.into_iter().flatten().collect::<Vec<_>>().join("\r\n\r\n");
        let blank = SIZE.saturating_sub(text.len());
        text.push_str(&"\n".repeat(blank));
        HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .insert_header((CONTENT_LANGUAGE, frame.language.as_str()))
            .insert_header((REFERRER_POLICY, "no-referrer"))
            .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"ghi-chu.txt\""))
            .body(text)
    }
}
