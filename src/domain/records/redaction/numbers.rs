//! Numbers in a text that may be a person's: of telephones, identity papers, tax codes, however somebody parts them.

/// From so many digits on a number may belong to a person: 9 on an old identity card, 10 of a
/// telephone or a tax code, 12 on a new card.
const PERSONAL_DIGITS: usize = 9;
/// So many signs may part the digits of one number.
const MOST_SIGNS: usize = 6;

/// A group of digits with the signs that part it from the group before.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    parted_by: String,
    digits: String,
}

/// Groups of digits that belong together: nothing but signs between them that numbers are parted with.
fn runs(text: &str) -> Vec<Vec<Group>> {
    let mut all: Vec<Vec<Group>> = Vec::new();
    let mut between = String::new();
    let mut digit_before = false;
    for c in as_digits(text) {
        if c.is_numeric() {
            let joined = digit_before || joins(&between);
            match all.last_mut().filter(|_| joined) {
                Some(run) if digit_before => {
                    if let Some(group) = run.last_mut() {
                        group.digits.push(c);
                    }
                }
                Some(run) => run.push(Group { parted_by: between.clone(), digits: c.to_string() }),
                None => all.push(vec![Group { parted_by: String::new(), digits: c.to_string() }]),
            }
            between.clear();
            digit_before = true;
        } else {
            between.push(c);
            digit_before = false;
        }
    }
    all
}

/// The text with an O for a nought and an l for a one, where a word of such letters has digits; raised digits and fractions
/// are no digits of a number.
fn as_digits(text: &str) -> Vec<char> {
    let is_letter =
        |c: char| c.is_alphanumeric() && !matches!(c, '²' | '³' | '¹' | '¼' | '½' | '¾');
    let (mut out, mut word) = (Vec::with_capacity(text.len()), Vec::new());
    let read = |word: &mut Vec<char>, out: &mut Vec<char>| {
        let alike = |c: &char| c.is_numeric() || "oOlI".contains(*c);
        let noughts = word.len() >= 2 && word.iter().all(|c| "oO".contains(*c));
        let is_number = word.iter().all(alike) && (noughts || word.iter().any(|c| c.is_numeric()));
        out.extend(word.drain(..).map(|c| match c {
            'o' | 'O' if is_number => '0',
            'l' | 'I' if is_number => '1',
            c => c,
        }));
    };
    for c in text.chars() {
        if is_letter(c) {
            word.push(c);
        } else {
            read(&mut word, &mut out);
            out.push(if c.is_numeric() { '\u{B7}' } else { c });
        }
    }
    read(&mut word, &mut out);
    out
}

/// Several numbers follow one another with a comma, a colon or a semicolon and a space; whatever else is no letter may part
/// the digits of one.
fn joins(between: &str) -> bool {
    let parts = |c: char| !c.is_alphanumeric() && !",:;%=<>\"“”".contains(c);
    between == ","
        || is_colon(between)
        || (between.chars().count() <= MOST_SIGNS && between.chars().all(parts))
}

/// Whether a number stands in `text` as telephones, identity papers and tax codes have it, however it is parted.
pub(in crate::domain::records) fn has_personal_number(text: &str) -> bool {
    runs(text).iter().any(|run| {
        without_dates(run).split(Option::is_none).any(|part| {
            let part: Vec<&Group> = part.iter().flatten().copied().collect();
            // From one amount or year to another is no number of its own.
            let pieces = part.chunk_by(|_, next| !is_span(&next.parted_by));
            let pieces = pieces.filter(|one| !one.iter().all(|it| is_year(it)));
            let left = pieces.flat_map(without_amounts);
            let digits: usize = left.map(|group| group.digits.chars().count()).sum();
            digits >= PERSONAL_DIGITS
        })
    })
}

/// What is left of a piece, in which a colon may part the digits of one number as well as an amount from the year before it.
fn without_amounts<'g>(piece: &[&'g Group]) -> Vec<&'g Group> {
    let sides: Vec<_> = piece.chunk_by(|_, next| !is_colon(&next.parted_by)).collect();
    let several = sides.len() > 1;
    let counts = |(at, side): &(usize, &[&Group])| {
        let year = several && *at == 0 && side.iter().all(|it| is_year(it));
        !year && !is_amount(side)
    };
    let left = sides.into_iter().enumerate().filter(counts);
    left.flat_map(|(_, side)| side.iter().copied()).collect()
}

/// A colon with a space on both sides or on neither.
fn is_colon(between: &str) -> bool {
    matches!(between, ":" | " : ")
}

/// A dash with spaces around it.
fn is_span(between: &str) -> bool {
    let dash = between.trim();
    dash.len() < between.len() && matches!(dash, "-" | "–" | "—")
}

/// The groups of a run; where a date or a time of day stood there is nothing.
fn without_dates(run: &[Group]) -> Vec<Option<&Group>> {
    let mut rest: Vec<Option<&Group>> = Vec::new();
    let mut at = 0;
    while let Some(group) = run.get(at) {
        let from = run.get(at..).unwrap_or_default();
        let long = if starts_with_date(from) { 3 } else { time_at_start(from) };
        rest.push(Some(group).filter(|_| long == 0));
        at += long.max(1);
    }
    rest
}

/// How many groups make the time of day that these begin with: two, three with seconds, or none. Whatever else goes on with
/// colons is no time.
fn time_at_start(groups: &[Group]) -> usize {
    let colons = groups.iter().skip(1).take_while(|group| is_colon(&group.parted_by)).count();
    let [hour, rest @ ..] = groups else { return 0 };
    let fits = rest.iter().take(colons).all(|one| one.digits.len() == 2 && within(one, 0, 59));
    let begins = !is_colon(&hour.parted_by) && hour.digits.len() <= 2 && within(hour, 0, 24);
    if matches!(colons, 1 | 2) && begins && fits { colons + 1 } else { 0 }
}

/// Day, month and year parted alike, and otherwise from what stands around them.
fn starts_with_date(groups: &[Group]) -> bool {
    let [day, month, year, after @ ..] = groups else { return false };
    let sign = &month.parted_by;
    let apart = |group: Option<&Group>| group.is_none_or(|group| group.parted_by != *sign);
    *sign == year.parted_by
        && [".", "-", "/"].contains(&sign.as_str())
        && apart(Some(day))
        && apart(after.first())
        && (is_date(day, month, year) || is_date(year, month, day))
}

fn is_date(day: &Group, month: &Group, year: &Group) -> bool {
    within(day, 1, 31) && within(month, 1, 12) && is_year(year)
}

fn is_year(group: &Group) -> bool {
    group.digits.len() == 4 && within(group, 1900, 2100)
}

fn within(group: &Group, least: u16, most: u16) -> bool {
    group.digits.parse::<u16>().is_ok_and(|n| (least..=most).contains(&n))
}

/// An amount with its thousands parted by points or commas: no telephone and no card is written so.
fn is_amount(groups: &[&Group]) -> bool {
    let [first, rest @ ..] = groups else { return false };
    let sign = rest.first().map_or("", |group| group.parted_by.as_str());
    (1..=3).contains(&first.digits.len())
        && !first.digits.starts_with('0')
        && matches!(sign, "." | ",")
        && rest.iter().all(|group| group.parted_by == sign && group.digits.len() == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_telephones_and_papers_are_found_however_they_are_parted() {
        for text in [
            "Gọi 0900000001 để biết.",
            "0900 000 001",
            "0900.000.001",
            "(0276) 3822-233",
            "+84 900 000 001",
            "số 072000000001",
            "072.000.000.001",
            "CMND 290123456",
            "CMND 290 123 456",
            "mã số thuế 0312345678-001",
            "ngày 15-10-2024 0900000001",
            "０９０００００００１",
            "0900/000/001",
            "0900 - 000 - 001",
            "0900 . 000 . 001",
            "0900·000·001",
            "0900\n000\n001",
            "09 00 00 00 01",
            "0-9-0-0-0-0-0-0-0-1",
            "0900—000—001",
            "(+84) (0) 900 / 000 / 001",
            "0720 / 0000 / 0001",
            "từ 15/10/2024-0900000001",
            "٠٩٠٠٠٠٠٠٠١",
            "O9OO OOO OO1",
            "09oo ooo oo1",
            "0900'000'001",
            "0900#000#001",
            "0900*000*001",
            "0900:000:001",
            "0900 : 000 : 001",
            "ĐT: 09:00:00:00:01",
            "CMND 290:123:456",
            "072:000:000:001",
            "84:900:000:001",
            "lúc 10:30:45 0900:000:001",
            "0276:3822:233",
        ] {
            assert!(has_personal_number(text), "{text}");
        }
    }

    #[test]
    fn amounts_dates_and_articles_are_no_numbers_of_persons() {
        for text in [
            "Nộp 1.500.000.000 đồng, hoàn lại 250.000.000 đồng.",
            "Từ 15/10/2024 đến 15-10-2024 08:30, theo Nghị định 20/2008/NĐ-CP.",
            "Ngày 2024-10-15 14 hồ sơ, 2023 2024.",
            "Điều 5.1, 9, 14.1, 28.1, 30, 31 và 32 của Luật 136/2025/QH15.",
            "Gọi tổng đài 1022.",
            "Quyết định 15/QĐ-STNMT; thủ tục 1.005398.",
            "Từ 01/10/2024-15/10/2024 và 01/11/2024 – 15/11/2024.",
            "Các năm 2022 - 2023 - 2024; tiếp nhận 15/10/2024 08:30:00.",
            "Nhận 120, 135, 142, 150, 160 hồ sơ.",
            "Năm 2024: 1.500.000.000 đồng.",
            "Phạt từ 5.000.000 - 10.000.000 đồng.",
            "Giai đoạn 2021-2025: 120 hồ sơ; giai đoạn 2016 – 2020: 98 hồ sơ.",
            "Tiếp dân 7:30 - 11:30; 13:30 - 17:00.",
            "Điều 12; 13; 14; 15; 16 của Luật.",
            "1 m²: 150.000.000 đồng; 120 m² đất.",
            "Tỷ lệ 95% (120/126), năm trước 90% (100/111).",
            "Lúc 10:30:45 ngày 15/10/2024.",
            "10:30:45 15/10/2024, 10:31:07 16/10/2024 và 23:59:59 17/10/2024.",
            "2024-10-15 10:30:45; 2024-10-15T10:30:45.",
            "7:30-11:30, 13:30-17:00.",
            "Từ 07:30:00 - 11:30:00 và 13:30:00 - 17:00:00.",
            "15:10:2024 và 16:10:2024.",
            "Tỷ lệ 1:500, 1:2000 và 1:10000.",
            "Điều 12:13:14:15 của Nghị quyết.",
            "Năm 2022:120:98; năm 2023:130:97.",
            "Thời gian xử lý 00:04:59:59.",
        ] {
            assert!(!has_personal_number(text), "{text}");
        }
    }
}
