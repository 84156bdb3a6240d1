// One plot: its newest value as text, which is what is read first, and the last minutes as lines. All plots point at the same moment.
import { useEffect, useRef, useState } from 'preact/hooks';
import UPlot, { type Options } from 'uplot';
import { type Columns, columnsOf, type History, type Measure } from './history.ts';

const height = 76;
/** Across the plot, when the page was just opened. */
const leastSeconds = 60;
/** The second line is dashed too: colours alone do not tell them apart for everybody. */
const dash = [4, 3];

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function optionsOf({ lines, most }: Measure, width: number, onCursor: (at: number | null) => void): Options {
  return {
    width,
    height,
    legend: { show: false },
    padding: [6, 2, 2, 2],
    cursor: { sync: { key: 'console' }, y: false, drag: { x: false, y: false }, points: { size: 6 } },
    axes: [{ show: false }, { show: false, grid: { show: false } }],
    scales: {
      x: { range: (_, first, newest) => [newest - Math.max(leastSeconds, newest - first), newest] },
      y: { range: (_, __, found) => [0, most ?? Math.max(found * 1.05, 1e-3)] },
    },
    series: [
      {},
      ...lines.map((_, at) => ({
        stroke: colour(at === 0 ? '--line' : '--line-second'),
        width: 1.5,
        ...(at === 0 ? { fill: colour('--fill') } : { dash }),
        spanGaps: true,
        points: { show: false },
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx ?? null)] },
  };
}

export function Plot({ measure, history, scheme }: { measure: Measure; history: History; scheme: string }) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const newest = useRef<Columns>([[]]);
  const [cursor, setCursor] = useState<number | null>(null);
  const columns = columnsOf(history, measure);
  newest.current = columns;

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are read anew when the scheme changes
  useEffect(() => {
    const element = frame.current!;
    const made = new UPlot(optionsOf(measure, element.clientWidth, setCursor), newest.current, element);
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [measure, scheme]);
  useEffect(() => plot.current?.setData(columns));

  const peak =
    measure.most ??
    columns
      .slice(1)
      .flat()
      .reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const at = cursor ?? history.length - 1;
  const values = measure.lines.map(({ label }, line) => ({ label, value: lastOf(columns[line + 1]!, at) }));
  const said = values.map(({ label, value }) => `${label} ${value === null ? 'nothing' : measure.text(value)}`);
  return (
    <figure class="plot" data-plot={measure.title}>
      <figcaption>
        <p class="title">
          <b>{measure.title}</b>
          {peak > 0 && <span>to {measure.text(peak)}</span>}
        </p>
        <p class="values">
          {values.map(({ label, value }, line) => (
            <span key={label} class={line === 0 ? 'first' : 'second'}>
              <b>{value === null ? '–' : measure.text(value)}</b> <span>{label}</span>
            </span>
          ))}
        </p>
      </figcaption>
      <div
        ref={frame}
        class="lines"
        role="img"
        aria-label={`${measure.title}, last five minutes: ${said.join(', ')}`}
      />
    </figure>
  );
}

/** A quiet second has no latency: what was last is still what one wants to know. */
function lastOf(values: readonly (number | null)[], at: number): number | null {
  for (let from = at; from >= 0 && from > at - 10; from--) {
    const value = values[from];
    if (value != null) return value;
  }
  return null;
}
