//! Reading query parameters: a closed list, each at most once.

use std::collections::BTreeMap;

use actix_web::web::Query;

use super::form::read_day;
use super::problem::Problem;
use crate::domain::time::Day;
use crate::service::FieldFault;
use crate::service::cases::Span;

/// Parameters that are there for inspectors alone: for anybody else they are as unknown as what does not exist.
const INSPECTORS_OWN: &[&str] = &["hint"];

/// So many values one parameter has at most.
const MOST_VALUES: usize = 32;

/// The parameters of one request.
pub(crate) struct Params {
    all: BTreeMap<String, String>,
    known: &'static [&'static str],
}

impl Params {
    /// Reads the text of a query, which may name only `known` parameters, and what is inspectors' own only where an inspector asks.
    ///
    /// # Errors
    /// A problem that names the parameter at fault.
    pub(crate) fn read(
        text: &str,
        known: &'static [&'static str],
        inspector: bool,
    ) -> Result<Self, Problem> {
        let fault = |name: &str, fault: FieldFault| {
            let short: String = name.chars().take(64).collect();
            Problem::parameter(fault.at(&format!("?{short}")))
        };
        let pairs = Query::<Vec<(String, String)>>::from_query(text)
            .map_err(|_| fault("", FieldFault::WrongType))?;
        let mut all = BTreeMap::new();
        for (name, value) in pairs.into_inner() {
            let hidden = !inspector && INSPECTORS_OWN.contains(&name.as_str());
            if hidden || !known.contains(&name.as_str()) {
                return Err(fault(&name, FieldFault::Unknown));
            }
            let odd = value.len() > 500 || value.chars().any(char::is_control);
            if odd {
                return Err(fault(&name, FieldFault::NotAllowed));
            }
            if all.insert(name.clone(), value).is_some() {
                return Err(fault(&name, FieldFault::Repeated));
            }
        }
        Ok(Self { all, known })
    }

    /// A parameter as it was sent.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        debug_assert!(self.known.contains(&name), "{name} is not in the table of operations");
        self.all.get(name).map(String::as_str)
    }

    /// The same for whoever keeps it.
    pub(crate) fn owned(&self, name: &str) -> Option<String> {
        self.text(name).map(str::to_owned)
    }

    /// A parameter read by `parse`.
    pub(crate) fn parse<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        self.text(name)
            .map(|text| {
                parse(text).ok_or_else(|| {
                    Problem::parameter(FieldFault::NotAllowed.at(&format!("?{name}")))
                })
            })
            .transpose()
    }

    /// Values parted by commas, each read by `parse`; none where the parameter is absent.
    pub(crate) fn list<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Problem> {
        let all = |text: &str| {
            let values = text.split(',').map(|one| parse(one.trim()));
            values.collect::<Option<Vec<T>>>().filter(|values| values.len() <= MOST_VALUES)
        };
        Ok(self.parse(name, all)?.unwrap_or_default())
    }

    /// Texts parted by commas.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, Problem> {
        self.list(name, |text| (!text.is_empty()).then(|| text.to_owned()))
    }

    /// Days from `{name}_from` to `{name}_to`.
    pub(crate) fn span(&self, from: &str, to: &str) -> Result<Span, Problem> {
        let span = (self.day(from)?, self.day(to)?);
        if let (Some(first), Some(last)) = span
            && last < first
        {
            return Err(Problem::parameter(FieldFault::NotAllowed.at(&format!("?{to}"))));
        }
        Ok(span)
    }

    /// How many items a page should have: 1 to 100, 50 unless said.
    pub(crate) fn limit(&self) -> Result<i64, Problem> {
        let in_bounds = |text: &str| text.parse().ok().filter(|n| (1..=100).contains(n));
        Ok(self.parse("limit", in_bounds)?.unwrap_or(50))
    }

    /// A date.
    pub(crate) fn day(&self, name: &str) -> Result<Option<Day>, Problem> {
        let fault = || Problem::parameter(FieldFault::NotADate.at(&format!("?{name}")));
        self.text(name).map(|text| read_day(text).ok_or_else(fault)).transpose()
    }

    /// `true` or `false`; false where absent.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Problem> {
        Ok(self.parse(name, |text| text.parse().ok())?.unwrap_or(false))
    }
}
