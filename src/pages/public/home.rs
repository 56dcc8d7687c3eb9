//! `/`: where to begin, with what is published of the last month and the latest public answers.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::answers::{AnswerView, shown};
use super::figures::last_share;
use crate::pages::asked::Asked;
use crate::pages::frame::{Area, Frame};
use crate::pages::words::Public;
use crate::service::records::public_answers::PublicAnswerQuery;
use crate::wire::limit::Class;

/// So many answers stand here.
const ANSWERS: i64 = 3;

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home<'p> {
    f: &'p Frame,
    p: &'static Public,
    /// How much was answered in time.
    share: Option<String>,
    answers: Vec<AnswerView>,
}

/// `GET /`: it stands also where nothing can be read, for whoever has to report.
pub(in crate::pages) async fn home(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, "/");
    let service = asked.service();
    let (mut share, mut answers) = (None, Vec::new());
    if asked.count(Class::Figures).is_none() {
        share = last_share(&frame, p, service).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the figures of the first page could not be read");
            None
        });
        let latest = PublicAnswerQuery { limit: ANSWERS, ..PublicAnswerQuery::default() };
        let reference = service.reference();
        answers = match service.public_answers(latest).await {
            Ok(found) => found.items.iter().map(|one| shown(&frame, &reference, one)).collect(),
            Err(error) => {
                tracing::warn!(%error, "the answers of the first page could not be read");
                Vec::new()
            }
        };
    }
    let template = Home { f: &frame, p, share, answers };
    asked.for_everybody(frame.answer(StatusCode::OK, &template)).await
}
