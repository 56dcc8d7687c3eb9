//! Where somebody on a page of staff can go next: one table of the pages, each with the roles that may open it.

use super::places::{
    ACCESS, ACCOUNT, ACCOUNTS, CALENDAR, DEPUTIES, HEALTH, MAIL, MOVEMENTS, QUEUE, TIPS, UNITS,
};
use crate::domain::actor::Role;
use crate::pages::asked::Asked;
use crate::pages::frame::{Bar, Link, at};
use crate::pages::words::staff::Staff as Words;
use crate::wire::roles::{
    ADMINISTRATORS, ANY_ROLE, EMULATION, HANDLERS, INSPECTORS, OVERSEERS, PERSONNEL, RECEPTION,
    WATCHERS,
};

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
    Row { path: ACCOUNTS, label: |w| w.nav_accounts, roles: ADMINISTRATORS },
    Row { path: DEPUTIES, label: |w| w.nav_deputies, roles: WATCHERS },
    Row { path: MAIL, label: |w| w.nav_mail, roles: WATCHERS },
    Row { path: HEALTH, label: |w| w.nav_health, roles: ADMINISTRATORS },
    Row { path: UNITS, label: |w| w.nav_units, roles: ADMINISTRATORS },
    Row { path: CALENDAR, label: |w| w.nav_calendar, roles: ADMINISTRATORS },
    Row { path: "/lam-viec/so-tra-cuu", label: |w| w.nav_personnel_log, roles: WATCHERS },
    Row { path: "/lam-viec/phan-luong", label: |w| w.nav_routing, roles: WATCHERS },
    Row { path: ACCESS, label: |w| w.nav_access, roles: OVERSEERS },
    Row { path: MOVEMENTS, label: |w| w.nav_board, roles: EMULATION },
    Row { path: ACCOUNT, label: |w| w.nav_account, roles: ANY_ROLE },
];

/// Where somebody of this role begins.
pub(super) fn first_for(role: Role) -> &'static str {
    let first = ROWS.iter().find(|row| row.roles.contains(&role));
    first.map_or(ACCOUNT, |row| row.path)
}

/// The bar above a page, for somebody of this role and name; `lacks_factor` leaves the own account alone.
pub(super) fn bar(
    asked: &Asked,
    (role, name): (Role, &str),
    lacks_factor: bool,
    form: String,
) -> Bar {
    let (path, w) = (asked.path_alone(), Words::of(asked.language));
    let may = |row: &&Row| row.roles.contains(&role) && !lacks_factor;
    let link = |row: &Row| Link {
        href: at(asked.language, row.path),
        label: (row.label)(w),
        here: path == row.path,
    };
    Bar {
        name: name.to_owned(),
        label: w.nav_label,
        links: ROWS.iter().filter(may).map(link).collect(),
        form,
        sign_out: w.sign_out,
    }
}
