"""Amazon settlements: what each order line brings, and the files that say so."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from . import catalogue
from .money import percent


@dataclass
class Row:
    """One amount of a settlement; `written` replaces the amount in the file where it is broken."""
    kind: str
    group: str
    what: str
    amount: int
    posted: datetime
    order_id: str = ""
    market: str = ""
    shipment: str = ""
    adjustment: str = ""
    item: str = ""
    sku: str = ""
    quantity: int = 0
    promotion: str = ""
    fulfilled: str = ""
    tag: str = ""
    written: str = ""


@dataclass
class Settlement:
    number: str
    market: str
    currency: str
    start: datetime
    end: datetime
    deposit: datetime
    rows: list = field(default_factory=list)
    # What the declared total says beyond the rows, where it is wrong.
    unexplained: int = 0

    @property
    def total(self):
        return sum(row.amount for row in self.rows)

    @property
    def declared(self):
        return self.total + self.unexplained

    def takes(self, posted):
        return self.start <= posted < self.end


def sale_rows(line, posted, shipment, quantity=None, **planted):
    """The rows of a settled order line; `planted` replaces amounts by their description."""
    base = Row("Order", "", "", 0, posted, order_id=line.order_id, market=line.channel,
               shipment=shipment, item=line.line_id, sku=line.sku, fulfilled="AFN")
    promotion = f"FERN-{shipment[-5:]}" if line.discount else ""
    is_shipping_free = line.discount and line.discount == line.shipping
    amounts = [
        ("ItemPrice", "Principal", line.price),
        ("ItemPrice", "Tax", line.tax),
        ("ItemPrice", "Shipping", line.shipping),
        ("ItemPrice", "ShippingTax", line.shipping_tax),
        ("Promotion", "Shipping" if is_shipping_free else "Principal", -line.discount),
        ("ItemFees", "Commission", -catalogue.commission(line.channel, line.sku, line.price)),
        ("ItemFees", "FBAPerUnitFulfillmentFee",
         -catalogue.fulfilment(line.channel, line.sku, line.quantity)),
    ]
    if line.remitted_by == "marketplace":
        amounts += [
            ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", -line.tax),
            ("ItemWithheldTax", "MarketplaceFacilitatorTax-Shipping", -line.shipping_tax),
        ]
    rows = []
    for group, what, amount in amounts:
        key = {"Promotion": "Promotion", "ItemWithheldTax": what.split("-")[-1] + "Withheld"}.get(
            group, what)
        tag = line.tag if key in planted else ""
        amount = planted.get(key, amount)
        if amount:
            rows.append(replace(base, group=group, what=what, amount=amount, tag=tag,
                                promotion=promotion if group == "Promotion" else ""))
    rows[0].quantity = line.quantity if quantity is None else quantity
    if line.tag and not any(row.tag for row in rows):
        rows[0].tag = line.tag
    line.is_settled = True
    line.fees = -sum(row.amount for row in rows if row.group == "ItemFees")
    return rows


def refund_rows(line, posted, adjustment, principal, tax=0, shipping=0, discount=0, tag=""):
    """A refund that takes the tax back and gives the commission back but for a fifth of it."""
    base = Row("Refund", "", "", 0, posted, order_id=line.order_id, market=line.channel,
               adjustment=adjustment, item=line.line_id, sku=line.sku, fulfilled="AFN")
    commission = min(catalogue.commission(line.channel, line.sku, principal),
                     catalogue.commission(line.channel, line.sku, line.price))
    kept = min(percent(commission, 2000), 500)
    withheld = tax if line.remitted_by == "marketplace" else 0
    amounts = [
        ("ItemPrice", "Principal", -principal), ("ItemPrice", "Tax", -tax),
        ("ItemPrice", "Shipping", -shipping), ("Promotion", "Principal", discount),
        ("ItemFees", "Commission", commission), ("ItemFees", "RefundCommission", -kept),
        ("ItemWithheldTax", "MarketplaceFacilitatorTax-Principal", withheld),
    ]
    rows = [replace(base, group=group, what=what, amount=amount)
            for group, what, amount in amounts if amount]
    rows[0].tag = tag
    line.fees -= commission - kept
    line.refunded += principal + shipping - discount
    return rows


def account_row(kind, group, what, amount, posted, tag="", **more):
    return Row(kind, group, what, amount, posted, tag=tag, **more)


def other(what, amount, posted, tag="", **more):
    return account_row("other-transaction", "other-transaction", what, amount, posted, tag, **more)
