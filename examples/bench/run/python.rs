//! The baseline in Python: made ready in a folder that is kept, started on a database of its own.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;

use crate::failure::Failure;
use crate::run::asks::{always, report};
use crate::run::load::{Ask, Asks, Load};

/// The service and what it needs.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/bench/python");
/// How long it may take to listen.
const PATIENCE: Duration = Duration::from_secs(30);

/// The running baseline; ended when dropped.
pub(crate) struct Python {
    child: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

impl Drop for Python {
    fn drop(&mut self) {
        // Its workers end when their parent asks them to; killed, it would leave them behind.
        let asked = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}

impl Python {
    /// Starts it on the database `url`; packages are kept in `folder`.
    pub(crate) async fn start(folder: &Path, url: &str) -> Result<Self, Failure> {
        let venv = folder.join("python");
        let needs = std::fs::read_to_string(Path::new(SOURCE).join("requirements.txt"))?;
        let known = venv.join("requirements.txt");
        if std::fs::read_to_string(&known).ok().as_deref() != Some(needs.as_str()) {
            run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
            let pip = ["install", "--quiet", "--disable-pip-version-check", "-r"];
            let file = Path::new(SOURCE).join("requirements.txt");
            run(Command::new(venv.join("bin/pip")).args(pip).arg(file))?;
            // Last: what broke off is made anew.
            std::fs::write(&known, needs)?;
        }
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let child = Command::new(venv.join("bin/uvicorn"))
            .args(["service:app", "--workers", "2", "--log-level", "error", "--host", "127.0.0.1"])
            .args(["--app-dir", SOURCE, "--port", &port.to_string()])
            .env("DATABASE_URL", url)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()?;
        let python = Self { child, address: SocketAddr::from(([127, 0, 0, 1], port)) };
        python.listens().await?;
        Ok(python)
    }

    async fn listens(&self) -> Result<(), Failure> {
        let until = tokio::time::Instant::now() + PATIENCE;
        while tokio::time::Instant::now() < until {
            if TcpStream::connect(self.address).is_ok()
                && Load::new(self.address).ask(Ask::get("/reports", &[])).await.is_ok()
            {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(Failure::Other("the baseline in Python did not start".to_owned()))
    }
}

fn run(command: &mut Command) -> Result<(), Failure> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(Failure::Other(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr))))
}

/// Filing.
pub(crate) fn filings() -> Asks {
    always(Ask::post("/reports", &report(), StatusCode::CREATED))
}

/// Looking up by token.
pub(crate) fn lookups(tokens: Arc<Vec<String>>) -> Asks {
    Arc::new(move |n| {
        let token = tokens.get(n.wrapping_mul(7_919) % tokens.len().max(1))?;
        Some(Ask::get(format!("/reports/{token}"), &[]))
    })
}

/// A page of 50.
pub(crate) fn pages() -> Asks {
    always(Ask::get("/reports?limit=50", &[]))
}
