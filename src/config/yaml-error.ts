import type { YAMLError } from 'yaml';

/**
 * An error of syntax in plain words, with the remedy. The parser's own messages are not used, for they quote the file,
 * and what they quote may be a secret: a password that begins with `*` is an alias to YAML.
 */
export function describeYamlError(error: YAMLError, text: string): string {
  return `${meaningOf(error.code)}${hintFor(error, text)}`;
}

function meaningOf(code: YAMLError['code']): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'this key stands here a second time';
    case 'TAB_AS_INDENT':
      return 'lines are indented with spaces, not with tabs';
    case 'BAD_INDENT':
      return 'the line is indented too far or not far enough, or a bracket before it is not closed';
    case 'MISSING_CHAR':
      return 'a quote, a bracket or a comma is missing';
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'a value that holds a colon and a space must be in quotes';
    case 'BAD_SCALAR_START':
      return 'a value that begins with this character must be in quotes';
    case 'BAD_DQ_ESCAPE':
      return 'a text in double quotes has a \\ before a letter that means nothing there: write \\\\, or use single quotes';
    case 'MULTIPLE_DOCS':
      return 'the file must be one document, without a line --- in it';
    case 'NON_STRING_KEY':
      return 'a key must be a plain text';
    case 'TAG_RESOLVE_FAILED':
      return 'tags are not used here: put the value in quotes if it begins with !';
    case 'BAD_ALIAS':
      return 'aliases are not used here: put the value in quotes if it begins with *';
    default:
      return 'this is not YAML';
  }
}

/** Inside of `{ }` YAML ends a plain text at a brace, which is how most files with variables go wrong. */
function hintFor(error: YAMLError, text: string): string {
  const start = text.lastIndexOf('\n', error.pos[0] - 1) + 1;
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end === -1 ? undefined : end);
  return error.code !== 'DUPLICATE_KEY' && /:\s+[^"'\s]*\$\{/.test(line) ? '; put "${…}" in quotes' : '';
}
