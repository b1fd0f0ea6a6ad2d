import { useEffect, useRef } from 'preact/hooks';
import type { Group, Sample } from '../../rl/records/group';
import { METRICS } from '../../rl/run/metrics';
import { brief, signed } from '../common/format';
import { FirstFailure } from '../common/test-table';
import { Chooser, Key } from '../inspector/colours';
import { type PaintedSample, paint, spelling, tokenLook, updateStatus } from '../inspector/painting';
import type { ShownGroup } from '../session/run-state';
import { bestFirst } from '../session/run-state';
import type { Session } from '../session/session';
import type { Quantity } from '../session/token-place';

/** What the rows can be coloured by; the inspector has more. */
const CHOICES: readonly Quantity[] = ['push', 'advantage', 'ratio', 'entropy'];

interface Props {
  session: Session;
  shown: ShownGroup;
  quantity: Quantity;
  onQuantity: (quantity: Quantity) => void;
  /** Opens the sample of this number. */
  onInspect: (number: number) => void;
  /** The sample whose row takes the focus when the card comes. */
  focus?: number;
}

/** The programs written for one prompt, best first, with what the tests said. */
export function GroupCard({ session, shown, quantity, onQuantity, onInspect, focus }: Props) {
  const { step, groups, index, judged, tokens } = shown;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.querySelector<HTMLElement>(`[data-number="${focus}"]`)?.focus();
  }, [focus]);
  const group = groups[index];
  if (!group) return null;
  const order = bestFirst(group);
  // The first failure explains itself.
  const explained = order.find((number) => failed(group.samples[number]));
  const painting = paint(group, tokens?.[index], quantity);
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
        <Chooser choices={CHOICES} chosen={quantity} onChoose={onQuantity} />
        <div class="pager">
          {held && session.cursor.value === null && session.activity.value !== 'idle' && (
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
      <ol ref={list} class="samples" key={`${step}/${index}`}>
        {order.map((number) => (
          <SampleRow
            key={number}
            group={group}
            sample={group.samples[number]}
            number={number}
            painted={painting.samples[number]}
            quantity={quantity}
            hint={number === explained}
            onOpen={() => onInspect(number)}
          />
        ))}
      </ol>
      <Key painting={painting} known={updateStatus(tokens, step, session.live.value.step)} />
    </div>
  );
}

const failed = ({ verdict }: Sample): boolean => verdict !== undefined && verdict.status !== 'pass';

interface RowProps {
  group: Group;
  sample: Sample;
  /** Which one of the group. */
  number: number;
  painted: PaintedSample;
  quantity: Quantity;
  /** Show the first failed test. */
  hint: boolean;
  onOpen: () => void;
}

function SampleRow({ group, sample, number, painted, quantity, hint, onOpen }: RowProps) {
  const { verdict, advantage, reward } = sample;
  const passed = verdict?.status === 'pass';
  const positions = spelling(sample);
  return (
    <li>
      <button type="button" class="open" data-number={number} onClick={onOpen}>
        <span class={`mark ${passed ? 'good' : verdict ? 'bad' : ''}`}>
          {verdict && <span aria-hidden="true">{passed ? '✓' : '✗'}</span>}
          {verdict && <span class="visually-hidden">{passed ? 'passed' : 'failed'}, advantage </span>}
          {advantage !== undefined && <span class="advantage">{signed(advantage)}</span>}
        </span>
        <code>
          {positions
            ? positions.map((t) =>
                sample.loss_mask[t] === 0 ? (
                  <span key={t} class="prefix" title="what the program before it printed">
                    {sample.pieces[t]}
                  </span>
                ) : (
                  <span key={t} {...tokenLook(painted, t, quantity)}>
                    {sample.pieces[t]}
                  </span>
                ),
              )
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
        {hint && verdict && (
          <span class="hint">
            <FirstFailure tests={group.tests} verdict={verdict} />
          </span>
        )}
      </button>
    </li>
  );
}
