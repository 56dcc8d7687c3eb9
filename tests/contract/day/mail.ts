// What lies in the folder of mails: to whom, about what, and where it leads.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { mailFolder, must, origins, soon } from "./setting.js";

export type Mail = { to: string; text: string; link: string };

function words(base64: string): string {
  const bytes = Uint8Array.from(atob(base64.replace(/\s/g, "")), (sign) => sign.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

function read(file: string): Mail {
  const [head = "", body = ""] = readFileSync(`${mailFolder}/${file}`, "utf8").split("\r\n\r\n");
  const to = /^To: (\S+)$/m.exec(head.replace(/\r/g, ""))?.[1];
  must(to !== undefined, `${file}: to nobody`);
  const text = words(body);
  const link = /https:\/\/\S+/.exec(text)?.[0] ?? "";
  must(link === "" || link.startsWith(`${origins.staff}/`), `${file} leads elsewhere: ${link}`);
  return { to, text, link };
}

/** All that has come so far, the earliest first. */
export function mails(): Mail[] {
  if (!existsSync(mailFolder)) return [];
  return readdirSync(mailFolder)
    .filter((file) => file.endsWith(".eml"))
    .sort()
    .map(read);
}

export function to(address: string): Mail[] {
  return mails().filter((mail) => mail.to === address);
}

/** The first mail to `address` that says so, as soon as it is there. */
export async function comes(address: string, says: RegExp): Promise<Mail> {
  return await soon(`a mail to ${address} that says ${says}`, async () => to(address).find((mail) => says.test(mail.text)));
}

/** The number of the case to which a mail leads. */
export function leadsTo(mail: Mail): string {
  const number = /\/v\/([0-9A-Z]{10})$/.exec(mail.link)?.[1];
  must(number !== undefined, `leads to no case: ${mail.link}`);
  return number;
}
