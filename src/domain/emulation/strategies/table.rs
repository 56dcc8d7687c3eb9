//! The table of what units, their friends and their rivals might do: data, one row each.

use super::super::matters::Side;

/// What a strategy is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The honest twin with other luck in draws and inspections.
    Again,
    /// What a unit does to its own matters: it must not gain.
    Trick,
    /// Friends with dossiers of their own: it may gain only little.
    Dossiers,
    /// Others file against the unit: it must lose only little.
    Rival,
    /// The unit works better: it must gain.
    Honest,
    /// What no rule over registered matters sees: shown, not bounded.
    Limit,
}

/// What is done with a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Well,
    Poorly,
    Decline,
    Forward,
    Dispute,
    Merge,
    Extend,
    Ask,
    Suspend,
    AcceptLate,
    /// An empty answer on the last day.
    Nothing,
    /// The same words for everybody, with days left.
    Stock,
    /// An empty answer in words of its own, with days left: the one that is hardest to see.
    Varied,
    Unfounded,
    Close,
    Press,
    /// Never registered.
    Unregistered,
}

/// To which matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whom {
    All,
    Late,
    Poor,
    Both,
}

/// One habit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habit {
    pub(super) deed: Deed,
    pub(super) whom: Whom,
    /// To how many of them, in ten-thousandths.
    pub(super) share: u32,
    pub(super) last_quarter: bool,
    pub(super) side: Option<Side>,
}

/// Who files for a unit's sake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    /// Real persons, who confirm.
    Persons,
    /// Real persons, who do not.
    Quiet,
    /// Telephones of nobody.
    Invented,
}

/// Reports that others file for the unit's sake.
#[derive(Debug, Clone, Copy)]
pub(super) struct Friends {
    /// In a year.
    pub(super) matters: u32,
    pub(super) who: Who,
    pub(super) anchored: bool,
    /// Typed in at one desk, whose slips nobody activated: the desk is the source.
    pub(super) desk: bool,
}

/// Reports that somebody files against the unit, all in the first quarter.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shams {
    pub(super) matters: u32,
    pub(super) one_source: bool,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Strategy {
    /// Its name in Vietnamese.
    pub name_vi: &'static str,
    /// Its name in English.
    pub name_en: &'static str,
    /// What it is judged by.
    pub class: Class,
    pub(super) habits: &'static [Habit],
    pub(super) friends: Option<Friends>,
    pub(super) shams: Option<Shams>,
}

const WHOLE: u32 = 10_000;

const fn habit(deed: Deed, whom: Whom, share: u32) -> Habit {
    Habit { deed, whom, share, last_quarter: false, side: None }
}

const fn q4(deed: Deed, whom: Whom, share: u32) -> Habit {
    Habit { last_quarter: true, ..habit(deed, whom, share) }
}

const fn anchored_only(deed: Deed) -> Habit {
    Habit { side: Some(Side::Anchored), ..habit(deed, Whom::Late, WHOLE) }
}

const fn friends(matters: u32) -> Friends {
    Friends { matters, who: Who::Persons, anchored: false, desk: false }
}

const fn dossiers(matters: u32) -> Friends {
    Friends { anchored: true, ..friends(matters) }
}

const fn shams(matters: u32, one_source: bool) -> Shams {
    Shams { matters, one_source }
}

use Class::{Again, Dossiers, Honest, Limit, Rival, Trick};
use Deed::{
    AcceptLate, Ask, Close, Decline, Dispute, Extend, Forward, Merge, Nothing, Poorly, Press,
    Stock, Suspend, Unfounded, Unregistered, Varied, Well,
};
use Whom::{All, Both, Late, Poor};

/// What every honest unit does.
pub(super) const HONEST: Strategy = Strategy {
    name_vi: "trung thực",
    name_en: "honest",
    class: Again,
    habits: &[],
    friends: None,
    shams: None,
};

macro_rules! optional {
    () => {
        None
    };
    ($value:expr) => {
        Some($value)
    };
}

/// Declares the table: class, names, habits, and who else files.
macro_rules! strategies {
    ($($class:ident $vi:literal $en:literal [$($habit:expr),*]
        $(friends($friends:expr))? $(shams($shams:expr))?;)+) => {
        /// Every strategy that is played.
        pub const STRATEGIES: &[Strategy] = &[$(Strategy {
            name_vi: $vi,
            name_en: $en,
            class: $class,
            habits: &[$($habit),*],
            friends: optional!($($friends)?),
            shams: optional!($($shams)?),
        },)+];
    };
}

strategies! {
    Again "trung thực, vận may khác" "the honest twin again" [];
    Trick "từ chối vụ trễ" "decline the late" [habit(Decline, Late, WHOLE)];
    Trick "từ chối vụ trễ và vụ làm kém" "decline the late and the poor" [habit(Decline, Both, WHOLE)];
    Trick "từ chối một phần tư vụ trễ" "decline one in four of the late" [habit(Decline, Late, 2_500)];
    Trick "chỉ từ chối trong quý IV" "decline only in the last quarter" [q4(Decline, Late, WHOLE)];
    Trick "chuyển vụ trễ cho bạn giữ" "forward the late to a friend" [habit(Forward, Late, WHOLE)];
    Trick "chuyển một nửa cho bạn" "forward half of the late to a friend" [habit(Forward, Late, 5_000)];
    Trick "tranh chấp thẩm quyền vụ trễ" "dispute competence for the late" [habit(Dispute, Late, WHOLE)];
    Trick "xin ghép vụ trễ" "merge the late into answered ones" [habit(Merge, Late, WHOLE)];
    Trick "gia hạn không căn cứ" "extend without ground" [habit(Extend, Late, WHOLE)];
    Trick "gia hạn một phần tư" "extend one in four" [habit(Extend, Late, 2_500)];
    Trick "hỏi sớm không cần thiết" "ask the reporter early, for nothing" [habit(Ask, Late, WHOLE)];
    Trick "tạm đình chỉ không căn cứ" "suspend without ground" [habit(Suspend, Late, WHOLE)];
    Trick "thụ lý trễ rồi trả lời" "take up late, so that the period begins late" [habit(AcceptLate, Late, WHOLE)];
    Trick "trả lời rỗng ngày cuối" "answer with nothing on the last day" [habit(Nothing, Late, WHOLE)];
    Trick "trả lời rỗng một phần tư" "nothing, one in four" [habit(Nothing, Late, 2_500)];
    Trick "trả lời rỗng vụ trễ và kém" "nothing for all late and poor" [habit(Nothing, Both, WHOLE)];
    Trick "trả lời rỗng theo mẫu" "nothing, in stock words with days left" [habit(Stock, Late, WHOLE)];
    Trick "trả lời rỗng, lời khác nhau" "nothing, in varied words with days left" [habit(Varied, Late, WHOLE)];
    Trick "kết luận không có cơ sở" "answer unfounded" [habit(Unfounded, Late, WHOLE)];
    Trick "ép rút đơn (một nửa chịu)" "press to withdraw (half give way)" [habit(Press, Late, WHOLE)];
    Trick "đóng hàng loạt quý IV" "bulk-close the last quarter" [q4(Close, Late, WHOLE)];
    Trick "nửa từ chối, nửa rỗng" "pair: decline half, nothing half" [habit(Decline, Late, 5_000), habit(Nothing, Late, 5_000)];
    Trick "nửa chuyển, nửa ép" "pair: forward half, press half" [habit(Forward, Late, 5_000), habit(Press, Late, 5_000)];
    Trick "nửa hỏi sớm, nửa gia hạn" "pair: ask half, extend half" [habit(Ask, Late, 5_000), habit(Extend, Late, 5_000)];
    Trick "rỗng, chỉ bên có neo" "nothing, on the anchored side only" [anchored_only(Nothing)];
    Trick "từ chối, chỉ bên có neo" "decline, on the anchored side only" [anchored_only(Decline)];
    Trick "rỗng bên có neo, 50 bạn im lặng" "nothing anchored, 50 quiet friends" [anchored_only(Nothing)] friends(Friends { who: Who::Quiet, ..friends(50) });
    Trick "rỗng và 20 bạn" "pair: nothing and 20 friends" [habit(Nothing, Late, WHOLE)] friends(friends(20));
    Limit "20 bạn, người thật" "20 friends, real persons" [] friends(friends(20));
    Limit "50 bạn, người thật" "50 friends, real persons" [] friends(friends(50));
    Limit "50 số điện thoại bịa" "50 invented telephones" [] friends(Friends { who: Who::Invented, ..friends(50) });
    Limit "20 bạn, mỗi quý ba vụ" "20 friends at the cap each quarter" [] friends(friends(240));
    Limit "bàn tiếp nhận bạn, 10 vụ mỗi quý" "a friend's desk, 10 a quarter" [] friends(Friends { desk: true, ..friends(40) });
    Limit "bàn bạn, phiếu được kích hoạt" "a friend's desk, slips activated" [] friends(friends(40));
    Dossiers "10 bạn có hồ sơ thật" "10 friends with real dossiers" [] friends(dossiers(10));
    Dossiers "20 bạn có hồ sơ thật" "20 friends with real dossiers" [] friends(dossiers(20));
    Limit "50 bạn có hồ sơ thật" "50 friends with real dossiers" [] friends(dossiers(50));
    Limit "một nửa không được ghi nhận" "silence: half of all never registered" [habit(Unregistered, All, 5_000)];
    Limit "một phần tư vụ trễ không ghi nhận" "silence: a quarter of the late never registered" [habit(Unregistered, Late, 2_500)];
    Limit "làm kém nhưng đúng hạn" "the late answered poorly, in time" [habit(Poorly, Late, WHOLE)];
    Honest "một phần mười vụ trễ làm tốt" "honest: a tenth of the late in time, well" [habit(Well, Late, 1_000)];
    Honest "một nửa vụ kém làm tốt" "honest: half of the poor done well" [habit(Well, Poor, 5_000)];
    Honest "quý IV làm tốt hơn" "honest: a better last quarter" [q4(Well, Both, 5_000)];
    Rival "đối thủ: 10 vụ giả, một nguồn" "rival: 10 shams, one source" [] shams(shams(10, true));
    Rival "đối thủ: 10 vụ giả, nhiều nguồn" "rival: 10 shams, many sources" [] shams(shams(10, false));
    Rival "đối thủ: 60 vụ giả, một nguồn" "rival: 60 shams, one source" [] shams(shams(60, true));
    Rival "đối thủ: 60 vụ giả, nhiều nguồn" "rival: 60 shams, many sources" [] shams(shams(60, false));
}
