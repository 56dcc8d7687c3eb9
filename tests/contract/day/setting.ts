// Where the day is lived: the service, pages of two other origins, its clock, and what a step says when it fails.
import { readSync, writeSync } from "node:fs";
import createClient from "openapi-fetch";
import type { components, paths } from "../api.js";

export type Schemas = components["schemas"];
type Problem = Schemas["Problem"];
/** What a signed-in member of staff, or the holder of a receipt, sends along. */
export type Signed = Record<string, string>;

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: scripts/scripted-day sets it`);
  return value;
}

export const base = setting("DAY_BASE");
export const database = setting("DAY_DATABASE");
export const password = setting("DAY_PASSWORD");
export const mailFolder = setting("DAY_MAIL");
export const origins = { reporters: setting("DAY_REPORTERS"), staff: setting("DAY_STAFF") };

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}

/** As text, members in one order: in which they come is nobody's promise. */
function written(value: unknown): string | undefined {
  const sorted = (_: string, one: unknown): unknown =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one;
  return JSON.stringify(value, sorted);
}

export function equal(came: unknown, expected: unknown, what: string): void {
  const [left, right] = [written(came), written(expected)];
  must(left === right, `${what}: expected ${right}, came ${left}`);
}

const steps: { what: string; requests: number; milliseconds: number }[] = [];

/** One thing that somebody does: said when it is done, named when it fails. */
export async function step<T>(what: string, act: () => Promise<T>): Promise<T> {
  const row = { what, requests: 0, milliseconds: 0 };
  const began = performance.now();
  steps.push(row);
  try {
    const done = await act();
    row.milliseconds = Math.round(performance.now() - began);
    console.log(`   ${what}`);
    return done;
  } catch (cause) {
    throw new Error(`"${what}" failed after ${row.requests} requests\n   ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** Every step with its requests, each asked for beforehand as a browser does, and the time it took. */
export function table(): string {
  const lines = steps.map((row) => `${String(row.requests).padStart(9)} ${String(row.milliseconds).padStart(6)}  ${row.what}`);
  const [requests, milliseconds] = [
    steps.reduce((sum, row) => sum + row.requests, 0),
    steps.reduce((sum, row) => sum + row.milliseconds, 0),
  ];
  const whole = `${String(requests).padStart(9)} ${String(milliseconds).padStart(6)}  ${steps.length} steps on ${database}`;
  return [" requests     ms  step", ...lines, whole].join("\n");
}

export async function preflight(url: string, origin: string, method: string, names: string[]): Promise<Response> {
  const asked = { "Access-Control-Request-Method": method, "Access-Control-Request-Headers": names.join(",") };
  return await fetch(url, { method: "OPTIONS", headers: { Origin: origin, ...asked } });
}

/** A page of `origin`. What a browser does around each of its calls: it asks first, and hands over only what the answer lets it read. */
function page(origin: string) {
  // The contract writes lists with commas; a list as it comes by default is a repeated parameter, which is refused.
  const querySerializer = { array: { style: "form", explode: false } } as const;
  const client = createClient<paths>({ baseUrl: base, headers: { Origin: origin }, querySerializer });
  client.use({
    async onRequest({ request }) {
      const row = steps[steps.length - 1];
      if (row !== undefined) row.requests += 1;
      const names = [...request.headers.keys()].filter((name) => name !== "origin").sort();
      const answer = await preflight(request.url, origin, request.method, names);
      equal(answer.status, 204, `${request.method} ${request.url} before it is sent`);
      equal(answer.headers.get("access-control-allow-origin"), origin, `${request.url} is for`);
      const taken = (answer.headers.get("access-control-allow-headers") ?? "").toLowerCase().split(/, */);
      equal(
        names.filter((name) => !["accept", "accept-language", ...taken].includes(name)),
        [],
        `${request.url} does not take`,
      );
      return undefined;
    },
    async onResponse({ request, response }) {
      equal(response.headers.get("access-control-allow-origin"), origin, `${request.url} can be read by`);
      must(!response.headers.has("access-control-allow-credentials"), `${request.url}: with credentials`);
      return undefined;
    },
  });
  return client;
}

export const reporters = page(origins.reporters);
export const staff = page(origins.staff);

type Answered<T> = { data?: T; error?: Problem; response: Response };

function told(problem: Problem | undefined): string {
  const faults = problem?.errors?.map((one) => `${one.pointer} ${one.code}`) ?? [];
  return [problem?.code ?? "no problem", problem?.reason ?? "", problem?.detail ?? "", ...faults].filter((word) => word !== "").join(", ");
}

/** What came with `status`. */
export function found<T>({ data, error, response }: Answered<T>, status = 200): T {
  const where = new URL(response.url);
  must(response.status === status, `${where.pathname}${where.search}: expected ${status}, came ${response.status} (${told(error)})`);
  must(data !== undefined, `${where.pathname}: ${status} without a body`);
  return data;
}

/** That it was done, where nothing is told. */
export function done({ error, response }: Answered<unknown>): void {
  must(response.status === 204, `${new URL(response.url).pathname}: expected 204, came ${response.status} (${told(error)})`);
}

/** That it was refused so, and said as a problem. */
export function refused(
  { error, response }: Answered<unknown>,
  status: number,
  code: Schemas["ProblemCode"],
  reason?: Schemas["Refusal"],
): void {
  const where = new URL(response.url).pathname;
  equal([response.status, error?.code, error?.reason], [status, code, reason], `${where} is refused`);
}

export function only<T>(list: T[], what: string): T {
  const [first] = list;
  must(first !== undefined && list.length === 1, `${what}: expected one, came ${list.length}`);
  return first;
}

export function some<T>(one: T | undefined, what: string): T {
  must(one !== undefined, `${what}: expected one, came none`);
  return one;
}

/** Asks again until it holds, within a minute: what the worker does comes some seconds later. */
export async function soon<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let rounds = 0; rounds < 240; rounds += 1) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${what}: never in a minute`);
}

/** Each of many, six at a time: no browser opens more connections to one host, and the service takes 32 from one address. */
export async function each<A, B>(list: A[], act: (one: A, n: number) => Promise<B>): Promise<B[]> {
  const done: B[] = [];
  for (let first = 0; first < list.length; first += 6) {
    done.push(...(await Promise.all(list.slice(first, first + 6).map((one, n) => act(one, first + n)))));
  }
  return done;
}

export function key(): { "Idempotency-Key": string } {
  return { "Idempotency-Key": crypto.randomUUID() };
}

/** A header of an answer, where a page of another origin is let read it. */
export function head(response: Response, name: string): string | null {
  const shown = (response.headers.get("access-control-expose-headers") ?? "").toLowerCase().split(/, */);
  must(shown.includes(name), `${response.url}: ${name} is not shown to other origins`);
  return response.headers.get(name);
}

let now = "";

/** The moment at which the clock was put last, as the API writes it. */
export function putAt(): string {
  return new Date(`${now.replace(" ", "T")}+07:00`).toISOString();
}

/** Has the service's clock stand at `moment` of the office, and go on from there. */
export async function clock(moment: string): Promise<void> {
  now = moment;
  writeSync(3, `${moment}\n`);
  const answer = new Uint8Array(6);
  must(readSync(0, answer) === 6, `the clock was not moved to ${moment}`);
  // The server was started anew meanwhile: what it hung up is heard of first.
  await new Promise((resolve) => setTimeout(resolve, 100));
  console.log(`== ${moment}`);
}
