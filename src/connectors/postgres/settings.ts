/** How a database of PostgreSQL is reached. */
export interface PostgresSettings {
  /** `postgres://user:password@host:5432/database?sslmode=verify-full`; it holds a secret, and is in no message. */
  readonly url: string;
}
