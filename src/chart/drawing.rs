//! A picture before it is text: rectangles, lines, points and words on a sheet that is as wide as a small telephone.
//! Everything is whole tenths of a pixel at that width, so that the same figures are the same bytes.

use askama::Template as _;

use crate::domain::text::Language;

/// How wide every picture is.
pub(super) const WIDTH: i64 = 3_600;

/// What a surface means. Each is told from the others by its pattern, in black and white as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fill {
    /// Answered in time.
    OnTime,
    /// Late.
    Late,
    /// Neither.
    Other,
    /// A sum of which the parts are not told.
    Undivided,
    /// Nothing is told.
    Withheld,
}

impl Fill {
    /// The name of its pattern, where it is one.
    const fn pattern(self) -> Option<&'static str> {
        match self {
            Self::Late => Some("late"),
            Self::Other => Some("other"),
            Self::Undivided => Some("undivided"),
            Self::OnTime | Self::Withheld => None,
        }
    }

    /// What a surface of the picture `id` is painted with.
    fn paint(self, id: &str) -> String {
        let pattern = |name| format!("url(#{id}-{name})");
        self.pattern().map_or_else(|| self.colour().to_owned(), pattern)
    }

    /// Its colour; of a pattern that of its lines.
    const fn colour(self) -> &'static str {
        match self {
            Self::OnTime => "#0b5351",
            Self::Late => "#942514",
            Self::Other => "#505a5f",
            Self::Undivided => "#4c2c92",
            Self::Withheld => "#ffffff",
        }
    }

    const fn edge(self) -> &'static str {
        match self {
            Self::Withheld => "#505a5f",
            other => other.colour(),
        }
    }
}

/// Where a text stands beside its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    const fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Middle => "middle",
            Self::End => "end",
        }
    }
}

/// Words at a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Words {
    pub x: i64,
    pub y: i64,
    pub size: i64,
    pub anchor: Anchor,
    pub bold: bool,
    /// Read from below.
    pub turned: bool,
    /// Clear of lines that run behind it.
    pub clear: bool,
    pub text: String,
}

impl Words {
    /// Plain words that begin at a point.
    pub(super) fn at(x: i64, y: i64, size: i64, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { x, y, size, anchor: Anchor::Start, bold: false, turned: false, clear: false, text }
    }

    pub(super) fn anchored(self, anchor: Anchor) -> Self {
        Self { anchor, ..self }
    }

    pub(super) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) fn clear(self) -> Self {
        Self { clear: true, ..self }
    }

    pub(super) fn turned(self) -> Self {
        Self { turned: true, ..self }
    }
}

/// One thing on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mark {
    Box { x: i64, y: i64, width: i64, height: i64, fill: Fill },
    Rule { x1: i64, y1: i64, x2: i64, y2: i64, strong: bool },
    Dot { x: i64, y: i64 },
    Path(Vec<(i64, i64)>),
    Words(Words),
}

/// A picture that tells in words what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Drawing {
    /// Keeps the names in it apart from those of another picture on the same page.
    pub(super) id: &'static str,
    pub(super) language: Language,
    pub(super) title: String,
    pub(super) desc: String,
    pub(super) height: i64,
    pub(super) marks: Vec<Mark>,
}

#[derive(askama::Template)]
#[template(path = "charts/chart.svg", escape = "html")]
struct Sheet<'a> {
    drawing: &'a Drawing,
    width: i64,
    patterns: Vec<Fill>,
}

impl Sheet<'_> {
    fn points(path: &[(i64, i64)]) -> String {
        path.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
    }
}

impl Drawing {
    /// The picture as SVG.
    ///
    /// # Errors
    /// None: its words are all here.
    pub(crate) fn svg(&self) -> Result<String, askama::Error> {
        let patterns = vec![Fill::Late, Fill::Other, Fill::Undivided];
        Sheet { drawing: self, width: WIDTH, patterns }.render()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_tells_its_content_in_words_and_escapes_them() {
        let marks = vec![
            Mark::Box { x: 1, y: 2, width: 3, height: 4, fill: Fill::Late },
            Mark::Words(Words::at(5, 6, 120, "Sở \"A\" & <B>")),
            Mark::Path(vec![(1, 2), (3, 4)]),
        ];
        let (title, desc) = ("Việc < hạn".to_owned(), "14 việc".to_owned());
        let drawing =
            Drawing { id: "outcomes", language: Language::Vi, title, desc, height: 100, marks };

        let svg = drawing.svg().unwrap();

        for part in [
            "role=\"img\"",
            "aria-labelledby=\"outcomes-title outcomes-desc\"",
            "viewBox=\"0 0 3600 100\"",
            "<title id=\"outcomes-title\">Việc &#60; hạn</title>",
            "<desc id=\"outcomes-desc\">14 việc</desc>",
            "fill=\"url(#outcomes-late)\"",
            "Sở &#34;A&#34; &#38; &#60;B&#62;</text>",
            "points=\"1,2 3,4\"",
            "lang=\"vi\"",
        ] {
            assert!(svg.contains(part), "{part}: {svg}");
        }
        for absent in ["<script", "style=", "href", "http:", "width=\"3600\" height=\"100\" view"] {
            assert!(!svg.replace("xmlns=\"http://www.w3.org/2000/svg\"", "").contains(absent));
        }
    }
}
