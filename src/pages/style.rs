//! The one style sheet of the pages: packed once, and named by its content, so that a browser keeps it for good.

use std::sync::LazyLock;

use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding, Encoding, Header, VARY,
};
use actix_web::{HttpRequest, HttpResponse, web::Bytes};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::wire::packing::packed;

const CSS: &[u8] = include_bytes!("style/lc.css");
/// Packed when the first server of a process begins: to do it for each took a tenth of every test.
static PACKED: LazyLock<Vec<(ContentEncoding, Bytes)>> = LazyLock::new(|| packed(CSS).collect());

/// The style sheet in every form in which it lies ready.
#[derive(Debug)]
pub(super) struct Style {
    name: String,
    packed: Vec<(ContentEncoding, Bytes)>,
}

impl Style {
    /// As this process serves it.
    pub(super) fn new() -> Self {
        let digest = HEXLOWER.encode(&Sha256::digest(CSS));
        let name = format!("{}-lc.css", digest.get(..12).unwrap_or(&digest));
        Self { name, packed: PACKED.clone() }
    }

    /// Its address.
    pub(super) fn href(&self) -> String {
        format!("/tai/{}", self.name)
    }

    /// The file of this name in the form that the reader takes; none where it is another one, of another version too.
    pub(super) fn told(&self, name: &str, request: &HttpRequest) -> Option<HttpResponse> {
        if name != self.name {
            return None;
        }
        let mut answer = HttpResponse::Ok();
        answer
            .content_type("text/css; charset=utf-8")
            .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .insert_header((VARY, "Accept-Encoding"));
        let ready = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
        let best = AcceptEncoding::parse(request).ok().and_then(|it| it.negotiate(ready.iter()));
        let found = self.packed.iter().find(|(one, _)| best == Some(Encoding::Known(*one)));
        Some(match found {
            Some((encoding, bytes)) => {
                answer.insert_header((CONTENT_ENCODING, encoding.as_str())).body(bytes.clone())
            }
            None => answer.body(CSS),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_style_is_light_and_names_no_other_place_and_no_font_that_is_not_ours_to_use() {
        let style = Style::new();
        let sizes: Vec<usize> = style.packed.iter().map(|(_, bytes)| bytes.len()).collect();
        let text = std::str::from_utf8(CSS).unwrap();

        assert!(sizes.iter().all(|size| *size <= 13 * 1024), "{sizes:?}");
        for other in ["url(", "@import", "@font-face", "GDS Transport"] {
            assert!(!text.contains(other), "{other}");
        }
        assert!(text.contains("LICENSE-govuk-frontend"));
    }
}
