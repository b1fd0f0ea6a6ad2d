/** Pipelines: functions of one argument made of stages, one method call each. */
import type { Meaning, Value } from './family';

export interface Stage {
  /** Its name among the parts. */
  label: string;
  apply(value: Value): Value;
  /** The text that follows the value it is applied to; `write` where that is not all. */
  access?: string;
  write?(input: string): string;
}

/** Every pipeline of one stage from each list, in the order of the lists. An undefined stage stands for none. */
export function pipelines(letter: string, ...choices: readonly (readonly (Stage | undefined)[])[]): Meaning[] {
  const all = choices.reduce<Stage[][]>(
    (begun, stages) => stages.flatMap((stage) => begun.map((one) => (stage ? [...one, stage] : one))),
    [[]],
  );
  return all.filter((stages) => stages.length > 0).map((stages) => pipeline(letter, stages));
}

function pipeline(letter: string, stages: readonly Stage[]): Meaning {
  const written = stages.reduce((text, { access, write }) => (write ? write(text) : text + access), letter);
  return {
    parts: stages.map(({ label }) => label),
    apply: (value) => stages.reduce((current, stage) => stage.apply(current), value),
    programs: [`${letter}=>${written}`],
  };
}
