//! What the demo prints: where things are, who can sign in, and lines that work as they stand.

use std::net::SocketAddr;
use std::path::Path;

use super::DemoAccount;
use crate::domain::time::Day;
use crate::store::DbUrl;

/// Marks the lines that can be pasted into a shell; a test runs what stands between them.
const BEGIN: &str = "# ---- dán vào một cửa sổ dòng lệnh khác / paste into another shell ----";
const END: &str = "# ---- hết / end ----";

/// In which folder everything lies, and the line that starts the demo again without losing it.
pub(super) fn kept(folder: &Path, again: &str) -> String {
    format!(
        "Dữ liệu nằm ở thư mục / the data lies in: {}\n\
         Chạy lại mà không mất gì (đừng thêm --fresh; mật khẩu được đặt mới) / to start again without losing it \
         (not with --fresh; passwords are set anew):\n  {again}\n",
        folder.display()
    )
}

/// The whole banner.
pub(super) fn banner(
    address: SocketAddr,
    today: Day,
    database: &DbUrl,
    folder: &Path,
    accounts: &[(DemoAccount<'_>, String)],
    kept: &str,
) -> String {
    let base = format!("http://{address}");
    let mut who = String::new();
    for (account, password) in accounts {
        let unit = account.unit.unwrap_or("-");
        who.extend([format!(
            "  {:<10} {:<17} {:<10} {password}\n",
            account.login,
            account.role.as_str(),
            unit
        )]);
    }
    let find = |login: &str| {
        accounts
            .iter()
            .find(|(account, _)| account.login == login)
            .map(|(_, password)| password.as_str())
            .unwrap_or_default()
    };
    let officer = accounts.iter().find(|(account, _)| account.login == "canbo");
    let unit = officer.and_then(|(account, _)| account.unit).unwrap_or_default();
    let before = |days: i64| today.saturating_sub(jiff::Span::new().days(days));
    let has_months = today >= jiff::civil::date(2024, 10, 1);
    let tour = Tour {
        base: &base,
        unit,
        officer: find("canbo"),
        inspector: find("thanhtra"),
        clerk: find("tiepdan"),
        reader: find("nhansu"),
        months: if has_months { "&from=2024-01&to=2024-12" } else { "" },
        promised: before(6),
        handed_in: before(20).strftime("%y%m%d").to_string(),
    };
    format!(
        "\nLiêm Chính — bản dùng thử / demo\n\
         Đồng hồ của bản dùng thử bắt đầu từ {today} 09:00 (đổi bằng --today) / the demo's clock began at {today} 09:00 (change it with --today)\n\n\
         Trang chủ / home:      {base}/\n\
         Gửi phản ánh / report: {base}/gui\n\
         Theo dõi / follow:     {base}/theo-doi (mã biên nhận / with a receipt)\n\
         Cán bộ / staff:        {base}/dang-nhap (tài khoản ở dưới / accounts below)\n\
         Tiếng Anh / English:   {base}/en\n\
         Hợp đồng API / API:    {base}/api/openapi.yaml\n\
         Cơ sở dữ liệu / data:  {database}\n\
         Tệp khóa / key file:   {keys}\n\
         Thư gửi đi / mail:     {mail}/*.eml\n\n\
         Tài khoản (mật khẩu chỉ hiện ở đây; bản dùng thử không đòi xác thực hai bước) / accounts (passwords are shown here only; \
         the demo demands no second factor):\n{who}\n\
         {BEGIN}\n{lines}\n{END}\n\n\
         {kept}\n\
         Ctrl-C để dừng / to stop\n",
        keys = folder.join("keys").display(),
        mail = folder.join("mail").display(),
        lines = tour,
    )
}

/// The tour as shell lines. Plain `sed` and `grep` read the answers: nothing else is needed.
#[derive(askama::Template)]
#[template(path = "demo/tour.sh", escape = "none")]
struct Tour<'a> {
    base: &'a str,
    unit: &'a str,
    officer: &'a str,
    inspector: &'a str,
    clerk: &'a str,
    reader: &'a str,
    /// The year of the sample lives, once a quarter of it with enough cases may be over.
    months: &'static str,
    promised: Day,
    handed_in: String,
}
