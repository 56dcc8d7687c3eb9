//! What many fetch, packed once and not for each of them: in Brotli and in gzip.

use std::io::Write;

use actix_web::http::header::ContentEncoding;
use actix_web::web::Bytes;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// The encodings in which something lies ready.
const READY: [ContentEncoding; 2] = [ContentEncoding::Brotli, ContentEncoding::Gzip];
/// How hard Brotli tries, of 11: beyond this a catalogue takes many times as long for a few hundredths less.
const QUALITY: i32 = 9;
/// Brotli looks back so many bytes, as a power of two: further than any catalogue is long.
const WINDOW: i32 = 18;

/// `bytes` in every encoding that lies ready.
pub(crate) fn packed(bytes: &[u8]) -> impl Iterator<Item = (ContentEncoding, Bytes)> {
    // Writing into memory meets no fault; what is not packed would go out as it is.
    READY.into_iter().filter_map(|one| Some((one, pack(bytes, one).ok()?.into())))
}

/// `bytes` in gzip, where that goes well.
pub(crate) fn gzipped(bytes: &[u8]) -> Option<Bytes> {
    Some(pack(bytes, ContentEncoding::Gzip).ok()?.into())
}

fn pack(mut bytes: &[u8], encoding: ContentEncoding) -> std::io::Result<Vec<u8>> {
    if encoding == ContentEncoding::Gzip {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(bytes)?;
        return gzip.finish();
    }
    let how = BrotliEncoderParams { quality: QUALITY, lgwin: WINDOW, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut out, &how)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_packed_is_smaller_and_comes_out_as_it_was() {
        let text = "Sở Tài nguyên và Môi trường tỉnh Tây Ninh; ".repeat(200);
        let all: Vec<_> = packed(text.as_bytes()).collect();
        let (mut brotli, mut gzip) = (String::new(), String::new());
        brotli::Decompressor::new(&all[0].1[..], 4096).read_to_string(&mut brotli).unwrap();
        flate2::read::GzDecoder::new(&all[1].1[..]).read_to_string(&mut gzip).unwrap();

        assert_eq!([&brotli, &gzip], [&text, &text]);
        assert!(all.iter().all(|(_, bytes)| bytes.len() < text.len() / 10), "{all:?}");
        assert_eq!(packed(text.as_bytes()).collect::<Vec<_>>(), all, "the same bytes each time");
    }
}
