//! What made-up people write and are called.

use std::sync::LazyLock;

use crate::fill::dice::Dice;

const SENTENCES: [&str; 20] = [
    "Tôi nộp hồ sơ tại Bộ phận Một cửa và được hẹn trả kết quả sau mười ngày làm việc.",
    "Đến ngày hẹn tôi lên nhận thì cán bộ trả lời là hồ sơ đang chờ ký, hẹn tuần sau quay lại.",
    "Tôi đã đi lại bốn lần, mỗi lần một lý do khác nhau và không lần nào có giấy tờ gì.",
    "Không có văn bản xin lỗi, cũng không có ngày hẹn lại.",
    "Người tiếp nhận yêu cầu thêm giấy xác nhận không có trong danh mục niêm yết tại trụ sở.",
    "Khi tôi hỏi căn cứ thì được trả lời là ở đây ai cũng làm như vậy.",
    "Hồ sơ của người nộp sau tôi đã có kết quả từ tuần trước.",
    "Tại quầy số ba tôi chờ từ tám giờ sáng đến mười một giờ mà không được gọi tên.",
    "Khoản thu ghi trên biên lai thấp hơn số tiền tôi đã nộp.",
    "Bảng mức thu phí, lệ phí không được niêm yết ở nơi tiếp nhận.",
    "Tôi có giữ phiếu hẹn, ảnh chụp bảng thông báo và tin nhắn trao đổi với cán bộ phụ trách.",
    "Gia đình tôi cần giấy này để kịp làm thủ tục cho con đi học.",
    "Doanh nghiệp chúng tôi phải dừng thi công vì chưa có giấy phép.",
    "Tôi đề nghị cơ quan có thẩm quyền kiểm tra và trả lời bằng văn bản.",
    "Mong quý cơ quan xem xét, chấn chỉnh để người dân đỡ phải đi lại nhiều lần.",
    "Việc này đã kéo dài gần hai tháng và tôi chưa nhận được thông báo nào.",
    "Cán bộ hướng dẫn không rõ ràng nên tôi phải khai lại tờ khai ba lần.",
    "Thông tin trên cổng dịch vụ công ghi đã trả kết quả nhưng thực tế tôi chưa nhận được.",
    "Tôi gọi số điện thoại đường dây nóng nhưng không có người nghe máy.",
    "Tôi cam đoan những điều trình bày trên đây là đúng sự thật.",
];
const FAMILY: [&str; 12] =
    ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Dương"];
const MIDDLE: [&str; 10] =
    ["Văn", "Thị", "Minh", "Ngọc", "Hữu", "Thanh", "Quốc", "Kim", "Hoài", "Đức"];
const GIVEN: [&str; 16] = [
    "An", "Bình", "Châu", "Dung", "Giang", "Hà", "Khoa", "Lan", "Mai", "Nam", "Oanh", "Phúc",
    "Quyên", "Sơn", "Thảo", "Vinh",
];

/// The sentences with their length in characters.
static COUNTED: LazyLock<Vec<(&str, usize)>> =
    LazyLock::new(|| SENTENCES.iter().map(|text| (*text, text.chars().count())).collect());

/// The shortest and the longest report, in characters.
const LENGTHS: (usize, usize) = (40, 2_000);

/// A report of 40 to 2,000 characters; short ones are the more frequent.
pub(crate) fn report(dice: &mut Dice) -> String {
    let wanted = dice.length(LENGTHS.0, LENGTHS.1);
    let mut text = String::with_capacity(wanted * 2);
    let mut length = 0;
    while length < wanted {
        let (sentence, characters) = dice.pick(&COUNTED).copied().unwrap_or_default();
        if !text.is_empty() {
            text.push(' ');
            length += 1;
        }
        text.push_str(sentence);
        length += characters;
    }
    if let Some((at, _)) = text.char_indices().nth(wanted) {
        text.truncate(at);
    }
    while text.ends_with(' ') {
        text.pop();
        text.push('.');
    }
    text
}

/// A name.
pub(crate) fn name(dice: &mut Dice) -> String {
    let mut part = |of: &[&'static str]| dice.pick(of).copied().unwrap_or_default();
    [part(&FAMILY), part(&MIDDLE), part(&GIVEN)].join(" ")
}

/// A telephone number that nobody has.
pub(crate) fn phone(dice: &mut Dice) -> String {
    format!("0900 {:03} {:03}", dice.below(1000), dice.below(1000))
}

/// A mail address that nobody has.
pub(crate) fn email(dice: &mut Dice) -> String {
    format!("nguoi.dan.{:06}@dan.example", dice.below(1_000_000))
}

/// The code of a dossier received on a day written as `yymmdd`.
pub(crate) fn dossier(dice: &mut Dice, day: &str) -> String {
    format!("H53.{:02}-{day}-{:06}", dice.below(100), dice.below(1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_a_length_that_the_service_takes() {
        let mut dice = Dice::seeded(1);
        let lengths: Vec<usize> = (0..2000).map(|_| report(&mut dice).chars().count()).collect();

        assert!(lengths.iter().all(|length| (LENGTHS.0..=LENGTHS.1).contains(length)));
        assert!(lengths.iter().any(|length| *length > 1500));
        assert!(lengths.iter().filter(|length| **length < 400).count() > 1000);
    }
}
