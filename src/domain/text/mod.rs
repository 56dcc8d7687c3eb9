//! Text that people type, cleaned once at the edge: normalised, without controls, within bounds.

mod dossier;
mod fields;
mod fold;
mod person;
mod seen;
mod words;

use unicode_segmentation::UnicodeSegmentation;

pub use dossier::{DossierCode, ProcedureCode};
pub use fields::{FIELDS, unfilled};
pub use fold::{fold, fold_code};
pub use person::{EmailAddress, IdNumber, Phone, TaxCode};
pub(super) use seen::{Lines, clean};
pub use words::Words;

use super::codes::codes;

codes! {
    /// The languages the service speaks.
    Language {
        /// Vietnamese.
        Vi => "vi",
        /// English.
        En => "en",
    }
}

codes! {
    /// What is wrong with a text.
    TextFault {
        /// Nothing that can be seen.
        Empty => "empty",
        /// Neither a letter nor a digit.
        NoWords => "no_words",
        /// Fewer characters than asked.
        TooShort => "too_short",
        /// More characters or bytes than allowed.
        TooLong => "too_long",
        /// A control character.
        ControlCharacter => "control_character",
        /// Not an e-mail address.
        NotAnEmail => "not_an_email",
        /// Not a telephone number.
        NotAPhone => "not_a_phone",
        /// Not a tax code.
        NotATaxCode => "not_a_tax_code",
        /// Not the number of an identity paper.
        NotAnIdNumber => "not_an_id_number",
        /// Not an address that is called.
        NotAWebhookUrl => "not_a_webhook_url",
    }
}

impl TextFault {
    /// What to do, in Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Empty => "Không được để trống.",
            Self::NoWords => "Phải có chữ hoặc số.",
            Self::TooShort => "Quá ngắn; hãy viết rõ hơn.",
            Self::TooLong => "Quá dài; hãy rút gọn.",
            Self::ControlCharacter => "Có ký tự điều khiển không được phép.",
            Self::NotAnEmail => "Không phải địa chỉ thư điện tử, ví dụ ten@example.org.",
            Self::NotAPhone => {
                "Không phải số điện thoại đang dùng được, ví dụ 0900 000 001 hoặc +84 900 000 001."
            }
            Self::NotAWebhookUrl => {
                "Phải là địa chỉ https:// có tên máy, không có người dùng, mật khẩu hay phần sau dấu #."
            }
            Self::NotAnIdNumber => "Số định danh có 6 đến 12 chữ số hoặc chữ cái.",
            Self::NotATaxCode => {
                "Mã số thuế có 10 hoặc 13 chữ số; của hộ kinh doanh là 12 chữ số định danh cá nhân của chủ hộ."
            }
        }
    }

    /// What to do, in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Empty => "Must not be empty.",
            Self::NoWords => "Must hold letters or digits.",
            Self::TooShort => "Too short; please say more.",
            Self::TooLong => "Too long; please shorten it.",
            Self::ControlCharacter => "Holds a control character that is not allowed.",
            Self::NotAnEmail => "Not an e-mail address, such as name@example.org.",
            Self::NotAPhone => {
                "Not a telephone number that can be in use, such as 0900 000 001 or +84 900 000 001."
            }
            Self::NotAWebhookUrl => {
                "Must be https:// with a host, without a user, a password or a fragment."
            }
            Self::NotAnIdNumber => "The number of an identity paper has 6 to 12 digits or letters.",
            Self::NotATaxCode => {
                "A tax code has 10 or 13 digits; that of a household business is its holder's identity number of 12."
            }
        }
    }
}

/// Bounds in characters as people see them; bytes are held to eight per character besides.
pub(super) fn within(text: String, least: usize, most: usize) -> Result<String, TextFault> {
    if text.len() > most.saturating_mul(8) {
        return Err(TextFault::TooLong);
    }
    let seen = text.graphemes(true).take(most.saturating_add(1)).count();
    if seen < least {
        Err(TextFault::TooShort)
    } else if seen > most {
        Err(TextFault::TooLong)
    } else {
        Ok(text)
    }
}

/// Declares a text type with bounds; its `Debug` never shows what somebody wrote.
macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $lines:expr, $least:literal..=$most:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Cleans and bounds `raw`.
            ///
            /// # Errors
            /// The first fault found.
            pub fn parse(raw: &str) -> Result<Self, TextFault> {
                within(clean(raw, $lines)?, $least, $most).map(Self)
            }

            /// The cleaned text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}

text_type! {
    /// What a reporter wrote (20–8,000 characters).
    ReportText, Lines::Many, 20..=8000
}
text_type! {
    /// What a member of staff wrote (2–4,000 characters).
    Note, Lines::Many, 2..=4000
}
text_type! {
    /// A person's name (2–100 characters).
    PersonName, Lines::One, 2..=100
}
text_type! {
    /// An organisation's name (2–200 characters).
    OrganisationName, Lines::One, 2..=200
}
text_type! {
    /// A postal address (5–300 characters).
    PostalAddress, Lines::One, 5..=300
}
text_type! {
    /// Where something happened (2–200 characters).
    Place, Lines::One, 2..=200
}
text_type! {
    /// A decision or an act that is complained of: number and day, or a few words (2–300).
    ActRef, Lines::One, 2..=300
}
text_type! {
    /// What a movement, a criterion or an article is called (2–300 characters).
    Title, Lines::One, 2..=300
}
text_type! {
    /// The version of the consent text that was shown (1–40 characters).
    ConsentVersion, Lines::One, 1..=40
}
text_type! {
    /// The number of a document of an authority, such as 12/KL-TTr (1–60 characters).
    DocumentNumber, Lines::One, 1..=60
}
text_type! {
    /// The post somebody holds (2–150 characters).
    Position, Lines::One, 2..=150
}
text_type! {
    /// Why somebody is looked up (10–500 characters).
    LookUpReason, Lines::Many, 10..=500
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_composed_and_freed_of_what_cannot_be_seen() {
        let name = PersonName::parse("  Nguye\u{302}\u{303}n\u{200B} \u{202E}An ").unwrap();

        assert_eq!(name.as_str(), "Nguyễn An");
    }

    #[test]
    fn line_breaks_are_kept_in_long_text_and_other_controls_refused() {
        let line = "dòng một của phản ánh\r\ndòng hai";

        assert_eq!(ReportText::parse(line).unwrap().as_str(), line.replace("\r\n", "\n"));
        assert_eq!(PersonName::parse("A\nB").unwrap().as_str(), "A B");
        assert_eq!(Note::parse("a\u{7}bc"), Err(TextFault::ControlCharacter));
        assert_eq!(Note::parse("a\rbc").unwrap().as_str(), "a\nbc");
    }

    #[test]
    fn bounds_count_characters_as_people_see_them() {
        assert_eq!(ReportText::parse(&"ế".repeat(19)), Err(TextFault::TooShort));
        assert!(ReportText::parse(&"ế".repeat(8000)).is_ok());
        assert_eq!(ReportText::parse(&"ế".repeat(8001)), Err(TextFault::TooLong));
        assert_eq!(Place::parse("\u{200B} "), Err(TextFault::Empty));
    }

    #[test]
    fn what_somebody_wrote_never_shows_in_debug() {
        assert_eq!(format!("{:?}", PersonName::parse("Trần Bình").unwrap()), "PersonName(..)");
    }
}
