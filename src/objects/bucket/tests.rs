//! A stand-in for a store that is busy, cuts what it sends, forgets, and lies, and what is kept all the same.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Mutex, PoisonError};

use super::*;

const NAME: ObjectName = ObjectName { owner: Uuid::from_u128(1), id: Uuid::from_u128(2) };

/// What the stand-in does with the next request instead of answering it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    /// It is busy (`SlowDown`).
    SlowDown,
    /// It hangs up without a word.
    HangsUp,
    /// It sends half of the body that it announced.
    Cuts,
    /// It says that all is well and has kept half of it, or nothing.
    KeepsHalf,
    KeepsNothing,
    /// It refuses (`AccessDenied`).
    Denies,
}

#[derive(Default)]
struct Shelf {
    objects: BTreeMap<String, Vec<u8>>,
    moods: VecDeque<Mood>,
    requests: usize,
}

struct StandIn {
    shelf: Arc<Mutex<Shelf>>,
    store: S3,
}

impl StandIn {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let access = Access {
            endpoint: format!("http://{}", listener.local_addr().unwrap()),
            bucket: "files".to_owned(),
            region: "vn".to_owned(),
            key_id: "key".to_owned(),
            secret: "secret".to_owned().into(),
            path_style: true,
            ca_pem: None,
        };
        let shelf: Arc<Mutex<Shelf>> = Arc::default();
        let served = shelf.clone();
        std::thread::spawn(move || {
            // A client that goes away is no matter.
            for line in listener.incoming() {
                drop(serve(line.unwrap(), &served));
            }
        });
        let store = S3 { pause: Duration::ZERO, ..S3::new(&access).unwrap() };
        Self { shelf, store }
    }

    fn marked() -> Self {
        let stand_in = Self::start();
        stand_in.store.mark(NAME.owner).unwrap();
        stand_in
    }

    fn shelf(&self) -> std::sync::MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, moods: &[Mood]) {
        self.shelf().moods = moods.iter().copied().collect();
    }

    fn put(&self, name: ObjectName) -> io::Result<()> {
        let mut draft = self.store.begin(name)?;
        draft.add(b"sea")?;
        draft.add(b"led")?;
        draft.keep()
    }
}

fn serve(line: TcpStream, shelf: &Mutex<Shelf>) -> io::Result<()> {
    let mut reader = BufReader::new(line.try_clone()?);
    let (mut head, mut length) = (String::new(), 0);
    reader.read_line(&mut head)?;
    loop {
        let mut field = String::new();
        reader.read_line(&mut field)?;
        let field = field.trim().to_ascii_lowercase();
        if field.is_empty() {
            break;
        }
        length = field.strip_prefix("content-length: ").map_or(length, |it| it.parse().unwrap());
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let (method, target) = head.split_once(' ').unwrap();
    let (path, query) = target.split(' ').next().unwrap().split_once('?').unwrap();
    assert!(query.contains("X-Amz-Signature="), "unsigned: {target}");
    let key = path.strip_prefix("/files/").unwrap();
    let mut shelf = shelf.lock().unwrap_or_else(PoisonError::into_inner);
    shelf.requests += 1;
    let mood = shelf.moods.pop_front();
    let (status, found) = match (mood, method) {
        (Some(Mood::HangsUp), _) => return Ok(()),
        (Some(Mood::SlowDown), _) => (503, b"<Error><Code>SlowDown</Code></Error>".to_vec()),
        (Some(Mood::Denies), _) => (403, b"<Error><Code>AccessDenied</Code></Error>".to_vec()),
        (Some(Mood::KeepsNothing), "PUT") => (200, Vec::new()),
        (_, "PUT") => {
            let half = if mood == Some(Mood::KeepsHalf) { body.len() / 2 } else { body.len() };
            shelf.objects.insert(key.to_owned(), body[..half].to_vec());
            (200, Vec::new())
        }
        (_, "DELETE") => {
            shelf.objects.remove(key);
            (204, Vec::new())
        }
        _ if key.is_empty() => (200, page(&shelf.objects, query)),
        _ => shelf.objects.get(key).map_or((404, Vec::new()), |it| (200, it.clone())),
    };
    answer(line, method, (status, &found), mood)
}

fn answer(
    mut line: TcpStream,
    method: &str,
    (status, body): (u16, &[u8]),
    mood: Option<Mood>,
) -> io::Result<()> {
    // The tag is of nothing: nobody may rest on it.
    let head = format!(
        "HTTP/1.1 {status} x\r\nContent-Length: {}\r\nETag: \"d41d8cd98f00b204e9800998ecf8427e\"\r\nConnection: close\r\n\r\n",
        body.len()
    );
    let sent = if mood == Some(Mood::Cuts) { body.len() / 2 } else { body.len() };
    let sent = if method == "HEAD" { 0 } else { sent };
    line.write_all(&[head.as_bytes(), &body[..sent]].concat())
}

/// A page of two keys.
fn page(objects: &BTreeMap<String, Vec<u8>>, query: &str) -> Vec<u8> {
    let of = |name: &str| {
        query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}="))).unwrap_or("")
    };
    let (prefix, after) = (of("prefix"), of("continuation-token"));
    let rest = objects.keys().filter(|key| key.starts_with(prefix) && key.as_str() > after);
    let keys: Vec<&String> = rest.collect();
    let contents = keys.iter().take(2).map(|key| format!("<Contents><Key>{key}</Key></Contents>"));
    let contents: String = contents.collect();
    let next = keys.get(1).filter(|_| keys.len() > 2);
    let next = next.map(|key| format!("<NextContinuationToken>{key}</NextContinuationToken>"));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{contents}{}</ListBucketResult>",
        next.unwrap_or_default()
    )
    .into_bytes()
}

fn read_all(store: &S3, name: ObjectName) -> Option<Vec<u8>> {
    let mut all = Vec::new();
    store.open(name).unwrap()?.read_to_end(&mut all).unwrap();
    Some(all)
}

#[test]
fn f6_an_object_is_whole_or_not_there_and_lists_go_on_behind_a_page() {
    let stand_in = StandIn::marked();
    let store = &stand_in.store;
    let other = ObjectName { owner: Uuid::from_u128(9), ..NAME };
    store.mark(other.owner).unwrap();
    let mut all: Vec<_> = (2..9).map(Uuid::from_u128).collect();
    for id in &all {
        stand_in.put(ObjectName { id: *id, ..NAME }).unwrap();
    }
    stand_in.put(other).unwrap();

    drop(store.begin(ObjectName { id: Uuid::from_u128(99), ..NAME }).unwrap());
    assert_eq!(read_all(store, NAME).unwrap(), b"sealed");
    assert_eq!(store.length(NAME).unwrap(), Some(6));
    assert_eq!(store.list(NAME.owner).unwrap(), all);
    store.remove(NAME).unwrap();
    store.remove(NAME).unwrap();
    all.remove(0);
    assert_eq!(store.list(NAME.owner).unwrap(), all);
    assert_eq!(store.list(other.owner).unwrap(), [other.id]);
    assert_eq!((store.length(NAME).unwrap(), read_all(store, NAME)), (None, None));
}

#[test]
fn f6_a_store_that_is_busy_or_breaks_off_is_asked_again_and_given_up_in_the_end() {
    for mood in [Mood::SlowDown, Mood::HangsUp, Mood::Cuts] {
        let stand_in = StandIn::marked();
        stand_in.put(NAME).unwrap();
        stand_in.next(&[mood; 4]);
        assert_eq!(read_all(&stand_in.store, NAME).unwrap(), b"sealed", "{mood:?}");
        stand_in.next(&[mood; 5]);
        assert!(stand_in.store.open(NAME).is_err(), "{mood:?}");
        assert_eq!(stand_in.shelf().moods.len(), 0, "{mood:?}");
    }
    let stand_in = StandIn::marked();
    stand_in.next(&[Mood::SlowDown, Mood::SlowDown, Mood::HangsUp, Mood::SlowDown]);
    stand_in.put(NAME).unwrap();
    assert_eq!(read_all(&stand_in.store, NAME).unwrap(), b"sealed");
}

#[test]
fn f6_what_the_store_says_of_an_object_is_not_believed_before_it_was_read_back() {
    for mood in [Mood::KeepsHalf, Mood::KeepsNothing] {
        let stand_in = StandIn::marked();
        let mut draft = stand_in.store.begin(NAME).unwrap();
        draft.add(b"sealed").unwrap();
        stand_in.next(&[mood]);
        assert!(draft.keep().is_err(), "{mood:?}");
        // A page of the list that is cut is none either: nothing is taken for an orphan or for lost.
        stand_in.put(NAME).unwrap();
        stand_in.next(&[Mood::Cuts; 5]);
        assert!(stand_in.store.list(NAME.owner).is_err());
    }
}

#[test]
fn f6_another_bucket_than_the_one_that_was_marked_takes_nothing() {
    let stand_in = StandIn::start();
    let away = |cause: io::Error| cause.kind() == AWAY;

    assert!(!stand_in.store.is_marked(NAME.owner).unwrap());
    assert!(stand_in.put(NAME).is_err_and(away));
    assert!(stand_in.store.open(NAME).is_err_and(away));
    assert!(stand_in.store.length(NAME).is_err_and(away));
    assert!(stand_in.store.list(NAME.owner).is_err_and(away));
    assert!(stand_in.shelf().objects.is_empty());
}

#[test]
fn what_is_denied_is_said_at_once_and_what_is_no_address_is_refused() {
    let stand_in = StandIn::marked();
    let before = stand_in.shelf().requests;
    stand_in.next(&[Mood::Denies]);
    assert!(stand_in.store.open(NAME).is_err());
    assert_eq!(stand_in.shelf().requests, before + 1);

    for endpoint in ["", "s3.example.vn", "ftp://s3.example.vn"] {
        let access = Access {
            endpoint: endpoint.to_owned(),
            bucket: "files".to_owned(),
            region: "vn".to_owned(),
            key_id: String::new(),
            secret: String::new().into(),
            path_style: true,
            ca_pem: None,
        };
        assert!(S3::new(&access).is_err_and(|it| it.en.starts_with("files.s3")), "{endpoint}");
    }
}
