//! What `succeed` says of units that ended, of their cases and of their accounts.

sentences! {
    units_ended(count, day) => "{count} đơn vị đã kết thúc trước ngày {day}", "{count} unit(s) ended before {day}";
    unit_open(unit, ended, open) => "{unit} (đến {ended}): {open} vụ việc đang mở", "(to {ended}): {open} open";
    late_kept(count) => "{count} việc trễ vẫn tính cho đơn vị này", "{count} late duties stay in its figures";
    for_inspector(count) => "{count} chờ thanh tra viên", "{count} for an inspector";
    no_successor() => "chưa rõ đơn vị kế thừa", "no successor is known";
    and_more(count) => "và {count} vụ việc nữa", "and {count} more";
    receiver(unit, before, after) => "{unit}: trước có {before}, sau có {after} vụ việc đang mở", "{before} open before, {after} after";
    moved(cases, waiting) => "đã chuyển {cases} vụ việc, {waiting} chờ thanh tra viên", "{cases} cases moved, {waiting} wait for an inspector";
    would_move(cases, waiting) => "sẽ chuyển {cases} vụ việc, {waiting} chờ thanh tra viên", "{cases} cases would move, {waiting} wait for an inspector";
    letters_moved(letters, recommendations) => "đã chuyển {letters} văn bản và {recommendations} kiến nghị", "{letters} letter(s) and {recommendations} recommendation(s) moved";
    letters_would_move(letters, recommendations) => "sẽ chuyển {letters} văn bản và {recommendations} kiến nghị", "{letters} letter(s) and {recommendations} recommendation(s) would move";
    letters_left(count) => "{count} văn bản hoặc kiến nghị ở lại với đơn vị đã kết thúc mà không có một đơn vị kế thừa: thanh tra viên đóng hoặc gửi lại", "{count} letter(s) or recommendation(s) stay with units that ended without one successor: an inspector closes them or sends them anew";
    inspector_forwards() => "Thanh tra viên chuyển từng vụ việc còn lại: GET /api/v1/cases?holder_ended=true, rồi forward.", "An inspector forwards each that waits: GET /api/v1/cases?holder_ended=true, then forward.";
    to_superior() => "giải thể, không có đơn vị kế thừa: cấp trên", "dissolved, nobody came after it: the unit above";
    to_receiving_body() => "giải thể, không có đơn vị kế thừa: cơ quan đầu mối", "dissolved, nobody came after it: the receiving body";
    leads_no_more() => "không còn là lãnh đạo vì đơn vị mới rộng hơn", "leads no more, the new unit reaches further";
    accounts_moved(count) => "đã chuyển {count} tài khoản", "{count} account(s) moved";
    accounts_would_move(count) => "sẽ chuyển {count} tài khoản", "{count} account(s) would move";
    accounts_wait(count) => "LƯU Ý: {count} tài khoản thuộc đơn vị đã kết thúc mà không có quy tắc chuyển; hãy chuyển hoặc đóng từng tài khoản:", "CARE: {count} account(s) belong to units that ended and go to nobody by rule; move or close each:";
}
