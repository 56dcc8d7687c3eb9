//! The words of the pages of the emulation board and of who signs for it: movements, criteria, standings, snapshots.

use crate::domain::emulation::MovementStatus;
use crate::domain::emulation::metric::Count;
use crate::domain::emulation::set::{MovementRefusal, SetState};
use crate::domain::text::Language;
use crate::domain::units::unit::PeerGroup;
use crate::pages::told;

words! { Emulation;
    board_h1 "Thi đua" / "Emulation";
    board_text "Mỗi con số mở ra được công thức, tử số, mẫu số và phần loại ra. Không bộ tiêu chí nào có hiệu lực trước khi mô phỏng và có người thứ hai ký." / "Every number opens to its formula, numerator, denominator and what is left out. No set of criteria holds before it is simulated and a second person has signed.";
    board_caption "Các phong trào" / "Movements";
    board_empty "Chưa có phong trào nào." / "There is no movement.";
    board_movement "Phong trào" / "Movement";
    board_status "Tình trạng" / "State";
    board_days "Kỳ" / "Period";
    board_set "Bộ tiêu chí đang dùng" / "Set in force";
    board_none "Chưa có" / "None";
    board_template "Bản mẫu, không chấm ai" / "A pattern, which scores nobody";
    board_draft "Tạm tính, chưa công nhận" / "Provisional, not recognised";
    board_decision "Quyết định" / "Decision";
    board_basis "Căn cứ" / "Basis";
    board_issuer "Cơ quan ban hành" / "Issued by";
    board_back "Tất cả phong trào" / "All movements";
    board_back_movement "Về phong trào" / "Back to the movement";
    board_groups "Xếp hạng theo nhóm" / "Standings by group";
    board_sets "Bộ tiêu chí" / "Sets of criteria";
    board_sets_caption "Các phiên bản của bộ tiêu chí" / "Versions of the set of criteria";
    board_sets_empty "Chưa có bộ tiêu chí nào được soạn tại đây." / "No set was drafted here.";
    board_version "Phiên bản" / "Version";
    board_version_n "Phiên bản {n}" / "Version {n}";
    board_from "Áp dụng từ" / "Holds from";
    board_hash "Mã băm SHA-256" / "SHA-256";
    board_hands "Ai, ngày nào" / "Who, when";
    board_drafted "Soạn: {name}, {day}" / "Drafted: {name}, {day}";
    board_submitted "Trình: {name}, {day}" / "Submitted: {name}, {day}";
    board_signed "Ký: {name}, {day}" / "Signed: {name}, {day}";
    board_snapshots "Chốt số liệu" / "Snapshots";
    board_snapshots_caption "Các lần chốt" / "Snapshots";
    board_snapshots_empty "Chưa chốt lần nào." / "Nothing is frozen yet.";
    board_facts "Mã băm dữ kiện" / "Hash of the facts";
    board_outcome "Mã băm kết quả" / "Hash of the outcome";
    board_made "Lúc" / "Made at";
    board_reason "Lý do" / "Reason";
    board_reason_hint "Chỉ cần khi chốt lại một phong trào đã chốt." / "Needed only where a frozen movement is frozen again.";
    board_freeze "Chốt số liệu" / "Freeze";
    board_freeze_text "Số liệu không đổi nữa. Việc đến sau chỉ có thể thành một lần chốt mới, có lý do." / "The figures do not change any more. What comes later makes another snapshot, for a reason.";
    board_verify "Tính lại và so" / "Recompute and compare";
    board_verified "Kết quả tính lại" / "Recomputed";
    board_same "Lần {n}: trùng từng byte" / "Snapshot {n}: equal to the byte";
    board_differs "Lần {n}: KHÔNG trùng; giữ nguyên máy chủ và báo người quản trị" / "Snapshot {n}: NOT equal; leave the server as it is and tell whoever runs it";
    board_current "Số liệu hôm nay vẫn cho đúng các dữ kiện đã chốt." / "The data of today come to the same facts.";
    board_late "Có dữ kiện đến sau lần chốt; muốn tính vào thì chốt lại, nêu lý do." / "Facts came after the snapshot; to count them, freeze again for a reason.";
    board_activate "Bắt đầu phong trào" / "Begin the movement";
    board_activate_text "Cần bộ tiêu chí đã ký áp dụng từ ngày đầu, và số, ngày của quyết định." / "A signed set from the first day, and number and day of the decision are needed.";
    board_stale "Nội dung đã thay đổi từ lúc mở trang. Xem lại rồi làm lần nữa." / "It has changed since the page was opened. Look at it and do it once more.";
    board_done "Đã ghi nhận." / "Done.";
    set_caption "Tiêu chí, trọng số và tham số" / "Criteria, weights and parameters";
    set_criterion "Tiêu chí" / "Criterion";
    set_target "Mục tiêu" / "Target";
    set_measure "Cách đo" / "Measured by";
    set_weight "Trọng số" / "Weight";
    set_prior "Mức giả định" / "Assumed rate";
    set_prior_weight "Số việc giả định" / "Assumed cases";
    set_least "Ít nhất" / "At least";
    set_sum "Tổng" / "Sum";
    set_weights "Tổng trọng số phải là 100; hiện là {n}." / "Weights must add up to 100; now {n}.";
    set_returned "Đã trả lại: {text}" / "Given back: {text}";
    set_edit "Sửa bản nháp" / "Change the draft";
    set_new "Soạn phiên bản mới" / "Draft a new version";
    set_save "Lưu bản nháp" / "Save the draft";
    set_edit_text "Đổi trọng số và ngày áp dụng. Tổng phải là 100. Lưu xong thì mô phỏng trước khi trình." / "Change weights and the first day. They add up to 100. Simulate before it is submitted.";
    set_from "Áp dụng từ ngày" / "Holds from";
    set_submit "Trình ký" / "Submit";
    set_submit_text "Người đứng đầu thanh tra đọc và ký, hoặc trả lại." / "The head of the inspectorate reads and signs it, or gives it back.";
    set_sign "Ký bộ tiêu chí này" / "Sign this set";
    set_sign_text "Ký đúng bản có mã băm {hash}. Người soạn, người trình không ký được." / "What has the hash {hash} is signed. Whoever drafted or submitted it does not sign.";
    set_return "Trả lại" / "Give it back";
    set_simulate "Mô phỏng" / "Simulate";
    set_simulate_text "Tính thử trên các tháng đã qua; không công bố, không lưu. Việc xem được ghi lại." / "Tried on past months; nothing is published or kept. Reading it is noted.";
    sim_h2 "Nếu dùng bộ này cho {from} – {to}" / "By this set for {from} – {to}";
    sim_against "So với {what}" / "Against {what}";
    sim_nothing "Chưa có bộ nào đang dùng để so." / "No set in force to compare with.";
    sim_changed "Tham số khác nhau" / "What differs";
    sim_parameter "Tham số" / "Parameter";
    sim_before "Trước" / "Before";
    sim_after "Sau" / "After";
    sim_unit "Đơn vị" / "Unit";
    sim_rank "Hạng trước, sau" / "Rank before, after";
    sim_points "Điểm trước, sau" / "Points before, after";
    sim_moves "Lên (+), xuống (−)" / "Up (+), down (−)";
    sim_why "Vì sao" / "Why";
    sim_empty "Chưa có số liệu của kỳ này." / "No figures of this period.";
    rank_h1 "Xếp hạng" / "Standings";
    rank_caption "Hạng, điểm và khoảng" / "Rank, points and interval";
    rank_rank "Hạng" / "Rank";
    rank_unit "Đơn vị" / "Unit";
    rank_points "Điểm" / "Points";
    rank_interval "Khoảng" / "Interval";
    rank_none "Không xếp hạng" / "Not ranked";
    rank_small "Số quá nhỏ nên không công bố" / "Too small to be published";
    rank_counted "Tính từ {from} đến {to}." / "Counted from {from} to {to}.";
    rank_empty "Nhóm này chưa có đơn vị nào được xếp." / "No unit of this group has a place.";
    score_total "Tổng điểm" / "Total";
    score_of "{points} trên {of}" / "{points} of {of}";
    score_formula "Công thức" / "Formula";
    score_metric "điểm = trọng số × (tử số + {m} × {p}) ÷ (mẫu số + {m})" / "points = weight × (numerator + {m} × {p}) ÷ (denominator + {m})";
    score_attested "điểm = trọng số × đã làm ÷ kế hoạch, theo hai người thẩm định" / "points = weight × done ÷ planned, as two people verified";
    score_matters "điểm tính từ các việc rút thăm được thanh tra xem xét, hai bên có và không có hồ sơ" / "points come from the matters that were drawn and judged, anchored and not";
    score_numerator "Tử số" / "Numerator";
    score_denominator "Mẫu số" / "Denominator";
    score_left_out "Không tính bên nào" / "Counted neither way";
    score_excluded "Loại ra" / "Left out";
    score_cohort "Kỳ tính" / "Counted when";
    score_na "Chưa đủ {n} việc nên không tính; không phải điểm 0." / "Fewer than {n} cases, so it does not count; that is not nothing.";
    score_open "Còn phần chưa xong, chưa rút thăm hoặc chưa thẩm định." / "Something is not over, drawn or judged yet.";
}

/// Where a movement stands.
pub(in crate::pages) const fn status(language: Language, it: MovementStatus) -> &'static str {
    let (vi, en) = match it {
        MovementStatus::Draft => ("Đang soạn", "Draft"),
        MovementStatus::Active => ("Đang chạy", "Running"),
        MovementStatus::Frozen => ("Đã chốt", "Frozen"),
    };
    told::by(language, vi, en)
}

/// Where a set stands.
pub(in crate::pages) const fn state(language: Language, it: SetState) -> &'static str {
    let (vi, en) = match it {
        SetState::Draft => ("Bản nháp", "Draft"),
        SetState::Submitted => ("Đã trình", "Submitted"),
        SetState::Signed => ("Đã ký", "Signed"),
    };
    told::by(language, vi, en)
}

/// Units that are compared with each other.
pub(in crate::pages) const fn group(language: Language, it: PeerGroup) -> &'static str {
    let (vi, en) = match it {
        PeerGroup::ProvincialBodies => ("Sở, ban, ngành", "Provincial bodies"),
        PeerGroup::Districts => ("Huyện, thị xã, thành phố", "Districts"),
        PeerGroup::Communes => ("Xã, phường", "Communes"),
        PeerGroup::PublicServiceUnits => ("Đơn vị sự nghiệp", "Public service units"),
        PeerGroup::Enterprises => ("Doanh nghiệp nhà nước", "State enterprises"),
    };
    told::by(language, vi, en)
}

/// A parameter of a criterion, by its name in the contract.
pub(in crate::pages) fn parameter(language: Language, name: &str) -> String {
    let w = Emulation::of(language);
    match name {
        "target" => w.set_target,
        "weight" => w.set_weight,
        "prior_rate_bp" => w.set_prior,
        "prior_weight" => w.set_prior_weight,
        "min_opened" => w.set_least,
        other => other,
    }
    .to_owned()
}

/// What was counted.
pub(in crate::pages) const fn counted(language: Language, it: Count) -> &'static str {
    let (vi, en) = match it {
        Count::Opened => ("việc đến hạn trả lời", "cases whose answer fell due"),
        Count::Met => ("trả lời đúng hạn", "answered in time"),
        Count::Missed => ("trả lời trễ hoặc chưa", "late or not answered"),
        Count::Released => ("chuyển hoặc không thụ lý đúng hạn", "passed on or declined in time"),
        Count::WrongForwards => ("chuyển sai", "wrong forwards"),
        Count::Ratings => ("lượt đánh giá", "ratings"),
        Count::Stars => ("tổng số sao", "stars"),
        Count::DossiersDue => ("hồ sơ đến hẹn", "dossiers promised"),
        Count::DossiersOnTime => ("hồ sơ đúng hẹn", "dossiers in time"),
        Count::DossiersLate => ("hồ sơ trễ hẹn", "dossiers late"),
        Count::DossiersApologised => {
            ("hồ sơ trễ có xin lỗi trước", "late ones with an apology before")
        }
        Count::SelfDetected => ("vi phạm tự phát hiện", "violations found by itself"),
        Count::DetectedByOthers => ("vi phạm nơi khác phát hiện", "violations found by others"),
        Count::LettersDue => ("văn bản đôn đốc đến hạn", "urging letters due"),
        Count::LettersAnswered => ("văn bản trả lời đúng hạn", "letters answered in time"),
        Count::LeaderTold => ("việc trễ thuộc lãnh đạo", "late answers of the leader"),
        Count::LeaderSettled => ("lãnh đạo giải quyết xong", "settled by the leader"),
        Count::AcceptsDue => ("việc phải báo thụ lý", "reports to be taken up"),
        Count::AcceptsOnTime => ("báo thụ lý đúng hạn", "taken up in time"),
        Count::PublicationsDue => ("kết quả phải công khai", "answers to be made public"),
        Count::PublicationsOnTime => ("công khai đúng hạn", "made public in time"),
    };
    told::by(language, vi, en)
}

/// Why something is not done with a movement or a set.
pub(in crate::pages) const fn refused(language: Language, why: MovementRefusal) -> &'static str {
    let (vi, en) = match why {
        MovementRefusal::NotDraft => (
            "Phong trào đang chạy, đã chốt hoặc là bản mẫu.",
            "The movement runs, is frozen or is a pattern.",
        ),
        MovementRefusal::SetNotDraft => (
            "Bộ tiêu chí đã trình hoặc đã ký; soạn phiên bản mới.",
            "The set was submitted or signed; draft a new version.",
        ),
        MovementRefusal::SetNotSubmitted => {
            ("Bộ tiêu chí chưa được trình.", "The set was not submitted.")
        }
        MovementRefusal::SecondPerson => (
            "Người soạn hoặc trình không ký được; phải là người thứ hai.",
            "Whoever drafted or submitted it does not sign; a second person does.",
        ),
        MovementRefusal::SetNeeded => (
            "Chưa có bộ tiêu chí đã ký áp dụng từ ngày đầu.",
            "No signed set holds from the first day.",
        ),
        MovementRefusal::DecisionNeeded => {
            ("Chưa có số và ngày của quyết định.", "Number and day of the decision are missing.")
        }
        MovementRefusal::SetDayPassed => (
            "Ngày áp dụng không còn dùng được; trả lại và soạn ngày mới.",
            "The first day will not do any more; give it back for a new one.",
        ),
        MovementRefusal::NotRunning => {
            ("Phong trào chưa chạy nên chưa chốt được.", "It does not run, so it is not frozen.")
        }
        MovementRefusal::NotOver => (
            "Chưa hết kỳ và thời gian chờ của phong trào.",
            "Its period and its tail are not over.",
        ),
        MovementRefusal::MattersOpen => (
            "Còn danh sách chưa khóa, chưa rút thăm hoặc chưa xem xét xong.",
            "A list is not closed, not drawn from, or not judged to the end.",
        ),
        MovementRefusal::AssessmentsOpen => (
            "Còn tự chấm, cộng, trừ chưa đủ hai người thẩm định, hoặc phản đối chưa trả lời.",
            "Something that people judge is not judged, or an objection is not answered.",
        ),
        MovementRefusal::AssessmentThere => ("Đã có nội dung này.", "There is one already."),
        MovementRefusal::ClaimsClosed => {
            ("Đã hết thời gian tự chấm điểm.", "Units score themselves no more.")
        }
        MovementRefusal::AssessmentSettled => {
            ("Nội dung này đã được thẩm định hoặc trả lời.", "It was judged or answered.")
        }
        MovementRefusal::MoreThanClaimed => (
            "Không ai thẩm định cao hơn mức đơn vị tự chấm.",
            "Nobody finds more than the unit says.",
        ),
        MovementRefusal::ObjectionsClosed => {
            ("Đã hết, hoặc chưa đến, thời gian phản đối.", "It is not the time to object.")
        }
    };
    told::by(language, vi, en)
}
