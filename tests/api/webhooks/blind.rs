//! What a subscriber is told tells no more than the queue: two worlds that differ in what a unit may not know are told alike, and no tip of
//! an inspector ever leaves.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::receiver::{Received, Receiver};
use super::{backend, ids, subscribed, told_at};
use crate::app::{TestApp, feedback, tip, with};
use crate::finding::blind::{Known, played};
use crate::followed::Life;
use crate::on_both_calling_apps;

/// One world: what is drawn in it by chance, and who is told of it.
struct World<'a> {
    app: &'a TestApp,
    known: Known,
    officer: Receiver,
    leader: Receiver,
}

impl<'a> World<'a> {
    async fn begin(app: &'a TestApp, other: bool) -> Self {
        let known = played(app, other).await;
        let (officer, leader) = (Receiver::start(), Receiver::start());
        subscribed(app, &known.officer, &officer).await;
        subscribed(app, &known.leader, &leader).await;
        Self { app, known, officer, leader }
    }

    /// All that was told until `at`, without what is drawn by chance: ids go by their place.
    async fn told(&self, at: &str) -> Vec<Vec<(usize, String)>> {
        let first = told_at(self.app, &self.officer, at).await;
        let alike = |all: Vec<Received>| -> Vec<(usize, String)> {
            all.iter().map(|one| (one.text.len(), self.alike(one))).collect()
        };
        vec![alike(first), alike(self.leader.take())]
    }

    fn alike(&self, received: &Received) -> String {
        let Value::Object(mut members) = received.body.clone() else { panic!("{received:?}") };
        for drawn in ["delivery", "webhook"] {
            assert_eq!(members.remove(drawn).unwrap().as_str().unwrap().len(), 36);
        }
        let mut text = Value::Object(members).to_string();
        for (what, list) in [("open", &self.known.open), ("taken", &self.known.taken)] {
            for (at, (id, number)) in list.iter().enumerate() {
                text = text.replace(id, &format!("{what}-{at}"));
                text = text.replace(number, &format!("{what}-number-{at}"));
            }
        }
        text
    }
}

#[apply(on_both_calling_apps)]
async fn by_what_it_is_told_a_unit_cannot_tell_what_it_may_not_know(app: &TestApp) {
    let second = TestApp::start_with(backend(app), super::caller(), false).await.unwrap();
    let (one, other) = (World::begin(app, false).await, World::begin(&second, true).await);
    let first = [one.told("2024-10-15T02:10:00Z").await, other.told("2024-10-15T02:10:00Z").await];
    // What only inspectors know goes on in one of them, what the unit knows in both.
    for world in [&one, &other] {
        world.app.set("2024-10-15T02:12:00Z");
    }
    for (id, _) in other.known.open.iter().take(5) {
        let inspector = second.inspector().await;
        let reply = second.get(&format!("/api/v1/cases/{id}")).bearer(&inspector).send().await;
        assert_eq!(reply.status, 200);
        assert_eq!(second.file(&tip()).await.status, 201);
    }
    for world in [&one, &other] {
        let body = with(feedback(), &json!({"unit": "703"}));
        Life::file(world.app, &body).await;
        let (id, _) = &world.known.open[0];
        let version = world.app.get(&format!("/api/v1/cases/{id}")).bearer(&world.known.officer);
        let version = version.send().await.body["version"].as_i64().unwrap();
        let version = i32::try_from(version).unwrap();
        let body = json!({"command": "accept"});
        let taken = world.app.command(&world.known.officer, id, version, &body).await;
        assert_eq!(taken.status, 200, "{}", taken.body);
    }
    let then = [one.told("2024-10-15T02:40:00Z").await, other.told("2024-10-15T02:40:00Z").await];
    let last = [one.told("2024-10-15T03:10:00Z").await, other.told("2024-10-15T03:10:00Z").await];

    for [of_one, of_other] in [&first, &then, &last] {
        assert_eq!(of_one, of_other);
    }
    assert_eq!(first[0].iter().map(Vec::len).collect::<Vec<_>>(), [1, 1]);
    assert_eq!(then[0].iter().map(Vec::len).collect::<Vec<_>>(), [1, 1]);
    assert!(first[0][0][0].1.contains("open-number-19") && !first[0][0][0].1.contains("taken"));
    second.finish().await;
}

#[apply(on_both_calling_apps)]
async fn an_inspectors_tips_never_leave(app: &TestApp) {
    let receiver = Receiver::start();
    let inspector = app.inspector().await;
    subscribed(app, &inspector, &receiver).await;
    let (life, _) = Life::file(app, &feedback()).await;
    let (mut sealed, _) = Life::file(app, &tip()).await;
    sealed.take(&inspector).await;
    let (mut moved, _) = Life::file(app, &feedback()).await;
    let take = json!({"command": "requalify", "kind": "corruption_tip", "text": "Vụ việc cần thanh tra trực tiếp xác minh."});
    moved.step(&inspector, take).await;

    let told = told_at(app, &receiver, "2024-10-15T02:10:00Z").await;
    let more = told_at(app, &receiver, "2024-10-15T02:40:00Z").await;

    assert_eq!(told.iter().flat_map(ids).collect::<Vec<_>>(), [life.id]);
    assert_eq!(more.len(), 0);
    let inspector = app.inspector().await;
    let list = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let tips = list.body["items"].as_array().unwrap();
    assert_eq!(tips.len(), 2);
    for id in tips.iter().map(|it| it["id"].as_str().unwrap()).chain([moved.id.as_str()]) {
        assert!(!told[0].text.contains(id));
    }
}

#[apply(on_both_calling_apps)]
async fn a_case_that_nobody_has_classified_yet_leaves_only_once_its_unit_knows_of_it(
    app: &TestApp,
) {
    let second = TestApp::start_with(backend(app), super::caller(), true).await.unwrap();
    let receiver = Receiver::start();
    let inspector = second.inspector().await;
    subscribed(&second, &inspector, &receiver).await;
    let (kept, _) = Life::file(&second, &feedback()).await;
    let (mut moved, _) = Life::file(&second, &feedback()).await;

    let held = told_at(&second, &receiver, "2024-10-15T02:10:00Z").await;
    second.set("2024-10-15T02:15:00Z");
    let take = json!({"command": "requalify", "kind": "corruption_tip", "text": "Vụ việc cần thanh tra trực tiếp xác minh."});
    moved.step(&inspector, take).await;
    let mut told = Vec::new();
    for at in ["02:40", "03:10", "03:40"] {
        told.extend(told_at(&second, &receiver, &format!("2024-10-15T{at}:00Z")).await);
    }

    assert_eq!(held.len(), 0);
    assert_eq!(told.iter().flat_map(ids).collect::<Vec<_>>(), [kept.id]);
    assert!(told.iter().all(|one| !one.text.contains(&moved.id)));
    second.finish().await;
}
