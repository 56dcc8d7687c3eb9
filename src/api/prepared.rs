//! Answers that are the same for everybody, made once for each state of what they say.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding, ETAG, HeaderValue, VARY,
};
use actix_web::web::{self, Bytes};
use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use tokio::time::timeout;

use super::State;
use super::answer::{Answer, FOR_A_WHILE, UNTIL_CHANGED};
use super::edge::header::{IfNoneMatch, Takes};
use super::problem::Problem;
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::service::ServiceError;
use crate::wire::packing::packed;

/// What nearly all of it is.
pub(crate) const JSON: &str = "application/json";
/// So many bytes of answers are kept at most.
const MOST: usize = 8 << 20;
/// So many answers are kept at most: whoever asks for ever other months shall not fill the memory with small ones.
const MOST_ANSWERS: usize = 256;
/// How long figures may be kept that another process has changed, or that were summed while a change was being committed
/// here, in seconds.
const WINDOW: u64 = 60;
/// How long it is waited for somebody else who sums the same.
const PATIENCE: Duration = Duration::from_secs(5);

/// What an answer is true of: a version of the reference data, a day, and for figures how often those of past months
/// changed here, and when they were summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    reference: i64,
    day: Day,
    figures: Option<(u64, u64)>,
}

impl Stamp {
    /// Of what follows from the reference data alone.
    pub(crate) fn of_reference(state: &State) -> Self {
        let service = &state.service;
        let (reference, day) = (service.reference().version, service.clock().today());
        Self { reference, day, figures: None }
    }

    /// Of published figures.
    pub(crate) fn of_figures(state: &State) -> Self {
        let window = state.since.elapsed().as_secs() / WINDOW;
        let changes = state.service.instance().figure_changes();
        Self { figures: Some((changes, window)), ..Self::of_reference(state) }
    }
}

/// The bytes of an answer.
#[derive(Debug)]
struct Form {
    bytes: Bytes,
    /// Strong: the same for the same bytes alone.
    etag: String,
}

impl Form {
    fn new(bytes: Bytes) -> Self {
        let digest = Sha256::digest(&bytes);
        let etag = format!("\"{}\"", HEXLOWER.encode(digest.get(..16).unwrap_or(&digest)));
        Self { bytes, etag }
    }

    /// The answer with its ETag, or that the reader has it.
    fn answer(&self, content_type: &str, has: &IfNoneMatch) -> HttpResponse {
        let etag = (ETAG, self.etag.as_str());
        if has.has(&self.etag) {
            return HttpResponse::NotModified().insert_header(etag).finish();
        }
        let mut answer = HttpResponse::Ok();
        answer.insert_header(etag).content_type(content_type).body(self.bytes.clone())
    }
}

/// An answer that is kept.
#[derive(Debug)]
pub(crate) struct Kept {
    plain: Form,
    /// The same packed, where that is worth it.
    packed: Vec<(ContentEncoding, Form)>,
}

impl Kept {
    /// As it is.
    pub(crate) fn plain(bytes: Bytes) -> Self {
        Self { plain: Form::new(bytes), packed: Vec::new() }
    }

    /// As it is, and packed where that is worth it.
    pub(crate) fn packed(bytes: Bytes) -> Self {
        let worth = |packed: &Bytes| packed.len() < bytes.len() / 10 * 9;
        let packed = packed(&bytes).filter(|(_, packed)| worth(packed));
        let packed = packed.map(|(encoding, bytes)| (encoding, Form::new(bytes))).collect();
        Self { packed, ..Self::plain(bytes) }
    }

    fn size(&self) -> usize {
        let packed: usize = self.packed.iter().map(|(_, form)| form.bytes.len()).sum();
        self.plain.bytes.len() + packed
    }

    /// The answer in the encoding that the reader takes, each with an ETag of its own, to be kept as `cache` says.
    pub(crate) fn told(
        &self,
        content_type: &str,
        cache: &'static str,
        takes: &Takes,
    ) -> HttpResponse {
        let ready = self.packed.iter().find(|(encoding, _)| *encoding == takes.encoding);
        let form = ready.map_or(&self.plain, |(_, form)| form);
        let mut answer = form.answer(content_type, &takes.has);
        let is_sent = answer.status().is_success();
        let headers = answer.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Some((encoding, _)) = ready.filter(|_| is_sent) {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding.as_str()));
        }
        answer
    }
}

/// What was asked, in which language.
type Asked = (String, Language);

/// The answers that are kept.
#[derive(Default)]
pub(crate) struct Prepared {
    kept: RwLock<BTreeMap<Asked, (Stamp, Arc<Kept>)>>,
    /// Held while figures are summed: of many who ask at once one sums, and the others wait for it.
    summing: Mutex<()>,
    /// Held while a catalogue is made: packing takes tens of megabytes.
    cataloguing: Mutex<()>,
}

impl Prepared {
    fn get(&self, asked: &Asked, stamp: Stamp) -> Option<Arc<Kept>> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(asked).filter(|(of, _)| *of == stamp).map(|(_, answer)| answer.clone())
    }

    fn put(&self, asked: Asked, stamp: Stamp, answer: Arc<Kept>) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let size: usize = kept.values().map(|(_, answer)| answer.size()).sum();
        if size + answer.size() > MOST || kept.len() >= MOST_ANSWERS {
            kept.clear();
        }
        kept.insert(asked, (stamp, answer));
    }

    /// The catalogue `asked` in the encoding that the reader takes, packed once for each state.
    ///
    /// # Errors
    /// What `make` meets, which is not kept.
    pub(crate) async fn catalogue(
        &self,
        asked: String,
        language: Language,
        stamp: Stamp,
        takes: &Takes,
        make: impl Future<Output = Result<Value, Problem>>,
    ) -> Answer {
        let make = async { Ok(make.await?.to_string().into()) };
        let kept = self.current((asked, language), stamp, make).await?;
        Ok(kept.told(JSON, FOR_A_WHILE, takes))
    }

    /// Published figures in the encoding that the reader takes, made and packed anew where the kept ones are of another state.
    ///
    /// # Errors
    /// What `make` meets, which is not kept; [`ServiceError::Busy`] where somebody else sums for too long.
    pub(crate) async fn figures(
        &self,
        asked: (String, Language),
        stamp: Stamp,
        (content_type, takes): (&str, &Takes),
        make: impl Future<Output = Result<Bytes, Problem>>,
    ) -> Answer {
        let kept = self.current(asked, stamp, make).await?;
        Ok(kept.told(content_type, UNTIL_CHANGED, takes))
    }

    async fn current(
        &self,
        asked: Asked,
        stamp: Stamp,
        make: impl Future<Output = Result<Bytes, Problem>>,
    ) -> Result<Arc<Kept>, Problem> {
        let mut kept = self.get(&asked, stamp);
        let mut alone = None;
        if kept.is_none() {
            let made_here = if stamp.figures.is_some() { &self.summing } else { &self.cataloguing };
            let turn = timeout(PATIENCE, made_here.lock()).await;
            alone = Some(turn.map_err(|_| Problem::from(ServiceError::Busy))?);
            kept = self.get(&asked, stamp);
        }
        let answer = if let Some(kept) = kept {
            kept
        } else {
            let bytes = make.await?;
            // Packing takes as long as many answers: it holds up no other request of this worker.
            let made = web::block(move || Kept::packed(bytes)).await;
            let made = Arc::new(made.map_err(|_| Problem::from(ServiceError::Busy))?);
            self.put(asked, stamp, made.clone());
            made
        };
        drop(alone);
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::api::edge::header::FromHead;
    use crate::api::problem::Kind;

    const STAMP: Stamp = Stamp { reference: 3, day: date(2024, 10, 15), figures: Some((7, 0)) };

    fn plain() -> Takes {
        let request = actix_web::test::TestRequest::default().to_http_request();
        Takes::from_head(&request).unwrap()
    }

    async fn told(kept: &Prepared, asked: &str, stamp: Stamp, value: Value) -> String {
        let make = async { Ok(value.to_string().into()) };
        let asked = (asked.to_owned(), Language::Vi);
        let answer = kept.figures(asked, stamp, (JSON, &plain()), make).await.unwrap();
        let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn an_answer_is_made_once_for_each_state_and_question() {
        let kept = Prepared::default();

        assert_eq!(told(&kept, "a", STAMP, json!(1)).await, "1");
        assert_eq!(told(&kept, "a", STAMP, json!(2)).await, "1", "it still holds");
        assert_eq!(told(&kept, "b", STAMP, json!(3)).await, "3");
        for changed in [
            Stamp { reference: 4, ..STAMP },
            Stamp { day: date(2024, 10, 16), ..STAMP },
            Stamp { figures: Some((8, 0)), ..STAMP },
            Stamp { figures: Some((8, 1)), ..STAMP },
        ] {
            let value = json!(format!("{changed:?}"));
            assert_eq!(told(&kept, "a", changed, value.clone()).await, value.to_string());
        }
    }

    #[tokio::test]
    async fn of_many_who_ask_at_once_one_makes_it_also_right_after_the_start() {
        for figures in [Some((7, 0)), Some((0, 0)), None] {
            let (kept, made, takes) = (Prepared::default(), AtomicUsize::new(0), plain());
            let stamp = Stamp { figures, ..STAMP };
            let ask = || {
                let make = async {
                    tokio::task::yield_now().await;
                    Ok(made.fetch_add(1, Ordering::SeqCst).to_string().into())
                };
                kept.figures(("a".to_owned(), Language::Vi), stamp, (JSON, &takes), make)
            };

            let all = futures_util::future::join_all((0..20).map(|_| ask())).await;

            assert!(all.iter().all(Result::is_ok));
            assert_eq!(made.load(Ordering::SeqCst), 1, "{figures:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_waits_too_long_for_a_sum_is_told_to_come_back() {
        let kept = Prepared::default();
        let hangs = kept.summing.lock().await;
        let make = async { Ok("1".into()) };
        let asked = ("a".to_owned(), Language::Vi);

        let refused = kept.figures(asked, STAMP, (JSON, &plain()), make).await;

        assert!(refused.is_err_and(|problem| problem.kind() == Kind::Busy));
        drop(hangs);
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let kept = Prepared::default();
        let make = async { Err(Problem::new(Kind::NotFound)) };

        let asked = ("a".to_owned(), Language::Vi);
        assert!(kept.figures(asked, STAMP, (JSON, &plain()), make).await.is_err());
        assert_eq!(told(&kept, "a", STAMP, json!(1)).await, "1");
    }

    #[tokio::test]
    async fn what_is_kept_is_bounded() {
        let kept = Prepared::default();
        let large = "x".repeat(MOST / 3);
        for n in 0..10 {
            told(&kept, &n.to_string(), STAMP, json!(large)).await;
        }

        let size: usize = kept.kept.read().unwrap().values().map(|(_, it)| it.size()).sum();
        assert!((1..=MOST).contains(&size), "{size}");
        for n in 0..2 * MOST_ANSWERS {
            told(&kept, &format!("small {n}"), STAMP, json!(n)).await;
        }
        assert!((1..=MOST_ANSWERS).contains(&kept.kept.read().unwrap().len()));
    }
}
