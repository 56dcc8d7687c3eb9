//! The file of words that hint at money or gifts, and how well they tell such texts from others.

use super::sheet::{Fault, Row};
use crate::domain::hint::HintRole;
use crate::store::reference::HintRow;

/// The columns of the file.
pub(super) const COLUMNS: &str = "words,role,weight,marked";

pub(super) fn hint(row: &Row<'_>) -> Result<HintRow, Fault> {
    let weight = row.number("weight")?;
    if !(0..=100).contains(&weight) {
        return Err(row.fault("weight", "phải từ 0 đến 100", "must be from 0 to 100"));
    }
    let words = row.text("words")?;
    let begins = |first: char| first.is_alphanumeric() || matches!(first, '#' | '$');
    if !words.starts_with(begins) {
        return Err(row.fault(
            "words",
            "phải bắt đầu bằng một từ, # hoặc $",
            "must begin with a word, # or $",
        ));
    }
    Ok(HintRow {
        words,
        role: row.code("role", HintRole::parse)?,
        weight,
        marked: row.flag("marked")?,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::Path;
    use std::{fs, io};

    use super::super::{Files, read_all};
    use crate::domain::hint::Hints;
    use crate::service::reference::Reference;

    /// Sentences, and whether each tells of money or a gift.
    fn sentences(file: &str) -> Vec<(bool, String)> {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<(bool, String)> = reader.deserialize().map(Result::unwrap).collect();
        assert!(rows.len() >= 100);
        rows
    }

    /// What the repository carries.
    fn hints() -> Hints {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        Reference::build(&read_all(&Files::from(data.as_path())).unwrap()).unwrap().hints
    }

    #[test]
    fn two_hundred_sentences_are_told_apart_by_money_and_gifts() {
        let (hints, all) = (hints(), sentences("tests/hints/taught.csv"));

        let with = all.iter().filter(|(hint, _)| *hint).count();
        let wrong = all.iter().filter(|(hint, text)| hints.weight(text).is_some() != *hint);
        let wrong: Vec<_> = wrong.map(|(_, text)| text).collect();

        assert_eq!((with, all.len() - with), (100, 100));
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn on_sentences_written_apart_from_the_words_most_are_found_and_few_late_dossiers_alarm() {
        let (hints, all) = (hints(), sentences("tests/hints/apart.csv"));

        let found = |wanted: bool| {
            let of = all.iter().filter(|(hint, _)| *hint == wanted);
            let of: Vec<_> = of.map(|(_, text)| hints.weight(text).is_some()).collect();
            (of.iter().filter(|found| **found).count(), of.len())
        };
        let ((hits, with), (alarms, without)) = (found(true), found(false));
        // The two numbers that a change of the words is judged by.
        writeln!(io::stderr(), "recall {hits}/{with}, false alarms {alarms}/{without}").unwrap();

        assert_eq!((with, without), (50, 50));
        assert!(hits * 10 >= with * 8, "recall {hits}/{with}");
        assert!(alarms * 10 <= without, "false alarms {alarms}/{without}");
    }
}
