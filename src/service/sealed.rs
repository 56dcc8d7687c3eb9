//! What is sealed: of the integrity channel the report, the contact and every word staff write; and, by the
//! same envelope, what tells of a person elsewhere.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{CaseId, EventId, PendingContactId};
use crate::domain::kind::Channel;
use crate::domain::report::{Contact, PendingContact, Report};
use crate::service::error::ServiceError;
use crate::store::reports::Sealed;
use crate::vault::{KeyRing, Place};

fn report_place(id: CaseId) -> Place {
    Place { table: "integrity_reports", column: "sealed", row: id.uuid() }
}

fn contact_place(id: CaseId) -> Place {
    Place { table: "integrity_reports", column: "sealed_contact", row: id.uuid() }
}

/// Seals `value` for `place`.
pub(super) fn seal<T: Serialize>(
    keys: &KeyRing,
    place: &Place,
    value: &T,
) -> Result<Vec<u8>, ServiceError> {
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(value).map_err(ServiceError::internal)?);
    keys.seal(place, &plain).map_err(ServiceError::internal)
}

/// Opens what was sealed for `place`.
pub(super) fn open<T: for<'de> Deserialize<'de>>(
    keys: &KeyRing,
    place: &Place,
    blob: &[u8],
) -> Result<T, ServiceError> {
    let plain = keys.open(place, blob).map_err(ServiceError::internal)?;
    serde_json::from_slice(&plain).map_err(|_| ServiceError::internal("a sealed text is not JSON"))
}

/// Seals what a tip says, and who says it, for the row of the case `id`.
pub(super) fn seal_tip(
    keys: &KeyRing,
    id: CaseId,
    report: &Report,
    contact: Option<&Contact>,
) -> Result<Sealed, ServiceError> {
    let contact = contact.map(|contact| seal_contact(keys, id, contact));
    Ok(Sealed { report: seal(keys, &report_place(id), report)?, contact: contact.transpose()? })
}

/// Seals who says a tip, for the row of the case `id`.
pub(super) fn seal_contact(
    keys: &KeyRing,
    id: CaseId,
    contact: &Contact,
) -> Result<Vec<u8>, ServiceError> {
    seal(keys, &contact_place(id), contact)
}

/// Opens the report found in the row of the case `id`.
pub(super) fn open_report(keys: &KeyRing, id: CaseId, blob: &[u8]) -> Result<Report, ServiceError> {
    open(keys, &report_place(id), blob)
}

/// Opens the contact found in the row of the case `id`: for its address, by the mail job alone.
pub(super) fn open_contact(
    keys: &KeyRing,
    id: CaseId,
    blob: &[u8],
) -> Result<Contact, ServiceError> {
    open(keys, &contact_place(id), blob)
}

const fn pending_place(id: PendingContactId) -> Place {
    Place { table: "pending_contacts", column: "sealed", row: id.uuid() }
}

/// Seals a contact that waits to be confirmed, of whatever channel.
pub(super) fn seal_pending(
    keys: &KeyRing,
    id: PendingContactId,
    pending: &PendingContact,
) -> Result<Vec<u8>, ServiceError> {
    seal(keys, &pending_place(id), pending)
}

/// Opens a contact that waits to be confirmed.
pub(super) fn open_pending(
    keys: &KeyRing,
    id: PendingContactId,
    blob: &[u8],
) -> Result<PendingContact, ServiceError> {
    open(keys, &pending_place(id), blob)
}

/// Changes every text that somebody wrote in `event_kind`.
fn each_text(
    event_kind: &mut EventKind,
    mut change: impl FnMut(&'static str, &str) -> Result<String, ServiceError>,
) -> Result<(), ServiceError> {
    for (column, text) in event_kind.texts_mut() {
        *text = change(column, text)?;
    }
    Ok(())
}

const fn text_place(id: EventId, column: &'static str) -> Place {
    Place { table: "integrity_events", column, row: id.uuid() }
}

/// Seals what staff wrote before it is stored, in the integrity channel.
pub(super) fn seal_texts(
    keys: &KeyRing,
    channel: Channel,
    id: EventId,
    event_kind: &mut EventKind,
) -> Result<(), ServiceError> {
    if channel == Channel::Service {
        return Ok(());
    }
    each_text(event_kind, |member, text| {
        let blob = keys.seal(&text_place(id, member), text.as_bytes());
        blob.map(|blob| BASE64.encode(&blob)).map_err(ServiceError::internal)
    })
}

/// Opens what staff wrote, for whoever may read it.
pub(super) fn open_texts(
    keys: &KeyRing,
    channel: Channel,
    event: &mut Event,
) -> Result<(), ServiceError> {
    if channel == Channel::Service {
        return Ok(());
    }
    let id = event.id;
    each_text(&mut event.payload.event_kind, |member, text| {
        let blob = BASE64.decode(text.as_bytes()).map_err(ServiceError::internal)?;
        let plain = keys.open(&text_place(id, member), &blob).map_err(ServiceError::internal)?;
        String::from_utf8(plain.to_vec())
            .map_err(|_| ServiceError::internal("a sealed text is not UTF-8"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A report and a contact sealed on 2026-11-27, of a tip that was typed in from a paper.
    const REPORT: &str = "\
        AQABAavJn8MEfqXo9x6hXKUVWhMBBuUpE+XDKZn0X83+wI2uhRjec1s1LtsGBLBC02FPJj2FXEaH6ERMKwdL4nGAch\
        Uft2SoQ8JcdIQ6CxIOSsy5XMgwvKj6i+QzoAu7H+y15xaANseEerqkMGwGdMPbRhzmVXbJjYJDsrT5DCdefEtX6DQC\
        cN8vF3tST3Khumz5+CncJxYPZKPZ9M+pgmHcETmTnQQ+UhULtAnbiZk/tqOWrvdKU76lz87rnTvG4hLv3vxdIdGL9L\
        4RYNH+OByXU0OVFb5EAMO6B8mgwnty9v7pubTKdjDQugPgsTDNOtTw5yME4pEFxUROq8eL5cAAiaS0wsLXoJVqyxlr\
        Hvj9RH7+lmoPk1aSLjQ1+siqj+YTqA6kdbqN01R94CZU5Q6vM3x0ICmNWLQ7J2TgqZYLXktYYGNI2S6bMIQw5FTwva\
        /U5H/AsqRPuRoTX5q/bIxmaTnXn96cYw6ZMdmnTCiZ3IJPyAQwz/WqtUO8q40+IHpEB4cluqSHsx6gdB7/ynjIndiR\
        7K1LgdBcUh2Uu+U6FMm+mmKNO+EKPQBwx6VYaIiraCt+zSIOqzZ1UP8xGgH4x2Hpl9aRt14JUiEsDBROGHuqdh4BwO\
        hVD09/l5lKihYHW29HeCSWUb4E0oSsJ1Ty36tJqO9HMqE1lXq/axWQ0QNnkKw0HAeLot59YzeYn0+T/HWwEiO/3cUU\
        wDSSUS6g/GySU2mAsbFZxDsC2JD/D7EPZwrplsYYc8KQLYSPdY/JP3nsccLhWc1aqCBnyl9GoYZg4ZMurzskJBjPeW\
        76XO0qw4kksB0+Knj5zHuimZQj83jCwZ2+6oQigELJkFyhVGXewtI8vX9thOSURpoHCVJXiE7DkZh0Q2D9482NoGEJ\
        tghQUT3LHutLXdAwZ5rY6o5T+bUZBT+9hM/7DkJUmlK5Q3n0lp1Hmyvgw+MxH02L8YaWvYJ9yFpG407ZGJ28pVOzsE\
        KSlZtqA1dLIJX8bePtff9dIgwwKQTeqXaNr9tDecf0bHH5MPL7z5xIq1tirWAjI66xiclaDnqKSbLi+1P4L6VjZ1pW\
        Y/c4nhzqY4KOW5GrMzjCHCIfDYBspEn1LrGYkR+qsEOgx57IWm1wSozmRQMG2Q+BrcC9rwAmum3SJTTT1+scIpSQkP\
        gvE+G6rFqJjxX0gVhSo1+PLJ8YYt7F048p+0Okdf4yisz6KU4KKTMOb6Phbe8tcQo+b9mKZKI+VSt5JaxhVUyls4Y1\
        m2LDrvdOQ7xbUN6+5gOg/LGHzcLbj8gWC1k2PTDXrK1K2sciGP6BDr1SYTZtdx6tz2avxAZVJ1SsWzbd1Wzhf8oCx0\
        jhPwp1Od69S1n5ZJjlLjYIVazMZGIdrhZGGlbggdNzrfvuJxC9lllOPV6rw7QRa0nMguSzfS5m/h4yDLyU7gTX/jRs\
        dHIE+T80663HPCZaMT055sZfJ5E=\
        ";
    const CONTACT: &str = "\
        AQABAYPOI8x3se4rbc+fDOCh+18SjA+PnVo+TNnflxascHXLyFcDiXK9mdSmU4ksqvNvPK6CB52rSOAp5lQ5thqHyw\
        F/t1FXIRdCcW/FY+Q0sT6p1id8Gtm9vyNRTUj76m3xDn2iNqDWC6SHFvfNAieJZj5I+zyw0j8MQf9oPpDUCqwJqqqU\
        oYBe3fI7pq3FloGIpqAamfj2ySxQcqdUX7vZnToLcObmybZKdWPOl0RXWT1SLxMrFN+sHhEYVqEV7cu1XAyDuUPWdR\
        PfYtK93z7q9teL7S2haRxGYuWk3eWjaMqn4mD67fikOA0v3nzgcEYqZaqrM/d3CUwrObaR2H2tnI+6QaQ1OhDTwvFU\
        /8OZQU+Asi5jg9qhTp/QBiHeGVF367Bc8GRetIkeMYFCqn7MSdbJMAeVrX8RPRXv5anppJ0ejw3IRofvewQ=\
        ";

    #[test]
    fn what_was_sealed_once_opens_for_ever() {
        let (keys, id) = (KeyRing::known(), CaseId::new(uuid::Uuid::from_u128(7)));

        let blob = BASE64.decode(REPORT.as_bytes()).unwrap();
        let report = open_report(&keys, id, &blob).unwrap();
        let blob = BASE64.decode(CONTACT.as_bytes()).unwrap();
        let contact = open_contact(&keys, id, &blob).unwrap();

        let report = serde_json::to_value(&report).unwrap();
        let expected = serde_json::json!({
            "text": "Cán bộ tại quầy gợi ý \u{201c}tiền cà phê\u{201d} để hồ sơ nhanh hơn.",
            "reporter_type": "resident", "language": "en", "about_leader": true,
            "locality": "TN.TPTN", "place": "Quầy số 4", "procedure_code": "1.004203",
            "dossier_code": "H53.05-241001-0012", "promised_on": "2024-10-20",
            "incident_on": "2024-10-14", "bribe": {"fact": "asked", "amount_vnd": 500_000},
            "consent_version": "2024-03", "contested_act": "Thông báo trả hồ sơ",
            "learned_on": "2024-10-13", "prior_case": "PA-7F3K-9Q2M",
            "first_decision": {"received": "2024-09-01"}, "filed_via": "desk_paper",
            "paper_on": "2024-10-15",
        });
        // What reports can say since then it does not say.
        for (member, value) in expected.as_object().unwrap() {
            assert_eq!(report.get(member), Some(value), "{member}");
        }
        assert_eq!(
            serde_json::to_value(contact).unwrap(),
            serde_json::json!({
                "name": "Trần Thị Mẫu", "phone": "+84900000001", "email": "mau@dan.example",
                "address": "Số 1, đường Ví Dụ", "tax_code": null, "organisation": null,
                "language": "en", "id_number": "072000000001", "position": null,
            })
        );
    }

    #[test]
    fn a_tip_opens_in_its_own_row_only() {
        let (keys, id) = (KeyRing::known(), CaseId::new(uuid::Uuid::from_u128(7)));
        let blob = BASE64.decode(REPORT.as_bytes()).unwrap();
        let report = open_report(&keys, id, &blob).unwrap();
        let other = CaseId::new(uuid::Uuid::from_u128(8));

        let sealed = seal_tip(&keys, other, &report, None).unwrap();

        assert!(open_report(&keys, other, &sealed.report).unwrap() == report);
        assert!(open_report(&keys, id, &sealed.report).is_err());
        assert!(open_contact(&keys, other, &sealed.report).is_err());
    }
}
