//! A stand-in that speaks clamd's protocol: it looks for words, or says what it is told to.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use liemchinh::harness::clean::{Clamd, ClamdAddress};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

/// Files with this word do harm, and of those with the other nothing can be said.
pub const HARM: &str = "MALWARE";
pub const UNREADABLE: &str = "UNREADABLE";

#[derive(Clone)]
pub struct StandIn {
    folder: Arc<tempfile::TempDir>,
    word: Arc<Mutex<Option<&'static str>>>,
    asked: Arc<AtomicUsize>,
}

impl StandIn {
    pub fn start() -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let listener = UnixListener::bind(folder.path().join("clamd.ctl")).unwrap();
        let stand_in = Self { folder, word: Arc::default(), asked: Arc::default() };
        let served = stand_in.clone();
        actix_web::rt::spawn(async move {
            while let Ok((line, _)) = listener.accept().await {
                served.serve(line).await;
            }
        });
        stand_in
    }

    pub fn clamd(&self) -> Clamd {
        Clamd::at(ClamdAddress::Unix(self.folder.path().join("clamd.ctl")))
    }

    /// Says this of every file from now on, or looks where there is nothing to say.
    pub fn says(&self, word: Option<&'static str>) {
        *self.word.lock().unwrap() = word;
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    async fn serve(&self, mut line: UnixStream) {
        let (mut command, mut file) = ([0; 10], Vec::new());
        line.read_exact(&mut command).await.unwrap();
        assert_eq!(&command, b"zINSTREAM\0");
        while let length @ 1.. = line.read_u32().await.unwrap() {
            let start = file.len();
            file.resize(start + usize::try_from(length).unwrap(), 0);
            line.read_exact(&mut file[start..]).await.unwrap();
        }
        self.asked.fetch_add(1, Ordering::SeqCst);
        let holds = |word: &str| file.windows(word.len()).any(|it| it == word.as_bytes());
        let told = *self.word.lock().unwrap();
        let looked = if holds(HARM) {
            "stream: Test.Malware-1 FOUND\0"
        } else if holds(UNREADABLE) {
            "stream: Can't read file ERROR\0"
        } else {
            "stream: OK\0"
        };
        let word = told.unwrap_or(looked);
        line.write_all(word.as_bytes()).await.unwrap();
    }
}
