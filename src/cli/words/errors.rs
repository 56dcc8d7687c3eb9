//! Why a command failed, in both languages: the English sentence is the error's own, the Vietnamese one stands here.

use crate::app::StartError;
use crate::cli::Failure;
use crate::config::BadConfig;
use crate::domain::running::account::AccountRefusal;
use crate::domain::text::{TextFault, Words};
use crate::service::ServiceError;
use crate::service::units::import::ImportError;
use crate::store::StoreError;
use crate::store::backend::migrate;
use crate::vault::password::WeakPassword;
use crate::vault::{KeyError, NoRandomness};

/// What can be told to whoever runs the service.
pub(in crate::cli) trait Told {
    /// In both languages.
    fn words(&self) -> Words;
}

impl Told for Words {
    fn words(&self) -> Words {
        self.clone()
    }
}

impl Told for Failure {
    fn words(&self) -> Words {
        let vi = match self {
            Self::Start(error) => return error.words(),
            Self::Config(error) => return error.words(),
            Self::Keys(error) => return error.words(),
            Self::Store(error) => return error.words(),
            Self::Import(error) => return error.words(),
            Self::Service(error) => return error.words(),
            Self::Other(words) => return words.clone(),
            Self::Io(cause) => format!("hệ điều hành báo: {cause}"),
            Self::Output(cause) => format!("không ghi được hết ra đầu ra chuẩn: {cause}"),
        };
        Words::new(vi, self.to_string())
    }
}

impl Told for BadConfig {
    fn words(&self) -> Words {
        Self::words(self)
    }
}

impl Told for StartError {
    fn words(&self) -> Words {
        let vi = match self {
            Self::Config(error) => return error.words(),
            Self::Keys(error) => return error.words(),
            Self::Store(error) => return error.words(),
            Self::Newer(unknown) => return migrate::newer(unknown),
            Self::Mail(why) => {
                return Words::new(format!("thư điện tử: {}", why.vi), self.to_string());
            }
            Self::Pending(names) => format!(
                "cơ sở dữ liệu còn thiếu {} bước nâng cấp: {}; hãy chạy `liemchinh migrate` trước",
                names.len(),
                names.join(", ")
            ),
            Self::NoReference => {
                "chưa nạp dữ liệu danh mục; hãy chạy `liemchinh import --builtin` trước, hoặc \
                `liemchinh import THƯ_MỤC` với các tệp của đơn vị"
                    .to_owned()
            }
            Self::NoDatabase(at) => format!(
                "không có cơ sở dữ liệu ở {at}; hãy chạy `liemchinh migrate` để tạo, hoặc `liemchinh demo` để dùng thử"
            ),
            Self::WrongKeys(path) => format!(
                "{} không phải tệp khóa đã dùng với cơ sở dữ liệu này: với nó sẽ không tra được biên nhận và không mở được tin \
                 báo; hãy đặt lại đúng tệp khóa",
                path.display()
            ),
            Self::LostKeys(path) => format!(
                "không còn {}, trong khi cơ sở dữ liệu này đã dùng tệp khóa ở đó: hãy đặt lại tệp khóa từ bản sao giữ riêng, tách \
                 khỏi cơ sở dữ liệu. Thiếu tệp khóa thì không tra được biên nhận nào và không mở được tin báo nào. Chỉ khi \
                 không còn bản sao nào: `liemchinh keys init --i-lost-the-old-one`",
                path.display()
            ),
            Self::Unwritable { database, cause } => format!(
                "không nhận được đơn nào: không ghi được vào {database}: {}",
                cause.words().vi
            ),
        };
        Words::new(vi, self.to_string())
    }
}

impl Told for StoreError {
    fn words(&self) -> Words {
        let vi = match self {
            Self::Setup(words) => return words.clone(),
            Self::Connect(why) => format!("không kết nối được: {}", why.vi),
            Self::Unique(name) => format!("đã có giá trị này, không được trùng: {name}"),
            Self::Stale => "dòng dữ liệu đã thay đổi sau khi đọc".to_owned(),
            Self::Corrupt { table, column } => {
                format!("bảng {table}, cột {column}: không đọc được giá trị đang lưu")
            }
            Self::Busy => "cơ sở dữ liệu đang bận".to_owned(),
            Self::OutcomeUnknown => "chưa rõ lần ghi vừa rồi đã xong hay chưa".to_owned(),
            Self::RolledBack(cause) => format!("lần ghi đã bị hủy, chưa thay đổi gì: {cause}"),
            Self::Closed => "cơ sở dữ liệu đang đóng".to_owned(),
            Self::Panicked => "một lần ghi gặp lỗi và đã được hoàn lại".to_owned(),
            Self::Full => "ổ đĩa chứa cơ sở dữ liệu đã đầy: hãy dọn chỗ".to_owned(),
            Self::ReadOnly => "cơ sở dữ liệu chỉ cho đọc: hãy cho người dùng chạy dịch vụ này quyền ghi vào đó (với SQLite là cả \
                thư mục)"
                .to_owned(),
            Self::Driver(cause) => format!("cơ sở dữ liệu báo: {cause}"),
        };
        Words::new(vi, self.to_string())
    }
}

impl Told for KeyError {
    fn words(&self) -> Words {
        let vi = match self {
            Self::Random(error) => return error.words(),
            Self::Missing(path) => format!(
                "không có tệp khóa ở {}; hãy tạo bằng `liemchinh keys init` và giữ một bản sao tách khỏi cơ sở dữ liệu",
                path.display()
            ),
            Self::Exists(path) => format!(
                "{} đã có; tệp khóa mới sẽ làm mọi tin đã niêm phong không đọc lại được, nên chỉ khi chắc chắn mới chuyển tệp cũ đi \
                 nơi khác trước",
                path.display()
            ),
            Self::Exposed(path) => {
                let path = path.display();
                format!("người khác trên máy này đọc được {path}; hãy chạy `chmod 600 {path}`")
            }
            Self::Content { path, what } => format!("{}: {}", path.display(), what.vi),
            Self::Io { path, cause } => format!("{}: {cause}", path.display()),
        };
        Words::new(vi, self.to_string())
    }
}

impl Told for NoRandomness {
    fn words(&self) -> Words {
        Words::new("hệ điều hành không cấp được số ngẫu nhiên", self.to_string())
    }
}

impl Told for WeakPassword {
    fn words(&self) -> Words {
        let vi = match self {
            Self::TooShort => "mật khẩu có ít nhất 15 ký tự",
            Self::TooLong => "mật khẩu có nhiều nhất 128 ký tự",
            Self::Guessable => "mật khẩu quá dễ đoán",
        };
        Words::new(vi, self.to_string())
    }
}

impl Told for TextFault {
    fn words(&self) -> Words {
        Words::new(self.vi(), self.en())
    }
}

impl Told for ImportError {
    fn words(&self) -> Words {
        match self {
            Self::Service(error) => error.words(),
            Self::Faults(faults) => {
                let vi: Vec<&str> = faults.iter().map(|fault| fault.vi.as_str()).collect();
                Words::new(vi.join("\n"), self.to_string())
            }
        }
    }
}

impl Told for ServiceError {
    fn words(&self) -> Words {
        let vi = match self {
            // Field faults name their member; a member of the API is a flag here.
            Self::Invalid(faults) => {
                let told = faults.iter().map(|fault| {
                    let words = Words::new(&*fault.detail_vi, &*fault.detail_en);
                    words.about(fault.pointer.replacen('/', "--", 1))
                });
                let (vi, en): (Vec<String>, Vec<String>) =
                    told.map(|words| (words.vi, words.en)).unzip();
                return Words::new(vi.join("\n"), en.join("\n"));
            }
            Self::Refused(refusal) => format!("bị từ chối: {}", refusal.vi()),
            Self::Account(why) => format!("bị từ chối: {}", account(*why)),
            Self::File(_) => "không nhận tệp này".to_owned(),
            Self::Settled(why) => format!("việc này đã xong, không đổi được nữa: {why}"),
            Self::Movement(why) => format!("phong trào không cho phép: {why}"),
            Self::NotFound => "không tìm thấy".to_owned(),
            Self::Unauthenticated => "chưa đăng nhập".to_owned(),
            Self::WrongPassword => "sai tên đăng nhập hoặc mật khẩu".to_owned(),
            Self::UnknownReceipt => "không có đơn nào mang biên nhận này".to_owned(),
            Self::Stale => "dữ liệu đã thay đổi sau khi đọc; hãy chạy lại".to_owned(),
            Self::Withdrawn => "nội dung đã được rút lại".to_owned(),
            Self::AlreadyJudged => "việc này đã được đánh giá trước đó".to_owned(),
            Self::BadCursor => "con trỏ trang thuộc truy vấn khác".to_owned(),
            Self::KeyReused => "khóa này đã dùng cho yêu cầu khác".to_owned(),
            Self::ReceiptTaken => "biên nhận này đã dùng cho đơn khác".to_owned(),
            Self::WebhooksOff => "webhook chưa được bật".to_owned(),
            Self::Busy => "cơ sở dữ liệu đang bận; hãy chạy lại sau".to_owned(),
            Self::Full => "ổ đĩa chứa cơ sở dữ liệu đã đầy".to_owned(),
            Self::ReadOnly => "cơ sở dữ liệu chỉ cho đọc".to_owned(),
            Self::OutcomeUnknown => "chưa rõ lần ghi vừa rồi đã xong hay chưa".to_owned(),
            Self::NotReady => "chưa nạp dữ liệu danh mục".to_owned(),
            Self::Internal(cause) => format!("lỗi của chương trình: {cause}"),
        };
        Words::new(vi, self.to_string())
    }
}

const fn account(why: AccountRefusal) -> &'static str {
    match why {
        AccountRefusal::Own => "không ai tự quản trị tài khoản của mình",
        AccountRefusal::LastAdministrator => "đây là quản trị viên cuối cùng còn mở",
        AccountRefusal::AnotherNeeded => "cần một quản trị viên khác",
        AccountRefusal::SamePerson => "hai tài khoản này được coi là một người",
        AccountRefusal::Tied => "một người vừa lập hoặc sửa tài khoản của người kia",
        AccountRefusal::Closed => "tài khoản đang đóng",
        AccountRefusal::Open => "tài khoản đang mở",
        AccountRefusal::NoAddress => "tài khoản chưa có địa chỉ thư",
        AccountRefusal::FactorThere => "tài khoản đã có xác thực hai bước",
        AccountRefusal::NoFactor => "tài khoản chưa có xác thực hai bước",
        AccountRefusal::FactorNotBegun => "chưa bắt đầu đặt xác thực hai bước, hoặc đã quá hạn",
        AccountRefusal::NoUnit => "đơn vị của tài khoản không còn hoặc không hợp với vai trò",
    }
}
