//! A paper as a page to print: A4, black on white, nothing fetched and nothing run.

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

use crate::domain::records::paper::Paper;

/// The form of the page (Nghị định 30/2020, Phụ lục I: margins, sizes, places).
const STYLE: &str = "@page{size:A4;margin:20mm 15mm 20mm 30mm}\
body{font:14pt/1.35 'Times New Roman',Tinos,serif;color:#000;background:#fff;max-width:165mm;margin:0 auto}\
.head{display:flex;justify-content:space-between;text-align:center;font-size:13pt}\
.head>div{width:49%}p{margin:0 0 6pt;text-align:justify;text-indent:10mm}\
.c,.head p,.sign p{text-align:center;text-indent:0}.b{font-weight:bold}.i{font-style:italic}\
.foot{display:flex;justify-content:space-between;margin-top:12pt;break-inside:avoid}.foot>div{width:49%}\
.copies p{font-size:11pt;text-align:left;text-indent:0;margin:0}.name{margin-top:28mm}.line{width:40%;margin:2pt auto;border-top:1px solid #000}";

/// What a browser may do with the page: use this one style, nothing else.
pub(super) fn policy() -> String {
    let style = BASE64.encode(&Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
    )
}

/// A text in HTML or XML.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // No text of XML 1.0 has them.
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() && c != '\n' && c != '\t' => {}
            c => out.push(c),
        }
    }
    out
}

/// Who gets a paper, a line each; the last one ends with a full stop.
pub(super) fn listed(copies: &[String]) -> impl Iterator<Item = String> {
    let last = copies.len();
    let end = move |n| if n == last { '.' } else { ';' };
    (1..).zip(copies).map(move |(n, text)| format!("- {text}{}", end(n)))
}

/// The page.
pub(super) fn page(paper: &Paper) -> String {
    let p = |class: &str, text: &str| format!("<p class=\"{class}\">{}</p>", escaped(text));
    let above = paper.above.as_deref().map(|name| p("", &name.to_uppercase())).unwrap_or_default();
    let issuer = p("b", &paper.issuer.to_uppercase());
    let number = p("", &format!("Số: {}", paper.number));
    let (title, subject) = match &paper.title {
        Some(title) => {
            let title = p("c b", &title.to_uppercase());
            (
                format!("{title}{}<div class=\"line\"></div>", p("c b", &paper.subject)),
                String::new(),
            )
        }
        None => (String::new(), p("", &paper.subject)),
    };
    let body: String = paper.body.iter().map(|text| p("", text)).collect();
    let copies: String = listed(&paper.copies).map(|text| p("", &text)).collect();
    format!(
        "<!DOCTYPE html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style></head><body>\
         <div class=\"head\"><div>{above}{issuer}<div class=\"line\"></div>{number}{subject}</div>\
         <div>{}{}<div class=\"line\"></div>{}</div></div>{title}{}{body}\
         <div class=\"foot\"><div class=\"copies\">{}{copies}</div><div class=\"sign\">{}{}</div></div></body></html>",
        escaped(&paper.number),
        p("b", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        p("b", "Độc lập - Tự do - Hạnh phúc"),
        p("i", &paper.dated()),
        p("c", &format!("Kính gửi: {}", paper.to)),
        p("b i", "Nơi nhận:"),
        p("b", &paper.signer.title.to_uppercase()),
        p("b name", &paper.signer.name),
    )
}

/// A paper for tests.
#[cfg(test)]
pub(super) fn sample() -> Paper {
    use crate::domain::records::paper::{PaperKind, Signer};
    Paper {
        kind: PaperKind::Acceptance,
        template: "acceptance/1".to_owned(),
        number: "07/TB-STNMT".to_owned(),
        day: "2024-10-15".parse().unwrap(),
        place: "Tây Ninh".to_owned(),
        above: Some("Ủy ban nhân dân tỉnh Tây Ninh".to_owned()),
        issuer: "Sở Tài nguyên và Môi trường".to_owned(),
        title: Some("Thông báo".to_owned()),
        subject: "Về việc thụ lý".to_owned(),
        to: "Người gửi".to_owned(),
        body: vec!["Nội dung <một> & \"hai\"./.".to_owned()],
        copies: vec!["Như trên".to_owned(), "Lưu: VT".to_owned()],
        signer: Signer { title: "Giám đốc".to_owned(), name: "Lê Văn Thử".to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_of_a_paper_becomes_a_part_of_its_page() {
        let mut paper = sample();
        paper.body = vec!["<script>alert(1)</script> & \"x\"\u{1}\u{fffe}\u{ffff}".to_owned()];

        let page = page(&paper);

        assert!(
            page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;</p>"),
            "{page}"
        );
        assert!(!page.contains("<script") && !page.contains("http"), "nothing is run or fetched");
        assert!(policy().starts_with("default-src 'none'; style-src 'sha256-"));
    }
}
