//! Ready is what can take a report: where nothing can be written, that is said in the words of its cause.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

use crate::tools::client::Client;
use crate::tools::cluster::Cluster;
use crate::tools::site::Site;

/// Root may write to what is protected from writing; without these it is like everybody else.
const UNPRIVILEGED: [&str; 2] = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];

#[test]
fn a_server_whose_database_is_write_protected_does_not_begin() {
    let site = Site::new("sqlite:liemchinh.db");
    let database = site.path().join("liemchinh.db");
    std::fs::set_permissions(&database, Permissions::from_mode(0o444)).unwrap();

    let refused = site.command(&UNPRIVILEGED, &["serve"]).output().unwrap();
    // Whoever looks leaves companions of the file with its mode.
    let checked = site.command(&UNPRIVILEGED, &["check"]).output().unwrap();
    assert_eq!(checked.status.code(), Some(1));
    std::fs::set_permissions(&database, Permissions::from_mode(0o600)).unwrap();
    let (mut server, _) = site.serve_behind(&UNPRIVILEGED, std::process::Stdio::null());

    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{why}");
    assert!(
        why.contains("liemchinh.db") && why.contains("read-only") && why.contains("write to it"),
        "{why}"
    );
    assert!(server.stop("TERM").success());
}

#[test]
fn a_database_that_turns_read_only_is_not_ready_until_it_takes_writes_again() {
    let Some(cluster) = Cluster::start() else { return };
    let site = Site::new(&cluster.url());
    let (mut server, base) = site.serve();
    let mut admin = PgConnection::establish(&cluster.url()).unwrap();
    let mut read_only = |value: &str| {
        admin.batch_execute("SET default_transaction_read_only = off").unwrap();
        admin
            .batch_execute(&format!("ALTER SYSTEM SET default_transaction_read_only = {value}"))
            .unwrap();
        admin.batch_execute("SELECT pg_reload_conf()").unwrap();
    };
    actix_web::rt::System::new().block_on(async {
        let mut client = Client::new(base.clone());
        let mut receipts = client.files_well(1).await;
        read_only("on");
        // A backend reads its new settings between two statements.
        let refused = loop {
            let filed = client.file().await;
            if filed.status != 201 {
                break filed;
            }
            receipts.push(filed.receipt());
        };
        assert_eq!((refused.status, refused.code()), (503, "storage_read_only"), "{refused:?}");
        assert!(refused.retry_after.is_some());
        // At once, however fresh the last mark is.
        let ready = client.get("/readyz", None).await;
        client.finds(&receipts).await;
        assert_eq!((ready.status, ready.code()), (503, "storage_read_only"));
        read_only("off");
        crate::tools::site::ready(&base).await;
        client.files_well(1).await;
    });
    assert!(server.stop("TERM").success());
}
