import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { CLIP_REGION } from '../../../src/kernels/policy-loss/uniforms';
import { loadRecording } from '../../../src/ui/recorded/recorded-run';

test('each step of the recorded run has groups, and token records with clip regions', async () => {
  vi.stubGlobal('fetch', async () => new Response(readFileSync('src/ui/recorded/run.bin')));
  const { state, groups } = await loadRecording();
  expect(state.step).toBeGreaterThan(0);
  const regions = new Set<number>();
  for (let step = 1; step <= state.step; step++) {
    const recorded = groups(step)!;
    recorded.tokens!.forEach((samples, g) => {
      samples.forEach((record, s) => {
        if (!record) return;
        expect(record.clip_region).toHaveLength(recorded.groups[g].samples[s].tokens.length);
        for (const region of record.clip_region) regions.add(region);
      });
    });
  }
  const { inside, high } = CLIP_REGION;
  expect([...regions]).toEqual(expect.arrayContaining([inside, high]));
});
