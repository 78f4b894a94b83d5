import type { Config, Connection, ConnectionType } from '../config';
import { LongshoreError } from '../contract/failure';

type ConnectionOf<Type extends ConnectionType> = Extract<Connection, { readonly type: Type }>;

/** The connection of this name. The configuration has checked its type; this tells it to the compiler. */
export function connectionOf<Type extends ConnectionType>(
  config: Config,
  name: string,
  type: Type,
): ConnectionOf<Type> {
  const connection = config.connections[name];
  if (connection !== undefined && isOf(connection, type)) return connection;
  throw new LongshoreError('config-invalid', `${name} is not a connection of type ${type}`);
}

function isOf<Type extends ConnectionType>(connection: Connection, type: Type): connection is ConnectionOf<Type> {
  return connection.type === type;
}
