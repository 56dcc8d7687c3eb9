//! Queues over one channel's cases, in order of urgency: each page walks a bounded piece of one index.

/// Stamps the queue over one channel's cases.
macro_rules! channel_queue {
    ($channel:expr, $cases:ident) => {
        use crate::store::types::sql as types;

        type Boxed<'a> = $cases::BoxedQuery<'a, crate::store::backend::MultiBackend>;

        /// One walk along an index: a lead, and where the index goes on with it, open or closed.
        type Walk<'f> = (Lead<'f>, Option<bool>);

        /// A page of cases in order of urgency, within `scope`.
        pub(in crate::store) fn queue(
            conn: &mut Conn,
            scope: &Scope,
            filter: &CaseFilter,
            slice: Slice,
        ) -> Result<Page, StoreError> {
            // Where nothing is seen nothing is looked at: not even how much there is.
            if !scope.sees($channel) || filter.is_hidden_from(scope) {
                return Ok(Page { cases: Vec::new(), next: None });
            }
            let Slice { after, limit, looked_at: most } = slice;
            let mut cases: Vec<Case> = Vec::new();
            let place = |case: &Case| (case.next_due_on, case.id);
            let (mut horizon, mut full): (Option<Place>, Option<Place>) = (None, None);
            let walks = walks(conn, scope, filter, most)?;
            let each = share(most, walks.len());
            for walk in &walks {
                let seen = looked_at(conn, scope, filter, walk, (after, full), each)?;
                horizon = horizon.into_iter().chain(seen).min();
                let Some(query) = narrowed(scope, filter, walk) else { continue };
                let rows: Vec<CaseRow> = between(query, after, seen.or(full))
                    .order(($cases::next_due_on.asc(), $cases::id.asc()))
                    .limit(limit + 1)
                    .select(CaseRow::as_select())
                    .load(conn)?;
                let fills = i64::try_from(rows.len()).is_ok_and(|found| found > limit);
                for row in rows {
                    cases.push(row.try_into()?);
                }
                if fills {
                    // The other walks need look no further.
                    full = cases.last().map(place);
                }
            }
            cases.sort_by_key(place);
            // Behind the nearest horizon not every walk has looked.
            cases.retain(|case| horizon.is_none_or(|seen| place(case) <= seen));
            let most = usize::try_from(limit).unwrap_or(usize::MAX);
            let more = cases.len() > most;
            cases.truncate(most);
            let next = if more { cases.last().map(place) } else { horizon };
            Ok(Page { cases, next })
        }

        /// How many cases match, counted up to `most` among the first that many looked at, and whether there may be more.
        pub(in crate::store) fn count(
            conn: &mut Conn,
            scope: &Scope,
            filter: &CaseFilter,
            most: i64,
            look_at: i64,
        ) -> Result<(usize, bool), StoreError> {
            if !scope.sees($channel) || filter.is_hidden_from(scope) {
                return Ok((0, false));
            }
            let walks = walks(conn, scope, filter, look_at)?;
            let each = share(look_at, walks.len());
            let (mut found, mut more) = (0, false);
            for walk in &walks {
                let seen = looked_at(conn, scope, filter, walk, (None, None), each)?;
                let Some(query) = narrowed(scope, filter, walk) else { continue };
                let ids: Vec<Id> =
                    between(query, None, seen).select($cases::id).limit(most + 1).load(conn)?;
                found += ids.len();
                more |= seen.is_some();
            }
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            Ok((found.min(most), more || found > most))
        }

        /// The walks of the rarest way.
        fn walks<'f>(
            conn: &mut Conn,
            scope: &Scope,
            filter: &'f CaseFilter,
            look_at: i64,
        ) -> Result<Vec<Walk<'f>>, StoreError> {
            let mut rarest: Option<(usize, Vec<Walk<'f>>)> = None;
            let ways = filter.ways($channel, scope);
            let only = ways.len() == 1;
            for leads in ways {
                let mut walks = Vec::new();
                for lead in leads {
                    match lead.is_split() {
                        true if filter.is_open_only() => walks.push((lead, Some(true))),
                        true => walks.extend([(lead, Some(true)), (lead, Some(false))]),
                        false => walks.push((lead, None)),
                    }
                }
                if only {
                    return Ok(walks);
                }
                let each = share(look_at, walks.len());
                let mut entries = 0;
                for walk in &walks {
                    let ids: Vec<Id> = led(walk).select($cases::id).limit(each).load(conn)?;
                    entries += ids.len();
                    if i64::try_from(ids.len()).is_ok_and(|found| found == each) {
                        // Of those with more than are looked at none is known to be rarer.
                        entries = usize::MAX;
                        break;
                    }
                }
                if rarest.as_ref().is_none_or(|(least, _)| entries < *least) {
                    rarest = Some((entries, walks));
                }
            }
            Ok(rarest.map(|(_, walks)| walks).unwrap_or_default())
        }

        /// The last entry between two places that is looked at, if at most so many are; none where all of them are, or where
        /// the page ends by itself.
        fn looked_at(
            conn: &mut Conn,
            scope: &Scope,
            filter: &CaseFilter,
            walk: &Walk<'_>,
            (after, last): (Option<Place>, Option<Place>),
            entries: i64,
        ) -> Result<Option<Place>, StoreError> {
            if filter.is_all_of(walk.0, scope, $channel) {
                return Ok(None);
            }
            let last: Option<(Date, Id)> = until(between(led(walk), after, last), filter)
                .order(($cases::next_due_on.asc(), $cases::id.asc()))
                .select(($cases::next_due_on, $cases::id))
                .offset(entries - 1)
                .limit(1)
                .first(conn)
                .optional()?;
            Ok(last.map(|(day, id)| (day.0, CaseId::new(id.0))))
        }

        /// What stands behind `after` and not behind `last`.
        fn between(mut query: Boxed<'_>, after: Option<Place>, last: Option<Place>) -> Boxed<'_> {
            use diesel::dsl::sql;
            use diesel::sql_types::Bool;

            // As pairs: told apart, the day alone would bound the walk, and most that is closed has the same day.
            if let Some((day, id)) = after {
                let pair =
                    sql::<Bool>("(next_due_on, id) > (").bind::<types::CivilDay, _>(Date(day));
                query = query.filter(pair.sql(", ").bind::<types::Id, _>(Id(id.uuid())).sql(")"));
            }
            if let Some((day, id)) = last {
                let pair =
                    sql::<Bool>("(next_due_on, id) <= (").bind::<types::CivilDay, _>(Date(day));
                query = query.filter(pair.sql(", ").bind::<types::Id, _>(Id(id.uuid())).sql(")"));
            }
            query
        }

        /// What is due by the day that `filter` names.
        fn until<'a>(mut query: Boxed<'a>, filter: &CaseFilter) -> Boxed<'a> {
            if let Some(day) = filter.overdue_on {
                query = query.filter($cases::next_due_on.lt(Date(day)));
            }
            if let Some(day) = filter.due_by {
                query = query.filter($cases::next_due_on.le(Date(day)));
            }
            query
        }

        /// Everything that `walk` passes.
        fn led<'a>(walk: &Walk<'_>) -> Boxed<'a> {
            let (lead, open) = *walk;
            let mut query = $cases::table.into_boxed();
            query = match lead {
                Lead::Any => query,
                Lead::Holder(unit) => query.filter($cases::holder_id.eq(Id(unit.uuid()))),
                Lead::Category(code) => query.filter($cases::category.eq(code.to_owned())),
                Lead::Kind(kind) => query.filter($cases::kind.eq(kind.as_str())),
                Lead::State(state) => query.filter($cases::state.eq(state.as_str())),
                // As the index says it: a bound value would not be seen to imply its condition.
                Lead::Awaiting => query.filter($cases::awaits_inspector),
                Lead::Hinted => query.filter($cases::hinted),
            };
            if let Some(open) = open {
                query = query.filter($cases::is_open.eq(open));
            }
            query
        }

        /// What `walk` passes of the cases that `scope` sees and `filter` wants; none where the scope sees nothing of this
        /// channel. What does not lead is written so that no index serves it: the one walk is all that is looked at.
        fn narrowed<'a>(scope: &Scope, filter: &CaseFilter, walk: &Walk<'_>) -> Option<Boxed<'a>> {
            use diesel::dsl::sql;
            use diesel::sql_types::{Bool, Text};

            let holder = || sql::<types::Id>("coalesce(holder_id, holder_id)");
            let lead = walk.0;
            let mut query = until(led(walk), filter);
            if matches!(scope, Scope::Unit(_) | Scope::Units(_)) {
                // As `reaches` says; both databases know the operator.
                let signed = "coalesce(course ->> 'wait', '') <> 'signature'";
                query = query.filter(sql::<Bool>(signed)).filter($cases::held_until.is_null());
                query = query.filter(sql::<Bool>("course ->> 'called_up_from' IS NULL"));
            }
            match (scope, $channel) {
                (Scope::Unit(unit), Channel::Service) if lead != Lead::Holder(*unit) => {
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
            Some(wanted(query, scope, filter, lead))
        }

        /// What `filter` wants beside what leads.
        fn wanted<'a>(
            mut query: Boxed<'a>,
            scope: &Scope,
            filter: &CaseFilter,
            lead: Lead<'_>,
        ) -> Boxed<'a> {
            use diesel::dsl::sql;
            use diesel::sql_types::{Bool, Text};

            let holder = || sql::<types::Id>("coalesce(holder_id, holder_id)");
            if let Some(state) = filter.state.filter(|state| lead != Lead::State(*state)) {
                let is = sql::<Text>("coalesce(state, state)").eq(state.as_str());
                query = query.filter(is);
            }
            if let Some(kind) = filter.kind.filter(|kind| lead != Lead::Kind(*kind)) {
                query = query.filter(sql::<Text>("coalesce(kind, kind)").eq(kind.as_str()));
            }
            if let Some(code) = filter.category.as_deref().filter(|it| lead != Lead::Category(it)) {
                let is = sql::<Text>("coalesce(category, category)").eq(code.to_owned());
                query = query.filter(is);
            }
            if let Some(unit) = filter.unit.filter(|unit| lead != Lead::Holder(*unit)) {
                query = query.filter(holder().eq(Id(unit.uuid())));
            }
            if let Some(units) = &filter.held_by {
                let units: Vec<Id> = units.iter().map(|unit| Id(unit.uuid())).collect();
                query = query.filter(holder().eq_any(units));
            }
            if filter.is_open_only() && !lead.is_split() {
                query = query.filter(sql::<Bool>("coalesce(is_open, is_open)"));
            }
            if filter.open_only && matches!(scope, Scope::Unit(_) | Scope::Units(_)) {
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
pub(super) use channel_queue;
