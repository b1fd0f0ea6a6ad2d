import './test-table.css';
import { Fragment } from 'preact';
import type { Group } from '../../rl/records/group';
import type { TestVerdict, Verdict } from '../../sandbox/types';
import { HeadRow } from './head-row';

interface Props {
  tests: Group['tests'];
  verdict: Verdict;
}

/** What each test called, what was wanted, what came back, how long that took, and what was printed meanwhile. */
export function TestTable({ tests, verdict }: Props) {
  const errors = verdict.tests.some(({ message }) => message !== undefined);
  // A recorded run has no times.
  const timed = verdict.tests.some(({ ms }) => ms !== undefined);
  return (
    <table class="test-table">
      <HeadRow columns={['test', 'wanted', 'got', timed && 'ms', errors && 'error']} />
      <tbody>
        {tests.map((test, i) => {
          const ran = verdict.tests[i];
          const passed = ran?.status === 'pass';
          return (
            <Fragment key={test.call}>
              <tr>
                <td>{test.call}</td>
                <td>{test.expected}</td>
                <td class={passed ? 'good' : ran && 'bad'}>
                  {ran && <span aria-hidden="true">{passed ? '✓\u00a0' : '✗\u00a0'}</span>}
                  {ran?.got ?? ran?.status ?? 'not run'}
                </td>
                {timed && <td class="ms">{ran?.ms?.toFixed(2)}</td>}
                {errors && <td>{testError(ran)}</td>}
              </tr>
              <PrintedRow printed={ran?.printed} columns={3 + Number(timed) + Number(errors)} />
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

/** The error of a test with its line, which a SyntaxError says itself. */
export function testError(ran: TestVerdict | undefined): string | undefined {
  if (!ran?.message || ran.line === undefined) return ran?.message;
  const line = ` (line ${ran.line})`;
  return ran.message.endsWith(line) ? ran.message : ran.message + line;
}

/** The first test that did not pass, in a line. */
export function FirstFailure({ tests, verdict }: Props) {
  const failed = verdict.tests.findIndex(({ status }) => status !== 'pass');
  if (failed < 0 || !tests[failed]) return null;
  const { got, message, status } = verdict.tests[failed];
  return (
    <span class="first-failure">
      <span class="label">{tests[failed].call}</span> <span>{got ?? message ?? status}</span>{' '}
      <span class="bad">wanted {tests[failed].expected}</span>
    </span>
  );
}
/** Lines that stand open; what is longer unfolds. */
const OPEN_LINES = 5;

/** Under a test in a table: what the program printed on its console meanwhile, if it did. */
export function PrintedRow({ printed, columns }: { printed?: string; columns: number }) {
  if (printed === undefined) return null;
  const lines = printed.replace(/\n$/, '').split('\n');
  // A single line is not worth unfolding.
  const open = lines.length > OPEN_LINES + 1 ? OPEN_LINES : lines.length;
  const rest = lines.slice(open);
  return (
    <tr class="printed">
      <td colSpan={columns}>
        <span class="label">printed</span>
        <div>
          <pre>{lines.slice(0, open).join('\n')}</pre>
          {rest.length > 0 && (
            <details>
              <summary class="label">{rest.length} more lines</summary>
              <pre>{rest.join('\n')}</pre>
            </details>
          )}
        </div>
      </td>
    </tr>
  );
}
