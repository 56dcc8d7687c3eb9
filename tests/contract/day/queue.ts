// What an inspector reads of the queue: the board, the summary, what is found by what, a view of it, the ends of waits.
import type { Ledger } from "./ledger.js";
import { dossier, word } from "./reporter.js";
import { equal, found, must, refused, soon, staff } from "./setting.js";
import type { Signed } from "./setting.js";
import { all, counts, facets, list, numbered, page, summary, waiting } from "./staff.js";
import type { Item } from "./staff.js";

/** The board of the morning: what came, to whom, and who has what in hand. */
export async function board(inspector: Signed): Promise<void> {
  // What is about the inspectorate itself comes at the half-hour mark, as it comes to any unit.
  const seen = await soon("all that was filed, on the board", async () => {
    const board = await facets(inspector, {});
    return board.count >= 54 ? board : undefined;
  });
  equal([seen.count, seen.capped, seen.open, seen.unassigned, seen.overdue], [54, false, 54, 54, 0], "the whole board");
  equal(counts(seen.states), { received: 52, awaiting_reporter: 2 }, "by state");
  equal(counts(seen.kinds), { conduct_feedback: 43, rule_feedback: 4, praise: 3, apology_request: 2, complaint: 2 }, "by kind");
  const units = Object.fromEntries(seen.units.map((row) => [row.unit.code, row.count]));
  equal(
    Object.entries(units).sort(),
    [
      ["25456", 1],
      ["25459", 5],
      ["703", 8],
      ["TN.STNMT", 23],
      ["TN.SXD", 6],
      ["TN.SYT", 3],
      ["TN.TTT", 4],
      ["TN.VP", 4],
    ],
    "by unit",
  );
  const mine = await summary(inspector);
  equal(
    ["received", "awaiting_reporter", "mine", "overdue"].map((name) => waiting(mine.cases, name as "mine")),
    [52, 2, 0, 0],
    "the summary",
  );
  equal([waiting(mine.tips, "received"), waiting(mine.tips, "overdue")], [6, 0], "the summary of tips");
  const tips = await facets(inspector, { channel: "integrity" });
  equal([tips.count, tips.unassigned, tips.sectors], [6, 6, undefined], "the board of tips");
}

/** Each number of the summary is what its query lists. */
export async function summaryIsListed(inspector: Signed): Promise<void> {
  const mine = await summary(inspector);
  for (const { name, query, count } of [...mine.cases, ...(mine.tips ?? [])]) {
    const parameters = Object.fromEntries(new URLSearchParams(query)) as NonNullable<Parameters<typeof page>[1]>;
    equal((await all(inspector, { ...parameters, limit: 50 })).length, count, `what ${name} lists (${query})`);
  }
}

export async function finds(inspector: Signed, ledger: Ledger): Promise<void> {
  const one = ledger.one("one dossier 1");
  const three = (items: Item[]): number[] | undefined => (items.length === 3 ? items.map((item) => item.hops) : undefined);
  await soon("words of a report", async () => three(await list(inspector, { q: word })));
  equal((await list(inspector, { q: "moc gioi thua dat" })).length, 3, "without marks");
  equal((await list(inspector, { q: `${word} ${dossier}` })).length, 3, "with the code of the dossier");
  equal((await list(inspector, { q: `${word} phường` })).length, 0, "with a word that is not there");
  equal((await list(inspector, { dossier_code: [dossier.replaceAll("-", " ")] })).length, 3, "by its dossier, written otherwise");
  equal((await numbered(inspector, one.number)).category, "late", "by its number");
  const several = await page(inspector, {
    state: ["received", "awaiting_reporter"],
    unit: ["TN.STNMT", "703"],
    category: ["late", "decision_or_act"],
    limit: 50,
    count: true,
  });
  equal([several.items.length, several.count, several.next], [13, 13, null], "by several values of several filters");
  equal(
    (
      await facets(inspector, {
        state: ["received", "awaiting_reporter"],
        unit: ["TN.STNMT", "703"],
        category: ["late", "decision_or_act"],
      })
    ).count,
    13,
    "and counted alike",
  );
  const pages = await all(inspector, { sort: "received", limit: 10 });
  equal([pages.length, new Set(pages.map((item) => item.id)).size], [54, 54], "page by page, none twice");
  equal((await list(inspector, { waits_for: ["signature"] })).length, 2, "what waits for a signature");
  refused(
    await staff.GET("/api/v1/cases", { headers: inspector, params: { query: { ended_by: ["declined"], state: ["closed"] } } }),
    400,
    "invalid_parameter",
  );
}

export async function view(inspector: Signed): Promise<void> {
  const body = { title: "Trễ hẹn chưa ai nhận", query: "category=late&assignee=none&open=true", shared: true };
  const saved = found(await staff.PUT("/api/v1/me/views/{code}", { headers: inspector, params: { path: { code: "tre-hen" } }, body }));
  equal([saved.query, saved.own, saved.shared], [body.query, true, true], "the view as it was saved");
}

/** The view is counted as its query lists, and the colleague to whom it is shared reads it. */
export async function viewCounts(reader: Signed, own: boolean): Promise<void> {
  const [view] = found(await staff.GET("/api/v1/me/views", { headers: reader })).items;
  const listed = (await all(reader, { category: ["late"], assignee: "none", open: true, limit: 50 })).length;
  equal([view?.code, view?.own, view?.count, view?.capped], ["tre-hen", own, listed, false], "the view");
  must(listed > 0, "the view counts nothing");
}

/** No answer waits for its reporter any more, of a tip either. */
export async function clocksRan(inspector: Signed): Promise<void> {
  await soon("the end of the waits", async () => {
    const boards = [await facets(inspector, { open: true }), await facets(inspector, { open: true, channel: "integrity" })];
    return boards.every(
      (board) => counts(board.states)["answered"] === undefined && counts(board.states)["awaiting_reporter"] === undefined,
    )
      ? true
      : undefined;
  });
}
