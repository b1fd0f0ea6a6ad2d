/** Inputs that choose: radio buttons as a bar, the choices of a drop-down list, and a check box. */
import type { ComponentChildren } from 'preact';

interface Choice<T> {
  value: T;
  label: string;
  title?: string;
}

interface SegmentsProps<T> {
  /** Of the group of radio buttons. */
  name: string;
  choices: readonly Choice<T>[];
  chosen: T;
  onChoose(value: T): void;
  /** What else stands in the bar. */
  children?: ComponentChildren;
}

/** Radio buttons as the segments of a bar. */
export function Segments<T>({ name, choices, chosen, onChoose, children }: SegmentsProps<T>) {
  return (
    <div class="segments">
      {choices.map(({ value, label, title }) => (
        <label key={label} title={title}>
          <input type="radio" name={name} checked={value === chosen} onChange={() => onChoose(value)} />
          <span>{label}</span>
        </label>
      ))}
      {children}
    </div>
  );
}

/** The choices of a `<select>`. */
export const Options = ({ choices }: { choices: readonly Choice<string | number>[] }) => (
  <>
    {choices.map(({ value, label }) => (
      <option key={value} value={value}>
        {label}
      </option>
    ))}
  </>
);

interface CheckboxProps {
  class?: string;
  checked: boolean;
  disabled?: boolean;
  onCheck(checked: boolean): void;
  /** Its label. */
  children: ComponentChildren;
}

export const Checkbox = ({ class: name, onCheck, children, ...input }: CheckboxProps) => (
  <label class={name}>
    <input type="checkbox" {...input} onChange={({ currentTarget }) => onCheck(currentTarget.checked)} />
    {children}
  </label>
);
