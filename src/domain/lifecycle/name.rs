//! What may be asked of a case, by whom, and in which states: one table.

use crate::domain::case::State;
use crate::domain::codes::{codes, words};

codes! {
    /// As whom somebody acts on a case.
    Party {
        /// The unit that answers for it.
        Holder => "holder",
        /// An inspector who watches over it.
        Inspector => "inspector",
        /// A leader of a unit above the holder.
        Superior => "superior",
        /// The reception desk.
        Desk => "desk",
        /// The reporter.
        Reporter => "reporter",
        /// A last day that passed.
        Clock => "clock",
    }
}

/// Declares the command names with who may give each, and in which states.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident => $code:literal [$($party:ident)+] [$($state:ident)+];)+) => {
        codes! {
            /// The name of a command, as sent.
            CommandName { $($(#[$doc])* $name => $code,)+ }
        }

        impl CommandName {
            /// Who may give it.
            pub const fn parties(self) -> &'static [Party] {
                match self { $(Self::$name => &[$(Party::$party),+],)+ }
            }

            /// In which states.
            pub const fn states(self) -> &'static [State] {
                match self { $(Self::$name => &[$(State::$state),+],)+ }
            }
        }
    };
}

commands! {
    /// Take it up.
    Accept => "accept" [Holder] [Received AwaitingReporter];
    /// Do not take it up.
    Decline => "decline" [Holder] [Received];
    /// Give it to the competent unit.
    Forward => "forward" [Holder Inspector] [Received Accepted];
    /// Say that another unit is competent.
    DisputeCompetence => "dispute_competence" [Holder] [Received];
    /// Decide a dispute of competence.
    SettleDispute => "settle_dispute" [Inspector] [Received];
    /// Ask the reporter something.
    AskReporter => "ask_reporter" [Holder] [Received Accepted];
    /// Tell the reporter something that is no answer.
    Announce => "announce" [Holder Inspector] [Received AwaitingReporter Accepted Suspended Answered];
    /// The reporter answers.
    ReporterReply => "reporter_reply" [Reporter] [AwaitingReporter];
    /// The signed paper has come.
    RecordSignature => "record_signature" [Holder Desk] [AwaitingReporter];
    /// Let the clock stand still.
    Suspend => "suspend" [Holder] [Accepted];
    /// Let it go on.
    Resume => "resume" [Holder Inspector] [Suspended AwaitingReporter];
    /// Extend the answer's period.
    Extend => "extend" [Holder] [Accepted];
    /// Record what makes it complex.
    RecordComplexity => "record_complexity" [Holder] [Received Accepted];
    /// Answer the reporter.
    Answer => "answer" [Holder] [Accepted];
    /// The remedy was done.
    FulfilRemedy => "fulfil_remedy" [Holder] [Answered];
    /// The decision was sent.
    Notify => "notify" [Holder] [Answered];
    /// The conclusion was made known.
    Publish => "publish" [Holder] [Answered];
    /// Make the answer public.
    PublishAnswer => "publish_answer" [Holder Inspector] [Answered Closed];
    /// Take back what is public.
    WithdrawPublication => "withdraw_publication" [Holder Inspector] [Answered Closed Referred];
    /// Send the answer back.
    ReturnAnswer => "return_answer" [Inspector] [Answered];
    /// The answer will do.
    Confirm => "confirm" [Reporter] [Answered];
    /// The answer will not do.
    Reopen => "reopen" [Reporter] [Answered Closed];
    /// Somebody else should look at it.
    Review => "review" [Reporter] [Answered Closed Declined];
    /// It is to be taken up after all.
    Overturn => "overturn" [Inspector] [Declined];
    /// It is something else in law. What is over, or answered, can only become a tip.
    Requalify => "requalify" [Inspector] [Received AwaitingReporter Accepted Suspended Answered Closed Declined Withdrawn];
    /// Take it from its unit.
    CallUp => "call_up" [Inspector Clock] [Received AwaitingReporter Accepted Suspended Answered Closed Declined Withdrawn];
    /// Mend what it is about.
    Correct => "correct" [Inspector] [Received AwaitingReporter Accepted Suspended Answered];
    /// Take the report back.
    Withdraw => "withdraw" [Reporter] [Received AwaitingReporter Accepted Suspended];
    /// The same matter as another case.
    MergeInto => "merge_into" [Holder Inspector] [Received Accepted];
    /// Decide whether it is.
    SettleMerge => "settle_merge" [Inspector] [Received AwaitingReporter Accepted Suspended];
    /// It is not.
    Unmerge => "unmerge" [Holder Inspector] [Received AwaitingReporter Accepted Suspended];
    /// Note signs of a crime.
    NoteCriminalSigns => "note_criminal_signs" [Holder Inspector] [Received AwaitingReporter Accepted Suspended Answered Closed Declined Withdrawn];
    /// Ask the state management body.
    Consult => "consult" [Inspector] [Received AwaitingReporter Accepted Suspended Answered Closed Declined Withdrawn];
    /// Note what it said.
    RecordConsultation => "record_consultation" [Inspector] [Received AwaitingReporter Accepted Suspended Answered Closed Declined Withdrawn];
    /// Pass it to the investigation agency.
    Refer => "refer" [Inspector] [Received AwaitingReporter Accepted Suspended Answered Closed Declined Withdrawn];
    /// Note the written notice of it to the procuracy.
    RecordProcuracyCopy => "record_procuracy_copy" [Inspector] [Referred];
    /// The reporter adds facts that nobody asked for.
    AddFacts => "add_facts" [Reporter] [Received AwaitingReporter Accepted Suspended Answered];
    /// The reporter says that somebody takes revenge for the report.
    FlagRetaliation => "flag_retaliation" [Reporter] [Received AwaitingReporter Accepted Suspended Answered Closed Declined Withdrawn Referred];
    /// Say whether an old paper came on the day of its stamp.
    VouchPaper => "vouch_paper" [Inspector] [Received AwaitingReporter Accepted Suspended Answered Closed Declined Withdrawn];
    /// Note whether whoever sent it is who it says: the Front, or an official.
    ConfirmSender => "confirm_sender" [Inspector] [Received AwaitingReporter Accepted Suspended Answered Closed Declined Withdrawn];
    /// Claim that the dossier was promised for a day, and no apology came.
    ClaimPromise => "claim_promise" [Reporter] [Received Accepted Suspended Answered];
    /// Say that the day was promised.
    ConfirmPromise => "confirm_promise" [Holder] [Received AwaitingReporter Accepted Suspended Answered];
    /// Say that it was not.
    DenyPromise => "deny_promise" [Holder] [Received AwaitingReporter Accepted Suspended Answered];
    /// Decide which day was promised.
    SettlePromise => "settle_promise" [Inspector] [Received AwaitingReporter Accepted Suspended Answered];
    /// The unit kept silent on a claimed day.
    LetPromiseStand => "let_promise_stand" [Clock] [Received AwaitingReporter Accepted Suspended Answered];
    /// The register has an apology the case does not know of.
    RecallApology => "recall_apology" [Clock] [Received AwaitingReporter Accepted Suspended Answered];
    /// Record the apology for being late.
    Apologise => "apologise" [Holder Inspector] [Received AwaitingReporter Accepted Suspended Answered];
    /// Record that the result of the dossier was given.
    RecordResult => "record_result" [Holder Inspector] [Received AwaitingReporter Accepted Suspended Answered];
    /// End it.
    Close => "close" [Holder Inspector Superior] [Answered];
    /// The last day of a wait has passed.
    Lapse => "lapse" [Clock] [AwaitingReporter Suspended Answered];
}

words! {
    CommandName {
        Accept => "tiếp nhận, thụ lý", "take it up";
        Decline => "không thụ lý", "do not take it up";
        Forward => "chuyển", "forward";
        DisputeCompetence => "không đồng ý thẩm quyền", "dispute who is competent";
        SettleDispute => "quyết định thẩm quyền", "decide who is competent";
        AskReporter => "hỏi người nộp", "ask the reporter";
        Announce => "thông báo cho người nộp", "tell the reporter something";
        ReporterReply => "trả lời câu hỏi", "answer the question";
        RecordSignature => "đã nhận đơn có chữ ký", "record the signed paper";
        Suspend => "tạm đình chỉ", "suspend";
        Resume => "tiếp tục", "resume";
        Extend => "gia hạn", "extend the period";
        RecordComplexity => "ghi nhận phức tạp", "record complexity";
        Answer => "trả lời", "answer";
        FulfilRemedy => "đã khắc phục", "record that it was put right";
        Notify => "đã gửi kết quả", "record that the decision was sent";
        Publish => "công khai kết luận", "record that the conclusion was made known";
        PublishAnswer => "công khai trả lời", "make the answer public";
        WithdrawPublication => "rút nội dung công khai", "take back what is public";
        ReturnAnswer => "yêu cầu trả lời lại", "send the answer back";
        Confirm => "đồng ý với câu trả lời", "say that the answer will do";
        Reopen => "đề nghị giải quyết lại", "ask for it to be reopened";
        Review => "đề nghị xem xét lại", "ask for a second look";
        Overturn => "hủy việc từ chối thụ lý", "overturn the refusal";
        Requalify => "xác định lại loại đơn", "find the kind anew";
        CallUp => "rút vụ việc lên thanh tra giải quyết", "call up";
        Correct => "đính chính nhóm, lĩnh vực, đơn vị, địa bàn", "correct category, sector, unit or locality";
        Withdraw => "rút đơn", "take the report back";
        MergeInto => "nhập vụ việc", "merge into another case";
        SettleMerge => "quyết định nhập vụ việc", "decide on the merge";
        Unmerge => "tách vụ việc", "part from the other case";
        NoteCriminalSigns => "ghi nhận dấu hiệu tội phạm", "note criminal signs";
        Consult => "tham vấn", "consult";
        RecordConsultation => "ghi kết quả tham vấn", "record the opinion";
        Refer => "chuyển cơ quan điều tra", "pass to the investigation agency";
        RecordProcuracyCopy => "đã thông báo Viện kiểm sát bằng văn bản", "record the written notice to the procuracy";
        AddFacts => "bổ sung thông tin", "add facts";
        FlagRetaliation => "báo bị trù dập, trả thù", "tell of revenge";
        VouchPaper => "xác nhận ngày đến của đơn giấy", "vouch for the day of the paper";
        ConfirmSender => "xác nhận người gửi", "note who sent it";
        ClaimPromise => "nêu ngày hẹn trả", "claim the promised day";
        ConfirmPromise => "xác nhận ngày hẹn trả", "confirm the promised day";
        DenyPromise => "phản bác ngày hẹn", "contest the promised day";
        SettlePromise => "quyết định ngày hẹn", "decide on the promised day";
        LetPromiseStand => "ngày hẹn được coi là đúng", "let the promised day stand";
        RecallApology => "ghi nhận lời xin lỗi đã có", "take over the recorded apology";
        Apologise => "xin lỗi, hẹn lại", "apologise with a new date";
        RecordResult => "đã trả kết quả hồ sơ", "record the result of the dossier";
        Close => "kết thúc", "close";
        Lapse => "hết hạn chờ", "let the wait lapse";
    }
}

impl CommandName {
    /// Whether only inspectors prepare it and pass it on, also where their own body holds the case:
    /// the holder, which is mostly the accused, would learn of it, or bury its own case by it.
    pub const fn is_criminal_matter(self) -> bool {
        matches!(
            self,
            Self::Consult | Self::RecordConsultation | Self::Refer | Self::RecordProcuracyCopy
        )
    }

    /// Whether only inspectors give it, also where their own body holds the case.
    pub const fn is_inspectors_own(self) -> bool {
        self.is_criminal_matter()
            || matches!(
                self,
                Self::Overturn
                    | Self::CallUp
                    | Self::MergeInto
                    | Self::SettleMerge
                    | Self::Correct
                    | Self::ConfirmSender
                    | Self::VouchPaper
            )
    }
}
