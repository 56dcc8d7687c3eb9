//! The course of a measurement: everything that is asked, of each server in turn, so that what disturbs
//! the machine disturbs all of them.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::failure::Failure;
use crate::run::asks;
use crate::run::hostile::Hostile;
use crate::run::load::{Ask, Asks};
use crate::run::results::{Figure, Results};
use crate::run::subject::Subject;

/// So long a server may say nothing before it is taken to be silenced.
const SILENCED: Duration = Duration::from_secs(15);
/// Connections at once.
const CONNECTIONS: [usize; 2] = [16, 64];
/// Connections at once for pages, which cost more.
const FOR_PAGES: [usize; 3] = [4, 16, 64];
/// Cases made ready for each second of a command: more than any server handles.
const AHEAD: u64 = 2_500;

/// Servers, and where their figures go.
pub(crate) struct Course<'c> {
    /// The servers.
    pub(crate) subjects: &'c [Subject],
    /// How long each measurement takes.
    pub(crate) time: Duration,
    /// The figures.
    pub(crate) results: &'c mut Results,
}

impl Course<'_> {
    /// Measures everything.
    pub(crate) async fn run(mut self) -> Result<(), Failure> {
        // The first round of a server's worker is over by then.
        tokio::time::sleep(Duration::from_secs(2)).await;
        self.each("look up", &CONNECTIONS, |one| Ok(asks::lookups(one.receipts.clone()))).await?;
        // What only reads goes first, while the database is as it was filled.
        self.pages().await?;
        self.single_cases().await?;
        self.public().await?;
        self.beside_hostile().await?;
        self.each("file", &CONNECTIONS, |_| Ok(asks::filings())).await?;
        self.commands().await
    }

    async fn each(
        &mut self,
        what: &str,
        connections: &[usize],
        asks: impl Fn(&Subject) -> Result<Asks, Failure>,
    ) -> Result<(), Failure> {
        for at in connections {
            for subject in self.subjects {
                let measured = subject.load.measure(*at, self.time, &asks(subject)?).await?;
                self.results.add(what, *at, &subject.label, Figure::Load(measured));
            }
        }
        Ok(())
    }

    async fn same(
        &mut self,
        connections: &[usize],
        asked: impl Fn(&Subject) -> Vec<(String, Ask)>,
    ) -> Result<(), Failure> {
        let Some(first) = self.subjects.first() else { return Ok(()) };
        for (n, (what, _)) in asked(first).into_iter().enumerate() {
            let nth = |one: &Subject| {
                let found = asked(one).into_iter().nth(n).map(|(_, ask)| asks::always(ask));
                found.ok_or_else(|| Failure::Other("nothing to ask".to_owned()))
            };
            self.each(&what, connections, nth).await?;
        }
        Ok(())
    }

    async fn pages(&mut self) -> Result<(), Failure> {
        self.same(&FOR_PAGES, |one| asks::queues("an inspector", &one.inspector)).await?;
        self.same(&FOR_PAGES, |one| asks::queues("a unit", &one.officer)).await
    }

    async fn single_cases(&mut self) -> Result<(), Failure> {
        let mut ids = Vec::new();
        for subject in self.subjects {
            let listed =
                asks::listed(&subject.load, "count=false", &subject.inspector, 2_000).await?;
            ids.push(Arc::new(listed));
        }
        for (what, part) in [("one case", ""), ("its events", "/events")] {
            for at in CONNECTIONS {
                for (subject, ids) in self.subjects.iter().zip(&ids) {
                    let asks = asks::cases(ids.clone(), part, &subject.inspector);
                    let measured = subject.load.measure(at, self.time, &asks).await?;
                    self.results.add(what, at, &subject.label, Figure::Load(measured));
                }
            }
        }
        Ok(())
    }

    /// Accepts cases and answers them, each once.
    async fn commands(&mut self) -> Result<(), Failure> {
        let ahead = usize::try_from(AHEAD * self.time.as_secs().max(1)).unwrap_or(0);
        let answer = json!({
            "command": "answer", "outcome": "founded", "remedy": "Nhắc nhở bộ phận tiếp nhận.",
            "text": "Cơ quan đã kiểm tra và niêm yết lại.",
        });
        for at in CONNECTIONS {
            for subject in self.subjects {
                let (load, token) = (&subject.load, &subject.officer);
                let ids = Arc::new(asks::received(load, ahead, token).await?);
                let accepts = asks::commands(ids.clone(), 1, json!({"command": "accept"}), token);
                let accepted = load.measure(at, self.time, &accepts).await?;
                self.results.add("accept", at, &subject.label, Figure::Load(accepted));
                let ids = Arc::new(ids.iter().take(accepted.count).cloned().collect());
                let answers = asks::commands(ids, 2, answer.clone(), token);
                let answered = load.measure(at, self.time, &answers).await?;
                self.results.add("answer", at, &subject.label, Figure::Load(answered));
            }
        }
        Ok(())
    }

    async fn public(&mut self) -> Result<(), Failure> {
        let Some(first) = self.subjects.first() else { return Ok(()) };
        let movements = first.load.ask(Ask::get("/api/v1/movements", &[])).await?;
        let movement = movements.pointer("/items/0").and_then(|one| asks::text(one, "code"));
        let movement = movement.unwrap_or_default();
        self.same(&CONNECTIONS, |_| asks::public(&movement)).await
    }

    /// Looking up, alone and beside clients that ask and take nothing.
    async fn beside_hostile(&mut self) -> Result<(), Failure> {
        for subject in self.subjects {
            let asks = asks::lookups(subject.receipts.clone());
            let hostile = Hostile::begin(subject.server.address);
            let beside = subject.load.measure(16, self.time, &asks);
            let what = format!("look up beside {} clients that take nothing", hostile.count());
            // A server that they silence answers nobody, for ever.
            let figure = match tokio::time::timeout(self.time + SILENCED, beside).await {
                Ok(measured) => Figure::Load(measured?),
                Err(_) => Figure::Rate(0.0),
            };
            self.results.add(&what, 16, &subject.label, figure);
        }
        Ok(())
    }
}
