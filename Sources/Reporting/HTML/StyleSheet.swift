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
    .meta, .small, .more { color: var(--soft); font-size: 0.86rem; }
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
    .card { border: 1px solid var(--line); border-top: 3px solid var(--s2);
      padding: 0.8rem 0.95rem; }
    .card.clear { border-top-color: var(--good); }
    .card h3 { margin: 0 0 0.3rem; font-size: 0.92rem; color: var(--soft); font-weight: 600; }
    .big { font-size: 1.35rem; line-height: 1.3; margin: 0; font-variant-numeric: tabular-nums; }
    .cur { font-size: 0.8rem; color: var(--soft); }
    .scroll { overflow-x: auto; margin: 0.5rem 0 0.25rem; }
    table { border-collapse: collapse; width: 100%; font-size: 0.88rem; line-height: 1.4; }
    table.fit { width: auto; min-width: 55%; }
    caption { text-align: left; padding: 0.6rem 0 0.3rem; font-weight: 650; }
    .findings caption { position: absolute; width: 1px; height: 1px; overflow: hidden;
      clip-path: inset(50%); }
    th { text-align: left; font-weight: 600; color: var(--soft); vertical-align: bottom;
      border-bottom: 1px solid var(--ink); padding: 0.3rem 0.6rem 0.3rem 0; }
    td { vertical-align: top; border-bottom: 1px solid var(--line);
      padding: 0.38rem 0.6rem 0.38rem 0; }
    th.n, td.n { text-align: right; padding-left: 0.75rem; padding-right: 0;
      white-space: nowrap; font-variant-numeric: tabular-nums; }
    th.n { white-space: normal; }
    th.n + th:not(.n), td.n + td:not(.n) { padding-left: 1rem; }
    .d { white-space: nowrap; font-variant-numeric: tabular-nums; }
    .neg, .late { color: var(--s1); }
    .late { font-weight: 600; white-space: nowrap; }
    tr.total td { font-weight: 650; border-top: 1px solid var(--ink); border-bottom-width: 2px; }
    tbody.done td { color: var(--soft); }
    tr.over td { border-bottom: 0; padding-bottom: 0.05rem; }
    tr.below td { color: var(--soft); font-size: 0.94em; padding-top: 0; }
    .note { color: var(--ink); }
    .part { display: inline-block; margin-right: 0.9rem; }
    tr.below b { font-weight: 600; }
    .findings { table-layout: fixed; min-width: 46rem; }
    .findings th:nth-child(1) { width: 4%; } .findings th:nth-child(2) { width: 19%; }
    .findings th:nth-child(3) { width: 5%; } .findings th:nth-child(4) { width: 11%; }
    .findings th:nth-child(5) { width: 11%; } .findings th:nth-child(6) { width: 11%; }
    .findings th:nth-child(7) { width: 12%; } .findings th:nth-child(8) { width: 6%; }
    .findings th:nth-child(9) { width: 21%; }
    tr.below details, tr.below summary { display: inline; }
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
      html { font-size: 8.6pt; }
      body { padding: 0; max-width: none; font-size: 1rem; line-height: 1.4; }
      h1 { font-size: 1.8rem; }
      h2 { margin-top: 1.6rem; padding-top: 0.6rem; border-top-width: 1px; }
      h3 { margin-top: 1rem; }
      nav { display: none; }
      td, th { padding-top: 0.22rem; padding-bottom: 0.22rem; }
      .scroll { overflow: visible; margin: 0.2rem 0; }
      thead { display: table-header-group; break-inside: avoid; break-after: avoid; }
      .findings { min-width: 0; }
      tr, .card, .verdict, table.findings tbody, p { break-inside: avoid; }
      h2, h3, caption, .lead, .kind > p, tr.over { break-after: avoid; }
      tr.total { break-before: avoid; }
      .kind { margin-top: 1.1rem; }
      a { color: inherit; text-decoration: none; }
      details > summary { list-style: none; color: var(--soft); }
      details::details-content { content-visibility: visible; height: auto; display: block; }
      tr.below details::details-content { display: inline; }
      .cards { grid-template-columns: repeat(4, 1fr); gap: 0.5rem; }
      .big { font-size: 1.25rem; }
      .card, .verdict { padding: 0.5rem 0.7rem; }
      .card, .verdict, .badge { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
    }
    """
}
