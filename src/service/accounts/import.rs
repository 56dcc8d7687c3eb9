//! Many accounts at once, from a sheet: all that is new of it in one transaction, or nothing; a rehearsal shows what that would be.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::kept::{Kept, administrator};
use super::{NewUser, is_login};
use crate::domain::actor::{Actor, Role};
use crate::domain::fault::FieldError;
use crate::domain::ids::{UnitId, UserId};
use crate::domain::text::{EmailAddress, PersonName, TextFault};
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::records::deputies::alone;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::staff::users::{self, UserRow};

/// The columns, in any order.
const COLUMNS: [&str; 5] = ["login", "name", "role", "unit", "email"];
/// So many accounts are made at once.
const MOST: usize = 200;

/// What a sheet would do, or did.
#[derive(Debug, Clone, Default)]
pub struct AccountSheet {
    /// Logins of accounts that are made, with whether another administrator has to open them.
    pub added: Vec<(String, bool)>,
    /// Logins whose accounts are as the sheet says.
    pub unchanged: Vec<String>,
    /// Logins whose accounts differ, each with the columns: they are left as they are.
    pub different: Vec<(String, Vec<&'static str>)>,
}

/// One account of the sheet.
#[derive(Clone)]
struct SheetRow {
    row: UserRow,
    role: Role,
}

impl Service {
    /// Makes the accounts of a sheet in CSV that are not there yet, each as an administrator makes one, and all of them or none.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault of every line.
    pub async fn import_accounts(
        &self,
        actor: &Actor,
        csv: &str,
        dry_run: bool,
    ) -> Result<AccountSheet, ServiceError> {
        let rows = self.read_accounts(csv)?;
        if dry_run {
            let read = move |conn: &mut Conn| compared(conn, &rows);
            return Ok(self.db.read(read).await?.0);
        }
        let (service, by) = (self.clone(), actor.user_id);
        let write = move |tx: &mut Conn| -> Result<AccountSheet, Fault> {
            let now = service.clock.now();
            alone(tx, now)?;
            let by = administrator(tx, by)?;
            let (found, new) = compared(tx, &rows)?;
            for one in new {
                let user = UserRow { made_by: Some(by.id), ..one.row };
                service.put_account(tx, &Kept { by: by.clone(), user, now }, one.role)?;
            }
            Ok(found)
        };
        Ok(self.db.write("accounts.import", actor.user_id.uuid(), write).await?)
    }

    /// Every line of a sheet as an account, or everything that is wrong with any.
    fn read_accounts(&self, csv: &str) -> Result<Vec<SheetRow>, ServiceError> {
        let no_sheet = || ServiceError::field("/csv", FieldFault::NotASheet);
        // As a spreadsheet saves it: a mark before it, semicolons or tabs for commas, letters in parts, carriage returns.
        let text: String =
            csv.trim_start_matches('\u{FEFF}').nfc().filter(|c| *c != '\r').collect();
        let first = text.lines().next().unwrap_or_default();
        let delimiter = [b';', b'\t'].into_iter().find(|sign| first.contains(char::from(*sign)));
        let delimiter = delimiter.filter(|_| !first.contains(',')).unwrap_or(b',');
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let mut header = reader.headers().map_err(|_| no_sheet())?.clone();
        header.trim();
        let names: BTreeSet<&str> = header.iter().collect();
        if header.len() != COLUMNS.len() || names != COLUMNS.into_iter().collect() {
            return Err(no_sheet());
        }
        let (mut rows, mut faults, mut logins) = (Vec::new(), Vec::new(), BTreeSet::new());
        let mut faulty = 0;
        for record in reader.records() {
            let record = record.map_err(|_| no_sheet())?;
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            if rows.len() + faulty == MOST {
                return Err(no_sheet());
            }
            let line = record.position().map_or(0, csv::Position::line);
            let mut cells = Cells { header: &header, record: &record, line, faults: &mut faults };
            if let Some(one) = self.account_of(&mut cells)? {
                if !logins.insert(one.row.login.clone()) {
                    cells.fault("login", FieldFault::CodeTwice);
                }
                rows.push(one);
            } else {
                faulty += 1;
            }
        }
        if rows.is_empty() && faults.is_empty() {
            return Err(no_sheet());
        }
        if faults.is_empty() { Ok(rows) } else { Err(ServiceError::Invalid(faults)) }
    }

    /// The account of one line; none where anything is wrong with it.
    fn account_of(&self, cells: &mut Cells<'_>) -> Result<Option<SheetRow>, ServiceError> {
        let login = cells.get("login").to_owned();
        if !is_login(&login) {
            cells.fault("login", FieldFault::BadLogin);
        }
        let name = cells.text("name", PersonName::parse);
        let email = cells.text("email", EmailAddress::parse);
        let role = Role::parse(cells.get("role"));
        let Some(role) = role else {
            let fault = FieldFault::NotAllowed.among(&cells.pointer("role"), Role::ALL);
            cells.faults.push(fault);
            return Ok(None);
        };
        let unit = Some(cells.get("unit")).filter(|unit| !unit.is_empty()).map(str::to_owned);
        let place = match self.unit_for(role, unit.as_deref()) {
            Ok(place) => place,
            Err(ServiceError::Invalid(found)) => {
                let at = cells.pointer("unit");
                let moved = found.into_iter().map(|one| FieldError { pointer: at.clone(), ..one });
                cells.faults.extend(moved);
                return Ok(None);
            }
            Err(other) => return Err(other),
        };
        let (Some(name), Some(email), true) = (name, email, is_login(&login)) else {
            return Ok(None);
        };
        let user = NewUser { login, name, role, unit, email: Some(email) };
        let row = self.row_of(UserId::new(self.ids.random()), &user, place);
        Ok(Some(SheetRow { row, role }))
    }
}

/// What is new of a sheet, and what is there already.
fn compared(
    conn: &mut Conn,
    rows: &[SheetRow],
) -> Result<(AccountSheet, Vec<SheetRow>), StoreError> {
    let (mut found, mut new) = (AccountSheet::default(), Vec::new());
    for one in rows {
        let login = one.row.login.clone();
        let Some(there) = users::by_login(conn, &login)? else {
            found.added.push((login, one.role.needs_two()));
            new.push(one.clone());
            continue;
        };
        let unit = |row: &UserRow| row.unit_id.map(|unit| UnitId::new(unit.0));
        let columns = [
            ("name", there.name == one.row.name),
            ("role", there.role == one.row.role),
            ("unit", unit(&there) == unit(&one.row)),
            ("email", there.email == one.row.email),
        ];
        let other: Vec<&str> =
            columns.into_iter().filter(|(_, same)| !same).map(|(column, _)| column).collect();
        if other.is_empty() {
            found.unchanged.push(login);
        } else {
            found.different.push((login, other));
        }
    }
    Ok((found, new))
}

/// The cells of one line, with what is wrong with all of them.
struct Cells<'s> {
    header: &'s csv::StringRecord,
    record: &'s csv::StringRecord,
    line: u64,
    faults: &'s mut Vec<FieldError>,
}

impl Cells<'_> {
    fn get(&self, column: &str) -> &str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| self.record.get(at)).unwrap_or_default().trim()
    }

    /// Where a fault of this column stands: in which line of the file.
    fn pointer(&self, column: &str) -> String {
        format!("/csv/{}/{column}", self.line)
    }

    fn fault(&mut self, column: &str, fault: FieldFault) {
        let at = self.pointer(column);
        self.faults.push(fault.at(&at));
    }

    fn text<T>(&mut self, column: &str, parse: impl Fn(&str) -> Result<T, TextFault>) -> Option<T> {
        let parsed = parse(self.get(column));
        let pointer = self.pointer(column);
        let noted = |fault: TextFault| FieldError {
            pointer,
            code: fault.as_str(),
            detail_vi: fault.vi().into(),
            detail_en: fault.en().into(),
        };
        parsed.map_err(|fault| self.faults.push(noted(fault))).ok()
    }
}
