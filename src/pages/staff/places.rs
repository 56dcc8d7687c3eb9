//! Addresses that several pages of staff name.

/// The queue of service cases.
pub(super) const QUEUE: &str = "/lam-viec/hang-viec";
/// Many cases of it at once.
pub(super) const MANY: &str = "/lam-viec/hang-viec/nhieu";
/// Where tips are, apart from everything else.
pub(super) const TIPS: &str = "/lam-viec/liem-chinh";
/// Where an inspector declares a conflict of interest.
pub(super) const CONFLICTS: &str = "/lam-viec/xung-dot";
/// Where the accounts are.
pub(super) const ACCOUNTS: &str = "/lam-viec/quan-tri/nguoi-dung";
/// Where the deputies are.
pub(super) const DEPUTIES: &str = "/lam-viec/quan-tri/cap-pho";
/// Where mail is that did not go out.
pub(super) const MAIL: &str = "/lam-viec/quan-tri/thu-loi";
/// Where the state of the service is.
pub(super) const HEALTH: &str = "/lam-viec/quan-tri/suc-khoe";
/// Where the addresses of units are.
pub(super) const UNITS: &str = "/lam-viec/quan-tri/dia-chi";
/// Where the calendar is.
pub(super) const CALENDAR: &str = "/lam-viec/quan-tri/lich-nghi";
/// Where it is told who read what.
pub(super) const ACCESS: &str = "/lam-viec/truy-cap";
/// Where the movements are.
pub(super) const MOVEMENTS: &str = "/lam-viec/thi-dua";
/// Where one signs in.
pub(super) const SIGN_IN: &str = "/dang-nhap";
/// Where one signs out.
pub(super) const SIGN_OUT: &str = "/dang-xuat";
/// Where one looks after the own account.
pub(super) const ACCOUNT: &str = "/tai-khoan";
