import type { QueryEvidence } from '../../../evidence/QueryEvidence.ts';
import type { PlanReason } from '../../Facts.ts';
import { columnChanged } from './columnChanged.ts';
import { conditionChanged } from './conditionChanged.ts';
import { costWeighed } from './costWeighed.ts';
import { estimateOff } from './estimateOff.ts';
import { indexAdded } from './indexAdded.ts';
import { indexGone } from './indexGone.ts';
import { jitUsed } from './jitUsed.ts';
import { orderLost } from './orderLost.ts';
import { parallelLost } from './parallelLost.ts';
import { pruningLost } from './pruningLost.ts';
import { settingsChanged } from './settingsChanged.ts';
import { statisticsChanged } from './statistics.ts';
import { tableGrew } from './tableGrew.ts';
import { visibilityLost } from './visibilityLost.ts';
import { type WhyEvidence, whyContext } from './WhyContext.ts';
import { workMemExceeded } from './workMemExceeded.ts';

/** Every kind of reason, the strongest first: what took a choice from the planner comes before what it weighed otherwise. */
const whys = [
  indexGone,
  columnChanged,
  conditionChanged,
  pruningLost,
  statisticsChanged,
  settingsChanged,
  visibilityLost,
  parallelLost,
  estimateOff,
  workMemExceeded,
  jitUsed,
  orderLost,
  tableGrew,
  indexAdded,
  costWeighed,
] as const;

/** What made a query's plan another, the strongest first, each once; empty where no reason can be told. */
export function reasonsOf(
  query: QueryEvidence,
  when: 'afterDeploy' | 'after',
  evidence: WhyEvidence,
): PlanReason[] {
  const context = whyContext(query, when, evidence);
  return context ? whys.flatMap((why) => why(context)) : [];
}
