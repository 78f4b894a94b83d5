import { DatabaseError } from 'pg';
import { LongshoreError } from '../../contract/failure';
import { postgresFailure } from './postgres-failure';

/**
 * As `postgresFailure`, for a statement that a person has written. The database's own text is passed on where it speaks of
 * the statement alone (class 42); of what was met in the data only the SQLSTATE is told.
 */
export function queryFailure(thrown: unknown, where: string): unknown {
  const { code: state = '', message } = thrown instanceof DatabaseError ? thrown : {};
  if (state === '42501') {
    return new LongshoreError(
      'query-invalid',
      `The query asks ${where} for what its user may not read (SQLSTATE 42501)`,
    );
  }
  if (state.startsWith('42')) return new LongshoreError('query-invalid', `The query cannot be answered: ${message}`);
  if (state === '25006' || state === '0A000') {
    return new LongshoreError('query-invalid', `The query does more than read (SQLSTATE ${state})`);
  }
  if (state === '57014') {
    return new LongshoreError('query-invalid', `The query took too long for ${where} and was ended`, {
      remedy: 'Ask for less, or by the key of the table.',
    });
  }
  if (/^(?:2|54|P0)/.test(state)) {
    return new LongshoreError('query-invalid', `The query failed on what it met in the data (SQLSTATE ${state})`);
  }
  return postgresFailure(thrown, where);
}
