import { readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { CLIP_REGION } from '../../../src/kernels/policy-loss/uniforms';
import { loadRecording } from '../../../src/ui/recorded/recorded-run';

afterEach(() => vi.unstubAllGlobals());

test('the recorded run, which an earlier version made, has what this one reads', async () => {
  vi.stubGlobal('fetch', async (url: string) => new Response(readFileSync(url.replace(/^\//, ''))));
  const { state, groups } = await loadRecording();
  expect(state.updates.length).toBe(state.info!.max_steps);
  for (const { metrics } of state.updates) {
    expect(metrics).toMatchObject({ 'policy/approx_kl': expect.any(Number), 'judge/backlog': expect.any(Number) });
    expect(Object.keys(metrics)).not.toContain('policy/drift');
    expect(Object.keys(metrics)).not.toContain('time/judge_backlog');
  }
  expect(groups(state.step)).toEqual(state.groups);
  for (const { samples, prompt_tokens } of groups(1)!.groups) {
    expect(prompt_tokens).toEqual([]);
    for (const { tokens, loss_mask } of samples) expect(loss_mask).toEqual(tokens.map(() => 1));
  }
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
