import { z } from 'zod';

const urlForm = 'must be a full address: postgres://user:password@host:5432/database';

/** Tables in a database of PostgreSQL. The address holds the password. */
export const postgresConnection = z.strictObject({
  type: z.literal('postgres'),
  url: z.url({ protocol: /^postgres(?:ql)?$/, error: urlForm }).describe('With its signs percent-encoded.'),
});

export type PostgresConnection = z.output<typeof postgresConnection>;
