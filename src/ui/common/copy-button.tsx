import { useState } from 'preact/hooks';

interface Props {
  label: string;
  /** What is copied, as it is when the button is pressed. */
  text(): string;
  title?: string;
}

const SAID_MS = 2500;

/** Copies a text and says so. Where the browser keeps the clipboard shut, the text stands beside the button, selected. */
export function CopyButton({ label, text, title }: Props) {
  const [state, setState] = useState<'idle' | 'copied' | 'shut'>('idle');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      setState('copied');
      setTimeout(() => setState('idle'), SAID_MS);
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
