//! The words of the pages of administrators and of those who watch over them: accounts, deputies, mail, the state of the service.

use crate::domain::records::access::Accessed;
use crate::domain::running::account::{AccountAct, AccountRefusal};
use crate::domain::text::Language;
use crate::pages::told;

words! { Administration;
    accounts_h1 "Người dùng" / "Accounts";
    accounts_new "Thêm tài khoản" / "Add an account";
    accounts_import "Nhập từ bảng tính" / "Import a sheet";
    accounts_waiting "Chờ người thứ hai xác nhận" / "Waiting for a second administrator";
    accounts_any "Tất cả" / "All";
    accounts_find "Lọc" / "Filter";
    accounts_caption "Tài khoản theo tên đăng nhập" / "Accounts by login";
    accounts_empty "Không có tài khoản nào như vậy. Bỏ bớt điều kiện lọc." / "No account is like that. Filter by less.";
    accounts_next "Trang sau" / "Next page";
    accounts_wrong "Địa chỉ trang không đọc được; đây là tất cả tài khoản." / "The address of the page cannot be read; these are all accounts.";
    account_back "Danh sách người dùng" / "All accounts";
    account_name "Họ và tên" / "Name";
    account_name_hint "Tên đồng nghiệp thấy." / "Colleagues see it.";
    account_login "Tên đăng nhập" / "Login";
    account_login_hint "3 đến 40 chữ thường không dấu, số, dấu chấm, dấu gạch. Không đổi được về sau." / "3 to 40 small letters, digits, dots and dashes. It cannot be changed later.";
    account_role "Vai trò" / "Role";
    account_role_hint "Thanh tra, quản trị, kiểm soát, hội đồng, tra cứu cán bộ và người đứng đầu: cần quản trị viên thứ hai xác nhận." / "Inspectors, administrators, auditors, the board, personnel readers and the head need a second administrator.";
    account_unit "Đơn vị" / "Unit";
    account_unit_hint "Quản trị viên không thuộc đơn vị nào." / "Administrators have none.";
    account_no_unit "Không thuộc đơn vị nào" / "None";
    account_email "Thư điện tử" / "Email";
    account_email_hint "Liên kết đặt mật khẩu được gửi tới đây, dùng một lần." / "The link that sets the password goes there; it works once.";
    account_state "Tình trạng" / "State";
    account_open "Đang mở" / "Open";
    account_closed "Đã đóng" / "Closed";
    account_no_password "Đang mở, chưa đặt mật khẩu" / "Open, without a password yet";
    account_factor "Xác thực hai bước" / "Second factor";
    account_factor_yes "Có" / "Yes";
    account_factor_no "Chưa có" / "None";
    account_made "Lập ngày" / "Made on";
    account_email_changed "Đổi địa chỉ thư ngày" / "Address changed on";
    account_waits "Chờ xác nhận" / "Waiting";
    account_asked "{name} đề nghị: {act}. Chờ một quản trị viên khác đến {day}." / "{name} asks: {act}. It waits for another administrator until {day}.";
    account_asked_place "{act} thành {role}, {unit}" / "{act} as {role}, {unit}";
    account_confirm "Xác nhận đề nghị" / "Confirm it";
    account_drop "Bỏ đề nghị" / "Drop it";
    account_change "Sửa" / "Change";
    account_save "Lưu" / "Save";
    account_close "Đóng tài khoản" / "Close the account";
    account_close_text "Không ai đăng nhập bằng tài khoản này nữa. Mọi phiên kết thúc ngay; việc đang giữ được trả lại đơn vị." / "Nobody signs in with it any more. Its sessions end at once; what it had in hand is put back.";
    account_reopen "Mở lại tài khoản" / "Open it again";
    account_reopen_text "Một liên kết đặt mật khẩu mới được gửi tới địa chỉ thư. Mật khẩu cũ không dùng được nữa." / "A link that sets another password is mailed. The old one is gone.";
    account_end "Kết thúc mọi phiên" / "End its sessions";
    account_end_text "Người đó phải đăng nhập lại ở mọi máy. Mật khẩu vẫn dùng được." / "That person signs in again everywhere. The password stays.";
    account_reset "Đặt lại mật khẩu" / "Reset the password";
    account_reset_text "Sau khi quản trị viên thứ hai xác nhận, mật khẩu hết dùng được và liên kết đặt mật khẩu mới được gửi tới địa chỉ thư." / "Once a second administrator confirms, the password ends and a link for another is mailed.";
    account_forget "Gỡ xác thực hai bước" / "Remove the second factor";
    account_forget_text "Khi người đó mất điện thoại và mã dự phòng. Cần quản trị viên thứ hai xác nhận; mật khẩu vẫn giữ." / "When telephone and codes are lost. A second administrator confirms; the password stays.";
    account_done "Đã ghi nhận." / "Done.";
    account_done_made "Đã lập tài khoản. Liên kết đặt mật khẩu được gửi tới địa chỉ thư, hoặc chờ quản trị viên thứ hai nếu vai trò cần." / "The account is made. A link that sets the password is mailed, or waits for a second administrator where the role needs one.";
    account_done_dropped "Đã bỏ đề nghị." / "It is dropped.";
    account_gone "Đề nghị này không còn nữa." / "It does not wait any more.";
    deputies_h1 "Cấp phó thường trực" / "Standing deputies";
    deputies_text "Người được ủy quyền thay lãnh đạo đơn vị xác nhận những việc cần hai người." / "Who may be the second of two for the leader of a unit, by a document.";
    deputies_caption "Cấp phó thường trực, đang và đã có" / "Standing deputies, now and before";
    deputies_empty "Chưa ghi nhận ai." / "Nobody is recorded.";
    deputies_document "Số văn bản ủy quyền" / "Number of the document";
    deputies_from "Từ ngày" / "From";
    deputies_to "Đến hết ngày" / "Until";
    deputies_state "Hiệu lực" / "Holds";
    deputies_holds "Đang có hiệu lực" / "Now";
    deputies_ended "Chấm dứt ngày {day}" / "Ended on {day}";
    deputies_not_now "Không phải hôm nay" / "Not today";
    deputies_end "Chấm dứt" / "End";
    deputies_record "Ghi nhận" / "Record";
    deputies_act "Việc" / "Act";
    import_text "Chép bảng từ bảng tính rồi dán vào đây, cả dòng tiêu đề: login, name, role, unit, email, theo thứ tự nào cũng được; nhiều nhất 200 tài khoản. Chưa làm gì cho đến khi bấm “Áp dụng”." / "Copy the sheet and paste it here with its first line: login, name, role, unit, email in any order; 200 accounts at most. Nothing is done before you press “Apply”.";
    import_csv "Bảng" / "Sheet";
    import_see "Xem trước" / "Preview";
    import_apply "Áp dụng" / "Apply";
    import_line "Dòng {line}, cột {column}: {fault}" / "Line {line}, column {column}: {fault}";
    import_would "Sẽ thay đổi những gì" / "What would change";
    import_did "Đã nhập" / "Imported";
    import_sum "{a} thêm mới, {b} giữ nguyên, {c} khác" / "{a} new, {b} as they are, {c} different";
    import_caption "Từng tài khoản trong bảng" / "Each account of the sheet";
    import_what "Việc" / "What";
    import_added "Thêm; liên kết đặt mật khẩu được gửi đi" / "New; a link that sets the password is mailed";
    import_added_waits "Thêm; chờ quản trị viên thứ hai" / "New; waits for a second administrator";
    import_same "Đã có, giữ nguyên" / "There already, left";
    import_differs "Đã có nhưng khác ({columns}); không sửa" / "There but different ({columns}); left as it is";
    mail_h1 "Thư không gửi được" / "Mail that did not go out";
    mail_pending "{n} thư đang chờ gửi." / "{n} mails wait to be sent.";
    mail_late "Có thư chờ từ {at}, quá một giờ làm việc. Xem máy chủ thư." / "A mail waits since {at}, for more than an hour of work. Look at the mail server.";
    mail_caption "Thư đã ngừng gửi" / "Mails that were given up";
    mail_empty "Không có thư nào bị ngừng gửi." / "No mail was given up.";
    mail_what "Thư" / "Mail";
    mail_to "Đơn vị" / "Unit";
    mail_day "Ngừng ngày" / "Given up on";
    mail_why "Vì sao" / "Why";
    mail_again "Gửi lại" / "Send again";
    mail_revived "Thư được xếp lại để gửi." / "The mail waits to be sent again.";
    mail_gone "Thư này không còn trong danh sách; có thể người khác đã cho gửi lại." / "The mail is not in the list any more; somebody may have sent it again.";
    mail_without "Đơn vị chưa có địa chỉ thư" / "Units without a mail address";
    health_h1 "Sức khỏe hệ thống" / "State of the service";
    health_ok "Mọi thứ bình thường lúc {time}" / "All is well at {time}";
    health_look "Có việc cần xem, lúc {time}" / "Something needs a look, at {time}";
    health_take "Nhận phản ánh" / "Taking reports";
    health_takes "Nhận được; cơ sở dữ liệu ghi được {n} giây trước" / "They can be taken; the database was written {n} seconds ago";
    health_takes_not "Không ghi được vào cơ sở dữ liệu" / "The database cannot be written";
    health_clock "Đồng hồ" / "Clock";
    health_clock_agrees "Đúng" / "It can be believed";
    health_clock_waits "Đang theo dõi 15 phút sau khi máy ngừng lâu hoặc chỉnh giờ" / "Watched for 15 minutes after a pause or a change";
    health_clock_ahead "Nhanh hơn những gì đã ghi; việc đếm hạn tạm ngừng. Chỉnh giờ, hoặc chạy liemchinh clock accept" / "Ahead of what is remembered; no day is judged. Set it, or run liemchinh clock accept";
    health_clock_behind "Chậm hơn những gì đã ghi; việc đếm hạn tạm ngừng. Chỉnh giờ" / "Behind what is remembered; no day is judged. Set it";
    health_round "Lần ghi gần nhất" / "Last mark";
    health_never "Chưa có" / "None yet";
    health_mail "Thư chờ gửi" / "Mail that waits";
    health_dead "Thư không gửi được" / "Mail that was given up";
    health_backup "Sao lưu gần nhất" / "Last backup";
    health_calendar "Lịch nghỉ" / "Calendar";
    health_calendar_ok "Đã có quyết định cho các năm đang dùng" / "Decided for the years in use";
    health_calendar_missing "Chưa có quyết định lịch nghỉ năm {n}" / "The days off of {n} are not decided here";
    health_hooks "Hệ thống nhận tin ngừng trả lời" / "Systems of staff that were given up";
    health_log "Dòng nhật ký bị mất" / "Lines of the log that were lost";
    health_servers "Máy chủ đang chạy" / "Processes that serve";
    units_h1 "Đơn vị, địa chỉ thư" / "Units and their mail addresses";
    units_text "Địa chỉ nằm trong cột email của units.csv. Sửa tệp rồi chạy liemchinh import trên máy chủ." / "Addresses stand in the column email of units.csv. Change the file and run liemchinh import on the server.";
    units_missing "{n} đơn vị chưa có địa chỉ: thư của các đơn vị này không đi đâu cả." / "{n} units have no address: their mail goes nowhere.";
    units_caption "Đơn vị hôm nay, chưa có địa chỉ xếp trước" / "Units of today, those without an address first";
    units_code "Mã" / "Code";
    units_address "Địa chỉ thư" / "Address";
    units_none "Chưa có địa chỉ" / "No address";
    calendar_h1 "Lịch nghỉ năm {year}" / "Calendar of {year}";
    calendar_days "{n} ngày làm việc." / "{n} working days.";
    calendar_undecided "Chưa có quyết định lịch nghỉ năm này: chỉ tính ngày lễ theo luật, và hạn đã báo còn có thể lùi." / "This year is not decided: only the holidays of the law count, and days that were told may still move.";
    calendar_month "Tháng {n}" / "Month {n}";
    calendar_week "T2,T3,T4,T5,T6,T7,CN" / "Mo,Tu,We,Th,Fr,Sa,Su";
    calendar_key "L: nghỉ lễ. B: nghỉ bù. H: nghỉ do hoán đổi. LV: làm bù. Dấu ?: chưa xác nhận." / "H: holiday. C: in lieu. S: off by a swap. W: worked instead. The mark ?: not confirmed.";
    calendar_holiday "L" / "H";
    calendar_compensatory "B" / "C";
    calendar_swapped "H" / "S";
    calendar_make_up "LV" / "W";
    calendar_of_holiday "Nghỉ lễ" / "Holiday";
    calendar_of_compensatory "Nghỉ bù" / "In lieu";
    calendar_of_swapped "Nghỉ do hoán đổi" / "Off by a swap";
    calendar_of_make_up "Làm bù" / "Worked instead";
    calendar_list "Những ngày khác tuần thường" / "Days that differ from the week";
    calendar_day "Ngày" / "Day";
    calendar_kind "Loại" / "Kind";
    calendar_name "Dịp" / "Occasion";
    calendar_basis "Căn cứ" / "Basis";
    calendar_confirmed "Xác nhận" / "Confirmed";
    calendar_yes "Đã xác nhận" / "Yes";
    calendar_no "Chưa xác nhận" / "Not yet";
    calendar_before "Năm {n}" / "{n}";
    access_h1 "Nhật ký truy cập" / "Access log";
    access_text "Ai đã xem, nhận, mở, lấy ra, hoặc bị từ chối điều gì. Việc xem trang này không sửa được gì." / "Who read, took, opened, took out or was denied what. Nothing can be changed here.";
    access_day "Ngày" / "Day";
    access_see "Xem" / "Show";
    access_sums "Tổng trong ngày" / "Sums of the day";
    access_entries "Từng lần" / "Each entry";
    access_who "Ai" / "Who";
    access_what "Việc" / "What";
    access_count "Số lần" / "Times";
    access_when "Lúc" / "At";
    access_about "Về" / "About";
    access_account "tài khoản {name}" / "account {name}";
    access_case "vụ việc {id}" / "case {id}";
    access_file "tệp {id}" / "file {id}";
    access_reason "lý do: {text}" / "reason: {text}";
    access_empty "Ngày này không có gì." / "Nothing on this day.";
    access_all "Của mọi người" / "Of everybody";
    access_first "Trang đầu" / "First page";
}

/// What somebody did that is noted.
pub(in crate::pages) const fn accessed(language: Language, what: Accessed) -> &'static str {
    let (vi, en) = match what {
        Accessed::TipRead => ("Đọc tin báo", "Read a tip"),
        Accessed::ContactRead => ("Đọc tên, cách liên hệ", "Read a contact"),
        Accessed::RatingRead => ("Đọc lời đánh giá", "Read a rating"),
        Accessed::FileRead => ("Mở tệp gốc", "Opened an original file"),
        Accessed::TipTaken => ("Nhận tin báo", "Took a tip"),
        Accessed::TipTakenOver => ("Nhận tin báo từ người khác", "Took a tip over"),
        Accessed::SignedIn => ("Đăng nhập", "Signed in"),
        Accessed::FiguresRead => ("Xem số liệu nhỏ dưới 5", "Read counts under five"),
        Accessed::MailResent => ("Cho gửi lại thư", "Sent a mail again"),
        Accessed::WebhookSubscribed => ("Đăng ký hệ thống nhận tin", "Subscribed a system"),
        Accessed::WebhookEnded => ("Ngừng hệ thống nhận tin", "Ended a subscription"),
        Accessed::AccountMade => ("Lập tài khoản", "Made an account"),
        Accessed::AccountChanged => ("Sửa tài khoản", "Changed an account"),
        Accessed::AccountClosed => ("Đóng tài khoản", "Closed an account"),
        Accessed::AccountReopened => ("Mở lại tài khoản", "Opened an account again"),
        Accessed::SessionsEnded => ("Kết thúc các phiên", "Ended sessions"),
        Accessed::ResetAsked => ("Đề nghị đặt lại mật khẩu", "Asked for a reset"),
        Accessed::RequestConfirmed => ("Xác nhận đề nghị", "Confirmed a request"),
        Accessed::RequestDropped => ("Bỏ đề nghị", "Dropped a request"),
        Accessed::PasswordSet => ("Đặt mật khẩu của mình", "Set the own password"),
        Accessed::FactorSet => ("Bật xác thực hai bước", "Began a second factor"),
        Accessed::FactorRemoved => ("Gỡ xác thực hai bước", "Removed a second factor"),
        Accessed::CodesRenewed => ("Làm mã dự phòng mới", "Renewed recovery codes"),
        Accessed::Proven => ("Xác nhận lại mật khẩu, mã", "Showed password and code"),
        Accessed::FactorResetAsked => ("Đề nghị gỡ xác thực hai bước", "Asked that a factor end"),
        Accessed::ExportMade => ("Lấy danh sách ra tệp", "Took a list out"),
        Accessed::ExportRead => ("Tải tệp đã lấy ra", "Fetched a list"),
        Accessed::Denied => ("Bị từ chối", "Was denied"),
    };
    told::by(language, vi, en)
}

/// Why a mail did not go out: the sender says it in one of these ways, with the number that the server answered. Anything else is
/// read as it stands.
pub(in crate::pages) fn why(language: Language, why: &str) -> String {
    const WAYS: &[(&str, &str)] = &[
        ("the mail server does not know the recipient", "Máy chủ thư không có người nhận này"),
        ("the mail server refused the login", "Máy chủ thư từ chối đăng nhập"),
        ("the mail server refused the mail", "Máy chủ thư từ chối thư này"),
        ("the mail server asks to come back", "Máy chủ thư hẹn gửi lại sau"),
        ("the mail server timed out", "Máy chủ thư không trả lời kịp"),
        ("no TLS with the mail server", "Không lập được kết nối an toàn với máy chủ thư"),
        ("the connection to the mail server broke", "Kết nối với máy chủ thư bị ngắt"),
    ];
    let found = WAYS.iter().find_map(|(en, vi)| Some((vi, why.strip_prefix(en)?)));
    match (language, found) {
        (Language::Vi, Some((vi, rest))) => format!("{vi}{rest}"),
        _ => why.to_owned(),
    }
}

/// What one administrator has asked for.
pub(in crate::pages) const fn act(language: Language, act: AccountAct) -> &'static str {
    let (vi, en) = match act {
        AccountAct::Reset => ("đặt lại mật khẩu", "reset the password"),
        AccountAct::Place => ("cho làm việc", "let it work"),
        AccountAct::Open => ("mở tài khoản", "open the account"),
        AccountAct::Factor => ("gỡ xác thực hai bước", "remove the second factor"),
    };
    told::by(language, vi, en)
}

/// Why something is not done to an account.
pub(in crate::pages) const fn refused(language: Language, why: AccountRefusal) -> &'static str {
    let (vi, en) = match why {
        AccountRefusal::Own => (
            "Không ai tự quản trị tài khoản của mình; nhờ quản trị viên khác.",
            "Nobody keeps the own account; ask another administrator.",
        ),
        AccountRefusal::LastAdministrator => (
            "Đây là quản trị viên cuối cùng. Mở một tài khoản quản trị khác trước.",
            "This is the last administrator. Open another such account first.",
        ),
        AccountRefusal::AnotherNeeded => (
            "Người đề nghị không tự xác nhận được; quản trị viên khác xác nhận.",
            "Whoever asked does not confirm; another administrator does.",
        ),
        AccountRefusal::SamePerson => (
            "Hai tài khoản quản trị này trùng tên hoặc hộp thư nên không tính là hai người.",
            "These two administrators have one name or mailbox, so they are not two people.",
        ),
        AccountRefusal::Tied => (
            "Một trong hai quản trị viên vừa lập hoặc sửa tài khoản của người kia trong 30 ngày qua. Nhờ người thứ ba.",
            "One of the two made or changed the other's account within 30 days. Ask a third.",
        ),
        AccountRefusal::Closed => ("Tài khoản đang đóng.", "The account is closed."),
        AccountRefusal::Open => ("Tài khoản đang mở.", "The account is open."),
        AccountRefusal::NoAddress => (
            "Tài khoản chưa có địa chỉ thư. Ghi địa chỉ trước.",
            "The account has no address. Give it one first.",
        ),
        AccountRefusal::NoUnit => (
            "Đơn vị của tài khoản đã kết thúc hoặc không hợp với vai trò. Đổi đơn vị trước.",
            "Its unit has ended, or does not go with its role. Change it first.",
        ),
        AccountRefusal::FactorThere => ("Đã có xác thực hai bước.", "It has a second factor."),
        AccountRefusal::NoFactor => {
            ("Tài khoản chưa có xác thực hai bước.", "The account has no second factor.")
        }
        AccountRefusal::FactorNotBegun => {
            ("Chưa bắt đầu xác thực hai bước.", "No second factor was begun.")
        }
    };
    told::by(language, vi, en)
}
