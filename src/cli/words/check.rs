//! What `check` says of each thing that it looks at.

/// The words with which mail that was given up is noted, and what they are in Vietnamese.
const WHY: [(&str, &str); 7] = [
    ("the mail server does not know the recipient", "máy chủ thư không biết người nhận"),
    ("the mail server refused the login", "máy chủ thư từ chối đăng nhập"),
    ("the mail server refused the mail", "máy chủ thư từ chối thư"),
    ("the mail server asks to come back", "máy chủ thư hẹn gửi lại sau"),
    ("the mail server timed out", "máy chủ thư không trả lời kịp"),
    ("no TLS with the mail server", "không lập được kết nối TLS với máy chủ thư"),
    ("mail folder", "thư mục chứa thư"),
];

/// Why a mail was given up, in Vietnamese as far as the words are ours.
pub(in crate::cli) fn why(en: &str) -> String {
    let known = WHY.iter().find(|(words, _)| en.starts_with(words));
    known.map_or_else(|| en.to_owned(), |(words, vi)| en.replacen(words, vi, 1))
}

sentences! {
    configured(database) => "thiết lập dùng được; cơ sở dữ liệu: {database}", "{database}";
    key_file(file) => "tệp khóa {file} dùng được", "{file}";
    public_url(url) => "thư đưa người nhận tới {url}", "{url}";
    unreachable_url(url) => "thư đưa người nhận tới {url}: hãy đặt địa chỉ https mà mọi người truy cập được", "mails send people to {url}: set the https address under which they reach you";
    no_proxy() => "public_url là https nhưng không proxy nào được tin: mọi người dùng chung một hạn mức; hãy ghi địa chỉ của proxy TLS", "public_url is https and no proxy is trusted: everybody shares one limit; name the address of the TLS proxy";
    site(files) => "{files} tệp của giao diện", "{files} files";
    no_index() => "thư mục không có index.html: địa chỉ / sẽ không hiện gì", "the folder has no index.html: there is nothing to see at /";
    from(address) => "thư gửi từ {address}", "{address}";
    from_example(address) => "{address} là địa chỉ ví dụ: hãy đặt một địa chỉ có thật", "{address} is an example: set an address of yours";
    mail_to_folder(folder) => "là directory: thư được ghi vào {folder}, không ai nhận; hãy đặt \"smtp\"", "it is directory: mails are written to {folder} and nobody receives them; set \"smtp\"";
    smtp_answers(way) => "{way} trả lời", "{way} answers";
    webhooks_on(besides) => "đang bật; gọi được thêm {besides} mạng ngoài mạng công cộng", "on; {besides} network(s) besides the public one";
    webhooks_given_up(count) => "{count} đăng ký webhook đã bị bỏ sau ba ngày không gọi được: chủ tài khoản cần gửi lại địa chỉ (POST /api/v1/webhooks) hoặc hủy", "{count} subscription(s) were given up after three days of failures: their accounts must send the address again (POST /api/v1/webhooks), or end them";
    no_confinement() => "máy này không cách ly được tiến trình xử lý ảnh (landlock, seccomp): không nhận tệp", "no process can be confined here to look at pictures (landlock, seccomp): no files are taken";
    files(folder) => "mọi tệp kèm theo đều còn nguyên trong {folder}", "{folder}";
    files_away(mark) => "không có {mark}: ổ đĩa chứa tệp chưa được gắn, hoặc đây là thư mục khác; chưa nhận và chưa mở được tệp nào. Nếu đúng là thư mục này, hãy tạo tệp trống đó", "there is no {mark}: the disk of files is not mounted, or this is another folder; no file is taken or given. If the folder is the right one, make that file, empty";
    files_strange(count, day) => "{count} tệp không thuộc về phản ánh nào; từ {day} sẽ bị xóa dần. Nếu cơ sở dữ liệu vừa được khôi phục về một ngày trước, hãy khôi phục bản mới hơn", "{count} file(s) belong to no report and are removed from {day} on; if the database was put back to an earlier day, put back a newer one";
    files_lost(gone, changed, folder, named) => "{gone} tệp mất và {changed} tệp bị thay đổi trong {folder}: {named}; hãy lấy lại từ bản sao lưu", "{gone} file(s) are gone and {changed} were changed in {folder}: {named}; put them back from the backup";
    clamd_answers(address, version) => "{address} trả lời: {version}", "{address} answers: {version}";
    clamd_silent(address, cause) => "{address} không trả lời ({cause}): tệp mới chưa ai xem được", "{address} does not answer ({cause}): nobody sees new files";
    files_waiting(count) => "{count} tệp đang chờ quét mã độc", "{count} file(s) wait to be looked at for malware";
    files_found(count) => "{count} tệp có mã độc: chỉ thanh tra tải được, sau khi đã được cảnh báo", "{count} file(s) hold malware: only inspectors get them, after a warning";
    sound() => "tệp cơ sở dữ liệu nguyên vẹn", "the file is sound";
    takes_writes() => "cơ sở dữ liệu ghi được", "it takes writes";
    backed_up(at) => "bản sao lưu gần nhất: {at}", "{at}";
    backup_old(at) => "bản sao lưu gần nhất đã quá một ngày ({at}): hãy chạy `liemchinh backup FILE` mỗi đêm", "the last one is older than a day ({at}): run `liemchinh backup FILE` every night";
    no_backup() => "chưa có bản sao lưu nào: hãy chạy `liemchinh backup FILE` mỗi đêm, và giữ tệp khóa ở nơi khác", "there is none yet: run `liemchinh backup FILE` every night, and keep the key file elsewhere";
    no_reference() => "chưa nạp dữ liệu danh mục; hãy chạy `liemchinh import data`, hoặc `liemchinh import --builtin`", "none is loaded; run `liemchinh import data`, or `liemchinh import --builtin`";
    reference(units, unconfirmed) => "{units} đơn vị; {unconfirmed} quy tắc thời hạn còn chờ luật gia xác nhận", "{units} units; {unconfirmed} deadline rules still to be confirmed by a lawyer";
    unit_examples(codes) => "địa chỉ thư là ví dụ, không ai nhận: {codes}; hãy sửa trong units.csv rồi nạp lại", "mail addresses are examples and reach nobody: {codes}; set them in units.csv and import";
    undecided_year(year) => "chưa nạp quyết định về ngày nghỉ năm {year}: ngày tính đến năm đó chỉ là tạm tính; hãy sửa calendar.csv rồi nạp", "the decision on the days off of {year} is not loaded: days counted to it are provisional; edit calendar.csv and import";
    stranded(count) => "{count} vụ việc đang mở do đơn vị đã kết thúc giữ: xem `liemchinh succeed --dry-run --on NGÀY`, NGÀY là ngày đầu của đơn vị mới", "{count} open case(s) are held by units that ended; look at `liemchinh succeed --dry-run --on DAY`, where DAY is the first day of the new units";
    mail_waiting(count) => "{count} thư đang đợi gửi", "{count} waiting";
    mail_late(since) => "có thư đợi từ {since}, quá một giờ làm việc: `serve` hoặc `worker` có chạy không, máy chủ thư có nhận không?", "one waits since {since}, more than an hour of office time: does `serve` or `worker` run, does the mail server take it?";
    unit_without_address(codes) => "không có địa chỉ thư: {codes}; hãy đặt trong units.csv rồi nạp lại", "no mail address: {codes}; set it in units.csv and import";
    mistyped(count) => "{count} thư gửi người phản ánh có địa chỉ không tồn tại", "{count} to reporters whose address does not exist";
    servers_none() => "không thấy tiến trình nào đang phục vụ: `serve` có đang chạy và ghi được không? Xem /readyz", "no process serves: is `serve` running, and can it write? Look at /readyz";
    servers(count) => "{count} tiến trình đang phục vụ", "{count} process(es)";
    clock_doubted(count) => "{count} tiến trình nghi đồng hồ của máy: quá hạn, nhắc việc, kết thúc tự động đang tạm dừng; xem đồng hồ, rồi `liemchinh clock accept`", "{count} process(es) doubt the machine's clock: misses, reminders and closings are paused; look at the clock, then `liemchinh clock accept`";
    lines_dropped(count) => "{count} dòng nhật ký không ghi được: đĩa đầy, hay nơi đọc nhật ký đã dừng?", "{count} line(s) could not be written: is the disk full, is who reads the log gone?";
    stranger_forwards() => "có X-Forwarded-For từ một địa chỉ không được tin: nếu đó là proxy của đơn vị, hãy ghi vào trusted_proxies", "X-Forwarded-For came from a peer that is not trusted: if that is your proxy, name it in trusted_proxies";
    found(broken, care) => "{broken} việc hỏng, {care} việc cần lưu ý", "{broken} broken, {care} need(s) care";
}

/// The way out for mail is closed.
pub(in crate::cli) fn smtp_closed(
    way: &str,
    cause: &crate::domain::text::Words,
) -> crate::domain::text::Words {
    crate::domain::text::Words::new(
        format!("không gửi được qua {way}: {}; thư đợi ba ngày rồi bị bỏ", cause.vi),
        format!(
            "{way} cannot be used: {}; mail waits for three days and is then given up",
            cause.en
        ),
    )
}
