//! Mail over real SMTP: what each answer of a server means, and that nothing goes out in clear.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use liemchinh::harness::domain::EmailAddress;
use liemchinh::harness::mail::{Mail, MailFault, Mailer, Smtp, SmtpSecurity, SmtpSettings};
use serde_json::Value;

/// A mail server of the test's own, ended when dropped.
struct Peer {
    child: Child,
    input: Option<ChildStdin>,
    port: u16,
    events: Receiver<Value>,
    folder: tempfile::TempDir,
}

impl Peer {
    fn start(mode: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("/usr/bin/python3");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/smtp.py");
        command.arg(script).arg(mode);
        if mode != "plain" {
            certificate(folder.path());
            command.arg(folder.path().join("server.crt")).arg(folder.path().join("server.key"));
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (sender, events) = channel();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if sender.send(serde_json::from_str::<Value>(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        let listening = events
            .recv_timeout(Duration::from_secs(30))
            .expect("the mail peer starts (is python3-aiosmtpd there?)");
        let port = u16::try_from(listening["port"].as_u64().unwrap()).unwrap();
        let input = child.stdin.take();
        Self { child, input, port, events, folder }
    }

    fn ca(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    fn mailer(&self, host: &str, security: SmtpSecurity, trust: bool) -> Mailer {
        let settings = SmtpSettings {
            host: host.to_owned(),
            port: self.port,
            security,
            ca_pem: trust.then(|| std::fs::read(self.ca()).unwrap()),
            credentials: None,
            from: EmailAddress::parse("noreply@liemchinh.example").unwrap(),
        };
        Mailer::Smtp(Smtp::new(&settings).unwrap())
    }

    fn next(&self) -> Value {
        self.events.recv_timeout(Duration::from_secs(10)).unwrap()
    }

    fn is_silent(&self) -> bool {
        self.events.try_recv().is_err()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.input.take();
        let _ = self.child.wait();
    }
}

/// A certificate for `localhost` from an authority of the test's own.
fn certificate(folder: &Path) {
    let script = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-ca -keyout ca.key -out ca.pem \
        && openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr \
        && printf 'subjectAltName=DNS:localhost' > san \
        && openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san -out server.crt";
    let made = Command::new("sh").args(["-c", script]).current_dir(folder).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

fn mail(to: &str) -> Mail {
    Mail {
        to: EmailAddress::parse(&format!("{to}@don-vi.example")).unwrap(),
        subject: "Vụ việc mới 7K3M9QX2AB".to_owned(),
        body: "Kính gửi đơn vị,\n.\nhết\n".to_owned(),
        message_id: format!("{to}@liemchinh.example"),
        date: "2024-10-15T02:00:00Z".parse().unwrap(),
    }
}

#[test]
fn what_a_server_answers_decides_whether_to_try_again() {
    let peer = Peer::start("plain");
    let mailer = peer.mailer("127.0.0.1", SmtpSecurity::Plain, false);

    mailer.send(&mail("accept")).unwrap();
    let defer = mailer.send(&mail("defer")).unwrap_err();
    let refuse = mailer.send(&mail("refuse")).unwrap_err();
    let ours = ["relay", "sender", "bare"].map(|to| mailer.send(&mail(to)).unwrap_err());
    let before = mailer.send(&mail("drop-before-data")).unwrap_err();
    let after = mailer.send(&mail("drop-after-dot")).unwrap_err();

    let arrived = peer.next();
    let content = arrived["content"].as_str().unwrap();
    assert!(content.contains("Message-ID: <accept@liemchinh.example>"), "{content}");
    assert!(content.contains("Content-Transfer-Encoding: base64"), "{content}");
    assert!(matches!(&defer, MailFault::Transient(why) if why.contains("451")), "{defer:?}");
    assert!(matches!(&refuse, MailFault::Permanent(why) if why.contains("550")), "{refuse:?}");
    for fault in ours {
        assert!(matches!(&fault, MailFault::Transient(why) if why.contains("55")), "{fault:?}");
    }
    assert!(matches!(before, MailFault::Transient(_)), "{before:?}");
    assert!(matches!(after, MailFault::Transient(_)), "unknown, so it is sent again: {after:?}");
    for fault in [defer, refuse] {
        assert!(!fault.to_string().contains('@'), "no address in {fault}");
    }
}

#[test]
fn starttls_is_demanded_and_the_name_is_checked() {
    let peer = Peer::start("starttls");

    peer.mailer("localhost", SmtpSecurity::StartTls, true).send(&mail("accept")).unwrap();
    assert_eq!(peer.next()["tls"], true);
    let untrusted = peer.mailer("localhost", SmtpSecurity::StartTls, false).send(&mail("accept"));
    let wrong_name = peer.mailer("127.0.0.1", SmtpSecurity::StartTls, true).send(&mail("accept"));

    assert!(matches!(untrusted, Err(MailFault::Transient(_))), "{untrusted:?}");
    assert!(matches!(wrong_name, Err(MailFault::Transient(_))), "{wrong_name:?}");
    assert!(peer.is_silent(), "nothing was sent");
}

#[test]
fn a_server_without_starttls_gets_nothing() {
    let peer = Peer::start("no-starttls");

    let refused = peer.mailer("localhost", SmtpSecurity::StartTls, true).send(&mail("accept"));

    assert!(matches!(refused, Err(MailFault::Transient(_))), "{refused:?}");
    assert!(peer.is_silent());
}

#[test]
fn smtps_is_encrypted_from_the_first_byte() {
    let peer = Peer::start("implicit");

    peer.mailer("localhost", SmtpSecurity::Implicit, true).send(&mail("accept")).unwrap();

    assert_eq!(peer.next()["tls"], true);
}

#[test]
fn mail_in_clear_goes_to_this_machine_only() {
    let settings = SmtpSettings {
        host: "mail.example".to_owned(),
        port: 25,
        security: SmtpSecurity::Plain,
        ca_pem: None,
        credentials: None,
        from: EmailAddress::parse("noreply@liemchinh.example").unwrap(),
    };

    assert!(Smtp::new(&settings).unwrap_err().en.contains("loopback"));
}
