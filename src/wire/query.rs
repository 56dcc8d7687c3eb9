//! Reading query parameters: a closed list, each at most once.

use std::fmt::Display;
use std::str::FromStr;

use actix_web::web::Query;

use super::expected;
use super::form::read_day;
use crate::domain::codes::Code;
use crate::domain::fault::FieldError;
use crate::domain::text::TextFault;
use crate::domain::time::Day;
use crate::domain::units::unit::Units;
use crate::service::FieldFault;
use crate::service::cases::Span;

/// Parameters that are there for inspectors alone: for anybody else they are as unknown as what does not exist.
const INSPECTORS_OWN: &[&str] = &["hint"];

/// So many values one parameter has at most.
const MOST_VALUES: usize = 32;

/// The parameters of one request.
pub(crate) struct Params {
    /// Names and values in the order in which they were sent.
    all: Vec<(String, String)>,
    known: &'static [&'static str],
}

impl Params {
    /// Reads the text of a query, which may name only `known` parameters, and what is inspectors' own only where an inspector asks.
    ///
    /// # Errors
    /// The parameter at fault.
    pub(crate) fn read(
        text: &str,
        known: &'static [&'static str],
        inspector: bool,
    ) -> Result<Self, FieldError> {
        let at = |name: &str| format!("?{}", name.chars().take(64).collect::<String>());
        let fault = |name: &str, fault: FieldFault| fault.at(&at(name));
        let pairs = Query::<Vec<(String, String)>>::from_query(text)
            .map_err(|_| fault("", FieldFault::WrongType))?;
        let mut all: Vec<(String, String)> = Vec::new();
        for (name, value) in pairs.into_inner() {
            let hidden = !inspector && INSPECTORS_OWN.contains(&name.as_str());
            if hidden || !known.contains(&name.as_str()) {
                return Err(fault(&name, FieldFault::Unknown));
            }
            let odd = match &value {
                long if long.len() > 500 => Some(TextFault::TooLong),
                odd if odd.chars().any(char::is_control) => Some(TextFault::ControlCharacter),
                _ => None,
            };
            if let Some(odd) = odd {
                return Err(expected::of_text(&at(&name), odd));
            }
            if all.iter().any(|(other, _)| *other == name) {
                return Err(fault(&name, FieldFault::Repeated));
            }
            all.push((name, value));
        }
        Ok(Self { all, known })
    }

    /// Whether the operation takes this parameter.
    pub(crate) fn takes(&self, name: &str) -> bool {
        self.known.contains(&name)
    }

    /// A parameter as it was sent.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        debug_assert!(self.known.contains(&name), "{name} is not in the table of operations");
        self.all.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The parameters as they can be sent again: whatever stands for itself in no query is percent-encoded, once (RFC 3986 § 3.4).
    pub(crate) fn encoded(&self) -> String {
        let pair =
            |(name, value): &(String, String)| format!("{}={}", escaped(name), escaped(value));
        self.all.iter().map(pair).collect::<Vec<_>>().join("&")
    }

    /// Every parameter, in the order in which they were sent.
    pub(crate) fn all(&self) -> &[(String, String)] {
        &self.all
    }

    /// As [`Params::encoded`], with `name` of this value.
    pub(crate) fn with(&self, name: &str, value: &str) -> String {
        let others = self.all.iter().filter(|(other, _)| other != name).cloned();
        let all = others.chain([(name.to_owned(), value.to_owned())]).collect();
        Self { all, known: self.known }.encoded()
    }

    /// The same without a parameter.
    pub(crate) fn without(&self, name: &str) -> Self {
        let others = self.all.iter().filter(|(other, _)| other != name).cloned();
        Self { all: others.collect(), known: self.known }
    }

    /// The same for whoever keeps it.
    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// The problem of a parameter, as `made` of its place.
    fn problem(name: &str, made: impl FnOnce(&str) -> FieldError) -> FieldError {
        made(&format!("?{name}"))
    }

    /// A parameter read by `parse`, or that it is none.
    pub(crate) fn parse<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        none: FieldFault,
    ) -> Result<Option<T>, FieldError> {
        let fault = || Self::problem(name, |at| none.at(at));
        self.text(name).map(|text| parse(text).ok_or_else(fault)).transpose()
    }

    /// A text, read by its type.
    pub(crate) fn typed<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, TextFault>,
    ) -> Result<Option<T>, FieldError> {
        let fault = |fault| Self::problem(name, |at| expected::of_text(at, fault));
        self.text(name).map(|text| parse(text).map_err(fault)).transpose()
    }

    /// One of a closed list of codes.
    pub(crate) fn one_of<T: Code>(&self, name: &str, taken: &[T]) -> Result<Option<T>, FieldError> {
        let one = |text: &str, at: &str| Self::found(text, at, taken);
        self.text(name).map(|text| one(text, &format!("?{name}"))).transpose()
    }

    /// Several of a closed list of codes, parted by commas; none where the parameter is absent.
    pub(crate) fn any_of<T: Code>(&self, name: &str, taken: &[T]) -> Result<Vec<T>, FieldError> {
        self.each(name, |text, at| Self::found(text, at, taken))
    }

    fn found<T: Code>(text: &str, at: &str, taken: &[T]) -> Result<T, FieldError> {
        let found = T::named(text, taken);
        found.ok_or_else(|| FieldFault::NotAllowed.among(at, taken))
    }

    /// Values parted by commas, each read by `parse`, or that it is none.
    pub(crate) fn list<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
        none: FieldFault,
    ) -> Result<Vec<T>, FieldError> {
        self.each(name, |text, at| parse(text).ok_or_else(|| none.at(at)))
    }

    fn each<T>(
        &self,
        name: &str,
        read: impl Fn(&str, &str) -> Result<T, FieldError>,
    ) -> Result<Vec<T>, FieldError> {
        let Some(text) = self.text(name) else { return Ok(Vec::new()) };
        let at = format!("?{name}");
        if text.split(',').count() > MOST_VALUES {
            return Err(expected::too_many(&at, MOST_VALUES));
        }
        text.split(',').map(|one| read(one.trim(), &at)).collect()
    }

    /// Texts parted by commas.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, FieldError> {
        self.each(name, |text, at| {
            let named = expected::name_of_something(text).map(str::to_owned);
            named.map_err(|fault| expected::of_text(at, fault))
        })
    }

    /// The code of a unit of whatever period.
    pub(crate) fn unit(&self, name: &str, units: &Units) -> Result<Option<&str>, FieldError> {
        let known = |code: &&str| units.bearers(code).next().is_some();
        let fault = || Self::problem(name, |at| FieldFault::UnknownUnit.at(at));
        self.text(name).map(|code| Some(code).filter(known).ok_or_else(fault)).transpose()
    }

    /// Codes of units of whatever period, parted by commas.
    pub(crate) fn units(&self, name: &str, units: &Units) -> Result<Vec<String>, FieldError> {
        let known = |code: &str| units.bearers(code).next().map(|_| code.to_owned());
        self.list(name, known, FieldFault::UnknownUnit)
    }

    /// Days from `from` to `to`.
    pub(crate) fn span(&self, from: &str, to: &str) -> Result<Span, FieldError> {
        let span = (self.day(from)?, self.day(to)?);
        if let (Some(first), Some(last)) = span {
            Self::forwards(first, last, to)?;
        }
        Ok(span)
    }

    /// Refuses an end, the parameter `to`, before its beginning.
    pub(crate) fn forwards<T: PartialOrd + Copy>(
        first: T,
        last: T,
        to: &str,
    ) -> Result<(), FieldError> {
        let fault = || Self::problem(to, |at| FieldFault::Backwards.at(at));
        if last < first { Err(fault()) } else { Ok(()) }
    }

    /// The problem of `name`, which cannot stand beside `other`.
    pub(crate) fn not_with(name: &str, other: &str) -> FieldError {
        let other = format!("{other}.");
        Self::problem(name, |at| FieldFault::NotTogether.at(at).and(&other, &other))
    }

    /// A whole number within bounds.
    pub(crate) fn number<T>(&self, name: &str, least: T, most: T) -> Result<Option<T>, FieldError>
    where
        T: PartialOrd + FromStr + Display + Copy,
    {
        let fault = || Self::problem(name, |at| expected::out_of_range(at, least, most));
        let fits = |n: &T| (least..=most).contains(n);
        let read = |text: &str| text.parse().ok().filter(fits).ok_or_else(fault);
        self.text(name).map(read).transpose()
    }

    /// How many items a page should have: 1 to 100, 50 unless said.
    pub(crate) fn limit(&self) -> Result<i64, FieldError> {
        Ok(self.number("limit", 1, 100)?.unwrap_or(50))
    }

    /// A date.
    pub(crate) fn day(&self, name: &str) -> Result<Option<Day>, FieldError> {
        self.parse(name, read_day, FieldFault::NotADate)
    }

    /// `true` or `false`; false where absent.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, FieldError> {
        Ok(self.one_of(name, &["false", "true"])? == Some("true"))
    }
}

/// A text as a query carries it (RFC 3986 § 3.4).
pub(crate) fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~,:".contains(&byte);
    let one = |byte: u8| {
        if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(one).collect()
}
