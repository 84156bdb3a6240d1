// Calendar days as text, without a time zone.
const form = /^(\d{4})-(\d\d)-(\d\d)$/;

/** Whether the text is a day that exists, `YYYY-MM-DD`, in the years 1 to 9999: February 30 does not. */
export function isDay(text: string): boolean {
  const [, year, month, day] = form.exec(text) ?? [];
  if (!year) return false;
  const parsed = new Date(0);
  parsed.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return Number(year) > 0 && parsed.getUTCMonth() === Number(month) - 1 && parsed.getUTCDate() === Number(day);
}
