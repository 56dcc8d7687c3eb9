//! What the process logs, caught for a look: tests run side by side in one process, so each sees the lines of all.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, Once, PoisonError, RwLock, Weak};

use tracing::{Level, Metadata};
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::fmt::{MakeWriter, layer};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

type Lines = Mutex<Vec<u8>>;

/// Whoever listens, and up to which level; one who has gone is passed over.
static LISTENING: RwLock<Vec<(Level, Weak<Lines>)>> = RwLock::new(Vec::new());

/// Every line logged from now on, as JSON.
pub struct Log(Arc<Lines>);

impl Log {
    pub fn start(level: Level) -> Self {
        static SUBSCRIBED: Once = Once::new();
        SUBSCRIBED.call_once(|| {
            tracing_subscriber::registry()
                .with(layer().json().flatten_event(true).with_writer(Listeners))
                .with(dynamic_filter_fn(|line, _| !listeners(line).is_empty()))
                .init();
        });
        let log = Self(Arc::default());
        let mut listening = LISTENING.write().unwrap_or_else(PoisonError::into_inner);
        listening.retain(|(_, log)| log.strong_count() > 0);
        listening.push((level, Arc::downgrade(&log.0)));
        log
    }

    pub fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap().clone()
    }
}

/// Those whom a line of this kind reaches.
fn listeners(line: &Metadata<'_>) -> Vec<Arc<Lines>> {
    let listening = LISTENING.read().unwrap_or_else(PoisonError::into_inner);
    let heard = listening.iter().filter(|(level, _)| line.level() <= level);
    heard.filter_map(|(_, log)| log.upgrade()).collect()
}

struct Listeners;

impl<'a> MakeWriter<'a> for Listeners {
    type Writer = Copies;

    fn make_writer(&'a self) -> Copies {
        Copies(Vec::new())
    }

    fn make_writer_for(&'a self, line: &Metadata<'_>) -> Copies {
        Copies(listeners(line))
    }
}

/// One line, for each who hears it.
struct Copies(Vec<Arc<Lines>>);

impl Write for Copies {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for log in &self.0 {
            log.lock().unwrap().extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
