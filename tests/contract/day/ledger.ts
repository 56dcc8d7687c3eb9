// The sixty cases of the day: what each should have come to, and whether it has.
import { follow } from "./reporter.js";
import type { Filed } from "./reporter.js";
import { each, equal, must } from "./setting.js";
import type { Schemas, Signed } from "./setting.js";
import { all, numbered } from "./staff.js";
import type { Item } from "./staff.js";

type State = Schemas["State"];

export class Ledger {
  private readonly states = new Map<string, State>();

  constructor(private readonly filed: Filed[]) {
    for (const { name } of filed) this.states.set(name, name.startsWith("complaint") ? "awaiting_reporter" : "received");
  }

  /** The report that is called so. */
  one(name: string): Filed {
    const one = this.filed.find((filed) => filed.name === name);
    must(one !== undefined, `no report is called ${name}`);
    return one;
  }

  /** Reports `first` to `last` of a group. */
  group(name: string, first: number, last: number): Filed[] {
    return Array.from({ length: last - first + 1 }, (_, n) => this.one(`${name} ${first + n}`));
  }

  /** What came of these. */
  are(reports: Filed[], state: State): void {
    for (const { name } of reports) {
      must(this.states.has(name), `${name} is in no ledger`);
      this.states.set(name, state);
    }
  }

  /** All that stood so stands otherwise by now. */
  pass(from: State, into: State): void {
    for (const [name, state] of this.states) if (state === from) this.states.set(name, into);
  }

  /** The report of a tip, of which its words alone say whose it is. */
  told(text: string | undefined): Filed {
    const one = this.filed.find(({ words }) => words === text);
    must(one !== undefined, `nobody filed these words: ${text}`);
    return one;
  }

  private compare(came: [Filed, State | undefined][], how: string): void {
    const wrong = came.filter(([{ name }, state]) => state !== this.states.get(name));
    equal(
      wrong.map(([{ name }, state]) => [name, state]),
      wrong.map(([{ name }]) => [name, this.states.get(name)]),
      how,
    );
  }

  /** Every case as its reporter sees it. */
  async followed(): Promise<void> {
    this.compare(await each(this.filed, async (one) => [one, (await follow(one)).state]), "by receipt");
  }

  /** Every case as the inspectors list it. */
  async listed(inspector: Signed): Promise<void> {
    const seen = new Map((await all(inspector, { limit: 25 })).map((item) => [item.number, item.state]));
    const [tips, service] = [this.filed.filter((one) => one.number === undefined), this.filed.filter((one) => one.number !== undefined)];
    this.compare(
      service.map((one) => [one, seen.get(one.number)]),
      "by number",
    );
    equal(seen.size, service.length, "cases of the service channel");
    const integrity = await all(inspector, { channel: "integrity", limit: 5 });
    equal(integrity.map((item) => item.state).sort(), tips.map(({ name }) => this.states.get(name)).sort(), "tips");
  }
}

/** The cases of these reports as `reader` sees them now. */
export async function asSeen(reader: Signed, reports: Filed[]): Promise<Item[]> {
  return await each(reports, ({ number }) => numbered(reader, number));
}
