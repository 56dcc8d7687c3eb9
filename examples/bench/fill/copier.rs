//! Copies of patterns: each with ids, receipts, texts and people of its own, on the days of its
//! pattern.

use std::sync::Arc;

use liemchinh::harness::domain::fold_code;
use liemchinh::harness::domain::{CaseNumber, Receipt};
use liemchinh::harness::vault::{KeyRing, Place};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::failure::Failure;
use crate::fill::dice::Dice;
use crate::fill::pattern::{Named, Part, Pattern, Piece};
use crate::fill::words;
use crate::rows::{Batch, Cell};

/// How much earlier than its pattern something of a copy may have happened, in milliseconds: enough
/// that no two of them share a key, and too little to change the day.
const EARLIER: i64 = 15 * 60 * 1000;
/// Bits of a service key below its milliseconds.
const KEY_BITS: u32 = 21;

/// Makes copies.
pub(crate) struct Copier {
    keys: Arc<KeyRing>,
    dice: Dice,
    /// Every so manieth receipt is kept.
    keep_every: usize,
    made: usize,
    /// Receipts of service cases among the copies.
    pub(crate) receipts: Vec<String>,
}

/// What one copy has of its own.
struct Drawn {
    earlier: i64,
    keys: Vec<i64>,
    ids: Vec<Uuid>,
    texts: Vec<String>,
}

impl Copier {
    /// Makes copies whose receipts `keys` know, and keeps every so manieth receipt.
    pub(crate) fn new(keys: Arc<KeyRing>, keep_every: usize) -> Result<Self, Failure> {
        let receipts = Vec::new();
        Ok(Self { keys, dice: Dice::fresh()?, keep_every: keep_every.max(1), made: 0, receipts })
    }

    /// Adds one more copy to `batch`.
    pub(crate) fn copy(&mut self, pattern: &Pattern, batch: &mut Batch) -> Result<(), Failure> {
        let drawn = self.draw(pattern);
        for ((_, cells), (_, rows)) in batch.cells.iter_mut().zip(&pattern.rows) {
            for part in rows.iter().flatten() {
                cells.push(self.cell(part, pattern, &drawn)?);
            }
        }
        batch.cases += pattern.cases;
        Ok(())
    }

    fn draw(&mut self, pattern: &Pattern) -> Drawn {
        let dice = &mut self.dice;
        // Of a tip only the day is kept, and its keys and ids tell no time.
        let earlier = if pattern.sealed { 0 } else { dice.number(EARLIER) };
        let low = |key: i64| key >> KEY_BITS;
        let keys = pattern.own.keys.iter().map(|key| {
            if pattern.sealed {
                dice.number(i64::MAX)
            } else {
                ((low(*key) - earlier) << KEY_BITS) | dice.number(1 << KEY_BITS)
            }
        });
        let keys = keys.collect();
        let ids = pattern.own.ids.iter().map(|id| match id.get_version_num() {
            7 => {
                let millis = i64::try_from(id.as_u128() >> 80).unwrap_or_default();
                dice.ordered(millis - earlier)
            }
            _ => dice.id(),
        });
        let ids = ids.collect();
        let texts = pattern.own.texts.iter().map(|(text, named)| match named {
            Named::Case => CaseNumber::from_bytes(dice.bytes()).as_str().to_owned(),
            Named::Dossier => words::dossier(dice, text.split('-').nth(1).unwrap_or("240101")),
        });
        Drawn { earlier, keys, ids, texts: texts.collect() }
    }

    fn cell(&mut self, part: &Part, pattern: &Pattern, drawn: &Drawn) -> Result<Cell, Failure> {
        let text = Cell::Own;
        Ok(match part {
            Part::Same(cell) => cell.clone(),
            Part::Key(at) => Cell::Int(drawn.keys.get(*at).copied().unwrap_or_default()),
            Part::Packed(at) => {
                let key = drawn.keys.get(*at).copied().unwrap_or_default();
                Cell::Id(Uuid::from_u128(u128::from(key.unsigned_abs())))
            }
            Part::Own(at) => Cell::Id(drawn.ids.get(*at).copied().unwrap_or_default()),
            Part::Moment(micros) => Cell::Int(micros - drawn.earlier * 1000),
            Part::Words(pieces) => text(drawn.words(pieces)),
            Part::Report => text(words::report(&mut self.dice)),
            Part::Name => text(words::name(&mut self.dice)),
            Part::Phone => text(words::phone(&mut self.dice)),
            Part::Email => text(words::email(&mut self.dice)),
            Part::Hash => Cell::Bytes(self.dice.bytes::<32>().as_slice().into()),
            Part::Receipt => {
                let receipt = Receipt::from_bytes(self.dice.bytes());
                self.made += 1;
                if !pattern.sealed && self.made.is_multiple_of(self.keep_every) {
                    self.receipts.push(receipt.to_text());
                }
                Cell::Bytes(self.keys.lookup(&receipt).as_slice().into())
            }
            Part::Sealed(column, case, plain) => {
                let row = drawn.ids.get(*case).copied().unwrap_or_default();
                let place = Place { table: "integrity_reports", column, row };
                let plain = self.rewritten(plain);
                let plain = serde_json::to_vec(&plain).map_err(Failure::of)?;
                Cell::Bytes(self.keys.seal(&place, &plain).map_err(Failure::of)?.into())
            }
            Part::Note(note) => text(note.seal(&drawn.ids, &self.keys)?),
        })
    }

    /// What a reporter sealed, in other words and by somebody else.
    fn rewritten(&mut self, plain: &Value) -> Value {
        let mut plain = plain.clone();
        for (member, value) in plain.as_object_mut().into_iter().flatten() {
            match member.as_str() {
                "text" => *value = json!(words::report(&mut self.dice)),
                "name" => *value = json!(words::name(&mut self.dice)),
                "phone" if !value.is_null() => *value = json!(words::phone(&mut self.dice)),
                "email" if !value.is_null() => *value = json!(words::email(&mut self.dice)),
                _ => {}
            }
        }
        plain
    }
}

impl Drawn {
    fn words(&self, pieces: &[Piece]) -> String {
        let mut text = String::with_capacity(pieces.len() * 64);
        for piece in pieces {
            match piece {
                Piece::Same(same) => text.push_str(same),
                Piece::Id(at) => {
                    let id = self.ids.get(*at).copied().unwrap_or_default();
                    text.push_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
                }
                Piece::Text(at) => text.push_str(self.texts.get(*at).map_or("", String::as_str)),
                Piece::Folded(at) => text.extend(self.texts.get(*at).map(|code| fold_code(code))),
            }
        }
        text
    }
}
