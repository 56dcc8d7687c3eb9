//! What `--help` shows: a row for each command, flag, argument and value, found by its path.

use std::io::Write;

use clap::builder::PossibleValue;
use clap::error::{Error, ErrorKind};
use clap::{Arg, ArgAction, Command, CommandFactory, FromArgMatches};

use crate::domain::text::Words;

/// Rows of help: path, Vietnamese, English.
macro_rules! rows {
    ($($path:literal => $vi:literal, $en:literal;)+) => {
        const ROWS: &[(&str, &str, &str)] = &[$(($path, $vi, $en)),+];
    };
}

// A path is the words of the command line: `keys init --i-lost-the-old-one`; an argument without a flag stands in angles, a value that
// can be chosen behind `=`.
rows! {
    "" => "Liêm Chính — tiếp nhận phản ánh của người dân và tin báo về tham nhũng vặt.", "A desk for citizen feedback and petty-corruption tips.";
    "--config" => "Tệp TOML chứa các thiết lập; biến môi trường (LIEMCHINH_…) được ưu tiên hơn tệp, tùy chọn dòng lệnh hơn cả hai.", "A TOML file with settings; the environment (LIEMCHINH_…) goes before it, flags before both.";
    "--database-url" => "sqlite:ĐƯỜNG_DẪN, hoặc postgres://NGƯỜI_DÙNG@MÁY_CHỦ/TÊN khi dùng nhiều máy.", "sqlite:PATH, or postgres://USER@HOST/NAME for several machines.";
    "--key-file" => "Tệp khóa.", "The key file.";
    "--help" => "Hiện hướng dẫn.", "Print help.";
    "--version" => "Hiện phiên bản.", "Print version.";
    "help" => "Hiện hướng dẫn này, hoặc hướng dẫn của một lệnh.", "Print this message or the help of the given command.";
    "demo" => "Dùng thử mọi thứ: cơ sở dữ liệu với vụ việc mẫu, tài khoản, máy chủ và worker trong một tiến trình.", "Try everything: a database with sample lives, accounts, server and worker in one process.";
    "demo --port" => "Cổng trên máy này; 0 là tự chọn một cổng còn trống.", "The port on this machine; 0 picks a free one.";
    "demo --fresh" => "Xóa những gì lần dùng thử trước để lại và bắt đầu lại.", "Throw away what an earlier demo left, and begin anew.";
    "demo --today" => "Ngày mà bản dùng thử coi là hôm nay, lúc 09:00.", "What the demo takes for today, at 09:00.";
    "demo --data" => "Thư mục chứa dữ liệu danh mục và vụ việc mẫu, thay cho dữ liệu có sẵn trong chương trình.", "A folder with reference data and sample lives, instead of those that the binary carries.";
    "init" => "Thiết lập dịch vụ: tệp thiết lập, tệp khóa, cấu trúc cơ sở dữ liệu, dữ liệu danh mục, các quản trị viên đầu tiên, một thư gửi thử, cấu hình máy chủ trung gian và tập lệnh sao lưu hằng đêm. Điều gì tùy chọn chưa nói thì hỏi ở cửa sổ dòng lệnh; chạy lại thì làm tiếp chỗ còn thiếu và giữ nguyên những gì đã có.", "Set a service up: settings, keys, schema, reference data, the first administrators, a mail that is tried, a proxy's configuration and a script for the nightly copy. Asks at a terminal for what no flag says; begun again, it goes on where it was and leaves what is there.";
    "init --prepare" => "Chỉ tạo tệp khóa, cấu trúc cơ sở dữ liệu và dữ liệu danh mục nếu chưa có, theo thiết lập đã có: việc mà gói cài đặt làm khi cài hoặc nâng cấp.", "Only keys, schema and reference data, each where it is not there yet, by settings that are there: what a package does when it is installed or upgraded.";
    "init --public-url" => "Địa chỉ người dân sẽ dùng.", "The address that people will use.";
    "init --listen" => "Địa chỉ và cổng mà máy chủ lắng nghe, sau máy chủ trung gian.", "Address and port where the server listens, behind the proxy.";
    "init --smtp-host" => "Máy chủ thư đi; không có thì thư được ghi thành tệp trong một thư mục.", "The mail server; without one mails become files in a folder.";
    "init --smtp-port" => "Cổng của máy chủ thư.", "Its port.";
    "init --smtp-security" => "Cách mã hóa: starttls, implicit, hoặc plain (chỉ trong máy này).", "starttls, implicit, or plain (this machine only).";
    "init --smtp-login" => "Tên đăng nhập máy chủ thư, nếu máy chủ yêu cầu.", "The login there, if it asks for one.";
    "init --smtp-password-file" => "Tệp chứa mật khẩu máy chủ thư.", "The file that holds its password.";
    "init --mail-from" => "Địa chỉ gửi thư.", "The sender of mails.";
    "init --test-mail" => "Gửi một thư thử tới địa chỉ này.", "Try the way of the mail with one to this address.";
    "init --admin-login" => "Tên đăng nhập của quản trị viên đầu tiên.", "The login of the first administrator.";
    "init --admin-name" => "Họ tên của quản trị viên đầu tiên.", "Its name.";
    "init --admin-email" => "Địa chỉ thư của quản trị viên đầu tiên.", "Its mail address.";
    "init --second-login" => "Tên đăng nhập của quản trị viên thứ hai: việc nhạy cảm nhất cần hai người.", "The login of a second one: what is most sensitive needs two.";
    "init --second-name" => "Họ tên của quản trị viên thứ hai.", "Its name.";
    "init --second-email" => "Địa chỉ thư của quản trị viên thứ hai.", "Its mail address.";
    "init --proxy" => "Máy chủ trung gian phía trước: nginx, caddy hoặc none (không có).", "The proxy in front: nginx, caddy or none.";
    "init --backup-folder" => "Thư mục chứa bản sao lưu hằng đêm.", "The folder of the nightly copies.";
    "serve" => "Chạy máy chủ API; với SQLite, worker chạy trong cùng tiến trình.", "Serve the API; on SQLite the worker runs in the same process.";
    "serve --listen" => "Địa chỉ và cổng lắng nghe, thay cho địa chỉ trong thiết lập.", "Where to listen, instead of the configuration's address.";
    "serve --no-worker" => "Không chạy worker ở đây (chỉ với PostgreSQL: chạy `worker` ở nơi khác).", "Do not run the worker here (PostgreSQL only: run `worker` elsewhere).";
    "worker" => "Chỉ chạy worker (với PostgreSQL: bên cạnh `serve --no-worker`).", "Run the worker alone (PostgreSQL: beside `serve --no-worker`).";
    "migrate" => "Nâng cấp cấu trúc cơ sở dữ liệu lên phiên bản của chương trình.", "Bring the database's schema up to date.";
    "import" => "Nạp dữ liệu danh mục: đơn vị, lịch làm việc, quy tắc, phân tuyến, phong trào; rồi tính lại các thời hạn đang mở. Các tệp được kiểm tra toàn bộ; có lỗi nào thì không ghi gì. Ngày đã báo cho người phản ánh không bao giờ sớm lên.", "Load reference data: units, calendar, rules, routing, movements; open days are counted anew. Files are judged whole; nothing is written if anything is wrong. A day that was told to a reporter never comes earlier.";
    "import <folder>" => "Thư mục chứa các tệp.", "The folder.";
    "import --builtin" => "Nạp dữ liệu danh mục có sẵn trong chương trình của bản phát hành này.", "Load what the binary carries instead: the reference data of the release.";
    "import --dry-run" => "Chỉ cho xem điều gì sẽ thay đổi và ngày cuối nào sẽ dời.", "Only show what would change, and which last days would move.";
    "import --no-recount" => "Giữ nguyên ngày cuối của các thời hạn đang mở, để chạy `recount` sau.", "Leave the last days of open obligations as they are, for a later `recount`.";
    "import --verbose" => "Hiện từng dòng thay đổi, kèm các ô của nó.", "Show every row that changes, with its cells.";
    "import dossiers" => "Nạp hồ sơ một cửa từ tệp CSV (các cột code, unit, procedure, received_on, promised_on, returned_on; không có dữ liệu cá nhân) và cho biết điều gì thay đổi. Nạp lại cùng tệp thì không đổi gì. Chạy được bên cạnh máy chủ.", "Load dossiers of the one-stop from a CSV file (columns code, unit, procedure, received_on, promised_on, returned_on; no personal data), and say what changes. The same file again changes nothing. Runs beside a server.";
    "import dossiers <file>" => "Tệp CSV.", "The file.";
    "import dossiers --dry-run" => "Chỉ cho xem điều gì sẽ thay đổi.", "Only show what would change.";
    "import dossiers --skip-refused" => "Có dòng bị từ chối thì vẫn nhập các dòng còn lại; không có tùy chọn này thì không nhập dòng nào.", "Take the other lines where some are refused; else nothing is taken.";
    "import dossiers --source" => "Nguồn của tệp; nếu không ghi thì lấy tên tệp.", "Whose feed it is; the name of the file unless said.";
    "import dossiers --verbose" => "Hiện từng dòng mới, thay đổi hoặc bị từ chối.", "Show every line that is new, changed or refused.";
    "recount" => "Tính lại các thời hạn đang mở theo lịch làm việc biết đến hôm nay, như `import` làm ở cuối. Ngày đã báo cho người phản ánh không bao giờ sớm lên. Chạy hai lần không đổi gì thêm.", "Count open obligations anew by the calendar known today, as `import` does at its end. A day that was told to a reporter never comes earlier. Running it twice changes nothing.";
    "recount --dry-run" => "Chỉ cho xem thời hạn nào sẽ dời.", "Only show what would move.";
    "succeed" => "Chuyển vụ việc đang mở và tài khoản của đơn vị đã kết thúc trước một ngày sang đơn vị kế thừa toàn bộ, và vụ việc của đơn vị giải thể lên cấp trên. Của đơn vị bị chia tách thì giữ nguyên, chờ thanh tra viên hoặc quản trị viên. Chạy hai lần không đổi gì thêm.", "Move open cases and accounts of units that ended before a day to the one unit that took over all of each, and cases of dissolved units to the body above. What belonged to divided units stays where it is, for an inspector or an administrator. Running it twice changes nothing.";
    "succeed --on" => "Ngày đầu tiên của tổ chức mới, ví dụ 2025-07-01.", "The first day of the new order, such as 2025-07-01.";
    "succeed --dry-run" => "Chỉ cho xem điều gì sẽ chuyển; ngày có thể ở phía trước.", "Only show what would move; the day may lie ahead.";
    "keys" => "Tạo và kiểm tra tệp khóa.", "Make the key file, and look at it.";
    "keys init" => "Tạo tệp khóa mới; không bao giờ ghi đè tệp đã có.", "Make a new key file; an existing one is never overwritten.";
    "keys init --i-lost-the-old-one" => "Cơ sở dữ liệu đã dùng một tệp khóa mà không còn bản sao nào: biên nhận đã cấp với nó sẽ không tra được nữa, và tin báo không bao giờ mở được nữa. Hãy dừng mọi máy chủ trước.", "The database was served with a key file of which no copy is left: no receipt given with it is found any more, and no tip opens, ever. Stop every server first.";
    "keys check" => "Kiểm tra tệp khóa có dùng được với cơ sở dữ liệu này không.", "See whether the key file can be used, with this database.";
    "user" => "Tài khoản của cán bộ.", "Accounts of staff.";
    "user add" => "Thêm tài khoản.", "Make an account.";
    "user add --login" => "Tên đăng nhập: 3–40 ký tự a–z, 0–9, dấu chấm và gạch nối.", "The login: 3–40 of a–z, 0–9, dot and hyphen.";
    "user add --name" => "Họ tên hiện cho đồng nghiệp.", "The name shown to colleagues.";
    "user add --role" => "Vai trò.", "The role.";
    "user add --unit" => "Mã đơn vị của tài khoản; quản trị viên không có.", "The code of its unit; not for administrators.";
    "user add --email" => "Địa chỉ nhận thư về việc của mình; không có thì thư gửi tới đơn vị.", "Where mail about the own letters goes; without one it goes to the unit.";
    "user add --password-stdin" => "Đọc mật khẩu từ đầu vào chuẩn thay vì tự sinh.", "Read the password from the standard input instead of drawing one.";
    "user list" => "Liệt kê tài khoản: tên đăng nhập, vai trò, đơn vị, còn mở hay không, ngày đăng nhập gần nhất, họ tên. Chạy được bên cạnh máy chủ.", "List the accounts: login, role, unit, whether it is open, day of the last sign-in, name. Runs beside a server.";
    "user list --json" => "Dạng JSON.", "As JSON.";
    "user email" => "Đặt địa chỉ thư của tài khoản, hoặc bỏ đi.", "Set the mail address of an account, or forget it.";
    "user email --login" => "Tên đăng nhập.", "The login.";
    "user email --email" => "Địa chỉ thư; không ghi thì tài khoản không còn địa chỉ nào.", "The address; without one the account has none any more.";
    "user close" => "Đóng tài khoản: không ai đăng nhập được nữa và mọi phiên kết thúc ngay.", "Close an account: nobody signs in with it, and its sessions end at once.";
    "user close --login" => "Tên đăng nhập.", "The login.";
    "user move" => "Chuyển tài khoản sang đơn vị khác; các phiên kết thúc, nơi làm việc trước vẫn được lưu.", "Move an account to another unit; its sessions end, and where it worked before is kept.";
    "user move --login" => "Tên đăng nhập.", "The login.";
    "user move --unit" => "Mã đơn vị đang tồn tại hôm nay.", "The code of the unit, as it exists today.";
    "user move --role" => "Vai trò khác với hiện nay.", "Another role than now.";
    "user reset-factor" => "Bỏ xác thực hai bước của tài khoản; chỉ dùng khi không còn hai quản trị viên làm được việc này.", "Remove the second factor of an account; only where no two administrators are left who can.";
    "user reset-factor --login" => "Tên đăng nhập.", "The login.";
    "clean-copy" => "Làm bản sao sạch của một ảnh; tiến trình con của chính chương trình này.", "Make the clean copy of a picture; a child of this very program.";
    "clean-copy <what>" => "Loại ảnh đọc từ đầu vào, hoặc chỉ thử xem có cách ly được không.", "What the picture on the input is, or a trial of the confinement alone.";
    "user link" => "In liên kết để chủ tài khoản tự đặt mật khẩu một lần, hoặc gửi liên kết qua thư.", "Print a link with which the account sets its password once, or mail it there.";
    "user link --login" => "Tên đăng nhập.", "The login.";
    "user link --mail" => "Gửi tới địa chỉ thư của tài khoản thay vì in ra.", "Mail it to the address of the account instead of printing it.";
    "user password" => "Đặt mật khẩu mới và kết thúc mọi phiên.", "Set a new password and end every session.";
    "user password --login" => "Tên đăng nhập.", "The login.";
    "user password --password-stdin" => "Đọc mật khẩu từ đầu vào chuẩn thay vì tự sinh.", "Read the password from the standard input instead of drawing one.";
    "= unit-officer" => "Giải quyết vụ việc của một đơn vị", "Handles the cases of one unit";
    "= unit-leader" => "Lãnh đạo đơn vị: xem vụ việc của đơn vị mình và các đơn vị trực thuộc", "Leads a unit: sees its cases and those of the units below it";
    "= reception" => "Nhập đơn giấy, cuộc gọi và lượt tiếp; không xem vụ việc", "Types in papers, calls and visits; sees no case";
    "= inspector" => "Theo dõi vụ việc dịch vụ và giải quyết tin báo", "Watches over service cases and handles tips";
    "= personnel-reader" => "Tra cứu vi phạm đã kết luận cho công tác cán bộ; không xem vụ việc", "Looks up concluded violations for personnel work; sees no case";
    "= front-member" => "Làm việc cho một tổ chức của Mặt trận Tổ quốc; không xem vụ việc", "Works for an organisation of the Fatherland Front; sees no case";
    "= inspectorate-head" => "Đứng đầu cơ quan thanh tra; không xem vụ việc", "Heads the inspectorate; sees no case";
    "= auditor" => "Xem ai đã xem gì; không xem vụ việc", "Reads who has looked at what; sees no case";
    "= board" => "Soạn phong trào và tiêu chí cho hội đồng thi đua; không xem vụ việc", "Drafts movements and criteria for the emulation board; sees no case";
    "= administrator" => "Quản trị tài khoản; không xem vụ việc", "Keeps accounts; sees no case";
    "backup" => "Ghi một bản sao nhất quán của cơ sở dữ liệu SQLite trong khi máy chủ vẫn chạy.", "Write a consistent copy of the SQLite database while the server runs.";
    "backup <to>" => "Tệp mới.", "The new file.";
    "erase" => "Xóa khỏi các tệp của cơ sở dữ liệu những gì đã xóa khỏi bảng, ví dụ khi vụ việc thành tin báo.", "Remove from the database's files what was removed from its tables, as when a case became a tip.";
    "check" => "Kiểm tra thiết lập, tệp khóa, cơ sở dữ liệu, dữ liệu danh mục và thư; cho biết gì hỏng, gì cần lưu ý. Kết thúc với mã 0 nếu mọi thứ ổn, 1 nếu có gì hỏng, 2 nếu có gì cần lưu ý.", "Look over configuration, keys, database, reference data and mail, and say what is broken and what needs care. Ends with 0 where all is fine, 1 where something is broken, 2 where something needs care.";
    "check --json" => "Một đối tượng JSON thay vì từng dòng.", "One JSON object instead of lines.";
    "mail" => "Thư: `mail test` gửi thử, `mail revive` gửi lại thư đã bị bỏ.", "Mail: `mail test` tries the way out, `mail revive` sends again what was given up.";
    "mail test" => "Gửi một thư tới địa chỉ này theo thiết lập để xem có đến không. Không dùng cơ sở dữ liệu.", "Send one mail to this address by the settings, to see that it arrives. The database is not asked.";
    "mail test <to>" => "Một địa chỉ thư của chính bạn.", "An address of your own.";
    "mail receive" => "Nhận một thư gửi về, từ đầu vào chuẩn: dùng cho bí danh của địa chỉ gửi trên máy chủ thư. Thư bị trả lại được tính vào thư gửi hỏng, thư trả lời thành ghi chú hoặc được trả lời một lần; không làm theo điều gì trong thư.", "Take a mail that came back, from standard input: for the alias of the sender's address at the mail server. A bounce is among the mails that failed then, an answer becomes a note or is answered once; nothing it says is done.";
    "mail revive" => "Gửi lại thư đã bị bỏ; trước hết hãy sửa chỗ sai, như `check` chỉ ra.", "Owe again the mail that was given up; first mend what was wrong, as `check` tells.";
    "mail revive --since" => "Chỉ thư bị bỏ từ ngày này trở đi, ví dụ 2026-11-20.", "Only what was given up on this day or later, such as 2026-11-20.";
    "clock" => "Đồng hồ của máy, khi dịch vụ còn nghi ngờ.", "The machine's clock, where the service is in doubt of it.";
    "clock accept" => "Xác nhận đồng hồ của máy này hiện đúng. Hãy xem đồng hồ trước: việc quá hạn và kết thúc theo đồng hồ sai không rút lại được. Những gì đã nhớ về giờ trước đó được bỏ đi, thư bị hoãn do đồng hồ sai sẽ được gửi.", "Say that the clock of this machine is right now. Look at it first: misses and closings by a wrong clock cannot be taken back. What was remembered of the time before is forgotten, and mail that a wrong clock put off is due.";
    "stats" => "Số liệu: `stats verify` tính lại mọi sự kiện rồi so sánh.", "Figures: `stats verify` folds every event anew and compares.";
    "stats verify" => "Tính lại mọi sự kiện và so kết quả với sổ số liệu.", "Fold every event anew and compare the outcome with the ledger.";
    "movement" => "Phong trào thi đua: `movement simulate` thử quy tắc chấm điểm với các mánh khóe.", "Emulation movements: `movement simulate` plays the rule of the score against strategies.";
    "movement simulate" => "Cho đơn vị trung thực đấu với chính nó khi dùng mánh khóe, từng năm một, theo quy tắc chấm điểm, và cho biết mỗi mánh được lợi gì. Cần dữ liệu danh mục; không đọc vụ việc, không ghi gì.", "Play honest units against the same units with a trick, year by year, by the rule that scores them, and say what each trick gains. Needs the reference data; reads no case and writes nothing.";
    "movement simulate --strategies" => "Mọi mánh khóe; chưa có gì khác để thử.", "Every strategy; there is nothing else to play yet.";
    "movement simulate --years" => "Bao nhiêu năm của mười hai đơn vị.", "How many years of twelve units.";
    "movement simulate --seed" => "Cùng số gốc thì ra cùng các năm.", "The same seed plays the same years.";
    "movement simulate --jobs" => "Bao nhiêu luồng; bảng kết quả không đổi theo số luồng.", "How many threads; the table is the same with any number.";
    "movement simulate --scorer" => "Cách chấm: `rule`, hoặc `ratio` (số trả lời đúng hạn trên số đã trả lời), cách mà mánh khóe thắng được.", "What scores the years: `rule`, or `ratio` (answered in time by answered), which tricks beat.";
    "movement verify" => "Tính lại mọi bản chốt của một phong trào và cho biết dữ liệu hôm nay có ra cùng kết quả không. Không ghi gì.", "Compute every snapshot of a frozen movement again, and say whether the data of today come to the same. Writes nothing.";
    "movement verify <movement>" => "Mã phong trào.", "The code of the movement.";
    "movement export" => "Ghi dữ kiện và kết quả của một phong trào đã chốt thành hai tệp, để `tools/verify_snapshot.py` tính lại mà không dùng mã của dịch vụ.", "Write what a frozen movement is made of and what it comes to as two files, which `tools/verify_snapshot.py` computes again without any code of the service.";
    "movement export <movement>" => "Mã phong trào.", "The code of the movement.";
    "movement export <folder>" => "Nơi ghi `facts.csv` và `outcome.csv`; tệp đã có không bị ghi đè.", "Where `facts.csv` and `outcome.csv` go; files that are there are not overwritten.";
    "movement export --version" => "Số của bản chốt; không ghi thì lấy bản cuối.", "The number of the snapshot; absent, the last.";
}

const TEMPLATE: &str = "{about-with-newline}\nCách dùng / Usage: {usage}\n\n{all-args}";

/// The row of a path; what has none shows its path, and a test names it.
fn row(path: &str) -> Words {
    let found = ROWS.iter().find(|(known, ..)| *known == path);
    found.map_or_else(|| Words::foreign(path), |(_, vi, en)| Words::new(*vi, *en))
}

/// The path of an argument of the command at `path`.
fn path_of(path: &str, arg: &Arg) -> String {
    let name = arg.get_long().map_or_else(|| format!("<{}>", arg.get_id()), |it| format!("--{it}"));
    below(path, &name)
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path} {name}") }
}

/// Reads the command line. Where it is wrong, or asks for help, the process ends with what the library says, and a
/// sentence in Vietnamese before it.
pub(in crate::cli) fn parsed<P: CommandFactory + FromArgMatches>() -> P {
    let mut command = shown(P::command());
    let matches = command.try_get_matches_from_mut(std::env::args_os());
    let parsed = matches.and_then(|matches| {
        P::from_arg_matches(&matches).map_err(|error| error.format(&mut command))
    });
    parsed.unwrap_or_else(|error| refused(&error))
}

fn refused(error: &Error) -> ! {
    if let Some(vi) = wrong(error.kind()) {
        let line = format!("lỗi: {vi}; xem `liemchinh --help`");
        // Where it cannot be said, the code says it alone.
        let (Ok(()) | Err(_)) = writeln!(std::io::stderr(), "{line}");
    }
    error.exit()
}

/// What is wrong with a command line; nothing where it asks for help.
const fn wrong(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion => return None,
        ErrorKind::InvalidValue => "giá trị này không có trong các giá trị được chọn",
        ErrorKind::ValueValidation => "giá trị không đúng dạng",
        ErrorKind::UnknownArgument => "không có tùy chọn hoặc đối số này",
        ErrorKind::InvalidSubcommand => "không có lệnh này",
        ErrorKind::MissingSubcommand => "thiếu lệnh con",
        ErrorKind::MissingRequiredArgument => "thiếu tùy chọn hoặc đối số bắt buộc",
        ErrorKind::ArgumentConflict => "các tùy chọn này không dùng chung với nhau được",
        ErrorKind::NoEquals => "thiếu dấu = giữa tùy chọn và giá trị",
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            "số giá trị không đúng"
        }
        ErrorKind::InvalidUtf8 => "dòng lệnh có ký tự không phải UTF-8",
        _ => "dòng lệnh không đúng",
    })
}

/// A command line that shows this table.
fn shown(command: Command) -> Command {
    let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
    let command = command.disable_version_flag(true).arg(version);
    let mut built = told(command, "");
    built.build();
    helped(built)
}

fn told(command: Command, path: &str) -> Command {
    let words = row(path).below();
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    // Both are everybody's, and have one row.
    let place = |arg: &Arg| match arg.get_action() {
        ArgAction::Help => "--help".to_owned(),
        ArgAction::Version => "--version".to_owned(),
        _ => path_of(path, arg),
    };
    command
        .disable_help_flag(true)
        .arg(help)
        .about(words.clone())
        .long_about(words)
        .help_template(TEMPLATE)
        .subcommand_help_heading("Lệnh / Commands")
        .mut_args(|arg| {
            let words = row(&place(&arg)).below();
            let heading = if arg.is_positional() {
                "Đối số / Arguments"
            } else {
                "Tùy chọn / Options"
            };
            let (names, lines) = values(&arg);
            arg.hide_possible_values(!names.is_empty())
                .help(format!("{words}{names}"))
                .long_help(format!("{words}{lines}"))
                .help_heading(heading)
        })
        .mut_subcommands(|sub| {
            let path = below(path, sub.get_name());
            told(sub, &path)
        })
}

/// What can be chosen: by name, and a line for each.
fn values(arg: &Arg) -> (String, String) {
    let named = arg.get_possible_values();
    let named: Vec<&str> =
        named.iter().filter(|one| one.get_help().is_some()).map(PossibleValue::get_name).collect();
    let lines = named.iter().map(|name| {
        let words = row(&format!("= {name}"));
        format!("\n- {name}: {}\n  {}", words.vi, words.en)
    });
    let names = if named.is_empty() { String::new() } else { format!("\n({})", named.join(", ")) };
    (names, lines.collect())
}

/// The command `help` is the library's own.
fn helped(command: Command) -> Command {
    command.mut_subcommands(|sub| {
        if sub.get_name() == "help" { sub.about(row("help").below()) } else { helped(sub) }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cli::Cli;

    fn paths(command: &Command, path: &str, found: &mut BTreeSet<String>) {
        found.insert(path.to_owned());
        for arg in command.get_arguments() {
            found.insert(path_of(path, arg));
            let values = arg.get_possible_values();
            let named = values.iter().filter(|one| one.get_help().is_some());
            found.extend(named.map(|one| format!("= {}", one.get_name())));
        }
        for sub in command.get_subcommands() {
            paths(sub, &below(path, sub.get_name()), found);
        }
    }

    #[test]
    fn every_command_flag_argument_and_value_has_one_row_in_both_languages_and_no_row_is_left_over()
    {
        let mut found: BTreeSet<String> = ["--help", "--version", "help"].map(str::to_owned).into();
        paths(&Cli::command(), "", &mut found);
        let rows: BTreeSet<String> = ROWS.iter().map(|(path, ..)| (*path).to_owned()).collect();

        let missing: Vec<_> = found.difference(&rows).collect();
        let left_over: Vec<_> = rows.difference(&found).collect();
        assert!(missing.is_empty(), "no row of {missing:?}");
        assert!(left_over.is_empty(), "nothing is at {left_over:?}");
        assert_eq!(rows.len(), ROWS.len(), "a path has one row");
        for (path, vi, en) in ROWS {
            let accented = vi.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
            assert!(accented, "{path:?} is not told in Vietnamese");
            assert!(!en.is_empty() && vi != en, "{path:?} is not told in English");
        }
    }

    #[test]
    fn help_shows_both_languages_and_nothing_of_the_library_alone() {
        fn walk(command: &mut Command, shown: &mut Vec<String>) {
            shown.push(command.render_help().to_string());
            shown.push(command.render_long_help().to_string());
            for sub in command.get_subcommands_mut().filter(|sub| sub.get_name() != "help") {
                walk(sub, shown);
            }
        }
        let mut all = Vec::new();
        walk(&mut shown(Cli::command()), &mut all);

        for help in &all {
            assert!(help.contains("Cách dùng / Usage: "), "{help}");
            assert!(help.contains("Hiện hướng dẫn.") && help.contains("Print help."), "{help}");
            for english in [
                "\nOptions:",
                "\nCommands:",
                "\nArguments:",
                "\nUsage:",
                "Print this message or the help of the given sub",
            ] {
                assert!(!help.contains(english), "{english:?} in {help}");
            }
        }
        let all = all.join("\n");
        for (path, vi, en) in ROWS {
            // Longer ones are broken over lines.
            let begins = |text: &str| text.chars().take(12).collect::<String>();
            assert!(
                all.contains(&begins(vi)) && all.contains(&begins(en)),
                "{path:?} is not shown"
            );
        }
    }
}
