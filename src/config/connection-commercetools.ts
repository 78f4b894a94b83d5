import { z } from 'zod';
import { serviceUrl, text } from './settings';

const projectKeyForm = {
  error: "must be a project's key: 2 to 36 lower-case letters, digits, hyphens and underscores",
};
const clientForm = 'must be JSON of the form {"clientId":"…","secret":"…"}';
const credentials = z.strictObject({ clientId: text(), secret: text() });

/** The API client as commercetools hands it out: one text, and so one variable. */
const client = z.string({ error: clientForm }).transform((written, context) => {
  const parsed = credentials.safeParse(parseJson(written));
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: clientForm });
  return z.NEVER;
});

/** An address without what may hold a password or a token. */
const plainUrl = () =>
  serviceUrl().refine((address) => !URL.canParse(address) || isPlain(new URL(address)), {
    error: 'must hold a host and perhaps a path, and nothing else',
  });

/** A project of commercetools, read with an API client. */
export const commercetoolsConnection = z.strictObject({
  type: z.literal('commercetools'),
  apiUrl: plainUrl().describe("The region's API: https://api.europe-west1.gcp.commercetools.com"),
  authUrl: plainUrl().describe('Where it gives out tokens: https://auth.europe-west1.gcp.commercetools.com'),
  projectKey: z.string().regex(/^[a-z0-9_-]{2,36}$/, projectKeyForm),
  scope: z
    .string()
    .regex(/\S/, { error: 'must not be empty' })
    .transform((scopes) => scopes.trim().split(/\s+/).join(' '))
    .describe('What the client may read, with spaces between: view_customers:my-shop view_orders:my-shop'),
  client: client.describe('The API client as JSON: {"clientId":"…","secret":"…"}'),
});

export type CommercetoolsConnection = z.output<typeof commercetoolsConnection>;

/** Undefined for what is no JSON. The parser's error would repeat the secret. */
function parseJson(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}

function isPlain({ username, password, search, hash }: URL): boolean {
  return username === '' && password === '' && search === '' && hash === '';
}
