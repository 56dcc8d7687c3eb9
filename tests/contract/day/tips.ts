// Tips, and what is called up: taken in hand, which opens them, and worked through; what a unit keeps of its case.
import { asSeen } from "./ledger.js";
import type { Ledger } from "./ledger.js";
import { replies } from "./reporter.js";
import { each, equal, found, key, refused, some, staff } from "./setting.js";
import type { Signed } from "./setting.js";
import { all, commands, counts, facets, give, hands, list, open, together, trial } from "./staff.js";

/** Tips: into one's hand, which opens them, and worked through. */
export async function tips(inspector: Signed, colleague: Signed, ledger: Ledger): Promise<void> {
  const waiting = await all(inspector, { channel: "integrity", kind: ["corruption_tip"], assignee: "none" });
  equal(waiting.length, 6, "tips in nobody's hand");
  const closed = await open(inspector, some(waiting[0], "a tip").id);
  equal([closed.opened, closed.report, closed.accused], [false, undefined, undefined], "a tip before it is taken in hand");
  refused(
    await staff.POST("/api/v1/cases/{id}/transitions", {
      headers: inspector,
      params: { path: { id: closed.id }, header: { ...key(), "If-Match": `"v${closed.version}"` } },
      body: { command: "accept" },
    }),
    409,
    "transition_refused",
    "not_in_your_hand",
  );
  const five = hands(waiting.slice(0, 5), { to: "me" });
  const tried = (await trial(inspector, five)).items.map(({ status, problem }) => [status, problem?.reason]);
  equal(
    tried,
    five.map(() => [409, "not_in_your_hand"]),
    "taking a tip, which opens it, cannot be tried",
  );
  const mine = await together(inspector, five, false);
  const opened = await open(inspector, mine[0]?.case.id ?? "");
  equal([opened.opened, opened.report?.bribe !== undefined], [true, true], "a tip in one's own hand");
  refused(
    await staff.GET("/api/v1/cases/{id}/notes", { headers: colleague, params: { path: { id: opened.id } } }),
    409,
    "transition_refused",
    "other_channel",
  );
  const accepted = (
    await together(
      inspector,
      commands(
        mine.map(({ case: one }) => one),
        { command: "accept" },
      ),
    )
  ).map(({ case: one }) => one);
  const reports = await each(accepted, async ({ id }) => ledger.told((await open(inspector, id)).report?.text));
  const text = "Đã xác minh tại bộ phận tiếp nhận, chuyển kiến nghị xử lý kỷ luật người vi phạm.";
  await together(inspector, commands(accepted.slice(0, 3), { command: "answer", outcome: "founded", remedy: "Kiến nghị xử lý.", text }));
  ledger.are(reports.slice(0, 3), "answered");
  await give(inspector, some(accepted[3], "a fourth tip"), { command: "ask_reporter", text: "Việc xảy ra ngày nào, ở bộ phận nào?" });
  await replies(some(reports[3], "who sent the fourth tip"), "Ngày 03/10/2024, tại quầy số 2.");
  // Out of another's hand only for a reason, which that one is told.
  const fifth = some(accepted[4], "a fifth tip");
  const call = (reason: { reason?: string }) => {
    const params = { path: { id: fifth.id }, header: { ...key(), "If-Match": `"v${fifth.version}"` } };
    return staff.POST("/api/v1/cases/{id}/assignment", { headers: colleague, params, body: { to: "me", ...reason } });
  };
  refused(await call({}), 422, "invalid");
  found(await call({ reason: "Người đang giữ đi công tác." }));
  refused(
    await staff.GET("/api/v1/cases/{id}", { headers: inspector, params: { path: { id: "7d6f1c9a-3b52-4e8f-a0c4-91e2d3b4a5f6" } } }),
    404,
    "not_found",
  );
  equal(
    [(await open(inspector, fifth.id)).opened, (await open(colleague, fifth.id)).opened],
    [false, true],
    "who may read what was taken over",
  );
  ledger.are(reports.slice(3), "accepted");
  const seen = counts((await facets(inspector, { channel: "integrity" })).states);
  equal(seen, { accepted: 2, answered: 3, received: 1 }, "tips by state");
}

/** Two are called up: their units keep a number and a day of them, and no more. */
export async function callsUp(inspector: Signed, officer: Signed, ledger: Ledger): Promise<void> {
  const reports = [ledger.one("land 14"), ledger.one("city 7")];
  const items = await asSeen(inspector, reports);
  const taken = await together(inspector, commands(items, { command: "call_up", text: "Chọn kiểm tra việc tiếp nhận." }));
  equal(
    taken.map(({ case: one }) => [one.number, one.holder?.code, one.state]),
    reports.map(({ number }) => [number, "TN.TTT", "received"]),
    "called up",
  );
  const known = found(await staff.GET("/api/v1/called-up-cases", { headers: officer, params: {} })).items;
  equal(
    known.map((one) => [one.number, one.state, one.received_on]),
    [[items[0]?.number, "called_up", "2024-10-14"]],
    "what its unit knows",
  );
  equal((await list(officer, { number: some(items[0]?.number, "a number") })).length, 0, "by its number, for its unit");
}
