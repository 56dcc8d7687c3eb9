"""A baseline: the same report taken by a small service in Python, with three inserts and one commit.

It has none of what the service owes a reporter (no keyed hashes, no clocks, no routing, no repeated requests), so it
is what such a service costs at least in this language. Started by `bench run`; by hand:

    DATABASE_URL=postgres://… uvicorn service:app --workers 2
"""

import json
import os
import secrets
import uuid
from contextlib import asynccontextmanager
from datetime import datetime

import asyncpg
from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel

SCHEMA = """
CREATE TABLE IF NOT EXISTS py_reports (
    id uuid PRIMARY KEY, token text NOT NULL UNIQUE, kind text NOT NULL, category text NOT NULL, unit text,
    state text NOT NULL, body text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX IF NOT EXISTS py_reports_by_day ON py_reports (created_at, id);
CREATE TABLE IF NOT EXISTS py_contacts (
    report_id uuid PRIMARY KEY REFERENCES py_reports (id), name text NOT NULL, phone text, email text);
CREATE TABLE IF NOT EXISTS py_events (
    report_id uuid NOT NULL REFERENCES py_reports (id), n integer NOT NULL, kind text NOT NULL, payload jsonb NOT NULL,
    at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (report_id, n));
"""


class Contact(BaseModel):
    name: str
    phone: str | None = None
    email: str | None = None


class Report(BaseModel):
    kind: str
    category: str
    unit: str | None = None
    text: str
    contact: Contact


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=8, max_size=16) as pool:
        async with pool.acquire() as conn, conn.transaction():
            # Both workers begin at once.
            await conn.execute("SELECT pg_advisory_xact_lock(577)")
            await conn.execute(SCHEMA)
        app.state.pool = pool
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/reports", status_code=201)
async def file(report: Report):
    report_id, token = uuid.uuid4(), secrets.token_urlsafe(16)
    async with app.state.pool.acquire() as conn, conn.transaction():
        await conn.execute(
            "INSERT INTO py_reports (id, token, kind, category, unit, state, body) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            report_id, token, report.kind, report.category, report.unit, "received", report.text)
        contact = report.contact
        await conn.execute(
            "INSERT INTO py_contacts (report_id, name, phone, email) VALUES ($1, $2, $3, $4)",
            report_id, contact.name, contact.phone, contact.email)
        await conn.execute(
            "INSERT INTO py_events (report_id, n, kind, payload) VALUES ($1, 1, 'filed', $2)",
            report_id, json.dumps({"unit": report.unit}))
    return {"receipt": token}


@app.get("/reports/{token}")
async def track(token: str):
    async with app.state.pool.acquire() as conn:
        row = await conn.fetchrow("SELECT id, kind, state, created_at FROM py_reports WHERE token = $1", token)
        if row is None:
            raise HTTPException(404)
        events = await conn.fetch("SELECT n, kind, at FROM py_events WHERE report_id = $1 ORDER BY n", row["id"])
    return {**row, "events": [dict(event) for event in events]}


@app.get("/reports")
async def page(before: datetime | None = None, limit: int = Query(50, le=100)):
    async with app.state.pool.acquire() as conn:
        rows = await conn.fetch(
            "SELECT id, kind, category, unit, state, created_at FROM py_reports "
            "WHERE $1::timestamptz IS NULL OR created_at < $1 ORDER BY created_at, id LIMIT $2", before, limit)
    return {"items": [dict(row) for row in rows]}
