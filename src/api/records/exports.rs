//! Lists taken out as files over HTTP: made of what the list itself shows its reader, page by page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_DISPOSITION, ContentDisposition, DispositionParam, DispositionType,
};
use serde_json::{Value, json};

use super::columns::{self, Column};
use super::{apologies, recommendations, urgings};
use crate::api::State;
use crate::api::answer::{Answer, items, written};
use crate::api::cases::item;
use crate::api::edge::header::Token;
use crate::api::extract::{Keyed, Read};
use crate::api::problem::{Kind, Problem};
use crate::api::sheet::Sheet;
use crate::api::view::{lean, pick};
use crate::domain::actor::{Actor, Role};
use crate::domain::fault::FieldError;
use crate::domain::ids::ExportId;
use crate::domain::kind::Channel;
use crate::domain::records::export::{ExportFormat, Exported, MOST_ROWS};
use crate::domain::text::Language;
use crate::service::cases::QueueQuery;
use crate::service::clocks::urging::LetterQuery;
use crate::service::records::apologies::ApologyQuery;
use crate::service::records::exports::{ExportView, NewExport};
use crate::service::records::recommendations::RecommendationQuery;
use crate::service::reference::Reference;
use crate::service::{FieldFault, Listed, ServiceError};
use crate::wire::finding;
use crate::wire::query::Params;

/// Rows of a list that are read at once.
const PAGE: i64 = 100;

/// A list with what it is narrowed by.
#[derive(Debug)]
enum Asked {
    Cases(Box<QueueQuery>),
    Apologies(ApologyQuery),
    Urgings(LetterQuery),
    Recommendations(RecommendationQuery),
}

/// Reads what a list is narrowed by, as its own operation does. Tips are in no file.
fn asked(what: Exported, params: &Params, reference: &Reference) -> Result<Asked, FieldError> {
    Ok(match what {
        Exported::Cases => {
            let query = finding::asked(params, reference)?;
            if query.channel == Channel::Integrity {
                return Err(FieldFault::NotAllowed.among("?channel", &[Channel::Service]));
            }
            // Nor what would say of each row what inspectors alone look at: the query stands in the file.
            for own in ["hint", "awaits_inspector"] {
                if params.text(own).is_some() {
                    return Err(FieldFault::NotAllowed.at(&format!("?{own}")));
                }
            }
            Asked::Cases(Box::new(query))
        }
        Exported::Apologies => Asked::Apologies(apologies::asked(params, reference)?),
        Exported::Urgings => Asked::Urgings(urgings::asked(params)?),
        Exported::Recommendations => {
            Asked::Recommendations(recommendations::asked(params, reference)?)
        }
    })
}

/// The rows of a file while they are read.
#[derive(Debug)]
struct Rows {
    language: Language,
    columns: &'static [Column],
    most: usize,
    all: Vec<Vec<Value>>,
}

impl Rows {
    /// Adds what a list shows of one of its items; a file with some of the rows would pass for the whole list.
    fn push(&mut self, item: &Value) -> Result<(), ServiceError> {
        if self.all.len() >= self.most {
            return Err(ServiceError::field("/query", FieldFault::TooManyRows));
        }
        let values = self.columns.iter().map(|column| column.value(self.language, item));
        self.all.push(values.collect());
        Ok(())
    }

    /// Reads every page of a list.
    async fn read<T>(
        &mut self,
        page: impl AsyncFn(Option<String>) -> Result<Listed<T>, ServiceError>,
        show: impl Fn(&T) -> Value,
    ) -> Result<(), ServiceError> {
        let mut cursor = None;
        loop {
            let found = page(cursor).await?;
            for one in &found.items {
                self.push(&show(one))?;
            }
            cursor = found.next;
            if cursor.is_none() {
                return Ok(());
            }
        }
    }

    async fn fill(&mut self, state: &State, who: &Actor, asked: Asked) -> Result<(), ServiceError> {
        let (service, language) = (&state.service, self.language);
        match asked {
            Asked::Cases(query) => {
                let page = async |cursor| {
                    let query = QueueQuery { cursor, limit: PAGE, ..(*query).clone() };
                    let found = service.queue(who, query).await?;
                    Ok(Listed { items: found.items, next: found.next })
                };
                self.read(page, |one| item(language, one)).await
            }
            Asked::Apologies(query) => {
                let page = async |cursor| {
                    let query = ApologyQuery { cursor, limit: PAGE, ..query.clone() };
                    service.apologies(who, query).await
                };
                self.read(page, |one| apologies::view(language, one)).await
            }
            Asked::Urgings(query) => {
                let page = async |cursor| {
                    service.letters(who, LetterQuery { cursor, limit: PAGE, ..query.clone() }).await
                };
                self.read(page, |one| urgings::letter(language, one)).await
            }
            Asked::Recommendations(query) => {
                let page = async |cursor| {
                    let query = RecommendationQuery { cursor, limit: PAGE, ..query.clone() };
                    service.recommendations(who, query).await
                };
                self.read(page, |one| recommendations::view(language, one)).await
            }
        }
    }
}

/// `POST /api/v1/exports`
pub(crate) async fn make(request: Keyed<(Actor, Token)>) -> Answer {
    let (who, Token(token)) = &request.who;
    let inspector = who.role == Role::Inspector;
    let (state, language) = (&request.state, request.language);
    // Before the list is read, or waits for its turn: what was acknowledged is answered whatever came since. That no key was sent is
    // told after the faults of the body.
    if let Ok(key) = request.key.require()
        && let Some(made) = state.service.repeated_export(who, key, &request.body).await?
    {
        return Ok(written(StatusCode::CREATED, None, true, &view(&made)));
    }
    let reference = state.service.reference();
    let (what, format, query, asked, reason) = request.read(|form| {
        form.require(&["what", "format", "reason"]);
        let what = form.one_of("what", Exported::ALL);
        let format = form.one_of("format", ExportFormat::ALL);
        let reason = form.note("reason");
        let query = form.text("query", |text| Ok(text.to_owned())).unwrap_or_default();
        let what = what?;
        let query = query.strip_prefix('?').unwrap_or(&query);
        let read = Params::read(query, columns::filters(what), inspector)
            .and_then(|it| asked(what, &it, &reference).map(|asked| (it.encoded(), asked)));
        match read {
            Ok((query, asked)) => Some((what, format?, query, asked, reason?)),
            Err(wrong) => {
                form.note_fault("query", |at| finding::within(at, &wrong));
                None
            }
        }
    })?;
    let key = request.key.require()?;
    // A list is some megabytes while it is written: the next one waits for its turn outside.
    let _turn = state.exporting.try_acquire().map_err(|_| Problem::new(Kind::Busy))?;
    let columns = columns::of(what);
    let mut rows = Rows { language, columns, most: MOST_ROWS, all: Vec::new() };
    rows.fill(state, who, asked).await?;
    let count = rows.all.len();
    let (vi, en) = columns::name(what);
    let sheet = Sheet {
        heads: columns.iter().map(|column| column.head(language)).collect(),
        rows: rows.all,
        mark: mark(&request, count),
        narrowed: query.clone(),
        name: pick(language, vi, en),
    };
    let bytes = match format {
        ExportFormat::Csv => sheet.comma_separated()?,
        ExportFormat::Xlsx => sheet.workbook()?,
    };
    let new = NewExport { what, format, query, reason, rows: count, bytes: bytes.to_vec() };
    let made = state.service.keep_export((who, token.as_str()), new, key, &request.body).await?;
    Ok(written(StatusCode::CREATED, None, made.replayed, &view(&made.value)))
}

/// Whose copy it is: stands in the file itself.
fn mark(request: &Keyed<(Actor, Token)>, count: usize) -> String {
    let (by, now) = (&request.who.0, request.state.service.clock().now());
    let vi = format!("Bản kết xuất của {} ({}), {now}, {count} dòng", by.name, by.user_id);
    let en = format!("Taken out by {} ({}), {now}, {count} rows", by.name, by.user_id);
    pick(request.language, &vi, &en).to_owned()
}

fn view(one: &ExportView) -> Value {
    let head = &one.head;
    lean(json!({
        "id": one.id,
        "what": head.what,
        "format": head.format,
        "query": head.query,
        "reason": head.reason,
        "rows": head.rows,
        "bytes": head.bytes,
        "sha256": head.sha256,
        "made_at": one.made_at,
        "ends_at": one.ends_at,
    }))
}

/// `GET /api/v1/exports`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let found = request.state.service.exports(&request.who).await?;
    Ok(items(&found, view))
}

/// `GET /api/v1/exports/{id}`
pub(crate) async fn get(request: Read<Actor, ExportId>) -> Answer {
    let (one, bytes) = request.state.service.export(&request.who, request.id).await?;
    let format = one.head.format;
    // Our own name, of codes and a day alone.
    let name = format!("{}-{}.{format}", one.head.what, one.made_at.office_day());
    let content_type = match format {
        ExportFormat::Csv => "text/csv; charset=utf-8",
        ExportFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name)],
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_DISPOSITION, disposition));
    Ok(answer.content_type(content_type).body(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_more_rows_than_a_file_has_is_refused_and_never_cut() {
        let columns = columns::of(Exported::Urgings);
        let mut rows = Rows { language: Language::Vi, columns, most: 2, all: Vec::new() };
        let item = json!({"number": "ĐĐ-1", "unit": {"code": "703"}, "overdue": true});

        rows.push(&item).unwrap();
        rows.push(&item).unwrap();
        let refused = rows.push(&item);

        assert!(
            matches!(refused, Err(ServiceError::Invalid(faults)) if faults[0].code == "too_many_rows")
        );
        let cells: Vec<&Value> = rows.all[0].iter().filter(|cell| !cell.is_null()).collect();
        assert_eq!(cells, [&json!("ĐĐ-1"), &json!("703"), &json!("có")]);
    }
}
