//! `/lam-viec/quan-tri/nhap`: many accounts from a sheet that is pasted: first what that would do, then doing it.

use actix_web::HttpResponse;
use askama::Template;

use super::super::proof::{Counts, missing};
use super::super::signed::Staff;
use super::{ACCOUNTS, IMPORT};
use crate::domain::fault::FieldError;
use crate::domain::text::Language;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::told;
use crate::pages::words::administration::Administration as Words;
use crate::service::ServiceError;
use crate::service::accounts::AccountSheet;

const NAME: &str = "page_import";

/// What a sheet would do, or did.
struct Shown {
    heading: &'static str,
    sum: String,
    rows: Vec<(String, String)>,
    /// Whether it can be done now.
    ahead: bool,
}

#[derive(Template)]
#[template(path = "pages/staff/administration/import.html")]
struct Import<'p> {
    f: &'p Frame,
    w: &'static Words,
    back: String,
    action: String,
    csv: String,
    faults: Vec<String>,
    shown: Option<Shown>,
}

/// `GET /lam-viec/quan-tri/nhap`
pub(in crate::pages::staff) async fn ask(staff: Staff) -> HttpResponse {
    page(&staff, Vec::new(), None)
}

fn page(staff: &Staff, faults: Vec<String>, shown: Option<Shown>) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let mut frame = staff.frame(w.accounts_import);
    frame.faulty = !faults.is_empty();
    let csv = staff.sent.get("csv").unwrap_or_default().to_owned();
    let (back, action) = (at(language, ACCOUNTS), at(language, IMPORT));
    frame.told(&Import { f: &frame, w, back, action, csv, faults, shown })
}

/// `POST /lam-viec/quan-tri/nhap`
pub(in crate::pages::staff) async fn act(staff: Staff) -> HttpResponse {
    if let Some(asked) = missing(&staff, NAME, Counts::Minutes).await {
        return asked;
    }
    let dry_run = staff.sent.typed("viec") != "ap-dung";
    let csv = staff.sent.get("csv").unwrap_or_default();
    match staff.service().import_accounts(staff.actor(), csv, dry_run).await {
        Ok(found) => {
            let shown = shown(staff.asked.language, &found, dry_run);
            page(&staff, Vec::new(), Some(shown))
        }
        Err(ServiceError::Invalid(faults)) => {
            let told = faults.iter().map(|fault| at_its_cell(staff.asked.language, fault));
            page(&staff, told.collect(), None)
        }
        Err(error) => staff.failed(error, NAME).await,
    }
}

/// What is wrong, with the line and column of the sheet.
fn at_its_cell(language: Language, fault: &FieldError) -> String {
    let text = told::fault(language, fault);
    let mut place = fault.pointer.trim_start_matches("/csv").split('/').skip(1);
    let (Some(line), Some(column)) = (place.next(), place.next()) else { return text.to_owned() };
    let told = fill(Words::of(language).import_line, "line", line);
    fill(&fill(&told, "column", column), "fault", text)
}

fn shown(language: Language, found: &AccountSheet, dry_run: bool) -> Shown {
    let w = Words::of(language);
    let added = found.added.iter().map(|(login, waits)| {
        let what = if *waits { w.import_added_waits } else { w.import_added };
        (login.clone(), what.to_owned())
    });
    let different = found.different.iter().map(|(login, columns)| {
        (login.clone(), fill(w.import_differs, "columns", &columns.join(", ")))
    });
    let same = found.unchanged.iter().map(|login| (login.clone(), w.import_same.to_owned()));
    let sum = fill(w.import_sum, "a", &found.added.len().to_string());
    let sum = fill(&sum, "b", &found.unchanged.len().to_string());
    Shown {
        heading: if dry_run { w.import_would } else { w.import_did },
        sum: fill(&sum, "c", &found.different.len().to_string()),
        rows: added.chain(different).chain(same).collect(),
        ahead: dry_run && !found.added.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::FieldFault;

    #[test]
    fn a_fault_says_its_line_and_column_and_one_of_the_sheet_itself_says_neither() {
        let of = |at: &str| at_its_cell(Language::Vi, &FieldFault::BadLogin.at(at));
        assert!(of("/csv/3/login").starts_with("Dòng 3, cột login: "));
        assert!(!of("/csv").contains("Dòng"));
    }
}
