/** The page that shows the OpenAPI document: three small files without a package and without anything from elsewhere. */
export interface PageFile {
  readonly path: string;
  readonly contentType: string;
  readonly text: string;
}

/** Scripts and styles of this server, calls of this server, and nothing else. */
export const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Longshore</title>
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<h1>Longshore</h1>
<p>What this gateway answers; <a href="/openapi.json">openapi.json</a> says the same to programs.</p>
<main id="routes"></main>
</body>
</html>
`;

const css = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c2733; }
summary { cursor: pointer; padding: .4rem 0; }
details { border-bottom: 1px solid #dde3ea; }
code, pre { font: 14px/1.4 ui-monospace, monospace; }
pre { background: #f3f6f9; padding: .8rem; overflow: auto; max-height: 24rem; }
.method { display: inline-block; width: 3.5rem; font-weight: 600; }
.scope { color: #5b6b7c; font-size: .85rem; margin-left: .6rem; }
@media (prefers-color-scheme: dark) { body { background: #11171d; color: #dbe3ea; } pre { background: #1b242d; } details { border-color: #2b3742; } a { color: #7db7f0; } }
`;

// All texts go in as texts, and never as HTML.
const script = `'use strict';
function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}
function section(into, title, value) {
  if (value === undefined) return;
  into.append(element('h4', title), element('pre', JSON.stringify(value, null, 2)));
}
function operation(method, path, told) {
  const details = element('details');
  const summary = element('summary');
  summary.append(element('span', method.toUpperCase(), 'method'), element('code', path), element('span', told['x-scope'] || 'open', 'scope'));
  details.append(summary, element('p', told.summary));
  section(details, 'Parameters', told.parameters);
  section(details, 'Body', told.requestBody && told.requestBody.content['application/json'].schema);
  for (const [status, answer] of Object.entries(told.responses)) {
    const [content] = Object.values(answer.content || {});
    section(details, status + ' ' + answer.description, content ? content.schema : null);
  }
  return details;
}
fetch('/openapi.json').then((answer) => answer.json()).then(({ paths }) => {
  const main = document.getElementById('routes');
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, told] of Object.entries(operations)) main.append(operation(method, path, told));
  }
});
`;

export const pageFiles: readonly PageFile[] = [
  { path: '/', contentType: 'text/html; charset=utf-8', text: html },
  { path: '/page.css', contentType: 'text/css; charset=utf-8', text: css },
  { path: '/page.js', contentType: 'text/javascript; charset=utf-8', text: script },
];
