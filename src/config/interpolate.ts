/** What became of one text. Where `missing` or `fault` is there, `text` is not to be used. */
export interface Interpolated {
  readonly text: string;
  /** Names of the variables it is made of, each once. */
  readonly names: readonly string[];
  /** Those that are neither set nor have a default. */
  readonly missing: readonly string[];
  /** What is wrong with how the text is written. */
  readonly fault?: string;
}

/**
 * Puts variables into a text: `${NAME}` and `${NAME:default}`, anywhere in it and several times; `$${` stands for `${`.
 *
 * The default is taken where the variable is not set or empty, for container tools hand on unset variables as empty
 * ones. What is put in is not read again, so a value may hold whatever it likes, `${` included.
 */
export function interpolate(text: string, variables: ReadonlyMap<string, string>): Interpolated {
  const names = new Set<string>();
  const missing = new Set<string>();
  let result = '';
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf('${', at);
    if (start === -1) break;
    if (text[start - 1] === '$') {
      result += `${text.slice(at, start - 1)}\${`;
      at = start + 2;
      continue;
    }
    const end = closingBrace(text, start + 2);
    const reference = end === -1 ? null : /^([A-Za-z_][A-Za-z0-9_]*)(?::(.*))?$/s.exec(text.slice(start + 2, end));
    if (reference === null) return { text, names: [], missing: [], fault: end === -1 ? unclosed : unnamed };
    const [, name = '', preset] = reference;
    if (preset?.includes('${')) return { text, names: [], missing: [], fault: nested };
    const value = variables.get(name);
    names.add(name);
    if (value === undefined && preset === undefined) missing.add(name);
    result += text.slice(at, start) + (value === undefined || value === '' ? (preset ?? '') : value);
    at = end + 1;
  }
  return { text: result + text.slice(at), names: [...names], missing: [...missing] };
}

const unclosed = 'has a ${ without its }; write $${ for a ${ that is meant as text';
const unnamed =
  'has a ${…} that names no variable: letters, digits and _, then a default if wanted, as in ${NAME:default}; write $${ for a ${ that is meant as text';

const nested = 'has a variable in the default of another; a default is plain text';

/** A default may be JSON, so braces in it are counted. -1 where the brace is never closed. */
function closingBrace(text: string, from: number): number {
  let open = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') open += 1;
    if (text[at] === '}') open -= 1;
    if (open === 0) return at;
  }
  return -1;
}
