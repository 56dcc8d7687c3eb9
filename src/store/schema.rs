//! The tables as the query builder sees them; a test holds them against both live schemas.

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    units (id) {
        id -> Id,
        code -> Text,
        scheme -> Text,
        confirmed -> Bool,
        name -> Text,
        name_en -> Text,
        search -> Text,
        kind -> Text,
        peer_group -> Nullable<Text>,
        parent_id -> Nullable<Id>,
        valid_from -> CivilDay,
        valid_to -> Nullable<CivilDay>,
        email -> Nullable<Text>,
        participates -> Bool,
        remote -> Bool,
        lat -> Nullable<Integer>,
        lon -> Nullable<Integer>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    successions (old_code, old_valid_from, new_code, new_valid_from) {
        old_code -> Text,
        old_valid_from -> CivilDay,
        new_code -> Text,
        new_valid_from -> CivilDay,
        effective_on -> CivilDay,
        part -> Text,
        legal_ref_vi -> Text,
        legal_ref_en -> Text,
        confirmed -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    sectors (code) {
        code -> Text,
        name_vi -> Text,
        name_en -> Text,
        sensitive -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    procedures (code, valid_from) {
        code -> Text,
        name_vi -> Nullable<Text>,
        name_en -> Nullable<Text>,
        units -> Text,
        working_days -> Nullable<Integer>,
        confirmed -> Bool,
        valid_from -> CivilDay,
        valid_to -> Nullable<CivilDay>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    hints (words) {
        words -> Text,
        role -> Text,
        weight -> Integer,
        marked -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    consents (version) {
        version -> Text,
        text_vi -> Text,
        text_en -> Text,
        confirmed -> Bool,
        valid_from -> CivilDay,
        valid_to -> Nullable<CivilDay>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    categories (code, valid_from) {
        code -> Text,
        name_vi -> Text,
        name_en -> Text,
        kinds -> Text,
        integrity -> Bool,
        valid_from -> CivilDay,
        valid_to -> Nullable<CivilDay>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    kinds (code, valid_from) {
        code -> Text,
        name_vi -> Text,
        name_en -> Text,
        channel -> Text,
        anonymous -> Text,
        contact_required -> Bool,
        contact_visible_to_unit -> Bool,
        active -> Bool,
        legal_ref_vi -> Text,
        legal_ref_en -> Text,
        visibility_vi -> Text,
        visibility_en -> Text,
        valid_from -> CivilDay,
        valid_to -> Nullable<CivilDay>,
        filed_by -> Text,
        filed_via -> Text,
        signature -> Text,
        requires -> Text,
        complex_from -> Nullable<Integer>,
        specially_complex_from -> Nullable<Integer>,
        confirmed -> Bool,
        form_vi -> Nullable<Text>,
        form_en -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    calendar_days (day, kind) {
        day -> CivilDay,
        kind -> Text,
        name_vi -> Text,
        name_en -> Text,
        decision -> Nullable<Text>,
        announced_on -> Nullable<CivilDay>,
        paired_day -> Nullable<CivilDay>,
        confirmed -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    deadline_rules (id) {
        id -> Id,
        code -> Text,
        kind -> Text,
        step -> Text,
        variant -> Text,
        n -> Integer,
        unit -> Text,
        from_event -> Text,
        max_extensions -> Integer,
        extension_n -> Nullable<Integer>,
        extension_unit -> Nullable<Text>,
        roll_last_day -> Bool,
        legal_ref_vi -> Text,
        legal_ref_en -> Text,
        basis -> Text,
        confirmed -> Bool,
        scored -> Bool,
        valid_from -> CivilDay,
        valid_to -> Nullable<CivilDay>,
        applies_by -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    pause_rules (code, valid_from) {
        code -> Text,
        kind -> Text,
        ground -> Text,
        name_vi -> Text,
        name_en -> Text,
        cap_n -> Nullable<Integer>,
        cap_unit -> Nullable<Text>,
        legal_ref_vi -> Text,
        legal_ref_en -> Text,
        confirmed -> Bool,
        valid_from -> CivilDay,
        valid_to -> Nullable<CivilDay>,
        applies_by -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    complexity_criteria (kind, code, valid_from) {
        code -> Text,
        kind -> Text,
        step -> Nullable<Text>,
        name_vi -> Text,
        name_en -> Text,
        legal_ref_vi -> Text,
        legal_ref_en -> Text,
        confirmed -> Bool,
        valid_from -> CivilDay,
        valid_to -> Nullable<CivilDay>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    transition_rules (code) {
        code -> Text,
        kind -> Text,
        what -> Text,
        condition -> Text,
        effective_on -> CivilDay,
        legal_ref_vi -> Text,
        legal_ref_en -> Text,
        confirmed -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    routing_rules (code, version) {
        code -> Text,
        version -> Integer,
        position -> Integer,
        kind -> Text,
        category -> Nullable<Text>,
        sector -> Nullable<Text>,
        accused_kind -> Nullable<Text>,
        locality_kind -> Nullable<Text>,
        action -> Text,
        target_code -> Nullable<Text>,
        reason_vi -> Text,
        reason_en -> Text,
        valid_from -> CivilDay,
        valid_to -> Nullable<CivilDay>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    movements (id) {
        id -> Id,
        code -> Text,
        name_vi -> Text,
        name_en -> Text,
        decision -> Nullable<Text>,
        issued_on -> Nullable<CivilDay>,
        issuer -> Text,
        legal_refs -> Text,
        starts_on -> CivilDay,
        ends_on -> CivilDay,
        tail_days -> Integer,
        participants -> Text,
        size_classes -> Text,
        is_template -> Bool,
        status -> Text,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    metrics (code) {
        code -> Text,
        version -> Integer,
        name_vi -> Text,
        name_en -> Text,
        numerator -> Text,
        denominator -> Text,
        cases -> Text,
        left_out -> Nullable<Text>,
        cohort_vi -> Text,
        cohort_en -> Text,
        excluded_vi -> Text,
        excluded_en -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    criteria (movement_id, code) {
        movement_id -> Id,
        code -> Text,
        position -> Integer,
        name_vi -> Text,
        name_en -> Text,
        metric -> Text,
        target -> Integer,
        peer_groups -> Text,
        weight -> Integer,
        prior_rate_bp -> Integer,
        prior_weight -> Integer,
        min_opened -> Integer,
        legal_ref_vi -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    reference_versions (name) {
        name -> Text,
        version -> BigInt,
        imported_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    users (id) {
        id -> Id,
        login -> Text,
        name -> Text,
        role -> Text,
        unit_id -> Nullable<Id>,
        password_hash -> Text,
        active -> Bool,
        created_at -> Moment,
        email -> Nullable<Text>,
        signed_in_on -> Nullable<CivilDay>,
        made_by -> Nullable<Id>,
        changed_by -> Nullable<Id>,
        changed_at -> Nullable<Moment>,
        email_since -> Nullable<Moment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    account_links (owner_id) {
        owner_id -> Id,
        id -> Id,
        token_hash -> Binary,
        salt -> Binary,
        ends_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    account_requests (user_id) {
        user_id -> Id,
        id -> Id,
        act -> Text,
        role -> Nullable<Text>,
        unit_id -> Nullable<Id>,
        asked_by -> Id,
        asked_at -> Moment,
        ends_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    former_emails (id) {
        id -> Id,
        user_id -> Id,
        email -> Text,
        ends_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    sessions (token_hash) {
        token_hash -> Binary,
        user_id -> Id,
        created_at -> Moment,
        last_seen_at -> Moment,
        expires_at -> Moment,
        proven_at -> Nullable<Moment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    second_factors (user_id) {
        user_id -> Id,
        sealed -> Binary,
        begun_at -> Moment,
        tries -> Integer,
        last_step -> BigInt,
        confirmed_on -> Nullable<CivilDay>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    recovery_codes (user_id, code_hash) {
        user_id -> Id,
        code_hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    postings (user_id, n) {
        user_id -> Id,
        n -> Integer,
        unit_id -> Nullable<Id>,
        role -> Text,
        since_on -> CivilDay,
        until_on -> Nullable<CivilDay>,
        cause -> Text,
        noted_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    reports (case_key) {
        case_key -> BigInt,
        said -> Doc,
        dossier_key -> Nullable<Text>,
        activated -> Bool,
        continues_id -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    staff_texts (id) {
        id -> Id,
        kind -> Text,
        unit_id -> Nullable<Id>,
        user_id -> Id,
        case_key -> Nullable<BigInt>,
        shared -> Bool,
        name -> Text,
        said -> Doc,
        version -> Integer,
        changed_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    case_group_members (group_id, case_key) {
        group_id -> Id,
        case_key -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    case_changes (case_key, side) {
        case_key -> BigInt,
        side -> Text,
        reader_id -> Id,
        at -> Moment,
    }
}

diesel::table! {
    contact_terms (hash, case_key) {
        hash -> Binary,
        case_key -> BigInt,
    }
}

diesel::table! {
    case_terms (term, case_key) {
        term -> Text,
        case_key -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    contacts (case_key) {
        case_key -> BigInt,
        name -> Text,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        address -> Nullable<Text>,
        tax_code -> Nullable<Text>,
        organisation -> Nullable<Text>,
        language -> Text,
        id_number -> Nullable<Text>,
        position -> Nullable<Text>,
        unit_code -> Nullable<Text>,
        consent_version -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    cases (key) {
        key -> BigInt,
        id -> Id,
        number -> Text,
        kind -> Text,
        category -> Text,
        sector -> Nullable<Text>,
        state -> Text,
        version -> Integer,
        is_open -> Bool,
        holder_id -> Id,
        accused_id -> Nullable<Id>,
        assignee_id -> Nullable<Id>,
        received_on -> CivilDay,
        next_due_on -> CivilDay,
        outcome -> Nullable<Text>,
        closed_on -> Nullable<CivilDay>,
        variant -> Text,
        waits_until -> Nullable<CivilDay>,
        course -> Doc,
        awaits_inspector -> Bool,
        hinted -> Bool,
        merged_into -> Nullable<Id>,
        held_until -> Nullable<Moment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    obligations (case_key, id) {
        case_key -> BigInt,
        id -> Id,
        unit_id -> Id,
        step -> Text,
        rule_id -> Id,
        scored -> Bool,
        start_on -> CivilDay,
        due_on -> CivilDay,
        told_due_on -> CivilDay,
        calendar_as_of -> CivilDay,
        status -> Text,
        ended_on -> Nullable<CivilDay>,
        missed_on -> Nullable<CivilDay>,
        cohort_on -> CivilDay,
        moves -> Doc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    events (case_key, n) {
        case_key -> BigInt,
        n -> Integer,
        id -> Id,
        kind -> Text,
        at -> Moment,
        day -> CivilDay,
        actor_id -> Nullable<Id>,
        payload -> Doc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    integrity_reports (case_key) {
        case_key -> BigInt,
        sealed -> Binary,
        sealed_contact -> Nullable<Binary>,
        activated -> Bool,
        continues_id -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    integrity_cases (key) {
        key -> BigInt,
        id -> Id,
        number -> Nullable<Text>,
        kind -> Text,
        category -> Text,
        sector -> Nullable<Text>,
        state -> Text,
        version -> Integer,
        is_open -> Bool,
        holder_id -> Id,
        accused_id -> Nullable<Id>,
        assignee_id -> Nullable<Id>,
        received_on -> CivilDay,
        next_due_on -> CivilDay,
        outcome -> Nullable<Text>,
        closed_on -> Nullable<CivilDay>,
        variant -> Text,
        waits_until -> Nullable<CivilDay>,
        course -> Doc,
        awaits_inspector -> Bool,
        hinted -> Bool,
        merged_into -> Nullable<Id>,
        held_until -> Nullable<Moment>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    integrity_obligations (case_key, id) {
        case_key -> BigInt,
        id -> Id,
        unit_id -> Id,
        step -> Text,
        rule_id -> Id,
        scored -> Bool,
        start_on -> CivilDay,
        due_on -> CivilDay,
        told_due_on -> CivilDay,
        calendar_as_of -> CivilDay,
        status -> Text,
        ended_on -> Nullable<CivilDay>,
        missed_on -> Nullable<CivilDay>,
        cohort_on -> CivilDay,
        moves -> Doc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    integrity_events (case_key, n) {
        case_key -> BigInt,
        n -> Integer,
        id -> Id,
        kind -> Text,
        at -> Moment,
        day -> CivilDay,
        actor_id -> Nullable<Id>,
        payload -> Doc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    outbox (id) {
        id -> Id,
        dedup_key -> Text,
        template -> Text,
        recipient_kind -> Text,
        recipient_id -> Id,
        case_id -> Nullable<Id>,
        payload -> Doc,
        created_at -> Moment,
        next_at -> Moment,
        attempts -> Integer,
        lease_token -> Nullable<Id>,
        status -> Text,
        settled_at -> Nullable<Moment>,
        last_error -> Nullable<Text>,
        sent_as -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    ledger_entries (case_key, n, unit_id, metric, cohort_on, delta) {
        case_key -> BigInt,
        n -> Integer,
        unit_id -> Id,
        cohort_on -> CivilDay,
        metric -> Text,
        kind -> Text,
        delta -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    ledger_months (month) {
        month -> CivilDay,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    published_quarters (quarter) {
        quarter -> CivilDay,
        id -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    published_days (quarter, dimension, subject) {
        quarter -> CivilDay,
        dimension -> Text,
        subject -> Text,
        median -> Nullable<BigInt>,
        ninetieth -> Nullable<BigInt>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    published_counts (quarter, month, unit_id, kind, metric) {
        quarter -> CivilDay,
        month -> CivilDay,
        unit_id -> Id,
        peer_group -> Nullable<Text>,
        kind -> Text,
        metric -> Text,
        count -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    published_parts (quarter, month, dimension, kind, subject, metric) {
        quarter -> CivilDay,
        month -> CivilDay,
        dimension -> Text,
        kind -> Text,
        subject -> Text,
        metric -> Text,
        count -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    ledger_sums (month, unit_id, metric, kind, case_key, n) {
        month -> CivilDay,
        unit_id -> Id,
        metric -> Text,
        kind -> Text,
        case_key -> BigInt,
        n -> Integer,
        count -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    conclusions (id) {
        id -> Id,
        unit_id -> Id,
        case_id -> Nullable<Id>,
        document_number -> Text,
        document_on -> CivilDay,
        issuer -> Text,
        measure -> Text,
        detected_by -> Text,
        state -> Text,
        version -> Integer,
        name_hash -> Binary,
        sealed -> Binary,
        executed_on -> Nullable<CivilDay>,
        execution_document -> Nullable<Text>,
        executed_by -> Nullable<Id>,
        revoked_on -> Nullable<CivilDay>,
        sealed_revocation -> Nullable<Binary>,
        revoked_by -> Nullable<Id>,
        recorded_by -> Id,
        recorded_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    access_log (id) {
        id -> Id,
        day -> CivilDay,
        actor_id -> Id,
        sealed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    personnel_checks (id) {
        id -> Id,
        user_id -> Id,
        at -> Moment,
        name_hash -> Binary,
        sealed -> Binary,
        hits -> Integer,
        found -> Doc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    apologies (id) {
        id -> Id,
        version -> Integer,
        unit_id -> Id,
        case_id -> Nullable<Id>,
        case_number -> Nullable<Text>,
        dossier_code -> Nullable<Text>,
        dossier_key -> Nullable<Text>,
        promised_on -> CivilDay,
        served_on -> CivilDay,
        served_by -> Text,
        reason -> Text,
        new_date -> Nullable<CivilDay>,
        signer -> Text,
        document_number -> Text,
        finished_on -> Nullable<CivilDay>,
        recorded_by -> Id,
        recorded_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    dossier_imports (id) {
        id -> Id,
        subject -> Text,
        door -> Text,
        source -> Text,
        hash -> Binary,
        actor_id -> Nullable<Id>,
        began_at -> Moment,
        finished_at -> Nullable<Moment>,
        added -> Integer,
        changed -> Integer,
        unchanged -> Integer,
        refused -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    dossiers (id) {
        id -> Id,
        unit_id -> Id,
        dossier_key -> Text,
        code -> Text,
        procedure_code -> Text,
        received_on -> CivilDay,
        promised_on -> CivilDay,
        promised_first_on -> CivilDay,
        returned_on -> Nullable<CivilDay>,
        late_or_open -> Bool,
        known_on -> CivilDay,
        result_known_on -> Nullable<CivilDay>,
        first_import -> Id,
        last_import -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    dossier_months (unit_id, month) {
        unit_id -> Id,
        month -> CivilDay,
        received -> Integer,
        returned_in_time -> Integer,
        returned_late -> Integer,
        open -> Integer,
        first_import -> Id,
        last_import -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    recommendations (id) {
        id -> Id,
        unit_id -> Id,
        document_number -> Text,
        document_on -> CivilDay,
        body -> Text,
        due_on -> CivilDay,
        version -> Integer,
        done_on -> Nullable<CivilDay>,
        note -> Nullable<Text>,
        done_by -> Nullable<Id>,
        recorded_by -> Id,
        recorded_at -> Moment,
        body_id -> Nullable<Id>,
        passed -> Doc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    assessments (id) {
        id -> Id,
        movement_id -> Id,
        unit_id -> Id,
        subject_key -> Text,
        subject -> Doc,
        state -> Text,
        version -> Integer,
        acts -> Doc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    escalations (level, step, valid_from) {
        level -> Text,
        step -> Text,
        n -> Integer,
        unit -> Text,
        legal_ref_vi -> Text,
        legal_ref_en -> Text,
        basis -> Text,
        confirmed -> Bool,
        valid_from -> CivilDay,
        valid_to -> Nullable<CivilDay>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    urgings (id) {
        id -> Id,
        number -> Text,
        version -> Integer,
        unit_id -> Id,
        case_id -> Nullable<Id>,
        case_number -> Nullable<Text>,
        text -> Text,
        urged_by -> Id,
        rule_id -> Nullable<Id>,
        start_on -> CivilDay,
        due_on -> CivilDay,
        told_due_on -> CivilDay,
        calendar_as_of -> CivilDay,
        status -> Text,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Id>,
        answered_on -> Nullable<CivilDay>,
        missed_on -> Nullable<CivilDay>,
        closing -> Nullable<Text>,
        closed_by -> Nullable<Id>,
        closed_on -> Nullable<CivilDay>,
        body_id -> Nullable<Id>,
        passed -> Doc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    conflicts (user_id, unit_id) {
        user_id -> Id,
        unit_id -> Id,
        until -> CivilDay,
        declared_on -> CivilDay,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    routing_edits (code, version) {
        code -> Text,
        version -> Integer,
        edited_by -> Id,
        edited_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    movement_edits (movement_id, version) {
        movement_id -> Id,
        version -> Integer,
        edited_by -> Id,
        edited_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    snapshots (movement_id, version) {
        movement_id -> Id,
        version -> Integer,
        movement_version -> Integer,
        facts -> Text,
        facts_sha256 -> Text,
        outcome -> Text,
        outcome_sha256 -> Text,
        reason -> Nullable<Text>,
        made_by -> Id,
        made_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    criteria_sets (movement_id, version) {
        movement_id -> Id,
        version -> Integer,
        revision -> Integer,
        state -> Text,
        from_day -> CivilDay,
        content -> Text,
        sha256 -> Text,
        drafted_by -> Id,
        drafted_at -> Moment,
        submitted_by -> Nullable<Id>,
        submitted_at -> Nullable<Moment>,
        signed_by -> Nullable<Id>,
        signed_at -> Nullable<Moment>,
        returned_for -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    deputies (id) {
        id -> Id,
        user_id -> Id,
        unit_id -> Id,
        document -> Text,
        valid_from -> CivilDay,
        valid_to -> CivilDay,
        recorded_by -> Id,
        recorded_at -> Moment,
        ended_on -> Nullable<CivilDay>,
        ended_by -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    presences (case_key, user_id) {
        case_key -> BigInt,
        user_id -> Id,
        unit_id -> Id,
        began_at -> Moment,
        ends_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    webhooks (id) {
        id -> Id,
        user_id -> Id,
        sealed -> Binary,
        created_at -> Moment,
        told_at -> Moment,
        told_key -> BigInt,
        until_at -> Nullable<Moment>,
        next_at -> Nullable<Moment>,
        lease_token -> Nullable<Id>,
        failures -> Integer,
        failing_since -> Nullable<Moment>,
        outcome -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    exports (id) {
        id -> Id,
        user_id -> Id,
        made_at -> Moment,
        ends_at -> Moment,
        sealed_head -> Binary,
        sealed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    papers (id) {
        id -> Id,
        unit_id -> Id,
        year -> Integer,
        n -> Integer,
        kind -> Text,
        case_id -> Nullable<Id>,
        urging_id -> Nullable<Id>,
        issued_at -> Moment,
        issued_by -> Id,
        sealed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    mail_tallies (day, address_hash) {
        day -> CivilDay,
        address_hash -> Binary,
        n -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    public_answers (id) {
        id -> Id,
        unit_id -> Id,
        kind -> Text,
        category -> Text,
        outcome -> Text,
        question -> Nullable<Text>,
        answer -> Nullable<Text>,
        published_on -> CivilDay,
        withdrawn_on -> Nullable<CivilDay>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;

    tokens (hash) {
        hash -> Binary,
        operation -> Text,
        request_hash -> Binary,
        answer_id -> Id,
        answer_n -> Integer,
        salt -> Nullable<Binary>,
        made_on -> CivilDay,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;

    pending_contacts (case_id) {
        case_id -> Id,
        id -> Id,
        sealed -> Binary,
        salt -> Binary,
        tries -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;

    marks (name) {
        name -> Text,
        at -> Moment,
        said -> Doc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;

    sign_in_guards (guard) {
        guard -> Binary,
        user_id -> Nullable<Id>,
        failures -> Integer,
        failed_on -> CivilDay,
        locked_until -> Nullable<Moment>,
        untold -> Integer,
        seen_on -> Nullable<CivilDay>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    called_up (case_id) {
        case_id -> Id,
        case_key -> BigInt,
        unit_id -> Nullable<Id>,
        number -> Text,
        received_on -> CivilDay,
        called_up_on -> CivilDay,
        sealed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    matter_lists (movement_id, quarter_on) {
        movement_id -> Id,
        quarter_on -> CivilDay,
        closed_on -> CivilDay,
        matters -> Integer,
        hash -> Binary,
        seed -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    matters (movement_id, quarter_on, n) {
        movement_id -> Id,
        quarter_on -> CivilDay,
        n -> Integer,
        unit_id -> Id,
        case_key -> BigInt,
        told_on -> CivilDay,
        side -> Text,
        stratum -> Text,
        source -> Integer,
        weight_milli -> Integer,
        cluster -> Nullable<Integer>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    samples (id) {
        id -> Id,
        movement_id -> Id,
        quarter_on -> CivilDay,
        n -> Integer,
        unit_id -> Id,
        stratum -> Text,
        by_two -> Bool,
        finding -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    findings (sample_id, judge_id) {
        sample_id -> Id,
        judge_id -> Id,
        finding -> Text,
        at -> Moment,
        sealed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    exclusions (id) {
        id -> Id,
        movement_id -> Id,
        quarter_on -> CivilDay,
        unit_id -> Id,
        cluster -> Integer,
        state -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    exclusion_acts (exclusion_id, act) {
        exclusion_id -> Id,
        act -> Text,
        by_id -> Id,
        at -> Moment,
        sealed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    excluded (movement_id, quarter_on, n, exclusion_id) {
        movement_id -> Id,
        quarter_on -> CivilDay,
        n -> Integer,
        exclusion_id -> Id,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    ratings (case_key) {
        case_key -> BigInt,
        unit_id -> Id,
        answered_on -> CivilDay,
        score -> Integer,
        first_on -> CivilDay,
        changed_on -> CivilDay,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    rating_months (month, unit_id) {
        month -> CivilDay,
        unit_id -> Id,
        count -> BigInt,
        points -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    integrity_ratings (id) {
        id -> Id,
        sealed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    attachments (case_key, giver_id, n) {
        case_key -> BigInt,
        giver_id -> Id,
        n -> Integer,
        id -> Id,
        day -> CivilDay,
        inspectors_only -> Bool,
        scan -> Text,
        sealed -> Binary,
        copy_id -> Nullable<Id>,
        copy_sealed -> Nullable<Binary>,
        copy_tries -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    integrity_attachments (case_key, giver_id, n) {
        case_key -> BigInt,
        giver_id -> Id,
        n -> Integer,
        id -> Id,
        day -> CivilDay,
        inspectors_only -> Bool,
        scan -> Text,
        sealed -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    uploads (id) {
        id -> Id,
        ends_at -> Moment,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::sql::*;
    orphans (id) {
        id -> Id,
        found_at -> Nullable<Moment>,
    }
}

diesel::joinable!(contacts -> cases (case_key));
diesel::joinable!(ratings -> cases (case_key));
diesel::joinable!(reports -> cases (case_key));
diesel::joinable!(obligations -> cases (case_key));
diesel::joinable!(ledger_entries -> cases (case_key));
diesel::joinable!(contacts -> reports (case_key));
diesel::joinable!(integrity_reports -> integrity_cases (case_key));
diesel::joinable!(integrity_obligations -> integrity_cases (case_key));
diesel::joinable!(exclusion_acts -> exclusions (exclusion_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(movement_edits -> movements (movement_id));
diesel::joinable!(conflicts -> users (user_id));
diesel::joinable!(deputies -> users (user_id));

diesel::allow_tables_to_appear_in_same_query!(
    cases,
    contacts,
    reports,
    obligations,
    events,
    ledger_entries,
    called_up,
    matters,
    samples,
    findings,
    exclusions,
    exclusion_acts,
    excluded,
    ratings,
    tokens
);
diesel::allow_tables_to_appear_in_same_query!(sessions, users);
diesel::allow_tables_to_appear_in_same_query!(conflicts, users);
diesel::allow_tables_to_appear_in_same_query!(movement_edits, movements);
diesel::allow_tables_to_appear_in_same_query!(deputies, users);

diesel::allow_tables_to_appear_in_same_query!(
    integrity_cases,
    integrity_reports,
    integrity_obligations,
    integrity_events
);
diesel::joinable!(events -> cases (case_key));
diesel::joinable!(case_group_members -> cases (case_key));
diesel::allow_tables_to_appear_in_same_query!(case_terms, reports);
diesel::allow_tables_to_appear_in_same_query!(case_group_members, cases);
