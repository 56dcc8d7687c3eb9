//! One row type for each table of reference data.

use diesel::prelude::*;

use super::{Cell, Conn, Date, Id, ReferenceRow, StoreError, each_backend};
use crate::store::schema::{
    calendar_days, categories, complexity_criteria, consents, criteria, deadline_rules,
    escalations, hints, kinds, metrics, movements, pause_rules, procedures, routing_rules, sectors,
    successions, transition_rules, units,
};

/// Declares a row type with its primary key and everything [`ReferenceRow`] asks of it.
macro_rules! reference_row {
    ($(#[$doc:meta])* $name:ident, $table:ident, key ($($key:ident),+), shown ($($shown:ident),+) {
        $($field:ident: $kind:ty,)+
    }) => {
        $(#[$doc])*
        #[derive(Queryable, Selectable, Insertable, AsChangeset, Clone, Debug, PartialEq)]
        #[diesel(table_name = $table, treat_none_as_default_value = false)]
        #[diesel(treat_none_as_null = true, primary_key($($key),+))]
        pub struct $name {
            $(pub $field: $kind,)+
        }

        impl ReferenceRow for $name {
            const TABLE: &'static str = stringify!($table);

            fn key(&self) -> String {
                [$(self.$shown.cell()),+].join(" @ ")
            }

            fn cells(&self) -> Vec<(&'static str, String)> {
                vec![$((stringify!($field), self.$field.cell())),+]
            }

            fn load(conn: &mut Conn) -> Result<Vec<Self>, StoreError> {
                Ok($table::table.select(Self::as_select()).load(conn)?)
            }

            fn insert(&self, tx: &mut Conn) -> Result<(), StoreError> {
                diesel::insert_into($table::table).values(self).execute(tx)?;
                Ok(())
            }

            fn update(&self, tx: &mut Conn) -> Result<(), StoreError> {
                let changed = each_backend!(tx, c => diesel::update($table::table)
                    $(.filter($table::$key.eq(&self.$key)))+
                    .set(self)
                    .execute(c))?;
                if changed == 1 { Ok(()) } else { Err(StoreError::Stale) }
            }
        }
    };
}

reference_row! {
    /// A unit in one period of validity.
    UnitRow, units, key (id), shown (code, valid_from) {
        id: Id,
        code: String,
        scheme: String,
        confirmed: bool,
        name: String,
        name_en: String,
        search: String,
        kind: String,
        peer_group: Option<String>,
        parent_id: Option<Id>,
        valid_from: Date,
        valid_to: Option<Date>,
        email: Option<String>,
        participates: bool,
        remote: bool,
        lat: Option<i32>,
        lon: Option<i32>,
    }
}

reference_row! {
    /// One unit after another.
    SuccessionRow, successions,
    key (old_code, old_valid_from, new_code, new_valid_from),
    shown (old_code, old_valid_from, new_code, new_valid_from) {
        old_code: String,
        old_valid_from: Date,
        new_code: String,
        new_valid_from: Date,
        effective_on: Date,
        part: String,
        legal_ref_vi: String,
        legal_ref_en: String,
        confirmed: bool,
    }
}

reference_row! {
    /// A field of state management.
    SectorRow, sectors, key (code), shown (code) {
        code: String,
        name_vi: String,
        name_en: String,
        sensitive: bool,
    }
}

reference_row! {
    /// What dossiers are handed in for.
    ProcedureRow, procedures, key (code, valid_from), shown (code, valid_from) {
        code: String,
        name_vi: Option<String>,
        name_en: Option<String>,
        units: String,
        working_days: Option<i32>,
        confirmed: bool,
        valid_from: Date,
        valid_to: Option<Date>,
    }
}

reference_row! {
    /// What a person agrees to who gives a name.
    ConsentRow, consents, key (version), shown (version) {
        version: String,
        text_vi: String,
        text_en: String,
        confirmed: bool,
        valid_from: Date,
        valid_to: Option<Date>,
    }
}

reference_row! {
    /// Words, and what they say of money or gifts in a text.
    HintRow, hints, key (words), shown (words) {
        words: String,
        role: String,
        weight: i32,
        marked: bool,
    }
}

reference_row! {
    /// What may be complained of.
    CategoryRow, categories, key (code, valid_from), shown (code, valid_from) {
        code: String,
        name_vi: String,
        name_en: String,
        kinds: String,
        integrity: bool,
        valid_from: Date,
        valid_to: Option<Date>,
    }
}

reference_row! {
    /// What a kind needs and promises.
    KindRow, kinds, key (code, valid_from), shown (code, valid_from) {
        code: String,
        name_vi: String,
        name_en: String,
        channel: String,
        anonymous: String,
        contact_required: bool,
        contact_visible_to_unit: bool,
        active: bool,
        legal_ref_vi: String,
        legal_ref_en: String,
        visibility_vi: String,
        visibility_en: String,
        valid_from: Date,
        valid_to: Option<Date>,
        filed_by: String,
        filed_via: String,
        signature: String,
        requires: String,
        complex_from: Option<i32>,
        specially_complex_from: Option<i32>,
        confirmed: bool,
        form_vi: Option<String>,
        form_en: Option<String>,
    }
}

reference_row! {
    /// A day that differs from the five-day week.
    CalendarRow, calendar_days, key (day, kind), shown (day, kind) {
        day: Date,
        kind: String,
        name_vi: String,
        name_en: String,
        decision: Option<String>,
        announced_on: Option<Date>,
        paired_day: Option<Date>,
        confirmed: bool,
    }
}

reference_row! {
    /// One version of one deadline rule.
    RuleRow, deadline_rules, key (id), shown (code, valid_from) {
        id: Id,
        code: String,
        kind: String,
        step: String,
        variant: String,
        n: i32,
        unit: String,
        from_event: String,
        max_extensions: i32,
        extension_n: Option<i32>,
        extension_unit: Option<String>,
        roll_last_day: bool,
        legal_ref_vi: String,
        legal_ref_en: String,
        basis: String,
        confirmed: bool,
        scored: bool,
        valid_from: Date,
        valid_to: Option<Date>,
        applies_by: String,
    }
}

reference_row! {
    /// When the clock of a kind may stand still.
    PauseRow, pause_rules, key (code, valid_from), shown (code, valid_from) {
        code: String,
        kind: String,
        ground: String,
        name_vi: String,
        name_en: String,
        cap_n: Option<i32>,
        cap_unit: Option<String>,
        legal_ref_vi: String,
        legal_ref_en: String,
        confirmed: bool,
        valid_from: Date,
        valid_to: Option<Date>,
        applies_by: String,
    }
}

reference_row! {
    /// What makes a case complex.
    ComplexityRow, complexity_criteria, key (kind, code, valid_from), shown (kind, code, valid_from) {
        code: String,
        kind: String,
        step: Option<String>,
        name_vi: String,
        name_en: String,
        legal_ref_vi: String,
        legal_ref_en: String,
        confirmed: bool,
        valid_from: Date,
        valid_to: Option<Date>,
    }
}

reference_row! {
    /// What becomes of open cases when the law changes.
    TransitionRow, transition_rules, key (code), shown (code) {
        code: String,
        kind: String,
        what: String,
        condition: String,
        effective_on: Date,
        legal_ref_vi: String,
        legal_ref_en: String,
        confirmed: bool,
    }
}

reference_row! {
    /// When lateness is escalated to whom.
    EscalationRow, escalations, key (level, step, valid_from), shown (level, step, valid_from) {
        level: String,
        step: String,
        n: i32,
        unit: String,
        legal_ref_vi: String,
        legal_ref_en: String,
        basis: String,
        confirmed: bool,
        valid_from: Date,
        valid_to: Option<Date>,
    }
}

reference_row! {
    /// One version of one routing rule.
    RoutingRow, routing_rules, key (code, version), shown (code, version) {
        code: String,
        version: i32,
        position: i32,
        kind: String,
        category: Option<String>,
        sector: Option<String>,
        accused_kind: Option<String>,
        locality_kind: Option<String>,
        action: String,
        target_code: Option<String>,
        reason_vi: String,
        reason_en: String,
        valid_from: Date,
        valid_to: Option<Date>,
    }
}

reference_row! {
    /// A movement.
    MovementRow, movements, key (id), shown (code) {
        id: Id,
        code: String,
        name_vi: String,
        name_en: String,
        decision: Option<String>,
        issued_on: Option<Date>,
        issuer: String,
        legal_refs: String,
        starts_on: Date,
        ends_on: Date,
        tail_days: i32,
        participants: String,
        size_classes: String,
        is_template: bool,
        status: String,
        version: i32,
    }
}

reference_row! {
    /// A criterion of a movement.
    CriterionRow, criteria, key (movement_id, code), shown (movement_id, code) {
        movement_id: Id,
        code: String,
        position: i32,
        name_vi: String,
        name_en: String,
        metric: String,
        target: i32,
        peer_groups: String,
        weight: i32,
        prior_rate_bp: i32,
        prior_weight: i32,
        min_opened: i32,
        legal_ref_vi: Option<String>,
    }
}

reference_row! {
    /// What criteria may measure.
    MetricRow, metrics, key (code), shown (code) {
        code: String,
        version: i32,
        name_vi: String,
        name_en: String,
        numerator: String,
        denominator: String,
        cases: String,
        left_out: Option<String>,
        cohort_vi: String,
        cohort_en: String,
        excluded_vi: String,
        excluded_en: String,
    }
}
