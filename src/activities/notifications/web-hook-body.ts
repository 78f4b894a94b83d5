import type { WebHookChannel } from '../../config';
import type { NotifyInput } from '../../contract/notification';
import { idempotencyKey } from '../../contract/notification';
import type { Message } from './message-of';

/** What is POSTed for a notification, as JSON text: the same in each attempt. */
export function webHookBody(format: WebHookChannel['format'], input: NotifyInput, message: Message): string {
  return JSON.stringify(bodies[format](input, message));
}

const bodies: Readonly<Record<WebHookChannel['format'], (input: NotifyInput, message: Message) => object>> = {
  json: (input, { subject, link }) => ({
    ...input.notification,
    key: idempotencyKey(input),
    subject,
    ...(link === undefined ? {} : { link }),
  }),
  slack: (_, { subject, text, facts, link }) => ({
    // What is shown where blocks are not, in a phone's notification say.
    text: escaped(subject),
    blocks: [
      section(`*${escaped(subject)}*\n${escaped(shortened(text, 2_500))}`),
      // A section has ten fields at most, and of a field 2,000 characters.
      {
        type: 'section',
        fields: facts.slice(0, 10).map(({ name, value }) => markdown(`*${name}*\n${escaped(shortened(value, 1_900))}`)),
      },
      ...(link === undefined ? [] : [section(`<${link}|Open in Temporal>`)]),
    ],
  }),
  teams: (_, { subject, text, facts, link }) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          // Later versions are not drawn everywhere in Teams.
          version: '1.4',
          body: [
            { type: 'TextBlock', text: plain(subject), weight: 'Bolder', size: 'Medium', wrap: true },
            { type: 'TextBlock', text: plain(text), wrap: true },
            { type: 'FactSet', facts: facts.map(({ name, value }) => ({ title: name, value: plain(value) })) },
          ],
          ...(link === undefined
            ? {}
            : { actions: [{ type: 'Action.OpenUrl', title: 'Open in Temporal', url: link }] }),
        },
      },
    ],
  }),
};

function markdown(text: string) {
  return { type: 'mrkdwn', text };
}

function section(text: string) {
  return { type: 'section', text: markdown(text) };
}

/** The three characters that Slack gives a meaning of its own. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Cards take Markdown: what is no link must not become one. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]]/g, '\\$&');
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
