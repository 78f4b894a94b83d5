import { parseCsv } from './parse-csv';
import type { ReceivedMail } from './smtp-stand-in';

/** What a mail with a CSV holds, for people, and how many rows behind its header. */
export function describeMail({ recipients, subject, attachments }: ReceivedMail): { text: string; rows: number } {
  const [attachment] = attachments;
  const [header = [], ...rows] = parseCsv(attachment?.text ?? '');
  const lines = [
    `The mail server has received “${subject}” for ${recipients.join(', ')}`,
    `with ${attachment?.name}: ${rows.length} rows of ${header.join(' and ')}, which begin with`,
    ...rows.slice(0, 3).map((row) => `  ${row.join(' | ')}`),
  ];
  return { text: lines.join('\n'), rows: rows.length };
}
