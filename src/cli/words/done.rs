//! What commands say when something is done, and on the way there.

sentences! {
    // serve, worker
    listening(address) => "đang phục vụ tại http://{address}", "listening on http://{address}";
    worker_running() => "worker đang chạy", "worker running";

    // What is counted on the way.
    rows() => "dòng", "rows";
    obligations() => "thời hạn", "obligations";
    cases() => "vụ việc", "cases";
    dossiers() => "hồ sơ một cửa", "dossiers";
    events() => "sự kiện đã tính", "events folded";

    // keys
    keys_made(path) => "Đã tạo tệp khóa {path}. Hãy giữ một bản sao tách khỏi cơ sở dữ liệu.", "The key file {path} was made. Keep a copy of it apart from the database.";
    keys_well(path) => "{path}: dùng được", "{path}: ok";

    // migrate, backup, erase
    up_to_date(database) => "{database}: đã ở phiên bản mới nhất", "{database}: up to date";
    applied(database, name) => "{database}: đã nâng cấp {name}", "{database}: applied {name}";
    leftovers(at, cause) => "phần dở dang của lần sao lưu bị ngắt bên cạnh {at} vẫn còn: {cause}", "what killed backups left beside {at} stays: {cause}";
    backup_written(to) => "Đã ghi và kiểm tra bản sao lưu {to}.", "{to} written and checked.";
    keep_keys(keys) => "Không có tệp khóa {keys} thì tin báo không đọc lại được: sao lưu tệp khóa riêng, ở nơi khác.", "Without the key file {keys} no tip can be read again: back it up apart, elsewhere.";
    backup_unnoted(cause) => "không ghi nhận được cho `check` là đã sao lưu: {cause}", "that there is a backup could not be noted for `check`: {cause}";
    erased() => "Dữ liệu đã xóa không còn trong tệp của cơ sở dữ liệu; bản sao lưu và nhật ký WAL (pg_wal, bản lưu trữ) giữ nó đến khi hết hạn.", "What was removed is gone from the tables' files; backups and the log (pg_wal and its archive) keep it until they expire.";

    // stats
    verified_entries(events, entries, missing, extra) => "{events} sự kiện, {entries} mục, thiếu {missing}, thừa {extra}", "{events} events, {entries} entries, {missing} missing, {extra} extra";
    verified_sums(sums, lists) => "{sums} tổng sai, {lists} danh sách sai", "{sums} wrong sums, {lists} wrong lists";
    agrees() => "sổ số liệu khớp", "the ledger agrees";
    disagrees() => "SỔ SỐ LIỆU KHÔNG KHỚP", "THE LEDGER DISAGREES";

    // user
    set(login) => "{login}: đã ghi", "{login}: ok";
    closed(login) => "{login}: đã đóng", "{login}: closed";
    moved_to(login, role, unit) => "{login}: nay là {role} của {unit}", "{login}: now {role} of {unit}";
    there_already(login, role, unit) => "{login}: vốn đã là {role} của {unit}", "{login}: already {role} of {unit}";
    link_mailed(login) => "{login}: liên kết đã được xếp gửi", "the link is on its way by mail";
    link(login, until) => "{login}: liên kết (chỉ hiện một lần, dùng một lần, đến {until})", "link (shown once, good for once, until {until}):";
    password(login) => "{login}: mật khẩu (chỉ hiện một lần)", "password (shown once):";

    // mail
    smtp_took(way) => "{way} đã nhận thư; hãy xem hộp thư đến, cả mục thư rác.", "{way} took the mail; look into the mailbox, and into its spam folder.";
    mail_written(way) => "thư được ghi vào {way}, không ai nhận: đặt mail.transport = \"smtp\" để gửi thật.", "the mail was written to {way} and nobody receives it: set mail.transport = \"smtp\" to send.";
    revived(count) => "{count} thư sẽ được gửi lại trong giờ làm việc", "{count} mail(s) will be sent again in office hours";
    returned_not_ours() => "không phải về thư của hệ thống", "not about a mail of ours";
    returned_dropped() => "đã bỏ qua: không ai cần đọc", "dropped: nobody is to read it";
    returned_bounced() => "thư bị trả lại: đã tính vào thư gửi hỏng", "bounced: among the mails that failed";
    returned_answered() => "đã trả lời một lần: cần gửi về đâu", "answered once: where to write";
    returned_noted() => "đã lưu thành ghi chú, chưa xác minh người gửi", "kept as a note, its sender not proven";

    // clock
    clock_taken(now) => "đồng hồ {now} được coi là đúng", "the clock is taken as right";
    put_off(count) => "{count} thư bị hoãn sẽ được gửi trong giờ làm việc", "{count} mail(s) that were put off are due in office hours";

    // import
    calendar_changes() => "Lịch làm việc thay đổi: `liemchinh recount` tính lại các thời hạn đang mở", "The calendar changes: `liemchinh recount` counts open obligations anew";
    new(count) => "{count} mới", "{count} new";
    changed(count) => "{count} thay đổi", "{count} changed";
    removed(count) => "{count} bị xóa", "{count} removed";
    edited_by_hand(table, key) => "= {table} {key}: đã được sửa tay; tệp không đổi dòng này", "edited by hand since; the files do not change it";
    not_in_files(table, key) => "= {table} {key}: không có trong tệp; vẫn giữ (kết thúc bằng valid_to)", "not in the files; kept (end it with valid_to)";
    read(rows, count, unconfirmed) => "đã đọc {rows} dòng, {count} thay đổi; {unconfirmed} quy tắc thời hạn chưa được luật gia xác nhận", "{rows} rows read, {count} changed; {unconfirmed} deadline rules are not confirmed by a lawyer yet";
    would_read(rows, count, unconfirmed) => "đã đọc {rows} dòng, {count} sẽ thay đổi; {unconfirmed} quy tắc thời hạn chưa được luật gia xác nhận", "{rows} rows read, {count} would change; {unconfirmed} deadline rules are not confirmed by a lawyer yet";
    each_with_verbose() => "(--verbose hiện từng dòng)", "(--verbose shows each)";
    fed(added, changed, unchanged, refused) => "đã nhập: {added} thêm mới, {changed} thay đổi, {unchanged} như cũ, {refused} bỏ qua", "imported: {added} new, {changed} changed, {unchanged} unchanged, {refused} left out";
    imported_before(at) => "không có gì thay đổi: tệp này đã được nhập lúc {at}", "nothing changes: this file was imported then";
    nothing_written() => "chỉ thử, chưa ghi gì", "nothing was written";
    more_lines(more) => "… và {more} dòng nữa (--verbose hiện tất cả)", "and {more} more lines";
    weighed(lines, added, changed, unchanged, refused) => "{lines} dòng: {added} thêm mới, {changed} thay đổi, {unchanged} như cũ, {refused} bị từ chối", "{lines} lines: {added} new, {changed} changed, {unchanged} unchanged, {refused} refused";

    // recount
    sealed(count) => "{count} thuộc kênh liêm chính", "{count} of the integrity channel";
    recounted(examined, moved) => "đã tính lại {examined} thời hạn đang mở, {moved} đã dời", "{examined} open obligations counted anew, {moved} moved";
    would_recount(examined, moved) => "đã tính lại {examined} thời hạn đang mở, {moved} sẽ dời", "{examined} open obligations counted anew, {moved} would move";
    recount_failed(count) => "{count} vụ việc không tính lại được; nhật ký ghi lý do: hãy chạy lại `liemchinh recount`", "{count} case(s) could not be counted anew; the log says why: run `liemchinh recount` again";

    // movement
    not_frozen(movement) => "Phong trào {movement} chưa chốt.", "The movement {movement} is not frozen.";
    same_bytes() => "trùng từng byte", "the same byte for byte";
    other_bytes() => "KHÔNG trùng", "NOT the same";
    later_one() => "đã có bản chốt sau", "a later one stands beside it";
    same_today() => "số liệu hôm nay cho cùng kết quả", "today's data come to the same";
    later_facts() => "có dữ kiện đến sau, cần bản chốt mới nếu muốn tính", "later facts wait for another snapshot";
}

/// The mail of the wizard did not go out.
pub(in crate::cli) fn mail_stayed(why: &crate::domain::text::Words) -> crate::domain::text::Words {
    crate::domain::text::Words::new(
        format!("thư thử không đi được: {}", why.vi),
        format!("the mail did not go out: {}", why.en),
    )
}
