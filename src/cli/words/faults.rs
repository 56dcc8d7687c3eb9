//! What commands refuse, and what stopped them.

use crate::domain::text::Words;

sentences! {
    // What another program, the system or a library says itself.
    broke(cause) => "lỗi của chương trình: {cause}", "{cause}";
    no_log(cause) => "không mở được nhật ký: {cause}", "{cause}";
    no_meters(cause) => "không mở được chỗ đọc số đo: {cause}", "{cause}";

    // init
    no_flag(name, vi, en) => "thiếu --{name}: {vi}", "--{name} is missing: {en}";

    // serve, worker
    worker_inside() => "với SQLite, worker chạy ngay trong `serve`; hãy bỏ --no-worker", "on SQLite the worker runs inside `serve`; leave --no-worker out";
    cannot_listen(listen, cause) => "không mở được cổng {listen}: {cause}; hãy chọn cổng khác", "cannot listen on {listen}: {cause}; choose another port";
    hangs() => "cơ sở dữ liệu bị treo: những gì đang chờ nó đã bị bỏ lại; chưa có gì trong đó được xác nhận với ai", "the database hangs: what waited for it was left behind; nothing of it was acknowledged";
    left_behind(left, time) => "{left}: không xong trong {time} và bị bỏ lại; lần chạy sau sẽ làm tiếp", "{left}: not done within {time} and left behind; the next start goes on with it";

    // The control socket.
    path_too_long(length, longest) => "đường dẫn dài {length} byte, mà socket chỉ được {longest}; hãy đặt runtime_dir là thư mục có đường dẫn ngắn hơn", "its path has {length} bytes, and a socket's may have {longest}; set runtime_dir to a folder with a shorter path";
    something_else() => "ở đó có thứ khác; hãy chuyển nó đi nơi khác", "something else is there; move it away";
    no_folder() => "chưa có thư mục này; hãy tạo", "there is no such folder; make it";
    other_database(database) => "máy chủ này phục vụ {database}", "this server serves {database}";
    other_version(version) => "máy chủ chạy phiên bản {version}; hãy dùng đúng chương trình mà máy chủ đang chạy", "the server is version {version}; use the same binary as it runs";
    others_socket(path) => "socket điều khiển {path} là của người dùng khác: chưa gửi gì; hãy đặt runtime_dir là thư mục chỉ riêng dịch vụ dùng", "the control socket {path} is another user's: nothing was sent; set runtime_dir to a folder of the service alone";
    server_ended() => "máy chủ đã dừng trước khi báo lệnh kết thúc ra sao; hãy kiểm tra trước khi chạy lại", "the server ended before it said how the order ended; look before you give it again";

    // user
    no_account(login) => "không có tài khoản {login} đang mở; xem `liemchinh user list`", "there is no open account {login}; see `liemchinh user list`";
    last_administrator(login) => "{login} là quản trị viên cuối cùng còn mở; hãy thêm người khác trước", "{login} is the last open administrator; add another one first";
    no_factor(login) => "{login} chưa có xác thực hai bước", "{login} has no second factor";
    no_address(login) => "{login} chưa có địa chỉ thư; xem `liemchinh user email`", "{login} has no mail address; see `liemchinh user email`";

    // mail
    no_mail() => "đây không phải là thư", "this is no mail";
    not_sent(way, cause) => "{way}: không gửi được: {cause}", "{way}: {cause}";

    // import dossiers
    lines_refused(count) => "không nhập dòng nào: {count} dòng bị từ chối; hãy sửa tệp, hoặc dùng --skip-refused để nhập các dòng còn lại", "nothing was imported: {count} line(s) are refused; mend the file, or take the others with --skip-refused";
    file_changed() => "tệp đã thay đổi trong khi nhập; hãy nhập lại", "the file changed while it was imported; import it again";
    choose_empty(path, cause) => "{path}: {cause}; hãy chọn thư mục trống", "{path}: {cause}; choose an empty folder";

    // erase
    table_in_use() => "Bảng đang được dùng; dừng máy chủ và worker (hoặc chờ ban đêm) rồi chạy lại lệnh này.", "A table is in use: stop the servers and the worker, or wait for the night, and give this command again.";

    // demo
    no_demo(database) => "{database} chứa dữ liệu không do bản dùng thử tạo; hãy chọn cơ sở dữ liệu khác bằng --database-url", "{database} holds what no demo made; name another database with --database-url";
    other_day(database, day, today) => "{database} được tạo cho ngày {day}; chạy với --fresh để bắt đầu lại ở ngày {today}, hoặc với --today {day}", "{database} was made for {day}; run with --fresh to begin anew on {today}, or with --today {day}";
    cannot_play(first, last) => "bản dùng thử chỉ diễn được từ {first} đến {last}; hãy chọn --today trong khoảng đó", "the demo plays days from {first} to {last}; choose --today among them";
}

/// The control socket cannot be opened.
pub(in crate::cli) fn socket(path: &dyn std::fmt::Display, why: &Words) -> Words {
    Words::new(
        format!("socket điều khiển {path}: {}", why.vi),
        format!("the control socket {path}: {}", why.en),
    )
}

/// No report could be taken.
pub(in crate::cli) fn unwritable(database: &dyn std::fmt::Display, cause: &Words) -> Words {
    Words::new(
        format!("không nhận được đơn nào: không ghi được vào {database}: {}", cause.vi),
        format!("no report could be taken: {database} cannot be written: {}", cause.en),
    )
}

/// Nobody can tell with which key file the database was served.
pub(in crate::cli) fn silent(database: &dyn std::fmt::Display, cause: &Words) -> Words {
    Words::new(
        format!(
            "chưa biết {database} đã dùng tệp khóa nào hay chưa: {}; hãy khởi động cơ sở dữ liệu, hoặc sửa database_url, rồi làm lại",
            cause.vi
        ),
        format!(
            "nobody can tell whether {database} was served with a key file already: {}; start the database, or correct \
             database_url, and begin again",
            cause.en
        ),
    )
}

/// The mail server cannot be used.
pub(in crate::cli) fn no_way(way: &str, cause: &Words) -> Words {
    Words::new(
        format!("{way}: {}; hãy xem mail.smtp trong thiết lập", cause.vi),
        format!("{way}: {}; look at mail.smtp in the configuration", cause.en),
    )
}
