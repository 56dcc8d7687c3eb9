//! A front end's files, read once and sent as they lie ready: on the same listener, for paths that no operation has.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use actix_web::http::Method;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};

use super::edge::header::{FromHead, Takes};
use super::prepared::Kept;
use super::problem::{Kind, Problem};
use crate::domain::notice::is_place;

/// So many bytes of files are taken at most, and so many files: they lie in memory.
const MOST: u64 = 64 << 20;
const MOST_FILES: usize = 10_000;
/// So deep folders are looked into.
const DEEPEST: usize = 16;
/// Asked anew each time: a page that is kept would name scripts that are gone.
const ASK_AGAIN: &str = "no-cache, no-transform";
/// Pages run what is theirs and talk to this server alone.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
/// What is told for a folder.
const INDEX: &str = "index.html";

/// Types of files by the end of their names, and whether they are worth packing.
const TYPES: [(&str, &str, bool); 20] = [
    ("html", "text/html; charset=utf-8", true),
    ("css", "text/css; charset=utf-8", true),
    ("js", "text/javascript; charset=utf-8", true),
    ("mjs", "text/javascript; charset=utf-8", true),
    ("json", "application/json", true),
    ("map", "application/json", true),
    ("webmanifest", "application/manifest+json", true),
    ("svg", "image/svg+xml", true),
    ("txt", "text/plain; charset=utf-8", true),
    ("xml", "application/xml", true),
    ("wasm", "application/wasm", true),
    ("png", "image/png", false),
    ("jpg", "image/jpeg", false),
    ("jpeg", "image/jpeg", false),
    ("webp", "image/webp", false),
    ("avif", "image/avif", false),
    ("gif", "image/gif", false),
    ("ico", "image/x-icon", false),
    ("woff2", "font/woff2", false),
    ("pdf", "application/pdf", false),
];

/// The files of a front end by their paths from the root.
#[derive(Debug, Default)]
pub struct Site {
    files: BTreeMap<String, (&'static str, Kept)>,
}

/// What is read of a folder.
struct Reading {
    site: Site,
    bytes: u64,
}

impl Site {
    /// Reads a folder, but for what begins with a dot and for symbolic links, which could lead out of it.
    ///
    /// # Errors
    /// What cannot be read or is too much, for a person.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let mut reading = Reading { site: Self::default(), bytes: 0 };
        reading.folder(folder, "", 0)?;
        Ok(reading.site)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Whether it has something to show at `/`.
    pub fn has_index(&self) -> bool {
        self.files.contains_key(INDEX)
    }

    /// The answer to a request that no operation takes; none where there is no such file either.
    ///
    /// # Errors
    /// [`Kind::MethodNotAllowed`] where something other than reading is asked of a file.
    pub(super) fn answer(&self, request: &HttpRequest) -> Option<Result<HttpResponse, Problem>> {
        let path = request.match_info().as_str();
        let path = path.strip_prefix('/').unwrap_or(path);
        // What is not there of the API is not there, whatever a folder holds.
        if path == "api" || path.starts_with("api/") {
            return None;
        }
        let path = if path.is_empty() || path.ends_with('/') {
            format!("{path}{INDEX}")
        } else {
            path.to_owned()
        };
        // Mails lead there, and what a front end shows there it shows by a script.
        let index = || self.files.get(INDEX).filter(|_| is_place(&path));
        let (content_type, kept) = self.files.get(&path).or_else(index)?;
        if ![Method::GET, Method::HEAD].contains(request.method()) {
            let refusal = Problem::new(Kind::MethodNotAllowed);
            return Some(Err(refusal.with_header("Allow", "GET, HEAD".to_owned())));
        }
        let told = Takes::from_head(request).map(|takes| {
            let mut answer = kept.told(content_type, ASK_AGAIN, &takes);
            let policy = HeaderValue::from_static(POLICY);
            answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
            answer
        });
        Some(told)
    }
}

impl Reading {
    fn folder(&mut self, folder: &Path, above: &str, depth: usize) -> Result<(), String> {
        let fault = |cause: std::io::Error| format!("{}: {cause}", folder.display());
        if depth > DEEPEST {
            return Err(format!("{}: folders are too deep", folder.display()));
        }
        for entry in fs::read_dir(folder).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            let name = entry.file_name();
            let name = name
                .to_str()
                .ok_or_else(|| format!("{}: a name is not UTF-8", entry.path().display()))?;
            let kind = entry.file_type().map_err(fault)?;
            let path = format!("{above}{name}");
            if name.starts_with('.') || kind.is_symlink() {
                continue;
            }
            if kind.is_dir() {
                self.folder(&entry.path(), &format!("{path}/"), depth + 1)?;
            } else if kind.is_file() {
                self.file(&entry.path(), path)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, from: &Path, path: String) -> Result<(), String> {
        let fault = |cause: std::io::Error| format!("{}: {cause}", from.display());
        self.bytes += fs::metadata(from).map_err(fault)?.len();
        if self.bytes > MOST || self.site.files.len() >= MOST_FILES {
            let (most, files) = (MOST >> 20, MOST_FILES);
            return Err(format!(
                "{}: more than {most} MiB or {files} files; name a folder that holds the front end alone",
                from.display()
            ));
        }
        let end = from.extension().and_then(|end| end.to_str()).unwrap_or_default();
        let known = TYPES.iter().find(|(known, ..)| known.eq_ignore_ascii_case(end));
        let bytes = fs::read(from).map_err(fault)?.into();
        let (content_type, kept) = match known {
            Some((_, content_type, true)) => (*content_type, Kept::packed(bytes)),
            Some((_, content_type, false)) => (*content_type, Kept::plain(bytes)),
            None => ("application/octet-stream", Kept::plain(bytes)),
        };
        self.site.files.insert(path, (content_type, kept));
        Ok(())
    }
}
