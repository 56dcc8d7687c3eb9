//! The queries over one channel's tables: one text, stamped for each channel.

/// Stamps the queries over one channel's tables.
macro_rules! channel_queries {
    ($channel:expr, $cases:ident, $obligations:ident, $events:ident) => {
        pub(in crate::store) fn insert_filed(
            tx: &mut Conn,
            filed: &[&FiledRows],
        ) -> QueryResult<()> {
            insert_rows!(&mut *tx, $cases::table, filed.iter().map(|rows| &rows.case))?;
            insert_rows!(
                &mut *tx,
                $obligations::table,
                filed.iter().flat_map(|rows| &rows.obligations)
            )?;
            insert_rows!(tx, $events::table, filed.iter().map(|rows| &rows.event))
        }

        pub(in crate::store) fn case(
            conn: &mut Conn,
            id: CaseId,
        ) -> Result<Option<Case>, StoreError> {
            $cases::table
                .filter($cases::id.eq(Id(id.uuid())))
                .select(CaseRow::as_select())
                .first(conn)
                .optional()?
                .map(Case::try_from)
                .transpose()
        }

        pub(in crate::store) fn save_case(
            tx: &mut Conn,
            seen: i32,
            case: &Case,
        ) -> Result<(), StoreError> {
            let row = CaseRow::try_from(case)?;
            let moved = diesel::update($cases::table.find(row.key))
                .filter($cases::version.eq(seen))
                // What was decided while no unit knew of it is counted and mailed by its release.
                .filter($cases::held_until.is_null().eq(row.held_until.is_none()))
                .set((
                    $cases::state.eq(row.state),
                    $cases::version.eq(row.version),
                    $cases::is_open.eq(row.is_open),
                    $cases::holder_id.eq(row.holder_id),
                    $cases::assignee_id.eq(row.assignee_id),
                    $cases::next_due_on.eq(row.next_due_on),
                    $cases::outcome.eq(row.outcome),
                    $cases::closed_on.eq(row.closed_on),
                    $cases::kind.eq(row.kind),
                    $cases::variant.eq(row.variant),
                    $cases::waits_until.eq(row.waits_until),
                    $cases::course.eq(row.course),
                    $cases::awaits_inspector.eq(row.awaits_inspector),
                    $cases::hinted.eq(row.hinted),
                    $cases::merged_into.eq(row.merged_into),
                ))
                .execute(tx)?;
            if moved == 1 { Ok(()) } else { Err(StoreError::Stale) }
        }

        /// Ends that no unit knows of the case.
        pub(in crate::store) fn release_case(tx: &mut Conn, case: &Case) -> Result<(), StoreError> {
            let held = $cases::table
                .filter($cases::key.eq(case.key.number()))
                .filter($cases::version.eq(case.version))
                .filter($cases::held_until.is_not_null());
            let released =
                diesel::update(held).set($cases::held_until.eq(None::<Instant>)).execute(tx)?;
            if released == 1 { Ok(()) } else { Err(StoreError::Stale) }
        }

        /// Removes the case with everything that hangs on it here.
        pub(in crate::store) fn forget_case(tx: &mut Conn, case: &Case) -> Result<(), StoreError> {
            let key = case.key.number();
            diesel::delete($events::table.filter($events::case_key.eq(key))).execute(tx)?;
            diesel::delete($obligations::table.filter($obligations::case_key.eq(key)))
                .execute(tx)?;
            let seen = $cases::table
                .filter($cases::key.eq(key))
                .filter($cases::version.eq(case.version))
                .filter($cases::held_until.is_null().eq(case.held_until.is_none()));
            if diesel::delete(seen).execute(tx)? == 1 { Ok(()) } else { Err(StoreError::Stale) }
        }

        pub(in crate::store) fn correct_case(tx: &mut Conn, case: &Case) -> Result<(), StoreError> {
            let row = CaseRow::try_from(case)?;
            let facts = (
                $cases::category.eq(row.category),
                $cases::sector.eq(row.sector),
                $cases::accused_id.eq(row.accused_id),
            );
            diesel::update($cases::table.find(row.key)).set(facts).execute(tx)?;
            Ok(())
        }

        pub(in crate::store) fn insert_case(tx: &mut Conn, case: &Case) -> Result<(), StoreError> {
            diesel::insert_into($cases::table).values(CaseRow::try_from(case)?).execute(tx)?;
            Ok(())
        }

        pub(in crate::store) fn obligations(
            conn: &mut Conn,
            case: &Case,
        ) -> Result<Vec<Obligation>, StoreError> {
            $obligations::table
                .filter($obligations::case_key.eq(case.key.number()))
                .order((
                    $obligations::start_on.asc(),
                    $obligations::due_on.asc(),
                    $obligations::id.asc(),
                ))
                .select(ObligationRow::as_select())
                .load(conn)?
                .into_iter()
                .map(|row| row.of(case.id))
                .collect()
        }

        pub(in crate::store) fn open_obligation(
            tx: &mut Conn,
            case: &Case,
            one: &Obligation,
        ) -> Result<(), StoreError> {
            diesel::insert_into($obligations::table)
                .values(ObligationRow::new(case.key, one)?)
                .execute(tx)?;
            Ok(())
        }

        pub(in crate::store) fn save_obligation(
            tx: &mut Conn,
            case: &Case,
            one: &Obligation,
        ) -> Result<(), StoreError> {
            let row = ObligationRow::new(case.key, one)?;
            let moved = diesel::update($obligations::table.find((row.case_key, row.id)))
                .set((
                    $obligations::scored.eq(row.scored),
                    $obligations::status.eq(row.status),
                    $obligations::ended_on.eq(row.ended_on),
                    $obligations::missed_on.eq(row.missed_on),
                    $obligations::rule_id.eq(row.rule_id),
                    $obligations::due_on.eq(row.due_on),
                    $obligations::told_due_on.eq(row.told_due_on),
                    $obligations::calendar_as_of.eq(row.calendar_as_of),
                    $obligations::moves.eq(row.moves),
                ))
                .execute(tx)?;
            if moved == 1 { Ok(()) } else { Err(StoreError::Stale) }
        }

        /// Open obligations due on or before `day`, oldest first, after `after`.
        pub(in crate::store) fn due_by(
            conn: &mut Conn,
            day: Option<Day>,
            missed: bool,
            after: Option<(Day, ObligationId)>,
            limit: i64,
        ) -> Result<Vec<Obligation>, StoreError> {
            let mut query = $obligations::table
                .inner_join($cases::table)
                // As the index says it: a bound value would not be seen to imply its condition.
                .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("status = 'open'"))
                .order(($obligations::due_on.asc(), $obligations::id.asc()))
                .limit(limit)
                .select((ObligationRow::as_select(), $cases::id))
                .into_boxed();
            if !missed {
                query = query.filter($obligations::missed_on.is_null());
            }
            if let Some(day) = day {
                // Nobody is late with, or reminded of, what no unit knows of yet.
                query = query
                    .filter($obligations::due_on.le(Date(day)))
                    .filter($cases::held_until.is_null());
            }
            if let Some((day, id)) = after {
                query = query.filter($obligations::due_on.ge(Date(day))).filter(
                    $obligations::due_on.gt(Date(day)).or($obligations::id.gt(Id(id.uuid()))),
                );
            }
            let rows: Vec<(ObligationRow, Id)> = query.load(conn)?;
            rows.into_iter().map(|(row, case)| row.of(CaseId::new(case.0))).collect()
        }

        /// What is open in these cases, with its last day.
        pub(in crate::store) fn open_in(
            conn: &mut Conn,
            cases: &[CaseId],
        ) -> Result<Vec<(ObligationId, Day)>, StoreError> {
            let ids = cases.iter().map(|id| Id(id.uuid()));
            let open: Vec<(Id, Date)> = $obligations::table
                .inner_join($cases::table)
                .filter($cases::id.eq_any(ids))
                .filter(diesel::dsl::sql::<diesel::sql_types::Bool>("status = 'open'"))
                .select(($obligations::id, $obligations::due_on))
                .load(conn)?;
            Ok(open.into_iter().map(|(id, last)| (ObligationId::new(id.0), last.0)).collect())
        }

        /// Cases whose wait lapsed before `day`, the longest waiting first, from behind `after`.
        pub(in crate::store) fn waiting_before(
            conn: &mut Conn,
            day: Day,
            after: Option<(Day, CaseId)>,
            limit: i64,
        ) -> Result<Vec<Case>, StoreError> {
            let mut query = $cases::table
                .filter($cases::waits_until.lt(Some(Date(day))))
                .order(($cases::waits_until.asc(), $cases::id.asc()))
                .limit(limit)
                .select(CaseRow::as_select())
                .into_boxed();
            if let Some((day, id)) = after {
                query = query.filter($cases::waits_until.ge(Some(Date(day)))).filter(
                    $cases::waits_until.gt(Some(Date(day))).or($cases::id.gt(Id(id.uuid()))),
                );
            }
            query.load(conn)?.into_iter().map(Case::try_from).collect()
        }

        pub(in crate::store) fn events(
            conn: &mut Conn,
            case: &Case,
        ) -> Result<Vec<Event>, StoreError> {
            $events::table
                .filter($events::case_key.eq(case.key.number()))
                .order($events::n.asc())
                .select(EventRow::as_select())
                .load(conn)?
                .into_iter()
                .map(|row| row.of(case.id))
                .collect()
        }

        pub(in crate::store) fn event(
            conn: &mut Conn,
            case: &Case,
            n: i32,
        ) -> Result<Option<Event>, StoreError> {
            $events::table
                .find((case.key.number(), n))
                .select(EventRow::as_select())
                .first(conn)
                .optional()?
                .map(|row| row.of(case.id))
                .transpose()
        }

        pub(in crate::store) fn append(
            tx: &mut Conn,
            case: &Case,
            event: &Event,
        ) -> Result<(), StoreError> {
            diesel::insert_into($events::table)
                .values(EventRow::new(case.key, event)?)
                .execute(tx)?;
            Ok(())
        }

        pub(in crate::store) fn merged_into(
            conn: &mut Conn,
            lead: CaseId,
        ) -> Result<Vec<Case>, StoreError> {
            $cases::table
                .filter($cases::merged_into.eq(Id(lead.uuid())))
                .order($cases::id)
                .limit(MOST_MERGED)
                .select(CaseRow::as_select())
                .load(conn)?
                .into_iter()
                .map(Case::try_from)
                .collect()
        }

        pub(in crate::store) fn held_by(
            conn: &mut Conn,
            holder: UnitId,
            after: Option<(Day, CaseId)>,
            limit: i64,
        ) -> Result<Vec<Case>, StoreError> {
            let mut query = $cases::table
                .filter($cases::holder_id.eq(Id(holder.uuid())))
                .filter($cases::is_open.eq(true))
                .order(($cases::next_due_on.asc(), $cases::id.asc()))
                .limit(limit)
                .select(CaseRow::as_select())
                .into_boxed();
            if let Some((day, id)) = after {
                query = query
                    .filter($cases::next_due_on.ge(Date(day)))
                    .filter($cases::next_due_on.gt(Date(day)).or($cases::id.gt(Id(id.uuid()))));
            }
            query.load(conn)?.into_iter().map(Case::try_from).collect()
        }

        pub(in crate::store) fn in_hand_of(
            conn: &mut Conn,
            user: UserId,
            limit: i64,
        ) -> Result<Vec<CaseId>, StoreError> {
            let ids: Vec<Id> = $cases::table
                .filter($cases::assignee_id.eq(Some(Id(user.uuid()))))
                .filter($cases::is_open.eq(true))
                .order(($cases::next_due_on.asc(), $cases::id.asc()))
                .limit(limit)
                .select($cases::id)
                .load(conn)?;
            Ok(ids.into_iter().map(|id| CaseId::new(id.0)).collect())
        }

        pub(in crate::store) fn open_by_holder(
            conn: &mut Conn,
        ) -> Result<Vec<(UnitId, usize)>, StoreError> {
            let rows: Vec<(Id, i64)> = $cases::table
                .filter($cases::is_open.eq(true))
                .group_by($cases::holder_id)
                .select(($cases::holder_id, diesel::dsl::count_star()))
                .load(conn)?;
            let count = |count| usize::try_from(count).unwrap_or(0);
            Ok(rows.into_iter().map(|(id, open)| (UnitId::new(id.0), count(open))).collect())
        }
    };
}
pub(super) use channel_queries;
