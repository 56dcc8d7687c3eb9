// The leader to whom it is escalated: told at an address of the own, hands over, answers a case and a letter.
import { asSeen } from "./ledger.js";
import type { Ledger } from "./ledger.js";
import { comes, leadsTo, mails, to } from "./mail.js";
import { follow } from "./reporter.js";
import { equal, found, head, key, must, only, refused, soon, some, staff } from "./setting.js";
import type { Schemas, Signed } from "./setting.js";
import { all, facets, give, hands, list, numbered, open, summary, together, trial, waiting } from "./staff.js";

const leader = "lanhdao.stnmt@tayninh.example";
const unit = "tn-stnmt@tayninh.example";

/** What is late is told to whoever leads, and never to the mailbox that let it become late. */
export async function isTold(headers: Signed, ledger: Ledger): Promise<void> {
  const late = [ledger.one("land 12"), ...ledger.group("land", 15, 16)].map((one) => one.number).sort();
  const told = await soon("a mail about each late case", async () => {
    const numbers = new Set(to(leader).map(leadsTo));
    return numbers.size >= late.length ? [...numbers].sort() : undefined;
  });
  equal(told, late, "the cases of which the leader is told");
  const elsewhere = mails().filter((mail) => /Kính gửi lãnh đạo/.test(mail.text) && !mail.to.startsWith("lanhdao."));
  equal(
    elsewhere.map((mail) => mail.to),
    [],
    "mails to a leader at other addresses",
  );
  equal(to(unit).filter((mail) => /lãnh đạo/.test(mail.text)).length, 0, "mails to the leader in the unit's mailbox");
  equal(mails().filter((mail) => /Trần Văn Mẫu|Giấy hẹn ghi|mau\d+@/.test(mail.text)).length, 0, "words of a report in a mail");
  const mine = await summary(headers);
  equal(waiting(mine.cases, "overdue"), (await all(headers, { overdue: true, limit: 50 })).length, "late in the summary");
}

export async function opens(headers: Signed, inspector: Signed, ledger: Ledger): Promise<void> {
  const { number } = ledger.one("land 15");
  const mail = some(
    to(leader).find((mail) => leadsTo(mail) === number),
    "the mail about land 15",
  );
  const item = await numbered(headers, leadsTo(mail));
  const one = await open(headers, item.id);
  equal([one.overdue, one.assignee, one.state], [true, "Người mẫu canbo", "accepted"], "what the leader sees of it");
  must(one.allowed.includes("answer"), `the menu of a leader: ${one.allowed.join()}`);
  const owed = found(await staff.GET("/api/v1/cases/{id}/obligations", { headers, params: { path: { id: item.id } } })).items;
  const answer = some(
    owed.find((duty) => duty.step === "answer"),
    "the duty to answer",
  );
  equal([answer.overdue, answer.due_on, answer.missed_on], [true, "2024-10-28", "2024-10-29"], "the duty to answer");
  const sent = found(await staff.GET("/api/v1/cases/{id}/mails", { headers: inspector, params: { path: { id: item.id } } })).items;
  equal(
    sent.filter((one) => one.template === "leader_overdue").map((one) => one.status),
    ["sent"],
    "the mail, as an inspector finds it",
  );
}

/** The officer is away: what is in one hand goes to the next, for a reason. */
export async function handsOver(headers: Signed, ledger: Ledger): Promise<void> {
  const { items } = found(await staff.GET("/api/v1/colleagues", { headers }));
  must(
    ["canbo", "canbo2"].every((login) => items.some((one) => one.login === login)),
    "colleagues",
  );
  const away = await list(headers, { assignee: "canbo", open: true });
  equal(
    away.map((item) => item.number).sort(),
    ledger
      .group("land", 15, 16)
      .map((one) => one.number)
      .sort(),
    "in the hand of who is away",
  );
  const tried = await trial(headers, hands(away, { to: "canbo2" }));
  equal(
    tried.items.map((one) => [one.status, one.problem?.errors?.map((fault) => fault.code)]),
    away.map(() => [422, ["hand_over_reason"]]),
    "without a reason",
  );
  const given = await together(headers, hands(away, { to: "canbo2", reason: "Cán bộ phụ trách nghỉ phép." }));
  equal(
    given.map(({ case: one }) => one.assignee),
    ["Người mẫu canbo2", "Người mẫu canbo2"],
    "handed over",
  );
  equal(
    (await facets(headers, { open: true, unit: ["TN.STNMT"] })).assignees.map((one) => [one.login, one.count]),
    [["canbo2", 2]],
    "the workload afterwards",
  );
}

export async function answers(headers: Signed, ledger: Ledger): Promise<void> {
  const report = ledger.one("land 15");
  const [item] = await asSeen(headers, [report]);
  const mine = { to: "me", reason: "Lãnh đạo trực tiếp trả lời vì đã quá hạn." };
  const [taken] = await together(headers, hands([some(item, "a case")], mine));
  const text = "Lãnh đạo Sở xin lỗi vì trả lời muộn; kết quả đã được gửi đến địa chỉ của người nộp.";
  const answered = await give(headers, some(taken, "a case in hand").case, {
    command: "answer",
    outcome: "founded",
    remedy: "Đã gửi kết quả.",
    text,
  });
  equal([answered.case.state, answered.case.overdue], ["answered", false], "answered, late");
  equal((await follow(report)).messages.at(-1)?.text, text, "what its reporter reads");
  ledger.are([report], "answered");
}

/** Letters to many: tried, which writes none; sent; and not a second time about one case. */
export async function isUrged(inspector: Signed, ledger: Ledger): Promise<void> {
  const [late, other, over] = [ledger.one("land 16"), ledger.one("building 2"), ledger.one("land 1")];
  const targets = [{ case: late.number }, { case: other.number }, { unit: "703" }, { case: over.number }].map(
    (one) => one as Schemas["UrgingTarget"],
  );
  const body = { targets, text: "Đề nghị trả lời người dân và báo cáo kết quả." };
  const letters = async (): Promise<number> =>
    found(await staff.GET("/api/v1/urgings", { headers: inspector, params: { query: { open: true } } })).items.length;
  const before = await letters();
  const tried = found(await staff.POST("/api/v1/urgings/bulk", { headers: inspector, params: { query: { dry_run: true } }, body })).items;
  equal(
    tried.map((one) => [one.status, one.preview?.unit.code, one.problem?.reason]),
    [
      [200, "TN.STNMT", undefined],
      [200, "TN.SXD", undefined],
      [200, "703", undefined],
      [409, undefined, "case_is_over"],
    ],
    "the trial",
  );
  equal(await letters(), before, "letters after a trial");
  const header = key();
  const sent = found(await staff.POST("/api/v1/urgings/bulk", { headers: inspector, params: { header }, body })).items;
  equal(
    sent.map((one) => [one.status, one.urging?.due_on]),
    tried.map((one) => [one.status === 200 ? 201 : one.status, one.preview?.due_on]),
    "sent as it was tried",
  );
  const again = found(await staff.POST("/api/v1/urgings/bulk", { headers: inspector, params: { header }, body })).items;
  equal(
    again.map((one) => one.urging?.id),
    sent.map((one) => one.urging?.id),
    "sent again",
  );
  const anew = found(await staff.POST("/api/v1/urgings/bulk", { headers: inspector, params: { query: { dry_run: true } }, body })).items;
  equal(
    anew.slice(0, 2).map((one) => one.problem?.reason),
    ["already_urged", "already_urged"],
    "urged a second time",
  );
  equal(await letters(), before + 3, "letters that wait");
}

export async function answersLetter(headers: Signed, inspector: Signed, ledger: Ledger): Promise<void> {
  await comes(unit, /văn bản đôn đốc số/);
  const { items } = found(await staff.GET("/api/v1/urgings", { headers, params: { query: { open: true } } }));
  const letter = only(items, "letters to the department");
  equal([letter.case?.number, letter.unit.code], [ledger.one("land 16").number, "TN.STNMT"], "the letter");
  const params = (version: number) => ({ path: { id: letter.id }, header: { ...key(), "If-Match": `"v${version}"` } });
  const answer = await staff.POST("/api/v1/urgings/{id}/answer", {
    headers,
    params: params(letter.version),
    body: { text: "Đã phân công lại và sẽ trả lời trong ngày." },
  });
  const answered = found(answer);
  equal([answered.status, head(answer.response, "etag")], ["answered", `"v${answered.version}"`], "the answer to the letter");
  await comes("thanhtra@tayninh.example", /đôn đốc/);
  refused(await staff.POST("/api/v1/urgings/{id}/close", { headers, params: params(answered.version), body: {} }), 403, "forbidden");
  const closed = found(
    await staff.POST("/api/v1/urgings/{id}/close", { headers: inspector, params: params(answered.version), body: { text: "Đã rõ." } }),
  );
  equal([closed.status, closed.closing], ["closed", "Đã rõ."], "the letter, closed");
}

/** Whoever leads the unit above sees the wards, and is told of what they let become late. */
export async function superior(headers: Signed, ledger: Ledger): Promise<void> {
  const late = await all(headers, { overdue: true, unit: ["25459"], limit: 3 });
  equal(
    late.map((item) => item.number).sort(),
    ledger
      .group("ward three", 1, 5)
      .map((one) => one.number)
      .sort(),
    "what is late in ward three",
  );
  await comes("huyen-703@tayninh.example", /đôn đốc/);
  await comes("lanhdao.703@tayninh.example", /quá hạn/);
  const one = await open(headers, some(late[0], "a late case").id);
  must(!one.allowed.includes("answer"), `the menu of the unit above: ${one.allowed.join()}`);
  equal((await list(headers, { unit: ["TN.STNMT"] })).length, 0, "cases of a unit that is not below");
}
