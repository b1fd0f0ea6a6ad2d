import { expect, test } from 'vitest';
import { ago } from '../../../src/ui/runs/when';

test('how long ago, in the largest unit that fits', () => {
  const now = Date.UTC(2025, 5, 15);
  expect(ago(now - 20_000, now)).toBe('just now');
  expect(ago(now - 61_000, now)).toBe('1 minute ago');
  expect(ago(now - 7_300_000, now)).toBe('2 hours ago');
  expect(ago(now - 3 * 86_400_000, now)).toBe('3 days ago');
  expect(ago(now - 60 * 86_400_000, now)).toBe('2025-04-16');
  expect(ago(now + 5000, now)).toBe('just now');
});
