//! The fields of a template of a reply: what may stand in one for the facts of a case, and what was left standing.

/// What a template may name, each between braces.
pub const FIELDS: [&str; 6] = ["number", "unit", "received_on", "due_on", "dossier_code", "today"];

/// The fields that `text` still names.
pub fn unfilled(text: &str) -> impl Iterator<Item = &'static str> {
    FIELDS.into_iter().filter(|name| text.contains(&format!("{{{name}}}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_template_may_name_is_left_unfilled() {
        let left: Vec<_> =
            unfilled("Hạn {due_on}, số {number}; {khác}, {unit và today}.").collect();

        assert_eq!(left, ["number", "due_on"]);
    }
}
