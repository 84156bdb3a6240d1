// Numbers as people read them: three digits, and the unit behind them.
const digits = (value: number) => {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toLocaleString('en', { maximumFractionDigits: value >= 10 ? 1 : 2 });
};

export const number = (value: number): string => {
  if (value >= 1e9) return `${digits(value / 1e9)} bn`;
  if (value >= 1e6) return `${digits(value / 1e6)} m`;
  if (value >= 1e4) return `${digits(value / 1e3)} k`;
  return digits(value);
};

export const percent = (share: number): string => `${(100 * share).toFixed(share > 0.995 && share < 1 ? 1 : 0)} %`;

export const milliseconds = (ms: number): string => {
  if (ms < 1) return `${Math.round(ms * 1_000)} µs`;
  return ms < 1_000 ? `${digits(ms)} ms` : seconds(ms / 1_000);
};

export const seconds = (value: number): string => {
  if (value < 60) return `${digits(value)} s`;
  if (value < 3_600) return both(Math.floor(value / 60), 'min', Math.floor(value % 60), 's');
  if (value < 86_400) return both(Math.floor(value / 3_600), 'h', Math.floor((value % 3_600) / 60), 'min');
  return `${digits(value / 86_400)} days`;
};

const both = (many: number, unit: string, few: number, lesser: string) =>
  few === 0 ? `${many} ${unit}` : `${many} ${unit} ${few} ${lesser}`;

export const bytes = (value: number): string => {
  if (value >= 1e9) return `${digits(value / 1e9)} GB`;
  if (value >= 1e6) return `${digits(value / 1e6)} MB`;
  return value >= 1e3 ? `${digits(value / 1e3)} kB` : `${value} B`;
};

export const clock = (at: number): string => new Date(at).toLocaleTimeString('en-GB');

/** Ids are told apart by how they end: they begin with the time at which they were made. */
export const short = (id: string): string => (id.length > 14 ? `…${id.slice(-8)}` : id);
