import type { Group, Sample } from '../rl/events';
import { METRICS } from '../rl/metrics';
import { brief, signed } from './format';
import { type Push, pushes } from './push';
import type { Session, Shown } from './session';
import { TestTable } from './test-table';

/** The programs written for one prompt, best first, with what the tests said. */
export function GroupCard({ session, shown }: { session: Session; shown: Shown }) {
  const { step, groups, index, judged } = shown;
  const group = groups[index];
  if (!group) return null;
  const held = session.held.value !== null;
  const go = (by: number) => session.hold((index + by + groups.length) % groups.length);
  return (
    <div class="card">
      <div class="card-head">
        <div class="prompt">
          <div class="label">
            step {step} · prompt {index + 1} of {groups.length}
            {group.problem.prefix && (
              <>
                {' · every program begins with '}
                <code>{group.problem.prefix.trim()}</code>
              </>
            )}
            {!judged && ' · waiting for the tests'}
          </div>
          <pre>{group.problem.prompt.trim()}</pre>
        </div>
        <div class="pager">
          {held && session.activity.value !== 'idle' && (
            <button type="button" class="quiet" onClick={() => session.follow()}>
              Follow live
            </button>
          )}
          <button type="button" aria-label="Previous prompt" onClick={() => go(-1)}>
            ‹
          </button>
          <button type="button" aria-label="Next prompt" onClick={() => go(1)}>
            ›
          </button>
        </div>
      </div>
      <ol class="samples" key={`${step}/${index}`}>
        {rows(group).map(({ sample, push, number, hint }) => (
          <SampleRow
            key={number}
            group={group}
            sample={sample}
            push={push}
            hint={hint}
            onOpen={() => session.hold(index)}
          />
        ))}
      </ol>
      <p class="key">
        <span>
          <i class="more" aria-hidden="true" /> made more likely
        </span>
        <span>
          <i class="less" aria-hidden="true" /> made less likely
        </span>
        <span title="The gradient of a token's log-prob, in its own logit, is one minus its probability">
          strength: advantage × (1 − probability)
        </span>
      </p>
    </div>
  );
}

interface RowProps {
  group: Group;
  sample: Sample;
  push: Push[] | undefined;
  /** Show the first failed test without being opened. */
  hint: boolean;
  onOpen: () => void;
}

function SampleRow({ group, sample, push, hint, onOpen }: RowProps) {
  const { verdict, advantage, reward } = sample;
  const passed = verdict?.status === 'pass';
  const failed = verdict?.tests.findIndex(({ status }) => status !== 'pass') ?? -1;
  return (
    <li>
      <details>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button of its own */}
        <summary onClick={onOpen}>
          <span class={`mark ${passed ? 'good' : verdict ? 'bad' : ''}`}>
            {verdict && <span aria-hidden="true">{passed ? '✓' : '✗'}</span>}
            {verdict && <span class="visually-hidden">{passed ? 'passed' : 'failed'}, advantage </span>}
            {advantage !== undefined && <span class="advantage">{signed(advantage)}</span>}
          </span>
          <code>
            {push
              ? push.map(({ text, push: strength, inserted }, i) => (
                  <span
                    key={i}
                    class={inserted ? 'prefix' : strength === 0 ? undefined : 'token'}
                    title={inserted ? 'what the program before it printed' : undefined}
                    style={tint(strength)}
                  >
                    {text}
                  </span>
                ))
              : sample.completion}
            {!sample.ended && (
              <span class="prefix" title="cut at max_completion_length or max_tool_calls">
                {' '}
                …
              </span>
            )}
            {sample.completion === '' && <span class="prefix">(nothing)</span>}
            {sample.hacks?.map((hack) => (
              <span key={hack} class="hack" title={METRICS[`hack/${hack}_frac`]}>
                {hack.replace('_', ' ')}
              </span>
            ))}
          </code>
          <span class="reward">
            {reward !== undefined && <span class="visually-hidden">reward </span>}
            {reward !== undefined ? brief(reward) : verdict ? '' : sample.advantage === undefined ? '' : 'not judged'}
          </span>
          <span class="tests">
            {verdict && (
              <span class="visually-hidden">
                {verdict.passed} of {verdict.total} tests passed
              </span>
            )}
            {verdict &&
              group.tests.map((test, i) => (
                <i key={test.call} class={verdict.tests[i]?.status ?? 'unrun'} aria-hidden="true" />
              ))}
          </span>
          {hint && verdict && failed >= 0 && (
            <span class="hint">
              <TestTable tests={group.tests} verdict={verdict} only={failed} />
            </span>
          )}
        </summary>
        {verdict && <TestTable tests={group.tests} verdict={verdict} />}
      </details>
    </li>
  );
}

interface Row {
  sample: Sample;
  push: Push[] | undefined;
  number: number;
  hint: boolean;
}

/** Best first; equal ones as they were written. The first failure explains itself. */
function rows(group: Group): Row[] {
  const push = pushes(group);
  const order = group.samples
    .map((sample, number) => ({ sample, number, push: push[number] }))
    .sort((a, b) => (b.sample.reward ?? -1) - (a.sample.reward ?? -1) || a.number - b.number);
  const first = order.find(({ sample }) => sample.verdict && sample.verdict.status !== 'pass');
  return order.map((row) => ({ ...row, hint: row === first }));
}

function tint(strength: number) {
  if (strength === 0) return undefined;
  const share = (Math.abs(strength) * 46).toFixed(0);
  return { backgroundColor: `color-mix(in srgb, var(--${strength > 0 ? 'blue' : 'orange'}) ${share}%, transparent)` };
}
