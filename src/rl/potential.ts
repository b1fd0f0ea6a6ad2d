/**
 * The potential of a problem (R1-Code-Interpreter): how much a policy gradient can learn from it, by the variance of its
 * reward. A problem that is always or never solved teaches nothing.
 */

/** 4p(1 - p) of a pass rate p: 1 where half of the programs pass, 0 where all or none do. */
export const potential = (pass_rate: number): number => 4 * pass_rate * (1 - pass_rate);

/** The paper's stages begin with the problems of the highest potential: each takes in those from its threshold up. */
export const POTENTIAL_THRESHOLDS = [0.64, 0.48, 0.32, 0];

/** The stage (from 1) that a potential comes in with; rounding must not move 4/20 out of the first. */
export function potentialStage(value: number): number {
  return POTENTIAL_THRESHOLDS.findIndex((threshold) => value >= threshold - 1e-9) + 1;
}
