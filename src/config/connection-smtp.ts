import { z } from 'zod';
import { optionalText, text, whenRight, wholeNumber } from './settings';

/** A server that mail is handed to. */
export const smtpConnection = z
  .strictObject({
    type: z.literal('smtp'),
    host: text(),
    port: wholeNumber(1, 65_535).default(587),
    secure: z
      .boolean({ error: 'must be true or false' })
      .default(false)
      .describe('true: TLS from the first byte, as on port 465; false: STARTTLS where the server offers it.'),
    user: optionalText(),
    password: optionalText(),
    from: z.email({ error: 'must be an e-mail address' }).optional().describe('Who sends where a job names nobody.'),
  })
  .refine(({ user, password }) => (user === undefined) === (password === undefined), {
    error: 'must have both user and password, or neither',
    path: [],
    ...whenRight('user', 'password'),
  });

export type SmtpConnection = z.output<typeof smtpConnection>;
