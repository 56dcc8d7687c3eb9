//! A number or a code is found however it is typed, and what is none is refused with a sentence.

use macro_rules_attribute::apply;
use serde_json::json;

use super::{filed, found};
use crate::app::TestApp;
use crate::on_both_apps;

#[apply(on_both_apps)]
async fn a_case_is_found_by_its_number_in_every_spelling(app: &TestApp) {
    let (number, other) = (filed(app, &json!({})).await, filed(app, &json!({})).await);
    app.service.read_terms(100).await.unwrap();
    let inspector = app.inspector().await;
    let (head, tail) = number.split_at(4);
    let (middle, end) = tail.split_at(4);
    let wide = number.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap());
    let wide = wide.collect::<String>().into_bytes();
    let wide = wide.iter().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    for typed in [
        number.clone(),
        number.to_lowercase(),
        format!("%20{number}%20"),
        format!("{head}-{middle}-{end}"),
        format!("{head}%20{middle}%20{end}").to_lowercase(),
        format!("{head}%E2%80%93{middle}%E2%80%93{end}"),
        format!("{head}+{middle}{end}"),
        number.replace('0', "o").replace('1', "l"),
        wide,
    ] {
        for name in ["number", "q"] {
            let query = format!("{name}={typed}");
            assert_eq!(found(app, &inspector, &query).await, [number.as_str()], "{query}");
        }
    }
    assert_ne!(number, other);
    for none in ["12", "7K3M9QX2ABC", "U234567890", "", "số%207"] {
        let path = format!("/api/v1/cases?number={none}");
        let refused = app.get(&path).bearer(&inspector).send().await;
        assert_eq!(
            (refused.status, refused.faults()),
            (400, vec!["?number not_a_case_number".to_owned()]),
            "{none}"
        );
        let facets = app.get(&format!("/api/v1/cases/facets?number={none}"));
        assert_eq!(facets.bearer(&inspector).send().await.status, 400, "{none}");
    }
    assert_eq!(found(app, &inspector, "number=12345678").await, [""; 0], "its zeros are missing");
}

#[apply(on_both_apps)]
async fn a_procedure_is_found_by_its_national_code_in_every_spelling(app: &TestApp) {
    let long = filed(app, &json!({"procedure_code": "1.004194.000.00.00.H53"})).await;
    let short = filed(app, &json!({"procedure_code": "1.004194"})).await;
    let own = filed(app, &json!({"procedure_code": "TTHC-12"})).await;
    filed(app, &json!({"procedure_code": "1.004195"})).await;
    app.service.read_terms(100).await.unwrap();
    let inspector = app.inspector().await;
    let mut both = [long, short];
    both.sort();

    for typed in [
        "1.004194",
        "1004194",
        "%201.004194%20",
        "1.004194.000.00.00.H53",
        "1.004194.000.00.00.h53",
        "1%20004194",
        "1%E2%80%93004194",
        "%EF%BC%91.004194",
    ] {
        for name in ["procedure", "q"] {
            let mut all = found(app, &inspector, &format!("{name}={typed}")).await;
            all.sort();
            assert_eq!(all, both, "{name}={typed}");
        }
    }
    assert_eq!(found(app, &inspector, "procedure=1.004194,1.004195").await.len(), 3);
    for name in ["q", "procedure"] {
        let typed = found(app, &inspector, &format!("{name}=tthc-12")).await;
        assert_eq!(typed, [own.as_str()], "{name}: what was filed is found as it was filed");
    }
    for none in ["1.00419", "0.004194", "1.012.000", "1-01-2024", ""] {
        let path = format!("/api/v1/cases?procedure={none}");
        let refused = app.get(&path).bearer(&inspector).send().await;
        assert_eq!(refused.faults(), ["?procedure not_a_procedure_code"], "{none}");
        let detail = refused.str("/errors/0/detail");
        assert!(detail.contains("1.004194.000.00.00.H53"), "{detail}");
    }
}

#[apply(on_both_apps)]
async fn a_dossier_is_found_by_its_code_in_every_spelling_wherever_it_is_asked_for(app: &TestApp) {
    let case = filed(app, &json!({"dossier_code": "H53.05-240405-0031"})).await;
    app.service.read_terms(100).await.unwrap();
    let inspector = app.inspector().await;
    for typed in [
        "H53.05-240405-0031",
        "h53.05-240405-0031",
        "H53.05%20240405%200031",
        "H53.05%E2%80%93240405%E2%80%930031",
        "H53.052404050031",
        "%20H53.05%20-%20240405%20-%200031%20",
    ] {
        for name in ["dossier_code", "q"] {
            let query = format!("{name}={typed}");
            assert_eq!(found(app, &inspector, &query).await, [case.as_str()], "{query}");
        }
        for list in ["dossiers?code", "apologies?dossier_code"] {
            let path = format!("/api/v1/{list}={typed}");
            assert_eq!(app.get(&path).bearer(&inspector).send().await.status, 200, "{path}");
        }
    }
    for list in ["dossiers?code", "apologies?dossier_code"] {
        let path = format!("/api/v1/{list}=%20");
        assert_eq!(app.get(&path).bearer(&inspector).send().await.status, 400, "{path}");
    }
}
