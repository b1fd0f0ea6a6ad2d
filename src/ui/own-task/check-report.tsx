import { Fragment } from 'preact';
import { HeadRow } from '../common/head-row';
import { PrintedRow, testError } from '../common/test-table';
import type { Finding, TestRun } from './check';
import type { Draft } from './draft';
import type { Check } from './draft-editor';

const SIGNS: Record<Finding['kind'], { sign: string; name: string }> = {
  good: { sign: '✓', name: 'good' },
  bad: { sign: '✗', name: 'wrong' },
  hint: { sign: '!', name: 'look' },
};

/** What a check found, and how the reference did in each test. */
export function CheckReport({ check, draft }: { check: Check; draft: Draft }) {
  if (check.state === 'running') {
    return (
      <section class="own-check" aria-label="Check">
        <p class="label">Checking: the reference, programs that know nothing, and copies with a fault …</p>
      </section>
    );
  }
  return (
    <section class="own-check" aria-label="Check">
      {check.draft !== draft && <p class="label">Changed since this check.</p>}
      {check.state === 'failed' ? (
        <p class="own-wrong">Not checked: {check.message}</p>
      ) : (
        <>
          <ul class="own-findings">
            {check.report.findings.map((finding) => (
              <FindingRow key={finding.text} finding={finding} />
            ))}
          </ul>
          {check.report.tests.length > 0 && <Runs tests={check.report.tests} />}
        </>
      )}
    </section>
  );
}

function FindingRow({ finding: { kind, text, advice, programs } }: { finding: Finding }) {
  const { sign, name } = SIGNS[kind];
  return (
    <li class={`is-${kind}`}>
      <b role="img" aria-label={name}>
        {sign}
      </b>
      <div>
        {text} {advice && <span class="own-advice">{advice}</span>}
        {programs && programs.length > 0 && (
          <div class="own-programs">
            {programs.map((program) => (
              <code key={program}>{program.trim()}</code>
            ))}
          </div>
        )}
      </div>
    </li>
  );
}

/** Tests beyond these are not listed; those that failed come first. */
const LISTED = 50;

function Runs({ tests }: { tests: readonly TestRun[] }) {
  const failed = ({ verdict }: TestRun) => Number(verdict?.status !== 'pass');
  const listed = [...tests].sort((a, b) => failed(b) - failed(a)).slice(0, LISTED);
  return (
    <>
      <table class="test-table own-runs">
        <caption class="label">The reference, test by test</caption>
        <HeadRow columns={['call', 'wanted', 'got', 'time']} />
        <tbody>
          {listed.map(({ call, wanted, visible, verdict }, i) => (
            <Fragment key={i}>
              <tr>
                <td>
                  {brief(call)}
                  {visible && <small> shown</small>}
                </td>
                <td>{brief(wanted)}</td>
                <td class={verdict?.status === 'pass' ? 'good' : 'bad'}>
                  {verdict ? brief(verdict.got ?? testError(verdict) ?? verdict.status) : 'not run'}
                </td>
                <td>{verdict?.ms === undefined ? '' : milliseconds(verdict.ms)}</td>
              </tr>
              <PrintedRow printed={verdict?.printed} columns={4} />
            </Fragment>
          ))}
        </tbody>
      </table>
      {tests.length > listed.length && <p class="label">and {tests.length - listed.length} more</p>}
    </>
  );
}

const milliseconds = (ms: number) => (ms < 1 ? '<1 ms' : `${Math.round(ms)} ms`);

const LONGEST = 200;
const brief = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

/** A check in a word or two, for lists. */
export function checkVerdict(check: Check | undefined, draft: Draft): { kind: Finding['kind'] | 'none'; text: string } {
  if (!check || check.draft !== draft) return { kind: 'none', text: '' };
  if (check.state === 'running') return { kind: 'none', text: 'checking …' };
  if (check.state === 'failed') return { kind: 'bad', text: 'not checked' };
  const count = (kind: Finding['kind']) => check.report.findings.filter((finding) => finding.kind === kind).length;
  const [bad, hints] = [count('bad'), count('hint')];
  if (bad > 0) return { kind: 'bad', text: bad === 1 ? 'one thing is wrong' : `${bad} things are wrong` };
  return hints > 0 ? { kind: 'hint', text: 'good, with a remark' } : { kind: 'good', text: 'good' };
}
