/// The commented `crossfoot.yaml` of a new books folder; it works as it stands.
package func configurationTemplate(entity: String, currency: String, zone: String) -> String {
  let name = quoted(entity)
  return """
    # Crossfoot books. Every line below a '#' shows the default; take the '#' away to change it.

    entity: "\(name)"
    functional_currency: \(currency)   # ISO 4217
    time_zone: \(zone)   # IANA; decides on which day, and so in which month, an event falls

    # Records before this day load stock only and are not posted.
    # books_from: 2026-01-01

    # weighted_average (moving) or fifo
    # costing: weighted_average

    # Minor units forgiven per component, and between a payout and the bank; and what may be forgiven
    # in all, per period and source, in the functional currency (of one source: tolerance_budget).
    # tolerances: {component: 1, payout: 0, budget: 5.00}

    # What may be written off, of one exception and in one period, without one of the approvers.
    # write_offs: {item: 25.00, period: 250.00, approvers: []}

    # Above this cash effect, in the functional currency, an exception rises by one severity.
    # materiality: 500.00

    # Days from first sight until an exception is due, by severity.
    # due_days: {S1: 2, S2: 7, S3: 30}

    # payout_due_days: 5
    # rate_stale_after_days: 7
    # bank: {post: true, days_before: 1, days_after: 7, group_size: 5, rate_spread_percent: 5}

    # What a .gz or .zip file may come to: MiB in all, and times its own size (from 16 MiB on).
    # unpack: {megabytes: 1024, times: 100}

    # Which order channels a source settles (a trailing * matches any ending), and its terms in days,
    # counted from shipping or, with terms_from: ordered, from ordering.
    # sources:
    #   amazon:  {channels: ["Amazon*", "Non-Amazon*"], settles_within_days: 17, refunds_within_days: 14, releases_within_days: 17, answer_disputes_within_days: 7}
    #   shopify: {channels: [Shopify], settles_within_days: 7, releases_within_days: 90, gross_only: true}
    #   paypal:  {channels: [PayPal, Web], settles_within_days: 5, releases_within_days: 21, answer_disputes_within_days: 10, gross_only: true}
    #   stripe:  {channels: [Stripe, WooCommerce], settles_within_days: 7, releases_within_days: 90, gross_only: true}

    # A dispute's deadline is near, its result overdue; a loss is booked when decided or when opened.
    # disputes: {near_days: 7, decided_within_days: 90, book_loss: decided}
    # Whose word counts where several systems tell of one record: formats or sources, in order.
    # systems_of_record: {orders: crossfoot-orders, refunds: crossfoot-refunds, rates: crossfoot-rates, costs: crossfoot-receipts, payouts: shopify}

    # The column that ties its settlement lines to orders, and the zone of its own monthly reports:
    #   amazon:  {order_key: merchant-order-id, time_zone: America/Los_Angeles}

    # Tax rates by jurisdiction, in percent (TX-03); days until refunded goods are back (CO-04), and
    # until the bill of an accrued landed cost is there (CO-07; 0: bills are not followed).
    # tax_rates: {DE: [19, 7]}
    # returns_within_days: 45
    # charges_billed_within_days: 60
    # Who owns an exception, where it is not the usual desk.
    # owners: {CM-01: Order ops, PO-01: Treasury}

    # Balances the books start with, on books_from; debit positive.
    # opening_balances: {"Assets:Bank": "1250.00 USD"}

    # Names and codes of the accounts in the system that takes the journal.
    # exports:
    #   account_names: {"Income:Sales": "Sales"}
    #   account_codes: {"Income:Sales": "200"}
    #   xero_tax_rate: Tax Exempt

    """
}

/// A text as YAML has it between double quotes.
private func quoted(_ text: String) -> String {
  text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: " ")
}
