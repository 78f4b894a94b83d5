/** Tells whether a name is what a text with stars stands for. A star is zero or more characters, and never `/`. */
export function starMatch(text: string): (name: string) => boolean {
  // No star reaches over a slash: so each folder is matched by itself, in time that grows with its length alone.
  const folders = text.split('/').map((folder) => folder.split('*'));
  return (name) => {
    const names = name.split('/');
    return names.length === folders.length && folders.every((texts, index) => matchesFolder(texts, names[index] ?? ''));
  };
}

/** The texts between the stars, in their order: the first begins the name, the last ends it, the others stand anywhere. */
function matchesFolder(texts: readonly string[], name: string): boolean {
  const [first = '', ...between] = texts;
  const last = between.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const text of between) {
    const found = name.indexOf(text, at);
    if (found === -1) return false;
    at = found + text.length;
  }
  return at <= name.length - last.length;
}
