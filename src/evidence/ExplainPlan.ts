/** One element of the array that EXPLAIN (FORMAT JSON) gives. */
export interface ExplainPlan {
  Plan: PlanNode;
  'Planning Time'?: number;
  'Execution Time'?: number;
  Settings?: Record<string, string>;
  Triggers?: { 'Trigger Name': string; 'Constraint Name'?: string; Calls: number }[];
  /** Not PostgreSQL's: shared pages that its AFTER triggers read, which are no part of the plan; missing where there are none. */
  'Trigger Pages'?: number;
  [field: string]: unknown;
}

/** A plan node, in PostgreSQL's own field names. */
export interface PlanNode {
  'Node Type': string;
  'Parent Relationship'?: string;
  'Relation Name'?: string;
  Schema?: string;
  Alias?: string;
  'Index Name'?: string;
  'Join Type'?: string;
  Strategy?: string;
  'Startup Cost'?: number;
  'Total Cost'?: number;
  'Plan Rows'?: number;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Actual Total Time'?: number;
  'Shared Hit Blocks'?: number;
  'Shared Read Blocks'?: number;
  'Temp Read Blocks'?: number;
  'Temp Written Blocks'?: number;
  Plans?: PlanNode[];
  [field: string]: unknown;
}
