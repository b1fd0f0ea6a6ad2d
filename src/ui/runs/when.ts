const STEPS: readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
];

/** How long ago a moment was, both in milliseconds since 1970: "5 minutes ago"; after a month, the date. */
export function ago(then: number, now: number): string {
  const seconds = Math.max(0, now - then) / 1000;
  if (seconds > 30 * 86_400) return new Date(then).toISOString().slice(0, 10);
  const step = STEPS.find(([size]) => seconds >= size);
  if (!step) return 'just now';
  return new Intl.RelativeTimeFormat('en').format(-Math.floor(seconds / step[0]), step[1]);
}
