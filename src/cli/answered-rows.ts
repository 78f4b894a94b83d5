import { answerContentKey, readPieces, type Storage } from '../storage';
import type { AnswerOf } from './ask-tables';
import type { Row } from './rows-text';

/** The rows of an answer, which are as many as were asked for at most. */
export async function answeredRows(storage: Storage, request: string, { content }: AnswerOf<'rows'>): Promise<Row[]> {
  const parts: Uint8Array[] = [];
  for await (const piece of readPieces(storage, { key: answerContentKey(request), ...content })) parts.push(piece);
  const lines = Buffer.concat(parts).toString('utf8').split('\n');
  return lines.flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Row]));
}
