//! `movement simulate` as an operator gives it: a table from the reference data alone.

use crate::tools::site::Site;

#[test]
fn the_strategies_are_played_from_the_reference_data_and_every_bar_holds() {
    let site = Site::new("sqlite:liemchinh.db");
    let simulate = |more: &[&str]| {
        let command = ["movement", "simulate", "--strategies", "--years", "16"];
        site.command(&[], &[&command[..], more].concat()).output().unwrap()
    };

    let table = simulate(&["--jobs", "1"]);
    let again = simulate(&["--jobs", "3"]);
    let beaten = simulate(&["--scorer", "ratio"]);

    let words = String::from_utf8(table.stdout).unwrap();
    assert!(table.status.success(), "{words}");
    for part in [
        "16 năm / years, seed 577, scorer rule",
        "| từ chối vụ trễ / decline the late | −",
        "| chuyển muộn / a late forward | late | late | ✓ |",
        "| câu trả lời / answers | ",
        "Every bar holds.",
    ] {
        assert!(words.contains(part), "{part} in {words}");
    }
    assert_eq!(words, String::from_utf8(again.stdout).unwrap(), "with any number of threads");
    let words = String::from_utf8(beaten.stdout).unwrap();
    assert!(!beaten.status.success(), "{words}");
    assert!(words.contains("NOT HELD: từ chối vụ trễ / decline the late, 60/quý"), "{words}");
}
