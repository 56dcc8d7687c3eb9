//! Words of the pages on which a report is sent and followed, beside those that stand with the frame.

words! { Report;
    sent_h1 "Mẫu này đã gửi rồi" / "This form was sent already";
    sent_text "Lần gửi trước đã được nhận và mã biên nhận đã hiện ra khi đó. Những chỗ bạn sửa từ lúc ấy chưa được gửi." / "What was sent before has arrived, and its receipt was shown then. What you have changed since is not sent.";
    sent_more "Muốn nói thêm về đơn đã gửi? Mở đơn bằng mã biên nhận rồi bấm “Bổ sung thông tin”." / "More to say about that report? Open it with its receipt and press “Add information”.";
    sent_other "Đây là chuyện khác, hoặc bạn chưa hề thấy mã? Gửi thành đơn mới: bạn sẽ được xem lại trước." / "Is this another matter, or did you never see a receipt? Send it as a new report: you will check it first.";
    sent_anew "Gửi thành đơn mới" / "Send as a new report";
    consent_changed "Nội dung đồng ý vừa được thay. Đọc lại rồi đánh dấu." / "What you agree to has changed. Read it again, then tick the box.";
}
