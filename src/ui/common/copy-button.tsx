import { useState } from 'preact/hooks';

interface Props {
  label: string;
  /** What is copied, as it is when the button is pressed. */
  text(): string;
  title?: string;
  /** What somebody who gets the text cannot do with it; asked when the button is pressed. */
  warning?(): string | undefined;
}

const SAID_MS = 2500;
/** A warning takes longer to read. */
const WARNED_MS = 9000;

/** Copies a text and says so. Where the browser keeps the clipboard shut, the text stands beside the button, selected. */
export function CopyButton({ label, text, title, warning }: Props) {
  const [state, setState] = useState<'idle' | 'copied' | 'shut'>('idle');
  const [warned, setWarned] = useState<string>();
  const copy = async () => {
    const said = warning?.();
    setWarned(said);
    try {
      await navigator.clipboard.writeText(text());
      setState('copied');
      setTimeout(() => setState('idle'), said === undefined ? SAID_MS : WARNED_MS);
    } catch {
      setState('shut');
    }
  };
  return (
    <span class="copy">
      <button type="button" title={title} onClick={copy}>
        {state === 'copied' ? 'Copied' : label}
      </button>
      <span class="visually-hidden" role="status">
        {state === 'copied' && `${label}: copied`}
      </span>
      {state !== 'idle' && warned !== undefined && (
        <span class="copy-warning" role="status">
          {warned}
        </span>
      )}
      {state === 'shut' && (
        <input
          readOnly
          aria-label={`${label}: copy this text`}
          value={text()}
          ref={(input) => input?.select()}
          onBlur={() => setState('idle')}
        />
      )}
    </span>
  );
}
