// An inspector's commands: looking at cases, writing on them, answering, forwarding, merging, overruling.
import { asSeen } from "./ledger.js";
import type { Ledger } from "./ledger.js";
import { word } from "./reporter.js";
import { each, equal, found, key, must, putAt, refused, staff } from "./setting.js";
import type { Signed } from "./setting.js";
import { all, commands, facets, give, hands, list, numbered, open, together } from "./staff.js";

export async function looks(inspector: Signed, colleague: Signed, ledger: Ledger): Promise<void> {
  const { id } = await numbered(inspector, ledger.one("one dossier 1").number);
  const path = { id };
  const one = await open(inspector, id);
  must(one.report?.text.includes(word) ?? false, "the report as it was written");
  must(one.allowed.includes("merge_into") && !one.allowed.includes("answer"), `the menu of an inspector: ${one.allowed.join()}`);
  equal(one.not_allowed.find((other) => other.command === "return_answer")?.reason, "not_answered", "why not");
  found(await staff.PUT("/api/v1/cases/{id}/presence", { headers: inspector, params: { path }, body: {} }));
  const there = found(await staff.PUT("/api/v1/cases/{id}/presence", { headers: colleague, params: { path }, body: {} }));
  equal(
    there.items.map((other) => other.name),
    ["Người mẫu thanhtra"],
    "who else looks at it",
  );
  const similar = found(await staff.GET("/api/v1/cases/{id}/similar", { headers: inspector, params: { path } }));
  equal(similar.same_dossier.length, 2, "of the same dossier");
  must(similar.same_matter.length >= 4 && similar.same_matter.every((other) => other.category === "late"), "of the same matter");
  const note = crypto.randomUUID();
  for (const text of ["Ba đơn về một hồ sơ.", "Ba đơn về một hồ sơ, đề nghị ghép."]) {
    const kept = found(
      await staff.PUT("/api/v1/cases/{id}/notes/{note}", { headers: inspector, params: { path: { id, note } }, body: { text } }),
    );
    equal([kept.id, kept.own, kept.text], [note, true, text], "the note");
  }
  const notes = found(await staff.GET("/api/v1/cases/{id}/notes", { headers: colleague, params: { path } })).items;
  equal(
    notes.map((other) => [other.id, other.own, other.author]),
    [[note, false, "Người mẫu thanhtra"]],
    "the note, read by a colleague",
  );
  const events = found(await staff.GET("/api/v1/cases/{id}/events", { headers: inspector, params: { path } })).items;
  equal(
    events.map((event) => event.kind),
    ["filed"],
    "its history",
  );
}

/** Fifty of the queue, one by one: opened, held beside similar ones, noted; all that was listed of each is what it says itself. */
export async function looksThroughFifty(inspector: Signed, ledger: Ledger): Promise<void> {
  const fifty = await list(inspector, { sort: "received", limit: 50 });
  equal(fifty.length, 50, "a page of fifty");
  await each(fifty, async (item) => {
    const path = { id: item.id };
    const one = await open(inspector, item.id);
    equal(
      [one.number, one.state, one.version, one.holder, one.category],
      [item.number, item.state, item.version, item.holder, item.category],
      `${item.number} as it was listed`,
    );
    equal(ledger.told(one.report?.text).number, item.number, `${item.number}: whose words it holds`);
    const similar = found(await staff.GET("/api/v1/cases/{id}/similar", { headers: inspector, params: { path } }));
    must(![...similar.same_dossier, ...similar.same_matter].some((other) => other.id === item.id), `${item.number} is similar to itself`);
    const note = { text: `Đã xem, ${similar.same_matter.length} vụ việc có thể trùng.` };
    found(
      await staff.PUT("/api/v1/cases/{id}/notes/{note}", {
        headers: inspector,
        params: { path: { ...path, note: crypto.randomUUID() } },
        body: note,
      }),
    );
  });
  const again = await list(inspector, { sort: "received", limit: 50 });
  equal(
    again.map((item) => [item.id, item.version]),
    fifty.map((item) => [item.id, item.version]),
    "versions after fifty notes",
  );
}

export async function template(inspector: Signed, ledger: Ledger): Promise<void> {
  const path = { code: "xin-loi" };
  const body = {
    title: "Xin lỗi",
    text: "Vụ việc {number} về {unit}: đã xin lỗi người gửi và nhắc nhở bộ phận liên quan.",
    outcome: "founded" as const,
  };
  equal(
    found(await staff.PUT("/api/v1/reply-templates/{code}", { headers: inspector, params: { path }, body })).text,
    body.text,
    "the template",
  );
  const one = await numbered(inspector, ledger.one("inspectorate 1").number);
  const filled = found(
    await staff.GET("/api/v1/cases/{id}/reply-templates/{code}", { headers: inspector, params: { path: { id: one.id, ...path } } }),
  );
  equal(
    filled.text,
    `Vụ việc ${one.number} về Thanh tra tỉnh: đã xin lỗi người gửi và nhắc nhở bộ phận liên quan.`,
    "the template, filled",
  );
}

/** What the inspectorate answers for itself: into the own hand, taken up and answered, each in one request. */
export async function ownCases(inspector: Signed, ledger: Ledger): Promise<void> {
  const reports = ledger.group("inspectorate", 1, 4);
  await together(inspector, hands(await asSeen(inspector, reports), { to: "me" }));
  equal((await list(inspector, { assignee: "me", open: true })).length, 4, "in the own hand");
  equal((await facets(inspector, {})).assignees, [{ login: "thanhtra", name: "Người mẫu thanhtra", count: 4 }], "the workload");
  await together(inspector, commands(await asSeen(inspector, reports), { command: "accept" }));
  const text = "Thanh tra tỉnh đã kiểm tra, đúng là có sai sót và đã chấn chỉnh bộ phận tiếp nhận.";
  const answered = await together(
    inspector,
    commands(await asSeen(inspector, reports), { command: "answer", outcome: "founded", remedy: "Đã chấn chỉnh.", text }),
  );
  equal(
    answered.map(({ case: one }) => one.state),
    reports.map(() => "answered"),
    "answered",
  );
  ledger.are(reports, "answered");
}

/** What stands with the wrong unit goes on, and whoever asks what changed since is told. */
export async function forwards(inspector: Signed, ledger: Ledger): Promise<void> {
  const rules = ledger.group("rule", 1, 4);
  const text = "Nội dung thuộc thẩm quyền của Sở Tư pháp.";
  const given = await together(inspector, commands(await asSeen(inspector, rules), { command: "forward", to: "TN.STP", text }));
  equal(
    given.map(({ case: one }) => [one.holder?.code, one.hops, one.state]),
    rules.map(() => ["TN.STP", 1, "received"]),
    "forwarded",
  );
  const building = await numbered(inspector, ledger.one("building 1").number);
  const moved = await give(inspector, building, {
    command: "forward",
    to: "TN.STNMT",
    text: "Việc đo đạc do Sở Tài nguyên và Môi trường làm.",
  });
  equal(
    moved.notices.filter((notice) => notice.to === "unit").map((notice) => notice.template),
    ["unit_forwarded"],
    "whom it is told",
  );
  const five = [...given, moved].map(({ case: one }) => one.id).sort();
  // What is about the own body stands at the half-hour mark that is to come, as a unit is told of a change.
  const latest = await list(inspector, { sort: "changed", unit: ["TN.STP", "TN.STNMT", "703"], limit: 5 });
  equal(latest.map((item) => item.id).sort(), five, "the last changed first");
  const changed = (await all(inspector, { changed_since: putAt(), limit: 50 })).map((item) => item.id);
  equal(
    five.filter((id) => !changed.includes(id)),
    [],
    "changed since, and not told",
  );
  equal(changed.length, 5, "how many changed since");
  refused(
    await staff.POST("/api/v1/cases/{id}/transitions", {
      headers: inspector,
      params: { path: { id: building.id }, header: { ...key(), "If-Match": `"v${building.version}"` } },
      body: { command: "call_up", text: "Bản cũ." },
    }),
    412,
    "precondition_failed",
  );
}

export async function merges(inspector: Signed, ledger: Ledger): Promise<void> {
  const first = await numbered(inspector, ledger.one("one dossier 1").number);
  const others = await asSeen(inspector, ledger.group("one dossier", 2, 3));
  const merged = await together(inspector, commands(others, { command: "merge_into", into: first.id, text: "Cùng một hồ sơ." }));
  equal(
    merged.map(({ case: one }) => one.merged_into),
    [first.id, first.id],
    "merged",
  );
  equal(
    (await open(inspector, first.id)).merged?.map((one) => one.id).sort(),
    others.map((one) => one.id).sort(),
    "what it is answered with",
  );
}

/** Of what the units did: one refusal does not stand, one answer goes back. */
export async function overrules(inspector: Signed, ledger: Ledger): Promise<void> {
  const [refusal, answer] = [ledger.one("land 9"), ledger.one("land 3")];
  equal((await list(inspector, { ended_by: ["declined"] })).length, 2, "the queue of refusals");
  const again = await give(inspector, await numbered(inspector, refusal.number), { command: "overturn", text: "Đơn đủ điều kiện thụ lý." });
  ledger.are([refusal], again.case.state);
  const back = await give(inspector, await numbered(inspector, answer.number), {
    command: "return_answer",
    ground: "incomplete",
    text: "Chưa nói rõ ngày trả kết quả.",
  });
  ledger.are([answer], back.case.state);
  equal([again.case.state, back.case.state], ["received", "accepted"], "the refusal and the answer");
}
