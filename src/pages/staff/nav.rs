//! Where somebody on a page of staff can go next: one table of the pages, each with the roles that may open it.

use super::administration::{ACCESS, ACCOUNTS, CALENDAR, DEPUTIES, HEALTH, MAIL, UNITS};
use super::board::MOVEMENTS;
use super::places::{QUEUE, TIPS};
use super::signed::{ACCOUNT, Staff};
use crate::domain::actor::Role;
use crate::pages::frame::at;
use crate::pages::words::staff::Staff as Words;
use crate::wire::roles::{
    ADMINISTRATORS, ANY_ROLE, EMULATION, HANDLERS, INSPECTORS, OVERSEERS, PERSONNEL, RECEPTION,
    WATCHERS,
};

/// What stands above every page of staff.
pub(in crate::pages) struct Bar {
    /// Who is signed in.
    pub name: String,
    /// What the links are together.
    pub label: &'static str,
    /// Where to go.
    pub links: Vec<Link>,
    /// What a form needs to be taken for one of ours.
    pub form: String,
    /// What ends the session.
    pub sign_out: &'static str,
}

/// One of the pages.
pub(in crate::pages) struct Link {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub label: &'static str,
    /// Whether one is on it.
    pub here: bool,
}

/// A page that stands above all of them.
struct Row {
    path: &'static str,
    label: fn(&Words) -> &'static str,
    roles: &'static [Role],
}

const ROWS: &[Row] = &[
    Row { path: "/lam-viec", label: |w| w.nav_today, roles: HANDLERS },
    Row { path: QUEUE, label: |w| w.nav_queue, roles: HANDLERS },
    Row { path: TIPS, label: |w| w.nav_tips, roles: INSPECTORS },
    Row { path: "/lam-viec/tiep-nhan", label: |w| w.nav_desk, roles: RECEPTION },
    Row { path: "/lam-viec/don-doc", label: |w| w.nav_urgings, roles: HANDLERS },
    Row { path: "/lam-viec/kien-nghi", label: |w| w.nav_recommendations, roles: HANDLERS },
    Row { path: "/lam-viec/xin-loi", label: |w| w.nav_apologies, roles: HANDLERS },
    Row { path: "/lam-viec/ket-luan", label: |w| w.nav_conclusions, roles: INSPECTORS },
    Row { path: "/lam-viec/tra-cuu-nhan-su", label: |w| w.nav_personnel, roles: PERSONNEL },
    Row { path: "/lam-viec/so-tra-cuu", label: |w| w.nav_personnel_log, roles: WATCHERS },
    Row { path: "/lam-viec/phan-luong", label: |w| w.nav_routing, roles: WATCHERS },
    Row { path: ACCOUNTS, label: |w| w.nav_accounts, roles: ADMINISTRATORS },
    Row { path: DEPUTIES, label: |w| w.nav_deputies, roles: WATCHERS },
    Row { path: MAIL, label: |w| w.nav_mail, roles: WATCHERS },
    Row { path: HEALTH, label: |w| w.nav_health, roles: ADMINISTRATORS },
    Row { path: UNITS, label: |w| w.nav_units, roles: ADMINISTRATORS },
    Row { path: CALENDAR, label: |w| w.nav_calendar, roles: ADMINISTRATORS },
    Row { path: ACCESS, label: |w| w.nav_access, roles: OVERSEERS },
    Row { path: MOVEMENTS, label: |w| w.nav_board, roles: EMULATION },
    Row { path: ACCOUNT, label: |w| w.nav_account, roles: ANY_ROLE },
];

/// Where somebody of this role begins.
pub(super) fn first_for(role: Role) -> &'static str {
    let first = ROWS.iter().find(|row| row.roles.contains(&role));
    first.map_or(ACCOUNT, |row| row.path)
}

/// The bar above a page.
pub(super) fn bar(staff: &Staff, form: String) -> Bar {
    let path = staff.asked.path_alone();
    let role = staff.actor().role;
    let may = |row: &&Row| row.roles.contains(&role) && !staff.session.lacks_factor;
    let link = |row: &Row| Link {
        href: at(staff.asked.language, row.path),
        label: (row.label)(staff.w),
        here: path == row.path,
    };
    Bar {
        name: staff.actor().name.clone(),
        label: staff.w.nav_label,
        links: ROWS.iter().filter(may).map(link).collect(),
        form,
        sign_out: staff.w.sign_out,
    }
}
