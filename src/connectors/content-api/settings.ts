/** How a content API is reached. `headers` may hold secrets. */
export interface ContentApiSettings {
  /** What stands before `/articles`. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}
