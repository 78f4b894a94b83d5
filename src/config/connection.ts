import { z } from 'zod';
import { azureBlobConnection } from './connection-azure-blob';
import { commercetoolsConnection } from './connection-commercetools';
import { contentApiConnection } from './connection-content-api';
import { duckdbConnection } from './connection-duckdb';
import { klaviyoConnection } from './connection-klaviyo';
import { odpConnection } from './connection-odp';
import { postgresConnection } from './connection-postgres';
import { s3Connection } from './connection-s3';
import { smtpConnection } from './connection-smtp';

/** Every kind of connection; a new one is a file of its own and a line here. */
export const connection = z.discriminatedUnion('type', [
  azureBlobConnection,
  odpConnection,
  klaviyoConnection,
  commercetoolsConnection,
  contentApiConnection,
  smtpConnection,
  s3Connection,
  duckdbConnection,
  postgresConnection,
]);

export const connectionTypes = connection.options.map((option) => option.shape.type.value);

/** What `connections:` holds under a name: one outside system, or a part of it, and how to be let in. */
export type Connection = z.output<typeof connection>;
export type ConnectionType = Connection['type'];
