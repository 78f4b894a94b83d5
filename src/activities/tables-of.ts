import type { Tables } from '../tables/tables';

/** What a worker has of the tables of a connection. Throws where it has none. */
export type TablesOf = (connection: string) => Promise<Tables>;
