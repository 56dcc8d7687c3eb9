//! A text as a picture that a telephone reads (ISO/IEC 18004), drawn by a template without a style of its own.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

/// Blank modules around it, as readers need them.
const AROUND: usize = 4;

/// The picture, for `templates/pages/qr.html`.
pub(super) struct Picture {
    /// Modules of a side.
    pub side: usize,
    /// The dark ones, as a path of SVG.
    pub dark: String,
}

impl Picture {
    /// The picture of a text; none where it is too long.
    pub(super) fn of(text: &str) -> Option<Self> {
        let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        let mut dark = String::new();
        for y in 0..code.size {
            for (x, module) in code[y].iter().enumerate().take(code.size) {
                if module.value() {
                    write!(dark, "M{} {}h1v1h-1z", x + AROUND, y + AROUND).ok()?;
                }
            }
        }
        Some(Self { side: code.size + 2 * AROUND, dark })
    }
}

#[cfg(test)]
mod tests {
    use super::Picture;

    #[test]
    fn a_picture_has_its_corner_and_what_is_too_long_has_none() {
        let picture = Picture::of("otpauth://totp/x").unwrap();

        // The first row of a finder pattern: seven dark modules and a light one.
        let first: Vec<bool> =
            (4..12).map(|x| picture.dark.contains(&format!("M{x} 4h"))).collect();
        assert_eq!(first, [true, true, true, true, true, true, true, false]);
        assert!(picture.side >= 29);
        assert!(Picture::of(&"x".repeat(4000)).is_none());
    }
}
