//! A paper as a document for a word processor (ECMA-376): the fewest parts that every program opens, the same bytes each time.

use std::io::{Cursor, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::print::{escaped, listed};
use crate::domain::records::paper::Paper;

/// Its media type.
pub(super) const MEDIA: &str =
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
</Types>";

const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>\
</Relationships>";

/// How a paragraph looks: sizes in half points, the rest as marks.
#[derive(Debug, Clone, Copy)]
struct Look {
    align: &'static str,
    size: u8,
    bold: bool,
    italic: bool,
    indent: bool,
    /// A line below it, so far in from both sides, in twentieths of a point.
    line: Option<u16>,
}

/// Text of the paper: 14 points, both edges even, the first line set in by a centimetre.
const TEXT: Look =
    Look { align: "both", size: 28, bold: false, italic: false, indent: true, line: None };
/// What stands in the middle of its place.
const MIDDLE: Look = Look { align: "center", size: 26, indent: false, ..TEXT };
const STRONG: Look = Look { bold: true, ..MIDDLE };
/// Who gets it: 11 points.
const SMALL: Look = Look { align: "left", size: 22, indent: false, ..TEXT };

fn paragraph(look: Look, text: &str) -> String {
    let marks = [(look.bold, "<w:b/>"), (look.italic, "<w:i/>")];
    let marks: String = marks.iter().filter(|(is, _)| *is).map(|(_, mark)| *mark).collect();
    let size = look.size;
    let line = if look.line.is_some() {
        "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"1\" w:color=\"000000\"/></w:pBdr>"
    } else {
        ""
    };
    let (indent, after) = match (look.indent, look.line) {
        (true, _) => ("<w:ind w:firstLine=\"567\"/>".to_owned(), 120),
        (false, Some(inset)) => (format!("<w:ind w:left=\"{inset}\" w:right=\"{inset}\"/>"), 60),
        (false, None) => (String::new(), 0),
    };
    format!(
        "<w:p><w:pPr>{line}<w:spacing w:after=\"{after}\"/>{indent}<w:jc w:val=\"{}\"/><w:rPr><w:sz w:val=\"{size}\"/></w:rPr></w:pPr><w:r><w:rPr>\
         <w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\"/>{marks}<w:sz w:val=\"{size}\"/>\
         <w:lang w:val=\"vi-VN\"/></w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
        look.align,
        escaped(text),
    )
}

/// Two places beside each other, without a frame.
fn beside(left: &str, right: &str) -> String {
    let cell = |width: u16, inner: &str| {
        format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{inner}</w:tc>")
    };
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"9350\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
         <w:tblGrid><w:gridCol w:w=\"4050\"/><w:gridCol w:w=\"5300\"/></w:tblGrid>\
         <w:tr>{}{}</w:tr></w:tbl>",
        cell(4050, left),
        cell(5300, right),
    )
}

fn document(paper: &Paper) -> String {
    let upper = |text: &str| text.to_uppercase();
    let rule = |inset| paragraph(Look { line: Some(inset), size: 4, ..MIDDLE }, "");
    let mut left =
        paper.above.as_deref().map(|name| paragraph(MIDDLE, &upper(name))).unwrap_or_default();
    left += &paragraph(STRONG, &upper(&paper.issuer));
    left += &rule(1300);
    left += &paragraph(MIDDLE, &format!("Số: {}", paper.number));
    if paper.title.is_none() {
        left += &paragraph(Look { size: 24, ..MIDDLE }, &paper.subject);
    }
    let mut right = paragraph(Look { size: 24, ..STRONG }, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
    right += &paragraph(STRONG, "Độc lập - Tự do - Hạnh phúc");
    right += &rule(1300);
    right += &paragraph(Look { italic: true, ..MIDDLE }, &paper.dated());
    let mut body = beside(&left, &right);
    body += &paragraph(MIDDLE, "");
    if let Some(title) = &paper.title {
        body += &paragraph(Look { size: 28, ..STRONG }, &upper(title));
        body += &paragraph(Look { size: 28, ..STRONG }, &paper.subject);
        body += &rule(3700);
    }
    body += &paragraph(Look { size: 28, ..MIDDLE }, &format!("Kính gửi: {}", paper.to));
    body += &paragraph(MIDDLE, "");
    body.extend(paper.body.iter().map(|text| paragraph(TEXT, text)));
    let mut copies = paragraph(Look { bold: true, italic: true, size: 24, ..SMALL }, "Nơi nhận:");
    copies.extend(listed(&paper.copies).map(|text| paragraph(SMALL, &text)));
    let mut sign = paragraph(Look { size: 28, ..STRONG }, &upper(&paper.signer.title));
    // Room for signature and seal.
    sign.extend((0..4).map(|_| paragraph(MIDDLE, "")));
    sign += &paragraph(Look { size: 28, ..STRONG }, &paper.signer.name);
    body += &beside(&copies, &sign);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}{}\
         <w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"851\" w:bottom=\"1134\" w:left=\"1701\" \
         w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
        paragraph(SMALL, ""),
    )
}

/// The file.
///
/// # Errors
/// None that memory would meet.
pub(super) fn written(paper: &Paper) -> Result<Vec<u8>, ZipError> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        // The same paper is the same bytes: no time of making.
        .last_modified_time(DateTime::default());
    let document = document(paper);
    for (name, part) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", &document),
    ] {
        out.start_file(name, options)?;
        out.write_all(part.as_bytes())?;
    }
    Ok(out.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_document_has_its_parts_and_each_is_read_back_as_it_was_said() {
        let paper = super::super::print::sample();
        let made = written(&paper).unwrap();
        assert_eq!(made, written(&paper).unwrap(), "the same bytes each time");

        let mut archive = zip::ZipArchive::new(Cursor::new(made)).unwrap();
        let names: Vec<String> =
            archive.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert_eq!(names, ["[Content_Types].xml", "_rels/.rels", "word/document.xml"]);
        let mut text = String::new();
        archive.by_name("word/document.xml").unwrap().read_to_string(&mut text).unwrap();
        // Every tag that opens is closed, in order.
        let mut open: Vec<&str> = Vec::new();
        for tag in text.split('<').skip(2).map(|part| part.split('>').next().unwrap()) {
            match tag.strip_prefix('/') {
                Some(name) => assert_eq!(open.pop(), Some(name)),
                None if tag.ends_with('/') => {}
                None => open.push(tag.split(' ').next().unwrap()),
            }
        }
        assert!(open.is_empty(), "{open:?}");
        for said in [
            "SỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG",
            "Số: 07/TB-STNMT",
            "THÔNG BÁO",
            "GIÁM ĐỐC",
            "Lê Văn Thử",
        ] {
            assert!(text.contains(said), "{said}");
        }
        assert!(text.contains("Nội dung &lt;một&gt; &amp; &quot;hai&quot;./."));
    }
}
