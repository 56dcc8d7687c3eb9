//! The pages of a document as they are seen: drawn within bounds of pixels, each a picture of its own, or none of them where
//! something of what is written there would be missing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hayro::hayro_interpret::font::FontQuery;
use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::RgbImage;

use super::jpeg;
use crate::domain::attachment::MOST_PAGES;

/// A page is drawn with so many pixels for each of its points: 150 an inch.
const FINE: f32 = 150.0 / 72.0;
/// So many pixels has a page at most, and so many have all of them.
const MOST_OF_A_PAGE: f32 = 8e6;
const MOST_OF_ALL: f32 = 24e6;
/// The longest side of a page, in pixels.
const LONGEST: f32 = 8e3;

/// The pages of a document, the first one first.
///
/// # Errors
/// Why there are none: it is no document or asks for a password, has no page or more than [`MOST_PAGES`], or not all of it can be drawn.
pub(super) fn drawn(original: Vec<u8>) -> Result<Vec<Vec<u8>>, String> {
    let document = Pdf::new(original).map_err(|cause| format!("{cause:?}"))?;
    let pages = document.pages();
    let count = u8::try_from(pages.len()).ok().filter(|n| (1..=MOST_PAGES).contains(n));
    let count = count.ok_or("it has no pages, or too many")?;
    let missing = Arc::new(AtomicBool::new(false));
    let (settings, cache) = (reading(missing.clone()), RenderCache::new());
    let mut pictures = Vec::new();
    for page in pages.iter() {
        let (width, height) = page.render_dimensions();
        let room = MOST_OF_A_PAGE.min(MOST_OF_ALL / f32::from(count));
        let scale = FINE.min((room / width / height).sqrt()).min(LONGEST / width.max(height));
        // A whole pixel and a little more, of which the rest is cut off.
        let per = |points: f32| ((points * scale + 0.01).floor().max(1.0) + 0.25) / points;
        let paper = PixmapSettings { x_scale: per(width), y_scale: per(height), bg_color: WHITE };
        let seen = render(page, &cache, &settings, &RenderSettings::default(), &paper);
        if missing.load(Ordering::Relaxed) {
            return Err("not all of it can be drawn".to_owned());
        }
        // On white nothing is transparent.
        let pixels = seen.data_as_u8_slice().chunks_exact(4);
        let colours = pixels.flat_map(|pixel| pixel.iter().take(3).copied()).collect();
        let picture = RgbImage::from_raw(seen.width().into(), seen.height().into(), colours);
        pictures.push(jpeg(&picture.ok_or("a page has no pixels")?)?);
    }
    Ok(pictures)
}

/// How a document is read, which sets `missing` where a font or a picture of it cannot be: half of a letter says something else.
fn reading(missing: Arc<AtomicBool>) -> InterpreterSettings {
    let known = InterpreterSettings::default();
    InterpreterSettings {
        font_resolver: Arc::new(move |query| match query {
            // What stands in for a font of many letters that the document does not carry has few of them.
            FontQuery::Fallback(_) => None,
            asked @ FontQuery::Standard(_) => (known.font_resolver)(asked),
        }),
        warning_sink: Arc::new(move |warning| {
            let lost = matches!(
                warning,
                InterpreterWarning::UnsupportedFont | InterpreterWarning::ImageDecodeFailure
            );
            missing.fetch_or(lost, Ordering::Relaxed);
        }),
        ..InterpreterSettings::default()
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use image::ImageFormat;

    use super::*;
    use crate::domain::attachment::{LONGEST_SIDE, MOST_PIXELS};

    /// A document with a page of this size for each text of its content, and something beside them.
    fn document(size: &str, contents: &[&str]) -> Vec<u8> {
        let mut all = "%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n".to_owned();
        let kids: Vec<String> =
            (0..contents.len()).map(|n| format!("{} 0 R", 10 + 2 * n)).collect();
        let (kids, count) = (kids.join(" "), contents.len());
        writeln!(all, "2 0 obj <</Type /Pages /Kids [{kids}] /Count {count}>> endobj").unwrap();
        all += "3 0 obj <</Author (CANARY) /Title (CANARY)>> endobj\n";
        all += "4 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj\n";
        for (n, content) in (0..).map(|n| 10 + 2 * n).zip(contents) {
            let (stream, length) = (n + 1, content.len());
            writeln!(
                all,
                "{n} 0 obj <</Type /Page /Parent 2 0 R /MediaBox [{size}] /Contents {stream} 0 R \
                 /Resources <</Font <</F1 4 0 R>>>>>> endobj\n\
                 {stream} 0 obj <</Length {length}>> stream\n{content}\nendstream endobj"
            )
            .unwrap();
        }
        all += "trailer <</Root 1 0 R /Info 3 0 R>>\n%%EOF CANARY behind the end";
        all.into_bytes()
    }

    fn looked_at(page: &[u8]) -> RgbImage {
        image::load_from_memory_with_format(page, ImageFormat::Jpeg).unwrap().into_rgb8()
    }

    #[test]
    fn f2_a_document_becomes_pictures_of_its_pages_and_nothing_else() {
        let red = "1 0 0 rg 0 0 72 144 re f";
        let words = "BT /F1 40 Tf 10 60 Td (CANARY) Tj ET";
        let pages = drawn(document("0 0 144 144", &[red, words, ""])).unwrap();

        assert_eq!(pages.len(), 3);
        for page in &pages {
            assert!(!page.windows(6).any(|it| it == b"CANARY"));
            assert_eq!(looked_at(page).dimensions(), (300, 300));
        }
        let first = looked_at(&pages[0]);
        let (left, right) = (first.get_pixel(20, 150).0, first.get_pixel(280, 150).0);
        assert!(left[0] > 200 && left[1] < 60 && right[1] > 240, "{left:?} {right:?}");
        let dark = |page: &[u8]| looked_at(page).pixels().filter(|it| it.0[0] < 90).count();
        assert!(dark(&pages[1]) > 500, "words are seen");
        assert_eq!(dark(&pages[2]), 0);
    }

    #[test]
    fn f3_pages_that_say_they_are_huge_are_drawn_within_bounds() {
        for size in ["0 0 14400 14400", "0 0 200000 100", "0 0 100 200000"] {
            let page = &drawn(document(size, &["0 0 1 rg 0 0 50 50 re f"])).unwrap()[0];
            let (width, height) = looked_at(page).dimensions();
            assert!(width <= LONGEST_SIDE && height <= LONGEST_SIDE, "{size}");
            assert!(u64::from(width) * u64::from(height) <= MOST_PIXELS / 3, "{size}");
        }
        let pages = drawn(document("0 0 595 842", &["0 0 9 9 re f"; 20])).unwrap();
        let all: u64 = pages.iter().map(|it| u64::from(looked_at(it).width())).sum();
        assert!(all * 1303 <= MOST_PIXELS, "{all}");
    }

    #[test]
    fn f2_of_a_document_that_is_too_long_empty_or_none_there_is_no_page() {
        let cut = document("0 0 144 144", &["0 0 9 9 re f"])[..60].to_vec();
        let strange = document("0 0 144 144", &["BT /F1 40 Tf 10 60 Td (x) Tj ET"]);
        let strange = String::from_utf8(strange).unwrap();
        // A font of another script that the document does not carry.
        let composite = "/Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<</Type /Font \
             /Subtype /CIDFontType2 /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity)>>>>]";
        let strange = strange.replace("/Subtype /Type1", composite).replace("Helvetica", "Dong-Ho");
        for original in [
            document("0 0 144 144", &["0 0 9 9 re f"; 21]),
            document("0 0 144 144", &[]),
            cut,
            b"%PDF-1.7 of somebody".to_vec(),
            strange.into_bytes(),
        ] {
            assert!(drawn(original).is_err());
        }
    }
}
