//! Why a command is refused, and what to do about it in both languages.

use crate::domain::codes::{codes, words};

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident => $code:literal { vi: $vi:literal, en: $en:literal })+) => {
        codes! {
            /// Why a command is refused.
            Refusal { $($(#[$doc])* $name => $code,)+ }
        }

        words! { Refusal { $($name => $vi, $en;)+ } }
    };
}

refusals! {
    /// The case is over.
    CaseIsOver => "case_is_over" {
        vi: "Vụ việc đã kết thúc; không còn thao tác nào.",
        en: "The case is over; nothing more can be done."
    }
    /// It was called up.
    CalledUp => "called_up" {
        vi: "Vụ việc đã được thanh tra rút lên giải quyết; chỉ cơ quan thanh tra thao tác, và không chuyển trả về đơn vị.",
        en: "The case was called up by the inspectorate; only the inspectorate acts on it, and it goes back to no unit."
    }
    /// Its unit does not know of it.
    UnknownToUnit => "unknown_to_unit" {
        vi: "Đơn vị chưa biết vụ việc này nên không cần rút lên; có thể xác định lại loại ngay.",
        en: "Its unit does not know of this case yet, so there is nothing to call up; it can be requalified at once."
    }
    /// It goes on in two cases.
    InParts => "in_parts" {
        vi: "Vụ việc đã tách thành nhiều phần do chuyển cơ quan điều tra; không thể rút lên hoặc chuyển thành tin báo.",
        en: "The case goes on in parts because of a referral; it can neither be called up nor become a tip."
    }
    /// A desk printed the receipt.
    ReceiptAtDesk => "receipt_at_desk" {
        vi: "Mã tra cứu do bộ phận tiếp nhận in ra nên có thể còn bản sao ở đó để đọc tin báo. Hãy rút vụ việc lên (call_up) và giải quyết tại thanh tra.",
        en: "A desk printed the receipt, and a copy of it could read the tip. Call the case up (call_up) and handle it in the inspectorate."
    }
    /// It would tell by its hour what it is.
    OutOfHours => "out_of_hours" {
        vi: "Chỉ rút vụ việc trong giờ hành chính của ngày làm việc: ngoài giờ, đơn vị sẽ đoán được vì sao.",
        en: "Call a case up in office hours of a working day only: at another time its unit could guess why."
    }
    /// It was accepted before.
    AlreadyAccepted => "already_accepted" {
        vi: "Vụ việc đã được thụ lý; hãy trả lời hoặc chuyển tiếp.",
        en: "The case was accepted before; answer or forward it."
    }
    /// It must be accepted first.
    NotAccepted => "not_accepted" {
        vi: "Hãy tiếp nhận vụ việc trước khi trả lời.",
        en: "Accept the case before answering it."
    }
    /// It has an answer.
    AlreadyAnswered => "already_answered" {
        vi: "Vụ việc đã được trả lời; chỉ còn việc kết thúc.",
        en: "The case has an answer; it can only be closed."
    }
    /// It has no answer yet.
    NotAnswered => "not_answered" {
        vi: "Chỉ làm được việc này khi vụ việc đã được trả lời.",
        en: "This can be done only once the case has an answer."
    }
    /// It waits for the reporter.
    WaitsForReporter => "waits_for_reporter" {
        vi: "Vụ việc đang chờ người nộp (bổ sung hoặc ký đơn); hãy chờ hoặc tiếp tục giải quyết.",
        en: "The case waits for the reporter (an answer or a signed paper); wait, or resume it."
    }
    /// It waits for nothing.
    NotWaiting => "not_waiting" {
        vi: "Vụ việc không ở trạng thái chờ này.",
        en: "The case is not in such a wait."
    }
    /// Its clock stands still.
    IsSuspended => "is_suspended" {
        vi: "Vụ việc đang tạm đình chỉ; hãy tiếp tục giải quyết trước.",
        en: "The case is suspended; resume it first."
    }
    /// Nobody has declined it.
    NotDeclined => "not_declined" {
        vi: "Không có quyết định từ chối thụ lý nào của đơn vị để hủy.",
        en: "No unit has declined the case: there is nothing to overturn."
    }
    /// A ground that says something about the reporter needs a question asked before.
    AskFirst => "ask_first" {
        vi: "Lý do này nói về người phản ánh: trước hết hãy hỏi lại người đó (ask_reporter), hoặc để cấp phó được ủy quyền thường xuyên quyết định.",
        en: "This ground says something about the reporter: ask the reporter first (ask_reporter), or let a standing deputy decide."
    }
    /// What was remedied is not said.
    RemedyNeeded => "remedy_needed" {
        vi: "Kết quả \"đã khắc phục\" phải nêu biện pháp khắc phục (remedy).",
        en: "The outcome \"remedied\" needs what was done about it (remedy)."
    }
    /// The receiver is the holder.
    SameUnit => "same_unit" {
        vi: "Đơn vị nhận đang là đơn vị xử lý; hãy chọn đơn vị khác.",
        en: "The receiver already holds the case; name another unit."
    }
    /// No receiver was named, or it does not exist today.
    NoReceiver => "no_receiver" {
        vi: "Không có đơn vị nhận với mã này vào hôm nay; hãy tra GET /api/v1/units.",
        en: "No unit bears this code today; look it up at GET /api/v1/units."
    }
    /// A tip goes to an inspectorate body only, and never to the accused.
    ReceiverNotAllowed => "receiver_not_allowed" {
        vi: "Tin báo chỉ được chuyển đến cơ quan thanh tra không bị phản ánh.",
        en: "A tip can be forwarded only to an inspectorate that is not accused."
    }
    /// A unit may not close its own case with an outcome against the reporter: a second person must.
    OwnUnfoundedNeedsSecondPerson => "own_unfounded_needs_second_person" {
        vi: "Đơn vị không được tự kết thúc vụ việc của mình với kết quả bất lợi cho người phản ánh (không có căn cứ, vu khống, không thuộc thẩm quyền); cần người thứ hai (thanh tra, lãnh đạo cấp trên hoặc cấp phó được ủy quyền thường xuyên).",
        en: "A unit cannot close its own case with an outcome against the reporter (unfounded, slander, not competent); a second person (an inspector, a leader above it or its standing deputy) must."
    }
    /// The second person is the first.
    SamePerson => "same_person" {
        vi: "Người kết thúc phải khác người đã trả lời hoặc đề nghị kết thúc.",
        en: "Whoever closes the case must be another person than whoever answered or proposed it."
    }
    /// A tip is handled only by the inspector it is assigned to.
    NotInYourHand => "not_in_your_hand" {
        vi: "Tin báo chỉ do thanh tra viên nhận việc xử lý; trước hết hãy nhận việc về mình (POST …/assignment, to = me).",
        en: "A tip is handled only by the inspector who took it; take it yourself first (POST …/assignment, to = me)."
    }
    /// Nobody has it in hand.
    InNobodysHand => "in_nobodys_hand" {
        vi: "Vụ việc không ở trong tay ai nên không có gì để trả lại.",
        en: "The case is in nobody's hand, so there is nothing to put back."
    }
    /// A letter about it waits for its answer.
    AlreadyUrged => "already_urged" {
        vi: "Đã có văn bản đôn đốc về vụ việc này đang chờ trả lời.",
        en: "A letter that urges about this case waits for its answer."
    }
    /// The receipt is the one that a desk printed and has seen.
    NotActivated => "not_activated" {
        vi: "Mã trên phiếu do bộ phận tiếp nhận in chỉ để xem; trước hết hãy thay bằng mã của riêng bạn (POST /api/v1/report/activation).",
        en: "The receipt that the desk printed only shows the report; first put one of your own in its place (POST /api/v1/report/activation)."
    }
    /// Only the unit that answers for the case may do this.
    HolderOnly => "holder_only" {
        vi: "Chỉ đơn vị đang giải quyết mới được làm việc này; thanh tra được chuyển hoặc kết thúc vụ việc.",
        en: "Only the unit that holds the case may do this; an inspector may forward or close it."
    }
    /// Only an inspector who watches over the case may do this.
    InspectorOnly => "inspector_only" {
        vi: "Chỉ thanh tra viên theo dõi vụ việc mới được làm việc này.",
        en: "Only an inspector who watches over the case may do this."
    }
    /// Only the reporter may do this.
    ReporterOnly => "reporter_only" {
        vi: "Chỉ người nộp mới được làm việc này, bằng mã biên nhận.",
        en: "Only the reporter may do this, by the receipt."
    }
    /// Only the passing of a day does this.
    ClockOnly => "clock_only" {
        vi: "Việc này tự xảy ra khi hết hạn.",
        en: "This happens by itself when the last day has passed."
    }
    /// The ground is not one the law knows for this kind.
    GroundNotForKind => "ground_not_for_kind" {
        vi: "Căn cứ này không áp dụng cho loại đơn này; xem GET /api/v1/kinds.",
        en: "The law does not know this ground for this kind; see GET /api/v1/kinds."
    }
    /// The law does not let the clock of this kind stand still on this ground today.
    PauseNotAllowed => "pause_not_allowed" {
        vi: "Pháp luật hiện hành không cho tạm đình chỉ loại đơn này với căn cứ này; xem GET /api/v1/kinds.",
        en: "The law in force does not let the clock of this kind stand still on this ground; see GET /api/v1/kinds."
    }
    /// The law gives no extension, or all are used.
    NoExtensionLeft => "no_extension_left" {
        vi: "Không còn lần gia hạn nào theo quy định cho thời hạn này.",
        en: "The law leaves no further extension of this period."
    }
    /// The period is over.
    TooLate => "too_late" {
        vi: "Đã quá hạn cho việc này.",
        en: "The last day for this has passed."
    }
    /// Not a criterion of this kind today.
    NoSuchCriterion => "no_such_criterion" {
        vi: "Có tiêu chí không thuộc loại đơn này hoặc chưa có hiệu lực; xem GET /api/v1/kinds.",
        en: "A criterion does not belong to this kind or is not in force; see GET /api/v1/kinds."
    }
    /// So many criteria do not make it any harder.
    NotComplex => "not_complex" {
        vi: "Số tiêu chí này không làm thay đổi mức độ phức tạp của vụ việc.",
        en: "So many criteria do not change how complex the case is."
    }
    /// A day without its remedy, or one that has passed.
    RemedyNeedsDay => "remedy_needs_day" {
        vi: "Ngày hoàn thành phải đi cùng biện pháp khắc phục và không ở quá khứ.",
        en: "The day a remedy will be done comes with the remedy, and is not in the past."
    }
    /// Something is still owed.
    DutiesOpen => "duties_open" {
        vi: "Còn nghĩa vụ chưa xong (khắc phục, gửi hoặc công khai kết quả, trả hồ sơ hoặc xin lỗi); hãy hoàn thành trước khi kết thúc.",
        en: "Something is still owed (the remedy, sending or publishing the result, the dossier or an apology); do it before closing."
    }
    /// Never public: the integrity channel, and praise without consent.
    NeverPublic => "never_public" {
        vi: "Tin báo, tố cáo và phản ánh nội bộ không bao giờ được công khai; thư khen chỉ công khai khi người gửi đồng ý.",
        en: "Tips, denunciations and internal reports are never made public; praise only with the sender's consent."
    }
    /// Something is public of it already.
    AlreadyPublic => "already_public" {
        vi: "Nội dung trả lời đã được công khai; muốn sửa, hãy rút nội dung đó rồi công khai lại.",
        en: "The answer is public already; to correct it, withdraw it and publish again."
    }
    /// Nothing is public of it.
    NotPublic => "not_public" {
        vi: "Vụ việc này không có nội dung nào đang công khai.",
        en: "Nothing of this case is public."
    }
    /// Nothing of the kind is owed.
    NothingOwed => "nothing_owed" {
        vi: "Vụ việc không có nghĩa vụ này.",
        en: "The case owes nothing of the kind."
    }
    /// Once only.
    OnceOnly => "once_only" {
        vi: "Việc này chỉ được làm một lần.",
        en: "This can be done only once."
    }
    /// While a dispute is undecided.
    DisputeOpen => "dispute_open" {
        vi: "Đang có tranh chấp thẩm quyền chờ thanh tra quyết định.",
        en: "A dispute of competence waits for an inspector's decision."
    }
    /// No unit's forward brought the case to the holder, or the holder was not right.
    NoWrongForward => "no_wrong_forward" {
        vi: "Chỉ kết luận chuyển sai khi vụ việc do một đơn vị tự chuyển đến và ý kiến của đơn vị đang giữ được chấp nhận.",
        en: "A forward is found wrong only where a unit's own forward brought the case and the holder is right."
    }
    /// There is no dispute.
    NoDispute => "no_dispute" {
        vi: "Không có tranh chấp thẩm quyền nào.",
        en: "There is no dispute of competence."
    }
    /// Whoever answered at first may not answer again.
    AnotherHandlerNeeded => "another_handler_needed" {
        vi: "Lần xem xét lại phải do người khác với người đã trả lời lần trước thực hiện.",
        en: "The second look must be somebody else's than the first answer's."
    }
    /// An anonymous report cannot become a kind that needs a name.
    NeedsName => "needs_name" {
        vi: "Đơn nặc danh không thể chuyển thành loại đơn cần danh tính.",
        en: "An anonymous report cannot become a kind that needs a name."
    }
    /// The two channels keep apart.
    OtherChannel => "other_channel" {
        vi: "Không chuyển được giữa kênh dịch vụ và kênh liêm chính.",
        en: "Nothing passes between the service channel and the integrity channel."
    }
    /// The kind is the same, or cannot be filed today.
    KindNotPossible => "kind_not_possible" {
        vi: "Loại đơn này trùng loại hiện tại hoặc chưa được kích hoạt.",
        en: "The kind is the present one, or is not active."
    }
    /// The other case is none into which this one can be merged.
    MergeTarget => "merge_target" {
        vi: "Vụ việc đích không tồn tại, đã có trả lời hoặc kết thúc, do đơn vị khác giải quyết, chính là vụ việc này, hoặc một trong hai đã được nhập với vụ việc khác.",
        en: "The other case does not exist, is answered or over, is held by another unit, is this very case, or one of the two is merged with another already."
    }
    /// Their reports name no common dossier.
    NotOneDossier => "not_one_dossier" {
        vi: "Hai vụ việc không nêu cùng một mã hồ sơ; chỉ thanh tra mới có thể xác định đây là một việc.",
        en: "The two do not name the same dossier code; only an inspector can say that they are one matter."
    }
    /// It is merged already.
    AlreadyMerged => "already_merged" {
        vi: "Vụ việc đã được nhập vào vụ việc khác; hãy tách ra trước.",
        en: "The case is merged into another; take it out first."
    }
    /// A proposal waits for an inspector.
    MergeOpen => "merge_open" {
        vi: "Đề nghị nhập vụ việc đang chờ thanh tra quyết định; thời hạn vẫn tiếp tục tính.",
        en: "A proposal to merge it waits for an inspector; its clock runs on."
    }
    /// Nothing is merged or proposed.
    NotMerged => "not_merged" {
        vi: "Vụ việc không được nhập vào vụ việc nào và không có đề nghị nhập.",
        en: "The case is merged into none, and nobody proposes to."
    }
    /// A promised day was said of the unit.
    PromiseOfUnit => "promise_of_unit" {
        vi: "Vụ việc đã ghi nhận ngày hẹn của đơn vị được nêu; không thể đổi đơn vị. Hãy chuyển vụ việc hoặc quyết định ngày hẹn.",
        en: "A promised day of the unit it is about is on record, so that unit cannot be changed. Forward the case, or decide on the day."
    }
    /// The unit knows of it.
    ReachedUnit => "reached_unit" {
        vi: "Phản ánh đã đến cơ quan được nêu nên không chuyển thành tin báo được nữa; hãy gửi một tin báo mới, hoặc gửi bổ sung để thanh tra xem xét.",
        en: "The report has reached the unit it is about, so it cannot become a tip any more; file a tip of its own, or add what happened for an inspector."
    }
    /// No new mail address waits to be confirmed.
    NothingToConfirm => "nothing_to_confirm" {
        vi: "Không có thư điện tử mới nào đang chờ xác nhận; hãy gửi lại thông tin liên hệ để nhận mã (POST /api/v1/report/contact).",
        en: "No new e-mail address waits to be confirmed; leave it once more to get a code (POST /api/v1/report/contact)."
    }
    /// The code has come too late.
    CodeExpired => "code_expired" {
        vi: "Mã đã hết hạn (30 phút); thông tin liên hệ cũ vẫn giữ nguyên. Hãy gửi lại để nhận mã mới (POST /api/v1/report/contact).",
        en: "The code has expired (30 minutes); the earlier contact stays. Leave the new one once more to get another code (POST /api/v1/report/contact)."
    }
    /// So many codes were mailed today that no more are.
    CodesOfTheDay => "codes_of_the_day" {
        vi: "Hôm nay đã gửi ba mã cho đơn này; hãy dùng mã mới nhất, thử lại vào ngày mai, hoặc để lại điện thoại, địa chỉ.",
        en: "Three codes were mailed for this report today; use the last one, try again tomorrow, or leave a telephone or an address."
    }
    /// What was left to reach the reporter is not replaced any more.
    ContactStands => "contact_stands" {
        vi: "Thông tin liên hệ của vụ việc này không thay đổi được nữa; hãy gửi bổ sung cho người giải quyết (POST /api/v1/report/additions).",
        en: "The contact of this report cannot be replaced any more; tell whoever handles it by an addition (POST /api/v1/report/additions)."
    }
    /// A tip is not rated.
    NotRated => "not_rated" {
        vi: "Tin báo không chấm điểm hài lòng, để không ai biết có tin báo; hãy gửi bổ sung cho thanh tra (POST /api/v1/report/additions).",
        en: "A tip takes no rating, so that no figure knows of it; tell the inspector by an addition (POST /api/v1/report/additions)." }
    /// The days in which a rating may be changed are over.
    RatingFinal => "rating_final" {
        vi: "Đã quá 10 ngày kể từ lần chấm điểm đầu tiên; điểm này không thay đổi được nữa.",
        en: "Ten days have passed since the first rating; it cannot be changed any more." }
    /// Nobody noted criminal signs.
    NoSigns => "no_signs" {
        vi: "Hãy ghi nhận dấu hiệu tội phạm trước.",
        en: "Note the criminal signs first."
    }
    /// Nobody was consulted.
    NotConsulted => "not_consulted" {
        vi: "Hãy tham vấn cơ quan quản lý nhà nước cùng cấp trước; không cần chờ trả lời.",
        en: "Consult the state management body of the same level first; its silence does not block."
    }
    /// The law has a next instance for this kind.
    NextInstance => "next_instance" {
        vi: "Với loại đơn này, bước tiếp theo do luật định là khiếu nại lần hai, tố cáo tiếp hoặc khởi kiện; xem mục việc bạn có thể làm.",
        en: "For this kind the law has a next step of its own: a second complaint, a further denunciation or a lawsuit; see what you can do."
    }
    /// Facts were added, or something was announced, so often today.
    TooManyToday => "too_many_today" {
        vi: "Hôm nay đã đủ số lần (bổ sung 10 lần, thông báo 2 lần); hãy gửi tiếp vào ngày mai.",
        en: "Often enough today (10 times for added facts, twice for announcements); send more tomorrow."
    }
    /// No paper of it waits for an inspector's word.
    NoOldPaper => "no_old_paper" {
        vi: "Vụ việc không có đơn giấy đóng dấu trên 15 ngày đang chờ thanh tra xác nhận.",
        en: "No paper of this case that was stamped more than 15 days back waits for an inspector's word."
    }
    /// The law takes this kind from anybody.
    AnybodyMaySend => "anybody_may_send" {
        vi: "Chỉ yêu cầu của Mặt trận và báo cáo của cán bộ mới cần xác nhận người gửi.",
        en: "Only of a demand of the Front and a report by an official is it confirmed who sent it."
    }
    /// No dossier of the holder was promised for a day.
    NoPromise => "no_promise" {
        vi: "Vụ việc không nói về ngày hẹn trả hồ sơ của đơn vị đang giải quyết.",
        en: "The case is about no promised day of a dossier at the unit that holds it."
    }
    /// The promised day stands already.
    PromiseStands => "promise_stands" {
        vi: "Ngày hẹn đã được xác định (đơn vị xác nhận, im lặng quá hạn, hoặc thanh tra quyết định).",
        en: "The promised day stands already: the unit confirmed it or kept silent too long, or an inspector decided."
    }
    /// The day is not the one that is claimed.
    OtherDay => "other_day" {
        vi: "Ngày này khác ngày người nộp nêu; nếu không đồng ý, hãy dùng lệnh deny_promise và nêu ngày đúng.",
        en: "The day is not the one that is claimed; to contest it use deny_promise and name the right day."
    }
    /// A dossier that is not finished needs a new date.
    NewDateNeeded => "new_date_needed" {
        vi: "Hồ sơ chưa có kết quả: thư xin lỗi phải nêu ngày hẹn trả mới (chỉ được hẹn lại một lần).",
        en: "The dossier has no result yet: the apology must give a new date, and there is only one."
    }
    /// A day before the last one is named after that has passed.
    BackDated => "back_dated" {
        vi: "Đã quá hạn nên đơn vị không thể tự ghi một ngày còn trong hạn; hãy đề nghị thanh tra ghi nhận theo văn bản.",
        en: "The last day has passed, so the unit cannot record a day before it; an inspector can, from the document."
    }
    /// The promised day is not decided yet.
    PromiseOpen => "promise_open" {
        vi: "Ngày hẹn trả còn chờ đơn vị xác nhận hoặc thanh tra quyết định; chưa thể kết luận phản ánh không có căn cứ.",
        en: "The promised day still waits for the unit's word or an inspector's decision; the claim cannot be answered as unfounded yet."
    }
    /// The holder owes something for the promised day.
    PromiseBinds => "promise_binds" {
        vi: "Đơn vị đang nợ kết quả hoặc lời xin lỗi đối với hồ sơ này; hãy hoàn thành trước khi chuyển hoặc từ chối vụ việc.",
        en: "Your unit owes the result of this dossier or an apology; do that before forwarding or declining the case."
    }
    /// The recorded facts bear out the claim.
    FactsSayOtherwise => "facts_say_otherwise" {
        vi: "Sổ theo dõi cho thấy không có lời xin lỗi đúng hạn, nên không thể kết luận phản ánh không có căn cứ.",
        en: "The record shows no apology in time, so the claim cannot be answered as unfounded."
    }
    /// A day lies beyond the calendar, or before the report.
    DayNotPossible => "day_not_possible" {
        vi: "Ngày này không hợp lệ cho vụ việc.",
        en: "This day is not possible for the case."
    }
}
