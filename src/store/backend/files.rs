//! The files of an SQLite database: for their owner only, and none of them write-protected beside one that is not.

use std::path::Path;

use crate::domain::text::Words;
use crate::store::error::{StoreError, with_owner};

/// The file cannot be opened.
pub(super) fn unopened(path: &Path, why: &Words) -> StoreError {
    let name = path.display();
    StoreError::connect(
        format!("tệp SQLite {name}: {}", why.vi),
        format!("SQLite file {name}: {}", why.en),
    )
}

/// Makes an empty file for its owner only, unless one is there; SQLite gives its companions the same
/// mode. The database holds names and telephone numbers.
pub(super) fn private_file(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt;
    let made = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Err(cause) if cause.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(unopened(path, &Words::foreign(cause)))
        }
        _ => Ok(()),
    }
}

/// SQLite makes its companions with the mode that the file had then: what was write-protected once stays so, and nobody
/// would look for it beside a file that is not.
pub(super) fn mend_companions(path: &Path) -> Result<(), StoreError> {
    let fails = |cause: std::io::Error| {
        let (why, name) = (with_owner(&cause), path.display());
        StoreError::connect(
            format!("tệp đi kèm tệp SQLite {name}: {}", why.vi),
            format!("beside SQLite file {name}: {}", why.en),
        )
    };
    let mode = std::fs::metadata(path).map_err(fails)?.permissions();
    for ending in ["-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let protected = std::fs::metadata(&name).is_ok_and(|it| it.permissions().readonly());
        if protected && !mode.readonly() {
            std::fs::set_permissions(&name, mode.clone()).map_err(fails)?;
        }
    }
    Ok(())
}
