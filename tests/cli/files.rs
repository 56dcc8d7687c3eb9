//! What `check` says of the files beside reports, and of who looks for malware in them.

use std::io::{Read, Write};
use std::net::TcpListener;

use crate::check::{check, check_with, found};
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
