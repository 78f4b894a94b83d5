import type { Config, ImportConfig } from '../config';

/** Says in words what an import reads: the same words, the same files, bucket, shop or catalog. Holds no secret. */
export function sourceOf(config: Config, settings: ImportConfig): string {
  if (settings.type === 'catalog-deletion') return `catalog of ${settings.destination}`;
  if (settings.type === 'courier-group')
    return `couriers ${settings.couriers.map(({ courier }) => courier).join(', ')}`;
  const connection = config.connections[settings.source];
  if (connection?.type === 'commercetools') {
    return `project ${connection.projectKey} at ${withoutQuery(connection.apiUrl)}`;
  }
  if (connection?.type === 's3') {
    const { bucket = 'that Optimizely names', prefix, endpoint } = connection;
    const under = prefix === undefined ? '' : ` under ${prefix}`;
    const at = endpoint === undefined ? '' : ` at ${withoutQuery(endpoint)}`;
    return `bucket ${bucket}${under}${at}`;
  }
  if (settings.type !== 'files-to-odp') return settings.source;
  if (connection?.type !== 'azure-blob') return settings.source;
  const { credentials } = connection;
  const account =
    connection.endpoint ??
    connection.accountName ??
    (credentials.type === 'connection-string' ? accountIn(credentials.connectionString) : '');
  const prefix = settings.prefix === undefined ? '' : ` under ${settings.prefix}`;
  return `container ${connection.container} of ${withoutQuery(account)}, files ${settings.match}${prefix}`;
}

/** The account's name of a connection string, and nothing else of it. */
function accountIn(connectionString: string): string {
  return /(?:^|;)\s*AccountName=([^;]+)/i.exec(connectionString)?.[1] ?? 'the connection string';
}

function withoutQuery(address: string): string {
  return address.replace(/[?#].*$/, '');
}
