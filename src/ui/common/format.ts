/** Numbers and times as the page writes them. */

/** 0.783 as "78 %", with one digit below 10 %. Spaces are narrow and do not break. */
export function percent(share: number): string {
  const value = share * 100;
  const digits = value !== 0 && Math.abs(value) < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)}\u202f%`;
}

/** Two significant digits below 10, whole seconds above, minutes and hours where they read better. */
export function duration(seconds: number): string {
  if (seconds < 0.0005) return '0\u202fs';
  if (seconds < 0.0995) return `${Math.round(seconds * 1000)}\u202fms`;
  if (seconds < 9.95) return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)}\u202fs`;
  if (seconds < 99.5) return `${Math.round(seconds)}\u202fs`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 100) return `${minutes}\u202fmin`;
  return `${(minutes / 60).toFixed(1)}\u202fh`;
}

/** With its sign always there, and a true minus: "+0.94", "−0.94", "0.00". */
export function signed(value: number): string {
  const text = Math.abs(value).toFixed(2);
  if (Number(text) === 0) return text;
  return (value < 0 ? '\u2212' : '+') + text;
}

/** A number with as many digits as a glance can use. */
export function brief(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 0.001 || size >= 1e5) return value.toExponential(1);
  return value.toFixed(size < 1 ? 3 : size < 100 ? 2 : 0);
}

const UNITS: readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
];

/** How long ago a moment was, both in milliseconds since 1970: "5 minutes ago"; after a month, the date. */
export function ago(then: number, now: number): string {
  const seconds = Math.max(0, now - then) / 1000;
  if (seconds > 30 * 86_400) return new Date(then).toISOString().slice(0, 10);
  const step = UNITS.find(([size]) => seconds >= size);
  if (!step) return 'just now';
  return new Intl.RelativeTimeFormat('en').format(-Math.floor(seconds / step[0]), step[1]);
}
