// A day of reporters and staff as a client of somebody else lives it, on pages of two other origins, by generated types alone.
// `scripts/scripted-day` sets up the service and moves its clock.
import * as inspector from "./day/inspector.js";
import * as leader from "./day/leader.js";
import { Ledger } from "./day/ledger.js";
import * as officer from "./day/officer.js";
import * as queue from "./day/queue.js";
import { fileAll, staffIsElsewhere, unitsAreThere } from "./day/reporter.js";
import { clock, step, table } from "./day/setting.js";
import * as tips from "./day/tips.js";
import { all, isOver, signIn, signOut } from "./day/staff.js";

const signsIn = (login: string, role: Parameters<typeof signIn>[1]) => step(`${login} signs in`, () => signIn(login, role));

async function day(): Promise<void> {
  await clock("2024-10-14 07:35:00");
  await step("reporters look up units by words and by kinds", unitsAreThere);
  await step("a page for reporters signs nobody in", staffIsElsewhere);
  const ledger = new Ledger(await step("60 reports are filed, one of them twice", fileAll));
  const early = await signsIn("canbo", "unit_officer");
  await step("no unit knows of them yet", () => officer.knowsNothingYet(early));

  await clock("2024-10-14 08:35:00");
  let thanhtra = await signsIn("thanhtra", "inspector");
  let thanhtra2 = await signsIn("thanhtra2", "inspector");
  await step("the inspector reads the board, the summary and that of tips", () => queue.board(thanhtra));
  await step("each number of the summary is what its query lists", () => queue.summaryIsListed(thanhtra));
  await step("finds cases by number, words, dossier and several filters", () => queue.finds(thanhtra, ledger));
  await step("saves a view", () => queue.view(thanhtra));
  await step("the view counts what it lists", () => queue.viewCounts(thanhtra, true));
  await step("a colleague reads the view", () => queue.viewCounts(thanhtra2, false));
  await step("looks at a case with a colleague: presence, similar ones, notes, history", () =>
    inspector.looks(thanhtra, thanhtra2, ledger),
  );
  await step("looks through fifty: each opened, held beside similar ones, noted", () => inspector.looksThroughFifty(thanhtra, ledger));
  await step("writes a template and has it filled", () => inspector.template(thanhtra, ledger));
  await step("the inspectorate's own four: assigned, accepted, answered together", () => inspector.ownCases(thanhtra, ledger));

  await clock("2024-10-14 10:20:00");
  await step("a session that lay idle is over", () => isOver(thanhtra));
  thanhtra = await signsIn("thanhtra", "inspector");
  thanhtra2 = await signsIn("thanhtra2", "inspector");
  const canbo = await signsIn("canbo", "unit_officer");
  const canbo2 = await signsIn("canbo2", "unit_officer");
  const ward = await signsIn("xa.phuong1", "unit_officer");
  await step("forwards five, and finds what changed since", () => inspector.forwards(thanhtra, ledger));
  await step("merges three of one dossier", () => inspector.merges(thanhtra, ledger));
  await step("works through the tips", () => tips.tips(thanhtra, thanhtra2, ledger));
  const ids = (await all(thanhtra, { channel: "integrity", limit: 50 })).map((item) => item.id);
  await step("calls up two", () => tips.callsUp(thanhtra, canbo, ledger));
  await step("the officer reads the digest of the morning", () => officer.readsTheDigest(canbo));
  await step("ward one: from the mail to the answer", () =>
    officer.answersFromTheMail(ward, ledger, "ward one 1", { to: "xa-25456@tayninh.example", says: /vừa giao/ }),
  );
  await step("the department: from the mail of what was forwarded to the answer", () =>
    officer.answersFromTheMail(canbo, ledger, "building 1", { to: "tn-stnmt@tayninh.example", says: /vừa được chuyển đến/ }),
  );
  await step("the department works through its cases", () => officer.worksThrough(canbo, ledger));
  await step("reporters confirm, reply and withdraw", () => officer.reportersAnswer(ledger));
  await step("the inspector overturns a refusal and returns an answer", () => inspector.overrules(thanhtra, ledger));
  await step("the department answers what came back", () => officer.finishes(canbo, canbo2, ledger));
  await step("the officer sees no tip anywhere", () => officer.seesNoTip(canbo, ids));
  await step("every case by receipt", () => ledger.followed());
  await step("every case as inspectors list it", () => ledger.listed(thanhtra));
  await step("staff sign out", async () => {
    for (const one of [canbo, canbo2, ward, thanhtra, thanhtra2]) await signOut(one);
  });

  await clock("2024-11-01 09:00:00");
  const lanhdao = await signsIn("lanhdao", "unit_leader");
  const lead = await signsIn("tp.tayninh", "unit_leader");
  thanhtra = await signsIn("thanhtra", "inspector");
  await step("what nobody spoke to in time is over, or goes on", async () => {
    await queue.clocksRan(thanhtra);
    ledger.pass("answered", "closed");
    ledger.are([ledger.one("land 12")], "received");
    ledger.are(ledger.group("complaint", 1, 2), "declined");
    await ledger.followed();
    await ledger.listed(thanhtra);
  });
  await step("the leader is told of what is late, at the own address alone", () => leader.isTold(lanhdao, ledger));
  await step("opens it from the mail", () => leader.opens(lanhdao, thanhtra, ledger));
  await step("hands over many at once", () => leader.handsOver(lanhdao, ledger));
  await step("takes one and answers it", () => leader.answers(lanhdao, ledger));
  await step("the inspector urges many at once, tried first", () => leader.isUrged(thanhtra, ledger));
  await step("the leader answers the letter, and the inspector closes it", () => leader.answersLetter(lanhdao, thanhtra, ledger));
  await step("nor does the leader see a tip", () => officer.seesNoTip(lanhdao, ids));
  await step("the city's leader sees what is late in its wards", () => leader.superior(lead, ledger));
  await step("every case, at the end", async () => {
    await ledger.followed();
    await ledger.listed(thanhtra);
  });
}

try {
  await day();
  console.log(table());
} catch (cause) {
  console.error(`error: ${cause instanceof Error ? cause.message : String(cause)}`);
  process.exitCode = 1;
}
