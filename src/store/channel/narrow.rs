//! What a queue leaves out: what its reader may not see, and what was not asked for.

/// Stamps the narrowing of a queue over one channel's cases. What does not lead is written so that no index serves it: the one walk is
/// all that is looked at.
macro_rules! channel_narrowing {
    ($channel:expr, $cases:ident, $obligations:ident) => {
        /// One of several conditions.
        type Wanted<'a> = Box<
            dyn BoxableExpression<
                    $cases::table,
                    crate::store::backend::MultiBackend,
                    SqlType = diesel::sql_types::Bool,
                > + 'a,
        >;

        /// What of `query` the scope sees; none where it sees nothing of this channel.
        fn seen_by<'a>(mut query: Boxed<'a>, scope: &Scope, lead: Lead<'_>) -> Option<Boxed<'a>> {
            use diesel::dsl::sql;
            use diesel::sql_types::{Bool, Text};

            let holder = || sql::<types::Id>("coalesce(holder_id, holder_id)");
            if matches!(scope, Scope::Unit(_) | Scope::Units(_)) {
                // As `reaches` says; both databases know the operator.
                let signed = "coalesce(course ->> 'wait', '') <> 'signature'";
                query = query.filter(sql::<Bool>(signed)).filter($cases::held_until.is_null());
                query = query.filter(sql::<Bool>("course ->> 'called_up_from' IS NULL"));
            }
            match (scope, $channel) {
                (Scope::Unit(unit), Channel::Service) if lead.holder() != Some(*unit) => {
                    query = query.filter(holder().eq(Id(unit.uuid())));
                }
                (Scope::Unit(_) | Scope::Inspectorate { .. }, Channel::Service) => {}
                (Scope::Inspectorate { body, .. }, Channel::Integrity) => {
                    query = query.filter(holder().eq(Id(body.uuid()))).filter(
                        $cases::accused_id
                            .is_null()
                            .or($cases::accused_id.ne(Some(Id(body.uuid())))),
                    );
                }
                (Scope::Units(units), Channel::Service) => {
                    let units: Vec<Id> = units.iter().map(|unit| Id(unit.uuid())).collect();
                    query = query.filter(holder().eq_any(units));
                }
                (Scope::Unit(_) | Scope::Units(_), Channel::Integrity) | (Scope::Nothing, _) => {
                    return None;
                }
            }
            if let (Scope::Inspectorate { body, .. }, Channel::Service) = (scope, $channel) {
                let other =
                    $cases::accused_id.is_null().or($cases::accused_id.ne(Some(Id(body.uuid()))));
                let foreign = holder().ne(Id(body.uuid())).and(other);
                query = query.filter($cases::held_until.is_null().or(foreign));
                let from = sql::<Text>("coalesce(course ->> 'called_up_from', '')");
                query = query.filter(from.ne(body.to_string()));
            }
            if let Scope::Inspectorate { conflicts, .. } = scope
                && !conflicts.is_empty()
            {
                let ids: Vec<_> = conflicts.iter().map(|unit| Some(Id(unit.uuid()))).collect();
                query =
                    query.filter($cases::accused_id.is_null().or($cases::accused_id.ne_all(ids)));
            }
            Some(query)
        }

        /// What `filter` wants that no walk leads to.
        fn plainly<'a>(mut query: Boxed<'a>, filter: &CaseFilter) -> Boxed<'a> {
            use diesel::dsl::sql;
            use diesel::sql_types::{Bool, Nullable, Text};

            if !filter.sectors.is_empty() {
                let any = filter.sectors.iter().cloned().map(Some);
                query = query.filter($cases::sector.eq_any(any));
            }
            if !filter.variants.is_empty() {
                let any: Vec<_> = filter.variants.iter().map(|one| one.as_str()).collect();
                query = query.filter($cases::variant.eq_any(any));
            }
            for any in &filter.terms {
                let has = || {
                    let has = "EXISTS (SELECT 1 FROM case_terms WHERE case_key = ";
                    sql::<Bool>(has).sql(concat!(stringify!($cases), ".key AND term = "))
                };
                let mut one: Wanted<'a> = Box::new(sql::<Bool>("1 = 0"));
                for term in any {
                    one = Box::new(one.or(has().bind::<Text, _>(term.clone()).sql(")")));
                }
                query = query.filter(one);
            }
            if let Some(number) = filter.number.clone() {
                let of = sql::<Nullable<Text>>("coalesce(number, number)");
                query = query.filter(of.eq(Some(number)));
            }
            let received = || sql::<types::CivilDay>("coalesce(received_on, received_on)");
            let closed = || sql::<Nullable<types::CivilDay>>("coalesce(closed_on, closed_on)");
            if let Some(day) = filter.received.0 {
                query = query.filter(received().ge(Date(day)));
            }
            if let Some(day) = filter.received.1 {
                query = query.filter(received().le(Date(day)));
            }
            if let Some(day) = filter.closed.0 {
                query = query.filter(closed().ge(Some(Date(day))));
            }
            if let Some(day) = filter.closed.1 {
                query = query.filter(closed().le(Some(Date(day))));
            }
            query
        }

        /// In what a duty of one of the steps is open that `filter` asks for and of which the reader may know.
        fn owing<'a>(query: Boxed<'a>, scope: &Scope, filter: &CaseFilter) -> Boxed<'a> {
            use diesel::dsl::sql;
            use diesel::sql_types::{Bool, Text};

            if filter.steps.is_empty() {
                return query;
            }
            // With its own end no planner looks at every duty of the step instead.
            let owes = concat!(
                "EXISTS (SELECT 1 FROM ",
                stringify!($obligations),
                " WHERE case_key = ",
                stringify!($cases),
                ".key AND status = 'open' AND step = "
            );
            let mut any: Wanted<'a> = Box::new(sql::<Bool>("1 = 0"));
            for step in filter.steps_told(scope) {
                let one = sql::<Bool>(owes).bind::<Text, _>(step.as_str());
                let one = one.sql(" LIMIT 1 OFFSET 0)");
                match scope {
                    // As `is_veiled` says.
                    Scope::Inspectorate { body, .. } if !step.is_told() => {
                        let body = Some(Id(body.uuid()));
                        let of_others =
                            $cases::accused_id.is_null().or($cases::accused_id.ne(body));
                        any = Box::new(any.or(one.and(of_others.assume_not_null())));
                    }
                    _ => any = Box::new(any.or(one)),
                }
            }
            query.filter(any)
        }

        /// What is one of the turns that `filter` asks for, as [`Turn::is_of`] says.
        fn turned<'a>(query: Boxed<'a>, filter: &CaseFilter) -> Boxed<'a> {
            use diesel::dsl::sql;
            use diesel::sql_types::{Bool, Text};

            if filter.turns.is_empty() {
                return query;
            }
            let state = || sql::<Text>("coalesce(state, state)");
            let wait = || sql::<Text>("coalesce(course ->> 'wait', '')");
            let codes = |waits: &[Wait]| waits.iter().map(|one| one.as_str()).collect::<Vec<_>>();
            let in_states =
                |states: &[State]| states.iter().map(|one| one.as_str()).collect::<Vec<_>>();
            let mut any: Wanted<'a> = Box::new(sql::<Bool>("1 = 0"));
            for turn in filter.turns.iter().copied() {
                any = match turn {
                    Turn::Inspector => Box::new(
                        any.or(sql::<Bool>("coalesce(awaits_inspector, awaits_inspector)")),
                    ),
                    Turn::Unit => {
                        let open = State::ALL.iter().filter(|state| state.is_open());
                        let open = open.copied().collect::<Vec<_>>();
                        let free = sql::<Bool>("NOT coalesce(awaits_inspector, awaits_inspector)");
                        let own = wait().ne_all(codes(Turn::Reporter.waits()));
                        Box::new(any.or(state().eq_any(in_states(&open)).and(free).and(own)))
                    }
                    _ => {
                        let waits = wait().eq_any(codes(turn.waits()));
                        Box::new(any.or(state().eq_any(in_states(turn.states())).and(waits)))
                    }
                };
            }
            query.filter(any)
        }

        /// What `filter` wants beside what leads.
        fn wanted<'a>(
            mut query: Boxed<'a>,
            scope: &Scope,
            filter: &CaseFilter,
            lead: Lead<'_>,
        ) -> Boxed<'a> {
            use diesel::dsl::sql;
            use diesel::sql_types::{Bool, Nullable, Text};

            let holder = || sql::<types::Id>("coalesce(holder_id, holder_id)");
            let ids =
                |units: &[UnitId]| units.iter().map(|unit| Id(unit.uuid())).collect::<Vec<_>>();
            if !filter.states.is_empty() && lead.state().is_none() {
                let any: Vec<_> = filter.states.iter().map(|state| state.as_str()).collect();
                query = query.filter(sql::<Text>("coalesce(state, state)").eq_any(any));
            }
            if !filter.kinds.is_empty() && !matches!(lead, Lead::Kind(_)) {
                let any: Vec<_> = filter.kinds.iter().map(|kind| kind.as_str()).collect();
                query = query.filter(sql::<Text>("coalesce(kind, kind)").eq_any(any));
            }
            if !filter.categories.is_empty() && !matches!(lead, Lead::Category(_)) {
                let any = sql::<Text>("coalesce(category, category)");
                query = query.filter(any.eq_any(filter.categories.clone()));
            }
            let leads = lead.holder().is_some_and(|unit| filter.units.contains(&unit));
            if !filter.units.is_empty() && !leads {
                query = query.filter(holder().eq_any(ids(&filter.units)));
            }
            if !filter.accused.is_empty() && !matches!(lead, Lead::Accused(_)) {
                let any = sql::<Nullable<types::Id>>("coalesce(accused_id, accused_id)");
                query = query.filter(any.eq_any(ids(&filter.accused).into_iter().map(Some)));
            }
            match filter.assignee {
                Some(Hand::Nobody) => query = query.filter($cases::assignee_id.is_null()),
                Some(Hand::Of(user)) if lead != Lead::Assignee(user) => {
                    let of = sql::<Nullable<types::Id>>("coalesce(assignee_id, assignee_id)");
                    query = query.filter(of.eq(Some(Id(user.uuid()))));
                }
                Some(Hand::Of(_)) | None => {}
            }
            query = turned(owing(plainly(query, filter), scope, filter), filter);
            if let Some(units) = &filter.held_by {
                query = query.filter(holder().eq_any(ids(units)));
            }
            if filter.is_open_only() && !lead.is_split() {
                query = query.filter(sql::<Bool>("coalesce(is_open, is_open)"));
            }
            if filter.is_open_only() && matches!(scope, Scope::Unit(_) | Scope::Units(_)) {
                // What is still owed on a referral is the inspectors' own.
                query = query.filter($cases::state.ne(State::Referred.as_str()));
            }
            if filter.awaits_inspector && lead != Lead::Awaiting {
                query = query.filter(sql::<Bool>("coalesce(awaits_inspector, awaits_inspector)"));
            }
            if filter.hinted {
                query = query.filter(sql::<Bool>("coalesce(hinted, hinted)"));
            }
            // As `inspects` says.
            if let (true, Scope::Inspectorate { body, .. }) = (filter.hinted, scope) {
                let body = Id(body.uuid());
                let of_others = $cases::accused_id.is_null().or($cases::accused_id.ne(Some(body)));
                query = query.filter(holder().ne(body)).filter(of_others);
            }
            if let Some(day) = filter.unprocessed_since {
                let unprocessed = [State::Received.as_str(), State::Accepted.as_str()];
                query = query
                    .filter(sql::<Text>("coalesce(state, state)").eq_any(unprocessed))
                    .filter($cases::received_on.le(Date(day)));
            }
            query
        }
    };
}
pub(super) use channel_narrowing;
