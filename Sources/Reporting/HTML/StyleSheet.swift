/// The page's own style: one column, calm, and the same on paper.
enum StyleSheet {
  static let text = """
    :root { --ink: #1d2430; --soft: #5b6676; --line: #d9dee6; --ground: #f6f7f9; --link: #1d4e89;
      --s1: #a3262a; --s2: #8a5a00; --s3: #1d4e89; --s4: #5b6676; --good: #2b6b47; }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body { margin: 0 auto; padding: 2rem 1.75rem 4rem; max-width: 1120px; color: var(--ink);
      background: #fff; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto,
      "Liberation Sans", "DejaVu Sans", Arial, sans-serif; }
    h1, h2, h3 { line-height: 1.25; margin: 0; text-wrap: balance; }
    h1 { font-size: 1.9rem; font-weight: 650; letter-spacing: -0.01em; }
    h2 { font-size: 1.3rem; font-weight: 650; margin: 3rem 0 0.5rem; padding-top: 1rem;
      border-top: 2px solid var(--ink); }
    h3 { font-size: 1.02rem; font-weight: 650; margin: 1.9rem 0 0.35rem; }
    p { margin: 0.35rem 0; max-width: 78ch; }
    a { color: var(--link); }
    .eyebrow { color: var(--soft); font-weight: 600; margin: 0 0 0.15rem; }
    .meta, .small, .more, caption { color: var(--soft); font-size: 0.86rem; }
    .code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono",
      "DejaVu Sans Mono", monospace; font-size: 0.86em; overflow-wrap: anywhere; }
    .verdict { margin: 1.1rem 0 1rem; padding: 0.75rem 1rem; max-width: none;
      background: var(--ground); border-left: 4px solid var(--good); }
    .verdict.blocked { border-color: var(--s1); }
    .verdict.owned { border-color: var(--s2); }
    nav ul { display: flex; flex-wrap: wrap; gap: 0.3rem 1.2rem; margin: 0; padding: 0;
      list-style: none; font-size: 0.92rem; }
    .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(215px, 1fr));
      gap: 0.75rem; margin: 1rem 0 0.5rem; }
    .card { border: 1px solid var(--line); border-top: 3px solid var(--s2); padding: 0.8rem 0.95rem; }
    .card.clear { border-top-color: var(--good); }
    .card h3 { margin: 0 0 0.3rem; font-size: 0.92rem; color: var(--soft); font-weight: 600; }
    .big { font-size: 1.35rem; line-height: 1.3; margin: 0; font-variant-numeric: tabular-nums; }
    .cur { font-size: 0.8rem; color: var(--soft); }
    .scroll { overflow-x: auto; margin: 0.5rem 0 0.25rem; }
    table { border-collapse: collapse; width: 100%; font-size: 0.88rem; line-height: 1.4; }
    caption { text-align: left; padding: 0 0 0.35rem; }
    th { text-align: left; font-weight: 600; color: var(--soft); vertical-align: bottom;
      border-bottom: 1px solid var(--ink); padding: 0.3rem 0.6rem 0.3rem 0; }
    td { vertical-align: top; border-bottom: 1px solid var(--line);
      padding: 0.38rem 0.6rem 0.38rem 0; }
    th.n, td.n { text-align: right; padding: 0.38rem 0 0.38rem 0.75rem; white-space: nowrap;
      font-variant-numeric: tabular-nums; }
    th.n { white-space: normal; }
    th.n + th:not(.n), td.n + td:not(.n) { padding-left: 1rem; }
    .d { white-space: nowrap; font-variant-numeric: tabular-nums; }
    .neg, .late { color: var(--s1); }
    .late { font-weight: 600; white-space: nowrap; }
    tr.total td { font-weight: 650; border-top: 1px solid var(--ink); border-bottom-width: 2px; }
    tr.done td { color: var(--soft); }
    .side { display: block; color: var(--soft); font-size: 0.86em; }
    .ev { display: block; }
    table.findings td:last-child { min-width: 11rem; }
    .sub { display: block; color: var(--soft); font-size: 0.94em; }
    .badge { display: inline-block; min-width: 2.1em; padding: 0 0.35em; border: 1px solid;
      border-radius: 3px; text-align: center; font-weight: 650; font-size: 0.86em; }
    .s1 { color: var(--s1); } .s2 { color: var(--s2); }
    .s3 { color: var(--s3); } .s4 { color: var(--s4); }
    .kind { margin-top: 2rem; }
    .kind h3 .sum { color: var(--soft); font-weight: 400; font-size: 0.9rem; }
    .next { color: var(--ink); }
    details summary { cursor: pointer; color: var(--link); }
    footer { margin-top: 3rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
    @media print {
      @page { margin: 14mm 12mm 15mm; @bottom-right { content: counter(page) " / " counter(pages);
        font: 8pt sans-serif; color: #5b6676; } }
      body { padding: 0; max-width: none; font-size: 9pt; }
      h1 { font-size: 17pt; } h2 { font-size: 12.5pt; margin-top: 7mm; } h3 { font-size: 10pt; }
      nav { display: none; }
      table { font-size: 7.6pt; }
      th, td, th.n, td.n { padding-top: 1mm; padding-bottom: 1mm; }
      .scroll { overflow: visible; }
      thead { display: table-header-group; }
      tr, .card, .verdict { break-inside: avoid; }
      h2, h3, caption, .lead, .kind > p { break-after: avoid; }
      .kind { margin-top: 5mm; }
      a { color: inherit; text-decoration: none; }
      details > summary { list-style: none; color: var(--soft); }
      details::details-content { content-visibility: visible; height: auto; display: block; }
      .cards { grid-template-columns: repeat(4, 1fr); gap: 2mm; }
      .big { font-size: 12pt; }
      .card, .verdict, .badge { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    }
    """
}
