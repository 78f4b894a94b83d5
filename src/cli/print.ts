/** Data go to stdout, and nothing else does: a script reads what it asked for. */
export function print(text: string): void {
  process.stdout.write(text);
}

/** A value as one line of JSON, where more lines come before or behind it. */
export function printJsonLine(value: unknown): void {
  print(`${JSON.stringify(value)}\n`);
}

/** A value as JSON, for people to read too. */
export function printJson(value: unknown): void {
  print(`${JSON.stringify(value, null, 2)}\n`);
}
