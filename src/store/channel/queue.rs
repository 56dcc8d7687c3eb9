//! Queues over one channel's cases, in order of urgency: each page walks a bounded piece of one index.

/// Stamps the queue over one channel's cases.
macro_rules! channel_queue {
    ($channel:expr, $cases:ident) => {
        use crate::store::types::sql as types;

        type Boxed<'a> = $cases::BoxedQuery<'a, crate::store::backend::MultiBackend>;

        /// One walk along an index: a lead, and where the index goes on with it, open or closed.
        type Walk<'f> = (Lead<'f>, Option<bool>);

        /// How the cases that can fit are reached: along indexes, or these alone, by their keys.
        enum Route<'f> {
            Walks(Vec<Walk<'f>>),
            Few(Vec<i64>),
        }

        /// A page of cases in order of urgency, within `scope`.
        pub(in crate::store) fn queue(
            conn: &mut Conn,
            scope: &Scope,
            filter: &CaseFilter,
            slice: Slice,
        ) -> Result<Page, StoreError> {
            // Where nothing is seen nothing is looked at: not even how much there is.
            if !scope.sees($channel) || filter.is_hidden_from(scope, $channel) {
                return Ok(Page { cases: Vec::new(), next: None });
            }
            let Slice { after, limit, looked_at: most } = slice;
            let mut cases: Vec<Case> = Vec::new();
            let place = |case: &Case| (case.next_due_on, case.id);
            let (mut horizon, mut full): (Option<Place>, Option<Place>) = (None, None);
            let walks = match route(conn, scope, filter, most)? {
                Route::Walks(walks) => walks,
                Route::Few(keys) => return few_of(conn, scope, filter, slice, keys),
            };
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
            let (queries, _, mut more) = pieces(conn, scope, filter, look_at)?;
            let mut found = 0;
            for query in queries {
                let ids: Vec<Id> = query.select($cases::id).limit(most + 1).load(conn)?;
                found += ids.len();
            }
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            more |= found > most;
            Ok((found.min(most), more))
        }

        /// By what the matching cases among the first that many looked at differ, and whether there may be more.
        pub(in crate::store) fn traits(
            conn: &mut Conn,
            scope: &Scope,
            filter: &CaseFilter,
            look_at: i64,
        ) -> Result<(Vec<Traits>, bool), StoreError> {
            let (queries, each, mut more) = pieces(conn, scope, filter, look_at)?;
            let most = usize::try_from(each).unwrap_or(usize::MAX);
            let mut found = Vec::new();
            for query in queries {
                // Where all that is passed fits nothing else bounds it.
                let beyond = each.saturating_add(1);
                let rows: Vec<TraitsRow> =
                    query.select(TraitsRow::as_select()).limit(beyond).load(conn)?;
                more |= rows.len() > most;
                found.extend(rows.into_iter().take(most).map(Traits::from));
            }
            Ok((found, more))
        }

        /// What `scope` sees and `filter` wants among the first so many entries, piece by piece, how many entries a piece is of, and whether
        /// there is more behind.
        fn pieces<'a>(
            conn: &mut Conn,
            scope: &Scope,
            filter: &CaseFilter,
            look_at: i64,
        ) -> Result<(Vec<Boxed<'a>>, i64, bool), StoreError> {
            // Where nothing is seen nothing is looked at: not even how much there is.
            if !scope.sees($channel) || filter.is_hidden_from(scope, $channel) {
                return Ok((Vec::new(), 0, false));
            }
            let walks = match route(conn, scope, filter, look_at)? {
                Route::Walks(walks) => walks,
                Route::Few(keys) => {
                    let one = among(scope, filter, keys).into_iter().collect();
                    return Ok((one, look_at, false));
                }
            };
            let each = share(look_at, walks.len());
            let (mut queries, mut more) = (Vec::new(), false);
            for walk in &walks {
                let seen = looked_at(conn, scope, filter, walk, (None, None), each)?;
                queries
                    .extend(narrowed(scope, filter, walk).map(|query| between(query, None, seen)));
                more |= seen.is_some();
            }
            Ok((queries, each, more))
        }

        /// The rarest way.
        fn route<'f>(
            conn: &mut Conn,
            scope: &Scope,
            filter: &'f CaseFilter,
            look_at: i64,
        ) -> Result<Route<'f>, StoreError> {
            let mut rarest: Option<(usize, Route<'f>)> = None;
            let is_rarer = |than: &Option<(usize, Route<'f>)>, entries| {
                than.as_ref().is_none_or(|(least, _)| entries < *least)
            };
            for few in filter.few($channel, scope) {
                if let Some(keys) = keys_of(conn, few, look_at)?
                    && is_rarer(&rarest, keys.len())
                {
                    rarest = Some((keys.len(), Route::Few(keys)));
                }
            }
            let ways = filter.ways($channel, scope);
            let only = ways.len() == 1 && rarest.is_none();
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
                    return Ok(Route::Walks(walks));
                }
                let each = share(look_at, walks.len());
                let mut entries = 0;
                for walk in &walks {
                    let beyond: Option<i64> = led(walk)
                        .select($cases::key)
                        .offset(each - 1)
                        .limit(1)
                        .first(conn)
                        .optional()?;
                    if beyond.is_some() {
                        // Of those with more than are looked at none is known to be rarer.
                        entries = usize::MAX;
                        break;
                    }
                    let few: i64 = led(walk).count().get_result(conn)?;
                    entries += usize::try_from(few).unwrap_or(usize::MAX);
                }
                if is_rarer(&rarest, entries) {
                    rarest = Some((entries, Route::Walks(walks)));
                }
            }
            Ok(rarest.map_or_else(|| Route::Walks(Vec::new()), |(_, route)| route))
        }

        /// The keys of what has this; none where there are more than `most`.
        fn keys_of(
            conn: &mut Conn,
            few: Few<'_>,
            most: i64,
        ) -> Result<Option<Vec<i64>>, StoreError> {
            let mut query = $cases::table.into_boxed();
            match few {
                Few::Terms(terms) => return crate::store::terms::keys_of(conn, terms, most),
                Few::Number(number) => query = query.filter($cases::number.eq(number.to_owned())),
                Few::Received((from, to)) => {
                    if let Some(day) = from {
                        query = query.filter($cases::received_on.ge(Date(day)));
                    }
                    if let Some(day) = to {
                        query = query.filter($cases::received_on.le(Date(day)));
                    }
                }
                Few::Closed((from, to)) => {
                    if let Some(day) = from {
                        query = query.filter($cases::closed_on.ge(Date(day)));
                    }
                    if let Some(day) = to {
                        query = query.filter($cases::closed_on.le(Date(day)));
                    }
                }
            }
            let beyond = most.saturating_add(1);
            let keys: Vec<i64> = query.select($cases::key).limit(beyond).load(conn)?;
            Ok(Some(keys).filter(|keys| i64::try_from(keys.len()).is_ok_and(|n| n <= most)))
        }

        /// Of these cases those that `scope` sees and `filter` wants.
        fn among<'a>(scope: &Scope, filter: &CaseFilter, keys: Vec<i64>) -> Option<Boxed<'a>> {
            use diesel::dsl::sql;
            use diesel::sql_types::Bool;

            if keys.is_empty() {
                return None;
            }
            let mut query = $cases::table.into_boxed().filter($cases::key.eq_any(keys));
            if filter.is_open_only() {
                query = query.filter(sql::<Bool>("coalesce(is_open, is_open)"));
            }
            let query = seen_by(until(query, filter), scope, Lead::Any)?;
            Some(wanted(query, scope, filter, Lead::Any))
        }

        /// Of these cases those that `scope` sees and `filter` wants, by their keys.
        pub(in crate::store) fn of_keys(
            conn: &mut Conn,
            scope: &Scope,
            filter: &CaseFilter,
            keys: Vec<i64>,
        ) -> Result<BTreeMap<i64, Case>, StoreError> {
            let hidden = !scope.sees($channel) || filter.is_hidden_from(scope, $channel);
            let query = Some(keys).filter(|_| !hidden);
            let Some(query) = query.and_then(|keys| among(scope, filter, keys)) else {
                return Ok(BTreeMap::new());
            };
            let rows: Vec<CaseRow> = query.select(CaseRow::as_select()).load(conn)?;
            rows.into_iter().map(|row| Ok((row.key, row.try_into()?))).collect()
        }

        /// A page of these cases.
        fn few_of(
            conn: &mut Conn,
            scope: &Scope,
            filter: &CaseFilter,
            slice: Slice,
            keys: Vec<i64>,
        ) -> Result<Page, StoreError> {
            let found: Vec<(Date, Id)> = match among(scope, filter, keys) {
                Some(query) => query.select(($cases::next_due_on, $cases::id)).load(conn)?,
                None => Vec::new(),
            };
            let place = |(day, id): (Date, Id)| (day.0, CaseId::new(id.0));
            let mut places: Vec<Place> = found.into_iter().map(place).collect();
            // Sorted here: there are no more than a page looks at.
            places.sort_unstable();
            places.retain(|place| slice.after.is_none_or(|after| *place > after));
            let most = usize::try_from(slice.limit).unwrap_or(usize::MAX);
            let more = places.len() > most;
            places.truncate(most);
            if places.is_empty() {
                return Ok(Page { cases: Vec::new(), next: None });
            }
            let ids: Vec<Id> = places.iter().map(|(_, id)| Id(id.uuid())).collect();
            let rows: Vec<CaseRow> = $cases::table
                .filter($cases::id.eq_any(ids))
                .select(CaseRow::as_select())
                .load(conn)?;
            let cases = rows.into_iter().map(Case::try_from);
            let mut cases = cases.collect::<Result<Vec<Case>, _>>()?;
            cases.sort_by_key(|case| (case.next_due_on, case.id));
            let next = places.last().copied().filter(|_| more);
            Ok(Page { cases, next })
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
            let mut entries_of = led(walk);
            if matches!(scope, Scope::Unit(_) | Scope::Units(_)) {
                // Of what it does not know of yet a unit learns nothing by how far its pages go.
                entries_of = entries_of.filter($cases::held_until.is_null());
            }
            let last: Option<(Date, Id)> = until(between(entries_of, after, last), filter)
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
                Lead::Held(unit, state) => {
                    let held = query.filter($cases::holder_id.eq(Id(unit.uuid())));
                    held.filter($cases::state.eq(state.as_str()))
                }
                Lead::Accused(unit) => query.filter($cases::accused_id.eq(Some(Id(unit.uuid())))),
                Lead::Assignee(user) => query.filter($cases::assignee_id.eq(Some(Id(user.uuid())))),
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
            let query = seen_by(until(led(walk), filter), scope, walk.0)?;
            Some(wanted(query, scope, filter, walk.0))
        }
    };
}
pub(super) use channel_queue;
