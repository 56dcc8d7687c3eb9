//! Somebody looks into the database of a living server with a program of his own, as anybody does who has a shell.

use std::os::unix::fs::MetadataExt;
use std::process::Command;

use crate::tools::client::Client;
use crate::tools::site::Site;

/// What any program with SQLite in it does: opens, reads, closes.
const LOOK: &str = "import sqlite3; c = sqlite3.connect('liemchinh.db'); \
                    print(c.execute('SELECT count(*) FROM users').fetchone()); c.close()";

#[test]
fn another_program_that_looks_into_the_database_takes_nothing_that_was_acknowledged() {
    let site = Site::new("sqlite:liemchinh.db");
    let look = || {
        let mut program = Command::new("/usr/bin/python3");
        let looked = program.args(["-c", LOOK]).current_dir(site.path()).output().unwrap();
        assert!(looked.status.success(), "{}", String::from_utf8_lossy(&looked.stderr));
    };
    let log_file = || std::fs::metadata(site.path().join("liemchinh.db-wal")).unwrap().ino();
    let (mut server, base) = site.serve();
    let receipts = actix_web::rt::System::new().block_on(async {
        let mut client = Client::new(base);
        let mut receipts = client.files_well(20).await;
        let before = log_file();
        look();
        assert_eq!(before, log_file(), "the log was deleted under the server");
        receipts.extend(client.files_well(20).await);
        receipts
    });
    server.kill();

    let (mut server, base) = site.serve();

    actix_web::rt::System::new().block_on(async {
        assert_eq!(Client::new(base).finds(&receipts).await.len(), 40);
    });
    assert!(server.stop("TERM").success());
}
