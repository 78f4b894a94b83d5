/** What stands between the prefix of a connection and a name that a pattern matches: they are joined by exactly one slash. */
export function prefixJoint(prefix: string): '' | '/' {
  return prefix === '' || prefix.endsWith('/') ? '' : '/';
}
