//! Reading a JSON body strictly: what a lenient reader would guess at is refused.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::problem::{Kind, Problem};
use crate::domain::fault::FieldError;
use crate::service::{FieldFault, patience};
use crate::wire::body::read;

/// The largest body.
const LARGEST: usize = 256 * 1024;
/// The deepest nesting.
const DEEPEST: u32 = 32;

/// Looks at what the head says of the body.
///
/// # Errors
/// [`Kind::MediaType`].
pub(crate) fn json_head(request: &HttpRequest) -> Result<(), Problem> {
    // Two of them could be read two ways.
    let mut types = request.headers().get_all(CONTENT_TYPE);
    let json = types.next().map(|it| it.to_str().is_ok_and(is_json));
    let fault = match json {
        Some(true) if types.next().is_none() => return Ok(()),
        Some(_) => FieldFault::NotAllowed,
        None => FieldFault::Required,
    };
    Err(Problem::header(Kind::MediaType, fault.among("Content-Type", &["application/json"])))
}

/// Reads a JSON body: no duplicate members, no trailing bytes, bounded in size, depth, time and members in all.
///
/// # Errors
/// [`Kind::UnreadableJson`], or those of [`read`].
pub(crate) async fn json_body(payload: Payload, most_members: u32) -> Result<Value, Problem> {
    let bytes = read(payload, LARGEST).await?;
    // From here on the client waits for us.
    patience::begin_anew();
    parse(&bytes, most_members).map_err(Problem::unreadable)
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default();
    // A parameter may be quoted, and a list of them may end in a semicolon (RFC 9110 § 5.6.6).
    let is_utf8 = |parameter: &str| {
        parameter.is_empty()
            || parameter.split_once('=').is_some_and(|(name, value)| {
                let value =
                    value.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(value);
                name.eq_ignore_ascii_case("charset") && value.eq_ignore_ascii_case("utf-8")
            })
    };
    essence.eq_ignore_ascii_case("application/json") && parts.all(is_utf8)
}

/// Reads `text`.
///
/// # Errors
/// What is wrong, and where, for anything that two readers might read differently.
fn parse(text: &[u8], most_members: u32) -> Result<Value, FieldError> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let mut bounds = Bounds { left: most_members, passed: None };
    let read = Strict { depth: DEEPEST, bounds: &mut bounds }.deserialize(&mut reader);
    let whole = read.and_then(|value| reader.end().map(|()| value));
    whole.map_err(|cause| {
        let (line, sign) = place(text, cause.line(), cause.column());
        let (vi, en) =
            (format!("dòng {line}, ký tự {sign}."), format!("line {line}, character {sign}."));
        bounds.passed.unwrap_or(FieldFault::NotJson).at("").and(&vi, &en)
    })
}

/// Line and character, both from 1, of what the reader tells by line and bytes.
fn place(text: &[u8], line: usize, column: usize) -> (usize, usize) {
    let before = text.split(|byte| *byte == b'\n').nth(line.saturating_sub(1));
    let before = before.and_then(|row| row.get(..column)).unwrap_or_default();
    (line.max(1), String::from_utf8_lossy(before).chars().count().max(1))
}

/// What a body may still hold, and which bound it passed.
struct Bounds {
    /// How many members may still come.
    left: u32,
    passed: Option<FieldFault>,
}

struct Strict<'m> {
    depth: u32,
    bounds: &'m mut Bounds,
}

impl Strict<'_> {
    fn inner<E: serde::de::Error>(&mut self) -> Result<Strict<'_>, E> {
        let Some(left) = self.bounds.left.checked_sub(1).filter(|_| self.depth > 0) else {
            self.bounds.passed = Some(FieldFault::TooMuch);
            return Err(E::custom("too deep or too many members"));
        };
        self.bounds.left = left;
        Ok(Strict { depth: self.depth - 1, bounds: self.bounds })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let mut all = Vec::new();
        loop {
            let seed = self.inner()?;
            match items.next_element_seed(seed)? {
                Some(item) => all.push(item),
                None => return Ok(Value::Array(all)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        let mut all = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self.inner()?)?;
            if all.insert(name, value).is_some() {
                self.bounds.passed = Some(FieldFault::MemberTwice);
                return Err(A::Error::custom("a member twice"));
            }
        }
        Ok(Value::Object(all))
    }
}

#[cfg(test)]
mod tests {
    use super::is_json;

    fn parse(text: &[u8]) -> Option<serde_json::Value> {
        super::parse(text, 2000).ok()
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place_and_never_with_what_stands_there() {
        let told = |text: &str| {
            let fault = super::parse(text.as_bytes(), 3).unwrap_err();
            (fault.code, fault.detail_en.rsplit_once(" line ").unwrap().1.to_owned())
        };
        for (text, code, at) in [
            ("", "not_json", "1, character 1."),
            ("{\"a\": 1,\n \"b\": }", "not_json", "2, character 7."),
            ("{\"chữ\": \"Trễ hẹn\", x}", "not_json", "1, character 20."),
            ("{\"a\":\n1} {}", "not_json", "2, character 4."),
            ("{\"a\": 1,\n\"a\": 2}", "member_twice", "2, character 7."),
            ("[1,2,3,4,5]", "too_much", "1, character 7."),
            ("{\"a\": \"Trễ", "not_json", "1, character 10."),
        ] {
            assert_eq!(told(text), (code, at.to_owned()), "{text}");
        }
    }

    #[test]
    fn json_is_told_by_its_type_however_the_parameter_is_written() {
        for taken in [
            "application/json",
            "Application/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"",
            "application/json;",
            "application/json; charset=utf-8;",
        ] {
            assert!(is_json(taken), "{taken}");
        }
        for refused in [
            "text/plain",
            "application/json; charset=latin1",
            "application/jsonp",
            "application/json; q=1",
            "",
        ] {
            assert!(!is_json(refused), "{refused}");
        }
    }

    #[test]
    fn what_two_readers_might_read_differently_is_refused() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(r#"{"a":{"b":[1,"x",null,true,2.5]}}"#.as_bytes()).is_some());
        assert!(parse(nested(31).as_bytes()).is_some());
        let wide = (0..2100).map(|n| format!("\"m{n}\":1,")).collect::<Vec<_>>().concat();
        let refused: Vec<Vec<u8>> = vec![
            br#"{"a":1,"a":2}"#.to_vec(),
            b"{} x".to_vec(),
            b"\xEF\xBB\xBF{}".to_vec(),
            br#"{"a":NaN}"#.to_vec(),
            br#"{"a":"\ud800"}"#.to_vec(),
            b"{\"a\":\"\xff\"}".to_vec(),
            b"".to_vec(),
            nested(40).into_bytes(),
            format!("{{{wide}\"z\":1}}").into_bytes(),
        ];
        for text in refused {
            assert!(parse(&text).is_none(), "{}", String::from_utf8_lossy(&text));
        }
    }

    #[test]
    fn members_are_counted_in_all_and_a_longer_list_is_read_where_more_of_them_are_allowed() {
        let items = vec![r#"{"a":1,"b":2,"c":3}"#; 600].join(",");
        let text = format!("[{items}]");

        assert!(parse(text.as_bytes()).is_none());
        assert!(super::parse(text.as_bytes(), 8000).is_ok());
    }
}
