import Mustache

/// The frame of the page.
///
/// Tables come ready-made; everything else is escaped by the engine.
enum PageTemplates {
  static func library() throws -> MustacheLibrary {
    var library = MustacheLibrary()
    try library.register(page, named: "page")
    try library.register(setAside, named: "set_aside")
    try library.register(first, named: "first")
    try library.register(money, named: "money")
    try library.register(detail, named: "detail")
    return library
  }

  private static let page = """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light">
    <title>{{entity}}: close report {{period}}</title>
    <style>
    {{{style}}}
    </style>
    </head>
    <body>
    <header>
    <p class="eyebrow">Close report</p>
    <h1>{{entity}}, {{month}}</h1>
    <p class="meta">{{days}}. Seen from {{as_of}}. Amounts in {{functional}} unless another code \
    stands beside them. Run <span class="code">{{run_id}}</span></p>
    <p class="verdict {{verdict_class}}"><strong>{{verdict}}</strong> {{verdict_detail}}</p>
    <nav aria-label="On this page"><ul>
    {{#contents}}
    <li><a href="#{{anchor}}">{{label}}</a></li>
    {{/contents}}
    </ul></nav>
    </header>
    <main>
    {{> set_aside}}
    {{> first}}
    {{> money}}
    {{> detail}}
    </main>
    <footer>
    <p>Every figure leads back to a file and a line: <span class="code">crossfoot trace</span> \
    with an order, a settlement, an exception or <span class="code">FILE:LINE</span> tells its \
    whole story. The tables of this page are in full in the CSV files beside it.</p>
    <p class="meta">Run {{run_id}}, configuration {{configuration_hash}}.</p>
    </footer>
    </body>
    </html>

    """

  private static let setAside = """
    <section id="set-aside">
    <h2>Set aside, held and in suspense</h2>
    <p class="lead">{{set_aside_lead}}</p>
    <div class="cards">
    {{#cards}}
    <div class="card{{#is_clear}} clear{{/is_clear}}">
    <h3>{{label}}</h3>
    {{#amounts}}
    <p class="big"><span class="cur">{{code}}</span> {{value}}</p>
    {{/amounts}}
    {{^amounts}}
    <p class="big">{{figure}}</p>
    {{/amounts}}
    <p class="small">{{note}}</p>
    </div>
    {{/cards}}
    </div>
    {{#set_aside_tables}}
    {{{html}}}
    {{#more}}<p class="more">{{.}}</p>{{/more}}
    {{/set_aside_tables}}
    </section>

    """

  private static let first = """
    <section id="first">
    <h2>What must be done first</h2>
    {{#first_table}}
    <p class="lead">The open findings that matter most: those that block the close, then the \
    largest in cash. Cash impact is in {{functional}}; minus is against us.</p>
    {{{first_table}}}
    {{#first_more}}<p class="more">{{first_more}}</p>{{/first_more}}
    <h3>Whose move it is</h3>
    {{{owner_table}}}
    {{/first_table}}
    {{^first_table}}
    <p class="lead">Nothing: no finding waits for anybody.</p>
    {{/first_table}}
    </section>

    """

  private static let money = """
    {{#sections}}
    <section id="{{anchor}}">
    <h2>{{title}}</h2>
    {{#lead}}<p class="lead">{{lead}}</p>{{/lead}}
    {{#tables}}
    {{#heading}}<h3>{{heading}}</h3>{{/heading}}
    {{{html}}}
    {{#more}}<p class="more">{{more}}</p>{{/more}}
    {{/tables}}
    </section>
    {{/sections}}

    """

  private static let detail = """
    <section id="detail">
    <h2>Every finding, with its evidence</h2>
    <p class="lead">Grouped by kind. External is the channel's or the bank's word, internal is \
    ours, and the difference is external less internal. Evidence names a file and its line.</p>
    {{#codes}}
    <section class="kind" id="{{code}}">
    <h3><span class="code">{{code}}</span> {{title}} <span class="sum">{{sum}}</span></h3>
    <p>{{explanation}}</p>
    <p class="next"><strong>Next:</strong> {{next_action}}. <strong>Owner:</strong> {{owner}}. \
    {{closing}}</p>
    {{#is_folded}}<details><summary>{{folded_label}}</summary>{{/is_folded}}
    {{{html}}}
    {{#is_folded}}</details>{{/is_folded}}
    {{#more}}<p class="more">{{more}}</p>{{/more}}
    </section>
    {{/codes}}
    {{^codes}}
    <p>There are no findings in this period.</p>
    {{/codes}}
    </section>

    """
}
