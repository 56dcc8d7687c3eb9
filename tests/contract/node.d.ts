// The few things of Node that the day uses besides the web's own.
declare const process: { env: Record<string, string | undefined>; exitCode?: number };

declare module "node:fs" {
  export function readdirSync(folder: string): string[];
  export function readFileSync(file: string, encoding: "utf8"): string;
  export function existsSync(path: string): boolean;
  export function readSync(descriptor: number, into: Uint8Array): number;
  export function writeSync(descriptor: number, text: string): number;
}
