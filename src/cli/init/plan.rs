//! What the wizard writes: settings, the proxy's configuration, and the script of the nightly copy.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::config::Settings;
use crate::durable::Unnamed;
use crate::store::DbUrl;

/// What the wizard was told of the settings.
pub(super) struct Told {
    pub(super) database_url: String,
    pub(super) key_file: PathBuf,
    pub(super) public_url: String,
    pub(super) listen: String,
    pub(super) from: String,
    /// Host, port and kind of security of the mail server; mails become files where there is none.
    pub(super) smtp: Option<(String, String, String)>,
    /// The login there, and the file that holds its password.
    pub(super) credentials: Option<(String, String)>,
    pub(super) mail_folder: PathBuf,
}

/// A basic string of TOML: each escape of JSON is one of TOML too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl Told {
    /// The settings as a file. Everything that is not in it has its default.
    pub(super) fn settings(&self) -> String {
        let path = |path: &Path| quoted(&path.display().to_string());
        let head = format!(
            "# Do `liemchinh init` tạo ra; mọi thiết lập khác: config.sample.toml.\n\
             # Made by `liemchinh init`; every other setting is in config.sample.toml.\n\
             database_url = {}\nkey_file = {}\nlisten = {}\npublic_url = {}\n\
             trusted_proxies = [\"127.0.0.1\"]\n\n[mail]\nfrom = {}\n",
            quoted(&self.database_url),
            path(&self.key_file),
            quoted(&self.listen),
            quoted(&self.public_url),
            quoted(&self.from),
        );
        let Some((host, port, security)) = &self.smtp else {
            let folder = path(&self.mail_folder);
            return format!("{head}transport = \"directory\"\nfolder = {folder}\n");
        };
        let (host, security) = (quoted(host), quoted(security));
        let credentials = self.credentials.as_ref().map(|(login, file)| {
            format!("login = {}\npassword_file = {}\n", quoted(login), quoted(file))
        });
        format!(
            "{head}transport = \"smtp\"\n\n[mail.smtp]\nhost = {host}\nport = {port}\nsecurity = {security}\n{}",
            credentials.unwrap_or_default()
        )
    }
}

/// A proxy whose configuration the wizard writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Proxy {
    Nginx,
    Caddy,
    None,
}

impl Proxy {
    /// Its file and what stands in it, for the server behind `listen` and the people's address.
    pub(super) fn sample(self, public_url: &str, listen: &str) -> Option<(&'static str, String)> {
        let (name, sample) = match self {
            Self::Nginx => ("nginx.conf", include_str!("../../../deploy/nginx.conf")),
            Self::Caddy => ("Caddyfile", include_str!("../../../deploy/Caddyfile")),
            Self::None => return None,
        };
        let host = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
        let host = host.split(['/', ':']).next().unwrap_or(host);
        Some((name, sample.replace("phananh.example.vn", host).replace("127.0.0.1:8577", listen)))
    }
}

/// A word of the shell, whatever is in it.
fn word(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// The script that writes a copy of the database each night and keeps those of two weeks, and adds to a copy of the folder of files what came
/// since: after the database, so that what a row names is there.
pub(super) fn nightly(program: &Path, config: &Path, folder: &Path, settings: &Settings) -> String {
    let path = |path: &Path| word(&path.display().to_string());
    let (program, config, folder) = (path(program), path(config), path(folder));
    let (files, database) = (path(&settings.files()), &settings.database);
    let (ending, copy) = match database {
        DbUrl::Sqlite(_) => ("db", format!("{program} --config {config} backup \"$to\"")),
        DbUrl::Postgres(_) => (
            "dump",
            // The address is read from the settings, so that no password stands in this file.
            format!(
                "# Mật khẩu nên để trong ~/.pgpass: ở đây người khác trên máy thấy được. Keep the password in ~/.pgpass: here others on this machine see it.\n\
                 url=$(sed -n 's/^database_url = \"\\(.*\\)\"$/\\1/p' {config})\n\
                 pg_dump --format=custom --file \"$to.part\" \"$url\"\nmv \"$to.part\" \"$to\""
            ),
        ),
    };
    format!(
        "#!/bin/sh\n\
         # Do `liemchinh init` tạo ra: mỗi đêm một bản sao, giữ 14 ngày. Tệp khóa KHÔNG nằm trong đó.\n\
         # Made by `liemchinh init`: a copy a night, kept for 14 days. The key file is NOT in it.\n\
         set -eu\numask 077\nfolder={folder}\nmkdir -p \"$folder\"\n\
         to=\"$folder/liemchinh-$(date +%Y%m%d-%H%M%S)-$$.{ending}\"\n{copy}\n\
         find \"$folder\" -name 'liemchinh-*.{ending}' -mtime +14 -delete\n\
         if [ -d {files} ]; then mkdir -p \"$folder/files\"; cp -an {files}/. \"$folder/files/\"; fi\n"
    )
}

/// Writes a file of which nothing is there yet, for its owner; `false` where there is one, which stays as it is.
pub(super) fn write_new(to: &Path, text: &str, mode: u32) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;

    if to.exists() {
        return Ok(false);
    }
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = Unnamed::beside(to)?;
    file.file().write_all(text.as_bytes())?;
    file.file().set_permissions(std::fs::Permissions::from_mode(mode))?;
    file.name_new(to)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, MailTransport};

    fn told() -> Told {
        Told {
            database_url: "sqlite:/srv/liêm \"chính\"/a.db".to_owned(),
            key_file: PathBuf::from("/srv/keys"),
            public_url: "https://phananh.tayninh.example".to_owned(),
            listen: "127.0.0.1:9000".to_owned(),
            from: "lc@tayninh.example".to_owned(),
            smtp: None,
            credentials: None,
            mail_folder: PathBuf::from("/srv/mail"),
        }
    }

    fn loaded(told: &Told) -> Config {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("liemchinh.toml");
        assert!(write_new(&file, &told.settings(), 0o640).unwrap());
        assert!(!write_new(&file, "x", 0o640).unwrap(), "what is there stays");
        Config::load(Some(&file)).unwrap().check().unwrap().config
    }

    #[test]
    fn what_is_written_is_read_as_it_was_told() {
        let plain = loaded(&told());
        let with = Told {
            smtp: Some(("mail.example".into(), "465".into(), "implicit".into())),
            credentials: Some(("lc".into(), "/srv/secret".into())),
            ..told()
        };
        let smtp = loaded(&with);

        assert_eq!(plain.database_url, "sqlite:/srv/liêm \"chính\"/a.db");
        assert_eq!(
            (plain.listen, plain.mail.from),
            ("127.0.0.1:9000".into(), "lc@tayninh.example".into())
        );
        assert_eq!(plain.mail.transport, MailTransport::Directory);
        assert_eq!(smtp.mail.transport, MailTransport::Smtp);
        assert_eq!((smtp.mail.smtp.host, smtp.mail.smtp.port), ("mail.example".into(), 465));
        assert_eq!(smtp.mail.smtp.login.as_deref(), Some("lc"));
    }

    #[test]
    fn a_proxy_serves_the_name_that_people_use_and_asks_the_server_where_it_listens() {
        for proxy in [Proxy::Nginx, Proxy::Caddy] {
            let url = "https://phananh.tayninh.example:8443/x";
            let (_, text) = proxy.sample(url, "127.0.0.1:9000").unwrap();

            assert!(text.contains("phananh.tayninh.example") && text.contains("127.0.0.1:9000"));
            assert!(!text.contains("example.vn") && !text.contains(":8577"), "{text}");
        }
    }
}
