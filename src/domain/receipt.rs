//! The receipt: the 128-bit secret that stands for a reporter, and the number of a case.

use std::fmt;

use super::text::fold_code;

/// Crockford's alphabet: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Every receipt text begins with its version.
const VERSION: &str = "LC1";
/// Characters of the secret (130 bits, the last two zero) and of the check.
/// Characters of a receipt behind its prefix, without dashes.
pub const RECEIPT_CHARS: usize = SECRET_CHARS + CHECK_CHARS;
const SECRET_CHARS: usize = 26;
const CHECK_CHARS: usize = 2;

/// A receipt. It has no `Display` and is never serialised, so that it cannot end in a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Receipt([u8; 16]);

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receipt(..)")
    }
}

impl Receipt {
    /// A receipt of this secret.
    pub const fn from_bytes(secret: [u8; 16]) -> Self {
        Self(secret)
    }

    /// The secret.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// `LC1-XXXX-…`, as it is shown once to the reporter.
    pub fn to_text(&self) -> String {
        let symbols = symbols_of(&self.0);
        let check = check(&symbols);
        let mut text = VERSION.to_owned();
        for (index, symbol) in symbols.iter().chain(&check).enumerate() {
            if index % 4 == 0 {
                text.push('-');
            }
            text.push(letter(*symbol));
        }
        text
    }

    /// Reads a receipt as people type it: any case, any dashes and spaces or none, O for 0, I or L for 1,
    /// full-width digits. `None` for anything that is not a receipt, whatever the reason.
    pub fn parse(text: &str) -> Option<Self> {
        let typed = fold_code(text);
        let mut typed = typed.chars().take(64);
        let version: String = typed.by_ref().take(VERSION.len()).collect();
        if version.replace(['I', '|'], "L") != VERSION {
            return None;
        }
        let symbols: Vec<u8> = typed.map(symbol).collect::<Option<_>>()?;
        let (data, given) = symbols.split_at_checked(SECRET_CHARS)?;
        if given.len() != CHECK_CHARS || given != check(data) {
            return None;
        }
        let mut secret = [0u8; 16];
        let mut bits = 0u32;
        let mut held = 0u32;
        let mut out = secret.iter_mut();
        for value in data {
            held = (held << 5) | u32::from(*value);
            bits += 5;
            if bits >= 8 {
                bits -= 8;
                if let Some(byte) = out.next() {
                    *byte = u8::try_from((held >> bits) & 0xFF).ok()?;
                }
            }
        }
        // The two bits left over must be zero, or two texts would name one receipt.
        if held & 0b11 != 0 {
            return None;
        }
        Some(Self(secret))
    }

    /// A secret no generator would draw: a client that sends one has no randomness.
    pub fn is_weak(&self) -> bool {
        let mut bytes = self.0;
        bytes.sort_unstable();
        let distinct = 1 + bytes.windows(2).filter(|pair| pair.first() != pair.last()).count();
        distinct < 6
    }
}

/// Characters of a one-time code.
const CODE_CHARS: usize = 8;

/// What is mailed to a new address, to be told by whoever reads mail there. As a [`Receipt`] it shows itself nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeCode([u8; 5]);

impl fmt::Debug for OneTimeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeCode(..)")
    }
}

impl OneTimeCode {
    /// The code of these 40 bits.
    pub const fn from_bytes(bytes: [u8; 5]) -> Self {
        Self(bytes)
    }

    /// The bits.
    pub const fn bytes(&self) -> &[u8; 5] {
        &self.0
    }

    /// `XXXX-XXXX`.
    pub fn to_text(&self) -> String {
        let bits = self.0.iter().fold(0u64, |bits, byte| (bits << 8) | u64::from(*byte));
        let symbol = |at: usize| u8::try_from((bits >> (5 * (CODE_CHARS - 1 - at))) & 31);
        let mut text: String = (0..CODE_CHARS).map(|at| letter(symbol(at).unwrap_or(0))).collect();
        text.insert(CODE_CHARS / 2, '-');
        text
    }

    /// Reads a code as people type it, as [`Receipt::parse`] does. `None` for what is no code at all.
    pub fn parse(text: &str) -> Option<Self> {
        let typed = fold_code(text);
        let symbols: Vec<u8> =
            typed.chars().take(CODE_CHARS + 1).map(symbol).collect::<Option<_>>()?;
        if symbols.len() != CODE_CHARS {
            return None;
        }
        let bits = symbols.iter().fold(0u64, |bits, value| (bits << 5) | u64::from(*value));
        let [_, _, _, bytes @ ..] = bits.to_be_bytes();
        Some(Self(bytes))
    }
}

/// The public number of a service case: ten random Crockford characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseNumber(String);

impl From<CaseNumber> for String {
    fn from(number: CaseNumber) -> Self {
        number.0
    }
}

impl CaseNumber {
    /// The number of these random bytes.
    pub fn from_bytes(bytes: [u8; 10]) -> Self {
        Self(bytes.iter().map(|byte| letter(byte & 31)).collect())
    }

    /// Reads a number as people type it; letters that look alike are one.
    pub fn parse(raw: &str) -> Option<Self> {
        let text: String = fold_code(raw)
            .chars()
            .map(|c| match c {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let fits = text.len() == 10
            && text.bytes().all(|b| b.is_ascii_digit() || (b.is_ascii_uppercase() && b != b'U'));
        fits.then_some(Self(text))
    }

    /// The number that somebody looks for: as [`CaseNumber::parse`] reads it, and also where a table took it for a number and dropped
    /// the zeros in front. Only what finds nothing where it is wrong may read one so.
    pub fn asked(raw: &str) -> Option<Self> {
        let zeros = |text: String| {
            // Parted, it may be a day.
            let dropped = raw.trim().chars().all(char::is_numeric)
                && (6..10).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_digit());
            dropped.then(|| Self(format!("{text:0>10}")))
        };
        Self::parse(raw).or_else(|| zeros(fold_code(raw)))
    }

    /// The ten characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn symbols_of(secret: &[u8; 16]) -> Vec<u8> {
    let mut symbols = Vec::with_capacity(SECRET_CHARS);
    let mut held = 0u32;
    let mut bits = 0u32;
    for byte in secret {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            symbols.push(u8::try_from((held >> bits) & 31).unwrap_or(0));
        }
        held &= (1 << bits) - 1;
    }
    symbols.push(u8::try_from((held << (5 - bits)) & 31).unwrap_or(0));
    symbols
}

/// Ten check bits over version and symbols: a CRC whose polynomial, x¹⁰+x³+1, is primitive, so
/// that every change of one or two neighbouring symbols shows.
fn check(symbols: &[u8]) -> [u8; CHECK_CHARS] {
    let mut crc: u16 = 0x155;
    for symbol in symbols {
        for bit in (0..5).rev() {
            let incoming = (u16::from(*symbol) >> bit) & 1;
            let top = (crc >> 9) & 1;
            crc = (crc << 1) & 0x3FF;
            if top ^ incoming == 1 {
                crc ^= 0b1001;
            }
        }
    }
    let part = |shift: u16| u8::try_from((crc >> shift) & 31).unwrap_or(0);
    [part(5), part(0)]
}

fn letter(symbol: u8) -> char {
    ALPHABET.get(usize::from(symbol & 31)).map_or('0', |byte| char::from(*byte))
}

fn symbol(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let byte = u8::try_from(c).ok()?;
    ALPHABET.iter().position(|known| *known == byte).and_then(|at| u8::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_receipt_reads_back_however_it_is_typed() {
        let receipt = Receipt::from_bytes(*b"0123456789abcdef");
        let text = receipt.to_text();

        assert!(text.starts_with("LC1-") && text.len() == 38, "{text}");
        assert_eq!(Receipt::parse(&text), Some(receipt.clone()));
        assert_eq!(Receipt::parse(&text.to_lowercase().replace('-', " ")), Some(receipt.clone()));
        assert_eq!(
            Receipt::parse(&text.replace('0', "o").replace('1', "l").replacen("LCl", "lc1", 1)),
            Some(receipt.clone())
        );
        assert_eq!(Receipt::parse(&text.replace('2', "２")), Some(receipt.clone()));
        for dash in ["–", "—", "\u{2011}", "−", " - ", "\u{A0}", "\u{200B}", ""] {
            assert_eq!(Receipt::parse(&text.replace('-', dash)), Some(receipt.clone()), "{dash:?}");
        }
        assert_eq!(CaseNumber::parse("7k3m–9qx2 ab"), CaseNumber::parse("7K3M9QX2AB"));
        assert_eq!(CaseNumber::parse("７K3M-9QX2-AB"), CaseNumber::parse("7K3M9QX2AB"));
        assert_eq!(CaseNumber::parse("olI3m9qx2a"), CaseNumber::parse("0113M9QX2A"));
    }

    #[test]
    fn a_number_that_lost_its_zeros_in_a_table_is_asked_for_as_it_was() {
        let asked = |raw: &str| CaseNumber::asked(raw).map(String::from);
        assert_eq!(asked(" 12345678 ").as_deref(), Some("0012345678"));
        assert_eq!(asked("7k3m–9qx2 ab").as_deref(), Some("7K3M9QX2AB"));
        for other in
            ["12345", "12 345 678", "01-01-2024", "7K3M9QX2A", "12345678901", "", "0012E45678U"]
        {
            assert_eq!(asked(other), None, "{other}");
        }
        assert_eq!(CaseNumber::parse("12345678"), None, "what is kept has ten signs");
    }

    #[test]
    fn a_receipt_never_shows_in_debug() {
        assert_eq!(format!("{:?}", Receipt::from_bytes([7; 16])), "Receipt(..)");
    }

    #[test]
    fn a_code_reads_back_however_it_is_typed_and_shows_nowhere() {
        let code = OneTimeCode::from_bytes([0x00, 0x44, 0x32, 0x14, 0xC7]);

        assert_eq!(code.to_text(), "0123-4567");
        for typed in ["01234567", " o1 23–45 67", "OL23 4567", "０１２３-４５６７"] {
            assert_eq!(OneTimeCode::parse(typed), Some(code.clone()), "{typed}");
        }
        for other in ["", "0123-456", "0123-45678", "0123-456U"] {
            assert_eq!(OneTimeCode::parse(other), None, "{other}");
        }
        assert_eq!(format!("{code:?}"), "OneTimeCode(..)");
    }

    #[test]
    fn a_secret_without_randomness_is_weak() {
        assert!(Receipt::from_bytes([0; 16]).is_weak());
        assert!(!Receipt::from_bytes(*b"0123456789abcdef").is_weak());
    }

    proptest! {
        #[test]
        fn one_wrong_character_or_a_swap_of_neighbours_is_always_seen(
            secret: [u8; 16], at in 0usize..28, other in 0u8..32,
        ) {
            let text = Receipt::from_bytes(secret).to_text().replace('-', "");
            let chars: Vec<char> = text.chars().skip(3).collect();
            let rebuilt = |chars: &[char]| format!("LC1{}", chars.iter().collect::<String>());

            let mut wrong = chars.clone();
            wrong[at] = letter(other);
            prop_assert_eq!(Receipt::parse(&rebuilt(&wrong)).is_some(), wrong == chars);

            let mut swapped = chars.clone();
            let next = (at + 1).min(27);
            swapped.swap(at, next);
            prop_assert_eq!(Receipt::parse(&rebuilt(&swapped)).is_some(), swapped == chars);
        }
    }
}
