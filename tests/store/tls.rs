//! The connection to PostgreSQL is encrypted and the server's name is checked where the URL asks.

use liemchinh::harness::store::{Db, DbSettings, DbUrl};
use liemchinh::harness::store::{Purpose, connect};

use crate::support::{Backend, Scratch, setting};

fn with_tls(scratch: &Scratch, host: &str, mode: &str, ca: &str) -> DbUrl {
    let DbUrl::Postgres(url) = &scratch.url else { panic!("not PostgreSQL") };
    let url = url.replace("127.0.0.1", host);
    format!("{url}?sslmode={mode}&sslrootcert={ca}").parse().unwrap()
}

#[test]
fn a_server_is_reached_with_verify_full_and_an_impostor_is_not() {
    let Some(scratch) = Scratch::new(Backend::Postgres) else { return };
    let ca = setting("TEST_POSTGRES_CA").expect("./test makes a certificate");

    let db = Db::open(&with_tls(&scratch, "localhost", "verify-full", &ca), &DbSettings::default());
    let wrong_ca =
        connect(&with_tls(&scratch, "localhost", "verify-full", "/dev/null"), Purpose::Read);

    db.unwrap().shut_down();
    let refused = wrong_ca.err().map(|error| error.to_string()).unwrap();
    assert!(refused.contains("certificate"), "{refused}");
}
