//! The words of a mail: a template file for each notice and language, never a word of a report.

use askama::Template as _;
use secrecy::{ExposeSecret, SecretString};

use crate::domain::notice::{Facts, Template};
use crate::domain::receipt::OneTimeCode;
use crate::domain::text::Language;

/// What a template may name.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    /// The unit's name in the language of the mail.
    pub unit: String,
    /// The name of the unit it speaks of.
    pub about: String,
    /// The name of the kind of report.
    pub kind: String,
    /// Where to look.
    pub link: String,
    /// The code that confirms an address.
    pub code: Option<OneTimeCode>,
    /// What stands behind the `#` of a link that sets a password.
    pub secret: Option<SecretString>,
    /// Until when that link can be used.
    pub until: String,
}

/// The words of one mail, as its template names them.
struct Words<'a> {
    unit: &'a str,
    link: &'a str,
    number: &'a str,
    step: &'a str,
    due: &'a str,
    near: &'a str,
    news: &'a str,
    count: i64,
    about: &'a str,
    kind: &'a str,
    code: &'a str,
    secret: &'a str,
    until: &'a str,
    soon: i64,
    today: i64,
    late: i64,
    fresh: i64,
    news_count: i64,
}

macro_rules! mails {
    ($($module:ident $name:ident => $vi:literal, $en:literal;)+) => {
        $(mod $module {
            #[derive(askama::Template)]
            #[template(path = $vi, escape = "none")]
            pub(super) struct Vi<'a> {
                pub(super) w: &'a super::Words<'a>,
            }

            #[derive(askama::Template)]
            #[template(path = $en, escape = "none")]
            pub(super) struct En<'a> {
                pub(super) w: &'a super::Words<'a>,
            }
        })+

        fn text(template: Template, language: Language, facts: &Facts, wording: &Wording) -> Option<String> {
            let due = facts.due_on.map(|day| match language {
                Language::Vi => format!("{:02}/{:02}/{}", day.day(), day.month(), day.year()),
                Language::En => day.to_string(),
            });
            let tally = facts.tally.unwrap_or_default();
            let code = wording.code.as_ref().map(OneTimeCode::to_text).unwrap_or_default();
            let words = Words {
                unit: &wording.unit,
                link: &wording.link,
                number: facts.number.as_deref().unwrap_or_default(),
                step: facts
                    .step
                    .map(|step| match language {
                        Language::Vi => step.vi(),
                        Language::En => step.en(),
                    })
                    .unwrap_or_default(),
                due: due.as_deref().unwrap_or_default(),
                near: facts
                    .stage
                    .map(|stage| match language {
                        Language::Vi => stage.vi(),
                        Language::En => stage.en(),
                    })
                    .unwrap_or_default(),
                news: facts
                    .news
                    .map(|news| match language {
                        Language::Vi => news.vi(),
                        Language::En => news.en(),
                    })
                    .unwrap_or_default(),
                count: facts.count.unwrap_or_default(),
                about: &wording.about,
                kind: &wording.kind,
                code: &code,
                secret: wording.secret.as_ref().map(ExposeSecret::expose_secret).unwrap_or_default(),
                until: &wording.until,
                soon: tally.soon,
                today: tally.today,
                late: tally.late,
                fresh: tally.fresh,
                news_count: tally.news,
            };
            match (template, language) {
                $((Template::$name, Language::Vi) => $module::Vi { w: &words }.render(),
                (Template::$name, Language::En) => $module::En { w: &words }.render(),)+
            }
            .ok()
        }
    };
}

mails! {
    unit_routed UnitRouted => "mail/unit_routed.vi.txt", "mail/unit_routed.en.txt";
    unit_forwarded UnitForwarded => "mail/unit_forwarded.vi.txt", "mail/unit_forwarded.en.txt";
    unit_succeeded UnitSucceeded => "mail/unit_succeeded.vi.txt", "mail/unit_succeeded.en.txt";
    unit_due_soon UnitDueSoon => "mail/unit_due_soon.vi.txt", "mail/unit_due_soon.en.txt";
    unit_due_today UnitDueToday => "mail/unit_due_today.vi.txt", "mail/unit_due_today.en.txt";
    unit_missed UnitMissed => "mail/unit_missed.vi.txt", "mail/unit_missed.en.txt";
    reporter_filed ReporterFiled => "mail/reporter_filed.vi.txt", "mail/reporter_filed.en.txt";
    reporter_forwarded ReporterForwarded => "mail/reporter_forwarded.vi.txt", "mail/reporter_forwarded.en.txt";
    reporter_declined ReporterDeclined => "mail/reporter_declined.vi.txt", "mail/reporter_declined.en.txt";
    reporter_answered ReporterAnswered => "mail/reporter_answered.vi.txt", "mail/reporter_answered.en.txt";
    unit_news UnitNews => "mail/unit_news.vi.txt", "mail/unit_news.en.txt";
    note_mention NoteMention => "mail/note_mention.vi.txt", "mail/note_mention.en.txt";
    unit_consulted UnitConsulted => "mail/unit_consulted.vi.txt", "mail/unit_consulted.en.txt";
    reporter_news ReporterNews => "mail/reporter_news.vi.txt", "mail/reporter_news.en.txt";
    reporter_reply ReporterReply => "mail/reporter_reply.vi.txt", "mail/reporter_reply.en.txt";
    inspectorate_digest InspectorateDigest => "mail/inspectorate_digest.vi.txt", "mail/inspectorate_digest.en.txt";
    tip_taken_over TipTakenOver => "mail/tip_taken_over.vi.txt", "mail/tip_taken_over.en.txt";
    tipper_news TipperNews => "mail/tipper_news.vi.txt", "mail/tipper_news.en.txt";
    tip_retaliation TipRetaliation => "mail/tip_retaliation.vi.txt", "mail/tip_retaliation.en.txt";
    contact_changing ContactChanging => "mail/contact_changing.vi.txt", "mail/contact_changing.en.txt";
    account_link AccountLink => "mail/account_link.vi.txt", "mail/account_link.en.txt";
    email_changed EmailChanged => "mail/email_changed.vi.txt", "mail/email_changed.en.txt";
    contact_code ContactCode => "mail/contact_code.vi.txt", "mail/contact_code.en.txt";
    unit_half UnitHalf => "mail/unit_half.vi.txt", "mail/unit_half.en.txt";
    unit_one_day UnitOneDay => "mail/unit_one_day.vi.txt", "mail/unit_one_day.en.txt";
    unit_digest UnitDigest => "mail/unit_digest.vi.txt", "mail/unit_digest.en.txt";
    leader_overdue LeaderOverdue => "mail/leader_overdue.vi.txt", "mail/leader_overdue.en.txt";
    superior_overdue SuperiorOverdue => "mail/superior_overdue.vi.txt", "mail/superior_overdue.en.txt";
    inspectorate_overdue InspectorateOverdue => "mail/inspectorate_overdue.vi.txt", "mail/inspectorate_overdue.en.txt";
    overdue_digest OverdueDigest => "mail/overdue_digest.vi.txt", "mail/overdue_digest.en.txt";
    tripwire Tripwire => "mail/tripwire.vi.txt", "mail/tripwire.en.txt";
    tripwire_digest TripwireDigest => "mail/tripwire_digest.vi.txt", "mail/tripwire_digest.en.txt";
    unit_urged UnitUrged => "mail/unit_urged.vi.txt", "mail/unit_urged.en.txt";
    urging_missed UrgingMissed => "mail/urging_missed.vi.txt", "mail/urging_missed.en.txt";
    urging_due UrgingDue => "mail/urging_due.vi.txt", "mail/urging_due.en.txt";
    urging_answered UrgingAnswered => "mail/urging_answered.vi.txt", "mail/urging_answered.en.txt";
    unit_recommended UnitRecommended => "mail/unit_recommended.vi.txt", "mail/unit_recommended.en.txt";
    recommendation_due RecommendationDue => "mail/recommendation_due.vi.txt", "mail/recommendation_due.en.txt";
    recommendation_overdue RecommendationOverdue => "mail/recommendation_overdue.vi.txt", "mail/recommendation_overdue.en.txt";
    recommendation_done RecommendationDone => "mail/recommendation_done.vi.txt", "mail/recommendation_done.en.txt";
    recommendation_digest RecommendationDigest => "mail/recommendation_digest.vi.txt", "mail/recommendation_digest.en.txt";
}

/// Subject and body of a notice. `None` only where a template is broken, which a test rules out.
pub fn render(
    template: Template,
    language: Language,
    facts: &Facts,
    wording: &Wording,
) -> Option<(String, String)> {
    let text = text(template, language, facts, wording)?;
    let (subject, body) = text.split_once("\n\n")?;
    Some((subject.trim().to_owned(), body.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::deadline::Step;

    #[test]
    fn every_mail_has_a_subject_a_link_and_nothing_unfilled() {
        let facts = Facts {
            number: Some("7K3M9QX2AB".to_owned()),
            step: Some(Step::Answer),
            due_on: Some(jiff::civil::date(2024, 10, 15)),
            count: Some(3),
            news: Some(crate::domain::notice::News::Asked),
            about: None,
            kind: None,
            stage: Some(crate::domain::notice::Stage::Half),
            tally: Some(crate::domain::notice::Tally {
                soon: 4,
                today: 5,
                late: 6,
                fresh: 7,
                news: 8,
            }),
        };
        let wording = Wording {
            unit: "Sở X".to_owned(),
            about: "Sở Y".to_owned(),
            kind: "Phản ánh".to_owned(),
            link: "https://lc.example/".to_owned(),
            code: Some(OneTimeCode::from_bytes([7; 5])),
            secret: Some(SecretString::from("lc_l_x")),
            until: "09:30 15/10/2024".to_owned(),
        };
        for template in Template::ALL {
            for language in [Language::Vi, Language::En] {
                let (subject, body) = render(*template, language, &facts, &wording).unwrap();

                assert!(!subject.is_empty() && !subject.contains('\n'), "{template}");
                assert!(body.contains("https://lc.example/"), "{template} {language}");
                assert!(!body.contains("{{") && !body.contains("LC1-"), "{template}");
                let integrity = matches!(
                    template,
                    Template::InspectorateDigest
                        | Template::TripwireDigest
                        | Template::UnitDigest
                        | Template::OverdueDigest
                        | Template::TipperNews
                        | Template::ReporterReply
                        | Template::ContactCode
                        | Template::ContactChanging
                        | Template::AccountLink
                        | Template::EmailChanged
                        | Template::TipRetaliation
                        | Template::TipTakenOver
                        | Template::UnitConsulted
                );
                assert!(!integrity || !(subject + &body).contains("7K3M9QX2AB"), "{template}");
            }
        }
    }

    #[test]
    fn a_late_mail_reads_as_written() {
        let facts = Facts {
            number: Some("7K3M9QX2AB".to_owned()),
            step: Some(Step::Answer),
            due_on: Some(jiff::civil::date(2024, 10, 15)),
            ..Facts::default()
        };
        let wording = Wording {
            unit: "Sở X".to_owned(),
            link: "https://lc.example/".to_owned(),
            ..Wording::default()
        };

        let (subject, body) = render(Template::UnitMissed, Language::Vi, &facts, &wording).unwrap();

        insta::assert_snapshot!(format!("{subject}\n---\n{body}"), @r#"
        Vụ việc 7K3M9QX2AB đã quá hạn
        ---
        Kính gửi Sở X,

        Việc "trả lời" của vụ việc số 7K3M9QX2AB đã quá hạn (hạn cuối 15/10/2024).
        Đề nghị xử lý ngay: https://lc.example/
        "#);
    }
}
