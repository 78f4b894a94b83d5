import { StepNotes } from '../../src/activities/step-notes';

test('notes are kept in their order', () => {
  const notes = new StepNotes();
  expect(notes.all).toEqual([]);
  notes.add('info', 'one');
  notes.add('notification', 'two');
  expect(notes.all).toEqual([
    { level: 'info', text: 'one' },
    { level: 'notification', text: 'two' },
  ]);
  expect(notes.full).toBe(false);
});

test.each(['a', 'ü', '東'])('they are full before they are 10 KB of JSON, in whatever script: %s', (letter) => {
  const notes = new StepNotes();
  while (!notes.full) notes.add('info', `Imported 3 stores from ${letter.repeat(100)}`);
  const bytes = Buffer.byteLength(JSON.stringify(notes.all));
  expect(bytes).toBeGreaterThan(4_000);
  expect(bytes).toBeLessThan(7_000);
});

test('what is said when they are full is kept as well: it names what became of a file', () => {
  const notes = new StepNotes();
  notes.add('info', 'x'.repeat(5_000));
  expect(notes.full).toBe(true);
  notes.add('warn', 'Quarantined a.json');
  expect(notes.all.at(-1)).toEqual({ level: 'warn', text: 'Quarantined a.json' });
});
