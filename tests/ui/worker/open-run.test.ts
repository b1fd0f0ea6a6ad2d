import { expect, test } from 'vitest';
import { readRunOptions } from '../../../src/ui/worker/open-run';

test('a resumed run is not bound by the options of the call that stopped it', () => {
  const texts = { seed: '7', stop_after: '3', bypass_mode: 'false' };
  expect(readRunOptions(texts, false)).toMatchObject({ seed: 7, stop_after: 3, recompute_old_logprobs: true });
  expect(readRunOptions(texts, true)).toMatchObject({ seed: 7, stop_after: null, recompute_old_logprobs: true });
});
