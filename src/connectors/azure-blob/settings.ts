/** How a container is reached. Each value that is secret has been resolved from the environment before it comes here. */
export type AzureBlobCredentials =
  | {
      readonly type: 'client-secret';
      readonly tenantId: string;
      readonly clientId: string;
      readonly clientSecret: string;
      /** Of the identity service, where it is not the public one: a sovereign cloud, a stand-in. */
      readonly authorityHost?: string;
    }
  | { readonly type: 'connection-string'; readonly connectionString: string }
  | { readonly type: 'shared-key'; readonly accountKey: string }
  | { readonly type: 'sas'; readonly token: string }
  /** What the machine offers: a managed identity, a workload identity, the AZURE_ variables. */
  | { readonly type: 'default' };

/**
 * A connection to one container. The account is named by `accountName`, or by `endpoint`, a full service URL that may
 * carry the account in its path (`http://127.0.0.1:10000/devstoreaccount1`). A connection string names its own end
 * point, so neither is looked at beside one.
 */
export interface AzureBlobSettings {
  readonly accountName?: string;
  readonly endpoint?: string;
  readonly container: string;
  readonly credentials: AzureBlobCredentials;
}
