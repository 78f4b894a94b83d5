import { LongshoreError } from '../../contract/failure';

/** PostgreSQL cuts what is longer, without a word, and then two names may be one. */
const maxNameBytes = 63;

/** A name of a table or a column as it stands in SQL. Throws `config-invalid` for one that PostgreSQL would cut. */
export function postgresName(name: string): string {
  const bytes = Buffer.byteLength(name);
  if (bytes > maxNameBytes) {
    const message = `The name ${JSON.stringify(name)} has ${bytes} bytes, and PostgreSQL keeps ${maxNameBytes} of a name`;
    throw new LongshoreError('config-invalid', message, { remedy: 'Give the feed or the field a shorter name.' });
  }
  return `"${name.replaceAll('"', '""')}"`;
}
