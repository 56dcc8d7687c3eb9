//! Clients that ask and take too little, while the others are measured.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::TcpSocket;
use tokio::task::JoinHandle;

/// So many from each of three addresses.
const FROM_EACH: usize = 200;
/// Addresses of this machine that are nobody's trusted proxy.
const ADDRESSES: [[u8; 4]; 3] = [[127, 0, 0, 2], [127, 0, 0, 3], [127, 0, 0, 4]];
/// How each begins, and what it says again and again: the largest answer, never read; a second head and a body that
/// never end.
const WAYS: [(&str, &str); 3] = [
    (
        "GET /api/openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /api/openapi.yaml HTTP/1.1\r\nHost: x\r\n\r\n",
    ),
    ("GET /livez HTTP/1.1\r\nHost: x\r\n\r\nGET /livez HTTP/1.1\r\nX-A: ", "a"),
    (
        "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
        "1\r\n \r\n",
    ),
];

/// All of them, until dropped.
pub(crate) struct Hostile(Vec<JoinHandle<()>>);

impl Hostile {
    pub(crate) fn begin(server: SocketAddr) -> Self {
        let each = ADDRESSES.iter().flat_map(|from| (0..FROM_EACH).map(move |n| (*from, n)));
        let tasks = each.map(|(from, n)| {
            let (first, again) = WAYS.get(n % WAYS.len()).copied().unwrap_or_default();
            actix_web::rt::spawn(async move {
                let mut pause = tokio::time::interval(Duration::from_millis(500));
                loop {
                    pause.tick().await;
                    // Shown the door, it comes back.
                    let (Ok(()) | Err(_)) = hold_on(server, from, first, again).await;
                }
            })
        });
        Self(tasks.collect())
    }

    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}

async fn hold_on(
    server: SocketAddr,
    from: [u8; 4],
    first: &str,
    again: &str,
) -> std::io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(1024)?;
    socket.bind((from, 0).into())?;
    let stream = socket.connect(server).await?;
    let mut pause = tokio::time::interval(Duration::from_millis(500));
    let mut said = first;
    loop {
        pause.tick().await;
        match stream.try_write(said.as_bytes()) {
            Ok(_) => said = again,
            Err(cause) if cause.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(cause) => return Err(cause),
        }
    }
}
