/** What the page writes: numbers, the address, and advice. */
import { describe, expect, test } from 'vitest';
import { EnvironmentError, InputError } from '../../src/common/errors';
import { toFailure } from '../../src/ui/common/failure';
import { ago, brief, duration, percent, signed } from '../../src/ui/common/format';
import { readHash, writeHash } from '../../src/ui/options/hash-options';
import { whyNoWebGpu } from '../../src/ui/session/support';
import { urlFiles } from '../../src/ui/worker/url-files';

describe('numbers', () => {
  const plain = (text: string) => text.replaceAll('\u202f', ' ');

  test.each([
    [0, '0 %'],
    [0.004, '0.4 %'],
    [0.0994, '9.9 %'],
    [0.0996, '10 %'],
    [0.783, '78 %'],
    [1, '100 %'],
  ])('%d is %s', (share, text) => expect(plain(percent(share))).toBe(text));

  test.each([
    [0, '0 s'],
    [0.0123, '12 ms'],
    [0.0996, '0.1 s'],
    [1.94, '1.9 s'],
    [3, '3 s'],
    [9.96, '10 s'],
    [99, '99 s'],
    [150, '3 min'],
    [7200, '2.0 h'],
  ])('%d seconds are %s', (seconds, text) => expect(plain(duration(seconds))).toBe(text));

  test.each([
    [0.935, '+0.94'],
    [-1, '\u22121.00'],
    [-0.001, '0.00'],
    [0, '0.00'],
  ])('%d with its sign is %s', (value, text) => expect(signed(value)).toBe(text));

  test.each([
    [0, '0'],
    [1, '1.00'],
    [0.0313, '0.031'],
    [-0.25, '-0.250'],
    [123.4, '123'],
    [0.0000213, '2.1e-5'],
  ])('%d is %s', (value, text) => expect(brief(value)).toBe(text));

  test('how long ago, in the largest unit that fits', () => {
    const now = Date.UTC(2025, 5, 15);
    expect(ago(now - 20_000, now)).toBe('just now');
    expect(ago(now - 61_000, now)).toBe('1 minute ago');
    expect(ago(now - 7_300_000, now)).toBe('2 hours ago');
    expect(ago(now - 3 * 86_400_000, now)).toBe('3 days ago');
    expect(ago(now - 60 * 86_400_000, now)).toBe('2025-04-16');
    expect(ago(now + 5000, now)).toBe('just now');
  });
});

describe('the address', () => {
  test('holds the options and the version, and reads back', () => {
    const options = { loss_type: 'gppo', seed: '3', learning_rate: '3e-4', tasks: 'a/b,c', run_name: 'a & b=c+d%' };
    const address = { view: 'programs', lesson: undefined, options };
    expect(readHash(writeHash(address))).toEqual({ ...address, version: '1' });
    expect(writeHash({ options: { tasks: 'a/b,c' } })).toBe('#tasks=a/b,c&v=1');
    expect(writeHash({ options: {} })).toBe('');
  });

  test('of nothing is no options', () => {
    expect(readHash('')).toEqual({ options: {} });
    expect(readHash('#')).toEqual({ options: {} });
  });
});

describe('advice', () => {
  const CHROME_LINUX =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36';
  const CHROME_MAC = CHROME_LINUX.replace('X11; Linux x86_64', 'Macintosh; Intel Mac OS X 10_15_7');
  const SAFARI =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15';
  const FIREFOX_LINUX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
  const ANDROID =
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/115.0.0.0 Mobile Safari/537.36';

  test.each([
    ['an insecure page', { secure: false, webgpu: false, userAgent: CHROME_MAC }, 'https'],
    ['old Chrome', { secure: true, webgpu: false, userAgent: CHROME_MAC }, 'Chrome or Edge 113'],
    ['Chrome on Linux', { secure: true, webgpu: false, userAgent: CHROME_LINUX }, '--enable-unsafe-webgpu'],
    ['Chrome on Android', { secure: true, webgpu: false, userAgent: ANDROID }, 'Android 12'],
    ['Safari', { secure: true, webgpu: false, userAgent: SAFARI }, 'Safari 26'],
    ['Firefox on Linux', { secure: true, webgpu: false, userAgent: FIREFOX_LINUX }, 'use Chrome'],
    ['no adapter, Chrome', { secure: true, webgpu: true, userAgent: CHROME_MAC }, 'chrome://gpu'],
    ['no adapter, Linux', { secure: true, webgpu: true, userAgent: CHROME_LINUX }, 'Vulkan'],
  ])('for %s fits', (_, browser, advice) => {
    const failure = whyNoWebGpu(browser);
    expect(failure.advice).toContain(advice);
    expect(failure.message).toMatch(/^This .*\.$/);
  });

  test('comes with every failure', () => {
    expect(toFailure(new EnvironmentError('a', 'b'))).toEqual({ message: 'a', advice: 'b' });
    expect(toFailure(new InputError('seed: "x" is no number')).advice).toContain('Settings');
    expect(toFailure('thrown text').message).toContain('thrown text');
  });
});

describe('files behind a URL', () => {
  const base = 'http://localhost:1/some/page/';

  test("of another site's are refused", () => {
    expect(() => urlFiles('https://elsewhere.example/model', base)).toThrow(InputError);
    expect(() => urlFiles('//elsewhere.example/model', base)).toThrow(InputError);
    expect(urlFiles('models/base', base).nameOf('config.json')).toBe('models/base/config.json');
  });

  test('without a server are an error with advice', async () => {
    await expect(urlFiles('models/base', base).read('config.json')).rejects.toThrow(EnvironmentError);
  });
});
