//! Every word of the pages, in one table: what lacks a language does not compile, and what no page says is reported.

macro_rules! words {
    ($($name:ident $vi:literal / $en:literal;)+) => {
        /// The words of one language.
        #[derive(Debug)]
        pub(super) struct Words {
            $(#[doc = $en] pub $name: &'static str,)+
        }

        /// In Vietnamese.
        pub(super) static VI: Words = Words { $($name: $vi,)+ };
        /// In English.
        pub(super) static EN: Words = Words { $($name: $en,)+ };

        #[cfg(test)]
        const ALL: &[(&str, &str, &str)] = &[$((stringify!($name), $vi, $en),)+];
    };
}

words! {
    site_name "Liêm Chính" / "Liêm Chính";
    site_skip "Đến phần nội dung" / "Skip to content";
    site_other_language "English" / "Tiếng Việt";
    site_exit "Thoát nhanh" / "Quick exit";
    site_exit_note "Lịch sử trình duyệt vẫn còn. Xóa riêng nếu cần." / "Your browser history remains. Clear it yourself if you need to.";
    nav_home "Trang đầu" / "Home";
    nav_staff "Dành cho cán bộ" / "For staff";
    nav_follow "Theo dõi" / "Follow a report";
    word_basis_province "Hạn này do tỉnh đặt ra; luật không ghi số ngày." / "The province set this period; the law names none.";
    state_error_title "Lỗi:" / "Error:";
    state_error_head "Có lỗi; xem lại những chỗ sau" / "There is a problem";
    state_outcome_unknown "Chưa chắc đã nhận được. Bấm “Gửi” lần nữa; sẽ không bị trùng." / "We are not sure it arrived. Press “Send” again; it will not be doubled.";
    state_403 "Mẫu này không được gửi từ trang của chúng tôi, hoặc đã mở quá lâu. Quay lại, tải lại trang rồi gửi lần nữa." / "This form was not sent from a page of ours, or was open for too long. Go back, load the page again and send it once more.";
    state_404 "Không có trang này. Có thể đường dẫn thiếu chữ." / "There is no such page. The link may be incomplete.";
    state_408 "Mạng quá chậm hoặc bị ngắt. Quay lại rồi gửi lần nữa." / "The connection was too slow or broke. Go back and send it once more.";
    state_413 "Nội dung gửi lên quá lớn. Quay lại và rút gọn." / "What you sent is too large. Go back and shorten it.";
    state_429 "Nhiều người cùng mạng đang gửi. Thử lại sau {n} giây; chữ bạn viết vẫn còn đây." / "Many people on your network are sending. Try again in {n} seconds; your text is still here.";
    state_500 "Hệ thống đang trục trặc. Những gì bạn gửi trước đó không mất. Thử lại sau ít phút. Mã: {id}" / "Something is wrong on our side. What you sent earlier is safe. Try again in a few minutes. Code: {id}";
    home_h1 "Chuyện gì không đúng ở cơ quan nhà nước?" / "What went wrong at a public office?";
    home_danger "Bị đe dọa hoặc đang nguy hiểm? Gọi 113." / "Threatened or in danger? Call 113.";
    home_follow "Theo dõi bằng mã biên nhận" / "Follow with your receipt";
    follow_h1 "Theo dõi bằng mã biên nhận" / "Follow with your receipt";
    follow_code "Mã biên nhận" / "Receipt";
    follow_code_hint "Bắt đầu bằng LC1. Chữ hoa, chữ thường, có gạch hay không đều được; O là 0, I và L là 1." / "Begins with LC1. Capitals, small letters, with or without dashes; O is 0, I and L are 1.";
    act_follow "Xem" / "Show";
    follow_error_shape "Có chữ bị gõ sai trong mã. So lại từng nhóm bốn chữ." / "A letter is mistyped. Compare each group of four.";
    follow_error_unknown "Không có đơn nào ứng với mã này." / "No report has this code.";
    follow_again "Đã quá 15 phút; nhập lại mã. Chữ bạn viết vẫn còn." / "15 minutes have passed; type the code again. Your text is kept.";
    follow_kept "Chữ bạn đã viết" / "What you wrote";
    follow_number "Số" / "Number";
    follow_received "nhận" / "received";
    follow_linked "Phần được giải quyết riêng" / "What is handled apart";
    follow_owed "{unit} phải trả lời bạn chậm nhất" / "{unit} must answer you by";
    follow_owed_step "{unit} phải làm việc này ({step}) chậm nhất" / "{unit} must do this ({step}) by";
    follow_left "Còn {n} ngày làm việc" / "{n} working days left";
    follow_late "Quá hạn từ {day}." / "Overdue since {day}.";
    follow_paused "Thời hạn tạm dừng từ {day}." / "The clock is paused since {day}.";
    follow_can "Bạn có thể làm ngay" / "What you can do now";
    follow_rights "Quyền của bạn" / "Your rights";
    follow_until "đến hết {day}" / "until {day}";
    follow_timeline "Đã và sẽ diễn ra" / "What happened and what comes";
    follow_custody "Đã ở cơ quan nào, bao lâu" / "Where it was, and how long";
    follow_held "{unit}: từ {from}, {n} ngày làm việc" / "{unit}: from {from}, {n} working days";
    follow_readers "Ai đọc được" / "Who can read it";
    follow_text "Những gì bạn đã viết" / "What you wrote";
    follow_state_received "Mới nhận" / "Received";
    follow_state_accepted "Đang giải quyết" / "In progress";
    follow_state_awaiting_reply "Chờ bạn trả lời" / "Waiting for your reply";
    follow_state_awaiting_signature "Chờ bạn ký giấy" / "Waiting for your signature";
    follow_state_suspended "Tạm dừng" / "Paused";
    follow_state_answered "Đã trả lời" / "Answered";
    follow_state_closed "Đã xong" / "Done";
    follow_state_declined "Không thụ lý" / "Not taken up";
    follow_state_withdrawn "Đã rút" / "Withdrawn";
    follow_state_referred "Đã chuyển cơ quan điều tra" / "Passed to the investigators";
    gui_6_due "Phải trả lời chậm nhất" / "Must answer by";
    do_reply "Trả lời câu hỏi" / "Answer the question";
    do_reply_hint "Trả lời trước {day}; quá ngày này đơn có thể bị đóng." / "Answer by {day}; after it the report may be closed.";
    do_reply_text "Câu trả lời của bạn" / "Your answer";
    do_add "Bổ sung thông tin" / "Add information";
    do_add_text "Bạn muốn nói thêm gì?" / "What do you want to add?";
    do_confirm "Đồng ý với trả lời" / "Accept the answer";
    do_confirm_hint "Vụ việc đóng lại. Bạn vẫn mở lại được đến {day}." / "The case closes. You can reopen it until {day}.";
    do_reopen "Chưa được, đề nghị giải quyết lại" / "Not solved, look at it again";
    do_reopen_text "Chỗ nào chưa được?" / "What is not solved?";
    do_review "Đề nghị người khác xem lại" / "Have somebody else look";
    do_review_hint "Một người khác, không phải người đã trả lời, sẽ xem." / "Somebody other than the one who answered will look.";
    do_withdraw "Rút phản ánh" / "Withdraw";
    do_withdraw_free "Tự tôi muốn" / "I want to";
    do_withdraw_pressed "Có người ép, dọa hoặc cho tiền để tôi rút" / "Somebody pressed, threatened or paid me";
    do_withdraw_hint "Chỉ thanh tra thấy câu này." / "Only the inspectorate sees this.";
    do_why "Vì sao?" / "Why?";
    do_done "Đã ghi nhận." / "Done.";
    event_filed "Đã nhận." / "Received.";
    event_filed_to "Nhận phản ánh, giao {unit}." / "Received and given to {unit}.";
    event_accepted "Tiếp nhận giải quyết" / "Taken up";
    event_declined "Không thụ lý" / "Not taken up";
    event_forwarded "Chuyển cơ quan giải quyết" / "Passed to another office";
    event_answered "Trả lời bạn" / "Answered";
    event_signed "Đã nhận giấy có chữ ký" / "The signed paper came";
    event_asked "Hỏi bạn" / "You were asked";
    event_replied "Bạn trả lời" / "You answered";
    event_suspended "Tạm dừng" / "Paused";
    event_resumed "Tiếp tục giải quyết" / "Resumed";
    event_extended "Gia hạn" / "Extended";
    event_remedy "Đã khắc phục" / "Put right";
    event_reopened "Bạn đề nghị giải quyết lại" / "You asked for another look";
    event_reviewed "Người khác xem lại" / "Somebody else looks at it";
    event_withdrawn "Bạn rút" / "You withdrew it";
    event_merged "Gộp với đơn khác cùng việc" / "Joined with another report";
    event_referred "Chuyển cơ quan điều tra" / "Passed to the investigators";
    event_apologised "Xin lỗi vì trễ hẹn" / "An apology for the delay";
    event_result "Đã trả kết quả hồ sơ" / "The result of the dossier was given";
    event_added "Bạn bổ sung thông tin" / "You added information";
    event_confirmed "Bạn đồng ý với trả lời" / "You accepted the answer";
    event_closed "Kết thúc" / "Closed";
    event_other "Có cập nhật" / "There is news";
    staff_h1 "Dành cho cán bộ" / "For staff";
    staff_none "Chưa có trang làm việc. Cán bộ dùng phần mềm nối với giao diện lập trình sau." / "There is no desk here yet. Staff use programs that talk to this interface.";
    staff_contract "tài liệu giao diện (OpenAPI 3.1)" / "the contract (OpenAPI 3.1)";
    staff_kinds "các loại đơn, ai sẽ đọc, thời hạn và căn cứ" / "kinds of report, who sees them, periods and articles";
    staff_calendar "lịch làm việc" / "office calendar";
    staff_figures "số liệu công khai" / "public figures";
    staff_answers "câu trả lời được công khai" / "answers made public";
    staff_movements "phong trào thi đua" / "emulation movements";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_says_something_in_both_languages_with_the_same_blanks_to_fill() {
        let blanks = |text: &str| {
            let mut found: Vec<String> = text
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
                .collect();
            found.sort();
            found
        };
        for (name, vi, en) in ALL {
            assert!(!vi.trim().is_empty() && !en.trim().is_empty(), "{name}");
            assert_eq!(blanks(vi), blanks(en), "{name}");
        }
    }
}
