//! The message as it goes over the wire: encoded so that no byte of a text can end it early.

use std::time::{Duration, UNIX_EPOCH};

use data_encoding::BASE64;
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
    let mut message =
        builder.singlepart(part).map_err(|_| permanent("the message could not be built"))?;
    message.headers_mut().insert_raw(sender(from));
    Ok(message)
}

/// The sender's name and address, each on a line of its own: together they are longer than the 76 signs that a line with an
/// encoded word may have (RFC 2047 Sect. 2).
fn sender(from: &EmailAddress) -> HeaderValue {
    let name = format!("=?utf-8?b?{}?=", BASE64.encode(SENDER.as_bytes()));
    HeaderValue::dangerous_new_pre_encoded(
        HeaderName::new_from_ascii_str("From"),
        format!("{SENDER} <{}>", from.as_str()),
        format!("{name}\r\n <{}>", from.as_str()),
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
    fn no_line_of_the_head_is_longer_than_76_signs_but_for_one_address() {
        let mut long = mail(&"Vụ việc quá hạn trả lời và chờ giải trình ".repeat(6), "một");
        long.to = EmailAddress::parse("bo-phan-tiep-nhan-va-tra-ket-qua@tn-stnmt.tayninh.example")
            .unwrap();
        for from in [
            "noreply@liemchinh.tayninh.example",
            "phan-anh-kien-nghi.khong-tra-loi@liemchinh.tayninh.example",
        ] {
            let from = EmailAddress::parse(from).unwrap();
            let raw = String::from_utf8(build(&from, &long).unwrap().formatted()).unwrap();
            let head = raw.split("\r\n\r\n").next().unwrap();
            for line in head.split("\r\n") {
                assert!(line.len() <= 76, "{} {line}", line.len());
            }
        }
    }

    proptest! {
        #[test]
        fn what_the_desk_takes_for_an_address_can_be_written_to(
            local in "[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,66}",
            domain in "[a-z0-9.-]{1,70}",
            top in "[a-z]{2,64}",
        ) {
            if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}.{top}")) {
                prop_assert!(address.as_str().parse::<Address>().is_ok(), "{}", address.as_str());
            }
        }
    }

    #[test]
    fn a_control_character_is_refused_rather_than_sent() {
        let from = EmailAddress::parse("noreply@liemchinh.example").unwrap();

        for (subject, body) in [("a\r\nBcc: x@y.example", "b"), ("a", "b\r.\r"), ("a\nb", "c")] {
            assert!(matches!(build(&from, &mail(subject, body)), Err(MailFault::Permanent(_))));
        }
    }
}
