//! What states and outcomes are called.

use super::{Outcome, State};
use crate::domain::codes::words;

words! {
    State {
        Received => "chờ thụ lý", "waits to be taken up";
        Accepted => "đang giải quyết", "being handled";
        AwaitingReporter => "chờ người nộp", "waits for the reporter";
        Suspended => "tạm đình chỉ", "suspended";
        Answered => "đã trả lời", "answered";
        Closed => "đã kết thúc", "closed";
        Declined => "không thụ lý", "not taken up";
        Withdrawn => "người nộp đã rút đơn", "taken back by the reporter";
        Referred => "đã chuyển cơ quan điều tra", "passed to the investigation agency";
    }
}

words! {
    Outcome {
        Remedied => "đã khắc phục", "put right";
        Founded => "đúng", "founded";
        PartlyFounded => "đúng một phần", "founded in part";
        Unfounded => "không có căn cứ", "not borne out";
        SlanderConcluded => "đã có kết luận là vu khống", "a slander, as a competent body concluded";
        NotCompetent => "không thuộc thẩm quyền", "nobody here is competent";
        Withdrawn => "người nộp rút đơn", "taken back by the reporter";
    }
}
