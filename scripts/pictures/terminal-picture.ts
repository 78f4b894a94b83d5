const fontSize = 13;
/** Of the monospaced fonts that machines have, the widest takes 0.602 of its size for a character. */
const characterWidth = fontSize * 0.602;
const lineHeight = 20;
const padding = 20;
const titleHeight = 32;

/** Colours of its own, so that it is read on a light page and on a dark one. */
const colours = { background: '#1c2128', edge: '#444c56', text: '#cdd9e5', prompt: '#6bc46d', faint: '#8b949e' };

/**
 * A terminal's lines as an SVG. Lines that begin with `$ ` are what was typed, and those with `# ` are remarks.
 *
 * @param columns characters that fit in a line; longer ones are cut
 */
export function terminalPicture(title: string, lines: readonly string[], columns: number): string {
  const width = Math.ceil(columns * characterWidth + 2 * padding);
  const height = titleHeight + lines.length * lineHeight + 2 * padding - 8;
  const rows = lines.map((line, row) => {
    const y = titleHeight + padding + row * lineHeight + 8;
    return `<text x="${padding}" y="${y}" xml:space="preserve"${fillOf(line)}>${escaped(line.slice(0, columns))}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${fontSize}" fill="${colours.text}">`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${colours.background}" stroke="${colours.edge}"/>`,
    `<text x="${width / 2}" y="21" text-anchor="middle" fill="${colours.faint}">${escaped(title)}</text>`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function fillOf(line: string): string {
  if (line.startsWith('$ ')) return ` fill="${colours.prompt}"`;
  return line.startsWith('# ') ? ` fill="${colours.faint}"` : '';
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
