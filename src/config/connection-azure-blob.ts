import { z } from 'zod';
import { serviceUrl, text, whenRight } from './settings';

const credentials = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('client-secret'),
    tenantId: text(),
    clientId: text(),
    clientSecret: text(),
    authorityHost: serviceUrl().optional().describe('Where tokens are asked for, in sovereign clouds and stand-ins.'),
  }),
  z.strictObject({ type: z.literal('connection-string'), connectionString: text() }),
  z.strictObject({ type: z.literal('shared-key'), accountKey: text() }),
  z.strictObject({ type: z.literal('sas'), token: text() }),
  z.strictObject({ type: z.literal('default') }),
]);

const accountNameForm = {
  error: "must be a storage account's name: 3 to 24 lower-case letters and digits (a full address goes under endpoint)",
};
const containerForm = {
  error: "must be a container's name: 3 to 63 lower-case letters, digits and single hyphens",
};

/** How a container is reached; shared by whatever lies in one. It goes together with `oneAddress`. */
export const azureBlobPlace = {
  accountName: z
    .string()
    .regex(/^[a-z0-9]{3,24}$/, accountNameForm)
    .optional(),
  endpoint: serviceUrl().optional().describe('The full service URL, for emulators and private end points.'),
  container: z
    .string()
    .max(63, containerForm)
    .regex(/^(\$root|\$web|\$logs|[a-z0-9](-?[a-z0-9]){2,})$/, containerForm),
  credentials,
};

interface Address {
  readonly accountName?: string;
  readonly endpoint?: string;
  readonly credentials: { readonly type: string };
}

/** The account is named once: by accountName, by endpoint, or in the connection string. */
export function oneAddress({ accountName, endpoint, credentials }: Address, context: z.RefinementCtx): void {
  const refuse = (message: string) => context.addIssue({ code: 'custom', path: [], message });
  const places = [accountName, endpoint].filter((place) => place !== undefined).length;
  if (credentials.type !== 'connection-string') {
    if (places !== 1) refuse('must have either accountName or endpoint, and not both');
  } else if (places > 0) {
    refuse('must have neither accountName nor endpoint: the connection string names the account');
  }
}

/** When `oneAddress` can judge. */
export const addressIsRight = whenRight('accountName', 'endpoint', 'credentials.type');

/** A container of Azure Blob Storage. */
export const azureBlobConnection = z
  .strictObject({ type: z.literal('azure-blob'), ...azureBlobPlace })
  .superRefine(oneAddress, addressIsRight);

export type AzureBlobConnection = z.output<typeof azureBlobConnection>;
export type AzureBlobCredentials = AzureBlobConnection['credentials'];
