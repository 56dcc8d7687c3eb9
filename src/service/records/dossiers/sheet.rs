//! The file of a feed, read line by line: a million of them take no more memory than one.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::rc::Rc;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::judge::SentDossier;
use crate::domain::fault::FieldError;
use crate::domain::text::{DossierCode, ProcedureCode, TextFault};
use crate::domain::time::Day;
use crate::service::error::FieldFault;

/// The columns, in any order.
const COLUMNS: [&str; 6] =
    ["code", "unit", "procedure", "received_on", "promised_on", "returned_on"];
/// So many bytes may be read for one line: a quote that nobody closed would take the file whole.
const LONGEST_LINE: usize = 1 << 20;

/// What a line holds, or everything that is wrong with it.
pub type Line = Result<SentDossier, Vec<FieldError>>;

/// A file, hashed as it is read. Carriage returns are left out of what is read further: with them lines are counted wrongly.
struct Source<R> {
    from: R,
    hash: Sha256,
    left: Rc<Cell<usize>>,
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a line without an end"));
        }
        loop {
            let read = self.from.read(to)?;
            self.left.set(self.left.get().saturating_sub(read));
            let bytes = to.get_mut(..read).unwrap_or_default();
            self.hash.update(&*bytes);
            let mut kept = 0;
            for at in 0..bytes.len() {
                if bytes.get(at) != Some(&b'\r') {
                    bytes.swap(kept, at);
                    kept += 1;
                }
            }
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

/// What was read of the header, the rest, and an end of line for the last.
type Bytes<R> = Chain<Chain<Cursor<Vec<u8>>, BufReader<Source<R>>>, Cursor<&'static [u8]>>;

/// The file of a feed, being read.
pub struct DossierSheet<R> {
    reader: csv::Reader<Bytes<R>>,
    /// Where each of [`COLUMNS`] stands.
    places: Vec<usize>,
    record: csv::ByteRecord,
    left: Rc<Cell<usize>>,
}

impl<R: Read> DossierSheet<R> {
    /// Reads the header: also as a spreadsheet saves it, with a byte order mark, semicolons or tabs for commas.
    ///
    /// # Errors
    /// What is wrong with it, for a person.
    pub fn open(from: R) -> Result<Self, String> {
        let left = Rc::new(Cell::new(LONGEST_LINE));
        let source = Source { from, hash: Sha256::new(), left: left.clone() };
        let mut rest = BufReader::new(source);
        let mut first = Vec::new();
        rest.read_until(b'\n', &mut first).map_err(|cause| unreadable(&cause))?;
        let head = first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&first).to_vec();
        let text = std::str::from_utf8(&head).map_err(|cause| unreadable(&cause))?;
        let delimiter = [b';', b'\t'].into_iter().find(|sign| text.contains(char::from(*sign)));
        let delimiter = delimiter.filter(|_| !text.contains(',')).unwrap_or(b',');
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(Cursor::new(head).chain(rest).chain(Cursor::new(b"\n".as_slice())));
        let header = reader.headers().map_err(|cause| unreadable(&cause))?.clone();
        let found: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let names: BTreeSet<&str> = found.iter().map(String::as_str).collect();
        if found.len() != COLUMNS.len() || names != COLUMNS.into_iter().collect() {
            let columns = COLUMNS.join(",");
            return Err(format!(
                "dòng tiêu đề phải có đúng các cột {columns}, không thêm cột nào / the header must name exactly {columns}, \
                 and no other column"
            ));
        }
        let place = |column| found.iter().position(|name| name == column);
        let places = COLUMNS.into_iter().filter_map(place).collect();
        Ok(Self { reader, places, record: csv::ByteRecord::new(), left })
    }

    /// The next line that is not empty, with its number in the file; none at the end.
    ///
    /// # Errors
    /// Where the file cannot be read any further.
    pub fn next(&mut self) -> Result<Option<(u64, Line)>, String> {
        loop {
            self.left.set(LONGEST_LINE);
            let read = self.reader.read_byte_record(&mut self.record);
            match read {
                Ok(false) => return Ok(None),
                // What a spreadsheet leaves below its last row.
                Ok(true) if self.record.iter().all(|cell| cell.trim_ascii().is_empty()) => {}
                Ok(true) => return Ok(Some((self.number(), self.line()))),
                Err(cause) => match cause.kind() {
                    csv::ErrorKind::UnequalLengths { len, .. } => {
                        return Ok(Some((self.number(), Err(vec![unequal(*len)]))));
                    }
                    _ => return Err(unreadable(&cause)),
                },
            }
        }
    }

    /// The number of the line that was read last; of a record over several lines the first.
    fn number(&self) -> u64 {
        let within = self.record.as_slice().split(|b| *b == b'\n').skip(1).count();
        let behind = self.reader.position().line();
        behind.saturating_sub(1).saturating_sub(u64::try_from(within).unwrap_or(0))
    }

    fn line(&self) -> Line {
        let mut cells = Cells { sheet: self, faults: Vec::new() };
        let code = cells.text(0, |raw| DossierCode::parse(raw).map(String::from));
        let unit = cells
            .text(1, |raw| if raw.is_empty() { Err(TextFault::Empty) } else { Ok(raw.to_owned()) });
        let procedure = cells.text(2, |raw| ProcedureCode::parse(raw).map(String::from));
        let received_on = cells.day(3);
        let promised_on = cells.day(4);
        let returned_on = cells.day(5);
        for (at, day) in [(3, received_on), (4, promised_on)] {
            if day.is_none() {
                cells.require(at);
            }
        }
        let faults = cells.faults;
        let sent = (|| {
            Some(SentDossier {
                code: code?,
                unit: unit?,
                procedure: procedure?,
                received_on: received_on?,
                promised_on: promised_on?,
                returned_on,
            })
        })();
        sent.filter(|_| faults.is_empty()).ok_or(faults)
    }

    /// SHA-256 of the file, once all of it was read.
    pub fn finish(self) -> Vec<u8> {
        let (file, _) = self.reader.into_inner().into_inner();
        let (_, rest) = file.into_inner();
        rest.into_inner().hash.finalize().to_vec()
    }
}

/// The cells of one line, with what is wrong with them.
struct Cells<'s, R> {
    sheet: &'s DossierSheet<R>,
    faults: Vec<FieldError>,
}

impl<R> Cells<'_, R> {
    /// A cell as text in NFC; none where it is not UTF-8.
    fn cell(&mut self, column: usize) -> Option<String> {
        let at = self.sheet.places.get(column).copied().unwrap_or_default();
        let raw = self.sheet.record.get(at).unwrap_or_default();
        let Ok(text) = std::str::from_utf8(raw) else {
            self.faults.push(FieldFault::WrongType.at(&pointer(column)));
            return None;
        };
        Some(text.trim().nfc().collect())
    }

    fn text<T>(
        &mut self,
        column: usize,
        parse: impl Fn(&str) -> Result<T, TextFault>,
    ) -> Option<T> {
        let raw = self.cell(column)?;
        parse(&raw)
            .map_err(|fault| {
                self.faults.push(FieldError {
                    pointer: pointer(column),
                    code: fault.as_str(),
                    detail_vi: fault.vi().into(),
                    detail_en: fault.en().into(),
                });
            })
            .ok()
    }

    /// A day, or nothing.
    fn day(&mut self, column: usize) -> Option<Day> {
        let raw = self.cell(column).filter(|raw| !raw.is_empty())?;
        let shaped = raw.len() == 10 && raw.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let day = raw.parse().ok().filter(|_| shaped);
        if day.is_none() {
            self.faults.push(FieldFault::NotADate.at(&pointer(column)));
        }
        day
    }

    /// Notes that a cell is empty, unless something is wrong with what it holds.
    fn require(&mut self, column: usize) {
        let at = pointer(column);
        if !self.faults.iter().any(|fault| fault.pointer == at) {
            self.faults.push(FieldFault::Required.at(&at));
        }
    }
}

fn pointer(column: usize) -> String {
    format!("/{}", COLUMNS.get(column).copied().unwrap_or_default())
}

fn unequal(cells: u64) -> FieldError {
    let wanted = COLUMNS.len();
    FieldError {
        pointer: String::new(),
        detail_vi: format!("Dòng có {cells} ô, phải có {wanted}.").into(),
        detail_en: format!("The line has {cells} cells instead of {wanted}.").into(),
        ..FieldFault::WrongType.at("")
    }
}

fn unreadable(cause: &dyn std::fmt::Display) -> String {
    format!(
        "không đọc được tệp; hãy lưu dạng CSV UTF-8 / the file cannot be read; save it as CSV in UTF-8: {cause}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "code,unit,procedure,received_on,promised_on,returned_on";
    const ROW: &str = "H53.05-240917-0012,TN.STNMT,1.005398,2024-09-17,2024-10-08,";

    fn all(bytes: &[u8]) -> Result<Vec<(u64, Line)>, String> {
        let mut sheet = DossierSheet::open(bytes)?;
        std::iter::from_fn(|| sheet.next().transpose()).collect()
    }

    fn faults(row: &str) -> Vec<(String, &'static str)> {
        let found = all(format!("{HEAD}\n{row}\n").as_bytes()).unwrap();
        let faults = found.into_iter().flat_map(|(_, line)| line.unwrap_err());
        faults.map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn a_file_that_a_spreadsheet_saved_is_read_as_it_was_written() {
        let sent = SentDossier {
            code: "HS-Đất 12/2024".to_owned(),
            unit: "TN.STNMT".to_owned(),
            procedure: "1.005398".to_owned(),
            received_on: "2024-09-17".parse().unwrap(),
            promised_on: "2024-10-08".parse().unwrap(),
            returned_on: Some("2024-10-09".parse().unwrap()),
        };
        let cells = "HS-Đất 12/2024,TN.STNMT,1.005398,2024-09-17,2024-10-08,2024-10-09";
        let parts: String = unicode_normalization::UnicodeNormalization::nfd(cells).collect();
        for text in [
            format!("{HEAD}\n{cells}\n"),
            format!("\u{FEFF}{HEAD}\r\n{cells}\r\n,,,,,\r\n\r\n"),
            format!("\u{FEFF}{HEAD}\r\n{cells}\r\n").replace(',', ";"),
            format!("{HEAD}\n{parts}\n , , ,,,\n").replace(',', "\t"),
            "returned_on , unit,procedure,received_on,promised_on,code\n\
             2024-10-09,TN.STNMT, 1.005398 ,2024-09-17,2024-10-08,HS-Đất 12/2024"
                .to_owned(),
        ] {
            assert_eq!(all(text.as_bytes()), Ok(vec![(2, Ok(sent.clone()))]), "{text:?}");
        }
    }

    #[test]
    fn a_column_more_or_less_than_the_known_ones_is_refused_before_anything_is_read() {
        for head in [
            format!("{HEAD},ho_ten"),
            HEAD.replace(",returned_on", ""),
            HEAD.replace("code", "unit"),
            String::new(),
        ] {
            let fault = all(format!("{head}\n{ROW}\n").as_bytes()).unwrap_err();
            assert!(fault.contains("promised_on"), "{fault}");
        }
    }

    #[test]
    fn every_fault_of_a_line_is_told_with_its_column_and_the_lines_after_it_are_read() {
        assert_eq!(
            faults(",,,17/9/2024,,2024-13-01"),
            [
                ("/code", "empty"),
                ("/unit", "empty"),
                ("/procedure", "empty"),
                ("/received_on", "not_a_date"),
                ("/returned_on", "not_a_date"),
                ("/promised_on", "required"),
            ]
            .map(|(at, code)| (at.to_owned(), code))
        );
        let over_two = ROW.replace("1.005398", "\"1.\n005398\"");
        let rows = format!("{HEAD}\r\n{ROW},0900000001\r\n\r\n{ROW}\r\n{over_two}\n{ROW}");
        let found = all(rows.as_bytes()).unwrap();
        assert_eq!(found.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4, 5, 7]);
        assert!(found[0].1.is_err() && found[1].1.is_ok());
    }

    #[test]
    fn what_is_not_utf_8_is_said_to_be_so() {
        let utf_16: Vec<u8> = HEAD.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(all(&[b"\xFF\xFE".as_slice(), &utf_16].concat()).unwrap_err().contains("UTF-8"));

        let mut bytes = format!("{HEAD}\n").into_bytes();
        bytes.extend(b"HS\xD0 1/2024,TN.STNMT,1.005398,2024-09-17,2024-10-08,\n");
        let found = all(&bytes).unwrap();
        assert_eq!(found[0].1.clone().unwrap_err()[0].pointer, "/code");
    }

    #[test]
    fn a_quote_that_nobody_closed_ends_the_reading_instead_of_filling_the_memory() {
        let endless = Cursor::new(format!("{HEAD}\n\"").into_bytes()).chain(io::repeat(b'x'));
        let mut sheet = DossierSheet::open(endless).unwrap();

        assert!(sheet.next().unwrap_err().contains("UTF-8"));
    }

    #[test]
    fn the_hash_is_that_of_the_whole_file() {
        let text = format!("\u{FEFF}{HEAD}\r\n{ROW}\r\n{}\r\n", ROW.replace("0012", "0013"));
        let mut sheet = DossierSheet::open(text.as_bytes()).unwrap();
        while sheet.next().unwrap().is_some() {}

        assert_eq!(sheet.finish(), Sha256::digest(text.as_bytes()).to_vec());
    }
}
