//! Problems (RFC 9457): every error that a client can meet, in one table.

use std::cell::RefCell;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Value, json};

use crate::domain::attachment::FileRefusal;
use crate::domain::emulation::set::MovementRefusal;
use crate::domain::fault::FieldError;
use crate::domain::lifecycle::Refusal;
use crate::domain::records::conclusion::Settled;
use crate::domain::running::account::AccountRefusal;
use crate::domain::text::Language;
use crate::service::{FieldFault, ServiceError};
use crate::wire::body::BodyFault;

macro_rules! problems {
    ($($name:ident $status:literal $code:literal $vi:literal / $en:literal;)+) => {
        /// A kind of problem.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            $(#[doc = $en] $name,)+
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// The HTTP status.
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }

            const fn title(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::Vi) => $vi, (Self::$name, Language::En) => $en,)+
                }
            }
        }
    };
}

problems! {
    BadRequest 400 "bad_request" "Yêu cầu HTTP không hợp lệ" / "This is not a valid HTTP request";
    UnreadableJson 400 "unreadable_json" "Nội dung gửi lên không phải JSON hợp lệ" / "The body is not readable JSON";
    UnknownParameter 400 "unknown_parameter" "Không có tham số truy vấn này; xem errors" / "There is no such query parameter; see errors";
    InvalidParameter 400 "invalid_parameter" "Giá trị của một tham số truy vấn không hợp lệ; xem errors" / "The value of a query parameter is wrong; see errors";
    KeyRequired 400 "idempotency_key_required" "Cần tiêu đề Idempotency-Key (32 đến 255 ký tự ngẫu nhiên)" / "An Idempotency-Key header of 32 to 255 random characters is needed";
    BadCursor 400 "bad_cursor" "Con trỏ trang không thuộc truy vấn này; hãy bắt đầu lại từ trang đầu" / "The cursor does not belong to this query; start again from the first page";
    Unauthenticated 401 "unauthenticated" "Cần đăng nhập" / "Sign in first";
    WrongPassword 401 "wrong_password" "Sai tên đăng nhập, mật khẩu hoặc mã xác thực; nếu vừa thử nhiều lần, hãy chờ vài giây" / "Wrong login, password or code; after several tries, wait a few seconds";
    ReceiptRequired 401 "receipt_required" "Cần tiêu đề Authorization: Receipt LC1-…" / "Send the header Authorization: Receipt LC1-…";
    SecondFactorNeeded 403 "second_factor_needed" "Vai trò của bạn phải dùng xác thực hai bước: hãy tạo bằng POST /api/v1/me/factor rồi xác nhận bằng một mã; trước đó chỉ làm được việc của chính tài khoản" / "Your role must have a second factor: begin one by POST /api/v1/me/factor and confirm it by a code; before that only the own account can be kept";
    FreshProofNeeded 403 "fresh_proof_needed" "Việc này cần xác nhận lại trong năm phút gần đây: gửi mật khẩu (và mã xác thực) tới POST /api/v1/me/proof rồi làm lại" / "This asks that you showed your password (and code) within the last five minutes: send them to POST /api/v1/me/proof, then do it again";
    Forbidden 403 "forbidden" "Vai trò của bạn không được làm việc này" / "Your role may not do this";
    NotFound 404 "not_found" "Không tìm thấy" / "Not found";
    ReportNotFound 404 "report_not_found" "Không có đơn nào ứng với mã biên nhận này; hãy kiểm tra lại từng ký tự" / "No report belongs to this receipt; check every character";
    MethodNotAllowed 405 "method_not_allowed" "Đường dẫn này không nhận phương thức đó" / "This path does not take that method";
    Timeout 408 "request_timeout" "Yêu cầu gửi lên quá chậm; hãy gửi lại" / "The request came too slowly; send it again";
    Refused 409 "transition_refused" "Vụ việc không cho phép thao tác này" / "The case does not allow this";
    ReceiptTaken 409 "receipt_taken" "Mã biên nhận gửi kèm đã dùng cho một đơn khác; hãy sinh mã mới" / "The receipt sent along stands for another report; draw a new one";
    ConclusionExecuted 409 "conclusion_executed" "Kết luận này đã được ghi nhận thi hành" / "The measure of this conclusion was carried out before";
    ConclusionRevoked 409 "conclusion_revoked" "Kết luận này đã bị hủy bỏ, không thay đổi được nữa" / "This conclusion was revoked and can no longer change";
    NothingToExecute 409 "nothing_to_execute" "Kết luận này không kiến nghị biện pháp nào để thi hành" / "This conclusion recommends no measure to carry out";
    AlreadyJudged 409 "already_judged" "Việc này đã được đánh giá xong, hoặc bạn đã đánh giá rồi" / "This matter was judged to the end, or you have judged it";
    RecommendationDone 409 "recommendation_done" "Kiến nghị này đã được ghi nhận hoàn thành" / "This recommendation was recorded as done before";
    ResultGiven 409 "result_given" "Sổ đã ghi nhận ngày trả kết quả của hồ sơ này" / "The register has the day of this dossier's result already";
    MovementNotDraft 409 "movement_not_draft" "Phong trào đang chạy, đã chốt hoặc là bản mẫu; hãy lập phong trào mới từ nó" / "The movement runs, is frozen or is a template: begin another one from it";
    SetNotDraft 409 "criteria_set_not_draft" "Bộ tiêu chí đã trình hoặc đã ký; hãy soạn phiên bản mới" / "The set of criteria was submitted or signed: draft a new version";
    SetNotSubmitted 409 "criteria_set_not_submitted" "Bộ tiêu chí chưa được trình" / "The set of criteria was not submitted";
    SecondPerson 409 "second_person_needed" "Người soạn hoặc trình bộ tiêu chí không được ký; phải là người thứ hai" / "Whoever drafted or submitted the set does not sign it: a second person must";
    SignedSetNeeded 409 "signed_set_needed" "Phong trào chưa có bộ tiêu chí đã đồng ký áp dụng từ ngày bắt đầu" / "The movement has no co-signed set of criteria that holds from its first day";
    DecisionNeeded 409 "decision_needed" "Phong trào chưa có số và ngày quyết định ban hành" / "The movement has no number and day of the decision that launches it";
    SetDayPassed 409 "set_day_passed" "Ngày áp dụng của bộ tiêu chí không còn dùng được; hãy trả lại và soạn ngày mới" / "The day from which the set was to hold will not do any more: give it back for a new one";
    MovementNotRunning 409 "movement_not_running" "Phong trào chưa chạy nên chưa chốt được" / "The movement does not run, so it cannot be frozen";
    MovementNotOver 409 "movement_not_over" "Chưa hết kỳ và thời gian chờ của phong trào" / "The period of the movement and its tail are not over";
    MattersOpen 409 "matters_open" "Còn danh sách chưa khóa, chưa rút thăm, hoặc vụ việc rút thăm chưa được thanh tra xem xong" / "A list is not closed or drawn from, or what was drawn is not judged to the end";
    AssessmentsOpen 409 "assessments_open" "Còn nội dung tự chấm, điểm cộng, điểm trừ chưa đủ hai người thẩm định, hoặc ý kiến phản đối chưa được trả lời" / "What a unit says of itself, a merit or a fault is not judged by two people, or an objection is not answered";
    AssessmentThere 409 "assessment_there" "Đã có nội dung này; hãy tìm trong danh sách và làm tiếp ở đó" / "There is one of the same already; find it in the list and go on there";
    ClaimsClosed 409 "claims_closed" "Đã hết thời gian tự chấm điểm của phong trào này" / "The time in which units score themselves in this movement is over";
    AssessmentSettled 409 "assessment_settled" "Nội dung này đã được thẩm định hoặc trả lời; hãy đọc lại trước khi làm tiếp" / "This was judged or answered already; read it again before you go on";
    MoreThanClaimed 409 "more_than_claimed" "Không ai thẩm định cao hơn mức đơn vị tự chấm" / "Nobody finds more than the unit says of itself";
    ObjectionsClosed 409 "objections_closed" "Chưa đến hoặc đã hết thời gian phản đối (10 ngày từ khi thẩm định xong hoặc chốt điểm), hoặc đã phản đối một lần" / "It is not the time to object (ten days after what was found, or after the freeze), or there was one objection";
    WebhooksOff 409 "webhooks_off" "Quản trị viên chưa bật webhook trên máy chủ này (webhooks.enabled)" / "The administrator has not switched webhooks on here (webhooks.enabled)";
    OwnAccount 409 "own_account" "Không ai tự quản trị tài khoản của chính mình; việc này do quản trị viên khác làm" / "Nobody keeps the own account: another administrator has to";
    LastAdministrator 409 "last_administrator" "Đây là quản trị viên cuối cùng còn mở; hãy mở tài khoản quản trị khác trước" / "This is the last open account of an administrator: open another one first";
    AnotherAdministrator 409 "another_administrator_needed" "Người đề nghị không tự xác nhận được; phải là quản trị viên khác" / "Whoever asked does not confirm: another administrator must";
    SamePerson 409 "same_person" "Hai tài khoản quản trị này trùng họ tên hoặc hộp thư nên không tính là hai người" / "These two administrators have one name or one mailbox, so they do not count as two people";
    TiedAccounts 409 "tied_accounts" "Một trong hai quản trị viên vừa lập hoặc sửa tài khoản của người kia trong 30 ngày qua; hãy nhờ quản trị viên khác" / "One of the two administrators made or changed the account of the other within 30 days: ask a third";
    AccountClosed 409 "account_closed" "Tài khoản đang đóng" / "The account is closed";
    AccountOpen 409 "account_open" "Tài khoản đang mở" / "The account is open";
    NoMailAddress 409 "no_mail_address" "Tài khoản chưa có địa chỉ thư để gửi liên kết" / "The account has no mail address for a link";
    FilesFull 409 "files_full" "Đã đủ số tệp cho một phản ánh: tối đa 10 tệp, tổng cộng 25 MiB" / "The report has all the files it can have: 10, and 25 MiB in all";
    FilesOff 409 "files_off" "Máy chủ này chưa nhận tệp; hãy mô tả bằng lời" / "No files are taken here: say it in words";
    FileUnscanned 409 "file_not_scanned" "Tệp đang chờ quét mã độc; hãy thử lại sau" / "The file waits for the malware scanner: try again later";
    Malware 409 "malware_found" "Tệp chứa mã độc; nếu vẫn cần, hãy tải với malware=true và chỉ mở trên máy cách ly" / "The file holds malware: if you need it, fetch it with malware=true and open it on an isolated machine only";
    UnitGone 409 "unit_gone" "Đơn vị của tài khoản đã kết thúc hoặc không còn hợp với vai trò; hãy đổi đơn vị trước" / "The unit of the account has ended, or does not go with its role any more: change it first";
    FactorThere 409 "factor_there" "Tài khoản đã có xác thực hai bước; hãy gỡ bỏ trước khi tạo lại" / "The account has a second factor: remove it before you begin another";
    NoFactor 409 "no_factor" "Tài khoản chưa có xác thực hai bước" / "The account has no second factor";
    FactorNotBegun 409 "factor_not_begun" "Chưa bắt đầu tạo xác thực hai bước, đã quá 15 phút hoặc đã sai năm lần; hãy bắt đầu lại" / "No second factor was begun within the last 15 minutes, or five codes were wrong: begin anew";
    Stale 412 "precondition_failed" "Nội dung này đã thay đổi; hãy đọc lại rồi thử lại với ETag mới" / "It has changed since; read it again and retry with its new ETag";
    PublicAnswerWithdrawn 410 "public_answer_withdrawn" "Nội dung công khai này đã được cơ quan rút lại" / "What was public here was withdrawn by the authority";
    TooLarge 413 "payload_too_large" "Nội dung gửi lên quá 256 KiB" / "The body is larger than 256 KiB";
    FileTooLarge 413 "file_too_large" "Tệp lớn hơn 10 MiB" / "The file is larger than 10 MiB";
    FileType 415 "file_type_refused" "Chỉ nhận ảnh JPEG, PNG, WebP và tệp PDF, đúng với kiểu đã khai ở Content-Type" / "Only JPEG, PNG, WebP and PDF are taken, and only what Content-Type says they are";
    Heic 415 "heic_refused" "Ảnh HEIC chưa nhận được; hãy chọn ảnh JPEG (iPhone: Cài đặt > Camera > Định dạng > Tương thích nhất) rồi gửi lại" / "HEIC is not taken: choose JPEG (iPhone: Settings > Camera > Formats > Most Compatible) and send it again";
    MediaType 415 "unsupported_media_type" "Chỉ nhận application/json không nén" / "Only application/json without compression is taken";
    Invalid 422 "invalid" "Có trường không hợp lệ; xem errors" / "Some members are wrong; see errors";
    PictureTooLarge 422 "picture_too_large" "Ảnh quá lớn: mỗi cạnh tối đa 8.000 điểm ảnh, tổng cộng tối đa 24 triệu" / "The picture is too large: 8,000 pixels a side and 24 million in all at most";
    FileUnreadable 422 "file_unreadable" "Tệp bị cắt hoặc hỏng; hãy gửi lại từ đầu" / "The file is cut or broken: send it again from its beginning";
    KeyReused 422 "idempotency_key_reused" "Idempotency-Key này đã dùng cho yêu cầu khác; hãy dùng khóa mới" / "This Idempotency-Key was used for another request; use a new one";
    MatchRequired 428 "precondition_required" "Cần tiêu đề If-Match với ETag đã đọc, ví dụ \"v3\" (có dấu ngoặc kép)" / "Send If-Match with the ETag as it was read, such as \"v3\" (with the quotes)";
    HeadTooLarge 431 "head_too_large" "Phần tiêu đề của yêu cầu quá dài" / "The head of the request is too long";
    TooMany 429 "too_many_requests" "Quá nhiều yêu cầu từ cùng một nơi; hãy chờ rồi thử lại" / "Too many requests from one place; wait and try again";
    Internal 500 "internal" "Lỗi của hệ thống; đã được ghi lại" / "A fault of ours; it was recorded";
    FileDamaged 500 "file_damaged" "Tệp đã mất hoặc bị thay đổi trong kho lưu; hãy báo người quản trị máy chủ" / "The file is gone or was changed where it lay: tell whoever runs the server";
    Busy 503 "busy" "Hệ thống đang bận; hãy thử lại sau vài giây" / "The service is busy; try again in a few seconds";
    StorageFull 503 "storage_full" "Máy chủ đã hết chỗ lưu nên chưa nhận được gì; hãy gửi lại sau" / "The disk of the service is full, so nothing was taken; send it again later";
    FilesAway 503 "files_away" "Nơi chứa tệp của máy chủ đang không truy cập được nên chưa nhận hay mở được tệp nào; hãy thử lại sau" / "The place where files lie cannot be reached, so none is taken or given: try again later";
    StorageReadOnly 503 "storage_read_only" "Cơ sở dữ liệu đang chỉ cho đọc nên chưa nhận được gì; hãy gửi lại sau" / "The database is read-only, so nothing was taken; send it again later";
    OutcomeUnknown 503 "outcome_unknown" "Chưa rõ yêu cầu đã được ghi hay chưa; hãy gửi lại với cùng Idempotency-Key" / "It is not known whether this was written; send it again with the same Idempotency-Key";
    NotReady 503 "not_ready" "Hệ thống chưa nạp dữ liệu danh mục" / "The reference data is not loaded yet";
}

/// A problem on its way to the client. Its cause goes to the log only.
#[derive(Debug)]
pub struct Problem {
    kind: Kind,
    errors: Vec<FieldError>,
    refusal: Option<Refusal>,
    retry_after: Option<u64>,
    headers: Vec<(&'static str, String)>,
    cause: RefCell<Option<String>>,
}

impl Problem {
    /// A problem of this kind.
    pub const fn new(kind: Kind) -> Self {
        Self {
            kind,
            errors: Vec::new(),
            refusal: None,
            retry_after: None,
            headers: Vec::new(),
            cause: RefCell::new(None),
        }
    }

    /// A query parameter that is unknown, or whose value is wrong.
    pub fn parameter(error: FieldError) -> Self {
        let unknown = error.code == FieldFault::Unknown.code();
        let kind = if unknown { Kind::UnknownParameter } else { Kind::InvalidParameter };
        Self { errors: vec![error], ..Self::new(kind) }
    }

    /// Nothing, since a part of the path has a form that names nothing.
    pub fn path(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(Kind::NotFound) }
    }

    /// A body that is no JSON as it is read here.
    pub fn unreadable(error: FieldError) -> Self {
        Self { errors: vec![error], ..Self::new(Kind::UnreadableJson) }
    }

    /// A header that is missing, or will not do.
    pub fn header(kind: Kind, error: FieldError) -> Self {
        Self { errors: vec![error], ..Self::new(kind) }
    }

    /// This problem, with what is wrong by `other` too.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.errors.extend(other.errors);
        self
    }

    /// Come back after so many seconds.
    #[must_use]
    pub fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// With one more header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The kind.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The cause, for the log line; it is given out once.
    pub fn take_cause(&self) -> Option<String> {
        self.cause.borrow_mut().take()
    }

    /// The body as the client reads it (RFC 9457).
    pub fn body(&self, language: Language, request_id: &str) -> Value {
        let mut body = json!({
            "type": format!("urn:liemchinh:problem:{}", self.kind.code()),
            "title": self.kind.title(language),
            "status": self.kind.status(),
            "code": self.kind.code(),
            "request_id": request_id,
        });
        if let Value::Object(members) = &mut body {
            if !self.errors.is_empty() {
                let errors = self.errors.iter().map(|error| field_json(error, language)).collect();
                members.insert("errors".to_owned(), Value::Array(errors));
            }
            if let Some(refusal) = self.refusal {
                let detail = match language {
                    Language::Vi => refusal.vi(),
                    Language::En => refusal.en(),
                };
                members.insert("reason".to_owned(), json!(refusal.as_str()));
                members.insert("detail".to_owned(), json!(detail));
            }
        }
        body
    }

    /// The answer as the client reads it.
    pub fn render(&self, language: Language, request_id: &str) -> HttpResponse {
        let body = self.body(language, request_id);
        let mut answer = HttpResponse::build(self.status_code());
        answer.content_type("application/problem+json");
        answer.insert_header(("Content-Language", language.as_str()));
        if let Some(seconds) = self.retry_after {
            answer.insert_header(("Retry-After", seconds.to_string()));
        }
        match self.kind {
            Kind::Unauthenticated | Kind::WrongPassword => {
                answer.insert_header(("WWW-Authenticate", "Bearer"));
            }
            Kind::ReceiptRequired => {
                answer.insert_header(("WWW-Authenticate", "Receipt"));
            }
            _ => {}
        }
        for (name, value) in &self.headers {
            answer.insert_header((*name, value.as_str()));
        }
        answer.body(body.to_string())
    }
}

fn field_json(error: &FieldError, language: Language) -> Value {
    let detail = match language {
        Language::Vi => &error.detail_vi,
        Language::En => &error.detail_en,
    };
    json!({"pointer": error.pointer, "code": error.code, "detail": detail})
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.code())
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// A stand-in: the edge renders the problem in the reader's language.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// Members that are wrong.
impl From<BodyFault> for Problem {
    fn from(fault: BodyFault) -> Self {
        Self::new(match fault {
            BodyFault::TooLarge => Kind::TooLarge,
            BodyFault::TooSlow => Kind::Timeout,
            BodyFault::Broken => Kind::UnreadableJson,
        })
    }
}

/// A query parameter.
impl From<FieldError> for Problem {
    fn from(error: FieldError) -> Self {
        Self::parameter(error)
    }
}

impl From<Vec<FieldError>> for Problem {
    fn from(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(Kind::Invalid) }
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::NotFound => Self::new(Kind::NotFound),
            ServiceError::Withdrawn => Self::new(Kind::PublicAnswerWithdrawn),
            ServiceError::Unauthenticated => Self::new(Kind::Unauthenticated),
            ServiceError::WrongPassword => Self::new(Kind::WrongPassword),
            ServiceError::UnknownReceipt => Self::new(Kind::ReportNotFound),
            ServiceError::Invalid(errors) => errors.into(),
            ServiceError::Refused(refusal) => {
                Self { refusal: Some(refusal), ..Self::new(Kind::Refused) }
            }
            ServiceError::Settled(why) => Self::new(match why {
                Settled::Executed => Kind::ConclusionExecuted,
                Settled::Revoked => Kind::ConclusionRevoked,
                Settled::NothingToExecute => Kind::NothingToExecute,
                Settled::Done => Kind::RecommendationDone,
                Settled::ResultGiven => Kind::ResultGiven,
            }),
            ServiceError::File(why) => Self::new(match why {
                FileRefusal::Type => Kind::FileType,
                FileRefusal::Heic => Kind::Heic,
                FileRefusal::TooLarge => Kind::FileTooLarge,
                FileRefusal::Picture => Kind::PictureTooLarge,
                FileRefusal::Unreadable => Kind::FileUnreadable,
                FileRefusal::Full => Kind::FilesFull,
                FileRefusal::Off => Kind::FilesOff,
                FileRefusal::Away => Kind::FilesAway,
                FileRefusal::Damaged => Kind::FileDamaged,
                FileRefusal::Unscanned => Kind::FileUnscanned,
                FileRefusal::Malware => Kind::Malware,
            }),
            ServiceError::AlreadyJudged => Self::new(Kind::AlreadyJudged),
            ServiceError::Movement(why) => Self::new(match why {
                MovementRefusal::NotDraft => Kind::MovementNotDraft,
                MovementRefusal::SetNotDraft => Kind::SetNotDraft,
                MovementRefusal::SetNotSubmitted => Kind::SetNotSubmitted,
                MovementRefusal::SecondPerson => Kind::SecondPerson,
                MovementRefusal::SetNeeded => Kind::SignedSetNeeded,
                MovementRefusal::DecisionNeeded => Kind::DecisionNeeded,
                MovementRefusal::SetDayPassed => Kind::SetDayPassed,
                MovementRefusal::NotRunning => Kind::MovementNotRunning,
                MovementRefusal::NotOver => Kind::MovementNotOver,
                MovementRefusal::MattersOpen => Kind::MattersOpen,
                MovementRefusal::AssessmentsOpen => Kind::AssessmentsOpen,
                MovementRefusal::AssessmentThere => Kind::AssessmentThere,
                MovementRefusal::ClaimsClosed => Kind::ClaimsClosed,
                MovementRefusal::AssessmentSettled => Kind::AssessmentSettled,
                MovementRefusal::MoreThanClaimed => Kind::MoreThanClaimed,
                MovementRefusal::ObjectionsClosed => Kind::ObjectionsClosed,
            }),
            ServiceError::Account(why) => Self::new(match why {
                AccountRefusal::Own => Kind::OwnAccount,
                AccountRefusal::LastAdministrator => Kind::LastAdministrator,
                AccountRefusal::AnotherNeeded => Kind::AnotherAdministrator,
                AccountRefusal::SamePerson => Kind::SamePerson,
                AccountRefusal::Tied => Kind::TiedAccounts,
                AccountRefusal::Closed => Kind::AccountClosed,
                AccountRefusal::Open => Kind::AccountOpen,
                AccountRefusal::NoAddress => Kind::NoMailAddress,
                AccountRefusal::NoUnit => Kind::UnitGone,
                AccountRefusal::FactorThere => Kind::FactorThere,
                AccountRefusal::NoFactor => Kind::NoFactor,
                AccountRefusal::FactorNotBegun => Kind::FactorNotBegun,
            }),
            ServiceError::BadCursor => Self::new(Kind::BadCursor),
            ServiceError::Stale => Self::new(Kind::Stale),
            ServiceError::KeyReused => Self::new(Kind::KeyReused),
            ServiceError::ReceiptTaken => Self::new(Kind::ReceiptTaken),
            ServiceError::WebhooksOff => Self::new(Kind::WebhooksOff),
            ServiceError::Busy => Self::new(Kind::Busy).after(2),
            ServiceError::Full => Self::new(Kind::StorageFull).after(60),
            ServiceError::ReadOnly => Self::new(Kind::StorageReadOnly).after(60),
            ServiceError::OutcomeUnknown => Self::new(Kind::OutcomeUnknown).after(2),
            ServiceError::NotReady => Self::new(Kind::NotReady).after(30),
            ServiceError::Internal(cause) => {
                Self { cause: RefCell::new(Some(cause)), ..Self::new(Kind::Internal) }
            }
        }
    }
}
