//! The rows of one channel's tables and what they mean: one text, stamped for each channel.

/// Stamps the row types over one channel's tables.
macro_rules! channel_rows {
    ($channel:expr, $number:ty, $cases:ident, $obligations:ident, $events:ident) => {
        /// By what cases of a queue differ.
        #[derive(Queryable, Selectable, Debug)]
        #[diesel(table_name = $cases)]
        pub(in crate::store) struct TraitsRow {
            pub(in crate::store) state: String,
            pub(in crate::store) kind: String,
            pub(in crate::store) category: String,
            pub(in crate::store) sector: Option<String>,
            pub(in crate::store) holder_id: Id,
            pub(in crate::store) assignee_id: Option<Id>,
            pub(in crate::store) next_due_on: Date,
            pub(in crate::store) is_open: bool,
        }

        impl From<TraitsRow> for Traits {
            fn from(row: TraitsRow) -> Self {
                Self {
                    state: row.state,
                    kind: row.kind,
                    category: row.category,
                    sector: row.sector,
                    holder: UnitId::new(row.holder_id.0),
                    assignee: row.assignee_id.map(|user| UserId::new(user.0)),
                    next_due_on: row.next_due_on.0,
                    is_open: row.is_open,
                }
            }
        }

        #[derive(Queryable, Selectable, Insertable)]
        #[diesel(table_name = $cases, treat_none_as_default_value = false)]
        pub(in crate::store) struct CaseRow {
            pub(in crate::store) key: i64,
            pub(in crate::store) id: Id,
            pub(in crate::store) number: $number,
            pub(in crate::store) kind: String,
            pub(in crate::store) category: String,
            pub(in crate::store) sector: Option<String>,
            pub(in crate::store) state: String,
            pub(in crate::store) version: i32,
            pub(in crate::store) is_open: bool,
            pub(in crate::store) holder_id: Id,
            pub(in crate::store) accused_id: Option<Id>,
            pub(in crate::store) assignee_id: Option<Id>,
            pub(in crate::store) received_on: Date,
            pub(in crate::store) next_due_on: Date,
            pub(in crate::store) outcome: Option<String>,
            pub(in crate::store) closed_on: Option<Date>,
            pub(in crate::store) variant: String,
            pub(in crate::store) waits_until: Option<Date>,
            pub(in crate::store) course: Json,
            pub(in crate::store) awaits_inspector: bool,
            pub(in crate::store) hinted: bool,
            pub(in crate::store) merged_into: Option<Id>,
            pub(in crate::store) held_until: Option<Instant>,
        }

        impl TryFrom<&Case> for CaseRow {
            type Error = StoreError;

            fn try_from(case: &Case) -> Result<Self, StoreError> {
                Ok(Self {
                    key: case.key.number(),
                    id: Id(case.id.uuid()),
                    number: case.number.clone().into_number(),
                    kind: case.kind.as_str().to_owned(),
                    category: case.category.clone(),
                    sector: case.sector.clone(),
                    state: case.state.as_str().to_owned(),
                    version: case.version,
                    is_open: case.is_open(),
                    holder_id: Id(case.holder.uuid()),
                    accused_id: case.accused.map(|unit| Id(unit.uuid())),
                    assignee_id: case.assignee.map(|user| Id(user.uuid())),
                    received_on: Date(case.received_on),
                    next_due_on: Date(case.next_due_on),
                    outcome: case.outcome.map(|outcome| outcome.as_str().to_owned()),
                    closed_on: case.closed_on.map(Date),
                    variant: case.variant.as_str().to_owned(),
                    waits_until: case.waits_until.map(Date),
                    course: corrupt(Json::of(&case.course).ok(), stringify!($cases), "course")?,
                    awaits_inspector: case.awaits_inspector(),
                    hinted: case.course.hint.is_some(),
                    merged_into: case.course.merged_into.map(|id| Id(id.uuid())),
                    held_until: case.held_until,
                })
            }
        }

        impl TryFrom<CaseRow> for Case {
            type Error = StoreError;

            fn try_from(row: CaseRow) -> Result<Self, StoreError> {
                const TABLE: &str = stringify!($cases);
                let outcome = row.outcome.as_deref().map(Outcome::parse);
                Ok(Self {
                    id: CaseId::new(row.id.0),
                    key: CaseKey::new(row.key),
                    channel: $channel,
                    number: Option::from(row.number),
                    kind: corrupt(Kind::parse(&row.kind), TABLE, "kind")?,
                    category: row.category,
                    sector: row.sector,
                    state: corrupt(State::parse(&row.state), TABLE, "state")?,
                    version: row.version,
                    holder: UnitId::new(row.holder_id.0),
                    accused: row.accused_id.map(|id| UnitId::new(id.0)),
                    assignee: row.assignee_id.map(|id| UserId::new(id.0)),
                    received_on: row.received_on.0,
                    next_due_on: row.next_due_on.0,
                    outcome: outcome.map(|it| corrupt(it, TABLE, "outcome")).transpose()?,
                    closed_on: row.closed_on.map(|day| day.0),
                    variant: corrupt(Variant::parse(&row.variant), TABLE, "variant")?,
                    waits_until: row.waits_until.map(|day| day.0),
                    held_until: row.held_until,
                    course: corrupt(row.course.read(), TABLE, "course")?,
                })
            }
        }

        #[derive(Queryable, Selectable, Insertable)]
        #[diesel(table_name = $obligations, treat_none_as_default_value = false)]
        pub(in crate::store) struct ObligationRow {
            pub(in crate::store) case_key: i64,
            pub(in crate::store) id: Id,
            pub(in crate::store) unit_id: Id,
            pub(in crate::store) step: String,
            pub(in crate::store) rule_id: Id,
            pub(in crate::store) scored: bool,
            pub(in crate::store) start_on: Date,
            pub(in crate::store) due_on: Date,
            pub(in crate::store) told_due_on: Date,
            pub(in crate::store) calendar_as_of: Date,
            pub(in crate::store) status: String,
            pub(in crate::store) ended_on: Option<Date>,
            pub(in crate::store) missed_on: Option<Date>,
            pub(in crate::store) cohort_on: Date,
            pub(in crate::store) moves: Json,
        }

        impl ObligationRow {
            pub(in crate::store) fn new(
                key: CaseKey,
                one: &Obligation,
            ) -> Result<Self, StoreError> {
                Ok(Self {
                    case_key: key.number(),
                    id: Id(one.id.uuid()),
                    unit_id: Id(one.unit_id.uuid()),
                    step: one.step.as_str().to_owned(),
                    rule_id: Id(one.rule_id.uuid()),
                    scored: one.scored,
                    start_on: Date(one.start_on),
                    due_on: Date(one.due_on),
                    told_due_on: Date(one.told_due_on),
                    calendar_as_of: Date(one.calendar_as_of),
                    status: one.status.as_str().to_owned(),
                    ended_on: one.ended_on.map(Date),
                    missed_on: one.missed_on.map(Date),
                    cohort_on: Date(one.cohort_on),
                    moves: corrupt(Json::of(&one.moves).ok(), stringify!($obligations), "moves")?,
                })
            }

            pub(in crate::store) fn of(self, case: CaseId) -> Result<Obligation, StoreError> {
                const TABLE: &str = stringify!($obligations);
                let row = self;
                Ok(Obligation {
                    id: ObligationId::new(row.id.0),
                    case_id: case,
                    unit_id: UnitId::new(row.unit_id.0),
                    step: corrupt(Step::parse(&row.step), TABLE, "step")?,
                    rule_id: RuleId::new(row.rule_id.0),
                    scored: row.scored,
                    start_on: row.start_on.0,
                    due_on: row.due_on.0,
                    told_due_on: row.told_due_on.0,
                    calendar_as_of: row.calendar_as_of.0,
                    status: corrupt(DutyStatus::parse(&row.status), TABLE, "status")?,
                    ended_on: row.ended_on.map(|day| day.0),
                    missed_on: row.missed_on.map(|day| day.0),
                    cohort_on: row.cohort_on.0,
                    moves: corrupt(row.moves.read(), TABLE, "moves")?,
                })
            }
        }

        #[derive(Queryable, Selectable, Insertable)]
        #[diesel(table_name = $events, treat_none_as_default_value = false)]
        pub(in crate::store) struct EventRow {
            pub(in crate::store) case_key: i64,
            pub(in crate::store) n: i32,
            pub(in crate::store) id: Id,
            pub(in crate::store) kind: String,
            pub(in crate::store) at: Instant,
            pub(in crate::store) day: Date,
            pub(in crate::store) actor_id: Option<Id>,
            pub(in crate::store) payload: Json,
        }

        impl EventRow {
            pub(in crate::store) fn new(key: CaseKey, event: &Event) -> Result<Self, StoreError> {
                let payload = Json::of(&event.payload).map_err(|_| StoreError::Corrupt {
                    table: stringify!($events),
                    column: "payload",
                })?;
                Ok(Self {
                    case_key: key.number(),
                    n: event.n,
                    id: Id(event.id.uuid()),
                    kind: event.payload.event_kind.code().to_owned(),
                    at: event.at,
                    day: Date(event.day),
                    actor_id: event.actor.map(|user| Id(user.uuid())),
                    payload,
                })
            }

            pub(in crate::store) fn of(self, case: CaseId) -> Result<Event, StoreError> {
                let row = self;
                let payload: Option<Payload> = row.payload.read();
                Ok(Event {
                    id: EventId::new(row.id.0),
                    case_id: case,
                    n: row.n,
                    at: row.at,
                    day: row.day.0,
                    actor: row.actor_id.map(|id| UserId::new(id.0)),
                    payload: corrupt(payload, stringify!($events), "payload")?,
                })
            }
        }

        /// What one filed report writes here, as rows.
        pub(in crate::store) struct FiledRows {
            pub(in crate::store) case: CaseRow,
            pub(in crate::store) obligations: Vec<ObligationRow>,
            pub(in crate::store) event: EventRow,
        }

        impl FiledRows {
            pub(in crate::store) fn new(
                case: &Case,
                obligations: &[Obligation],
                event: &Event,
            ) -> Result<Self, StoreError> {
                Ok(Self {
                    case: case.try_into()?,
                    obligations: obligations
                        .iter()
                        .map(|one| ObligationRow::new(case.key, one))
                        .collect::<Result<_, _>>()?,
                    event: EventRow::new(case.key, event)?,
                })
            }
        }
    };
}
pub(super) use channel_rows;
