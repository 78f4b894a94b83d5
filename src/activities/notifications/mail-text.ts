import type { Message } from './message-of';

/** The text of an e-mail. */
export function mailText({ text, facts, link }: Message): string {
  const lines = facts.map(({ name, value }) => `${name}: ${value}`);
  return `${[text, '', ...lines, ...(link === undefined ? [] : ['', link])].join('\n')}\n`;
}
