//! Who may use what: lists of roles, which operations and pages name alike.

use crate::domain::actor::Role;

/// Any member of staff.
pub(crate) const ANY_ROLE: &[Role] = Role::ALL;
/// Those who handle cases. Administrators see no case.
pub(crate) const HANDLERS: &[Role] = &[Role::UnitOfficer, Role::UnitLeader, Role::Inspector];
/// Those who answer for a unit.
pub(crate) const UNITS: &[Role] = &[Role::UnitOfficer, Role::UnitLeader];
/// Inspectors alone: who urges, and who records and reads what was concluded about persons.
pub(crate) const INSPECTORS: &[Role] = &[Role::Inspector];
/// Who types in what comes to the desk.
pub(crate) const RECEPTION: &[Role] = &[Role::Reception, Role::UnitOfficer, Role::Inspector];
/// Who files what an organisation of the Front demands.
pub(crate) const FRONT: &[Role] = &[Role::FrontMember];
/// Those who look after delivery.
pub(crate) const WATCHERS: &[Role] = &[Role::Inspector, Role::Administrator];
/// Who reads the feed of dossiers: units their own, those who watch all of it.
pub(crate) const FEED_READERS: &[Role] =
    &[Role::UnitOfficer, Role::UnitLeader, Role::Inspector, Role::Administrator];
/// Who looks persons up for personnel work (Sở Nội vụ).
pub(crate) const PERSONNEL: &[Role] = &[Role::PersonnelReader];

/// Who watches over those who read what only few may read. Administrators do not.
pub(crate) const OVERSEERS: &[Role] = &[Role::InspectorateHead, Role::Auditor];

/// Who drafts movements and criteria.
pub(crate) const BOARD: &[Role] = &[Role::Board];
/// Who signs criteria: a second person, who drafts none.
pub(crate) const HEAD: &[Role] = &[Role::InspectorateHead];
/// Who reads drafts of criteria and what they would change. Administrators have no part in it.
pub(crate) const EMULATION: &[Role] = &[Role::Board, Role::InspectorateHead];

/// Those who score themselves, check each other, or judge.
pub(crate) const ASSESSORS: &[Role] =
    &[Role::UnitOfficer, Role::UnitLeader, Role::Inspector, Role::InspectorateHead, Role::Board];

/// Those who keep reference data.
pub(crate) const ADMINISTRATORS: &[Role] = &[Role::Administrator];
