/** The page's own style, in the product's tokens. */
export const pageStyle = `
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: var(--weight-text) var(--type-14) / var(--leading) var(--font); }
main { max-width: 1360px; margin: 0 auto; padding: var(--space-8) var(--space-6); }
h1, h2, h3, h4 { font-weight: var(--weight-title); line-height: var(--leading-tight); text-wrap: balance; }
h1 { font-size: var(--type-28); margin: 0 0 var(--space-3); }
h2 { font-size: var(--type-20); margin: var(--space-10) 0 var(--space-3); }
h3 { font-size: var(--type-16); margin: var(--space-6) 0 var(--space-2); }
h4 { font-size: var(--type-14); margin: 0; }
p { margin: 0 0 var(--space-3); max-width: 78ch; }
header p { font-size: var(--type-16); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: var(--space-1) var(--space-4); margin: 0; }
dt, figure p, .note, footer { color: var(--text-soft); }
dd { margin: 0; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 290px), 1fr)); gap: var(--space-4); }
.charts.three { grid-template-columns: repeat(auto-fill, minmax(min(100%, 380px), 1fr)); }
figure { margin: 0; padding: var(--space-4); background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); display: flex; flex-direction: column; }
figure h3 { margin: 0 0 var(--space-1); }
figure p { font-size: var(--type-13); margin: var(--space-1) 0 var(--space-2); }
figure svg { margin-top: auto; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--text-soft); font-size: 12px; font-family: var(--font); font-variant-numeric: tabular-nums; }
svg .name { fill: var(--text); }
.grid { stroke: var(--line); }
.zero { stroke: var(--line-strong); }
.ground { fill: var(--sunken); }
.curve { fill: none; stroke-width: 2; stroke: var(--text); stroke-linejoin: round; }
.curve.model { stroke: var(--accent); stroke-width: 2.5; }
.curve.logistic { stroke: var(--text); stroke-dasharray: 9 3 2 3; stroke-width: 1.5; }
.curve.silence { stroke: var(--risk-high); stroke-dasharray: 7 4; }
.curve.median { stroke: var(--risk-medium); stroke-dasharray: 2 3; }
.curve.even { stroke: var(--line-strong); stroke-width: 1; }
circle.model { fill: var(--accent); }
rect { shape-rendering: crispEdges; }
rect.raises { fill: var(--risk-high); }
rect.lowers { fill: var(--accent); }
.key { white-space: nowrap; }
.key::before { content: ''; display: inline-block; width: 12px; height: 12px; margin-right: var(--space-1); border-radius: 2px; vertical-align: -1px; }
.key.raises::before { background: var(--risk-high); }
.key.lowers::before { background: var(--accent); }
.legend { list-style: none; margin: var(--space-2) 0 0; padding: 0; font-size: var(--type-13); }
.legend li { display: flex; align-items: center; gap: var(--space-2); }
.legend li::before { content: ''; width: 24px; border-top: 2px solid var(--line-strong); }
.legend .model::before { border-top: 3px solid var(--accent); }
.legend .logistic::before { border-top: 1.5px dashed var(--text); }
.legend .silence::before { border-top: 2px dashed var(--risk-high); }
.legend .median::before { border-top: 2px dotted var(--risk-medium); }
.legend b { margin-left: auto; font-weight: var(--weight-strong); font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: var(--radius); background: var(--surface); margin-bottom: var(--space-2); }
.wide:focus-visible { outline: 2px solid var(--focus); }
table { border-collapse: collapse; width: 100%; font-size: var(--type-13); font-variant-numeric: tabular-nums; }
th, td { padding: var(--space-1) var(--space-3); text-align: right; white-space: nowrap; font-weight: inherit; }
thead th { color: var(--text-soft); border-bottom: 1px solid var(--line); padding-block: var(--space-2); }
tbody th, .words { text-align: left; }
tbody th { position: sticky; left: 0; background: var(--surface); }
tr.pooled > * { border-top: 1px solid var(--line); }
tr.model.pooled > * { font-weight: var(--weight-strong); }
tr:not(.model):not(.pooled) .words { color: var(--text-soft); }
.note { font-size: var(--type-13); margin: 0; }
code { font-size: var(--type-12); }
footer { margin-top: var(--space-10); font-size: var(--type-13); }
@media (max-width: 600px) {
  main { padding: var(--space-5) var(--space-4); }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: var(--space-2); }
  tbody th { white-space: normal; min-width: 84px; }
}
`;
