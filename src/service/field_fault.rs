//! What may be wrong with one member or parameter: one sentence for each fault, which says what is expected.

use crate::domain::codes::Code;
use crate::domain::fault::FieldError;

macro_rules! field_faults {
    ($($(#[$doc:meta])* $name:ident => $code:literal, $vi:literal, $en:literal;)+) => {
        /// What is wrong with a member, beyond the form of its text.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum FieldFault {
            $($(#[$doc])* $name,)+
        }

        impl FieldFault {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// This fault of the member at `pointer`.
            pub fn at(self, pointer: &str) -> FieldError {
                let (detail_vi, detail_en) = match self { $(Self::$name => ($vi, $en),)+ };
                FieldError {
                    pointer: pointer.to_owned(),
                    code: self.code(),
                    detail_vi: detail_vi.into(),
                    detail_en: detail_en.into(),
                }
            }

            /// This fault, whose sentence goes on with the codes that are taken.
            pub fn among<T: Code>(self, pointer: &str, taken: &[T]) -> FieldError {
                let codes: Vec<&str> = taken.iter().map(|one| one.code()).collect();
                let codes = codes.join(", ");
                self.at(pointer).and(&format!("Chỉ nhận: {codes}."), &format!("Taken are: {codes}."))
            }
        }
    };
}

field_faults! {
    /// Missing.
    Required => "required", "Bắt buộc phải có.", "This member is required.";
    /// Not of the type asked for.
    WrongType => "wrong_type", "Sai kiểu dữ liệu.", "Of the wrong type.";
    /// Not a member of this request.
    Unknown => "unknown_member", "Trường này không có trong yêu cầu; hãy bỏ đi hoặc sửa tên.", "No such member; remove it or mend its name.";
    /// Not one of the values allowed.
    NotAllowed => "not_allowed", "Giá trị không nằm trong danh mục cho phép.", "Not one of the values allowed.";
    /// A query parameter that stands there twice.
    Repeated => "repeated", "Tham số này chỉ được gửi một lần; nhiều giá trị thì viết cách nhau bằng dấu phẩy.", "Send this parameter once; several values are parted by commas.";
    /// Not a date.
    NotADate => "not_a_date", "Không phải ngày theo dạng NĂM-THÁNG-NGÀY, ví dụ 2024-10-15.", "Not a date such as 2024-10-15.";
    /// Not a moment.
    NotATime => "not_a_time", "Không phải thời điểm theo RFC 3339 có múi giờ, ví dụ 2024-10-15T02:00:00Z (dấu + của múi giờ trong địa chỉ viết là %2B).", "Not a time of RFC 3339 with its offset, such as 2024-10-15T02:00:00Z (the + of an offset is written %2B in an address).";
    /// Not a month.
    NotAMonth => "not_a_month", "Không phải tháng theo dạng NĂM-THÁNG, ví dụ 2024-10.", "Not a month such as 2024-10.";
    /// The end of a span before its beginning.
    Backwards => "backwards", "Điểm cuối nằm trước điểm đầu; hãy đổi chỗ hai giá trị.", "The end lies before the beginning; change them round.";
    /// What cannot be sent beside it; the text goes on with that.
    NotTogether => "not_together", "Không gửi được cùng với:", "Cannot be sent together with:";
    /// What of tips is sealed or not told.
    NotOfTips => "not_of_tips", "Không dùng được với channel=integrity: mục này của tin báo được niêm phong hoặc không cho biết.", "Not with channel=integrity: of tips this is sealed, or not told.";
    /// Not the id of anything.
    NotAnId => "not_an_id", "Không phải mã id (UUID), ví dụ 7d6f1c9a-3b52-4e8f-a0c4-91e2d3b4a5f6; hãy lấy từ id của danh sách, không phải số vụ việc.", "Not an id (a UUID) such as 7d6f1c9a-3b52-4e8f-a0c4-91e2d3b4a5f6; take it from the id in a list, not from a number.";
    /// Not a key of a request.
    NotAKey => "not_a_key", "Khóa phải có 32 đến 255 ký tự ASCII ngẫu nhiên, không có khoảng trắng, ví dụ một UUID ngẫu nhiên.", "A key has 32 to 255 random ASCII characters without blanks, such as a random UUID.";
    /// Not an ETag of the kind asked for.
    NotAnEtag => "not_an_etag", "Phải là một ETag đúng như đã đọc, ví dụ \"v3\" (có dấu ngoặc kép); không nhận * hay nhiều ETag.", "Must be one ETag as it was read, such as \"v3\" (with the quotes); neither * nor several.";
    /// Not JSON; the text goes on with the place.
    NotJson => "not_json", "Không đọc được thành JSON (RFC 8259, UTF-8), từ", "Cannot be read as JSON (RFC 8259, UTF-8), from";
    /// A member that stands twice in one object; the text goes on with the place.
    MemberTwice => "member_twice", "Một đối tượng có hai trường cùng tên, ở", "An object has two members of one name, at";
    /// Too deep, or of too many members; the text goes on with the place.
    TooMuch => "too_much", "JSON lồng quá sâu hoặc có quá nhiều mục, tính đến", "The JSON is nested too deeply or has too many members, counted up to";
    /// Not the number of a case.
    NotACaseNumber => "not_a_case_number", "Số vụ việc có 10 chữ số và chữ cái, ví dụ 7K3M9QX2AB.", "The number of a case has 10 digits and letters, such as 7K3M9QX2AB.";
    /// Not a code of the national base of procedures.
    NotAProcedureCode => "not_a_procedure_code", "Không phải mã thủ tục của Cơ sở dữ liệu quốc gia, ví dụ 1.004194 hoặc 1.004194.000.00.00.H53.", "Not a code of the national base of procedures, such as 1.004194 or 1.004194.000.00.00.H53.";
    /// The last four of an identity number, and something else.
    LastFour => "last_four", "Phải là bốn ký tự cuối của số định danh: chữ số hoặc chữ cái.", "Must be the last four characters of the identity number: digits or letters.";
    /// Not the hash that is signed.
    NotASha256 => "not_a_sha256", "Phải là SHA-256: 64 chữ số thập lục phân.", "Must be a SHA-256: 64 hexadecimal digits.";
    /// Not a code as data has them.
    NotACodeWord => "not_a_code_word", "Mã chỉ gồm chữ thường a–z không dấu, chữ số và dấu gạch nối, không quá 40 ký tự.", "A code has small letters a–z, digits and hyphens, 40 at most.";
    /// Not a code of a criterion or of what it measures.
    NotACriterionCode => "not_a_criterion_code", "Mã chỉ gồm chữ thường a–z không dấu, chữ số, dấu chấm, gạch nối và gạch dưới, không quá 60 ký tự.", "A code has small letters a–z, digits, dots, hyphens and low lines, 60 at most.";
    /// Neither somebody's hand nor nobody's.
    NotAHand => "not_a_hand", "Phải là me (tôi), none (chưa ai nhận), tên đăng nhập hoặc id của đồng nghiệp.", "Must be me, none (nobody), or the login or the id of a colleague.";
    /// Something between braces in a template that is no field; the text goes on with those that there are.
    NoSuchField => "no_such_field", "Trong ngoặc nhọn chỉ được viết trường của mẫu; hãy sửa tên hoặc bỏ ngoặc:", "Between braces stands a field of templates, nothing else; mend its name or leave out the braces:";
    /// A unit that never was.
    UnknownUnit => "unknown_unit", "Chưa từng có đơn vị mang mã này; hãy tra GET /api/v1/units.", "No unit ever bore this code; look it up at GET /api/v1/units.";
    /// A day before that of the document it rests on.
    BeforeDocument => "before_document", "Ngày này trước ngày của văn bản.", "This day lies before that of the document.";
    /// As many as there may be.
    NoRoom => "no_room", "Đã đủ số lượng tối đa; hãy bỏ bớt rồi thử lại.", "There are as many as there may be; remove one and try again.";
    /// Out of range.
    OutOfRange => "out_of_range", "Giá trị ngoài khoảng cho phép.", "Out of range.";
    /// A day that has not come.
    InTheFuture => "in_the_future", "Ngày này chưa đến.", "This day has not come yet.";
    /// No such unit today.
    NoSuchUnit => "no_such_unit", "Hôm nay không có đơn vị mang mã này; hãy tra GET /api/v1/units.", "No unit bears this code today; look it up at GET /api/v1/units.";
    /// The unit ended and was divided; the text goes on with who came after it.
    UnitSplit => "unit_split", "Đơn vị này đã kết thúc và được chia cho nhiều đơn vị; hãy chọn đơn vị mới:", "This unit ended and was divided among several; name the new one:";
    /// Neither a case nor a unit, or both.
    CaseOrUnit => "case_or_unit", "Gửi case hoặc unit, đúng một trong hai.", "Send case or unit, exactly one of them.";
    /// Neither a command nor a hand, or both.
    TransitionOrAssign => "transition_or_assign", "Gửi transition hoặc assign, đúng một trong hai.", "Send transition or assign, exactly one of them.";
    /// Not a place.
    NotALocality => "not_a_locality", "Phải là mã của một xã, phường, thị trấn hoặc huyện.", "Must be the code of a commune or a district.";
    /// No such category for this kind.
    NoSuchCategory => "no_such_category", "Không có nhóm nội dung này cho loại đơn đã chọn; xem GET /api/v1/categories.", "No such category for this kind; see GET /api/v1/categories.";
    /// A tip in another's hand is taken for a reason.
    TakeOverReason => "take_over_reason", "Tin báo đang do người khác phụ trách; hãy nêu lý do nhận thay (người đó và người đứng đầu cơ quan được biết).", "The tip is in another inspector's hand; say why you take it over (that inspector and the head of the body are told).";
    /// What is in a colleague's hand is given away for a reason.
    HandOverReason => "hand_over_reason", "Vụ việc đang (hoặc vừa được bạn nhận từ tay) do đồng nghiệp xử lý; hãy nêu lý do nhận thay, giao lại hoặc trả lại.", "The case is in a colleague's hand, or you took it out of one; say why it is taken, handed over or put back.";
    /// No such sector.
    NoSuchSector => "no_such_sector", "Không có lĩnh vực này; xem GET /api/v1/sectors.", "No such sector; see GET /api/v1/sectors.";
    /// No consent text of this version was shown.
    NoSuchConsent => "no_such_consent", "Không có văn bản đồng ý phiên bản này vào ngày nộp; xem GET /api/v1/consent.", "No consent text of this version was shown then; see GET /api/v1/consent.";
    /// The kind cannot be filed today.
    KindNotActive => "kind_not_active", "Loại đơn này chưa được mở tiếp nhận; xem GET /api/v1/kinds.", "This kind cannot be filed now; see GET /api/v1/kinds.";
    /// The law asks for a name.
    ContactRequired => "contact_required", "Loại đơn này phải có họ tên và cách liên hệ (NĐ 20/2008 Điều 7).", "This kind needs a name and a way to answer (Decree 20/2008 Art. 7).";
    /// No way to answer.
    Unreachable => "unreachable", "Cần ít nhất số điện thoại, thư điện tử hoặc địa chỉ.", "A telephone, an e-mail or an address is needed.";
    /// Not the form of a code.
    NotACode => "not_a_code", "Mã có tám chữ số và chữ cái, như trong thư (XXXX-XXXX).", "A code has eight digits and letters, as in the mail (XXXX-XXXX).";
    /// Not the code that was mailed; the text goes on with the tries that are left.
    WrongCode => "wrong_code", "Mã không đúng; thông tin liên hệ cũ vẫn giữ nguyên. Số lần thử còn lại:", "This is not the code; the earlier contact stays. Tries left:";
    /// An address at a mail server of a unit, for a report that no unit may hear of.
    UnitsMailServer => "units_mail_server", "Địa chỉ này nằm trên máy chủ thư của một cơ quan trong tỉnh, nơi đó có thể biết bạn đã báo tin; hãy dùng địa chỉ khác hoặc bỏ trống.", "This address lies at a mail server of an authority of the province, which could learn that you wrote; use another one, or leave it out.";
    /// The declaration is missing.
    NotDeclared => "not_declared", "Cần cam đoan nội dung đúng sự thật (truthful = true).", "Declare that what is said is true (truthful = true).";
    /// Not a receipt.
    NotAReceipt => "not_a_receipt", "Không phải mã biên nhận LC1-… hợp lệ.", "Not a valid LC1-… receipt.";
    /// A receipt nobody drew at random.
    WeakReceipt => "weak_receipt", "Mã này không ngẫu nhiên; hãy sinh 128 bit ngẫu nhiên.", "This receipt is not random; draw 128 random bits.";
    /// A kind that comes by another door.
    OtherDoor => "other_door", "Loại đơn này không nộp được bằng cách này; xem filed_via ở GET /api/v1/kinds.", "This kind cannot come in by this door; see filed_via at GET /api/v1/kinds.";
    /// A kind that only the Front files, with its account.
    FrontOnly => "front_only", "Yêu cầu của Mặt trận chỉ nhận từ tài khoản của tổ chức Mặt trận: đăng nhập (POST /api/v1/sessions) rồi gửi tới POST /api/v1/front/demands; nếu chưa có tài khoản, hãy đề nghị quản trị viên cấp, hoặc gửi như phản ánh (conduct_feedback).", "A demand of the Front comes only from an account of its organisations: sign in (POST /api/v1/sessions) and send it to POST /api/v1/front/demands; without an account ask an administrator for one, or file it as feedback (conduct_feedback).";
    /// Not somebody who may file this kind.
    NotForThisReporter => "not_for_this_reporter", "Người nộp thuộc loại này không được nộp loại đơn này; xem filed_by ở GET /api/v1/kinds.", "A reporter of this type cannot file this kind; see filed_by at GET /api/v1/kinds.";
    /// Not a day on which a paper typed in today can have come.
    PaperDay => "paper_day", "Ngày đóng dấu đến phải từ một năm trước đến hôm nay.", "The stamped day lies between a year ago and today.";
    /// An officer of another unit than the one it came to.
    OthersDesk => "others_desk", "Cán bộ đơn vị chỉ nhập đơn gửi đến chính đơn vị mình; đơn về cơ quan khác do bộ phận tiếp nhận nhập (tài khoản tiếp nhận).", "An officer types in only what came to the own unit; what is about others the reception types in (an account of the reception).";
    /// No such colleague.
    NoSuchColleague => "no_such_colleague", "Không có người này trong đơn vị của bạn.", "There is no such person in your unit.";
    /// Neither form of a preview is whole.
    OneForm => "one_form", "Gửi {kind, received_on} hoặc {start_on, n, unit}, không trộn lẫn.", "Send {kind, received_on} or {start_on, n, unit}, not a mixture.";
    /// Neither day of a first complaint, or both.
    OneDay => "one_day", "Gửi received_on hoặc limit_ended_on, đúng một trong hai.", "Send received_on or limit_ended_on, exactly one of them.";
    /// Not a member of reports of this kind.
    NotForThisKind => "not_for_this_kind", "Loại đơn này không có mục này.", "Reports of this kind have no such member.";
    /// No rule of this kind and variant on that day.
    NoRule => "no_rule", "Không có quy tắc thời hạn cho loại đơn và ngày này.", "There is no deadline rule for this kind on that day.";
    /// The unit cannot be an owner of that.
    NotForThisRole => "not_for_this_role", "Không hợp với vai trò này.", "Does not go with this role.";
    /// A day that is over.
    InThePast => "in_the_past", "Ngày này đã qua.", "This day is over.";
    /// An end before its beginning, or after the end that is set already.
    WrongEnd => "wrong_end", "Ngày cuối phải từ ngày bắt đầu áp dụng, và không sau ngày cuối đã định.", "The last day lies between the first day and the end that is set already.";
    /// Not a unit whose staff can see integrity reports.
    NotAnInspectorate => "not_an_inspectorate", "Đơn kênh liêm chính chỉ giao cho Thanh tra tỉnh hoặc Ủy ban nhân dân tỉnh.", "Integrity reports go to the inspectorate or the Chair's office only.";
    /// Another rule of the kind has this place in the order.
    PositionTaken => "position_taken", "Quy tắc khác của loại đơn này đã ở thứ tự đó trong cùng thời gian.", "Another rule of this kind has this place in the order at the same time.";
    /// Two versions of a rule on one day.
    Overlap => "overlap", "Hai phiên bản của quy tắc cùng có hiệu lực trong một ngày.", "Two versions of the rule are in force on one day.";
    /// A conflict of interest.
    ConflictOfInterest => "conflict_of_interest", "Người này đã khai xung đột lợi ích với đơn vị bị phản ánh.", "This person has declared a conflict of interest with the unit concerned.";
    /// A late dossier without a new date.
    NewDateNeeded => "new_date_needed", "Hồ sơ chưa có kết quả thì thư xin lỗi phải nêu ngày hẹn trả mới.", "An apology for a dossier without its result must give a new date.";
    /// The register knows the dossier.
    DossierKnown => "dossier_known", "Sổ xin lỗi đã có hồ sơ này; chỉ được hẹn lại một lần.", "The register knows this dossier; there is only one new date.";
    /// A case about the dossier is open.
    DossierInCase => "dossier_in_case", "Đơn vị đang giải quyết một vụ việc về hồ sơ này; hãy ghi nhận bằng lệnh apologise của vụ việc.", "Your unit holds an open case about this dossier; record it by the case's command apologise.";
    /// Another deputy in that time.
    DeputyThen => "deputy_then", "Đơn vị đã có cấp phó được ủy quyền thường xuyên trong thời gian này.", "The unit has a standing deputy in this time.";
    /// No such file of the case.
    NoSuchFile => "no_such_file", "Vụ việc không có tệp này, hoặc bạn không được xem bản gốc.", "The case has no such file, or its original is not yours to see.";
    /// No such member of staff.
    NoSuchUser => "no_such_user", "Không có tài khoản này.", "There is no such account.";
    /// Other signs than a login has, or too few or many of them.
    BadLogin => "bad_login", "Tên đăng nhập gồm 3–40 ký tự: a–z, 0–9, dấu chấm, gạch nối; không dấu, không chữ hoa, không khoảng trắng.", "A login has 3–40 signs: a–z, 0–9, dot and hyphen; no accents, capitals or blanks.";
    /// The login is taken.
    LoginTaken => "login_taken", "Tên đăng nhập đã có người dùng.", "The login is taken.";
    /// No case of this id that the caller may read.
    NoSuchCase => "no_such_case", "Không có vụ việc này, hoặc bạn không được mở nó.", "There is no such case, or you may not open it.";
    /// The caller's own body: others must do it.
    NotWithinQuarter => "not_within_quarter", "Bộ tiêu chí có kết quả giải quyết vụ việc phải bắt đầu vào ngày đầu quý.", "A set of criteria over matters begins with the first day of a quarter.";
    ShareOrPoints => "share_or_points", "Cho biết done và planned (nội dung tự chấm), hoặc points (điểm cộng, điểm trừ).", "Give done and planned (what a unit says of itself), or points (a merit or a fault).";
    OwnBody => "own_body", "Đây là cơ quan của chính bạn; việc này phải do cơ quan khác ghi nhận.", "This is your own body; another one has to record it.";
    /// Nothing tells the person from a namesake.
    TellApart => "tell_apart", "Cần năm sinh hoặc bốn ký tự cuối của số định danh để phân biệt với người trùng tên.", "A year of birth or the last four characters of the identity number must tell namesakes apart.";
    /// A reason that would bring a name into a log without names.
    NamesThePerson => "names_the_person", "Lý do được lưu trong nhật ký không ghi tên; hãy bỏ tên người được tra cứu.", "The reason is kept in a log without names; leave the person's name out.";
    /// A number as persons have it, in a text for everybody.
    SaysNothing => "says_nothing", "Câu trả lời cần ít nhất năm từ, trong đó ba từ không chép lại từ nội dung phản ánh.", "An answer needs five words at least, three of which do not stand in the report.";
    PersonalNumber => "personal_number", "Nội dung công khai không được có dãy số như số điện thoại, giấy tờ tùy thân hoặc mã số thuế; hãy bỏ đi.", "What is made public must not have a number like those of telephones, identity papers or tax codes; leave it out.";
    /// An e-mail address in a text for everybody.
    MailAddress => "mail_address", "Nội dung công khai không được có địa chỉ thư điện tử; hãy bỏ đi.", "What is made public must not have an e-mail address; leave it out.";
    /// The reporter in a text for everybody.
    NamesTheReporter => "names_the_reporter", "Nội dung công khai nhắc đến tên hoặc cách liên hệ của người nộp; hãy viết lại, ví dụ: người dân.", "The text names the reporter or a way to reach them; write it anew, such as: a resident.";
    /// A number that leads to the case in a text for everybody.
    PointsToTheCase => "points_to_the_case", "Nội dung công khai có số vụ việc, mã hồ sơ hoặc mã biên nhận; hãy bỏ đi.", "The text has the number of a case, a dossier or a receipt; leave it out.";
    /// No unit of this code on the day a dossier was taken in, or in the month of its sums.
    NoUnitThen => "no_unit_then", "Không có đơn vị mang mã này vào ngày tiếp nhận (hoặc trong tháng đó); ghi mã của đơn vị lúc ấy, xem GET /api/v1/units?as_of=.", "No unit bore this code on the day it was taken in (or in that month); write the code of the unit as it was then, see GET /api/v1/units?as_of=.";
    /// A day before the dossier was taken in.
    BeforeReceived => "before_received", "Ngày này trước ngày tiếp nhận hồ sơ.", "This day lies before the dossier was taken in.";
    /// Taken in after the day that was first promised.
    AfterFirstPromise => "after_first_promise", "Ngày tiếp nhận sau ngày hẹn trả đầu tiên đã ghi của hồ sơ này.", "Taken in after the day that was first promised for this dossier.";
    /// A result that was given is not given any more.
    TakenBack => "taken_back", "Hồ sơ này đã ghi ngày trả kết quả; tệp cũ hơn không xóa được ngày đó. Hãy nhập các tệp theo thứ tự, hoặc gửi ngày trả đúng.", "The result of this dossier was given before; an older file does not take that back. Import files in their order, or send the right day.";
    /// The same dossier twice in one file or list.
    TwiceHere => "twice_here", "Hồ sơ (hoặc tháng) này của đơn vị đã có ở dòng trước trong cùng tệp hoặc danh sách.", "This dossier (or month) of the unit stands further up in the same file or list.";
    /// A person in the place of a code.
    PersonalCode => "personal_code", "Giống số điện thoại, số định danh, tên hoặc địa chỉ của một người; chỉ gửi mã hồ sơ và mã thủ tục, không gửi dữ liệu cá nhân.", "Looks like a telephone, identity number, name or address of a person; send codes of dossiers and procedures only, no personal data.";
    /// A month that goes on.
    MonthNotOver => "month_not_over", "Tháng này chưa hết; gửi số liệu khi tháng đã kết thúc.", "This month is not over; send its figures when it is.";
    /// Weights that do not sum to a hundred.
    WeightsSum => "weights_sum", "Tổng trọng số các tiêu chí phải đúng bằng 100.", "The weights of the criteria must sum to exactly 100.";
    /// The same code twice in a list.
    CodeTwice => "code_twice", "Mã này đã có ở mục trước trong danh sách.", "This code stands further up in the list.";
    /// A class of size that begins as another does.
    ClassTwice => "class_twice", "Đã có hạng quy mô khác bắt đầu từ cùng số vụ này.", "Another class of size begins with the same number of cases.";
    /// A day from which no set can hold.
    NotFromThatDay => "not_from_that_day", "Bộ tiêu chí đầu của phong trào dự thảo áp dụng từ ngày bắt đầu; bộ sau áp dụng từ một ngày sau các bộ đã ký và, khi phong trào đang chạy, sau hôm nay; không muộn hơn ngày kết thúc.", "The first set of a draft holds from its first day; a later one from a day after those that are signed and, while the movement runs, after today; never after its last day.";
    /// A member that the signature covers.
    SignedAlready => "signed_already", "Bộ tiêu chí của phong trào đã được ký nên mục này không đổi được nữa; hãy lập phong trào mới.", "A set of this movement is signed, so this does not change any more; begin another movement.";
    /// Another content than the one that was read.
    OtherContent => "other_content", "Nội dung, hoặc phong trào, đã khác bản bạn đọc; hãy đọc lại rồi ký theo sha256 mới, hoặc trả lại.", "The content, or the movement, is another than the one you read; read it again and sign its new sha256, or give it back.";
    /// No such movement.
    NoSuchMetric => "no_such_metric", "Không có chỉ số mang mã này; xem GET /api/v1/metrics.", "There is no metric of this code; see GET /api/v1/metrics.";
    NoSuchMovement => "no_such_movement", "Không có phong trào mang mã này; xem GET /api/v1/movements.", "There is no movement of this code; see GET /api/v1/movements.";
    /// No such unit in the period of a movement.
    NoSuchParticipant => "no_such_participant", "Trong thời gian phong trào không có đơn vị mang mã này từ ngày này; xem GET /api/v1/units?as_of=.", "No unit bore this code from this day on within the movement; see GET /api/v1/units?as_of=.";
    /// An address that is called only where an administrator named its network.
    PrivateAddress => "private_address", "Địa chỉ này thuộc mạng nội bộ hoặc mạng đặc biệt; chỉ gọi được nếu quản trị viên ghi mạng đó vào webhooks.networks.", "This address is of a private or special network; it is called only where the administrator names that network in webhooks.networks.";
    /// An address of a host that the administrator did not name.
    HostNotNamed => "host_not_named", "Máy chủ này không thuộc các tên miền mà quản trị viên cho phép gọi (webhooks.hosts).", "This host is none of those that the administrator has called (webhooks.hosts).";
    /// An earlier day than today, from somebody whose lateness it would hide.
    BackDated => "back_dated", "Đơn vị chỉ ghi nhận việc hoàn thành trong ngày; ngày sớm hơn do thanh tra ghi nhận theo văn bản.", "A unit records what is done on the day; an earlier day is recorded by an inspector from a document.";
    /// A colleague who may not open the case.
    CannotOpenCase => "cannot_open_case", "Người này không mở được vụ việc (vai trò không xử lý vụ việc); hãy giao cho cán bộ giải quyết, lãnh đạo hoặc thanh tra viên của cơ quan đang giữ vụ việc.", "This person cannot open the case (a role that handles none); give it to an officer, a leader or an inspector of the body that holds it.";
    /// A text for a reporter with a field of a template in it; the text goes on with the field.
    UnfilledField => "unfilled_field", "Còn trường của mẫu chưa được điền; hãy viết thay vào chỗ đó:", "A field of the template is not filled in; write what belongs there:";
    /// More notes of one person on one case than are kept.
    TooManyNotes => "too_many_notes", "Bạn đã có 200 ghi chú trong vụ việc này; hãy sửa một ghi chú cũ thay vì thêm mới.", "You have 200 notes on this case; write one of them anew instead of adding another.";
    /// A list of more rows than one file has.
    TooManyRows => "too_many_rows", "Danh sách có hơn 5.000 dòng; hãy thu hẹp bộ lọc (ví dụ theo đơn vị hoặc khoảng ngày) rồi kết xuất từng phần.", "The list has more than 5,000 rows; narrow the filters (by unit or by days, say) and take it out in parts.";
    /// A paper about a step that was not taken.
    NothingToTell => "nothing_to_tell", "Vụ việc chưa có bước mà văn bản này thông báo; hãy gửi kèm nội dung của bước đó, hoặc thực hiện bước đó trước.", "The case has not taken the step that this paper tells of; send the members of that step along, or take it first.";
    /// Fewer characters than a password has (NIST SP 800-63B § 3.1.1.2).
    PasswordTooShort => "password_too_short", "Mật khẩu có ít nhất 15 ký tự (12 khi tài khoản có mã xác thực hai bước); một câu vài từ chỉ mình bạn nghĩ ra là dễ nhớ nhất.", "A password has 15 characters at least (12 where the account has a second factor); a few words that only you would put together are the easiest to remember.";
    /// More than one has.
    PasswordTooLong => "password_too_long", "Mật khẩu có nhiều nhất 128 ký tự.", "A password has 128 characters at most.";
    /// One that others use, or that is made of the own name.
    PasswordGuessable => "password_guessable", "Mật khẩu này dễ đoán: đừng dùng họ tên, tên đăng nhập, tên cơ quan, dãy phím hay mật khẩu phổ biến.", "This password is easy to guess: leave out your name, login and unit, rows of keys, and what many use.";
    /// Not the password that holds.
    WrongOldPassword => "wrong_old_password", "Mật khẩu đang dùng chưa đúng; nếu vừa thử nhiều lần, hãy chờ vài giây.", "This is not the password you have; after several tries, wait a few seconds.";
    /// Not a sheet of accounts, or one with too many of them.
    NotASheet => "not_a_sheet", "Gửi nội dung tệp CSV (UTF-8): dòng đầu có đúng các cột login,name,role,unit,email, sau đó từ 1 đến 200 tài khoản.", "Send the text of a CSV file (UTF-8): a first line with exactly the columns login,name,role,unit,email, then 1 to 200 accounts.";
    /// Not the password, or not a code of the second factor; which of them is not told.
    WrongProof => "wrong_proof", "Mật khẩu hoặc mã xác thực chưa đúng, hoặc mã đã dùng; nếu vừa thử nhiều lần, hãy chờ vài giây rồi dùng mã mới.", "The password or the code is wrong, or the code was used; after several tries, wait a few seconds and use a new code.";
    /// Not the code that an application makes of the secret.
    WrongTimeCode => "wrong_time_code", "Mã sáu số chưa đúng; hãy xem lại giờ của điện thoại và nhập mã đang hiện. Sai năm lần thì phải bắt đầu lại.", "These six digits are not right: look at the clock of your telephone and type what it shows now. After five wrong ones it has to be begun anew.";
    /// A link that sets no password, whatever the reason.
    LinkEnded => "link_ended", "Liên kết không đúng, đã dùng hoặc đã hết hạn; hãy yêu cầu liên kết mới.", "The link is wrong, was used, or has ended; ask for another one.";
}
