//! A service set up in one go: by flags, by questions at a terminal, and begun again.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_liemchinh");
const FLAGS: [&str; 16] = [
    "--public-url",
    "https://phananh.tayninh.example",
    "--admin-login",
    "quan.tri",
    "--admin-name",
    "Nguyễn Thị Thử",
    "--admin-email",
    "quan.tri@tayninh.example",
    "--second-login",
    "quan.tri.hai",
    "--second-name",
    "Trần Văn Mẫu",
    "--second-email",
    "hai@tayninh.example",
    "--proxy",
    "caddy",
];

fn liemchinh(folder: &Path, words: &[&str]) -> Output {
    Command::new(PROGRAM).current_dir(folder).args(words).stdin(Stdio::null()).output().unwrap()
}

fn text(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

fn init(folder: &Path, flags: &[&str]) -> Output {
    liemchinh(folder, &[&["init"], flags].concat())
}

/// What `user list` says of the administrators.
fn administrators(folder: &Path) -> usize {
    let listed = liemchinh(folder, &["--config", "liemchinh.toml", "user", "list"]);
    assert!(listed.status.success(), "{}", text(&listed));
    text(&listed).lines().filter(|line| line.contains("administrator")).count()
}

#[test]
fn a_service_is_set_up_by_flags_alone_and_begun_again_it_leaves_what_is_there() {
    let folder = tempfile::tempdir().unwrap();

    let done = init(folder.path(), &FLAGS);

    assert!(done.status.success(), "{}", text(&done));
    let links = text(&done).matches("https://phananh.tayninh.example/").count();
    assert_eq!(links, 2, "one for each, to set the password: {}", text(&done));
    assert!(!text(&done).contains("password (shown once)"), "{}", text(&done));
    assert_eq!(administrators(folder.path()), 2);
    let kept = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    assert!(String::from_utf8(kept("Caddyfile")).unwrap().contains("phananh.tayninh.example {"));
    let checked = liemchinh(folder.path(), &["--config", "liemchinh.toml", "check"]);
    assert_ne!(checked.status.code(), Some(1), "nothing is broken: {}", text(&checked));
    let before = ["liemchinh.toml", "var/keys", "Caddyfile", "liemchinh-backup"].map(kept);
    let other = FLAGS.map(|flag| if flag == "quan.tri" { "nguoi.khac" } else { flag });

    let again = init(folder.path(), &other);

    assert!(again.status.success(), "{}", text(&again));
    assert_eq!(["liemchinh.toml", "var/keys", "Caddyfile", "liemchinh-backup"].map(kept), before);
    assert_eq!(administrators(folder.path()), 2, "{}", text(&again));
}

#[test]
fn the_script_of_the_nightly_copy_writes_one_that_opens() {
    let folder = tempfile::Builder::new().prefix("liêm 'chính' ").tempdir().unwrap();
    let done = init(folder.path(), &FLAGS);
    assert!(done.status.success(), "{}", text(&done));
    let script = folder.path().join("liemchinh-backup");
    let mode = std::fs::metadata(&script).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o750);

    let (files, backup) = (folder.path().join("var/files/x"), folder.path().join("backup"));
    std::fs::create_dir_all(&files).unwrap();
    for (name, times) in [("một", 1), ("hai", 2)] {
        std::fs::write(files.join(name), "niêm phong").unwrap();

        let ran = Command::new(&script).output().unwrap();

        assert!(ran.status.success(), "{}", text(&ran));
        let kept = std::fs::read(backup.join("files/x").join(name)).unwrap();
        assert_eq!(kept, "niêm phong".as_bytes());
        let copies = std::fs::read_dir(&backup).unwrap().map(|it| it.unwrap().path());
        let copies = copies.filter(|it| it.extension().is_some_and(|it| it == "db"));
        assert_eq!(copies.count(), times, "none takes the place of another");
    }
    let mut copies: Vec<_> = std::fs::read_dir(&backup).unwrap().map(|it| it.unwrap()).collect();
    copies.retain(|it| it.path().extension().is_some_and(|it| it == "db"));
    copies.truncate(1);
    let [copy] = &copies[..] else { panic!("{copies:?}") };
    assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let url = format!("sqlite:{}", copy.path().display());
    let words = ["--config", "liemchinh.toml", "--database-url", &url, "user", "list"];
    assert!(text(&liemchinh(folder.path(), &words)).contains("quan.tri.hai"));
}

#[test]
fn what_no_flag_says_is_asked_at_a_terminal_and_asked_again_where_it_cannot_be() {
    let folder = tempfile::tempdir().unwrap();
    let program = format!("{PROGRAM} init --public-url https://phananh.tayninh.example");
    let mut terminal = Command::new("script")
        .args(["--quiet", "--return", "--command", &program, "/dev/null"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Database, listen, no mail server, sender; a login that cannot be and one that can; one administrator; no proxy, usual copies.
    let typed = "\n\n\n\nQuản trị\nquan.tri\nNguyễn Thị Thử\nquan.tri@tayninh.example\n\nnone\n\n";
    terminal.stdin.as_mut().unwrap().write_all(typed.as_bytes()).unwrap();

    let done = terminal.wait_with_output().unwrap();

    assert!(done.status.success(), "{}", text(&done));
    assert!(text(&done).contains("3–40 ký tự"), "{}", text(&done));
    assert_eq!(administrators(folder.path()), 1);
    assert!(!folder.path().join("nginx.conf").exists());
}

#[test]
fn where_nobody_is_asked_a_missing_answer_names_its_flag_and_nothing_is_half_made() {
    let folder = tempfile::tempdir().unwrap();

    let refused = init(folder.path(), &["--smtp-host", "mail.tayninh.example", "--smtp-port", "0"]);

    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused).contains("--smtp-port: "), "{}", text(&refused));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    let refused = init(folder.path(), &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused).contains("thiếu --admin-login"), "{}", text(&refused));
    assert!(init(folder.path(), &FLAGS).status.success(), "it goes on from there");
    assert_eq!(administrators(folder.path()), 2);
}
