//! The bodies of commands, as a client would send them.

use liemchinh::harness::domain::Day;
use serde_json::{Value, json};

use crate::fill::plans::Step;

/// What the reporter does, by the last part of its address; `None` for what staff does.
pub(crate) fn of_reporter(step: Step) -> Option<(&'static str, Value)> {
    Some(match step.what {
        "confirm" => ("confirmation", json!({})),
        "withdraw" => {
            ("withdrawal", json!({"text": "Tôi đã nhận được kết quả nên xin rút phản ánh."}))
        }
        "reply" => ("messages", json!({"text": "Phiếu số 47, lúc 14 giờ 05."})),
        _ => return None,
    })
}

/// What staff does.
pub(crate) fn of_staff(step: Step, today: Day) -> Value {
    match step.what {
        "answer" => {
            let text = "Cơ quan đã kiểm tra hồ sơ, đối chiếu với quy định và trả lời như sau: nội dung phản ánh đã được \
                        xem xét, bộ phận liên quan đã rút kinh nghiệm và kết quả được gửi kèm.";
            let mut body = json!({"command": "answer", "outcome": step.which, "text": text});
            if let (true, Value::Object(members)) = (step.which != "unfounded", &mut body) {
                members.insert("remedy".to_owned(), json!("Nhắc nhở bộ phận tiếp nhận."));
            }
            body
        }
        "ask" => {
            json!({"command": "ask_reporter", "text": "Xin cho biết ngày, giờ ghi trên phiếu."})
        }
        "decline" => {
            let text = "Nội dung không thuộc loại việc này; cơ quan ghi nhận để tổng hợp.";
            json!({"command": "decline", "ground": step.which, "text": text})
        }
        "extend" => json!({
            "command": "extend", "decision_no": "118/TB", "signer": "Đoàn Hữu Mẫu",
            "text": "Phải đối chiếu tài liệu của hai thời kỳ nên cần thêm thời gian.",
        }),
        "suspend" => {
            json!({"command": "suspend", "ground": step.which, "text": "Mưa lũ, chưa xác minh được."})
        }
        "apologise" => json!({
            "command": "apologise", "served_on": today, "served_by": "phone", "signer": "Lê Văn Mẫu",
            "document": "19/XL", "reason": "Hồ sơ chậm ở khâu thẩm định.",
        }),
        "result" => {
            json!({"command": "record_result", "finished_on": today, "text": "Đã trả kết quả tại quầy."})
        }
        "notify" => json!({"command": "notify", "text": "Đã gửi quyết định bằng thư bảo đảm."}),
        "publish" => json!({"command": "publish", "text": "Đã công khai kết luận."}),
        "signs" => {
            json!({"command": "note_criminal_signs", "text": "Nhiều trường hợp cùng một cách làm."})
        }
        "consult" => json!({"command": "consult", "to": "TN.STP"}),
        "consulted" => {
            json!({"command": "record_consultation", "text": "Đồng ý chuyển cơ quan điều tra."})
        }
        "refer" => json!({
            "command": "refer", "authority": "Cơ quan điều tra", "procuracy": "Viện kiểm sát nhân dân cùng cấp",
            "text": "Chuyển các tài liệu để xem xét theo thẩm quyền.",
            "manifest": [{"name": "Biên bản làm việc", "sha256": "5e".repeat(32)}],
            "remaining": "Việc niêm yết thủ tục.",
        }),
        "told" => {
            json!({"command": "record_procuracy_copy", "document_no": "58/TTT", "document_on": today})
        }
        "closed_above" => json!({"command": "close"}),
        other => json!({"command": other}),
    }
}

/// A forward to the unit of this code.
pub(crate) fn forward(unit: &str) -> Value {
    json!({"command": "forward", "to": unit, "text": "Thuộc thẩm quyền của đơn vị nhận."})
}

/// A merge into another case.
pub(crate) fn merge(into: &str) -> Value {
    json!({"command": "merge_into", "into": into, "text": "Trùng nội dung."})
}
