// Lines over time as SVG, in the colours of the page: text alone, no script, and nothing that is loaded from elsewhere.
import type { Series } from './series.ts';

const [width, height] = [640, 200];
const [left, right, top, bottom] = [52, 8, 8, 22];
/** CSS classes of the page: c0 to c5. */
const colours = 6;

export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A round number at or above: 1, 2 or 5 with noughts. */
export function niceTop(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

export function plotOf({ title, unit, lines }: Series): string {
  const points = Object.values(lines).flat();
  const lastSecond = Math.max(1, ...points.map(([second]) => second));
  const most = niceTop(Math.max(0, ...points.map(([, value]) => value ?? 0)));
  const x = (second: number) => left + (Math.max(0, second) / lastSecond) * (width - left - right);
  const y = (value: number) => height - bottom - (value / most) * (height - top - bottom);
  const number = (value: number) => Number(value.toPrecision(4)).toString();
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(most * share).toFixed(1);
    return `<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/><text x="${left - 6}" y="${at}" dy="4" text-anchor="end">${number(most * share)}</text>`;
  });
  const ends = [0, 0.5, 1].map((share, nth) => {
    const anchor = ['start', 'middle', 'end'][nth];
    return `<text x="${x(lastSecond * share).toFixed(1)}" y="${height - 6}" text-anchor="${anchor}">${Math.round(lastSecond * share)} s</text>`;
  });
  const names = Object.keys(lines);
  const paths = names.map(
    (name, nth) =>
      `<path class="c${nth % colours}" d="${pathOf(lines[name]!.map(([second, value]) => [x(second), value === null ? null : y(value)]))}"/>`,
  );
  const legend = names.map((name, nth) => `<span class="k${nth % colours}">${escaped(name)}</span>`).join(' ');
  const label = escaped(`${title}${unit ? `, ${unit}` : ''}`);
  return `<figure><figcaption><b>${label}</b> ${legend}</figcaption><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">${grid.join('')}${ends.join('')}${paths.join('')}</svg></figure>`;
}

/** Where there is no value the line is interrupted; a value between two gaps is a dot. */
function pathOf(points: readonly (readonly [x: number, y: number | null])[]): string {
  let isDrawing = false;
  return points
    .flatMap(([x, y]) => {
      const step =
        y === null ? '' : isDrawing ? `L${x.toFixed(1)} ${y.toFixed(1)}` : `M${x.toFixed(1)} ${y.toFixed(1)}h.1`;
      isDrawing = y !== null;
      return step === '' ? [] : step;
    })
    .join('');
}
