// What all staff do alike: sign in, find, give a command to one case or to many.
import { done, equal, found, head, key, must, only, password, refused, staff } from "./setting.js";
import type { operations } from "../api.js";
import type { Schemas, Signed } from "./setting.js";

export type Item = Schemas["CaseItem"];
type Bulk = Schemas["BulkItem"][];

export async function signIn(login: string, role: Schemas["Role"]): Promise<Signed> {
  const session = found(await staff.POST("/api/v1/sessions", { body: { login, password } }), 201);
  const headers = { Authorization: `Bearer ${session.token}` };
  const me = found(await staff.GET("/api/v1/me", { headers }));
  equal([me.role, me.id, session.failed_attempts], [role, session.user.id, 0], login);
  return headers;
}

export async function signOut(headers: Signed): Promise<void> {
  done(await staff.DELETE("/api/v1/sessions/current", { headers }));
  await isOver(headers);
}

export async function isOver(headers: Signed): Promise<void> {
  refused(await staff.GET("/api/v1/me", { headers }), 401, "unauthenticated");
}

/** One page of the queue. */
export async function list(headers: Signed, query: ListQuery): Promise<Item[]> {
  return (await page(headers, query)).items;
}

type ListQuery = NonNullable<operations["list_cases"]["parameters"]["query"]>;

export async function page(headers: Signed, query: ListQuery): Promise<Schemas["CasePage"]> {
  return found(await staff.GET("/api/v1/cases", { headers, params: { query } }));
}

/** The whole queue, page by page. */
export async function all(headers: Signed, query: ListQuery): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const seen: Schemas["CasePage"] = await page(headers, cursor === undefined ? query : { ...query, cursor });
    items.push(...seen.items);
    cursor = seen.next;
  }
  return items;
}

export async function numbered(headers: Signed, number: string | undefined): Promise<Item> {
  must(number !== undefined, "a number to look for");
  return only(await list(headers, { number }), number);
}

export async function open(headers: Signed, id: string): Promise<Schemas["Case"]> {
  const answer = await staff.GET("/api/v1/cases/{id}", { headers, params: { path: { id } } });
  const one = found(answer);
  must("version" in one, `${id} was called up`);
  // A mark stands behind the version where the reader sees how the reporter can be reached.
  equal(head(answer.response, "etag")?.replace(/-[0-9a-f]{8}/, ""), `"v${one.version}"`, `${id}: its ETag`);
  return one;
}

/** A command to one case, tried first: the trial says what is then done. */
export async function give(headers: Signed, one: { id: string; version: number }, body: Schemas["Command"]): Promise<Schemas["Handled"]> {
  const match = { "If-Match": `"v${one.version}"` };
  const path = { id: one.id };
  const tried = found(
    await staff.POST("/api/v1/cases/{id}/transitions", { headers, params: { path, header: match, query: { dry_run: true } }, body }),
  );
  const answer = await staff.POST("/api/v1/cases/{id}/transitions", { headers, params: { path, header: { ...match, ...key() } }, body });
  const given = found(answer);
  equal([given.case.state, given.event.kind], [tried.case.state, tried.event.kind], `${body.command} as it was tried`);
  equal(head(answer.response, "etag"), `"v${given.case.version}"`, `the version after ${body.command}`);
  return given;
}

export function commands(items: Item[], transition: Schemas["Command"]): Bulk {
  return items.map(({ id, version }) => ({ id, version, transition }));
}

export function hands(items: Item[], assign: Schemas["Assignment"]): Bulk {
  return items.map(({ id, version }) => ({ id, version, assign }));
}

export async function trial(headers: Signed, items: Bulk): Promise<Schemas["BulkResults"]> {
  return found(await staff.POST("/api/v1/cases/transitions", { headers, params: { query: { dry_run: true } }, body: { items } }));
}

/** Many at once: tried, which writes nothing, then done, then sent again, which does nothing twice. */
export async function together(headers: Signed, items: Bulk, tried = true): Promise<Schemas["Handled"][]> {
  const body = { items };
  const good = (results: Schemas["BulkResult"][], what: string): Schemas["Handled"][] =>
    results.map(({ id, status, case: one, problem }) => {
      equal([status, problem?.code, problem?.reason], [200, undefined, undefined], `${what} of ${id}`);
      must(one !== undefined, `${what} of ${id}: no case`);
      return one;
    });
  if (tried) good((await trial(headers, items)).items, "the trial");
  const header = key();
  const given = good(found(await staff.POST("/api/v1/cases/transitions", { headers, params: { header }, body })).items, "the command");
  const again = good(found(await staff.POST("/api/v1/cases/transitions", { headers, params: { header }, body })).items, "the repetition");
  equal(
    again.map((one) => one.case.version),
    given.map((one) => one.case.version),
    "versions after a repetition",
  );
  equal(
    given.map((one) => one.case.id),
    items.map((one) => one.id),
    "in the order of the items",
  );
  return given;
}

export async function facets(
  headers: Signed,
  query: Omit<ListQuery, "sort" | "changed_since" | "limit" | "cursor" | "count">,
): Promise<Schemas["CaseFacets"]> {
  return found(await staff.GET("/api/v1/cases/facets", { headers, params: { query } }));
}

export async function summary(headers: Signed): Promise<Schemas["MySummary"]> {
  return found(await staff.GET("/api/v1/me/summary", { headers }));
}

export function counts(rows: { code: string; count: number }[]): Record<string, number> {
  return Object.fromEntries(rows.map(({ code, count }) => [code, count]));
}

export function waiting(rows: Schemas["Waiting"][] | undefined, name: Schemas["Waiting"]["name"]): number | undefined {
  return rows?.find((row) => row.name === name)?.count;
}
