import { seededRandom } from '../odp-stand-in/seeded-random';

/** An article as the stand-in holds it. */
export interface StandInArticle {
  readonly id: string;
  readonly heading: string;
  readonly status: 'live' | 'draft' | 'archived';
  /** To be read only by those who have signed in. */
  readonly secure: boolean;
}

/** Headings hold what a CSV has to quote, and what it must not touch. */
const headings = [
  'Bin collections',
  'Parks, gardens and open spaces',
  'How to “register” a birth',
  'The "blue badge" scheme',
  'Two lines\nin one heading',
  '=SUM(council tax)',
  'Straßenfest für alle',
  '図書館の案内',
  ' Opening hours ',
];

/** So many articles, the same for the same seed: about two thirds of them are live and not secure. */
export function articlesFor(count: number, seed = 1): StandInArticle[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, number): StandInArticle => {
    const heading = headings[Math.floor(random() * headings.length)] ?? '';
    const chance = random();
    return {
      id: `article-${String(number + 1).padStart(6, '0')}`,
      heading: `${heading} ${number + 1}`,
      status: chance < 0.8 ? 'live' : chance < 0.9 ? 'draft' : 'archived',
      secure: random() < 0.2,
    };
  });
}

export function isOpenToAll({ status, secure }: StandInArticle): boolean {
  return status === 'live' && !secure;
}
