// A run as one HTML page that needs nothing beside it: thresholds, figures, plots, and what the nodes counted; light and dark, also on a phone.
import { cpus, loadavg } from 'node:os';
import { figureNames, meanings } from './figures.ts';
import { escaped, plotOf } from './plot.ts';
import type { Played } from './run.ts';
import { seriesOf } from './series.ts';
import { complaintsOf, isPassed, shown } from './summary.ts';

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #d8dde3; --soft: #5b6570; --good: #1a7f37; --bad: #c62828;
  --c0: #1f6feb; --c1: #d9730d; --c2: #8250df; --c3: #1a7f37; --c4: #c2255c; --c5: #5b6570 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --paper: #14171a; --faint: #333a42; --soft: #98a3ae; --good: #4ac26b; --bad: #ff7b72;
  --c0: #6cb0ff; --c1: #ffa657; --c2: #c5a3ff; --c3: #4ac26b; --c4: #ff8cb4; --c5: #98a3ae } }
* { box-sizing: border-box }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1180px; margin: 0 auto; padding: 16px }
h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.05rem; margin: 1.6rem 0 .4rem }
p { margin: .3rem 0; color: var(--soft) } .good { color: var(--good) } .bad { color: var(--bad) }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 16px }
figure { margin: 0; min-width: 0 } figcaption { font-size: .85rem } svg { width: 100%; height: auto; display: block }
svg text { font-size: 12px; fill: var(--soft) } .grid { stroke: var(--faint) } path { fill: none; stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round }
${[0, 1, 2, 3, 4, 5].map((nth) => `.c${nth} { stroke: var(--c${nth}) } .k${nth} { color: var(--c${nth}) }`).join(' ')}
.scroll { overflow-x: auto } table { border-collapse: collapse; width: 100% } td, th { text-align: left; padding: 3px 12px 3px 0; border-bottom: 1px solid var(--faint); vertical-align: top }
td.good, td.bad { width: 2em }
@media (max-width: 600px) { svg text { font-size: 19px } }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap } code { overflow-wrap: anywhere; font-size: .85em }
`;

const table = (rows: readonly string[]) => `<div class="scroll"><table>${rows.join('')}</table></div>`;
const row = (...cells: readonly string[]) => `<tr>${cells.join('')}</tr>`;
const cell = (text: string, kind = '') => `<td${kind && ` class="${kind}"`}>${escaped(text)}</td>`;

/** `said`: how it was called, and when. */
export function reportOf(played: Played, said: string): string {
  const { scenario, run, figures, judgements, counters } = played;
  const verdict = isPassed(played)
    ? '<b class="good">all thresholds are kept</b>'
    : '<b class="bad">not all thresholds are kept</b>';
  const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)}`;
  const complaints = complaintsOf(run.samples, 20);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(scenario.name)}</title><style>${style}</style>
<h1>${escaped(scenario.name)}: ${verdict}</h1>
<p>${escaped(scenario.about)}</p><p>${escaped(said)} · ${escaped(machine)}</p>
<h2>Thresholds</h2>${table(
    judgements.map(({ figure, threshold, value, isKept }) =>
      row(
        cell(isKept ? '✓' : '✗', isKept ? 'good' : 'bad'),
        cell(figure),
        cell(shown(value), 'number'),
        cell(threshold),
      ),
    ),
  )}
<h2>Over time</h2><div class="plots">${seriesOf(run).map(plotOf).join('')}</div>
<h2>Figures</h2>${table(
    figureNames
      .filter((name) => figures[name] !== null)
      .map((name) => row(cell(name), cell(shown(figures[name]), 'number'), cell(meanings[name]))),
  )}
${complaints.length > 0 ? `<h2>Refused, failed and wrong</h2>${table(complaints.map(([text, count]) => row(cell(shown(count), 'number'), cell(text))))}` : ''}
${Object.entries(counters)
  .map(
    ([node, all]) =>
      `<h2>What the ${escaped(node)} counted</h2>${table(all.map(([name, count]) => row(`<td><code>${escaped(name)}</code></td>`, cell(shown(count), 'number'))))}`,
  )
  .join('')}
</html>
`;
}
