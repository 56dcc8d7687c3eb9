//! Who works here, and what each may and may not look at, over HTTP.

pub(crate) mod access_log;
pub(crate) mod accounts;
pub(crate) mod conflicts;
pub(crate) mod deputies;
pub(crate) mod factor;
pub(crate) mod own;
pub(crate) mod personnel;
pub(crate) mod sessions;
pub(crate) mod webhooks;
