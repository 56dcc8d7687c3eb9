//! What words of money do in a text, by a few of them.

use proptest::prelude::*;

use super::*;

fn hints() -> Hints {
    let rows = [
        ("vòi", HintRole::Money, 10, true),
        ("voi tiền", HintRole::Money, 10, false),
        ("đưa .. $", HintRole::Money, 10, false),
        ("bồi dưỡng", HintRole::Money, 10, false),
        ("lớp bồi dưỡng", HintRole::Nothing, 0, false),
        ("mới ký", HintRole::Money, 6, false),
        ("$", HintRole::Sum, 4, false),
        ("# đồng", HintRole::Sum, 0, false),
        ("# k", HintRole::Sum, 0, false),
        ("# triệu", HintRole::Sum, 0, false),
        ("vài", HintRole::Number, 0, false),
        ("lệ phí", HintRole::Fee, 8, false),
        ("không", HintRole::Negation, 0, false),
        ("thì", HintRole::Condition, 0, false),
        ("nhưng", HintRole::Turn, 0, false),
    ];
    let rows = rows.map(|(words, role, weight, marked)| HintPattern {
        words: words.to_owned(),
        role,
        weight,
        marked,
    });
    Hints::new(&rows)
}

#[track_caller]
fn weighs(text: &str, weight: Option<u16>) {
    assert_eq!(hints().weight(text), weight, "{text}");
}

#[test]
fn where_marks_are_typed_they_tell_words_apart_and_elsewhere_what_stands_beside_them() {
    weighs("Cán bộ vòi tôi.", Some(10));
    weighs("Tôi làm việc với cán bộ.", None);
    weighs("toi lam viec voi can bo", None);
    weighs("can bo voi tien", Some(10));
    weighs("Phải bồi dưởng cán bộ.", Some(10));
}

#[test]
fn a_sum_alone_is_no_hint_however_it_is_typed_and_a_fee_explains_one() {
    for sum in ["200.000 đồng", "200,000 đồng", "200k", "2 triệu", "vài triệu", "２triệu"]
    {
        weighs(&format!("Tốn hết {sum}."), None);
        weighs(&format!("Tôi đưa cho ông ấy {sum}."), Some(10));
        weighs(&format!("Hết {sum} mới ký."), Some(10));
        weighs(&format!("Tôi đưa {sum} lệ phí."), None);
    }
    weighs("Đã đóng lệ phí, nhưng tôi phải đưa thêm 200k.", Some(10));
    weighs("Đã đóng lệ phí nhưng tôi phải đưa thêm 200k.", Some(10));
}

#[test]
fn what_did_not_happen_is_no_hint_but_a_condition_is() {
    weighs("Anh ấy không hề vòi tôi.", None);
    weighs("Không đưa 200k thì họ để đó.", Some(10));
    weighs("Không ai nói gì cả mà anh ấy vẫn vòi tôi.", Some(10));
}

#[test]
fn the_longest_words_count_and_each_once_in_a_sentence() {
    weighs("Tôi học lớp bồi dưỡng.", None);
    weighs("Anh vòi tôi, vòi chị tôi.", Some(10));
    weighs("Đưa 200k mới ký.", Some(16));
    weighs("Đã mới ký. Tốn 200k.", None);
    weighs("", None);
}

proptest! {
    #[test]
    fn any_text_is_weighed_alike_in_every_form_and_case(text in "\\PC{0,60}", words in "[vòiđưalệphí 0-9k.,]{0,40}") {
        for text in [text, words] {
            let lower = text.to_lowercase();
            let weight = hints().weight(&lower);
            prop_assert_eq!(hints().weight(&lower.nfd().collect::<String>()), weight);
            prop_assert_eq!(hints().weight(&lower.nfc().collect::<String>()), weight);
        }
    }
}
