//! Every word of the pages, in one table: what lacks a language does not compile, and what no page says is reported.

/// One table of words: its type, and what finds it by the reader's language.
macro_rules! words {
    ($table:ident; $($name:ident $vi:literal / $en:literal;)+) => {
        /// The words of one language.
        #[derive(Debug)]
        pub(in crate::pages) struct $table {
            $(#[doc = $en] pub $name: &'static str,)+
        }

        impl $table {
            /// In the reader's language.
            pub(in crate::pages) const fn of(language: crate::domain::text::Language) -> &'static Self {
                match language {
                    crate::domain::text::Language::Vi => &Self { $($name: $vi,)+ },
                    crate::domain::text::Language::En => &Self { $($name: $en,)+ },
                }
            }

            /// Each word with its name, in both languages.
            #[cfg(test)]
            pub(super) const ALL: &'static [(&'static str, &'static str, &'static str)] =
                &[$((stringify!($name), $vi, $en),)+];
        }
    };
}

pub(super) mod administration;
pub(super) mod board;
pub(super) mod case;
pub(super) mod desk;
pub(super) mod events;
pub(super) mod mails;
mod public;
pub(super) mod records;
pub(in crate::pages) mod report;
pub(super) mod staff;
pub(super) mod triage;

pub(in crate::pages) use public::Public;

words! { Words;
    site_name "Liêm Chính" / "Liêm Chính";
    site_skip "Đến phần nội dung" / "Skip to content";
    site_other_language "English" / "Tiếng Việt";
    site_exit "Thoát nhanh" / "Quick exit";
    site_exit_note "Lịch sử trình duyệt vẫn còn. Xóa riêng nếu cần." / "Your browser history remains. Clear it yourself if you need to.";
    nav_home "Trang đầu" / "Home";
    nav_staff "Dành cho cán bộ" / "For staff";
    nav_api "Dành cho lập trình (API)" / "For developers (API)";
    nav_label "Chính" / "Main";
    nav_privacy "Quyền riêng tư" / "Privacy";
    nav_accessibility "Trợ năng" / "Accessibility";
    nav_figures "Số liệu" / "Figures";
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
    state_wait "Nhiều người cùng mạng đang xem trang này. Thử lại sau {n} giây." / "Many people on your network are looking at this page. Try again in {n} seconds.";
    state_500 "Hệ thống đang trục trặc. Những gì bạn gửi trước đó không mất. Thử lại sau ít phút. Mã: {id}" / "Something is wrong on our side. What you sent earlier is safe. Try again in a few minutes. Code: {id}";
    home_h1 "Chuyện gì không đúng ở cơ quan nhà nước?" / "What went wrong at a public office?";
    home_danger "Bị đe dọa hoặc đang nguy hiểm? Gọi 113." / "Threatened or in danger? Call 113.";
    home_follow "Theo dõi bằng mã biên nhận" / "Follow with your receipt";
    home_rights "Tôi có quyền gì?" / "What are my rights?";
    follow_h1 "Theo dõi bằng mã biên nhận" / "Follow with your receipt";
    follow_code "Mã biên nhận" / "Receipt";
    follow_code_hint "Bắt đầu bằng LC1. Chữ hoa, chữ thường, có gạch hay không đều được; O là 0, I và L là 1." / "Begins with LC1. Capitals, small letters, with or without dashes; O is 0, I and L are 1.";
    act_follow "Xem" / "Show";
    follow_error_shape "Có chữ bị gõ sai trong mã. So lại từng nhóm bốn chữ." / "A letter is mistyped. Compare each group of four.";
    follow_error_unknown "Không có đơn nào ứng với mã này." / "No report has this code.";
    follow_again "Đã quá 15 phút; nhập lại mã. Chữ bạn viết vẫn còn." / "15 minutes have passed; type the code again. Your text is kept.";
    follow_old "Trang này đã mở quá lâu nên chưa làm gì cả. Nhập lại mã; chữ bạn viết vẫn còn." / "This page was open for too long, so nothing was done. Type the code again; your text is kept.";
    follow_changed "Chưa ghi nhận: đơn đã thay đổi từ lúc bạn mở trang. Xem lại rồi gửi lần nữa." / "Not recorded: the report has changed since you opened the page. Look at it and send once more.";
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
    follow_provisional "Ngày nghỉ của năm liên quan chưa được quyết định, nên có ngày ghi ở đây còn có thể lùi lại." / "The days off of a year that counts here are not decided yet, so a day shown here may still move.";
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
    gui_step "Bước {n} trên 6" / "Step {n} of 6";
    gui_not_sent "Chưa gửi gì cả. Không ai thấy những gì bạn chọn cho đến khi bạn bấm “Gửi”." / "Nothing is sent yet. Nobody sees your choices until you press “Send”.";
    gui_only_if "Chỉ điền nếu: {condition}" / "Only if: {condition}";
    gui_lost "Trang này đã mở quá lâu nên không giữ được chữ bạn viết. Quay lại trang trước để lấy lại." / "This page was open for too long and could not keep your text. Go back to the page before to find it.";
    gui_error_required "Chỗ này cần được điền." / "This has to be filled in.";
    gui_1_h1 "Chuyện gì đã xảy ra?" / "What happened?";
    gui_1_hint "Chọn một việc gần đúng nhất. Bạn sẽ kể bằng lời của mình ở bước sau." / "Choose the nearest. You will tell it in your own words later.";
    gui_1_late "Hồ sơ trễ hẹn" / "My dossier is late";
    gui_1_late_hint "Quá ngày hẹn mà chưa có kết quả" / "The promised day has passed without a result";
    gui_1_money "Bị đòi, bị gợi ý đưa tiền hoặc quà" / "Money or a gift was asked for";
    gui_1_money_hint "Đi thẳng tới Thanh tra tỉnh; không cần để lại tên" / "Goes straight to the inspectorate; no name needed";
    gui_1_papers "Bị đòi thêm giấy tờ, phải đi lại nhiều lần" / "More papers were asked for; I had to come again and again";
    gui_1_harassment "Bị gây khó khăn, thái độ không đúng mực" / "Obstruction or improper attitude";
    gui_1_fee "Thu phí sai hoặc không đưa biên lai" / "Wrong fee or no receipt";
    gui_1_refused "Không nhận hồ sơ mà không nói lý do" / "Refused without a reason";
    gui_1_decision "Không đồng ý với một quyết định" / "I disagree with a decision";
    gui_1_decision_hint "Khiếu nại: đề nghị xem lại quyết định đã giao cho bạn" / "A complaint: have a decision about you looked at again";
    gui_1_other "Chuyện khác, góp ý hoặc lời khen" / "Something else, a suggestion or praise";
    gui_1_second "Chọn trong danh sách" / "Choose from the list";
    gui_1_error "Chọn chuyện đã xảy ra" / "Choose what happened";
    gui_2_h1 "Chuyện xảy ra ở đâu?" / "Where did it happen?";
    gui_2_unit "Cơ quan nhận hồ sơ" / "Office that took the dossier";
    gui_2_unknown "Tôi không biết tên cơ quan" / "I do not know the office";
    gui_2_unknown_hint "Ghi xã hoặc phường và chọn lĩnh vực. Chúng tôi tìm đúng cơ quan và nói cho bạn biết vì sao." / "Type the commune and choose the field. We find the right office and tell you why.";
    gui_2_locality "Xã, phường" / "Commune or ward";
    gui_2_sector "Lĩnh vực" / "Field";
    gui_2_place "Nơi cụ thể" / "Exact place";
    gui_2_place_hint "Ví dụ: quầy số 3, Bộ phận Một cửa" / "For example: counter 3, one-stop desk";
    gui_2_when "Chuyện xảy ra ngày nào?" / "On which day?";
    gui_2_leader "Chuyện này liên quan đến người đứng đầu cơ quan đó" / "It is about the head of that office";
    gui_2_error_unit "Ghi tên cơ quan, hoặc mở “Tôi không biết tên cơ quan” và chọn lĩnh vực." / "Name the office, or open “I do not know the office” and choose the field.";
    gui_3_h1 "Hồ sơ của bạn" / "Your dossier";
    gui_3_skip "Không có hồ sơ thì bấm “Tiếp tục”." / "Without a dossier, press “Continue”.";
    gui_3_code "Mã hồ sơ" / "Dossier code";
    gui_3_code_hint "Ghi trên giấy hẹn, ví dụ H53.05-241014-0007. Không có cũng được." / "On the slip, for example H53.05-241014-0007. You may leave it out.";
    gui_3_promised "Ngày hẹn trả kết quả" / "Day the result was promised for";
    gui_date_hint "Ví dụ: 9/10/2024" / "Day/month/year; for example 9/10/2024";
    gui_date_error "Ngày chưa đúng. Viết ngày/tháng/năm, ví dụ 9/10/2024." / "Not a day. Write day/month/year, for example 9/10/2024.";
    gui_date_future "Ngày này chưa đến. Xem lại năm." / "This day has not come yet. Check the year.";
    gui_4_h1 "Kể lại chuyện đó" / "Tell us what happened";
    gui_4_text_hint "Việc gì, lúc nào, ai có mặt, cán bộ nói gì. Đừng viết số giấy tờ tùy thân. Từ 20 đến 8.000 chữ cái." / "What, when, who was there, what was said. No identity numbers. From 20 to 8,000 characters.";
    gui_4_error_short "Kể rõ hơn một chút, ít nhất 20 chữ cái." / "Tell a little more; at least 20 characters.";
    gui_4_money "Bạn đã làm gì?" / "What did you do?";
    gui_4_money_asked "Mới bị đòi hoặc gợi ý" / "I was asked";
    gui_4_money_paid "Đã đưa" / "I paid";
    gui_4_money_refused "Đã từ chối" / "I refused";
    gui_4_error_money "Chọn việc bạn đã làm" / "Choose what you did";
    gui_4_amount "Số tiền (đồng)" / "Amount (dong)";
    gui_4_amount_hint "Ví dụ: 500.000" / "For example: 500.000";
    gui_4_act "Quyết định hoặc việc làm bạn không đồng ý (số, ngày)" / "The decision or act you disagree with (number, day)";
    gui_4_learned "Ngày bạn nhận hoặc biết quyết định" / "Day you received or learned of it";
    gui_4_learned_hint "Khiếu nại trong 90 ngày kể từ ngày này. Ví dụ: 9/10/2024" / "Complain within 90 days of this day. Day/month/year; for example 9/10/2024";
    gui_5_h1 "Chúng tôi trả lời bạn bằng cách nào?" / "How do we answer you?";
    gui_5_sealed "Tin này đi thẳng tới Thanh tra tỉnh. Cơ quan bị phản ánh không biết." / "This goes straight to the inspectorate. The office will not know.";
    gui_5_anonymous "Không để lại tên" / "No name";
    gui_5_anonymous_hint "Bạn nhận một mã để xem trả lời." / "You get a code to read the answer.";
    gui_5_named "Để lại tên và cách liên hệ" / "Leave a name and how to reach me";
    gui_5_hidden "Cơ quan bị phản ánh không thấy tên và cách liên hệ của bạn. Trang kiểm tra nói rõ ai đọc được." / "The office does not see your name or how to reach you. The page before sending says who reads it.";
    gui_5_seen "Cơ quan giải quyết sẽ thấy tên và cách liên hệ của bạn." / "The office that handles it will see your name and how to reach you.";
    gui_5_who "Bạn gửi với tư cách" / "You send it as";
    gui_5_resident "Người dân" / "A resident";
    gui_5_business "Doanh nghiệp, hộ kinh doanh" / "A business";
    gui_5_organised "Tổ chức" / "An organisation";
    gui_5_organisation "Tên doanh nghiệp hoặc tổ chức" / "Name of the business or organisation";
    gui_5_tax_code "Mã số thuế" / "Tax code";
    gui_5_name "Họ và tên" / "Full name";
    gui_5_phone "Số điện thoại" / "Phone";
    gui_5_phone_hint "Cần số điện thoại hoặc thư điện tử." / "A phone number or an email address is needed.";
    gui_5_email "Thư điện tử" / "Email";
    gui_5_address "Địa chỉ" / "Address";
    gui_5_id_number "Số căn cước" / "Identity number";
    gui_5_id_number_hint "Luật yêu cầu với đơn khiếu nại từ ngày 01/07/2026." / "The law asks for it in a complaint since 1 July 2026.";
    gui_5_consent "Tôi đồng ý để hệ thống lưu tên và cách liên hệ này" / "I agree that my name and how to reach me are kept";
    gui_5_consent_text "Bạn đồng ý với điều gì" / "What you agree to";
    gui_5_error_contact "Ghi số điện thoại hoặc thư điện tử để nhận trả lời." / "Give a phone number or an email address.";
    gui_5_error_name "Loại đơn này luật bắt buộc có tên." / "The law asks for a name here.";
    gui_5_error_server "Hộp thư này do chính cơ quan bị phản ánh quản lý. Dùng hộp thư khác." / "The office you report runs this mailbox. Use another one.";
    gui_5_error_consent "Đánh dấu đồng ý, hoặc bỏ tên và cách liên hệ." / "Tick that you agree, or leave out name and contact.";
    gui_to_check "Xem lại trước khi gửi" / "Check before sending";
    gui_6_h1 "Kiểm tra trước khi gửi" / "Check before sending";
    gui_6_to "Gửi tới" / "Goes to";
    gui_6_why "Vì sao" / "Why";
    gui_6_sealed "Vì có chuyện tiền, quà, tin này đi thẳng tới Thanh tra tỉnh. Cơ quan bị phản ánh không biết." / "Because money is at stake this goes to the inspectorate. The office will not know.";
    gui_6_sign "Loại đơn này cần chữ ký. Đến ký trước {day} tại {place}." / "This kind needs a signature. Come and sign by {day} at {place}.";
    gui_6_yours "Những gì bạn viết" / "What you wrote";
    gui_6_truthful "Tôi kể đúng sự thật" / "What I say is true";
    gui_6_truthful_error "Đánh dấu vào ô “Tôi kể đúng sự thật”." / "Tick “What I say is true”.";
    gui_7_h1 "Đã nhận. Hãy cất mã này" / "Received. Keep this code";
    gui_7_once "Chỉ hiện một lần. Không ai, kể cả chúng tôi, tìm lại được mã đã mất." / "Shown once. Nobody, not even we, can recover a lost code.";
    gui_7_screenshot "Đừng chụp màn hình nếu ảnh trên máy bạn tự lưu lên mạng." / "No screenshot if your photos are backed up online.";
    gui_7_close "Đóng thẻ này khi xong: nút quay lại của trình duyệt có thể hiện lại những gì bạn viết." / "Close this tab when you are done: the browser's Back button may show what you wrote.";
    gui_7_kept "Tôi đã cất mã" / "I have kept the code";
    gui_7_kept_error "Cất mã rồi đánh dấu vào ô này." / "Keep the code; then tick this box.";
    act_next "Tiếp tục" / "Continue";
    act_back "Quay lại" / "Back";
    act_change "Sửa" / "Change";
    act_send "Gửi" / "Send";
    act_sending "Đang gửi…" / "Sending…";
    state_offline "Mất mạng. Chữ bạn viết còn nguyên ở đây; trang tự gửi lại khi có mạng và không bị trùng. Đừng đóng thẻ này." / "No connection. What you wrote is still here; the page sends it again when there is one, and once. Do not close this tab.";
    nav_report "Gửi phản ánh" / "Report a problem";
    word_optional "không bắt buộc" / "optional";
    word_yes "Có" / "Yes";
    state_not_sent "Chưa chắc đã gửi được." / "It is not certain that this was sent.";
    home_report_hint "Hồ sơ trễ, bị đòi tiền, bị gây khó" / "Late dossier, money asked for, obstruction";
    gui_6_due "Phải trả lời chậm nhất" / "Must answer by";
    do_reply "Trả lời câu hỏi" / "Answer the question";
    do_reply_hint "Trả lời trước {day}; quá ngày này đơn có thể bị đóng." / "Answer by {day}; after it the report may be closed.";
    do_reply_text "Câu trả lời của bạn" / "Your answer";
    do_add "Bổ sung thông tin" / "Add information";
    do_add_text "Bạn muốn nói thêm gì?" / "What do you want to add?";
    do_confirm "Đồng ý với trả lời" / "Accept the answer";
    do_confirm_hint "Vụ việc đóng lại. Bạn vẫn mở lại được đến {day}." / "The case closes. You can reopen it until {day}.";
    do_confirm_closes "Vụ việc đóng lại." / "The case closes.";
    do_reopen "Chưa được, đề nghị giải quyết lại" / "Not solved, look at it again";
    do_reopen_text "Chỗ nào chưa được?" / "What is not solved?";
    do_review "Đề nghị người khác xem lại" / "Have somebody else look";
    do_review_hint "Một người khác, không phải người đã trả lời, sẽ xem." / "Somebody other than the one who answered will look.";
    do_withdraw "Rút phản ánh" / "Withdraw";
    do_withdraw_free "Tự tôi muốn" / "I want to";
    do_withdraw_pressed "Có người ép, dọa hoặc cho tiền để tôi rút" / "Somebody pressed, threatened or paid me";
    do_withdraw_hint "Chỉ thanh tra thấy câu này." / "Only the inspectorate sees this.";
    do_own "Đổi sang mã của riêng bạn" / "Have a code of your own";
    do_own_hint "Mã trên phiếu do bộ phận tiếp nhận in, nên chỉ để xem. Cất mã dưới đây rồi bấm nút. Từ lúc bấm, chỉ mã này mở được đơn và mã trên phiếu không mở được gì nữa; chưa bấm thì mã này chưa dùng được." / "The desk printed the code on the slip, so that one only shows the report. Keep the code below, then press the button. From then on this one alone opens the report and the one on the slip opens nothing; before, it is not good.";
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
        let tables = [
            Words::ALL,
            Public::ALL,
            administration::Administration::ALL,
            board::Emulation::ALL,
            case::Cases::ALL,
            desk::Reception::ALL,
            records::Records::ALL,
            report::Report::ALL,
            staff::Staff::ALL,
            triage::Triage::ALL,
        ];
        for (name, vi, en) in tables.concat() {
            assert!(!vi.trim().is_empty() && !en.trim().is_empty(), "{name}");
            assert_eq!(blanks(vi), blanks(en), "{name}");
        }
    }
}
