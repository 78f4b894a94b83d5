import { readFile } from 'node:fs/promises';
import { LongshoreError } from '../contract/failure';

/** What a file holds that an option names. Throws `usage-invalid` where it cannot be read or is not JSON. */
export async function readJsonFile(option: string, path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LongshoreError('usage-invalid', `The file of ${option} cannot be read: ${reason}`, {
      remedy: 'Name another file.',
    });
  }
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause, whose message quotes the content.
    throw new LongshoreError('usage-invalid', `${path}, which ${option} names, is not JSON`, {
      remedy: 'Write a JSON object into it.',
    });
  }
}
