//! `movement verify` and `movement export`: what a movement was frozen as, for whoever wants to compute it again.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Failure, Out, clock, say};
use crate::app::App;
use crate::config::Settings;

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The code of the movement.
    movement: String,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// The code of the movement.
    movement: String,
    /// Where `facts.csv` and `outcome.csv` go; files that are there are not overwritten.
    folder: PathBuf,
    /// The number of the snapshot; absent, the last.
    #[arg(long)]
    version: Option<i32>,
}

impl Verify {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<ExitCode, Failure> {
        let app = App::open_to_read(settings, clock()).await?;
        let found = app.service.recheck_movement(&self.movement).await?;
        if found.is_empty() {
            say!(
                out,
                "Phong trào {} chưa chốt. / The movement {} is not frozen.",
                self.movement,
                self.movement
            );
            return Ok(ExitCode::FAILURE);
        }
        for one in &found {
            let same = if one.same {
                "trùng từng byte / the same byte for byte"
            } else {
                "KHÔNG trùng / NOT the same"
            };
            let current = match one.current {
                None => "đã có bản chốt sau / a later one stands beside it",
                Some(true) => "số liệu hôm nay cho cùng kết quả / today's data come to the same",
                Some(false) => {
                    "có dữ kiện đến sau, cần bản chốt mới nếu muốn tính / later facts wait for another snapshot"
                }
            };
            say!(out, "{}: {same}; {current}.", one.version);
        }
        let sound = found.iter().all(|one| one.same);
        Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

impl Export {
    pub(super) async fn run(&self, settings: &Settings, out: &Out) -> Result<ExitCode, Failure> {
        let app = App::open_to_read(settings, clock()).await?;
        let found = app.service.snapshot(&self.movement, self.version).await?;
        std::fs::create_dir_all(&self.folder)?;
        for (name, text, sha256) in [
            ("facts.csv", &found.facts, &found.facts_sha256),
            ("outcome.csv", &found.outcome, &found.outcome_sha256),
        ] {
            let path = self.folder.join(name);
            let write =
                |mut file: std::fs::File| std::io::Write::write_all(&mut file, text.as_bytes());
            std::fs::File::create_new(&path).and_then(write).map_err(|cause| {
                let path = path.display();
                Failure::Other(format!(
                    "{path}: {cause}; hãy chọn thư mục trống / choose an empty folder"
                ))
            })?;
            say!(out, "{}  {}", sha256, path.display());
        }
        Ok(ExitCode::SUCCESS)
    }
}
