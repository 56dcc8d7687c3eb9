//! Idempotency keys: a request repeated with the same key has one effect and one answer.

use serde_json::Value;
use uuid::Uuid;

use crate::domain::time::Day;
use crate::service::error::ServiceError;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::tokens::{self, TokenRow};
use crate::store::types::{Date, Id};
use crate::vault::{KeyRing, draw};

/// The key of one request, and what was asked with it.
#[derive(Clone)]
pub(super) struct RequestKey {
    key: String,
    hash: Vec<u8>,
    operation: &'static str,
    request: Vec<u8>,
}

impl RequestKey {
    /// The key that `caller` sent with `body` for `operation`.
    pub(super) fn new(
        keys: &KeyRing,
        caller: &str,
        key: &str,
        operation: &'static str,
        body: &Value,
    ) -> Self {
        Self {
            key: key.to_owned(),
            hash: keys.key_hash(caller, key).to_vec(),
            operation,
            request: keys.request_hash(operation, canonical(body).as_bytes()).to_vec(),
        }
    }

    /// The key as it was sent; receipts are derived from it.
    pub(super) fn text(&self) -> &str {
        &self.key
    }

    /// What orders writes with this key.
    pub(super) fn hash(&self) -> &[u8] {
        &self.hash
    }

    /// A row that keeps the key with what its request made: an event of a case, or a version of a record.
    pub(super) fn row(&self, answer: Uuid, n: i32, day: Day) -> TokenRow {
        TokenRow {
            hash: self.hash.clone(),
            operation: self.operation.to_owned(),
            request_hash: self.request.clone(),
            answer_id: Id(answer),
            answer_n: n,
            salt: None,
            made_on: Date(day),
        }
    }

    /// As [`RequestKey::row`], with fresh salt from which a receipt is derived.
    pub(super) fn salted_row(
        &self,
        answer: Uuid,
        n: i32,
        day: Day,
    ) -> Result<(TokenRow, [u8; 16]), ServiceError> {
        let salt: [u8; 16] = draw().map_err(ServiceError::internal)?;
        Ok((TokenRow { salt: Some(salt.to_vec()), ..self.row(answer, n, day) }, salt))
    }

    /// What this key did before, if anything.
    ///
    /// # Errors
    /// [`ServiceError::KeyReused`] where it did something else.
    pub(super) fn seen(
        &self,
        conn: &mut Conn,
    ) -> Result<Result<Option<TokenRow>, ServiceError>, StoreError> {
        let Some(row) = tokens::get(conn, &self.hash)? else { return Ok(Ok(None)) };
        let same = row.operation == self.operation && row.request_hash == self.request;
        Ok(if same { Ok(Some(row)) } else { Err(ServiceError::KeyReused) })
    }
}

/// One text for one JSON value, whatever order its members came in.
pub(super) fn canonical(value: &Value) -> String {
    let mut text = String::new();
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_unstable();
            out.push('{');
            for name in names {
                write_plain(&Value::String(name.clone()), out);
                out.push(':');
                if let Some(member) = members.get(name) {
                    write_canonical(member, out);
                }
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        plain => write_plain(plain, out),
    }
}

fn write_plain(value: &Value, out: &mut String) {
    out.push_str(&value.to_string());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::canonical;

    #[test]
    fn the_order_of_members_does_not_matter_and_everything_else_does() {
        let text = |json: &str| canonical(&serde_json::from_str(json).unwrap());

        assert_eq!(
            text(r#"{"a":1,"b":{"c":[1,2],"d":"x"}}"#),
            text(r#"{"b":{"d":"x","c":[1,2]},"a":1}"#)
        );
        assert_ne!(text(r#"{"a":[1,2]}"#), text(r#"{"a":[2,1]}"#));
        assert_ne!(canonical(&json!({"a": "1"})), canonical(&json!({"a": 1})));
    }
}
