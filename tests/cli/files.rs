//! What `check` says of the files beside reports, and of who looks for malware in them.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::check::{check, check_with, found, sql};
use crate::tools::site::Site;

const CLAMD: &str = "LIEMCHINH_FILES__CLAMD";

/// The address of a clamd that says this version.
fn clamd(version: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut line, _) = listener.accept().unwrap();
        let mut command = [0; 9];
        line.read_exact(&mut command).unwrap();
        line.write_all(version.as_bytes()).unwrap();
    });
    format!("tcp:{address}")
}

#[test]
fn check_says_whether_clamd_answers_and_a_wrong_address_is_a_fault_of_the_settings() {
    let site = Site::new("sqlite:liemchinh.db");
    let with = |address: &str| check_with(&site, &[(CLAMD, address)]).1;

    found(
        &with(&clamd("ClamAV 1.4.3/27500/Sun\0")),
        "fine clamd",
        "answers: ClamAV 1.4.3/27500/Sun",
    );
    found(&with(&clamd("HTTP/1.1 400 Bad")), "care clamd", "does not answer");
    found(&with("unix:/nonexistent/clamd.ctl"), "care clamd", "nobody sees new files");
    assert!(!check(&site).1.iter().any(|(name, _)| name.ends_with("clamd")));

    let wrong = site.command(&[], &["check"]).env(CLAMD, "/run/clamav/clamd.ctl").output().unwrap();
    let said = String::from_utf8_lossy(&[wrong.stdout, wrong.stderr].concat()).into_owned();
    assert!(said.contains("files.clamd: must be unix:/a/path or tcp:host:port"), "{said}");
}

#[test]
fn f6_check_says_that_the_folder_of_files_is_missing_and_what_makes_another_one_right() {
    let site = Site::new("sqlite:liemchinh.db");
    let owner = "0b7a5c1e6f0d4b8a9d542c8e7f1a3b60";
    assert!(
        !check(&site).1.iter().any(|(name, _)| name == "broken files"),
        "nothing was taken yet"
    );
    let mark = "0b7a5c1e-6f0d-4b8a-9d54-2c8e7f1a3b60";
    sql(&site, &format!("INSERT INTO marks (name, at, said) VALUES ('files', 1, '\"{mark}\"')"));

    let findings = check(&site).1;
    let said = found(&findings, "broken files", "is not mounted").to_owned();
    std::fs::create_dir(site.path().join("files")).unwrap();
    found(&check(&site).1, "broken files", "is not mounted");
    let path = said.split_whitespace().find(|word| word.contains(owner)).unwrap();
    let path = path.trim_end_matches(':');
    std::fs::write(site.path().join(path), "").unwrap();

    found(&check(&site).1, "fine files", "files");
}
