//! Clean copies of pictures and pages: made by a process of the same binary that can do nothing but that, of which a bomb or a
//! crash costs one copy.

mod clamd;
mod confined;
mod pages;
mod parent;

use std::io::{self, Cursor, Read, Write};

use image::codecs::jpeg::JpegEncoder;
use image::{
    DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, Rgb, RgbImage,
};

use crate::domain::attachment::{LARGEST_FILE, LONGEST_SIDE, MOST_PIXELS, Media};

pub use clamd::{Address as ClamdAddress, Clamd, Unasked, Verdict};
pub use parent::{Cleaner, Uncleaned};

/// The hidden command of the child.
pub const COMMAND: &str = "clean-copy";
/// What a child is asked for that only says whether it is confined.
const PROBE: &str = "probe";
/// So much memory may a decoder ask for.
const MOST_MEMORY: u64 = 128 << 20;
/// The quality of copies, of 100.
const QUALITY: u8 = 88;

/// The child: confines itself, then reads a file of the type `what` and writes its clean copy, picture after picture with the length
/// of each before it; or only says that it is confined.
///
/// # Errors
/// Why there is none.
pub fn child(what: &str) -> Result<(), String> {
    confined::confine()?;
    if what == PROBE {
        return Ok(());
    }
    let media = Media::parse(what).ok_or("no type of a picture")?;
    let mut original = Vec::new();
    let said = |cause: io::Error| cause.to_string();
    io::stdin().lock().take(LARGEST_FILE).read_to_end(&mut original).map_err(said)?;
    let copies = match media {
        Media::Pdf => pages::drawn(original)?,
        _ => vec![cleaned(media, &original)?],
    };
    let mut out = io::stdout().lock();
    for copy in copies {
        let length = u32::try_from(copy.len()).map_err(|cause| cause.to_string())?;
        out.write_all(&length.to_be_bytes()).and_then(|()| out.write_all(&copy)).map_err(said)?;
    }
    out.flush().map_err(said)
}

/// The picture and nothing else: its pixels as they are meant to be seen, on white, as a JPEG.
fn cleaned(media: Media, original: &[u8]) -> Result<Vec<u8>, String> {
    let format = match media {
        Media::Jpeg => ImageFormat::Jpeg,
        Media::Png => ImageFormat::Png,
        Media::Webp => ImageFormat::WebP,
        Media::Pdf => return Err("a document is no picture".to_owned()),
    };
    let said = |cause: image::ImageError| cause.to_string();
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(original), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(said)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err("it is larger than it said".to_owned());
    }
    // How a telephone was held is said beside the pixels, and goes with all that stands there.
    let orientation = decoder.orientation().map_err(said)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(said)?;
    picture.apply_orientation(orientation);
    jpeg(&on_white(picture))
}

fn jpeg(plain: &RgbImage) -> Result<Vec<u8>, String> {
    let mut copy = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut copy, QUALITY);
    let (width, height) = plain.dimensions();
    let written =
        encoder.write_image(plain.as_raw(), width, height, image::ExtendedColorType::Rgb8);
    written.map_err(|cause| cause.to_string())?;
    Ok(copy)
}

/// What is seen of a picture: below what is transparent nothing is kept.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let seen = picture.into_rgba8();
    let mut plain = RgbImage::new(seen.width(), seen.height());
    for (to, from) in plain.pixels_mut().zip(seen.pixels()) {
        let [red, green, blue, alpha] = from.0;
        let over = |one: u8| {
            let mixed = u32::from(one) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        *to = Rgb([over(red), over(green), over(blue)]);
    }
    plain
}

#[cfg(test)]
mod tests {
    use image::codecs::png::PngEncoder;
    use image::{ColorType, Rgba, RgbaImage};

    use super::*;

    /// A photo that is red above and blue below, with so much beside it.
    fn photo(beside: &[u8]) -> Vec<u8> {
        let mut picture = RgbImage::from_pixel(64, 32, Rgb([200, 0, 0]));
        for (_, y, pixel) in picture.enumerate_pixels_mut() {
            if y >= 16 {
                *pixel = Rgb([0, 0, 200]);
            }
        }
        let mut plain = Vec::new();
        JpegEncoder::new(&mut plain).encode_image(&picture).unwrap();
        [&plain[..2], beside, &plain[2..]].concat()
    }

    /// A segment that says how the telephone was held (turned by a quarter), and where.
    fn exif() -> Vec<u8> {
        let mut inner = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01".to_vec();
        inner.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
        inner.extend(b"GPSLatitude 11.31N CANARY");
        let length = u16::try_from(inner.len() + 2).unwrap();
        [&[0xFF, 0xE1], length.to_be_bytes().as_slice(), &inner].concat()
    }

    #[test]
    fn f2_a_copy_has_the_pixels_as_they_are_seen_and_nothing_else() {
        let original = [photo(&exif()), b"CANARY behind the end PK\x03\x04".to_vec()].concat();

        let copy = cleaned(Media::Jpeg, &original).unwrap();

        assert!(
            !copy.windows(6).any(|it| it == b"CANARY") && !copy.windows(4).any(|it| it == b"Exif")
        );
        let seen =
            image::load_from_memory_with_format(&copy, ImageFormat::Jpeg).unwrap().into_rgb8();
        assert_eq!(seen.dimensions(), (32, 64), "it is turned as it was held");
        let (left, right) = (seen.get_pixel(2, 30).0, seen.get_pixel(29, 30).0);
        assert!(left[2] > 150 && right[0] > 150, "{left:?} {right:?}");
    }

    #[test]
    fn f2_what_is_hidden_below_transparency_is_gone() {
        let mut picture = RgbaImage::from_pixel(16, 16, Rgba([9, 9, 9, 255]));
        for pixel in picture.pixels_mut().take(128) {
            *pixel = Rgba([255, 0, 0, 0]);
        }
        let mut png = Vec::new();
        let encoder = PngEncoder::new(&mut png);
        encoder.write_image(picture.as_raw(), 16, 16, ColorType::Rgba8.into()).unwrap();

        let copy = cleaned(Media::Png, &png).unwrap();

        let seen =
            image::load_from_memory_with_format(&copy, ImageFormat::Jpeg).unwrap().into_rgb8();
        let [red, green, blue] = seen.get_pixel(4, 2).0;
        assert!(red > 245 && green > 245 && blue > 245, "white where nothing was seen");
        assert!(seen.get_pixel(4, 13).0[0] < 30);
    }

    #[test]
    fn f3_what_is_no_picture_or_is_cut_makes_none() {
        let whole = photo(&[]);
        for (media, bytes) in [
            (Media::Jpeg, b"\xFF\xD8\xFF\xE0 not much".as_slice()),
            (Media::Png, &whole),
            (Media::Webp, b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f"),
            (Media::Pdf, b"%PDF-1.7"),
        ] {
            assert!(cleaned(media, bytes).is_err(), "{media}");
        }
    }
}
