// An officer's day: from a mail to an answer, and what an officer must never see.
import { asSeen } from "./ledger.js";
import type { Ledger } from "./ledger.js";
import { comes, leadsTo, to } from "./mail.js";
import { confirms, follow, rates, replies, withdraws } from "./reporter.js";
import { done, equal, found, must, only, refused, soon, staff } from "./setting.js";
import type { Schemas, Signed } from "./setting.js";
import { all, commands, counts, facets, give, hands, list, numbered, open, summary, together, waiting } from "./staff.js";

const unit = "tn-stnmt@tayninh.example";

/** Before its half-hour mark nobody at the unit knows of a report. */
export async function knowsNothingYet(officer: Signed): Promise<void> {
  equal((await all(officer, {})).length, 0, "cases before the mark");
  equal((await facets(officer, {})).count, 0, "counted before the mark");
  equal(to(unit).length, 0, "mails before the mark");
}

/** The first mail of the day is one for all that came. */
export async function readsTheDigest(officer: Signed): Promise<void> {
  const digest = await comes(unit, /nhiều việc cần báo/);
  // Those that reached the unit before the rest were told one by one.
  const told = (): number =>
    to(unit).reduce((sum, { text }) => sum + (/vừa giao/.test(text) ? 1 : Number(/vụ việc mới chuyển đến: (\d+)/.exec(text)?.[1] ?? 0)), 0);
  await soon("mails about all that came", async () => (told() >= 21 ? true : undefined));
  equal(told(), 21, "how many cases the mails of the morning tell");
  must(digest.link.endsWith("/lam-viec/hang-viec"), `the digest leads to ${digest.link}`);
  // One was called up since, and one came.
  equal((await list(officer, { limit: 50 })).length, 21, "what the queue lists");
  equal((await all(officer, { limit: 4 })).length, 21, "page by page");
}

/** From the mail to the case, and by draft and template to the answer. */
export async function answersFromTheMail(officer: Signed, ledger: Ledger, name: string, mail: { to: string; says: RegExp }): Promise<void> {
  const report = ledger.one(name);
  const number = leadsTo(await comes(mail.to, mail.says));
  equal(number, report.number, "the case to which the mail leads");
  const item = await numbered(officer, number);
  const path = { id: item.id };
  const taken = only(await together(officer, hands([item], { to: "me" })), "taken in hand").case;
  const accepted = await give(officer, taken, { command: "accept" });
  must(accepted.allowed.includes("answer"), `what may follow: ${accepted.allowed.join()}`);
  const body = { title: "Trả lời chung", text: "Vụ việc {number}: {unit} xin lỗi và đã trả kết quả cho người nộp hồ sơ." };
  found(await staff.PUT("/api/v1/reply-templates/{code}", { headers: officer, params: { path: { code: "tra-loi" } }, body }));
  const { text } = found(
    await staff.GET("/api/v1/cases/{id}/reply-templates/{code}", { headers: officer, params: { path: { ...path, code: "tra-loi" } } }),
  );
  must(text.includes(number) && !text.includes("{"), `not filled: ${text}`);
  // @ts-expect-error An answer without its words is none.
  const wordless: Schemas["Command"] = { command: "answer", outcome: "founded" };
  void wordless;
  // The contract calls a draft an object, of which generated types know no member.
  const draft = { command: "answer", outcome: "remedied", remedy: "Đã trả kết quả.", text } as unknown as Schemas["NewDraft"]["draft"];
  done(await staff.PUT("/api/v1/cases/{id}/draft", { headers: officer, params: { path }, body: { draft } }));
  const kept = found(await staff.GET("/api/v1/cases/{id}/draft", { headers: officer, params: { path } })).draft;
  equal(Object.entries(kept).sort(), Object.entries(draft).sort(), "the draft");
  const answered = await give(officer, accepted.case, kept as unknown as Schemas["AnswerCommand"]);
  equal([answered.case.state, answered.case.outcome], ["answered", "remedied"], "the answer");
  done(await staff.DELETE("/api/v1/cases/{id}/draft", { headers: officer, params: { path } }));
  refused(await staff.GET("/api/v1/cases/{id}/draft", { headers: officer, params: { path } }), 404, "not_found");
  const told = await follow(report);
  equal(told.messages.at(-1)?.text, text, "what its reporter reads");
  equal(
    told.what_you_can_do.some((right) => right.code === "confirm"),
    true,
    "what its reporter can do",
  );
  await rates(report, 4);
  await confirms(report);
  ledger.are([report], "closed");
  const over = await open(officer, item.id);
  equal([over.state, over.confirmation, over.rating], ["closed", "confirmed", undefined], "the case afterwards");
}

/** Sixteen of one unit: most at once, some apart. */
export async function worksThrough(officer: Signed, ledger: Ledger): Promise<void> {
  const taken = ledger.group("land", 1, 8);
  const led = [ledger.one("one dossier 1"), ...ledger.group("apology", 1, 2)];
  await together(officer, hands(await asSeen(officer, taken), { to: "canbo2", reason: "Phân công trong phòng." }));
  await together(officer, commands(await asSeen(officer, [...taken, ...led]), { command: "accept" }));
  const text = "Cơ quan đã kiểm tra, xin lỗi vì sự chậm trễ và đã trả kết quả ngày hôm nay.";
  await together(
    officer,
    commands(await asSeen(officer, [...taken, ...led]), { command: "answer", outcome: "founded", remedy: "Đã trả kết quả.", text }),
  );
  ledger.are([...taken, ...led], "answered");
  const merged = ledger.group("one dossier", 2, 3);
  await together(officer, commands(await asSeen(officer, merged), { command: "accept" }));
  await together(
    officer,
    commands(await asSeen(officer, merged), {
      command: "answer",
      outcome: "founded",
      remedy: "Đã trả kết quả.",
      text: "Được trả lời cùng đơn trước về hồ sơ này.",
    }),
  );
  ledger.are(merged, "answered");
  const declined = ledger.group("land", 9, 10);
  await together(
    officer,
    commands(await asSeen(officer, declined), {
      command: "decline",
      ground: "not_in_scope",
      text: "Nội dung không thuộc phạm vi tiếp nhận.",
    }),
  );
  ledger.are(declined, "declined");
  const asked = ledger.group("land", 11, 12);
  await together(
    officer,
    commands(await asSeen(officer, asked), { command: "ask_reporter", text: "Xin cho biết mã hồ sơ trên giấy hẹn." }),
  );
  ledger.are(asked, "awaiting_reporter");
  await together(officer, hands(await asSeen(officer, ledger.group("land", 15, 16)), { to: "me" }));
}

/** What the reporters of these do in the afternoon. */
export async function reportersAnswer(ledger: Ledger): Promise<void> {
  const [first, second] = [ledger.one("land 1"), ledger.one("land 2")];
  await Promise.all([confirms(first), confirms(second)]);
  ledger.are([first, second], "closed");
  await replies(ledger.one("land 11"), "Mã hồ sơ là H53.05-240917-0012.");
  ledger.are([ledger.one("land 11")], "received");
  await withdraws(ledger.one("land 13"));
  ledger.are([ledger.one("land 13")], "withdrawn");
}

/** What came back to the unit is answered, and two are taken up that nobody will answer in time. */
export async function finishes(officer: Signed, colleague: Signed, ledger: Ledger): Promise<void> {
  const back = [ledger.one("land 9"), ledger.one("land 11")];
  const left = ledger.group("land", 15, 16);
  await together(officer, commands(await asSeen(officer, [...back, ...left]), { command: "accept" }));
  ledger.are(left, "accepted");
  const again = [...back, ledger.one("land 3")];
  // Whoever declined what an inspector overturned does not decide on it again.
  equal(
    (await open(officer, (await numbered(officer, ledger.one("land 9").number)).id)).not_allowed.find((one) => one.command === "answer")
      ?.reason,
    "another_handler_needed",
    "who declined it",
  );
  const text = "Kết quả đã được trả ngày hôm nay tại bộ phận Một cửa; cơ quan nhận lỗi về sự chậm trễ.";
  await together(
    colleague,
    commands(await asSeen(colleague, again), { command: "answer", outcome: "founded", remedy: "Đã trả kết quả.", text }),
  );
  ledger.are(again, "answered");
  equal((await facets(officer, { assignee: "me", open: true })).count, 2, "what stays in one's own hand");
}

/** Four tips are about this unit, and a fifth was its own case: neither is listed, counted or named anywhere that it may look. */
export async function seesNoTip(officer: Signed, ids: string[]): Promise<void> {
  const mine = await all(officer, { limit: 50 });
  equal(
    mine.filter((item) => item.channel !== "service" || item.kind === "corruption_tip" || ids.includes(item.id)),
    [],
    "tips in the queue",
  );
  equal((await all(officer, { channel: "integrity" })).length, 0, "the channel of tips");
  const board = await facets(officer, {});
  equal(
    [board.count, counts(board.kinds)["corruption_tip"], counts(board.categories)["money_or_gift"]],
    [mine.length, undefined, undefined],
    "tips on the board",
  );
  equal((await facets(officer, { channel: "integrity" })).count, 0, "tips, counted");
  const { cases, tips } = await summary(officer);
  equal([tips, waiting(cases, "hint"), waiting(cases, "awaits_inspector")], [undefined, undefined, undefined], "tips in the summary");
  equal((await list(officer, { q: "500000" })).length, 0, "tips by a word");
  for (const id of ids) {
    const path = { id };
    refused(await staff.GET("/api/v1/cases/{id}", { headers: officer, params: { path } }), 404, "not_found");
    refused(await staff.GET("/api/v1/cases/{id}/events", { headers: officer, params: { path } }), 404, "not_found");
    refused(await staff.GET("/api/v1/cases/{id}/similar", { headers: officer, params: { path } }), 404, "not_found");
  }
  const said = to(unit)
    .map((mail) => mail.text)
    .join("\n");
  must(!/tin báo|tham nhũng/i.test(said) && !ids.some((id) => said.includes(id)), "a mail to the unit speaks of tips");
}
