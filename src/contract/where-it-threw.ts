/**
 * Says of an error of a user's function its kind and its place: "TypeError at stores.js:12:5". Its message is left out,
 * for it may quote the record (JSON.parse does), and reasons are shown where records are not.
 *
 * @param file the module's name, without folders
 */
export function whereItThrew(error: unknown, file: string): string {
  if (!(error instanceof Error)) return 'something that is no error';
  const { name, message } = error;
  const stack = String(error.stack ?? '');
  const frames = stack.slice(Math.max(0, stack.indexOf(message)) + message.length).split('\n');
  const place = frames
    .filter((line) => line.includes(`/${file}`))
    .map((line) => /:(\d+:\d+)\)?$/.exec(line)?.[1])
    .find((found) => found !== undefined);
  // An error can be given any name.
  const kind = /^[A-Z][A-Za-z]{0,40}Error$/.test(name) || name === 'Error' ? name : 'an error';
  return place === undefined ? kind : `${kind} at ${file}:${place}`;
}
