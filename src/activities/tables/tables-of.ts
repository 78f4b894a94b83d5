import type { Tables } from '../../tables/tables';

/** The tables of a connection, as the worker has them open. Throws where it has not. */
export type TablesOf = (connection: string) => Promise<Tables>;
