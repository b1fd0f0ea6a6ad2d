import { expect, test } from 'vitest';
import type { MetricsRow } from '../../../src/rl/records/run-log';
import { formatCsv } from '../../../src/ui/export/run-files';

test('a line a step, a column a metric, empty where nothing was measured', () => {
  const rows: MetricsRow[] = [
    { step: 0, 'eval/pass@1': 0.5 },
    { step: 1, reward: 0.25 },
    { step: 1, 'eval/pass@1': 0.75 },
    { step: 2, reward: 1e-7 },
  ];
  expect(formatCsv(rows)).toBe('step,eval/pass@1,reward\r\n0,0.5,\r\n1,0.75,0.25\r\n2,,1e-7\r\n');
  expect(formatCsv([{ step: 1, 'a,"b"': 2 }])).toBe('step,"a,""b"""\r\n1,2\r\n');
  expect(formatCsv([])).toBe('step\r\n');
});
