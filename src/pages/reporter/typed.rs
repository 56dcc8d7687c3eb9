//! What was typed for an act and had no effect yet: it comes back on the next page, and nothing but the button of its own form runs it.

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::acts::Act;
use crate::pages::asked::Fields;

/// The most characters that come back: more than any act takes, and no more than a page of the usual size holds.
const MOST: usize = 6_000;

/// What was typed, and for what.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// For what.
    pub act: Option<Act>,
    /// Whether its own button was pressed, on a page that showed the report: what is only kept runs nothing.
    pub armed: bool,
    /// The words.
    pub text: String,
    /// Whether somebody was made to take the report back.
    pub pressed: bool,
    /// The key of its form: under it the act has one effect however often it is sent.
    pub key: Option<String>,
}

impl Typed {
    /// What a form brought: `viec` is done, `giu` is kept. A receipt that is typed shows its report and does nothing to it.
    pub(super) fn of(fields: &Fields) -> Self {
        let named = |name: &str| fields.get(name).and_then(|code| Act::named(code));
        let shown = fields.contains_key("phieu") && !fields.contains_key("ma");
        let (done, kept) = (named("viec"), named("giu"));
        let act = done.or(kept);
        let text = act.map(|act| act.typed(fields)).unwrap_or_default();
        Self {
            act,
            armed: shown && done.is_some(),
            text: text.chars().take(MOST).collect(),
            pressed: fields.get("ep").is_some_and(|it| it == "co"),
            key: act.and_then(|_| form_key(fields)),
        }
    }

    /// What is to be done.
    pub(super) fn asked(&self) -> Option<Act> {
        self.act.filter(|_| self.armed)
    }

    /// The key of its form, or one that nobody has used.
    pub(super) fn key_or(&self, fresh: impl FnOnce() -> String) -> String {
        self.key.clone().unwrap_or_else(fresh)
    }
}

/// The key that a form of ours was given.
pub(super) fn form_key(fields: &Fields) -> Option<String> {
    let fits = |key: &&String| key.len() == 32 && key.bytes().all(|it| it.is_ascii_alphanumeric());
    fields.get("khoa").filter(fits).cloned()
}

/// The key that makes an act safe to send again: that of its form, for this act and all that it says. A form that lies behind and
/// is sent once more with anything else is another act.
pub(super) fn key_of(form: &str, act: Act, body: &Value) -> String {
    let digest = Sha256::digest(body.to_string().as_bytes());
    let said = HEXLOWER.encode(digest.get(..8).unwrap_or(&digest));
    format!("{form}-{}-{said}", act.code())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn nothing_runs_but_what_a_button_beside_a_shown_report_names() {
        let act = ("viec", "rut");
        assert_eq!(Typed::of(&fields(&[("phieu", "x"), act])).asked(), Some(Act::Withdraw));
        for sent in [
            fields(&[("ma", "x"), act]),
            fields(&[("phieu", "x"), ("ma", "x"), act]),
            fields(&[("phieu", "x"), ("giu", "rut")]),
            fields(&[("phieu", "x"), ("viec", "khac")]),
        ] {
            assert_eq!(Typed::of(&sent).asked(), None, "{sent:?}");
        }
        assert_eq!(Typed::of(&fields(&[("ma", "x"), ("giu", "rut")])).act, Some(Act::Withdraw));
    }

    #[test]
    fn what_comes_back_has_an_end() {
        let long = "ắ".repeat(MOST + 1);
        let typed = Typed::of(&fields(&[("viec", "bo-sung"), ("noi_dung_bo-sung", &long)]));
        assert_eq!(typed.text.chars().count(), MOST);
    }

    #[test]
    fn whoever_says_anything_else_asks_for_another_act() {
        let key = |pressed: bool| {
            let body = json!({"text": "Tôi rút.", "under_pressure": pressed});
            key_of("0", Act::Withdraw, &body)
        };
        assert_eq!(key(true), key(true));
        assert_ne!(key(true), key(false));
    }
}
