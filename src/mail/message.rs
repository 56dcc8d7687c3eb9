//! The message as it goes over the wire: encoded so that no byte of a text can end it early.

use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MessageBuilder, SinglePart};
use lettre::{Address, Message};

use super::{Mail, MailFault};
use crate::domain::text::EmailAddress;

/// The name reporters and units see.
const SENDER: &str = "Liêm Chính Tây Ninh";

/// Builds the message of `mail` from `from`.
pub(super) fn build(from: &EmailAddress, mail: &Mail) -> Result<Message, MailFault> {
    let permanent = |what: &str| MailFault::Permanent(what.to_owned());
    let parse = |address: &EmailAddress| {
        address.as_str().parse::<Address>().map_err(|_| permanent("not an address"))
    };
    // A bare CR would let a text smuggle a second message past some servers.
    if mail.subject.chars().any(char::is_control) || mail.body.contains('\r') {
        return Err(permanent("a control character in the text"));
    }
    let micros = u64::try_from(mail.date.micros()).unwrap_or(0);
    let mut builder: MessageBuilder = Message::builder()
        .from(Mailbox::new(Some(SENDER.to_owned()), parse(from)?))
        .to(Mailbox::new(None, parse(&mail.to)?))
        .date(UNIX_EPOCH + Duration::from_micros(micros))
        .message_id(Some(format!("<{}>", mail.message_id)))
        .subject(mail.subject.as_str());
    // RFC 3834: no holiday answer should come back to us.
    builder = builder.raw_header(HeaderValue::new(
        HeaderName::new_from_ascii_str("Auto-Submitted"),
        "auto-generated".to_owned(),
    ));
    let part = SinglePart::builder()
        .header(ContentType::TEXT_PLAIN)
        .header(ContentTransferEncoding::Base64)
        .body(mail.body.clone());
    builder.singlepart(part).map_err(|_| permanent("the message could not be built"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(subject: &str, body: &str) -> Mail {
        Mail {
            to: EmailAddress::parse("nhan@don-vi.example").unwrap(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            message_id: "0f@liemchinh.example".to_owned(),
            date: "2024-10-15T02:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_text_cannot_end_the_message_early() {
        let from = EmailAddress::parse("noreply@liemchinh.example").unwrap();
        let raw = build(&from, &mail("Vụ việc mới", "một\n.\nQUIT\nhai")).unwrap().formatted();
        let text = String::from_utf8(raw).unwrap();

        assert!(!text.contains("QUIT"), "the body is encoded");
        assert!(text.contains("Message-ID: <0f@liemchinh.example>"), "{text}");
        assert!(text.contains("Date: Tue, 15 Oct 2024 02:00:00 +0000"), "{text}");
        assert!(text.replace("\r\n", "").bytes().all(|b| b != b'\r' && b != b'\n'));
    }

    #[test]
    fn a_control_character_is_refused_rather_than_sent() {
        let from = EmailAddress::parse("noreply@liemchinh.example").unwrap();

        for (subject, body) in [("a\r\nBcc: x@y.example", "b"), ("a", "b\r.\r"), ("a\nb", "c")] {
            assert!(matches!(build(&from, &mail(subject, body)), Err(MailFault::Permanent(_))));
        }
    }
}
