// Who reports: what is filed in the morning, and what each does by the receipt.
import { each, equal, found, head, key, must, only, preflight, base, origins, reporters, some } from "./setting.js";
import type { Schemas, Signed } from "./setting.js";

/** A report that was filed, as its reporter holds it. */
export type Filed = { name: string; words: string; receipt: string; number: string | undefined };
type Story = { name: string; unit: string; said: Partial<Schemas["FileReport"]> };

const texts = [
  "Giấy hẹn ghi trả ngày 08/10/2024 nhưng đến nay chưa có kết quả và không ai báo lý do.",
  "Bộ phận tiếp nhận yêu cầu thêm bản sao công chứng không có trong danh mục của thủ tục.",
  "Cán bộ tiếp nhận bắt đi lại bốn lần, mỗi lần nói một giấy tờ khác nhau.",
  "Hồ sơ đã đủ giấy tờ theo niêm yết mà vẫn bị trả lại không có văn bản.",
];
const categories = ["late", "extra_papers", "harassment", "refused_without_reason"];

function many(name: string, unit: string, count: number, said: Partial<Schemas["FileReport"]> = {}, words?: string): Story[] {
  return Array.from({ length: count }, (_, n) => {
    const category = categories[n % categories.length] ?? "late";
    const dossier = category === "late" ? { dossier_code: `H53.05-240917-${name.length}${100 + n}` } : {};
    const text = `${words ?? texts[n % texts.length] ?? ""} Lần thứ ${n + 1} tôi phản ánh việc ${name}.`;
    return { name: `${name} ${n + 1}`, unit, said: { kind: "conduct_feedback", category, text, ...dossier, ...said } };
  });
}

/** Three that are about one dossier. */
export const dossier = "H53.05-240902-0077";
export const word = "mốc giới thửa đất";

const stories: Story[] = [
  ...many("land", "TN.STNMT", 16, { sector: "land" }),
  ...many("one dossier", "TN.STNMT", 3, { category: "late", dossier_code: dossier }, `Chưa trả kết quả đo ${word} dù đã quá hẹn.`),
  ...many("apology", "TN.STNMT", 2, { kind: "apology_request", category: "late", dossier_code: "H53.05-240903-0011" }),
  ...many("building", "TN.SXD", 6),
  ...many("city", "703", 8),
  ...many("ward one", "25456", 1),
  ...many("ward three", "25459", 5),
  ...many("rule", "TN.VP", 4, { kind: "rule_feedback", category: "procedure" }),
  ...many("praise", "TN.SYT", 3, { kind: "praise", category: "good_conduct" }),
  ...many("complaint", "TN.STNMT", 2, {
    kind: "complaint",
    category: "decision_or_act",
    contested_act: "Quyết định 123/QĐ-STNMT ngày 01/10/2024",
    learned_on: "2024-10-02",
  }),
  ...many("inspectorate", "TN.TTT", 4),
  ...many("tip", "TN.STNMT", 4, { kind: "corruption_tip", category: "money_or_gift", bribe: { fact: "asked", amount_vnd: 500000 } }),
  ...many("money", "703", 2, { category: "money_or_gift", bribe: { fact: "paid", amount_vnd: 200000 } }),
];

/** Some of these are found by words that people type. */
export async function unitsAreThere(): Promise<void> {
  const query = { q: "Sở Tài nguyên", kind: ["provincial_body" as const], limit: 5 };
  const { items, more } = found(await reporters.GET("/api/v1/units", { params: { query } }));
  must(!more, "more than five units");
  equal(only(items, "Sở Tài nguyên").code, "TN.STNMT", "the code of the department");
  const several = { kind: ["provincial_body" as const, "district" as const], limit: 200 };
  const kinds = found(await reporters.GET("/api/v1/units", { params: { query: several } })).items.map((one) => one.kind);
  equal([...new Set(kinds)].sort(), ["district", "provincial_body"], "the kinds of units");
}

/** What may not be: a page for reporters cannot sign anybody in. */
export async function staffIsElsewhere(): Promise<void> {
  const answer = await preflight(`${base}/api/v1/sessions`, origins.reporters, "POST", ["content-type"]);
  equal(answer.headers.get("access-control-allow-origin"), null, "signing in from the page of reporters");
}

async function file({ name, unit, said }: Story, n: number): Promise<Filed> {
  const anonymous = said.kind === "corruption_tip" && n % 2 === 0;
  const contact = { name: "Trần Văn Mẫu", phone: `09000000${10 + n}`, email: `mau${n}@dan.example`, address: "Số 1, đường Ví Dụ" };
  const who = anonymous ? {} : { contact, consent_version: "2024-03" };
  const body = { reporter_type: "resident", unit, text: "", category: "other", truthful: true, ...said, ...who } as const;
  const header = key();
  const filed = found(await reporters.POST("/api/v1/reports", { params: { header }, body }), 201);
  const tip = body.bribe !== undefined;
  equal(
    [filed.channel, filed.moved_to_integrity],
    [tip ? "integrity" : "service", tip && said.kind !== "corruption_tip"],
    `${name}: its channel`,
  );
  equal(filed.state, said.kind === "complaint" ? "awaiting_reporter" : "received", `${name}: its state`);
  equal(filed.number === undefined, tip, `${name}: a tip has no number`);
  equal(filed.received_on, "2024-10-14", `${name}: the day`);
  if (n === 0) {
    const again = await reporters.POST("/api/v1/reports", { params: { header }, body });
    equal([found(again, 201).number, head(again.response, "idempotency-replayed")], [filed.number, "true"], "sent twice");
  }
  return { name, words: body.text, receipt: some(filed.receipt, `${name}: a receipt`), number: filed.number };
}

export async function fileAll(): Promise<Filed[]> {
  const filed = await each(stories, file);
  equal(filed.length, 60, "reports");
  equal(new Set(filed.map((one) => one.receipt)).size, 60, "receipts");
  return filed;
}

export function holding(one: Filed): Signed {
  return { Authorization: `Receipt ${one.receipt}` };
}

export async function follow(one: Filed): Promise<Schemas["Tracked"]> {
  return found(await reporters.GET("/api/v1/report", { headers: holding(one) }));
}

export async function confirms(one: Filed): Promise<void> {
  const call = { headers: holding(one), params: { header: key() } };
  const { state } = found(await reporters.POST("/api/v1/report/confirmation", { ...call, body: {} }));
  equal(state, "closed", `${one.name} after its reporter confirmed`);
}

export async function rates(one: Filed, score: number): Promise<void> {
  const call = { headers: holding(one), params: { header: key() } };
  const rated = found(await reporters.POST("/api/v1/report/rating", { ...call, body: { score, asked_for_money: false } }));
  equal(rated.rating?.score, score, `${one.name}: its rating`);
}

export async function replies(one: Filed, text: string): Promise<void> {
  const call = { headers: holding(one), params: { header: key() } };
  found(await reporters.POST("/api/v1/report/messages", { ...call, body: { text } }));
}

export async function withdraws(one: Filed): Promise<void> {
  const call = { headers: holding(one), params: { header: key() } };
  const body = { under_pressure: false, text: "Đã được giải quyết tại chỗ." };
  equal(found(await reporters.POST("/api/v1/report/withdrawal", { ...call, body })).state, "withdrawn", `${one.name} taken back`);
}
