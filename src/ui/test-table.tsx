import type { Group } from '../rl/events';
import type { Verdict } from '../sandbox/types';

interface Props {
  tests: Group['tests'];
  verdict: Verdict;
  /** Show this test alone. */
  only?: number;
}

/** What each test called, what came back, and what was wanted. */
export function TestTable({ tests, verdict, only }: Props) {
  return (
    <table class="test-table">
      <thead class="visually-hidden">
        <tr>
          <th>call</th>
          <th>got</th>
          <th>wanted</th>
        </tr>
      </thead>
      <tbody>
        {tests.map((test, i) => {
          if (only !== undefined && i !== only) return null;
          const ran = verdict.tests[i];
          const passed = ran?.status === 'pass';
          return (
            <tr key={test.call}>
              <td>{test.call}</td>
              <td>{ran ? (ran.got ?? ran.message ?? ran.status) : 'not run'}</td>
              <td class={passed ? 'good' : ran ? 'bad' : ''}>{passed ? 'as wanted' : `wanted ${test.expected}`}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
