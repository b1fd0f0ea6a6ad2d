/** Where the ideas of the lessons come from. Text and no links: no request leaves the page unasked. */

interface Paper {
  title: string;
  /** It begins with the year and the month. */
  arXiv: string;
  /** What the lessons take from it, as they name it. */
  what: string;
}

const PAPERS: readonly Paper[] = [
  {
    what: 'PPO: the ratio and its clip',
    title: 'Proximal Policy Optimization Algorithms',
    arXiv: '1707.06347',
  },
  {
    what: 'GRPO: groups and their advantages',
    title: 'DeepSeekMath: Pushing the Limits of Mathematical Reasoning in Open Language Models',
    arXiv: '2402.03300',
  },
  {
    what: 'AceCoder: tests for code, and a reward model of them',
    title: 'AceCoder: Acing Coder RL via Automated Test-Case Synthesis',
    arXiv: '2502.01718',
  },
  {
    what: 'DAPO: clip higher, token-mean, groups that teach',
    title: 'DAPO: An Open-Source LLM Reinforcement Learning System at Scale',
    arXiv: '2503.14476',
  },
  {
    what: 'Dr. GRPO: no division by length or deviation',
    title: 'Understanding R1-Zero-Like Training: A Critical Perspective',
    arXiv: '2503.20783',
  },
  {
    what: 'AceReason: stages, and problems that get harder',
    title: 'AceReason-Nemotron: Advancing Math and Code Reasoning through Reinforcement Learning',
    arXiv: '2505.16400',
  },
  {
    what: 'R1-Code-Interpreter: the potential 4p(1−p)',
    title: 'R1-Code-Interpreter: LLMs Reason with Code via Supervised and Multi-stage Reinforcement Learning',
    arXiv: '2505.21668',
  },
  {
    what: 'Skywork-OR1: entropy and its control',
    title: 'Skywork Open Reasoner 1 Technical Report',
    arXiv: '2505.22312',
  },
  {
    what: 'CISPO: the weight is clipped, the gradient stays',
    title: 'MiniMax-M1: Scaling Test-Time Compute Efficiently with Lightning Attention',
    arXiv: '2506.13585',
  },
  {
    what: 'GPPO: clipped tokens keep the gradient of their bound',
    title: 'Klear-Reasoner: Advancing Reasoning Capability via Gradient-Preserving Clipping Policy Optimization',
    arXiv: '2508.07629',
  },
];

export function Papers() {
  return (
    <section class="papers" aria-labelledby="papers">
      <h2 id="papers">The papers behind them</h2>
      <ul>
        {PAPERS.map(({ title, arXiv, what }) => (
          <li key={arXiv}>
            <cite>{title}</cite>, 20{arXiv.slice(0, 2)}, arXiv{'\u00a0'}
            {arXiv}
            <span class="label">{what}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
