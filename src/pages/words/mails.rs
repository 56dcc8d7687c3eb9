//! What staff read of a mail that goes out: what it is about, in a few words.

use crate::domain::notice::Template;
use crate::domain::text::Language;
use crate::pages::told;

/// What a mail is about.
pub(in crate::pages) const fn of(language: Language, mail: Template) -> &'static str {
    let (vi, en) = match mail {
        Template::UnitRouted => ("Vụ việc mới của đơn vị", "A case is yours"),
        Template::UnitForwarded => ("Vụ việc được chuyển đến", "A case was forwarded to you"),
        Template::UnitSucceeded => ("Nhận vụ việc của đơn vị trước", "Cases of the unit before"),
        Template::UnitHalf => ("Đã qua nửa thời hạn", "Half of the time has passed"),
        Template::UnitDueSoon => ("Sắp đến hạn", "Due soon"),
        Template::UnitOneDay => ("Còn một ngày", "One day left"),
        Template::UnitDueToday => ("Đến hạn hôm nay", "Due today"),
        Template::UnitMissed => ("Đã quá hạn", "A day was missed"),
        Template::UnitDigest => ("Việc của ngày", "The day's cases"),
        Template::LeaderOverdue => ("Quá hạn, gửi lãnh đạo", "Overdue, to the leader"),
        Template::SuperiorOverdue => ("Quá hạn, gửi cấp trên", "Overdue, to the superior"),
        Template::InspectorateOverdue => ("Quá hạn, gửi thanh tra", "Overdue, to the inspectorate"),
        Template::OverdueDigest => ("Các việc quá hạn", "What is overdue"),
        Template::Tripwire => ("Để lâu chưa xử lý", "Lies unprocessed"),
        Template::TripwireDigest => ("Các việc để lâu", "What lies unprocessed"),
        Template::UnitUrged => ("Văn bản đôn đốc", "Urging letter"),
        Template::UrgingMissed => ("Đôn đốc quá hạn trả lời", "Urging not answered"),
        Template::UrgingDue => ("Đôn đốc đến hạn trả lời", "Urging due"),
        Template::UrgingAnswered => ("Đôn đốc đã được trả lời", "Urging answered"),
        Template::UnitRecommended => ("Kiến nghị gửi đơn vị", "Recommendation"),
        Template::RecommendationDue => ("Kiến nghị đến hạn", "Recommendation due"),
        Template::RecommendationOverdue => ("Kiến nghị quá hạn", "Recommendation overdue"),
        Template::RecommendationDone => ("Kiến nghị đã xong", "Recommendation done"),
        Template::RecommendationDigest => ("Các kiến nghị", "Recommendations"),
        Template::ReporterFiled => ("Đã nhận phản ánh", "Report received"),
        Template::ReporterForwarded => ("Phản ánh được chuyển", "Report forwarded"),
        Template::ReporterDeclined => ("Không thụ lý", "Report not taken up"),
        Template::ReporterAnswered => ("Đã có trả lời", "Report answered"),
        Template::UnitNews => ("Có tin mới trong vụ việc", "News in a case"),
        Template::ReporterNews => ("Có tin mới cho người gửi", "News for the reporter"),
        Template::ReporterReply => ("Cách trả lời thư", "How to reply"),
        Template::NoteMention => ("Được nhắc trong ghi chú", "Mentioned in a note"),
        Template::UnitConsulted => ("Được hỏi ý kiến", "Asked for an opinion"),
        Template::InspectorateDigest => ("Tin báo chờ mở", "Tips that wait"),
        Template::TipTakenOver => ("Tin báo đã có người khác nhận", "A tip was taken over"),
        Template::TipRetaliation => ("Báo bị trù dập", "Revenge told of"),
        Template::TipperNews => ("Có tin mới cho người báo tin", "News for the tipper"),
        Template::ContactCode => ("Mã xác nhận địa chỉ", "Code of an address"),
        Template::ContactChanging => ("Đổi địa chỉ liên hệ", "Contact changing"),
        Template::AccountLink => ("Đặt mật khẩu", "Set a password"),
        Template::EmailChanged => ("Đổi địa chỉ thư", "Address changed"),
    };
    told::by(language, vi, en)
}
