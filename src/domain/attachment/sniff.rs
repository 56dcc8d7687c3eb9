//! What a file is, from its first bytes and while it arrives: nobody's word for it is taken.

use super::{FileRefusal, LARGEST_FILE, LONGEST_SIDE, MOST_PIXELS, Media};

/// So many bytes tell every type, and of all but JPEG the size of the picture.
const HEAD: usize = 32;

/// Looks at a file while it passes.
#[derive(Debug)]
pub struct Sniffer {
    declared: Media,
    bytes: u64,
    head: Vec<u8>,
    /// Whether the head was judged.
    judged: bool,
    frame: Frame,
}

/// Looks for the frame header of a JPEG behind whatever stands before it.
#[derive(Debug)]
struct Frame {
    at: At,
    size: Option<(u32, u32)>,
}

#[derive(Debug)]
enum At {
    /// Before the first byte of a marker.
    Marker,
    /// Behind it.
    Code,
    /// In the length of a segment; whether it is the frame header.
    Length(bool, Option<u8>),
    /// So many bytes are of no interest.
    Skip(u64),
    /// In the frame header.
    Header(Vec<u8>),
    /// Nothing more is looked for.
    Done,
}

impl Sniffer {
    /// Of a file that is said to be `declared`.
    pub fn new(declared: Media) -> Self {
        let frame = Frame { at: At::Marker, size: None };
        Self { declared, bytes: 0, head: Vec::with_capacity(HEAD), judged: false, frame }
    }

    /// Looks at the next bytes.
    ///
    /// # Errors
    /// Why the file is not taken, as soon as that is known.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), FileRefusal> {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.bytes > LARGEST_FILE {
            return Err(FileRefusal::TooLarge);
        }
        let missing = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        let (first, rest) = bytes.split_at(missing);
        self.head.extend_from_slice(first);
        if self.head.len() == HEAD && !self.judged {
            self.judge()?;
        }
        if self.judged && self.declared == Media::Jpeg {
            self.frame.take(rest)?;
        }
        Ok(())
    }

    /// The file is whole: its size in bytes.
    ///
    /// # Errors
    /// As [`Sniffer::take`].
    pub fn end(mut self) -> Result<u64, FileRefusal> {
        if !self.judged {
            self.judge()?;
        }
        if self.declared == Media::Jpeg && self.frame.size.is_none() {
            return Err(FileRefusal::Unreadable);
        }
        Ok(self.bytes)
    }

    /// Holds the head against what was declared.
    fn judge(&mut self) -> Result<(), FileRefusal> {
        self.judged = true;
        let found = media(&self.head)?;
        if found != self.declared {
            return Err(FileRefusal::Type);
        }
        match found {
            Media::Pdf => Ok(()),
            Media::Jpeg => {
                let head = std::mem::take(&mut self.head);
                // Behind the marker that begins it.
                self.frame.take(head.get(2..).unwrap_or_default())?;
                self.head = head;
                Ok(())
            }
            Media::Png => bounded(png(&self.head).ok_or(FileRefusal::Unreadable)?),
            Media::Webp => bounded(webp(&self.head).ok_or(FileRefusal::Unreadable)?),
        }
    }
}

/// What the head of a file is the head of.
fn media(head: &[u8]) -> Result<Media, FileRefusal> {
    if head.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return Ok(Media::Jpeg);
    }
    if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Ok(Media::Png);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Ok(Media::Webp);
    }
    if head.starts_with(b"%PDF-") {
        return Ok(Media::Pdf);
    }
    let brands: [&[u8]; 8] =
        [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];
    let brand = head.get(8..12).filter(|_| head.get(4..8) == Some(b"ftyp"));
    if brand.is_some_and(|brand| brands.contains(&brand)) {
        return Err(FileRefusal::Heic);
    }
    Err(FileRefusal::Type)
}

/// Refuses what would take too much to look at.
fn bounded((width, height): (u32, u32)) -> Result<(), FileRefusal> {
    if width == 0 || height == 0 {
        return Err(FileRefusal::Unreadable);
    }
    let pixels = u64::from(width) * u64::from(height);
    if width > LONGEST_SIDE || height > LONGEST_SIDE || pixels > MOST_PIXELS {
        return Err(FileRefusal::Picture);
    }
    Ok(())
}

/// Four bytes of `head` from `at`.
fn four(head: &[u8], at: usize) -> Option<[u8; 4]> {
    head.get(at..at + 4)?.try_into().ok()
}

/// The first chunk of a PNG tells its size (ISO/IEC 15948 § 11.2.2).
fn png(head: &[u8]) -> Option<(u32, u32)> {
    let begins = head.get(12..16) == Some(b"IHDR");
    let side = |at| four(head, at).map(u32::from_be_bytes);
    Some((side(16)?, side(20)?)).filter(|_| begins)
}

/// The first chunk of a WebP tells its size, in one of three ways (RFC 9649).
fn webp(head: &[u8]) -> Option<(u32, u32)> {
    let low = |at| four(head, at).map(u32::from_le_bytes);
    match head.get(12..16)? {
        b"VP8X" => Some(((low(24)? & 0xFF_FFFF) + 1, (low(26)? >> 8) + 1)),
        b"VP8L" if head.get(20) == Some(&0x2F) => {
            let bits = low(21)?;
            Some(((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1))
        }
        b"VP8 " if head.get(23..26) == Some(&[0x9D, 0x01, 0x2A]) => {
            let sides = low(26)?;
            Some((sides & 0x3FFF, (sides >> 16) & 0x3FFF))
        }
        _ => None,
    }
}

impl Frame {
    /// Looks at the next bytes (ITU-T T.81 Annex B).
    fn take(&mut self, mut bytes: &[u8]) -> Result<(), FileRefusal> {
        while let Some((first, rest)) = bytes.split_first() {
            match &mut self.at {
                At::Done => return Ok(()),
                At::Skip(left) => {
                    let skipped = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                    *left -= u64::try_from(skipped).unwrap_or(*left);
                    if *left == 0 {
                        self.at = At::Marker;
                    }
                    bytes = bytes.get(skipped..).unwrap_or_default();
                    continue;
                }
                At::Marker if *first == 0xFF => self.at = At::Code,
                At::Marker => return Err(FileRefusal::Unreadable),
                At::Code => self.at = behind(*first)?,
                At::Length(frame, high) => match high {
                    None => *high = Some(*first),
                    Some(high) => {
                        let length = u64::from(u16::from_be_bytes([*high, *first]));
                        let inner = length.checked_sub(2).ok_or(FileRefusal::Unreadable)?;
                        self.at = match (*frame, inner) {
                            (true, _) => At::Header(Vec::with_capacity(5)),
                            (false, 0) => At::Marker,
                            (false, _) => At::Skip(inner),
                        };
                    }
                },
                At::Header(header) => {
                    header.push(*first);
                    // Precision, height, width.
                    if let [_, h1, h2, w1, w2] = header.as_slice() {
                        let side =
                            |high: &u8, low: &u8| u32::from(u16::from_be_bytes([*high, *low]));
                        let size = (side(w1, w2), side(h1, h2));
                        bounded(size)?;
                        self.size = Some(size);
                        self.at = At::Done;
                    }
                }
            }
            bytes = rest;
        }
        Ok(())
    }
}

/// Where one is behind the marker of this code.
fn behind(code: u8) -> Result<At, FileRefusal> {
    Ok(match code {
        // Filling, and markers that stand alone.
        0xFF => At::Code,
        0x01 | 0xD0..=0xD7 => At::Marker,
        // Three of these codes are of tables.
        0xC0..=0xCF if ![0xC4, 0xC8, 0xCC].contains(&code) => At::Length(true, None),
        // The picture, its end, or another beginning, before it was said how large it is.
        0x00 | 0xD8 | 0xD9 | 0xDA => return Err(FileRefusal::Unreadable),
        _ => At::Length(false, None),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg(width: u16, height: u16, before: usize) -> Vec<u8> {
        let mut all = vec![0xFF, 0xD8];
        for _ in 0..before {
            all.extend([0xFF, 0xE1, 0xFF, 0xFF]);
            all.extend(vec![0xC0; 0xFFFD]);
        }
        all.extend([0xFF, 0xFF, 0xC2, 0, 17, 8]);
        all.extend(height.to_be_bytes());
        all.extend(width.to_be_bytes());
        all.extend([0; 40]);
        all
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut all = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        all.extend(width.to_be_bytes());
        all.extend(height.to_be_bytes());
        all.extend([8, 2, 0, 0, 0]);
        all
    }

    fn webp(kind: [u8; 4], rest: &[u8]) -> Vec<u8> {
        [b"RIFF\0\0\0\0WEBP", kind.as_slice(), &[0; 4], rest, &[0; 20]].concat()
    }

    fn sniffed(declared: Media, file: &[u8], at_once: usize) -> Result<u64, FileRefusal> {
        let mut sniffer = Sniffer::new(declared);
        for chunk in file.chunks(at_once) {
            sniffer.take(chunk)?;
        }
        sniffer.end()
    }

    #[test]
    fn f1_a_file_is_what_its_content_says_however_it_is_cut() {
        let files = [
            (Media::Jpeg, jpeg(4000, 3000, 0)),
            (Media::Jpeg, jpeg(4000, 3000, 3)),
            (Media::Png, png(800, 600)),
            (Media::Webp, webp(*b"VP8X", &[0, 0, 0, 0, 0x1F, 0x03, 0, 0x57, 0x02, 0])),
            (Media::Webp, webp(*b"VP8L", &[0x2F, 0x1F, 0x43, 0x95, 0])),
            (Media::Webp, webp(*b"VP8 ", &[0, 0, 0, 0x9D, 0x01, 0x2A, 0x20, 0x03, 0x58, 0x02])),
            (Media::Pdf, b"%PDF-1.7\n".to_vec()),
        ];
        for (media, file) in &files {
            for at_once in [1, 7, 32, 65_536, usize::MAX] {
                let bytes = u64::try_from(file.len()).unwrap();
                assert_eq!(sniffed(*media, file, at_once), Ok(bytes), "{media} by {at_once}");
            }
            for other in Media::ALL.iter().filter(|other| *other != media) {
                assert_eq!(sniffed(*other, file, 100), Err(FileRefusal::Type), "{media}");
            }
        }
    }

    #[test]
    fn f1_what_is_none_of_them_is_refused_and_heic_by_its_name() {
        let heic = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec();
        assert_eq!(sniffed(Media::Jpeg, &heic, 5), Err(FileRefusal::Heic));
        let others: [&[u8]; 8] = [
            b"PK\x03\x04",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
            b"<svg xmlns='http://www.w3.org/2000/svg'>",
            b"<!doctype html><script>",
            b"GIF89a",
            b"\0\0\0\x18ftypmp42",
            b" %PDF-1.7",
            b"",
        ];
        for file in others {
            for media in Media::ALL {
                assert_eq!(sniffed(*media, file, 100), Err(FileRefusal::Type), "{file:?}");
            }
        }
    }

    #[test]
    fn f3_a_picture_that_says_it_is_huge_is_refused_from_its_header_alone() {
        for (width, height) in [(8001, 10), (10, 8001), (6000, 4001), (65_535, 65_535)] {
            let found = sniffed(Media::Jpeg, &jpeg(width, height, 1), 1000);
            assert_eq!(found, Err(FileRefusal::Picture), "{width}x{height}");
            let found = sniffed(Media::Png, &png(width.into(), height.into()), 1000);
            assert_eq!(found, Err(FileRefusal::Picture), "{width}x{height}");
        }
        assert_eq!(sniffed(Media::Png, &png(u32::MAX, u32::MAX), 9), Err(FileRefusal::Picture));
        assert_eq!(sniffed(Media::Jpeg, &jpeg(0, 10, 0), 9), Err(FileRefusal::Unreadable));
        assert!(sniffed(Media::Jpeg, &jpeg(6000, 4000, 0), 9).is_ok());
    }

    #[test]
    fn f3_what_never_says_how_large_it_is_is_refused() {
        let whole = jpeg(100, 100, 1);
        assert_eq!(sniffed(Media::Jpeg, &whole[..60_000], 500), Err(FileRefusal::Unreadable));
        let scan = [0xFF, 0xD8, 0xFF, 0xDA, 0, 4, 0, 0];
        assert_eq!(sniffed(Media::Jpeg, &scan, 3), Err(FileRefusal::Unreadable));
        let short = [0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0, 0];
        assert_eq!(sniffed(Media::Jpeg, &short, 3), Err(FileRefusal::Unreadable));
        assert_eq!(sniffed(Media::Png, &png(1, 1)[..20], 3), Err(FileRefusal::Unreadable));
    }

    #[test]
    fn f1_the_byte_behind_ten_mebibytes_is_refused() {
        let mut sniffer = Sniffer::new(Media::Pdf);
        sniffer.take(b"%PDF-1.7").unwrap();
        sniffer.take(&vec![b' '; 10 * 1024 * 1024 - 8]).unwrap();

        assert_eq!(sniffer.take(b" "), Err(FileRefusal::TooLarge));
    }
}
