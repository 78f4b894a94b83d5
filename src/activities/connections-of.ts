import type {
  ArticleQueryEndPoint,
  AzureBlobConnection,
  Config,
  ContentApiConnection,
  FilesToOdpImport,
  OdpConnection,
  SmtpConnection,
} from '../config';
import { LongshoreError } from '../contract/failure';

/** The source of an import of files. The configuration has checked its type; this tells it to the compiler. */
export function azureBlobOf(config: Config, settings: FilesToOdpImport): AzureBlobConnection {
  const connection = config.connections[settings.source];
  if (connection?.type === 'azure-blob') return connection;
  throw new LongshoreError('config-invalid', `${settings.source} is not a connection of type azure-blob`);
}

export function odpOf(config: Config, settings: FilesToOdpImport): OdpConnection {
  const connection = config.connections[settings.destination];
  if (connection?.type === 'odp') return connection;
  throw new LongshoreError('config-invalid', `${settings.destination} is not a connection of type odp`);
}

export function contentApiOf(config: Config, { articles }: ArticleQueryEndPoint): ContentApiConnection {
  const connection = config.connections[articles];
  if (connection?.type === 'content-api') return connection;
  throw new LongshoreError('config-invalid', `${articles} is not a connection of type content-api`);
}

export function smtpOf(config: Config, { mail }: ArticleQueryEndPoint): SmtpConnection {
  const connection = config.connections[mail];
  if (connection?.type === 'smtp') return connection;
  throw new LongshoreError('config-invalid', `${mail} is not a connection of type smtp`);
}
