//! Clients that take and give too little, on purpose: everybody else is answered.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::io::AsyncReadExt;
use tokio::net::TcpSocket;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::tools::client::{Client, feedback};
use crate::tools::site::Site;

/// How a hostile client begins, and what it says again and again after that.
const HOSTILE: [(&str, &str); 3] = [
    // Asks for the largest answer and never reads.
    (
        "GET /api/openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    // The head of a second request that never ends.
    ("GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nX-A: ", "a"),
    // A body that never ends.
    (
        "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
        "1\r\n \r\n",
    ),
];

/// Holds on to the server from `source` as long as it is not dropped, coming back when it is shown the door.
async fn hold_on(server: SocketAddr, source: [u8; 4], n: usize, begun: Arc<watch::Sender<usize>>) {
    let (first, again) = HOSTILE[n % HOSTILE.len()];
    let mut new = true;
    loop {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(1024).unwrap();
        socket.bind((source, 0).into()).unwrap();
        let Ok(stream) = socket.connect(server).await else { continue };
        let mut pause = tokio::time::interval(Duration::from_millis(500));
        let mut said = first;
        loop {
            pause.tick().await;
            match stream.try_write(said.as_bytes()) {
                Ok(_) => {
                    said = again;
                    begun.send_modify(|count| *count += usize::from(std::mem::take(&mut new)));
                }
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => {}
                Err(_) => break,
            }
        }
    }
}

#[test]
fn fifty_honest_requests_are_answered_while_six_hundred_clients_from_three_addresses_hold_on() {
    let site = Site::new("sqlite:liemchinh.db");
    let (mut server, base) = site.serve();
    let address: SocketAddr = base.trim_start_matches("http://").parse().unwrap();
    actix_web::rt::System::new().block_on(async {
        let (begun, mut all_at_it) = watch::channel(0);
        let begun = Arc::new(begun);
        let hostile = (0..600).map(|n| {
            let source = [127, 0, 0, u8::try_from(n / 200).unwrap() + 2];
            actix_web::rt::spawn(hold_on(address, source, n, begun.clone()))
        });
        let hostile: Vec<_> = hostile.collect();
        let mut client = Client::new(base);
        timeout(Duration::from_mins(1), all_at_it.wait_for(|count| *count >= 600))
            .await
            .expect("all are at it")
            .unwrap();
        let mut receipts = Vec::new();
        for _ in 0..5 {
            let keys: Vec<String> = (0..10).map(|_| client.key()).collect();
            let filed = join_all(keys.iter().map(|key| client.file_as(key, feedback()))).await;
            for answer in filed {
                assert_eq!(answer.status, 201, "{answer:?}");
                receipts.push(answer.receipt());
            }
        }
        client.finds(&receipts).await;
        for one in hostile {
            one.abort();
        }
    });
    assert!(server.stop("TERM").success(), "a graceful end");
}

/// What the server says to `sent` until it closes the connection.
fn answer_to(address: SocketAddr, sent: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(sent.as_bytes()).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn what_never_became_a_request_is_answered_with_a_problem_like_any_other() {
    let site = Site::new("sqlite:liemchinh.db");
    let (_server, base) = site.serve();
    let address: SocketAddr = base.trim_start_matches("http://").parse().unwrap();
    let long = format!("GET / HTTP/1.1\r\nX-Long: {}\r\n\r\n", "a".repeat(200_000));
    let two = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\nNONSENSE\r\n\r\n";
    for (sent, status, code) in [
        ("NONSENSE\r\n\r\n", "400 Bad Request", "bad_request"),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "400 Bad Request",
            "bad_request",
        ),
        ("GET / HTTP/1.1\r\nHost", "408 Request Timeout", "request_timeout"),
        (long.as_str(), "431 Request Header Fields Too Large", "head_too_large"),
        (two, "400 Bad Request", "bad_request"),
    ] {
        let said = answer_to(address, sent);
        let last = said.rfind("HTTP/1.1 ").and_then(|at| said.get(at..)).unwrap_or_default();
        let (head, body) = last.split_once("\r\n\r\n").unwrap_or_default();

        assert!(head.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{sent:.40}: {said}");
        assert!(body.contains(&format!("\"code\":\"{code}\"")), "{sent:.40}: {said}");
        for header in [
            "content-type: application/problem+json",
            "x-content-type-options: nosniff",
            "content-security-policy: ",
            "strict-transport-security: ",
            "x-request-id: ",
        ] {
            assert!(head.contains(header), "{sent:.40} lacks {header}: {said}");
        }
    }
}

#[test]
fn what_never_became_a_request_is_one_line_with_its_id_and_nothing_that_was_sent() {
    let site = Site::with("sqlite:liemchinh.db", "[log]\nfilter = \"debug\"\n");
    let log = site.path().join("log");
    let (mut server, base) = site.serve_logging_to(std::fs::File::create(&log).unwrap().into());
    let address: SocketAddr = base.trim_start_matches("http://").parse().unwrap();
    let long = format!("GET / HTTP/1.1\r\nX-Long: {}\r\n\r\n", "CANARY".repeat(40_000));
    let mut ids = Vec::new();
    for sent in ["CANARY\r\n\r\n", &long, "GET /CANARY HTTP/1.1\r\nContent-Length: CANARY\r\n\r\n"]
    {
        let said = answer_to(address, sent);
        let id = said.split("x-request-id: ").nth(1).and_then(|rest| rest.split("\r\n").next());
        ids.push(id.unwrap().to_owned());
    }
    assert!(server.stop("TERM").success());

    let text = std::fs::read_to_string(&log).unwrap();
    for id in ids {
        let lines: Vec<&str> = text.lines().filter(|line| line.contains(&id)).collect();
        assert_eq!(lines.len(), 1, "{id}: {lines:?}");
        assert!(lines[0].contains("no request") && lines[0].contains("INFO"), "{}", lines[0]);
    }
    // The server's own address is no client's.
    let text = text.replace(&address.to_string(), "here");
    for word in ["CANARY", "stream error", "127.0.0.1:"] {
        let found = text.lines().find(|line| line.contains(word));
        assert_eq!(found, None, "{word}");
    }
    // What the start says of the calendar has to do with no client.
    let mut faults = text.lines().filter(|line| line.contains("ERROR") || line.contains("WARN"));
    assert_eq!(faults.find(|line| !line.contains("days off")), None);
}

#[test]
fn one_source_has_thirty_two_connections_and_the_next_is_told_to_come_back() {
    let site = Site::new("sqlite:liemchinh.db");
    let (_server, base) = site.serve();
    let address: SocketAddr = base.trim_start_matches("http://").parse().unwrap();
    actix_web::rt::System::new().block_on(async {
        let mut held = Vec::new();
        let refused = loop {
            let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
            // An accepted connection says nothing before it is asked.
            let mut text = String::new();
            match timeout(Duration::from_millis(50), stream.read_to_string(&mut text)).await {
                Ok(read) => {
                    read.unwrap();
                    break text;
                }
                Err(_) => held.push(stream),
            }
        };
        assert_eq!(held.len(), 32);
        assert!(refused.starts_with("HTTP/1.1 429 Too Many Requests\r\n"), "{refused}");
        assert!(
            refused.contains("retry-after: 15") && refused.contains("too_many_requests"),
            "{refused}"
        );
    });
}

/// Whether the server closes a connection at which `first` was sent once, and `again` each half second. Bounded far
/// beyond every limit: each took minutes before.
async fn is_shown_the_door(address: SocketAddr, first: &'static str, again: &'static str) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(1024).unwrap();
    let stream = socket.connect(address).await.unwrap();
    let mut pause = tokio::time::interval(Duration::from_millis(500));
    let mut said = first;
    let closed = async {
        loop {
            pause.tick().await;
            match stream.try_write(said.as_bytes()) {
                Ok(_) => said = again,
                Err(cause) if cause.kind() == ErrorKind::WouldBlock => {}
                Err(_) => break,
            }
        }
    };
    timeout(Duration::from_mins(1), closed).await.unwrap_or_else(|_| panic!("held: {first}"));
}

#[test]
fn each_way_of_holding_on_ends_by_itself_where_places_are_not_counted() {
    let site =
        Site::with("sqlite:liemchinh.db", "connections_per_source = 0\n[log]\nfilter = \"off\"\n");
    let (mut server, base) = site.serve();
    let address: SocketAddr = base.trim_start_matches("http://").parse().unwrap();
    actix_web::rt::System::new().block_on(async {
        let ways =
            HOSTILE[..2].iter().map(|(first, again)| is_shown_the_door(address, first, again));
        join_all(ways).await;
        Client::new(base).lives().await;
    });
    assert!(server.stop("TERM").success());
}
