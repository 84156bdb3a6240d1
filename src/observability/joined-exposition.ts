// The metrics of several processes as one text, family by family, as the format demands: each sample says of which process it is.
// Invariant: every sample is kept as it was printed; what is said of a family is taken from the first who tells of it.

interface Family {
  readonly comments: string[];
  readonly samples: string[];
}

/** `texts` by the value of `label`. */
export function joinExpositions(label: string, texts: ReadonlyMap<string, string>): string {
  const families = new Map<string, Family>();
  for (const [value, text] of texts) {
    const own = `${label}="${value}"`;
    let family: Family = { comments: [], samples: [] };
    let isKnown = false;
    for (const line of text.split('\n')) {
      if (line === '') continue;
      if (line.startsWith('# HELP ')) {
        const name = line.split(' ', 3)[2]!;
        isKnown = families.has(name);
        family = families.get(name) ?? { comments: [], samples: [] };
        families.set(name, family);
      }
      if (!line.startsWith('#')) family.samples.push(labelled(line, own));
      else if (!isKnown) family.comments.push(line);
    }
  }
  const lines = [...families.values()].flatMap(({ comments, samples }) => [...comments, ...samples]);
  return lines.map((line) => `${line}\n`).join('');
}

/** Right behind the name: a value of a label may hold any sign. */
const labelled = (sample: string, own: string) =>
  sample.replace(/^([\w:]+)(\{)?/, (_, name: string, brace?: string) => `${name}{${own}${brace ? ',' : '}'}`);
