//! Mail that comes back, as far as it says what it answers: who wrote it is never believed.

use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders};

/// Signs of a reply that are kept.
const LONGEST: usize = 4000;
/// More message ids than this are not looked at.
const MOST_IDS: usize = 50;

/// What came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// A mail server could not deliver, for good: its enhanced status code (RFC 3463), such as 5.1.1.
    Bounce {
        /// The code; `5` where it tells none.
        status: String,
    },
    /// Nobody wrote it (RFC 3834): an answer to it could go round for ever.
    Automatic,
    /// Somebody wrote this.
    Reply {
        /// What, without what it quotes.
        text: String,
    },
}

/// A mail that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The part before the `@` of each message id under our domain that it names.
    pub about: Vec<String>,
    /// What it is.
    pub what: Incoming,
}

/// Reads a mail as it came over the wire. `domain` is that of our message ids, `own` the address that we send from. None where it is no mail.
pub fn receive(raw: &[u8], domain: &str, own: &str) -> Option<Received> {
    let message = MessageParser::default().parse(raw)?;
    let bounced = bounce(&message);
    // A bounce sends the mail back; an answer says what it answers, and its thread may hold others.
    let about = match (&bounced, head(raw, "In-Reply-To"), head(raw, "References")) {
        (Some(_), ..) => ids_under(&String::from_utf8_lossy(raw), domain),
        (None, Some(answered), _) | (None, None, Some(answered)) => ids_under(&answered, domain),
        (None, None, None) => Vec::new(),
    };
    let what = match bounced {
        Some(status) if status.starts_with('5') => Incoming::Bounce { status },
        // It is still being tried.
        Some(_) => Incoming::Automatic,
        None if is_automatic(&message, own) => Incoming::Automatic,
        None => Incoming::Reply { text: written(&message) },
    };
    Some(Received { about, what })
}

/// A field of the head as it was sent, with the lines that go on (RFC 5322 Sect. 2.2.3).
fn head(raw: &[u8], name: &str) -> Option<String> {
    let text = String::from_utf8_lossy(raw);
    let mut lines = text.lines().take_while(|line| !line.is_empty());
    let value = lines.by_ref().find_map(|line| {
        let (field, value) = line.split_once(':')?;
        field.eq_ignore_ascii_case(name).then(|| value.to_owned())
    })?;
    let more = lines.take_while(|line| line.starts_with([' ', '\t']));
    Some(more.fold(value, |value, line| value + line))
}

/// What stands before `@domain` in angle brackets.
fn ids_under(text: &str, domain: &str) -> Vec<String> {
    let end = format!("@{domain}>");
    let before = text.split(&end).collect::<Vec<_>>();
    let Some((_, before)) = before.split_last() else { return Vec::new() };
    let local = |piece: &&str| piece.rsplit_once('<').map(|(_, local)| local.to_owned());
    let plain = |local: &String| {
        !local.is_empty() && local.len() <= 100 && local.bytes().all(|b| b.is_ascii_graphic())
    };
    let mut found: Vec<String> = before.iter().filter_map(local).filter(plain).collect();
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST_IDS);
    found
}

/// The status of a delivery report (RFC 3464), if it is one.
fn bounce(message: &Message<'_>) -> Option<String> {
    let of = message.content_type()?;
    let is_report = of.c_type.eq_ignore_ascii_case("multipart")
        && of.c_subtype.as_deref().is_some_and(|sub| sub.eq_ignore_ascii_case("report"))
        && of.attribute("report-type").is_some_and(|it| it.eq_ignore_ascii_case("delivery-status"));
    if !is_report {
        return None;
    }
    let text = String::from_utf8_lossy(message.raw_message());
    let status = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let value = value.trim();
        let is_code = value.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !value.is_empty();
        (name.eq_ignore_ascii_case("status") && is_code && value.len() <= 12)
            .then(|| value.to_owned())
    });
    Some(status.unwrap_or_else(|| "5".to_owned()))
}

fn text_of<'m>(message: &'m Message<'_>, name: &'static str) -> Option<&'m str> {
    message.header(name).and_then(HeaderValue::as_text)
}

/// Whether no person wrote it, or we ourselves.
fn is_automatic(message: &Message<'_>, own: &str) -> bool {
    let answers =
        text_of(message, "Auto-Submitted").is_some_and(|it| !it.trim().eq_ignore_ascii_case("no"));
    let bulk = text_of(message, "Precedence").is_some_and(|it| {
        ["bulk", "junk", "list", "auto_reply"].iter().any(|one| it.trim().eq_ignore_ascii_case(one))
    });
    let marked = ["X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id"];
    let from = message.from().and_then(|from| from.first()).and_then(|it| it.address.as_deref());
    let domain = |address: &str| address.rsplit_once('@').map(|(_, of)| of.to_lowercase());
    // Without a sender nobody waits for an answer.
    let ours = from.is_none_or(|from| domain(from).is_none() || domain(from) == domain(own));
    let sent_back = text_of(message, "Return-Path").is_some_and(|it| it.trim() == "<>");
    answers
        || bulk
        || ours
        || sent_back
        || marked.iter().any(|name| message.header(*name).is_some())
}

/// What was written, without the lines that quote.
fn written(message: &Message<'_>) -> String {
    let text = message.body_text(0).unwrap_or_default();
    let own = text.lines().filter(|line| !line.trim_start().starts_with('>'));
    let kept: Vec<&str> = own.map(str::trim_end).collect();
    let plain = |c: &char| !c.is_control() || *c == '\n';
    kept.join("\n").trim().chars().filter(plain).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "noreply@liemchinh.example";

    fn read(raw: &str) -> Received {
        receive(raw.replace('\n', "\r\n").as_bytes(), "liemchinh.example", OWN).unwrap()
    }

    #[test]
    fn a_reply_names_what_it_answers_and_leaves_out_what_it_quotes() {
        let found = read(
            "From: <thu@dan.example>\nIn-Reply-To: <0ab1@liemchinh.example>\nReferences: <x@other.example>\n\
             Content-Type: text/plain; charset=utf-8\n\nTôi đã nhận kết quả.\n> Kính gửi\n",
        );

        assert_eq!(found.about, ["0ab1"]);
        let quoted = read(
            "From: <thu@dan.example>\nReferences: <0ab2@liemchinh.example>\n <0ab1@liemchinh.example>\n\nVề <0ab9@liemchinh.example>.\n",
        );
        assert_eq!(quoted.about, ["0ab1", "0ab2"], "only what the head says, over its lines");
        assert_eq!(found.what, Incoming::Reply { text: "Tôi đã nhận kết quả.".to_owned() });
    }

    #[test]
    fn what_no_person_wrote_is_told_from_what_one_did() {
        for head in [
            "From: <a@b.example>\nAuto-Submitted: auto-replied",
            "From: <a@b.example>\nPrecedence: bulk",
            "From: <a@b.example>\nX-Autoreply: yes",
            "From: <noreply@liemchinh.example>",
            "From: <ai-do@LIEMCHINH.example>",
            "Subject: no sender",
        ] {
            assert_eq!(read(&format!("{head}\n\nVắng mặt.\n")).what, Incoming::Automatic, "{head}");
        }
        let person = read("From: <a@b.example>\nAuto-Submitted: no\n\nCó mặt.\n");
        assert_eq!(person.what, Incoming::Reply { text: "Có mặt.".to_owned() });
    }

    #[test]
    fn a_bounce_counts_where_it_is_for_good_and_names_the_mail_that_came_back() {
        let report = |status: &str| {
            format!(
                "From: MAILER-DAEMON@liemchinh.example\nReturn-Path: <>\nContent-Type: multipart/report; \
                 report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n\
                 Reporting-MTA: dns; mx.example\n\nAction: failed\nStatus: {status}\n\n--b\nContent-Type: \
                 text/rfc822-headers\n\nMessage-ID: <0ab1@liemchinh.example>\n\n--b--\n"
            )
        };

        let found = read(&report("5.1.1"));
        assert_eq!(found.what, Incoming::Bounce { status: "5.1.1".to_owned() });
        assert_eq!(found.about, ["0ab1"]);
        assert_eq!(read(&report("4.4.1")).what, Incoming::Automatic, "it is still being tried");
    }
}
