// A client as somebody else would write it, on a page of another origin: a reporter files and follows, an officer signs in, looks,
// notes, answers, and the reporter reads it; by generated types alone. `scripts/scripted-day` runs it against a demo.
import createClient from "openapi-fetch";
import type { components, paths } from "./api";

declare const process: { env: Record<string, string | undefined> };

type Problem = components["schemas"]["Problem"];
type Signed = Record<string, string>;

function setting(name: string, otherwise: string): string {
  return process.env[name] ?? otherwise;
}

const base = setting("CLIENT_BASE", "http://127.0.0.1:8577");
const origin = setting("CLIENT_ORIGIN", "https://xuly.example");
const api = createClient<paths>({ baseUrl: base, headers: { Origin: origin } });

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

// What a browser does around each call of such a page: it asks first, and hands over only what the answer lets the page read.
api.use({
  async onRequest({ request }) {
    const names = [...request.headers.keys()].filter((name) => name !== "origin").sort();
    const asked = { "Access-Control-Request-Method": request.method, "Access-Control-Request-Headers": names.join(",") };
    const answer = await fetch(request.url, { method: "OPTIONS", headers: { Origin: origin, ...asked } });
    must(answer.status === 204, `${request.method} ${request.url}: ${answer.status} before it is sent`);
    must(answer.headers.get("access-control-allow-origin") === origin, `${request.url}: not for ${origin}`);
    const taken = (answer.headers.get("access-control-allow-headers") ?? "").toLowerCase().split(/, */);
    const refused = names.filter((name) => !["accept", "accept-language", ...taken].includes(name));
    must(refused.length === 0, `${request.url}: does not take ${refused.join(", ")}`);
    return undefined;
  },
  async onResponse({ request, response }) {
    must(response.headers.get("access-control-allow-origin") === origin, `${request.url}: cannot be read`);
    must(!response.headers.has("access-control-allow-credentials"), `${request.url}: with credentials`);
    return undefined;
  },
});

function found<T>(answer: { data?: T; error?: Problem; response: Response }): T {
  if (answer.data === undefined) {
    const faults = answer.error?.errors?.map((one) => `${one.pointer} ${one.code}`) ?? [];
    throw new Error(`${answer.response.url}: ${answer.error?.title ?? "no answer"} ${faults.join(", ")}`);
  }
  return answer.data;
}

function only<T>(list: T[], what: string): T {
  const [first, ...others] = list;
  if (first === undefined || others.length > 0) throw new Error(`${what}: ${list.length} instead of one`);
  return first;
}

// The unit is looked up by the words that people type.
async function unit(words: string): Promise<string> {
  const query = { q: words, kind: ["provincial_body" as const], limit: 5 };
  const { items, more } = found(await api.GET("/api/v1/units", { params: { query } }));
  must(!more, `${words}: more than five units`);
  return only(items, words).code;
}

async function file(unit: string, dossier: string): Promise<{ receipt: string; number: string }> {
  const answer = await api.POST("/api/v1/reports", {
    params: { header: { "Idempotency-Key": crypto.randomUUID() } },
    body: {
      kind: "conduct_feedback",
      reporter_type: "resident",
      text: "Giấy hẹn ghi trả ngày 08/10/2024 nhưng đến nay chưa có kết quả.",
      category: "late",
      unit,
      dossier_code: dossier,
      promised_on: "2024-10-08",
      contact: { name: "Trần Văn A", phone: "0900000003" },
      consent_version: "2024-03",
      truthful: true,
    },
  });
  const { receipt, number } = found(answer);
  // Only a rehearsal gives none.
  if (receipt === undefined || number === undefined) throw new Error("no receipt");
  return { receipt, number };
}

async function follow(receipt: string): Promise<components["schemas"]["State"]> {
  const headers = { Authorization: `Receipt ${receipt}` };
  return found(await api.GET("/api/v1/report", { headers })).state;
}

async function signIn(login: string, password: string): Promise<Signed> {
  const session = found(await api.POST("/api/v1/sessions", { body: { login, password } }));
  return { Authorization: `Bearer ${session.token}` };
}

// By the number at once, and a moment later by what the report says: it is the same case, and counted as it is listed.
async function search(headers: Signed, number: string, dossier: string): Promise<{ id: string; version: number }> {
  const numbered = found(await api.GET("/api/v1/cases", { headers, params: { query: { number } } }));
  const one = only(numbered.items, number);
  const query = { dossier_code: [dossier], state: ["received" as const] };
  for (let rounds = 0; ; rounds += 1) {
    const { items } = found(await api.GET("/api/v1/cases", { headers, params: { query } }));
    if (items.some((item) => item.id === one.id)) break;
    must(rounds < 120, `${dossier} is never found`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const counted = found(await api.GET("/api/v1/cases/facets", { headers, params: { query } }));
  must(counted.count === 1 && counted.states[0]?.code === "received", "counted otherwise than listed");
  return one;
}

async function arrange(headers: Signed): Promise<void> {
  const view = { title: "Trễ hẹn chưa xong", query: "category=late&open=true", shared: true };
  found(await api.PUT("/api/v1/me/views/{code}", { headers, params: { path: { code: "tre-hen" } }, body: view }));
  const views = found(await api.GET("/api/v1/me/views", { headers })).items;
  must((views.find((one) => one.code === "tre-hen")?.count ?? 0) >= 1, "the view counts nothing");
  const template = { title: "Xin lỗi", text: "Vụ việc {number}, hồ sơ {dossier_code}: {unit} xin lỗi.", outcome: "remedied" as const };
  const path = { code: "xin-loi" };
  found(await api.PUT("/api/v1/reply-templates/{code}", { headers, params: { path }, body: template }));
}

async function give(headers: Signed, one: { id: string; version: number }, body: components["schemas"]["Command"]) {
  const header = { "Idempotency-Key": crypto.randomUUID(), "If-Match": `"v${one.version}"` };
  const done = await api.POST("/api/v1/cases/{id}/transitions", { headers, params: { path: { id: one.id }, header }, body });
  must(done.response.headers.get("etag") !== null, "no version after a command");
  return found(done);
}

async function handle(headers: Signed, one: { id: string; version: number }, number: string): Promise<void> {
  const { id } = one;
  const accepted = await give(headers, one, { command: "accept" });
  const noted = await api.PUT("/api/v1/cases/{id}/notes/{note}", {
    headers,
    params: { path: { id, note: crypto.randomUUID() } },
    body: { text: "Đã gọi bộ phận Một cửa." },
  });
  must(found(noted).own, "somebody else's note");
  const path = { id, code: "xin-loi" };
  const { text } = found(await api.GET("/api/v1/cases/{id}/reply-templates/{code}", { headers, params: { path } }));
  must(text.includes(number), `not filled: ${text}`);
  const answer = { command: "answer" as const, outcome: "unfounded" as const, text };
  await give(headers, { id, version: accepted.case.version }, answer);
  // @ts-expect-error An answer without its words is none.
  const wordless: components["schemas"]["Command"] = { command: "answer", outcome: "founded" };
  void wordless;
}

const dossier = `H53.05-240917-${String(Math.floor(Math.random() * 9000) + 1000)}`;
const { receipt, number } = await file(await unit("Sở Tài nguyên"), dossier);
must((await follow(receipt)) === "received", "filed and not received");
const officer = await signIn("canbo", setting("CLIENT_PASSWORD", "một mật khẩu dài và khó đoán"));
const one = await search(officer, number, dossier);
await arrange(officer);
await handle(officer, one, number);
must((await follow(receipt)) === "answered", "answered, and the reporter does not see it");
await api.DELETE("/api/v1/sessions/current", { headers: officer });
const after = await api.GET("/api/v1/me", { headers: officer });
must(after.response.status === 401, "still signed in");
console.log(`${number}: a day of a client on ${origin}`);
