//! A form that brings one file: what stands before it is read first, the file itself piece by piece while it comes.

use std::io;

use actix_multipart::{Field, Multipart};
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{ContentDisposition, HeaderMap};
use actix_web::web::Bytes;
use futures_util::stream::unfold;
use futures_util::{Stream, StreamExt};

use crate::domain::attachment::{FileRefusal, LARGEST_FILE, Media};
use crate::domain::receipt::Receipt;
use crate::domain::running::network::Network;
use crate::domain::text::Place;
use crate::pages::asked::Fields;
use crate::service::attachments::{Giver, Offer};
use crate::service::{Service, ServiceError, patience};
use crate::wire::body::{BodyFault, Pieces};

/// The name of the field of a file.
const FILE: &str = "anh";
/// The most bytes of a field before it, and the most of those.
const LARGEST_FIELD: usize = 8 * 1024;
const MOST_FIELDS: usize = 8;
/// So much of a file that is refused is read on, so that whoever sends it hears why.
const HEARD: u64 = LARGEST_FILE + (1 << 20);

/// A form with a file, read as far as the file.
pub(super) struct Brought {
    /// What stands before it.
    pub fields: Fields,
    file: Option<Field>,
    rest: Multipart,
}

/// Why a file is not taken.
pub(super) enum NotTaken {
    /// None was chosen.
    Nothing,
    /// It did not come whole.
    Broken,
    /// What the service says.
    Told(ServiceError),
}

impl From<ServiceError> for NotTaken {
    fn from(error: ServiceError) -> Self {
        Self::Told(error)
    }
}

impl Brought {
    /// Reads a form of the type that brings files, as far as its file.
    ///
    /// # Errors
    /// [`BodyFault`].
    pub(super) async fn read(headers: &HeaderMap, payload: Payload) -> Result<Self, BodyFault> {
        let mut rest = Multipart::new(headers, pieces(payload).fuse());
        let mut fields = Fields::new();
        while let Some(part) = rest.next().await {
            let mut part = part.map_err(|_| BodyFault::Broken)?;
            let name = part.name().unwrap_or_default().to_owned();
            if name == FILE {
                // What was waited for until now was not the database.
                patience::begin_anew();
                return Ok(Self { fields, file: Some(part), rest });
            }
            let said = part.bytes(LARGEST_FIELD).await.map_err(|_| BodyFault::TooLarge)?;
            let said = said.map_err(|_| BodyFault::Broken)?;
            fields.insert(name, String::from_utf8_lossy(&said).into_owned());
            if fields.len() > MOST_FIELDS {
                return Err(BodyFault::TooLarge);
            }
        }
        Ok(Self { fields, file: None, rest })
    }

    /// Takes the file; when this returns it is there for good.
    ///
    /// # Errors
    /// [`NotTaken`].
    pub(super) async fn take(
        &mut self,
        service: &Service,
        receipt: &Receipt,
        key: &str,
        source: Network,
    ) -> Result<(), NotTaken> {
        let mut file = self.file.take().ok_or(NotTaken::Nothing)?;
        let name = file.content_disposition().and_then(ContentDisposition::get_filename);
        let name = name.map(str::to_owned).unwrap_or_default();
        if name.is_empty() {
            return Err(NotTaken::Nothing);
        }
        let declared = file.content_type().map(|it| it.essence_str().to_owned());
        // Folders are nobody's business.
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        let offer = Offer {
            media: media(declared.as_deref().unwrap_or_default(), last)?,
            name: Place::parse(last).ok().map(String::from),
            bytes: None,
            inspectors_only: false,
        };
        let giver = Giver::Reporter(receipt.clone());
        let mut upload = service.begin_upload(giver, offer, key, source).await?;
        while let Some(piece) = file.next().await {
            upload.take(&piece.map_err(|_| NotTaken::Broken)?).await?;
            // As long as the file comes, nobody waits for us.
            patience::begin_anew();
        }
        // From here on the client waits for us.
        patience::begin_anew();
        upload.end().await?;
        Ok(())
    }

    /// Reads what is left and forgets it: who is still sending hears no answer.
    pub(super) async fn drain(mut self) {
        drop(self.file);
        while let Some(Ok(_)) = self.rest.next().await {}
        patience::begin_anew();
    }
}

/// What a file is said to be. Telephones name the type of what they do not know by nothing, and then its name says it.
fn media(declared: &str, name: &str) -> Result<Media, NotTaken> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = ending.unwrap_or_default();
    let refused = |why| Err(NotTaken::Told(ServiceError::File(why)));
    if ["heic", "heif"].iter().any(|it| declared.ends_with(it) || ending == *it) {
        return refused(FileRefusal::Heic);
    }
    if let Some(media) = Media::parse(declared) {
        return Ok(media);
    }
    match ending.as_str() {
        "jpg" | "jpeg" => Ok(Media::Jpeg),
        "png" => Ok(Media::Png),
        "webp" => Ok(Media::Webp),
        "pdf" => Ok(Media::Pdf),
        _ => refused(FileRefusal::Type),
    }
}

/// A body as slowly as an honest telephone sends it and no slower, and no longer than a file may be.
fn pieces(payload: Payload) -> impl Stream<Item = Result<Bytes, PayloadError>> + 'static {
    unfold(Some((Pieces::of(payload), 0)), |state| async move {
        let (mut pieces, so_far) = state?;
        let cut = |kind: io::ErrorKind| PayloadError::Io(io::Error::from(kind));
        match pieces.next().await {
            Ok(Some(piece)) => {
                let sum = u64::try_from(piece.len()).unwrap_or(u64::MAX).saturating_add(so_far);
                let whole = sum <= HEARD;
                let item = if whole { Ok(piece) } else { Err(PayloadError::Overflow) };
                Some((item, whole.then_some((pieces, sum))))
            }
            Ok(None) => None,
            Err(BodyFault::TooSlow) => Some((Err(cut(io::ErrorKind::TimedOut)), None)),
            Err(_) => Some((Err(cut(io::ErrorKind::UnexpectedEof)), None)),
        }
    })
    .boxed_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_telephone_does_not_name_is_known_by_its_ending_and_heic_is_told_apart() {
        let of = |declared: &str, name: &str| match media(declared, name) {
            Ok(media) => media.as_str().to_owned(),
            Err(NotTaken::Told(ServiceError::File(why))) => format!("{why:?}"),
            Err(_) => String::new(),
        };
        assert_eq!(of("image/png", "a.jpg"), "image/png");
        assert_eq!(of("application/octet-stream", "GIAY HEN.JPG"), "image/jpeg");
        assert_eq!(of("", "giay-hen.pdf"), "application/pdf");
        assert_eq!(of("image/heic", "IMG_1.HEIC"), "Heic");
        assert_eq!(of("application/octet-stream", "IMG_1.HEIC"), "Heic");
        assert_eq!(of("text/html", "trang.html"), "Type");
    }
}
