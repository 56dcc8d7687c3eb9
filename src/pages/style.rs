//! The style and the script of the pages: packed once, and named by their content, so that a browser keeps them for good.

use std::sync::LazyLock;

use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, ContentEncoding, Encoding, Header, VARY,
};
use actix_web::{HttpRequest, HttpResponse, web::Bytes};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::wire::packing::packed;

const CSS: &[u8] = include_bytes!("style/lc.css");
const JS: &[u8] = include_bytes!("script/lc.js");

/// The style sheet of all pages.
#[derive(Debug)]
pub(super) struct Style(&'static Asset);

/// Packed when the first server of a process begins: to do it for each took a tenth of every test.
static STYLE: LazyLock<Asset> = LazyLock::new(|| Asset::new(CSS, "text/css; charset=utf-8", "css"));

/// The script of the pages of reporters.
static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new(JS, "text/javascript; charset=utf-8", "js"));

/// The address of the script.
pub(super) fn script() -> String {
    SCRIPT.href()
}

/// One file in every form in which it lies ready.
#[derive(Debug)]
struct Asset {
    name: String,
    media: &'static str,
    plain: &'static [u8],
    packed: Vec<(ContentEncoding, Bytes)>,
}

impl Asset {
    fn new(plain: &'static [u8], media: &'static str, ending: &str) -> Self {
        let digest = HEXLOWER.encode(&Sha256::digest(plain));
        let name = format!("{}-lc.{ending}", digest.get(..12).unwrap_or(&digest));
        Self { name, media, plain, packed: packed(plain).collect() }
    }

    fn href(&self) -> String {
        format!("/tai/{}", self.name)
    }
}

impl Style {
    /// As this process serves it.
    pub(super) fn new() -> Self {
        Self(&STYLE)
    }

    /// Its address.
    pub(super) fn href(&self) -> String {
        self.0.href()
    }

    /// The file of this name, be it the script, in the form that the reader takes; none where it is another one, of another version too.
    pub(super) fn told(&self, name: &str, request: &HttpRequest) -> Option<HttpResponse> {
        let found = [self.0, &*SCRIPT].into_iter().find(|one| one.name == name)?;
        let mut answer = HttpResponse::Ok();
        answer
            .content_type(found.media)
            .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .insert_header((VARY, "Accept-Encoding"));
        let ready = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
        let best = AcceptEncoding::parse(request).ok().and_then(|it| it.negotiate(ready.iter()));
        let packed = found.packed.iter().find(|(one, _)| best == Some(Encoding::Known(*one)));
        Some(match packed {
            Some((encoding, bytes)) => {
                answer.insert_header((CONTENT_ENCODING, encoding.as_str())).body(bytes.clone())
            }
            None => answer.body(found.plain),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(asset: &Asset) -> Vec<usize> {
        asset.packed.iter().map(|(_, bytes)| bytes.len()).collect()
    }

    #[test]
    fn the_style_is_light_and_names_no_other_place_and_no_font_that_is_not_ours_to_use() {
        let sizes = sizes(Style::new().0);
        let text = std::str::from_utf8(CSS).unwrap();

        assert!(sizes.iter().all(|size| *size <= 13 * 1024), "{sizes:?}");
        for other in ["url(", "@import", "@font-face", "GDS Transport"] {
            assert!(!text.contains(other), "{other}");
        }
        assert!(text.contains("LICENSE-govuk-frontend"));
    }

    #[test]
    fn the_script_is_light_keeps_nothing_and_asks_no_other_place() {
        let sizes = sizes(&SCRIPT);
        let text = std::str::from_utf8(JS).unwrap();

        assert!(sizes.iter().all(|size| *size <= 6 * 1024), "{sizes:?}");
        for other in ["http", "Storage", "cookie", "indexedDB", "eval", "innerHTML", "import"] {
            assert!(!text.contains(other), "{other}");
        }
    }
}
