//! What a connection asks of its database, in order.

use std::sync::{Arc, Mutex};

use diesel::Connection;
use diesel::connection::InstrumentationEvent;
use liemchinh::harness::store::Conn;

/// The statements of one connection since it is watched.
#[derive(Clone, Default)]
pub struct Statements(Arc<Mutex<Vec<String>>>);

impl Statements {
    /// Watches `conn` from now on.
    pub fn of(conn: &mut Conn) -> Self {
        let watched = Self::default();
        let seen = watched.0.clone();
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::StartQuery { query, .. } = event {
                let text = query.to_string();
                let text = text.split(" -- binds").next().unwrap_or_default();
                seen.lock().unwrap().push(text.to_owned());
            }
        });
        watched
    }

    /// Those that were asked since the last time.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}
