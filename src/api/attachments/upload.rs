//! A request whose body is a file: its head is read like that of any write, its body piece by piece.

use actix_web::dev::Payload;
use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE, ContentDisposition,
};
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;

use crate::api::State;
use crate::api::edge::gate::Source;
use crate::api::edge::header::{FromHead, Key};
use crate::api::extract::{Read, Whole};
use crate::api::problem::{Kind, Problem};
use crate::domain::attachment::{LARGEST_FILE, Media};
use crate::domain::running::network::Network;
use crate::domain::text::{Language, Place};
use crate::service::attachments::{Added, Giver, Offer};
use crate::service::patience;
use crate::wire::body::Pieces;
use crate::wire::expected;

/// So much of a file that is refused is read on, so that whoever sends it hears why.
const HEARD: u64 = LARGEST_FILE + (1 << 20);

/// A request that brings a file.
pub(crate) struct Upload<Who = (), Id = ()> {
    read: Read<Who, Id>,
    key: Key,
    source: Source,
    offer: Offer,
    pieces: Pieces,
}

impl<Who: FromHead + 'static, Id: DeserializeOwned + 'static> Whole for Upload<Who, Id> {}

impl<Who, Id: Copy> Upload<Who, Id> {
    /// Who brings it.
    pub(super) const fn who(&self) -> &Who {
        &self.read.who
    }

    /// What the path names.
    pub(super) const fn id(&self) -> Id {
        self.read.id
    }

    /// What handlers share.
    pub(super) fn state(&self) -> web::Data<State> {
        self.read.state.clone()
    }

    /// The reader's language.
    pub(super) const fn language(&self) -> Language {
        self.read.language
    }

    /// Takes the file.
    ///
    /// # Errors
    /// Why it is not taken.
    pub(super) async fn receive(self, giver: Giver) -> Result<Added, Problem> {
        let Self { read, key, source, offer, mut pieces } = self;
        let source = Network::of_subscriber(source.0);
        let work = async {
            let begun = read.state.service.begin_upload(giver, offer, key.require()?, source);
            let mut upload = begun.await?;
            while let Some(piece) = pieces.next().await? {
                upload.take(&piece).await?;
            }
            // From here on the client waits for us.
            patience::begin_anew();
            Ok::<_, Problem>(upload.end().await?)
        };
        let taken = work.await;
        if taken.is_err() {
            pieces.drain(HEARD).await;
            patience::begin_anew();
        }
        taken
    }
}

/// What the head says of the file.
fn offer(request: &HttpRequest, inspectors_only: bool) -> Result<Offer, Problem> {
    let headers = request.headers();
    // Two of them could be read two ways.
    let mut types = headers.get_all(CONTENT_TYPE);
    let declared = types.next().and_then(|it| it.to_str().ok()).filter(|_| types.next().is_none());
    let media = declared.and_then(|it| Media::parse(it.trim().to_ascii_lowercase().as_str()));
    let heic = declared.is_some_and(|it| it.contains("heic") || it.contains("heif"));
    let refused = if heic { Kind::Heic } else { Kind::FileType };
    let bytes = headers.get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok());
    Ok(Offer {
        media: media.ok_or(Problem::new(refused))?,
        name: name(request)?,
        bytes,
        inspectors_only,
    })
}

/// The name of the file, where one was sent (`Content-Disposition`, RFC 6266).
fn name(request: &HttpRequest) -> Result<Option<String>, Problem> {
    let Some(sent) = request.headers().get(CONTENT_DISPOSITION) else { return Ok(None) };
    let sent = ContentDisposition::from_raw(sent).ok();
    let plain = sent.as_ref().and_then(|it| it.get_filename().map(str::to_owned));
    let coded = sent.as_ref().and_then(ContentDisposition::get_filename_ext);
    let coded = coded.and_then(|it| String::from_utf8(it.value.clone()).ok());
    let Some(name) = coded.or(plain) else { return Ok(None) };
    // Folders are nobody's business.
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let fault = |fault| Problem::from(vec![expected::of_text("Content-Disposition", fault)]);
    Place::parse(name).map(String::from).map(Some).map_err(fault)
}

impl<Who: FromHead, Id: DeserializeOwned + 'static> Upload<Who, Id> {
    fn of(request: &HttpRequest, pieces: &mut Option<Pieces>) -> Result<Self, Problem> {
        let key = Key::from_head(request)?;
        key.require()?;
        let read = Read::of(request)?;
        let known = read.query.takes("only_inspectors");
        let inspectors_only = known && read.query.flag("only_inspectors")?;
        let offer = offer(request, inspectors_only)?;
        let source = Source::from_head(request)?;
        let pieces = pieces.take().ok_or(Problem::new(Kind::Internal))?;
        Ok(Self { read, key, source, offer, pieces })
    }
}

impl<Who: FromHead, Id: DeserializeOwned + 'static> FromRequest for Upload<Who, Id> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut pieces) = (request.clone(), Some(Pieces::of(payload.take())));
        Box::pin(async move {
            let found = Self::of(&request, &mut pieces);
            if let Some(mut unread) = pieces.filter(|_| found.is_err()) {
                unread.drain(HEARD).await;
                patience::begin_anew();
            }
            found
        })
    }
}
