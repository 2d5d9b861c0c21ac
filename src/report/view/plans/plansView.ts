import type { ExplainPlan } from '../../../evidence/ExplainPlan.ts';
import type { Capture, QueryResult } from '../../../findings/Result.ts';
import { formatCount } from '../../../units.ts';
import { plural } from '../../text/amounts.ts';
import { accessText, forcedText } from './forcedText.ts';
import { fragilityText, fragilityTexts, othersOf } from './fragilityText.ts';
import type { JsonRoom } from './JsonRoom.ts';
import type { NodeView } from './nodeView.ts';
import { planAloneView, planPairView } from './planPairView.ts';

export interface PlansContext {
  json: JsonRoom;
  /** Where the query stands in result.json: `scenarios[0].queries[3]`. */
  path: string;
}

interface TreeView {
  title: string;
  root: NodeView;
  /** The plan's JSON; '' where the page has no room for it. */
  json: string;
  path: string;
}

/** Trees beside each other, or one alone, under a line that says which. */
export interface PlanGroup {
  title: string;
  words: string;
  open: boolean;
  trees: TreeView[];
  pair: boolean;
}

/** All plans of a query: before and after beside each other, and those that tell something more, folded. */
export function plansView(query: QueryResult, context: PlansContext) {
  const { before, afterDeploy, after, fragility = [], forced = [] } = query;
  const view = new PlanGroups(context);
  const deployed = differs(afterDeploy, after) ? afterDeploy : null;
  const lastTitle = deployed ? 'After VACUUM (ANALYZE)' : 'After';
  let culprit = '';
  if (before.plan && after.plan && (query.change !== 'none' || differs(before, after)))
    culprit = view.pair('', '', [before, 'Before', 'before.plan'], [after, lastTitle, 'after.plan']);
  else if (after.plan) view.alone('', [after, before.plan ? 'Before and after' : lastTitle, 'after.plan']);
  else if (before.plan) view.alone('', [before, 'Before', 'before.plan']);
  if (deployed?.plan)
    view.pair(
      `Right after deploy: ${before.plan && !differs(before, deployed) ? 'the plan as before' : 'another plan'}${amount(deployed)}`,
      'As the migrations left statistics and visibility map, until autovacuum comes by.',
      [before, 'Before', 'before.plan'],
      [deployed, 'Right after deploy', 'afterDeploy.plan'],
    );
  genericGroup(query, view);
  shapeGroup(query, view);
  for (const [index, one] of forced.entries())
    view.alone(
      forcedText(one, after),
      [
        { plan: one.plan },
        `Forced${amount({ cost: one.plan.Plan['Total Cost'] ?? null })}`,
        `forced[${index}].plan`,
      ],
      accessText(one),
    );
  for (const [index, one] of fragility.entries()) {
    if (othersOf(one) === 0) continue;
    view.several(
      fragilityText(one).replace(/\.$/, ''),
      one.plans.map(({ plan, count }, n) => [
        { plan },
        `${count} of ${one.analyzes}${amount({ cost: plan.Plan['Total Cost'] ?? null })}`,
        `fragility[${index}].plans[${n}].plan`,
      ]),
    );
  }
  return { culprit, planGroups: view.groups, fragile: fragilityTexts(fragility) };
}

type Shown = [
  capture: {
    plan: ExplainPlan | null;
    buffers?: number | null;
    cost?: number | null;
    fingerprint?: { exact: string } | null;
  },
  title: string,
  path: string,
];

class PlanGroups {
  readonly groups: PlanGroup[] = [];
  readonly #context: PlansContext;

  constructor(context: PlansContext) {
    this.#context = context;
  }

  /** @returns where the difference lies, in words */
  pair(title: string, words: string, left: Shown, right: Shown): string {
    if (!left[0].plan || !right[0].plan) {
      this.alone(title, right[0].plan ? right : left, words);
      return '';
    }
    const [before, after] = [left[0].fingerprint, right[0].fingerprint];
    const alike = before != null && before.exact === after?.exact;
    const view = planPairView(left[0].plan, right[0].plan, alike);
    const trees = [this.#tree(left, view.before), this.#tree(right, view.after)];
    this.groups.push({ title, words, open: title === '', trees, pair: true });
    return view.culprit;
  }

  alone(title: string, shown: Shown, words = ''): void {
    if (!shown[0].plan) return;
    const trees = [this.#tree(shown, planAloneView(shown[0].plan))];
    this.groups.push({ title, words, open: title === '', trees, pair: false });
  }

  several(title: string, shown: Shown[]): void {
    const trees = shown.map((one) => this.#tree(one, planAloneView(one[0].plan!)));
    this.groups.push({ title, words: '', open: false, trees, pair: false });
  }

  #tree([capture, title, path]: Shown, root: NodeView): TreeView {
    const { json, path: start } = this.#context;
    return {
      title: `${title}${amount(capture)}`,
      root,
      json: json.take(capture.plan!) ?? '',
      path: `${start}.${path}`,
    };
  }
}

/** Prepared statements take the generic plan from their sixth execution on, where it seems no dearer. */
function genericGroup({ before, after }: QueryResult, view: PlanGroups): void {
  const [first, last] = [before.generic, after.generic];
  const generic = last ?? first;
  if (!generic) return;
  const changed = first && last && first.fingerprint?.semantic !== last.fingerprint?.semantic;
  const other = after.fingerprint?.semantic !== generic.fingerprint?.semantic;
  if (!changed && !other) return;
  const title = changed
    ? 'Prepared statements: another generic plan than before'
    : 'Prepared statements: the generic plan is another';
  const words = 'Planned for parameters that are not known, as prepared statements end up with.';
  if (changed)
    view.pair(
      title,
      words,
      [first, 'Generic, before', 'before.generic.plan'],
      [last, 'Generic, after', 'after.generic.plan'],
    );
  else view.alone(title, [generic, 'Generic plan', `${last ? 'after' : 'before'}.generic.plan`], words);
}

function shapeGroup({ before, after }: QueryResult, view: PlanGroups): void {
  if (!before.shape && !after.shape) return;
  view.pair(
    'As production plans it: parallel, or compiled',
    'Not executed. What is judged is the serial plan, whose pages repeat.',
    [
      { plan: before.shape ?? before.plan },
      'Before, as production',
      before.shape ? 'before.shape' : 'before.plan',
    ],
    [{ plan: after.shape ?? after.plan }, 'After, as production', after.shape ? 'after.shape' : 'after.plan'],
  );
}

function differs(a: Capture, b: Capture): boolean {
  if (!a.fingerprint || !b.fingerprint) return a.plan !== null && b.plan === null;
  return a.fingerprint.exact !== b.fingerprint.exact;
}

function amount({ buffers = null, cost = null }: { buffers?: number | null; cost?: number | null }): string {
  if (buffers !== null) return `, ${plural(buffers, 'page')}`;
  return cost === null ? '' : `, cost ${formatCount(cost)}`;
}
