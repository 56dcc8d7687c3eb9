//! Addresses that several pages of staff name.

/// The queue of service cases.
pub(super) const QUEUE: &str = "/lam-viec/hang-viec";
/// Many cases of it at once.
pub(super) const MANY: &str = "/lam-viec/hang-viec/nhieu";
/// Where tips are, apart from everything else.
pub(super) const TIPS: &str = "/lam-viec/liem-chinh";
/// Where an inspector declares a conflict of interest.
pub(super) const CONFLICTS: &str = "/lam-viec/xung-dot";
