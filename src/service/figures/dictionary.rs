//! What the columns of published figures are, in the order in which tables, files and pages show them.

use crate::domain::figures::Numbers;

/// A column: its name, and what it is in both languages.
pub type Word = (&'static str, &'static str, &'static str);

/// What says of whom a row is; texts.
pub const OF: [Word; 4] = [
    ("period", "Tháng, quý hoặc năm", "Month, quarter or year"),
    (
        "dimension",
        "Phân theo: tỉnh, khối, đơn vị, loại đơn, nội dung (trong từng loại đơn), lĩnh vực, người gửi",
        "By what: province, group, unit, kind, category (within a kind), sector, sender",
    ),
    (
        "code",
        "Mã khối, đơn vị, loại đơn, loại đơn/nội dung, lĩnh vực (none: không nêu) hoặc người gửi (resident: người dân, kể cả \
         qua Mặt trận; business: doanh nghiệp, tổ chức); trống với toàn tỉnh. Vụ việc đã rút lên được tính vào nội dung `other`, lĩnh \
         vực `none` và `resident`",
        "Code of the group, unit, kind, kind/category, sector (none where none was named) or sender (resident: people, also \
         through the Front; business: businesses and organisations); empty for the province. What was called up counts under the category \
         `other`, the sector `none` and `resident`",
    ),
    ("name", "Tên đơn vị, nội dung hoặc lĩnh vực", "Name of the unit, category or sector"),
];

/// What was counted; numbers, empty where not told.
pub const COUNTS: [Word; 8] = [
    ("filed", "Số phản ánh đến, theo ngày đến", "Reports that arrived, by the day of arrival"),
    (
        "opened",
        "Số việc đến hạn trả lời, theo ngày cuối ban đầu",
        "Answers that fell due, by their first last day",
    ),
    ("met", "Trong đó: trả lời đúng hạn", "Of these: answered in time"),
    ("missed", "Trong đó: quá hạn", "Of these: not answered in time"),
    (
        "other",
        "Trong đó: chuyển hoặc không thụ lý đúng hạn, hoặc chưa kết thúc vào ngày công bố",
        "Of these: forwarded or declined in time, or not yet at their end on the day of publishing",
    ),
    (
        "wrong_forwards",
        "Số lần chuyển sai, theo ngày kết luận; không phân theo nội dung, lĩnh vực, người gửi",
        "Forwards found wrong, by the day of that decision; not by category, sector or sender",
    ),
    (
        "median_days",
        "Số ngày (theo lịch) mà trong đó một nửa số việc đến hạn của quý được trả lời, tính từ ngày bắt đầu thời hạn; việc chưa trả lời \
         tính đến ngày công bố. Chỉ theo quý, khi từ 20 việc và ít nhất một nửa số việc đến hạn được trả lời đúng hạn",
        "Calendar days by which half of the answers that fell due in the quarter were given, from the day the period began; what is \
         not answered yet counts as waited for until the day of publishing. By quarter, where 20 or more, and half of all, were in time",
    ),
    (
        "p90_days",
        "Như trên, với chín phần mười số việc; khi từ 50 việc và ít nhất chín phần mười được trả lời đúng hạn",
        "The same of nine of ten; where 50 or more, and nine of ten, were in time",
    ),
];

/// What happened on the way; numbers, empty where not told.
pub const WAY: [Word; 5] = [
    (
        "extensions",
        "Số lần gia hạn trả lời, theo ngày gia hạn; cột này và bốn cột sau không phân theo nội dung, lĩnh vực, người gửi và không \
         tính vụ việc đã rút lên",
        "Extensions of an answer's period, by their day; this and the next four neither by category, sector or sender nor of what was \
         called up",
    ),
    (
        "suspensions",
        "Số lần tạm đình chỉ (dừng tính thời hạn), theo ngày tạm đình chỉ",
        "Times that a clock was made to stand still, by that day",
    ),
    (
        "apologies",
        "Số vụ việc có thư xin lỗi đến tay người nộp hồ sơ, theo ngày ghi nhận",
        "Cases in which the apology for a late dossier reached the person, by the day of the record",
    ),
    (
        "forwards",
        "Số lần chuyển đơn sang đơn vị khác, tính cho đơn vị chuyển, theo ngày chuyển",
        "Forwards to another unit, of the unit that had the case, by their day",
    ),
    (
        "reopenings",
        "Số lần người gửi không đồng ý với câu trả lời nên vụ việc được giải quyết lại, theo ngày đó",
        "Cases that began anew because the reporter would not have the answer, by that day",
    ),
];

/// Every column, in the order in which they stand.
pub fn columns() -> impl Iterator<Item = &'static Word> {
    OF.iter().chain(&COUNTS).chain(&WAY)
}

/// What an empty cell says, and when figures come out.
pub const RULE: (&str, &str) = (
    "Ô trống: không công bố. Số từ 1 đến 4 không bao giờ công bố, và không suy ra được từ các số khác. Số 0 được công bố. \
     Mỗi quý công bố một lần, ngày thứ mười sau khi kết thúc, và không thay đổi sau đó.",
    "An empty cell is not told. A number from 1 to 4 is told nowhere and follows from no other. Zero is told. A quarter is \
     published once, on the tenth day after its end, and does not change.",
);

/// What may be done with them.
pub const LICENCE: (&str, &str) = (
    "CC BY 4.0: dùng tự do cho mọi mục đích, kể cả kinh doanh, với điều kiện ghi nguồn. Giấy phép do cơ quan công bố xác nhận.",
    "CC BY 4.0: free for any use, also commercial, naming the source. The publishing body has to confirm the licence.",
);

/// What is told of a subject in a period, in the order of [`COUNTS`] and [`WAY`].
pub fn counts(it: &Numbers) -> [Option<i64>; 13] {
    let [extensions, suspensions, apologies, forwards, reopenings] = it.process;
    [
        it.filed,
        it.opened,
        it.met,
        it.missed,
        it.other,
        it.wrong_forwards,
        it.days.median,
        it.days.ninetieth,
        extensions,
        suspensions,
        apologies,
        forwards,
        reopenings,
    ]
}
