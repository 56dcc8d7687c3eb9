//! Asking clamd about a file: its stream protocol, of which only a word that says so makes a file clean.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use crate::domain::text::Words;

/// So long one file may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// So much of a file goes at once.
const PIECE: usize = 64 * 1024;
/// The longest answer that is read, in bytes.
const LONGEST: u64 = 4096;
/// The longest name of what was found that is kept.
const LONGEST_NAME: usize = 120;

/// Where clamd listens: `unix:PATH` or `tcp:HOST:PORT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A socket on this machine.
    Unix(PathBuf),
    /// A host and a port.
    Tcp(String),
}

/// The way to clamd.
#[derive(Debug, Clone)]
pub struct Clamd {
    address: Address,
    patience: Duration,
}

/// What clamd says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It knows nothing against it.
    Clean,
    /// It is, or holds, what this names.
    Found(String),
}

/// Why nothing is known of a file.
#[derive(Debug, thiserror::Error)]
pub enum Unasked {
    /// Nobody answers there, or not in time: of other files nothing would be known either.
    #[error("clamd cannot be reached: {0}")]
    Away(io::Error),
    /// It answered something else than a verdict, or ended in the middle: of this file nothing is known.
    #[error("clamd gave no verdict: {0}")]
    NoVerdict(String),
}

impl FromStr for Address {
    type Err = Words;

    fn from_str(text: &str) -> Result<Self, Words> {
        let unix = text.strip_prefix("unix:").filter(|path| path.starts_with('/'));
        let tcp = text.strip_prefix("tcp:").filter(|place| {
            let port = place.rsplit_once(':').filter(|(host, _)| !host.is_empty());
            port.is_some_and(|(_, port)| port.parse::<u16>().is_ok_and(|port| port > 0))
        });
        let unix = unix.map(|path| Self::Unix(path.into()));
        unix.or_else(|| tcp.map(|place| Self::Tcp(place.to_owned()))).ok_or_else(|| {
            Words::new(
                "phải là unix:/đường/dẫn hoặc tcp:máy:cổng",
                "must be unix:/a/path or tcp:host:port",
            )
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Tcp(place) => write!(f, "tcp:{place}"),
        }
    }
}

/// A connection of either kind.
trait Line: AsyncRead + AsyncWrite + Unpin + Send {}

impl<T: AsyncRead + AsyncWrite + Unpin + Send> Line for T {}

impl Clamd {
    /// The clamd at `address`.
    pub fn at(address: Address) -> Self {
        Self { address, patience: PATIENCE }
    }

    /// The same, which waits so long for a file and no longer.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Where it is.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// Which version answers, with that of what it knows.
    ///
    /// # Errors
    /// [`Unasked`].
    pub async fn version(&self) -> Result<String, Unasked> {
        let said = self.within(async {
            let mut line = self.line().await?;
            line.write_all(b"zVERSION\0").await?;
            answer(line.as_mut()).await
        });
        let said = said.await?;
        let known = said.starts_with("ClamAV ").then(|| readable(&said));
        known.ok_or_else(|| Unasked::NoVerdict(readable(&said)))
    }

    /// What it says of a file.
    ///
    /// # Errors
    /// [`Unasked`]: then the file is neither clean nor the opposite.
    pub async fn ask(&self, content: &[u8]) -> Result<Verdict, Unasked> {
        let said = self.within(async {
            let mut line = self.line().await?;
            // One that refuses the rest says why before it hangs up.
            let sent = stream(line.as_mut(), content).await;
            Ok((sent.is_ok(), answer(line.as_mut()).await?))
        });
        match said.await? {
            (false, said) if verdict(&said)? == Verdict::Clean => {
                Err(Unasked::NoVerdict("of a part of it".to_owned()))
            }
            (_, said) => verdict(&said),
        }
    }

    async fn line(&self) -> io::Result<Box<dyn Line>> {
        Ok(match &self.address {
            Address::Unix(path) => Box::new(UnixStream::connect(path).await?),
            Address::Tcp(place) => Box::new(TcpStream::connect(place).await?),
        })
    }

    async fn within<T>(&self, work: impl Future<Output = io::Result<T>>) -> Result<T, Unasked> {
        let late = || io::Error::from(io::ErrorKind::TimedOut);
        let done = timeout(self.patience, work).await.unwrap_or_else(|_| Err(late()));
        done.map_err(Unasked::Away)
    }
}

/// Sends a file: pieces behind their lengths, and an empty one.
async fn stream(line: &mut dyn Line, content: &[u8]) -> io::Result<()> {
    line.write_all(b"zINSTREAM\0").await?;
    for piece in content.chunks(PIECE) {
        let length = u32::try_from(piece.len()).map_err(io::Error::other)?;
        line.write_all(&length.to_be_bytes()).await?;
        line.write_all(piece).await?;
    }
    line.write_all(&0_u32.to_be_bytes()).await?;
    line.flush().await
}

/// What it answers, to its end; nothing where it hangs up without a word.
async fn answer(line: &mut dyn Line) -> io::Result<String> {
    let mut said = Vec::new();
    match line.take(LONGEST).read_to_end(&mut said).await {
        // A reset that comes behind the answer takes nothing from it.
        Err(cause) if said.is_empty() && cause.kind() != io::ErrorKind::ConnectionReset => {
            Err(cause)
        }
        _ => Ok(String::from_utf8_lossy(&said).into_owned()),
    }
}

/// What an answer says of a file. It ends with a zero byte; one that was cut off says nothing.
fn verdict(said: &str) -> Result<Verdict, Unasked> {
    let whole = said.strip_suffix('\0').and_then(|said| said.strip_prefix("stream: "));
    let found = whole.and_then(|said| said.strip_suffix(" FOUND"));
    match (whole, found) {
        (Some("OK"), _) => Ok(Verdict::Clean),
        // One answer alone, to its end.
        (_, Some(name)) if !name.is_empty() && !name.contains('\0') => {
            Ok(Verdict::Found(readable(name)))
        }
        _ => Err(Unasked::NoVerdict(readable(said))),
    }
}

/// As much of it as may be shown and logged.
fn readable(said: &str) -> String {
    said.chars().filter(|one| one.is_ascii_graphic() || *one == ' ').take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f2_only_a_whole_word_that_says_so_makes_a_file_clean() {
        let of = |said: &str| verdict(said).ok();

        assert_eq!(of("stream: OK\0"), Some(Verdict::Clean));
        let eicar = Verdict::Found("Win.Test.EICAR_HDB-1".to_owned());
        assert_eq!(of("stream: Win.Test.EICAR_HDB-1 FOUND\0"), Some(eicar));
        for said in [
            "",
            "\0",
            "stream: OK",
            "stream: O",
            "OK\0",
            "stream: ok\0",
            "stream: OK\0stream: X FOUND\0",
            "stream:  FOUND\0",
            "stream: X FOUN\0",
            "INSTREAM size limit exceeded. ERROR\0",
            "stream: Can't allocate memory ERROR\0",
            "HTTP/1.1 400 Bad Request\r\n\r\n",
        ] {
            assert_eq!(of(said), None, "{said:?}");
        }
        let long = format!("stream: {}\u{1b}[31m FOUND\0", "x".repeat(300));
        let Some(Verdict::Found(name)) = of(&long) else { panic!() };
        assert_eq!(name, "x".repeat(LONGEST_NAME));
    }

    #[test]
    fn an_address_is_a_path_from_the_root_or_a_host_with_a_port() {
        for right in ["unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310", "tcp:[::1]:3310"] {
            assert_eq!(right.parse::<Address>().unwrap().to_string(), right);
        }
        for wrong in
            ["", "/run/clamd", "unix:run", "tcp:host", "tcp::3310", "tcp:h:0", "http://x:1"]
        {
            assert!(wrong.parse::<Address>().is_err(), "{wrong}");
        }
    }

    /// What a stand-in does with a connection.
    #[derive(Debug, Clone, Copy)]
    enum Mood {
        /// It reads the file and says this.
        Says(&'static str),
        /// It says this after the first piece and hangs up.
        Interrupts(&'static str),
        /// It reads the file and says nothing for as long as anybody waits.
        Hangs,
        /// It hangs up without a look.
        Leaves,
    }

    /// A stand-in behind a socket in `folder`, for one question.
    fn stand_in(folder: &std::path::Path, mood: Mood) -> (Clamd, tokio::task::JoinHandle<Vec<u8>>) {
        let path = folder.join("clamd.ctl");
        let listener = tokio::net::UnixListener::bind(&path).unwrap();
        let served = tokio::spawn(async move {
            let (mut line, _) = listener.accept().await.unwrap();
            let mut file = Vec::new();
            let mut command = [0; 10];
            if matches!(mood, Mood::Leaves) {
                return file;
            }
            line.read_exact(&mut command).await.unwrap();
            assert_eq!(&command, b"zINSTREAM\0");
            while let Ok(length @ 1..) = line.read_u32().await {
                let start = file.len();
                file.resize(start + usize::try_from(length).unwrap(), 0);
                line.read_exact(&mut file[start..]).await.unwrap();
                if let Mood::Interrupts(word) = mood {
                    line.write_all(word.as_bytes()).await.unwrap();
                    return file;
                }
            }
            match mood {
                Mood::Says(word) => drop(line.write_all(word.as_bytes()).await),
                // Until whoever asked hangs up.
                _ => drop(line.read_u8().await),
            }
            file
        });
        (Clamd::at(Address::Unix(path)), served)
    }

    async fn asked(mood: Mood, content: &[u8]) -> Result<Verdict, Unasked> {
        let folder = tempfile::tempdir().unwrap();
        let (clamd, served) = stand_in(folder.path(), mood);
        let patience = if matches!(mood, Mood::Hangs) { 50 } else { 60_000 };
        let verdict = clamd.patient(Duration::from_millis(patience)).ask(content).await;
        let got = served.await.unwrap();
        assert!(content.starts_with(&got), "{mood:?}");
        assert!(
            verdict.is_err()
                || got.len() == content.len()
                || matches!(verdict, Ok(Verdict::Found(_)))
        );
        verdict
    }

    #[tokio::test]
    async fn f2_a_file_goes_to_clamd_whole_and_its_word_comes_back() {
        for length in [0, 1, PIECE, PIECE + 1, 5 * PIECE] {
            let file = vec![0x5A; length];
            assert_eq!(asked(Mood::Says("stream: OK\0"), &file).await.unwrap(), Verdict::Clean);
        }
        let found = Mood::Says("stream: Eicar-Test-Signature FOUND\0");
        let found = asked(found, b"x").await.unwrap();
        assert_eq!(found, Verdict::Found("Eicar-Test-Signature".to_owned()));
    }

    #[tokio::test]
    async fn f2_whatever_else_clamd_does_says_nothing_of_a_file() {
        let file = vec![0x5A; 20 * PIECE];
        for mood in [
            Mood::Says(""),
            Mood::Says("stream: OK"),
            Mood::Says("stre"),
            Mood::Says("INSTREAM size limit exceeded. ERROR\0"),
            Mood::Says("stream: Can't open file or directory ERROR\0"),
            Mood::Interrupts("INSTREAM size limit exceeded. ERROR\0"),
            Mood::Interrupts("stream: OK\0"),
            Mood::Interrupts(""),
            Mood::Leaves,
        ] {
            let said = asked(mood, &file).await;
            assert!(
                matches!(said, Err(Unasked::NoVerdict(_) | Unasked::Away(_))),
                "{mood:?}: {said:?}"
            );
        }
    }

    #[tokio::test]
    async fn f2_a_clamd_that_hangs_or_is_not_there_holds_nobody_up() {
        let hangs = asked(Mood::Hangs, b"x").await;
        assert!(
            matches!(&hangs, Err(Unasked::Away(cause)) if cause.kind() == io::ErrorKind::TimedOut)
        );
        let folder = tempfile::tempdir().unwrap();
        let nobody = Clamd::at(Address::Unix(folder.path().join("clamd.ctl")));
        assert!(matches!(nobody.ask(b"x").await, Err(Unasked::Away(_))));
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let nobody = Clamd::at(format!("tcp:{closed}").parse().unwrap());
        assert!(matches!(nobody.version().await, Err(Unasked::Away(_))));
    }

    #[tokio::test]
    async fn a_clamd_behind_a_port_says_its_version_and_nobody_else_does() {
        for (said, known) in
            [("ClamAV 1.4.3/27500/Tue\0", true), ("HTTP/1.1 400\r\n", false), ("", false)]
        {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            let clamd =
                Clamd::at(format!("tcp:{}", listener.local_addr().unwrap()).parse().unwrap());
            let served = tokio::spawn(async move {
                let (mut line, _) = listener.accept().await.unwrap();
                let mut command = [0; 9];
                line.read_exact(&mut command).await.unwrap();
                assert_eq!(&command, b"zVERSION\0");
                line.write_all(said.as_bytes()).await.unwrap();
            });
            assert_eq!(clamd.version().await.is_ok(), known, "{said}");
            served.await.unwrap();
        }
    }
}
