//! Commands that change an SQLite database beside a server that has it.

use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::process::Command;

use serde_json::json;

use crate::tools::client::{Answer, Client};
use crate::tools::process::{Running, data};
use crate::tools::site::Site;

const DATABASE: &str = "sqlite:liemchinh.db";

async fn sign_in(client: &Client, login: &str, password: &str) -> Answer {
    let url = format!("{}/api/v1/sessions", client.base);
    client.send(client.http.post(url).json(&json!({"login": login, "password": password}))).await
}

/// The password that a command has shown.
fn shown(said: &str) -> String {
    said.trim().rsplit(' ').next().unwrap().to_owned()
}

fn run(test: impl Future<Output = ()>) {
    actix_web::rt::System::new().block_on(test);
}

#[test]
fn accounts_are_made_and_closed_while_the_server_runs() {
    let site = Site::new(DATABASE);
    let (mut server, base) = site.serve();
    run(async {
        let client = Client::new(base);
        let me = async |token: &str| {
            client.get("/api/v1/me", Some(&format!("Bearer {token}"))).await.status
        };
        let add = [
            "user",
            "add",
            "--login",
            "can.bo",
            "--name",
            "Lê Thị Thử",
            "--role",
            "unit-officer",
            "--unit",
            "TN.SYT",
        ];

        let first = shown(&site.ok(&add));
        let signed = sign_in(&client, "can.bo", &first).await;
        let token = signed.body["token"].as_str().unwrap().to_owned();
        let before = me(&token).await;
        let second = shown(&site.ok(&["user", "password", "--login", "can.bo"]));
        let after = me(&token).await;
        let again = sign_in(&client, "can.bo", &second).await;
        let moved = site.ok(&["user", "move", "--login", "can.bo", "--unit", "TN.SXD"]);
        let token =
            sign_in(&client, "can.bo", &second).await.body["token"].as_str().unwrap().to_owned();
        let closed = site.ok(&["user", "close", "--login", "can.bo"]);

        assert_eq!((signed.status, before, after, again.status), (201, 200, 401, 201));
        assert!(moved.contains("now unit_officer of TN.SXD"), "{moved}");
        assert_eq!(
            (closed.trim(), me(&token).await),
            ("can.bo: đã đóng\ncan.bo: closed", 401),
            "at once, without an outage"
        );
        let refused =
            site.command(&[], &["user", "close", "--login", "khong.co"]).output().unwrap();
        let why = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(
            !refused.status.success() && why.contains("khong.co") && why.contains("user list"),
            "{why}"
        );
        client.lives().await;
    });
    assert!(server.stop("TERM").success());
    assert!(!site.path().join("liemchinh.db.sock").exists(), "the socket goes with the server");
    assert!(site.ok(&["user", "list"]).contains("closed"), "and the commands work without it");
}

#[test]
fn what_looks_after_a_database_reaches_the_server_that_has_it() {
    let site = Site::new(DATABASE);
    let (mut server, base) = site.serve();
    run(async {
        let mut client = Client::new(base);
        client.files_well(2).await;
        let spoilt = site.path().join("spoilt");
        std::fs::create_dir(&spoilt).unwrap();
        for entry in std::fs::read_dir(data()).unwrap() {
            let path = entry.unwrap().path();
            let text =
                std::fs::read_to_string(&path).unwrap().replace("tn-syt@tayninh.example", "");
            std::fs::write(spoilt.join(path.file_name().unwrap()), text).unwrap();
        }

        let imported = site.ok(&["import", "spoilt", "--verbose"]);
        let again = site.ok(&["import", "--builtin"]);
        let recounted = site.ok(&["recount"]);
        let succeeded = site.ok(&["succeed", "--on", "2024-10-15"]);
        let revived = site.ok(&["mail", "revive", "--since", "2024-10-15"]);
        let accepted = site.ok(&["clock", "accept"]);
        let backed_up = site.ok(&["backup", "copy.db"]);

        assert!(
            imported.contains("~ units TN.SYT")
                && imported.contains("units                1 thay đổi / 1 changed"),
            "{imported}"
        );
        assert!(imported.contains("open obligations counted anew"), "{imported}");
        assert!(
            again.contains("units                1 thay đổi / 1 changed")
                && !again.contains("TN.SYT"),
            "{again}"
        );
        assert!(recounted.contains("open obligations counted anew, 0 moved"), "{recounted}");
        assert!(succeeded.contains("0 cases moved"), "{succeeded}");
        assert!(
            revived.contains("0 mail(s)") && accepted.contains("taken as right"),
            "{revived} {accepted}"
        );
        assert!(backed_up.contains("written and checked"), "{backed_up}");
        client.files_well(1).await;
    });
    assert!(server.stop("TERM").success());
}

#[test]
fn the_control_socket_is_for_the_owner_of_the_service_alone() {
    let site = Site::new(DATABASE);
    let (mut server, _) = site.serve();
    let socket = site.path().join("liemchinh.db.sock");
    let kind = std::fs::metadata(&socket).unwrap();
    assert!(kind.file_type().is_socket());
    assert_eq!(kind.permissions().mode() & 0o777, 0o600);

    let id = Command::new("id").arg("-u").output().unwrap();
    if String::from_utf8_lossy(&id.stdout).trim() == "0" {
        // Even where somebody opened the way to it: the peer's user is looked at.
        std::fs::set_permissions(site.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o666)).unwrap();
        // A connection that is cut off gave nothing either.
        let ask = "import socket, sys\ns = socket.socket(socket.AF_UNIX)\ns.connect(sys.argv[1])\n\
                   try: s.sendall(b'{}\\n'); print(len(s.recv(1000)))\n\
                   except ConnectionError: print(0)";
        let asked = |user: &[&str]| {
            let words = [user, &["/usr/bin/python3", "-c", ask, socket.to_str().unwrap()]].concat();
            let output = Command::new(words[0]).args(&words[1..]).output().unwrap();
            String::from_utf8_lossy(&output.stdout).trim().to_owned()
        };
        assert_eq!(
            asked(&["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]),
            "0",
            "not a byte"
        );
        assert_ne!(asked(&["env"]), "0", "the owner is answered");
    }
    assert!(server.stop("TERM").success());
}

#[test]
fn a_path_too_long_for_a_socket_is_said_with_what_to_do() {
    let site = Site::with(
        DATABASE,
        &format!("runtime_dir = \"{}\"\n[log]\nfilter = \"off\"\n", "a".repeat(101)),
    );

    let refused = site.command(&[], &["serve"]).output().unwrap();

    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success()
            && why.contains("set runtime_dir to a folder with a shorter path"),
        "{why}"
    );
    site.ok(&["user", "list"]);
}

#[test]
fn a_socket_left_by_a_server_that_was_killed_is_in_nobodys_way() {
    let site = Site::new(DATABASE);
    let (mut server, _) = site.serve();
    server.kill();
    assert!(site.path().join("liemchinh.db.sock").exists());

    site.ok(&["clock", "accept"]);
    let (mut server, base) = site.serve();
    run(async { Client::new(base).lives().await });

    assert!(server.stop("TERM").success());
}

#[test]
fn an_order_reaches_the_server_of_its_own_database_and_no_other() {
    let shared = tempfile::tempdir().unwrap();
    let section = format!("runtime_dir = {:?}\n[log]\nfilter = \"off\"\n", shared.path());
    let [one, other] = [(), ()].map(|()| Site::with(DATABASE, &section));
    let add =
        ["user", "add", "--login", "can.bo", "--name", "Lê Thị Thử", "--role", "administrator"];
    let (mut first, _) = one.serve();
    let (mut second, _) = other.serve();

    one.ok(&add);
    // The last administrator could not be closed.
    one.ok(&[
        "user",
        "add",
        "--login",
        "quan.tri",
        "--name",
        "Đỗ Văn Hai",
        "--role",
        "administrator",
    ]);
    other.ok(&["user", "list"]);

    assert!(one.ok(&["user", "list"]).contains("can.bo"));
    assert!(!other.ok(&["user", "list"]).contains("can.bo"), "databases of one name are two");
    assert_eq!(std::fs::read_dir(shared.path()).unwrap().count(), 2, "each has its socket");
    assert!(second.stop("TERM").success());
    one.ok(&["user", "close", "--login", "can.bo"]);
    assert!(first.stop("TERM").success());
}

#[test]
fn a_socket_that_another_user_listens_at_is_sent_nothing() {
    let id = Command::new("id").arg("-u").output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&id.stdout).trim(),
        "0",
        "another user can be played by root only: ./test runs as root"
    );
    let site = Site::new(DATABASE);
    std::fs::set_permissions(site.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let socket = site.path().join("liemchinh.db.sock");
    let listen = "import socket, sys\ns = socket.socket(socket.AF_UNIX)\ns.bind(sys.argv[1])\ns.listen()\n\
                  print('listening', flush=True)\nc, _ = s.accept()\nprint(len(c.recv(1000)), flush=True)";
    let mut thief = Command::new("setpriv");
    thief.args([
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        "/usr/bin/python3",
        "-c",
        listen,
    ]);
    thief.arg(&socket);
    let thief = Running::start(thief);
    thief.until("listening");

    let words = ["user", "password", "--login", "can.bo"];
    let refused = site.command(&[], &words).output().unwrap();

    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && why.contains("another user's: nothing was sent"), "{why}");
    assert_eq!(thief.until("").pop().unwrap(), "0", "not a byte");
}

#[test]
fn an_order_that_was_never_given_whole_holds_up_no_stop() {
    use std::io::{Read, Write};
    let site = Site::new(DATABASE);
    let (mut server, _) = site.serve();
    let mut half =
        std::os::unix::net::UnixStream::connect(site.path().join("liemchinh.db.sock")).unwrap();
    half.write_all(b"{\"version\":\"0.1").unwrap();

    server.signal("TERM");

    // Long before an order is given up for being slow, and with the server's own end.
    half.set_read_timeout(Some(std::time::Duration::from_secs(8))).unwrap();
    assert_eq!(half.read(&mut [0]).unwrap(), 0);
    assert!(server.stop("TERM").success());
}
