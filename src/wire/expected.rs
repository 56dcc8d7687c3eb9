//! What a member or a parameter is expected to be, behind the sentence about one that is not.

use crate::domain::fault::FieldError;
use crate::domain::text::TextFault;
use crate::service::FieldFault;

/// A SHA-256 as it is kept, however its digits are written.
pub(crate) fn sha256(text: &str) -> Option<String> {
    let fits = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    fits.then(|| text.to_ascii_lowercase())
}

/// The types of JSON, as a fault names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number without a fraction.
    Whole,
    /// Any number.
    Number,
    /// An object.
    Object,
    /// A list.
    List,
}

/// Another type than the one that is expected at `pointer`.
pub(crate) fn wrong_type(pointer: &str, expected: Type) -> FieldError {
    let (vi, en) = match expected {
        Type::Text => ("Cần một chuỗi trong dấu ngoặc kép.", "Expected is a string."),
        Type::Flag => {
            ("Cần true hoặc false, không có dấu ngoặc kép.", "Expected is true or false, unquoted.")
        }
        Type::Whole => {
            ("Cần một số nguyên, không có dấu ngoặc kép.", "Expected is a whole number, unquoted.")
        }
        Type::Number => ("Cần một số, không có dấu ngoặc kép.", "Expected is a number, unquoted."),
        Type::Object => ("Cần một đối tượng {…}.", "Expected is an object {…}."),
        Type::List => ("Cần một danh sách […].", "Expected is a list […]."),
    };
    FieldFault::WrongType.at(pointer).and(vi, en)
}

/// A number, or how many there are, out of these bounds.
pub(crate) fn out_of_range<T: std::fmt::Display>(pointer: &str, least: T, most: T) -> FieldError {
    let (vi, en) = (format!("Từ {least} đến {most}."), format!("From {least} to {most}."));
    FieldFault::OutOfRange.at(pointer).and(&vi, &en)
}

/// As many entries of a list as are not taken.
pub(crate) fn too_many(pointer: &str, most: usize) -> FieldError {
    let (vi, en) = (format!("Từ 1 đến {most} mục."), format!("From 1 to {most} entries."));
    FieldFault::OutOfRange.at(pointer).and(&vi, &en)
}

/// More bytes than are taken.
pub(crate) fn too_large(pointer: &str, most: usize) -> FieldError {
    let (vi, en) = (format!("Không quá {most} byte."), format!("At most {most} bytes."));
    FieldFault::OutOfRange.at(pointer).and(&vi, &en)
}

/// What is wrong with the text at `pointer`.
pub(crate) fn of_text(pointer: &str, fault: TextFault) -> FieldError {
    FieldError {
        pointer: pointer.to_owned(),
        code: fault.as_str(),
        detail_vi: fault.vi().into(),
        detail_en: fault.en().into(),
    }
}

/// A text of which nothing more is known than that it is a name of something: a hundred bytes on one line.
pub(crate) fn name_of_something(text: &str) -> Result<&str, TextFault> {
    if text.is_empty() {
        return Err(TextFault::Empty);
    }
    if text.len() > 100 {
        return Err(TextFault::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(TextFault::ControlCharacter);
    }
    Ok(text)
}
