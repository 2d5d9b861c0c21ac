/** The files of `reports/`, as text. */
export interface ReportAssets {
  /** report.hbs */
  template: string;
  /** The files of partials/, by name without `.hbs`. */
  partials: Record<string, string>;
  /** style.css */
  style: string;
  /** script.js */
  script: string;
}
